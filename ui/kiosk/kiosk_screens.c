/* Chooses the screen. */
#include "kiosk_screens.h"

#include <stdio.h>

void kiosk_draw(struct scene *scene, const struct kiosk_model *model)
{
	switch (kiosk_model_screen(model)) {
	case SCREEN_AWAY:
		screen_away_draw(scene, model);
		break;
	case SCREEN_CLOSED:
		screen_closed_draw(scene, model);
		break;
	case SCREEN_HOME:
		screen_home_draw(scene, model);
		break;
	case SCREEN_SERVICES:
		screen_services_draw(scene, model);
		break;
	case SCREEN_PAPERLESS:
		screen_paperless_draw(scene, model);
		break;
	case SCREEN_ISSUING:
		screen_issuing_draw(scene, model);
		break;
	case SCREEN_NUMBER:
		screen_number_draw(scene, model);
		break;
	case SCREEN_REFUSED:
		screen_refused_draw(scene, model);
		break;
	}
}

struct intent kiosk_touch(const struct widget *widget)
{
	struct intent intent = { (enum intent_kind)widget->action, "" };
	snprintf(intent.subject, sizeof intent.subject, "%s", widget->subject);
	return intent;
}
