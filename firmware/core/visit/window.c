/* What staff do at a window. One key is enough: "next" does what the moment asks for.
 *
 *            ┌─────────────── close ──────────────┐
 *            ▼                                    │
 *   closed ──open▶ idle ──pause▶ paused ──resume▶ idle ──next▶ called ──start▶ serving
 *                   ▲                                          │  │ recall       │
 *                   └──────────── no-show ─────────────────────┘  └─┘            │
 *                   └──────────── finish, no-show (start inferred) ──────────────┘
 *
 * "next" on a closed window opens it for its configured agent; on a paused one it resumes; while
 * serving it finishes first; while called and not started it is a no-show, but never before the
 * hall's patience: until then it repeats the call. A pause asked for while somebody is in hand
 * begins when he is done: that "next" then finishes and calls nobody, and the one after it resumes.
 * Where nobody waits, "next" arms the window, if the hall wants that: a tick calls the next to
 * come.
 *
 * Next takes papers too: they are served at once, nobody is called. During an evacuation nobody is
 * called, and nobody is a no-show. What becomes of a visit is decided in visit.c, hold.c, papers.c
 * and no_show.c, a service without a number in walk_in.c, the step back in undo.c. */
#include "decision.h"

#include "calendar.h"
#include "due.h"
#include "queue.h"

#include <string.h>

static const int64_t SECOND_US = 1000000;
static const int64_t MINUTE_US = 60 * SECOND_US;

enum refusal window_decide_idle(const struct state *state, int window)
{
	switch ((enum window_state)state->windows[window].state) {
	case WINDOW_CLOSED:
		return REFUSAL_WINDOW_CLOSED;
	case WINDOW_PAUSED:
		return REFUSAL_WINDOW_PAUSED;
	case WINDOW_IDLE:
		return REFUSAL_NONE;
	default:
		return REFUSAL_WINDOW_BUSY;
	}
}

static bool patience_over(const struct decision *decision, int window)
{
	const struct window *at = &decision->state->windows[window];
	const struct ticket *ticket = &decision->state->tickets[at->ticket];
	return decision->command->time_us >= no_show_from_us(decision->state, ticket, window);
}

void window_take(const struct decision *decision, uint32_t ticket, int window, const char *agent)
{
	const bool paper = decision->state->tickets[ticket].parent > 0;
	struct record *record = decision_add_ticket(
		decision, paper ? RECORD_PAPER_TAKEN : RECORD_TICKET_CALLED, ticket, window);
	decision_text(record->agent, agent);
}

/* The leg that this very step began: the queue knows nothing of it yet. Who has it goes before
 * @p next when his place is earlier and his lane of the same queue is no worse. */
static uint32_t begun_before(const struct decision *decision, int window, uint32_t next)
{
	const struct state *state = decision->state;
	const uint32_t count = decision->records->count;
	const struct record *record = count ? &decision->records->records[count - 1] : NULL;
	if (record == NULL || record->kind != RECORD_LEG_BEGUN || record->until_us ||
	    record->to_agent[0] || queue_papers_only(state, window))
		return next;
	struct ticket ticket = state->tickets[record->ticket];
	ticket.service = (int16_t)state_find_service(state, record->service);
	ticket.to_window = -1;
	ticket.to_agent = 0;
	ticket.front = record->front;
	ticket.place_us = record->place_us;
	if (record->to_window[0])
		ticket.to_window = (int16_t)state_find_window(state, record->to_window);
	const bool accessible = ticket.priority >= 0 &&
				state->hall.classes[ticket.priority].accessible &&
				!state->hall.windows[window].accessible;
	if (ticket.to_window >= 0
		    ? ticket.to_window != window
		    : accessible || !state_window_serves(state, window, ticket.service))
		return next;
	const int line = queue_line_of(state, &ticket), other = state->tickets[next].line;
	const bool comparable = line == other || (line < LINE_WINDOWS && line < other &&
						  line / LANES == other / LANES);
	if (next && (!comparable || !queue_goes_before(&ticket, &state->tickets[next])))
		return next;
	return record->ticket;
}

static void call_next(const struct decision *decision, int window, const char *agent)
{
	const struct state *state = decision->state;
	uint32_t ticket = queue_next(state, window, decision->command->time_us);
	ticket = begun_before(decision, window, ticket);
	if (ticket)
		window_take(decision, ticket, window, agent);
	else if (state->hall.arm_on_empty && !state->windows[window].armed)
		decision_add_window(decision, RECORD_WINDOW_ARMED, window);
}

static enum refusal open_for(const struct decision *decision, int window, const char *agent)
{
	const struct state *state = decision->state;
	if (state->agent_count == AGENTS_MAX && state_find_agent(state, agent) == 0)
		return REFUSAL_LIMIT;
	struct record *record = decision_add_window(decision, RECORD_WINDOW_OPENED, window);
	decision_text(record->agent, agent);
	return REFUSAL_NONE;
}

