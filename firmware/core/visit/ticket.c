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
#include "issue.h"

#include "calendar.h"
#include "due.h"
#include "estimate.h"
#include "order.h"
#include "pager_carry.h"
#include "quota.h"

#include <stdio.h>
#include <string.h>

bool issue_open(const struct decision *decision, int service)
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
	unsigned least = hall->services[service].digits;
	if (least == 0)
		least = hall->digits;
	if (least >= sizeof digits)
		least = sizeof digits - 1;
	size_t at = sizeof digits - 1;
	for (digits[at] = 0; at > 0 && (number > 0 || sizeof digits - 1 - at < least); number /= 10)
		digits[--at] = (char)('0' + number % 10);
	snprintf(text, NUMBER_MAX, "%s%s", hall->services[service].prefix, digits + at);
}

static enum refusal check_class(const struct decision *decision)
{
	const struct hall *hall = &decision->state->hall;
	if (decision->command->class_id[0] == 0)
		return REFUSAL_NONE;
	int class = hall_find_class(hall, decision->command->class_id);
	if (class < 0)
		return REFUSAL_UNKNOWN_CLASS;
	return hall->classes[class].by_staff && !decision->command->by_staff
		       ? REFUSAL_CLASS_BY_STAFF
		       : REFUSAL_NONE;
}

static bool wants_paper(const struct command *command)
{
	return command->kiosk[0] && !command->paperless;
}

enum refusal issue_check(const struct decision *decision)
{
	static const uint8_t no_id[TICKET_ID_BYTES];
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	/* Random bits that are all zero, or that a ticket has already, are no secret. */
	if (memcmp(command->random, no_id, TICKET_ID_BYTES) == 0 ||
	    state_find_ticket(state, command->random))
		return REFUSAL_BAD_REQUEST;
	for (uint32_t i = 0; i < state->announcement_count; i++)
		if (state->announcements[i].level == ANNOUNCE_EVACUATE &&
		    (state->announcements[i].until_us == 0 ||
		     state->announcements[i].until_us > command->time_us))
			return REFUSAL_EVACUATION;
	enum refusal refusal = check_class(decision);
	if (refusal != REFUSAL_NONE)
		return refusal;
	return wants_paper(command) && command->printer == PRINTER_DOWN ? REFUSAL_PRINTER
									: REFUSAL_NONE;
}

/* Who has no priority goes behind everybody. */
static uint32_t people_ahead(const struct decision *decision, const struct issue *issue)
{
	const struct state *state = decision->state;
	const struct ticket ticket = {
		.priority = (int8_t)hall_find_class(&state->hall, decision->command->class_id),
		.channel = (uint8_t)issue->channel,
		.late = issue->late,
		.service = (int16_t)issue->service,
		.to_window = -1,
		.line = LINE_NONE,
		.place_us = issue->place_us ? issue->place_us : decision->command->time_us,
	};
	bool ordinary =
		ticket.priority < 0 && (issue->channel != ISSUED_APPOINTMENT || issue->late);
	return ordinary ? estimate_ahead_new(state, issue->service)
			: order_ahead_new(state, &ticket);
}

void issue_write(const struct decision *decision, const struct issue *issue)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	struct record *record = decision_add(decision, RECORD_TICKET_ISSUED);
	record->ticket = state->ticket_count + 1;
	memcpy(record->ticket_id, command->random, TICKET_ID_BYTES);
	decision_text(record->service, state->hall.services[issue->service].code);
	if (command->services[1][0])
		memcpy(record->services, command->services, sizeof record->services);
	write_number(record->number, &state->hall, issue->service,
		     quota_next_number(state, issue->service));
	decision_text(record->kiosk, command->kiosk);
	decision_text(record->class_id, command->class_id);
	decision_text(record->language, command->language);
	if (record->language[0] == 0)
		strcpy(record->language, "zh");
	decision_text(record->booking, issue->booking);
	decision_text(record->items, command->items);
	record->paperless = command->paperless;
	record->voice = command->voice;
	record->proxy = command->proxy;
	record->channel = (uint8_t)issue->channel;
	record->person = issue->person;
	record->phone = issue->phone;
	record->place_us = issue->place_us;
	record->late = issue->late;
	record->value = people_ahead(decision, issue);
	if (wants_paper(command) && command->printer == PRINTER_READY) {
		struct record *print = decision_add(decision, RECORD_PRINT_STARTED);
		print->ticket = record->ticket;
		decision_text(print->kiosk, command->kiosk);
		print->value = 1;
	}
}

