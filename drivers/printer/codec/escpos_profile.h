/* What a printer model can do, as rows of a table: paper, dots, characters, cutter, sensors,
 * buffer. Pure. It sends nothing and asks nothing: what a row calls "unknown" stays unknown until
 * the printer itself says so. */
#ifndef JIAOHAO_ESCPOS_PROFILE_H
#define JIAOHAO_ESCPOS_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum escpos_has { ESCPOS_UNKNOWN, ESCPOS_NO, ESCPOS_YES };

/* Which characters the printer's own font has; all others are drawn. */
enum escpos_font {
	ESCPOS_FONT_LATIN,   /* ASCII only */
	ESCPOS_FONT_GB2312,  /* GB 2312-80, the least that a Chinese head has */
	ESCPOS_FONT_GBK,     /* all of GB18030's characters of two bytes */
	ESCPOS_FONT_GB18030, /* and the four bytes of extension A, the rest of GB 18030-2000 */
};

struct escpos_profile {
	const char *name;			/* as after "profile:" in a board file */
	uint16_t paper_width_mm, dots, columns; /* columns of font A: 12 dots each */
	uint8_t font;				/* enum escpos_font */
	/* enum escpos_has, each: */
	uint8_t cutter, near_end, end, cover; /* the cutter, and sensors */
	uint8_t answers[5];		      /* [n]: is DLE EOT n, n 1 … 4, answered? */
	uint8_t automatic;		      /* does it tell changes unasked: ASB, by GS a? */
	uint16_t buffer_bytes; /* of the receive buffer; 0: not known, 4096 is assumed */
};

/** NULL: no such name. */
const struct escpos_profile *escpos_profile_named(const char *name);
/** The generic row of that paper width, or NULL. */
const struct escpos_profile *escpos_profile_find(int paper_width_mm);
/** Row @p index, in the order of the list; NULL behind the last. */
const struct escpos_profile *escpos_profile_at(size_t index);
/** For GS a: what changes the printer shall tell unasked, so that an empty roll is known before the
 * next question. Of models that are not known to do it right nothing: what they send might be taken
 * for answers. */
unsigned escpos_profile_automatic(const struct escpos_profile *profile);
/** Has the printer's font the character that a text in GB18030 begins with, which is @p bytes long?
 */
bool escpos_profile_prints(const struct escpos_profile *profile, const uint8_t *text, size_t bytes);

#endif
