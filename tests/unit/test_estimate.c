/* How long it will take: firmware/core/estimate.c. */
#include "check.h"
#include "core_world.h"
#include "estimate.h"

static struct world world;

static int service(const char *code)
{
	return state_find_service(world.state, code);
}

static void open_at(const char *window)
{
	CHECK(world_window(&world, COMMAND_WINDOW_OPEN, window) == REFUSAL_NONE);
}

static void nobody_ahead_is_no_wait(void)
{
	world_open(&world);
	struct wait_range range = estimate_range(world.state, service("RE1"), 0);
	CHECK(range.low_min == 0 && range.high_min == 0);
	CHECK(estimate_ahead(world.state, 0) == 0 && estimate_ahead(world.state, 5) == 0);
	world_close(&world);
}

static void the_range_is_half_to_one_and_a_half_rounded_outwards(void)
{
	world_open(&world);
	/* 10 minutes each, one window assumed: 30 minutes for three. */
	struct wait_range range = estimate_range(world.state, service("RE1"), 3);
	CHECK(range.low_min == 15 && range.high_min == 45);
	range = estimate_range(world.state, service("RE1"), 1);
	CHECK(range.low_min == 5 && range.high_min == 15);
	open_at("01");
	open_at("02");
	CHECK(estimate_open_windows(world.state, service("RE1")) == 2);
	range = estimate_range(world.state, service("RE1"), 3);
	CHECK(range.low_min == 7 && range.high_min == 23); /* 15 minutes: 7.5 to 22.5 */
	range = estimate_range(world.state, service("RE1"), 1000000);
	CHECK(range.low_min == UINT16_MAX && range.high_min == UINT16_MAX);
	world_close(&world);
}

static void paused_windows_do_not_count(void)
{
	world_open(&world);
	open_at("01");
	open_at("02");
	world_window(&world, COMMAND_WINDOW_PAUSE, "02");
	CHECK(estimate_open_windows(world.state, service("RE1")) == 1);
	world_issue(&world, "RE1");
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_WINDOW_PAUSE, "01");
	CHECK(estimate_open_windows(world.state, service("RE1")) == 0);
	world_close(&world);
}

static void people_of_another_service_at_the_same_windows_are_ahead(void)
{
	world_open(&world);
	open_at("02");
	world_issue(&world, "RE1"); /* 1 */
	world_issue(&world, "RE2"); /* 2 */
	world_issue(&world, "RE1"); /* 3 */
	world_issue(&world, "PS1"); /* 4 */
	/* Window 02 alone serves both: everybody older is called before. */
	CHECK(estimate_ahead_new(world.state, service("RE1")) == 3);
	CHECK(estimate_ahead_new(world.state, service("RE2")) == 3);
	CHECK(estimate_ahead_new(world.state, service("PS1")) == 1);
	CHECK(estimate_ahead(world.state, 1) == 0);
	CHECK(estimate_ahead(world.state, 2) == 1);
	CHECK(estimate_ahead(world.state, 3) == 2);
	CHECK(estimate_ahead(world.state, 4) == 0);
	/* Window 01 takes RE1 only: it may call ticket 3 before ticket 2. */
	open_at("01");
	CHECK(estimate_ahead(world.state, 3) == 1);
	CHECK(estimate_ahead(world.state, 2) == 1);
	world_close(&world);
}

static void todays_mean_counts_once_eight_were_served(void)
{
	world_open(&world);
	for (int i = 0; i < 8; i++) {
		world_issue(&world, "RE1");
		world_window(&world, COMMAND_NEXT, "01");
		world_window(&world, COMMAND_START, "01");
		world_pass(&world, 120);
		CHECK(estimate_range(world.state, service("RE1"), 1).high_min == 15);
		world_window(&world, COMMAND_FINISH, "01");
	}
	struct wait_range range = estimate_range(world.state, service("RE1"), 1);
	CHECK(range.low_min == 1 && range.high_min == 3);
	world_close(&world);
}

int main(void)
{
	nobody_ahead_is_no_wait();
	the_range_is_half_to_one_and_a_half_rounded_outwards();
	paused_windows_do_not_count();
	people_of_another_service_at_the_same_windows_are_ahead();
	todays_mean_counts_once_eight_were_served();
	return check_result();
}
