/* The printer's built-in characters: 24 × 24 dots, Latin 12 × 24, taken from Noto Sans Mono CJK SC.
 */
#ifndef JIAOHAO_PRINTER_FONT_H
#define JIAOHAO_PRINTER_FONT_H

#include <stdbool.h>
#include <stdint.h>

struct printer_font;

/** 0; -ENOENT: the font (package fonts-noto-cjk) is not installed; -EIO: it can't be read. */
int printer_font_open(struct printer_font **out);
/** The dots of a character: 24 rows, bit 23 is the left dot (a narrow one uses bits 23 … 12). A
 *  character the font lacks is a box. */
void printer_font_glyph(struct printer_font *font, uint32_t code_point, bool wide,
			uint32_t rows[24]);
/** Accepts NULL. */
void printer_font_close(struct printer_font *font);

#endif
