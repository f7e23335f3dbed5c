/* What time brings. A tick does what is due now: at each window at most one step, so that after an
 * hour without power a call is repeated once, not a hundred times; what is still due then is done
 * by the next tick.
 *
 *   called:   last call + start_after ▶ start, inferred
 *             start_after is 0: last call + interval ▶ recall, at most max_calls, then no-show,
 *             never before the patience is over
 *   rating:   finish + rating window ▶ timed out
 *   waiting:  the service's last close + grace ▶ expired
 *   waiting:  near its turn, see heads_up.h ▶ heads-up
 *   the day:  see day.c                                                                     */
#include "due.h"

#include "announcement.h"
#include "booking.h"
#include "calendar.h"
#include "day.h"
#include "decide.h"
#include "decision.h"
#include "heads_up.h"
#include "queue.h"
#include "rating.h"
#include "warning.h"

#include <string.h>

static const int64_t SECOND_US = 1000000;
static const int64_t MINUTE_US = 60 * INT64_C(1000000);

static int64_t earlier(int64_t one, int64_t other)
{
	return one < other ? one : other;
}

static int64_t later(int64_t one, int64_t other)
{
	return one > other ? one : other;
}

/* The next step of the ticket that is called at this window, and when. */
static int64_t due_call(const struct state *state, const struct window *at, enum record_kind *step)
{
	const struct hall *hall = &state->hall;
	const struct ticket *ticket = &state->tickets[at->ticket];
	int64_t last_call_us = later(ticket->last_call_us, state->evacuated_us);
	uint16_t start_after_s = hall->services[ticket->service].start_after_s;
	*step = RECORD_NONE;
	if (at->ticket == 0 || ticket->state != TICKET_CALLED || state_evacuating(state))
		return INT64_MAX;
	if (start_after_s) {
		*step = RECORD_SERVICE_STARTED;
		return last_call_us + start_after_s * SECOND_US;
	}
	int64_t again = last_call_us + hall->call_interval_s * SECOND_US;
	if (hall->call_interval_s && ticket->calls < hall->max_calls) {
		*step = RECORD_TICKET_RECALLED;
		return again;
	}
	int64_t patience = no_show_from_us(state, ticket, (int)(at - state->windows));
	*step = RECORD_TICKET_NO_SHOW;
	return patience > again ? patience : again;
}

static int64_t due_rating(const struct state *state, const struct window *at)
{
	if (at->rating == 0)
		return INT64_MAX;
	return rating_closes(state, at->rating);
}

int64_t due_expiry(const struct state *state, int service)
{
	const char *code = state->hall.services[service].code;
	int close = calendar_close_minute(&state->hall, code, state->date);
	if (close < 0)
		return INT64_MAX;
	int64_t grace_us =
		calendar_utc(state->date, (unsigned)close + state->hall.expire_after_close_min,
			     state->utc_offset_s);
	int64_t extended_us = state->queues[service].extended_us;
	return extended_us > grace_us ? extended_us : grace_us;
}

/* Papers do not expire: staff may go on with them when the hall is closed. */
static bool may_expire(const struct state *state, int service)
{
	return state->queues[service].waiting > state->queues[service].papers;
}

/* A window that calls by itself does so as soon as there is somebody. */
static int64_t due_armed(const struct state *state, int window)
{
	if (!state->windows[window].armed || state_evacuating(state))
		return INT64_MAX;
	if (queue_next(state, window, state->time_us))
		return state->time_us;
	return state->delayed ? queue_callable_us(state, window) : INT64_MAX;
}

static int64_t due_kept(const struct state *state)
{
	return state->kept ? state->kept_since_us + state->hall.keep_min * MINUTE_US : INT64_MAX;
}

