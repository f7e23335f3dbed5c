/* Called in vain, and what the hall does then; coming later on one's own wish.
 *
 *                     ┌ requeue: N places back, not before M minutes, K times, then ▶ void
 *   called ──no-show──┼ keep: no_show ──comes in time──▶ waiting, or after T minutes ▶ void
 *                     └ void ──staff restore it the same day──▶ waiting
 *
 *   waiting ──postpone, once──▶ waiting, not callable ──time is over──▶ behind who is first then
 *
 * Patience is longer for who is slow or stands on another floor. */
#include "decision.h"

#include "due.h"
#include "queue.h"
#include "visit.h"

static const int64_t SECOND_US = 1000000;
static const int64_t MINUTE_US = 60 * SECOND_US;

static bool on_another_floor(const struct hall *hall, const struct ticket *ticket, int window)
{
	int kiosk = ticket->kiosk[0] ? hall_find_kiosk(hall, ticket->kiosk) : -1;
	if (kiosk < 0 || hall->kiosks[kiosk].floor == 0)
		return false;
	int floor = hall_floor_of(hall, hall->windows[window].zone);
	return floor != 0 && floor != hall->kiosks[kiosk].floor;
}

static int64_t patience_us(const struct state *state, const struct ticket *ticket, int window)
{
	const struct hall *hall = &state->hall;
	const bool slow = ticket->priority >= 0 && hall->classes[ticket->priority].slow;
	if ((slow || on_another_floor(hall, ticket, window)) &&
	    hall->patience_slow_s > hall->patience_s)
		return hall->patience_slow_s * SECOND_US;
	return hall->patience_s * SECOND_US;
}

int64_t no_show_from_us(const struct state *state, const struct ticket *ticket, int window)
{
	int64_t since_us = ticket->called_us;
	if (since_us < state->evacuated_us)
		since_us = state->evacuated_us;
	return since_us + patience_us(state, ticket, window);
}

/* The place so many callable tickets further back in the line it comes from. */
static int64_t place_back(const struct decision *decision, uint32_t serial, unsigned places)
{
	const struct state *state = decision->state;
	const struct ticket *ticket = &state->tickets[serial];
	int64_t place_us = ticket->place_us;
	uint32_t behind = state->lines[queue_line_of(state, ticket)].first;
	for (; behind && places; behind = state->tickets[behind].next) {
		const struct ticket *other = &state->tickets[behind];
		if (other->not_before_us > decision->command->time_us ||
		    other->front != ticket->front || other->place_us < ticket->place_us)
			continue;
		place_us = other->place_us;
		places--;
	}
	return place_us;
}

static void requeue(const struct decision *decision, uint32_t ticket, int window,
		    enum requeue_reason reason)
{
	const struct hall *hall = &decision->state->hall;
	struct record *record =
		decision_add_ticket(decision, RECORD_TICKET_REQUEUED, ticket, window);
	record->reason_code = (uint8_t)reason;
	record->value = reason == REQUEUE_BY_STAFF ? 0 : hall->requeue_places;
	record->place_us = place_back(decision, ticket, (unsigned)record->value);
	/* He left while staff had his papers: that leg has ended, another one begins. */
	if (visit_leg_ended(decision->state, ticket))
		record->leg = (uint8_t)(decision->state->tickets[ticket].leg + 1);
	if (reason == REQUEUE_BY_RULE && hall->requeue_min)
		record->until_us = decision->command->time_us + hall->requeue_min * MINUTE_US;
}

void no_show_write(const struct decision *decision, int window, bool inferred)
{
	const struct hall *hall = &decision->state->hall;
	const uint32_t serial = decision->state->windows[window].ticket;
	const struct ticket *ticket = &decision->state->tickets[serial];
	decision_add_ticket(decision, RECORD_TICKET_NO_SHOW, serial, window)->inferred = inferred;
	if (hall->no_show_mode == NO_SHOW_KEEP)
		return;
	if (hall->no_show_mode == NO_SHOW_REQUEUE && ticket->no_shows < hall->requeue_max)
		return requeue(decision, serial, window, REQUEUE_BY_RULE);
	decision_add_ticket(decision, RECORD_TICKET_VOIDED, serial, window)->inferred = inferred;
}

