/* What is asked when, and what is believed, with the time as an argument. */
#include "check.h"
#include "escpos_poll.h"

static struct escpos_poll poll;
static int64_t now;
static uint8_t answers[5]; /* 0: no answer to that question */
static unsigned asked[5];

static void start(void)
{
	now = 1000000;
	memset(asked, 0, sizeof asked);
	memset(answers, 0x12, sizeof answers);
	escpos_poll_reset(&poll, 0, now);
}

/* A printer that answers after one millisecond. */
static void run(int64_t duration_us)
{
	uint32_t latency_us;
	for (int64_t end = now + duration_us; now < end; now += 1000) {
		escpos_poll_tick(&poll, now);
		unsigned ask = escpos_poll_due(&poll, now);
		if (ask == 0)
			continue;
		asked[ask]++;
		escpos_poll_sent(&poll, now, 0);
		now += 1000;
		if (answers[ask] != 0)
			CHECK(escpos_poll_answer(&poll, answers[ask], now, &latency_us) &&
			      latency_us == 1000);
	}
}

static struct escpos_state state(void)
{
	struct escpos_state out;
	escpos_poll_state(&poll, &out);
	return out;
}

static void all_four_are_asked_about_twice_a_second(void)
{
	start();
	run(10000000);
	for (unsigned ask = 1; ask <= 4; ask++)
		CHECK(asked[ask] >= 15 && asked[ask] <= 21);
	CHECK(poll.complete && !escpos_poll_silent(&poll));
}

static void a_change_is_believed_when_it_was_said_twice(void)
{
	uint32_t latency_us;
	start();
	run(100000);
	answers[4] = 0x72;
	escpos_poll_hurry(&poll, now);
	while (escpos_poll_due(&poll, now) != 4) {
		escpos_poll_sent(&poll, now, 0);
		escpos_poll_answer(&poll, 0x12, now, &latency_us);
	}
	escpos_poll_sent(&poll, now, 0);
	escpos_poll_answer(&poll, 0x72, now, &latency_us);
	CHECK(state().paper == ESCPOS_PAPER_OK);
	CHECK(escpos_poll_due(&poll, now) == 4); /* asked again at once */
	escpos_poll_sent(&poll, now, 0);
	escpos_poll_answer(&poll, 0x72, now, &latency_us);
	CHECK(state().paper == ESCPOS_PAPER_END);
}

static void three_different_answers_do_not_hold_up_the_rest(void)
{
	uint32_t latency_us;
	start();
	run(600000);
	escpos_poll_hurry(&poll, now);
	CHECK(escpos_poll_due(&poll, now) == 1);
	escpos_poll_sent(&poll, now, 0);
	escpos_poll_answer(&poll, 0x1a, now, &latency_us);
	CHECK(escpos_poll_due(&poll, now) == 1);
	escpos_poll_sent(&poll, now, 0);
	escpos_poll_answer(&poll, 0x32, now, &latency_us);
	CHECK(escpos_poll_due(&poll, now) == 2);
	CHECK(!state().offline);
}

static void an_answer_that_is_too_late_is_not_taken_for_the_next(void)
{
	uint32_t latency_us;
	start();
	run(600000);
	while (escpos_poll_due(&poll, now) == 0)
		now += 1000;
	CHECK(escpos_poll_due(&poll, now) == 1);
	escpos_poll_sent(&poll, now, 0);
	now += ESCPOS_POLL_TIME_OUT_US;
	CHECK(escpos_poll_tick(&poll, now));
	CHECK(escpos_poll_due(&poll, now) == 0); /* the wire is left alone for a while */
	CHECK(!escpos_poll_answer(&poll, 0x1a, now + 100000, &latency_us));
	CHECK(!state().offline);
	CHECK(escpos_poll_due(&poll, now + ESCPOS_POLL_SETTLE_US) == 2);
}

static void the_wire_is_given_its_time(void)
{
	start();
	CHECK(escpos_poll_due(&poll, now) == 1);
	escpos_poll_sent(&poll, now, 3000000); /* behind 3 s of a picture */
	CHECK(!escpos_poll_tick(&poll, now + 3000000 + ESCPOS_POLL_TIME_OUT_US - 1));
	CHECK(escpos_poll_tick(&poll, now + 3000000 + ESCPOS_POLL_TIME_OUT_US));
}

static void questions_a_printer_lacks_are_given_up(void)
{
	start();
	answers[2] = answers[3] = 0; /* MOB-58 */
	run(12000000);
	CHECK(asked[2] == ESCPOS_POLL_MISSED_MAX && asked[3] == ESCPOS_POLL_MISSED_MAX);
	CHECK(asked[4] > 10 && poll.complete && !escpos_poll_silent(&poll));
	CHECK(escpos_poll_fresh(&poll, now - 1000000));
}

static void silence_is_told_and_every_question_comes_back(void)
{
	start();
	run(2000000);
	memset(answers, 0, sizeof answers);
	run(5000000);
	CHECK(escpos_poll_silent(&poll));
	memset(answers, 0x12, sizeof answers);
	memset(asked, 0, sizeof asked);
	run(8000000);
	CHECK(!escpos_poll_silent(&poll));
	CHECK(asked[1] > 0 && asked[2] > 0 && asked[3] > 0 && asked[4] > 0);
	CHECK(escpos_poll_fresh(&poll, now - 1000000));
}

static void a_cycle_with_a_gap_is_not_fresh(void)
{
	start();
	run(2000000);
	int64_t before = now;
	answers[4] = 0;
	run(1800000);
	CHECK(!escpos_poll_fresh(&poll, before + 10000));
	answers[4] = 0x12;
	run(2000000);
	CHECK(escpos_poll_fresh(&poll, before + 10000));
}

static void offline_waits_for_its_cause(void)
{
	uint32_t latency_us;
	start();
	run(100000);
	answers[1] = 0x1e;
	answers[2] = 0x16;
	escpos_poll_hurry(&poll, now);
	for (unsigned i = 0; i < 2; i++) {
		CHECK(escpos_poll_due(&poll, now) == 1);
		escpos_poll_sent(&poll, now, 0);
		escpos_poll_answer(&poll, 0x1e, now, &latency_us);
	}
	CHECK(!state().offline && !state().cover_open);
	run(100000);
	CHECK(state().offline && state().cover_open);
}

int main(void)
{
	all_four_are_asked_about_twice_a_second();
	a_change_is_believed_when_it_was_said_twice();
	three_different_answers_do_not_hold_up_the_rest();
	an_answer_that_is_too_late_is_not_taken_for_the_next();
	the_wire_is_given_its_time();
	questions_a_printer_lacks_are_given_up();
	silence_is_told_and_every_question_comes_back();
	a_cycle_with_a_gap_is_not_fresh();
	offline_waits_for_its_cause();
	return check_result();
}
