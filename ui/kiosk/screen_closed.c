/* Nothing takes numbers now: when it does again, and where to see each service. */
#include "kiosk_parts.h"
#include "kiosk_screens.h"

static struct view_time earliest(const struct kiosk_model *model)
{
	struct view_time first = { 0 };
	for (int i = 0; i < model->hall.service_count; i++) {
		const struct view_service *service = &model->hall.services[i];
		const struct view_time *opening = &service->next_opening;
		if (service->kiosk && opening->epoch_s != 0 &&
		    (first.epoch_s == 0 || opening->epoch_s < first.epoch_s))
			first = *opening;
	}
	return first;
}

void screen_closed_draw(struct scene *scene, const struct kiosk_model *model)
{
	const struct kiosk_texts *texts = part_texts(model);
	const struct view_time opening = earliest(model);
	struct view_date today;
	char opens[128];
	part_frame(scene, model);
	part_icon(scene, (struct box){ 420, 480, 240, 240 }, ICON_CLOCK, LOOK_BLUE);
	struct widget *text = part_strong(scene, (struct box){ MARGIN, 790, BODY_WIDTH, 120 }, 84,
					  LOOK_INK, texts->closed_title);
	text->align = TEXT_CENTRE;
	part_text(scene, (struct box){ MARGIN, 920, BODY_WIDTH, 80 }, 50, LOOK_INK_SOFT,
		  texts->closed_text)
		->align = TEXT_CENTRE;
	kiosk_text_opens(opens, sizeof opens, texts, &opening,
			 kiosk_clock(model, &today) ? &today : NULL);
	part_card(scene, (struct box){ MARGIN, 1060, BODY_WIDTH, 200 }, false, INTENT_NONE, NULL);
	text = part_strong(scene, (struct box){ MARGIN + 30, 1070, BODY_WIDTH - 60, 180 }, 66,
			   LOOK_BLUE, opens[0] ? opens : texts->opens_unknown);
	text->align = TEXT_CENTRE;
	text->lines = 2;
}
