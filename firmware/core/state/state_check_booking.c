/* Invariants of appointments, of what they keep back of today's numbers, and of who holds which
 * ticket. Part of state_check; reads only. */
#include "state_check.h"

#include "calendar.h"

#include <string.h>

static const char *check_booking(const struct state *state, uint32_t number)
{
	const struct booking *booking = &state->bookings[number - 1];
	if (booking->state == BOOKING_NONE || booking->state > BOOKING_BREACHED)
		return "a booking has no state";
	if (state_find_booking(state, booking->code) != booking)
		return "a booking is not found by its code, or two have the same";
	int32_t date = calendar_local_date(booking->slot_us, state->utc_offset_s);
	uint32_t listed = state_bookings_of(state, booking->service, date);
	while (listed && listed != number)
		listed = state_bookings_next(state, listed);
	if (listed == 0)
		return "a booking is not found by its day";
	if ((booking->state == BOOKING_CHECKED_IN) != (booking->ticket != 0))
		return "a booking has a ticket and is not checked in, or is and has none";
	if (booking->ticket == 0)
		return NULL;
	const struct ticket *ticket = &state->tickets[booking->ticket];
	if (booking->ticket > state->ticket_count || ticket->channel != ISSUED_APPOINTMENT ||
	    strcmp(ticket->booking, booking->code) != 0)
		return "a booking's ticket is another's";
	if (!ticket->late && ticket->leg == 1 && ticket->no_shows == 0 && !ticket->postponed &&
	    ticket->place_us != booking->slot_us)
		return "who checked in on time does not stand by the slot's time";
	return NULL;
}

/* What the queues keep back is what is outstanding. */
static const char *check_kept(const struct state *state)
{
	uint32_t today = 0, kept = 0;
	for (uint32_t i = 0; i < state->booking_count; i++)
		today += state->bookings[i].state == BOOKING_BOOKED &&
			 state_find_service(state, state->bookings[i].service) >= 0 &&
			 calendar_local_date(state->bookings[i].slot_us, state->utc_offset_s) ==
				 state->date;
	for (int i = 0; i < state->hall.service_count; i++) {
		const struct queue *queue = &state->queues[i];
		kept += queue->booked;
		for (unsigned j = 0; j < SPANS_MAX; j++)
			if (queue->booked_session[j] > queue->booked)
				return "a session has more appointments than its day";
	}
	return today != kept ? "the count of today's appointments is wrong" : NULL;
}

const char *state_check_bookings(const struct state *state)
{
	for (uint32_t i = 1; i <= state->booking_count; i++) {
		const char *problem = check_booking(state, i);
		if (problem)
			return problem;
	}
	return check_kept(state);
}

const char *state_check_holder(const struct state *state, uint32_t serial)
{
	const struct ticket *ticket = &state->tickets[serial];
	if (ticket->person_before >= serial || ticket->phone_before >= serial)
		return "somebody's earlier ticket is a later one";
	if (ticket->person_before && state->tickets[ticket->person_before].person != ticket->person)
		return "somebody's earlier ticket is another's";
	if (ticket->phone_before && state->tickets[ticket->phone_before].phone != ticket->phone)
		return "a phone's earlier ticket is another's";
	uint32_t last = state_last_of_person(state, ticket->person);
	if (ticket->person && (last < serial || state->tickets[last].person != ticket->person))
		return "a ticket is not found by its person";
	last = state_last_of_phone(state, ticket->phone);
	if (ticket->phone && (last < serial || state->tickets[last].phone != ticket->phone))
		return "a ticket is not found by its phone";
	return NULL;
}