static enum refusal decide_next(const struct decision *decision, int window)
{
	const struct state *state = decision->state;
	const struct window *at = &state->windows[window];
	const char *agent = at->agent;
	const bool evacuation = state_evacuating(state);
	if (evacuation && at->state != WINDOW_SERVING)
		return REFUSAL_EVACUATION;
	switch ((enum window_state)at->state) {
	case WINDOW_CLOSED:
		agent = state->hall.windows[window].agent;
		if (open_for(decision, window, agent) != REFUSAL_NONE)
			return REFUSAL_LIMIT;
		break;
	case WINDOW_PAUSED:
		decision_add_window(decision, RECORD_WINDOW_RESUMED, window);
		break;
	case WINDOW_CALLED:
		if (!patience_over(decision, window)) {
			decision_add_ticket(decision, RECORD_TICKET_RECALLED, at->ticket, window)
				->reason_code = RECALL_TOO_EARLY;
			return REFUSAL_NONE;
		}
		no_show_write(decision, window, false);
		break;
	case WINDOW_SERVING:
		visit_finish(decision, window);
		break;
	case WINDOW_IDLE:
		break;
	}
	if (!evacuation && (at->ticket == 0 || !at->paused))
		call_next(decision, window, agent);
	return REFUSAL_NONE;
}

/* Is it for this window to take: by its services, or bound to it or its agent? */
static bool window_may_take(const struct state *state, const struct ticket *ticket, int window)
{
	if (ticket->to_agent && queue_agent_works(state, state->agents[ticket->to_agent]))
		return strcmp(state->agents[ticket->to_agent], state->windows[window].agent) == 0;
	if (queue_papers_only(state, window) && !ticket->parent)
		return false;
	return ticket->to_window == window || state_window_serves(state, window, ticket->service);
}

/* Out of turn. Whom a delay or a postponement keeps back stands there now, or staff know better. */
static enum refusal decide_call(const struct decision *decision, int window)
{
	const struct state *state = decision->state;
	const uint32_t serial = decision->command->ticket;
	enum refusal refusal = window_decide_idle(state, window);
	if (!state->hall.windows[window].call_chosen)
		return REFUSAL_NOT_ALLOWED;
	if (state_evacuating(state))
		return REFUSAL_EVACUATION;
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (serial == 0 || serial > state->ticket_count)
		return REFUSAL_UNKNOWN_TICKET;
	if (state->tickets[serial].state != TICKET_WAITING)
		return REFUSAL_WRONG_STATE;
	if (!window_may_take(state, &state->tickets[serial], window))
		return REFUSAL_NOT_YOURS;
	window_take(decision, serial, window, state->windows[window].agent);
	return REFUSAL_NONE;
}

static enum refusal decide_recall(const struct decision *decision, int window)
{
	const struct state *state = decision->state;
	const struct window *at = &state->windows[window];
	const struct ticket *ticket = &state->tickets[at->ticket];
	if (at->ticket == 0 || (at->state == WINDOW_SERVING && !ticket->start_inferred))
		return REFUSAL_WRONG_STATE;
	if (state_evacuating(state))
		return REFUSAL_EVACUATION;
	if (ticket->calls >= state->hall.max_calls)
		return REFUSAL_MAX_CALLS;
	if (decision->command->time_us <
	    ticket->last_call_us + state->hall.recall_gap_s * SECOND_US)
		return REFUSAL_TOO_EARLY;
	decision_add_ticket(decision, RECORD_TICKET_RECALLED, at->ticket, window)->reason_code =
		RECALL_BY_STAFF;
	return REFUSAL_NONE;
}

/* Also after an inferred start: the person came only now. */
static enum refusal decide_start(const struct decision *decision, int window)
{
	const struct window *at = &decision->state->windows[window];
	if (at->ticket == 0 ||
	    (at->state == WINDOW_SERVING && !decision->state->tickets[at->ticket].start_inferred))
		return REFUSAL_WRONG_STATE;
	decision_add_ticket(decision, RECORD_SERVICE_STARTED, at->ticket, window);
	return REFUSAL_NONE;
}

static enum refusal decide_finish(const struct decision *decision, int window)
{
	if (decision->state->windows[window].state != WINDOW_SERVING)
		return REFUSAL_WRONG_STATE;
	if (decision->command->outcome >= OUTCOME_COUNT)
		return REFUSAL_BAD_REQUEST;
	visit_finish(decision, window);
	return REFUSAL_NONE;
}

