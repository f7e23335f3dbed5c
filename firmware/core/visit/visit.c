/* A visit: one person's stay, leg by leg. A leg is one wait plus one service.
 *
 *   leg 1 ──finish──▶ has the ticket more services? ▶ leg 2 at the next of them: waiting
 *     │               did it come by transfer to a paying window? ▶ back where it came from
 *     │               is a return promised? ▶ there
 *     │               none of these ▶ the visit has ended
 *     ├──transfer──▶ leg 2 at a service, a window or an agent: waiting
 *     ├──hold waiting──▶ leg 2 at the same service, at the front (hold.c)
 *     └──forward──▶ awaiting, while staff have the papers ──the last is done──▶ leg 2 (papers.c)
 *
 * A later leg keeps the place of the number: who waited for one service does not queue up again for
 * the next. */
#include "visit.h"

#include "decision.h"
#include "due.h"
#include "queue.h"

bool visit_has_room(const struct state *state, const struct ticket *ticket, unsigned legs)
{
	/* Each visit that waits for papers has one leg to come, whatever happens. */
	return ticket->leg + ticket->plan_count + legs <= TICKET_LEGS_MAX &&
	       TICKETS_MAX + state->extra_legs + state->awaiting + legs <= LEGS_MAX;
}

bool visit_leg_ended(const struct state *state, uint32_t ticket)
{
	const struct ticket *of = &state->tickets[ticket];
	return of->last_leg && state->legs[of->last_leg].number == of->leg;
}

/* A leg that nobody can refuse any more. */
static bool may_continue(const struct state *state, const struct ticket *ticket)
{
	return ticket->leg < TICKET_LEGS_MAX &&
	       TICKETS_MAX + state->extra_legs + state->awaiting < LEGS_MAX;
}

struct record *visit_begin_leg(const struct decision *decision, uint32_t serial, int window,
			       enum leg_reason reason, int service, int to_window)
{
	const struct state *state = decision->state;
	const struct ticket *ticket = &state->tickets[serial];
	struct record *record = decision_add_ticket(decision, RECORD_LEG_BEGUN, serial, window);
	record->leg = (uint8_t)(ticket->leg + 1);
	record->reason_code = (uint8_t)reason;
	decision_text(record->service, state->hall.services[service].code);
	if (to_window >= 0)
		decision_text(record->to_window, state->hall.windows[to_window].no);
	record->place_us = ticket->channel == ISSUED_APPOINTMENT && !ticket->late
				   ? ticket->place_us
				   : ticket->issued_us;
	return record;
}

/* Who stands in for a window that is closed now: for a hand-out another open one, nearest first;
 * for any other, whoever takes the service (-1), when somebody does. */
static int open_instead(const struct state *state, int window, int service)
{
	const struct hall *hall = &state->hall;
	const bool deliver = hall->windows[window].role == ROLE_DELIVER;
	int other = window;
	if (state->windows[window].state != WINDOW_CLOSED)
		return window;
	for (int i = 0; i < hall->window_count; i++) {
		if (state->windows[i].state == WINDOW_CLOSED)
			continue;
		if (!deliver && state_window_serves(state, i, service) &&
		    !queue_papers_only(state, i))
			return -1;
		if (!deliver || hall->windows[i].role != ROLE_DELIVER)
			continue;
		if (strcmp(hall->windows[i].zone, hall->windows[window].zone) == 0)
			return i;
		if (other == window)
			other = i;
	}
	return other;
}

void visit_go_then(const struct decision *decision, uint32_t serial, int window)
{
	const struct state *state = decision->state;
	const struct ticket *ticket = &state->tickets[serial];
	const int service = ticket->then_service >= 0 ? ticket->then_service : ticket->service;
	const int to =
		ticket->then_window >= 0 ? open_instead(state, ticket->then_window, service) : -1;
	const bool deliver = to >= 0 && state->hall.windows[to].role == ROLE_DELIVER;
	struct record *record = visit_begin_leg(decision, serial, window,
						deliver ? LEG_DELIVER : LEG_RETURN, service, to);
	/* He was there already. */
	record->front = !deliver;
}

/* Who came by transfer from another window to pay goes back there. */
static const struct leg *came_to_pay(const struct state *state, const struct ticket *ticket,
				     int window)
{
	const struct leg *leg = &state->legs[ticket->last_leg];
	if (state->hall.windows[window].role != ROLE_PAY || ticket->last_leg == 0 ||
	    leg->ended != TICKET_HELD || leg->window < 0 || leg->window == window ||
	    leg->number + 1 != ticket->leg || leg->service < 0)
		return NULL;
	return leg;
}

/* The next of the services still to come that is not over for today. When all of them are, the
 * first: that leg expires, and says so. */
static int planned_next(const struct decision *decision, const struct ticket *ticket)
{
	for (unsigned i = 0; i < ticket->plan_count; i++)
		if (decision->command->time_us < due_expiry(decision->state, ticket->plan[i]))
			return ticket->plan[i];
	return ticket->plan[0];
}

