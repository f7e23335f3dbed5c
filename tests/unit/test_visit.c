/* A visit, leg by leg: firmware/core/visit/visit.c. */
#include "visit.h"

#include "check.h"
#include "core_world.h"

static struct world world;

static const int64_t MINUTE_US = 60 * INT64_C(1000000);

static enum refusal next(const char *window)
{
	return world_window(&world, COMMAND_NEXT, window);
}

/* Calls and starts the next at a window. */
static void serve(const char *window)
{
	CHECK(next(window) == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_START, window) == REFUSAL_NONE);
}

static struct command transfer(const char *window)
{
	struct command command = world_command(&world, COMMAND_TRANSFER);
	strcpy(command.window, window);
	return command;
}

static void reload(void)
{
	world.hall.digest[0]++;
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
}

static struct hall_window *add_window(const char *no, enum window_role role)
{
	struct hall_window *window = &world.hall.windows[world.hall.window_count++];
	*window = (struct hall_window){ .role = (uint8_t)role };
	strcpy(window->no, no);
	strcpy(window->zone, "RE");
	strcpy(window->agent, no);
	return window;
}

/* The visit in the hall's own document: a number at 09:30, window 06 at 09:50, staff carry the
 * papers to 07 at 10:20, the licence at 01 at 11:00: 20 minutes of waiting, 70 from the first
 * service on, 90 in all. */
static void hengyang_waits_20_minutes_of_90_and_70_are_from_the_first_service(void)
{
	world_open(&world);
	world.hall.windows[0].role = ROLE_DELIVER;
	memset(world.hall.windows[0].services, 0, sizeof world.hall.windows[0].services);
	world.hall.windows[0].service_count = 0;
	add_window("07", ROLE_REVIEW);
	reload();
	uint32_t ticket = world_issue(&world, "RE2");
	world_pass(&world, 20 * 60);
	serve("02");
	world_live(&world, 30 * 60);
	struct command forward = world_command(&world, COMMAND_FORWARD);
	strcpy(forward.window, "02");
	strcpy(forward.targets[0].window, "07");
	CHECK(world_do(&world, &forward) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "papers_sent paper_issued");
	CHECK(world_ticket_of(&world, ticket)->state == TICKET_AWAITING);
	CHECK(next("07") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "window_opened paper_taken");
	world_window(&world, COMMAND_WINDOW_OPEN, "01");
	world_live(&world, 40 * 60);
	CHECK(world_window(&world, COMMAND_FINISH, "07") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished leg_begun");
	CHECK(world.list->records[1].reason_code == LEG_DELIVER);
	serve("01");
	CHECK(world_window_of(&world, "01")->ticket == ticket);
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	world_pass(&world, 3600);
	struct visit_times times = visit_times(world.state, ticket, world.now_us);
	CHECK(times.waited_us == 20 * MINUTE_US);
	CHECK(times.served_us == 30 * MINUTE_US);
	CHECK(times.from_first_us == 70 * MINUTE_US);
	CHECK(times.total_us == 90 * MINUTE_US);
	CHECK(times.held_us == 0);
	world_close(&world);
}

static void a_transfer_keeps_the_place_of_the_number(void)
{
	world_open(&world);
	uint32_t moved = world_issue(&world, "RE1");
	world_pass(&world, 60);
	uint32_t other = world_issue(&world, "PS1");
	world_pass(&world, 60);
	serve("01");
	struct command command = transfer("01");
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	strcpy(command.service, "PS9");
	CHECK(world_do(&world, &command) == REFUSAL_UNKNOWN_SERVICE);
	strcpy(command.service, "PS1");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "leg_transferred leg_begun");
	CHECK(world_window_of(&world, "01")->state == WINDOW_IDLE);
	CHECK(world_ticket_of(&world, moved)->leg == 2);
	CHECK(world_ticket_of(&world, moved)->visit_started_us > 0);
	CHECK(next("06") == REFUSAL_NONE && world_window_of(&world, "06")->ticket == moved);
	CHECK(world_ticket_of(&world, other)->state == TICKET_WAITING);
	/* The leg at 01 was not finished: it can't be rated. */
	CHECK(state_rateable_leg(world.state, moved) == 0);
	CHECK(world.state->queues[0].served == 0);
	world_close(&world);
}

