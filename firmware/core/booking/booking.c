/* Appointments: made, moved, cancelled, checked in, breached. Their slots are the hall's slot
 * lengths inside the open spans of the service. Who someone is, and whether a person may book at
 * all, is the platform's knowledge: it comes as hashes and bans.
 *
 *   booked ──check in──▶ checked in (its ticket waits: by slot time, or from now when late)
 *     │ ▲ move
 *     │ └─┘
 *     ├─cancel, or the day closes▶ cancelled
 *     └─the service closes───────▶ breached                                                 */
#include "booking.h"

#include "calendar.h"
#include "due.h"
#include "issue.h"
#include "quota.h"

#include <stdio.h>
#include <string.h>

static const int64_t MINUTE_US = 60000000;

enum { CODE_DIGITS = 8, CODE_DIGITS_MIN = 4, CODES = 100000000 };

static int32_t date_of(const struct state *state, int64_t time_us)
{
	return calendar_local_date(time_us, state->utc_offset_s);
}

static const struct service *service_at(const struct state *state, int service)
{
	return &state->hall.services[service];
}

bool booking_offered(const struct state *state, int service)
{
	const struct service *about = service_at(state, service);
	return state->hall.booking && state->hall.slot_min && about->slot_capacity &&
	       !about->draining && !about->transfer_only;
}

bool booking_date_ahead(const struct state *state, int32_t date)
{
	return date >= state->date &&
	       date <= calendar_add_workdays(&state->hall, state->date, state->hall.days_ahead);
}

/* What the bookings of one service and date take up. */
struct taken {
	uint32_t day, slot, session;
};

static int session_at(const struct state *state, const char *service, int64_t time_us)
{
	return calendar_session(&state->hall, service, date_of(state, time_us),
				calendar_local_minute(time_us, state->utc_offset_s));
}

static struct taken count_taken(const struct state *state, int service, int64_t slot_us,
				int session)
{
	const char *code = service_at(state, service)->code;
	struct taken taken = { 0 };
	for (uint32_t i = state_bookings_of(state, code, date_of(state, slot_us)); i;
	     i = state_bookings_next(state, i)) {
		const struct booking *booking = &state->bookings[i - 1];
		if (booking->state != BOOKING_BOOKED && booking->state != BOOKING_CHECKED_IN)
			continue;
		taken.day++;
		taken.slot += booking->slot_us == slot_us;
		if (session >= 0 && session_at(state, code, booking->slot_us) == session)
			taken.session++;
	}
	return taken;
}

static uint32_t lower(uint32_t left, uint32_t quota, uint32_t taken)
{
	uint32_t rest = quota > taken ? quota - taken : 0;
	return left < rest ? left : rest;
}

/* The places left in a slot that is one. */
static uint32_t left_in(const struct state *state, int service, int64_t slot_us)
{
	const struct service *about = service_at(state, service);
	const struct queue *queue = &state->queues[service];
	bool sessions = false;
	for (unsigned i = 0; i < SPANS_MAX; i++)
		sessions = sessions || about->quota_sessions[i];
	int session = sessions ? session_at(state, about->code, slot_us) : -1;
	if (session >= SPANS_MAX || (session >= 0 && about->quota_sessions[session] == 0))
		session = -1;
	struct taken taken = count_taken(state, service, slot_us, session);
	uint32_t left = lower(UINT32_MAX, about->slot_capacity, taken.slot);
	bool today = date_of(state, slot_us) == state->date;
	if (about->quota_day)
		left = lower(left, about->quota_day,
			     today ? queue->issued + queue->booked : taken.day);
	if (about->quota_online)
		left = lower(left, about->quota_online,
			     today ? queue->issued_online + queue->booked : taken.day);
	if (session >= 0)
		left = lower(left, about->quota_sessions[session],
			     today ? queue->issued_session[session] + queue->booked_session[session]
				   : taken.session);
	return left;
}

static uint32_t slots_of(const struct state *state, int service, int32_t date, bool places,
			 struct booking_slot slots[BOOKING_SLOTS_MAX])
{
	struct calendar_description day =
		calendar_describe(&state->hall, service_at(state, service)->code, date);
	unsigned length = state->hall.slot_min;
	uint32_t count = 0;
	if (!booking_offered(state, service))
		return 0;
	for (unsigned i = 0; i < day.span_count; i++)
		for (unsigned minute = day.spans[i].from_min;
		     minute + length <= day.spans[i].to_min && count < BOOKING_SLOTS_MAX;
		     minute += length) {
			struct booking_slot *slot = &slots[count++];
			slot->slot_us = calendar_utc(date, minute, state->utc_offset_s);
			slot->left = places ? left_in(state, service, slot->slot_us) : 0;
		}
	return count;
}

