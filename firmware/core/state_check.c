/* Is this a state that the records could have made? Every invariant in words. Reads only. */
#include "state.h"

#include <string.h>

static const char *check_ticket(const struct state *state, uint32_t serial)
{
	const struct ticket *ticket = &state->tickets[serial];
	if (ticket->state == TICKET_NONE || ticket->state > TICKET_EXPIRED)
		return "a ticket has no state";
	if (ticket->service < 0 || ticket->service >= state->hall.service_count)
		return "a ticket's service is not in the hall";
	if (ticket->window < -1 || ticket->window >= state->hall.window_count)
		return "a ticket's window is not in the hall";
	if (state_find_ticket(state, ticket->id) != serial)
		return "a ticket is not found by its id";
	if (ticket->state == TICKET_CALLED || ticket->state == TICKET_SERVING) {
		if (ticket->window < 0 || state->windows[ticket->window].ticket != serial)
			return "a ticket in hand is at no window";
		if (ticket->calls == 0)
			return "a ticket is in hand without a call";
	}
	if (ticket->state != TICKET_WAITING && (ticket->previous || ticket->next))
		return "a ticket that does not wait is in a queue";
	if (ticket->rating != RATING_NONE && ticket->state != TICKET_FINISHED)
		return "a rating belongs to a leg that is not finished";
	if (ticket->rating == RATING_OPEN &&
	    (ticket->window < 0 || state->windows[ticket->window].rating != serial))
		return "an open rating is at no window";
	if ((ticket->rating == RATING_GIVEN) != (ticket->level > 0) || ticket->level > 5)
		return "a rating's level is missing or not between 1 and 5";
	return NULL;
}

static const char *check_tickets(const struct state *state)
{
	uint32_t waiting = 0, active = 0, ratings = 0, prints = 0;
	for (uint32_t i = 1; i <= state->ticket_count; i++) {
		const struct ticket *ticket = &state->tickets[i];
		const char *problem = check_ticket(state, i);
		if (problem)
			return problem;
		waiting += ticket->state == TICKET_WAITING;
		active += ticket->state == TICKET_CALLED || ticket->state == TICKET_SERVING;
		ratings += ticket->rating == RATING_OPEN;
		prints += ticket->print == PRINT_PENDING;
	}
	if (waiting != state->waiting)
		return "the count of waiting tickets is wrong";
	if (active != state->active)
		return "the count of tickets in hand is wrong";
	if (ratings != state->ratings_open)
		return "the count of open ratings is wrong";
	return prints != state->prints_pending ? "the count of pending prints is wrong" : NULL;
}

static uint32_t number_hash(const char *number)
{
	uint32_t hash = 2166136261u;
	for (; *number; number++)
		hash = (hash ^ (uint8_t)*number) * 16777619u;
	return hash ^ hash >> 15;
}

/* A table on the stack, never more than about half full. Large days use all of it, small ones a
 * small part. */
static const char *check_numbers(const struct state *state)
{
	enum { SLOTS_MAX = 65536 };
	uint16_t slots[SLOTS_MAX];
	uint32_t size = 64;
	while (size < SLOTS_MAX && size < state->ticket_count * 2)
		size *= 2;
	memset(slots, 0, size * sizeof slots[0]);
	for (uint32_t i = 1; i <= state->ticket_count; i++) {
		const char *number = state->tickets[i].number;
		uint32_t slot = number_hash(number) % size;
		for (; slots[slot]; slot = (slot + 1) % size)
			if (strcmp(state->tickets[slots[slot]].number, number) == 0)
				return "a number was issued twice";
		slots[slot] = (uint16_t)i;
	}
	return NULL;
}

static const char *check_window(const struct state *state, int index)
{
	const struct window *window = &state->windows[index];
	if (window->ticket > state->ticket_count || window->rating > state->ticket_count)
		return "a window has a ticket that was never issued";
	const struct ticket *ticket = &state->tickets[window->ticket];
	switch ((enum window_state)window->state) {
	case WINDOW_CALLED:
	case WINDOW_SERVING:
		if (window->ticket == 0 || ticket->window != index)
			return "a busy window has nobody in hand";
		if (ticket->state !=
		    (window->state == WINDOW_CALLED ? TICKET_CALLED : TICKET_SERVING))
			return "a window and its ticket disagree";
		break;
	case WINDOW_CLOSED:
	case WINDOW_IDLE:
	case WINDOW_PAUSED:
		if (window->ticket)
			return "a window that is not busy has a ticket in hand";
		if (window->paused != (window->state == WINDOW_PAUSED))
			return "a window's pause is not what it shows";
		break;
	default:
		return "a window has no state";
	}
	if (window->rating) {
		ticket = &state->tickets[window->rating];
		if (ticket->rating != RATING_OPEN || ticket->window != index)
			return "a window waits for a rating that is not open";
	}
	if (state_find_window(state, state->hall.windows[index].no) != index)
		return "a window is not found by its number";
	return NULL;
}

static const char *check_queue(const struct state *state, int service)
{
	const struct queue *queue = &state->queues[service];
	uint32_t count = 0, previous = 0;
	for (uint32_t i = queue->first; i; i = state->tickets[i].next) {
		const struct ticket *ticket = &state->tickets[i];
		if (i > state->ticket_count || ticket->state != TICKET_WAITING ||
		    ticket->service != service)
			return "a queue holds a ticket that does not wait in it";
		if (ticket->previous != previous || i <= previous)
			return "a queue's order is broken";
		previous = i;
		count++;
	}
	if (queue->last != previous || queue->waiting != count)
		return "a queue's end or count is wrong";
	if (state_find_service(state, state->hall.services[service].code) != service)
		return "a service is not found by its code";
	return NULL;
}

const char *state_check(const struct state *state)
{
	const char *problem = check_tickets(state);
	if (problem == NULL)
		problem = check_numbers(state);
	for (int i = 0; i < state->hall.window_count && problem == NULL; i++)
		problem = check_window(state, i);
	for (int i = 0; i < state->hall.service_count && problem == NULL; i++)
		problem = check_queue(state, i);
	for (uint32_t i = 0; i < state->keypad_count && problem == NULL; i++)
		if (state_find_keypad(state, state->keypads[i].device) != &state->keypads[i])
			problem = "a keypad is not found by its name";
	for (uint32_t i = 0; i < state->key_count && problem == NULL; i++)
		if (state_find_key(state, &state->keys[i].key) != &state->keys[i])
			problem = "a command's key is not found";
	return problem;
}
