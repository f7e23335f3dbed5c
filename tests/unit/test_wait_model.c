/* What a queue learns from its calls: firmware/core/queue/wait_model.c. */
#include "check.h"
#include "wait_model.h"

static const int64_t SECOND_US = 1000000, MINUTE_US = 60000000, HOUR_US = INT64_C(3600000000);

static void tell(struct wait_model *model, int64_t time_us, int64_t waited_us, uint32_t ahead)
{
	wait_model_called(model, time_us);
	wait_model_waited(model, time_us - waited_us, time_us, ahead);
}

/* @p count calls, one each @p gap_s; each waited for @p waited_s behind @p ahead people. */
static int64_t call(struct wait_model *model, int64_t time_us, int count, int gap_s, int waited_s,
		    uint32_t ahead)
{
	for (int i = 0; i < count; i++) {
		time_us += gap_s * SECOND_US;
		tell(model, time_us, waited_s * SECOND_US, ahead);
	}
	return time_us;
}

static int64_t middle_s(const struct wait_model *model, uint32_t ahead)
{
	return wait_model_guess(model, ahead, ahead).middle_ms / 1000;
}

static void it_is_small_enough_for_every_queue(void)
{
	CHECK(sizeof(struct wait_model) <= 128);
}

static void before_eight_waits_it_knows_nothing(void)
{
	struct wait_model model = { 0 };
	for (int told = 0; told < WAIT_MODEL_WAITS_ENOUGH; told++) {
		struct wait_guess guess = wait_model_guess(&model, 5, 5);
		CHECK(guess.low_ms == 0 && guess.middle_ms == 0 && guess.high_ms == 0);
		tell(&model, told * MINUTE_US, MINUTE_US, 0);
	}
	CHECK(wait_model_guess(&model, 5, 5).middle_ms > 0);
}

static void a_steady_queue_is_known_to_the_second(void)
{
	struct wait_model model = { 0 };
	/* A call each 3 minutes, 4 people ahead of everybody: 15 minutes each. */
	call(&model, 0, 40, 180, 900, 4);
	struct wait_guess guess = wait_model_guess(&model, 4, 4);
	CHECK(guess.middle_ms / 1000 >= 899 && guess.middle_ms / 1000 <= 900);
	CHECK(guess.low_ms < guess.middle_ms && guess.high_ms > guess.middle_ms);
	/* The formula's own numbers: ¾ × 900 - ⅗ × 180 × √5 and 5/4 × 900 + ⅘ × 180 × √5. */
	CHECK(guess.low_ms / 1000 >= 432 && guess.low_ms / 1000 <= 434);
	CHECK(guess.high_ms / 1000 >= 1445 && guess.high_ms / 1000 <= 1447);
}

static void with_each_person_called_the_rest_of_the_wait_shrinks_to_nothing_much(void)
{
	struct wait_model model = { 0 };
	call(&model, 0, 40, 180, 900, 4);
	int64_t before = INT64_MAX;
	for (uint32_t ahead = 5; ahead-- > 0;) {
		int64_t rest = wait_model_guess(&model, ahead, 4).middle_ms;
		CHECK(rest < before);
		before = rest;
	}
	CHECK(before / 1000 >= 178 && before / 1000 <= 180);
}

static void with_nobody_ahead_it_may_be_at_once(void)
{
	struct wait_model model = { 0 };
	call(&model, 0, 40, 180, 900, 4);
	struct wait_guess guess = wait_model_guess(&model, 0, 0);
	CHECK(guess.low_ms == 0 && guess.high_ms > 0 &&
	      guess.high_ms < wait_model_guess(&model, 1, 1).high_ms);
}

/* Somebody who was late, or bound to one window: his call counts, his wait says nothing. */
static void calls_without_a_wait_tell_the_gap_alone(void)
{
	struct wait_model model = { 0 };
	int64_t time_us = call(&model, 0, 20, 180, 900, 4);
	int64_t before = middle_s(&model, 4);
	for (int i = 0; i < 20; i++)
		wait_model_called(&model, time_us += 90 * SECOND_US);
	CHECK(model.calls == 40 && model.waits == 20);
	CHECK(middle_s(&model, 4) < before * 9 / 10 && middle_s(&model, 4) > before * 6 / 10);
}

static uint64_t next_random(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random;
}

static void more_people_ahead_is_never_less_and_low_never_over_high(void)
{
	uint64_t random = 88172645463325252u;
	for (int round = 0; round < 200; round++) {
		struct wait_model model = { 0 };
		int64_t time_us = 0;
		for (uint64_t i = next_random(&random) % 100 + 8; i > 0; i--) {
			time_us += (int64_t)(next_random(&random) % 1200) * SECOND_US;
			tell(&model, time_us, (int64_t)(next_random(&random) % 7200) * SECOND_US,
			     (uint32_t)(next_random(&random) % 60));
		}
		struct wait_guess before = { 0 };
		for (uint32_t ahead = 0; ahead < 300; ahead++) {
			struct wait_guess guess = wait_model_guess(&model, ahead, ahead);
			CHECK(guess.low_ms >= before.low_ms && guess.high_ms >= before.high_ms &&
			      guess.middle_ms >= before.middle_ms);
			CHECK(guess.low_ms >= 0 && guess.low_ms <= guess.middle_ms &&
			      guess.middle_ms <= guess.high_ms);
			before = guess;
		}
	}
}

