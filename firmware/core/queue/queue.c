/* Waiting in line, and who is called next. Whose turn it is inside one queue is in priority.c.
 *
 * A window takes, of what it may call now:
 *   1. who was put to the front: bound to it or to its agent, or in one of its services;
 *   2. else from the service with the highest score: the longest wait of its callable tickets,
 *      measured by the service's target and the window's weight for it. A service with a priority
 *      ticket next counts as if that one had come earlier by the ceiling, so that a priority means
 *      something among services too, and something that is bounded;
 *   3. but before that one whoever is bound to this window or its agent and has an earlier place.
 * Services it only helps out with (overflow) take part when they have let somebody wait too long,
 * or when nobody of its own can be called. Review windows and back offices take papers and what is
 * bound to them, nothing else. */
#include "queue.h"

#include "heads_up.h"
#include "priority.h"

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

bool queue_goes_before(const struct ticket *one, const struct ticket *other)
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

bool queue_before(const struct state *state, uint32_t one, uint32_t other)
{
	if (queue_goes_before(&state->tickets[one], &state->tickets[other]))
		return true;
	return !queue_goes_before(&state->tickets[other], &state->tickets[one]) && one < other;
}

/* Along an ordinary lane the accounts of delays grow from the first to the last, so that the head
 * stands for all behind it when the ceiling is asked for: it counts the delay of whoever has lost
 * most. Who comes in with an old place and a new account would hide the others else. */
static void keep_delays_in_order(struct state *state, uint32_t ticket)
{
	struct ticket *added = &state->tickets[ticket];
	if (added->line >= LINE_WINDOWS || added->line % LANES != LANE_ORDINARY)
		return;
	const struct ticket *behind = &state->tickets[added->next];
	if (added->next && behind->delay_us < added->delay_us)
		added->delay_us = behind->delay_us;
	for (uint32_t i = added->previous; i && state->tickets[i].delay_us > added->delay_us;
	     i = state->tickets[i].previous)
		state->tickets[i].delay_us = added->delay_us;
}

/* Behind this one of its line; 0: first of all. */
static void insert_after(struct state *state, uint32_t ticket, int index, uint32_t after)
{
	struct ticket *added = &state->tickets[ticket];
	struct line *line = &state->lines[index];
	assert(added->line == LINE_NONE);
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
	keep_delays_in_order(state, ticket);
	if (added->begun_us == state->time_us)
		added->ahead = people_ahead(state, added);
	state->queues[added->service].waiting++;
	state->queues[added->service].papers += added->parent > 0;
	state->waiting++;
	if (added->not_before_us)
		state->delayed++;
	if (heads_up_open(added))
		state->untold++;
}

void queue_insert(struct state *state, uint32_t ticket)
{
	const struct ticket *added = &state->tickets[ticket];
	int index = queue_line_of(state, added);
	uint32_t after = state->lines[index].last;
	while (after && queue_goes_before(added, &state->tickets[after]))
		after = state->tickets[after].previous;
	insert_after(state, ticket, index, after);
}

void queue_put_back(struct state *state, uint32_t ticket)
{
	int index = queue_line_of(state, &state->tickets[ticket]);
	uint32_t after = state->lines[index].last;
	while (after && queue_before(state, ticket, after))
		after = state->tickets[after].previous;
	insert_after(state, ticket, index, after);
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
	state->queues[removed->service].papers -= removed->parent > 0;
	state->waiting--;
	if (removed->not_before_us)
		state->delayed--;
	if (heads_up_open(removed))
		state->untold--;
}

bool state_window_serves(const struct state *state, int window, int service)
{
	return state->serves[window].bits[service / 64] >> (service % 64) & 1;
}

int state_queue_of(const struct state *state, int service)
{
	return state->queue_of[service];
}

/* One look at the hall from one window. */
struct view {
	const struct state *state;
	int window;
	int64_t now_us;
	const struct service_set *takes;
	bool papers_only;
	bool accessible_known;
	struct service_set accessible; /* served at accessible windows that are open */
};

struct candidate {
	uint32_t ticket;
	int64_t waited_us;
	int64_t weight, target_s;
};

bool queue_papers_only(const struct state *state, int window)
{
	return state->hall.windows[window].back_office ||
	       state->hall.windows[window].role == ROLE_REVIEW;
}

