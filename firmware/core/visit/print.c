/* A ticket's paper. Printing is an act that must happen once: its start is recorded before the
 * first byte, its outcome afterwards, and what is unknown is never repeated by itself.
 *
 *   none ──start▶ pending ──▶ printed
 *                  ▲    ├───▶ failed ──┐  reprint: at that kiosk within a minute,
 *                  │    └───▶ unknown ─┤  by staff all day
 *                  └───────────────────┘                                              */
#include "decision.h"

#include <string.h>

enum { ATTEMPTS_MAX = 255 };

static const int64_t REPRINT_AT_KIOSK_US = 60 * INT64_C(1000000);

enum refusal print_decide_outcome(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	enum record_kind kind = RECORD_PRINTED;
	if (command->ticket == 0 || command->ticket > state->ticket_count)
		return REFUSAL_UNKNOWN_TICKET;
	const struct ticket *ticket = &state->tickets[command->ticket];
	if (ticket->print != PRINT_PENDING || command->value != ticket->print_attempts)
		return REFUSAL_WRONG_STATE;
	if (command->kind == COMMAND_PRINT_FAILED)
		kind = RECORD_PRINT_FAILED;
	else if (command->kind == COMMAND_PRINT_UNKNOWN)
		kind = RECORD_PRINT_UNKNOWN;
	struct record *record = decision_add_ticket(decision, kind, command->ticket, -1);
	decision_text(record->kiosk, ticket->kiosk);
	record->value = ticket->print_attempts;
	return REFUSAL_NONE;
}

enum refusal print_decide_reprint(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	if (command->ticket == 0 || command->ticket > state->ticket_count)
		return REFUSAL_UNKNOWN_TICKET;
	const struct ticket *ticket = &state->tickets[command->ticket];
	if (ticket->print != PRINT_FAILED && ticket->print != PRINT_UNKNOWN)
		return REFUSAL_WRONG_STATE;
	if (command->kiosk[0] && strcmp(command->kiosk, ticket->kiosk) != 0)
		return REFUSAL_NOT_YOURS;
	if (command->kiosk[0] && command->time_us - ticket->print_us > REPRINT_AT_KIOSK_US)
		return REFUSAL_WRONG_STATE;
	if (ticket->print_attempts == ATTEMPTS_MAX)
		return REFUSAL_LIMIT;
	if (command->printer == PRINTER_DOWN)
		return REFUSAL_PRINTER;
	struct record *record =
		decision_add_ticket(decision, RECORD_PRINT_STARTED, command->ticket, -1);
	decision_text(record->kiosk, ticket->kiosk);
	record->value = ticket->print_attempts + 1;
	return REFUSAL_NONE;
}
