/* What time brings: firmware/core/decide/due.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static int64_t at(int32_t date, unsigned minute)
{
	return calendar_utc(date, minute, 8 * 3600);
}

static int32_t monday(void)
{
	return calendar_day(2026, 11, 23);
}

static void tick(void)
{
	struct command command = world_command(&world, COMMAND_TICK);
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

static void call(const char *service, const char *window)
{
	world_issue(&world, service);
	CHECK(world_window(&world, COMMAND_NEXT, window) == REFUSAL_NONE);
}

static int64_t seconds_left(void)
{
	return (state_next_deadline(world.state) - world.now_us) / 1000000;
}

static void a_start_is_inferred_after_its_time_since_the_last_call(void)
{
	world_open(&world);
	call("RE1", "01");
	CHECK(seconds_left() == 20);
	world_pass(&world, 15);
	CHECK(world_window(&world, COMMAND_RECALL, "01") == REFUSAL_NONE);
	CHECK(seconds_left() == 20);
	world_pass(&world, 19.999999);
	tick();
	CHECK(world.list->count == 0);
	world.now_us = state_next_deadline(world.state);
	tick();
	CHECK_TEXT(world_records(&world), "service_started");
	CHECK(world.list->records[0].inferred);
	CHECK(world_ticket_of(&world, 1)->start_inferred);
	world_close(&world);
}

static void without_inferred_starts_a_call_is_repeated_and_then_a_no_show(void)
{
	world_open(&world);
	call("RE2", "02");
	CHECK(seconds_left() == 30);
	world_live(&world, 30);
	CHECK(world_ticket_of(&world, 1)->calls == 2);
	world_live(&world, 30);
	CHECK(world_ticket_of(&world, 1)->calls == 3);
	CHECK(seconds_left() == 30);
	world_live(&world, 29.9);
	CHECK(world_ticket_of(&world, 1)->state == TICKET_CALLED);
	world_live(&world, 0.1);
	CHECK(world_ticket_of(&world, 1)->no_shows == 1);
	CHECK(world_window_of(&world, "02")->state == WINDOW_IDLE);
	world_close(&world);
}

static void no_one_is_given_up_before_the_patience_is_over(void)
{
	world_open(&world);
	world.hall.patience_s = 300;
	memset(world.hall.digest, 8, sizeof world.hall.digest);
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	world_do(&world, &load);
	call("RE2", "02");
	world_live(&world, 299.9);
	CHECK(world_ticket_of(&world, 1)->state == TICKET_CALLED);
	CHECK(world_ticket_of(&world, 1)->calls == 3);
	world_live(&world, 0.1);
	CHECK(world_ticket_of(&world, 1)->no_shows == 1);
	world_close(&world);
}

static void after_an_hour_without_power_a_call_is_repeated_once(void)
{
	world_open(&world);
	call("RE2", "02");
	world_pass(&world, 3600);
	tick();
	CHECK_TEXT(world_records(&world), "ticket_recalled");
	CHECK(world.list->records[0].reason_code == RECALL_BY_TIME);
	tick();
	CHECK(world.list->count == 0 && seconds_left() == 30);
	world_close(&world);
}

static void who_waits_at_the_end_expires_after_the_grace(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_issue(&world, "PS1");
	CHECK(state_next_deadline(world.state) == at(monday(), 1020 + 30));
	call("RE2", "02");
	world_live(&world, 60);
	world_at(&world, 2026, 11, 23, 17, 30);
	world_live(&world, 0);
	CHECK(world.state->waiting == 0);
	CHECK(world_ticket_of(&world, 1)->state == TICKET_CALLED ||
	      world_ticket_of(&world, 1)->state == TICKET_SERVING);
	CHECK(world_ticket_of(&world, 2)->state == TICKET_EXPIRED);
	CHECK(world_ticket_of(&world, 3)->state == TICKET_EXPIRED);
	CHECK(world.state->queues[1].expired == 1 && world.state->queues[2].expired == 1);
	world_close(&world);
}

static void the_day_changes_at_three_when_nobody_is_in_hand(void)
{
	world_open(&world);
	world_window(&world, COMMAND_WINDOW_OPEN, "01");
	world_window(&world, COMMAND_WINDOW_OPEN, "06");
	CHECK(state_next_deadline(world.state) == at(monday() + 1, 180));
	world_at(&world, 2026, 11, 24, 2, 59);
	tick();
	CHECK(world.list->count == 0);
	world_at(&world, 2026, 11, 24, 3, 0);
	tick();
	CHECK_TEXT(world_records(&world),
		   "window_closed window_closed day_opened hall_loaded day_carried");
	CHECK(world.list->records[2].date == monday() + 1);
	CHECK(world.list->records[2].utc_offset_s == 8 * 3600);
	CHECK(world_window_of(&world, "01")->state == WINDOW_CLOSED);
	CHECK(state_next_deadline(world.state) == at(monday() + 2, 180));
	world_close(&world);
}

static void it_waits_for_who_is_served_at_three_until_five(void)
{
	world_open(&world);
	call("RE1", "01");
	world_window(&world, COMMAND_START, "01");
	call("RE2", "02");
	world_window(&world, COMMAND_START, "02");
	CHECK(state_next_deadline(world.state) == at(monday() + 1, 300));
	world_at(&world, 2026, 11, 24, 3, 30);
	tick();
	CHECK(world.list->count == 0);
	world_window(&world, COMMAND_FINISH, "01");
	world_live(&world, 60);
	CHECK(world.state->date == monday());
	world_window(&world, COMMAND_FINISH, "02");
	tick();
	CHECK(world.state->date == monday() + 1);
	world_close(&world);
}

static void at_five_whoever_is_left_is_ended_by_time(void)
{
	world_open(&world);
	call("RE1", "01");
	world_window(&world, COMMAND_START, "01");
	call("RE2", "02");
	world_at(&world, 2026, 11, 24, 5, 0);
	tick();
	CHECK_TEXT(world_records(&world), "service_finished ticket_no_show window_closed "
					  "window_closed day_opened hall_loaded day_carried");
	CHECK(world.list->records[0].inferred && world.list->records[1].inferred);
	world_close(&world);
}

static void days_without_power_open_the_day_it_is(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	call("RE2", "02");
	world_at(&world, 2026, 12, 1, 10, 0);
	world_live(&world, 0);
	CHECK(world.state->date == calendar_day(2026, 12, 1));
	CHECK(world.state->ticket_count == 0);
	CHECK(world_issue(&world, "RE1") == 1);
	world_close(&world);
}

static void a_date_never_comes_twice_when_the_offset_changes(void)
{
	world_open(&world);
	world_at(&world, 2026, 11, 24, 3, 0);
	world.utc_offset_s = 6 * 3600; /* says that it is 01:00 */
	tick();
	CHECK(world.state->date == monday() + 1);
	tick();
	CHECK(world.list->count == 0);
	CHECK(state_next_deadline(world.state) > world.now_us);
	world_close(&world);
}

