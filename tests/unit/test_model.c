/* Every order of events in a tiny hall: test_model [DEPTH] tries all commands of people, staff and
 * time on every state that up to DEPTH commands can reach, breadth first, with the real decide and
 * apply. Two windows, two services, three numbers. States that differ only in when things happened
 * are one: what counts are the order of places and how long ago the moments are that decide looks
 * at, in seconds.
 *
 * In every state:
 *   - the invariants hold, and nobody is at two windows;
 *   - "next" does something at every window: it writes records, or nobody it may call waits;
 *   - staff who go on working finish everybody (no dead end);
 *   - staff who press nothing but "next" finish everybody who waits for a window that is worked at,
 *     and is not held. */
#include "check.h"
#include "core_world.h"
#include "queue.h"
#include "state_index.h"

#include <stddef.h>

enum {
	WINDOWS = 2,
	SERVICES = 2,
	TICKETS = 3,
	LEGS = 20,
	NODES_MAX = 2000000,
	SLOTS = 1 << 22,
	ROUNDS_MAX = 200,
};

/* All of a state that changes in this hall. */
struct snapshot {
	uint8_t head[offsetof(struct state, hall)];
	struct window windows[WINDOWS];
	struct undo undo[WINDOWS];
	struct queue queues[SERVICES];
	struct line lanes[SERVICES * LANES], bound[WINDOWS];
	struct ticket tickets[TICKETS + 1];
	struct leg legs[LEGS + 1];
	char agents[WINDOWS + 2][AGENT_MAX];
};

struct node {
	uint32_t parent;
	uint8_t action; /* of the parent that led here */
	struct snapshot *snapshot;
};

static const char *const window_nos[WINDOWS] = { "01", "02" };
static const char *const service_codes[SERVICES] = { "RE1", "RE2" };
static const enum command_kind window_acts[] = {
	COMMAND_NEXT,	      COMMAND_RECALL,	   COMMAND_START,	  COMMAND_FINISH,
	COMMAND_NO_SHOW,      COMMAND_HOLD,	   COMMAND_UNHOLD,	  COMMAND_TRANSFER,
	COMMAND_WINDOW_PAUSE, COMMAND_WINDOW_OPEN, COMMAND_WINDOW_RESUME, COMMAND_WINDOW_CLOSE,
	COMMAND_UNDO,
};

enum {
	WINDOW_ACTS = sizeof window_acts / sizeof window_acts[0],
	ACT_ISSUE = WINDOWS * WINDOW_ACTS,
	ACT_REQUEUE = ACT_ISSUE + SERVICES,
	ACT_TICK = ACT_REQUEUE + TICKETS,
	ACTIONS,
};

static struct world world;
static struct node *nodes;
static uint32_t node_count, *slots;
static uint64_t *digests;
static int64_t last_us; /* no later than this: the day does not end */

static void store(struct snapshot *to)
{
	const struct state *state = world.state;
	memcpy(to->head, state, sizeof to->head);
	memcpy(to->windows, state->windows, sizeof to->windows);
	memcpy(to->undo, state->undo, sizeof to->undo);
	memcpy(to->queues, state->queues, sizeof to->queues);
	memcpy(to->lanes, state->lines, sizeof to->lanes);
	memcpy(to->bound, &state->lines[LINE_WINDOWS], sizeof to->bound);
	memcpy(to->tickets, state->tickets, sizeof to->tickets);
	memcpy(to->legs, state->legs, sizeof to->legs);
	memcpy(to->agents, state->agents, sizeof to->agents);
}

static void load(const struct snapshot *from)
{
	struct state *state = world.state;
	state_index_clear_tickets(state);
	memcpy(state, from->head, sizeof from->head);
	memcpy(state->windows, from->windows, sizeof from->windows);
	memcpy(state->undo, from->undo, sizeof from->undo);
	memcpy(state->queues, from->queues, sizeof from->queues);
	memcpy(state->lines, from->lanes, sizeof from->lanes);
	memcpy(&state->lines[LINE_WINDOWS], from->bound, sizeof from->bound);
	memcpy(state->tickets, from->tickets, sizeof from->tickets);
	memcpy(state->legs, from->legs, sizeof from->legs);
	memcpy(state->agents, from->agents, sizeof from->agents);
	for (uint32_t i = 1; i <= state->ticket_count; i++)
		state_index_ticket(state, i);
	world.now_us = state->time_us;
}

