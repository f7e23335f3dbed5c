/* See shadow.h. */
#include "shadow.h"

#include <string.h>

enum { WAITS, CALLED, SERVED, DONE, GONE };

void shadow_reset(struct shadow *shadow)
{
	shadow->count = 0;
}

static const char *issued(struct shadow *shadow, const struct record *record)
{
	if (record->ticket != shadow->count + 1)
		return "a serial was left out or came twice";
	for (uint32_t i = 1; i <= shadow->count; i++)
		if (strcmp(shadow->tickets[i].number, record->number) == 0)
			return "a number was issued twice on one day";
	struct shadow_ticket *ticket = &shadow->tickets[++shadow->count];
	memset(ticket, 0, sizeof *ticket);
	memcpy(ticket->service, record->service, ID_MAX);
	memcpy(ticket->number, record->number, NUMBER_MAX);
	return NULL;
}

static bool busy(const struct shadow *shadow, const char *window)
{
	for (uint32_t i = 1; i <= shadow->count; i++)
		if ((shadow->tickets[i].life == CALLED || shadow->tickets[i].life == SERVED) &&
		    strcmp(shadow->tickets[i].window, window) == 0)
			return true;
	return false;
}

static const char *called(struct shadow *shadow, const struct state *before,
			  const struct record *record)
{
	struct shadow_ticket *ticket = &shadow->tickets[record->ticket];
	int window = state_find_window(before, record->window);
	if (ticket->life != WAITS)
		return "somebody was called who does not wait";
	if (window < 0 || busy(shadow, record->window))
		return "a busy or unknown window called";
	for (uint32_t i = 1; i < record->ticket; i++) {
		const struct shadow_ticket *older = &shadow->tickets[i];
		int service = state_find_service(before, older->service);
		if (older->life == WAITS && state_window_serves(before, window, service))
			return "somebody was skipped";
	}
	ticket->life = CALLED;
	memcpy(ticket->window, record->window, ID_MAX);
	return NULL;
}

static const char *in_hand(const struct shadow_ticket *ticket, const struct record *record)
{
	if (ticket->life != CALLED && ticket->life != SERVED)
		return "an act on a ticket that nobody has in hand";
	if (strcmp(ticket->window, record->window) != 0)
		return "an act on a ticket of another window";
	if (record->kind != RECORD_SERVICE_FINISHED && ticket->life == SERVED && !ticket->guessed)
		return "a start that a person confirmed was undone";
	if (record->kind == RECORD_SERVICE_FINISHED && ticket->life != SERVED)
		return "a service ended that never started";
	return NULL;
}

static const char *act(struct shadow_ticket *ticket, const struct record *record)
{
	const char *problem = in_hand(ticket, record);
	ticket->guessed = false;
	switch (record->kind) {
	case RECORD_TICKET_RECALLED:
		ticket->life = CALLED;
		break;
	case RECORD_SERVICE_STARTED:
		ticket->life = SERVED;
		ticket->guessed = record->inferred;
		break;
	case RECORD_SERVICE_FINISHED:
		ticket->life = DONE;
		break;
	default:
		ticket->life = GONE;
		break;
	}
	return problem;
}

static const char *rated(struct shadow_ticket *ticket)
{
	if (ticket->life != DONE)
		return "a leg was rated that is not finished";
	if (ticket->rated)
		return "a leg was rated twice";
	ticket->rated = true;
	return NULL;
}

static const char *day_opened(struct shadow *shadow)
{
	for (uint32_t i = 1; i <= shadow->count; i++)
		if (shadow->tickets[i].life != DONE && shadow->tickets[i].life != GONE)
			return "a day began before everybody of the old one was gone";
	shadow_reset(shadow);
	return NULL;
}

const char *shadow_record(struct shadow *shadow, const struct state *before,
			  const struct record *record)
{
	struct shadow_ticket *ticket = &shadow->tickets[record->ticket];
	if (record->kind != RECORD_TICKET_ISSUED && record->ticket > shadow->count)
		return "a record of a ticket that was never issued";
	switch (record->kind) {
	case RECORD_DAY_OPENED:
		return day_opened(shadow);
	case RECORD_TICKET_ISSUED:
		return issued(shadow, record);
	case RECORD_TICKET_CALLED:
		return called(shadow, before, record);
	case RECORD_TICKET_RECALLED:
	case RECORD_SERVICE_STARTED:
	case RECORD_SERVICE_FINISHED:
	case RECORD_TICKET_NO_SHOW:
		return act(ticket, record);
	case RECORD_TICKET_CANCELLED:
	case RECORD_TICKET_EXPIRED:
		if (ticket->life != WAITS)
			return "somebody left a queue who does not wait";
		ticket->life = GONE;
		return NULL;
	case RECORD_RATING_GIVEN:
		return rated(ticket);
	case RECORD_WINDOW_CLOSED:
		return busy(shadow, record->window) ? "a busy window was closed" : NULL;
	default:
		return NULL;
	}
}
