/* See shadow.h. */
#include "shadow.h"

#include <string.h>

enum { WAITS, CALLED, SERVED, HELD, AWAITS, MISSED, DONE, GONE };

void shadow_reset(struct shadow *shadow)
{
	shadow->count = 0;
}

static const char *new_ticket(struct shadow *shadow, const struct record *record, uint8_t life)
{
	if (record->ticket != shadow->count + 1)
		return "a serial was left out or came twice";
	struct shadow_ticket *ticket = &shadow->tickets[++shadow->count];
	memset(ticket, 0, sizeof *ticket);
	memcpy(ticket->service, record->service, ID_MAX);
	memcpy(ticket->number, record->number, NUMBER_MAX);
	memcpy(ticket->window, record->window, ID_MAX);
	ticket->life = life;
	ticket->phone = record->phone != 0;
	return NULL;
}

static const char *issued(struct shadow *shadow, const struct record *record)
{
	for (uint32_t i = 1; i <= shadow->count; i++)
		if (!shadow->tickets[i].paper &&
		    strcmp(shadow->tickets[i].number, record->number) == 0)
			return "a number was issued twice on one day";
	return new_ticket(shadow, record, WAITS);
}

static const char *paper_issued(struct shadow *shadow, const struct record *record)
{
	if (record->parent == 0 || record->parent > shadow->count ||
	    shadow->tickets[record->parent].life != AWAITS)
		return "papers of a visitor who does not wait for them";
	const char *problem = new_ticket(shadow, record, WAITS);
	shadow->tickets[shadow->count].paper = shadow->tickets[shadow->count].moved = true;
	return problem;
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
	if (ticket->paper != (record->kind == RECORD_PAPER_TAKEN))
		return "somebody was called for papers, or papers were taken that are a visitor";
	ticket->life = ticket->paper ? SERVED : CALLED;
	ticket->guessed = false;
	memcpy(ticket->window, record->window, ID_MAX);
	return NULL;
}

static const char *walk_in(struct shadow *shadow, const struct record *record)
{
	return busy(shadow, record->window) ? "a busy window serves without a number"
					    : new_ticket(shadow, record, SERVED);
}

static const char *in_hand(const struct shadow_ticket *ticket, const struct record *record)
{
	if (ticket->life != CALLED && ticket->life != SERVED)
		return "an act on a ticket that nobody has in hand";
	if (strcmp(ticket->window, record->window) != 0)
		return "an act on a ticket of another window";
	const bool ends = record->kind == RECORD_SERVICE_FINISHED ||
			  record->kind == RECORD_LEG_TRANSFERRED ||
			  record->kind == RECORD_SERVICE_HELD || record->kind == RECORD_PAPERS_SENT;
	if (!ends && ticket->life == SERVED && !ticket->guessed)
		return "a start that a person confirmed was undone";
	if (ends && ticket->life != SERVED)
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
		ticket->finished |= (uint16_t)(1u << record->leg);
		ticket->life = DONE;
		break;
	case RECORD_LEG_TRANSFERRED:
		ticket->life = DONE;
		break;
	case RECORD_SERVICE_HELD:
		ticket->life = HELD;
		break;
	case RECORD_PAPERS_SENT:
		ticket->life = AWAITS;
		break;
	default:
		ticket->life = MISSED;
		break;
	}
	return problem;
}

/* Papers that go on: their visitor waits already. */
static const char *papers_sent(struct shadow_ticket *ticket, const struct record *record)
{
	return ticket->life == AWAITS ? NULL : act(ticket, record);
}

static const char *unheld(struct shadow *shadow, struct shadow_ticket *ticket,
			  const struct record *record)
{
	if (ticket->life != HELD)
		return "somebody came back who was not held";
	if (busy(shadow, record->window))
		return "a busy window took somebody back";
	ticket->life = SERVED;
	memcpy(ticket->window, record->window, ID_MAX);
	return NULL;
}

static const char *waits_again(struct shadow_ticket *ticket, const struct record *record)
{
	const bool requeued = record->kind == RECORD_TICKET_REQUEUED;
	if (requeued ? ticket->life != MISSED && ticket->life != GONE
		     : ticket->life != DONE && ticket->life != AWAITS)
		return "somebody waits again who never stopped, or has gone";
	ticket->life = WAITS;
	ticket->moved = true;
	if (!requeued)
		memcpy(ticket->service, record->service, ID_MAX);
	return NULL;
}

static const char *moved(struct shadow_ticket *ticket)
{
	ticket->moved = true;
	return ticket->life == WAITS ? NULL : "somebody's place changed who does not wait";
}

static const char *left(struct shadow_ticket *ticket, const struct record *record)
{
	const bool voided = record->kind == RECORD_TICKET_VOIDED;
	if (ticket->life != WAITS &&
	    !(voided && (ticket->life == HELD || ticket->life == AWAITS || ticket->life == MISSED)))
		return "somebody left who does not wait";
	ticket->life = GONE;
	return NULL;
}

static uint8_t life_of(const struct ticket *ticket)
{
	switch (ticket->state) {
	case TICKET_WAITING:
		return WAITS;
	case TICKET_CALLED:
		return CALLED;
	case TICKET_SERVING:
		return SERVED;
	case TICKET_HELD:
		return HELD;
	case TICKET_AWAITING:
		return AWAITS;
	case TICKET_NO_SHOW:
		return MISSED;
	case TICKET_FINISHED:
		return DONE;
	default:
		return GONE;
	}
}

