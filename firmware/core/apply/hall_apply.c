/* A hall takes its place in the state. What the old one had by the same id keeps its state: windows
 * their tickets, services their queues. A service that is missing in the new hall and gave out
 * numbers today stays, draining, until the day changes, so that its tickets can be called and
 * looked at. */
#include "hall_apply.h"

#include "apply_parts.h"
#include "calendar.h"
#include "queue.h"
#include "quota.h"
#include "state_index.h"
#include "warning_index.h"

#include <assert.h>
#include <string.h>

/* Where things are in the new hall, by their index in the old one; -1: gone. */
struct hall_map {
	int16_t services[SERVICES_MAX];
	int16_t windows[WINDOWS_MAX];
};

/* The number of a ticket of this prefix; 0: of another one. */
static uint32_t number_value(const char *number, const char *prefix)
{
	size_t length = strlen(prefix);
	uint32_t value = 0;
	if (strncmp(number, prefix, length) != 0 || number[length] == 0)
		return 0;
	for (const char *digit = number + length; *digit; digit++) {
		if (*digit < '0' || *digit > '9')
			return 0;
		value = value * 10 + (uint32_t)(*digit - '0');
	}
	return value;
}

/* A reload may move a prefix from one service to another: no number of today comes again. */
static void continue_numbers(struct state *state)
{
	for (unsigned i = 0; i < state->hall.service_count; i++)
		state->queues[i].last_number = 0;
	for (unsigned i = 0; i < state->hall.service_count; i++) {
		const struct service *row = &state->hall.services[i];
		uint32_t last = 0;
		for (uint32_t j = 1; j <= state->ticket_count; j++) {
			uint32_t value = number_value(state->tickets[j].number, row->prefix);
			/* Beyond its block are the numbers of another service's. */
			if (row->last_number &&
			    (value < row->first_number || value > row->last_number))
				continue;
			if (value > last)
				last = value;
		}
		/* Those that share a queue count on together, each with its own prefix. */
		struct queue *queue = &state->queues[state->queue_of[i]];
		if (last > queue->last_number)
			queue->last_number = last;
	}
}

static bool zone_has_windows(const struct hall *hall, const char *zone)
{
	for (unsigned i = 0; i < hall->window_count; i++)
		if (strcmp(hall->windows[i].zone, zone) == 0)
			return true;
	return false;
}

static void add_service(struct service_set *set, int service)
{
	set->bits[service / 64] |= UINT64_C(1) << (service % 64);
}

/* Who takes one of a shared queue takes them all. */
static void add_sharing(const struct state *state, struct service_set *set, int service)
{
	for (int i = 0; i < state->hall.service_count; i++)
		if (state->queue_of[i] == state->queue_of[service])
			add_service(set, i);
}

static void resolve_window(struct state *state, const struct hall_window *window, unsigned index)
{
	for (unsigned i = 0; i < window->service_count; i++) {
		int service = state_find_service(state, window->services[i]);
		if (service < 0)
			continue;
		add_sharing(state, &state->serves[index], service);
		state->weights[index][service] = window->weights[i];
	}
	for (unsigned i = 0; i < window->overflow_count; i++) {
		int service = state_find_service(state, window->overflow[i]);
		if (service >= 0)
			add_sharing(state, &state->helps[index], service);
	}
	/* What it takes anyway it need not help out with. */
	for (size_t i = 0; i < SERVICES_MAX / 64; i++)
		state->helps[index].bits[i] &= ~state->serves[index].bits[i];
}

/* See service_set in state.h for the rule. */
static void resolve_services(struct state *state)
{
	const struct hall *hall = &state->hall;
	memset(state->serves, 0, sizeof state->serves);
	memset(state->helps, 0, sizeof state->helps);
	memset(state->weights, 0, hall->window_count * sizeof state->weights[0]);
	for (unsigned i = 0; i < hall->window_count; i++)
		resolve_window(state, &hall->windows[i], i);
	for (int i = 0; i < hall->service_count; i++) {
		if (!hall->services[i].draining)
			continue;
		bool own_zone = zone_has_windows(hall, hall->services[i].zone);
		for (unsigned j = 0; j < hall->window_count; j++)
			if (!own_zone || strcmp(hall->windows[j].zone, hall->services[i].zone) == 0)
				add_service(&state->serves[j], i);
	}
}

