/* Holding a visitor and taking him back: firmware/core/visit/hold.c. */
#include "check.h"
#include "core_world.h"
#include "visit.h"

static struct world world;

static const int64_t SECOND_US = 1000000;

static enum refusal next(const char *window)
{
	return world_window(&world, COMMAND_NEXT, window);
}

static void serve(const char *window)
{
	CHECK(next(window) == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_START, window) == REFUSAL_NONE);
}

static enum refusal hold(const char *window, enum hold_return comes_back, unsigned minutes)
{
	struct command command = world_command(&world, COMMAND_HOLD);
	strcpy(command.window, window);
	strcpy(command.reason, "form");
	command.hold_return = (uint8_t)comes_back;
	command.minutes = (uint16_t)minutes;
	return world_do(&world, &command);
}

static enum refusal unhold(const char *window, uint32_t ticket)
{
	struct command command = world_command(&world, COMMAND_UNHOLD);
	strcpy(command.window, window);
	command.ticket = ticket;
	return world_do(&world, &command);
}

static void the_time_held_is_kept_apart_from_the_service(void)
{
	world_open(&world);
	uint32_t first = world_issue(&world, "RE1");
	world_pass(&world, 60);
	serve("01");
	world_pass(&world, 100);
	CHECK(hold("01", HOLD_SAME, 0) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_held");
	CHECK(world_ticket_of(&world, first)->state == TICKET_HELD);
	CHECK(world_window_of(&world, "01")->held == 1 && world.state->held == 1);
	CHECK(world_window_of(&world, "01")->state == WINDOW_IDLE);
	world_pass(&world, 300);
	CHECK(unhold("01", first) == REFUSAL_NONE);
	CHECK(world_window_of(&world, "01")->state == WINDOW_SERVING);
	CHECK(world_window_of(&world, "01")->held == 0);
	world_pass(&world, 40);
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	CHECK(world_leg_of(&world, first)->held_us == 300 * SECOND_US);
	CHECK(world.state->queues[0].serve_sum_us == 140 * SECOND_US);
	struct visit_times times = visit_times(world.state, first, world.now_us);
	CHECK(times.waited_us == 60 * SECOND_US && times.served_us == 140 * SECOND_US);
	CHECK(times.held_us == 300 * SECOND_US && times.total_us == 500 * SECOND_US);
	world_close(&world);
}

static void several_are_held_at_once_and_the_longest_comes_first(void)
{
	world_open(&world);
	uint32_t tickets[3];
	for (unsigned i = 0; i < 3; i++) {
		tickets[i] = world_issue(&world, "RE1");
		serve("01");
		world_pass(&world, 30);
		CHECK(hold("01", i == 1 ? HOLD_SAME : HOLD_ANY, 0) == REFUSAL_NONE);
	}
	CHECK(world_window_of(&world, "01")->held == 3);
	for (unsigned i = 0; i < 3; i++) {
		CHECK(world_press(&world, "01", KEY_CALL_BACK) == REFUSAL_NONE);
		CHECK(world_window_of(&world, "01")->ticket == tickets[i]);
		CHECK(world_press(&world, "01", KEY_CALL_BACK) == REFUSAL_WINDOW_BUSY);
		CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	}
	CHECK(world_press(&world, "01", KEY_CALL_BACK) == REFUSAL_WRONG_STATE);
	world_close(&world);
}

static void same_comes_back_to_its_window_and_any_to_one_that_serves_it(void)
{
	world_open(&world);
	uint32_t same = world_issue(&world, "RE1");
	serve("01");
	hold("01", HOLD_SAME, 0);
	uint32_t any = world_issue(&world, "RE1");
	serve("01");
	hold("01", HOLD_ANY, 0);
	world_window(&world, COMMAND_WINDOW_OPEN, "02");
	world_window(&world, COMMAND_WINDOW_OPEN, "06");
	CHECK(unhold("02", same) == REFUSAL_NOT_YOURS);
	CHECK(unhold("06", any) == REFUSAL_NOT_YOURS);
	CHECK(unhold("02", any) == REFUSAL_NONE);
	CHECK(world_window_of(&world, "01")->held == 1);
	CHECK(world_window(&world, COMMAND_FINISH, "02") == REFUSAL_NONE);
	/* The window that held him has closed: nobody is stuck. */
	CHECK(world_window(&world, COMMAND_WINDOW_CLOSE, "01") == REFUSAL_NONE);
	CHECK(unhold("02", same) == REFUSAL_NONE);
	CHECK(world.state->held == 0);
	world_close(&world);
}

static void only_an_idle_window_takes_one_back(void)
{
	world_open(&world);
	uint32_t held = world_issue(&world, "RE1");
	uint32_t other = world_issue(&world, "RE1");
	CHECK(unhold("01", held) == REFUSAL_WINDOW_CLOSED);
	CHECK(hold("01", HOLD_ANY, 0) == REFUSAL_WINDOW_CLOSED);
	next("01");
	CHECK(hold("01", HOLD_ANY, 0) == REFUSAL_WRONG_STATE);
	world_window(&world, COMMAND_START, "01");
	CHECK(world_press(&world, "01", KEY_HOLD) == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, held)->hold == HOLD_SAME);
	serve("01");
	CHECK(unhold("01", held) == REFUSAL_WINDOW_BUSY);
	world_window(&world, COMMAND_WINDOW_PAUSE, "01");
	world_window(&world, COMMAND_FINISH, "01");
	CHECK(unhold("01", held) == REFUSAL_WINDOW_PAUSED);
	world_window(&world, COMMAND_WINDOW_RESUME, "01");
	CHECK(unhold("01", other) == REFUSAL_WRONG_STATE);
	CHECK(unhold("01", 99) == REFUSAL_UNKNOWN_TICKET);
	CHECK(unhold("01", held) == REFUSAL_NONE);
	world_close(&world);
}

