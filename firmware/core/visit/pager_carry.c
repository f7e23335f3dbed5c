/* Giving out pagers and taking them back. What makes them vibrate is a record and a device. */
#include "pager_carry.h"

bool pager_carry_is_over(const struct ticket *ticket)
{
	return ticket->state == TICKET_FINISHED || ticket->state == TICKET_CANCELLED ||
	       ticket->state == TICKET_EXPIRED || ticket->state == TICKET_VOID;
}

uint32_t pager_carrier(const struct state *state, unsigned pager)
{
	for (uint32_t i = 1; pager && i <= state->ticket_count; i++)
		if (state->tickets[i].pager == pager && !pager_carry_is_over(&state->tickets[i]))
			return i;
	return 0;
}

enum refusal pager_carry_check(const struct state *state, unsigned pager, uint32_t ticket)
{
	if (pager > PAGERS_MAX)
		return REFUSAL_BAD_REQUEST;
	const uint32_t holder = pager_carrier(state, pager);
	return holder && holder != ticket ? REFUSAL_PAGER_TAKEN : REFUSAL_NONE;
}

enum refusal pager_carry_decide(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	if (command->ticket == 0 || command->ticket > state->ticket_count)
		return REFUSAL_UNKNOWN_TICKET;
	const struct ticket *ticket = &state->tickets[command->ticket];
	if (pager_carry_is_over(ticket) || ticket->parent || ticket->number[0] == 0)
		return REFUSAL_WRONG_STATE;
	enum refusal refusal = pager_carry_check(state, command->pager, command->ticket);
	if (refusal == REFUSAL_NONE && ticket->pager != command->pager)
		decision_add_ticket(decision, RECORD_TICKET_PAGER, command->ticket, -1)->value =
			command->pager;
	return refusal;
}
