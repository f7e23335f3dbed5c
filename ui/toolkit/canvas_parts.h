/* What canvas.c and canvas_text.c share; nobody else includes this. */
#ifndef JIAOHAO_CANVAS_PARTS_H
#define JIAOHAO_CANVAS_PARTS_H

#include "canvas.h"

#include <SDL.h>

enum {
	TEXT_CACHE_MAX = 256,		     /* rendered lines kept */
	TEXT_CACHE_BYTES = 24 * 1024 * 1024, /* of their pixels, together */
};

struct rendered {
	SDL_Surface *surface; /* NULL: a free place */
	char text[CANVAS_TEXT_MAX];
	int pixels;
	bool bold;
	colour ink;
	unsigned used;
};

struct canvas {
	SDL_Surface *surface;
	struct fonts *fonts;
	float scale;
	int left, top; /* of the logical area in the picture */
	SDL_Rect clip;
	unsigned clock;
	size_t cache_bytes;
	struct rendered cache[TEXT_CACHE_MAX];
};

void canvas_forget_texts(struct canvas *canvas);

#endif
