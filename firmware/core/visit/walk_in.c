/* Served without a number: who need not take one by law or custom, or whom staff take in. He is
 * shown as being served, has a leg and a rating like everybody, and counts in no queue. */
#include "decision.h"

static enum refusal check_class(const struct decision *decision)
{
	const struct hall *hall = &decision->state->hall;
	const struct command *command = decision->command;
	int index = command->class_id[0] ? hall_find_class(hall, command->class_id) : -1;
	if (command->class_id[0] && index < 0)
		return REFUSAL_UNKNOWN_CLASS;
	if (command->by_staff || (index >= 0 && hall->classes[index].no_ticket))
		return REFUSAL_NONE;
	return REFUSAL_NOT_ALLOWED;
}

enum refusal walk_in_decide(const struct decision *decision, int window)
{
	static const uint8_t no_id[TICKET_ID_BYTES];
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	enum refusal refusal = window_decide_idle(state, window);
	if (state_evacuating(state))
		return REFUSAL_EVACUATION;
	if (refusal != REFUSAL_NONE)
		return refusal;
	int service = state_find_service(state, command->service);
	if (service < 0)
		return REFUSAL_UNKNOWN_SERVICE;
	if (!state_window_serves(state, window, service))
		return REFUSAL_NOT_ALLOWED;
	refusal = check_class(decision);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (memcmp(command->random, no_id, TICKET_ID_BYTES) == 0 ||
	    state_find_ticket(state, command->random))
		return REFUSAL_BAD_REQUEST;
	if (state->ticket_count == TICKETS_MAX)
		return REFUSAL_LIMIT;
	struct record *record = decision_add_ticket(decision, RECORD_WALK_IN_SERVED,
						    state->ticket_count + 1, window);
	memcpy(record->ticket_id, command->random, TICKET_ID_BYTES);
	decision_text(record->service, command->service);
	decision_text(record->agent, state->windows[window].agent);
	decision_text(record->class_id, command->class_id);
	decision_text(record->language, command->language);
	if (record->language[0] == 0)
		strcpy(record->language, "zh");
	record->channel = ISSUED_WALK_IN;
	record->proxy = command->proxy;
	return REFUSAL_NONE;
}
