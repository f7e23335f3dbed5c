/* The order of calls to come, and its reasons. Reads the state alone. */
#include "order.h"

#include "estimate.h"
#include "queue.h"

/* --- the calls to come --- */

/* The first from this one on who may be called: whoever comes back later is not in the way now. In
 * its own lane the ticket itself, when it is its turn there. */
static const struct ticket *callable(const struct order_walk *walk, int lane, uint32_t from)
{
	const struct state *state = walk->state;
	const struct ticket *ticket = &state->tickets[from];
	for (; from; from = ticket->next, ticket = &state->tickets[from]) {
		if (ticket == walk->ticket)
			return ticket;
		if (lane == walk->lane && queue_goes_before(walk->ticket, ticket))
			return walk->ticket;
		if (ticket->not_before_us <= state->time_us)
			return ticket;
	}
	return lane == walk->lane ? walk->ticket : NULL;
}

void order_walk_begin(struct order_walk *walk, const struct state *state,
		      const struct ticket *ticket)
{
	const int queue = state->queue_of[ticket->service];
	*walk = (struct order_walk){
		.state = state,
		.ticket = ticket,
		.lane = queue_line_of(state, ticket) % LANES,
		.counters = state->queues[queue],
	};
	for (int lane = 0; lane < LANES; lane++)
		walk->heads[lane] = callable(walk, lane, state->lines[queue * LANES + lane].first);
}

uint32_t order_walk_next(struct order_walk *walk)
{
	const struct state *state = walk->state;
	int lane = priority_lane(state, &walk->counters, walk->heads, state->time_us, &walk->why);
	const struct ticket *called = walk->heads[lane];
	if (called == walk->ticket)
		return 0;
	walk->heads[lane] = callable(walk, lane, called->next);
	const struct ticket *ordinary = walk->heads[LANE_ORDINARY];
	bool passes = lane != LANE_ORDINARY && ordinary && ordinary->place_us < called->place_us;
	priority_count(state, &walk->counters, called, lane, passes, ordinary != NULL,
		       state->time_us);
	return (uint32_t)(called - state->tickets);
}

uint32_t order_ahead_new(const struct state *state, const struct ticket *ticket)
{
	struct service_set before = estimate_before(state, ticket->service);
	const int queue = state->queue_of[ticket->service];
	struct order_walk walk;
	uint32_t ahead = 0;
	order_walk_begin(&walk, state, ticket);
	while (order_walk_next(&walk))
		ahead++;
	for (int line = 0; line < state->hall.service_count * LANES; line++) {
		int other = line / LANES;
		if (other == queue || !(before.bits[other / 64] >> (other % 64) & 1))
			continue;
		for (uint32_t i = state->lines[line].first; i; i = state->tickets[i].next) {
			if (queue_goes_before(ticket, &state->tickets[i]))
				break;
			ahead++;
		}
	}
	return ahead;
}

/* --- why --- */

static bool on_time(const struct ticket *ticket)
{
	return ticket->channel == ISSUED_APPOINTMENT && !ticket->late;
}

static bool absolute(const struct state *state, const struct ticket *ticket)
{
	return ticket->priority >= 0 && state->hall.classes[ticket->priority].absolute;
}

static enum order_reason reason_of(const struct state *state, uint32_t serial, uint32_t before,
				   enum turn why)
{
	const struct ticket *one = &state->tickets[serial], *other = &state->tickets[before];
	if (one->line >= LINE_WINDOWS)
		return ORDER_BOUND;
	if (one->front)
		return ORDER_FRONT;
	if (absolute(state, one))
		return ORDER_GRANTED;
	/* Who stood there already needs no other reason, whatever he has besides. */
	if (one->place_us <= other->place_us && serial > before && on_time(one))
		return ORDER_APPOINTMENT;
	if (one->line / LANES != state->queue_of[other->service])
		return ORDER_OTHER_SERVICE;
	if (one->place_us > other->place_us)
		return on_time(one) ? ORDER_APPOINTMENT : ORDER_PRIORITY;
	bool passed_by = other->line % LANES == LANE_PRIORITY && one->line % LANES == LANE_ORDINARY;
	if (passed_by && why == TURN_CEILING)
		return ORDER_CEILING;
	return passed_by && why == TURN_OWED ? ORDER_OWED : ORDER_EARLIER;
}

static enum order_place place_of(const struct state *state, const struct ticket *ticket)
{
	if (ticket->to_window >= 0)
		return PLACE_WINDOW;
	if (ticket->to_agent)
		return PLACE_AGENT;
	if (ticket->front)
		return PLACE_FRONT;
	if (absolute(state, ticket))
		return PLACE_GRANTED;
	if (ticket->postponed)
		return PLACE_POSTPONED;
	if (ticket->no_shows)
		return PLACE_NO_SHOW;
	if (ticket->leg > 1)
		return PLACE_TRANSFER;
	if (on_time(ticket))
		return PLACE_APPOINTMENT;
	if (ticket->priority >= 0)
		return PLACE_PRIORITY;
	return ticket->late ? PLACE_LATE : PLACE_ARRIVAL;
}

