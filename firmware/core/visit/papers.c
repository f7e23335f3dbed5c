/* The papers of a visit: staff carry them to one department or to several at once (并联审批), and
 * nobody is called for them. Each department's papers are a ticket of its own: parent is the
 * visitor's, the number is his, "next" takes it straight into service.
 *
 *   visitor:  serving ──forward──▶ awaiting ──the last paper is done──▶ waiting where he is called
 *   paper:    waiting ──next──▶ serving ──finish──▶ finished
 *                                  ├─transfer──▶ waiting elsewhere
 *                                  └─forward──▶ finished, and papers at the next departments   */
#include "decision.h"

#include "queue.h"

void papers_done(const struct decision *decision, uint32_t visitor, int window)
{
	const struct ticket *ticket = &decision->state->tickets[visitor];
	if (ticket->state == TICKET_AWAITING && ticket->papers == 1)
		visit_go_then(decision, visitor, window);
}

/* The hall's window that delivers: an open one of this zone first; -1: there is none. */
static int deliver_window(const struct state *state, const char *zone)
{
	int best = -1, best_score = -1;
	for (int i = 0; i < state->hall.window_count; i++) {
		const struct hall_window *window = &state->hall.windows[i];
		int score = 2 * (state->windows[i].state != WINDOW_CLOSED) +
			    (strcmp(window->zone, zone) == 0);
		if (window->role == ROLE_DELIVER && score > best_score) {
			best_score = score;
			best = i;
		}
	}
	return best;
}

struct forward {
	uint32_t in_hand, visitor;
	int window;
	unsigned count;
	int services[PAPERS_MAX], windows[PAPERS_MAX]; /* of the targets */
	int then_service, then_window;
};

static enum refusal find_targets(const struct decision *decision, struct forward *forward)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	for (unsigned i = 0; i < PAPERS_MAX; i++) {
		const char *service = command->targets[i].service;
		const char *window = command->targets[i].window;
		if (service[0] == 0 && window[0] == 0)
			break;
		int of = state->tickets[forward->visitor].service;
		int to = -1;
		if (service[0] && (of = state_find_service(state, service)) < 0)
			return REFUSAL_UNKNOWN_SERVICE;
		if (window[0] && (to = state_find_window(state, window)) < 0)
			return REFUSAL_UNKNOWN_WINDOW;
		forward->services[forward->count] = of;
		forward->windows[forward->count++] = to;
	}
	return forward->count ? REFUSAL_NONE : REFUSAL_BAD_REQUEST;
}

static enum refusal find_then(const struct decision *decision, struct forward *forward)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	forward->then_service = forward->then_window = -1;
	if (command->service[0]) {
		forward->then_service = state_find_service(state, command->service);
		if (forward->then_service < 0)
			return REFUSAL_UNKNOWN_SERVICE;
	}
	if (command->to_window[0]) {
		forward->then_window = state_find_window(state, command->to_window);
		if (forward->then_window < 0)
			return REFUSAL_UNKNOWN_WINDOW;
		if (queue_papers_only(state, forward->then_window))
			return REFUSAL_NOT_ALLOWED;
	}
	/* A paper's holder who says nothing leaves it as it is. */
	if (forward->then_service >= 0 || forward->then_window >= 0 ||
	    forward->in_hand != forward->visitor)
		return REFUSAL_NONE;
	forward->then_window = deliver_window(state, state->hall.windows[forward->window].zone);
	if (forward->then_window < 0)
		forward->then_window = forward->window;
	return REFUSAL_NONE;
}

/* The bits of one token, a different one for each paper. */
static void paper_id(uint8_t id[TICKET_ID_BYTES], const struct command *command, unsigned paper)
{
	memcpy(id, command->random, TICKET_ID_BYTES);
	id[TICKET_ID_BYTES - 1] = (uint8_t)(id[TICKET_ID_BYTES - 1] ^ (paper + 1));
}

