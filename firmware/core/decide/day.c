/* The change of the service day. A start reads the journal from the last DAY_OPENED that its
 * DAY_CARRIED follows, so everything that outlives a day is said again in between.
 *
 *   open day ──its end is due──▶ everybody home ──▶ DAY_OPENED, the hall, the key boxes
 *      ▲                         (ticks, until             │
 *      └── DAY_CARRIED ◀── CARRIED … (ticks, one by one) ◀─┘
 *
 * As long as things are carried, commands are refused as day_change. */
#include "day.h"

#include "booking.h"
#include "calendar.h"
#include "rating.h"
#include "warning.h"

#include <string.h>

enum { LEFTOVERS_MIN = 120 };

int64_t day_due(const struct state *state)
{
	unsigned minute = state->hall.day_opens_min;
	if (state->active)
		minute += LEFTOVERS_MIN;
	return calendar_utc(state->date + 1, minute, state->utc_offset_s);
}

/* --- the new day --- */

/* Perhaps more than the day's opening leaves of it, never less. */
static bool anything_lasts(const struct state *state)
{
	return state->booking_count || state->ban_count || state->later_count ||
	       state->followup_count || state->warning_count || state->announcement_count ||
	       (state->hall.rating_open_days && state->leg_count);
}

static void whole(const struct decision *decision, uint64_t day_sequence)
{
	const struct state *state = decision->state;
	struct record *record = decision_add(decision, RECORD_DAY_CARRIED);
	record->value = (int64_t)day_sequence;
	record->warning = state->warning_serial;
	record->followup = state->followup_serial;
	record->announcement = state->announcement_serial;
}

/* A changed offset may say that it is still the old date: dates never repeat. */
static int32_t next_date(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	int32_t date = calendar_service_date(&state->hall, command->time_us, command->utc_offset_s);
	return state->day_open && date <= state->date ? state->date + 1 : date;
}

void day_open(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	struct record *record = decision_add(decision, RECORD_DAY_OPENED);
	uint64_t sequence = record->sequence;
	record->utc_offset_s = command->utc_offset_s;
	record->date = next_date(decision);
	record = decision_add(decision, RECORD_HALL_LOADED);
	memcpy(record->digest, state->hall.digest, DIGEST_BYTES);
	record->hall = &state->hall;
	for (uint32_t i = 0; i < state->keypad_count; i++) {
		record = decision_add(decision, RECORD_KEYPAD_READ);
		decision_text(record->device, state->keypads[i].device);
		record->boot = state->keypads[i].boot;
		record->key_sequence = state->keypads[i].key_sequence;
	}
	if (!anything_lasts(state))
		whole(decision, sequence);
}

/* --- the old day --- */

/* Who is at this window is finished, or was called in vain. */
static void clear_window(const struct decision *decision, int window)
{
	const struct window *at = &decision->state->windows[window];
	if (at->rating)
		rating_time_out(decision, window);
	if (at->state == WINDOW_CALLED)
		decision_add_ticket(decision, RECORD_TICKET_NO_SHOW, at->ticket, window)->inferred =
			true;
	else if (at->state == WINDOW_SERVING)
		rating_finish(decision, window, true);
}

static bool waits_or_is_kept(const struct ticket *ticket)
{
	return ticket->state == TICKET_WAITING || ticket->state == TICKET_HELD ||
	       ticket->state == TICKET_AWAITING;
}

/* Who waits expires; who was held, or waits for papers, is void. Papers first: they have higher
 * serials than their visitors. False when there was no room left for all of them. */
static bool clear_tickets(const struct decision *decision)
{
	const struct state *state = decision->state;
	uint32_t left = state->waiting + state->held + state->awaiting;
	for (uint32_t i = state->ticket_count; left && i > 0; i--) {
		const struct ticket *ticket = &state->tickets[i];
		if (!waits_or_is_kept(ticket))
			continue;
		if (decision_room(decision) == 0)
			return false;
		decision_add_ticket(decision,
				    ticket->state == TICKET_WAITING ? RECORD_TICKET_EXPIRED
								    : RECORD_TICKET_VOIDED,
				    i, -1)
			->inferred = ticket->state != TICKET_WAITING;
		left--;
	}
	return true;
}

