/* The card: a frame is collected whole, unescaped, checked, done, answered. */
#include "onbon_sim.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LATENCY_US = 5000,
	HEADER = 14,
	BUFFER = 1024, /* data that the card takes */
	ANY_BROADCAST = 0xffff,
	ASKED_BROADCAST = 0xfffe,
	UNKNOWN_COMMAND = 2,
	WRONG_SUM = 5,
};

struct onbon_sim_answer {
	struct onbon_sim *sim;
	struct onbon_sim_answer *next;
	struct event *due;
	size_t length;
	uint8_t bytes[256];
};

static uint64_t sim_random(struct onbon_sim *sim)
{
	uint64_t mixed = (sim->random += 0x9E3779B97F4A7C15u);
	mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
	mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
	return mixed ^ (mixed >> 31);
}

/* The paper's appendix: a table of CRC-16, here made when it is first needed. */
static unsigned sum_of(const uint8_t *bytes, size_t count)
{
	static uint16_t table[256];
	unsigned crc = 0;
	if (table[1] == 0) {
		for (unsigned i = 0; i < 256; i++) {
			unsigned value = i;
			for (int k = 0; k < 8; k++)
				value = (value >> 1) ^ ((value & 1) * 0xa001u);
			table[i] = (uint16_t)value;
		}
	}
	while (count-- > 0)
		crc = (crc >> 8) ^ table[(crc ^ *bytes++) & 0xff];
	return crc;
}

static unsigned low_first(const uint8_t *bytes)
{
	return bytes[0] + 256u * bytes[1];
}

/* --- answering --- */

static void answer_free(struct onbon_sim_answer *answer)
{
	struct onbon_sim_answer **at = &answer->sim->answers;
	while (*at != answer)
		at = &(*at)->next;
	*at = answer->next;
	event_free(answer->due);
	free(answer);
}

static void answer_due(evutil_socket_t fd, short what, void *arg)
{
	struct onbon_sim_answer *answer = arg;
	struct onbon_sim *sim = answer->sim;
	(void)fd;
	(void)what;
	sim->owner.send(sim->owner.context, answer->bytes, answer->length);
	answer_free(answer);
}

static void send_in(struct onbon_sim *sim, const uint8_t *bytes, size_t length, int64_t in_us)
{
	struct onbon_sim_answer *answer = calloc(1, sizeof *answer);
	if (in_us < 0)
		in_us = 0;
	struct timeval wait = { .tv_sec = in_us / 1000000, .tv_usec = in_us % 1000000 };
	if (answer == NULL || length > sizeof answer->bytes)
		abort();
	answer->sim = sim;
	answer->length = length;
	memcpy(answer->bytes, bytes, length);
	answer->next = sim->answers;
	sim->answers = answer;
	answer->due = evtimer_new(sim->base, answer_due, answer);
	event_add(answer->due, &wait);
}

static size_t escaped(uint8_t *out, const uint8_t *bytes, size_t count)
{
	size_t used = 0;
	memset(out, 0xa5, 8);
	used = 8;
	for (size_t i = 0; i < count; i++) {
		switch (bytes[i]) {
		case 0xa5:
			memcpy(out + used, "\xa6\x02", 2);
			used += 2;
			break;
		case 0xa6:
			memcpy(out + used, "\xa6\x01", 2);
			used += 2;
			break;
		case 0x5a:
			memcpy(out + used, "\x5b\x02", 2);
			used += 2;
			break;
		case 0x5b:
			memcpy(out + used, "\x5b\x01", 2);
			used += 2;
			break;
		default:
			out[used++] = bytes[i];
		}
	}
	out[used++] = 0x5a;
	return used;
}

/* What a bad wire and two voices at once make of an answer. */
static void mangle(struct onbon_sim *sim, uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (sim->faults.twin && i % 3 == 1)
			bytes[i] ^= (uint8_t)(sim_random(sim) % 255 + 1);
		if (sim->faults.bit_errors > sim_random(sim) % 1000)
			bytes[i] ^= (uint8_t)(1u << sim_random(sim) % 8);
	}
}

