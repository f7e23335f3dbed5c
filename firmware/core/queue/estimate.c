/* How long a ticket will wait. Integers only; looks at the state, changes nothing. */
#include "estimate.h"

#include "calendar.h"
#include "order.h"
#include "queue.h"

#include <string.h>

enum { SERVED_ENOUGH = 8 };

static const int64_t MINUTE_MS = 60000;

static bool takes_calls(const struct window *window)
{
	return window->state != WINDOW_CLOSED && window->state != WINDOW_PAUSED && !window->paused;
}

uint32_t estimate_open_windows(const struct state *state, int service)
{
	uint32_t count = 0;
	for (int i = 0; i < state->hall.window_count; i++)
		if (takes_calls(&state->windows[i]) && state_window_serves(state, i, service))
			count++;
	return count;
}

/* Windows call the oldest ticket of all their services. So everybody waiting for a service that
 * each of this service's windows takes as well is called before a newer ticket of this one; for
 * another service some window may call our ticket first. Without an open window, the closed ones
 * tell. */
struct service_set estimate_before(const struct state *state, int service)
{
	const uint64_t own = UINT64_C(1) << (service % 64);
	struct service_set open, all;
	bool any_open = false, any = false;
	memset(&open, 0xff, sizeof open);
	memset(&all, 0xff, sizeof all);
	for (int i = 0; i < state->hall.window_count; i++) {
		const struct service_set *serves = &state->serves[i];
		if (!(serves->bits[service / 64] & own))
			continue;
		bool takes = takes_calls(&state->windows[i]);
		for (size_t j = 0; j < sizeof all.bits / sizeof all.bits[0]; j++) {
			all.bits[j] &= serves->bits[j];
			if (takes)
				open.bits[j] &= serves->bits[j];
		}
		any_open = any_open || takes;
		any = true;
	}
	struct service_set common = any_open ? open : all;
	if (!any)
		memset(&common, 0, sizeof common);
	common.bits[service / 64] |= own;
	return common;
}

static bool in_set(const struct service_set *set, int service)
{
	return set->bits[service / 64] >> (service % 64) & 1;
}

uint32_t estimate_ahead_new(const struct state *state, int service)
{
	if (state->delayed) {
		/* Some of those before may not be called yet: they have to be looked at. */
		const struct ticket ticket = {
			.priority = -1,
			.service = (int16_t)service,
			.to_window = -1,
			.line = LINE_NONE,
			.place_us = INT64_MAX,
		};
		return order_ahead_new(state, &ticket);
	}
	struct service_set before = estimate_before(state, service);
	uint32_t ahead = 0;
	for (int i = 0; i < state->hall.service_count; i++)
		if (in_set(&before, i))
			for (int lane = 0; lane < LANES; lane++)
				ahead += state->lines[i * LANES + lane].count;
	return ahead;
}

/* How many of a line go before this ticket by front and place. */
static uint32_t earlier_in(const struct state *state, int line, uint32_t ticket)
{
	uint32_t count = 0;
	for (uint32_t i = state->lines[line].first; i && i != ticket; i = state->tickets[i].next) {
		if (!queue_before(state, i, ticket))
			break;
		count++;
	}
	return count;
}

static uint32_t earlier_in_queue(const struct state *state, int queue, uint32_t ticket)
{
	uint32_t count = 0;
	for (int lane = 0; lane < LANES; lane++)
		count += earlier_in(state, queue * LANES + lane, ticket);
	return count;
}

/* Those of its own queue who are called before. */
static uint32_t before_in_queue(const struct state *state, uint32_t ticket)
{
	const struct ticket *waiting = &state->tickets[ticket];
	const int queue = state->queue_of[waiting->service];
	struct order_walk walk;
	uint32_t count = 0;
	if (waiting->line >= LINE_WINDOWS)
		return earlier_in_queue(state, queue, ticket) +
		       earlier_in(state, waiting->line, ticket);
	order_walk_begin(&walk, state, waiting);
	while (order_walk_next(&walk))
		count++;
	return count;
}

uint32_t estimate_ahead(const struct state *state, uint32_t ticket)
{
	if (ticket == 0 || ticket > state->ticket_count ||
	    state->tickets[ticket].state != TICKET_WAITING)
		return 0;
	const int service = state->tickets[ticket].service, queue = state->queue_of[service];
	struct service_set before = estimate_before(state, service);
	uint32_t ahead = before_in_queue(state, ticket);
	for (int i = 0; i < state->hall.service_count; i++)
		if (i != queue && in_set(&before, i))
			ahead += earlier_in_queue(state, i, ticket);
	return ahead;
}

/* Open time as it passes on the wall, over lunch as well. */
static int64_t over_breaks(const struct state *state, int service, int64_t now_us, int64_t ms)
{
	int64_t after_us = calendar_after(&state->hall, state->hall.services[service].code, now_us,
					  ms * 1000, state->utc_offset_s);
	return (after_us - now_us) / 1000;
}