static void print_action(unsigned action)
{
	static const char *const names[] = { "next",   "recall", "start",    "finish", "no-show",
					     "hold",   "unhold", "transfer", "pause",  "open",
					     "resume", "close",	 "undo" };
	if (action < ACT_ISSUE)
		fprintf(stderr, " %s(%s)", names[action % WINDOW_ACTS],
			window_nos[action / WINDOW_ACTS]);
	else if (action < ACT_REQUEUE)
		fprintf(stderr, " issue(%s)", service_codes[action - ACT_ISSUE]);
	else if (action < ACT_TICK)
		fprintf(stderr, " requeue(%u)", action - ACT_REQUEUE + 1);
	else
		fprintf(stderr, " tick");
}

static void print_path(uint32_t node)
{
	if (node == 0)
		return;
	print_path(nodes[node].parent);
	print_action(nodes[node].action);
}

static void fail(uint32_t node, const char *what)
{
	fprintf(stderr, "%s, after:", what);
	print_path(node);
	fprintf(stderr, "\n");
	exit(EXIT_FAILURE);
}

static void mix(uint64_t *digest, uint64_t number)
{
	*digest = (*digest ^ number) * UINT64_C(0x9e3779b97f4a7c15);
	*digest ^= *digest >> 29;
}

/* Seconds ago, or ahead; 0 stays 0. What is longer ago than anything decide asks for is one. */
static void mix_moment(uint64_t *digest, int64_t moment_us)
{
	enum { LONG_S = 600 };
	int64_t seconds = (moment_us - world.state->time_us) / 1000000;
	if (seconds < -LONG_S)
		seconds = -LONG_S;
	mix(digest, moment_us == 0 ? 0 : (uint64_t)(seconds + LONG_S + 1));
}

static void mix_ticket(uint64_t *digest, const struct ticket *ticket)
{
	mix(digest, ticket->state);
	mix(digest, (uint64_t)ticket->service);
	mix(digest, (uint64_t)ticket->window);
	mix(digest, (uint64_t)ticket->to_window);
	mix(digest, ticket->leg);
	mix(digest, ticket->calls);
	mix(digest, ticket->no_shows);
	mix(digest, ticket->hold);
	mix(digest, ticket->front);
	mix(digest, ticket->start_inferred);
	mix(digest, ticket->last_leg != 0);
	if (ticket->state == TICKET_CALLED || ticket->start_inferred) {
		mix_moment(digest, ticket->called_us);
		mix_moment(digest, ticket->last_call_us);
	}
	if (ticket->state == TICKET_WAITING)
		mix_moment(digest, ticket->not_before_us > world.state->time_us
					   ? ticket->not_before_us
					   : 0);
	if (ticket->state == TICKET_NO_SHOW)
		mix_moment(digest, ticket->visit_ended_us);
}

static void mix_window(uint64_t *digest, const struct window *window)
{
	mix(digest, window->state);
	mix(digest, window->paused);
	mix(digest, window->armed);
	mix(digest, window->ticket);
	mix(digest, window->held);
	mix(digest, window->rating != 0);
	if (window->rating)
		mix_moment(digest, world.state->legs[window->rating].finished_us);
}

static void mix_undo(uint64_t *digest, const struct undo *undo)
{
	const bool open = undo->last && !undo_touched(world.state, undo) &&
			  world.state->time_us <= undo->time_us + 60 * INT64_C(1000000);
	mix(digest, open);
	if (!open)
		return;
	mix_moment(digest, undo->time_us);
	mix(digest, undo->ticket_count);
	for (unsigned i = 0; i < undo->ticket_count; i++) {
		mix(digest, undo->serials[i]);
		mix_ticket(digest, &undo->tickets[i]);
	}
	mix(digest, undo->window.state);
	mix(digest, undo->window.paused);
	mix(digest, undo->window.ticket);
}

static uint64_t canonical(void)
{
	const struct state *state = world.state;
	uint64_t digest = state->ticket_count;
	for (uint32_t i = 1; i <= state->ticket_count; i++) {
		unsigned before = 0;
		mix_ticket(&digest, &state->tickets[i]);
		for (uint32_t j = 1; j <= state->ticket_count; j++)
			before += queue_before(state, j, i);
		mix(&digest, before);
	}
	for (unsigned i = 0; i < WINDOWS; i++) {
		mix_window(&digest, &state->windows[i]);
		mix_undo(&digest, &state->undo[i]);
	}
	mix(&digest, state->time_us >= last_us);
	return digest;
}

