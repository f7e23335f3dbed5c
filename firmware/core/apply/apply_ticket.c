/* The ticket's records become true: taken, called, served, in vain, printed. Its legs, holds and
 * papers are in apply_visit.c. */
#include "apply_parts.h"

#include "calendar.h"
#include "heads_up.h"
#include "priority.h"
#include "queue.h"
#include "quota.h"

/* Shorter gaps between two calls are not looked at: no lunch is so short. */
static const int64_t BREAK_LEAST_US = INT64_C(10) * 60 * 1000000;

static uint32_t number_value(const char *number, size_t prefix_length)
{
	uint32_t value = 0;
	for (const char *digit = number + prefix_length; *digit; digit++)
		value = value * 10 + (uint32_t)(*digit - '0');
	return value;
}

static void issued(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_new_ticket(state, record);
	for (unsigned i = 1; i < TICKET_SERVICES_MAX && record->services[i][0]; i++) {
		int service = state_find_service(state, record->services[i]);
		assert(service >= 0);
		ticket->plan[ticket->plan_count++] = (int16_t)service;
	}
	queue_insert(state, record->ticket);
	quota_count(state, ticket->service, ticket);
	for (unsigned i = 0; i < ticket->plan_count; i++)
		quota_count(state, ticket->plan[i], ticket);
	size_t prefix = strlen(state->hall.services[ticket->service].prefix);
	state->queues[state->queue_of[ticket->service]].last_number =
		number_value(ticket->number, prefix);
}

/* What this call says about its queue. The wait of an ordinary ticket that was never late is made
 * by the queue alone; the others' calls still tell how fast people are called. */
static void learn_wait(struct state *state, const struct ticket *ticket, int64_t now_us)
{
	struct wait_model *model = &state->queues[state->queue_of[ticket->service]].wait;
	int64_t before_us = model->calls ? model->last_call_us : ticket->begun_us;
	int64_t from_us, to_us;
	if (ticket->line >= LINE_WINDOWS)
		return;
	if (now_us - before_us >= BREAK_LEAST_US &&
	    calendar_break(&state->hall, state->hall.services[ticket->service].code, before_us,
			   now_us, state->utc_offset_s, &from_us, &to_us))
		wait_model_closed(model, from_us, to_us);
	wait_model_called(model, now_us);
	if (ticket->line % LANES == LANE_ORDINARY && ticket->ahead != AHEAD_UNKNOWN &&
	    ticket->no_shows == 0 && !ticket->postponed && ticket->not_before_us == 0)
		wait_model_waited(model, ticket->begun_us, now_us, ticket->ahead);
}

/* A call out of a queue's lanes moves its ratio and its delay on. */
static void count_call(struct state *state, const struct ticket *ticket, int64_t now_us)
{
	if (ticket->line >= LINE_WINDOWS)
		return;
	int queue = ticket->line / LANES, lane = ticket->line % LANES;
	bool passes = lane != LANE_ORDINARY && priority_passed(state, queue, ticket, now_us);
	uint32_t left = state->lines[queue * LANES + LANE_ORDINARY].count;
	priority_count(state, &state->queues[queue], ticket, lane, passes,
		       left > (lane == LANE_ORDINARY), now_us);
}

/* Postponed, and now neither away nor waiting there any more. */
static void came_back(struct state *state, struct ticket *ticket)
{
	if (!ticket->away)
		return;
	ticket->away = false;
	state->away--;
	if (ticket->not_before_us <= state->away_until_us)
		apply_later_moments(state);
}

/* A no-show is over: it waits again, or is void. */
static void not_kept(struct state *state, struct ticket *ticket)
{
	state->kept--;
	ticket->state = TICKET_NONE;
	if (ticket->visit_ended_us <= state->kept_since_us)
		apply_later_moments(state);
}

static void called(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	assert(ticket->state == TICKET_WAITING);
	learn_wait(state, ticket, record->time_us);
	count_call(state, ticket, record->time_us);
	queue_remove(state, record->ticket);
	came_back(state, ticket);
	ticket->state = TICKET_CALLED;
	ticket->calls = 1;
	ticket->not_before_us = 0;
	ticket->called_us = ticket->last_call_us = record->time_us;
	apply_window_take(state, record, WINDOW_CALLED);
}

static void recalled(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	struct window *window = apply_window_busy(state, record);
	bool extra =
		record->reason_code == RECALL_TOO_EARLY && ticket->calls >= state->hall.max_calls;
	if (!extra && ticket->calls < UINT8_MAX)
		ticket->calls++;
	ticket->last_call_us = record->time_us;
	if (ticket->state == TICKET_SERVING) {
		assert(ticket->start_inferred);
		ticket->state = TICKET_CALLED;
		ticket->start_inferred = false;
		ticket->started_us = 0;
		apply_window_enter(window, WINDOW_CALLED, record);
	}
}

