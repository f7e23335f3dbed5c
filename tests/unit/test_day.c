/* The change of the service day: firmware/core/decide/day.c. */
#include "check.h"
#include "core_world.h"

enum { STORED_MAX = 20000 };

static struct world world;
static struct record *stored;
static uint32_t stored_count, day_first;

static void load(void)
{
	struct command command = world_command(&world, COMMAND_LOAD_HALL);
	memset(world.hall.digest, world.hall.digest[0] + 1, sizeof world.hall.digest);
	command.hall = &world.hall;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

static void tick(void)
{
	struct command command = world_command(&world, COMMAND_TICK);
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

static uint32_t finished(void)
{
	uint32_t ticket = world_issue(&world, "RE1");
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_START, "01");
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	return ticket;
}

static void numbers_restart_without_anybody_also_over_the_new_year(void)
{
	world_open(&world);
	world_at(&world, 2026, 12, 31, 9, 0);
	world_live(&world, 0);
	CHECK(world.state->date == calendar_day(2026, 12, 31));
	uint32_t ticket = world_issue(&world, "RE1");
	CHECK_TEXT(world_ticket_of(&world, ticket)->number, "A001");
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A002");
	world_live(&world, 24 * 3600);
	CHECK(world.state->date == calendar_day(2027, 1, 1) && world.state->ticket_count == 0);
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A001");
	world_close(&world);
}

static void lunch_and_midnight_leave_alone_who_is_served(void)
{
	world_open(&world);
	world_at(&world, 2026, 11, 23, 11, 59);
	world_live(&world, 0);
	uint32_t ticket = world_issue(&world, "RE1"), waits = world_issue(&world, "RE1");
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_START, "01");
	world_live(&world, 30 * 60); /* 12:29 */
	CHECK(world_ticket_of(&world, ticket)->state == TICKET_SERVING);
	CHECK(world_ticket_of(&world, waits)->state == TICKET_WAITING);
	world_at(&world, 2026, 11, 24, 3, 0);
	world_live(&world, 0);
	CHECK(world_ticket_of(&world, ticket)->state == TICKET_SERVING);
	CHECK(world_ticket_of(&world, waits)->state == TICKET_EXPIRED);
	CHECK(world.state->date == calendar_day(2026, 11, 23));
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	world_live(&world, 0);
	CHECK(world.state->date == calendar_day(2026, 11, 24) && world.state->ticket_count == 0);
	world_close(&world);
}

static void after_days_without_power_the_day_is_today_s(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_at(&world, 2026, 11, 27, 10, 0);
	world_live(&world, 0);
	CHECK(world.state->date == calendar_day(2026, 11, 27) && world.state->ticket_count == 0);
	CHECK(world_issue(&world, "RE1") == 1);
	world_close(&world);
}

static void commands_wait_until_the_day_is_whole_and_keys_are_remembered(void)
{
	world_open(&world);
	world.hall.rating_open_days = 1;
	load();
	finished();
	world_at(&world, 2026, 11, 24, 10, 0);
	tick();
	CHECK(world.state->carry == 2 && state_next_deadline(world.state) == 0);
	CHECK(world_window(&world, COMMAND_NEXT, "01") == REFUSAL_DAY_CHANGE);
	CHECK(world_issue(&world, "RE1") == 0);
	CHECK(world_press(&world, "01", KEY_NEXT) == REFUSAL_DAY_CHANGE);
	CHECK(world.state->keypad_count == 1);
	tick();
	CHECK_TEXT(world_records(&world), "rating_carried day_carried");
	CHECK(world.state->carry == 0 &&
	      (uint64_t)world.list->records[1].value == world.state->day_sequence);
	CHECK(world_issue(&world, "RE1") == 1);
	world_close(&world);
}

/* --- what a start reads --- */

static void store(void)
{
	for (uint32_t i = 0; i < world.list->count; i++) {
		if (world.list->records[i].kind == RECORD_DAY_OPENED)
			day_first = stored_count;
		if (stored_count < STORED_MAX)
			stored[stored_count++] = world.list->records[i];
	}
}

