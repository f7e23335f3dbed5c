/* How long it will take: firmware/core/queue/estimate.c. */
#include "check.h"
#include "core_world.h"
#include "estimate.h"

static struct world world;

static int service(const char *code)
{
	return state_find_service(world.state, code);
}

static void open_at(const char *window)
{
	CHECK(world_window(&world, COMMAND_WINDOW_OPEN, window) == REFUSAL_NONE);
}

static void nobody_ahead_is_no_wait(void)
{
	world_open(&world);
	struct wait_range range = estimate_range(world.state, service("RE1"), 0);
	CHECK(range.low_min == 0 && range.high_min == 0);
	CHECK(estimate_ahead(world.state, 0) == 0 && estimate_ahead(world.state, 5) == 0);
	world_close(&world);
}

static void the_range_is_half_to_one_and_a_half_rounded_outwards(void)
{
	world_open(&world);
	/* 10 minutes each, one window assumed: 30 minutes for three. */
	struct wait_range range = estimate_range(world.state, service("RE1"), 3);
	CHECK(range.low_min == 15 && range.high_min == 45);
	range = estimate_range(world.state, service("RE1"), 1);
	CHECK(range.low_min == 5 && range.high_min == 15);
	open_at("01");
	open_at("02");
	CHECK(estimate_open_windows(world.state, service("RE1")) == 2);
	range = estimate_range(world.state, service("RE1"), 3);
	CHECK(range.low_min == 7 && range.high_min == 23); /* 15 minutes: 7.5 to 22.5 */
	range = estimate_range(world.state, service("RE1"), 1000000);
	CHECK(range.low_min == UINT16_MAX && range.high_min == UINT16_MAX);
	world_close(&world);
}

static void paused_windows_do_not_count(void)
{
	world_open(&world);
	open_at("01");
	open_at("02");
	world_window(&world, COMMAND_WINDOW_PAUSE, "02");
	CHECK(estimate_open_windows(world.state, service("RE1")) == 1);
	world_issue(&world, "RE1");
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_WINDOW_PAUSE, "01");
	CHECK(estimate_open_windows(world.state, service("RE1")) == 0);
	world_close(&world);
}

static void people_of_another_service_at_the_same_windows_are_ahead(void)
{
	world_open(&world);
	open_at("02");
	world_issue(&world, "RE1"); /* 1 */
	world_issue(&world, "RE2"); /* 2 */
	world_issue(&world, "RE1"); /* 3 */
	world_issue(&world, "PS1"); /* 4 */
	/* Window 02 alone serves both: everybody older is called before. */
	CHECK(estimate_ahead_new(world.state, service("RE1")) == 3);
	CHECK(estimate_ahead_new(world.state, service("RE2")) == 3);
	CHECK(estimate_ahead_new(world.state, service("PS1")) == 1);
	CHECK(estimate_ahead(world.state, 1) == 0);
	CHECK(estimate_ahead(world.state, 2) == 1);
	CHECK(estimate_ahead(world.state, 3) == 2);
	CHECK(estimate_ahead(world.state, 4) == 0);
	/* Window 01 takes RE1 only: it may call ticket 3 before ticket 2. */
	open_at("01");
	CHECK(estimate_ahead(world.state, 3) == 1);
	CHECK(estimate_ahead(world.state, 2) == 1);
	world_close(&world);
}

static void todays_mean_counts_once_eight_were_served(void)
{
	world_open(&world);
	struct queue *queue = &world.state->queues[service("RE1")];
	queue->served = 7;
	queue->serve_sum_us = INT64_C(7 * 120 * 1000000);
	CHECK(estimate_range(world.state, service("RE1"), 1).high_min == 15);
	queue->served = 8;
	queue->serve_sum_us = INT64_C(8 * 120 * 1000000);
	struct wait_range range = estimate_range(world.state, service("RE1"), 1);
	CHECK(range.low_min == 1 && range.high_min == 3);
	world_close(&world);
}

static struct wait_range rest_of(uint32_t ticket)
{
	return estimate_ticket(world.state, ticket);
}

static void call_at_06(void)
{
	CHECK(world_window(&world, COMMAND_NEXT, "06") == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_START, "06") == REFUSAL_NONE);
}

