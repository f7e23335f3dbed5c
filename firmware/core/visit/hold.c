/* Holding: the visitor fills in a form or fetches a copy, the window goes on meanwhile.
 *
 *   serving ──hold any, same──▶ held ──unhold (at any window that serves it, or at this one)──▶
 * serving serving ──hold waiting──▶ the leg ends; after some minutes he waits at the front
 *
 * Several may be held at once. The time held is kept apart from the service. */
#include "decision.h"

static const int64_t MINUTE_US = 60 * INT64_C(1000000);

static enum refusal hold_waiting(const struct decision *decision, int window)
{
	const struct command *command = decision->command;
	const uint32_t serial = decision->state->windows[window].ticket;
	const struct ticket *ticket = &decision->state->tickets[serial];
	if (!visit_has_room(decision->state, ticket, 1))
		return REFUSAL_LIMIT;
	struct record *record =
		decision_add_ticket(decision, RECORD_LEG_TRANSFERRED, serial, window);
	record->leg = ticket->leg;
	decision_text(record->reason, command->reason);
	record = visit_begin_leg(decision, serial, window, LEG_WAITING, ticket->service, -1);
	record->front = true;
	decision_text(record->reason, command->reason);
	if (command->minutes)
		record->until_us = command->time_us + command->minutes * MINUTE_US;
	return REFUSAL_NONE;
}

enum refusal hold_decide(const struct decision *decision, int window)
{
	const struct command *command = decision->command;
	const struct window *at = &decision->state->windows[window];
	if (command->hold_return > HOLD_WAITING)
		return REFUSAL_BAD_REQUEST;
	if (at->state != WINDOW_SERVING)
		return REFUSAL_WRONG_STATE;
	if (command->hold_return == HOLD_WAITING && command->kind != COMMAND_KEYPAD)
		return hold_waiting(decision, window);
	struct record *record =
		decision_add_ticket(decision, RECORD_SERVICE_HELD, at->ticket, window);
	decision_text(record->reason, command->reason);
	record->reason_code = command->kind == COMMAND_KEYPAD ? HOLD_SAME : command->hold_return;
	return REFUSAL_NONE;
}

static uint32_t held_longest(const struct state *state, int window)
{
	uint32_t longest = 0, left = state->windows[window].held;
	for (uint32_t i = 1; left && i <= state->ticket_count; i++) {
		const struct ticket *ticket = &state->tickets[i];
		if (ticket->state != TICKET_HELD || ticket->window != window)
			continue;
		left--;
		if (longest == 0 || ticket->held_since_us < state->tickets[longest].held_since_us)
			longest = i;
	}
	return longest;
}

/* Who is to come back to a window that has closed since may come to another one. */
static bool may_unhold(const struct state *state, const struct ticket *ticket, int window)
{
	if (ticket->window == window)
		return true;
	if (ticket->window >= 0 && ticket->hold == HOLD_SAME &&
	    state->windows[ticket->window].state != WINDOW_CLOSED)
		return false;
	return state_window_serves(state, window, ticket->service);
}

enum refusal hold_decide_unhold(const struct decision *decision, int window)
{
	const struct state *state = decision->state;
	uint32_t serial = decision->command->ticket;
	enum refusal refusal = window_decide_idle(state, window);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (serial == 0)
		serial = held_longest(state, window);
	if (serial == 0)
		return REFUSAL_WRONG_STATE;
	if (serial > state->ticket_count)
		return REFUSAL_UNKNOWN_TICKET;
	if (state->tickets[serial].state != TICKET_HELD)
		return REFUSAL_WRONG_STATE;
	if (!may_unhold(state, &state->tickets[serial], window))
		return REFUSAL_NOT_YOURS;
	struct record *record =
		decision_add_ticket(decision, RECORD_SERVICE_UNHELD, serial, window);
	decision_text(record->agent, state->windows[window].agent);
	return REFUSAL_NONE;
}
