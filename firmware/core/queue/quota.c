/* The quotas of a service, and what has been taken of them. A service's session begins with its
 * opening and ends with the next one's; between two sessions the one to come counts. */
#include "quota.h"

#include "calendar.h"

#include <string.h>

enum { LAST_NUMBER = 9999 };

static uint32_t least(uint32_t one, uint32_t other)
{
	return one < other ? one : other;
}

static uint32_t left_of(uint32_t quota, uint32_t taken)
{
	return quota > taken ? quota - taken : 0;
}

static bool has_sessions(const struct service *service)
{
	for (unsigned i = 0; i < SPANS_MAX; i++)
		if (service->quota_sessions[i])
			return true;
	return false;
}

/* -1: none that has a quota. */
static int session_of(const struct state *state, int service, int64_t time_us)
{
	const struct service *about = &state->hall.services[service];
	if (!has_sessions(about))
		return -1;
	int32_t date = calendar_local_date(time_us, state->utc_offset_s);
	int session = calendar_session(&state->hall, about->code, date,
				       calendar_local_minute(time_us, state->utc_offset_s));
	return session < SPANS_MAX && session >= 0 && about->quota_sessions[session] ? session : -1;
}

uint32_t quota_next_number(const struct state *state, int service)
{
	const struct service *row = &state->hall.services[state->queue_of[service]];
	uint32_t next = state->queues[state->queue_of[service]].last_number + 1;
	uint32_t first = row->first_number ? row->first_number : state->hall.first_number;
	uint32_t last = row->last_number ? row->last_number : LAST_NUMBER;
	if (next < first)
		next = first;
	return next > last || state->ticket_count == TICKETS_MAX ? 0 : next;
}

static uint32_t numbers_left(const struct state *state, int service)
{
	const struct service *row = &state->hall.services[state->queue_of[service]];
	uint32_t next = quota_next_number(state, service);
	if (next == 0)
		return 0;
	uint32_t last = row->last_number ? row->last_number : LAST_NUMBER;
	return least(last - next + 1, TICKETS_MAX - state->ticket_count);
}

uint32_t quota_left(const struct state *state, int service, enum issue_channel channel,
		    int64_t time_us)
{
	const struct service *about = &state->hall.services[service];
	const struct queue *queue = &state->queues[service];
	uint32_t left = left_of(numbers_left(state, service), queue->booked);
	if (about->quota_day)
		left = least(left, left_of(about->quota_day, queue->issued + queue->booked));
	if (about->quota_online && channel == ISSUED_ONLINE)
		left = least(left,
			     left_of(about->quota_online, queue->issued_online + queue->booked));
	if (about->quota_site && channel != ISSUED_ONLINE)
		left = least(left, left_of(about->quota_site, queue->issued_site));
	int session = session_of(state, service, time_us);
	if (session >= 0)
		left = least(left, left_of(about->quota_sessions[session],
					   queue->issued_session[session] +
						   queue->booked_session[session]));
	return left;
}

/* The service a number was taken for. */
static int taken_for(const struct state *state, const struct ticket *ticket)
{
	return ticket->first_leg ? state->legs[ticket->first_leg].service : ticket->service;
}

bool quota_allows(const struct state *state, int service, uint64_t person, uint64_t phone)
{
	const struct service *about = &state->hall.services[service];
	unsigned taken = 0;
	if (person && about->quota_person) {
		for (uint32_t i = state_last_of_person(state, person); i;
		     i = state->tickets[i].person_before)
			taken += taken_for(state, &state->tickets[i]) == service;
		if (taken >= about->quota_person)
			return false;
	}
	taken = 0;
	if (phone && about->quota_phone) {
		for (uint32_t i = state_last_of_phone(state, phone); i;
		     i = state->tickets[i].phone_before)
			taken += taken_for(state, &state->tickets[i]) == service;
		if (taken >= about->quota_phone)
			return false;
	}
	return true;
}

static bool unfinished(const struct state *state, const struct ticket *ticket)
{
	switch ((enum ticket_state)ticket->state) {
	case TICKET_WAITING:
	case TICKET_CALLED:
	case TICKET_SERVING:
	case TICKET_HELD:
	case TICKET_AWAITING:
		return true;
	case TICKET_NO_SHOW: /* kept for who comes late */
		return state->hall.no_show_mode == NO_SHOW_KEEP;
	default:
		return false;
	}
}

uint32_t quota_held(const struct state *state, int service, uint64_t person)
{
	if (person == 0)
		return 0;
	for (uint32_t i = state_last_of_person(state, person); i;
	     i = state->tickets[i].person_before) {
		const struct ticket *ticket = &state->tickets[i];
		if (!unfinished(state, ticket))
			continue;
		if (ticket->service == service)
			return i;
		for (unsigned j = 0; j < ticket->plan_count; j++)
			if (ticket->plan[j] == service)
				return i;
	}
	return 0;
}

/* The moment a ticket counts for. */
static int64_t counts_at(const struct state *state, const struct ticket *ticket)
{
	const struct booking *booking =
		ticket->booking[0] ? state_find_booking(state, ticket->booking) : NULL;
	return booking ? booking->slot_us : ticket->issued_us;
}

void quota_count(struct state *state, int service, const struct ticket *ticket)
{
	struct queue *queue = &state->queues[service];
	int session = session_of(state, service, counts_at(state, ticket));
	queue->issued++;
	if (ticket->channel == ISSUED_ONLINE || ticket->channel == ISSUED_APPOINTMENT)
		queue->issued_online++;
	else
		queue->issued_site++;
	if (session >= 0)
		queue->issued_session[session]++;
}

void quota_count_booking(struct state *state, const struct booking *booking, int by)
{
	int service = state_find_service(state, booking->service);
	if (service < 0 ||
	    calendar_local_date(booking->slot_us, state->utc_offset_s) != state->date)
		return;
	struct queue *queue = &state->queues[service];
	int session = session_of(state, service, booking->slot_us);
	queue->booked += (uint32_t)by;
	if (session >= 0)
		queue->booked_session[session] += (uint32_t)by;
}

void quota_recount(struct state *state)
{
	for (unsigned i = 0; i < SERVICES_MAX; i++) {
		struct queue *queue = &state->queues[i];
		queue->booked = 0;
		memset(queue->booked_session, 0, sizeof queue->booked_session);
		memset(queue->issued_session, 0, sizeof queue->issued_session);
	}
	for (uint32_t i = 0; i < state->booking_count; i++)
		if (state->bookings[i].state == BOOKING_BOOKED)
			quota_count_booking(state, &state->bookings[i], 1);
	for (uint32_t i = 1; i <= state->ticket_count; i++) {
		const struct ticket *ticket = &state->tickets[i];
		int service = taken_for(state, ticket);
		if (ticket->parent || ticket->channel == ISSUED_WALK_IN || service < 0)
			continue;
		int session = session_of(state, service, counts_at(state, ticket));
		if (session >= 0)
			state->queues[service].issued_session[session]++;
	}
}
