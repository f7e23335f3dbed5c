/* Small pictures made of strokes on a grid of 100 × 100, so that they scale and need no files. */
#ifndef JIAOHAO_ICON_H
#define JIAOHAO_ICON_H

#include "canvas.h"

enum icon {
	ICON_NONE,
	ICON_BACK,
	ICON_FORWARD,
	ICON_PLACE,
	ICON_PEOPLE,
	ICON_CLOCK,
	ICON_PRINTER,
	ICON_ALERT,
	ICON_CHECK,
	ICON_TICKET,
	ICON_PHONE,
	ICON_CLOSED,
	ICON_WAIT,
	ICON_COUNT
};

/** The icon as large as fits in @p box. */
void icon_draw(struct canvas *canvas, const struct box *box, enum icon icon, colour ink);

#endif