/* 40 people come at once, and every two minutes one is called at window 06. */
static uint32_t forty_come(int called)
{
	uint32_t first = 0;
	open_at("06");
	for (int i = 0; i < 40; i++) {
		uint32_t ticket = world_issue(&world, "PS1");
		first = first ? first : ticket;
	}
	for (int i = 0; i < called; i++) {
		world_pass(&world, 120);
		call_at_06();
	}
	return first;
}

static void the_queues_own_calls_tell_once_eight_waited(void)
{
	world_open(&world);
	uint32_t first = forty_come(7);
	const struct wait_model *model = &world.state->queues[service("PS1")].wait;
	int mean_min = world.state->hall.services[service("PS1")].mean_s / 60;
	CHECK(model->waits == 7 && !wait_model_knows(model));
	/* From 09:44 on: lunch lies between. */
	CHECK(rest_of(first + 39).high_min == 32 * mean_min * 3 / 2 + 60);
	world_pass(&world, 120);
	call_at_06();
	CHECK(model->waits == 8 && wait_model_knows(model));
	/* 31 people ahead, two minutes each. */
	struct wait_range last = rest_of(first + 39), next = rest_of(first + 8);
	CHECK(last.low_min >= 30 && last.low_min <= 64 && last.high_min >= 64);
	CHECK(next.low_min == 0 && next.high_min <= 8);
	CHECK(rest_of(first).high_min == 0 && rest_of(0).high_min == 0);
	for (uint32_t i = first + 8; i < first + 39; i++)
		CHECK(rest_of(i).low_min <= rest_of(i + 1).low_min &&
		      rest_of(i).high_min <= rest_of(i + 1).high_min);
	/* A newcomer is told what the last in line is told, and one person more. */
	struct wait_range newcomer = estimate_range(world.state, service("PS1"), 32);
	CHECK(newcomer.high_min >= last.high_min && newcomer.high_min <= last.high_min + 6);
	world_close(&world);
}

static void those_who_come_later_change_nothing(void)
{
	world_open(&world);
	uint32_t first = forty_come(20);
	struct wait_range before = rest_of(first + 30);
	for (int i = 0; i < 20; i++)
		world_issue(&world, "PS1");
	struct wait_range after = rest_of(first + 30);
	CHECK(before.low_min == after.low_min && before.high_min == after.high_min);
	world_close(&world);
}

static void a_ticket_knows_how_many_were_ahead_when_it_came(void)
{
	world_open(&world);
	uint32_t first = forty_come(3);
	CHECK(world_ticket_of(&world, first)->ahead == 0);
	CHECK(world_ticket_of(&world, first + 39)->ahead == 39);
	CHECK(world_ticket_of(&world, world_issue(&world, "PS1"))->ahead == 37);
	CHECK(world_ticket_of(&world, world_issue(&world, "RE1"))->ahead == 0);
	world_close(&world);
}

static void whoever_was_late_teaches_no_wait(void)
{
	world_open(&world);
	uint32_t first = forty_come(10);
	const struct wait_model *model = &world.state->queues[service("PS1")].wait;
	world.state->tickets[first + 10].no_shows = world.durable->tickets[first + 10].no_shows = 1;
	world.state->tickets[first + 11].postponed = world.durable->tickets[first + 11].postponed =
		true;
	for (int i = 0; i < 2; i++)
		call_at_06();
	CHECK(model->calls == 12 && model->waits == 10);
	call_at_06();
	CHECK(model->calls == 13 && model->waits == 11);
	world_close(&world);
}

static void lunch_is_waited_through(void)
{
	world_open(&world);
	world_at(&world, 2026, 11, 23, 11, 50);
	open_at("01");
	int64_t now_us = world.now_us, minute_us = 60000000;
	/* 10 minutes each: 5 to 15 minutes for one, 15 to 45 for three. */
	struct wait_range one = estimate_range_at(world.state, service("RE1"), 1, now_us);
	CHECK(one.low_min == 5 && one.high_min == 15 + 60);
	struct wait_range three = estimate_range_at(world.state, service("RE1"), 3, now_us);
	CHECK(three.low_min == 15 + 60 && three.high_min == 45 + 60);
	/* At lunch what is left of it counts. */
	now_us += 40 * minute_us;
	one = estimate_range_at(world.state, service("RE1"), 1, now_us);
	CHECK(one.low_min == 5 + 30 && one.high_min == 15 + 30);
	/* After the last session nobody can say when: only the work counts. */
	now_us += 255 * minute_us;
	one = estimate_range_at(world.state, service("RE1"), 1, now_us);
	CHECK(one.low_min == 5 && one.high_min == 15);
	world_close(&world);
}