static bool in_set(const struct service_set *set, int service)
{
	return set->bits[service / 64] >> (service % 64) & 1;
}

/* Looked up only when somebody asks: most lanes hold no accessible ticket. */
static bool served_accessibly(struct view *view, int service)
{
	const struct state *state = view->state;
	if (!view->accessible_known) {
		memset(&view->accessible, 0, sizeof view->accessible);
		for (int i = 0; i < state->hall.window_count; i++) {
			const struct window *at = &state->windows[i];
			if (at->state == WINDOW_CLOSED || at->state == WINDOW_PAUSED ||
			    at->paused || !state->hall.windows[i].accessible)
				continue;
			for (size_t j = 0; j < SERVICES_MAX / 64; j++)
				view->accessible.bits[j] |= state->serves[i].bits[j];
		}
		view->accessible_known = true;
	}
	return in_set(&view->accessible, service);
}

bool queue_agent_works(const struct state *state, const char *agent)
{
	for (int i = 0; i < state->hall.window_count; i++)
		if (state->windows[i].state != WINDOW_CLOSED &&
		    strcmp(state->windows[i].agent, agent) == 0)
			return true;
	return false;
}

/* Who waits for an agent that has gone is called by whoever takes his service. */
static bool may_call(struct view *view, const struct ticket *ticket)
{
	const struct state *state = view->state;
	if (ticket->not_before_us > view->now_us)
		return false;
	if (ticket->to_window >= 0)
		return ticket->to_window == view->window;
	if (ticket->to_agent) {
		const char *agent = state->windows[view->window].agent;
		if (agent[0] == 0)
			agent = state->hall.windows[view->window].agent;
		if (strcmp(state->agents[ticket->to_agent], agent) == 0)
			return true;
		if (queue_agent_works(state, state->agents[ticket->to_agent]))
			return false;
	}
	if (!in_set(view->takes, ticket->service) || (view->papers_only && !ticket->parent))
		return false;
	return ticket->priority < 0 || !state->hall.classes[ticket->priority].accessible ||
	       state->hall.windows[view->window].accessible ||
	       !served_accessibly(view, ticket->service);
}

static uint32_t first_of(struct view *view, int line)
{
	uint32_t ticket = view->state->lines[line].first;
	while (ticket && !may_call(view, &view->state->tickets[ticket]))
		ticket = view->state->tickets[ticket].next;
	return ticket;
}

static uint32_t better(const struct state *state, uint32_t one, uint32_t other)
{
	if (one == 0 || other == 0)
		return one ? one : other;
	return queue_before(state, one, other) ? one : other;
}

static int64_t head_start_us(const struct state *state)
{
	enum { HEAD_START_MIN = 20 }; /* where the hall sets no ceiling */
	unsigned minutes = state->hall.priority_ceiling_min;
	return (minutes ? minutes : HEAD_START_MIN) * INT64_C(60000000);
}

static bool scores_higher(const struct state *state, const struct candidate *one,
			  const struct candidate *other)
{
	if (other->ticket == 0)
		return true;
	int64_t left = one->waited_us * one->weight * other->target_s;
	int64_t right = other->waited_us * other->weight * one->target_s;
	return left != right ? left > right : queue_before(state, one->ticket, other->ticket);
}

/* Who would be called from this queue, and how it scores. Ticket 0: nobody. */
static struct candidate candidate_of(struct view *view, int queue)
{
	enum { WAIT_DAYS_MAX = 2 }; /* keeps the products within 63 bits */
	static const int64_t wait_max_us = WAIT_DAYS_MAX * INT64_C(86400000000);
	const struct state *state = view->state;
	struct candidate candidate = { 0 };
	const struct ticket *heads[LANES], *oldest = NULL;
	enum turn why;
	for (int lane = 0; lane < LANES; lane++) {
		uint32_t first = first_of(view, queue * LANES + lane);
		heads[lane] = first ? &state->tickets[first] : NULL;
		if (first && (oldest == NULL || heads[lane]->place_us < oldest->place_us))
			oldest = heads[lane];
	}
	if (oldest == NULL)
		return candidate;
	int lane = priority_lane(state, &state->queues[queue], heads, view->now_us, &why);
	const struct ticket *ticket = heads[lane];
	candidate.ticket = (uint32_t)(ticket - state->tickets);
	int64_t since_us = oldest->place_us;
	if (lane == LANE_PRIORITY && ticket->place_us - head_start_us(state) < since_us)
		since_us = ticket->place_us - head_start_us(state);
	int64_t waited_us = view->now_us - since_us;
	candidate.waited_us = waited_us < 0 ? 0 : waited_us < wait_max_us ? waited_us : wait_max_us;
	candidate.weight = state->weights[view->window][ticket->service];
	candidate.target_s = state->hall.services[ticket->service].target_s;
	if (candidate.weight == 0)
		candidate.weight = 100;
	if (candidate.target_s == 0)
		candidate.target_s = TARGET_S;
	return candidate;
}

