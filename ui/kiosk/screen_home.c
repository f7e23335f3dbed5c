/* Home: the zones, or the services themselves when there is one zone, or one large key when there
 * is one service. */
#include "kiosk_parts.h"
#include "kiosk_screens.h"

#include <stdio.h>

enum { TILE_MAX = 290, COLUMN_ROWS = 5, BOTTOM = BODY_BOTTOM - 40 };

struct zone_sum {
	int waiting;
	bool open;
	struct view_time next_opening; /* the earliest of its services */
};

static struct zone_sum sum_up(const struct kiosk_model *model, int zone)
{
	int services[VIEW_SERVICES_MAX];
	struct zone_sum sum = { 0 };
	const int count = kiosk_services(model, zone, services);
	for (int i = 0; i < count; i++) {
		const struct view_service *service = &model->hall.services[services[i]];
		const struct view_time *opening = &service->next_opening;
		sum.waiting += service->waiting;
		sum.open = sum.open || service->open;
		if (opening->epoch_s != 0 &&
		    (sum.next_opening.epoch_s == 0 || opening->epoch_s < sum.next_opening.epoch_s))
			sum.next_opening = *opening;
	}
	return sum;
}

static void closed_words(char *out, size_t size, const struct kiosk_model *model,
			 const struct zone_sum *sum)
{
	struct view_date today;
	const bool known = kiosk_clock(model, &today);
	kiosk_text_opens(out, size, part_texts(model), &sum->next_opening, known ? &today : NULL);
	if (out[0] == '\0')
		snprintf(out, size, "%s", part_texts(model)->not_now);
}

static void place(struct scene *scene, struct box box, const struct kiosk_model *model, int floor)
{
	char text[48];
	part_floor(text, sizeof text, model, floor);
	if (text[0] != '\0')
		part_text(scene, box, 40, LOOK_INK_SOFT, text)->icon = ICON_PLACE;
}

static void wide_tile(struct scene *scene, const struct kiosk_model *model, int index,
		      struct box box)
{
	const struct kiosk_texts *texts = part_texts(model);
	const struct view_zone *zone = &model->hall.zones[index];
	const struct zone_sum sum = sum_up(model, index);
	const int middle = box.y + box.h / 2;
	const struct box right = { box.x + 660, middle - 86, 280, 104 };
	char text[128];
	part_strong(scene, (struct box){ box.x + 56, middle - 104, 600, 112 }, 58, LOOK_INK,
		    part_name(model, &zone->name))
		->lines = 2;
	place(scene, (struct box){ box.x + 56, middle + 16, 560, 62 }, model, zone->floor);
	if (sum.open) {
		snprintf(text, sizeof text, "%d", sum.waiting);
		part_strong(scene, right, 96, LOOK_BLUE, text)->align = TEXT_CENTRE;
		part_text(scene, (struct box){ right.x, middle + 22, right.w, 56 }, 40,
			  LOOK_INK_SOFT, texts->waiting_label)
			->align = TEXT_CENTRE;
		return;
	}
	closed_words(text, sizeof text, model, &sum);
	part_icon(scene, (struct box){ right.x + 110, middle - 80, 60, 60 }, ICON_CLOSED, LOOK_INK);
	struct widget *words =
		part_text(scene, (struct box){ right.x - 20, middle - 14, right.w + 20, 100 }, 40,
			  LOOK_INK, text);
	words->align = TEXT_CENTRE;
	words->lines = 2;
}

static void narrow_tile(struct scene *scene, const struct kiosk_model *model, int index,
			struct box box)
{
	const struct kiosk_texts *texts = part_texts(model);
	const struct view_zone *zone = &model->hall.zones[index];
	const struct zone_sum sum = sum_up(model, index);
	const int left = box.x + 52, width = box.w - 52 - 24, low = box.y + box.h - 84;
	char text[128];
	part_strong(scene, (struct box){ left, box.y + 18, width, box.h - 110 }, 48, LOOK_INK,
		    part_name(model, &zone->name))
		->lines = 2;
	if (!sum.open) {
		closed_words(text, sizeof text, model, &sum);
		part_text(scene, (struct box){ left, low, width, 58 }, 38, LOOK_INK, text)->icon =
			ICON_CLOSED;
		return;
	}
	place(scene, (struct box){ left, low, 190, 58 }, model, zone->floor);
	kiosk_text_count(text, sizeof text, texts->waiting_none, texts->waiting_one,
			 texts->waiting_many, sum.waiting);
	part_strong(scene, (struct box){ left + 190, low, width - 190, 58 }, 42, LOOK_BLUE, text)
		->align = TEXT_RIGHT;
}

