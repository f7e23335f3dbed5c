/* Windows that call by themselves, call a chosen ticket, work past closing, or stop in an
 * evacuation: firmware/core/visit/window.c and due.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static void reload(void)
{
	world.hall.digest[0]++;
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
}

static void hall(void)
{
	world_open(&world);
	world.hall.arm_on_empty = true;
	world.hall.windows[0].call_chosen = true;
	reload();
}

static enum refusal next(const char *window)
{
	return world_window(&world, COMMAND_NEXT, window);
}

static void an_armed_window_calls_the_next_to_come(void)
{
	hall();
	CHECK(next("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "window_opened window_armed");
	CHECK(next("01") == REFUSAL_NONE && world.list->count == 0);
	world_issue(&world, "PS1");
	CHECK(state_next_deadline(world.state) > world.now_us);
	world_pass(&world, 60);
	uint32_t ticket = world_issue(&world, "RE1");
	CHECK(state_next_deadline(world.state) <= world.now_us);
	world_live(&world, 0);
	CHECK(world_window_of(&world, "01")->ticket == ticket);
	CHECK(!world_window_of(&world, "01")->armed && world.state->armed == 0);
	world_close(&world);
}

static void of_two_armed_windows_the_one_idle_longer_calls(void)
{
	hall();
	next("02");
	world_pass(&world, 10);
	next("01");
	uint32_t ticket = world_issue(&world, "RE1");
	world_live(&world, 0);
	CHECK(world_window_of(&world, "02")->ticket == ticket);
	CHECK(world_window_of(&world, "01")->armed);
	uint32_t other = world_issue(&world, "RE1");
	world_live(&world, 0);
	CHECK(world_window_of(&world, "01")->ticket == other);
	world_close(&world);
}

static void a_pause_or_another_visitor_disarms(void)
{
	hall();
	next("01");
	world_window(&world, COMMAND_WINDOW_PAUSE, "01");
	CHECK(world.state->armed == 0);
	CHECK(next("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "window_resumed window_armed");
	struct command command = world_command(&world, COMMAND_SERVE);
	strcpy(command.window, "01");
	strcpy(command.service, "RE1");
	command.by_staff = true;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(world.state->armed == 0);
	/* Finishing him with nobody waiting arms again. */
	CHECK(next("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished window_armed");
	CHECK(world_window(&world, COMMAND_WINDOW_CLOSE, "01") == REFUSAL_NONE);
	CHECK(world.state->armed == 0);
	world_close(&world);
}

static void an_armed_window_calls_who_may_be_called_only_later(void)
{
	hall();
	world_issue(&world, "RE2");
	next("02");
	world_live(&world, 90);
	CHECK(world_ticket_of(&world, 1)->no_shows == 1);
	CHECK(next("02") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "window_armed");
	CHECK(state_next_deadline(world.state) == world.now_us + 300 * INT64_C(1000000));
	world_live(&world, 300);
	CHECK(world_window_of(&world, "02")->ticket == 1);
	world_close(&world);
}

static void a_chosen_ticket_is_called_where_that_is_allowed(void)
{
	hall();
	uint32_t first = world_issue(&world, "RE1");
	uint32_t second = world_issue(&world, "RE1");
	uint32_t police = world_issue(&world, "PS1");
	struct command command = world_command(&world, COMMAND_CALL);
	strcpy(command.window, "01");
	command.ticket = second;
	CHECK(world_do(&world, &command) == REFUSAL_WINDOW_CLOSED);
	world_window(&world, COMMAND_WINDOW_OPEN, "01");
	world_window(&world, COMMAND_WINDOW_OPEN, "02");
	command.ticket = police;
	CHECK(world_do(&world, &command) == REFUSAL_NOT_YOURS);
	command.ticket = 99;
	CHECK(world_do(&world, &command) == REFUSAL_UNKNOWN_TICKET);
	command.ticket = second;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "ticket_called");
	CHECK(world_do(&world, &command) == REFUSAL_WINDOW_BUSY);
	strcpy(command.window, "02");
	command.ticket = first;
	CHECK(world_do(&world, &command) == REFUSAL_NOT_ALLOWED);
	world_close(&world);
}

static void who_waits_for_an_extended_window_does_not_expire_before_its_end(void)
{
	hall();
	world_at(&world, 2026, 11, 23, 16, 0);
	struct command command = world_command(&world, COMMAND_WINDOW_EXTEND);
	strcpy(command.window, "01");
	strcpy(command.reason, "queue");
	command.minutes = 90;
	CHECK(world_do(&world, &command) == REFUSAL_WINDOW_CLOSED);
	world_window(&world, COMMAND_WINDOW_OPEN, "01");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(world_do(&world, &command) == REFUSAL_NONE && world.list->count == 0);
	uint32_t waits = world_issue(&world, "RE1");
	uint32_t expires = world_issue(&world, "RE2");
	world_at(&world, 2026, 11, 23, 17, 30);
	world_live(&world, 0);
	CHECK(world_ticket_of(&world, expires)->state == TICKET_EXPIRED);
	CHECK(world_ticket_of(&world, waits)->state == TICKET_WAITING);
	CHECK(state_next_deadline(world.state) == world.now_us + 60 * INT64_C(60000000));
	command.minutes = 20;
	command.time_us = world.now_us;
	CHECK(world_do(&world, &command) == REFUSAL_TOO_LATE);
	command.minutes = 0;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	world_live(&world, 0);
	CHECK(world_ticket_of(&world, waits)->state == TICKET_EXPIRED);
	CHECK(world_window_of(&world, "01")->extended_us == 0);
	world_close(&world);
}

static void evacuate(bool begins)
{
	struct command command =
		world_command(&world, begins ? COMMAND_ANNOUNCE : COMMAND_ANNOUNCE_END);
	command.announcement = world.state->announcement_serial;
	command.level = ANNOUNCE_EVACUATE;
	strcpy(command.text, "请立即撤离");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

static void nobody_is_called_or_given_up_in_an_evacuation(void)
{
	hall();
	world_issue(&world, "RE2");
	world_issue(&world, "RE1");
	next("02");
	world_window(&world, COMMAND_WINDOW_OPEN, "01");
	evacuate(true);
	world_live(&world, 600);
	CHECK(world_ticket_of(&world, 1)->state == TICKET_CALLED);
	CHECK(world_ticket_of(&world, 1)->calls == 1);
	CHECK(next("01") == REFUSAL_EVACUATION);
	CHECK(world_window(&world, COMMAND_RECALL, "02") == REFUSAL_EVACUATION);
	CHECK(world_window(&world, COMMAND_NO_SHOW, "02") == REFUSAL_EVACUATION);
	struct command command = world_command(&world, COMMAND_CALL);
	strcpy(command.window, "01");
	command.ticket = 2;
	CHECK(world_do(&world, &command) == REFUSAL_EVACUATION);
	CHECK(world_window(&world, COMMAND_START, "02") == REFUSAL_NONE);
	/* Whoever is served may be finished. */
	CHECK(next("02") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished");
	evacuate(false);
	CHECK(next("01") == REFUSAL_NONE && world_window_of(&world, "01")->ticket == 2);
	world_close(&world);
}

int main(void)
{
	an_armed_window_calls_the_next_to_come();
	of_two_armed_windows_the_one_idle_longer_calls();
	a_pause_or_another_visitor_disarms();
	an_armed_window_calls_who_may_be_called_only_later();
	a_chosen_ticket_is_called_where_that_is_allowed();
	who_waits_for_an_extended_window_does_not_expire_before_its_end();
	nobody_is_called_or_given_up_in_an_evacuation();
	return check_result();
}
