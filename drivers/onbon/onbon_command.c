/* See onbon_command.h. The clauses named here are those of its source. */
#include "onbon_command.h"

#include <assert.h>
#include <string.h>

enum {
	GROUP_REPLY = 0xa0,
	GROUP_FILES = 0xa1,
	GROUP_SYSTEM = 0xa2,
	GROUP_SCREEN = 0xa3,
	COMMAND_HEAD = 5,	   /* group, command, answer wanted, two reserved (5.1.1) */
	AREA_HEAD = 27,		   /* what stands before an area's text (9.1, without voice) */
	AREA_LENGTH = 2,	   /* before each area */
	STATUS_DYNAMIC = 17,	   /* place of the number of areas in a status (8.4) */
	STATUS_DYNAMIC_SHORT = 15, /* the same of cards without a special area */
	STATUS_TAIL = 28,	   /* bar code and net name */
};

const struct onbon_card_type onbon_card_types[] = {
	{ "any", ONBON_ANY_CARD, 5, 512 }, { "bx-5k1", 0x51, 8, 512 },	{ "bx-5k2", 0x58, 8, 512 },
	{ "bx-5mk1", 0x54, 8, 512 },	   { "bx-5mk2", 0x53, 8, 512 }, { "bx-6k1", 0x61, 5, 1024 },
	{ "bx-6k2", 0x62, 5, 1024 },	   { "bx-6k3", 0x63, 5, 1024 }, { NULL, 0, 0, 0 },
};

static size_t put_u16(uint8_t *out, unsigned value)
{
	out[0] = (uint8_t)value;
	out[1] = (uint8_t)(value >> 8);
	return 2;
}

static size_t begin(uint8_t *data, uint8_t group, uint8_t command)
{
	data[0] = group;
	data[1] = command;
	data[2] = 1; /* an answer is wanted */
	data[3] = data[4] = 0;
	return COMMAND_HEAD;
}

size_t onbon_ping(uint8_t *data)
{
	return begin(data, GROUP_SYSTEM, 0x00);
}

size_t onbon_ask_status(uint8_t *data)
{
	return begin(data, GROUP_FILES, 0x02);
}

size_t onbon_power(uint8_t *data, bool on)
{
	size_t used = begin(data, GROUP_SCREEN, 0x00);
	data[used++] = on ? 1 : 2;
	return used;
}

size_t onbon_brightness(uint8_t *data, unsigned level)
{
	size_t used = begin(data, GROUP_SCREEN, 0x02);
	data[used++] = 1; /* by hand, not by the hour */
	data[used++] = (uint8_t)(level > 15 ? 15 : level);
	return used;
}

size_t onbon_area_size(const struct onbon_area *area)
{
	return AREA_LENGTH + AREA_HEAD + area->length;
}

/* Clause 9.1: the highest bit says that the number is in dots. */
static unsigned across(const struct onbon_area *area, unsigned dots)
{
	return area->in_bytes ? dots / 8 : 0x8000 | dots;
}

static size_t put_area(uint8_t *out, const struct onbon_area *area)
{
	size_t used = 0;
	used += put_u16(out + used, (unsigned)(AREA_HEAD + area->length));
	out[used++] = 0; /* kind of area */
	used += put_u16(out + used, across(area, area->x));
	used += put_u16(out + used, area->y);
	used += put_u16(out + used, across(area, area->width));
	used += put_u16(out + used, area->height);
	out[used++] = area->number;
	out[used++] = 0; /* between lines */
	out[used++] = 0; /* its pages are shown again and again */
	used += put_u16(out + used, area->expiry_s);
	out[used++] = 0; /* no voice */
	out[used++] = 0; /* no further settings */
	out[used++] = (uint8_t)area->align;
	out[used++] = area->single_line ? 1 : 2;
	out[used++] = area->wrap ? 2 : 1;
	out[used++] = (uint8_t)area->mode;
	out[used++] = 0; /* leaves as it came */
	out[used++] = area->speed;
	out[used++] = area->stay;
	used += put_u16(out + used, (unsigned)area->length);
	used += put_u16(out + used, 0);
	memcpy(out + used, area->text, area->length);
	return used + area->length;
}

