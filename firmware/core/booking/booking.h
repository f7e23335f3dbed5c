/* Appointments: their slots, what is left of them, and what time does to them. */
#ifndef JIAOHAO_BOOKING_H
#define JIAOHAO_BOOKING_H

#include "decision.h"

enum { BOOKING_SLOTS_MAX = 512 }; /* of one day */

struct booking_slot {
	int64_t slot_us;
	uint32_t left; /* places */
};

/** Does this service (index) take appointments at all? */
bool booking_offered(const struct state *state, int service);
/** The slots of a service on a date, in order, full and past ones included. Their number. */
uint32_t booking_slots(const struct state *state, int service, int32_t date,
		       struct booking_slot slots[BOOKING_SLOTS_MAX]);
/** Is this where one of the service's slots begins? */
bool booking_is_slot(const struct state *state, int service, int64_t slot_us);
/** Places left in a slot; 0: full, or there is no such slot. Counts the slot, and the quotas that
 *  appointments use up: of the day, the session and online. */
uint32_t booking_slot_left(const struct state *state, int service, int64_t slot_us);
/** The first slot with a place left that begins after @p from_us, as far ahead as the hall books;
 *  0: none. This is what is offered when today's numbers are gone. */
int64_t booking_next_slot(const struct state *state, int service, int64_t from_us);
/** May a booking lie on this date, looked at from this one? */
bool booking_date_ahead(const struct state *state, int32_t date);
/** Is the service open at a booked moment? A hall file that closes a day strands its bookings. */
bool booking_stranded(const struct state *state, const struct hall *hall,
		      const struct booking *booking);

/** When the next appointments of today are breached: at their service's close. INT64_MAX: none. */
int64_t booking_due(const struct state *state);
/** Writes what is due: breached, or cancelled where the service did not open today. @p day_over: of
 *  the whole day. False: there was no room for all of them. */
bool booking_write_due(const struct decision *decision, bool day_over);
/** Cancels the bookings that @p hall strands, as many as there is room for but for @p reserve
 *  records; the others are cancelled when their day closes. */
void booking_write_stranded(const struct decision *decision, const struct hall *hall,
			    uint32_t reserve);

#endif
