/* Announcements: firmware/core/supervision/announcement.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static struct command announcement(unsigned level, const char *text, int64_t until_us)
{
	struct command command = world_command(&world, COMMAND_ANNOUNCE);
	command.level = (uint8_t)level;
	strcpy(command.text, text);
	command.until_us = until_us;
	return command;
}

static enum refusal announce(unsigned level, const char *text, int64_t until_us)
{
	struct command command = announcement(level, text, until_us);
	return world_do(&world, &command);
}

static enum refusal end(uint32_t serial)
{
	struct command command = world_command(&world, COMMAND_ANNOUNCE_END);
	command.announcement = serial;
	return world_do(&world, &command);
}

static void it_has_a_level_a_text_and_an_end_to_come(void)
{
	world_open(&world);
	CHECK(announce(0, "今天提前下班", 0) == REFUSAL_BAD_REQUEST);
	CHECK(announce(4, "今天提前下班", 0) == REFUSAL_BAD_REQUEST);
	CHECK(announce(ANNOUNCE_INFO, "", 0) == REFUSAL_BAD_REQUEST);
	CHECK(announce(ANNOUNCE_INFO, "今天提前下班", world.now_us) == REFUSAL_BAD_REQUEST);
	struct command command = announcement(ANNOUNCE_URGENT, "今天提前下班", 0);
	strcpy(command.groups[0], "hall");
	strcpy(command.groups[1], "PS");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	const struct announcement *made = &world.state->announcements[0];
	CHECK(world.state->announcement_count == 1 && made->serial == 1);
	CHECK(made->level == ANNOUNCE_URGENT && made->since_us == world.now_us);
	CHECK_TEXT(made->text, "今天提前下班");
	CHECK_TEXT(made->groups[0], "hall");
	CHECK_TEXT(made->groups[1], "PS");
	CHECK(made->groups[2][0] == 0);
	world_close(&world);
}

static void its_time_is_over_or_somebody_ends_it(void)
{
	world_open(&world);
	CHECK(announce(ANNOUNCE_INFO, "one", world.now_us + 60 * 1000000) == REFUSAL_NONE);
	CHECK(announce(ANNOUNCE_INFO, "two", 0) == REFUSAL_NONE);
	CHECK(announce(ANNOUNCE_INFO, "three", 0) == REFUSAL_NONE);
	world_live(&world, 59);
	CHECK(world.state->announcement_count == 3);
	world_live(&world, 1);
	CHECK_TEXT(world_records(&world), "announcement_ended");
	CHECK(world.list->records[0].inferred && world.list->records[0].announcement == 1);
	CHECK(end(1) == REFUSAL_UNKNOWN_ANNOUNCEMENT);
	CHECK(end(2) == REFUSAL_NONE && !world.list->records[0].inferred);
	CHECK(world.state->announcement_count == 1);
	CHECK_TEXT(world.state->announcements[0].text, "three");
	world_close(&world);
}

static void an_evacuation_lasts_until_it_is_lifted(void)
{
	world_open(&world);
	CHECK(!state_evacuating(world.state));
	CHECK(announce(ANNOUNCE_EVACUATE, "请所有人员立即撤离", 0) == REFUSAL_NONE);
	CHECK(state_evacuating(world.state));
	CHECK(end(1) == REFUSAL_NONE);
	CHECK(!state_evacuating(world.state));
	world_close(&world);
}

static void it_goes_on_over_the_night_and_its_serial_is_not_given_again(void)
{
	world_open(&world);
	CHECK(announce(ANNOUNCE_INFO, "one", 0) == REFUSAL_NONE);
	CHECK(announce(ANNOUNCE_INFO, "two", world.now_us + INT64_C(48) * 3600 * 1000000) ==
	      REFUSAL_NONE);
	CHECK(announce(ANNOUNCE_INFO, "three", 0) == REFUSAL_NONE && end(3) == REFUSAL_NONE);
	int64_t since_us = world.now_us;
	world_live(&world, 24 * 3600);
	CHECK(world.state->carry == 0 && world.state->announcement_count == 2);
	CHECK_TEXT(world.state->announcements[1].text, "two");
	CHECK(world.state->announcements[1].since_us == since_us);
	CHECK(announce(ANNOUNCE_INFO, "four", 0) == REFUSAL_NONE);
	CHECK(world.state->announcements[2].serial == 4);
	world_live(&world, 24 * 3600);
	CHECK(world.state->announcement_count == 2);
	world_close(&world);
}

static void there_is_a_limit(void)
{
	world_open(&world);
	for (unsigned i = 0; i < ANNOUNCEMENTS_MAX; i++)
		CHECK(announce(ANNOUNCE_INFO, "text", 0) == REFUSAL_NONE);
	CHECK(announce(ANNOUNCE_INFO, "text", 0) == REFUSAL_LIMIT);
	world_close(&world);
}

int main(void)
{
	it_has_a_level_a_text_and_an_end_to_come();
	its_time_is_over_or_somebody_ends_it();
	an_evacuation_lasts_until_it_is_lifted();
	it_goes_on_over_the_night_and_its_serial_is_not_given_again();
	there_is_a_limit();
	return check_result();
}
