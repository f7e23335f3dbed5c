/* Rating a finished leg: firmware/core/supervision/rating.c. */
#include "check.h"
#include "core_world.h"
#include "rating_codes.h"

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
	CHECK(rate(ticket, 4, CHANNEL_QR) == REFUSAL_ALREADY_RATED);
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

static void a_phone_rates_a_finished_leg_for_the_rest_of_the_day(void)
{
	world_open(&world);
	uint32_t ticket = finished();
	world_live(&world, 3600);
	CHECK(rate(ticket, 2, 0) == REFUSAL_BAD_REQUEST);
	CHECK(rate(ticket, 2, 8) == REFUSAL_BAD_REQUEST);
	CHECK(rate(ticket, 2, CHANNEL_QR) == REFUSAL_NONE);
	CHECK(world_leg_of(&world, ticket)->level == 2);
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

static void a_rating_can_be_changed_once(void)
{
	world_open(&world);
	uint32_t ticket = finished();
	CHECK(rate_at("01", 3) == REFUSAL_NONE);
	CHECK(world.list->records[0].value == 0 &&
	      world.list->records[0].date == world.state->date);
	/* The same once more says nothing, and does not use up the change. */
	CHECK(rate(ticket, 3, CHANNEL_QR) == REFUSAL_ALREADY_RATED);
	CHECK(rate(ticket, 5, CHANNEL_QR) == REFUSAL_NONE);
	CHECK(world.list->records[0].value == 1 && world.list->records[0].leg == 1);
	CHECK(world_leg_of(&world, ticket)->level == 5);
	CHECK(rate(ticket, 1, CHANNEL_QR) == REFUSAL_ALREADY_RATED);
	world_close(&world);
}

static enum refusal rate_with_codes(uint32_t ticket, unsigned level, unsigned one, unsigned two)
{
	struct command command = world_command(&world, COMMAND_RATE);
	command.ticket = ticket;
	command.level = (uint8_t)level;
	command.channel = CHANNEL_QR;
	command.codes[0] = (uint16_t)one;
	command.codes[1] = (uint16_t)two;
	command.has_text = true;
	return world_do(&world, &command);
}

static void option_codes_belong_to_the_level(void)
{
	world_open(&world);
	uint32_t ticket = finished();
	CHECK(rate_with_codes(ticket, 5, 212, 0) == REFUSAL_BAD_REQUEST);
	CHECK(rate_with_codes(ticket, 2, 206, 0) == REFUSAL_BAD_REQUEST);
	CHECK(rate_with_codes(ticket, 2, 212, 212) == REFUSAL_BAD_REQUEST);
	CHECK(rate_with_codes(ticket, 2, 0, 212) == REFUSAL_BAD_REQUEST);
	CHECK(rate_with_codes(ticket, 2, 212, 207) == REFUSAL_NONE);
	CHECK(world.list->records[0].codes[0] == 212 && world.list->records[0].codes[1] == 207);
	CHECK(world.list->records[0].has_text);
	for (unsigned i = 0; i < RATING_CODE_COUNT; i++)
		CHECK(rating_codes[i].code / 100 == rating_codes[i].level &&
		      rating_codes[i].text[0]);
	CHECK_TEXT(rating_level_text(1), "非常不满意");
	CHECK(rating_level_text(0) == NULL && rating_level_text(6) == NULL);
	world_close(&world);
}

static void load(void)
{
	struct command command = world_command(&world, COMMAND_LOAD_HALL);
	memset(world.hall.digest, world.hall.digest[0] + 1, sizeof world.hall.digest);
	command.hall = &world.hall;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

static void the_evaluator_waits_longer_for_slow_classes(void)
{
	world_open(&world);
	world.hall.classes[world.hall.class_count++] =
		(struct hall_class){ .id = "old", .slow = true };
	load();
	struct command issue = world_command(&world, COMMAND_ISSUE);
	strcpy(issue.service, "RE1");
	strcpy(issue.class_id, "old");
	CHECK(world_do(&world, &issue) == REFUSAL_NONE);
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_START, "01");
	world_window(&world, COMMAND_FINISH, "01");
	world_live(&world, 29.9);
	CHECK(world_leg_of(&world, 1)->rating == RATING_OPEN);
	world_live(&world, 0.1);
	CHECK(world_leg_of(&world, 1)->rating == RATING_TIMED_OUT);
	world_close(&world);
}

static enum refusal rate_earlier(int32_t date, uint32_t ticket, unsigned leg, unsigned level)
{
	struct command command = world_command(&world, COMMAND_RATE);
	command.ticket = ticket;
	command.date = date;
	command.leg = (uint8_t)leg;
	command.level = (uint8_t)level;
	command.channel = CHANNEL_SMS;
	return world_do(&world, &command);
}

static void a_leg_of_an_earlier_day_is_rated_and_changed_by_its_date(void)
{
	world_open(&world);
	world.hall.rating_open_days = 2;
	load();
	int32_t monday = world.state->date;
	uint32_t first = finished(), second = finished();
	uint8_t id[TICKET_ID_BYTES];
	memcpy(id, world_ticket_of(&world, second)->id, sizeof id);
	CHECK(rate(first, 4, CHANNEL_QR) == REFUSAL_NONE);
	CHECK(rate(first, 5, CHANNEL_QR) == REFUSAL_NONE);
	world_live(&world, 24 * 3600);
	CHECK(world.state->date == monday + 1 && world.state->later_count == 1);
	const struct later_rating *later = state_find_later(world.state, id, 0);
	CHECK(later && later->ticket == second && later->leg == 1 && later->carried);
	CHECK_TEXT(later->window, "01");
	CHECK_TEXT(later->agent, "agent 01");
	CHECK(rate_earlier(monday, first, 0, 3) == REFUSAL_NOT_RATEABLE);
	CHECK(rate_earlier(monday, second, 2, 3) == REFUSAL_NOT_RATEABLE);
	/* Today's first ticket is another one. */
	CHECK(rate_earlier(0, second, 0, 3) == REFUSAL_UNKNOWN_TICKET);
	CHECK(rate_earlier(monday, second, 1, 3) == REFUSAL_NONE);
	CHECK(world.list->records[0].date == monday && world.list->records[0].leg == 1);
	CHECK_TEXT(world.list->records[0].window, "01");
	world_live(&world, 24 * 3600);
	CHECK(rate_earlier(monday, second, 0, 5) == REFUSAL_NONE);
	CHECK(world.list->records[0].value == 1);
	CHECK(rate_earlier(monday, second, 0, 4) == REFUSAL_ALREADY_RATED);
	world_live(&world, 24 * 3600);
	CHECK(world.state->later_count == 0);
	CHECK(rate_earlier(monday, second, 0, 5) == REFUSAL_NOT_RATEABLE);
	world_close(&world);
}

static unsigned defaults_seen(void)
{
	unsigned count = 0;
	for (uint32_t i = 0; i < world.list->count; i++)
		count += world.list->records[i].kind == RECORD_RATING_DEFAULTED;
	return count;
}

static void who_never_rates_gets_the_hall_s_default_after_its_days(void)
{
	world_open(&world);
	world.hall.rating_open_days = 1;
	world.hall.default_level = 5;
	load();
	int32_t monday = world.state->date;
	uint32_t ticket = finished();
	world_live(&world, 24 * 3600);
	CHECK(world.state->later_count == 1 && world.state->later[0].level == 0);
	world_at(&world, 2026, 11, 25, 3, 0);
	struct command tick = world_command(&world, COMMAND_TICK);
	world_do(&world, &tick);
	CHECK(defaults_seen() == 1);
	const struct record *record = &world.list->records[0];
	CHECK(record->kind == RECORD_RATING_DEFAULTED && record->date == monday &&
	      record->ticket == ticket && record->leg == 1 && record->level == 5 &&
	      record->channel == CHANNEL_DEFAULT);
	CHECK(world.state->later_count == 0 && world.state->followup_count == 0);
	world_close(&world);
}

static void a_hall_that_takes_no_later_ratings_defaults_at_the_day_s_end(void)
{
	world_open(&world);
	world.hall.default_level = 4;
	load();
	finished();
	uint32_t rated = finished();
	CHECK(rate(rated, 5, CHANNEL_QR) == REFUSAL_NONE);
	world_issue(&world, "RE1");
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_START, "01");
	world_at(&world, 2026, 11, 24, 5, 0);
	struct command tick = world_command(&world, COMMAND_TICK);
	world_do(&world, &tick);
	CHECK_TEXT(world_records(&world), "service_finished window_closed");
	world_do(&world, &tick);
	CHECK(defaults_seen() == 2 && world.state->date == calendar_day(2026, 11, 24));
	world_close(&world);
}

int main(void)
{
	the_evaluator_rates_who_was_finished_last();
	the_evaluator_closes_after_its_time();
	a_phone_rates_a_finished_leg_for_the_rest_of_the_day();
	a_phone_closes_the_evaluator_of_its_window();
	the_next_finish_there_takes_the_evaluator_over();
	calling_the_next_one_leaves_the_rating_open();
	a_leg_ended_by_the_clock_opens_no_rating();
	a_rating_can_be_changed_once();
	option_codes_belong_to_the_level();
	the_evaluator_waits_longer_for_slow_classes();
	a_leg_of_an_earlier_day_is_rated_and_changed_by_its_date();
	who_never_rates_gets_the_hall_s_default_after_its_days();
	a_hall_that_takes_no_later_ratings_defaults_at_the_day_s_end();
	return check_result();
}
