/* One press however often it is signalled; a stuck key is said, and heals. */
#include "caller.h"
#include "check.h"
#include "press_filter.h"

enum { MS = 1000, WINDOW = 800 * MS, START = 5000 * MS };

static void begin(struct press_filter *filter)
{
	press_filter_restart(filter, WINDOW, START - WINDOW);
}

static void a_repetition_is_the_same_press(void)
{
	struct press_filter filter;
	begin(&filter);
	CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, START) == PRESS_NEW);
	CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, START + 300 * MS) == PRESS_SAME);
	CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, START + 1000 * MS) == PRESS_SAME);
	CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, START + 1800 * MS) == PRESS_NEW);
}

static void another_key_is_another_press(void)
{
	struct press_filter filter;
	begin(&filter);
	CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, START) == PRESS_NEW);
	CHECK(press_filter_feed(&filter, CALLER_KEY_RECALL, START + 200 * MS) == PRESS_NEW);
	/* the first one's repetition comes late: still no third press */
	CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, START + 400 * MS) == PRESS_SAME);
}

static void a_key_held_for_minutes_is_one_press_and_stuck(void)
{
	struct press_filter filter;
	int64_t now = START;
	unsigned presses_seen = 0;
	begin(&filter);
	for (; now < START + 300000 * (int64_t)MS; now += 200 * MS) {
		presses_seen += press_filter_feed(&filter, CALLER_KEY_NEXT, now) == PRESS_NEW;
		CHECK(press_filter_stuck(&filter, now) == (now - START >= PRESS_FILTER_STUCK_US));
	}
	CHECK(presses_seen == 1);
	CHECK(!press_filter_stuck(&filter, now + 3 * WINDOW));
	CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, now + 3 * WINDOW) == PRESS_NEW);
}

/* Other boxes' frames collide with some of a held key's. */
static void a_held_key_with_holes_is_one_press(void)
{
	struct press_filter filter;
	unsigned presses_seen = 0;
	begin(&filter);
	for (int i = 0; i < 1000; i++)
		if (i < 5 || i % 11 == 0 || i % 7 == 0) /* up to seven in a row are lost */
			presses_seen +=
				press_filter_feed(&filter, CALLER_KEY_NEXT,
						  START + i * (int64_t)200 * MS) == PRESS_NEW;
	CHECK(presses_seen == 1);
}

static void fifty_bounces_and_chatter_are_one_press(void)
{
	struct press_filter filter;
	unsigned presses_seen = 0;
	begin(&filter);
	for (int i = 0; i < 50; i++)
		presses_seen += press_filter_feed(&filter, CALLER_KEY_NEXT, START + i * 2 * MS) ==
				PRESS_NEW;
	for (int i = 0; i < 100; i++) /* 20 Hz */
		presses_seen += press_filter_feed(&filter, CALLER_KEY_NEXT,
						  START + (100 + i * 50) * MS) == PRESS_NEW;
	CHECK(presses_seen == 1);
}

static void what_goes_on_from_before_a_start_is_no_press(void)
{
	struct press_filter filter;
	press_filter_restart(&filter, WINDOW, START);
	CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, START + 100 * MS) == PRESS_UNSURE);
	for (int i = 1; i < 100; i++)
		CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, START + (100 + i * 500) * MS) ==
		      PRESS_SAME);
	CHECK(press_filter_stuck(&filter, START + 50000 * MS));
	CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, START + 60000 * MS) == PRESS_NEW);
	CHECK(!press_filter_stuck(&filter, START + 60000 * MS));
}

/* A contact whose level is known: no signal comes while it is down. */
static void a_held_level_is_one_press_until_it_stays_up(void)
{
	struct press_filter filter;
	int64_t now = START;
	begin(&filter);
	CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, now) == PRESS_NEW);
	press_filter_hold(&filter, CALLER_KEY_NEXT, true, now);
	now += 600000 * (int64_t)MS;
	CHECK(press_filter_stuck(&filter, now) && press_filter_any_down(&filter, now));
	CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, now) == PRESS_SAME);
	press_filter_hold(&filter, CALLER_KEY_NEXT, false, now);
	CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, now + WINDOW / 2) == PRESS_SAME);
	CHECK(press_filter_any_down(&filter, now + WINDOW));
	CHECK(!press_filter_stuck(&filter, now + 2 * WINDOW));
	CHECK(!press_filter_any_down(&filter, now + 2 * WINDOW));
	CHECK(press_filter_feed(&filter, CALLER_KEY_NEXT, now + 2 * WINDOW) == PRESS_NEW);
}

int main(void)
{
	a_repetition_is_the_same_press();
	another_key_is_another_press();
	a_key_held_for_minutes_is_one_press_and_stuck();
	a_held_key_with_holes_is_one_press();
	fifty_bounces_and_chatter_are_one_press();
	what_goes_on_from_before_a_start_is_no_press();
	a_held_level_is_one_press_until_it_stays_up();
	return check_result();
}