static enum refusal check_room(const struct decision *decision, const struct forward *forward)
{
	static const uint8_t no_id[TICKET_ID_BYTES];
	const struct state *state = decision->state;
	const struct ticket *visitor = &state->tickets[forward->visitor];
	const bool onward = forward->in_hand != forward->visitor;
	if (state->ticket_count + forward->count > TICKETS_MAX ||
	    visitor->papers - onward + forward->count > PAPERS_MAX)
		return REFUSAL_LIMIT;
	if (!onward && !visit_has_room(state, visitor, 1))
		return REFUSAL_LIMIT;
	if (memcmp(decision->command->random, no_id, TICKET_ID_BYTES) == 0)
		return REFUSAL_BAD_REQUEST;
	for (unsigned i = 0; i < forward->count; i++) {
		uint8_t id[TICKET_ID_BYTES];
		paper_id(id, decision->command, i);
		if (memcmp(id, no_id, TICKET_ID_BYTES) == 0 || state_find_ticket(state, id))
			return REFUSAL_BAD_REQUEST;
	}
	return REFUSAL_NONE;
}

static void write_papers(const struct decision *decision, const struct forward *forward)
{
	const struct state *state = decision->state;
	const struct ticket *visitor = &state->tickets[forward->visitor];
	for (unsigned i = 0; i < forward->count; i++) {
		struct record *record =
			decision_add_ticket(decision, RECORD_PAPER_ISSUED,
					    state->ticket_count + 1 + i, forward->window);
		record->parent = forward->visitor;
		paper_id(record->ticket_id, decision->command, i);
		decision_text(record->number, visitor->number);
		decision_text(record->language, visitor->language);
		decision_text(record->service, state->hall.services[forward->services[i]].code);
		if (forward->windows[i] >= 0)
			decision_text(record->to_window,
				      state->hall.windows[forward->windows[i]].no);
		record->place_us = visitor->issued_us;
	}
}

enum refusal papers_decide_forward(const struct decision *decision, int window)
{
	const struct state *state = decision->state;
	struct forward forward = { .in_hand = state->windows[window].ticket, .window = window };
	if (state->windows[window].state != WINDOW_SERVING)
		return REFUSAL_WRONG_STATE;
	const struct ticket *ticket = &state->tickets[forward.in_hand];
	forward.visitor = ticket->parent ? ticket->parent : forward.in_hand;
	/* The visitor's number was taken back while this paper was in hand. */
	if (ticket->parent && state->tickets[forward.visitor].state != TICKET_AWAITING)
		return REFUSAL_WRONG_STATE;
	enum refusal refusal = find_targets(decision, &forward);
	if (refusal == REFUSAL_NONE)
		refusal = find_then(decision, &forward);
	if (refusal == REFUSAL_NONE)
		refusal = check_room(decision, &forward);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (ticket->parent)
		rating_finish(decision, window, false);
	struct record *record =
		decision_add_ticket(decision, RECORD_PAPERS_SENT, forward.visitor, window);
	record->leg = ticket->parent ? 0 : ticket->leg;
	decision_text(record->reason, decision->command->reason);
	if (forward.then_service >= 0)
		decision_text(record->to_service, state->hall.services[forward.then_service].code);
	if (forward.then_window >= 0)
		decision_text(record->to_window, state->hall.windows[forward.then_window].no);
	write_papers(decision, &forward);
	return REFUSAL_NONE;
}

enum refusal papers_void(const struct decision *decision, uint32_t visitor)
{
	const struct state *state = decision->state;
	unsigned left = state->tickets[visitor].papers;
	for (uint32_t i = visitor + 1; left && i <= state->ticket_count; i++) {
		const struct ticket *paper = &state->tickets[i];
		if (paper->parent != visitor)
			continue;
		if (paper->state == TICKET_SERVING)
			return REFUSAL_WINDOW_BUSY;
		if (paper->state == TICKET_WAITING || paper->state == TICKET_HELD) {
			decision_add_ticket(decision, RECORD_TICKET_VOIDED, i, -1);
			left--;
		}
	}
	struct record *record = decision_add_ticket(decision, RECORD_TICKET_VOIDED, visitor, -1);
	decision_text(record->agent, decision->command->agent);
	return REFUSAL_NONE;
}
