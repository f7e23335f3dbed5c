/* Taking a number and giving it back: firmware/core/ticket.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static void numbers_have_prefix_and_digits_and_count_by_service(void)
{
	world_open(&world);
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A001");
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE2"))->number, "B001");
	CHECK_TEXT(world_ticket_of(&world, world_issue(&world, "RE1"))->number, "A002");
	CHECK(world.list->records[0].value == 1);
	CHECK_TEXT(world_ticket_of(&world, 1)->language, "zh");
	world_close(&world);
}

int main(void)
{
	numbers_have_prefix_and_digits_and_count_by_service();
	return check_result();
}
