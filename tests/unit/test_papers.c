/* Papers that staff carry: firmware/core/visit/papers.c. Window 07 reviews, 08 is a back office, 09 hands
 * out. */
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

static struct hall_window *add_window(const char *no, enum window_role role)
{
	struct hall_window *window = &world.hall.windows[world.hall.window_count++];
	*window = (struct hall_window){ .role = (uint8_t)role };
	strcpy(window->no, no);
	strcpy(window->zone, "RE");
	strcpy(window->agent, no);
	return window;
}

static void hall(void)
{
	world_open(&world);
	add_window("07", ROLE_REVIEW);
	add_window("08", ROLE_MIXED)->back_office = true;
	add_window("09", ROLE_DELIVER);
	reload();
}

static enum refusal next(const char *window)
{
	return world_window(&world, COMMAND_NEXT, window);
}

static enum refusal finish(const char *window)
{
	return world_window(&world, COMMAND_FINISH, window);
}

static uint32_t serve(const char *service, const char *window)
{
	uint32_t ticket = world_issue(&world, service);
	CHECK(next(window) == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_START, window) == REFUSAL_NONE);
	CHECK(world_window_of(&world, window)->ticket == ticket);
	return ticket;
}

/* To windows, separated by spaces. */
static struct command forward(const char *from, const char *targets)
{
	struct command command = world_command(&world, COMMAND_FORWARD);
	strcpy(command.window, from);
	for (unsigned i = 0; *targets; i++) {
		size_t length = strcspn(targets, " ");
		memcpy(command.targets[i].window, targets, length);
		targets += length + strspn(targets + length, " ");
	}
	return command;
}

static void nobody_is_called_for_papers_and_the_visitor_is_called_to_the_hand_out(void)
{
	hall();
	uint32_t visitor = serve("RE1", "01");
	struct command command = forward("01", "07");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	const struct ticket *paper = world_ticket_of(&world, visitor + 1);
	CHECK(paper->parent == visitor && paper->state == TICKET_WAITING);
	CHECK_TEXT(paper->number, "A001");
	CHECK(world_ticket_of(&world, visitor)->papers == 1);
	next("01");
	next("02");
	CHECK(world_window_of(&world, "01")->ticket == 0);
	CHECK(world_window_of(&world, "02")->ticket == 0);
	CHECK(next("07") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "window_opened paper_taken");
	CHECK(paper->state == TICKET_SERVING && paper->calls == 0);
	CHECK(world_window(&world, COMMAND_RECALL, "07") == REFUSAL_WRONG_STATE);
	CHECK(world_window(&world, COMMAND_NO_SHOW, "07") == REFUSAL_WRONG_STATE);
	CHECK(world_window(&world, COMMAND_WINDOW_OPEN, "09") == REFUSAL_NONE);
	CHECK(next("07") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished leg_begun");
	CHECK(world_window_of(&world, "07")->rating == 0);
	struct command rate = world_command(&world, COMMAND_RATE);
	rate.ticket = visitor + 1;
	rate.level = 5;
	rate.channel = CHANNEL_QR;
	CHECK(world_do(&world, &rate) == REFUSAL_NOT_RATEABLE);
	CHECK(next("09") == REFUSAL_NONE);
	CHECK(world_window_of(&world, "09")->ticket == visitor);
	world_close(&world);
}

static void without_a_hand_out_the_visitor_comes_back(void)
{
	world_open(&world);
	add_window("07", ROLE_REVIEW);
	reload();
	uint32_t visitor = serve("RE1", "01");
	struct command command = forward("01", "07");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	uint32_t other = world_issue(&world, "RE1");
	next("07");
	CHECK(finish("07") == REFUSAL_NONE);
	CHECK(world.list->records[1].reason_code == LEG_RETURN);
	CHECK(next("01") == REFUSAL_NONE && world_window_of(&world, "01")->ticket == visitor);
	CHECK(world_ticket_of(&world, other)->state == TICKET_WAITING);
	world_close(&world);
}

static void departments_work_in_parallel_and_the_last_one_calls(void)
{
	hall();
	uint32_t visitor = serve("RE1", "01");
	struct command command = forward("01", "07 08 06");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, visitor)->papers == 3);
	const char *const windows[] = { "08", "06", "07" };
	for (unsigned i = 0; i < 3; i++) {
		next(windows[i]);
		CHECK(world_ticket_of(&world, world_window_of(&world, windows[i])->ticket)
			      ->parent == visitor);
	}
	for (unsigned i = 0; i < 3; i++) {
		CHECK(world_ticket_of(&world, visitor)->state == TICKET_AWAITING);
		CHECK(world.state->awaiting == 1);
		CHECK(finish(windows[i]) == REFUSAL_NONE);
	}
	CHECK_TEXT(world_records(&world), "service_finished leg_begun");
	CHECK(world_ticket_of(&world, visitor)->state == TICKET_WAITING);
	CHECK(world.state->awaiting == 0);
	world_close(&world);
}

static void papers_go_on_to_others_and_change_where_the_visitor_is_called(void)
{
	hall();
	uint32_t visitor = serve("RE1", "01");
	struct command command = forward("01", "07");
	world_do(&world, &command);
	next("07");
	command = forward("07", "08 06");
	strcpy(command.to_window, "02");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished papers_sent paper_issued paper_issued");
	CHECK(world_ticket_of(&world, visitor)->papers == 2);
	next("08");
	CHECK(finish("08") == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, visitor)->state == TICKET_AWAITING);
	next("06");
	struct command transfer = world_command(&world, COMMAND_TRANSFER);
	strcpy(transfer.window, "06");
	strcpy(transfer.to_window, "08");
	CHECK(world_do(&world, &transfer) == REFUSAL_NONE);
	next("08");
	CHECK(finish("08") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished leg_begun");
	next("02");
	CHECK(world_window_of(&world, "02")->ticket == visitor);
	world_close(&world);
}

