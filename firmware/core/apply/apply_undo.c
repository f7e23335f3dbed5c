/* The step that can be taken back: what is kept before each window's step, and how it is as if the
 * step had not been made. A step is a run of records of one command at one window; what time alone
 * adds to it (a repeated call, a start inferred) belongs to it. */
#include "apply_parts.h"

#include "queue.h"

static bool kept(const struct undo *undo, uint32_t ticket)
{
	for (unsigned i = 0; i < undo->ticket_count; i++)
		if (undo->serials[i] == ticket)
			return true;
	return undo->created && ticket >= undo->created &&
	       ticket < undo->created + undo->created_count;
}

static bool keep(const struct state *state, struct undo *undo, uint32_t ticket)
{
	if (ticket == 0 || kept(undo, ticket))
		return true;
	if (ticket > state->ticket_count) {
		if (undo->created_count == 0)
			undo->created = ticket;
		undo->created_count++;
		return true;
	}
	if (undo->ticket_count == UNDO_TICKETS_MAX)
		return false;
	undo->serials[undo->ticket_count] = ticket;
	undo->tickets[undo->ticket_count++] = state->tickets[ticket];
	return true;
}

static void begin(const struct state *state, struct undo *undo, int window,
		  const struct record *record)
{
	memset(undo, 0, sizeof *undo);
	undo->first = record->sequence;
	undo->time_us = record->time_us;
	undo->command = record->command;
	undo->window = state->windows[window];
	undo->calls_of = -1;
	if (record->kind == RECORD_WINDOW_OPENED)
		APPLY_TEXT(undo->agent, record->agent);
	else
		APPLY_TEXT(undo->agent, undo->window.agent);
	keep(state, undo, undo->window.ticket);
}

static void keep_calls(const struct state *state, struct undo *undo, uint32_t ticket)
{
	const int16_t of = state->queue_of[state->tickets[ticket].service];
	const struct queue *queue = &state->queues[of];
	undo->calls_of = of;
	undo->calls = (struct queue_calls){
		.priority_run = queue->priority_run,
		.ordinary_owed = queue->ordinary_owed,
		.delay_us = queue->delay_us,
		.last_call_us = queue->last_call_us,
		.last_was_ahead = queue->last_was_ahead,
		.wait = queue->wait,
	};
}

/* Is this record a step of the window it names, or one that leaves its last step alone? */
static bool is_step(const struct record *record)
{
	switch ((enum record_kind)record->kind) {
	case RECORD_WINDOW_OPENED:
	case RECORD_WINDOW_CLOSED:
	case RECORD_WINDOW_PAUSED:
	case RECORD_WINDOW_RESUMED:
	case RECORD_WINDOW_ARMED:
	case RECORD_TICKET_CALLED:
	case RECORD_TICKET_RECALLED:
	case RECORD_TICKET_NO_SHOW:
	case RECORD_TICKET_REQUEUED:
	case RECORD_TICKET_VOIDED:
	case RECORD_SERVICE_STARTED:
	case RECORD_SERVICE_FINISHED:
	case RECORD_LEG_BEGUN:
	case RECORD_LEG_TRANSFERRED:
	case RECORD_SERVICE_HELD:
	case RECORD_SERVICE_UNHELD:
	case RECORD_PAPERS_SENT:
	case RECORD_PAPER_ISSUED:
	case RECORD_PAPER_TAKEN:
	case RECORD_WALK_IN_SERVED:
	case RECORD_SERVICE_NOTED:
		return true;
	default:
		return false;
	}
}

bool undo_touched(const struct state *state, const struct undo *undo)
{
	for (unsigned i = 0; i < undo->ticket_count; i++)
		if (state->tickets[undo->serials[i]].touched > undo->last)
			return true;
	for (unsigned i = 0; i < undo->created_count; i++)
		if (state->tickets[undo->created + i].touched > undo->last)
			return true;
	return false;
}

/* A repeated call, a note or an inferred start goes with the step before it. */
static bool goes_with(const struct undo *undo, const struct record *record)
{
	return (record->kind == RECORD_TICKET_RECALLED || record->kind == RECORD_SERVICE_NOTED ||
		(record->kind == RECORD_SERVICE_STARTED && record->inferred)) &&
	       undo->last && kept(undo, record->ticket);
}

void apply_undo_keep(struct state *state, const struct record *record)
{
	if (record->window[0] == 0 || !is_step(record))
		return;
	int window = state_find_window(state, record->window);
	struct undo *undo = &state->undo[window];
	if (goes_with(undo, record)) {
		/* Others may have been faster with the step's other tickets. */
		if (undo_touched(state, undo))
			memset(undo, 0, sizeof *undo);
		else
			undo->last = record->sequence;
		return;
	}
	if (record->kind == RECORD_SERVICE_NOTED)
		return;
	if (record->command == COMMAND_TICK || record->command == COMMAND_LOAD_HALL) {
		memset(undo, 0, sizeof *undo);
		return;
	}
	if (undo->last == 0 || undo->last + 1 != record->sequence ||
	    undo->command != record->command || undo->time_us != record->time_us)
		begin(state, undo, window, record);
	if (!keep(state, undo, record->ticket)) {
		begin(state, undo, window, record);
		keep(state, undo, record->ticket);
	}
	if (record->kind == RECORD_SERVICE_FINISHED)
		keep(state, undo, state->tickets[record->ticket].parent);
	if (record->kind == RECORD_TICKET_CALLED &&
	    state->tickets[record->ticket].line < LINE_WINDOWS)
		keep_calls(state, undo, record->ticket);
	undo->last = record->sequence;
}

