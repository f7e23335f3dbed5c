/* Rating a finished leg: firmware/core/rating.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

/* One ticket of RE1, finished at window 01 just now. */
static uint32_t finished(void)
{
	uint32_t ticket = world_issue(&world, "RE1");
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_START, "01");
	world_pass(&world, 60);
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	return ticket;
}

static enum refusal rate_at(const char *window, unsigned level)
{
	struct command command = world_command(&world, COMMAND_RATE);
	strcpy(command.window, window);
	command.level = (uint8_t)level;
	return world_do(&world, &command);
}

static enum refusal rate(uint32_t ticket, unsigned level, unsigned channel)
{
	struct command command = world_command(&world, COMMAND_RATE);
	command.ticket = ticket;
	command.level = (uint8_t)level;
	command.channel = (uint8_t)channel;
	return world_do(&world, &command);
}

static void the_evaluator_rates_who_was_finished_last(void)
{
	world_open(&world);
	CHECK(rate_at("01", 5) == REFUSAL_NOT_RATEABLE);
	uint32_t ticket = finished();
	CHECK(world.state->legs[world_window_of(&world, "01")->rating].ticket == ticket);
	CHECK(rate_at("01", 0) == REFUSAL_BAD_REQUEST);
	CHECK(rate_at("01", 6) == REFUSAL_BAD_REQUEST);
	CHECK(rate_at("99", 5) == REFUSAL_UNKNOWN_WINDOW);
	CHECK(rate_at("01", 4) == REFUSAL_NONE);
	CHECK(world.list->records[0].channel == CHANNEL_EVALUATOR);
	CHECK_TEXT(world.list->records[0].window, "01");
	CHECK(world_leg_of(&world, ticket)->level == 4);
	CHECK(world_window_of(&world, "01")->rating == 0);
	CHECK(rate_at("01", 4) == REFUSAL_NOT_RATEABLE);
	CHECK(rate(ticket, 5, CHANNEL_QR) == REFUSAL_ALREADY_RATED);
	world_close(&world);
}

static void the_evaluator_closes_after_its_time(void)
{
	world_open(&world);
	uint32_t ticket = finished();
	world_live(&world, 14.9);
	CHECK(world_leg_of(&world, ticket)->rating == RATING_OPEN);
	world_live(&world, 0.1);
	CHECK(world_leg_of(&world, ticket)->rating == RATING_TIMED_OUT);
	CHECK(rate_at("01", 5) == REFUSAL_NOT_RATEABLE);
	world_close(&world);
}

static void a_phone_rates_a_finished_leg_for_the_rest_of_the_day_once(void)
{
	world_open(&world);
	uint32_t ticket = finished();
	world_live(&world, 3600);
	CHECK(rate(ticket, 2, 0) == REFUSAL_BAD_REQUEST);
	CHECK(rate(ticket, 2, 8) == REFUSAL_BAD_REQUEST);
	CHECK(rate(ticket, 2, CHANNEL_QR) == REFUSAL_NONE);
	CHECK(world_leg_of(&world, ticket)->level == 2);
	CHECK(rate(ticket, 5, CHANNEL_MOBILE) == REFUSAL_ALREADY_RATED);
	CHECK(rate(99, 5, CHANNEL_MOBILE) == REFUSAL_UNKNOWN_TICKET);
	uint32_t waiting = world_issue(&world, "RE1");
	CHECK(rate(waiting, 5, CHANNEL_MOBILE) == REFUSAL_NOT_RATEABLE);
	world_close(&world);
}

static void a_phone_closes_the_evaluator_of_its_window(void)
{
	world_open(&world);
	uint32_t ticket = finished();
	CHECK(rate(ticket, 5, CHANNEL_QR) == REFUSAL_NONE);
	CHECK(world_window_of(&world, "01")->rating == 0 && world.state->ratings_open == 0);
	CHECK(rate_at("01", 1) == REFUSAL_NOT_RATEABLE);
	world_close(&world);
}

static void the_next_finish_there_takes_the_evaluator_over(void)
{
	world_open(&world);
	uint32_t first = finished();
	world_issue(&world, "RE1");
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_START, "01");
	world_pass(&world, 5);
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "rating_timed_out service_finished");
	CHECK(world_leg_of(&world, first)->rating == RATING_TIMED_OUT);
	CHECK(rate_at("01", 3) == REFUSAL_NONE);
	CHECK(world_leg_of(&world, first + 1)->level == 3);
	world_close(&world);
}

static void calling_the_next_one_leaves_the_rating_open(void)
{
	world_open(&world);
	uint32_t first = finished();
	world_issue(&world, "RE1");
	CHECK(world_window(&world, COMMAND_NEXT, "01") == REFUSAL_NONE);
	CHECK(rate_at("01", 5) == REFUSAL_NONE);
	CHECK(world_leg_of(&world, first)->level == 5);
	world_close(&world);
}

static void a_leg_ended_by_the_clock_opens_no_rating(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_START, "01");
	world_at(&world, 2026, 11, 24, 5, 0);
	struct command tick = world_command(&world, COMMAND_TICK);
	world_do(&world, &tick);
	CHECK(world.list->records[0].kind == RECORD_SERVICE_FINISHED);
	CHECK(world.list->records[0].inferred);
	CHECK(world.state->ratings_open == 0);
	world_close(&world);
}

int main(void)
{
	the_evaluator_rates_who_was_finished_last();
	the_evaluator_closes_after_its_time();
	a_phone_rates_a_finished_leg_for_the_rest_of_the_day_once();
	a_phone_closes_the_evaluator_of_its_window();
	the_next_finish_there_takes_the_evaluator_over();
	calling_the_next_one_leaves_the_rating_open();
	a_leg_ended_by_the_clock_opens_no_rating();
	return check_result();
}