/* How it was before is what the state has kept; whether that fits together is looked at on. */
static const char *undone(struct shadow *shadow, const struct state *before,
			  const struct record *record)
{
	int window = state_find_window(before, record->window);
	if (window < 0 || before->undo[window].last == 0)
		return "a step was taken back that nobody made";
	const struct undo *undo = &before->undo[window];
	for (unsigned i = 0; i < undo->ticket_count; i++) {
		const struct ticket *kept = &undo->tickets[i];
		struct shadow_ticket *ticket = &shadow->tickets[undo->serials[i]];
		ticket->life = life_of(kept);
		ticket->guessed = kept->start_inferred;
		ticket->finished &= (uint16_t)((1u << kept->leg) - 1);
		ticket->moved = true;
		memcpy(ticket->service, before->hall.services[kept->service].code, ID_MAX);
		if (ticket->life == CALLED || ticket->life == SERVED)
			memcpy(ticket->window, record->window, ID_MAX);
	}
	for (unsigned i = 0; i < undo->created_count; i++)
		shadow->tickets[undo->created + i].life = GONE;
	return NULL;
}

static const char *rated(struct shadow_ticket *ticket, const struct record *record)
{
	const uint16_t leg = (uint16_t)(1u << record->leg);
	if ((ticket->finished & leg) == 0)
		return "a leg was rated that is not finished";
	if ((ticket->rated & leg) && record->value == 0)
		return "a leg was rated twice";
	if (record->value && ((ticket->rated & leg) == 0 || (ticket->changed & leg)))
		return "a rating was changed that was not given, or changed twice";
	if (record->value)
		ticket->changed |= leg;
	ticket->rated |= leg;
	return NULL;
}

static const char *told(struct shadow_ticket *ticket)
{
	if (ticket->life != WAITS || ticket->told)
		return "somebody was told to come near who does not wait, or was told twice";
	if (!ticket->phone && ticket->pager == 0)
		return "somebody was told to come near who can't be told anything";
	ticket->told = true;
	return NULL;
}

static const char *pager(struct shadow *shadow, const struct record *record)
{
	if (shadow->tickets[record->ticket].life >= DONE)
		return "a pager was given to somebody who has gone";
	for (uint32_t i = 1; record->value && i <= shadow->count; i++) {
		if (shadow->tickets[i].pager != record->value)
			continue;
		if (shadow->tickets[i].life < DONE)
			return "a pager was given out that somebody carries";
		shadow->tickets[i].pager = 0;
	}
	shadow->tickets[record->ticket].pager = record->value;
	return NULL;
}

static const char *day_opened(struct shadow *shadow)
{
	for (uint32_t i = 1; i <= shadow->count; i++)
		if (shadow->tickets[i].life < MISSED)
			return "a day began before everybody of the old one was gone";
	shadow_reset(shadow);
	return NULL;
}

const char *shadow_record(struct shadow *shadow, const struct state *before,
			  const struct record *record)
{
	struct shadow_ticket *ticket = &shadow->tickets[record->ticket];
	if (record->kind == RECORD_BOOKING_CHECKED_IN)
		return record->ticket == shadow->count + 1 ? NULL
							   : "a check-in names no new ticket";
	if (record->date && record->date != before->date && record->kind != RECORD_DAY_OPENED)
		return NULL; /* of an earlier day's ticket */
	if (record->kind != RECORD_TICKET_ISSUED && record->kind != RECORD_PAPER_ISSUED &&
	    record->kind != RECORD_WALK_IN_SERVED && record->ticket > shadow->count)
		return "a record of a ticket that was never issued";
	switch (record->kind) {
	case RECORD_DAY_OPENED:
		return day_opened(shadow);
	case RECORD_TICKET_ISSUED:
		return issued(shadow, record);
	case RECORD_PAPER_ISSUED:
		return paper_issued(shadow, record);
	case RECORD_WALK_IN_SERVED:
		return walk_in(shadow, record);
	case RECORD_TICKET_CALLED:
	case RECORD_PAPER_TAKEN:
		return called(shadow, before, record);
	case RECORD_SERVICE_FINISHED:
		if (record->inferred && ticket->life == HELD) {
			ticket->life = DONE;
			return NULL;
		}
		return act(ticket, record);
	case RECORD_TICKET_RECALLED:
	case RECORD_SERVICE_STARTED:
	case RECORD_TICKET_NO_SHOW:
	case RECORD_LEG_TRANSFERRED:
	case RECORD_SERVICE_HELD:
		return act(ticket, record);
	case RECORD_PAPERS_SENT:
		return papers_sent(ticket, record);
	case RECORD_SERVICE_UNHELD:
		return unheld(shadow, ticket, record);
	case RECORD_LEG_BEGUN:
	case RECORD_TICKET_REQUEUED:
		return waits_again(ticket, record);
	case RECORD_TICKET_POSTPONED:
	case RECORD_TICKET_RETURNED:
	case RECORD_TICKET_CLASSED:
		return moved(ticket);
	case RECORD_TICKET_CANCELLED:
	case RECORD_TICKET_EXPIRED:
	case RECORD_TICKET_VOIDED:
		return left(ticket, record);
	case RECORD_RATING_GIVEN:
		return record->date == 0 || record->date == before->date ? rated(ticket, record)
									 : NULL;
	case RECORD_TICKET_HEADS_UP:
		return told(ticket);
	case RECORD_TICKET_PAGER:
		return pager(shadow, record);
	case RECORD_STEP_UNDONE:
		return undone(shadow, before, record);
	case RECORD_WINDOW_CLOSED:
		return busy(shadow, record->window) ? "a busy window was closed" : NULL;
	default:
		return NULL;
	}
}