static const struct ticket *command_ticket(const struct decision *decision)
{
	const uint32_t serial = decision->command->ticket;
	return serial > 0 && serial <= decision->state->ticket_count
		       ? &decision->state->tickets[serial]
		       : NULL;
}

enum refusal no_show_decide_requeue(const struct decision *decision)
{
	const struct command *command = decision->command;
	const struct ticket *ticket = command_ticket(decision);
	if (ticket == NULL)
		return REFUSAL_UNKNOWN_TICKET;
	const bool kept = ticket->state == TICKET_NO_SHOW;
	const bool restored = ticket->state == TICKET_VOID && command->by_staff;
	/* A walk-in and a paper never waited for a call. */
	if ((!kept && !restored) || ticket->parent || ticket->number[0] == 0)
		return REFUSAL_WRONG_STATE;
	if (command->time_us >= due_expiry(decision->state, ticket->service))
		return REFUSAL_CLOSED;
	if (visit_leg_ended(decision->state, command->ticket) &&
	    !visit_has_room(decision->state, ticket, 1))
		return REFUSAL_LIMIT;
	requeue(decision, command->ticket, -1,
		command->by_staff ? REQUEUE_BY_STAFF : REQUEUE_BY_CITIZEN);
	return REFUSAL_NONE;
}

enum refusal no_show_decide_postpone(const struct decision *decision)
{
	const struct command *command = decision->command;
	const struct hall *hall = &decision->state->hall;
	const struct ticket *ticket = command_ticket(decision);
	if (ticket == NULL)
		return REFUSAL_UNKNOWN_TICKET;
	if (command->minutes == 0)
		return REFUSAL_BAD_REQUEST;
	if (ticket->state != TICKET_WAITING || ticket->parent)
		return REFUSAL_WRONG_STATE;
	if (ticket->postponed || command->minutes > hall->postpone_max_min)
		return REFUSAL_NOT_ALLOWED;
	int64_t until_us = command->time_us + command->minutes * MINUTE_US;
	/* Nobody comes earlier by it than he was to be called after a no-show. */
	if (until_us < ticket->not_before_us)
		until_us = ticket->not_before_us;
	if (until_us >= due_expiry(decision->state, ticket->service))
		return REFUSAL_CLOSED;
	decision_add_ticket(decision, RECORD_TICKET_POSTPONED, command->ticket, -1)->until_us =
		until_us;
	return REFUSAL_NONE;
}

void no_show_return(const struct decision *decision, uint32_t serial)
{
	const struct state *state = decision->state;
	const struct ticket *ticket = &state->tickets[serial];
	struct record *record = decision_add_ticket(decision, RECORD_TICKET_RETURNED, serial, -1);
	record->place_us = ticket->place_us;
	uint32_t first = state->lines[ticket->line].first;
	while (first && (first == serial ||
			 state->tickets[first].not_before_us > decision->command->time_us))
		first = state->tickets[first].next;
	if (first && state->tickets[first].front == ticket->front &&
	    state->tickets[first].place_us > record->place_us)
		record->place_us = state->tickets[first].place_us;
}

/* The desk takes a number back. Who is in hand is the window's; papers in hand are too. */
enum refusal no_show_decide_void(const struct decision *decision)
{
	const uint32_t serial = decision->command->ticket;
	const struct ticket *ticket = command_ticket(decision);
	if (ticket == NULL)
		return REFUSAL_UNKNOWN_TICKET;
	switch ((enum ticket_state)ticket->state) {
	case TICKET_WAITING:
	case TICKET_HELD:
	case TICKET_NO_SHOW:
		break;
	case TICKET_AWAITING:
		return papers_void(decision, serial);
	case TICKET_CALLED:
	case TICKET_SERVING:
		return REFUSAL_WINDOW_BUSY;
	default:
		return REFUSAL_WRONG_STATE;
	}
	struct record *record = decision_add_ticket(decision, RECORD_TICKET_VOIDED, serial, -1);
	decision_text(record->agent, decision->command->agent);
	if (ticket->parent)
		papers_done(decision, ticket->parent, -1);
	return REFUSAL_NONE;
}
