/* What goes next on a shared line, in simulated time: no stream, no framing. */
#include "check.h"
#include "line_schedule.h"

enum { MS = 1000, SECOND = 1000 * MS, WIRE_US = 10 * MS, ANSWER_US = 15 * MS, MEMBERS = 64 };

struct world {
	struct line_schedule schedule;
	struct line_member members[MEMBERS];
	bool dead[MEMBERS];
	unsigned sent[MEMBERS];
	int64_t now_us, answer_us; /* answer_us: when the asked one answers; 0: it does not */
	struct line_member *asked;
	int64_t asked_us;
	enum line_step step;
	struct line_event event;
};

static struct world *fresh(unsigned members)
{
	static struct world world;
	memset(&world, 0, sizeof world);
	world.now_us = 1000 * SECOND;
	world.schedule.pause_us = 4 * MS;
	for (unsigned i = 0; i < members; i++)
		CHECK(line_schedule_add(&world.schedule, &world.members[i]) == 0);
	line_schedule_replugged(&world.schedule, world.now_us);
	return &world;
}

static unsigned index_of(const struct world *world, const struct line_member *member)
{
	return (unsigned)(member - world->members);
}

static void send(struct world *world, unsigned member, unsigned slot, struct line_exchange exchange)
{
	if (exchange.attempts == 0)
		exchange.attempts = 1;
	line_schedule_send(&world->schedule, &world->members[member], slot, &exchange,
			   world->now_us);
}

/* The next thing that happens; time passes to it. */
static enum line_step step(struct world *world)
{
	int64_t again_us;
	for (;;) {
		if (world->answer_us != 0 && world->now_us >= world->answer_us) {
			world->answer_us = 0;
			line_schedule_frame(&world->schedule, world->asked, world->now_us);
		}
		world->step = line_schedule_step(&world->schedule, world->now_us, &world->event,
						 &again_us);
		if (world->step != LINE_NOTHING)
			break;
		if (world->answer_us != 0 && world->answer_us < again_us)
			again_us = world->answer_us;
		CHECK(again_us > world->now_us);
		if (again_us == INT64_MAX)
			return LINE_NOTHING;
		world->now_us = again_us;
	}
	unsigned member = index_of(world, world->event.member);
	if (world->step == LINE_TRANSMIT) {
		world->asked = world->event.member;
		world->asked_us = world->now_us;
		world->sent[member]++;
		line_schedule_sent(&world->schedule, world->now_us + WIRE_US);
		if (!world->dead[member] && world->event.exchange->timeout_ms > 0)
			world->answer_us = world->now_us + WIRE_US + ANSWER_US;
	}
	return world->step;
}

static struct line_member *next_sent(struct world *world)
{
	while (step(world) == LINE_ENDED)
		;
	return world->step == LINE_TRANSMIT ? world->event.member : NULL;
}

static const struct line_exchange ask = { .timeout_ms = 200 };
static const struct line_exchange call = { .timeout_ms = 200, .urgent = true };
static const struct line_exchange tell = { .timeout_ms = 0 };

static void calls_go_first_and_the_rest_as_asked(void)
{
	struct world *world = fresh(4);
	send(world, 0, 0, ask);
	send(world, 1, 0, ask);
	send(world, 2, 0, call);
	send(world, 3, 1, call);
	CHECK(next_sent(world) == &world->members[2]);
	CHECK(next_sent(world) == &world->members[3]);
	CHECK(next_sent(world) == &world->members[0]);
	CHECK(next_sent(world) == &world->members[1]);
	CHECK(next_sent(world) == NULL);
}

static void the_rest_goes_between_many_calls(void)
{
	struct world *world = fresh(12);
	send(world, 11, 0, ask);
	for (unsigned i = 0; i < 10; i++)
		send(world, i, 0, call);
	for (int i = 0; i < 5; i++)
		next_sent(world);
	CHECK(world->sent[11] == 1);
}

static void a_newer_exchange_replaces_the_waiting_one(void)
{
	struct world *world = fresh(1);
	struct line_exchange first = ask, second = ask;
	first.tag = 1;
	second.tag = 2;
	send(world, 0, 3, first);
	send(world, 0, 3, second);
	CHECK(step(world) == LINE_TRANSMIT && world->event.tag == 2);
	CHECK(step(world) == LINE_ENDED && world->event.good && world->event.tag == 2);
	CHECK(step(world) == LINE_NOTHING);
}

