/* Shapes by coverage: for each pixel near an edge, how much of it the shape covers, from its
 * distance to the ideal edge. Text is in canvas_text.c. */
#include "canvas_parts.h"

#include <errno.h>
#include <math.h>
#include <qrencode.h>
#include <stdlib.h>

int canvas_open(struct canvas **out, struct fonts *fonts, int width, int height)
{
	struct canvas *canvas = calloc(1, sizeof *canvas);
	*out = NULL;
	if (canvas == NULL)
		return -ENOMEM;
	canvas->surface =
		SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_RGB888);
	if (canvas->surface == NULL) {
		free(canvas);
		return -ENOMEM;
	}
	canvas->fonts = fonts;
	canvas->scale = fminf((float)width / CANVAS_WIDTH, (float)height / CANVAS_HEIGHT);
	canvas->left = (int)lroundf(((float)width - CANVAS_WIDTH * canvas->scale) / 2);
	canvas->top = (int)lroundf(((float)height - CANVAS_HEIGHT * canvas->scale) / 2);
	canvas_clip(canvas, NULL);
	*out = canvas;
	return 0;
}

void canvas_close(struct canvas *canvas)
{
	if (canvas == NULL)
		return;
	canvas_forget_texts(canvas);
	SDL_FreeSurface(canvas->surface);
	free(canvas);
}

SDL_Surface *canvas_surface(struct canvas *canvas)
{
	return canvas->surface;
}

static float pixel_x(const struct canvas *canvas, float x)
{
	return (float)canvas->left + x * canvas->scale;
}

static float pixel_y(const struct canvas *canvas, float y)
{
	return (float)canvas->top + y * canvas->scale;
}

struct box canvas_pixels(const struct canvas *canvas, const struct box *box)
{
	int x0 = (int)floorf(pixel_x(canvas, (float)box->x));
	int y0 = (int)floorf(pixel_y(canvas, (float)box->y));
	int x1 = (int)ceilf(pixel_x(canvas, (float)(box->x + box->w)));
	int y1 = (int)ceilf(pixel_y(canvas, (float)(box->y + box->h)));
	x0 = x0 < 0 ? 0 : x0;
	y0 = y0 < 0 ? 0 : y0;
	x1 = x1 > canvas->surface->w ? canvas->surface->w : x1;
	y1 = y1 > canvas->surface->h ? canvas->surface->h : y1;
	return (struct box){ x0, y0, x1 > x0 ? x1 - x0 : 0, y1 > y0 ? y1 - y0 : 0 };
}

void canvas_place(const struct canvas *canvas, int at_x, int at_y, int *x, int *y)
{
	*x = (int)floorf((float)(at_x - canvas->left) / canvas->scale);
	*y = (int)floorf((float)(at_y - canvas->top) / canvas->scale);
}

void canvas_clip(struct canvas *canvas, const struct box *box)
{
	struct box pixels = { 0, 0, canvas->surface->w, canvas->surface->h };
	if (box != NULL)
		pixels = canvas_pixels(canvas, box);
	canvas->clip = (SDL_Rect){ pixels.x, pixels.y, pixels.w, pixels.h };
	SDL_SetClipRect(canvas->surface, &canvas->clip);
}

void canvas_clear(struct canvas *canvas, colour fill)
{
	SDL_FillRect(canvas->surface, &canvas->clip, fill);
}

static uint32_t *row_of(struct canvas *canvas, int y)
{
	return (uint32_t *)(void *)((uint8_t *)canvas->surface->pixels +
				    (size_t)y * (size_t)canvas->surface->pitch);
}

/* Coverage 0 … 1. */
static void blend(uint32_t *pixel, colour ink, float coverage)
{
	if (coverage <= 0)
		return;
	if (coverage >= 1) {
		*pixel = ink;
		return;
	}
	const uint32_t part = (uint32_t)(coverage * 256);
	const uint32_t below = *pixel;
	const uint32_t red_blue =
		((ink & 0xFF00FF) * part + (below & 0xFF00FF) * (256 - part)) >> 8;
	const uint32_t green = ((ink & 0x00FF00) * part + (below & 0x00FF00) * (256 - part)) >> 8;
	*pixel = (red_blue & 0xFF00FF) | (green & 0x00FF00);
}

/* The part of the clip that [x0, x1) × [y0, y1) covers; false: none. */
static bool clipped(const struct canvas *canvas, float x0, float y0, float x1, float y1,
		    SDL_Rect *out)
{
	const SDL_Rect wanted = { (int)floorf(x0), (int)floorf(y0),
				  (int)ceilf(x1) - (int)floorf(x0),
				  (int)ceilf(y1) - (int)floorf(y0) };
	return SDL_IntersectRect(&wanted, &canvas->clip, out) == SDL_TRUE;
}