static void do_and_store(struct command command)
{
	world_do(&world, &command);
	store();
}

static void replay_from(struct state *state, uint32_t first, uint32_t end)
{
	uint8_t bytes[RECORD_BYTES_MAX];
	state_reset(state);
	for (uint32_t i = first; i < end; i++) {
		struct record record;
		size_t length = record_encode(&stored[i], bytes);
		CHECK(record_decode(&record, bytes, length) == 0);
		record.hall = stored[i].kind == RECORD_HALL_LOADED ? &world.hall : NULL;
		apply(state, &record);
	}
}

/* Something of every kind that outlives a day, and more ratings than one decision can carry. */
static void fill_the_day(void)
{
	struct command command;
	for (unsigned i = 0; i < 1200; i++) {
		command = world_command(&world, COMMAND_ISSUE);
		strcpy(command.service, "RE1");
		do_and_store(command);
		static const enum command_kind acts[] = { COMMAND_NEXT, COMMAND_START,
							  COMMAND_FINISH };
		for (unsigned j = 0; j < 3; j++) {
			command = world_command(&world, acts[j]);
			strcpy(command.window, "01");
			do_and_store(command);
		}
		command = world_command(&world, COMMAND_RATE);
		strcpy(command.window, "01");
		command.level = (uint8_t)(i % 5 + 1);
		if (i % 3 == 0)
			do_and_store(command);
	}
	command = world_command(&world, COMMAND_WARN);
	command.warning_kind = WARNING_HELP;
	strcpy(command.kiosk, "K1");
	do_and_store(command);
	command = world_command(&world, COMMAND_ANNOUNCE);
	command.level = ANNOUNCE_INFO;
	strcpy(command.text, "周末系统升级");
	strcpy(command.groups[0], "hall");
	do_and_store(command);
}

static void a_start_reads_from_the_day_that_is_whole_or_from_the_one_before(void)
{
	struct state *replayed = calloc(1, sizeof *replayed);
	stored = calloc(STORED_MAX, sizeof *stored);
	if (replayed == NULL || stored == NULL)
		abort();
	world_open(&world);
	world.hall.rating_open_days = 3;
	load();
	world_at(&world, 2026, 11, 24, 9, 0);
	stored_count = 0;
	do_and_store(world_command(&world, COMMAND_TICK));
	CHECK(world.state->carry == 0);
	fill_the_day();
	uint32_t old_day = day_first;
	world_at(&world, 2026, 11, 25, 9, 0);
	unsigned ticks = 0;
	do {
		do_and_store(world_command(&world, COMMAND_TICK));
		/* Power is lost at any moment of it: the day before, and what was said so far. */
		replay_from(replayed, old_day, stored_count);
		CHECK(state_digest(replayed) == state_digest(world.state));
		ticks++;
	} while (world.state->carry && ticks < 10);
	CHECK(ticks == 3 && world.state->later_count == 1200);
	CHECK(world.state->followup_count == 160 && world.state->warning_count == 1);
	replay_from(replayed, day_first, stored_count);
	CHECK(state_check(replayed) == NULL);
	CHECK(state_digest(replayed) == state_digest(world.state));
	/* The day after is made of what this one has said. */
	old_day = day_first;
	world_at(&world, 2026, 11, 26, 9, 0);
	do
		do_and_store(world_command(&world, COMMAND_TICK));
	while (world.state->carry);
	replay_from(replayed, day_first, stored_count);
	CHECK(state_digest(replayed) == state_digest(world.state));
	world_close(&world);
	free(replayed);
	free(stored);
}

int main(void)
{
	numbers_restart_without_anybody_also_over_the_new_year();
	lunch_and_midnight_leave_alone_who_is_served();
	after_days_without_power_the_day_is_today_s();
	commands_wait_until_the_day_is_whole_and_keys_are_remembered();
	a_start_reads_from_the_day_that_is_whole_or_from_the_one_before();
	return check_result();
}
