/* The kiosk's model; the picture is in kiosk_model.h. */
#include "kiosk_model.h"

#include <string.h>

static void wish(struct kiosk_model *model, enum effect_kind kind, const char *subject)
{
	if (model->effect_count == KIOSK_EFFECTS_MAX)
		return; /* can't be: each kind has one under way at most */
	struct effect *effect = &model->effects[model->effect_count++];
	memset(effect, 0, sizeof *effect);
	effect->kind = kind;
	effect->attempt = model->attempt;
	effect->language = model->language;
	strncpy(effect->subject, subject, sizeof effect->subject - 1);
}

bool kiosk_take_effect(struct kiosk_model *model, struct effect *effect)
{
	if (model->effect_count == 0)
		return false;
	*effect = model->effects[0];
	model->effect_count--;
	memmove(model->effects, model->effects + 1,
		(size_t)model->effect_count * sizeof *model->effects);
	return true;
}

static void enter(struct kiosk_model *model, enum kiosk_place place)
{
	model->place = place;
	model->page = 0;
	model->entered_ms = model->touched_ms = model->now_ms;
}

static void go_home(struct kiosk_model *model)
{
	enter(model, PLACE_HOME);
	model->attempt++; /* whatever is still answered was for the person before */
	model->reading_ticket = false;
	model->language = model->first_language;
	model->zone[0] = model->service[0] = '\0';
	memset(&model->ticket, 0, sizeof model->ticket);
}

void kiosk_model_init(struct kiosk_model *model, const char *kiosk, enum view_language language,
		      int64_t now_ms)
{
	memset(model, 0, sizeof *model);
	strncpy(model->kiosk, kiosk, sizeof model->kiosk - 1);
	model->now_ms = now_ms;
	model->language = model->first_language = language;
	model->hall_due_ms = now_ms;
	model->is_lost = true;
	go_home(model);
}

static bool anything_open(const struct kiosk_model *model)
{
	for (int i = 0; i < model->hall.service_count; i++)
		if (model->hall.services[i].kiosk && model->hall.services[i].open)
			return true;
	return false;
}

enum kiosk_screen kiosk_model_screen(const struct kiosk_model *model)
{
	const bool away = model->is_lost || !model->has_hall;
	switch (model->place) {
	case PLACE_ISSUING:
		return SCREEN_ISSUING; /* says by itself that the daemon is away */
	case PLACE_NUMBER:
		return SCREEN_NUMBER;
	case PLACE_HOME:
		return away ? SCREEN_AWAY : anything_open(model) ? SCREEN_HOME : SCREEN_CLOSED;
	case PLACE_SERVICES:
		return away ? SCREEN_AWAY : SCREEN_SERVICES;
	case PLACE_PAPERLESS:
		return away ? SCREEN_AWAY : SCREEN_PAPERLESS;
	case PLACE_REFUSED:
		return away ? SCREEN_AWAY : SCREEN_REFUSED;
	}
	return SCREEN_AWAY;
}

bool kiosk_can_print(const struct kiosk_model *model)
{
	return model->hall.can_print;
}

bool kiosk_offers_reprint(const struct kiosk_model *model)
{
	const enum view_print print = model->ticket.print;
	return model->place == PLACE_NUMBER && !model->is_lost && !model->reprint_refused &&
	       (print == VIEW_PRINT_FAILED || print == VIEW_PRINT_UNKNOWN) &&
	       kiosk_can_print(model) && model->now_ms - model->print_ms < KIOSK_REPRINT_MS;
}

/* The moment home comes by itself; -1: not by itself. */
static int64_t home_at(const struct kiosk_model *model)
{
	const int64_t touched = model->touched_ms;
	int64_t at = touched + KIOSK_IDLE_MS;
	switch (model->place) {
	case PLACE_HOME:
		return model->page > 0 || model->language != model->first_language ? at : -1;
	case PLACE_ISSUING:
		return -1; /* its answer or deadline comes */
	case PLACE_NUMBER:
		at = touched +
		     (model->ticket.print == VIEW_PRINT_NONE ? KIOSK_QR_MS : KIOSK_NUMBER_MS);
		if (model->ticket.print == VIEW_PRINT_PENDING ||
		    model->ticket.print == VIEW_PRINT_FAILED ||
		    model->ticket.print == VIEW_PRINT_UNKNOWN)
			return model->print_ms + KIOSK_REPRINT_MS;
		if (at < model->print_ms + KIOSK_PRINT_SEEN_MS)
			at = model->print_ms + KIOSK_PRINT_SEEN_MS;
		return at;
	case PLACE_SERVICES:
	case PLACE_PAPERLESS:
	case PLACE_REFUSED:
		break;
	}
	return at;
}

int64_t kiosk_time_left(const struct kiosk_model *model)
{
	const int64_t at = home_at(model);
	return at < 0 ? -1 : at > model->now_ms ? at - model->now_ms : 0;
}

