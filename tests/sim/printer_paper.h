/* The paper of a ticket printer: operations in, what came out as text and, when asked for, dot for
 * dot at 8 dots per mm. Lines are laid out here, so the text breaks where the paper breaks. */
#ifndef JIAOHAO_PRINTER_PAPER_H
#define JIAOHAO_PRINTER_PAPER_H

#include "escpos_reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PAPER_DOTS_PER_MM = 8,
	PAPER_WIDTH_58_DOTS = 384,
	PAPER_WIDTH_80_DOTS = 576,
	PAPER_CELLS_MAX = 48,
	PAPER_ROWS_MAX = 16000, /* 2 m: dots below are not drawn */
	PAPER_TEXT_MAX = 32768, /* text behind it is left out */
	PAPER_CELL_DOTS = 24,	/* a Chinese character; a Latin one is half as wide */
};

struct printer_font;

struct paper_cell {
	uint32_t code_point;
	uint8_t width, height; /* magnification */
	bool wide, bold, underline, reverse;
};

struct printer_paper {
	unsigned width_dots;
	struct printer_font *font; /* NULL: no dots, only text and length */
	struct paper_cell cells[PAPER_CELLS_MAX];
	unsigned cell_count, line_dots; /* the line being filled */
	char *text;			/* UTF-8, PAPER_TEXT_MAX */
	size_t text_length;
	uint8_t *dots; /* PAPER_ROWS_MAX rows of width_dots / 8 bytes; bit 7 is the left one, 1
			  black */
	unsigned rows; /* length of the paper so far, dots */
	unsigned raster_width, raster_height; /* of the picture being printed */
};

/** @p font NULL: text only. 0 or -ENOMEM. */
int printer_paper_init(struct printer_paper *paper, unsigned width_dots, struct printer_font *font);
void printer_paper_finish(struct printer_paper *paper);
/** A new sheet. */
void printer_paper_clear(struct printer_paper *paper);
/** Do one operation of the reader; @p style is the reader's. Returns how many dots the paper moved.
 */
unsigned printer_paper_do(struct printer_paper *paper, const struct escpos_style *style,
			  const struct escpos_operation *operation);
/** The sheet as PNG, one bit a dot, with the margins the head does not reach. 0 and malloc'ed
 * bytes, or -ENOMEM. */
int printer_paper_png(const struct printer_paper *paper, uint8_t **bytes, size_t *length);

/** A whole ticket at once: its bytes read with @p style as the state before. 0 and malloc'ed bytes,
 *  or -errno; -ENOENT: the font is not installed. */
int printer_paper_draw(const uint8_t *ticket, size_t ticket_length,
		       const struct escpos_style *style, unsigned width_dots, uint8_t **bytes,
		       size_t *length);

#endif
