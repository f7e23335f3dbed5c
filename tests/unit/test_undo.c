/* The step back: firmware/core/visit/undo.c, apply_undo.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static enum refusal next(const char *window)
{
	return world_window(&world, COMMAND_NEXT, window);
}

static void start(const char *window)
{
	CHECK(world_window(&world, COMMAND_START, window) == REFUSAL_NONE);
}

static enum refusal undo(const char *window)
{
	return world_window(&world, COMMAND_UNDO, window);
}

/* What an undone step must leave as it was, but for who touched it last. */
struct before {
	struct ticket tickets[8];
	struct window windows[3];
	struct queue queues[3];
	struct line lines[LINES_MAX];
	uint32_t waiting, active, held, awaiting, delayed, kept, leg_count, ratings_open;
};

static struct before saved;

static void save(struct before *before)
{
	const struct state *state = world.state;
	memset(before, 0, sizeof *before);
	for (uint32_t i = 1; i <= state->ticket_count && i < 8; i++) {
		before->tickets[i] = state->tickets[i];
		before->tickets[i].touched = 0;
	}
	memcpy(before->windows, state->windows, sizeof before->windows);
	memcpy(before->queues, state->queues, sizeof before->queues);
	memcpy(before->lines, state->lines, sizeof before->lines);
	before->waiting = state->waiting;
	before->active = state->active;
	before->held = state->held;
	before->awaiting = state->awaiting;
	before->delayed = state->delayed;
	before->kept = state->kept;
	before->leg_count = state->leg_count;
	before->ratings_open = state->ratings_open;
}

static bool as_before(void)
{
	static struct before now;
	save(&now);
	return memcmp(&now, &saved, sizeof now) == 0;
}

