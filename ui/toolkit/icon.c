/* The icons of icon.h as data: lines with round ends and rings, one stroke width for all. */
#include "icon.h"

enum { ICON_STROKES_MAX = 14 };

struct stroke {
	enum { STROKE_END, STROKE_LINE, STROKE_RING } kind;
	int8_t x0, y0;
	int8_t x1, y1; /* of a ring: x1 is the radius */
};

#define LINE(a, b, c, d)                                                                           \
	{                                                                                          \
		STROKE_LINE, a, b, c, d                                                            \
	}
#define RING(x, y, r)                                                                              \
	{                                                                                          \
		STROKE_RING, x, y, r, 0                                                            \
	}

static const struct stroke icons[ICON_COUNT][ICON_STROKES_MAX] = {
	[ICON_BACK] = { LINE(60, 18, 28, 50), LINE(28, 50, 60, 82) },
	[ICON_FORWARD] = { LINE(40, 18, 72, 50), LINE(72, 50, 40, 82) },
	[ICON_PLACE] = { RING(50, 38, 12), LINE(50, 94, 24, 54), LINE(50, 94, 76, 54),
			 LINE(24, 54, 20, 38), LINE(76, 54, 80, 38), LINE(20, 38, 29, 17),
			 LINE(80, 38, 71, 17), LINE(29, 17, 50, 8), LINE(71, 17, 50, 8) },
	[ICON_PEOPLE] = { RING(36, 32, 15), RING(70, 38, 11), LINE(8, 86, 14, 66),
			  LINE(14, 66, 28, 58), LINE(28, 58, 44, 58), LINE(44, 58, 58, 66),
			  LINE(58, 66, 64, 86), LINE(8, 86, 64, 86), LINE(70, 62, 82, 64),
			  LINE(82, 64, 92, 84), LINE(92, 84, 78, 86) },
	[ICON_CLOCK] = { RING(50, 50, 40), LINE(50, 26, 50, 52), LINE(50, 52, 66, 62) },
	[ICON_PRINTER] = { LINE(28, 38, 28, 10), LINE(28, 10, 72, 10), LINE(72, 10, 72, 38),
			   LINE(10, 38, 90, 38), LINE(10, 38, 10, 74), LINE(90, 38, 90, 74),
			   LINE(10, 74, 24, 74), LINE(90, 74, 76, 74), LINE(28, 60, 72, 60),
			   LINE(28, 60, 28, 92), LINE(72, 60, 72, 92), LINE(28, 92, 72, 92) },
	[ICON_ALERT] = { LINE(50, 10, 94, 88), LINE(94, 88, 6, 88), LINE(6, 88, 50, 10),
			 LINE(50, 38, 50, 60), LINE(50, 74, 50, 75) },
	[ICON_CHECK] = { RING(50, 50, 42), LINE(30, 52, 44, 66), LINE(44, 66, 71, 36) },
	[ICON_TICKET] = { LINE(20, 8, 80, 8), LINE(20, 8, 20, 92), LINE(80, 8, 80, 92),
			  LINE(20, 92, 30, 84), LINE(30, 84, 40, 92), LINE(40, 92, 50, 84),
			  LINE(50, 84, 60, 92), LINE(60, 92, 70, 84), LINE(70, 84, 80, 92),
			  LINE(36, 32, 64, 32), LINE(36, 52, 64, 52) },
	[ICON_PHONE] = { LINE(20, 12, 36, 12), LINE(36, 12, 44, 34), LINE(44, 34, 34, 44),
			 LINE(34, 44, 56, 66), LINE(56, 66, 66, 56), LINE(66, 56, 88, 64),
			 LINE(88, 64, 88, 80), LINE(88, 80, 80, 88), LINE(80, 88, 50, 78),
			 LINE(50, 78, 22, 50), LINE(22, 50, 12, 20), LINE(12, 20, 20, 12) },
	[ICON_CLOSED] = { RING(50, 50, 42), LINE(28, 50, 72, 50) },
	[ICON_WAIT] = { LINE(22, 8, 78, 8), LINE(22, 92, 78, 92), LINE(30, 8, 30, 26),
			LINE(70, 8, 70, 26), LINE(30, 26, 50, 50), LINE(70, 26, 50, 50),
			LINE(30, 92, 30, 74), LINE(70, 92, 70, 74), LINE(30, 74, 50, 50),
			LINE(70, 74, 50, 50), LINE(42, 78, 58, 78) },
};

void icon_draw(struct canvas *canvas, const struct box *box, enum icon icon, colour ink)
{
	const float side = (float)(box->w < box->h ? box->w : box->h) / 100;
	const float left = (float)box->x + ((float)box->w - side * 100) / 2;
	const float top = (float)box->y + ((float)box->h - side * 100) / 2;
	const float width = 8 * side;
	for (size_t i = 0; i < ICON_STROKES_MAX && icons[icon][i].kind != STROKE_END; i++) {
		const struct stroke *stroke = &icons[icon][i];
		const float x0 = left + stroke->x0 * side, y0 = top + stroke->y0 * side;
		if (stroke->kind == STROKE_RING)
			canvas_ring(canvas, x0, y0, stroke->x1 * side, width, ink);
		else
			canvas_stroke(canvas, x0, y0, left + stroke->x1 * side,
				      top + stroke->y1 * side, width, ink);
	}
}