static void answer(struct onbon_sim *sim, unsigned from, unsigned asker, const uint8_t *data,
		   size_t length, int64_t ended_us)
{
	struct onbon_sim_faults faults = sim->faults;
	uint8_t plain[128] = { (uint8_t)asker, (uint8_t)(asker >> 8) }, out[256];
	size_t used = 0;
	int64_t in_us = ended_us + sim->latency_us - sim_monotonic_us();
	if (faults.foreign)
		from ^= 0x0101;
	plain[2] = (uint8_t)from;
	plain[3] = (uint8_t)(from >> 8);
	plain[10] = 0xfe;
	plain[11] = 2;
	plain[12] = (uint8_t)length;
	memcpy(plain + HEADER, data, length);
	unsigned sum = sum_of(plain, HEADER + length) ^ (faults.wrong_sum ? 0x40u : 0);
	plain[HEADER + length] = (uint8_t)sum;
	plain[HEADER + length + 1] = (uint8_t)(sum >> 8);
	for (unsigned i = 0; i < faults.noise_bytes && i < 64; i++)
		out[used++] = (uint8_t)sim_random(sim);
	used += escaped(out + used, plain, HEADER + length + 2);
	mangle(sim, out, used);
	sim->answered++;
	if (!faults.silence) {
		in_us += (int64_t)faults.late_ms * 1000;
		size_t first = faults.split_ms ? used / 2 : used;
		send_in(sim, out, first, in_us);
		if (first < used)
			send_in(sim, out + first, used - first,
				in_us + (int64_t)faults.split_ms * 1000);
	}
	if (sim->faults.times > 0 && --sim->faults.times == 0)
		memset(&sim->faults, 0, sizeof sim->faults);
}

/* --- the screen --- */

static void note(struct onbon_sim *sim)
{
	if (sim->history_count == sim->history_room) {
		uint32_t room = sim->history_room ? sim->history_room * 2 : 64;
		struct onbon_sim_shown *more = room <= ONBON_SIM_HISTORY_MAX
						       ? realloc(sim->history, room * sizeof *more)
						       : NULL;
		if (more == NULL) {
			sim->history_dropped++;
			return;
		}
		sim->history = more;
		sim->history_room = room;
	}
	bool blink = false;
	for (unsigned i = 0; i < ONBON_SIM_AREAS; i++)
		blink |= sim->areas[i].there && sim->areas[i].blinks;
	char *text = strdup(sim->text);
	if (text != NULL)
		sim->history[sim->history_count++] = (struct onbon_sim_shown){
			.time_us = sim_clock_now(sim->clock), .text = text, .blink = blink
		};
}

static void look_at_screen(struct onbon_sim *sim)
{
	char text[ONBON_SIM_TEXT_MAX] = "";
	size_t used = 0;
	for (unsigned i = 0; i < ONBON_SIM_AREAS && sim->on; i++) {
		if (sim->areas[i].there && used < sizeof text - 1)
			used += (size_t)snprintf(text + used, sizeof text - used, "%s%s",
						 used > 0 ? " | " : "", sim->areas[i].text);
	}
	if (strcmp(text, sim->text) == 0)
		return;
	memcpy(sim->text, text, sizeof text);
	note(sim);
}

static void to_utf8(struct onbon_sim *sim, const uint8_t *bytes, size_t count, char *text)
{
	char *in = (char *)(uintptr_t)bytes, *out = text;
	size_t in_left = count, out_left = ONBON_SIM_TEXT_MAX - 1;
	iconv(sim->converter, NULL, NULL, NULL, NULL);
	while (in_left > 0 && out_left > 0 &&
	       iconv(sim->converter, &in, &in_left, &out, &out_left) == (size_t)-1) {
		if (errno == E2BIG || out_left < 1)
			break;
		*out++ = '?';
		out_left--;
		in++;
		in_left--;
		sim->undecodable++;
	}
	*out = '\0';
}

/* Clause 11: \F and four name the font, \C and one the colour, \n breaks the line. What is left is
 * the text: pages of as many lines as fit into the area. */
