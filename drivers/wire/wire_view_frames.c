/* Frames of boxes, displays, readers and speech chips in words: ff68, Onbon BX, SDT, XFS5152, and
 * lines of text. Their facts stand beside the drivers' codecs; here only what a frame is. */
#include "wire_view_parts.h"

#include <stdio.h>
#include <string.h>

/* --- ff68: FF 68 L L 68 addr func data sum 16, sum over addr … data --- */

static const char *ff68_key(const uint8_t *data, size_t count)
{
	switch (data[count - 1]) {
	case 0x0c:
		return "key: next";
	case 0x0d:
		return "key: recall";
	case 0x0b:
		return "key: ask for a rating";
	case 0x12:
		return "key: pause";
	case 0x13:
		return "key: transfer";
	case 0x0f:
		return count > 1 && data[count - 2] == 6   ? "key: 6 OK (no show)"
		       : count > 1 && data[count - 2] == 0 ? "key: 0 OK (hold)"
		       : count > 1 && data[count - 2] == 3 ? "key: 3 OK (call back)"
							   : "key: OK";
	default:
		return "key: unknown";
	}
}

static void ff68_digits(const uint8_t *data, char out[4])
{
	for (int i = 0; i < 3; i++)
		out[i] = data[i] < 10 ? (char)('0' + data[i]) : ' ';
	out[3] = '\0';
}

static void ff68_describe(enum wire_side side, const uint8_t *b, size_t data, struct wire_unit *u)
{
	char waiting[4], number[4];
	const uint8_t *d = b + 7;
	if (b[6] == 0x11 && data > 0)
		snprintf(u->text, sizeof u->text, "%s%d%s rating %d", side ? "" : "→", b[5],
			 side ? "→" : "", d[0]);
	else if (side == WIRE_SIDE_RECEIVED && data > 0)
		snprintf(u->text, sizeof u->text, "%d→ %s", b[5], ff68_key(d, data));
	else if (b[6] == 3 && data == 0)
		snprintf(u->text, sizeof u->text, "→%d beep", b[5]);
	else if (b[6] == 2 && data == 6) {
		ff68_digits(d, waiting);
		ff68_digits(d + 3, number);
		snprintf(u->text, sizeof u->text, "→%d shows waiting [%s] number [%s]", b[5],
			 waiting, number);
	} else if (b[6] == 2 && data == 1)
		snprintf(u->text, sizeof u->text, "→%d %d stars", b[5], d[0]);
	else
		snprintf(u->text, sizeof u->text, "%s%d function %02x, %zu bytes",
			 side ? "from " : "→", b[5], b[6], data);
}

size_t wire_take_ff68(enum wire_side side, const uint8_t *bytes, size_t length,
		      struct wire_unit *unit)
{
	if (bytes[0] != 0xff)
		return wire_take_noise(bytes, length, 0xff, unit);
	if (length < 5)
		return length > 1 && bytes[1] != 0x68 ? wire_take_noise(bytes, length, 0xff, unit)
						      : 0;
	size_t counted = bytes[2];
	if (bytes[1] != 0x68 || bytes[4] != 0x68 || bytes[3] != counted || counted < 2)
		return wire_take_noise(bytes, length, 0xff, unit);
	if (length < counted + 7)
		return 0;
	uint8_t sum = 0;
	for (size_t i = 0; i < counted; i++)
		sum = (uint8_t)(sum + bytes[5 + i]);
	/* An evaluator's answer is confirmed with its sum less 10h. */
	uint8_t found = bytes[5 + counted];
	bool echo = side == WIRE_SIDE_SENT && bytes[6] == 1 && found == (uint8_t)(sum - 0x10);
	if (bytes[6 + counted] != 0x16 || (found != sum && !echo)) {
		unit->good = false;
		snprintf(unit->text, sizeof unit->text, "a frame with a wrong sum or end");
		return counted + 7;
	}
	unit->address = bytes[5];
	ff68_describe(side, bytes, counted - 2, unit);
	return counted + 7;
}

/* --- Onbon BX: A5 ×8, header, data, CRC-16/ARC low byte first, 5A; A5, A6, 5A, 5B inside are
 * stuffed --- */

enum { ONBON_MAX = 900 };

static size_t onbon_unstuff(const uint8_t *bytes, size_t length, uint8_t *out)
{
	size_t used = 0;
	for (size_t i = 0; i < length; i++) {
		uint8_t byte = bytes[i];
		if ((byte == 0xa6 || byte == 0x5b) && i + 1 < length) {
			bool mark = bytes[++i] == 2;
			byte = byte == 0xa6 ? (mark ? 0xa5 : 0xa6) : (mark ? 0x5a : 0x5b);
		}
		out[used++] = byte;
	}
	return used;
}

static bool onbon_sum_right(const uint8_t *bytes, size_t length)
{
	uint16_t sum = 0;
	for (size_t i = 0; i + 2 < length; i++) {
		sum ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			sum = (uint16_t)(sum & 1 ? sum >> 1 ^ 0xa001 : sum >> 1);
	}
	return bytes[length - 2] == (sum & 0xff) && bytes[length - 1] == sum >> 8;
}

