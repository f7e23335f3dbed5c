/* A hall takes the place of another: firmware/core/hall/load.c and hall_apply.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

/* Like the world's hall, to be changed; each call has a digest of its own. */
static struct hall other_hall(void)
{
	static uint8_t digest = 20;
	struct hall hall = world.hall;
	memset(hall.digest, digest++, sizeof hall.digest);
	return hall;
}

static enum refusal load(const struct hall *hall)
{
	struct command command = world_command(&world, COMMAND_LOAD_HALL);
	command.hall = hall;
	return world_do(&world, &command);
}

static void remove_service(struct hall *hall, const char *code)
{
	int index = hall_find_service(hall, code);
	hall->services[index] = hall->services[--hall->service_count];
	for (unsigned i = 0; i < hall->window_count; i++) {
		struct hall_window *window = &hall->windows[i];
		for (unsigned j = 0; j < window->service_count; j++)
			if (strcmp(window->services[j], code) == 0)
				memmove(window->services[j],
					window->services[--window->service_count], ID_MAX);
	}
}

static void remove_window(struct hall *hall, const char *no)
{
	int index = hall_find_window(hall, no);
	hall->windows[index] = hall->windows[--hall->window_count];
}

static void nothing_is_decided_before_a_hall_is_loaded(void)
{
	world_open(&world);
	state_reset(world.state);
	state_reset(world.durable);
	CHECK(state_next_deadline(world.state) == INT64_MAX);
	CHECK(world_window(&world, COMMAND_NEXT, "01") == REFUSAL_NO_HALL);
	struct command tick = world_command(&world, COMMAND_TICK);
	CHECK(world_do(&world, &tick) == REFUSAL_NONE && world.list->count == 0);
	CHECK(load(NULL) == REFUSAL_BAD_REQUEST);
	CHECK(load(&world.hall) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "hall_loaded");
	CHECK(world_window(&world, COMMAND_NEXT, "01") == REFUSAL_NO_HALL); /* no day is open */
	CHECK(state_next_deadline(world.state) <= world.now_us);
	CHECK(world_do(&world, &tick) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "day_opened hall_loaded day_carried");
	CHECK(world_window(&world, COMMAND_NEXT, "01") == REFUSAL_NONE);
	world_close(&world);
}

static void the_same_file_again_writes_nothing(void)
{
	world_open(&world);
	CHECK(load(&world.hall) == REFUSAL_NONE && world.list->count == 0);
	world_close(&world);
}

static void a_window_with_somebody_in_hand_is_not_removed(void)
{
	world_open(&world);
	struct hall hall = other_hall();
	remove_window(&hall, "06");
	world_issue(&world, "PS1");
	world_window(&world, COMMAND_NEXT, "06");
	CHECK(load(&hall) == REFUSAL_HALL_IN_USE);
	world_live(&world, 20);
	CHECK(load(&hall) == REFUSAL_HALL_IN_USE);
	CHECK(world_window(&world, COMMAND_FINISH, "06") == REFUSAL_NONE);
	CHECK(load(&hall) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "rating_timed_out window_closed hall_loaded");
	CHECK(state_find_window(world.state, "06") < 0);
	CHECK(world_ticket_of(&world, 1)->window == -1);
	CHECK(world_window(&world, COMMAND_NEXT, "06") == REFUSAL_UNKNOWN_WINDOW);
	world_close(&world);
}

static void what_goes_on_goes_on_through_a_reload(void)
{
	world_open(&world);
	world_issue(&world, "RE2");
	world_issue(&world, "RE1");
	world_issue(&world, "PS1");
	world_window(&world, COMMAND_NEXT, "02");
	world_window(&world, COMMAND_NEXT, "06");
	world_window(&world, COMMAND_START, "06");
	struct hall hall = other_hall();
	/* Everything moves to another index. */
	struct service service = hall.services[0];
	hall.services[0] = hall.services[2];
	hall.services[2] = service;
	struct hall_window window = hall.windows[0];
	hall.windows[0] = hall.windows[2];
	hall.windows[2] = window;
	CHECK(load(&hall) == REFUSAL_NONE);
	CHECK(world_window_of(&world, "02")->ticket == 1);
	CHECK(world_window_of(&world, "06")->state == WINDOW_SERVING);
	CHECK(world_window(&world, COMMAND_FINISH, "06") == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_NEXT, "01") == REFUSAL_NONE);
	CHECK(world_window_of(&world, "01")->ticket == 2);
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A002");
	world_close(&world);
}

static void a_removed_service_drains(void)
{
	world_open(&world);
	uint32_t ticket = world_issue(&world, "RE2");
	struct hall hall = other_hall();
	remove_service(&hall, "RE2");
	CHECK(load(&hall) == REFUSAL_NONE);
	int service = state_find_service(world.state, "RE2");
	CHECK(service >= 0 && world.state->hall.services[service].draining);
	struct command command = world_command(&world, COMMAND_ISSUE);
	strcpy(command.service, "RE2");
	CHECK(world_do(&world, &command) == REFUSAL_CLOSED);
	/* Window 01 never had it, but stands in the same zone. */
	CHECK(world_window(&world, COMMAND_NEXT, "06") == REFUSAL_NONE);
	CHECK(world_window_of(&world, "06")->ticket == 0);
	CHECK(world_window(&world, COMMAND_NEXT, "01") == REFUSAL_NONE);
	CHECK(world_window_of(&world, "01")->ticket == ticket);
	/* It can still be looked at, and is gone the next day. */
	world_live(&world, 24 * 3600);
	CHECK(state_find_service(world.state, "RE2") < 0);
	CHECK(world.state->hall.service_count == 2);
	world_close(&world);
}