static void next_is_one_step_and_is_taken_back_whole(void)
{
	world_open(&world);
	for (unsigned i = 0; i < 3; i++)
		world_issue(&world, "RE1");
	next("01");
	start("01");
	world_pass(&world, 300);
	save(&saved);
	CHECK(next("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished ticket_called");
	CHECK(world.state->queues[0].served == 1);
	world_pass(&world, 15);
	CHECK(undo("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "step_undone");
	CHECK(as_before());
	CHECK(world_ticket_of(&world, 1)->state == TICKET_SERVING);
	CHECK(state_rateable_leg(world.state, 1) == 0);
	CHECK(world.state->legs[1].ticket == 0);
	CHECK(undo("01") == REFUSAL_NOTHING_TO_UNDO);
	/* And again, for good. */
	CHECK(next("01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished ticket_called");
	CHECK(world.state->leg_count == 1);
	world_close(&world);
}

static void only_the_agent_and_only_within_a_minute(void)
{
	world_open(&world);
	world_issue(&world, "RE2");
	CHECK(undo("02") == REFUSAL_NOTHING_TO_UNDO);
	next("02");
	struct command command = world_command(&world, COMMAND_UNDO);
	strcpy(command.window, "02");
	strcpy(command.agent, "somebody");
	CHECK(world_do(&world, &command) == REFUSAL_NOT_YOURS);
	world_pass(&world, 60.000001);
	CHECK(undo("02") == REFUSAL_TOO_LATE);
	world_close(&world);
}

static void what_time_adds_goes_with_the_step(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_window(&world, COMMAND_WINDOW_OPEN, "01");
	world_pass(&world, 1);
	save(&saved);
	next("01");
	world_pass(&world, 10);
	CHECK(world_window(&world, COMMAND_RECALL, "01") == REFUSAL_NONE);
	world_live(&world, 25);
	CHECK(world_ticket_of(&world, 1)->state == TICKET_SERVING);
	CHECK(undo("01") == REFUSAL_NONE);
	CHECK(as_before());
	world_close(&world);
}

static void the_first_call_of_the_day_closes_the_window_again(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	save(&saved);
	next("01");
	CHECK(undo("01") == REFUSAL_NONE);
	/* since_us is the moment of the change in both. */
	CHECK(as_before());
	CHECK(world_window_of(&world, "01")->state == WINDOW_CLOSED);
	world_close(&world);
}

static void what_others_touched_since_stays(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	next("01");
	start("01");
	struct command transfer = world_command(&world, COMMAND_TRANSFER);
	strcpy(transfer.window, "01");
	strcpy(transfer.service, "PS1");
	world_pass(&world, 1);
	save(&saved);
	CHECK(world_do(&world, &transfer) == REFUSAL_NONE);
	CHECK(undo("01") == REFUSAL_NONE && as_before());
	CHECK(world.state->extra_legs == 0);
	world_pass(&world, 1);
	CHECK(world_do(&world, &transfer) == REFUSAL_CLOCK);
	transfer.time_us = world.now_us;
	CHECK(world_do(&world, &transfer) == REFUSAL_NONE);
	CHECK(next("06") == REFUSAL_NONE);
	CHECK(undo("01") == REFUSAL_NOTHING_TO_UNDO);
	CHECK(undo("06") == REFUSAL_NONE);
	world_close(&world);
}

static void a_rated_service_stays_finished(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	next("01");
	start("01");
	world_window(&world, COMMAND_FINISH, "01");
	CHECK(world_press(&world, "01", KEY_RATE_5) == REFUSAL_NONE);
	CHECK(undo("01") == REFUSAL_NOTHING_TO_UNDO);
	world_close(&world);
}

static void a_leg_in_the_middle_leaves_an_empty_place(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_issue(&world, "RE1");
	next("01");
	next("02");
	start("01");
	start("02");
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_FINISH, "02") == REFUSAL_NONE);
	CHECK(undo("01") == REFUSAL_NONE);
	CHECK(world.state->leg_count == 2 && world.state->legs[1].ticket == 0);
	CHECK(world.state->ratings_open == 1 && world.state->queues[0].served == 1);
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	CHECK(state_rateable_leg(world.state, 1) == 3);
	world_close(&world);
}

static void a_no_show_is_taken_back_to_the_call(void)
{
	world_open(&world);
	for (unsigned i = 0; i < 3; i++)
		world_issue(&world, "RE2");
	next("02");
	world_pass(&world, 95);
	save(&saved);
	CHECK(next("02") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "ticket_no_show ticket_requeued ticket_called");
	world_pass(&world, 5);
	CHECK(undo("02") == REFUSAL_NONE && as_before());
	CHECK(world_ticket_of(&world, 1)->state == TICKET_CALLED);
	world_close(&world);
}

static void holds_and_papers_and_walk_ins_are_taken_back(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	next("01");
	start("01");
	world_pass(&world, 1);
	save(&saved);
	struct command command = world_command(&world, COMMAND_HOLD);
	strcpy(command.window, "01");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(undo("01") == REFUSAL_NONE && as_before());
	world_pass(&world, 1);
	command = world_command(&world, COMMAND_FORWARD);
	strcpy(command.window, "01");
	strcpy(command.targets[0].window, "02");
	strcpy(command.targets[1].window, "06");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(undo("01") == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, 1)->state == TICKET_SERVING);
	CHECK(world_ticket_of(&world, 2)->state == TICKET_VOID);
	CHECK(world_ticket_of(&world, 3)->state == TICKET_VOID);
	CHECK(world.state->waiting == 0 && world.state->awaiting == 0);
	world_window(&world, COMMAND_FINISH, "01");
	world_pass(&world, 1);
	command = world_command(&world, COMMAND_SERVE);
	strcpy(command.window, "01");
	strcpy(command.service, "RE1");
	command.by_staff = true;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(undo("01") == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, 4)->state == TICKET_VOID);
	CHECK(world_window_of(&world, "01")->state == WINDOW_IDLE && world.state->active == 0);
	world_close(&world);
}

