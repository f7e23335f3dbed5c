/* Key boxes: firmware/core/decide/keypad.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static enum refusal baseline(uint32_t boot, uint32_t sequence, enum key_code last)
{
	struct command command = world_command(&world, COMMAND_KEYPAD);
	strcpy(command.device, "call-01");
	strcpy(command.window, "01");
	command.boot = boot;
	command.key_sequence = sequence;
	command.last_key = (uint8_t)last;
	return world_do(&world, &command);
}

static enum refusal live(uint32_t boot, uint32_t sequence, enum key_code key)
{
	struct command command = world_command(&world, COMMAND_KEYPAD);
	strcpy(command.device, "call-01");
	strcpy(command.window, "01");
	command.boot = boot;
	command.key_sequence = sequence;
	command.key_code = (uint8_t)key;
	return world_do(&world, &command);
}

static unsigned calls(void)
{
	unsigned count = 0;
	for (uint32_t i = 0; i < world.list->count; i++)
		count += world.list->records[i].kind == RECORD_TICKET_CALLED;
	return count;
}

static void a_double_press_skips_nobody(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_issue(&world, "RE1");
	CHECK(world_press(&world, "01", KEY_NEXT) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "keypad_read window_opened ticket_called");
	world_window(&world, COMMAND_START, "01");
	world_pass(&world, 1.9);
	CHECK(world_press(&world, "01", KEY_NEXT) == REFUSAL_DOUBLE_PRESS);
	CHECK_TEXT(world_records(&world), "keypad_read");
	CHECK(world_window_of(&world, "01")->ticket == 1);
	world_pass(&world, 2.0);
	CHECK(world_press(&world, "01", KEY_NEXT) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "keypad_read service_finished ticket_called");
	world_close(&world);
}

static void a_stuck_key_that_repeats_never_gets_through(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_issue(&world, "RE1");
	CHECK(world_press(&world, "01", KEY_NEXT) == REFUSAL_NONE);
	for (int i = 0; i < 600; i++) { /* two minutes, past every inferred start and patience */
		world_pass(&world, 0.2);
		CHECK(world_press(&world, "01", KEY_NEXT) == REFUSAL_DOUBLE_PRESS);
	}
	CHECK(world_window_of(&world, "01")->ticket == 1);
	world_close(&world);
}

static void the_guard_is_the_windows_not_the_boxs(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_issue(&world, "RE1");
	CHECK(world_press(&world, "01", KEY_NEXT) == REFUSAL_NONE);
	CHECK(world_press(&world, "02", KEY_NEXT) == REFUSAL_NONE);
	CHECK(calls() == 1);
	world_close(&world);
}

static void a_press_when_nobody_waits_is_recorded_and_calls_nobody(void)
{
	world_open(&world);
	CHECK(world_press(&world, "01", KEY_NEXT) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "keypad_read window_opened");
	world_pass(&world, 5);
	CHECK(world_press(&world, "01", KEY_NEXT) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "keypad_read");
	world_close(&world);
}

static void a_press_that_is_too_early_repeats_the_call(void)
{
	world_open(&world);
	world_issue(&world, "RE2");
	world_press(&world, "02", KEY_NEXT);
	world_pass(&world, 5);
	CHECK(world_press(&world, "02", KEY_NEXT) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "keypad_read ticket_recalled");
	world_close(&world);
}

static void a_refused_press_says_why_in_its_record(void)
{
	world_open(&world);
	CHECK(world_press(&world, "01", KEY_RECALL) == REFUSAL_WINDOW_CLOSED);
	CHECK(world_press(&world, "01", KEY_RATE_3) == REFUSAL_NOT_RATEABLE);
	CHECK(world_press(&world, "99", KEY_NEXT) == REFUSAL_UNKNOWN_WINDOW);
	CHECK_TEXT(world_records(&world), "keypad_read");
	CHECK(live(1, 1, (enum key_code)17) == REFUSAL_BAD_REQUEST);
	struct command nameless = world_command(&world, COMMAND_KEYPAD);
	CHECK(world_do(&world, &nameless) == REFUSAL_BAD_REQUEST);
	world_close(&world);
}