static void a_forward_that_cannot_be_is_refused(void)
{
	hall();
	struct command command = forward("01", "07");
	CHECK(world_do(&world, &command) == REFUSAL_WINDOW_CLOSED);
	serve("RE1", "01");
	command = forward("01", "");
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	command = forward("01", "99");
	CHECK(world_do(&world, &command) == REFUSAL_UNKNOWN_WINDOW);
	command = forward("01", "07");
	strcpy(command.service, "XX");
	CHECK(world_do(&world, &command) == REFUSAL_UNKNOWN_SERVICE);
	/* Nobody is called to who only takes papers. */
	command = forward("01", "07");
	strcpy(command.to_window, "08");
	CHECK(world_do(&world, &command) == REFUSAL_NOT_ALLOWED);
	struct command transfer = world_command(&world, COMMAND_TRANSFER);
	strcpy(transfer.window, "01");
	strcpy(transfer.to_window, "07");
	CHECK(world_do(&world, &transfer) == REFUSAL_NOT_ALLOWED);
	command = forward("01", "07");
	memset(command.random, 0, sizeof command.random);
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	/* Five at a time. */
	command = forward("01", "07 07 07 07 07");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	next("07");
	command = forward("07", "08 08");
	CHECK(world_do(&world, &command) == REFUSAL_LIMIT);
	world_close(&world);
}

static void papers_outlive_the_closing_but_not_the_day(void)
{
	hall();
	uint32_t visitor = serve("RE1", "01");
	struct command command = forward("01", "07 08");
	world_do(&world, &command);
	next("08");
	world_at(&world, 2026, 11, 23, 18, 0);
	world_live(&world, 0);
	CHECK(world_ticket_of(&world, visitor)->state == TICKET_AWAITING);
	CHECK(world_ticket_of(&world, visitor + 1)->state == TICKET_WAITING);
	world_live(&world, 20 * 3600);
	CHECK(world.state->date == calendar_day(2026, 11, 24));
	CHECK(world.state->awaiting == 0 && world.state->waiting == 0);
	world_close(&world);
}

static void who_waits_for_papers_can_be_taken_back_unless_somebody_works_on_them(void)
{
	hall();
	uint32_t visitor = serve("RE1", "01");
	struct command command = forward("01", "07 08");
	world_do(&world, &command);
	next("07");
	CHECK(world_ticket(&world, COMMAND_CANCEL, visitor + 2) == REFUSAL_WRONG_STATE);
	CHECK(world_ticket(&world, COMMAND_VOID, visitor) == REFUSAL_WINDOW_BUSY);
	CHECK(finish("07") == REFUSAL_NONE);
	CHECK(world_ticket(&world, COMMAND_VOID, visitor) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "ticket_voided ticket_voided");
	CHECK(world.state->awaiting == 0 && world.state->waiting == 0);
	world_close(&world);

	/* A department that will not answer: its paper is taken back, the visitor is called. */
	hall();
	visitor = serve("RE1", "01");
	command = forward("01", "07");
	world_do(&world, &command);
	CHECK(world_ticket(&world, COMMAND_VOID, visitor + 1) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "ticket_voided leg_begun");
	CHECK(world_ticket_of(&world, visitor)->state == TICKET_WAITING);
	world_close(&world);
}

static void who_was_taken_back_with_his_papers_and_restored_begins_another_leg(void)
{
	hall();
	uint32_t visitor = serve("RE1", "01");
	struct command command = forward("01", "07");
	world_do(&world, &command);
	CHECK(world_ticket(&world, COMMAND_VOID, visitor) == REFUSAL_NONE);
	command = world_command(&world, COMMAND_REQUEUE);
	command.ticket = visitor;
	command.by_staff = true;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, visitor)->leg == 2);
	next("01");
	world_window(&world, COMMAND_START, "01");
	CHECK(finish("01") == REFUSAL_NONE);
	/* Nothing is left of where the papers would have sent him. */
	CHECK(world_ticket_of(&world, visitor)->state == TICKET_FINISHED);
	command = world_command(&world, COMMAND_RATE);
	strcpy(command.window, "01");
	command.level = 5;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(world_leg_of(&world, visitor)->number == 2);
	CHECK(world_leg_of(&world, visitor)->level == 5);
	world_close(&world);
}

static void nobody_rates_papers(void)
{
	hall();
	uint32_t visitor = serve("RE1", "01");
	struct command command = forward("01", "07");
	world_do(&world, &command);
	next("07");
	CHECK(finish("07") == REFUSAL_NONE);
	command = world_command(&world, COMMAND_RATE);
	command.ticket = visitor + 1;
	command.level = 5;
	command.channel = CHANNEL_MOBILE;
	CHECK(world_do(&world, &command) == REFUSAL_NOT_RATEABLE);
	command.leg = 1;
	CHECK(world_do(&world, &command) == REFUSAL_NOT_RATEABLE);
	world_close(&world);
}

int main(void)
{
	nobody_is_called_for_papers_and_the_visitor_is_called_to_the_hand_out();
	without_a_hand_out_the_visitor_comes_back();
	departments_work_in_parallel_and_the_last_one_calls();
	papers_go_on_to_others_and_change_where_the_visitor_is_called();
	a_forward_that_cannot_be_is_refused();
	papers_outlive_the_closing_but_not_the_day();
	who_waits_for_papers_can_be_taken_back_unless_somebody_works_on_them();
	who_was_taken_back_with_his_papers_and_restored_begins_another_leg();
	nobody_rates_papers();
	return check_result();
}