/* May this number be had of this service: by its hours, by its quotas, by whoever asks? */
static enum refusal check_service(const struct decision *decision, int service, bool first)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	enum issue_channel channel = (enum issue_channel)command->issue_channel;
	if (!issue_open(decision, service) ||
	    (first && state->hall.services[service].transfer_only))
		return REFUSAL_CLOSED;
	if (quota_held(state, service, command->person))
		return REFUSAL_DUPLICATE_TICKET;
	if (quota_left(state, service, channel, command->time_us) == 0 ||
	    !quota_allows(state, service, command->person, command->phone))
		return REFUSAL_QUOTA_FULL;
	return REFUSAL_NONE;
}

/* All services of the list: each is there, once, and open. */
static enum refusal check_services(const struct decision *decision, int first)
{
	const struct command *command = decision->command;
	enum refusal refusal = check_service(decision, first, true);
	if (refusal != REFUSAL_NONE || command->services[0][0] == 0)
		return refusal;
	if (strcmp(command->services[0], command->service) != 0)
		return REFUSAL_BAD_REQUEST;
	for (unsigned i = 1; i < TICKET_SERVICES_MAX && command->services[i][0]; i++) {
		int service = state_find_service(decision->state, command->services[i]);
		if (service < 0)
			return REFUSAL_UNKNOWN_SERVICE;
		for (unsigned j = 0; j < i; j++)
			if (strcmp(command->services[i], command->services[j]) == 0)
				return REFUSAL_BAD_REQUEST;
		refusal = check_service(decision, service, false);
		if (refusal != REFUSAL_NONE)
			return refusal;
	}
	return REFUSAL_NONE;
}

enum refusal ticket_decide_issue(const struct decision *decision)
{
	const struct command *command = decision->command;
	int service = state_find_service(decision->state, command->service);
	if (service < 0)
		return REFUSAL_UNKNOWN_SERVICE;
	if (command->issue_channel > ISSUED_ONLINE)
		return REFUSAL_BAD_REQUEST;
	enum refusal refusal = pager_carry_check(decision->state, command->pager, 0);
	if (refusal == REFUSAL_NONE)
		refusal = check_services(decision, service);
	if (refusal == REFUSAL_NONE)
		refusal = issue_check(decision);
	if (refusal != REFUSAL_NONE)
		return refusal;
	const struct issue issue = {
		.service = service,
		.person = command->person,
		.phone = command->phone,
		.channel = (enum issue_channel)command->issue_channel,
		.booking = "",
	};
	issue_write(decision, &issue);
	if (command->pager)
		decision_add_ticket(decision, RECORD_TICKET_PAGER,
				    decision->state->ticket_count + 1, -1)
			->value = command->pager;
	return REFUSAL_NONE;
}

/* The desk gives a class to somebody who waits: any class of the hall, also those that only it
 * grants. His place in line stays his. */
enum refusal ticket_decide_grant(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	if (command->ticket == 0 || command->ticket > state->ticket_count)
		return REFUSAL_UNKNOWN_TICKET;
	const struct ticket *ticket = &state->tickets[command->ticket];
	int class = hall_find_class(&state->hall, command->class_id);
	if (class < 0)
		return REFUSAL_UNKNOWN_CLASS;
	if (ticket->state != TICKET_WAITING || ticket->parent)
		return REFUSAL_WRONG_STATE;
	if (ticket->priority == class)
		return REFUSAL_NONE;
	struct record *record =
		decision_add_ticket(decision, RECORD_TICKET_CLASSED, command->ticket, -1);
	decision_text(record->class_id, command->class_id);
	decision_text(record->agent, command->agent);
	return REFUSAL_NONE;
}

enum refusal ticket_decide_cancel(const struct decision *decision)
{
	const struct state *state = decision->state;
	uint32_t ticket = decision->command->ticket;
	if (ticket == 0 || ticket > state->ticket_count)
		return REFUSAL_UNKNOWN_TICKET;
	if (state->tickets[ticket].state != TICKET_WAITING || state->tickets[ticket].parent)
		return REFUSAL_WRONG_STATE;
	decision_add_ticket(decision, RECORD_TICKET_CANCELLED, ticket, -1);
	return REFUSAL_NONE;
}