static void read_text(struct onbon_sim *sim, struct onbon_sim_area *area, const uint8_t *data,
		      size_t count, bool static_pages)
{
	uint8_t page[ONBON_SIM_TEXT_MAX];
	size_t used = 0, on_this_page = 0;
	unsigned line = 0, lines_of_a_page = 1;
	bool blank_page = false;
	for (size_t i = 0; i < count;) {
		bool mark = data[i] == '\\' && i + 1 < count;
		if (mark && data[i + 1] == 'F' && i + 5 < count) {
			area->font = 16 + 8u * (data[i + 5] - '0');
			lines_of_a_page = area->height / area->font;
			i += 6;
		} else if (mark && data[i + 1] == 'C' && i + 2 < count) {
			area->colour = data[i + 2] - '0';
			i += 3;
		} else if (mark && data[i + 1] == 'n') {
			line++;
			if (line == lines_of_a_page)
				blank_page = true; /* until something is seen on it */
			else if (line < lines_of_a_page && used < sizeof page)
				page[used++] = ' ';
			i += 2;
		} else {
			size_t step = data[i] >= 0x81 && i + 1 < count ? 2 : 1;
			if (line < lines_of_a_page) {
				for (size_t k = 0; k < step && used < sizeof page; k++)
					page[used++] = data[i + k];
			} else if (data[i] != ' ') {
				blank_page = false;
				on_this_page++;
			}
			i += step;
		}
	}
	while (used > 0 && page[used - 1] == ' ')
		used--;
	area->blinks = static_pages && blank_page && on_this_page == 0 && used > 0;
	to_utf8(sim, page, used, area->text);
}

static unsigned dots_across(const uint8_t *bytes)
{
	unsigned value = low_first(bytes);
	return value & 0x8000 ? value & 0x7fff : value * 8;
}

/* Clause 9.1, without voice. 0 or an error of clause 6. */
static unsigned show_area(struct onbon_sim *sim, const uint8_t *data, size_t count)
{
	if (count < 27 || data[9] >= ONBON_SIM_AREAS || data[14] != 0 || data[15] != 0)
		return 1;
	size_t text = low_first(data + 23);
	if (27 + text != count)
		return 1;
	struct onbon_sim_area *area = &sim->areas[data[9]];
	*area = (struct onbon_sim_area){ .there = true,
					 .x = dots_across(data + 1),
					 .y = low_first(data + 3),
					 .width = dots_across(data + 5),
					 .height = low_first(data + 7),
					 .font = 16,
					 .colour = 1 };
	area->scrolls = data[19] == 3 && data[17] == 1;
	read_text(sim, area, data + 27, text, data[19] == 1 && data[17] == 2);
	return 0;
}

/* Clause 8.2.1. */
static unsigned show_areas(struct onbon_sim *sim, const uint8_t *data, size_t count)
{
	size_t at = 0;
	unsigned deleted = count > 0 ? data[at++] : 0;
	for (unsigned i = 0; i < ONBON_SIM_AREAS && deleted == 0xff; i++)
		sim->areas[i].there = false;
	for (unsigned i = 0; deleted != 0xff && i < deleted && at < count; i++, at++)
		if (data[at] < ONBON_SIM_AREAS)
			sim->areas[data[at]].there = false;
	if (at >= count)
		return 1;
	unsigned areas = data[at++], error = 0;
	for (unsigned i = 0; i < areas && error == 0; i++) {
		if (at + 2 > count || at + 2 + low_first(data + at) > count)
			return 1;
		size_t length = low_first(data + at);
		error = show_area(sim, data + at + 2, length);
		at += 2 + length;
	}
	return error;
}

/* --- commands --- */

static size_t status(const struct onbon_sim *sim, uint8_t *out)
{
	static const uint8_t now[8] = { 0x26, 0x20, 0x11, 0x22, 7, 0x09, 0x30, 0x00 };
	size_t used = 0, place;
	memcpy(out, "\xa1\x02\x00\x00\x00", 5);
	used = 5;
	out[used++] = sim->on ? 1 : 2;
	out[used++] = (uint8_t)sim->brightness;
	memcpy(out + used, now, sizeof now);
	used += sizeof now;
	out[used++] = 0;
	memcpy(out + used, "P000", 4);
	used += 4;
	out[used++] = 0;
	out[used++] = 0;
	place = used++;
	out[place] = 0;
	for (unsigned i = 0; i < ONBON_SIM_AREAS; i++) {
		if (!sim->areas[i].there)
			continue;
		out[place]++;
		out[used++] = (uint8_t)i;
	}
	memset(out + used, 0, 28); /* bar code and net name */
	return used + 28;
}

