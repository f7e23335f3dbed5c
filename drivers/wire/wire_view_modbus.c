/* Modbus frames in words, on a serial line and over TCP. Facts: Modbus Application Protocol V1.1b3,
 * 6; for the header over TCP, Modbus Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3. */
#include "wire_view_parts.h"

#include "modbus_frame.h"

#include <stdio.h>
#include <string.h>

enum { MBAP_BEFORE_UNIT = 6, MBAP_LENGTH_MIN = 3, MBAP_LENGTH_MAX = 254, CRC_SIZE = 2 };

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

/* --- Modbus RTU --- */

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

/* --- Modbus TCP: transaction 2, protocol 2 (0), length 2, then unit and function as above, but no
 * check sum --- */

size_t wire_take_modbus_tcp(enum wire_side side, const uint8_t *bytes, size_t length,
			    struct wire_unit *unit)
{
	if (length < MBAP_BEFORE_UNIT)
		return 0;
	const uint8_t *frame = bytes + MBAP_BEFORE_UNIT;
	unsigned count = word(bytes + 4);
	if (word(bytes + 2) != 0 || count < MBAP_LENGTH_MIN || count > MBAP_LENGTH_MAX) {
		unit->good = false;
		snprintf(unit->text, sizeof unit->text,
			 "%zu bytes that are no frame of Modbus TCP: is it a raw serial server?",
			 length);
		return length;
	}
	if (length < MBAP_BEFORE_UNIT + count)
		return 0;
	int whole = side == WIRE_SIDE_SENT ? request_length(frame, count)
					   : modbus_frame_reply_length(frame, count);
	unit->address = frame[0];
	if (whole != (int)count + CRC_SIZE) {
		unit->good = false;
		snprintf(unit->text, sizeof unit->text, "unit %d, function %d, of a wrong length",
			 frame[0], frame[1]);
	} else if (side == WIRE_SIDE_SENT) {
		describe_request(frame, unit);
	} else {
		describe_reply(frame, unit);
	}
	size_t used = strlen(unit->text);
	snprintf(unit->text + used, sizeof unit->text - used, " (transaction %u)", word(bytes));
	return MBAP_BEFORE_UNIT + count;
}