static void zone_tiles(struct scene *scene, const struct kiosk_model *model, const int *zones,
		       int total, int top)
{
	const int columns = total > COLUMN_ROWS ? 2 : 1;
	const struct part_pages pages =
		part_pages(scene, model, total, columns * COLUMN_ROWS, BOTTOM);
	const int shown = total < columns * COLUMN_ROWS ? total : columns * COLUMN_ROWS;
	const int rows = (shown + columns - 1) / columns;
	const int width = (BODY_WIDTH - (columns - 1) * GAP) / columns;
	int height = (pages.bottom - top + GAP) / rows - GAP;
	height = height > TILE_MAX ? TILE_MAX : height;
	for (int i = 0; i < pages.count; i++) {
		const int zone = zones[pages.first + i];
		const bool open = sum_up(model, zone).open;
		const struct box box = { MARGIN + i % columns * (width + GAP),
					 top + i / columns * (height + GAP), width, height };
		part_card(scene, box, !open, INTENT_ZONE, model->hall.zones[zone].id);
		struct widget *bar =
			scene_add(scene, WIDGET_PANEL,
				  (struct box){ box.x + 22, box.y + 28, 10, box.h - 56 });
		bar->fill = open ? LOOK_BLUE : LOOK_EDGE;
		bar->radius = 5;
		if (columns == 1)
			wide_tile(scene, model, zone, box);
		else
			narrow_tile(scene, model, zone, box);
	}
}

/* The hall's one obvious choice: one key, one touch. */
static void only_service(struct scene *scene, const struct kiosk_model *model,
			 const struct view_service *service, int top)
{
	const struct kiosk_texts *texts = part_texts(model);
	char text[128];
	part_card(scene, (struct box){ MARGIN, top, BODY_WIDTH, 420 }, false, INTENT_NONE, NULL);
	struct widget *name =
		part_strong(scene, (struct box){ MARGIN + 40, top + 40, BODY_WIDTH - 80, 170 }, 72,
			    LOOK_INK, part_name(model, &service->name));
	name->lines = 2;
	name->align = TEXT_CENTRE;
	kiosk_text_count(text, sizeof text, texts->waiting_none, texts->waiting_one,
			 texts->waiting_many, service->waiting);
	part_strong(scene, (struct box){ MARGIN + 40, top + 220, BODY_WIDTH - 80, 84 }, 60,
		    LOOK_BLUE, text)
		->align = TEXT_CENTRE;
	kiosk_text_wait(text, sizeof text, texts, service->has_wait, service->wait_low_min,
			service->wait_high_min);
	part_text(scene, (struct box){ MARGIN + 40, top + 310, BODY_WIDTH - 80, 70 }, 46,
		  LOOK_INK_SOFT, text)
		->align = TEXT_CENTRE;
	part_button(scene, (struct box){ MARGIN, top + 480, BODY_WIDTH, 300 }, true, ICON_TICKET,
		    texts->take_number, INTENT_SERVICE, service->code);
}

void screen_home_draw(struct scene *scene, const struct kiosk_model *model)
{
	const struct kiosk_texts *texts = part_texts(model);
	int zones[VIEW_ZONES_MAX], services[VIEW_SERVICES_MAX];
	const int zone_count = kiosk_zones(model, zones);
	const int service_count = kiosk_services(model, -1, services);
	const bool by_zone = zone_count > 1;
	part_frame(scene, model);
	int top = part_title(scene, by_zone ? texts->choose_zone : texts->choose_service,
			     by_zone ? texts->choose_zone_how : texts->choose_service_how);
	top = part_printer_notice(scene, model, top);
	if (service_count == 1)
		only_service(scene, model, &model->hall.services[services[0]], top);
	else if (by_zone)
		zone_tiles(scene, model, zones, zone_count, top);
	else
		part_service_list(scene, model, -1, top, BOTTOM);
}
