/* The printer can't print: offer the number without paper. */
#include "kiosk_parts.h"
#include "kiosk_screens.h"

void screen_paperless_draw(struct scene *scene, const struct kiosk_model *model)
{
	const struct kiosk_texts *texts = part_texts(model);
	const int service = hall_view_service(&model->hall, model->service);
	const enum view_printer printer = model->hall.printer;
	/* The refusal may come before the kiosk has read why. */
	const char *why = printer == VIEW_PRINTER_OK || printer == VIEW_PRINTER_NEAR_END
				  ? texts->printer_other
				  : kiosk_text_printer(texts, printer);
	char title[160];
	part_frame(scene, model);
	part_icon(scene, (struct box){ 440, 330, 200, 200 }, ICON_PRINTER, LOOK_BLUE);
	kiosk_text_fill(title, sizeof title, texts->paperless_title,
			(const char *const[3]){ why, "", "" });
	struct widget *text = part_strong(scene, (struct box){ MARGIN, 590, BODY_WIDTH, 180 }, 68,
					  LOOK_INK, title);
	text->align = TEXT_CENTRE;
	text->lines = 2;
	text = part_text(scene, (struct box){ MARGIN + 30, 790, BODY_WIDTH - 60, 260 }, 48,
			 LOOK_INK, texts->paperless_how);
	text->align = TEXT_CENTRE;
	text->lines = 4;
	if (service >= 0)
		part_strong(scene, (struct box){ MARGIN, 1090, BODY_WIDTH, 80 }, 54, LOOK_BLUE,
			    part_name(model, &model->hall.services[service].name))
			->align = TEXT_CENTRE;
	part_button(scene, (struct box){ MARGIN, 1200, BODY_WIDTH, 190 }, true, ICON_TICKET,
		    texts->paperless_yes, INTENT_PAPERLESS, NULL);
	part_button(scene, (struct box){ MARGIN, 1440, BODY_WIDTH, 124 }, false, ICON_BACK,
		    texts->back, INTENT_HOME, NULL);
}
