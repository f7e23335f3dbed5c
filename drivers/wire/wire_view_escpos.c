/* ESC/POS in words: commands to a printer, its status bytes. Facts: Epson's ESC/POS reference for
 * the commands; which byte answers what, by its fixed bits, Citizen CT-S310 manual, p. 310. */
#include "wire_view_parts.h"

#include <stdio.h>
#include <string.h>

/* A command by its first two bytes: how many bytes of parameters follow. */
static const struct command {
	uint8_t first, second;
	uint8_t parameters;
	const char *name;
} commands[] = {
	{ 0x1b, 0x40, 0, "initialise" },
	{ 0x1b, 0x61, 1, "align" },
	{ 0x1b, 0x45, 1, "bold" },
	{ 0x1b, 0x74, 1, "code page" },
	{ 0x1b, 0x64, 1, "feed lines" },
	{ 0x1b, 0x4a, 1, "feed dots" },
	{ 0x1b, 0x33, 1, "line spacing" },
	{ 0x1b, 0x32, 0, "default line spacing" },
	{ 0x1b, 0x76, 0, "paper? (buffered)" },
	{ 0x1c, 0x26, 0, "Chinese on" },
	{ 0x1c, 0x2e, 0, "Chinese off" },
	{ 0x1c, 0x21, 1, "Chinese size" },
	{ 0x1c, 0x57, 1, "Chinese quadruple" },
	{ 0x1c, 0x53, 2, "Chinese spacing" },
	{ 0x1d, 0x21, 1, "size" },
	{ 0x1d, 0x61, 1, "automatic status" },
	{ 0x1d, 0x72, 1, "status? (buffered)" },
	{ 0x1d, 0x4c, 2, "left margin" },
	{ 0x1d, 0x57, 2, "print width" },
	{ 0x10, 0x04, 1, "status?" },
	{ 0x10, 0x05, 1, "recover" },
};

static size_t take_status(const uint8_t *b, size_t length, struct wire_unit *unit)
{
	if (b[0] == 0x11 || b[0] == 0x13) {
		snprintf(unit->text, sizeof unit->text, "← %s", b[0] == 0x11 ? "XON" : "XOFF");
		return 1;
	}
	if ((b[0] & 0x93) == 0x12) {
		snprintf(unit->text, sizeof unit->text, "← status %02x%s%s%s", b[0],
			 b[0] & 0x60 ? " [5/6]" : "", b[0] & 0x0c ? " [2/3]" : "",
			 b[0] == 0x12 ? ": all well" : "");
		return 1;
	}
	if ((b[0] & 0x93) == 0x10) {
		if (length < 4)
			return 0;
		snprintf(unit->text, sizeof unit->text, "← automatic status%s%s%s%s%s",
			 b[0] & 0x20 ? " cover_open" : "", b[0] & 0x08 ? " offline" : "",
			 b[1] & 0x08 ? " cutter" : "", b[2] & 0x0c ? " paper_out" : "",
			 b[2] & 0x03 ? " near_end" : "");
		return 4;
	}
	unit->good = (b[0] & 0x90) == 0;
	snprintf(unit->text, sizeof unit->text, "← %02x%s", b[0],
		 unit->good ? ": answer to a buffered question" : ": no status byte");
	return 1;
}

/* Text up to the next control character. */
static size_t take_text(const uint8_t *b, size_t length, struct wire_unit *unit)
{
	size_t count = 0, used;
	bool ascii = true;
	while (count < length && (b[count] >= 0x20 || b[count] == '\n' || b[count] == '\r')) {
		ascii = ascii && b[count] < 0x7f;
		if (b[count++] == '\n')
			break;
	}
	if (count == 0) {
		snprintf(unit->text, sizeof unit->text, "→ control %02x", b[0]);
		unit->good = false;
		return 1;
	}
	if (!ascii) {
		snprintf(unit->text, sizeof unit->text, "→ text, %zu bytes of GB18030", count);
		return count;
	}
	used = (size_t)snprintf(unit->text, sizeof unit->text, "→ \"");
	for (size_t i = 0; i < count && used < sizeof unit->text - 2; i++)
		if (b[i] >= 0x20)
			unit->text[used++] = (char)b[i];
	snprintf(unit->text + used, sizeof unit->text - used, "\"");
	return count;
}

/* GS v 0: a raster; longer ones than fit here are told by their head, and go on as what they
 * look like. */
static size_t take_raster(const uint8_t *b, size_t length, struct wire_unit *unit)
{
	if (length < 8)
		return 0;
	size_t wide = b[4] | (size_t)b[5] << 8, high = b[6] | (size_t)b[7] << 8;
	size_t whole = 8 + wide * high;
	if (length < whole && length < WIRE_UNIT_MAX / 2)
		return 0;
	snprintf(unit->text, sizeof unit->text, "→ raster %zu×%zu dots", wide * 8, high);
	return length < whole ? length : whole;
}

static size_t take_cut(const uint8_t *b, size_t length, struct wire_unit *unit)
{
	if (length < 3)
		return 0;
	size_t whole = b[2] >= 0x41 ? 4 : 3;
	if (length < whole)
		return 0;
	snprintf(unit->text, sizeof unit->text, "→ cut (%02x)", b[2]);
	return whole;
}

/* GS ( k: two-dimensional codes. GS ( L, GS ( H: their length is in them too. */
static size_t take_long(const uint8_t *b, size_t length, struct wire_unit *unit)
{
	if (length < 5)
		return 0;
	size_t whole = 5 + (b[3] | (size_t)b[4] << 8);
	if (length < whole && length < WIRE_UNIT_MAX / 2)
		return 0;
	snprintf(unit->text, sizeof unit->text, "→ GS ( %c, %zu bytes", b[2], whole - 5);
	return length < whole ? length : whole;
}

size_t wire_take_escpos(enum wire_side side, const uint8_t *b, size_t length,
			struct wire_unit *unit)
{
	if (side == WIRE_SIDE_RECEIVED)
		return take_status(b, length, unit);
	if (b[0] != 0x1b && b[0] != 0x1c && b[0] != 0x1d && b[0] != 0x10)
		return take_text(b, length, unit);
	if (length < 2)
		return 0;
	if (b[0] == 0x1d && b[1] == 0x76)
		return take_raster(b, length, unit);
	if (b[0] == 0x1d && b[1] == 0x56)
		return take_cut(b, length, unit);
	if (b[0] == 0x1d && b[1] == 0x28)
		return take_long(b, length, unit);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		const struct command *command = &commands[i];
		if (command->first != b[0] || command->second != b[1])
			continue;
		size_t whole = 2u + command->parameters;
		if (length < whole)
			return 0;
		if (command->parameters == 0)
			snprintf(unit->text, sizeof unit->text, "→ %s", command->name);
		else
			snprintf(unit->text, sizeof unit->text, "→ %s %d", command->name, b[2]);
		return whole;
	}
	snprintf(unit->text, sizeof unit->text, "→ command %02x %02x", b[0], b[1]);
	return 2;
}
