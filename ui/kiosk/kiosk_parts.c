/* The parts of kiosk_parts.h. */
#include "kiosk_parts.h"

#include <stdio.h>
#include <string.h>

const struct kiosk_texts *part_texts(const struct kiosk_model *model)
{
	return kiosk_texts(model->language);
}

const char *part_name(const struct kiosk_model *model, const struct view_name *name)
{
	return view_name_text(name, model->language);
}

void part_floor(char *out, size_t size, const struct kiosk_model *model, int floor)
{
	out[0] = '\0';
	if (floor != 0)
		kiosk_text_number(out, size, part_texts(model)->floor, floor);
}

struct widget *part_text(struct scene *scene, struct box box, int size, colour ink,
			 const char *text)
{
	struct widget *widget = scene_add(scene, WIDGET_TEXT, box);
	widget->size = (int16_t)size;
	widget->ink = ink;
	snprintf(widget->text, sizeof widget->text, "%s", text);
	return widget;
}

struct widget *part_strong(struct scene *scene, struct box box, int size, colour ink,
			   const char *text)
{
	struct widget *widget = part_text(scene, box, size, ink, text);
	widget->bold = true;
	return widget;
}

void part_icon(struct scene *scene, struct box box, enum icon icon, colour ink)
{
	struct widget *widget = scene_add(scene, WIDGET_ICON, box);
	widget->icon = (uint8_t)icon;
	widget->ink = ink;
}

static void touchable(struct widget *widget, enum intent_kind intent, const char *subject)
{
	widget->action = (int)intent;
	if (subject != NULL)
		snprintf(widget->subject, sizeof widget->subject, "%s", subject);
}

struct widget *part_card(struct scene *scene, struct box box, bool closed, enum intent_kind intent,
			 const char *subject)
{
	struct widget *card = scene_add(scene, WIDGET_PANEL, box);
	card->fill = closed ? LOOK_CARD_CLOSED : LOOK_CARD;
	card->pressed = LOOK_CARD_PRESSED;
	card->border = LOOK_EDGE;
	card->border_width = 3;
	card->radius = 22;
	touchable(card, intent, subject);
	return card;
}

void part_button(struct scene *scene, struct box box, bool primary, enum icon icon,
		 const char *text, enum intent_kind intent, const char *subject)
{
	const colour ink = primary ? LOOK_ON_BLUE : LOOK_BLUE;
	struct widget *panel = scene_add(scene, WIDGET_PANEL, box);
	panel->fill = primary ? LOOK_BLUE : LOOK_CARD;
	panel->pressed = primary ? LOOK_BLUE_PRESSED : LOOK_CARD_PRESSED;
	panel->border = LOOK_BLUE;
	panel->border_width = 4;
	panel->radius = 22;
	touchable(panel, intent, subject);
	struct widget *label =
		part_strong(scene, (struct box){ box.x + 20, box.y, box.w - 40, box.h },
			    box.h > 130 ? 60 : 46, ink, text);
	label->align = TEXT_CENTRE;
	label->icon = (uint8_t)icon;
}

void part_notice(struct scene *scene, int y, int height, enum icon icon, const char *text)
{
	const int side = 60;
	struct widget *panel =
		scene_add(scene, WIDGET_PANEL, (struct box){ MARGIN, y, BODY_WIDTH, height });
	panel->fill = LOOK_NOTICE;
	panel->border = LOOK_NOTICE_EDGE;
	panel->border_width = 3;
	panel->radius = 18;
	part_icon(scene, (struct box){ MARGIN + 32, y + (height - side) / 2, side, side }, icon,
		  LOOK_NOTICE_INK);
	part_strong(scene, (struct box){ MARGIN + 120, y + 6, BODY_WIDTH - 150, height - 12 }, 44,
		    LOOK_NOTICE_INK, text)
		->lines = 2;
}