/* Everybody home. False when there was no room for all of it. */
static bool end_day(const struct decision *decision)
{
	const struct state *state = decision->state;
	for (int i = 0; i < state->hall.window_count; i++) {
		if (decision_room(decision) < 2)
			return false;
		clear_window(decision, i);
	}
	if (!clear_tickets(decision))
		return false;
	for (int i = 0; i < state->hall.window_count; i++) {
		if (state->windows[i].state == WINDOW_CLOSED)
			continue;
		if (decision_room(decision) == 0)
			return false;
		decision_add_window(decision, RECORD_WINDOW_CLOSED, i);
	}
	return booking_write_due(decision, true) && warning_end_day(decision) &&
	       rating_end_day(decision, next_date(decision));
}

void day_change(const struct decision *decision)
{
	if (end_day(decision) && decision_room(decision) >= 3 + decision->state->keypad_count)
		day_open(decision);
}

/* --- what outlives it --- */

static void carry_booking(struct record *record, const struct booking *booking)
{
	decision_text(record->booking, booking->code);
	decision_text(record->service, booking->service);
	record->slot_us = booking->slot_us;
	record->person = booking->person;
	record->phone = booking->phone;
	record->channel = booking->channel;
	record->place_us = booking->booked_us;
}

static void carry_rating(struct record *record, const struct later_rating *later)
{
	memcpy(record->ticket_id, later->ticket_id, TICKET_ID_BYTES);
	record->date = later->date;
	record->ticket = later->ticket;
	record->leg = later->leg;
	decision_text(record->service, later->service);
	decision_text(record->window, later->window);
	decision_text(record->agent, later->agent);
	record->level = later->level;
	record->value = later->changes;
}

static void carry_followup(struct record *record, const struct followup *followup)
{
	record->followup = followup->serial;
	record->date = followup->date;
	record->ticket = followup->ticket;
	record->leg = followup->leg;
	decision_text(record->service, followup->service);
	decision_text(record->window, followup->window);
	decision_text(record->agent, followup->agent);
	record->level = followup->level;
	record->until_us = followup->contact_us;
	record->value = followup->fix_us;
	record->complex = followup->complex;
	record->reason_code = followup->state;
}

static void carry_warning(struct record *record, const struct warning *warning)
{
	record->warning = warning->serial;
	record->warning_kind = warning->kind;
	record->level = warning->level;
	decision_text(record->service, warning->service);
	decision_text(record->window, warning->window);
	decision_text(record->kiosk, warning->kiosk);
	decision_text(record->device, warning->device);
	record->value = warning->value;
	record->until_us = warning->raised_us;
	record->reason_code = warning->state;
}

static void carry_announcement(struct record *record, const struct announcement *announcement)
{
	record->announcement = announcement->serial;
	record->level = announcement->level;
	decision_text(record->language, announcement->language);
	decision_text(record->text, announcement->text);
	for (unsigned i = 0; i < ANNOUNCED_GROUPS_MAX; i++)
		decision_text(record->groups[i], announcement->groups[i]);
	record->until_us = announcement->until_us;
	record->value = announcement->since_us;
}

void day_carry(const struct decision *decision)
{
	const struct state *state = decision->state;
	uint32_t left = state->carry - 1;
#define CARRY(kind, list, count, set)                                                              \
	for (uint32_t i = 0; left && i < (count); i++) {                                           \
		if ((list)[i].carried)                                                             \
			continue;                                                                  \
		if (decision_room(decision) == 0)                                                  \
			return;                                                                    \
		set(decision_add(decision, kind), &(list)[i]);                                     \
		left--;                                                                            \
	}
	CARRY(RECORD_BOOKING_CARRIED, state->bookings, state->booking_count, carry_booking)
	for (uint32_t i = 0; left && i < state->ban_count; i++) {
		if (state->bans[i].carried)
			continue;
		if (decision_room(decision) == 0)
			return;
		struct record *record = decision_add(decision, RECORD_BAN_CARRIED);
		record->person = state->bans[i].person;
		record->date = state->bans[i].date;
		left--;
	}
	CARRY(RECORD_RATING_CARRIED, state->later, state->later_count, carry_rating)
	CARRY(RECORD_FOLLOWUP_CARRIED, state->followups, state->followup_count, carry_followup)
	CARRY(RECORD_WARNING_CARRIED, state->warnings, state->warning_count, carry_warning)
	CARRY(RECORD_ANNOUNCEMENT_CARRIED, state->announcements, state->announcement_count,
	      carry_announcement)
#undef CARRY
	if (decision_room(decision))
		whole(decision, state->day_sequence);
}