void kiosk_tick(struct kiosk_model *model, int64_t now_ms)
{
	model->now_ms = now_ms;
	if (kiosk_time_left(model) == 0)
		go_home(model);
	if (model->link_open && !model->reading_hall && now_ms >= model->hall_due_ms) {
		model->reading_hall = true;
		wish(model, EFFECT_READ_HALL, "");
	}
	if (model->place == PLACE_NUMBER && model->ticket.print == VIEW_PRINT_PENDING &&
	    !model->is_lost && !model->reading_ticket && now_ms >= model->print_due_ms) {
		model->reading_ticket = true;
		wish(model, EFFECT_READ_TICKET, model->ticket.id);
	}
}

void kiosk_touched(struct kiosk_model *model, int64_t now_ms)
{
	model->now_ms = now_ms;
	model->touched_ms = now_ms;
}

static void refuse(struct kiosk_model *model, const char *code)
{
	enter(model, PLACE_REFUSED);
	strncpy(model->refusal, code, sizeof model->refusal - 1);
	model->refusal[sizeof model->refusal - 1] = '\0';
	model->hall_due_ms = model->now_ms; /* what is shown there may be why */
}

static void issue(struct kiosk_model *model, bool paperless)
{
	model->attempt++;
	enter(model, PLACE_ISSUING);
	wish(model, EFFECT_ISSUE, model->service);
	model->effects[model->effect_count - 1].paperless = paperless;
}

static void service_chosen(struct kiosk_model *model, const char *code)
{
	const int index = hall_view_service(&model->hall, code);
	strcpy(model->service, code);
	if (index < 0 || !model->hall.services[index].kiosk)
		refuse(model, "unknown_service");
	else if (!model->hall.services[index].open)
		refuse(model, "closed");
	else if (model->hall.printer == VIEW_PRINTER_NONE)
		issue(model, true); /* a kiosk without a printer: there is nothing to choose */
	else if (!kiosk_can_print(model))
		enter(model, PLACE_PAPERLESS);
	else
		issue(model, false);
}

static void reprint(struct kiosk_model *model)
{
	if (!kiosk_offers_reprint(model))
		return;
	model->attempt++;
	model->ticket.print = VIEW_PRINT_PENDING;
	model->print_ms = model->now_ms;
	model->print_due_ms = model->now_ms + KIOSK_PRINT_POLL_MS;
	model->reading_ticket = false;
	wish(model, EFFECT_REPRINT, model->ticket.id);
}

/* Does the screen that is shown offer this? A tap can be older than what it meets. */
static bool offered(const struct kiosk_model *model, enum intent_kind kind)
{
	const enum kiosk_screen screen = kiosk_model_screen(model);
	switch (kind) {
	case INTENT_ZONE:
		return screen == SCREEN_HOME || screen == SCREEN_CLOSED;
	case INTENT_SERVICE:
		return screen == SCREEN_HOME || screen == SCREEN_SERVICES ||
		       screen == SCREEN_CLOSED;
	case INTENT_PAPERLESS:
		return screen == SCREEN_PAPERLESS;
	case INTENT_REPRINT:
		return screen == SCREEN_NUMBER;
	case INTENT_HOME:
		return screen != SCREEN_ISSUING && screen != SCREEN_AWAY;
	case INTENT_PAGE_BEFORE:
	case INTENT_PAGE_AFTER:
		return screen == SCREEN_HOME || screen == SCREEN_SERVICES;
	case INTENT_LANGUAGE:
		return true;
	case INTENT_NONE:
		break;
	}
	return false;
}

void kiosk_intent(struct kiosk_model *model, const struct intent *intent, int64_t now_ms)
{
	kiosk_touched(model, now_ms);
	if (!offered(model, intent->kind))
		return;
	switch (intent->kind) {
	case INTENT_ZONE:
		if (hall_view_zone(&model->hall, intent->subject) < 0)
			break;
		strcpy(model->zone, intent->subject);
		enter(model, PLACE_SERVICES);
		break;
	case INTENT_SERVICE:
		service_chosen(model, intent->subject);
		break;
	case INTENT_PAPERLESS:
		issue(model, true);
		break;
	case INTENT_REPRINT:
		reprint(model);
		break;
	case INTENT_HOME:
		go_home(model);
		break;
	case INTENT_LANGUAGE:
		model->language = model->language == VIEW_ZH ? VIEW_EN : VIEW_ZH;
		break;
	case INTENT_PAGE_BEFORE:
		model->page -= model->page > 0;
		break;
	case INTENT_PAGE_AFTER:
		model->page++; /* the screen offers it only while there is one more */
		break;
	case INTENT_NONE:
		break;
	}
}

void kiosk_link_opened(struct kiosk_model *model, int64_t now_ms)
{
	model->now_ms = now_ms;
	model->link_open = true;
	/* Said to be back only with a fresh hall: kiosk_hall_read clears is_lost. */
	if (!model->reading_hall) {
		model->reading_hall = true;
		wish(model, EFFECT_READ_HALL, "");
	}
}