static void the_last_paper_and_its_visitor_are_taken_back_together(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	next("01");
	start("01");
	struct command command = world_command(&world, COMMAND_FORWARD);
	strcpy(command.window, "01");
	strcpy(command.targets[0].window, "06");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	next("06");
	world_issue(&world, "PS1");
	world_pass(&world, 1);
	save(&saved);
	CHECK(next("06") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "service_finished leg_begun ticket_called");
	CHECK(undo("06") == REFUSAL_NONE && as_before());
	CHECK(world_ticket_of(&world, 1)->state == TICKET_AWAITING);
	CHECK(world_window(&world, COMMAND_FINISH, "06") == REFUSAL_NONE);
	CHECK(next("01") == REFUSAL_NONE && world_window_of(&world, "01")->ticket == 1);
	world_close(&world);
}

static void an_hour_of_steps_and_steps_back_replays_to_the_same(void)
{
	/* world_do compares working and durable after every command. */
	world_open(&world);
	for (unsigned i = 0; i < 40; i++)
		world_issue(&world, i % 2 ? "RE1" : "RE2");
	for (unsigned i = 0; i < 200; i++) {
		world_live(&world, 17);
		next(i % 3 ? "02" : "01");
		if (i % 4 == 0) {
			world_pass(&world, 3);
			CHECK(undo(i % 3 ? "02" : "01") != REFUSAL_NOT_YOURS);
		}
	}
	world_close(&world);
}

static void a_rating_that_nobody_gave_keeps_no_step(void)
{
	world_open(&world);
	world_issue(&world, "RE2");
	next("02");
	start("02");
	world_pass(&world, 1);
	save(&saved);
	CHECK(world_window(&world, COMMAND_FINISH, "02") == REFUSAL_NONE);
	world_live(&world, 30); /* the evaluator gave up after 15 s */
	CHECK(world.state->ratings_open == 0);
	CHECK(undo("02") == REFUSAL_NONE && as_before());
	CHECK(world_window(&world, COMMAND_FINISH, "02") == REFUSAL_NONE);
	CHECK(world.state->ratings_open == 1);
	world_close(&world);
}

static void an_extension_comes_back_with_its_window(void)
{
	world_open(&world);
	CHECK(world_window(&world, COMMAND_WINDOW_OPEN, "02") == REFUSAL_NONE);
	struct command extend = world_command(&world, COMMAND_WINDOW_EXTEND);
	strcpy(extend.window, "02");
	extend.minutes = 90;
	CHECK(world_do(&world, &extend) == REFUSAL_NONE);
	const int64_t until_us = world.state->queues[1].extended_us;
	CHECK(until_us > 0);
	CHECK(world_window(&world, COMMAND_WINDOW_CLOSE, "02") == REFUSAL_NONE);
	CHECK(world.state->queues[1].extended_us == 0);
	struct command command = world_command(&world, COMMAND_UNDO);
	strcpy(command.window, "02");
	strcpy(command.agent, "agent 02");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(world_window_of(&world, "02")->extended_us == until_us);
	CHECK(world.state->queues[1].extended_us == until_us);
	world_close(&world);
}

int main(void)
{
	next_is_one_step_and_is_taken_back_whole();
	only_the_agent_and_only_within_a_minute();
	what_time_adds_goes_with_the_step();
	the_first_call_of_the_day_closes_the_window_again();
	what_others_touched_since_stays();
	a_rated_service_stays_finished();
	a_leg_in_the_middle_leaves_an_empty_place();
	a_no_show_is_taken_back_to_the_call();
	holds_and_papers_and_walk_ins_are_taken_back();
	the_last_paper_and_its_visitor_are_taken_back_together();
	an_hour_of_steps_and_steps_back_replays_to_the_same();
	a_rating_that_nobody_gave_keeps_no_step();
	an_extension_comes_back_with_its_window();
	return check_result();
}