uint32_t booking_slots(const struct state *state, int service, int32_t date,
		       struct booking_slot slots[BOOKING_SLOTS_MAX])
{
	return slots_of(state, service, date, true, slots);
}

bool booking_is_slot(const struct state *state, int service, int64_t slot_us)
{
	struct booking_slot slots[BOOKING_SLOTS_MAX];
	uint32_t count = slots_of(state, service, date_of(state, slot_us), false, slots);
	for (uint32_t i = 0; i < count; i++)
		if (slots[i].slot_us == slot_us)
			return true;
	return false;
}

uint32_t booking_slot_left(const struct state *state, int service, int64_t slot_us)
{
	return booking_is_slot(state, service, slot_us) ? left_in(state, service, slot_us) : 0;
}

int64_t booking_next_slot(const struct state *state, int service, int64_t from_us)
{
	struct booking_slot slots[BOOKING_SLOTS_MAX];
	int32_t date = date_of(state, from_us);
	if (date < state->date)
		date = state->date;
	if (!booking_offered(state, service))
		return 0;
	for (; booking_date_ahead(state, date); date++) {
		uint32_t count = slots_of(state, service, date, false, slots);
		for (uint32_t i = 0; i < count; i++)
			if (slots[i].slot_us > from_us && left_in(state, service, slots[i].slot_us))
				return slots[i].slot_us;
	}
	return 0;
}

/* --- made --- */

static bool all_digits(const char *code)
{
	size_t length = strlen(code);
	return length >= CODE_DIGITS_MIN && strspn(code, "0123456789") == length;
}

/* Eight digits out of the random bits that nobody has. */
static void make_code(const struct state *state, const uint8_t random[TICKET_ID_BYTES],
		      char code[BOOKING_CODE_MAX])
{
	uint64_t bits;
	memcpy(&bits, random, sizeof bits);
	for (unsigned number = (unsigned)(bits % CODES);; number = (number + 1) % CODES) {
		snprintf(code, BOOKING_CODE_MAX, "%0*u", CODE_DIGITS, number);
		if (state_find_booking(state, code) == NULL)
			return;
	}
}

static bool banned(const struct state *state, uint64_t person, int32_t date)
{
	for (uint32_t i = 0; person && i < state->ban_count; i++)
		if (state->bans[i].person == person && state->bans[i].date == date)
			return true;
	return false;
}

/* How many stand on a date: of everybody, and of this person (or, where none is named, phone). */
static uint32_t count_date(const struct state *state, int32_t date, uint64_t person, uint64_t phone,
			   uint32_t *own)
{
	uint32_t all = 0;
	*own = 0;
	for (int service = 0; service < state->hall.service_count; service++)
		for (uint32_t i = state_bookings_of(state, service_at(state, service)->code, date);
		     i; i = state_bookings_next(state, i)) {
			const struct booking *booking = &state->bookings[i - 1];
			if (booking->state != BOOKING_BOOKED &&
			    booking->state != BOOKING_CHECKED_IN)
				continue;
			all++;
			*own += person ? booking->person == person
				       : phone && booking->phone == phone;
		}
	return all;
}

/* May an appointment be made here by somebody who asks for it? */
static enum refusal check_slot(const struct decision *decision, int service)
{
	const struct state *state = decision->state;
	int64_t slot_us = decision->command->slot_us;
	if (slot_us <= decision->command->time_us || !booking_offered(state, service) ||
	    !booking_date_ahead(state, date_of(state, slot_us)) ||
	    !booking_is_slot(state, service, slot_us))
		return REFUSAL_NOT_BOOKABLE;
	return left_in(state, service, slot_us) ? REFUSAL_NONE : REFUSAL_SLOT_FULL;
}

/* The platform has given the place away already: here it only has to be a moment that is open. */
static enum refusal check_import(const struct decision *decision, int service)
{
	const struct state *state = decision->state;
	int64_t slot_us = decision->command->slot_us;
	int32_t date = date_of(state, slot_us);
	unsigned minute = calendar_local_minute(slot_us, state->utc_offset_s);
	if (!state->hall.booking || service_at(state, service)->draining || date < state->date ||
	    !calendar_open(&state->hall, service_at(state, service)->code, date, minute))
		return REFUSAL_NOT_BOOKABLE;
	return REFUSAL_NONE;
}

