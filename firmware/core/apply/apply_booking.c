/* The records of appointments and bans become true. */
#include "apply_parts.h"

#include "calendar.h"
#include "quota.h"
#include "state_index.h"

static struct booking *booking_of(struct state *state, const struct record *record)
{
	const struct booking *known = state_find_booking(state, record->booking);
	assert(known != NULL);
	return &state->bookings[known - state->bookings];
}

/* Made now, or said again by a start that reads the day from its begin. */
static void booked(struct state *state, const struct record *record)
{
	assert(state->booking_count < BOOKINGS_MAX);
	struct booking *booking = &state->bookings[state->booking_count++];
	memset(booking, 0, sizeof *booking);
	APPLY_TEXT(booking->code, record->booking);
	APPLY_TEXT(booking->service, record->service);
	booking->person = record->person;
	booking->phone = record->phone;
	booking->slot_us = record->slot_us;
	booking->booked_us = record->place_us ? record->place_us : record->time_us;
	booking->state = BOOKING_BOOKED;
	booking->channel = record->channel;
	booking->carried = true;
	state_index_booking(state, state->booking_count);
	quota_count_booking(state, booking, 1);
}

static void carried(struct state *state, const struct record *record)
{
	const struct booking *known = state_find_booking(state, record->booking);
	if (known)
		apply_carried(state, &state->bookings[known - state->bookings].carried);
	else
		booked(state, record);
}

static void ended(struct state *state, const struct record *record, enum booking_state as)
{
	struct booking *booking = booking_of(state, record);
	assert(booking->state == BOOKING_BOOKED);
	quota_count_booking(state, booking, -1);
	booking->state = (uint8_t)as;
	if (as == BOOKING_CHECKED_IN)
		booking->ticket = record->ticket;
}

static void moved(struct state *state, const struct record *record)
{
	struct booking *booking = booking_of(state, record);
	uint32_t number = (uint32_t)(booking - state->bookings) + 1;
	bool other_day = calendar_local_date(booking->slot_us, state->utc_offset_s) !=
			 calendar_local_date(record->slot_us, state->utc_offset_s);
	assert(booking->state == BOOKING_BOOKED);
	quota_count_booking(state, booking, -1);
	state_unindex_booking_day(state, number);
	booking->slot_us = record->slot_us;
	/* Hashes of another day's key would name nobody there. */
	if (other_day || record->person)
		booking->person = record->person;
	if (other_day || record->phone)
		booking->phone = record->phone;
	state_index_booking_day(state, number);
	quota_count_booking(state, booking, 1);
}

static void banned(struct state *state, const struct record *record)
{
	for (uint32_t i = 0; i < state->ban_count; i++)
		if (state->bans[i].person == record->person && state->bans[i].date == record->date)
			return apply_carried(state, &state->bans[i].carried);
	assert(state->ban_count < BANS_MAX);
	state->bans[state->ban_count++] = (struct ban){
		.person = record->person,
		.date = record->date,
		.carried = true,
	};
}

void apply_booking(struct state *state, const struct record *record)
{
	switch ((enum record_kind)record->kind) {
	case RECORD_BOOKED:
		return booked(state, record);
	case RECORD_BOOKING_CARRIED:
		return carried(state, record);
	case RECORD_BOOKING_CANCELLED:
		return ended(state, record, BOOKING_CANCELLED);
	case RECORD_BOOKING_BREACHED:
		return ended(state, record, BOOKING_BREACHED);
	case RECORD_BOOKING_CHECKED_IN:
		return ended(state, record, BOOKING_CHECKED_IN);
	case RECORD_BOOKING_MOVED:
		return moved(state, record);
	case RECORD_PERSON_BANNED:
	case RECORD_BAN_CARRIED:
		return banned(state, record);
	default:
		assert(false && "not an appointment's record");
	}
}