/* Whatever counts this ticket stops to count it. */
static void uncount(struct state *state, uint32_t serial)
{
	struct ticket *ticket = &state->tickets[serial];
	switch ((enum ticket_state)ticket->state) {
	case TICKET_WAITING:
		queue_remove(state, serial);
		break;
	case TICKET_HELD:
		state->held--;
		if (ticket->window >= 0)
			state->windows[ticket->window].held--;
		break;
	case TICKET_AWAITING:
		state->awaiting--;
		break;
	case TICKET_NO_SHOW:
		state->kept--;
		break;
	default:
		break;
	}
	if (ticket->away)
		state->away--;
}

static void count(struct state *state, uint32_t serial)
{
	struct ticket *ticket = &state->tickets[serial];
	switch ((enum ticket_state)ticket->state) {
	case TICKET_WAITING:
		ticket->line = LINE_NONE;
		ticket->previous = ticket->next = 0;
		queue_put_back(state, serial);
		break;
	case TICKET_HELD:
		state->held++;
		if (ticket->window >= 0)
			state->windows[ticket->window].held++;
		break;
	case TICKET_AWAITING:
		state->awaiting++;
		break;
	case TICKET_NO_SHOW:
		state->kept++;
		break;
	default:
		break;
	}
	if (ticket->away)
		state->away++;
}

/* The ticket's last ended leg was not ended. It leaves legs[] when it is the last there; else its
 * place stays empty. */
static void drop_leg(struct state *state, uint32_t serial)
{
	struct ticket *ticket = &state->tickets[serial];
	const uint32_t index = ticket->last_leg;
	struct leg *leg = &state->legs[index];
	if (leg->rating == RATING_OPEN) {
		state->windows[leg->window].rating = 0;
		state->ratings_open--;
	}
	if (leg->ended == TICKET_FINISHED && !leg->finish_inferred) {
		struct queue *queue = &state->queues[leg->service];
		queue->served--;
		queue->serve_sum_us -= leg->finished_us - leg->started_us - leg->held_us;
	}
	uint32_t before = 0;
	for (uint32_t i = ticket->first_leg; i != index; i = state->legs[i].next)
		before = i;
	if (before)
		state->legs[before].next = 0;
	else
		ticket->first_leg = 0;
	ticket->last_leg = before;
	memset(leg, 0, sizeof *leg);
	if (index == state->leg_count)
		state->leg_count--;
	else
		state->extra_legs++;
}

static void restore_ticket(struct state *state, uint32_t serial, const struct ticket *before,
			   const struct record *record)
{
	struct ticket *ticket = &state->tickets[serial];
	state->extra_legs -= (uint32_t)(ticket->leg - before->leg);
	while (ticket->last_leg != before->last_leg)
		drop_leg(state, serial);
	const struct ticket now = *ticket;
	*ticket = *before;
	ticket->print = now.print;
	ticket->print_attempts = now.print_attempts;
	ticket->print_us = now.print_us;
	ticket->told = now.told;
	ticket->pager = now.pager; /* who carries it now was settled since */
	ticket->touched = record->sequence;
	count(state, serial);
}

/* A ticket that the step made stays, void: serials are never given twice. */
static void void_created(struct state *state, uint32_t serial, const struct record *record)
{
	struct ticket *ticket = &state->tickets[serial];
	uncount(state, serial);
	ticket->away = false;
	while (ticket->last_leg)
		drop_leg(state, serial);
	ticket->state = TICKET_VOID;
	ticket->visit_ended_us = record->time_us;
	ticket->touched = record->sequence;
}

static void restore_window(struct state *state, struct window *window, const struct window *before)
{
	const struct window now = *window;
	state->active += (uint32_t)(before->ticket > 0) - (uint32_t)(now.ticket > 0);
	state->armed += (uint32_t)before->armed - (uint32_t)now.armed;
	*window = *before;
	window->held = now.held;
	window->rating = now.rating;
	window->last_next_us = now.last_next_us;
	/* An extension is no step, but closing ends it. */
	window->extended_us = now.state == WINDOW_CLOSED ? before->extended_us : now.extended_us;
	if (before->state == WINDOW_CLOSED)
		window->extended_us = 0;
	if (window->extended_us != now.extended_us)
		apply_extensions(state);
}

/* Only while nobody else of this queue was called since. */
static void restore_calls(struct state *state, const struct undo *undo)
{
	if (undo->calls_of < 0)
		return;
	struct queue *queue = &state->queues[undo->calls_of];
	if (queue->last_call_us != undo->time_us)
		return;
	queue->priority_run = undo->calls.priority_run;
	queue->ordinary_owed = undo->calls.ordinary_owed;
	queue->delay_us = undo->calls.delay_us;
	queue->last_call_us = undo->calls.last_call_us;
	queue->last_was_ahead = undo->calls.last_was_ahead;
	queue->wait = undo->calls.wait;
}

void apply_undone(struct state *state, const struct record *record)
{
	int window = state_find_window(state, record->window);
	assert(window >= 0 && state->undo[window].last > 0);
	struct undo *undo = &state->undo[window];
	for (unsigned i = undo->created_count; i > 0; i--)
		void_created(state, undo->created + i - 1, record);
	/* All out of their lines first: nobody is put back beside one who leaves. */
	for (unsigned i = undo->ticket_count; i > 0; i--)
		uncount(state, undo->serials[i - 1]);
	for (unsigned i = undo->ticket_count; i > 0; i--)
		restore_ticket(state, undo->serials[i - 1], &undo->tickets[i - 1], record);
	restore_window(state, &state->windows[window], &undo->window);
	restore_calls(state, undo);
	apply_later_moments(state);
	memset(undo, 0, sizeof *undo);
}