static void what_is_on_the_wire_is_finished_and_the_newer_follows(void)
{
	struct world *world = fresh(1);
	struct line_exchange first = ask, second = ask;
	first.tag = 1;
	second.tag = 2;
	send(world, 0, 0, first);
	CHECK(step(world) == LINE_TRANSMIT && world->event.tag == 1);
	send(world, 0, 0, second);
	CHECK(step(world) == LINE_TRANSMIT && world->event.tag == 2);
	CHECK(world->now_us >= world->asked_us);
	CHECK(step(world) == LINE_ENDED && world->event.tag == 2);
}

static void a_silent_member_is_tried_again_and_then_it_is_said(void)
{
	struct world *world = fresh(1);
	struct line_exchange exchange = ask;
	exchange.attempts = 3;
	world->dead[0] = true;
	world->members[0].health = DEVICE_OK;
	send(world, 0, 0, exchange);
	CHECK(step(world) == LINE_TRANSMIT);
	int64_t first_us = world->now_us;
	CHECK(step(world) == LINE_TRANSMIT);
	/* the answer's time, and as much silence again */
	CHECK(world->now_us - first_us >= WIRE_US + 400 * MS);
	CHECK(world->now_us - first_us < WIRE_US + 410 * MS);
	CHECK(step(world) == LINE_TRANSMIT);
	CHECK(step(world) == LINE_ENDED && !world->event.good);
	CHECK(world->members[0].health == DEVICE_LOST);
	CHECK(world->members[0].statistics.time_outs == 3);
	CHECK(world->members[0].statistics.requests == 3);
}

static void after_a_failure_another_member_goes_next(void)
{
	struct world *world = fresh(2);
	struct line_exchange exchange = call;
	exchange.attempts = 5;
	world->dead[0] = true;
	send(world, 0, 0, exchange);
	CHECK(next_sent(world) == &world->members[0]);
	send(world, 1, 0, ask);
	CHECK(next_sent(world) == &world->members[1]);
	CHECK(next_sent(world) == &world->members[0]);
}

static void a_late_answer_is_counted_and_not_taken_for_the_next(void)
{
	struct world *world = fresh(1);
	send(world, 0, 0, ask);
	world->dead[0] = true;
	CHECK(step(world) == LINE_TRANSMIT);
	CHECK(step(world) == LINE_ENDED && !world->event.good);
	send(world, 0, 0, ask);
	int64_t again_us;
	CHECK(line_schedule_step(&world->schedule, world->now_us, &world->event, &again_us) ==
	      LINE_NOTHING);
	CHECK(!line_schedule_frame(&world->schedule, &world->members[0], world->now_us + MS));
	CHECK(world->members[0].statistics.stale_replies == 1);
	CHECK(world->members[0].health == DEVICE_OK);
	CHECK(step(world) == LINE_TRANSMIT);
}

static void nothing_is_sent_into_a_frame_that_comes(void)
{
	struct world *world = fresh(1);
	int64_t again_us, came_us = world->now_us;
	line_schedule_heard(&world->schedule, true, came_us);
	send(world, 0, 0, call);
	CHECK(line_schedule_step(&world->schedule, came_us, &world->event, &again_us) ==
	      LINE_NOTHING);
	CHECK(again_us > came_us);
	line_schedule_heard(&world->schedule, false, came_us + 5 * MS); /* whole now */
	CHECK(step(world) == LINE_TRANSMIT);
	CHECK(world->now_us <= came_us + 25 * MS);
}

static void who_babbles_is_talked_over(void)
{
	struct world *world = fresh(1);
	int64_t again_us, began_us = world->now_us;
	send(world, 0, 0, call);
	enum line_step what = LINE_NOTHING;
	while (what == LINE_NOTHING && world->now_us < began_us + 10 * SECOND) {
		line_schedule_heard(&world->schedule, true, world->now_us);
		what = line_schedule_step(&world->schedule, world->now_us, &world->event,
					  &again_us);
		world->now_us += MS;
	}
	CHECK(what == LINE_TRANSMIT && world->now_us < began_us + SECOND);
}

/* Noise is no frame's beginning: each byte of it is bad. */
static void noise_without_end_is_talked_over(void)
{
	struct world *world = fresh(1);
	int64_t again_us, began_us = world->now_us;
	send(world, 0, 0, call);
	enum line_step what = LINE_NOTHING;
	while (what == LINE_NOTHING && world->now_us < began_us + 10 * SECOND) {
		line_schedule_heard(&world->schedule, false, world->now_us);
		world->now_us += MS;
		what = line_schedule_step(&world->schedule, world->now_us, &world->event,
					  &again_us);
	}
	CHECK(what == LINE_TRANSMIT && world->now_us < began_us + SECOND);
}

