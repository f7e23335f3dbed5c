/* The rating of a finished leg: at the window's evaluator while it is open, and from a phone for
 * the rest of the service day. One per leg.
 *
 *   (finish) ▶ open ──level▶ given ◀──level, by phone── timed out
 *               └─ rating window over, or the next finish there ──▶ timed out           */
#include "decision.h"

#include <string.h>

void rating_finish(const struct decision *decision, int window, bool inferred)
{
	const struct window *at = &decision->state->windows[window];
	if (at->rating && !inferred)
		decision_add_ticket(decision, RECORD_RATING_TIMED_OUT, at->rating, window);
	decision_add_ticket(decision, RECORD_SERVICE_FINISHED, at->ticket, window)->inferred =
		inferred;
}

static void give(const struct decision *decision, uint32_t ticket, unsigned level, unsigned channel)
{
	struct record *record = decision_add_ticket(decision, RECORD_RATING_GIVEN, ticket,
						    decision->state->tickets[ticket].window);
	record->level = (uint8_t)level;
	record->channel = (uint8_t)channel;
}

enum refusal rating_decide_window(const struct decision *decision, int window, unsigned level)
{
	uint32_t ticket = decision->state->windows[window].rating;
	if (level < 1 || level > 5)
		return REFUSAL_BAD_REQUEST;
	if (ticket == 0)
		return REFUSAL_NOT_RATEABLE;
	give(decision, ticket, level, CHANNEL_EVALUATOR);
	return REFUSAL_NONE;
}

enum refusal rating_decide(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	if (command->ticket == 0) {
		int window = state_find_window(state, command->window);
		if (command->channel != 0 && command->channel != CHANNEL_EVALUATOR)
			return REFUSAL_BAD_REQUEST;
		return window < 0 ? REFUSAL_UNKNOWN_WINDOW
				  : rating_decide_window(decision, window, command->level);
	}
	if (command->ticket > state->ticket_count)
		return REFUSAL_UNKNOWN_TICKET;
	if (command->level < 1 || command->level > 5 || command->channel < CHANNEL_PC ||
	    command->channel > CHANNEL_DEFAULT)
		return REFUSAL_BAD_REQUEST;
	const struct ticket *ticket = &state->tickets[command->ticket];
	if (ticket->rating == RATING_GIVEN)
		return REFUSAL_ALREADY_RATED;
	if (ticket->state != TICKET_FINISHED)
		return REFUSAL_NOT_RATEABLE;
	give(decision, command->ticket, command->level, command->channel);
	return REFUSAL_NONE;
}
