/* Is this a state that the records could have made? Every invariant in words. Reads only. */
#include "state_check.h"
#include "heads_up.h"
#include "pager_carry.h"
#include "queue.h"

#include <string.h>

static const char *check_ticket(const struct state *state, uint32_t serial)
{
	const struct ticket *ticket = &state->tickets[serial];
	if (ticket->state == TICKET_NONE || ticket->state > TICKET_VOID)
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
		if (ticket->calls == 0 && ticket->parent == 0 && ticket->channel != ISSUED_WALK_IN)
			return "a ticket is in hand without a call";
	}
	if ((ticket->state == TICKET_WAITING) != (ticket->line != LINE_NONE))
		return "a ticket waits in no line, or is in one and does not wait";
	if (ticket->state != TICKET_WAITING && (ticket->previous || ticket->next))
		return "a ticket that does not wait is in a queue";
	if (ticket->state == TICKET_WAITING && queue_line_of(state, ticket) != ticket->line)
		return "a ticket waits in another line than its own";
	if (ticket->priority >= state->hall.class_count)
		return "a ticket's class is not in the hall";
	if ((ticket->state == TICKET_HELD) != (ticket->held_since_us > 0))
		return "a ticket is held since no time, or is not held and has one";
	if ((ticket->papers > 0) != (ticket->state == TICKET_AWAITING))
		return "a visitor waits for no papers, or papers are under way and he does not";
	if (ticket->away && (ticket->state != TICKET_WAITING || ticket->not_before_us == 0))
		return "a ticket is postponed that does not wait for its time";
	if (ticket->parent && ticket->state == TICKET_CALLED)
		return "somebody was called for a paper";
	if (ticket->pager && (ticket->parent || ticket->number[0] == 0))
		return "a pager was given to somebody without a number";
	if (ticket->parent >= serial)
		return "a paper is older than its visitor's ticket";
	return NULL;
}

static const char *check_tickets(const struct state *state)
{
	uint32_t waiting = 0, active = 0, prints = 0, held = 0, awaiting = 0, delayed = 0;
	uint32_t kept = 0, away = 0, untold = 0;
	uint8_t carried[PAGERS_MAX / 8 + 1] = { 0 };
	for (uint32_t i = 1; i <= state->ticket_count; i++) {
		const struct ticket *ticket = &state->tickets[i];
		const char *problem = check_ticket(state, i);
		if (problem == NULL)
			problem = state_check_holder(state, i);
		if (problem)
			return problem;
		waiting += ticket->state == TICKET_WAITING;
		active += ticket->state == TICKET_CALLED || ticket->state == TICKET_SERVING;
		prints += ticket->print == PRINT_PENDING;
		held += ticket->state == TICKET_HELD;
		awaiting += ticket->state == TICKET_AWAITING;
		delayed += ticket->state == TICKET_WAITING && ticket->not_before_us;
		kept += ticket->state == TICKET_NO_SHOW;
		away += ticket->away;
		untold += ticket->state == TICKET_WAITING && heads_up_open(ticket);
		if (ticket->pager == 0 || pager_carry_is_over(ticket))
			continue;
		if (carried[ticket->pager / 8] >> ticket->pager % 8 & 1)
			return "two visitors carry one pager";
		carried[ticket->pager / 8] |= (uint8_t)(1u << ticket->pager % 8);
	}
	if (untold != state->untold)
		return "the count of heads-ups to come is wrong";
	if (waiting != state->waiting)
		return "the count of waiting tickets is wrong";
	if (active != state->active)
		return "the count of tickets in hand is wrong";
	if (held != state->held || awaiting != state->awaiting || delayed != state->delayed)
		return "the count of held, awaiting or delayed tickets is wrong";
	if (kept != state->kept || away != state->away)
		return "the count of kept or postponed tickets is wrong";
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
		if (number[0] == 0 || state->tickets[i].parent)
			continue; /* a walk-in has none, a paper its visitor's */
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
	if (window->ticket > state->ticket_count || window->rating > state->leg_count)
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
		if (window->armed && window->state != WINDOW_IDLE)
			return "a window that is not idle is armed";
		break;
	default:
		return "a window has no state";
	}
	if (window->rating) {
		const struct leg *leg = &state->legs[window->rating];
		if (leg->rating != RATING_OPEN || leg->window != index)
			return "a window waits for a rating that is not open";
	}
	if (state_find_window(state, state->hall.windows[index].no) != index)
		return "a window is not found by its number";
	return NULL;
}

