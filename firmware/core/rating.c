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
	const struct ticket *ticket = &decision->state->tickets[at->ticket];
	if (at->rating && !inferred && ticket->parent == 0)
		rating_time_out(decision, window);
	struct record *record =
		decision_add_ticket(decision, RECORD_SERVICE_FINISHED, at->ticket, window);
	record->leg = ticket->leg;
	record->inferred = inferred;
}

void rating_time_out(const struct decision *decision, int window)
{
	const struct leg *leg = &decision->state->legs[decision->state->windows[window].rating];
	decision_add_ticket(decision, RECORD_RATING_TIMED_OUT, leg->ticket, window)->leg =
		leg->number;
}

static void give(const struct decision *decision, uint32_t index, unsigned level, unsigned channel)
{
	const struct leg *leg = &decision->state->legs[index];
	struct record *record =
		decision_add_ticket(decision, RECORD_RATING_GIVEN, leg->ticket, leg->window);
	record->leg = leg->number;
	record->level = (uint8_t)level;
	record->channel = (uint8_t)channel;
}

enum refusal rating_decide_window(const struct decision *decision, int window, unsigned level)
{
	uint32_t leg = decision->state->windows[window].rating;
	if (level < 1 || level > 5)
		return REFUSAL_BAD_REQUEST;
	if (leg == 0)
		return REFUSAL_NOT_RATEABLE;
	give(decision, leg, level, CHANNEL_EVALUATOR);
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
	uint32_t leg = command->leg ? state_find_leg(state, command->ticket, command->leg)
				    : state_rateable_leg(state, command->ticket);
	/* Nobody rates how staff dealt with papers among themselves. */
	if (leg == 0 || state->legs[leg].ended != TICKET_FINISHED ||
	    state->tickets[command->ticket].parent)
		return REFUSAL_NOT_RATEABLE;
	if (state->legs[leg].rating == RATING_GIVEN)
		return REFUSAL_ALREADY_RATED;
	give(decision, leg, command->level, command->channel);
	return REFUSAL_NONE;
}
