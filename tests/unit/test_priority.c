/* Priorities: the ratio, the ceiling, and that a priority never harms who has it. Rules are tried
 * one by one, then a long day of random arrivals is held against an account of its own. */
#include "check.h"
#include "core_world.h"
#include "queue.h"

static struct world world;

static struct hall_class *add_class(const char *id, unsigned priority, unsigned ordinary)
{
	struct hall_class *class = &world.hall.classes[world.hall.class_count++];
	strcpy(class->id, id);
	strcpy(class->name, id);
	class->ratio_priority = (uint8_t)priority;
	class->ratio_ordinary = (uint8_t)ordinary;
	return class;
}

static void load(void)
{
	struct command command = world_command(&world, COMMAND_LOAD_HALL);
	world.hall.digest[0]++;
	command.hall = &world.hall;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

static void open(unsigned ceiling_min)
{
	world_open(&world);
	add_class("elder", 1, 2);
	add_class("soldier", 2, 1);
	struct hall_class *green = add_class("green", 1, 2);
	green->absolute = green->by_staff = true;
	world.hall.services[2].start_after_s = 0;
	world.hall.services[2].cutoff_min = 0;
	world.hall.priority_ceiling_min = (uint16_t)ceiling_min;
	load();
	CHECK(world_window(&world, COMMAND_WINDOW_OPEN, "06") == REFUSAL_NONE);
}

static uint32_t issue(const char *class)
{
	struct command command = world_command(&world, COMMAND_ISSUE);
	strcpy(command.service, "PS1");
	strcpy(command.class_id, class);
	command.by_staff = true;
	command.time_us = world.now_us += 1000;
	return world_do(&world, &command) == REFUSAL_NONE ? world.state->ticket_count : 0;
}

/* The number called now at 06, after whoever was there is done. */
static uint32_t call(void)
{
	if (world_window_of(&world, "06")->state == WINDOW_CALLED)
		world_window(&world, COMMAND_START, "06");
	world_window(&world, COMMAND_NEXT, "06");
	return world_window_of(&world, "06")->ticket;
}

static void one_priority_call_is_followed_by_two_ordinary_ones(void)
{
	open(0);
	for (unsigned i = 0; i < 6; i++)
		issue(""); /* 1 … 6 */
	for (unsigned i = 0; i < 3; i++)
		issue("elder"); /* 7 … 9 */
	static const uint32_t expected[] = { 7, 1, 2, 8, 3, 4, 9, 5, 6, 0 };
	for (unsigned i = 0; i < sizeof expected / sizeof expected[0]; i++)
		CHECK(call() == expected[i]);
	world_close(&world);
}

static void a_class_has_its_own_ratio(void)
{
	open(0);
	for (unsigned i = 0; i < 3; i++)
		issue(""); /* 1 … 3 */
	for (unsigned i = 0; i < 4; i++)
		issue("soldier"); /* 4 … 7 */
	static const uint32_t expected[] = { 4, 5, 1, 6, 7, 2, 3, 0 };
	for (unsigned i = 0; i < sizeof expected / sizeof expected[0]; i++)
		CHECK(call() == expected[i]);
	world_close(&world);
}

static void a_priority_never_makes_anybody_wait_longer_than_without_it(void)
{
	open(0);
	issue("");			/* 1 */
	issue("elder"), issue("elder"); /* 2, 3 */
	issue(""), issue("");		/* 4, 5 */
	CHECK(call() == 2);		/* owes two: 1, and nobody who came after 3 */
	CHECK(call() == 1);
	CHECK(call() == 3);
	CHECK(call() == 4);
	world_close(&world);
}

static void an_absolute_class_goes_before_everybody(void)
{
	open(20);
	issue(""), issue("elder");
	uint32_t green = issue("green");
	CHECK(call() == green);
	CHECK(call() == 2);
	world_close(&world);
}

static void who_was_delayed_by_the_ceiling_goes_first(void)
{
	open(20);
	issue(""); /* 1 */
	issue("soldier");
	CHECK(call() == 2);
	world_pass(&world, 19 * 60);
	issue("soldier");
	issue("soldier");
	CHECK(call() == 3); /* 19 minutes lost: not yet */
	world_pass(&world, 2 * 60);
	issue(""); /* 5 came later: its own account begins now */
	CHECK(call() == 1);
	CHECK(call() == 4);
	world_close(&world);
}

static void who_comes_back_to_an_old_place_hides_nobody_from_the_ceiling(void)
{
	open(20);
	issue(""), issue(""); /* 1, 2 */
	issue("soldier");
	CHECK(call() == 3);
	world_pass(&world, 21 * 60);
	/* 1 is put into its place again with an account that begins now. */
	struct state *const states[] = { world.state, world.durable };
	for (unsigned i = 0; i < 2; i++) {
		struct ticket *ticket = &states[i]->tickets[1];
		queue_remove(states[i], 1);
		ticket->delay_us = 30 * INT64_C(60000000);
		queue_insert(states[i], 1);
		CHECK(ticket->delay_us == states[i]->tickets[2].delay_us);
	}
	issue("soldier"), issue("soldier"); /* 4, 5 */
	CHECK(call() == 1);
	CHECK(call() == 2);
	CHECK(call() == 4);
	world_close(&world);
}

static void the_time_nobody_was_passed_by_is_no_delay(void)
{
	open(20);
	issue(""), issue(""); /* 1, 2 */
	CHECK(call() == 1);
	world_pass(&world, 60 * 60);
	issue("elder");
	CHECK(call() == 3);
	world_close(&world);
}

/* He takes the first place by his old number, but has lost nothing here; who stands behind him
 * has. */
static void who_comes_in_by_transfer_hides_nobody_who_was_delayed_by_the_ceiling(void)
{
	open(20);
	uint32_t moved = world_issue(&world, "RE1"); /* 1 */
	world_window(&world, COMMAND_WINDOW_OPEN, "01");
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_START, "01");
	issue(""); /* 2 */
	issue("soldier");
	CHECK(call() == 3);
	world_pass(&world, 21 * 60);
	issue("soldier"); /* 4 */
	struct command command = world_command(&world, COMMAND_TRANSFER);
	strcpy(command.window, "01");
	strcpy(command.service, "PS1");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(call() == moved);
	CHECK(call() == 2);
	CHECK(call() == 4);
	world_close(&world);
}