/* 0 or an error of clause 6. */
static unsigned obey(struct onbon_sim *sim, const uint8_t *data, size_t count)
{
	switch (data[0] << 8 | data[1]) {
	case 0xa200:
		return 0;
	case 0xa300:
		if (count != 6 || data[5] < 1 || data[5] > 2)
			return 1;
		sim->on = data[5] == 1;
		return 0;
	case 0xa302:
		if (count != 7 || data[5] != 1 || data[6] > 15)
			return 1;
		sim->brightness = data[6];
		return 0;
	case 0xa306:
		return show_areas(sim, data + 5, count - 5);
	default:
		return UNKNOWN_COMMAND;
	}
}

static void frame_whole(struct onbon_sim *sim, const uint8_t *frame, size_t length,
			int64_t ended_us)
{
	uint8_t reply[64] = { 0xa0 };
	unsigned to = low_first(frame), asker = low_first(frame + 2), error;
	size_t count = low_first(frame + 12), replied = 5;
	if (to != sim->address && to < ASKED_BROADCAST)
		return;
	sim->frames++;
	const uint8_t *data = frame + HEADER;
	bool good = sum_of(frame, length - 2) == low_first(frame + length - 2);
	bool asked = good && data[0] == 0xa1 && data[1] == 2 && !sim->old;
	if (!good)
		error = WRONG_SUM;
	else if (sim->faults.refuse != 0 && !asked && data[0] == 0xa3)
		error = sim->faults.refuse;
	else
		error = asked ? 0 : obey(sim, data, count);
	if (error == WRONG_SUM)
		sim->bad_frames++;
	look_at_screen(sim);
	reply[1] = error != 0;
	reply[2] = (uint8_t)error;
	if (asked)
		replied = status(sim, reply);
	if (to != ANY_BROADCAST && (data[2] == 1 || !good))
		answer(sim, to, asker, reply, replied, ended_us);
}

static void frame_came(struct onbon_sim *sim, int64_t ended_us)
{
	uint8_t plain[ONBON_SIM_FRAME_MAX];
	size_t used = 0;
	for (size_t i = 0; i < sim->length; i++) {
		uint8_t byte = sim->frame[i];
		bool escape = (byte == 0xa6 || byte == 0x5b) && i + 1 < sim->length &&
			      (sim->frame[i + 1] == 1 || sim->frame[i + 1] == 2);
		if (escape && sim->frame[++i] == 2)
			byte--;
		plain[used++] = byte;
	}
	if (used < HEADER + 5 + 2 || low_first(plain + 12) != used - HEADER - 2 ||
	    used - HEADER - 2 > BUFFER) {
		sim->bad_frames++;
		return;
	}
	frame_whole(sim, plain, used, ended_us);
}

void onbon_sim_receive(struct onbon_sim *sim, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes[i] == 0xa5) {
			sim->inside = true;
			sim->length = 0;
		} else if (!sim->inside) {
			continue;
		} else if (bytes[i] == 0x5a) {
			frame_came(sim, ended_us);
			sim->inside = false;
		} else if (sim->length < sizeof sim->frame) {
			sim->frame[sim->length++] = bytes[i];
		}
	}
}

void onbon_sim_restart(struct onbon_sim *sim)
{
	memset(sim->areas, 0, sizeof sim->areas);
	sim->on = true;
	sim->brightness = 15;
	sim->inside = false;
	while (sim->answers != NULL)
		answer_free(sim->answers);
	look_at_screen(sim);
}

int onbon_sim_init(struct onbon_sim *sim, struct event_base *base, const struct sim_clock *clock,
		   uint16_t address, const struct onbon_sim_owner *owner)
{
	sim->base = base;
	sim->clock = clock;
	sim->owner = *owner;
	sim->address = address;
	sim->random = address;
	sim->latency_us = LATENCY_US;
	sim->converter = iconv_open("UTF-8", "GBK");
	if (sim->converter == (iconv_t)-1)
		return -EINVAL;
	onbon_sim_restart(sim);
	return 0;
}

void onbon_sim_finish(struct onbon_sim *sim)
{
	while (sim->answers != NULL)
		answer_free(sim->answers);
	if (sim->converter != NULL && sim->converter != (iconv_t)-1)
		iconv_close(sim->converter);
	for (uint32_t i = 0; i < sim->history_count; i++)
		free(sim->history[i].text);
	free(sim->history);
	memset(sim, 0, sizeof *sim);
}