/* Frames of members, however close, are no babble: the pause after each is kept. */
static void who_speaks_in_frames_is_let_finish(void)
{
	struct world *world = fresh(1);
	int64_t again_us, until_us = world->now_us + 2 * SECOND;
	send(world, 0, 0, call);
	enum line_step what = LINE_NOTHING;
	for (bool open = true; what == LINE_NOTHING && world->now_us < until_us; open = !open) {
		if (!open)
			line_schedule_frame(&world->schedule, &world->members[0], world->now_us);
		line_schedule_heard(&world->schedule, open, world->now_us);
		world->now_us += 3 * MS;
		what = line_schedule_step(&world->schedule, world->now_us, &world->event,
					  &again_us);
	}
	CHECK(what == LINE_NOTHING);
}

static void dead_members_cost_a_twentieth_at_most(unsigned healthy, unsigned dead)
{
	struct world *world = fresh(healthy + dead);
	const int64_t failed_us = WIRE_US + 2 * ask.timeout_ms * MS; /* with the silence after it */
	int64_t from_us = world->now_us + 60 * SECOND, until_us = from_us + 120 * SECOND;
	for (unsigned i = 0; i < healthy + dead; i++) {
		world->dead[i] = i >= healthy;
		send(world, i, 0, ask);
	}
	bool cleared = false;
	while (world->now_us < until_us) {
		if (!cleared && world->now_us >= from_us) {
			memset(world->sent, 0, sizeof world->sent);
			cleared = true;
		}
		if (step(world) == LINE_ENDED) /* everybody is asked again and again */
			send(world, index_of(world, world->event.member), 0, ask);
	}
	int64_t lost_us = 0;
	for (unsigned i = healthy; i < healthy + dead; i++)
		lost_us += world->sent[i] * failed_us;
	CHECK(lost_us > 0); /* they are asked */
	CHECK(lost_us * 100 <= 120 * SECOND * 5);
	for (unsigned i = 0; i < healthy; i++)
		CHECK(world->members[i].health == DEVICE_OK && world->sent[i] > 100);
}

static void a_segment_that_was_cut_is_whole_again_soon(void)
{
	struct world *world = fresh(32);
	for (unsigned i = 0; i < 32; i++)
		send(world, i, 0, ask);
	int64_t cut_us = world->now_us + 5 * SECOND, back_us = cut_us + 300 * SECOND;
	while (world->now_us < back_us + 45 * SECOND) {
		for (unsigned i = 2; i < 32; i++)
			world->dead[i] = world->now_us >= cut_us && world->now_us < back_us;
		if (step(world) == LINE_ENDED)
			send(world, index_of(world, world->event.member), 0, ask);
	}
	for (unsigned i = 0; i < 32; i++)
		CHECK(world->members[i].health == DEVICE_OK);
}

static void what_waits_too_long_is_given_up(void)
{
	struct world *world = fresh(1);
	struct line_exchange beep = tell;
	beep.give_up_ms = 500;
	line_schedule_unplugged(&world->schedule, "unplugged");
	send(world, 0, 1, beep);
	send(world, 0, 0, ask);
	CHECK(step(world) == LINE_ENDED && !world->event.good && world->event.slot == 1);
	CHECK(step(world) == LINE_NOTHING);
	line_schedule_replugged(&world->schedule, world->now_us);
	CHECK(step(world) == LINE_TRANSMIT && world->event.slot == 0);
}

static void an_exchange_cut_off_by_the_plug_is_sent_again(void)
{
	struct world *world = fresh(1);
	enum device_health health;
	const char *detail;
	send(world, 0, 0, ask);
	CHECK(step(world) == LINE_TRANSMIT);
	line_schedule_unplugged(&world->schedule, "unplugged");
	world->answer_us = 0;
	CHECK(step(world) == LINE_NOTHING);
	CHECK(line_schedule_health(&world->members[0], &health, &detail));
	CHECK(health == DEVICE_LOST);
	CHECK_TEXT(detail, "unplugged");
	line_schedule_replugged(&world->schedule, world->now_us);
	CHECK(step(world) == LINE_TRANSMIT);
	CHECK(step(world) == LINE_ENDED && world->event.good);
	CHECK(line_schedule_health(&world->members[0], &health, &detail) && health == DEVICE_OK);
	CHECK(world->members[0].statistics.time_outs == 0);
}

static void who_never_answers_is_healthy_with_the_line(void)
{
	struct world *world = fresh(1);
	enum device_health health;
	const char *detail;
	send(world, 0, 0, tell);
	CHECK(step(world) == LINE_TRANSMIT);
	CHECK(step(world) == LINE_ENDED && world->event.good);
	CHECK(world->now_us - world->asked_us >= WIRE_US);
	CHECK(line_schedule_health(&world->members[0], &health, &detail) && health == DEVICE_OK);
	line_schedule_unplugged(&world->schedule, "unplugged");
	CHECK(line_schedule_health(&world->members[0], &health, &detail));
	line_schedule_replugged(&world->schedule, world->now_us);
	CHECK(line_schedule_health(&world->members[0], &health, &detail) && health == DEVICE_OK);
}