/* An account kept here, with none of the core's code: what each ordinary ticket lost by calls that
 * passed it by. */
static int64_t lost_us[TICKETS_MAX + 1];
static bool passed[TICKETS_MAX + 1];

static void count_gap(int64_t gap_us)
{
	for (uint32_t i = 1; i <= world.state->ticket_count; i++)
		if (passed[i])
			lost_us[i] += gap_us;
	memset(passed, 0, sizeof passed);
}

static void count_call(uint32_t called)
{
	const struct ticket *ticket = world_ticket_of(&world, called);
	const int64_t ceiling_us = world.hall.priority_ceiling_min * INT64_C(60000000);
	for (uint32_t i = 1; i <= world.state->ticket_count; i++) {
		const struct ticket *other = world_ticket_of(&world, i);
		if (other->state != TICKET_WAITING)
			continue;
		bool earlier = other->place_us < ticket->place_us;
		if (ticket->priority >= 0 && other->priority < 0 && earlier) {
			CHECK(lost_us[i] < ceiling_us);
			passed[i] = true;
		}
		if (ticket->priority < 0 && other->priority >= 0)
			CHECK(other->place_us >= ticket->place_us);
		if ((ticket->priority < 0) == (other->priority < 0))
			CHECK(!earlier);
	}
}

static void nobody_loses_more_than_the_ceiling_on_a_random_day(void)
{
	uint64_t random = 7;
	int64_t last_us = 0;
	unsigned calls = 0;
	open(5);
	memset(lost_us, 0, sizeof lost_us);
	for (unsigned step = 0; step < 1200; step++) {
		random = random * 6364136223846793005ULL + 1442695040888963407ULL;
		unsigned dice = (unsigned)(random >> 33) % 100;
		if (dice < 25 && world.state->waiting < 40)
			issue("");
		else if (dice < 45 && world.state->waiting < 80)
			issue(dice & 1 ? "elder" : "soldier");
		else
			world_pass(&world, dice * 0.5);
		if (dice < 55)
			continue;
		uint32_t called = call();
		if (called == 0)
			continue;
		if (last_us)
			count_gap(world.now_us - last_us);
		last_us = world.now_us;
		count_call(called);
		calls++;
	}
	CHECK(calls > 300);
	world_close(&world);
}

int main(void)
{
	one_priority_call_is_followed_by_two_ordinary_ones();
	a_class_has_its_own_ratio();
	a_priority_never_makes_anybody_wait_longer_than_without_it();
	an_absolute_class_goes_before_everybody();
	who_was_delayed_by_the_ceiling_goes_first();
	who_comes_back_to_an_old_place_hides_nobody_from_the_ceiling();
	the_time_nobody_was_passed_by_is_no_delay();
	who_comes_in_by_transfer_hides_nobody_who_was_delayed_by_the_ceiling();
	nobody_loses_more_than_the_ceiling_on_a_random_day();
	return check_result();
}
