/* See wire_view.h. Collects bytes by direction and asks the protocol for units. */
#include "wire_view.h"

#include "modbus_frame.h"
#include "wire_view_parts.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	wire_take_fn *take;
} protocols[WIRE_PROTOCOLS] = {
	[WIRE_BYTES] = { "bytes", NULL },
	[WIRE_MODBUS] = { "modbus", wire_take_modbus },
	[WIRE_ESCPOS] = { "escpos", wire_take_escpos },
	[WIRE_FF68] = { "ff68", wire_take_ff68 },
	[WIRE_ONBON] = { "onbon", wire_take_onbon },
	[WIRE_SDT] = { "sdt", wire_take_sdt },
	[WIRE_XFS5152] = { "xfs5152", wire_take_xfs5152 },
	[WIRE_LINES] = { "lines", wire_take_line },
};

static const struct {
	const char *driver;
	enum wire_protocol protocol;
} drivers[] = {
	{ "modbus-led", WIRE_MODBUS },
	{ "modbus-keypad", WIRE_MODBUS },
	{ "escpos", WIRE_ESCPOS },
	{ "ff68", WIRE_FF68 },
	{ "onbon-bx", WIRE_ONBON },
	{ "onbon-panel", WIRE_ONBON },
	{ "sdt", WIRE_SDT },
	{ "xfs5152", WIRE_XFS5152 },
	{ "serial-scanner", WIRE_LINES },
};

enum wire_protocol wire_protocol_of(const char *driver)
{
	for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
		if (strcmp(drivers[i].driver, driver) == 0)
			return drivers[i].protocol;
	return WIRE_BYTES;
}

const char *wire_protocol_name(enum wire_protocol protocol)
{
	return protocols[protocol].name;
}

bool wire_protocol_named(const char *name, enum wire_protocol *out)
{
	for (size_t i = 0; i < WIRE_PROTOCOLS; i++) {
		if (strcmp(protocols[i].name, name) != 0)
			continue;
		*out = (enum wire_protocol)i;
		return true;
	}
	return false;
}

size_t wire_take_noise(const uint8_t *bytes, size_t length, uint8_t start, struct wire_unit *unit)
{
	const uint8_t *next = length > 1 ? memchr(bytes + 1, start, length - 1) : NULL;
	const size_t count = next ? (size_t)(next - bytes) : length;
	unit->good = false;
	snprintf(unit->text, sizeof unit->text, "noise: %zu bytes that begin no frame", count);
	return count;
}

void wire_view_init(struct wire_view *view, enum wire_protocol protocol)
{
	view->protocol = protocol;
	view->length[0] = view->length[1] = 0;
}

static void say(enum wire_side side, const uint8_t *bytes, size_t length, struct wire_unit *unit,
		wire_unit_fn *call, void *context)
{
	unit->side = side;
	unit->bytes = bytes;
	unit->length = length;
	call(context, unit);
}

/* Units from the front of the buffer; with @p end all of it. */
static void drain(struct wire_view *view, enum wire_side side, bool end, wire_unit_fn *call,
		  void *context)
{
	wire_take_fn *take = protocols[view->protocol].take;
	uint8_t *buffer = view->buffer[side];
	size_t at = 0, length = view->length[side];
	while (at < length) {
		struct wire_unit unit = { .good = true, .address = -1 };
		size_t count = length - at;
		if (take)
			count = take(side, buffer + at, length - at, &unit);
		else
			snprintf(unit.text, sizeof unit.text, "%zu bytes", count);
		if (count == 0 && !end && length - at < WIRE_UNIT_MAX)
			break;
		if (count == 0) {
			count = length - at;
			unit = (struct wire_unit){ .address = -1, .secret = unit.secret };
			snprintf(unit.text, sizeof unit.text, "%zu bytes of something unfinished",
				 count);
		}
		say(side, buffer + at, count, &unit, call, context);
		at += count;
	}
	memmove(buffer, buffer + at, length - at);
	view->length[side] = length - at;
}

void wire_view_feed(struct wire_view *view, enum wire_side side, const uint8_t *bytes,
		    size_t length, wire_unit_fn *unit, void *context)
{
	/* On a bus who answers has heard the question whole. */
	if (view->protocol == WIRE_MODBUS && view->length[!side] > 0)
		drain(view, (enum wire_side) !side, true, unit, context);
	while (length > 0) {
		size_t room = WIRE_UNIT_MAX - view->length[side];
		size_t part = length < room ? length : room;
		memcpy(view->buffer[side] + view->length[side], bytes, part);
		view->length[side] += part;
		bytes += part;
		length -= part;
		drain(view, side, false, unit, context);
	}
}

