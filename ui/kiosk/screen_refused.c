/* What was refused, and what to do now. */
#include "kiosk_parts.h"
#include "kiosk_screens.h"

#include <string.h>

void screen_refused_draw(struct scene *scene, const struct kiosk_model *model)
{
	const struct kiosk_texts *texts = part_texts(model);
	const int service = hall_view_service(&model->hall, model->service);
	const char *title, *advice;
	struct view_date today;
	char opens[128] = "";
	kiosk_text_refusal(texts, model->refusal, &title, &advice);
	part_frame(scene, model);
	part_icon(scene, (struct box){ 440, 360, 200, 200 },
		  strcmp(model->refusal, "closed") == 0 ? ICON_CLOCK : ICON_ALERT, LOOK_BLUE);
	struct widget *text = part_strong(scene, (struct box){ MARGIN, 620, BODY_WIDTH, 180 }, 74,
					  LOOK_INK, title);
	text->align = TEXT_CENTRE;
	text->lines = 2;
	if (service >= 0) {
		const struct view_service *about = &model->hall.services[service];
		part_strong(scene, (struct box){ MARGIN, 810, BODY_WIDTH, 84 }, 56, LOOK_BLUE,
			    part_name(model, &about->name))
			->align = TEXT_CENTRE;
		if (strcmp(model->refusal, "closed") == 0)
			kiosk_text_opens(opens, sizeof opens, texts, &about->next_opening,
					 kiosk_clock(model, &today) ? &today : NULL);
	}
	if (opens[0] != '\0')
		part_strong(scene, (struct box){ MARGIN, 910, BODY_WIDTH, 90 }, 60, LOOK_INK, opens)
			->align = TEXT_CENTRE;
	text = part_text(scene, (struct box){ MARGIN + 30, 1020, BODY_WIDTH - 60, 260 }, 50,
			 LOOK_INK, advice);
	text->align = TEXT_CENTRE;
	text->lines = 4;
	part_button(scene, (struct box){ MARGIN, 1340, BODY_WIDTH, 160 }, true, ICON_BACK,
		    texts->home, INTENT_HOME, NULL);
}
