/* The step back: the window's last step, by the agent who made it, within the hall's time. "Next"
 * that finished one and called another is one step. What it kept is in apply_undo.c.
 *
 * Nothing is taken back that others have seen and acted on: a ticket touched since, a rating given.
 * What was spoken and printed stays. */
#include "decision.h"

static const int64_t SECOND_US = 1000000;

enum refusal undo_decide(const struct decision *decision, int window)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	const struct undo *undo = &state->undo[window];
	const char *agent = command->agent[0] ? command->agent : state->windows[window].agent;
	if (undo->last == 0)
		return REFUSAL_NOTHING_TO_UNDO;
	if (strcmp(agent, undo->agent) != 0)
		return REFUSAL_NOT_YOURS;
	if (command->time_us > undo->time_us + state->hall.undo_s * SECOND_US)
		return REFUSAL_TOO_LATE;
	if (undo_touched(state, undo))
		return REFUSAL_NOTHING_TO_UNDO;
	struct record *record =
		decision_add_ticket(decision, RECORD_STEP_UNDONE,
				    undo->ticket_count ? undo->serials[0] : undo->created, window);
	decision_text(record->agent, agent);
	record->value = (int64_t)undo->first;
	return REFUSAL_NONE;
}
