/* Starting over, copying, and the names of states. Changes to a state are made by apply alone. */
#include "state_index.h"

#include <stddef.h>
#include <string.h>

/* The arrays that grow with the day. */
static void clear_day(struct state *state)
{
	state_index_clear_tickets(state);
	state_index_clear_keys(state);
	memset(state->tickets, 0, (state->ticket_count + 1) * sizeof state->tickets[0]);
	memset(state->keys, 0, state->key_count * sizeof state->keys[0]);
	memset(state->legs, 0, (state->leg_count + 1) * sizeof state->legs[0]);
}

/* Those that outlive a day. */
static void clear_lasting(struct state *state)
{
	if (state->booking_count) {
		memset(state->booking_index, 0, sizeof state->booking_index);
		memset(state->booking_days, 0, sizeof state->booking_days);
	}
	memset(state->bookings, 0, state->booking_count * sizeof state->bookings[0]);
	memset(state->bans, 0, state->ban_count * sizeof state->bans[0]);
	memset(state->later, 0, state->later_count * sizeof state->later[0]);
	memset(state->followups, 0, state->followup_count * sizeof state->followups[0]);
	memset(state->warnings, 0, state->warning_count * sizeof state->warnings[0]);
}

void state_reset(struct state *state)
{
	clear_day(state);
	clear_lasting(state);
	/* The hall's part, which lies before them. */
	memset(state, 0, offsetof(struct state, ticket_index));
}

/* The hall's part. Rows of windows nobody has are left alone: their pages need not exist. */
static void copy_hall(struct state *to, const struct state *from)
{
	const unsigned old = to->hall.window_count, now = from->hall.window_count;
	const unsigned rows = old > now ? old : now;
	const uint32_t agents =
		to->agent_count > from->agent_count ? to->agent_count : from->agent_count;
	memcpy(to->windows, from->windows, rows * sizeof to->windows[0]);
	memcpy(to->undo, from->undo, rows * sizeof to->undo[0]);
	memcpy(to->serves, from->serves, rows * sizeof to->serves[0]);
	memcpy(to->helps, from->helps, rows * sizeof to->helps[0]);
	memcpy(to->weights, from->weights, rows * sizeof to->weights[0]);
	memcpy(to->agents, from->agents, (agents + 1) * sizeof to->agents[0]);
	memcpy(to->keypads, from->keypads, sizeof to->keypads);
	memcpy(to->queues, from->queues, sizeof to->queues);
	memcpy(to->queue_of, from->queue_of, sizeof to->queue_of);
	memcpy(to->lines, from->lines, sizeof to->lines);
	memcpy(to->announcements, from->announcements, sizeof to->announcements);
	memcpy(to->service_index, from->service_index, sizeof to->service_index);
	memcpy(to->window_index, from->window_index, sizeof to->window_index);
	memcpy(to->keypad_index, from->keypad_index, sizeof to->keypad_index);
	hall_copy(&to->hall, &from->hall);
}

void state_copy(struct state *to, const struct state *from)
{
	if (to == from)
		return;
	clear_day(to);
	clear_lasting(to);
	copy_hall(to, from);
	memcpy(to, from, offsetof(struct state, hall));
	memcpy(to->tickets, from->tickets, (from->ticket_count + 1) * sizeof to->tickets[0]);
	memcpy(to->keys, from->keys, from->key_count * sizeof to->keys[0]);
	memcpy(to->legs, from->legs, (from->leg_count + 1) * sizeof to->legs[0]);
	memcpy(to->bookings, from->bookings, from->booking_count * sizeof to->bookings[0]);
	memcpy(to->bans, from->bans, from->ban_count * sizeof to->bans[0]);
	memcpy(to->later, from->later, from->later_count * sizeof to->later[0]);
	memcpy(to->followups, from->followups, from->followup_count * sizeof to->followups[0]);
	memcpy(to->warnings, from->warnings, from->warning_count * sizeof to->warnings[0]);
	for (uint32_t i = 1; i <= to->ticket_count; i++)
		state_index_ticket(to, i);
	for (uint32_t i = 0; i < to->key_count; i++)
		state_index_key(to, i);
	for (uint32_t i = 1; i <= to->booking_count; i++)
		state_index_booking(to, i);
}