static void started(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	assert(ticket->state == TICKET_CALLED ||
	       (ticket->state == TICKET_SERVING && ticket->start_inferred));
	struct window *window = apply_window_busy(state, record);
	if (ticket->visit_started_us == 0 || ticket->visit_started_us == ticket->started_us)
		ticket->visit_started_us = record->time_us;
	if (ticket->first_agent == 0)
		ticket->first_agent = window->agent_no;
	ticket->state = TICKET_SERVING;
	ticket->started_us = record->time_us;
	ticket->start_inferred = record->inferred;
	apply_window_enter(window, WINDOW_SERVING, record);
}

static void paper_done(struct state *state, const struct ticket *paper, const struct record *record)
{
	struct ticket *visitor = &state->tickets[paper->parent];
	if (visitor->state != TICKET_AWAITING)
		return;
	assert(visitor->papers > 0);
	visitor->papers--;
	visitor->touched = record->sequence;
}

static void count_served(struct state *state, const struct ticket *ticket, uint32_t leg,
			 struct window *window)
{
	struct queue *queue = &state->queues[ticket->service];
	queue->served++;
	queue->serve_sum_us += ticket->finished_us - ticket->started_us - ticket->held_us;
	if (ticket->parent)
		return;
	assert(window->rating == 0);
	state->legs[leg].rating = RATING_OPEN;
	window->rating = leg;
	state->ratings_open++;
}

/* Also of who is held when the day ends: his window goes on without him. */
static void finished(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	const bool held = ticket->state == TICKET_HELD;
	if (held)
		apply_not_held(state, ticket, record);
	else
		assert(ticket->state == TICKET_SERVING);
	ticket->state = TICKET_FINISHED;
	ticket->finished_us = ticket->visit_ended_us = record->time_us;
	ticket->finish_inferred = record->inferred;
	uint32_t leg = apply_end_leg(state, record->ticket, TICKET_FINISHED);
	struct window *window = NULL;
	if (!held) {
		window = apply_window_busy(state, record);
		window->last = record->ticket;
		apply_window_release(state, window, record);
	}
	if (ticket->parent)
		paper_done(state, ticket, record);
	if (!record->inferred)
		count_served(state, ticket, leg, window);
}

static void no_show(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	assert(ticket->state == TICKET_CALLED ||
	       (ticket->state == TICKET_SERVING && ticket->start_inferred));
	/* A start that was only inferred did not happen. */
	if (ticket->visit_started_us && ticket->visit_started_us == ticket->started_us)
		ticket->visit_started_us = 0;
	ticket->started_us = 0;
	ticket->start_inferred = false;
	ticket->state = TICKET_NO_SHOW;
	ticket->visit_ended_us = record->time_us;
	if (ticket->no_shows < UINT8_MAX)
		ticket->no_shows++;
	if (state->kept == 0 || state->kept_since_us > record->time_us)
		state->kept_since_us = record->time_us;
	state->kept++;
	apply_window_release(state, apply_window_busy(state, record), record);
}

static void requeued(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	assert(ticket->state == TICKET_NO_SHOW || ticket->state == TICKET_VOID);
	if (ticket->state == TICKET_NO_SHOW)
		not_kept(state, ticket);
	ticket->state = TICKET_WAITING;
	ticket->visit_ended_us = 0;
	if (record->leg) {
		ticket->then_service = ticket->then_window = -1;
		apply_begin_leg(state, record->ticket, record, ticket->service);
		state->extra_legs++;
	}
	ticket->calls = 0;
	ticket->start_inferred = false;
	ticket->called_us = ticket->last_call_us = ticket->started_us = 0;
	ticket->not_before_us = record->until_us;
	if (record->place_us)
		ticket->place_us = record->place_us;
	queue_insert(state, record->ticket);
}

/* A postponement, or its end. */
static void postponed(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	assert(ticket->state == TICKET_WAITING);
	queue_remove(state, record->ticket);
	if (record->kind == RECORD_TICKET_RETURNED) {
		came_back(state, ticket);
		ticket->not_before_us = 0;
		if (record->place_us)
			ticket->place_us = record->place_us;
	} else {
		ticket->not_before_us = record->until_us;
		ticket->postponed = ticket->away = true;
		if (state->away == 0 || record->until_us < state->away_until_us)
			state->away_until_us = record->until_us;
		state->away++;
	}
	queue_insert(state, record->ticket);
}

