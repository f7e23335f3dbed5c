/* Fonts: found by fontconfig, opened by FreeType, shaped by HarfBuzz. Which face has a character.
 * Lays out nothing. */
#ifndef JIAOHAO_FONT_FACES_H
#define JIAOHAO_FONT_FACES_H

#include <freetype/freetype.h>
#include <ft2build.h>
#include <hb.h>
#include <stdbool.h>
#include <stdint.h>

enum { FONT_FACES_MAX = 8 };

struct font_face {
	FT_Face face;
	hb_font_t *shaper;
	unsigned dots; /* size set last */
};

struct font_faces {
	FT_Library library;
	unsigned count;
	struct font_face faces[FONT_FACES_MAX];
	unsigned misses; /* characters that were looked for in vain */
	uint32_t missed[64];
};

/** 0; -ENOENT: no font is installed; -ENOMEM. @p font as in drawing.h. */
int font_faces_init(struct font_faces *faces, const char *font);
void font_faces_finish(struct font_faces *faces);
/** Which face draws the character: @p first (-1: no matter) where it can; -1: none has it. May open
 * one more. */
int font_faces_find(struct font_faces *faces, uint32_t character, int first);
/** Make the face draw characters of @p dots. */
void font_faces_size(struct font_face *face, unsigned dots);

#endif
