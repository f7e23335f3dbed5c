/* Taking a number and giving it back. How a ticket is called and served is decided in window.c,
 * what time does to it in due.c, its paper in print.c, its rating in rating.c.
 *
 *                    ┌───────────── recall ─────────────┐
 *                    ▼                                  │
 *   issue ▶ waiting ──call▶ called ──start▶ serving ──finish▶ finished ──rate▶ (given)
 *              │  │           │ ▲ recall       │                  └─15 s──▶ (timed out)
 *              │  │           │ └─┘            │
 *              │  │           └── no_show ─────┴▶ no_show
 *              │  └─cancel▶ cancelled
 *              └─close + grace▶ expired
 *
 * Out of serving, recall and no_show are allowed only while the start is inferred: time said that
 * the person had come, the clerk knows better. A day's end finishes what is served and makes a
 * no-show of what is called, both marked as inferred; such a leg opens no rating. */
#include "decision.h"

#include "calendar.h"
#include "due.h"
#include "estimate.h"

#include <stdio.h>
#include <string.h>

enum { LAST_NUMBER = 9999 };

static bool service_open(const struct decision *decision, int service)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	const char *code = state->hall.services[service].code;
	if (state->hall.services[service].draining)
		return false;
	/* A number must not be expired the moment it is issued. */
	if (command->time_us >= due_expiry(state, service))
		return false;
	return calendar_issue_open(&state->hall, code, command->time_us, command->utc_offset_s);
}

static void write_number(char text[NUMBER_MAX], const struct hall *hall, int service,
			 uint32_t number)
{
	char digits[NUMBER_MAX - PREFIX_MAX + 1];
	unsigned least = hall->digits < sizeof digits ? hall->digits : sizeof digits - 1;
	size_t at = sizeof digits - 1;
	for (digits[at] = 0; at > 0 && (number > 0 || sizeof digits - 1 - at < least); number /= 10)
		digits[--at] = (char)('0' + number % 10);
	snprintf(text, NUMBER_MAX, "%s%s", hall->services[service].prefix, digits + at);
}

/* 0: used up. */
static uint32_t next_number(const struct state *state, int service)
{
	uint32_t next = state->queues[state->queue_of[service]].last_number + 1;
	if (next < state->hall.first_number)
		next = state->hall.first_number;
	return next > LAST_NUMBER || state->ticket_count == TICKETS_MAX ? 0 : next;
}

enum refusal ticket_decide_issue(const struct decision *decision)
{
	static const uint8_t no_id[TICKET_ID_BYTES];
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	int service = state_find_service(state, command->service);
	if (service < 0)
		return REFUSAL_UNKNOWN_SERVICE;
	/* Random bits that are all zero, or that a ticket has already, are no secret. */
	if (memcmp(command->random, no_id, TICKET_ID_BYTES) == 0 ||
	    state_find_ticket(state, command->random))
		return REFUSAL_BAD_REQUEST;
	if (!service_open(decision, service))
		return REFUSAL_CLOSED;
	uint32_t number = next_number(state, service);
	if (number == 0)
		return REFUSAL_QUOTA_FULL;
	bool paper = command->kiosk[0] && !command->paperless;
	if (paper && command->printer == PRINTER_DOWN)
		return REFUSAL_PRINTER;

	struct record *record = decision_add(decision, RECORD_TICKET_ISSUED);
	record->ticket = state->ticket_count + 1;
	memcpy(record->ticket_id, command->random, TICKET_ID_BYTES);
	decision_text(record->service, command->service);
	write_number(record->number, &state->hall, service, number);
	decision_text(record->kiosk, command->kiosk);
	decision_text(record->class_id, command->class_id);
	decision_text(record->language, command->language);
	if (record->language[0] == 0)
		strcpy(record->language, "zh");
	record->paperless = command->paperless;
	record->value = estimate_ahead_new(state, service);
	if (paper && command->printer == PRINTER_READY) {
		struct record *print = decision_add(decision, RECORD_PRINT_STARTED);
		print->ticket = record->ticket;
		decision_text(print->kiosk, command->kiosk);
		print->value = 1;
	}
	return REFUSAL_NONE;
}

enum refusal ticket_decide_cancel(const struct decision *decision)
{
	const struct state *state = decision->state;
	uint32_t ticket = decision->command->ticket;
	if (ticket == 0 || ticket > state->ticket_count)
		return REFUSAL_UNKNOWN_TICKET;
	if (state->tickets[ticket].state != TICKET_WAITING)
		return REFUSAL_WRONG_STATE;
	decision_add_ticket(decision, RECORD_TICKET_CANCELLED, ticket, -1);
	return REFUSAL_NONE;
}
