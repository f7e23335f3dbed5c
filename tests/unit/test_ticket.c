/* Taking a number and giving it back: firmware/core/visit/ticket.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static enum refusal issue_at_kiosk(enum printer_state printer, bool paperless)
{
	struct command command = world_command(&world, COMMAND_ISSUE);
	strcpy(command.service, "RE1");
	strcpy(command.kiosk, "K1");
	command.printer = (uint8_t)printer;
	command.paperless = paperless;
	return world_do(&world, &command);
}

static enum refusal issue(const char *service)
{
	struct command command = world_command(&world, COMMAND_ISSUE);
	strcpy(command.service, service);
	return world_do(&world, &command);
}

static void numbers_have_prefix_and_digits_and_count_by_service(void)
{
	world_open(&world);
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A001");
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE2"))->number, "B001");
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A002");
	CHECK_TEXT(world_ticket_of(&world, 1)->language, "zh");
	CHECK(world_ticket_of(&world, 1)->state == TICKET_WAITING);
	CHECK(world_ticket_of(&world, 1)->issued_us == world.now_us);
	world_close(&world);
}

static void a_ticket_knows_how_many_were_ahead(void)
{
	world_open(&world);
	issue("RE1");
	CHECK(world.list->records[0].value == 0);
	issue("RE1");
	CHECK(world.list->records[0].value == 1);
	world_close(&world);
}

static void numbers_go_on_past_999_and_end_at_9999(void)
{
	world_open(&world);
	struct hall hall = world.hall;
	hall.first_number = 999;
	memset(hall.digest, 8, sizeof hall.digest);
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A999");
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A1000");
	hall.first_number = 9999;
	memset(hall.digest, 9, sizeof hall.digest);
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A9999");
	CHECK(issue("RE1") == REFUSAL_QUOTA_FULL);
	world_close(&world);
}

static void a_new_day_counts_from_the_first_number_again(void)
{
	world_open(&world);
	issue("RE1");
	issue("RE1");
	world_live(&world, 24 * 3600);
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A001");
	CHECK(world.state->ticket_count == 1);
	world_close(&world);
}

static void outside_its_hours_a_service_is_closed(void)
{
	world_open(&world);
	CHECK(issue("NONE") == REFUSAL_UNKNOWN_SERVICE);
	world_at(&world, 2026, 11, 23, 12, 0);
	CHECK(issue("RE1") == REFUSAL_CLOSED);
	world_at(&world, 2026, 11, 23, 13, 0);
	CHECK(issue("RE1") == REFUSAL_NONE);
	world_at(&world, 2026, 11, 23, 17, 0);
	CHECK(issue("RE1") == REFUSAL_CLOSED);
	world_at(&world, 2026, 11, 28, 10, 0); /* Saturday */
	world_live(&world, 0);
	CHECK(issue("RE1") == REFUSAL_CLOSED);
	world_close(&world);
}

/* Open after midnight on the next date, while the service day is still the one before: its waiting
 * tickets expired hours ago. */
static void no_number_is_issued_only_to_expire_at_once(void)
{
	world_open(&world);
	world.hall.calendar.hours[0] = (struct hours){ .days = 0x7f,
						       .span_count = 2,
						       .spans = { { 0, 120 }, { 540, 1020 } } };
	memset(world.hall.digest, 8, sizeof world.hall.digest);
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
	world_at(&world, 2026, 11, 24, 1, 0);
	world_live(&world, 0);
	CHECK(world.state->date == calendar_day(2026, 11, 23));
	CHECK(issue("RE1") == REFUSAL_CLOSED);
	world_close(&world);
}

static void a_printer_that_is_down_refuses_unless_paperless(void)
{
	world_open(&world);
	CHECK(issue_at_kiosk(PRINTER_DOWN, false) == REFUSAL_PRINTER);
	CHECK(world.state->ticket_count == 0);
	CHECK(issue_at_kiosk(PRINTER_DOWN, true) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "ticket_issued");
	CHECK(world_ticket_of(&world, 1)->paperless);
	CHECK(world_ticket_of(&world, 1)->print == PRINT_NONE);
	CHECK(issue_at_kiosk(PRINTER_NONE, false) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "ticket_issued");
	world_close(&world);
}

