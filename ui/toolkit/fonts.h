/* The fonts of the screens, found in Debian's places and opened size by size as they are needed. */
#ifndef JIAOHAO_FONTS_H
#define JIAOHAO_FONTS_H

#include <stdbool.h>
#include <stddef.h>

struct fonts;

enum { FONTS_OPEN_MAX = 40 }; /* weights × sizes; past it the least recently used is closed */

/** 0; -ENOENT: a font is missing, and @p problem says which one and which package has it;
 *  -ENOMEM. */
int fonts_open(struct fonts **out, char *problem, size_t problem_size);
/** A TTF_Font of @p pixels to the em, NULL when it can't be loaded. Valid until the next call.
 * (SDL_ttf's releases name its struct differently, so it has no name here.) */
void *fonts_get(struct fonts *fonts, bool bold, int pixels);
void fonts_close(struct fonts *fonts);

#endif
