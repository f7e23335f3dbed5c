/* What a screen shows, as a list of widgets: built anew from the model, compared with what is on
 * the screen, and only the difference is drawn. Also answers what lies under a finger. No SDL in
 * here. */
#ifndef JIAOHAO_SCENE_H
#define JIAOHAO_SCENE_H

#include "canvas.h"
#include "icon.h"

enum {
	SCENE_WIDGETS_MAX = 160,
	SCENE_DIRTY_MAX = 24, /* boxes to draw again; more become one around all */
	SCENE_SUBJECT_MAX = 16,
};

enum widget_kind { WIDGET_PANEL, WIDGET_TEXT, WIDGET_ICON, WIDGET_QR };

struct widget {
	uint8_t kind; /* enum widget_kind */
	uint8_t icon; /* enum icon; of a text: before it, as tall as its size */
	uint8_t align, lines;
	bool bold;
	uint8_t border_width;
	int16_t radius, size;
	struct box box;
	colour fill;	/* of a panel */
	colour pressed; /* of a panel with an action, while a finger is on it */
	colour border, ink;
	int action; /* 0: none; else what a tap on this panel means to the screen */
	char subject[SCENE_SUBJECT_MAX]; /* … and to whom: a zone's or service's id */
	char text[CANVAS_TEXT_MAX];
};

struct scene {
	colour paper; /* behind everything */
	int count;
	int pressed; /* index of the panel under the finger, -1: none */
	struct widget widgets[SCENE_WIDGETS_MAX]; /* later ones lie above */
};

void scene_init(struct scene *scene, colour paper);
/** The next widget, zeroed, with its kind and box; the last one again when the scene is full (a
 *  test holds every screen below that). */
struct widget *scene_add(struct scene *scene, enum widget_kind kind, struct box box);
/** The topmost panel with an action at this logical place: its index, or -1. */
int scene_hit(const struct scene *scene, int x, int y);
/** The panel with the same action and subject in another scene: its index, or -1. */
int scene_find(const struct scene *scene, const struct widget *like);

/** Boxes (logical) where @p now differs from @p before; SCENE_DIRTY_MAX of room. 0: nowhere. */
int scene_difference(const struct scene *before, const struct scene *now, struct box *dirty);
/** Draw what of the scene lies in @p clip; NULL: all, with the margins. */
void scene_draw(const struct scene *scene, struct canvas *canvas, const struct box *clip);

#endif
