/* Telling people to come near, and the pagers they carry. */
#include "check.h"
#include "core_world.h"
#include "heads_up.h"
#include "pager_carry.h"

static void it_comes_by_the_wait_and_at_the_latest_three_ahead(void)
{
	static const struct {
		uint32_t ahead;
		struct wait_range range;
		bool due;
	} rows[] = {
		{ 20, { 11, 40 }, false }, { 20, { 10, 40 }, true }, { 20, { 0, 5 }, true },
		{ 4, { 30, 60 }, false },  { 3, { 30, 60 }, true },  { 0, { 0, 0 }, true },
		{ 4, { 0, 0 }, false }, /* nothing is known of the wait */
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK(heads_up_due(rows[i].ahead, rows[i].range) == rows[i].due);
}

static uint32_t issue(struct world *world, uint64_t phone, uint16_t pager)
{
	struct command command = world_command(world, COMMAND_ISSUE);
	strcpy(command.service, "RE2");
	command.phone = phone;
	command.pager = pager;
	return world_do(world, &command) == REFUSAL_NONE ? world->state->ticket_count : 0;
}

static enum refusal give(struct world *world, uint32_t ticket, uint16_t pager)
{
	struct command command = world_command(world, COMMAND_PAGER);
	command.ticket = ticket;
	command.pager = pager;
	return world_do(world, &command);
}

static void tick(struct world *world)
{
	struct command command = world_command(world, COMMAND_TICK);
	CHECK(world_do(world, &command) == REFUSAL_NONE);
}

static bool is_due(const struct world *world)
{
	return state_next_deadline(world->state) <= world->now_us;
}

/* A slow service: its mean says that the tenth waits far more than ten minutes. */
static void open_slow(struct world *world)
{
	world_open(world);
	world->state->hall.services[1].mean_s = 1800;
	world->durable->hall.services[1].mean_s = 1800;
	CHECK(world_window(world, COMMAND_WINDOW_OPEN, "02") == REFUSAL_NONE);
}

static void who_can_be_told_is_told_once_when_three_are_ahead(void)
{
	struct world world;
	uint32_t last = 0;
	open_slow(&world);
	for (unsigned i = 0; i < 5; i++)
		last = issue(&world, 0, 0);
	CHECK(!is_due(&world)); /* they look at the screens */
	last = issue(&world, 0x1234, 0);
	CHECK(last == 6 && !is_due(&world) && world.state->untold == 1);
	CHECK(world_window(&world, COMMAND_NEXT, "02") == REFUSAL_NONE);
	CHECK(!is_due(&world)); /* four before him */
	CHECK(world_ticket(&world, COMMAND_CANCEL, 2) == REFUSAL_NONE);
	CHECK(is_due(&world));
	tick(&world);
	CHECK_TEXT(world_records(&world), "ticket_heads_up");
	CHECK(world.list->records[0].ticket == last && world.list->records[0].value == 3);
	CHECK(world_ticket_of(&world, last)->told && world.state->untold == 0);
	CHECK(!is_due(&world));
	CHECK(world_ticket(&world, COMMAND_CANCEL, 3) == REFUSAL_NONE);
	CHECK(!is_due(&world));
	world_close(&world);
}

static void a_pager_given_later_brings_the_heads_up(void)
{
	struct world world;
	open_slow(&world);
	uint32_t first = issue(&world, 0, 0);
	CHECK(!is_due(&world));
	CHECK(give(&world, first, 7) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "ticket_pager");
	CHECK(is_due(&world) && world.state->untold == 1);
	CHECK(give(&world, first, 0) == REFUSAL_NONE);
	CHECK(!is_due(&world) && world.state->untold == 0);
	CHECK(give(&world, first, 8) == REFUSAL_NONE && is_due(&world));
	tick(&world);
	CHECK_TEXT(world_records(&world), "ticket_heads_up");
	/* Not again when the step after it is taken back. */
	CHECK(world_window(&world, COMMAND_NEXT, "02") == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_UNDO, "02") == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, first)->state == TICKET_WAITING);
	CHECK(world_ticket_of(&world, first)->told && world_ticket_of(&world, first)->pager == 8);
	CHECK(!is_due(&world));
	world_close(&world);
}

static void nobody_is_told_to_come_near_while_everybody_leaves(void)
{
	struct world world;
	open_slow(&world);
	issue(&world, 0x99, 0);
	CHECK(is_due(&world));
	struct command command = world_command(&world, COMMAND_ANNOUNCE);
	command.level = ANNOUNCE_EVACUATE;
	strcpy(command.text, "请离开大厅");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(!is_due(&world));
	world_close(&world);
}

static void a_pager_is_carried_by_one_visitor_at_a_time(void)
{
	struct world world;
	open_slow(&world);
	uint32_t first = issue(&world, 0, 5);
	CHECK_TEXT(world_records(&world), "ticket_issued ticket_pager");
	CHECK(first && pager_carrier(world.state, 5) == first);
	CHECK(issue(&world, 0, 5) == 0); /* and nothing was issued */
	CHECK(world.state->ticket_count == 1);
	uint32_t second = issue(&world, 0, 6);
	CHECK(give(&world, second, 5) == REFUSAL_PAGER_TAKEN);
	CHECK(give(&world, second, 6) == REFUSAL_NONE && world.list->count == 0);
	CHECK(give(&world, second, PAGERS_MAX + 1) == REFUSAL_BAD_REQUEST);
	CHECK(give(&world, 99, 1) == REFUSAL_UNKNOWN_TICKET);
	CHECK(give(&world, first, 0) == REFUSAL_NONE);
	CHECK(give(&world, second, 5) == REFUSAL_NONE);
	CHECK(pager_carrier(world.state, 5) == second && pager_carrier(world.state, 6) == 0);
	world_close(&world);
}

static void the_end_of_a_ticket_sets_its_pager_free(void)
{
	struct world world;
	open_slow(&world);
	uint32_t first = issue(&world, 0, 5), second = issue(&world, 0, 0);
	CHECK(world_window(&world, COMMAND_NEXT, "02") == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_START, "02") == REFUSAL_NONE);
	CHECK(give(&world, second, 5) == REFUSAL_PAGER_TAKEN);
	CHECK(world_window(&world, COMMAND_FINISH, "02") == REFUSAL_NONE);
	CHECK(pager_carrier(world.state, 5) == 0);
	CHECK(give(&world, first, 5) == REFUSAL_WRONG_STATE);
	CHECK(give(&world, second, 5) == REFUSAL_NONE);
	/* Taken back, the first one is served on: without the pager that another one carries now.
	 */
	CHECK(world_window(&world, COMMAND_UNDO, "02") == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, first)->state == TICKET_SERVING);
	CHECK(world_ticket_of(&world, first)->pager == 0);
	CHECK(pager_carrier(world.state, 5) == second);
	world_close(&world);
}

int main(void)
{
	it_comes_by_the_wait_and_at_the_latest_three_ahead();
	who_can_be_told_is_told_once_when_three_are_ahead();
	a_pager_given_later_brings_the_heads_up();
	nobody_is_told_to_come_near_while_everybody_leaves();
	a_pager_is_carried_by_one_visitor_at_a_time();
	the_end_of_a_ticket_sets_its_pager_free();
	return check_result();
}