/* One pass over the tickets: many a window has none that is held. */
static const char *check_windows(const struct state *state)
{
	uint32_t held[WINDOWS_MAX] = { 0 }, armed = 0;
	for (uint32_t i = 1; state->held && i <= state->ticket_count; i++)
		if (state->tickets[i].state == TICKET_HELD && state->tickets[i].window >= 0)
			held[state->tickets[i].window]++;
	for (int i = 0; i < state->hall.window_count; i++) {
		const char *problem = check_window(state, i);
		if (problem)
			return problem;
		if (state->windows[i].held != held[i])
			return "a window's count of held tickets is wrong";
		armed += state->windows[i].armed;
	}
	return armed != state->armed ? "the count of armed windows is wrong" : NULL;
}

static const char *check_leg(const struct state *state, uint32_t index)
{
	const struct leg *leg = &state->legs[index];
	if (leg->ticket == 0) /* taken back */
		return leg->ended != TICKET_NONE || leg->rating != RATING_NONE
			       ? "a leg that was taken back still counts"
			       : NULL;
	if (leg->ticket > state->ticket_count)
		return "a leg belongs to a ticket that was never issued";
	if (leg->next && (leg->next <= index || leg->next > state->leg_count))
		return "a leg's next is not a later one";
	if (leg->rating != RATING_NONE && leg->ended != TICKET_FINISHED)
		return "a rating belongs to a leg that is not finished";
	bool has_level = leg->rating == RATING_GIVEN || leg->rating == RATING_DEFAULTED;
	if (has_level != (leg->level > 0) || leg->level > 5 || leg->rating_changes > 1)
		return "a rating's level is missing or not between 1 and 5";
	if (leg->rating == RATING_OPEN &&
	    (leg->window < 0 || state->windows[leg->window].rating != index))
		return "an open rating is at no window";
	return NULL;
}

static const char *check_legs(const struct state *state)
{
	uint32_t ratings = 0;
	for (uint32_t i = 1; i <= state->leg_count; i++) {
		const char *problem = check_leg(state, i);
		if (problem)
			return problem;
		ratings += state->legs[i].rating == RATING_OPEN;
	}
	return ratings != state->ratings_open ? "the count of open ratings is wrong" : NULL;
}

static const char *check_line(const struct state *state, int index)
{
	const struct line *line = &state->lines[index];
	uint32_t count = 0, previous = 0;
	for (uint32_t i = line->first; i; i = state->tickets[i].next) {
		const struct ticket *ticket = &state->tickets[i];
		if (i > state->ticket_count || ticket->line != index)
			return "a line holds a ticket that does not wait in it";
		if (ticket->previous != previous)
			return "a line's links are broken";
		if (previous && state->tickets[previous].front == ticket->front &&
		    state->tickets[previous].place_us > ticket->place_us)
			return "a line's order is broken";
		if (previous && index < LINE_WINDOWS && index % LANES == LANE_ORDINARY &&
		    state->tickets[previous].delay_us > ticket->delay_us)
			return "a line's accounts of delays are not in order";
		previous = i;
		if (++count > line->count)
			break;
	}
	return line->last != previous || line->count != count ? "a line's end or count is wrong"
							      : NULL;
}

static const char *check_queues(const struct state *state)
{
	uint32_t in_lines = 0, in_queues = 0;
	for (int i = 0; i < LINES_MAX; i++) {
		const char *problem =
			state->lines[i].count || state->lines[i].first || state->lines[i].last
				? check_line(state, i)
				: NULL;
		if (problem)
			return problem;
		in_lines += state->lines[i].count;
	}
	for (int i = 0; i < state->hall.service_count; i++) {
		in_queues += state->queues[i].waiting;
		if (state_find_service(state, state->hall.services[i].code) != i)
			return "a service is not found by its code";
	}
	return in_lines != state->waiting || in_queues != state->waiting
		       ? "a queue's count is wrong"
		       : NULL;
}

