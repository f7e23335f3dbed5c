/* What staff do at a window: firmware/core/visit/window.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static enum refusal next(const char *window)
{
	return world_window(&world, COMMAND_NEXT, window);
}

static void open_at(const char *window)
{
	CHECK(world_window(&world, COMMAND_WINDOW_OPEN, window) == REFUSAL_NONE);
}

static void next_on_a_closed_window_opens_it_for_its_agent(void)
{
	world_open(&world);
	uint32_t ticket = world_issue(&world, "RE1");
	CHECK(next("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "window_opened ticket_called");
	CHECK_TEXT(world.list->records[1].agent, "agent 01");
	CHECK_TEXT(world_window_of(&world, "01")->agent, "agent 01");
	CHECK(world_window_of(&world, "01")->state == WINDOW_CALLED);
	CHECK(world_ticket_of(&world, ticket)->state == TICKET_CALLED);
	CHECK(world_ticket_of(&world, ticket)->calls == 1);
	world_close(&world);
}

static void next_while_paused_resumes(void)
{
	world_open(&world);
	open_at("01");
	CHECK(world_window(&world, COMMAND_WINDOW_PAUSE, "01") == REFUSAL_NONE);
	world_issue(&world, "RE1");
	CHECK(next("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "window_resumed ticket_called");
	world_close(&world);
}

static void next_while_serving_finishes_first(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_issue(&world, "RE1");
	next("01");
	CHECK(world_window(&world, COMMAND_START, "01") == REFUSAL_NONE);
	world_pass(&world, 300);
	CHECK(next("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished ticket_called");
	CHECK(world_ticket_of(&world, 1)->state == TICKET_FINISHED);
	CHECK(world_window_of(&world, "01")->ticket == 2);
	CHECK(world.state->queues[0].served == 1);
	CHECK(world.state->queues[0].serve_sum_us == 300 * INT64_C(1000000));
	world_close(&world);
}

static void next_before_the_patience_repeats_the_call(void)
{
	world_open(&world);
	world_issue(&world, "RE2");
	world_issue(&world, "RE2");
	next("02");
	world_pass(&world, 89);
	CHECK(next("02") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "ticket_recalled");
	CHECK(world.list->records[0].reason_code == RECALL_TOO_EARLY);
	CHECK(world_window_of(&world, "02")->ticket == 1);
	CHECK(world_ticket_of(&world, 1)->last_call_us == world.now_us);
	world_pass(&world, 1);
	CHECK(next("02") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "ticket_no_show ticket_requeued ticket_called");
	CHECK(world_ticket_of(&world, 1)->state == TICKET_WAITING);
	CHECK(world_ticket_of(&world, 1)->no_shows == 1);
	CHECK(world_window_of(&world, "02")->ticket == 2);
	world_close(&world);
}

static void early_presses_do_not_use_up_the_calls(void)
{
	world_open(&world);
	world_issue(&world, "RE2");
	next("02");
	for (int i = 0; i < 10; i++) {
		world_pass(&world, 1);
		CHECK(next("02") == REFUSAL_NONE);
	}
	CHECK(world_ticket_of(&world, 1)->calls == 3);
	CHECK(world_ticket_of(&world, 1)->state == TICKET_CALLED);
	world_close(&world);
}

static void next_when_nobody_waits_is_no_error(void)
{
	world_open(&world);
	open_at("01");
	CHECK(next("01") == REFUSAL_NONE && world.list->count == 0);
	world_issue(&world, "RE1");
	next("01");
	world_window(&world, COMMAND_START, "01");
	CHECK(next("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished");
	CHECK(world_window_of(&world, "01")->state == WINDOW_IDLE);
	world_close(&world);
}

static void a_window_with_two_services_calls_the_oldest_of_both(void)
{
	world_open(&world);
	uint32_t first = world_issue(&world, "RE2");
	uint32_t second = world_issue(&world, "RE1");
	world_issue(&world, "PS1");
	CHECK(next("02") == REFUSAL_NONE && world_window_of(&world, "02")->ticket == first);
	CHECK(next("01") == REFUSAL_NONE && world_window_of(&world, "01")->ticket == second);
	world_close(&world);
}

static void a_window_never_calls_for_a_service_it_does_not_take(void)
{
	world_open(&world);
	world_issue(&world, "RE2");
	world_issue(&world, "PS1");
	CHECK(next("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "window_opened");
	world_close(&world);
}

static void a_recall_keeps_its_gap_and_its_limit(void)
{
	world_open(&world);
	world_issue(&world, "RE2");
	CHECK(world_window(&world, COMMAND_RECALL, "02") == REFUSAL_WINDOW_CLOSED);
	next("02");
	world_pass(&world, 9);
	CHECK(world_window(&world, COMMAND_RECALL, "02") == REFUSAL_TOO_EARLY);
	world_pass(&world, 1);
	CHECK(world_window(&world, COMMAND_RECALL, "02") == REFUSAL_NONE);
	CHECK(world.list->records[0].reason_code == RECALL_BY_STAFF);
	world_pass(&world, 10);
	CHECK(world_window(&world, COMMAND_RECALL, "02") == REFUSAL_NONE);
	world_pass(&world, 10);
	CHECK(world_window(&world, COMMAND_RECALL, "02") == REFUSAL_MAX_CALLS);
	CHECK(world_ticket_of(&world, 1)->calls == 3);
	world_close(&world);
}

static void a_recall_after_an_inferred_start_takes_it_back(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	next("01");
	world_live(&world, 25);
	CHECK(world_ticket_of(&world, 1)->state == TICKET_SERVING);
	CHECK(world_window(&world, COMMAND_RECALL, "01") == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, 1)->state == TICKET_CALLED);
	CHECK(world_ticket_of(&world, 1)->started_us == 0);
	CHECK(world_window_of(&world, "01")->state == WINDOW_CALLED);
	world_live(&world, 20);
	CHECK(world_ticket_of(&world, 1)->state == TICKET_SERVING);
	world_close(&world);
}

static void a_start_by_key_is_final_and_corrects_a_guess(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	next("01");
	world_live(&world, 30);
	CHECK(world_ticket_of(&world, 1)->start_inferred);
	CHECK(world_window(&world, COMMAND_START, "01") == REFUSAL_NONE);
	CHECK(!world_ticket_of(&world, 1)->start_inferred);
	CHECK(world_ticket_of(&world, 1)->started_us == world.now_us);
	CHECK(world_window(&world, COMMAND_START, "01") == REFUSAL_WRONG_STATE);
	CHECK(world_window(&world, COMMAND_RECALL, "01") == REFUSAL_WRONG_STATE);
	world_pass(&world, 600);
	CHECK(world_window(&world, COMMAND_NO_SHOW, "01") == REFUSAL_WRONG_STATE);
	world_close(&world);
}

static void finish_needs_a_start(void)
{
	world_open(&world);
	open_at("01");
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_WRONG_STATE);
	world_issue(&world, "RE1");
	next("01");
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_WRONG_STATE);
	world_window(&world, COMMAND_START, "01");
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished");
	CHECK(world_window_of(&world, "01")->state == WINDOW_IDLE);
	world_close(&world);
}

static void a_no_show_waits_for_the_patience_even_when_the_start_was_guessed(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	open_at("01");
	CHECK(world_window(&world, COMMAND_NO_SHOW, "01") == REFUSAL_WRONG_STATE);
	next("01");
	CHECK(world_window(&world, COMMAND_NO_SHOW, "01") == REFUSAL_TOO_EARLY);
	world_live(&world, 89);
	CHECK(world_ticket_of(&world, 1)->state == TICKET_SERVING);
	CHECK(world_window(&world, COMMAND_NO_SHOW, "01") == REFUSAL_TOO_EARLY);
	world_live(&world, 1);
	CHECK(world_window(&world, COMMAND_NO_SHOW, "01") == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, 1)->no_shows == 1);
	CHECK(world_window_of(&world, "01")->state == WINDOW_IDLE);
	CHECK(world.state->queues[0].served == 0);
	world_close(&world);
}

static void opening_twice_is_fine_for_the_same_agent_only(void)
{
	world_open(&world);
	open_at("01");
	CHECK(world.list->count == 1);
	open_at("01");
	CHECK(world.list->count == 0);
	struct command command = world_command(&world, COMMAND_WINDOW_OPEN);
	strcpy(command.window, "01");
	strcpy(command.agent, "1007");
	CHECK(world_do(&world, &command) == REFUSAL_WRONG_STATE);
	strcpy(command.window, "02");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK_TEXT(world_window_of(&world, "02")->agent, "1007");
	strcpy(command.window, "99");
	CHECK(world_do(&world, &command) == REFUSAL_UNKNOWN_WINDOW);
	world_close(&world);
}

static void a_window_with_somebody_in_hand_does_not_close(void)
{
	world_open(&world);
	CHECK(world_window(&world, COMMAND_WINDOW_CLOSE, "01") == REFUSAL_NONE);
	CHECK(world.list->count == 0);
	world_issue(&world, "RE1");
	next("01");
	CHECK(world_window(&world, COMMAND_WINDOW_CLOSE, "01") == REFUSAL_WINDOW_BUSY);
	world_live(&world, 20);
	CHECK(world_window(&world, COMMAND_WINDOW_CLOSE, "01") == REFUSAL_WINDOW_BUSY);
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_WINDOW_CLOSE, "01") == REFUSAL_NONE);
	CHECK(world_window_of(&world, "01")->state == WINDOW_CLOSED);
	CHECK_TEXT(world_window_of(&world, "01")->agent, "");
	CHECK(world_window(&world, COMMAND_WINDOW_PAUSE, "01") == REFUSAL_WINDOW_CLOSED);
	world_close(&world);
}

static void a_pause_asked_for_with_somebody_in_hand_begins_afterwards(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_issue(&world, "RE1");
	next("01");
	struct command command = world_command(&world, COMMAND_WINDOW_PAUSE);
	strcpy(command.window, "01");
	strcpy(command.reason, "lunch");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(world_window_of(&world, "01")->state == WINDOW_CALLED);
	CHECK(world_do(&world, &command) == REFUSAL_NONE && world.list->count == 0);
	world_live(&world, 20);
	CHECK(next("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished");
	CHECK(world_window_of(&world, "01")->state == WINDOW_PAUSED);
	CHECK_TEXT(world_window_of(&world, "01")->reason, "lunch");
	CHECK(next("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "window_resumed ticket_called");
	CHECK_TEXT(world_window_of(&world, "01")->reason, "");
	world_close(&world);
}

static void a_resumed_window_waits_for_its_next_key(void)
{
	world_open(&world);
	open_at("01");
	CHECK(world_window(&world, COMMAND_WINDOW_RESUME, "01") == REFUSAL_NONE);
	CHECK(world.list->count == 0);
	world_window(&world, COMMAND_WINDOW_PAUSE, "01");
	CHECK(world_window_of(&world, "01")->state == WINDOW_PAUSED);
	CHECK(world_window(&world, COMMAND_RECALL, "01") == REFUSAL_WRONG_STATE);
	CHECK(world_window(&world, COMMAND_WINDOW_RESUME, "01") == REFUSAL_NONE);
	CHECK(world_window_of(&world, "01")->state == WINDOW_IDLE);
	world_close(&world);
}

static void eight_clerks_on_one_queue_call_each_number_once(void)
{
	static bool called[TICKETS_MAX + 1];
	world_open(&world);
	for (int i = 0; i < 5; i++) {
		struct hall_window *window = &world.hall.windows[world.hall.window_count];
		*window = world.hall.windows[0];
		snprintf(window->no, sizeof window->no, "1%u", world.hall.window_count++);
	}
	memset(world.hall.digest, 8, sizeof world.hall.digest);
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
	uint32_t last = 0, count = 0;
	for (int i = 0; i < 400; i++)
		world_issue(&world, "RE1");
	for (int i = 0; i < 800; i++) {
		world_pass(&world, 31);
		const char *no = world.hall.windows[i % 8 == 2 ? 1 : i % 8].no;
		CHECK(next(no) == REFUSAL_NONE);
		for (uint32_t j = 0; j < world.list->count; j++) {
			const struct record *record = &world.list->records[j];
			if (record->kind != RECORD_TICKET_CALLED)
				continue;
			CHECK(!called[record->ticket] && record->ticket == last + 1);
			called[last = record->ticket] = true;
			count++;
		}
		world_live(&world, 0);
	}
	CHECK(count == 400 && world.state->waiting == 0);
	world_close(&world);
}

int main(void)
{
	next_on_a_closed_window_opens_it_for_its_agent();
	next_while_paused_resumes();
	next_while_serving_finishes_first();
	next_before_the_patience_repeats_the_call();
	early_presses_do_not_use_up_the_calls();
	next_when_nobody_waits_is_no_error();
	a_window_with_two_services_calls_the_oldest_of_both();
	a_window_never_calls_for_a_service_it_does_not_take();
	a_recall_keeps_its_gap_and_its_limit();
	a_recall_after_an_inferred_start_takes_it_back();
	a_start_by_key_is_final_and_corrects_a_guess();
	finish_needs_a_start();
	a_no_show_waits_for_the_patience_even_when_the_start_was_guessed();
	opening_twice_is_fine_for_the_same_agent_only();
	a_window_with_somebody_in_hand_does_not_close();
	a_pause_asked_for_with_somebody_in_hand_begins_afterwards();
	a_resumed_window_waits_for_its_next_key();
	eight_clerks_on_one_queue_call_each_number_once();
	return check_result();
}
