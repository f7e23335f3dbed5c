/* What came of a service: outcome, matters, the case's number. Noted at finish or some minutes
 * later. */
#include "decision.h"

static const int64_t MINUTE_US = 60 * INT64_C(1000000);

void note_write(const struct decision *decision, uint32_t ticket, unsigned leg, int window)
{
	const struct command *command = decision->command;
	if (command->outcome == OUTCOME_NONE && command->items[0] == 0 &&
	    command->case_no[0] == 0 && !command->proxy)
		return;
	struct record *record = decision_add_ticket(decision, RECORD_SERVICE_NOTED, ticket, window);
	record->leg = (uint8_t)leg;
	record->outcome = command->outcome;
	record->proxy = command->proxy;
	decision_text(record->items, command->items);
	decision_text(record->case_no, command->case_no);
}

/* The last leg of a ticket that was finished by a person, at this window when one is given. */
static uint32_t last_finished(const struct state *state, uint32_t ticket, int window)
{
	uint32_t last = 0;
	for (uint32_t i = state->tickets[ticket].first_leg; i; i = state->legs[i].next)
		if (state->legs[i].ended == TICKET_FINISHED &&
		    (window < 0 || state->legs[i].window == window))
			last = i;
	return last;
}

enum refusal note_decide(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	uint32_t ticket = command->ticket;
	int window = -1;
	if (command->outcome >= OUTCOME_COUNT)
		return REFUSAL_BAD_REQUEST;
	if (command->window[0]) {
		window = state_find_window(state, command->window);
		if (window < 0)
			return REFUSAL_UNKNOWN_WINDOW;
		if (ticket == 0)
			ticket = state->windows[window].last;
		if (ticket == 0)
			return REFUSAL_WRONG_STATE;
	}
	if (ticket == 0 || ticket > state->ticket_count)
		return REFUSAL_UNKNOWN_TICKET;
	uint32_t leg = command->leg ? state_find_leg(state, ticket, command->leg)
				    : last_finished(state, ticket, window);
	if (leg == 0 || state->legs[leg].ended != TICKET_FINISHED)
		return REFUSAL_WRONG_STATE;
	if (window >= 0 && state->legs[leg].window != window)
		return REFUSAL_NOT_YOURS;
	if (command->time_us > state->legs[leg].finished_us + state->hall.note_min * MINUTE_US)
		return REFUSAL_TOO_LATE;
	note_write(decision, ticket, state->legs[leg].number, state->legs[leg].window);
	return REFUSAL_NONE;
}