static const char *check_ratings(const struct state *state)
{
	for (uint32_t i = 0; i < state->later_count; i++) {
		const struct later_rating *later = &state->later[i];
		if (later->date >= state->date || later->ticket == 0 || later->leg == 0 ||
		    later->level > 5 || later->changes > 1)
			return "a rating of an earlier day is not whole";
		if (later->changes && later->level == 0)
			return "a rating was changed that was never given";
	}
	for (uint32_t i = 0; i < state->followup_count; i++) {
		const struct followup *followup = &state->followups[i];
		if (followup->state == FOLLOWUP_NONE || followup->state > FOLLOWUP_DONE ||
		    followup->level < 1 || followup->level > 2 || followup->ticket == 0 ||
		    followup->leg == 0 || followup->date > state->date ||
		    followup->contact_us == 0 || followup->fix_us == 0)
			return "a follow-up is not whole";
		if (followup->serial == 0 ||
		    (state->carry == 0 && followup->serial > state->followup_serial))
			return "a follow-up's serial was never given";
	}
	return NULL;
}

static const char *check_warnings(const struct state *state)
{
	for (uint32_t i = 0; i < state->warning_count; i++) {
		const struct warning *warning = &state->warnings[i];
		if (warning->state == WARNING_GONE)
			continue;
		if (warning->state > WARNING_ACKNOWLEDGED || warning->kind == WARNING_NONE ||
		    warning->kind >= WARNING_COUNT || warning->level < 1 || warning->level > 2)
			return "a warning's state, kind or level is none";
		if (warning->serial == 0 ||
		    (state->carry == 0 && warning->serial > state->warning_serial))
			return "a warning's serial was never given";
		for (uint32_t j = 0; j < i; j++)
			if (state->warnings[j].serial == warning->serial)
				return "two warnings have one serial";
	}
	for (uint32_t i = 0; i < state->announcement_count; i++) {
		const struct announcement *announcement = &state->announcements[i];
		if (announcement->level < ANNOUNCE_INFO ||
		    announcement->level > ANNOUNCE_EVACUATE || announcement->text[0] == 0)
			return "an announcement has no level or no text";
		if (i && announcement->serial <= announcement[-1].serial)
			return "the announcements are not in the order they were made";
	}
	return NULL;
}

/* What is said again is whole, and what is left of it is counted. */
static const char *check_carried(const struct state *state)
{
	uint32_t left = 1;
	if (state->carry == 0)
		return NULL;
#define COUNT(list, count)                                                                         \
	for (uint32_t i = 0; i < (count); i++)                                                     \
		left += !(list)[i].carried;
	COUNT(state->bookings, state->booking_count)
	COUNT(state->bans, state->ban_count)
	COUNT(state->later, state->later_count)
	COUNT(state->followups, state->followup_count)
	COUNT(state->warnings, state->warning_count)
	COUNT(state->announcements, state->announcement_count)
#undef COUNT
	return left != state->carry ? "the count of what is still to be said again is wrong" : NULL;
}

const char *state_check(const struct state *state)
{
	const char *problem = check_tickets(state);
	if (problem == NULL)
		problem = check_numbers(state);
	if (problem == NULL)
		problem = check_windows(state);
	if (problem == NULL)
		problem = check_legs(state);
	if (problem == NULL)
		problem = check_queues(state);
	if (problem == NULL)
		problem = state_check_bookings(state);
	if (problem == NULL)
		problem = check_ratings(state);
	if (problem == NULL)
		problem = check_warnings(state);
	if (problem == NULL)
		problem = check_carried(state);
	for (uint32_t i = 0; i < state->keypad_count && problem == NULL; i++)
		if (state_find_keypad(state, state->keypads[i].device) != &state->keypads[i])
			problem = "a keypad is not found by its name";
	for (uint32_t i = 0; i < state->key_count && problem == NULL; i++)
		if (state_find_key(state, &state->keys[i].key) != &state->keys[i])
			problem = "a command's key is not found";
	return problem;
}
