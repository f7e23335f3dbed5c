/* What follows a bad review: firmware/core/supervision/followup.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static void load(void)
{
	struct command command = world_command(&world, COMMAND_LOAD_HALL);
	memset(world.hall.digest, world.hall.digest[0] + 1, sizeof world.hall.digest);
	command.hall = &world.hall;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

/* One ticket of RE1, finished at window 01 just now. */
static uint32_t finished(void)
{
	uint32_t ticket = world_issue(&world, "RE1");
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_START, "01");
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);
	return ticket;
}

static enum refusal rate(uint32_t ticket, unsigned level)
{
	struct command command = world_command(&world, COMMAND_RATE);
	command.ticket = ticket;
	command.level = (uint8_t)level;
	command.channel = CHANNEL_QR;
	return world_do(&world, &command);
}

static enum refusal act(enum command_kind kind, uint32_t followup, bool complex, int64_t result)
{
	struct command command = world_command(&world, kind);
	command.followup = followup;
	command.complex = complex;
	command.value = result;
	strcpy(command.agent, "manager");
	return world_do(&world, &command);
}

static int64_t end_of(int month, int day)
{
	return calendar_utc(calendar_day(2026, (unsigned)month, (unsigned)day), 1440, 8 * 3600);
}

static void a_bad_review_opens_one_with_deadlines_in_working_days(void)
{
	world_open(&world);
	uint32_t ticket = finished();
	CHECK(rate(ticket, 2) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "rating_given followup_opened");
	const struct followup *followup = &world.state->followups[0];
	CHECK(followup->serial == 1 && followup->ticket == ticket && followup->leg == 1);
	CHECK(followup->date == world.state->date && followup->level == 2);
	CHECK(followup->state == FOLLOWUP_OPEN && !followup->complex);
	CHECK_TEXT(followup->service, "RE1");
	CHECK_TEXT(followup->window, "01");
	CHECK_TEXT(followup->agent, "agent 01");
	/* Monday, 23 November: contacted by Tuesday, put right by the next Monday. */
	CHECK(followup->contact_us == end_of(11, 24) && followup->fix_us == end_of(11, 30));
	world_close(&world);
}

static void calendar_days_where_the_hall_says_so(void)
{
	world_open(&world);
	world.hall.followup_workdays = false;
	load();
	CHECK(rate(finished(), 1) == REFUSAL_NONE);
	CHECK(world.state->followups[0].fix_us == end_of(11, 28));
	world_close(&world);
}

static void the_evaluator_s_key_opens_one_too_and_a_fair_one_none(void)
{
	world_open(&world);
	finished();
	CHECK(world_press(&world, "01", KEY_RATE_1) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "keypad_read rating_given followup_opened");
	CHECK(rate(finished(), 3) == REFUSAL_NONE);
	CHECK(world.state->followup_count == 1);
	world_close(&world);
}

static void a_better_rating_closes_none_and_a_worse_one_opens_one(void)
{
	world_open(&world);
	uint32_t ticket = finished();
	CHECK(rate(ticket, 1) == REFUSAL_NONE && rate(ticket, 5) == REFUSAL_NONE);
	CHECK(world.state->followups[0].state == FOLLOWUP_OPEN);
	ticket = finished();
	CHECK(rate(ticket, 2) == REFUSAL_NONE && rate(ticket, 1) == REFUSAL_NONE);
	CHECK(world.state->followup_count == 2);
	ticket = finished();
	CHECK(rate(ticket, 5) == REFUSAL_NONE && rate(ticket, 1) == REFUSAL_NONE);
	CHECK(world.state->followup_count == 3);
	world_close(&world);
}

static void it_is_contacted_and_closed_with_a_result(void)
{
	world_open(&world);
	CHECK(rate(finished(), 1) == REFUSAL_NONE);
	CHECK(act(COMMAND_FOLLOWUP_CONTACT, 2, false, 0) == REFUSAL_UNKNOWN_FOLLOWUP);
	CHECK(act(COMMAND_FOLLOWUP_CONTACT, 1, false, 0) == REFUSAL_NONE);
	CHECK(world.state->followups[0].state == FOLLOWUP_CONTACT_MADE);
	CHECK(act(COMMAND_FOLLOWUP_CONTACT, 1, false, 0) == REFUSAL_WRONG_STATE);
	/* What turns out to be complex has 15 working days from the start. */
	CHECK(act(COMMAND_FOLLOWUP_CONTACT, 1, true, 0) == REFUSAL_NONE);
	CHECK(world.state->followups[0].fix_us == end_of(12, 14));
	CHECK(act(COMMAND_FOLLOWUP_CLOSE, 1, false, 0) == REFUSAL_BAD_REQUEST);
	CHECK(act(COMMAND_FOLLOWUP_CLOSE, 1, false, 5) == REFUSAL_BAD_REQUEST);
	CHECK(act(COMMAND_FOLLOWUP_CLOSE, 1, false, FOLLOWUP_EXPLAINED) == REFUSAL_NONE);
	CHECK(world.list->records[0].reason_code == FOLLOWUP_EXPLAINED);
	CHECK(act(COMMAND_FOLLOWUP_CLOSE, 1, false, FOLLOWUP_FIXED) == REFUSAL_WRONG_STATE);
	CHECK(act(COMMAND_FOLLOWUP_CONTACT, 1, true, 0) == REFUSAL_WRONG_STATE);
	world_close(&world);
}

static const struct warning *due(void)
{
	for (uint32_t i = 0; i < world.state->warning_count; i++)
		if (world.state->warnings[i].kind == WARNING_FOLLOWUP)
			return &world.state->warnings[i];
	return NULL;
}

static void it_outlives_days_and_is_a_warning_when_due(void)
{
	world_open(&world);
	CHECK(rate(finished(), 1) == REFUSAL_NONE);
	world_at(&world, 2026, 11, 24, 23, 59);
	world_live(&world, 0);
	CHECK(world.state->followup_count == 1 && world.state->followups[0].carried && !due());
	world_live(&world, 60);
	CHECK(due() && due()->value == 1);
	world_live(&world, 12 * 3600);
	CHECK(due() && world.state->warning_count == 1);
	CHECK(act(COMMAND_FOLLOWUP_CONTACT, 1, false, 0) == REFUSAL_NONE);
	world_live(&world, 0);
	CHECK(due() == NULL);
	world_at(&world, 2026, 12, 1, 0, 0);
	world_live(&world, 0);
	CHECK(due());
	CHECK(act(COMMAND_FOLLOWUP_CLOSE, 1, false, FOLLOWUP_FIXED) == REFUSAL_NONE);
	world_live(&world, 24 * 3600);
	CHECK(!due() && world.state->followup_count == 0 && world.state->followup_serial == 1);
	world_close(&world);
}

int main(void)
{
	a_bad_review_opens_one_with_deadlines_in_working_days();
	calendar_days_where_the_hall_says_so();
	the_evaluator_s_key_opens_one_too_and_a_fair_one_none();
	a_better_rating_closes_none_and_a_worse_one_opens_one();
	it_is_contacted_and_closed_with_a_result();
	it_outlives_days_and_is_a_warning_when_due();
	return check_result();
}
