/* The services of a zone. */
#include "kiosk_parts.h"
#include "kiosk_screens.h"

#include <stdio.h>

void screen_services_draw(struct scene *scene, const struct kiosk_model *model)
{
	const struct kiosk_texts *texts = part_texts(model);
	const int index = kiosk_listed_zone(model);
	const struct view_zone *zone = &model->hall.zones[index < 0 ? 0 : index];
	char floor[48], title[160];
	part_frame(scene, model);
	part_floor(floor, sizeof floor, model, zone->floor);
	snprintf(title, sizeof title, "%s%s%s", part_name(model, &zone->name),
		 floor[0] ? " · " : "", floor);
	int top = part_title(scene, title, texts->choose_service_how);
	top = part_printer_notice(scene, model, top);
	const int back = BODY_BOTTOM - 40 - 124;
	part_service_list(scene, model, index, top, back - GAP);
	part_button(scene, (struct box){ MARGIN, back, BODY_WIDTH, 124 }, false, ICON_BACK,
		    texts->back, INTENT_HOME, NULL);
}
