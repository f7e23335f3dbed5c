/* Served without a number, and what came of a service: firmware/core/visit/walk_in.c, note.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static void hall(void)
{
	world_open(&world);
	strcpy(world.hall.classes[0].id, "elder");
	world.hall.classes[0].no_ticket = true;
	strcpy(world.hall.classes[1].id, "soldier");
	world.hall.class_count = 2;
	world.hall.digest[0]++;
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
}

static struct command serve(const char *window, const char *service, const char *class_id)
{
	struct command command = world_command(&world, COMMAND_SERVE);
	strcpy(command.window, window);
	strcpy(command.service, service);
	strcpy(command.class_id, class_id);
	return command;
}

static void who_needs_no_number_is_served_at_once_and_rates_like_everybody(void)
{
	hall();
	world_window(&world, COMMAND_WINDOW_OPEN, "01");
	uint32_t waiting = world_issue(&world, "RE1");
	struct command command = serve("01", "RE1", "elder");
	command.proxy = true;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "walk_in_served");
	uint32_t served = world_window_of(&world, "01")->ticket;
	const struct ticket *ticket = world_ticket_of(&world, served);
	CHECK(served == waiting + 1 && ticket->state == TICKET_SERVING && ticket->proxy);
	CHECK_TEXT(ticket->number, "");
	CHECK(world_window_of(&world, "01")->state == WINDOW_SERVING);
	CHECK(world.state->queues[0].issued == 1 && world.state->queues[0].last_number == 1);
	CHECK(world_window(&world, COMMAND_RECALL, "01") == REFUSAL_WRONG_STATE);
	world_pass(&world, 120);
	CHECK(world_window(&world, COMMAND_NEXT, "01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished ticket_called");
	CHECK(world_window_of(&world, "01")->ticket == waiting);
	CHECK(world_press(&world, "01", KEY_RATE_4) == REFUSAL_NONE);
	CHECK(world_leg_of(&world, served)->level == 4);
	CHECK(world_leg_of(&world, served)->started_us == world_leg_of(&world, served)->begun_us);
	world_close(&world);
}

static void who_needs_one_is_taken_in_by_staff_only(void)
{
	hall();
	struct command command = serve("01", "RE1", "soldier");
	CHECK(world_do(&world, &command) == REFUSAL_WINDOW_CLOSED);
	world_window(&world, COMMAND_WINDOW_OPEN, "01");
	CHECK(world_do(&world, &command) == REFUSAL_NOT_ALLOWED);
	strcpy(command.class_id, "nobility");
	CHECK(world_do(&world, &command) == REFUSAL_UNKNOWN_CLASS);
	strcpy(command.class_id, "");
	CHECK(world_do(&world, &command) == REFUSAL_NOT_ALLOWED);
	command.by_staff = true;
	strcpy(command.service, "PS1");
	CHECK(world_do(&world, &command) == REFUSAL_NOT_ALLOWED);
	strcpy(command.service, "XX");
	CHECK(world_do(&world, &command) == REFUSAL_UNKNOWN_SERVICE);
	strcpy(command.service, "RE1");
	memset(command.random, 0, sizeof command.random);
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	command = serve("01", "RE1", "");
	command.by_staff = true;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	command = serve("01", "RE1", "elder");
	CHECK(world_do(&world, &command) == REFUSAL_WINDOW_BUSY);
	world_close(&world);
}

static struct command note(const char *window)
{
	struct command command = world_command(&world, COMMAND_NOTE);
	strcpy(command.window, window);
	command.outcome = OUTCOME_ACCEPTED;
	strcpy(command.items, "1101,1102");
	strcpy(command.case_no, "2026-000123");
	return command;
}

static void the_outcome_is_noted_at_finish_or_ten_minutes_later(void)
{
	hall();
	struct command command = note("01");
	CHECK(world_do(&world, &command) == REFUSAL_WRONG_STATE);
	uint32_t ticket = world_issue(&world, "RE1");
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_START, "01");
	command = note("01");
	command.kind = COMMAND_FINISH;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished service_noted");
	CHECK_TEXT(world.list->records[1].case_no, "2026-000123");
	CHECK(world_leg_of(&world, ticket)->outcome == OUTCOME_ACCEPTED);
	world_pass(&world, 600);
	command = note("01");
	command.outcome = OUTCOME_DONE;
	command.proxy = true;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(world_leg_of(&world, ticket)->outcome == OUTCOME_DONE);
	CHECK(world_ticket_of(&world, ticket)->proxy);
	command = note("02");
	command.ticket = ticket;
	CHECK(world_do(&world, &command) == REFUSAL_WRONG_STATE);
	command = note("");
	command.ticket = ticket;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	command.outcome = OUTCOME_COUNT;
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	world_pass(&world, 0.000001);
	command = note("01");
	CHECK(world_do(&world, &command) == REFUSAL_TOO_LATE);
	world_close(&world);
}

static void a_finish_that_says_nothing_notes_nothing(void)
{
	hall();
	world_issue(&world, "RE1");
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_START, "01");
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished");
	world_close(&world);
}

int main(void)
{
	who_needs_no_number_is_served_at_once_and_rates_like_everybody();
	who_needs_one_is_taken_in_by_staff_only();
	the_outcome_is_noted_at_finish_or_ten_minutes_later();
	a_finish_that_says_nothing_notes_nothing();
	return check_result();
}
