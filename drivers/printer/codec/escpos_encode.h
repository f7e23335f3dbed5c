/* ESC/POS commands as bytes. Pure: text arrives in the printer's encoding (GB18030) and pictures as
 * bitmaps; nothing is sent here, and no answer is read (that is escpos_status.h). Only commands
 * that the cheap Chinese heads share with Epson's are made; bytes as in the Epson TM-L60II, Samsung
 * SRP-350, SPRT SP-POS58IV and Citizen CT-S310 manuals. */
#ifndef JIAOHAO_ESCPOS_ENCODE_H
#define JIAOHAO_ESCPOS_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ESCPOS_BAND_ROWS = 24, ESCPOS_SIZE_MAX = 8, ESCPOS_WIDTH_BYTES_MAX = 128 };

enum escpos_align { ESCPOS_LEFT, ESCPOS_CENTRE, ESCPOS_RIGHT };
enum escpos_cut { ESCPOS_CUT_NONE, ESCPOS_CUT_PARTIAL, ESCPOS_CUT_FULL };

/* Where commands are written. One that doesn't fit writes nothing and sets overflow, and so does
 * everything after it: check once at the end. */
struct escpos_buffer {
	uint8_t *bytes;
	size_t size, length;
	bool overflow;
};

void escpos_buffer_init(struct escpos_buffer *buffer, uint8_t *bytes, size_t size);

/** ESC @, GS a @p automatic (0: no unasked status), ESC t 0 and, for a printer with a Chinese font,
 * FS &. */
void escpos_init(struct escpos_buffer *buffer, bool chinese, unsigned automatic);
/** End whatever a broken connection left half-sent: @p width_bytes × ESCPOS_BAND_ROWS zero bytes,
 * which fill up a picture and mean nothing elsewhere, then ESC @. */
void escpos_flush(struct escpos_buffer *buffer, unsigned width_bytes);
void escpos_align(struct escpos_buffer *buffer, enum escpos_align align);
/** Width and height, 1 … 8 times. */
void escpos_size(struct escpos_buffer *buffer, unsigned width, unsigned height);
void escpos_bold(struct escpos_buffer *buffer, bool bold);
/** GB18030 text. Control characters, which would be commands, are left out. */
void escpos_text(struct escpos_buffer *buffer, const uint8_t *text, size_t length);
/** End of a line: it is printed. */
void escpos_newline(struct escpos_buffer *buffer);
void escpos_feed_lines(struct escpos_buffer *buffer, unsigned lines); /* 1 … 255 */
void escpos_feed_dots(struct escpos_buffer *buffer, unsigned dots);   /* 1 … 255 */
/** One band of a picture, 1 … ESCPOS_BAND_ROWS rows of @p width_bytes bytes, high bit left, 1
 * black. Where the data would contain DLE EOT, DLE ENQ or DLE DC4, which printers obey even in the
 * middle of a picture, one dot is flipped. */
void escpos_raster(struct escpos_buffer *buffer, const uint8_t *rows, unsigned width_bytes,
		   unsigned row_count);
void escpos_cut(struct escpos_buffer *buffer, enum escpos_cut cut);
/** GS r 1: answered with one byte when all before it has been printed. */
void escpos_ask_buffered(struct escpos_buffer *buffer);
/** DLE EOT n, n 1 … 4: answered at once. */
void escpos_ask_realtime(struct escpos_buffer *buffer, unsigned n);
/** GS a: which changes of status the printer sends unasked; 0: none, 255: all. */
void escpos_automatic_status(struct escpos_buffer *buffer, unsigned mask);
/** DLE ENQ 2: clear the buffers and go on after a cutter error. */
void escpos_recover(struct escpos_buffer *buffer);

/** Cells of the paper that the first character takes: 1 for ASCII, 2 for all others; and its bytes:
 *  1, 2 or 4. Of an incomplete or wrong character: one cell and one byte. */
unsigned escpos_character(const uint8_t *text, size_t length, size_t *bytes);
/** How many bytes of @p text, whole characters, fit into @p cells. At least one character. */
size_t escpos_fit(const uint8_t *text, size_t length, unsigned cells);

#endif
