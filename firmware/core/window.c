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
 */
#include "decision.h"

#include "queue.h"

#include <string.h>

static const int64_t SECOND_US = 1000000;

static bool patience_over(const struct decision *decision, const struct ticket *ticket)
{
	return decision->command->time_us >=
	       ticket->called_us + decision->state->hall.patience_s * SECOND_US;
}

static void call_next(const struct decision *decision, int window, const char *agent)
{
	uint32_t ticket = queue_next(decision->state, window, decision->command->time_us);
	if (ticket == 0)
		return;
	struct record *record = decision_add_ticket(decision, RECORD_TICKET_CALLED, ticket, window);
	decision_text(record->agent, agent);
}

static void open_for(const struct decision *decision, int window, const char *agent)
{
	struct record *record = decision_add_window(decision, RECORD_WINDOW_OPENED, window);
	decision_text(record->agent, agent);
}

static enum refusal decide_next(const struct decision *decision, int window)
{
	const struct state *state = decision->state;
	const struct window *at = &state->windows[window];
	const char *agent = at->agent;
	switch ((enum window_state)at->state) {
	case WINDOW_CLOSED:
		agent = state->hall.windows[window].agent;
		open_for(decision, window, agent);
		break;
	case WINDOW_PAUSED:
		decision_add_window(decision, RECORD_WINDOW_RESUMED, window);
		break;
	case WINDOW_CALLED:
		if (!patience_over(decision, &state->tickets[at->ticket])) {
			decision_add_ticket(decision, RECORD_TICKET_RECALLED, at->ticket, window)
				->reason_code = RECALL_TOO_EARLY;
			return REFUSAL_NONE;
		}
		decision_add_ticket(decision, RECORD_TICKET_NO_SHOW, at->ticket, window);
		break;
	case WINDOW_SERVING:
		rating_finish(decision, window, false);
		break;
	case WINDOW_IDLE:
		break;
	}
	if (at->ticket == 0 || !at->paused)
		call_next(decision, window, agent);
	return REFUSAL_NONE;
}

static enum refusal decide_recall(const struct decision *decision, int window)
{
	const struct state *state = decision->state;
	const struct window *at = &state->windows[window];
	const struct ticket *ticket = &state->tickets[at->ticket];
	if (at->ticket == 0 || (at->state == WINDOW_SERVING && !ticket->start_inferred))
		return REFUSAL_WRONG_STATE;
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
	rating_finish(decision, window, false);
	return REFUSAL_NONE;
}

static enum refusal decide_no_show(const struct decision *decision, int window)
{
	const struct window *at = &decision->state->windows[window];
	const struct ticket *ticket = &decision->state->tickets[at->ticket];
	if (at->ticket == 0 || (at->state == WINDOW_SERVING && !ticket->start_inferred))
		return REFUSAL_WRONG_STATE;
	if (!patience_over(decision, ticket))
		return REFUSAL_TOO_EARLY;
	decision_add_ticket(decision, RECORD_TICKET_NO_SHOW, at->ticket, window);
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
	open_for(decision, window, agent);
	return REFUSAL_NONE;
}

static enum refusal decide_pause(const struct decision *decision, int window)
{
	if (decision->state->windows[window].paused)
		return REFUSAL_NONE;
	struct record *record = decision_add_window(decision, RECORD_WINDOW_PAUSED, window);
	decision_text(record->reason, decision->command->reason);
	return REFUSAL_NONE;
}

enum refusal window_decide_act(const struct decision *decision, enum command_kind kind, int window)
{
	const struct window *at = &decision->state->windows[window];
	if (kind == COMMAND_NEXT)
		return decide_next(decision, window);
	if (kind == COMMAND_WINDOW_OPEN)
		return decide_open(decision, window);
	if (at->state == WINDOW_CLOSED)
		return kind == COMMAND_WINDOW_CLOSE ? REFUSAL_NONE : REFUSAL_WINDOW_CLOSED;
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
	case COMMAND_RECALL:
		return decide_recall(decision, window);
	case COMMAND_START:
		return decide_start(decision, window);
	case COMMAND_FINISH:
		return decide_finish(decision, window);
	case COMMAND_NO_SHOW:
		return decide_no_show(decision, window);
	default:
		return REFUSAL_BAD_REQUEST;
	}
}

enum refusal window_decide(const struct decision *decision)
{
	int window = state_find_window(decision->state, decision->command->window);
	if (window < 0)
		return REFUSAL_UNKNOWN_WINDOW;
	return window_decide_act(decision, (enum command_kind)decision->command->kind, window);
}