/* A board that starts before its adapter is there: nobody was sent anything yet. */
static void a_line_that_came_late_is_not_lost_any_more(void)
{
	struct world *world = fresh(1);
	enum device_health health;
	const char *detail;
	world->schedule.connected = false;
	line_schedule_unplugged(&world->schedule, "unplugged");
	CHECK(line_schedule_health(&world->members[0], &health, &detail) && health == DEVICE_LOST);
	line_schedule_replugged(&world->schedule, world->now_us);
	CHECK(line_schedule_health(&world->members[0], &health, &detail));
	CHECK(health == DEVICE_STARTING);
	CHECK(!line_schedule_health(&world->members[0], &health, &detail)); /* said once */
}

static void a_member_may_leave_while_it_is_asked(void)
{
	struct world *world = fresh(2);
	send(world, 0, 0, ask);
	CHECK(step(world) == LINE_TRANSMIT);
	line_schedule_forget(&world->schedule, &world->members[0]);
	world->answer_us = 0;
	send(world, 1, 0, ask);
	CHECK(next_sent(world) == &world->members[1]);
	CHECK(step(world) == LINE_ENDED && world->event.good);
}

static void garbled_answers_are_told_from_silence(void)
{
	struct world *world = fresh(1);
	enum device_health health;
	const char *detail;
	struct line_exchange exchange = ask;
	exchange.attempts = 2;
	world->dead[0] = true;
	send(world, 0, 0, exchange);
	for (int i = 0; i < 2; i++) {
		CHECK(step(world) == LINE_TRANSMIT);
		line_schedule_garbled(&world->schedule);
	}
	CHECK(step(world) == LINE_ENDED);
	CHECK(line_schedule_health(&world->members[0], &health, &detail) && health == DEVICE_LOST);
	CHECK_TEXT(detail, "bad_frames");
	CHECK(world->members[0].statistics.bad_frames == 2);
}

static void a_cancelled_exchange_is_not_heard_of_again(void)
{
	struct world *world = fresh(1);
	send(world, 0, 0, ask);
	line_schedule_cancel(&world->members[0], 0);
	CHECK(step(world) == LINE_NOTHING);
	send(world, 0, 0, ask);
	CHECK(step(world) == LINE_TRANSMIT);
	line_schedule_cancel(&world->members[0], 0);
	CHECK(step(world) == LINE_NOTHING);
}

static void a_problem_shows_while_it_lasts(void)
{
	struct world *world = fresh(1);
	enum device_health health;
	const char *detail;
	line_schedule_alive(&world->members[0]);
	CHECK(line_schedule_health(&world->members[0], &health, &detail) && health == DEVICE_OK);
	world->members[0].problem = "refused";
	CHECK(line_schedule_health(&world->members[0], &health, &detail));
	CHECK(health == DEVICE_DEGRADED);
	CHECK_TEXT(detail, "refused");
	CHECK(!line_schedule_health(&world->members[0], &health, &detail));
	world->members[0].problem = NULL;
	CHECK(line_schedule_health(&world->members[0], &health, &detail) && health == DEVICE_OK);
}

int main(void)
{
	calls_go_first_and_the_rest_as_asked();
	the_rest_goes_between_many_calls();
	a_newer_exchange_replaces_the_waiting_one();
	what_is_on_the_wire_is_finished_and_the_newer_follows();
	a_silent_member_is_tried_again_and_then_it_is_said();
	after_a_failure_another_member_goes_next();
	a_late_answer_is_counted_and_not_taken_for_the_next();
	nothing_is_sent_into_a_frame_that_comes();
	who_babbles_is_talked_over();
	noise_without_end_is_talked_over();
	who_speaks_in_frames_is_let_finish();
	dead_members_cost_a_twentieth_at_most(8, 1);
	dead_members_cost_a_twentieth_at_most(8, 3);
	dead_members_cost_a_twentieth_at_most(2, 40);
	a_segment_that_was_cut_is_whole_again_soon();
	what_waits_too_long_is_given_up();
	an_exchange_cut_off_by_the_plug_is_sent_again();
	who_never_answers_is_healthy_with_the_line();
	a_line_that_came_late_is_not_lost_any_more();
	a_member_may_leave_while_it_is_asked();
	garbled_answers_are_told_from_silence();
	a_cancelled_exchange_is_not_heard_of_again();
	a_problem_shows_while_it_lasts();
	return check_result();
}
