/* Waiting in line, and who is called next. */
#include "queue.h"

#include <assert.h>
#include <string.h>

static int lane_of(const struct state *state, const struct ticket *ticket)
{
	const struct hall_class *priority =
		ticket->priority >= 0 ? &state->hall.classes[ticket->priority] : NULL;
	if (ticket->front || (priority && priority->absolute))
		return LANE_FRONT;
	if (priority || (ticket->channel == ISSUED_APPOINTMENT && !ticket->late))
		return LANE_PRIORITY;
	return LANE_ORDINARY;
}

int queue_line_of(const struct state *state, const struct ticket *ticket)
{
	if (ticket->to_window >= 0)
		return LINE_WINDOWS + ticket->to_window;
	if (ticket->to_agent)
		return LINE_AGENTS;
	return state->queue_of[ticket->service] * LANES + lane_of(state, ticket);
}

static bool goes_before(const struct ticket *one, const struct ticket *other)
{
	if (one->front != other->front)
		return one->front;
	return one->place_us < other->place_us;
}

/* Those of the lanes before a ticket's, and of its own when it is the last there. */
static uint16_t people_ahead(const struct state *state, const struct ticket *ticket)
{
	uint32_t count = 0;
	if (ticket->next || ticket->line >= LINE_WINDOWS)
		return AHEAD_UNKNOWN;
	for (int line = ticket->line - ticket->line % LANES; line <= ticket->line; line++)
		count += state->lines[line].count;
	return (uint16_t)(count - 1);
}

void queue_insert(struct state *state, uint32_t ticket)
{
	struct ticket *added = &state->tickets[ticket];
	int index = queue_line_of(state, added);
	struct line *line = &state->lines[index];
	uint32_t after = line->last;
	assert(added->line == LINE_NONE);
	while (after && goes_before(added, &state->tickets[after]))
		after = state->tickets[after].previous;
	added->line = (int16_t)index;
	added->previous = after;
	added->next = after ? state->tickets[after].next : line->first;
	if (added->next)
		state->tickets[added->next].previous = ticket;
	else
		line->last = ticket;
	if (after)
		state->tickets[after].next = ticket;
	else
		line->first = ticket;
	line->count++;
	if (added->begun_us == state->time_us)
		added->ahead = people_ahead(state, added);
	state->queues[added->service].waiting++;
	state->waiting++;
	if (added->not_before_us)
		state->delayed++;
}

void queue_remove(struct state *state, uint32_t ticket)
{
	struct ticket *removed = &state->tickets[ticket];
	assert(removed->line != LINE_NONE && state->waiting > 0);
	struct line *line = &state->lines[removed->line];
	if (removed->previous)
		state->tickets[removed->previous].next = removed->next;
	else
		line->first = removed->next;
	if (removed->next)
		state->tickets[removed->next].previous = removed->previous;
	else
		line->last = removed->previous;
	removed->previous = removed->next = 0;
	removed->line = LINE_NONE;
	line->count--;
	state->queues[removed->service].waiting--;
	state->waiting--;
	if (removed->not_before_us)
		state->delayed--;
}

bool state_window_serves(const struct state *state, int window, int service)
{
	return state->serves[window].bits[service / 64] >> (service % 64) & 1;
}

int state_queue_of(const struct state *state, int service)
{
	return state->queue_of[service];
}

static bool may_call(const struct state *state, int window, uint32_t serial, int64_t now_us)
{
	const struct ticket *ticket = &state->tickets[serial];
	if (ticket->not_before_us > now_us)
		return false;
	if (ticket->to_agent)
		return strcmp(state->agents[ticket->to_agent], state->windows[window].agent) == 0;
	return ticket->to_window == window || state_window_serves(state, window, ticket->service);
}

static uint32_t first_of(const struct state *state, int line, int window, int64_t now_us)
{
	uint32_t ticket = state->lines[line].first;
	while (ticket && !may_call(state, window, ticket, now_us))
		ticket = state->tickets[ticket].next;
	return ticket;
}

static uint32_t better(const struct state *state, uint32_t one, uint32_t other)
{
	if (one == 0 || other == 0)
		return one ? one : other;
	if (goes_before(&state->tickets[other], &state->tickets[one]))
		return other;
	if (goes_before(&state->tickets[one], &state->tickets[other]))
		return one;
	return one < other ? one : other; /* taken at the same moment: the first of them */
}

uint32_t queue_next(const struct state *state, int window, int64_t now_us)
{
	uint32_t next = first_of(state, LINE_WINDOWS + window, window, now_us);
	if (state->lines[LINE_AGENTS].count)
		next = better(state, next, first_of(state, LINE_AGENTS, window, now_us));
	for (int service = 0; service < state->hall.service_count; service++) {
		if (state->queue_of[service] != service ||
		    !state_window_serves(state, window, service))
			continue;
		for (int lane = 0; lane < LANES; lane++)
			next = better(state, next,
				      first_of(state, service * LANES + lane, window, now_us));
	}
	return next;
}