static struct command command_of(unsigned action)
{
	struct command command = world_command(&world, COMMAND_TICK);
	command.time_us = world.now_us + 1; /* two acts are never at the same moment */
	if (action < ACT_ISSUE) {
		command.kind = (uint8_t)window_acts[action % WINDOW_ACTS];
		strcpy(command.window, window_nos[action / WINDOW_ACTS]);
		uint32_t ticket = world.state->windows[action / WINDOW_ACTS].ticket;
		if (command.kind == COMMAND_TRANSFER)
			strcpy(command.service,
			       service_codes[1 - world.state->tickets[ticket].service]);
	} else if (action < ACT_REQUEUE) {
		command.kind = COMMAND_ISSUE;
		strcpy(command.service, service_codes[action - ACT_ISSUE]);
	} else if (action < ACT_TICK) {
		command.kind = COMMAND_REQUEUE;
		command.ticket = action - ACT_REQUEUE + 1;
		command.by_staff = true;
	} else if (state_next_deadline(world.state) > command.time_us) {
		command.time_us = state_next_deadline(world.state);
	}
	return command;
}

static bool allowed(const struct command *command)
{
	if (command->kind == COMMAND_ISSUE)
		return world.state->ticket_count < TICKETS;
	/* A ring of transfers ends at the limit of legs, not here. */
	if (command->kind == COMMAND_TRANSFER)
		return world.state->tickets[world.state->windows[command->window[1] - '1'].ticket]
			       .leg < 3;
	return command->kind != COMMAND_TICK || command->time_us <= last_us;
}

/* The number of records; the state goes on. */
static uint32_t go(const struct command *command, uint32_t node, enum refusal *refusal)
{
	*refusal = decide(world.state, command, world.list);
	for (uint32_t i = 0; i < world.list->count; i++)
		apply(world.state, &world.list->records[i]);
	if (world.list->count) {
		const char *problem = state_check(world.state);
		if (problem)
			fail(node, problem);
		world.now_us = command->time_us;
	}
	if (world.state->leg_count > LEGS || world.state->ticket_count > TICKETS)
		fail(node, "the model's own limits are too small");
	return world.list->count;
}

static bool act(enum command_kind kind, unsigned window, uint32_t node)
{
	enum refusal refusal;
	struct command command = world_command(&world, kind);
	command.time_us = ++world.now_us;
	strcpy(command.window, window_nos[window]);
	go(&command, node, &refusal);
	return refusal == REFUSAL_NONE;
}

static void pass(double seconds, uint32_t node)
{
	int64_t end = world.now_us + (int64_t)(seconds * 1e6);
	while (state_next_deadline(world.state) <= end) {
		enum refusal refusal;
		struct command tick = world_command(&world, COMMAND_TICK);
		int64_t due = state_next_deadline(world.state);
		tick.time_us = due > world.now_us ? due : world.now_us;
		if (go(&tick, node, &refusal) == 0)
			fail(node, "a tick that is due writes nothing");
	}
	world.now_us = end;
}

static bool everybody_gone(bool held_too)
{
	for (uint32_t i = 1; i <= world.state->ticket_count; i++)
		switch (world.state->tickets[i].state) {
		case TICKET_WAITING:
		case TICKET_CALLED:
		case TICKET_SERVING:
		case TICKET_AWAITING:
			return false;
		case TICKET_HELD:
			if (held_too)
				return false;
			break;
		default:
			break;
		}
	return true;
}

/* What staff do who go on working: whoever is here is served to the end. */
static void work(unsigned window, uint32_t node)
{
	const struct window *at = &world.state->windows[window];
	switch ((enum window_state)at->state) {
	case WINDOW_CALLED:
		act(COMMAND_START, window, node);
		break;
	case WINDOW_SERVING:
		act(COMMAND_FINISH, window, node);
		break;
	case WINDOW_IDLE:
		if (act(COMMAND_UNHOLD, window, node))
			break;
		/* fall through */
	default:
		act(COMMAND_NEXT, window, node);
	}
}