static uint16_t cut(int64_t minutes)
{
	return (uint16_t)(minutes < UINT16_MAX ? minutes : UINT16_MAX);
}

/* Rounded outwards. */
static struct wait_range range_of(const struct state *state, int service, int64_t now_us,
				  int64_t low_ms, int64_t high_ms)
{
	int64_t low = over_breaks(state, service, now_us, low_ms);
	int64_t high = over_breaks(state, service, now_us, high_ms);
	return (struct wait_range){
		.low_min = cut(low / MINUTE_MS),
		.high_min = cut((high + MINUTE_MS - 1) / MINUTE_MS),
	};
}

/* What the mean service time makes, for whom the queue's own calls do not tell yet. */
static int64_t wait_by_service(const struct state *state, int service, uint32_t ahead)
{
	const struct queue *queue = &state->queues[service];
	int64_t mean_ms = state->hall.services[service].mean_s * 1000;
	uint32_t windows = estimate_open_windows(state, service);
	if (queue->served >= SERVED_ENOUGH)
		mean_ms = queue->serve_sum_us / queue->served / 1000;
	return mean_ms * ahead / (windows ? windows : 1);
}

/* Half to one and a half of it. */
static struct wait_range range_by_service(const struct state *state, int service, uint32_t ahead,
					  int64_t now_us)
{
	int64_t wait_ms = wait_by_service(state, service, ahead);
	return range_of(state, service, now_us, wait_ms / 2, wait_ms * 3 / 2);
}

static struct wait_range range_by_calls(const struct state *state, int service, uint32_t ahead,
					uint32_t ahead_first, int64_t now_us)
{
	const struct wait_model *model = &state->queues[state->queue_of[service]].wait;
	struct wait_guess guess = wait_model_guess(model, ahead, ahead_first);
	return range_of(state, service, now_us, guess.low_ms, guess.high_ms);
}

static bool calls_tell(const struct state *state, int service)
{
	return wait_model_knows(&state->queues[state->queue_of[service]].wait);
}

static uint32_t own_waiting(const struct state *state, int service)
{
	uint32_t count = 0;
	for (int lane = 0; lane < LANES; lane++)
		count += state->lines[state->queue_of[service] * LANES + lane].count;
	return count;
}

struct wait_range estimate_range_at(const struct state *state, int service, uint32_t ahead,
				    int64_t now_us)
{
	if (!calls_tell(state, service))
		return range_by_service(state, service, ahead, now_us);
	uint32_t own = own_waiting(state, service);
	own = own < ahead ? own : ahead;
	return range_by_calls(state, service, own, own, now_us);
}

/* The usual wait is one of somebody who begins at the end. Who began elsewhere, by a priority or an
 * earlier place, has of it what he has of today's line. */
static uint32_t ahead_first(const struct state *state, const struct ticket *waiting)
{
	uint32_t others = own_waiting(state, waiting->service);
	bool at_the_end = waiting->line < LINE_WINDOWS && waiting->line % LANES == LANE_ORDINARY &&
			  waiting->ahead != AHEAD_UNKNOWN;
	return at_the_end || others == 0 ? waiting->ahead : others - 1;
}

struct wait_range estimate_ticket_at(const struct state *state, uint32_t ticket, int64_t now_us)
{
	const struct ticket *waiting = &state->tickets[ticket];
	struct wait_range range;
	if (ticket == 0 || ticket > state->ticket_count || waiting->state != TICKET_WAITING)
		return (struct wait_range){ 0 };
	if (calls_tell(state, waiting->service))
		range = range_by_calls(state, waiting->service, before_in_queue(state, ticket),
				       ahead_first(state, waiting), now_us);
	else
		range = range_by_service(state, waiting->service, estimate_ahead(state, ticket),
					 now_us);
	/* Who comes back later is not called before. */
	int64_t not_before_ms = (waiting->not_before_us - now_us) / 1000;
	uint16_t least = cut(not_before_ms > 0 ? (not_before_ms + MINUTE_MS - 1) / MINUTE_MS : 0);
	range.low_min = range.low_min > least ? range.low_min : least;
	range.high_min = range.high_min > least ? range.high_min : least;
	return range;
}

bool estimate_soon(const struct state *state, uint32_t ticket, uint32_t ahead, unsigned minutes)
{
	const struct ticket *waiting = &state->tickets[ticket];
	const int service = waiting->service;
	int64_t low_ms = wait_by_service(state, service, ahead) / 2;
	if (calls_tell(state, service))
		low_ms = wait_model_guess(&state->queues[state->queue_of[service]].wait, ahead,
					  ahead_first(state, waiting))
				 .low_ms;
	return low_ms / MINUTE_MS <= (int64_t)minutes;
}

struct wait_range estimate_range(const struct state *state, int service, uint32_t ahead)
{
	return estimate_range_at(state, service, ahead, state->time_us);
}

struct wait_range estimate_ticket(const struct state *state, uint32_t ticket)
{
	return estimate_ticket_at(state, ticket, state->time_us);
}
