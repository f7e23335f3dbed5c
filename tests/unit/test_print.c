/* A ticket's paper: firmware/core/visit/print.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static void issue_with_paper(void)
{
	struct command command = world_command(&world, COMMAND_ISSUE);
	strcpy(command.service, "RE1");
	strcpy(command.kiosk, "K1");
	command.printer = PRINTER_READY;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

static enum refusal outcome(enum command_kind kind, uint32_t ticket, int64_t attempt)
{
	struct command command = world_command(&world, kind);
	command.ticket = ticket;
	command.value = attempt;
	return world_do(&world, &command);
}

static enum refusal reprint(uint32_t ticket, const char *kiosk, enum printer_state printer)
{
	struct command command = world_command(&world, COMMAND_REPRINT);
	command.ticket = ticket;
	strcpy(command.kiosk, kiosk);
	command.printer = (uint8_t)printer;
	return world_do(&world, &command);
}

static void an_outcome_counts_once_and_for_its_own_attempt(void)
{
	world_open(&world);
	issue_with_paper();
	CHECK(outcome(COMMAND_PRINTED, 1, 2) == REFUSAL_WRONG_STATE);
	CHECK(outcome(COMMAND_PRINTED, 2, 1) == REFUSAL_UNKNOWN_TICKET);
	CHECK(outcome(COMMAND_PRINTED, 1, 1) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "ticket_printed");
	CHECK(world_ticket_of(&world, 1)->print == PRINT_DONE && !world.state->prints_pending);
	CHECK(outcome(COMMAND_PRINTED, 1, 1) == REFUSAL_WRONG_STATE);
	CHECK(outcome(COMMAND_PRINT_FAILED, 1, 1) == REFUSAL_WRONG_STATE);
	CHECK(reprint(1, "", PRINTER_READY) == REFUSAL_WRONG_STATE);
	world_close(&world);
}

static void a_late_outcome_of_the_first_attempt_is_not_taken_for_the_second(void)
{
	world_open(&world);
	issue_with_paper();
	CHECK(outcome(COMMAND_PRINT_UNKNOWN, 1, 1) == REFUSAL_NONE);
	CHECK(reprint(1, "", PRINTER_READY) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "ticket_print_started");
	CHECK(world.list->records[0].value == 2);
	CHECK_TEXT(world.list->records[0].kiosk, "K1");
	CHECK(outcome(COMMAND_PRINTED, 1, 1) == REFUSAL_WRONG_STATE);
	CHECK(world_ticket_of(&world, 1)->print == PRINT_PENDING);
	CHECK(outcome(COMMAND_PRINT_FAILED, 1, 2) == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, 1)->print == PRINT_FAILED);
	world_close(&world);
}

static void the_kiosk_may_reprint_its_own_ticket_for_a_minute(void)
{
	world_open(&world);
	issue_with_paper();
	CHECK(reprint(1, "K1", PRINTER_READY) == REFUSAL_WRONG_STATE); /* still printing */
	outcome(COMMAND_PRINT_UNKNOWN, 1, 1);
	CHECK(reprint(1, "K2", PRINTER_READY) == REFUSAL_NOT_YOURS);
	CHECK(reprint(1, "K1", PRINTER_DOWN) == REFUSAL_PRINTER);
	world_pass(&world, 60);
	CHECK(reprint(1, "K1", PRINTER_READY) == REFUSAL_NONE);
	outcome(COMMAND_PRINT_FAILED, 1, 2);
	world_pass(&world, 60.1);
	CHECK(reprint(1, "K1", PRINTER_READY) == REFUSAL_WRONG_STATE);
	world_pass(&world, 3600);
	CHECK(reprint(1, "", PRINTER_READY) == REFUSAL_NONE); /* staff, all day */
	CHECK(reprint(7, "", PRINTER_READY) == REFUSAL_UNKNOWN_TICKET);
	world_close(&world);
}

int main(void)
{
	an_outcome_counts_once_and_for_its_own_attempt();
	a_late_outcome_of_the_first_attempt_is_not_taken_for_the_second();
	the_kiosk_may_reprint_its_own_ticket_for_a_minute();
	return check_result();
}