static void lunch_teaches_nothing(void)
{
	const int64_t minute_ms = 60000;
	world_open(&world);
	world_at(&world, 2026, 11, 23, 11, 0);
	uint32_t first = forty_come(29); /* the last one at 11:58 */
	const struct wait_model *model = &world.state->queues[service("PS1")].wait;
	struct wait_model before = *model;
	struct wait_range rest = rest_of(first + 39);
	world_at(&world, 2026, 11, 23, 13, 0);
	call_at_06();
	/* Waited an hour and the 60 minutes of lunch; 2 minutes from call to call. */
	CHECK(model->closed_to_us - model->closed_from_us == 60 * 60 * INT64_C(1000000));
	CHECK(model->wait.sum - before.wait.sum + before.wait.sum / 32 == 60 * minute_ms);
	CHECK(model->gap.sum - before.gap.sum + before.gap.sum / 16 == 2 * minute_ms);
	call_at_06();
	CHECK(rest_of(first + 39).high_min <= rest.high_min);
	world_close(&world);
}

/* A hall with a class of one priority call to two ordinary ones. */
static void open_with_class(void)
{
	world_open(&world);
	struct hall_class *class = &world.hall.classes[world.hall.class_count++];
	strcpy(class->id, "elder");
	strcpy(class->name, "elder");
	class->ratio_priority = 1;
	class->ratio_ordinary = 2;
	world.hall.digest[0]++;
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
	open_at("06");
}

