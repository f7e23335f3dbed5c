/* The daemon can't be heard. Calm: nothing is lost, nothing to do. Also: the
 * daemon is there, but doesn't know this kiosk. */
#include "kiosk_parts.h"
#include "kiosk_screens.h"

#include <string.h>

void screen_away_draw(struct scene *scene, const struct kiosk_model *model)
{
	const struct kiosk_texts *texts = part_texts(model);
	const bool unknown = strcmp(model->away, "unknown_kiosk") == 0;
	part_frame(scene, model);
	part_icon(scene, (struct box){ 420, 460, 240, 240 }, unknown ? ICON_ALERT : ICON_WAIT,
		  LOOK_BLUE);
	struct widget *text =
		part_strong(scene, (struct box){ MARGIN, 760, BODY_WIDTH, 180 }, 78, LOOK_INK,
			    unknown ? texts->refused_kiosk : texts->away_title);
	text->align = TEXT_CENTRE;
	text->lines = 2;
	text = part_text(scene, (struct box){ MARGIN, 960, BODY_WIDTH, 150 }, 50, LOOK_INK,
			 unknown ? texts->refused_kiosk_how : texts->away_text);
	text->align = TEXT_CENTRE;
	text->lines = 2;
	text = part_text(scene, (struct box){ MARGIN, 1130, BODY_WIDTH, 200 }, 48, LOOK_INK_SOFT,
			 texts->away_keep);
	text->align = TEXT_CENTRE;
	text->lines = 3;
}
