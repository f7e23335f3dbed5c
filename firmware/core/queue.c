/* Waiting in line, and who is called next. */
#include "queue.h"

#include <assert.h>

void queue_append(struct state *state, int service, uint32_t ticket)
{
	struct queue *queue = &state->queues[service];
	struct ticket *added = &state->tickets[ticket];
	added->previous = queue->last;
	added->next = 0;
	if (queue->last)
		state->tickets[queue->last].next = ticket;
	else
		queue->first = ticket;
	queue->last = ticket;
	queue->waiting++;
	state->waiting++;
}

void queue_remove(struct state *state, int service, uint32_t ticket)
{
	struct queue *queue = &state->queues[service];
	struct ticket *removed = &state->tickets[ticket];
	assert(queue->waiting > 0 && state->waiting > 0);
	if (removed->previous)
		state->tickets[removed->previous].next = removed->next;
	else
		queue->first = removed->next;
	if (removed->next)
		state->tickets[removed->next].previous = removed->previous;
	else
		queue->last = removed->previous;
	removed->previous = removed->next = 0;
	queue->waiting--;
	state->waiting--;
}

bool state_window_serves(const struct state *state, int window, int service)
{
	return state->serves[window].bits[service / 64] >> (service % 64) & 1;
}

/* Serials count up in order of issue, so the smallest one waits longest. */
uint32_t queue_next(const struct state *state, int window)
{
	uint32_t oldest = 0;
	for (int service = 0; service < state->hall.service_count; service++) {
		uint32_t first = state->queues[service].first;
		if (first && (oldest == 0 || first < oldest) &&
		    state_window_serves(state, window, service))
			oldest = first;
	}
	return oldest;
}