static void issue_class(const char *class)
{
	struct command command = world_command(&world, COMMAND_ISSUE);
	strcpy(command.service, "PS1");
	strcpy(command.class_id, class);
	command.by_staff = true;
	world_pass(&world, 1);
	command.time_us = world.now_us;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

static void as_many_are_called_before_as_were_said_to_be_ahead(void)
{
	enum { TICKETS = 30 };
	for (unsigned seed = 1; seed <= 20; seed++) {
		uint32_t said[TICKETS + 1], random = seed;
		open_with_class();
		for (int i = 0; i < TICKETS; i++) {
			random = random * 1664525 + 1013904223;
			issue_class(random >> 30 == 0 ? "elder" : "");
		}
		for (uint32_t i = seed % 7; i > 0; i--)
			call_at_06();
		for (uint32_t i = 1; i <= TICKETS; i++)
			said[i] = world_ticket_of(&world, i)->state == TICKET_WAITING
					  ? estimate_ahead(world.state, i)
					  : UINT32_MAX;
		for (uint32_t calls = 0; calls < TICKETS - seed % 7; calls++) {
			call_at_06();
			CHECK(said[world_window_of(&world, "06")->ticket] == calls);
		}
		world_close(&world);
	}
}

static void a_priority_waits_for_those_before_it_alone(void)
{
	open_with_class();
	for (int i = 0; i < 60; i++)
		issue_class("");
	for (int i = 0; i < 25; i++) {
		world_pass(&world, 120);
		call_at_06();
	}
	issue_class("elder");
	issue_class("");
	uint32_t last = world.state->ticket_count;
	/* Two minutes each: nobody is before the first, 36 before the second. */
	CHECK(estimate_ahead(world.state, last - 1) == 0 &&
	      estimate_ahead(world.state, last) == 36);
	CHECK(rest_of(last - 1).low_min == 0 && rest_of(last - 1).high_min <= 5);
	CHECK(rest_of(last).low_min >= 36 && rest_of(last).high_min >= 74);
	world_close(&world);
}

static void services_at_one_window_wait_for_each_other(void)
{
	world_open(&world);
	open_at("02");
	uint32_t first = 0;
	for (int i = 0; i < 60; i++)
		first = world_issue(&world, i % 2 ? "RE1" : "RE2");
	for (int i = 0; i < 30; i++) {
		world_pass(&world, 120);
		world_window(&world, COMMAND_NEXT, "02");
		world_window(&world, COMMAND_START, "02");
	}
	/* 29 before the last one, half of them of its own service: an hour. */
	CHECK(estimate_ahead(world.state, first) == 29);
	struct wait_range last = rest_of(first), newcomer;
	newcomer = estimate_range(world.state, service("RE1"), 30);
	CHECK(last.low_min >= 25 && last.low_min <= 58 && last.high_min >= 58 &&
	      last.high_min <= 90);
	CHECK(newcomer.low_min >= last.low_min && newcomer.high_min >= last.high_min &&
	      newcomer.high_min <= last.high_min + 10);
	world_close(&world);
}

static void who_comes_back_later_is_not_promised_an_earlier_call(void)
{
	world_open(&world);
	uint32_t first = forty_come(20);
	struct state *state = world.state;
	struct wait_range range = rest_of(first + 20);
	state->tickets[first + 20].not_before_us = state->time_us + 30 * INT64_C(60000000);
	CHECK(range.low_min == 0 && rest_of(first + 20).low_min == 30);
	CHECK(rest_of(first + 20).high_min == 30);
	state->tickets[first + 20].not_before_us = 0;
	world_close(&world);
}

static void a_leg_after_a_transfer_waits_from_its_own_begin(void)
{
	world_open(&world);
	open_at("01");
	uint32_t first = forty_come(5);
	const struct wait_model *there = &world.state->queues[service("RE1")].wait;
	world_pass(&world, 600);
	struct command transfer = world_command(&world, COMMAND_TRANSFER);
	strcpy(transfer.window, "06");
	strcpy(transfer.service, "RE1");
	CHECK(world_do(&world, &transfer) == REFUSAL_NONE);
	const struct ticket *ticket = world_ticket_of(&world, first + 4);
	CHECK(ticket->state == TICKET_WAITING && ticket->leg == 2 && ticket->ahead == 0);
	world_pass(&world, 90);
	CHECK(world_window(&world, COMMAND_NEXT, "01") == REFUSAL_NONE);
	CHECK(ticket->state == TICKET_CALLED && there->waits == 1);
	CHECK(there->wait.sum == 90 * 1000);
	world_close(&world);
}

static void a_new_hall_file_keeps_what_was_learnt_and_a_new_day_forgets_it(void)
{
	world_open(&world);
	uint32_t first = forty_come(20);
	struct wait_range before = rest_of(first + 39);
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	struct hall hall = world.hall;
	hall.digest[0]++;
	load.hall = &hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, first + 39)->ahead == 39);
	CHECK(rest_of(first + 39).high_min == before.high_min);
	world_at(&world, 2026, 11, 24, 9, 30);
	struct command tick = world_command(&world, COMMAND_TICK);
	CHECK(world_do(&world, &tick) == REFUSAL_NONE);
	CHECK(world.state->queues[service("PS1")].wait.calls == 0);
	world_close(&world);
}

int main(void)
{
	nobody_ahead_is_no_wait();
	the_range_is_half_to_one_and_a_half_rounded_outwards();
	paused_windows_do_not_count();
	people_of_another_service_at_the_same_windows_are_ahead();
	todays_mean_counts_once_eight_were_served();
	the_queues_own_calls_tell_once_eight_waited();
	those_who_come_later_change_nothing();
	a_ticket_knows_how_many_were_ahead_when_it_came();
	whoever_was_late_teaches_no_wait();
	as_many_are_called_before_as_were_said_to_be_ahead();
	a_priority_waits_for_those_before_it_alone();
	services_at_one_window_wait_for_each_other();
	who_comes_back_later_is_not_promised_an_earlier_call();
	a_leg_after_a_transfer_waits_from_its_own_begin();
	lunch_is_waited_through();
	lunch_teaches_nothing();
	a_new_hall_file_keeps_what_was_learnt_and_a_new_day_forgets_it();
	return check_result();
}