/* A list that is imported again says the same: that is no mistake. */
static bool imported_before(const struct state *state, const struct command *command)
{
	const struct booking *known = state_find_booking(state, command->booking);
	return known && strcmp(known->service, command->service) == 0 &&
	       known->slot_us == command->slot_us && known->person == command->person;
}

static enum refusal check_import_code(const struct state *state, const struct command *command)
{
	if (!all_digits(command->booking) || state_find_booking(state, command->booking))
		return REFUSAL_BAD_REQUEST;
	return REFUSAL_NONE;
}

static enum refusal check_person(const struct decision *decision, bool imported)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	int32_t date = date_of(state, command->slot_us);
	uint32_t own;
	if (!imported && command->person == 0 && command->phone == 0)
		return REFUSAL_BAD_REQUEST;
	if (banned(state, command->person, date))
		return REFUSAL_BANNED;
	uint32_t all = count_date(state, date, command->person, command->phone, &own);
	if (!imported && state->hall.person_bookings && own >= state->hall.person_bookings)
		return REFUSAL_QUOTA_FULL;
	return all >= BOOKINGS_DAY_MAX || state->booking_count == BOOKINGS_MAX ? REFUSAL_LIMIT
									       : REFUSAL_NONE;
}

static enum refusal decide_book(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	bool imported = command->booking[0];
	int service = state_find_service(state, command->service);
	if (service < 0)
		return REFUSAL_UNKNOWN_SERVICE;
	if (imported && imported_before(state, command))
		return REFUSAL_NONE;
	enum refusal refusal = imported ? check_import_code(state, command) : REFUSAL_NONE;
	if (refusal == REFUSAL_NONE)
		refusal = check_person(decision, imported);
	if (refusal == REFUSAL_NONE)
		refusal =
			imported ? check_import(decision, service) : check_slot(decision, service);
	if (refusal != REFUSAL_NONE)
		return refusal;
	struct record *record = decision_add(decision, RECORD_BOOKED);
	decision_text(record->booking, command->booking);
	if (!imported)
		make_code(state, command->random, record->booking);
	decision_text(record->service, command->service);
	record->slot_us = command->slot_us;
	record->person = command->person;
	record->phone = command->phone;
	record->channel = command->channel;
	return REFUSAL_NONE;
}

/* --- changed --- */

static enum refusal find_booked(const struct decision *decision, const struct booking **booking)
{
	*booking = state_find_booking(decision->state, decision->command->booking);
	if (*booking == NULL)
		return REFUSAL_UNKNOWN_APPOINTMENT;
	if ((*booking)->state == BOOKING_BREACHED)
		return REFUSAL_TOO_LATE;
	return (*booking)->state == BOOKING_BOOKED ? REFUSAL_NONE : REFUSAL_WRONG_STATE;
}

static bool past_deadline(const struct decision *decision, const struct booking *booking)
{
	return !decision->command->by_staff &&
	       decision->command->time_us >
		       booking->slot_us - decision->state->hall.cancel_min * MINUTE_US;
}

static enum refusal decide_cancel(const struct decision *decision)
{
	const struct booking *booking;
	enum refusal refusal = find_booked(decision, &booking);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (past_deadline(decision, booking))
		return REFUSAL_TOO_LATE;
	struct record *record = decision_add(decision, RECORD_BOOKING_CANCELLED);
	decision_text(record->booking, booking->code);
	return REFUSAL_NONE;
}

/* On another day it is one more of that day's. */
static enum refusal check_moved_day(const struct decision *decision, const struct booking *booking)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	int32_t date = date_of(state, command->slot_us);
	uint32_t own;
	if (date == date_of(state, booking->slot_us))
		return REFUSAL_NONE;
	uint32_t all = count_date(state, date, command->person, command->phone, &own);
	if (state->hall.person_bookings && own >= state->hall.person_bookings)
		return REFUSAL_QUOTA_FULL;
	return all >= BOOKINGS_DAY_MAX ? REFUSAL_LIMIT : REFUSAL_NONE;
}