size_t onbon_show(uint8_t data[ONBON_DATA_MAX], const struct onbon_area *areas, unsigned count)
{
	size_t used = begin(data, GROUP_SCREEN, 0x06);
	data[used++] = 0; /* none is deleted */
	data[used++] = (uint8_t)count;
	for (unsigned i = 0; i < count; i++) {
		if (onbon_area_size(&areas[i]) > ONBON_DATA_MAX - used)
			return 0;
		used += put_area(data + used, &areas[i]);
	}
	return used;
}

/* --- text --- */

static char font_digit(unsigned dots)
{
	return dots >= 32 ? '2' : dots >= 24 ? '1' : '0';
}

size_t onbon_text(uint8_t *out, size_t room, const struct onbon_style *style, const uint8_t *text,
		  size_t length)
{
	char digit = font_digit(style->font_dots);
	const uint8_t marks[] = { '\\', 'F', 'O',
				  '0',	'0', (uint8_t)digit,
				  '\\', 'F', 'E',
				  '0',	'0', (uint8_t)digit,
				  '\\', 'C', (uint8_t)('0' + style->colour) };
	size_t tail = style->blank_lines > 0 ? 2 * (size_t)style->blank_lines + 1 : 0;
	size_t used = sizeof marks;
	assert(room >= sizeof marks + tail);
	memcpy(out, marks, sizeof marks);
	for (size_t i = 0; i < length;) {
		size_t step = text[i] >= 0x81 && text[i] <= 0xfe ? 2 : 1;
		if (step > length - i || step > room - tail - used)
			break;
		memcpy(out + used, text + i, step);
		if (step == 1 && text[i] == '\\')
			out[used] = '/';
		used += step;
		i += step;
	}
	for (unsigned i = 0; i < style->blank_lines; i++) {
		out[used++] = '\\';
		out[used++] = 'n';
	}
	if (style->blank_lines > 0)
		out[used++] = ' ';
	return used;
}

/* --- answers --- */

/* The list of areas at @p place, if the rest of the status is as long as it then must be. */
static bool read_areas(const uint8_t *status, size_t length, size_t place, uint32_t *areas)
{
	if (length <= place)
		return false;
	size_t count = status[place], end = place + 1 + count;
	if (length != end && length != end + STATUS_TAIL)
		return false;
	*areas = 0;
	for (size_t i = place + 1; i < end; i++) {
		if (status[i] >= 32)
			return false;
		*areas |= 1u << status[i];
	}
	return true;
}

static enum onbon_reply_kind kind_of(uint8_t group, uint8_t command)
{
	if (group == GROUP_REPLY && command <= 1)
		return command == 0 ? ONBON_ACK : ONBON_NACK;
	return group == GROUP_FILES && command == 0x02 ? ONBON_STATUS : ONBON_OTHER;
}

bool onbon_read(const struct onbon_message *message, struct onbon_reply *out)
{
	const uint8_t *data = message->data;
	if (message->length < COMMAND_HEAD)
		return false;
	*out = (struct onbon_reply){ .kind = kind_of(data[0], data[1]), .error = data[2] };
	if (out->kind != ONBON_STATUS)
		return true;
	const uint8_t *status = data + COMMAND_HEAD;
	size_t length = message->length - COMMAND_HEAD;
	if (length < 2)
		return false;
	out->on = status[0] == 1;
	out->brightness = status[1];
	out->areas_known = read_areas(status, length, STATUS_DYNAMIC, &out->areas) ||
			   read_areas(status, length, STATUS_DYNAMIC_SHORT, &out->areas);
	return true;
}

const char *onbon_error_name(uint8_t error)
{
	static const char *const names[] = {
		"refused",
		"refused: unknown group",
		"refused: unknown command",
		"refused: busy",
		"refused: no memory",
		"refused: check sum",
		"refused: no file",
		"refused: flash",
		"refused: file",
		"refused: name",
		"refused: kind of file",
		"refused: file's check sum",
		"refused: the card lacks the font",
	};
	return names[error < sizeof names / sizeof names[0] ? error : 0];
}
