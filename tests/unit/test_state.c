/* The state as a whole: firmware/core/state/state.c, state_index.c, state_check.c, state_digest.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

/* Some of everything: waiting, called, served, finished, rated, printed, paused, keys, key boxes.
 */
static void live_a_little(void)
{
	for (int i = 0; i < 12; i++) {
		struct command command = world_command(&world, COMMAND_ISSUE);
		strcpy(command.service, i % 3 ? "RE1" : "RE2");
		strcpy(command.kiosk, "K1");
		command.printer = PRINTER_READY;
		memset(command.key.bytes, i + 1, KEY_BYTES);
		world_do(&world, &command);
	}
	world_press(&world, "01", KEY_NEXT);
	world_press(&world, "02", KEY_NEXT);
	world_press(&world, "06", KEY_PAUSE);
	world_live(&world, 25);
	world_press(&world, "01", KEY_NEXT);
	world_window(&world, COMMAND_WINDOW_PAUSE, "02");
}

static void a_copy_is_the_same_whatever_was_there_before(void)
{
	world_open(&world);
	live_a_little();
	state_copy(world.durable, world.state); /* onto the same */
	CHECK(state_digest(world.durable) == state_digest(world.state));
	struct state *fresh = calloc(1, sizeof *fresh);
	state_copy(fresh, world.state);
	CHECK(state_digest(fresh) == state_digest(world.state));
	CHECK(state_check(fresh) == NULL);
	CHECK(memcmp(fresh, world.state, sizeof *fresh) == 0);
	/* Onto a fuller one. */
	for (int i = 0; i < 50; i++)
		world_issue(&world, "PS1");
	state_copy(world.state, fresh);
	CHECK(memcmp(fresh, world.state, sizeof *fresh) == 0);
	state_copy(fresh, fresh);
	CHECK(memcmp(fresh, world.state, sizeof *fresh) == 0);
	free(fresh);
	world_close(&world);
}

static void a_reset_leaves_nothing(void)
{
	world_open(&world);
	live_a_little();
	state_reset(world.state);
	const uint8_t *bytes = (const uint8_t *)world.state;
	size_t left = 0;
	for (size_t i = 0; i < sizeof *world.state; i++)
		left += bytes[i] != 0;
	CHECK(left == 0);
	world_close(&world);
}

static void everything_is_found_by_its_name(void)
{
	world_open(&world);
	live_a_little();
	CHECK(state_find_window(world.state, "06") == 2);
	CHECK(state_find_window(world.state, "6") == -1);
	CHECK(state_find_window(world.state, "") == -1);
	CHECK(state_find_service(world.state, "RE2") == 1);
	CHECK(state_find_service(world.state, "re2") == -1);
	uint8_t id[TICKET_ID_BYTES] = { 1 };
	CHECK(state_find_ticket(world.state, id) == 0);
	for (uint32_t i = 1; i <= world.state->ticket_count; i++)
		CHECK(state_find_ticket(world.state, world_ticket_of(&world, i)->id) == i);
	CHECK(state_find_keypad(world.state, "call-01") != NULL);
	CHECK(state_find_keypad(world.state, "call-99") == NULL);
	CHECK(state_window_serves(world.state, 1, 1) && !state_window_serves(world.state, 0, 1));
	world_close(&world);
}