static int64_t due_away(const struct state *state)
{
	return state->away ? state->away_until_us : INT64_MAX;
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
			if (may_expire(state, i))
				due = earlier(due, due_expiry(state, i));
	if (state->armed)
		for (int i = 0; i < state->hall.window_count; i++)
			due = earlier(due, due_armed(state, i));
	due = earlier(due, due_kept(state));
	due = earlier(due, due_away(state));
	due = earlier(due, announcement_due(state));
	due = earlier(due, heads_up_deadline(state));
	return earlier(due, warning_due(state));
}

/* False when there was no room left for all of them. */
static bool expire_queue(const struct decision *decision, int service)
{
	const struct state *state = decision->state;
	uint32_t left = state->queues[service].waiting - state->queues[service].papers;
	for (uint32_t i = 1; left && i <= state->ticket_count; i++) {
		const struct ticket *ticket = &state->tickets[i];
		if (ticket->state != TICKET_WAITING || ticket->service != service || ticket->parent)
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
	if (step == RECORD_TICKET_NO_SHOW)
		return no_show_write(decision, window, true);
	struct record *record = decision_add_ticket(decision, step, at->ticket, window);
	if (step == RECORD_TICKET_RECALLED)
		record->reason_code = RECALL_BY_TIME;
	else
		record->inferred = true;
}

/* One a tick, who is idle longest first, and only when nothing else is due: the next tick sees who
 * is left. */
static void call_armed(const struct decision *decision)
{
	const struct state *state = decision->state;
	int longest = -1;
	if (state->armed == 0 || decision->records->count)
		return;
	for (int i = 0; i < state->hall.window_count; i++)
		if (due_armed(state, i) <= decision->command->time_us &&
		    (longest < 0 || state->windows[i].since_us < state->windows[longest].since_us))
			longest = i;
	uint32_t ticket = longest < 0 ? 0 : queue_next(state, longest, decision->command->time_us);
	if (ticket)
		window_take(decision, ticket, longest, state->windows[longest].agent);
}

/* Expired a moment ago. */
static bool has_left(const struct decision *decision, uint32_t ticket)
{
	for (uint32_t i = 0; i < decision->records->count; i++)
		if (decision->records->records[i].ticket == ticket)
			return true;
	return false;
}

/* Who is not in time any more, and who is back. A ticket is one of the two at most. */
static void later_tickets(const struct decision *decision)
{
	const struct state *state = decision->state;
	const int64_t now = decision->command->time_us;
	const int64_t kept_since_us = now - state->hall.keep_min * MINUTE_US;
	if (due_kept(state) > now && due_away(state) > now)
		return;
	for (uint32_t i = 1; i <= state->ticket_count && decision_room(decision); i++) {
		const struct ticket *ticket = &state->tickets[i];
		if (ticket->state == TICKET_NO_SHOW && ticket->visit_ended_us <= kept_since_us)
			decision_add_ticket(decision, RECORD_TICKET_VOIDED, i, -1)->inferred = true;
		else if (ticket->away && ticket->not_before_us <= now && !has_left(decision, i))
			no_show_return(decision, i);
	}
}

static void decide_during_day(const struct decision *decision)
{
	const struct state *state = decision->state;
	int64_t now = decision->command->time_us;
	for (int i = 0; i < state->hall.window_count; i++) {
		const struct window *at = &state->windows[i];
		enum record_kind step = RECORD_NONE;
		if (decision_room(decision) < 4)
			return;
		if (due_rating(state, at) <= now)
			rating_time_out(decision, i);
		if (due_call(state, at, &step) <= now)
			step_call(decision, i, step);
	}
	if (!booking_write_due(decision, false))
		return;
	for (int i = 0; i < state->hall.service_count; i++)
		if (may_expire(state, i) && due_expiry(state, i) <= now &&
		    !expire_queue(decision, i))
			return;
	later_tickets(decision);
	call_armed(decision);
	/* By the queues as they are: what was done just now is looked at by the next tick. */
	if (decision->records->count == 0)
		heads_up_write(decision);
	announcement_decide_due(decision);
	warning_decide_due(decision);
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