static void header(struct scene *scene, const struct kiosk_model *model)
{
	struct view_date date;
	char text[128];
	struct widget *band =
		scene_add(scene, WIDGET_PANEL, (struct box){ 0, 0, CANVAS_WIDTH, BODY_TOP - 6 });
	band->fill = LOOK_BLUE;
	scene_add(scene, WIDGET_PANEL, (struct box){ 0, BODY_TOP - 6, CANVAS_WIDTH, 6 })->fill =
		LOOK_GOLD;
	part_strong(scene, (struct box){ MARGIN, 24, 700, 112 }, 58, LOOK_ON_BLUE,
		    part_name(model, &model->hall.name))
		->lines = 2;
	kiosk_text_fill(text, sizeof text, part_texts(model)->kiosk,
			(const char *const[3]){ model->kiosk, "", "" });
	part_text(scene, (struct box){ MARGIN, 144, 300, 56 }, 36, LOOK_ON_BLUE, text);
	if (!kiosk_clock(model, &date))
		return;
	snprintf(text, sizeof text, "%02d:%02d", date.hour, date.minute);
	part_strong(scene, (struct box){ 760, 24, CANVAS_WIDTH - MARGIN - 760, 112 }, 88,
		    LOOK_ON_BLUE, text)
		->align = TEXT_RIGHT;
	kiosk_text_date(text, sizeof text, part_texts(model), &date);
	part_text(scene, (struct box){ 400, 144, CANVAS_WIDTH - MARGIN - 400, 56 }, 36,
		  LOOK_ON_BLUE, text)
		->align = TEXT_RIGHT;
}

static void footer(struct scene *scene, const struct kiosk_model *model)
{
	const struct kiosk_texts *texts = part_texts(model);
	const enum view_language other = model->language == VIEW_ZH ? VIEW_EN : VIEW_ZH;
	const int64_t left = kiosk_time_left(model);
	char text[160];
	struct widget *band = scene_add(
		scene, WIDGET_PANEL,
		(struct box){ 0, BODY_BOTTOM, CANVAS_WIDTH, CANVAS_HEIGHT - BODY_BOTTOM });
	band->fill = LOOK_CARD;
	scene_add(scene, WIDGET_PANEL, (struct box){ 0, BODY_BOTTOM, CANVAS_WIDTH, 3 })->fill =
		LOOK_EDGE;
	part_button(scene, (struct box){ MARGIN, BODY_BOTTOM + 36, 270, 110 }, false, ICON_NONE,
		    kiosk_texts(other)->name, INTENT_LANGUAGE, NULL);
	if (left >= 0 && (left <= KIOSK_WARN_MS || model->place == PLACE_NUMBER))
		kiosk_text_number(text, sizeof text, texts->goes_home, (int)((left + 999) / 1000));
	else if (model->hall.phone[0] != '\0')
		kiosk_text_fill(text, sizeof text, texts->help,
				(const char *const[3]){ model->hall.phone, "", "" });
	else
		snprintf(text, sizeof text, "%s", texts->help_desk);
	struct widget *help = part_text(
		scene, (struct box){ 360, BODY_BOTTOM + 30, CANVAS_WIDTH - MARGIN - 360, 122 }, 40,
		LOOK_INK, text);
	help->align = TEXT_RIGHT;
	help->lines = 2;
}

void part_frame(struct scene *scene, const struct kiosk_model *model)
{
	scene_init(scene, LOOK_PAPER);
	header(scene, model);
	footer(scene, model);
}

int part_title(struct scene *scene, const char *title, const char *how)
{
	part_strong(scene, (struct box){ MARGIN, BODY_TOP + 40, BODY_WIDTH, 96 }, 70, LOOK_INK,
		    title);
	part_text(scene, (struct box){ MARGIN, BODY_TOP + 140, BODY_WIDTH, 60 }, 40, LOOK_INK_SOFT,
		  how);
	return BODY_TOP + 236;
}

int part_printer_notice(struct scene *scene, const struct kiosk_model *model, int y)
{
	const struct kiosk_texts *texts = part_texts(model);
	const char *why = kiosk_text_printer(texts, model->hall.printer);
	char text[160];
	if (why[0] == '\0' || kiosk_can_print(model))
		return y; /* a roll that nears its end is the staff's concern, not the citizen's */
	kiosk_text_fill(text, sizeof text, texts->paperless_also,
			(const char *const[3]){ why, "", "" });
	part_notice(scene, y, 116, ICON_PRINTER, text);
	return y + 116 + GAP;
}

