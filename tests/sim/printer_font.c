/* Glyphs as dots, by SDL2_ttf without a screen. */
#include "printer_font.h"

#include <SDL.h>
#include <SDL_ttf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CELL = 24, BASELINE = 21, FACES_MAX = 16, INK = 96 };

static const char font_path[] = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
static const char font_family[] = "Noto Sans Mono CJK SC";

struct printer_font {
	TTF_Font *face;
};

int printer_font_open(struct printer_font **out)
{
	if (access(font_path, R_OK) < 0)
		return -ENOENT;
	struct printer_font *font = calloc(1, sizeof *font);
	if (font == NULL)
		return -ENOMEM;
	if (TTF_Init() < 0) {
		free(font);
		return -EIO;
	}
	/* A collection holds one face per region; ours is found by name. */
	for (long i = 0; i < FACES_MAX && font->face == NULL; i++) {
		TTF_Font *face = TTF_OpenFontIndex(font_path, CELL, i);
		if (face == NULL)
			break;
		if (strcmp(TTF_FontFaceFamilyName(face), font_family) == 0)
			font->face = face;
		else
			TTF_CloseFont(face);
	}
	if (font->face == NULL) {
		printer_font_close(font);
		return -EIO;
	}
	TTF_SetFontHinting(font->face, TTF_HINTING_MONO);
	*out = font;
	return 0;
}

void printer_font_glyph(struct printer_font *font, uint32_t code_point, bool wide,
			uint32_t rows[24])
{
	const SDL_Color black = { 0, 0, 0, 255 };
	int cell_width = wide ? CELL : CELL / 2;
	memset(rows, 0, CELL * sizeof *rows);
	if (code_point == ' ' || code_point == 0x3000)
		return;
	SDL_Surface *surface = NULL;
	if (TTF_GlyphIsProvided32(font->face, code_point))
		surface = TTF_RenderGlyph32_Blended(font->face, code_point, black);
	if (surface == NULL) { /* a box */
		for (int y = 2; y < CELL - 2; y++)
			rows[y] = y == 2 || y == CELL - 3 ? (wide ? 0x3FFFFCu : 0x3FC000u)
							  : (wide ? 0x200004u : 0x204000u);
		return;
	}
	int top = BASELINE - TTF_FontAscent(font->face);
	for (int y = 0; y < surface->h; y++) {
		if (y + top < 0 || y + top >= CELL)
			continue;
		const uint8_t *line = (const uint8_t *)surface->pixels + y * surface->pitch;
		for (int x = 0; x < surface->w && x < cell_width; x++) {
			uint32_t pixel;
			uint8_t red, green, blue, alpha;
			memcpy(&pixel, line + x * 4, sizeof pixel);
			SDL_GetRGBA(pixel, surface->format, &red, &green, &blue, &alpha);
			if (alpha >= INK)
				rows[y + top] |= 0x800000u >> x;
		}
	}
	SDL_FreeSurface(surface);
}

void printer_font_close(struct printer_font *font)
{
	if (font == NULL)
		return;
	if (font->face != NULL)
		TTF_CloseFont(font->face);
	TTF_Quit();
	free(font);
}