static enum refusal decide_no_show(const struct decision *decision, int window)
{
	const struct window *at = &decision->state->windows[window];
	const struct ticket *ticket = &decision->state->tickets[at->ticket];
	if (at->ticket == 0 || (at->state == WINDOW_SERVING && !ticket->start_inferred))
		return REFUSAL_WRONG_STATE;
	if (state_evacuating(decision->state))
		return REFUSAL_EVACUATION;
	if (!patience_over(decision, window))
		return REFUSAL_TOO_EARLY;
	no_show_write(decision, window, false);
	return REFUSAL_NONE;
}

static enum refusal decide_open(const struct decision *decision, int window)
{
	const struct window *at = &decision->state->windows[window];
	const char *agent = decision->command->agent;
	if (agent[0] == 0)
		agent = decision->state->hall.windows[window].agent;
	if (at->state != WINDOW_CLOSED)
		return strcmp(at->agent, agent) == 0 ? REFUSAL_NONE : REFUSAL_WRONG_STATE;
	return open_for(decision, window, agent);
}

static enum refusal decide_pause(const struct decision *decision, int window)
{
	if (decision->state->windows[window].paused)
		return REFUSAL_NONE;
	struct record *record = decision_add_window(decision, RECORD_WINDOW_PAUSED, window);
	decision_text(record->reason, decision->command->reason);
	return REFUSAL_NONE;
}

/* The last closing of what this window takes, today; without one, now. */
static int64_t closing_us(const struct decision *decision, int window)
{
	const struct state *state = decision->state;
	int last = -1;
	for (int i = 0; i < state->hall.service_count; i++) {
		if (!state_window_serves(state, window, i))
			continue;
		int close = calendar_close_minute(&state->hall, state->hall.services[i].code,
						  state->date);
		last = close > last ? close : last;
	}
	return last < 0 ? decision->command->time_us
			: calendar_utc(state->date, (unsigned)last, state->utc_offset_s);
}

static enum refusal decide_extend(const struct decision *decision, int window)
{
	const struct command *command = decision->command;
	const struct window *at = &decision->state->windows[window];
	int64_t until_us = 0;
	if (command->minutes) {
		until_us = closing_us(decision, window) + command->minutes * MINUTE_US;
		if (until_us <= command->time_us)
			return REFUSAL_TOO_LATE;
	}
	if (until_us == at->extended_us)
		return REFUSAL_NONE;
	struct record *record = decision_add_window(decision, RECORD_WINDOW_EXTENDED, window);
	record->until_us = until_us;
	decision_text(record->reason, command->reason);
	return REFUSAL_NONE;
}

static enum refusal decide_open_window(const struct decision *decision, enum command_kind kind,
				       int window)
{
	const struct window *at = &decision->state->windows[window];
	switch (kind) {
	case COMMAND_WINDOW_CLOSE:
		if (at->ticket)
			return REFUSAL_WINDOW_BUSY;
		decision_add_window(decision, RECORD_WINDOW_CLOSED, window);
		return REFUSAL_NONE;
	case COMMAND_WINDOW_PAUSE:
		return decide_pause(decision, window);
	case COMMAND_WINDOW_RESUME:
		if (at->paused)
			decision_add_window(decision, RECORD_WINDOW_RESUMED, window);
		return REFUSAL_NONE;
	case COMMAND_WINDOW_EXTEND:
		return decide_extend(decision, window);
	case COMMAND_RECALL:
		return decide_recall(decision, window);
	case COMMAND_START:
		return decide_start(decision, window);
	case COMMAND_FINISH:
		return decide_finish(decision, window);
	case COMMAND_NO_SHOW:
		return decide_no_show(decision, window);
	case COMMAND_HOLD:
		return hold_decide(decision, window);
	case COMMAND_TRANSFER:
		return visit_decide_transfer(decision, window);
	case COMMAND_FORWARD:
		return papers_decide_forward(decision, window);
	default:
		return REFUSAL_BAD_REQUEST;
	}
}

enum refusal window_decide_act(const struct decision *decision, enum command_kind kind, int window)
{
	switch (kind) {
	case COMMAND_NEXT:
		return decide_next(decision, window);
	case COMMAND_WINDOW_OPEN:
		return decide_open(decision, window);
	case COMMAND_CALL:
		return decide_call(decision, window);
	case COMMAND_SERVE:
		return walk_in_decide(decision, window);
	case COMMAND_UNHOLD:
		return hold_decide_unhold(decision, window);
	case COMMAND_UNDO:
		return undo_decide(decision, window);
	default:
		break;
	}
	if (decision->state->windows[window].state == WINDOW_CLOSED)
		return kind == COMMAND_WINDOW_CLOSE ? REFUSAL_NONE : REFUSAL_WINDOW_CLOSED;
	return decide_open_window(decision, kind, window);
}

enum refusal window_decide(const struct decision *decision)
{
	int window = state_find_window(decision->state, decision->command->window);
	if (window < 0)
		return REFUSAL_UNKNOWN_WINDOW;
	return window_decide_act(decision, (enum command_kind)decision->command->kind, window);
}