void kiosk_link_lost(struct kiosk_model *model, int64_t now_ms)
{
	model->now_ms = now_ms;
	model->is_lost = true;
	model->link_open = false;
}

void kiosk_event(struct kiosk_model *model, const char *kind, const char *number, int64_t now_ms)
{
	model->now_ms = now_ms;
	if (model->hall_due_ms > now_ms + KIOSK_EVENT_MS)
		model->hall_due_ms = now_ms + KIOSK_EVENT_MS;
	/* "ticket_printed", "ticket_print_failed" …: whatever it says, read the ticket. */
	if (model->place == PLACE_NUMBER && strstr(kind, "print") != NULL &&
	    strcmp(number, model->ticket.number) == 0)
		model->print_due_ms = now_ms;
}

void kiosk_hall_read(struct kiosk_model *model, const struct hall_view *hall, const char *code,
		     int64_t now_ms)
{
	model->now_ms = now_ms;
	model->reading_hall = false;
	model->hall_due_ms = now_ms + KIOSK_POLL_MS;
	strncpy(model->away, code, sizeof model->away - 1);
	if (hall == NULL)
		return;
	model->hall = *hall;
	model->hall_ms = now_ms;
	model->has_hall = true;
	model->is_lost = !model->link_open;
	if (model->place == PLACE_SERVICES && hall_view_zone(hall, model->zone) < 0)
		go_home(model); /* a reload took the zone away */
}

void kiosk_issued(struct kiosk_model *model, uint32_t attempt, const struct ticket_view *ticket,
		  const char *code, int64_t now_ms)
{
	model->now_ms = now_ms;
	if (attempt != model->attempt || model->place != PLACE_ISSUING)
		return;
	if (ticket != NULL) {
		enter(model, PLACE_NUMBER);
		model->ticket = *ticket;
		model->issued_ms = model->print_ms = now_ms;
		model->print_due_ms = now_ms + KIOSK_PRINT_POLL_MS;
		model->reading_ticket = model->reprint_refused = false;
	} else if (strcmp(code, "printer") == 0) {
		enter(model, PLACE_PAPERLESS);
		model->hall.can_print = false; /* until the hall is read again, at once */
		model->hall_due_ms = now_ms;
	} else {
		refuse(model, code[0] ? code : "unanswered");
	}
}

static void print_news(struct kiosk_model *model, enum view_print print)
{
	if (model->ticket.print == print)
		return;
	model->ticket.print = print;
	model->print_ms = model->now_ms;
}

void kiosk_reprinted(struct kiosk_model *model, uint32_t attempt, bool accepted, int64_t now_ms)
{
	model->now_ms = now_ms;
	if (attempt != model->attempt || model->place != PLACE_NUMBER || accepted)
		return;
	model->reprint_refused = true;
	print_news(model, VIEW_PRINT_UNKNOWN);
}

void kiosk_ticket_read(struct kiosk_model *model, uint32_t attempt,
		       const struct ticket_view *ticket, int64_t now_ms)
{
	model->now_ms = now_ms;
	if (attempt != model->attempt || model->place != PLACE_NUMBER)
		return;
	model->reading_ticket = false;
	model->print_due_ms = now_ms + KIOSK_PRINT_POLL_MS;
	if (ticket != NULL && strcmp(ticket->id, model->ticket.id) == 0)
		print_news(model, ticket->print);
}

bool kiosk_clock(const struct kiosk_model *model, struct view_date *date)
{
	struct view_time time = model->hall.time;
	if (!model->has_hall || time.epoch_s == 0)
		return false;
	time.epoch_s += (model->now_ms - model->hall_ms) / 1000;
	view_time_date(&time, date);
	return true;
}

int kiosk_services(const struct kiosk_model *model, int zone, int services[VIEW_SERVICES_MAX])
{
	int count = 0;
	for (int i = 0; i < model->hall.service_count; i++) {
		const struct view_service *service = &model->hall.services[i];
		if (service->kiosk &&
		    (zone < 0 || strcmp(service->zone, model->hall.zones[zone].id) == 0))
			services[count++] = i;
	}
	return count;
}

int kiosk_zones(const struct kiosk_model *model, int zones[VIEW_ZONES_MAX])
{
	int services[VIEW_SERVICES_MAX];
	int count = 0;
	for (int i = 0; i < model->hall.zone_count; i++)
		if (kiosk_services(model, i, services) > 0)
			zones[count++] = i;
	return count;
}

int kiosk_listed_zone(const struct kiosk_model *model)
{
	int zones[VIEW_ZONES_MAX];
	if (model->place == PLACE_SERVICES)
		return hall_view_zone(&model->hall, model->zone);
	return kiosk_zones(model, zones) == 1 ? zones[0] : -1;
}
