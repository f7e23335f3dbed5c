/* The number, as large as it can be; where to go, how long it takes; what became of the paper. */
#include "kiosk_parts.h"
#include "kiosk_screens.h"

#include <stdio.h>

static void fact(struct scene *scene, int y, enum icon icon, const char *text)
{
	if (text[0] == '\0')
		return;
	part_text(scene, (struct box){ MARGIN + 90, y, BODY_WIDTH - 130, 74 }, 52, LOOK_INK, text)
		->icon = (uint8_t)icon;
}

/* The card that looks like the ticket. Returns its lower edge. */
static int ticket_card(struct scene *scene, const struct kiosk_model *model, bool small)
{
	const struct kiosk_texts *texts = part_texts(model);
	const struct ticket_view *ticket = &model->ticket;
	const int service = hall_view_service(&model->hall, ticket->service);
	const int zone = hall_view_zone(&model->hall, ticket->zone);
	const int top = BODY_TOP + 40, tall = small ? 250 : 350;
	char text[200], floor[48];
	int y = top + 30;
	part_card(scene, (struct box){ MARGIN, top, BODY_WIDTH, (small ? 704 : 900) }, false,
		  INTENT_NONE, NULL);
	part_text(scene, (struct box){ MARGIN, y, BODY_WIDTH, 70 }, 50, LOOK_INK_SOFT,
		  texts->your_number)
		->align = TEXT_CENTRE;
	y += 70;
	part_strong(scene, (struct box){ MARGIN + 30, y, BODY_WIDTH - 60, tall }, small ? 230 : 320,
		    LOOK_BLUE, ticket->number)
		->align = TEXT_CENTRE;
	y += tall;
	scene_add(scene, WIDGET_PANEL, (struct box){ MARGIN + 60, y, BODY_WIDTH - 120, 4 })->fill =
		LOOK_GOLD;
	y += 20;
	if (service >= 0)
		part_strong(scene, (struct box){ MARGIN + 30, y, BODY_WIDTH - 60, 84 }, 60,
			    LOOK_INK, part_name(model, &model->hall.services[service].name))
			->align = TEXT_CENTRE;
	y += small ? 88 : 104;
	part_floor(floor, sizeof floor, model, ticket->floor);
	snprintf(text, sizeof text, "%s%s%s",
		 zone >= 0 ? part_name(model, &model->hall.zones[zone].name) : "",
		 zone >= 0 && floor[0] ? " · " : "", floor);
	fact(scene, y, ICON_PLACE, text);
	kiosk_text_count(text, sizeof text, texts->ahead_none, texts->ahead_one, texts->ahead_many,
			 ticket->ahead);
	fact(scene, y + 76, ICON_PEOPLE, text);
	kiosk_text_wait(text, sizeof text, texts, ticket->has_wait, ticket->wait_low_min,
			ticket->wait_high_min);
	if (!small || ticket->has_wait)
		fact(scene, y + 152, ICON_CLOCK, text);
	if (!small)
		part_text(scene, (struct box){ MARGIN + 30, top + 812, BODY_WIDTH - 60, 66 }, 42,
			  LOOK_INK_SOFT, texts->listen)
			->align = TEXT_CENTRE;
	return top + (small ? 704 : 900);
}

static void paperless(struct scene *scene, const struct kiosk_model *model, int y)
{
	const struct kiosk_texts *texts = part_texts(model);
	const int side = 400, left = MARGIN + side + 60;
	part_card(scene, (struct box){ MARGIN, y, BODY_WIDTH, side + 40 }, false, INTENT_NONE,
		  NULL);
	struct widget *qr =
		scene_add(scene, WIDGET_QR, (struct box){ MARGIN + 20, y + 20, side, side });
	snprintf(qr->text, sizeof qr->text, "%s", model->ticket.id);
	part_strong(scene, (struct box){ left, y + 40, BODY_WIDTH - side - 90, 180 }, 50, LOOK_INK,
		    texts->print_none)
		->lines = 3;
	part_text(scene, (struct box){ left, y + 230, BODY_WIDTH - side - 90, 170 }, 44,
		  LOOK_INK_SOFT, texts->qr_how)
		->lines = 3;
}

static void print_state(struct scene *scene, const struct kiosk_model *model, int y)
{
	const struct kiosk_texts *texts = part_texts(model);
	const bool offered = kiosk_offers_reprint(model);
	const char *words = "";
	enum icon icon = ICON_PRINTER;
	switch (model->ticket.print) {
	case VIEW_PRINT_PENDING:
		words = texts->printing;
		break;
	case VIEW_PRINT_PRINTED:
		words = texts->printed;
		icon = ICON_CHECK;
		break;
	case VIEW_PRINT_FAILED:
		words = offered ? texts->print_failed : texts->print_gone;
		icon = ICON_ALERT;
		break;
	case VIEW_PRINT_UNKNOWN:
		words = offered ? texts->print_unknown : texts->print_gone;
		icon = ICON_ALERT;
		break;
	case VIEW_PRINT_NONE:
		return;
	}
	if (icon == ICON_ALERT) {
		part_notice(scene, y, 116, icon, words);
	} else {
		part_icon(scene, (struct box){ MARGIN + 90, y + 27, 62, 62 }, icon, LOOK_BLUE);
		part_strong(scene, (struct box){ MARGIN + 190, y, BODY_WIDTH - 220, 116 }, 54,
			    LOOK_INK, words);
	}
	if (!offered)
		return;
	part_strong(scene, (struct box){ MARGIN + 20, y + 140, 450, 116 }, 48, LOOK_INK,
		    texts->reprint_ask);
	part_button(scene, (struct box){ MARGIN + 500, y + 140, BODY_WIDTH - 500, 116 }, false,
		    ICON_PRINTER, texts->reprint, INTENT_REPRINT, NULL);
}

void screen_number_draw(struct scene *scene, const struct kiosk_model *model)
{
	const struct kiosk_texts *texts = part_texts(model);
	const bool has_paper = model->ticket.print != VIEW_PRINT_NONE;
	part_frame(scene, model);
	const int y = ticket_card(scene, model, !has_paper) + GAP;
	if (has_paper)
		print_state(scene, model, y);
	else
		paperless(scene, model, y);
	if (model->is_lost)
		part_notice(scene, BODY_BOTTOM - 40 - 150 - 118, 106, ICON_WAIT, texts->away_short);
	part_button(scene, (struct box){ MARGIN, BODY_BOTTOM - 40 - 130, BODY_WIDTH, 130 }, true,
		    ICON_NONE, texts->done, INTENT_HOME, NULL);
}