static void lunch_that_is_told_is_left_out(void)
{
	struct wait_model with = { 0 }, without = { 0 };
	int64_t noon_us = call(&with, 0, 40, 180, 900, 4);
	call(&without, 0, 40, 180, 900, 4);
	wait_model_closed(&with, noon_us + MINUTE_US, noon_us + MINUTE_US + HOUR_US);
	/* Those who waited over lunch; the third came in it. */
	call(&with, noon_us + HOUR_US, 2, 180, 900 + 3600, 4);
	call(&without, noon_us, 2, 180, 900, 4);
	CHECK(memcmp(&with.gap, &without.gap, sizeof with.gap) == 0);
	CHECK(memcmp(&with.wait, &without.wait, sizeof with.wait) == 0);
	wait_model_waited(&with, noon_us + 31 * MINUTE_US, noon_us + 70 * MINUTE_US, 2);
	wait_model_waited(&without, noon_us + 61 * MINUTE_US, noon_us + 70 * MINUTE_US, 2);
	CHECK(memcmp(&with.pace, &without.pace, sizeof with.pace) == 0);
}

static void a_lunch_break_that_nobody_tells_does_not_poison_it(void)
{
	struct wait_model with = { 0 }, without = { 0 };
	int64_t time_us = call(&with, 0, 40, 180, 900, 4);
	call(&without, 0, 40, 180, 900, 4);
	call(&with, time_us + HOUR_US, 1, 180, 900, 4);
	call(&without, time_us, 1, 180, 900, 4);
	/* The break counts as four gaps in a mean over sixteen: under the root a tenth. */
	CHECK(middle_s(&with, 4) * 100 <= middle_s(&without, 4) * 110);
	CHECK(middle_s(&with, 4) >= middle_s(&without, 4));
}

static void it_follows_when_windows_open_or_close(void)
{
	struct wait_model model = { 0 };
	int64_t time_us = call(&model, 0, 60, 240, 1200, 4);
	int64_t slow = middle_s(&model, 4);
	time_us = call(&model, time_us, 30, 120, 700, 4);
	int64_t fast = middle_s(&model, 4);
	CHECK(slow >= 1195 && fast < slow * 7 / 10);
	call(&model, time_us, 40, 240, 1200, 4);
	CHECK(middle_s(&model, 4) > fast * 13 / 10);
}

static void a_clock_that_is_set_makes_neither_negative_nor_endless_waits(void)
{
	struct wait_model model = { 0 };
	int64_t time_us = call(&model, 100 * HOUR_US, 20, 180, 900, 4);
	int64_t before = middle_s(&model, 4);
	tell(&model, time_us - 50 * HOUR_US, -50 * HOUR_US, 4);
	CHECK(middle_s(&model, 4) > before / 2 && middle_s(&model, 4) <= before);
	tell(&model, time_us + 900 * HOUR_US, 900 * MINUTE_US, 4);
	CHECK(middle_s(&model, 4) >= before / 2);
	struct wait_guess guess = wait_model_guess(&model, 4, 4);
	CHECK(guess.low_ms >= 0 && guess.low_ms <= guess.high_ms);
}

static void nothing_overflows_at_the_extremes(void)
{
	static const int64_t times[] = { INT64_MIN, -1, 0, 1, INT64_MAX };
	static const uint32_t people[] = { 0, 1, 20000, UINT32_MAX };
	struct wait_model model = { 0 };
	for (int round = 0; round < 500; round++) {
		if (round % 7 == 0)
			wait_model_closed(&model, times[round / 7 % 5], times[round / 35 % 5]);
		wait_model_called(&model, times[round % 5]);
		wait_model_waited(&model, times[round / 5 % 5], times[round / 3 % 5],
				  people[round / 25 % 4]);
		for (int i = 0; i < 16; i++) {
			struct wait_guess guess =
				wait_model_guess(&model, people[i % 4], people[i / 4]);
			CHECK(guess.low_ms >= 0 && guess.low_ms <= guess.middle_ms &&
			      guess.middle_ms <= guess.high_ms);
		}
	}
}

static void a_rush_after_hours_without_a_wait_is_no_zero(void)
{
	struct wait_model model = { 0 };
	call(&model, 0, 40, 600, 0, 0);
	struct wait_guess guess = wait_model_guess(&model, 20, 20);
	CHECK(guess.low_ms > 10 * 60000 && guess.high_ms < 10 * 60000 * 20);
}

static void calls_all_at_once_are_no_division_by_zero(void)
{
	struct wait_model model = { 0 };
	call(&model, 0, 20, 0, 0, 0);
	CHECK(wait_model_guess(&model, 30, 30).high_ms == 0);
}

int main(void)
{
	it_is_small_enough_for_every_queue();
	before_eight_waits_it_knows_nothing();
	a_steady_queue_is_known_to_the_second();
	with_each_person_called_the_rest_of_the_wait_shrinks_to_nothing_much();
	with_nobody_ahead_it_may_be_at_once();
	calls_without_a_wait_tell_the_gap_alone();
	more_people_ahead_is_never_less_and_low_never_over_high();
	lunch_that_is_told_is_left_out();
	a_lunch_break_that_nobody_tells_does_not_poison_it();
	it_follows_when_windows_open_or_close();
	a_clock_that_is_set_makes_neither_negative_nor_endless_waits();
	nothing_overflows_at_the_extremes();
	a_rush_after_hours_without_a_wait_is_no_zero();
	calls_all_at_once_are_no_division_by_zero();
	return check_result();
}