static void a_transfer_to_the_front_goes_before_everybody(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	world_pass(&world, 60);
	uint32_t moved = world_issue(&world, "RE1");
	serve("01");
	struct command command = transfer("01");
	strcpy(command.service, "PS1");
	command.front = true;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(next("06") == REFUSAL_NONE && world_window_of(&world, "06")->ticket == moved);
	world_close(&world);
}

static void a_transfer_to_a_window_or_an_agent_is_called_there_only(void)
{
	world_open(&world);
	uint32_t moved = world_issue(&world, "RE1");
	serve("01");
	struct command command = transfer("01");
	strcpy(command.to_window, "99");
	CHECK(world_do(&world, &command) == REFUSAL_UNKNOWN_WINDOW);
	strcpy(command.to_window, "06");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	next("01");
	next("02");
	CHECK(world_window_of(&world, "01")->ticket == 0);
	CHECK(world_window_of(&world, "02")->ticket == 0);
	serve("06");
	CHECK(world_window_of(&world, "06")->ticket == moved);
	command = transfer("06");
	strcpy(command.to_agent, "nobody");
	CHECK(world_do(&world, &command) == REFUSAL_UNKNOWN_AGENT);
	strcpy(command.to_agent, "agent 02");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	next("01");
	CHECK(world_window_of(&world, "01")->ticket == 0);
	next("02");
	CHECK(world_window_of(&world, "02")->ticket == moved);
	world_close(&world);
}

static void who_was_sent_to_pay_comes_back(void)
{
	world_open(&world);
	add_window("10", ROLE_PAY);
	reload();
	uint32_t payer = world_issue(&world, "RE1");
	serve("01");
	struct command command = transfer("01");
	strcpy(command.to_window, "10");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	uint32_t other = world_issue(&world, "RE1");
	serve("10");
	CHECK(world_window_of(&world, "10")->ticket == payer);
	CHECK(world_window(&world, COMMAND_FINISH, "10") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished leg_begun");
	CHECK_TEXT(world.list->records[1].to_window, "01");
	CHECK(world.list->records[1].reason_code == LEG_RETURN);
	serve("01");
	CHECK(world_window_of(&world, "01")->ticket == payer);
	CHECK(next("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished ticket_called");
	CHECK(world_window_of(&world, "01")->ticket == other);
	CHECK(world_ticket_of(&world, payer)->state == TICKET_FINISHED);
	world_close(&world);
}

/* Several services on one number: who is at the window already is not passed by a later number. */
static void the_next_service_on_the_number_is_called_in_its_turn(void)
{
	world_open(&world);
	struct command issue = world_command(&world, COMMAND_ISSUE);
	strcpy(issue.service, "RE1");
	strcpy(issue.services[0], "RE1");
	strcpy(issue.services[1], "RE2");
	strcpy(issue.services[2], "PS1");
	CHECK(world_do(&world, &issue) == REFUSAL_NONE);
	uint32_t ticket = world.state->ticket_count;
	world_pass(&world, 1);
	uint32_t later = world_issue(&world, "RE2");
	serve("02");
	CHECK(world_window_of(&world, "02")->ticket == ticket);
	CHECK(next("02") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished leg_begun ticket_called");
	CHECK(world_window_of(&world, "02")->ticket == ticket);
	CHECK(world_window(&world, COMMAND_START, "02") == REFUSAL_NONE);
	CHECK(next("02") == REFUSAL_NONE && world_window_of(&world, "02")->ticket == later);
	CHECK(next("06") == REFUSAL_NONE && world_window_of(&world, "06")->ticket == ticket);
	CHECK(world_ticket_of(&world, ticket)->leg == 3);
	world_close(&world);
}

static void a_promised_return_comes_after_the_other_window(void)
{
	world_open(&world);
	uint32_t ticket = world_issue(&world, "RE1");
	serve("01");
	struct command command = transfer("01");
	strcpy(command.to_window, "06");
	command.returns = true;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	serve("06");
	CHECK(world_window(&world, COMMAND_FINISH, "06") == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, ticket)->state == TICKET_WAITING);
	serve("01");
	CHECK(world_window_of(&world, "01")->ticket == ticket);
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, ticket)->state == TICKET_FINISHED);
	world_close(&world);
}