static void every_key_does_its_act(void)
{
	world_open(&world);
	CHECK(world_press(&world, "01", KEY_OPEN_CLOSE) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "keypad_read window_opened");
	CHECK(world_press(&world, "01", KEY_PAUSE) == REFUSAL_NONE);
	CHECK(world_window_of(&world, "01")->state == WINDOW_PAUSED);
	CHECK(world_press(&world, "01", KEY_PAUSE) == REFUSAL_NONE);
	CHECK(world_window_of(&world, "01")->state == WINDOW_IDLE);
	world_issue(&world, "RE1");
	world_press(&world, "01", KEY_NEXT);
	world_pass(&world, 10);
	CHECK(world_press(&world, "01", KEY_RECALL) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "keypad_read ticket_recalled");
	CHECK(world_press(&world, "01", KEY_NO_SHOW) == REFUSAL_TOO_EARLY);
	CHECK(world_press(&world, "01", KEY_START) == REFUSAL_NONE);
	CHECK(world_press(&world, "01", KEY_FINISH) == REFUSAL_NONE);
	CHECK(world_press(&world, "01", KEY_RATE_4) == REFUSAL_NONE);
	CHECK(world_leg_of(&world, 1)->level == 4);
	CHECK(world_press(&world, "01", KEY_OPEN_CLOSE) == REFUSAL_NONE);
	CHECK(world_window_of(&world, "01")->state == WINDOW_CLOSED);
	world_close(&world);
}

static void serve_at(const char *window, const char *service)
{
	world_issue(&world, service);
	CHECK(world_press(&world, window, KEY_NEXT) == REFUSAL_NONE);
	world_pass(&world, 3);
	CHECK(world_press(&world, window, KEY_START) == REFUSAL_NONE);
}

static void the_transfer_key_sends_where_the_hall_says(void)
{
	world_open(&world);
	CHECK(world_press(&world, "01", KEY_TRANSFER) == REFUSAL_WINDOW_CLOSED);
	CHECK(world_press(&world, "01", KEY_OPEN_CLOSE) == REFUSAL_NONE);
	CHECK(world_press(&world, "01", KEY_TRANSFER) == REFUSAL_WRONG_STATE); /* nobody there */
	serve_at("01", "RE1");
	CHECK(world_press(&world, "01", KEY_TRANSFER) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "keypad_read leg_transferred leg_begun");
	CHECK_TEXT(world.list->records[2].service, "RE2");
	CHECK(world_window_of(&world, "01")->ticket == 0);
	serve_at("06", "PS1");
	CHECK(world_press(&world, "06", KEY_TRANSFER) == REFUSAL_NONE);
	CHECK_TEXT(world.list->records[2].service, "PS1");
	CHECK_TEXT(world.list->records[2].to_window, "02");
	/* window 02 has no target: refused, and the ticket stays */
	serve_at("02", "RE1");
	const uint32_t ticket = world_window_of(&world, "02")->ticket;
	CHECK(world_press(&world, "02", KEY_TRANSFER) == REFUSAL_NOT_ALLOWED);
	CHECK_TEXT(world_records(&world), "keypad_read");
	CHECK(world_window_of(&world, "02")->ticket == ticket);
	world_close(&world);
}

static void a_first_read_is_never_a_press(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	CHECK(baseline(3, 17, KEY_NEXT) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "keypad_read");
	CHECK(world.list->records[0].key_code == KEY_BASELINE);
	CHECK(baseline(3, 17, KEY_NEXT) == REFUSAL_NONE && world.list->count == 0);
	CHECK(live(3, 17, KEY_NEXT) == REFUSAL_NONE && world.list->count == 0);
	world_close(&world);
}

static void exactly_one_press_while_nobody_listened_is_done(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	baseline(3, 17, KEY_NEXT);
	CHECK(baseline(3, 18, KEY_NEXT) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "keypad_read window_opened ticket_called");
	CHECK(world.list->records[0].key_code == KEY_NEXT);
	world_close(&world);
}

static void several_presses_while_nobody_listened_are_not(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	baseline(3, 17, KEY_NEXT);
	CHECK(baseline(3, 19, KEY_NEXT) == REFUSAL_NONE && calls() == 0);
	CHECK(baseline(3, 18, KEY_NEXT) == REFUSAL_NONE && calls() == 0);
	CHECK(baseline(3, 19, KEY_NEXT) == REFUSAL_NONE && calls() == 0);
	world_close(&world);
}

static void a_box_that_was_switched_off_and_on_presses_nothing(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	baseline(3, 17, KEY_NEXT);
	CHECK(baseline(4, 0, KEY_BASELINE) == REFUSAL_NONE && calls() == 0);
	CHECK(baseline(5, 1, KEY_NEXT) == REFUSAL_NONE && calls() == 0);
	CHECK(live(5, 2, KEY_NEXT) == REFUSAL_NONE && calls() == 1);
	world_close(&world);
}