/* A service that shares a queue shares it with one that has its own (the config sees to it; a hall
 * that says otherwise gets a queue of its own). */
static void resolve_queues(struct state *state)
{
	const struct hall *hall = &state->hall;
	for (int i = 0; i < hall->service_count; i++) {
		int owner = hall->services[i].shares_queue[0]
				    ? hall_find_service(hall, hall->services[i].shares_queue)
				    : i;
		if (owner < 0 || hall->services[owner].shares_queue[0])
			owner = i;
		state->queue_of[i] = (int16_t)owner;
	}
}

/* The first of three that is set. */
static uint16_t first_set(uint16_t one, uint16_t two, uint16_t three)
{
	return one ? one : two ? two : three;
}

static void resolve_thresholds(struct state *state)
{
	static const struct thresholds none;
	const struct hall *hall = &state->hall;
	state->idle_watched = false;
	memset(state->thresholds, 0, sizeof state->thresholds);
	for (int i = 0; i < hall->service_count; i++) {
		int at = hall_find_zone(hall, hall->services[i].zone);
		const struct thresholds *own = &hall->services[i].thresholds;
		const struct thresholds *zone = at < 0 ? &none : &hall->zones[at].thresholds;
		const struct thresholds *all = &hall->thresholds;
		state->thresholds[i] = (struct thresholds){
#define SET(member) .member = first_set(own->member, zone->member, all->member)
			SET(wait_warn_min), SET(wait_alarm_min), SET(waiting),
			SET(service_min),   SET(idle_min),	 SET(quota_left),
#undef SET
		};
		state->idle_watched |= state->thresholds[i].idle_min > 0;
	}
}

void hall_apply_date(struct state *state)
{
	int year;
	unsigned month, day;
	state->holidays_missing = 0;
	if (!state->has_hall || !state->day_open ||
	    !calendar_holidays_missing(&state->hall, state->date))
		return;
	calendar_civil(state->date, &year, &month, &day);
	if (calendar_year_known(&state->hall, year))
		year++;
	state->holidays_missing = (uint16_t)year;
}

/* Everybody takes his place again: lines go by indices of services, windows and classes. */
static void refill_lines(struct state *state)
{
	uint32_t waiting = 0;
	memset(state->lines, 0, sizeof state->lines);
	state->waiting = state->delayed = state->untold = 0;
	for (int i = 0; i < SERVICES_MAX; i++)
		state->queues[i].waiting = state->queues[i].papers = 0;
	for (uint32_t i = 1; i <= state->ticket_count; i++) {
		struct ticket *ticket = &state->tickets[i];
		ticket->line = LINE_NONE;
		ticket->previous = ticket->next = 0;
		if (ticket->state == TICKET_WAITING) {
			queue_insert(state, i);
			waiting++;
		}
	}
	assert(waiting == state->waiting);
}

/* Queues go where their services are now. The services to keep are put into @p kept. */
static unsigned move_queues(struct state *state, const struct hall *hall, struct hall_map *map,
			    struct service kept[SERVICES_MAX])
{
	struct queue queues[SERVICES_MAX];
	unsigned kept_count = 0;
	memset(queues, 0, sizeof queues);
	for (unsigned i = 0; i < state->hall.service_count; i++) {
		int to = hall_find_service(hall, state->hall.services[i].code);
		if (to < 0 && state_service_used(state, (int)i)) {
			to = (int)(hall->service_count + kept_count);
			assert(to < SERVICES_MAX);
			kept[kept_count] = state->hall.services[i];
			kept[kept_count++].draining = true;
		}
		if (to >= 0)
			queues[to] = state->queues[i];
		map->services[i] = (int16_t)to;
	}
	memcpy(state->queues, queues, sizeof queues);
	return kept_count;
}

