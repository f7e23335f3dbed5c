/* The front door: firmware/core/decide/decide.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static struct command keyed(enum command_kind kind, uint8_t key, uint64_t body)
{
	struct command command = world_command(&world, kind);
	memset(command.key.bytes, key, KEY_BYTES);
	command.key.body = body;
	return command;
}

static void a_repeated_key_writes_nothing_and_knows_its_ticket(void)
{
	world_open(&world);
	struct command command = keyed(COMMAND_ISSUE, 1, 100);
	strcpy(command.service, "RE1");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(memcmp(&world.list->records[0].key, &command.key, sizeof command.key) == 0);
	world_pass(&world, 60);
	struct command again = keyed(COMMAND_ISSUE, 1, 100);
	strcpy(again.service, "RE1");
	CHECK(world_do(&world, &again) == REFUSAL_NONE && world.list->count == 0);
	CHECK(world.state->ticket_count == 1);
	const struct key_entry *entry = state_find_key(world.state, &again.key);
	CHECK(entry && entry->ticket == 1 && entry->command == COMMAND_ISSUE &&
	      entry->last_kind == RECORD_TICKET_ISSUED);
	again.key.body = 101;
	CHECK(world_do(&world, &again) == REFUSAL_KEY_REUSED);
	world_close(&world);
}

static void a_repeated_next_calls_nobody_else(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_issue(&world, "RE1");
	struct command command = keyed(COMMAND_NEXT, 1, 7);
	strcpy(command.window, "01");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	world_live(&world, 3600);
	command.time_us = world.now_us;
	CHECK(world_do(&world, &command) == REFUSAL_NONE && world.list->count == 0);
	CHECK(world_window_of(&world, "01")->ticket == 1);
	CHECK(state_find_key(world.state, &command.key)->ticket == 1);
	world_close(&world);
}

static void a_refused_key_may_be_tried_again(void)
{
	world_open(&world);
	world_at(&world, 2026, 11, 23, 12, 30);
	struct command command = keyed(COMMAND_ISSUE, 1, 100);
	strcpy(command.service, "RE1");
	CHECK(world_do(&world, &command) == REFUSAL_CLOSED);
	world_at(&world, 2026, 11, 23, 13, 0);
	command.time_us = world.now_us;
	CHECK(world_do(&world, &command) == REFUSAL_NONE && world.list->count == 1);
	world_close(&world);
}

static void keys_do_not_outlive_the_service_day(void)
{
	world_open(&world);
	struct command command = keyed(COMMAND_ISSUE, 1, 100);
	strcpy(command.service, "RE1");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	world_live(&world, 24 * 3600);
	CHECK(state_find_key(world.state, &command.key) == NULL && world.state->key_count == 0);
	command.time_us = world.now_us;
	CHECK(world_do(&world, &command) == REFUSAL_NONE && world.list->count == 1);
	world_close(&world);
}

static void a_day_remembers_a_fixed_number_of_keys(void)
{
	world_open(&world);
	/* Pauses and resumes: two keys a round, straight through decide and apply. */
	world_window(&world, COMMAND_WINDOW_OPEN, "01");
	struct command command = world_command(&world, COMMAND_WINDOW_PAUSE);
	strcpy(command.window, "01");
	uint32_t count = 0;
	enum refusal refusal = REFUSAL_NONE;
	while (refusal == REFUSAL_NONE && count <= KEYS_MAX) {
		command.kind = count % 2 ? COMMAND_WINDOW_RESUME : COMMAND_WINDOW_PAUSE;
		uint64_t key = ++count * UINT64_C(0x9e3779b97f4a7c15);
		memcpy(command.key.bytes, &key, sizeof key);
		refusal = decide(world.state, &command, world.list);
		for (uint32_t i = 0; i < world.list->count; i++)
			apply(world.state, &world.list->records[i]);
	}
	CHECK(refusal == REFUSAL_LIMIT && count == KEYS_MAX + 1);
	CHECK(state_check(world.state) == NULL);
	memset(command.key.bytes, 0, KEY_BYTES);
	CHECK(decide(world.state, &command, world.list) == REFUSAL_NONE);
	world_close(&world);
}

static void hall_time_never_goes_back(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	struct command command = world_command(&world, COMMAND_NEXT);
	strcpy(command.window, "01");
	command.time_us--;
	CHECK(world_do(&world, &command) == REFUSAL_CLOCK);
	struct command set = world_command(&world, COMMAND_CLOCK_SET);
	set.value = -3000000;
	CHECK(world_do(&world, &set) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "clock_set");
	CHECK(world.list->records[0].value == -3000000);
	world_close(&world);
}

static void commands_that_make_no_sense_are_refused(void)
{
	world_open(&world);
	struct command command = world_command(&world, (enum command_kind)99);
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	command.kind = COMMAND_NONE;
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	command.kind = COMMAND_NEXT;
	memset(command.window, 'x', sizeof command.window); /* does not end */
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	command = world_command(&world, COMMAND_ISSUE);
	strcpy(command.service, "RE1");
	command.printer = 9;
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	world_close(&world);
}

static void staff_go_before_issues(void)
{
	CHECK(command_is_staff(COMMAND_NEXT) && command_is_staff(COMMAND_KEYPAD));
	CHECK(command_is_staff(COMMAND_WINDOW_OPEN) && command_is_staff(COMMAND_NO_SHOW));
	CHECK(!command_is_staff(COMMAND_ISSUE) && !command_is_staff(COMMAND_TICK));
	CHECK(!command_is_staff(COMMAND_RATE) && !command_is_staff(COMMAND_PRINTED));
}

static void every_refusal_has_a_name_of_its_own(void)
{
	for (int i = 0; i < REFUSAL_COUNT; i++) {
		CHECK(strcmp(refusal_name((enum refusal)i), "unknown") != 0);
		for (int j = 0; j < i; j++)
			CHECK(strcmp(refusal_name((enum refusal)i),
				     refusal_name((enum refusal)j)) != 0);
	}
	CHECK_TEXT(refusal_name(REFUSAL_COUNT), "unknown");
	CHECK_TEXT(refusal_name(REFUSAL_UNKNOWN_SERVICE), "unknown_service");
}

int main(void)
{
	a_repeated_key_writes_nothing_and_knows_its_ticket();
	a_repeated_next_calls_nobody_else();
	a_refused_key_may_be_tried_again();
	keys_do_not_outlive_the_service_day();
	a_day_remembers_a_fixed_number_of_keys();
	hall_time_never_goes_back();
	commands_that_make_no_sense_are_refused();
	staff_go_before_issues();
	every_refusal_has_a_name_of_its_own();
	return check_result();
}
