/* The records of a visit become true: legs, holds, papers, walk-ins, notes. The step taken back is
 * in apply_undo.c. */
#include "apply_parts.h"

#include "queue.h"

/* One of the services still to come is not to come any more; the others keep their order. */
static void drop_planned(struct ticket *ticket, int service)
{
	unsigned i = 0;
	while (i < ticket->plan_count && ticket->plan[i] != service)
		i++;
	assert(i < ticket->plan_count);
	memmove(ticket->plan + i, ticket->plan + i + 1,
		(ticket->plan_count - i - 1) * sizeof ticket->plan[0]);
	ticket->plan[--ticket->plan_count] = 0;
}

static void leg_begun(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	int service = state_find_service(state, record->service);
	assert(service >= 0 && ticket->line == LINE_NONE);
	assert(ticket->state == TICKET_FINISHED || ticket->state == TICKET_AWAITING);
	if (ticket->state == TICKET_AWAITING)
		state->awaiting--;
	ticket->papers = 0;
	if (record->reason_code == LEG_RETURN || record->reason_code == LEG_DELIVER)
		ticket->then_service = ticket->then_window = -1;
	if (record->reason_code == LEG_PLANNED)
		drop_planned(ticket, service);
	apply_begin_leg(state, record->ticket, record, service);
	assert(ticket->leg == record->leg);
	ticket->visit_ended_us = 0;
	if (record->to_window[0])
		ticket->to_window = (int16_t)state_find_window(state, record->to_window);
	ticket->to_agent = apply_agent(state, record->to_agent);
	ticket->front = record->front;
	ticket->not_before_us = record->until_us;
	state->extra_legs++;
	queue_insert(state, record->ticket);
}

/* The leg in hand ends unfinished. */
static struct ticket *leg_left(struct state *state, const struct record *record,
			       enum ticket_state ended)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	assert(ticket->state == TICKET_SERVING && ticket->leg == record->leg);
	ticket->finished_us = record->time_us;
	apply_end_leg(state, record->ticket, ended);
	apply_window_release(state, apply_window_busy(state, record), record);
	return ticket;
}

static void set_then(struct state *state, struct ticket *ticket, const struct record *record)
{
	if (record->to_service[0] == 0 && record->to_window[0] == 0)
		return;
	ticket->then_service = ticket->then_window = -1;
	if (record->to_service[0])
		ticket->then_service = (int16_t)state_find_service(state, record->to_service);
	if (record->to_window[0])
		ticket->then_window = (int16_t)state_find_window(state, record->to_window);
}

static void transferred(struct state *state, const struct record *record)
{
	struct ticket *ticket = leg_left(state, record, TICKET_HELD);
	set_then(state, ticket, record);
	/* Until the next record begins its next leg. */
	ticket->state = TICKET_FINISHED;
}

static void held(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	struct window *window = apply_window_busy(state, record);
	assert(ticket->state == TICKET_SERVING);
	ticket->state = TICKET_HELD;
	ticket->start_inferred = false;
	ticket->hold = record->reason_code;
	ticket->held_since_us = record->time_us;
	window->held++;
	state->held++;
	apply_window_release(state, window, record);
}

static void unheld(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	apply_not_held(state, ticket, record);
	ticket->state = TICKET_SERVING;
	apply_window_take(state, record, WINDOW_SERVING);
}

static void papers_sent(struct state *state, const struct record *record)
{
	struct ticket *ticket = &state->tickets[record->ticket];
	if (ticket->state == TICKET_AWAITING) {
		set_then(state, apply_ticket_of(state, record), record);
		return;
	}
	ticket = leg_left(state, record, TICKET_AWAITING);
	ticket->state = TICKET_AWAITING;
	state->awaiting++;
	set_then(state, ticket, record);
}

static void paper_issued(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_new_ticket(state, record);
	struct ticket *visitor = &state->tickets[record->parent];
	assert(record->parent > 0 && visitor->state == TICKET_AWAITING);
	visitor->papers++;
	visitor->touched = record->sequence;
	if (record->to_window[0])
		ticket->to_window = (int16_t)state_find_window(state, record->to_window);
	queue_insert(state, record->ticket);
}

static void now_served(struct state *state, struct ticket *ticket, const struct record *record)
{
	ticket->state = TICKET_SERVING;
	ticket->started_us = ticket->visit_started_us = record->time_us;
	apply_window_take(state, record, WINDOW_SERVING);
	ticket->first_agent = apply_agent(state, record->agent);
}

static void paper_taken(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	assert(ticket->state == TICKET_WAITING && ticket->parent > 0);
	queue_remove(state, record->ticket);
	ticket->not_before_us = 0;
	now_served(state, ticket, record);
}

static void walk_in_served(struct state *state, const struct record *record)
{
	now_served(state, apply_new_ticket(state, record), record);
}

static void noted(struct state *state, const struct record *record)
{
	struct ticket *ticket = apply_ticket_of(state, record);
	uint32_t leg = state_find_leg(state, record->ticket, record->leg);
	assert(leg > 0);
	if (record->outcome != OUTCOME_NONE)
		state->legs[leg].outcome = record->outcome;
	if (record->outcome != OUTCOME_NONE && ticket->leg == record->leg)
		ticket->outcome = record->outcome;
	ticket->proxy = ticket->proxy || record->proxy;
}

void apply_visit(struct state *state, const struct record *record)
{
	switch ((enum record_kind)record->kind) {
	case RECORD_LEG_BEGUN:
		return leg_begun(state, record);
	case RECORD_LEG_TRANSFERRED:
		return transferred(state, record);
	case RECORD_SERVICE_HELD:
		return held(state, record);
	case RECORD_SERVICE_UNHELD:
		return unheld(state, record);
	case RECORD_PAPERS_SENT:
		return papers_sent(state, record);
	case RECORD_PAPER_ISSUED:
		return paper_issued(state, record);
	case RECORD_PAPER_TAKEN:
		return paper_taken(state, record);
	case RECORD_WALK_IN_SERVED:
		return walk_in_served(state, record);
	case RECORD_SERVICE_NOTED:
		return noted(state, record);
	case RECORD_STEP_UNDONE:
		return apply_undone(state, record);
	default:
		assert(false && "not a visit's record");
	}
}