static void move_windows(struct state *state, const struct hall *hall, struct hall_map *map)
{
	struct window windows[WINDOWS_MAX];
	memset(windows, 0, sizeof windows);
	for (unsigned i = 0; i < state->hall.window_count; i++) {
		int to = hall_find_window(hall, state->hall.windows[i].no);
		assert(to >= 0 || (state->windows[i].ticket == 0 && state->windows[i].rating == 0));
		if (to >= 0)
			windows[to] = state->windows[i];
		map->windows[i] = (int16_t)to;
	}
	memcpy(state->windows, windows,
	       (state->hall.window_count > hall->window_count ? state->hall.window_count
							      : hall->window_count) *
		       sizeof windows[0]);
}

static int16_t moved(const int16_t *map, int16_t index)
{
	return index >= 0 ? map[index] : -1;
}

static void move_ticket(struct ticket *ticket, const struct hall *old, const struct hall *hall,
			const struct hall_map *map)
{
	ticket->service = moved(map->services, ticket->service);
	ticket->window = moved(map->windows, ticket->window);
	/* Bound to a window that is gone: any that serves it may call. */
	ticket->to_window = moved(map->windows, ticket->to_window);
	ticket->then_window = moved(map->windows, ticket->then_window);
	ticket->then_service = moved(map->services, ticket->then_service);
	if (ticket->priority >= 0)
		ticket->priority = (int8_t)hall_find_class(hall, old->classes[ticket->priority].id);
	unsigned planned = 0;
	for (unsigned i = 0; i < ticket->plan_count; i++)
		if (map->services[ticket->plan[i]] >= 0)
			ticket->plan[planned++] = map->services[ticket->plan[i]];
	ticket->plan_count = (uint8_t)planned;
}

static void move_tickets(struct state *state, const struct hall *hall, const struct hall_map *map)
{
	for (uint32_t i = 1; i <= state->ticket_count; i++)
		move_ticket(&state->tickets[i], &state->hall, hall, map);
	for (uint32_t i = 1; i <= state->leg_count; i++) {
		state->legs[i].service = moved(map->services, state->legs[i].service);
		state->legs[i].window = moved(map->windows, state->legs[i].window);
	}
	/* A step before the load names things by indices of the old hall. */
	memset(state->undo, 0, state->hall.window_count * sizeof state->undo[0]);
}

void hall_apply(struct state *state, const struct record *record)
{
	const struct hall *hall = record->hall;
	struct hall_map map;
	struct service kept[SERVICES_MAX];
	if (state->has_hall && memcmp(state->hall.digest, record->digest, DIGEST_BYTES) == 0)
		return;
	assert(hall != NULL && hall != &state->hall);
	unsigned kept_count = move_queues(state, hall, &map, kept);
	move_windows(state, hall, &map);
	move_tickets(state, hall, &map);
	hall_copy(&state->hall, hall);
	memcpy(state->hall.digest, record->digest, DIGEST_BYTES);
	for (unsigned i = 0; i < hall->service_count; i++)
		state->hall.services[i].draining = false;
	memcpy(&state->hall.services[hall->service_count], kept, kept_count * sizeof kept[0]);
	state->hall.service_count = (uint8_t)(hall->service_count + kept_count);
	state->has_hall = true;
	state_index_hall(state);
	resolve_queues(state);
	resolve_services(state);
	resolve_thresholds(state);
	refill_lines(state);
	continue_numbers(state);
	quota_recount(state);
	apply_extensions(state);
	hall_apply_date(state);
	warning_index_all(state);
}

void hall_apply_drop_draining(struct state *state)
{
	struct hall *hall = &state->hall;
	unsigned count = hall->service_count;
	while (count > 0 && hall->services[count - 1].draining)
		count--;
	if (count == hall->service_count)
		return;
	memset(&hall->services[count], 0, (hall->service_count - count) * sizeof hall->services[0]);
	hall->service_count = (uint8_t)count;
	state_index_hall(state);
	resolve_queues(state);
	resolve_services(state);
	resolve_thresholds(state);
}
