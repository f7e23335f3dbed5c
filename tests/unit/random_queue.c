/* See random_queue.h. */
#include "random_queue.h"

#include "calendar.h"

#include <stdio.h>
#include <string.h>

static const int64_t MINUTE_US = 60000000;

static void add_class(struct hall *hall, const char *id, unsigned priority, unsigned ordinary)
{
	struct hall_class *class = &hall->classes[hall->class_count++];
	strcpy(class->id, id);
	strcpy(class->name, id);
	class->ratio_priority = (uint8_t)priority;
	class->ratio_ordinary = (uint8_t)ordinary;
}

void random_queue_hall(struct hall *hall, uint64_t seed)
{
	add_class(hall, "elder", 1, 2);
	add_class(hall, "soldier", 2, 1);
	add_class(hall, "green", 1, 2);
	hall->classes[2].by_staff = hall->classes[2].absolute = true;
	add_class(hall, "wheels", 1, 1);
	hall->classes[3].accessible = true;
	hall->windows[0].accessible = seed % 2;
	hall->priority_ceiling_min = (uint16_t)(2 + seed % 20);
	hall->booking = true;
	hall->slot_min = (uint16_t)(20 + seed % 3 * 10);
	hall->cancel_min = 10;
	for (unsigned i = 0; i < hall->service_count; i++)
		hall->services[i].slot_capacity = 3;
	hall->services[2].quota_day = 60;
	hall->services[2].quota_online = 25;
	hall->services[2].quota_person = 3;
	hall->services[2].quota_sessions[0] = (uint16_t)(seed % 2 ? 30 : 0);
}

static unsigned below(uint64_t (*roll)(void), unsigned limit)
{
	return (unsigned)(roll() % limit);
}

void random_queue_issue(struct command *command, uint64_t (*roll)(void))
{
	static const char *const classes[] = { "elder", "soldier", "green", "wheels", "nobody" };
	if (below(roll, 100) < 30)
		strcpy(command->class_id, classes[below(roll, 5)]);
	command->by_staff = below(roll, 100) < 40;
	command->issue_channel = (uint8_t)below(roll, below(roll, 20) ? 3 : 5);
	if (below(roll, 100) < 40)
		command->person = 1 + below(roll, 60);
	if (below(roll, 100) < 20)
		command->phone = 1 + below(roll, 60);
	if (below(roll, 100) < 10) {
		memcpy(command->services[0], command->service, ID_MAX);
		strcpy(command->services[1], below(roll, 2) ? "PS1" : "RE1");
	}
}

static void choose_booking(struct command *command, const struct state *state,
			   uint64_t (*roll)(void))
{
	static const char *const services[] = { "RE1", "RE2", "PS1", "NEW" };
	unsigned slot_min = state->hall.slot_min ? state->hall.slot_min : 30;
	strcpy(command->service, services[below(roll, 4)]);
	int32_t date = state->date + (int32_t)below(roll, 4);
	unsigned first = below(roll, 10) ? 540 : 545;
	command->slot_us =
		calendar_utc(date, first + below(roll, 24) * slot_min, state->utc_offset_s);
	command->person = 1 + below(roll, 60);
	command->phone = below(roll, 3);
	command->date = date;
	command->by_staff = below(roll, 3) == 0;
	if (command->kind == COMMAND_BOOK) {
		if (below(roll, 5) == 0)
			snprintf(command->booking, sizeof command->booking, "77%06u",
				 below(roll, 1000000));
	} else if (state->booking_count && below(roll, 30)) {
		const struct booking *booking = &state->bookings[below(roll, state->booking_count)];
		memcpy(command->booking, booking->code, sizeof command->booking);
	}
}

/* The appointment that could check in now, so that some do. */
static void choose_check_in(struct command *command, const struct state *state)
{
	for (uint32_t i = 0; i < state->booking_count; i++) {
		const struct booking *booking = &state->bookings[i];
		if (booking->state == BOOKING_BOOKED &&
		    booking->slot_us - 15 * MINUTE_US < command->time_us)
			memcpy(command->booking, booking->code, sizeof command->booking);
	}
}

void random_queue_command(struct command *command, const struct state *state,
			  uint64_t (*roll)(void))
{
	static const enum command_kind kinds[] = {
		COMMAND_GRANT, COMMAND_BOOK,	 COMMAND_BOOK,		 COMMAND_BOOK,
		COMMAND_BAN,   COMMAND_CHECK_IN, COMMAND_BOOKING_CANCEL, COMMAND_BOOKING_MOVE,
	};
	static const char *const classes[] = { "elder", "soldier", "green", "wheels", "nobody" };
	command->kind = (uint8_t)kinds[below(roll, sizeof kinds / sizeof kinds[0])];
	command->ticket =
		state->ticket_count > 20 ? state->ticket_count - below(roll, 20) : below(roll, 20);
	strcpy(command->class_id, command->kind == COMMAND_GRANT ? classes[below(roll, 5)] : "");
	choose_booking(command, state, roll);
	if (command->kind == COMMAND_CHECK_IN && below(roll, 2))
		choose_check_in(command, state);
}

/* --- the account --- */

static bool absolute(const struct state *state, const struct ticket *ticket)
{
	return ticket->priority >= 0 && state->hall.classes[ticket->priority].absolute;
}