bool state_service_used(const struct state *state, int service)
{
	if (state->queues[service].issued)
		return true;
	for (uint32_t i = 1; i <= state->ticket_count; i++)
		if (state->tickets[i].service == service)
			return true;
	for (uint32_t i = 1; i <= state->leg_count; i++)
		if (state->legs[i].ticket && state->legs[i].service == service)
			return true;
	return false;
}

uint16_t state_find_agent(const struct state *state, const char *name)
{
	for (uint32_t i = 1; i <= state->agent_count; i++)
		if (strcmp(state->agents[i], name) == 0)
			return (uint16_t)i;
	return 0;
}

const struct booking *state_booking_of_key(const struct state *state,
					   const struct command_key *key)
{
	const struct key_entry *entry = state_find_key(state, key);
	if (entry == NULL || entry->last_kind != RECORD_BOOKED || entry->ticket == 0)
		return NULL;
	return &state->bookings[entry->ticket - 1];
}

uint32_t state_find_leg(const struct state *state, uint32_t ticket, unsigned number)
{
	uint32_t leg = state->tickets[ticket].first_leg;
	while (leg && state->legs[leg].number != number)
		leg = state->legs[leg].next;
	return leg;
}

uint32_t state_rateable_leg(const struct state *state, uint32_t ticket)
{
	uint32_t last = 0;
	for (uint32_t leg = state->tickets[ticket].first_leg; leg; leg = state->legs[leg].next)
		if (state->legs[leg].ended == TICKET_FINISHED)
			last = leg;
	return last;
}

const struct later_rating *state_find_later(const struct state *state,
					    const uint8_t ticket_id[TICKET_ID_BYTES], unsigned leg)
{
	const struct later_rating *found = NULL;
	for (uint32_t i = 0; i < state->later_count; i++) {
		const struct later_rating *later = &state->later[i];
		if (memcmp(later->ticket_id, ticket_id, TICKET_ID_BYTES) == 0 &&
		    (later->leg == leg || (leg == 0 && (!found || found->leg < later->leg))))
			found = later;
	}
	return found;
}

bool state_evacuating(const struct state *state)
{
	for (uint32_t i = 0; i < state->announcement_count; i++)
		if (state->announcements[i].level == ANNOUNCE_EVACUATE)
			return true;
	return false;
}

const char *ticket_state_name(enum ticket_state state)
{
	switch (state) {
	case TICKET_NONE:
		return "none";
	case TICKET_WAITING:
		return "waiting";
	case TICKET_CALLED:
		return "called";
	case TICKET_SERVING:
		return "serving";
	case TICKET_FINISHED:
		return "finished";
	case TICKET_NO_SHOW:
		return "no_show";
	case TICKET_CANCELLED:
		return "cancelled";
	case TICKET_EXPIRED:
		return "expired";
	case TICKET_HELD:
		return "held";
	case TICKET_AWAITING:
		return "awaiting";
	case TICKET_VOID:
		return "void";
	}
	return "unknown";
}

const char *window_state_name(enum window_state state)
{
	switch (state) {
	case WINDOW_CLOSED:
		return "closed";
	case WINDOW_IDLE:
		return "idle";
	case WINDOW_PAUSED:
		return "paused";
	case WINDOW_CALLED:
		return "called";
	case WINDOW_SERVING:
		return "serving";
	}
	return "unknown";
}

const char *print_state_name(enum print_state state)
{
	switch (state) {
	case PRINT_NONE:
		return "none";
	case PRINT_PENDING:
		return "pending";
	case PRINT_DONE:
		return "printed";
	case PRINT_FAILED:
		return "failed";
	case PRINT_UNKNOWN:
		return "unknown";
	}
	return "unknown";
}
