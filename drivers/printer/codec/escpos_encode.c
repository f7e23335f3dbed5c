/* ESC/POS commands as bytes. Pure; sends nothing and knows no layout (that is escpos_page.c). */
#include "escpos_encode.h"

#include <string.h>

enum { LF = 0x0a, DLE = 0x10, ESC = 0x1b, FS = 0x1c, GS = 0x1d };
enum { EOT = 0x04, ENQ = 0x05, DC4 = 0x14 };

void escpos_buffer_init(struct escpos_buffer *buffer, uint8_t *bytes, size_t size)
{
	*buffer = (struct escpos_buffer){ .bytes = bytes, .size = size };
}

static uint8_t *reserve(struct escpos_buffer *buffer, size_t length)
{
	if (buffer->overflow || buffer->size - buffer->length < length) {
		buffer->overflow = true;
		return NULL;
	}
	buffer->length += length;
	return buffer->bytes + buffer->length - length;
}

static void put(struct escpos_buffer *buffer, const uint8_t *bytes, size_t length)
{
	uint8_t *place = reserve(buffer, length);
	if (place != NULL)
		memcpy(place, bytes, length);
}

#define PUT(buffer, ...)                                                                           \
	do {                                                                                       \
		const uint8_t command[] = { __VA_ARGS__ };                                         \
		put(buffer, command, sizeof command);                                              \
	} while (0)

void escpos_init(struct escpos_buffer *buffer, bool chinese, unsigned automatic)
{
	PUT(buffer, ESC, '@');
	escpos_automatic_status(buffer, automatic);
	PUT(buffer, ESC, 't', 0);
	/* Chinese mode is taken from the next line on by some heads (SPRT POS76-II, p. 21), so it
	 * is chosen here, at the start of a line, and never switched within one. */
	if (chinese)
		PUT(buffer, FS, '&');
}

void escpos_flush(struct escpos_buffer *buffer, unsigned width_bytes)
{
	uint8_t *place = reserve(buffer, (size_t)width_bytes * ESCPOS_BAND_ROWS);
	if (place != NULL)
		memset(place, 0, (size_t)width_bytes * ESCPOS_BAND_ROWS);
	PUT(buffer, ESC, '@');
}

void escpos_align(struct escpos_buffer *buffer, enum escpos_align align)
{
	PUT(buffer, ESC, 'a', (uint8_t)align);
}

static unsigned clamp(unsigned value, unsigned max)
{
	if (value < 1)
		return 1;
	return value > max ? max : value;
}

void escpos_size(struct escpos_buffer *buffer, unsigned width, unsigned height)
{
	unsigned across = clamp(width, ESCPOS_SIZE_MAX) - 1;
	unsigned down = clamp(height, ESCPOS_SIZE_MAX) - 1;
	PUT(buffer, GS, '!', (uint8_t)(across << 4 | down));
}

void escpos_bold(struct escpos_buffer *buffer, bool bold)
{
	PUT(buffer, ESC, 'E', bold ? 1 : 0);
}

void escpos_text(struct escpos_buffer *buffer, const uint8_t *text, size_t length)
{
	/* No byte of a GB18030 character of two or four bytes is below 0x30 or equal to 0x7f, so
	 * looking at single bytes is enough. */
	for (size_t i = 0; i < length; i++)
		if (text[i] >= 0x20 && text[i] != 0x7f)
			put(buffer, &text[i], 1);
}

void escpos_newline(struct escpos_buffer *buffer)
{
	PUT(buffer, LF);
}

void escpos_feed_lines(struct escpos_buffer *buffer, unsigned lines)
{
	PUT(buffer, ESC, 'd', (uint8_t)clamp(lines, 255));
}

void escpos_feed_dots(struct escpos_buffer *buffer, unsigned dots)
{
	PUT(buffer, ESC, 'J', (uint8_t)clamp(dots, 255));
}

/* The Maxim MOB-58 manual (p. 13) warns that real-time commands are obeyed inside pictures too.
 * Flipping bit 3 of the second byte leaves none of 04, 05, 14 and makes no new DLE. */
static void mask_realtime(uint8_t *data, size_t length)
{
	for (size_t i = 1; i < length; i++)
		if (data[i - 1] == DLE && (data[i] == EOT || data[i] == ENQ || data[i] == DC4))
			data[i] ^= 0x08;
}

void escpos_raster(struct escpos_buffer *buffer, const uint8_t *rows, unsigned width_bytes,
		   unsigned row_count)
{
	size_t length = (size_t)width_bytes * row_count;
	if (row_count == 0 || row_count > ESCPOS_BAND_ROWS || width_bytes == 0 ||
	    width_bytes > ESCPOS_WIDTH_BYTES_MAX) {
		buffer->overflow = true;
		return;
	}
	/* GS v 0 m xL xH yL yH: x in bytes, y in dots. GS ( L is missing on most Chinese heads. */
	const uint8_t head[] = { GS, 'v', '0', 0, (uint8_t)width_bytes, 0, (uint8_t)row_count, 0 };
	uint8_t *place = reserve(buffer, sizeof head + length);
	if (place == NULL)
		return;
	memcpy(place, head, sizeof head);
	memcpy(place + sizeof head, rows, length);
	mask_realtime(place + sizeof head, length);
}

void escpos_cut(struct escpos_buffer *buffer, enum escpos_cut cut)
{
	if (cut == ESCPOS_CUT_NONE)
		return;
	PUT(buffer, GS, 'V', cut == ESCPOS_CUT_FULL ? 0 : 1);
}

void escpos_ask_buffered(struct escpos_buffer *buffer)
{
	PUT(buffer, GS, 'r', 1);
}

void escpos_ask_realtime(struct escpos_buffer *buffer, unsigned n)
{
	PUT(buffer, DLE, EOT, (uint8_t)n);
}

void escpos_automatic_status(struct escpos_buffer *buffer, unsigned mask)
{
	PUT(buffer, GS, 'a', (uint8_t)mask);
}

void escpos_recover(struct escpos_buffer *buffer)
{
	PUT(buffer, DLE, ENQ, 2);
}

/* GB 18030-2022, clause 5: one byte 00-7F; two bytes 81-FE, 40-7E or 80-FE; four bytes 81-FE,
 * 30-39, 81-FE, 30-39. */
unsigned escpos_character(const uint8_t *text, size_t length, size_t *bytes)
{
	*bytes = 1;
	if (length < 2 || text[0] < 0x81 || text[0] == 0xff)
		return 1;
	if (text[1] >= 0x40 && text[1] != 0x7f && text[1] != 0xff) {
		*bytes = 2;
		return 2;
	}
	if (length >= 4 && text[1] >= 0x30 && text[1] <= 0x39 && text[2] >= 0x81 &&
	    text[2] != 0xff && text[3] >= 0x30 && text[3] <= 0x39) {
		*bytes = 4;
		return 2;
	}
	return 1;
}

size_t escpos_fit(const uint8_t *text, size_t length, unsigned cells)
{
	size_t at = 0;
	unsigned used = 0;
	while (at < length) {
		size_t bytes;
		unsigned wide = escpos_character(text + at, length - at, &bytes);
		if (used + wide > cells && at > 0)
			break;
		used += wide;
		at += bytes;
	}
	return at;
}