/* Damages one thing at a time; state_check must see each. */
static void a_broken_state_is_seen(void)
{
	world_open(&world);
	live_a_little();
	struct state *state = world.state;
	struct state *good = calloc(1, sizeof *good);
	state_copy(good, state);
	struct line *line = &state->lines[LANE_ORDINARY];
	uint32_t waiting = line->first;
	CHECK(state_check(state) == NULL);
#define BREAKS(what)                                                                               \
	do {                                                                                       \
		what;                                                                              \
		CHECK(state_check(state) != NULL);                                                 \
		memcpy(state, good, sizeof *state);                                                \
	} while (0)
	BREAKS(strcpy(state->tickets[3].number, state->tickets[2].number));
	BREAKS(state->tickets[waiting].state = TICKET_FINISHED);
	BREAKS(state->tickets[waiting].state = TICKET_NONE);
	BREAKS(state->tickets[waiting].id[0] ^= 1);
	BREAKS(state->tickets[waiting].service = 1);
	BREAKS(state->tickets[waiting].service = 99);
	BREAKS(state->legs[1].ticket = 99);
	BREAKS(state->legs[1].ended = TICKET_VOID);
	BREAKS(state->legs[1].rating = RATING_GIVEN);
	BREAKS(state->tickets[waiting].line = LINE_NONE);
	BREAKS(state->tickets[waiting].front = true);
	BREAKS(state->tickets[waiting].held_since_us = 1);
	BREAKS(state->tickets[waiting].papers = 1);
	BREAKS(state->held++);
	BREAKS(state->windows[2].held++);
	BREAKS(state->armed++);
	BREAKS(state->tickets[waiting].next = 0);
	BREAKS(state->tickets[waiting].window = 3);
	BREAKS(state->windows[0].ticket = state->windows[1].ticket);
	BREAKS(state->windows[0].ticket = 0);
	BREAKS(state->windows[0].state = WINDOW_IDLE);
	BREAKS(state->windows[0].rating = 0);
	BREAKS(state->windows[2].state = WINDOW_PAUSED);
	BREAKS(state->waiting++);
	BREAKS(state->active--);
	BREAKS(state->ratings_open = 0);
	BREAKS(state->prints_pending--);
	BREAKS(state->queues[0].waiting++);
	BREAKS(line->last = waiting);
	BREAKS(line->count++);
	BREAKS(memset(state->window_index, 0, sizeof state->window_index));
	BREAKS(memset(state->service_index, 0, sizeof state->service_index));
	BREAKS(memset(state->key_index, 0, sizeof state->key_index));
	BREAKS(memset(state->keypad_index, 0, sizeof state->keypad_index));
	BREAKS(state->legs[1].level = 7);
	free(good);
	world_close(&world);
}

static void a_digest_sees_every_change(void)
{
	world_open(&world);
	live_a_little();
	struct state *state = world.state;
	uint64_t digest = state_digest(state);
#define CHANGES(what, back)                                                                        \
	do {                                                                                       \
		what;                                                                              \
		CHECK(state_digest(state) != digest);                                              \
		back;                                                                              \
		CHECK(state_digest(state) == digest);                                              \
	} while (0)
	CHANGES(state->sequence++, state->sequence--);
	CHANGES(state->tickets[4].print_us++, state->tickets[4].print_us--);
	CHANGES(state->tickets[4].calls++, state->tickets[4].calls--);
	CHANGES(state->tickets[4].place_us++, state->tickets[4].place_us--);
	CHANGES(state->legs[1].held_us++, state->legs[1].held_us--);
	CHANGES(state->lines[LANE_ORDINARY].first++, state->lines[LANE_ORDINARY].first--);
	CHANGES(state->windows[2].last_next_us++, state->windows[2].last_next_us--);
	CHANGES(state->queues[2].last_number++, state->queues[2].last_number--);
	CHANGES(state->keys[1].key.body++, state->keys[1].key.body--);
	CHANGES(state->keypads[1].boot++, state->keypads[1].boot--);
	CHANGES(state->hall.services[1].draining = true, state->hall.services[1].draining = false);
	world_close(&world);
}

static void states_have_names(void)
{
	CHECK_TEXT(ticket_state_name(TICKET_WAITING), "waiting");
	CHECK_TEXT(ticket_state_name(TICKET_NO_SHOW), "no_show");
	CHECK_TEXT(ticket_state_name((enum ticket_state)99), "unknown");
	CHECK_TEXT(window_state_name(WINDOW_CLOSED), "closed");
	CHECK_TEXT(window_state_name((enum window_state)99), "unknown");
	CHECK_TEXT(print_state_name(PRINT_DONE), "printed");
	CHECK_TEXT(print_state_name((enum print_state)99), "unknown");
}

int main(void)
{
	a_copy_is_the_same_whatever_was_there_before();
	a_reset_leaves_nothing();
	everything_is_found_by_its_name();
	a_broken_state_is_seen();
	a_digest_sees_every_change();
	states_have_names();
	return check_result();
}