/* Edges lie on whole pixels, so that straight sides are sharp; only the corners are smoothed. */
static void round_box(struct canvas *canvas, int x0, int y0, int x1, int y1, float radius,
		      colour fill)
{
	SDL_Rect area;
	if (!clipped(canvas, (float)x0, (float)y0, (float)x1, (float)y1, &area))
		return;
	const float left = (float)x0 + radius, right = (float)x1 - radius;
	const float top = (float)y0 + radius, bottom = (float)y1 - radius;
	for (int y = area.y; y < area.y + area.h; y++) {
		uint32_t *row = row_of(canvas, y);
		const float centre_y = (float)y + 0.5F;
		const float dy = centre_y < top	     ? top - centre_y
				 : centre_y > bottom ? centre_y - bottom
						     : 0;
		for (int x = area.x; x < area.x + area.w; x++) {
			const float centre_x = (float)x + 0.5F;
			const float dx = centre_x < left    ? left - centre_x
					 : centre_x > right ? centre_x - right
							    : 0;
			if (dx > 0 && dy > 0)
				blend(&row[x], fill, radius + 0.5F - sqrtf(dx * dx + dy * dy));
			else
				row[x] = fill;
		}
	}
}

void canvas_panel(struct canvas *canvas, const struct box *box, int radius, colour fill,
		  int border_width, colour border)
{
	int x0 = (int)lroundf(pixel_x(canvas, (float)box->x));
	int y0 = (int)lroundf(pixel_y(canvas, (float)box->y));
	int x1 = (int)lroundf(pixel_x(canvas, (float)(box->x + box->w)));
	int y1 = (int)lroundf(pixel_y(canvas, (float)(box->y + box->h)));
	float round = (float)radius * canvas->scale;
	if (border_width > 0) {
		int width = (int)lroundf((float)border_width * canvas->scale);
		width = width < 1 ? 1 : width;
		round_box(canvas, x0, y0, x1, y1, round, border);
		x0 += width;
		y0 += width;
		x1 -= width;
		y1 -= width;
		round = round > (float)width ? round - (float)width : 0;
	}
	round_box(canvas, x0, y0, x1, y1, round, fill);
}

void canvas_stroke(struct canvas *canvas, float from_x, float from_y, float to_x, float to_y,
		   float width, colour ink)
{
	const float x0 = pixel_x(canvas, from_x), y0 = pixel_y(canvas, from_y);
	const float x1 = pixel_x(canvas, to_x), y1 = pixel_y(canvas, to_y);
	const float half = width * canvas->scale / 2, reach = half + 1;
	const float along_x = x1 - x0, along_y = y1 - y0;
	const float square = along_x * along_x + along_y * along_y;
	SDL_Rect area;
	if (!clipped(canvas, fminf(x0, x1) - reach, fminf(y0, y1) - reach, fmaxf(x0, x1) + reach,
		     fmaxf(y0, y1) + reach, &area))
		return;
	for (int y = area.y; y < area.y + area.h; y++) {
		uint32_t *row = row_of(canvas, y);
		for (int x = area.x; x < area.x + area.w; x++) {
			const float dx = (float)x + 0.5F - x0, dy = (float)y + 0.5F - y0;
			float part = square > 0 ? (dx * along_x + dy * along_y) / square : 0;
			part = fminf(fmaxf(part, 0), 1);
			const float off_x = dx - part * along_x, off_y = dy - part * along_y;
			blend(&row[x], ink, half + 0.5F - sqrtf(off_x * off_x + off_y * off_y));
		}
	}
}

void canvas_ring(struct canvas *canvas, float x, float y, float radius, float width, colour ink)
{
	const float centre_x = pixel_x(canvas, x), centre_y = pixel_y(canvas, y);
	const float middle = radius * canvas->scale, half = width * canvas->scale / 2;
	const float reach = middle + half + 1;
	SDL_Rect area;
	if (!clipped(canvas, centre_x - reach, centre_y - reach, centre_x + reach, centre_y + reach,
		     &area))
		return;
	for (int at_y = area.y; at_y < area.y + area.h; at_y++) {
		uint32_t *row = row_of(canvas, at_y);
		for (int at_x = area.x; at_x < area.x + area.w; at_x++) {
			const float dx = (float)at_x + 0.5F - centre_x;
			const float dy = (float)at_y + 0.5F - centre_y;
			blend(&row[at_x], ink,
			      half + 0.5F - fabsf(sqrtf(dx * dx + dy * dy) - middle));
		}
	}
}

bool canvas_qr(struct canvas *canvas, const struct box *box, const char *text)
{
	enum { QUIET = 4 }; /* modules of white around it, ISO/IEC 18004 */
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	if (code == NULL)
		return false;
	const struct box pixels = canvas_pixels(canvas, box);
	const int modules = code->width + 2 * QUIET;
	const int side = (pixels.w < pixels.h ? pixels.w : pixels.h) / modules;
	const int left = pixels.x + (pixels.w - side * modules) / 2;
	const int top = pixels.y + (pixels.h - side * modules) / 2;
	SDL_FillRect(canvas->surface, &(SDL_Rect){ left, top, side * modules, side * modules },
		     0xFFFFFF);
	for (int y = 0; y < code->width; y++) {
		for (int x = 0; x < code->width; x++) {
			const SDL_Rect module = { left + (x + QUIET) * side,
						  top + (y + QUIET) * side, side, side };
			if (code->data[y * code->width + x] & 1)
				SDL_FillRect(canvas->surface, &module, 0x000000);
		}
	}
	QRcode_free(code);
	return side > 0;
}
