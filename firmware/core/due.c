/* What time brings. A tick does what is due now: at each window at most one step, so that after an
 * hour without power a call is repeated once, not a hundred times; what is still due then is done
 * by the next tick.
 *
 *   called:   last call + start_after ▶ start, inferred
 *             start_after is 0: last call + interval ▶ recall, at most max_calls, then no-show,
 *             never before the patience is over
 *   rating:   finish + rating window ▶ timed out
 *   waiting:  the service's last close + grace ▶ expired
 *   the day:  see day.c                                                                     */
#include "due.h"

#include "booking.h"
#include "calendar.h"
#include "day.h"
#include "decide.h"
#include "decision.h"

#include <string.h>

static const int64_t SECOND_US = 1000000;

static int64_t earlier(int64_t one, int64_t other)
{
	return one < other ? one : other;
}

/* The next step of the ticket that is called at this window, and when. */
static int64_t due_call(const struct state *state, const struct window *at, enum record_kind *step)
{
	const struct hall *hall = &state->hall;
	const struct ticket *ticket = &state->tickets[at->ticket];
	uint16_t start_after_s = hall->services[ticket->service].start_after_s;
	*step = RECORD_NONE;
	if (at->ticket == 0 || ticket->state != TICKET_CALLED)
		return INT64_MAX;
	if (start_after_s) {
		*step = RECORD_SERVICE_STARTED;
		return ticket->last_call_us + start_after_s * SECOND_US;
	}
	int64_t again = ticket->last_call_us + hall->call_interval_s * SECOND_US;
	if (hall->call_interval_s && ticket->calls < hall->max_calls) {
		*step = RECORD_TICKET_RECALLED;
		return again;
	}
	int64_t patience = ticket->called_us + hall->patience_s * SECOND_US;
	*step = RECORD_TICKET_NO_SHOW;
	return patience > again ? patience : again;
}

static int64_t due_rating(const struct state *state, const struct window *at)
{
	if (at->rating == 0)
		return INT64_MAX;
	return state->legs[at->rating].finished_us + state->hall.rating_window_s * SECOND_US;
}

int64_t due_expiry(const struct state *state, int service)
{
	const char *code = state->hall.services[service].code;
	int close = calendar_close_minute(&state->hall, code, state->date);
	if (close < 0)
		return INT64_MAX;
	return calendar_utc(state->date, (unsigned)close + state->hall.expire_after_close_min,
			    state->utc_offset_s);
}

int64_t state_next_deadline(const struct state *state)
{
	enum record_kind step;
	if (!state->has_hall)
		return INT64_MAX;
	if (!state->day_open)
		return 0;
	if (state->carry)
		return 0;
	int64_t due = day_due(state);
	if (state->active || state->ratings_open)
		for (int i = 0; i < state->hall.window_count; i++) {
			due = earlier(due, due_call(state, &state->windows[i], &step));
			due = earlier(due, due_rating(state, &state->windows[i]));
		}
	due = earlier(due, booking_due(state));
	if (state->waiting)
		for (int i = 0; i < state->hall.service_count; i++)
			if (state->queues[i].waiting)
				due = earlier(due, due_expiry(state, i));
	return due;
}

/* False when there was no room left for all of them. */
static bool expire_queue(const struct decision *decision, int service)
{
	const struct state *state = decision->state;
	uint32_t left = state->queues[service].waiting;
	for (uint32_t i = 1; left && i <= state->ticket_count; i++) {
		const struct ticket *ticket = &state->tickets[i];
		if (ticket->state != TICKET_WAITING || ticket->service != service)
			continue;
		if (decision_room(decision) == 0)
			return false;
		decision_add_ticket(decision, RECORD_TICKET_EXPIRED, i, -1);
		left--;
	}
	return true;
}

static void step_call(const struct decision *decision, int window, enum record_kind step)
{
	const struct window *at = &decision->state->windows[window];
	struct record *record = decision_add_ticket(decision, step, at->ticket, window);
	if (step == RECORD_TICKET_RECALLED)
		record->reason_code = RECALL_BY_TIME;
	else
		record->inferred = true;
}

static void decide_during_day(const struct decision *decision)
{
	const struct state *state = decision->state;
	int64_t now = decision->command->time_us;
	for (int i = 0; i < state->hall.window_count; i++) {
		const struct window *at = &state->windows[i];
		enum record_kind step = RECORD_NONE;
		if (decision_room(decision) < 2)
			return;
		if (due_rating(state, at) <= now)
			rating_time_out(decision, i);
		if (due_call(state, at, &step) <= now)
			step_call(decision, i, step);
	}
	if (!booking_write_due(decision, false))
		return;
	for (int i = 0; i < state->hall.service_count; i++)
		if (state->queues[i].waiting && due_expiry(state, i) <= now &&
		    !expire_queue(decision, i))
			return;
}

enum refusal due_decide(const struct decision *decision)
{
	const struct state *state = decision->state;
	if (!state->has_hall)
		return REFUSAL_NONE;
	if (!state->day_open)
		day_open(decision);
	else if (state->carry)
		day_carry(decision);
	else if (decision->command->time_us < day_due(state))
		decide_during_day(decision);
	else
		day_change(decision);
	return REFUSAL_NONE;
}