static void check_ends(uint32_t node, bool one_key)
{
	for (unsigned round = 0; !everybody_gone(!one_key); round++) {
		if (round == ROUNDS_MAX)
			fail(node, one_key ? "pressing \"next\" does not finish everybody"
					   : "a dead end: staff can't finish everybody");
		for (unsigned i = 0; i < WINDOWS; i++)
			if (one_key)
				act(COMMAND_NEXT, i, node);
			else
				work(i, node);
		pass(30, node);
	}
}

static void check_next(uint32_t node, unsigned window)
{
	enum refusal refusal;
	const bool idle = world.state->windows[window].state == WINDOW_IDLE;
	struct command command = world_command(&world, COMMAND_NEXT);
	command.time_us = world.now_us + 1;
	strcpy(command.window, window_nos[window]);
	const bool nobody = queue_next(world.state, (int)window, command.time_us) == 0;
	uint32_t records = go(&command, node, &refusal);
	if (refusal != REFUSAL_NONE)
		fail(node, "\"next\" was refused");
	if (records == 0 && !(idle && nobody))
		fail(node, "\"next\" did nothing");
}

static bool is_new(uint64_t digest)
{
	uint32_t slot = (uint32_t)(digest >> 20) % SLOTS;
	for (; slots[slot]; slot = (slot + 1) % SLOTS)
		if (digests[slots[slot] - 1] == digest)
			return false;
	slots[slot] = node_count + 1;
	digests[node_count] = digest;
	return true;
}

static void check_state(uint32_t node, const struct snapshot *snapshot)
{
	for (unsigned i = 0; i < WINDOWS; i++) {
		load(snapshot);
		check_next(node, i);
	}
	load(snapshot);
	check_ends(node, false);
	load(snapshot);
	check_ends(node, true);
}

/* Only what is to be expanded is kept. */
static void add_node(uint32_t parent, unsigned action, bool keep)
{
	static struct snapshot now;
	if (!is_new(canonical()))
		return;
	if (node_count == NODES_MAX)
		fail(parent, "the model's own limits are too small");
	struct node *node = &nodes[node_count++];
	node->parent = parent;
	node->action = (uint8_t)action;
	node->snapshot = NULL;
	store(&now);
	check_state(node_count - 1, &now);
	if (!keep)
		return;
	node->snapshot = malloc(sizeof now);
	if (node->snapshot == NULL)
		abort();
	*node->snapshot = now;
}

static void expand(uint32_t node, bool keep)
{
	for (unsigned action = 0; action < ACTIONS; action++) {
		enum refusal refusal;
		load(nodes[node].snapshot);
		struct command command = command_of(action);
		if (allowed(&command) && go(&command, node, &refusal))
			add_node(node, action, keep);
	}
	free(nodes[node].snapshot);
	nodes[node].snapshot = NULL;
}

static void explore(unsigned depth, unsigned mode)
{
	world_open(&world);
	world.hall.no_show_mode = (uint8_t)mode;
	world.hall.arm_on_empty = mode == NO_SHOW_KEEP;
	world.hall.window_count = WINDOWS;
	world.hall.service_count = SERVICES;
	world.hall.digest[0]++;
	struct command reload = world_command(&world, COMMAND_LOAD_HALL);
	reload.hall = &world.hall;
	CHECK(world_do(&world, &reload) == REFUSAL_NONE);
	last_us = world.now_us + 7 * INT64_C(3600000000);
	node_count = 0;
	memset(slots, 0, SLOTS * sizeof *slots);
	add_node(0, 0, true);
	uint32_t first = 0;
	for (unsigned level = 1; level <= depth; level++) {
		const uint32_t end = node_count;
		for (uint32_t node = first; node < end; node++)
			expand(node, level < depth);
		first = end;
	}
	printf("mode %u: %u states within %u commands\n", mode, node_count, depth);
	CHECK(node_count > 30);
	world_close(&world);
}

int main(int argc, char **argv)
{
	const unsigned depth = argc > 1 ? (unsigned)atoi(argv[1]) : 5;
	nodes = calloc(NODES_MAX, sizeof *nodes);
	digests = calloc(NODES_MAX, sizeof *digests);
	slots = calloc(SLOTS, sizeof *slots);
	if (!nodes || !digests || !slots)
		abort();
	for (unsigned mode = NO_SHOW_REQUEUE; mode <= NO_SHOW_VOID; mode++)
		explore(depth, mode);
	free(slots);
	free(digests);
	free(nodes);
	return check_result();
}