/* --- the list --- */

/* Lines whose tickets go before by their place alone. */
struct cursors {
	uint32_t count;
	uint32_t heads[SERVICES_MAX * LANES + 1];
};

static void add_line(struct cursors *cursors, const struct state *state, int line, uint32_t ticket)
{
	uint32_t first = state->lines[line].first;
	if (first && first != ticket && queue_before(state, first, ticket))
		cursors->heads[cursors->count++] = first;
}

static void add_queue(struct cursors *cursors, const struct state *state, int queue,
		      uint32_t ticket)
{
	for (int lane = 0; lane < LANES; lane++)
		add_line(cursors, state, queue * LANES + lane, ticket);
}

static void collect(struct cursors *cursors, const struct state *state, uint32_t ticket)
{
	const struct ticket *waiting = &state->tickets[ticket];
	const int queue = state->queue_of[waiting->service];
	struct service_set before = estimate_before(state, waiting->service);
	cursors->count = 0;
	for (int i = 0; i < state->hall.service_count; i++)
		if (i != queue && before.bits[i / 64] >> (i % 64) & 1)
			add_queue(cursors, state, i, ticket);
	if (waiting->line >= LINE_WINDOWS) {
		add_queue(cursors, state, queue, ticket);
		add_line(cursors, state, waiting->line, ticket);
	}
}

static uint32_t *first_cursor(struct cursors *cursors, const struct state *state)
{
	uint32_t *first = NULL;
	for (uint32_t i = 0; i < cursors->count; i++)
		if (cursors->heads[i] &&
		    (first == NULL || queue_before(state, cursors->heads[i], *first)))
			first = &cursors->heads[i];
	return first;
}

void order_explain(const struct state *state, uint32_t ticket, struct order *order)
{
	struct cursors cursors;
	struct order_walk walk;
	uint32_t own = 0;
	*order = (struct order){ .ahead = estimate_ahead(state, ticket) };
	if (ticket == 0 || ticket > state->ticket_count ||
	    state->tickets[ticket].state != TICKET_WAITING)
		return;
	const struct ticket *waiting = &state->tickets[ticket];
	bool walks = waiting->line < LINE_WINDOWS;
	order->place = (uint8_t)place_of(state, waiting);
	order->not_before_us = waiting->not_before_us;
	collect(&cursors, state, ticket);
	if (walks) {
		order_walk_begin(&walk, state, waiting);
		own = order_walk_next(&walk);
	}
	while (order->count < ORDER_MAX) {
		uint32_t *other = first_cursor(&cursors, state);
		bool take_own = own && (other == NULL || queue_before(state, own, *other));
		if (!own && other == NULL)
			break;
		uint32_t serial = take_own ? own : *other;
		order->entries[order->count].ticket = serial;
		order->entries[order->count++].reason =
			(uint8_t)reason_of(state, serial, ticket, take_own ? walk.why : TURN_ALONE);
		if (take_own) {
			own = order_walk_next(&walk);
			continue;
		}
		uint32_t next = state->tickets[serial].next;
		*other = next && next != ticket && queue_before(state, next, ticket) ? next : 0;
	}
}

const char *order_reason_name(enum order_reason reason)
{
	static const char *const names[ORDER_REASON_COUNT] = {
		[ORDER_EARLIER] = "earlier",
		[ORDER_APPOINTMENT] = "appointment",
		[ORDER_PRIORITY] = "priority",
		[ORDER_OWED] = "owed",
		[ORDER_CEILING] = "ceiling",
		[ORDER_GRANTED] = "granted",
		[ORDER_FRONT] = "front",
		[ORDER_BOUND] = "bound",
		[ORDER_OTHER_SERVICE] = "other_service",
	};
	return reason < ORDER_REASON_COUNT ? names[reason] : "unknown";
}

const char *order_place_name(enum order_place place)
{
	static const char *const names[PLACE_COUNT] = {
		[PLACE_ARRIVAL] = "arrival",   [PLACE_APPOINTMENT] = "appointment",
		[PLACE_LATE] = "late",	       [PLACE_PRIORITY] = "priority",
		[PLACE_GRANTED] = "granted",   [PLACE_FRONT] = "front",
		[PLACE_TRANSFER] = "transfer", [PLACE_POSTPONED] = "postponed",
		[PLACE_NO_SHOW] = "no_show",   [PLACE_WINDOW] = "window",
		[PLACE_AGENT] = "agent",
	};
	return place < PLACE_COUNT ? names[place] : "unknown";
}