size_t wire_take_onbon(enum wire_side side, const uint8_t *bytes, size_t length,
		       struct wire_unit *unit)
{
	uint8_t plain[WIRE_UNIT_MAX];
	size_t head = 0;
	(void)side;
	if (bytes[0] != 0xa5)
		return wire_take_noise(bytes, length, 0xa5, unit);
	while (head < length && bytes[head] == 0xa5)
		head++;
	const uint8_t *end = memchr(bytes + head, 0x5a, length - head);
	if (!end)
		return 0;
	size_t whole = (size_t)(end - bytes) + 1;
	size_t count = onbon_unstuff(bytes + head, whole - head - 1, plain);
	if (count < 19 || !onbon_sum_right(plain, count)) {
		unit->good = false;
		snprintf(unit->text, sizeof unit->text, "a frame with a wrong check sum");
		return whole;
	}
	unit->address = plain[0] | plain[1] << 8;
	const char *name = plain[14] == 0xa1 && plain[15] == 0	 ? " (format)"
			   : plain[14] == 0xa3 && plain[15] == 6 ? " (dynamic text)"
			   : plain[14] == 0xa0 && plain[15] == 0 ? " (acknowledged)"
								 : "";
	snprintf(unit->text, sizeof unit->text, "screen %d: group %02x command %02x%s, %zu bytes",
		 unit->address, plain[14], plain[15], name, count - 16);
	return whole;
}

/* --- SDT: AA AA AA 96 69, length, command or status words, data, XOR. What a card says is a
 * citizen's own --- */

static const char *sdt_command(unsigned command)
{
	switch (command) {
	case 0x10ff:
		return "reset";
	case 0x11ff:
		return "status?";
	case 0x12ff:
		return "module number?";
	case 0x2001:
		return "find a card";
	case 0x2002:
		return "select the card";
	case 0x3001:
		return "read the card";
	case 0x3010:
		return "read the card with fingerprints";
	default:
		return "command";
	}
}

static const char *sdt_status(uint8_t status)
{
	switch (status) {
	case 0x90:
		return "done";
	case 0x9f:
		return "card found";
	case 0x10:
		return "check sum wrong";
	case 0x11:
		return "length wrong";
	case 0x21:
		return "bad command";
	case 0x41:
		return "reading failed";
	case 0x80:
		return "no card";
	case 0x81:
		return "selecting failed";
	default:
		return "status";
	}
}

size_t wire_take_sdt(enum wire_side side, const uint8_t *bytes, size_t length,
		     struct wire_unit *unit)
{
	static const uint8_t preamble[] = { 0xaa, 0xaa, 0xaa, 0x96, 0x69 };
	unit->secret = side == WIRE_SIDE_RECEIVED; /* also what is left of a broken one */
	size_t seen = length < sizeof preamble ? length : sizeof preamble;
	if (memcmp(bytes, preamble, seen) != 0)
		return wire_take_noise(bytes, length, 0xaa, unit);
	if (length < 7)
		return 0;
	size_t counted = (size_t)bytes[5] << 8 | bytes[6];
	if (counted < 3 || counted > 3000)
		return wire_take_noise(bytes, length, 0xaa, unit);
	/* A card's text and photo are longer than what is kept here: its head tells enough. */
	if (length < counted + 7 && length < 64)
		return 0;
	if (side == WIRE_SIDE_SENT) {
		unsigned command = (unsigned)bytes[7] << 8 | bytes[8];
		snprintf(unit->text, sizeof unit->text, "→ %s (%04x)", sdt_command(command),
			 command);
	} else {
		unit->secret = counted > 16;
		snprintf(unit->text, sizeof unit->text, "← %s (%02x), %zu bytes",
			 sdt_status(bytes[9]), bytes[9], counted);
	}
	return length < counted + 7 ? length : counted + 7;
}

/* --- XFS5152: FD, length, command, data; answers are single bytes --- */

size_t wire_take_xfs5152(enum wire_side side, const uint8_t *bytes, size_t length,
			 struct wire_unit *unit)
{
	if (side == WIRE_SIDE_RECEIVED) {
		const char *name = bytes[0] == 0x4a   ? "started"
				   : bytes[0] == 0x41 ? "accepted"
				   : bytes[0] == 0x45 ? "refused"
				   : bytes[0] == 0x4e ? "speaking"
				   : bytes[0] == 0x4f ? "idle"
						      : "unknown";
		unit->good = strcmp(name, "unknown") != 0;
		snprintf(unit->text, sizeof unit->text, "← %s", name);
		return 1;
	}
	if (bytes[0] != 0xfd)
		return wire_take_noise(bytes, length, 0xfd, unit);
	if (length < 4)
		return 0;
	size_t counted = (size_t)bytes[1] << 8 | bytes[2];
	if (counted < 1 || counted + 3 > WIRE_UNIT_MAX)
		return wire_take_noise(bytes, length, 0xfd, unit);
	if (length < counted + 3)
		return 0;
	const char *name = bytes[3] == 0x01   ? "speak"
			   : bytes[3] == 0x02 ? "stop"
			   : bytes[3] == 0x03 ? "pause"
			   : bytes[3] == 0x04 ? "go on"
			   : bytes[3] == 0x21 ? "status?"
					      : "command";
	snprintf(unit->text, sizeof unit->text, "→ %s, %zu bytes", name, counted - 1);
	return counted + 3;
}

/* --- lines: a scanner's code is a citizen's own --- */

size_t wire_take_line(enum wire_side side, const uint8_t *bytes, size_t length,
		      struct wire_unit *unit)
{
	size_t text = 0, whole;
	unit->secret = side == WIRE_SIDE_RECEIVED;
	while (text < length && bytes[text] != '\r' && bytes[text] != '\n')
		text++;
	if (text == length)
		return 0;
	for (whole = text; whole < length && (bytes[whole] == '\r' || bytes[whole] == '\n');)
		whole++;
	snprintf(unit->text, sizeof unit->text, "a line of %zu characters", text);
	return whole;
}