static void a_visit_has_its_limit_of_legs(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	unsigned transfers = 0;
	for (const char *at = "01", *to = "02";; transfers++) {
		serve(at);
		struct command command = transfer(at);
		strcpy(command.to_window, to);
		enum refusal refusal = world_do(&world, &command);
		const char *swap = at;
		if (refusal != REFUSAL_NONE) {
			CHECK(refusal == REFUSAL_LIMIT);
			CHECK(world_window(&world, COMMAND_FINISH, at) == REFUSAL_NONE);
			break;
		}
		at = to;
		to = swap;
	}
	CHECK(transfers == TICKET_LEGS_MAX - 2);
	world_close(&world);
}

static void who_waits_for_an_agent_that_went_home_is_called_by_others(void)
{
	world_open(&world);
	CHECK(world_window(&world, COMMAND_WINDOW_OPEN, "02") == REFUSAL_NONE);
	uint32_t moved = world_issue(&world, "RE1");
	serve("01");
	struct command command = transfer("01");
	strcpy(command.to_agent, "agent 02");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(next("01") == REFUSAL_NONE && world_window_of(&world, "01")->ticket == 0);
	CHECK(world_window(&world, COMMAND_WINDOW_CLOSE, "02") == REFUSAL_NONE);
	CHECK(next("06") == REFUSAL_NONE && world_window_of(&world, "06")->ticket == 0);
	CHECK(next("01") == REFUSAL_NONE && world_window_of(&world, "01")->ticket == moved);
	world_close(&world);
}

static void a_planned_service_that_is_over_for_today_hides_none_behind_it(void)
{
	world_open(&world);
	struct command issue = world_command(&world, COMMAND_ISSUE);
	strcpy(issue.service, "RE1");
	strcpy(issue.services[0], "RE1");
	strcpy(issue.services[1], "RE2");
	strcpy(issue.services[2], "PS1");
	CHECK(world_do(&world, &issue) == REFUSAL_NONE);
	serve("01");
	/* RE2 has the morning only from now on. */
	struct hall_calendar *calendar = &world.hall.calendar;
	struct hours *morning = &calendar->hours[calendar->hours_count++];
	*morning = calendar->hours[0];
	morning->span_count = 1;
	morning->service_count = 1;
	strcpy(morning->services[0], "RE2");
	reload();
	world_at(&world, 2026, 11, 23, 14, 0);
	world_live(&world, 0);
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	world_live(&world, 1);
	CHECK(world_ticket_of(&world, 1)->state == TICKET_WAITING);
	serve("06");
	CHECK(world_window_of(&world, "06")->ticket == 1);
	CHECK(world_window(&world, COMMAND_FINISH, "06") == REFUSAL_NONE);
	/* Nor is it forgotten: the leg begins, and has expired. */
	world_live(&world, 1);
	CHECK(world_ticket_of(&world, 1)->state == TICKET_EXPIRED);
	CHECK(world_ticket_of(&world, 1)->leg == 3 && world_ticket_of(&world, 1)->plan_count == 0);
	world_close(&world);
}

int main(void)
{
	hengyang_waits_20_minutes_of_90_and_70_are_from_the_first_service();
	a_transfer_keeps_the_place_of_the_number();
	a_transfer_to_the_front_goes_before_everybody();
	a_transfer_to_a_window_or_an_agent_is_called_there_only();
	who_was_sent_to_pay_comes_back();
	the_next_service_on_the_number_is_called_in_its_turn();
	a_promised_return_comes_after_the_other_window();
	a_visit_has_its_limit_of_legs();
	who_waits_for_an_agent_that_went_home_is_called_by_others();
	a_planned_service_that_is_over_for_today_hides_none_behind_it();
	return check_result();
}
