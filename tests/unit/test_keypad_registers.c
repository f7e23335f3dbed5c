/* What a box's registers mean, one answer after the other. */
#include "check.h"
#include "keypad_registers.h"

#include <errno.h>

static struct keypad_registers box(uint16_t boot, uint16_t sequence, uint8_t key, uint16_t echo)
{
	struct keypad_registers registers;
	uint16_t values[KEYPAD_READ_COUNT] = {
		KEYPAD_TYPE, KEYPAD_VERSION, boot, sequence, key, 0, 0, echo
	};
	CHECK(keypad_registers_decode(&registers, values, KEYPAD_READ_COUNT) == 0);
	return registers;
}

static enum keypad_reading feed(struct keypad_watch *watch, uint16_t boot, uint16_t sequence,
				uint8_t key, unsigned *lost)
{
	struct keypad_registers registers = box(boot, sequence, key, 0);
	return keypad_watch_feed(watch, &registers, lost);
}

static void an_agents_number_is_two_characters_a_register(void)
{
	uint16_t values[KEYPAD_WRITE_AGENT_COUNT];
	keypad_registers_agent(values, "A12", 5); /* 41 31 32 */
	CHECK(values[0] == 5 && values[1] == 0x4131 && values[2] == 0x3200 && values[3] == 0);
	keypad_registers_agent(values, "12345678901234567", 0); /* the last one has no room */
	CHECK(values[0] == 0 && values[1] == 0x3132 && values[8] == 0x3536);
	keypad_registers_agent(values, "李7", 1);
	CHECK(values[1] == 0x3700);
}

static void only_our_boxes_are_believed(void)
{
	struct keypad_registers out;
	uint16_t values[8] = { KEYPAD_TYPE, KEYPAD_VERSION, 1, 2, 1, 0, 0, 0 };
	CHECK(keypad_registers_decode(&out, values, 4) == -EMSGSIZE);
	CHECK(keypad_registers_decode(&out, values, 5) == 0 && !out.has_rating && !out.has_echo);
	CHECK(keypad_registers_decode(&out, values, 7) == 0 && out.has_rating && !out.has_echo);
	for (uint16_t key = 1; key <= 16;
	     key++) { /* hold, call back and help are 8, 9, 10; transfer is 16 */
		values[4] = key;
		CHECK(keypad_registers_decode(&out, values, 8) == 0 && out.key == key);
	}
	values[4] = 17;
	CHECK(keypad_registers_decode(&out, values, 8) == -EPROTO);
	values[4] = 0x0101; /* not 1 */
	CHECK(keypad_registers_decode(&out, values, 8) == -EPROTO);
	values[4] = 15;
	values[5] = 4;
	CHECK(keypad_registers_decode(&out, values, 8) == -EPROTO);
	values[5] = 3;
	CHECK(keypad_registers_decode(&out, values, 8) == 0 && out.rating == KEYPAD_TIMED_OUT);
	values[1] = 3;
	CHECK(keypad_registers_decode(&out, values, 8) == -EPROTONOSUPPORT);
	values[0] = 0;
	CHECK(keypad_registers_decode(&out, values, 8) == -ENODEV);
}

static void the_first_answer_is_never_a_press(void)
{
	struct keypad_watch watch = { 0 };
	unsigned lost;
	CHECK(feed(&watch, 7, 41, 1, &lost) == KEYPAD_BASELINE && lost == 0);
	CHECK(feed(&watch, 7, 41, 1, &lost) == KEYPAD_SAME);
	CHECK(feed(&watch, 7, 42, 1, &lost) == KEYPAD_PRESSED && lost == 0);
	CHECK(feed(&watch, 7, 42, 1, &lost) == KEYPAD_SAME);
	keypad_watch_restart(&watch);
	CHECK(feed(&watch, 7, 43, 2, &lost) == KEYPAD_BASELINE);
}

static void several_presses_between_two_polls_are_one_and_counted(void)
{
	struct keypad_watch watch = { 0 };
	unsigned lost;
	feed(&watch, 7, 0, 0, &lost);
	CHECK(feed(&watch, 7, 3, 2, &lost) == KEYPAD_PRESSED && lost == 2);
	CHECK(feed(&watch, 7, 3, 2, &lost) == KEYPAD_SAME);
}

