/* See wire_view.h. Collects bytes by direction and asks the protocol for units. */
#include "wire_view.h"

#include "wire_view_parts.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	wire_take_fn *take;
} protocols[WIRE_PROTOCOLS] = {
	[WIRE_BYTES] = { "bytes", NULL },
	[WIRE_MODBUS] = { "modbus", wire_take_modbus },
	[WIRE_MODBUS_TCP] = { "modbus-tcp", wire_take_modbus_tcp },
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

enum wire_protocol wire_protocol_of(const char *driver, const char *port_kind)
{
	enum wire_protocol protocol = WIRE_BYTES;
	for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
		if (strcmp(drivers[i].driver, driver) == 0)
			protocol = drivers[i].protocol;
	if (protocol == WIRE_MODBUS && strcmp(port_kind, "modbus-tcp") == 0)
		return WIRE_MODBUS_TCP;
	return protocol;
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