static void the_sequence_wraps_like_a_register(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	baseline(3, 65535, KEY_NEXT);
	CHECK(baseline(3, 0, KEY_NEXT) == REFUSAL_NONE && calls() == 1);
	world_close(&world);
}

static void a_lost_commit_is_done_again_by_the_next_read(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	baseline(3, 17, KEY_NEXT);
	/* The press is decided, but never becomes durable. */
	struct command command = world_command(&world, COMMAND_KEYPAD);
	strcpy(command.device, "call-01");
	strcpy(command.window, "01");
	command.boot = 3;
	command.key_sequence = 18;
	command.key_code = KEY_NEXT;
	CHECK(decide(world.state, &command, world.list) == REFUSAL_NONE && calls() == 1);
	CHECK(baseline(3, 18, KEY_NEXT) == REFUSAL_NONE && calls() == 1);
	CHECK(world_window_of(&world, "01")->ticket == 1);
	world_close(&world);
}

/* A press that the storage refused is remembered later as a baseline; by then the box may be ahead.
 * Were its count set back, the next start would take the newest press for a fresh one. */
static void a_baseline_that_comes_late_does_not_set_the_count_back(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_issue(&world, "RE1");
	baseline(3, 16, KEY_NEXT);
	CHECK(live(3, 18, KEY_NEXT) == REFUSAL_NONE && calls() == 1);
	CHECK(baseline(3, 17, KEY_BASELINE) == REFUSAL_NONE && world.list->count == 0);
	world_window(&world, COMMAND_START, "01");
	world_pass(&world, 5);
	CHECK(baseline(3, 18, KEY_NEXT) == REFUSAL_NONE && world.list->count == 0);
	CHECK(world_window_of(&world, "01")->ticket == 1);
	CHECK(live(3, 2, KEY_RECALL) == REFUSAL_NONE); /* over the register's end */
	CHECK(baseline(3, 65535, KEY_BASELINE) == REFUSAL_NONE && world.list->count == 0);
	world_close(&world);
}

static void what_was_seen_last_outlives_the_day(void)
{
	world_open(&world);
	baseline(3, 17, KEY_NEXT);
	world_press(&world, "06", KEY_OPEN_CLOSE);
	world_at(&world, 2026, 11, 24, 3, 0);
	struct command tick = world_command(&world, COMMAND_TICK);
	world_do(&world, &tick);
	CHECK_TEXT(world_records(&world),
		   "window_closed day_opened hall_loaded keypad_read keypad_read "
		   "day_carried");
	const struct keypad *keypad = state_find_keypad(world.state, "call-01");
	CHECK(keypad && keypad->boot == 3 && keypad->key_sequence == 17);
	CHECK(state_find_keypad(world.state, "call-06") != NULL);
	CHECK(baseline(3, 17, KEY_NEXT) == REFUSAL_NONE && world.list->count == 0);
	world_close(&world);
}

static void there_is_room_for_a_fixed_number_of_boxes(void)
{
	world_open(&world);
	struct command command = world_command(&world, COMMAND_KEYPAD);
	strcpy(command.window, "01");
	for (unsigned i = 0; i < KEYPADS_MAX; i++) {
		snprintf(command.device, sizeof command.device, "box %u", i);
		CHECK(world_do(&world, &command) == REFUSAL_NONE);
	}
	strcpy(command.device, "one more");
	CHECK(world_do(&world, &command) == REFUSAL_LIMIT);
	/* And the day still opens in one piece. */
	world_live(&world, 24 * 3600);
	CHECK(world.state->date == calendar_day(2026, 11, 24));
	CHECK(world.state->keypad_count == KEYPADS_MAX);
	world_close(&world);
}

int main(void)
{
	a_double_press_skips_nobody();
	a_stuck_key_that_repeats_never_gets_through();
	the_guard_is_the_windows_not_the_boxs();
	a_press_when_nobody_waits_is_recorded_and_calls_nobody();
	a_press_that_is_too_early_repeats_the_call();
	a_refused_press_says_why_in_its_record();
	every_key_does_its_act();
	the_transfer_key_sends_where_the_hall_says();
	a_first_read_is_never_a_press();
	exactly_one_press_while_nobody_listened_is_done();
	several_presses_while_nobody_listened_are_not();
	a_box_that_was_switched_off_and_on_presses_nothing();
	the_sequence_wraps_like_a_register();
	a_lost_commit_is_done_again_by_the_next_read();
	a_baseline_that_comes_late_does_not_set_the_count_back();
	what_was_seen_last_outlives_the_day();
	there_is_room_for_a_fixed_number_of_boxes();
	return check_result();
}