struct part_pages part_pages(struct scene *scene, const struct kiosk_model *model, int total,
			     int on_a_page, int bottom)
{
	enum { HEIGHT = 116 };
	const struct kiosk_texts *texts = part_texts(model);
	struct part_pages pages = { 0, total, bottom };
	char text[32];
	if (total <= on_a_page)
		return pages;
	const int last = (total - 1) / on_a_page;
	const int page = model->page > last ? last : model->page;
	const int y = bottom - HEIGHT, width = 340;
	pages.first = page * on_a_page;
	pages.count = total - pages.first < on_a_page ? total - pages.first : on_a_page;
	pages.bottom = y - GAP;
	if (page > 0)
		part_button(scene, (struct box){ MARGIN, y, width, HEIGHT }, false, ICON_BACK,
			    texts->page_before, INTENT_PAGE_BEFORE, NULL);
	if (page < last)
		part_button(scene, (struct box){ CANVAS_WIDTH - MARGIN - width, y, width, HEIGHT },
			    false, ICON_FORWARD, texts->page_after, INTENT_PAGE_AFTER, NULL);
	snprintf(text, sizeof text, "%d / %d", page + 1, last + 1);
	part_text(scene, (struct box){ MARGIN + width, y, BODY_WIDTH - 2 * width, HEIGHT }, 44,
		  LOOK_INK, text)
		->align = TEXT_CENTRE;
	return pages;
}

static void fact(struct scene *scene, struct box box, enum icon icon, const char *text)
{
	part_text(scene, box, 42, LOOK_INK, text)->icon = (uint8_t)icon;
}

static void service_card(struct scene *scene, const struct kiosk_model *model,
			 const struct view_service *service, struct box box)
{
	const struct kiosk_texts *texts = part_texts(model);
	const int half = box.h / 2, left = box.x + 56, width = box.w - 56 - 120;
	const struct box name = { left, box.y + half - 86, width, 82 };
	const struct box facts = { left, box.y + half + 10, width, 64 };
	struct view_date today;
	const bool known = kiosk_clock(model, &today);
	char text[160], opens[128];
	part_card(scene, box, !service->open, INTENT_SERVICE, service->code);
	struct widget *bar = scene_add(scene, WIDGET_PANEL,
				       (struct box){ box.x + 22, box.y + 28, 10, box.h - 56 });
	bar->fill = service->open ? LOOK_BLUE : LOOK_EDGE;
	bar->radius = 5;
	part_strong(scene, name, 54, LOOK_INK, part_name(model, &service->name))->lines = 2;
	if (!service->open) {
		kiosk_text_opens(opens, sizeof opens, texts, &service->next_opening,
				 known ? &today : NULL);
		snprintf(text, sizeof text, "%s%s%s", texts->not_now, opens[0] ? " · " : "", opens);
		fact(scene, facts, ICON_CLOSED, text);
		return;
	}
	kiosk_text_count(text, sizeof text, texts->waiting_none, texts->waiting_one,
			 texts->waiting_many, service->waiting);
	fact(scene, (struct box){ facts.x, facts.y, 320, facts.h }, ICON_PEOPLE, text);
	kiosk_text_wait(text, sizeof text, texts, service->has_wait, service->wait_low_min,
			service->wait_high_min);
	if (text[0] != '\0')
		fact(scene, (struct box){ facts.x + 330, facts.y, facts.w - 330, facts.h },
		     ICON_CLOCK, text);
	part_icon(scene, (struct box){ box.x + box.w - 92, box.y + half - 32, 64, 64 },
		  ICON_FORWARD, LOOK_BLUE);
}

void part_service_list(struct scene *scene, const struct kiosk_model *model, int zone, int top,
		       int bottom)
{
	enum { ROW_MIN = 196, ROW_MAX = 250 };
	int services[VIEW_SERVICES_MAX];
	const int total = kiosk_services(model, zone, services);
	int fits = (bottom - top + GAP) / (ROW_MIN + GAP);
	if (total > fits)
		fits = (bottom - 142 - top + GAP) / (ROW_MIN + GAP);
	const struct part_pages pages = part_pages(scene, model, total, fits, bottom);
	const int rows = total > fits ? fits : total;
	int height = rows > 0 ? (pages.bottom - top + GAP) / rows - GAP : 0;
	height = height > ROW_MAX ? ROW_MAX : height;
	for (int i = 0; i < pages.count; i++)
		service_card(scene, model, &model->hall.services[services[pages.first + i]],
			     (struct box){ MARGIN, top + i * (height + GAP), BODY_WIDTH, height });
}
