/* A service day begins: what belongs to the day before is gone, what outlives it is said again by
 * records of its own. */
#include "apply_parts.h"

#include "calendar.h"
#include "hall_apply.h"
#include "quota.h"
#include "state_index.h"
#include "warning_index.h"

/* --- what outlives the day, in the order it had --- */

static bool booking_lasts(const struct booking *booking, const struct record *record)
{
	return booking->state == BOOKING_BOOKED &&
	       calendar_local_date(booking->slot_us, record->utc_offset_s) >= record->date;
}

static bool ban_lasts(const struct ban *ban, const struct record *record)
{
	return ban->date >= record->date;
}

static bool followup_lasts(const struct followup *followup, const struct record *record)
{
	(void)record;
	return followup->state != FOLLOWUP_DONE;
}

static bool warning_lasts(const struct warning *warning, const struct record *record)
{
	(void)record;
	return warning->state != WARNING_GONE;
}

static bool announcement_lasts(const struct announcement *announcement, const struct record *record)
{
	return announcement->until_us == 0 || announcement->until_us > record->time_us;
}

#define KEEP(list, count, lasts)                                                                   \
	do {                                                                                       \
		uint32_t kept = 0;                                                                 \
		for (uint32_t i = 0; i < (count); i++)                                             \
			if (lasts(&(list)[i], record)) {                                           \
				(list)[kept] = (list)[i];                                          \
				(list)[kept++].carried = false;                                    \
			}                                                                          \
		memset(&(list)[kept], 0, ((count)-kept) * sizeof(list)[0]);                        \
		(count) = kept;                                                                    \
	} while (0)

/* Who may still rate, or change what was rated: not past the hall's days, and not twice. */
static void keep_ratings(struct state *state, const struct record *record)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < state->later_count; i++) {
		struct later_rating *later = &state->later[i];
		if (later->changes || later->date + state->hall.rating_open_days < record->date)
			continue;
		state->later[kept] = *later;
		state->later[kept++].carried = false;
	}
	memset(&state->later[kept], 0, (state->later_count - kept) * sizeof state->later[0]);
	state->later_count = kept;
}

/* Past the limit a leg can be rated no more: the oldest keep their place. */
static void add_ratings(struct state *state, const struct record *record)
{
	if (!state->day_open || state->date + state->hall.rating_open_days < record->date)
		return;
	for (uint32_t i = 1; i <= state->leg_count && state->later_count < LATER_RATINGS_MAX; i++) {
		const struct leg *leg = &state->legs[i];
		const struct ticket *ticket = &state->tickets[leg->ticket];
		if (leg->ticket == 0 || leg->ended != TICKET_FINISHED || ticket->parent ||
		    leg->rating_changes || leg->rating == RATING_DEFAULTED)
			continue;
		struct later_rating *later = &state->later[state->later_count++];
		memset(later, 0, sizeof *later);
		memcpy(later->ticket_id, ticket->id, TICKET_ID_BYTES);
		if (leg->service >= 0)
			APPLY_TEXT(later->service, state->hall.services[leg->service].code);
		if (leg->window >= 0)
			APPLY_TEXT(later->window, state->hall.windows[leg->window].no);
		APPLY_TEXT(later->agent, state->agents[leg->agent]);
		later->ticket = leg->ticket;
		later->date = state->date;
		later->leg = leg->number;
		later->level = leg->level;
	}
}

static void keep_what_lasts(struct state *state, const struct record *record)
{
	KEEP(state->bookings, state->booking_count, booking_lasts);
	KEEP(state->bans, state->ban_count, ban_lasts);
	keep_ratings(state, record);
	add_ratings(state, record);
	KEEP(state->followups, state->followup_count, followup_lasts);
	KEEP(state->warnings, state->warning_count, warning_lasts);
	KEEP(state->announcements, state->announcement_count, announcement_lasts);
	warning_index_all(state);
	state->later_said = state->followups_said = 0;
	state->warnings_said = state->announcements_said = 0;
	state->carry = 1 + state->booking_count + state->ban_count + state->later_count +
		       state->followup_count + state->warning_count + state->announcement_count;
}

void apply_carried(struct state *state, bool *carried)
{
	if (!*carried) {
		assert(state->carry > 1);
		state->carry--;
	}
	*carried = true;
}

uint32_t apply_carried_next(struct state *state, uint32_t *said, uint32_t count)
{
	assert(state->carry > 0 && *said <= count);
	if (*said < count)
		state->carry--;
	return (*said)++;
}

/* --- the day --- */

static void day_opened(struct state *state, const struct record *record)
{
	keep_what_lasts(state, record);
	state_index_clear_tickets(state);
	state_index_clear_keys(state);
	memset(state->tickets, 0, (state->ticket_count + 1) * sizeof state->tickets[0]);
	memset(state->legs, 0, (state->leg_count + 1) * sizeof state->legs[0]);
	memset(state->keys, 0, state->key_count * sizeof state->keys[0]);
	memset(state->keypads, 0, state->keypad_count * sizeof state->keypads[0]);
	memset(state->keypad_index, 0, sizeof state->keypad_index);
	memset(state->windows, 0, state->hall.window_count * sizeof state->windows[0]);
	memset(state->undo, 0, state->hall.window_count * sizeof state->undo[0]);
	memset(state->queues, 0, sizeof state->queues);
	memset(state->agents, 0, (state->agent_count + 1) * sizeof state->agents[0]);
	memset(state->lines, 0, sizeof state->lines);
	state->ticket_count = state->leg_count = state->key_count = state->keypad_count = 0;
	state->waiting = state->active = state->ratings_open = state->prints_pending = 0;
	state->held = state->awaiting = state->armed = state->delayed = state->kept = 0;
	state->untold = 0;
	state->away = state->extra_legs = 0;
	state->evacuated_us = 0;
	state->agent_count = 0;
	if (state->has_hall)
		hall_apply_drop_draining(state);
	state->date = record->date;
	state->utc_offset_s = record->utc_offset_s;
	state->day_open = true;
	state->day_sequence = record->sequence;
	state_index_bookings(state);
	quota_recount(state);
	hall_apply_date(state);
}

static uint32_t larger(uint32_t one, uint32_t other)
{
	return one > other ? one : other;
}

/* The serials go on where they were, also when none that was given is left. */
static void day_carried(struct state *state, const struct record *record)
{
	assert(state->carry == 1 && (uint64_t)record->value == state->day_sequence);
	state->carry = 0;
	state->warning_serial = larger(state->warning_serial, record->warning);
	state->followup_serial = larger(state->followup_serial, record->followup);
	state->announcement_serial = larger(state->announcement_serial, record->announcement);
}

void apply_day(struct state *state, const struct record *record)
{
	switch ((enum record_kind)record->kind) {
	case RECORD_DAY_OPENED:
		return day_opened(state, record);
	case RECORD_DAY_CARRIED:
		day_carried(state, record);
		return warning_index_all(state);
	default:
		assert(false && "not a day's record");
	}
}