static bool has_priority(const struct ticket *ticket)
{
	return ticket->priority >= 0 || (ticket->channel == ISSUED_APPOINTMENT && !ticket->late);
}

/* Could this window have called that one as well? Those for accessible windows are left out. */
static bool callable(const struct state *state, int window, const struct ticket *ticket,
		     int64_t now_us)
{
	return ticket->state == TICKET_WAITING && ticket->not_before_us <= now_us &&
	       ticket->to_window < 0 && ticket->to_agent == 0 && ticket->parent == 0 &&
	       !(ticket->priority >= 0 && state->hall.classes[ticket->priority].accessible) &&
	       state_window_serves(state, window, ticket->service);
}

static const char *compare(struct queue_watch *watch, const struct state *before,
			   const struct ticket *called, uint32_t serial)
{
	const int64_t ceiling_us = before->hall.priority_ceiling_min * MINUTE_US;
	const struct ticket *other = &before->tickets[serial];
	bool same = before->queue_of[other->service] == before->queue_of[called->service];
	bool earlier = other->place_us < called->place_us;
	if (called->front)
		return NULL;
	if (other->front)
		return "somebody was called before who stands at the front";
	if (absolute(before, other) && (!absolute(before, called) || earlier))
		return "somebody was called before who the desk put first";
	if (absolute(before, called))
		return NULL;
	if (!has_priority(called))
		return earlier ? "an ordinary ticket was called before an earlier one" : NULL;
	if (!same || !earlier)
		return NULL;
	if (has_priority(other))
		return "a priority was called before an earlier one";
	if (ceiling_us && watch->lost_us[serial] >= ceiling_us)
		return "priorities delayed somebody by more than the ceiling";
	watch->passed[serial] = true;
	return NULL;
}

/* What a decision's own records put into the queue it had not seen when it chose. */
static bool just_came(const struct ticket *ticket, const struct state *before,
		      const struct record *record)
{
	enum { STEP_RECORDS = 8 };
	return before->time_us == record->time_us &&
	       ticket->touched + STEP_RECORDS > record->sequence;
}

static const char *called_record(struct queue_watch *watch, const struct state *before,
				 const struct record *record)
{
	const struct ticket *called = &before->tickets[record->ticket];
	int window = state_find_window(before, record->window);
	if (called->line == LINE_NONE || called->line >= LINE_WINDOWS)
		return NULL;
	int queue = before->queue_of[called->service];
	for (uint32_t i = 1; i <= before->ticket_count; i++)
		if (watch->passed[i] && before->queue_of[before->tickets[i].service] == queue) {
			watch->lost_us[i] += record->time_us - watch->last_call_us[queue];
			watch->passed[i] = false;
		}
	watch->last_call_us[queue] = record->time_us;
	for (uint32_t i = 1; i <= before->ticket_count; i++) {
		const struct ticket *other = &before->tickets[i];
		if (i == record->ticket || just_came(other, before, record) ||
		    !callable(before, window, other, record->time_us))
			continue;
		const char *problem = compare(watch, before, called, i);
		if (problem && record->command != COMMAND_CALL) /* staff chose */
			return problem;
	}
	return NULL;
}

const char *queue_watch_record(struct queue_watch *watch, const struct state *before,
			       const struct record *record)
{
	switch ((enum record_kind)record->kind) {
	case RECORD_DAY_OPENED:
	case RECORD_HALL_LOADED: /* other queues: the account begins anew */
		memset(watch, 0, sizeof *watch);
		return NULL;
	case RECORD_TICKET_ISSUED:
	case RECORD_LEG_BEGUN:
	case RECORD_TICKET_REQUEUED: /* moved for other reasons than a priority */
	case RECORD_TICKET_POSTPONED:
	case RECORD_TICKET_RETURNED:
		watch->lost_us[record->ticket] = 0;
		watch->passed[record->ticket] = false;
		return NULL;
	case RECORD_STEP_UNDONE: /* what was called may be called no more */
		memset(watch->passed, 0, sizeof watch->passed);
		return NULL;
	case RECORD_TICKET_CALLED:
		return called_record(watch, before, record);
	default:
		return NULL;
	}
}

/* Those that the booking platform had given away already. */
static uint32_t imported(const struct state *state, const char *service)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < state->booking_count; i++)
		count += state->bookings[i].state == BOOKING_CHECKED_IN &&
			 strncmp(state->bookings[i].code, "77", 2) == 0 &&
			 strcmp(state->bookings[i].service, service) == 0;
	return count;
}

const char *random_queue_check(const struct state *state)
{
	for (int i = 0; i < state->hall.service_count; i++) {
		const struct service *service = &state->hall.services[i];
		const struct queue *queue = &state->queues[i];
		const uint32_t more = imported(state, service->code);
		if (service->quota_day && queue->issued > service->quota_day + more)
			return "more numbers than the day's quota";
		if (service->quota_online && queue->issued_online > service->quota_online + more)
			return "more numbers online than the quota";
		for (unsigned j = 0; j < SPANS_MAX; j++)
			if (service->quota_sessions[j] &&
			    queue->issued_session[j] > service->quota_sessions[j] + more)
				return "more numbers in a session than its quota";
	}
	return NULL;
}
