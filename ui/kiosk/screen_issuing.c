/* A number is being taken. Nothing can be touched: one tap, one ticket. */
#include "kiosk_parts.h"
#include "kiosk_screens.h"

void screen_issuing_draw(struct scene *scene, const struct kiosk_model *model)
{
	const struct kiosk_texts *texts = part_texts(model);
	const int service = hall_view_service(&model->hall, model->service);
	const bool slow = model->now_ms - model->entered_ms > KIOSK_SLOW_MS;
	part_frame(scene, model);
	part_icon(scene, (struct box){ 430, 520, 220, 220 }, ICON_TICKET, LOOK_BLUE);
	part_strong(scene, (struct box){ MARGIN, 800, BODY_WIDTH, 130 }, 92, LOOK_INK,
		    texts->issuing)
		->align = TEXT_CENTRE;
	if (service >= 0)
		part_strong(scene, (struct box){ MARGIN, 950, BODY_WIDTH, 90 }, 58, LOOK_BLUE,
			    part_name(model, &model->hall.services[service].name))
			->align = TEXT_CENTRE;
	if (model->is_lost) {
		part_notice(scene, 1120, 150, ICON_WAIT, texts->issuing_away);
		return;
	}
	struct widget *how =
		part_text(scene, (struct box){ MARGIN, 1080, BODY_WIDTH, 150 }, 48, LOOK_INK_SOFT,
			  slow ? texts->issuing_slow : texts->issuing_how);
	how->align = TEXT_CENTRE;
	how->lines = 2;
}