/* To another day: persons are known by the day, so the new day's hashes come with the command. */
static enum refusal decide_move(const struct decision *decision)
{
	const struct command *command = decision->command;
	const struct booking *booking;
	enum refusal refusal = find_booked(decision, &booking);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (booking->slot_us == command->slot_us)
		return REFUSAL_NONE;
	if (past_deadline(decision, booking))
		return REFUSAL_TOO_LATE;
	int service = state_find_service(decision->state, booking->service);
	if (service < 0)
		return REFUSAL_UNKNOWN_SERVICE;
	if (banned(decision->state, command->person, date_of(decision->state, command->slot_us)))
		return REFUSAL_BANNED;
	refusal = check_slot(decision, service);
	if (refusal == REFUSAL_NONE)
		refusal = check_moved_day(decision, booking);
	if (refusal != REFUSAL_NONE)
		return refusal;
	struct record *record = decision_add(decision, RECORD_BOOKING_MOVED);
	decision_text(record->booking, booking->code);
	record->slot_us = command->slot_us;
	record->person = command->person;
	record->phone = command->phone;
	return REFUSAL_NONE;
}

/* --- checked in --- */

static enum refusal check_time(const struct decision *decision, const struct booking *booking,
			       int service, bool *late)
{
	const struct state *state = decision->state;
	const struct hall *hall = &state->hall;
	int64_t now_us = decision->command->time_us;
	int32_t date = date_of(state, booking->slot_us);
	*late = now_us > booking->slot_us + hall->grace_min * MINUTE_US;
	if (date != state->date)
		return date > state->date ? REFUSAL_TOO_EARLY : REFUSAL_TOO_LATE;
	if (now_us < booking->slot_us - hall->early_min * MINUTE_US)
		return REFUSAL_TOO_EARLY;
	if (calendar_close_minute(hall, service_at(state, service)->code, state->date) < 0)
		return REFUSAL_CLOSED;
	if (now_us >= due_expiry(state, service))
		return REFUSAL_TOO_LATE;
	/* On time, the hour is what was agreed; late, it is anybody's. */
	return *late && !issue_open(decision, service) ? REFUSAL_CLOSED : REFUSAL_NONE;
}

static enum refusal decide_check_in(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct booking *booking;
	bool late = false;
	enum refusal refusal = find_booked(decision, &booking);
	if (refusal != REFUSAL_NONE)
		return refusal;
	int service = state_find_service(state, booking->service);
	if (service < 0)
		return REFUSAL_UNKNOWN_SERVICE;
	/* Its prefix may be another service's by now. */
	if (service_at(state, service)->draining)
		return REFUSAL_CLOSED;
	refusal = check_time(decision, booking, service, &late);
	if (refusal == REFUSAL_NONE && quota_held(state, service, booking->person))
		refusal = REFUSAL_DUPLICATE_TICKET;
	if (refusal == REFUSAL_NONE && quota_next_number(state, service) == 0)
		refusal = REFUSAL_QUOTA_FULL;
	if (refusal == REFUSAL_NONE)
		refusal = issue_check(decision);
	if (refusal != REFUSAL_NONE)
		return refusal;
	struct record *record = decision_add(decision, RECORD_BOOKING_CHECKED_IN);
	decision_text(record->booking, booking->code);
	record->ticket = state->ticket_count + 1;
	record->late = late;
	const struct issue issue = {
		.service = service,
		.person = booking->person,
		.phone = booking->phone,
		.channel = ISSUED_APPOINTMENT,
		.booking = booking->code,
		.place_us = late ? 0 : booking->slot_us,
		.late = late,
	};
	issue_write(decision, &issue);
	return REFUSAL_NONE;
}

static enum refusal decide_ban(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	if (command->person == 0 || command->date < state->date)
		return REFUSAL_BAD_REQUEST;
	if (banned(state, command->person, command->date))
		return REFUSAL_NONE;
	if (state->ban_count == BANS_MAX)
		return REFUSAL_LIMIT;
	struct record *record = decision_add(decision, RECORD_PERSON_BANNED);
	record->person = command->person;
	record->date = command->date;
	return REFUSAL_NONE;
}

enum refusal booking_decide(const struct decision *decision)
{
	switch ((enum command_kind)decision->command->kind) {
	case COMMAND_BOOK:
		return decide_book(decision);
	case COMMAND_BOOKING_CANCEL:
		return decide_cancel(decision);
	case COMMAND_BOOKING_MOVE:
		return decide_move(decision);
	case COMMAND_CHECK_IN:
		return decide_check_in(decision);
	case COMMAND_BAN:
		return decide_ban(decision);
	default:
		return REFUSAL_BAD_REQUEST;
	}
}
