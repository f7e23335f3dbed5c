/* Tickets left on the roll: what counts as a new roll, and what the estimate says. */
#include "check.h"
#include "escpos_roll.h"

static struct escpos_roll roll;

static void start(void)
{
	roll = (struct escpos_roll){ .length_mm = 80000 };
}

static void put_in_new(void)
{
	escpos_roll_look(&roll, ESCPOS_PAPER_END, false);
	escpos_roll_look(&roll, ESCPOS_PAPER_OK, false);
}

static void nothing_is_claimed_of_a_roll_whose_beginning_was_not_seen(void)
{
	start();
	escpos_roll_look(&roll, ESCPOS_PAPER_OK, false);
	escpos_roll_printed(&roll, 720);
	CHECK(escpos_roll_tickets_left(&roll) == -1 && !escpos_roll_is_low(&roll));
	CHECK(roll.used_mm == 90 && roll.tickets == 1);
}

static void paper_after_none_is_a_new_roll(void)
{
	start();
	escpos_roll_printed(&roll, 8000);
	CHECK(!escpos_roll_look(&roll, ESCPOS_PAPER_END, false));
	CHECK(!escpos_roll_look(&roll, ESCPOS_PAPER_END, true));
	CHECK(!escpos_roll_look(&roll, ESCPOS_PAPER_UNKNOWN, false));
	CHECK(escpos_roll_look(&roll, ESCPOS_PAPER_OK, false));
	CHECK(roll.used_mm == 0 && roll.tickets == 0);
	CHECK(escpos_roll_tickets_left(&roll) == 80000 / ESCPOS_TICKET_MM);
	CHECK(!escpos_roll_look(&roll, ESCPOS_PAPER_OK, false)); /* once */
}

static void the_cover_opened_near_the_end_is_a_new_roll_when_there_is_paper_again(void)
{
	start();
	put_in_new();
	escpos_roll_printed(&roll, 8000);
	CHECK(!escpos_roll_look(&roll, ESCPOS_PAPER_NEAR, false));
	CHECK(!escpos_roll_look(&roll, ESCPOS_PAPER_NEAR, true));
	CHECK(!escpos_roll_look(&roll, ESCPOS_PAPER_NEAR, false)); /* the old one was put back */
	CHECK(roll.used_mm == 1000);
	CHECK(escpos_roll_look(&roll, ESCPOS_PAPER_OK, false));
	CHECK(roll.used_mm == 0);
}

static void a_sensor_that_flutters_and_a_look_under_the_cover_are_no_new_roll(void)
{
	start();
	put_in_new();
	escpos_roll_printed(&roll, 8000);
	CHECK(!escpos_roll_look(&roll, ESCPOS_PAPER_NEAR, false));
	CHECK(!escpos_roll_look(&roll, ESCPOS_PAPER_OK, false));
	CHECK(!escpos_roll_look(&roll, ESCPOS_PAPER_OK, true));
	CHECK(!escpos_roll_look(&roll, ESCPOS_PAPER_END, true)); /* sensors lie with it open */
	CHECK(!escpos_roll_look(&roll, ESCPOS_PAPER_OK, false));
	CHECK(roll.used_mm == 1000);
}

static void the_estimate_follows_the_tickets_that_were_printed(void)
{
	start();
	put_in_new();
	for (unsigned i = 0; i < 100; i++)
		escpos_roll_printed(&roll, 1600); /* 200 mm */
	CHECK(escpos_roll_tickets_left(&roll) == 60000 / 200 && !escpos_roll_is_low(&roll));
	for (unsigned i = 0; i < 261; i++)
		escpos_roll_printed(&roll, 1600);
	CHECK(escpos_roll_is_low(&roll) && escpos_roll_tickets_left(&roll) == 39);
	for (unsigned i = 0; i < 100; i++)
		escpos_roll_printed(&roll, 1600);
	CHECK(escpos_roll_tickets_left(&roll) == 0); /* it was longer than was said */
}

static void an_end_outlives_a_restart(void)
{
	start();
	escpos_roll_printed(&roll, 8000);
	escpos_roll_look(&roll, ESCPOS_PAPER_END, false);
	struct escpos_roll kept = roll;
	start();
	roll.ended = kept.ended;
	roll.used_mm = kept.used_mm;
	CHECK(escpos_roll_look(&roll, ESCPOS_PAPER_OK, false) && roll.used_mm == 0);
}

int main(void)
{
	nothing_is_claimed_of_a_roll_whose_beginning_was_not_seen();
	paper_after_none_is_a_new_roll();
	the_cover_opened_near_the_end_is_a_new_roll_when_there_is_paper_again();
	a_sensor_that_flutters_and_a_look_under_the_cover_are_no_new_roll();
	the_estimate_follows_the_tickets_that_were_printed();
	an_end_outlives_a_restart();
	return check_result();
}