static void a_zone_that_is_gone_drains_at_every_window(void)
{
	world_open(&world);
	uint32_t ticket = world_issue(&world, "PS1");
	struct hall hall = other_hall();
	remove_service(&hall, "PS1");
	remove_window(&hall, "06");
	hall.zone_count = 1;
	CHECK(load(&hall) == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_NEXT, "02") == REFUSAL_NONE);
	CHECK(world_window_of(&world, "02")->ticket == ticket);
	world_close(&world);
}

static void a_service_without_numbers_today_is_gone_at_once(void)
{
	world_open(&world);
	struct hall hall = other_hall();
	remove_service(&hall, "RE2");
	CHECK(load(&hall) == REFUSAL_NONE);
	CHECK(state_find_service(world.state, "RE2") < 0);
	world_close(&world);
}

static void a_service_that_comes_back_takes_numbers_again(void)
{
	world_open(&world);
	world_issue(&world, "RE2");
	struct hall without = other_hall(), with = other_hall();
	remove_service(&without, "RE2");
	CHECK(load(&without) == REFUSAL_NONE);
	CHECK(load(&with) == REFUSAL_NONE);
	CHECK(world.state->hall.service_count == 3);
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE2"))->number, "B002");
	world_close(&world);
}

static void no_number_of_today_comes_again_when_prefixes_move(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_issue(&world, "RE1");
	world_issue(&world, "RE2");
	struct hall hall = other_hall();
	strcpy(hall.services[0].prefix, "B");
	strcpy(hall.services[1].prefix, "A");
	strcpy(hall.services[2].prefix, "Q");
	CHECK(load(&hall) == REFUSAL_NONE);
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "B002");
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE2"))->number, "A003");
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "PS1"))->number, "Q001");
	world_close(&world);
}

static void halls_that_would_break_the_state_are_refused(void)
{
	world_open(&world);
	struct hall hall = other_hall();
	strcpy(hall.services[1].prefix, "A");
	CHECK(load(&hall) == REFUSAL_BAD_REQUEST); /* one prefix for two services */
	strcpy(hall.services[1].prefix, "A1");
	CHECK(load(&hall) == REFUSAL_BAD_REQUEST); /* A1001 would be of both */
	strcpy(hall.services[1].prefix, "AB");
	CHECK(load(&hall) == REFUSAL_NONE);
	hall = other_hall();
	strcpy(hall.windows[1].no, "01");
	CHECK(load(&hall) == REFUSAL_BAD_REQUEST);
	hall = other_hall();
	strcpy(hall.services[1].code, "RE1");
	CHECK(load(&hall) == REFUSAL_BAD_REQUEST);
	hall = other_hall();
	memset(hall.digest, 0, sizeof hall.digest);
	CHECK(load(&hall) == REFUSAL_BAD_REQUEST);
	hall = other_hall();
	hall.window_count = WINDOWS_MAX + 1;
	CHECK(load(&hall) == REFUSAL_LIMIT);
	hall = other_hall();
	hall.windows[0].service_count = WINDOW_SERVICES_MAX + 1;
	CHECK(load(&hall) == REFUSAL_LIMIT);
	hall = other_hall();
	hall.calendar.hours[0].span_count = SPANS_MAX + 1;
	CHECK(load(&hall) == REFUSAL_LIMIT);
	world_close(&world);
}

static void draining_services_count_towards_the_limit(void)
{
	world_open(&world);
	world_issue(&world, "RE2");
	struct hall hall = other_hall();
	remove_service(&hall, "RE2");
	for (unsigned i = hall.service_count; i < SERVICES_MAX; i++) {
		hall.services[i] = hall.services[0];
		snprintf(hall.services[i].code, ID_MAX, "S%u", i);
		snprintf(hall.services[i].prefix, PREFIX_MAX, "%c%c", (int)('C' + i / 20),
			 (int)('C' + i % 20));
		hall.service_count++;
	}
	CHECK(load(&hall) == REFUSAL_LIMIT);
	hall.service_count--;
	CHECK(load(&hall) == REFUSAL_NONE);
	CHECK(world.state->hall.service_count == SERVICES_MAX);
	CHECK(world_window(&world, COMMAND_NEXT, "02") == REFUSAL_NONE);
	CHECK(world_window_of(&world, "02")->ticket == 1);
	world_close(&world);
}

static void a_shared_row_of_numbers_goes_on_after_a_reload(void)
{
	world_open(&world);
	strcpy(world.hall.services[1].shares_queue, "RE1");
	world.hall.digest[0]++;
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A001");
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE2"))->number, "B002");
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A003");
	world.hall.digest[0]++;
	load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A004");
	world_close(&world);
}

int main(void)
{
	nothing_is_decided_before_a_hall_is_loaded();
	the_same_file_again_writes_nothing();
	a_window_with_somebody_in_hand_is_not_removed();
	what_goes_on_goes_on_through_a_reload();
	a_removed_service_drains();
	a_zone_that_is_gone_drains_at_every_window();
	a_service_without_numbers_today_is_gone_at_once();
	a_service_that_comes_back_takes_numbers_again();
	no_number_of_today_comes_again_when_prefixes_move();
	halls_that_would_break_the_state_are_refused();
	draining_services_count_towards_the_limit();
	a_shared_row_of_numbers_goes_on_after_a_reload();
	return check_result();
}