static void who_waits_meanwhile_comes_first_after_the_minutes(void)
{
	world_open(&world);
	uint32_t away = world_issue(&world, "RE1");
	uint32_t others[3];
	for (unsigned i = 0; i < 3; i++)
		others[i] = world_issue(&world, "RE1");
	serve("01");
	CHECK(hold("01", HOLD_WAITING, 5) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "leg_transferred leg_begun");
	CHECK(world_ticket_of(&world, away)->leg == 2);
	serve("01");
	CHECK(world_window_of(&world, "01")->ticket == others[0]);
	world_pass(&world, 299);
	serve("01");
	CHECK(world_window_of(&world, "01")->ticket == others[1]);
	world_pass(&world, 1);
	serve("01");
	CHECK(world_window_of(&world, "01")->ticket == away);
	serve("01");
	CHECK(world_window_of(&world, "01")->ticket == others[2]);
	CHECK(world_ticket_of(&world, away)->state == TICKET_FINISHED);
	world_close(&world);
}

static void who_is_held_at_the_days_end_is_left_behind_nowhere(void)
{
	world_open(&world);
	uint32_t held = world_issue(&world, "RE1");
	serve("01");
	hold("01", HOLD_ANY, 0);
	CHECK(world_ticket_of(&world, held)->state == TICKET_HELD);
	world_live(&world, 20 * 3600);
	CHECK(world.state->date == calendar_day(2026, 11, 24));
	CHECK(world.state->held == 0 && world.state->ticket_count == 0);
	world_close(&world);
}

int main(void)
{
	the_time_held_is_kept_apart_from_the_service();
	several_are_held_at_once_and_the_longest_comes_first();
	same_comes_back_to_its_window_and_any_to_one_that_serves_it();
	only_an_idle_window_takes_one_back();
	who_waits_meanwhile_comes_first_after_the_minutes();
	who_is_held_at_the_days_end_is_left_behind_nowhere();
	return check_result();
}