static void more_than_one_decision_holds_is_done_by_several(void)
{
	world_open(&world);
	for (int i = 0; i < 2500; i++) {
		struct command command = world_command(&world, COMMAND_ISSUE);
		strcpy(command.service, i % 2 ? "RE1" : "PS1");
		decide(world.state, &command, world.list);
		apply(world.state, &world.list->records[0]);
		apply(world.durable, &world.list->records[0]);
	}
	world_at(&world, 2026, 11, 24, 3, 0);
	unsigned ticks = 0;
	for (; state_next_deadline(world.state) <= world.now_us && ticks < 10; ticks++) {
		tick();
		CHECK(world.list->count > 0);
	}
	CHECK(ticks == 3);
	CHECK(world.state->date == monday() + 1);
	world_close(&world);
}

static void tickets_of_a_service_without_hours_expire_with_the_day(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world.hall.calendar.hours_count = 0;
	memset(world.hall.digest, 8, sizeof world.hall.digest);
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	world_do(&world, &load);
	CHECK(state_next_deadline(world.state) == at(monday() + 1, 180));
	world_at(&world, 2026, 11, 24, 3, 0);
	tick();
	CHECK_TEXT(world_records(&world), "ticket_expired day_opened hall_loaded day_carried");
	world_close(&world);
}

int main(void)
{
	a_start_is_inferred_after_its_time_since_the_last_call();
	without_inferred_starts_a_call_is_repeated_and_then_a_no_show();
	no_one_is_given_up_before_the_patience_is_over();
	after_an_hour_without_power_a_call_is_repeated_once();
	who_waits_at_the_end_expires_after_the_grace();
	the_day_changes_at_three_when_nobody_is_in_hand();
	it_waits_for_who_is_served_at_three_until_five();
	at_five_whoever_is_left_is_ended_by_time();
	days_without_power_open_the_day_it_is();
	a_date_never_comes_twice_when_the_offset_changes();
	more_than_one_decision_holds_is_done_by_several();
	tickets_of_a_service_without_hours_expire_with_the_day();
	return check_result();
}
