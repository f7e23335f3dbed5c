/* The list of widgets of scene.h. */
#include "scene.h"

#include <string.h>

void scene_init(struct scene *scene, colour paper)
{
	memset(scene, 0, sizeof *scene);
	scene->paper = paper;
	scene->pressed = -1;
}

struct widget *scene_add(struct scene *scene, enum widget_kind kind, struct box box)
{
	if (scene->count < SCENE_WIDGETS_MAX)
		scene->count++;
	struct widget *widget = &scene->widgets[scene->count - 1];
	memset(widget, 0, sizeof *widget);
	widget->kind = (uint8_t)kind;
	widget->box = box;
	widget->lines = 1;
	return widget;
}

int scene_hit(const struct scene *scene, int x, int y)
{
	for (int i = scene->count - 1; i >= 0; i--) {
		const struct widget *widget = &scene->widgets[i];
		const struct box *box = &widget->box;
		if (widget->action != 0 && x >= box->x && x < box->x + box->w && y >= box->y &&
		    y < box->y + box->h)
			return i;
	}
	return -1;
}

int scene_find(const struct scene *scene, const struct widget *like)
{
	for (int i = 0; i < scene->count; i++)
		if (scene->widgets[i].action != 0 && scene->widgets[i].action == like->action &&
		    strcmp(scene->widgets[i].subject, like->subject) == 0)
			return i;
	return -1;
}

static struct box around(const struct box *a, const struct box *b)
{
	const int x = a->x < b->x ? a->x : b->x, y = a->y < b->y ? a->y : b->y;
	const int right = a->x + a->w > b->x + b->w ? a->x + a->w : b->x + b->w;
	const int bottom = a->y + a->h > b->y + b->h ? a->y + a->h : b->y + b->h;
	return (struct box){ x, y, right - x, bottom - y };
}

static bool contains(const struct box *outer, const struct box *inner)
{
	return inner->x >= outer->x && inner->y >= outer->y &&
	       inner->x + inner->w <= outer->x + outer->w &&
	       inner->y + inner->h <= outer->y + outer->h;
}

static int add_dirty(struct box *dirty, int count, const struct box *box)
{
	for (int i = 0; i < count; i++)
		if (contains(&dirty[i], box))
			return count;
	if (count < SCENE_DIRTY_MAX) {
		dirty[count] = *box;
		return count + 1;
	}
	for (int i = 1; i < count; i++)
		dirty[0] = around(&dirty[0], &dirty[i]);
	dirty[0] = around(&dirty[0], box);
	return 1;
}

int scene_difference(const struct scene *before, const struct scene *now, struct box *dirty)
{
	int count = 0;
	if (before->paper != now->paper) {
		dirty[0] = (struct box){ 0, 0, CANVAS_WIDTH, CANVAS_HEIGHT };
		return 1;
	}
	const int most = before->count > now->count ? before->count : now->count;
	for (int i = 0; i < most; i++) {
		const struct widget *old = i < before->count ? &before->widgets[i] : NULL;
		const struct widget *new = i < now->count ? &now->widgets[i] : NULL;
		const bool pressed_changed = (before->pressed == i) != (now->pressed == i);
		/* Widgets are zeroed before they are filled in, so their bytes can be compared. */
		if (old != NULL && new != NULL && memcmp(old, new, sizeof *old) == 0 &&
		    !pressed_changed)
			continue;
		if (old != NULL)
			count = add_dirty(dirty, count, &old->box);
		if (new != NULL)
			count = add_dirty(dirty, count, &new->box);
	}
	return count;
}

static bool overlaps(const struct box *a, const struct box *b)
{
	/* One unit more: scaled edges are rounded outwards. */
	return a->x <= b->x + b->w && b->x <= a->x + a->w && a->y <= b->y + b->h &&
	       b->y <= a->y + a->h;
}

/* Icon and text side by side, placed together; the text in one line. */
static void draw_label(const struct widget *widget, const struct text_style *style,
		       struct canvas *canvas)
{
	const struct box *box = &widget->box;
	const int side = widget->size, gap = side * 2 / 5;
	const int width = canvas_text_width(canvas, widget->size, widget->bold, widget->text);
	const int room = box->w - side - gap;
	const int spare = room > width ? room - width : 0;
	const int left = box->x + (widget->align == TEXT_CENTRE	 ? spare / 2
				   : widget->align == TEXT_RIGHT ? spare
								 : 0);
	const struct box picture = { left, box->y + (box->h - side) / 2, side, side };
	const struct box words = { left + side + gap, box->y, box->x + box->w - left - side - gap,
				   box->h };
	struct text_style from_left = *style;
	from_left.align = TEXT_LEFT;
	icon_draw(canvas, &picture, (enum icon)widget->icon, widget->ink);
	canvas_text(canvas, &words, &from_left, widget->text);
}

static void draw_widget(const struct widget *widget, bool pressed, struct canvas *canvas)
{
	const struct text_style style = { widget->size, widget->bold, widget->align, widget->lines,
					  widget->ink };
	switch ((enum widget_kind)widget->kind) {
	case WIDGET_PANEL:
		canvas_panel(canvas, &widget->box, widget->radius,
			     pressed ? widget->pressed : widget->fill, widget->border_width,
			     widget->border);
		break;
	case WIDGET_TEXT:
		if (widget->icon != ICON_NONE)
			draw_label(widget, &style, canvas);
		else
			canvas_text(canvas, &widget->box, &style, widget->text);
		break;
	case WIDGET_ICON:
		icon_draw(canvas, &widget->box, (enum icon)widget->icon, widget->ink);
		break;
	case WIDGET_QR:
		canvas_qr(canvas, &widget->box, widget->text);
		break;
	}
}

void scene_draw(const struct scene *scene, struct canvas *canvas, const struct box *clip)
{
	canvas_clip(canvas, clip);
	canvas_clear(canvas, scene->paper);
	for (int i = 0; i < scene->count; i++)
		if (clip == NULL || overlaps(&scene->widgets[i].box, clip))
			draw_widget(&scene->widgets[i], scene->pressed == i, canvas);
	canvas_clip(canvas, NULL);
}