void wire_view_end(struct wire_view *view, wire_unit_fn *unit, void *context)
{
	drain(view, WIRE_SIDE_SENT, true, unit, context);
	drain(view, WIRE_SIDE_RECEIVED, true, unit, context);
}

/* --- Modbus RTU --- */

static const char *exception_name(int code)
{
	static const char *const names[] = {
		"",
		"illegal function",
		"illegal data address",
		"illegal data value",
		"device failure",
		"acknowledge",
		"busy",
	};
	return code > 0 && code < 7 ? names[code] : "exception";
}

static unsigned word(const uint8_t *bytes)
{
	return (unsigned)bytes[0] << 8 | bytes[1];
}

/* Of a request; 0: more is needed, -1: another function. */
static int request_length(const uint8_t *bytes, size_t length)
{
	if (length < 2)
		return 0;
	if (bytes[1] == MODBUS_READ_HOLDING || bytes[1] == 4 || bytes[1] == MODBUS_WRITE_SINGLE)
		return 8;
	if (bytes[1] == MODBUS_WRITE_MULTIPLE)
		return length < 7 ? 0 : 9 + bytes[6];
	return -1;
}

static void registers_text(const uint8_t *bytes, unsigned count, char *out, size_t size)
{
	size_t used = 0;
	for (unsigned i = 0; i < count && used + 6 < size; i++)
		used += (size_t)snprintf(out + used, size - used, " %04x", word(bytes + 2 * i));
}

static void describe_request(const uint8_t *b, struct wire_unit *unit)
{
	char values[120] = "";
	unsigned first = word(b + 2), count = word(b + 4);
	if (b[1] == MODBUS_WRITE_SINGLE) {
		snprintf(unit->text, sizeof unit->text, "→%d write register %u = %04x", b[0], first,
			 count);
		return;
	}
	if (b[1] == MODBUS_WRITE_MULTIPLE)
		registers_text(b + 7, b[6] / 2u, values, sizeof values);
	snprintf(unit->text, sizeof unit->text, "→%d %s %u registers from %u%s%s", b[0],
		 b[1] == MODBUS_WRITE_MULTIPLE ? "write" : "read", count, first,
		 values[0] ? ":" : "", values);
}

static void describe_reply(const uint8_t *b, struct wire_unit *unit)
{
	char values[120] = "";
	if (b[1] & MODBUS_EXCEPTION) {
		snprintf(unit->text, sizeof unit->text, "%d→ refused: %s (%02x)", b[0],
			 exception_name(b[2]), b[2]);
	} else if (b[1] == MODBUS_READ_HOLDING) {
		registers_text(b + 3, b[2] / 2u, values, sizeof values);
		snprintf(unit->text, sizeof unit->text, "%d→ %u registers:%s", b[0], b[2] / 2u,
			 values);
	} else {
		snprintf(unit->text, sizeof unit->text, "%d→ written: %u registers from %u", b[0],
			 b[1] == MODBUS_WRITE_SINGLE ? 1u : word(b + 4), word(b + 2));
	}
}

/* Frames are told apart by silence, which is not here: a broken one takes all that came. */
size_t wire_take_modbus(enum wire_side side, const uint8_t *bytes, size_t length,
			struct wire_unit *unit)
{
	int whole = side == WIRE_SIDE_SENT ? request_length(bytes, length)
					   : modbus_frame_reply_length(bytes, length);
	if (whole == 0 || (whole > 0 && (size_t)whole > length && whole <= MODBUS_FRAME_MAX))
		return 0;
	if (whole < 0 || (size_t)whole > length || !modbus_frame_whole(bytes, (size_t)whole)) {
		unit->good = false;
		snprintf(unit->text, sizeof unit->text,
			 "%zu bytes that are no frame: noise, a wrong speed or a wrong check sum",
			 length);
		return length;
	}
	unit->address = bytes[0];
	if (side == WIRE_SIDE_SENT)
		describe_request(bytes, unit);
	else
		describe_reply(bytes, unit);
	return (size_t)whole;
}
