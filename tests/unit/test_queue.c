/* Who is called at which window: own services by score, helping out, bound tickets, accessible
 * windows, papers and back offices. */
#include "check.h"
#include "core_world.h"
#include "queue.h"

static struct world world;

/* The hall of the tests as this test has changed world.hall. */
static void load(void)
{
	struct command command = world_command(&world, COMMAND_LOAD_HALL);
	world.hall.digest[0]++;
	command.hall = &world.hall;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

static struct hall_class *add_class(const char *id)
{
	struct hall_class *class = &world.hall.classes[world.hall.class_count++];
	strcpy(class->id, id);
	strcpy(class->name, id);
	return class;
}

static uint32_t issue_class(const char *service, const char *class)
{
	struct command command = world_command(&world, COMMAND_ISSUE);
	strcpy(command.service, service);
	strcpy(command.class_id, class);
	command.by_staff = true;
	world_pass(&world, 1);
	return world_do(&world, &command) == REFUSAL_NONE ? world.state->ticket_count : 0;
}

static uint32_t issue(const char *service)
{
	world_pass(&world, 1);
	return world_issue(&world, service);
}

static uint32_t next_at(const char *window)
{
	return queue_next(world.state, state_find_window(world.state, window), world.now_us);
}

/* What no command can do yet, or only in ways that hide what is meant. */
static void rebind(uint32_t ticket, int window, bool front)
{
	struct state *const states[] = { world.state, world.durable };
	for (unsigned i = 0; i < 2; i++) {
		queue_remove(states[i], ticket);
		states[i]->tickets[ticket].to_window = (int16_t)window;
		states[i]->tickets[ticket].front = front;
		queue_insert(states[i], ticket);
	}
}

static void windows_take_the_longest_wait_of_their_services(void)
{
	world_open(&world);
	uint32_t second = issue("RE2"), first = issue("RE1"), other = issue("PS1");
	CHECK(next_at("02") == second);
	CHECK(next_at("01") == first);
	CHECK(next_at("06") == other);
	world_close(&world);
}

static void a_service_with_a_shorter_target_is_called_sooner(void)
{
	world_open(&world);
	world.hall.services[0].target_s = 1200;
	world.hall.services[1].target_s = 300;
	load();
	uint32_t slow = issue("RE1");
	world_pass(&world, 60);
	uint32_t quick = issue("RE2");
	CHECK(next_at("02") == slow);
	world_pass(&world, 30); /* 91 s of 1200 against 30 s of 300 */
	CHECK(next_at("02") == quick);
	world_close(&world);
}

static void a_window_s_weight_counts_for_that_window_only(void)
{
	world_open(&world);
	struct hall_window *window = &world.hall.windows[0];
	strcpy(window->services[window->service_count++], "RE2");
	world.hall.windows[1].weights[0] = 50; /* RE1 at 02 */
	load();
	uint32_t first = issue("RE1");
	uint32_t second = issue("RE2");
	world_pass(&world, 60);
	CHECK(next_at("01") == first);
	CHECK(next_at("02") == second);
	world_close(&world);
}

static void help_is_given_when_nobody_waits_or_somebody_waits_too_long(void)
{
	world_open(&world);
	struct hall_window *window = &world.hall.windows[2];
	strcpy(window->overflow[window->overflow_count++], "RE1");
	world.hall.overflow_wait_min = 30;
	load();
	uint32_t foreign = issue("RE1");
	CHECK(next_at("06") == foreign);
	uint32_t own = issue("PS1");
	CHECK(next_at("06") == own);
	world_pass(&world, 29 * 60);
	CHECK(next_at("06") == own);
	world_pass(&world, 61);
	CHECK(next_at("06") == foreign);
	CHECK(next_at("01") == foreign);
	world_close(&world);
}

static void a_bound_ticket_is_called_by_its_window_alone_and_in_its_turn(void)
{
	world_open(&world);
	uint32_t first = issue("RE1"), bound = issue("RE1"), third = issue("RE1");
	rebind(bound, 1, false);
	CHECK(next_at("01") == first);
	CHECK(next_at("02") == first);
	CHECK(world_window(&world, COMMAND_NEXT, "01") == REFUSAL_NONE);
	CHECK(next_at("02") == bound);
	rebind(third, 1, true);
	CHECK(next_at("02") == third);
	world_close(&world);
}

static void who_may_not_be_called_yet_is_passed_over(void)
{
	world_open(&world);
	uint32_t first = issue("RE1"), second = issue("RE1");
	queue_remove(world.state, first);
	world.state->tickets[first].not_before_us = world.now_us + 1000000;
	queue_insert(world.state, first);
	CHECK(next_at("01") == second);
	world_pass(&world, 1);
	CHECK(next_at("01") == first);
	world_close(&world);
}

static void accessible_tickets_wait_for_an_accessible_window_while_one_is_open(void)
{
	world_open(&world);
	add_class("wheelchair")->accessible = true;
	world.hall.windows[1].accessible = true;
	load();
	uint32_t wheelchair = issue_class("RE1", "wheelchair");
	CHECK(next_at("01") == wheelchair);
	CHECK(world_window(&world, COMMAND_WINDOW_OPEN, "02") == REFUSAL_NONE);
	CHECK(next_at("01") == 0);
	CHECK(next_at("02") == wheelchair);
	CHECK(world_window(&world, COMMAND_WINDOW_PAUSE, "02") == REFUSAL_NONE);
	CHECK(next_at("01") == wheelchair);
	world_close(&world);
}

static void back_offices_and_review_windows_take_papers_and_nobody_else(void)
{
	world_open(&world);
	world.hall.windows[0].role = ROLE_REVIEW;
	world.hall.windows[2].back_office = true;
	load();
	uint32_t visitor = issue("RE1"), paper = issue("RE1"), other = issue("PS1");
	CHECK(next_at("01") == 0);
	world.state->tickets[paper].parent = visitor;
	CHECK(next_at("01") == paper);
	CHECK(next_at("06") == 0);
	rebind(other, 2, false);
	CHECK(next_at("06") == other);
	world_close(&world);
}

static void services_that_share_a_queue_are_called_in_one_order(void)
{
	world_open(&world);
	strcpy(world.hall.services[1].shares_queue, "RE1");
	strcpy(world.hall.services[1].prefix, "A");
	load();
	uint32_t first = issue("RE2"), second = issue("RE1");
	CHECK(strcmp(world_ticket_of(&world, first)->number, "A001") == 0);
	CHECK(strcmp(world_ticket_of(&world, second)->number, "A002") == 0);
	CHECK(next_at("01") == first);
	CHECK(next_at("02") == first);
	world_close(&world);
}

int main(void)
{
	windows_take_the_longest_wait_of_their_services();
	a_service_with_a_shorter_target_is_called_sooner();
	a_window_s_weight_counts_for_that_window_only();
	help_is_given_when_nobody_waits_or_somebody_waits_too_long();
	a_bound_ticket_is_called_by_its_window_alone_and_in_its_turn();
	who_may_not_be_called_yet_is_passed_over();
	accessible_tickets_wait_for_an_accessible_window_while_one_is_open();
	back_offices_and_review_windows_take_papers_and_nobody_else();
	services_that_share_a_queue_are_called_in_one_order();
	return check_result();
}