/* Out of whatever it waited for. */
static void leave(struct state *state, struct ticket *ticket, const struct record *record)
{
	switch ((enum ticket_state)ticket->state) {
	case TICKET_WAITING:
		queue_remove(state, record->ticket);
		return came_back(state, ticket);
	case TICKET_HELD:
		return apply_not_held(state, ticket, record);
	case TICKET_AWAITING:
		state->awaiting--;
		ticket->papers = 0;
		return;
	case TICKET_NO_SHOW:
		return not_kept(state, ticket);
	default:
		assert(false && "a ticket leaves that nobody waits with");
	}
}

static void left(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	leave(state, ticket, record);
	ticket->not_before_us = 0;
	ticket->visit_ended_us = record->time_us;
	if (record->kind == RECORD_TICKET_EXPIRED) {
		ticket->state = TICKET_EXPIRED;
		state->queues[ticket->service].expired++;
	} else {
		ticket->state =
			record->kind == RECORD_TICKET_VOIDED ? TICKET_VOID : TICKET_CANCELLED;
	}
	if (ticket->parent)
		paper_done(state, ticket, record);
}

static void classed(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	assert(ticket->state == TICKET_WAITING);
	queue_remove(state, record->ticket);
	ticket->priority = (int8_t)hall_find_class(&state->hall, record->class_id);
	queue_insert(state, record->ticket);
}

/* Neither of these two is an act on the ticket: a step taken back is not stopped by them. */
static void heads_up(struct state *state, const struct record *record)
{
	struct ticket *ticket = &state->tickets[record->ticket];
	assert(record->ticket > 0 && record->ticket <= state->ticket_count);
	assert(ticket->state == TICKET_WAITING && heads_up_open(ticket));
	ticket->told = true;
	state->untold--;
}

/* Whose ticket is over does not have it any more as soon as somebody else has. */
static void pager(struct state *state, const struct record *record)
{
	struct ticket *ticket = &state->tickets[record->ticket];
	assert(record->ticket > 0 && record->ticket <= state->ticket_count);
	for (uint32_t i = 1; record->value && i <= state->ticket_count; i++)
		if (state->tickets[i].pager == record->value)
			state->tickets[i].pager = 0;
	const bool waits = ticket->state == TICKET_WAITING;
	if (waits && heads_up_open(ticket))
		state->untold--;
	ticket->pager = (uint16_t)record->value;
	if (waits && heads_up_open(ticket))
		state->untold++;
}

static void printing(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	ticket->print_us = record->time_us;
	if (record->kind == RECORD_PRINT_STARTED) {
		assert(ticket->print != PRINT_PENDING);
		ticket->print = PRINT_PENDING;
		ticket->print_attempts = (uint8_t)record->value;
		state->prints_pending++;
		return;
	}
	assert(ticket->print == PRINT_PENDING);
	state->prints_pending--;
	if (record->kind == RECORD_PRINTED)
		ticket->print = PRINT_DONE;
	else
		ticket->print = record->kind == RECORD_PRINT_FAILED ? PRINT_FAILED : PRINT_UNKNOWN;
}

void apply_ticket(struct state *state, const struct record *record)
{
	switch ((enum record_kind)record->kind) {
	case RECORD_TICKET_ISSUED:
		return issued(state, record);
	case RECORD_TICKET_CANCELLED:
	case RECORD_TICKET_EXPIRED:
	case RECORD_TICKET_VOIDED:
		return left(state, record);
	case RECORD_TICKET_REQUEUED:
		return requeued(state, record);
	case RECORD_TICKET_POSTPONED:
	case RECORD_TICKET_RETURNED:
		return postponed(state, record);
	case RECORD_TICKET_CLASSED:
		return classed(state, record);
	case RECORD_TICKET_HEADS_UP:
		return heads_up(state, record);
	case RECORD_TICKET_PAGER:
		return pager(state, record);
	case RECORD_TICKET_CALLED:
		return called(state, record);
	case RECORD_TICKET_RECALLED:
		return recalled(state, record);
	case RECORD_SERVICE_STARTED:
		return started(state, record);
	case RECORD_SERVICE_FINISHED:
		return finished(state, record);
	case RECORD_TICKET_NO_SHOW:
		return no_show(state, record);
	case RECORD_PRINT_STARTED:
	case RECORD_PRINTED:
	case RECORD_PRINT_FAILED:
	case RECORD_PRINT_UNKNOWN:
		return printing(state, record);
	default:
		assert(false && "not a ticket's record");
	}
}