static void continue_visit(const struct decision *decision, uint32_t serial, int window)
{
	const struct state *state = decision->state;
	const struct ticket *ticket = &state->tickets[serial];
	const struct leg *from = came_to_pay(state, ticket, window);
	if (ticket->parent)
		return papers_done(decision, ticket->parent, window);
	if (!may_continue(state, ticket))
		return;
	if (ticket->then_window >= 0 || ticket->then_service >= 0)
		visit_go_then(decision, serial, window);
	else if (from)
		visit_begin_leg(decision, serial, window, LEG_RETURN, from->service, from->window)
			->front = true;
	else if (ticket->plan_count)
		visit_begin_leg(decision, serial, window, LEG_PLANNED,
				planned_next(decision, ticket), -1);
}

void visit_finish(const struct decision *decision, int window)
{
	const struct command *command = decision->command;
	const uint32_t serial = decision->state->windows[window].ticket;
	rating_finish(decision, window, false);
	if (command->kind == COMMAND_FINISH)
		note_write(decision, serial, decision->state->tickets[serial].leg, window);
	continue_visit(decision, serial, window);
}

static bool is_taken_somewhere(const struct state *state, int service)
{
	for (int i = 0; i < state->hall.window_count; i++)
		if (state_window_serves(state, i, service) && !queue_papers_only(state, i))
			return true;
	return false;
}

/* Where to, and may anybody be called there? */
static enum refusal check_target(const struct decision *decision, const struct ticket *ticket,
				 int *service, int *to_window)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	*service = ticket->service;
	*to_window = -1;
	if (command->service[0] == 0 && command->to_window[0] == 0 && command->to_agent[0] == 0)
		return REFUSAL_BAD_REQUEST;
	if (command->service[0])
		*service = state_find_service(state, command->service);
	if (*service < 0)
		return REFUSAL_UNKNOWN_SERVICE;
	if (state->hall.services[*service].draining ||
	    command->time_us >= due_expiry(state, *service))
		return REFUSAL_CLOSED;
	if (command->to_agent[0])
		return queue_agent_works(state, command->to_agent) ? REFUSAL_NONE
								   : REFUSAL_UNKNOWN_AGENT;
	if (command->to_window[0] == 0)
		return ticket->parent || is_taken_somewhere(state, *service) ? REFUSAL_NONE
									     : REFUSAL_NOT_ALLOWED;
	*to_window = state_find_window(state, command->to_window);
	if (*to_window < 0)
		return REFUSAL_UNKNOWN_WINDOW;
	return queue_papers_only(state, *to_window) && !ticket->parent ? REFUSAL_NOT_ALLOWED
								       : REFUSAL_NONE;
}

enum refusal visit_decide_transfer(const struct decision *decision, int window)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	const uint32_t serial = state->windows[window].ticket;
	const struct ticket *ticket = &state->tickets[serial];
	int service, to_window;
	if (state->windows[window].state != WINDOW_SERVING)
		return REFUSAL_WRONG_STATE;
	enum refusal refusal = check_target(decision, ticket, &service, &to_window);
	if (refusal != REFUSAL_NONE)
		return refusal;
	/* A paying window sends back by itself: that is one more leg. */
	const bool returns = command->returns && ticket->parent == 0;
	if (!visit_has_room(state, ticket, 2))
		return REFUSAL_LIMIT;
	struct record *record =
		decision_add_ticket(decision, RECORD_LEG_TRANSFERRED, serial, window);
	record->leg = ticket->leg;
	decision_text(record->reason, command->reason);
	if (returns) {
		decision_text(record->to_window, state->hall.windows[window].no);
		decision_text(record->to_service, state->hall.services[ticket->service].code);
	}
	record = visit_begin_leg(decision, serial, window, LEG_TRANSFER, service, to_window);
	record->front = command->front;
	decision_text(record->reason, command->reason);
	decision_text(record->to_agent, command->to_agent);
	return REFUSAL_NONE;
}

static void add_leg(struct visit_times *times, int64_t begun_us, int64_t called_us,
		    int64_t started_us, int64_t finished_us, int64_t held_us)
{
	/* Whoever was called in vain still waited until then. */
	const int64_t end_us = started_us ? started_us : called_us ? called_us : finished_us;
	times->waited_us += end_us - begun_us;
	times->held_us += held_us;
	if (started_us)
		times->served_us += finished_us - started_us - held_us;
}

struct visit_times visit_times(const struct state *state, uint32_t serial, int64_t now_us)
{
	const struct ticket *ticket = &state->tickets[serial];
	const int64_t end_us = ticket->visit_ended_us ? ticket->visit_ended_us : now_us;
	struct visit_times times = { .total_us = end_us - ticket->issued_us };
	bool ended = false;
	for (uint32_t i = ticket->first_leg; i; i = state->legs[i].next) {
		const struct leg *leg = &state->legs[i];
		add_leg(&times, leg->begun_us, leg->called_us, leg->started_us, leg->finished_us,
			leg->held_us);
		ended = leg->number == ticket->leg;
	}
	if (!ended) {
		int64_t held_us = ticket->held_us;
		if (ticket->held_since_us)
			held_us += end_us - ticket->held_since_us;
		add_leg(&times, ticket->begun_us, ticket->called_us, ticket->started_us, end_us,
			held_us);
	}
	if (ticket->visit_started_us)
		times.from_first_us = end_us - ticket->visit_started_us;
	return times;
}