/* Looks through the queues of a set of services. Of a queue that only helps along, tickets count
 * when they have waited longer than @p least_us. */
static void look_through(struct view *view, const struct service_set *services, int64_t least_us,
			 uint32_t *front, struct candidate *best)
{
	const struct state *state = view->state;
	view->takes = services;
	for (int word = 0; word < SERVICES_MAX / 64; word++)
		for (uint64_t bits = services->bits[word]; bits; bits &= bits - 1) {
			int service = word * 64 + __builtin_ctzll(bits);
			int queue = state->queue_of[service];
			if (queue != service && in_set(services, queue))
				continue;
			struct candidate candidate = candidate_of(view, queue);
			if (candidate.ticket == 0 || candidate.waited_us < least_us)
				continue;
			if (state->tickets[candidate.ticket].line == queue * LANES + LANE_FRONT)
				*front = better(state, *front, candidate.ticket);
			else if (scores_higher(state, &candidate, best))
				*best = candidate;
		}
}

uint32_t queue_next(const struct state *state, int window, int64_t now_us)
{
	const struct hall_window *about = &state->hall.windows[window];
	struct view view = {
		.state = state,
		.window = window,
		.now_us = now_us,
		.takes = &state->serves[window],
		.papers_only = queue_papers_only(state, window),
	};
	struct candidate best = { 0 };
	uint32_t front = 0;
	uint32_t bound = first_of(&view, LINE_WINDOWS + window);
	if (state->lines[LINE_AGENTS].count)
		bound = better(state, bound, first_of(&view, LINE_AGENTS));
	look_through(&view, &state->serves[window], 0, &front, &best);
	if (about->overflow_count) {
		bool idle = !bound && !front && !best.ticket;
		int64_t least_us = idle ? 0 : state->hall.overflow_wait_min * INT64_C(60000000) + 1;
		if (idle || state->hall.overflow_wait_min)
			look_through(&view, &state->helps[window], least_us, &front, &best);
	}
	if (bound && state->tickets[bound].front)
		front = better(state, front, bound);
	return front ? front : better(state, best.ticket, bound);
}

static int64_t earlier(int64_t one, int64_t other)
{
	return one < other ? one : other;
}

/* Of a line: when the first of those who may be called then may be. */
static int64_t callable_us(struct view *view, int line)
{
	int64_t earliest_us = INT64_MAX;
	for (uint32_t i = view->state->lines[line].first; i; i = view->state->tickets[i].next)
		if (view->state->tickets[i].not_before_us < earliest_us &&
		    may_call(view, &view->state->tickets[i]))
			earliest_us = view->state->tickets[i].not_before_us;
	return earliest_us;
}

static int64_t callable_of(struct view *view, const struct service_set *takes)
{
	const struct state *state = view->state;
	int64_t earliest_us = INT64_MAX;
	view->takes = takes;
	for (int service = 0; service < state->hall.service_count; service++) {
		if (state->queue_of[service] != service || !in_set(takes, service))
			continue;
		for (int lane = 0; lane < LANES; lane++)
			earliest_us =
				earlier(earliest_us, callable_us(view, service * LANES + lane));
	}
	return earliest_us;
}

int64_t queue_callable_us(const struct state *state, int window)
{
	struct view view = {
		.state = state,
		.window = window,
		.now_us = INT64_MAX,
		.takes = &state->serves[window],
		.papers_only = queue_papers_only(state, window),
	};
	int64_t earliest_us =
		earlier(callable_us(&view, LINE_WINDOWS + window), callable_us(&view, LINE_AGENTS));
	earliest_us = earlier(earliest_us, callable_of(&view, &state->serves[window]));
	return earlier(earliest_us, callable_of(&view, &state->helps[window]));
}
