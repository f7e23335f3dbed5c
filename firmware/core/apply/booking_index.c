/* Finding appointments: by code, and those of one service and day. Codes go into an open addressing
 * table as in state_index.c; the days are chains, from which a moved one can be taken out. */
#include "state_index.h"

#include "calendar.h"

#include <string.h>

enum {
	CODE_SLOTS = sizeof((struct state *)0)->booking_index / sizeof(uint16_t),
	DAY_SLOTS = sizeof((struct state *)0)->booking_days / sizeof(uint16_t),
};

static uint32_t hash_text(const char *text, uint32_t hash)
{
	for (; *text; text++)
		hash = (hash ^ (uint8_t)*text) * 16777619u;
	return hash ^ hash >> 15;
}

static uint32_t code_slot(const struct state *state, const char *code)
{
	uint32_t slot = hash_text(code, 2166136261u) % CODE_SLOTS;
	while (state->booking_index[slot] &&
	       strcmp(state->bookings[state->booking_index[slot] - 1].code, code) != 0)
		slot = (slot + 1) % CODE_SLOTS;
	return slot;
}

const struct booking *state_find_booking(const struct state *state, const char *code)
{
	uint16_t found = state->booking_index[code_slot(state, code)];
	return found ? &state->bookings[found - 1] : NULL;
}

static int32_t date_of(const struct state *state, const struct booking *booking)
{
	return calendar_local_date(booking->slot_us, state->utc_offset_s);
}

static uint32_t day_slot(const char *service, int32_t date)
{
	return hash_text(service, (uint32_t)date * 2654435761u) % DAY_SLOTS;
}

/* The next of the same service and day at or after @p booking in a chain; 0: none. */
static uint32_t same_day(const struct state *state, uint32_t booking, const char *service,
			 int32_t date)
{
	while (booking && (date_of(state, &state->bookings[booking - 1]) != date ||
			   strcmp(state->bookings[booking - 1].service, service) != 0))
		booking = state->bookings[booking - 1].next_that_day;
	return booking;
}

uint32_t state_bookings_of(const struct state *state, const char *service, int32_t date)
{
	return same_day(state, state->booking_days[day_slot(service, date)], service, date);
}

uint32_t state_bookings_next(const struct state *state, uint32_t booking)
{
	const struct booking *one = &state->bookings[booking - 1];
	return same_day(state, one->next_that_day, one->service, date_of(state, one));
}

void state_index_booking_day(struct state *state, uint32_t booking)
{
	struct booking *added = &state->bookings[booking - 1];
	uint16_t *first = &state->booking_days[day_slot(added->service, date_of(state, added))];
	added->next_that_day = *first;
	*first = (uint16_t)booking;
}

void state_unindex_booking_day(struct state *state, uint32_t booking)
{
	struct booking *gone = &state->bookings[booking - 1];
	uint16_t *link = &state->booking_days[day_slot(gone->service, date_of(state, gone))];
	while (*link != booking)
		link = &state->bookings[*link - 1].next_that_day;
	*link = gone->next_that_day;
	gone->next_that_day = 0;
}

void state_index_booking(struct state *state, uint32_t booking)
{
	const char *code = state->bookings[booking - 1].code;
	state->booking_index[code_slot(state, code)] = (uint16_t)booking;
	state_index_booking_day(state, booking);
}

void state_index_bookings(struct state *state)
{
	memset(state->booking_index, 0, sizeof state->booking_index);
	memset(state->booking_days, 0, sizeof state->booking_days);
	for (uint32_t i = 1; i <= state->booking_count; i++)
		state_index_booking(state, i);
}