static void a_ready_printer_starts_with_the_ticket(void)
{
	world_open(&world);
	CHECK(issue_at_kiosk(PRINTER_READY, false) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "ticket_issued ticket_print_started");
	CHECK(world.list->records[1].value == 1 && world.list->records[1].ticket == 1);
	CHECK_TEXT(world.list->records[1].kiosk, "K1");
	CHECK(world_ticket_of(&world, 1)->print == PRINT_PENDING);
	CHECK(world.state->prints_pending == 1);
	world_close(&world);
}

static void a_token_that_is_no_secret_is_refused(void)
{
	world_open(&world);
	struct command command = world_command(&world, COMMAND_ISSUE);
	strcpy(command.service, "RE1");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	memset(command.random, 0, sizeof command.random);
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	CHECK(state_find_ticket(world.state, world_ticket_of(&world, 1)->id) == 1);
	world_close(&world);
}

static void the_day_is_full_at_its_limit(void)
{
	world_open(&world);
	memset(world.hall.digest, 8, sizeof world.hall.digest);
	world.hall.digits = 4;
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	world_do(&world, &load);
	static const char *const services[] = { "RE1", "RE2", "PS1" };
	/* Straight through decide and apply: checking 20 000 states would take minutes. */
	while (world.state->ticket_count < TICKETS_MAX) {
		struct command command = world_command(&world, COMMAND_ISSUE);
		strcpy(command.service, services[world.state->ticket_count % 3]);
		if (decide(world.state, &command, world.list) != REFUSAL_NONE)
			break;
		apply(world.state, &world.list->records[0]);
		apply(world.durable, &world.list->records[0]);
	}
	CHECK(world.state->ticket_count == TICKETS_MAX);
	CHECK(issue("RE1") == REFUSAL_QUOTA_FULL);
	CHECK(state_check(world.state) == NULL);
	/* All of them expire, in as many ticks as it takes, and the next day begins. */
	world_live(&world, 24 * 3600);
	CHECK(world.state->date == calendar_day(2026, 11, 24) && world.state->ticket_count == 0);
	world_close(&world);
}

static void only_who_waits_can_give_the_number_back(void)
{
	world_open(&world);
	uint32_t first = world_issue(&world, "PS1"), second = world_issue(&world, "PS1");
	CHECK(world_ticket(&world, COMMAND_CANCEL, 0) == REFUSAL_UNKNOWN_TICKET);
	CHECK(world_ticket(&world, COMMAND_CANCEL, 3) == REFUSAL_UNKNOWN_TICKET);
	CHECK(world_ticket(&world, COMMAND_CANCEL, first) == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, first)->state == TICKET_CANCELLED);
	CHECK(world_ticket(&world, COMMAND_CANCEL, first) == REFUSAL_WRONG_STATE);
	CHECK(world_window(&world, COMMAND_NEXT, "06") == REFUSAL_NONE);
	CHECK(world_window_of(&world, "06")->ticket == second);
	CHECK(world_ticket(&world, COMMAND_CANCEL, second) == REFUSAL_WRONG_STATE);
	world_close(&world);
}

int main(void)
{
	numbers_have_prefix_and_digits_and_count_by_service();
	a_ticket_knows_how_many_were_ahead();
	numbers_go_on_past_999_and_end_at_9999();
	a_new_day_counts_from_the_first_number_again();
	outside_its_hours_a_service_is_closed();
	no_number_is_issued_only_to_expire_at_once();
	a_printer_that_is_down_refuses_unless_paperless();
	a_ready_printer_starts_with_the_ticket();
	a_token_that_is_no_secret_is_refused();
	the_day_is_full_at_its_limit();
	only_who_waits_can_give_the_number_back();
	return check_result();
}
