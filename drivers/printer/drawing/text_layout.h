/* Where the glyphs of a line of text stand: direction by FriBidi (UAX #9), shapes by HarfBuzz, the
 * break into lines of paper. Draws nothing. */
#ifndef JIAOHAO_TEXT_LAYOUT_H
#define JIAOHAO_TEXT_LAYOUT_H

#include "font_faces.h"

#include <fribidi.h>
#include <stddef.h>

enum { LAYOUT_CHARACTERS_MAX = 512, LAYOUT_GLYPHS_MAX = 2048 };

struct layout_glyph {
	int face;	 /* -1: a box for a character that no font has */
	uint32_t glyph;	 /* of that face */
	int32_t x, y;	 /* 1/64 dot, from the line's left end on the baseline, y upwards */
	int32_t advance; /* of a box: its width */
};

struct layout_line {
	unsigned first, end; /* characters of the text */
	int32_t width;	     /* 1/64 dot */
	unsigned count;
	struct layout_glyph glyphs[LAYOUT_GLYPHS_MAX];
};

struct layout {
	struct font_faces *faces;
	hb_buffer_t *buffer;
	hb_language_t language;
	unsigned dots; /* of a character */
	bool right_to_left;
	unsigned count;
	FriBidiChar text[LAYOUT_CHARACTERS_MAX];
	FriBidiLevel levels[LAYOUT_CHARACTERS_MAX];
	hb_script_t scripts[LAYOUT_CHARACTERS_MAX];
	int8_t face[LAYOUT_CHARACTERS_MAX];
	unsigned missing; /* characters that no font has */
};

/** Take a text of UTF-8; wrong bytes become U+FFFD, control characters are left out. @p layout is
 * zeroed by the caller. 0 or -ENOMEM. */
int layout_init(struct layout *layout, struct font_faces *faces, const char *text,
		const char *language, unsigned dots);
void layout_finish(struct layout *layout);
/** The line that begins at character @p first, as long as fits into @p width dots (at least one
 * character). line->end == layout->count: it was the last. */
void layout_next(struct layout *layout, unsigned first, unsigned width, struct layout_line *line);

#endif
