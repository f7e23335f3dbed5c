/* What time and a new hall file do to appointments: nobody came, or the day is closed. */
#include "booking.h"

#include "calendar.h"

enum { DAY_CLOSED = 1 }; /* reason_code of BOOKING_CANCELLED */

static int64_t close_us(const struct state *state, const char *service, int32_t date)
{
	return calendar_close_utc(&state->hall, service, date, state->utc_offset_s);
}

int64_t booking_due(const struct state *state)
{
	int64_t due = INT64_MAX;
	for (int i = 0; i < state->hall.service_count; i++) {
		if (state->queues[i].booked == 0)
			continue;
		int64_t close = close_us(state, state->hall.services[i].code, state->date);
		due = close < due ? close : due;
	}
	return due;
}

bool booking_write_due(const struct decision *decision, bool day_over)
{
	const struct state *state = decision->state;
	int64_t now_us = decision->command->time_us;
	int32_t last = state->date;
	/* Days that nobody opened, as the power was off, are over too. */
	if (day_over) {
		int32_t next = calendar_service_date(&state->hall, now_us,
						     decision->command->utc_offset_s);
		last = next - 1 > last ? next - 1 : last;
	} else if (booking_due(state) > now_us) {
		return true;
	}
	for (uint32_t i = 0; i < state->booking_count; i++) {
		const struct booking *booking = &state->bookings[i];
		int32_t date = calendar_local_date(booking->slot_us, state->utc_offset_s);
		if (booking->state != BOOKING_BOOKED || date > last)
			continue;
		int64_t close = close_us(state, booking->service, date);
		if (!day_over &&
		    (close > now_us || state_find_service(state, booking->service) < 0))
			continue;
		if (decision_room(decision) == 0)
			return false;
		struct record *record = decision_add(decision, close ? RECORD_BOOKING_BREACHED
								     : RECORD_BOOKING_CANCELLED);
		decision_text(record->booking, booking->code);
		record->reason_code = close ? 0 : DAY_CLOSED;
	}
	return true;
}

bool booking_stranded(const struct state *state, const struct hall *hall,
		      const struct booking *booking)
{
	int32_t date = calendar_local_date(booking->slot_us, state->utc_offset_s);
	unsigned minute = calendar_local_minute(booking->slot_us, state->utc_offset_s);
	return hall_find_service(hall, booking->service) < 0 ||
	       !calendar_open(hall, booking->service, date, minute);
}

void booking_write_stranded(const struct decision *decision, const struct hall *hall,
			    uint32_t reserve)
{
	const struct state *state = decision->state;
	for (uint32_t i = 0; i < state->booking_count; i++) {
		const struct booking *booking = &state->bookings[i];
		if (decision_room(decision) <= reserve)
			return;
		if (booking->state != BOOKING_BOOKED ||
		    booking->slot_us <= decision->command->time_us ||
		    !booking_stranded(state, hall, booking))
			continue;
		struct record *record = decision_add(decision, RECORD_BOOKING_CANCELLED);
		decision_text(record->booking, booking->code);
		record->reason_code = DAY_CLOSED;
	}
}
