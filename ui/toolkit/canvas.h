/* A picture in memory to draw on, in logical units: screens are laid out on CANVAS_WIDTH ×
 * CANVAS_HEIGHT and scaled by one factor to the real size, centred. Smooth edges, no window. */
#ifndef JIAOHAO_CANVAS_H
#define JIAOHAO_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CANVAS_WIDTH = 1080,
	CANVAS_HEIGHT = 1920,
	CANVAS_TEXT_MAX = 256, /* bytes of one text with its NUL */
	CANVAS_LINES_MAX = 8,
	CANVAS_SIZE_MIN = 28, /* no text is set smaller, logical units */
};

struct canvas;
struct fonts;
struct SDL_Surface;

struct box {
	int x, y, w, h;
};

typedef uint32_t colour; /* 0xRRGGBB */

enum text_align { TEXT_LEFT, TEXT_CENTRE, TEXT_RIGHT };

struct text_style {
	int size; /* the em, logical units */
	bool bold;
	uint8_t align; /* enum text_align */
	uint8_t lines; /* at most; a text that needs more is set smaller, then cut with "…" */
	colour ink;
};

/** A canvas of @p width × @p height pixels, black. @p fonts must outlive it. 0 or -ENOMEM. */
int canvas_open(struct canvas **out, struct fonts *fonts, int width, int height);
void canvas_close(struct canvas *canvas);
/** The pixels, 32 bits each. */
struct SDL_Surface *canvas_surface(struct canvas *canvas);

/** Nothing outside @p box is touched until the next call. NULL: the whole picture, with the margins
 *  that scaling leaves. */
void canvas_clip(struct canvas *canvas, const struct box *box);
void canvas_clear(struct canvas *canvas, colour fill); /* all of the clip */
void canvas_panel(struct canvas *canvas, const struct box *box, int radius, colour fill,
		  int border_width, colour border);
/** A line with round ends; of no length, a disc. */
void canvas_stroke(struct canvas *canvas, float x0, float y0, float x1, float y1, float width,
		   colour ink);
void canvas_ring(struct canvas *canvas, float x, float y, float radius, float width, colour ink);
/** The text, centred in height in @p box and clipped to it. Returns the size it was set in, 0 when
 * it had to be cut. */
int canvas_text(struct canvas *canvas, const struct box *box, const struct text_style *style,
		const char *text);
/** How wide one line would be, logical units, rounded up. */
int canvas_text_width(struct canvas *canvas, int size, bool bold, const char *text);
/** A QR code (level M) with its quiet zone, as large as fits in whole pixels a module, centred.
 *  False: the text is too long for any. */
bool canvas_qr(struct canvas *canvas, const struct box *box, const char *text);

/** Pixels of a logical box, grown to whole pixels and cut to the picture. */
struct box canvas_pixels(const struct canvas *canvas, const struct box *box);
/** The logical place of a pixel. */
void canvas_place(const struct canvas *canvas, int pixel_x, int pixel_y, int *x, int *y);

#endif
