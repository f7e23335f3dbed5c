/* One press however often its frame comes; a stuck key is said, and heals. */
#include "check.h"
#include "ff68_presses.h"

enum { MS = 1000, REPEAT = 800 * MS, START = 5000 * MS };

static void begin(struct ff68_presses *presses)
{
	ff68_presses_restart(presses, REPEAT, START - REPEAT);
}

static void a_repetition_is_the_same_press(void)
{
	struct ff68_presses presses;
	begin(&presses);
	CHECK(ff68_presses_feed(&presses, FF68_KEY_NEXT, START) == FF68_PRESS_NEW);
	CHECK(ff68_presses_feed(&presses, FF68_KEY_NEXT, START + 300 * MS) == FF68_PRESS_SAME);
	CHECK(ff68_presses_feed(&presses, FF68_KEY_NEXT, START + 1000 * MS) == FF68_PRESS_SAME);
	CHECK(ff68_presses_feed(&presses, FF68_KEY_NEXT, START + 1800 * MS) == FF68_PRESS_NEW);
}

static void another_key_is_another_press(void)
{
	struct ff68_presses presses;
	begin(&presses);
	CHECK(ff68_presses_feed(&presses, FF68_KEY_NEXT, START) == FF68_PRESS_NEW);
	CHECK(ff68_presses_feed(&presses, FF68_KEY_RECALL, START + 200 * MS) == FF68_PRESS_NEW);
	/* the first one's repetition comes late: still no third press */
	CHECK(ff68_presses_feed(&presses, FF68_KEY_NEXT, START + 400 * MS) == FF68_PRESS_SAME);
}

static void a_key_held_for_minutes_is_one_press_and_stuck(void)
{
	struct ff68_presses presses;
	int64_t now = START;
	unsigned presses_seen = 0;
	begin(&presses);
	for (; now < START + 300000 * (int64_t)MS; now += 200 * MS) {
		presses_seen += ff68_presses_feed(&presses, FF68_KEY_NEXT, now) == FF68_PRESS_NEW;
		CHECK(ff68_presses_stuck(&presses, now) == (now - START >= FF68_STUCK_US));
	}
	CHECK(presses_seen == 1);
	CHECK(!ff68_presses_stuck(&presses, now + 3 * REPEAT));
	CHECK(ff68_presses_feed(&presses, FF68_KEY_NEXT, now + 3 * REPEAT) == FF68_PRESS_NEW);
}

/* Other boxes' frames collide with some of a held key's. */
static void a_held_key_with_holes_is_one_press(void)
{
	struct ff68_presses presses;
	unsigned presses_seen = 0;
	begin(&presses);
	for (int i = 0; i < 1000; i++)
		if (i < 5 || i % 11 == 0 || i % 7 == 0) /* up to seven in a row are lost */
			presses_seen +=
				ff68_presses_feed(&presses, FF68_KEY_NEXT,
						  START + i * (int64_t)200 * MS) == FF68_PRESS_NEW;
	CHECK(presses_seen == 1);
}

static void fifty_bounces_and_chatter_are_one_press(void)
{
	struct ff68_presses presses;
	unsigned presses_seen = 0;
	begin(&presses);
	for (int i = 0; i < 50; i++)
		presses_seen += ff68_presses_feed(&presses, FF68_KEY_NEXT, START + i * 2 * MS) ==
				FF68_PRESS_NEW;
	for (int i = 0; i < 100; i++) /* 20 Hz */
		presses_seen += ff68_presses_feed(&presses, FF68_KEY_NEXT,
						  START + (100 + i * 50) * MS) == FF68_PRESS_NEW;
	CHECK(presses_seen == 1);
}

static void what_goes_on_from_before_a_start_is_no_press(void)
{
	struct ff68_presses presses;
	ff68_presses_restart(&presses, REPEAT, START);
	CHECK(ff68_presses_feed(&presses, FF68_KEY_NEXT, START + 100 * MS) == FF68_PRESS_UNSURE);
	for (int i = 1; i < 100; i++)
		CHECK(ff68_presses_feed(&presses, FF68_KEY_NEXT, START + (100 + i * 500) * MS) ==
		      FF68_PRESS_SAME);
	CHECK(ff68_presses_stuck(&presses, START + 50000 * MS));
	CHECK(ff68_presses_feed(&presses, FF68_KEY_NEXT, START + 60000 * MS) == FF68_PRESS_NEW);
	CHECK(!ff68_presses_stuck(&presses, START + 60000 * MS));
}

int main(void)
{
	a_repetition_is_the_same_press();
	another_key_is_another_press();
	a_key_held_for_minutes_is_one_press_and_stuck();
	a_held_key_with_holes_is_one_press();
	fifty_bounces_and_chatter_are_one_press();
	what_goes_on_from_before_a_start_is_no_press();
	return check_result();
}