static void the_sequence_wraps(void)
{
	struct keypad_watch watch = { 0 };
	unsigned lost;
	feed(&watch, 7, 0xffff, 1, &lost);
	CHECK(feed(&watch, 7, 0, 1, &lost) == KEYPAD_PRESSED && lost == 0);
}

static void a_restarted_box_invents_no_press(void)
{
	struct keypad_watch watch = { 0 };
	unsigned lost;
	feed(&watch, 7, 5, 1, &lost);
	CHECK(feed(&watch, 8, 0, 0, &lost) == KEYPAD_BASELINE);
	CHECK(feed(&watch, 8, 1, 1, &lost) == KEYPAD_PRESSED);
	CHECK(feed(&watch, 9, 1, 1, &lost) == KEYPAD_BASELINE); /* pressed once before the poll */
}

static void a_late_reply_changes_nothing(void)
{
	struct keypad_watch watch = { 0 };
	unsigned lost;
	feed(&watch, 7, 5, 1, &lost);
	CHECK(feed(&watch, 7, 6, 2, &lost) == KEYPAD_PRESSED);
	CHECK(feed(&watch, 7, 5, 1, &lost) == KEYPAD_STALE);
	CHECK(feed(&watch, 7, 6, 2, &lost) == KEYPAD_SAME);  /* not pressed a second time */
	CHECK(feed(&watch, 6, 9, 2, &lost) == KEYPAD_STALE); /* from before a restart */
	CHECK(feed(&watch, 7, 7, 2, &lost) == KEYPAD_PRESSED && lost == 0);
}

static void a_box_that_insists_is_another_box(void)
{
	struct keypad_watch watch = { 0 };
	unsigned lost;
	feed(&watch, 700, 50, 1, &lost);
	CHECK(feed(&watch, 3, 2, 1, &lost) == KEYPAD_STALE);
	CHECK(feed(&watch, 3, 2, 1, &lost) == KEYPAD_STALE);
	CHECK(feed(&watch, 3, 2, 1, &lost) == KEYPAD_BASELINE);
	CHECK(feed(&watch, 3, 3, 1, &lost) == KEYPAD_PRESSED && lost == 0);
}

static void an_answer_without_the_confirmed_echo_is_stale(void)
{
	struct keypad_watch watch = { 0 };
	unsigned lost;
	feed(&watch, 7, 5, 1, &lost);
	keypad_watch_echo_pending(&watch);
	struct keypad_registers before = box(7, 5, 1, 30), after = box(7, 6, 1, 31);
	CHECK(keypad_watch_feed(&watch, &before, &lost) == KEYPAD_SAME);
	keypad_watch_echo(&watch, 31);
	struct keypad_registers late = box(7, 7, 2, 30);
	CHECK(keypad_watch_feed(&watch, &late, &lost) == KEYPAD_STALE);
	CHECK(keypad_watch_feed(&watch, &after, &lost) == KEYPAD_PRESSED);
	struct keypad_registers restarted = box(8, 0, 0, 0);
	CHECK(keypad_watch_feed(&watch, &restarted, &lost) == KEYPAD_BASELINE);
	restarted = box(8, 1, 1, 0); /* it knows no echo any more */
	CHECK(keypad_watch_feed(&watch, &restarted, &lost) == KEYPAD_PRESSED);
}

static void an_echo_that_another_wrote_is_not_stale(void)
{
	struct keypad_watch watch = { 0 };
	unsigned lost;
	struct keypad_registers start = box(7, 5, 1, 30), theirs = box(7, 6, 1, 900);
	CHECK(keypad_watch_feed(&watch, &start, &lost) == KEYPAD_BASELINE);
	keypad_watch_echo_pending(&watch);
	keypad_watch_echo(&watch, 31);
	CHECK(keypad_watch_feed(&watch, &theirs, &lost) == KEYPAD_PRESSED);
	keypad_watch_echo_pending(&watch);
	keypad_watch_echo(&watch, 32);
	CHECK(keypad_watch_feed(&watch, &theirs, &lost) == KEYPAD_STALE);
}

int main(void)
{
	an_agents_number_is_two_characters_a_register();
	only_our_boxes_are_believed();
	the_first_answer_is_never_a_press();
	several_presses_between_two_polls_are_one_and_counted();
	the_sequence_wraps();
	a_restarted_box_invents_no_press();
	a_late_reply_changes_nothing();
	a_box_that_insists_is_another_box();
	an_answer_without_the_confirmed_echo_is_stale();
	an_echo_that_another_wrote_is_not_stale();
	return check_result();
}
