/* What goes next on a bus, in simulated time: no thread, no line. */
#include "check.h"
#include "modbus_expect.h"
#include "modbus_schedule.h"

enum { MS = 1000, SECOND = 1000 * MS, GOOD_US = 40 * MS, DEAD_US = 600 * MS, WORLD_UNITS = 64 };

struct world {
	struct modbus_schedule schedule;
	struct modbus_unit units[WORLD_UNITS];
	bool dead[MODBUS_ADDRESSES];
	int64_t now_us;
	int64_t used_us[MODBUS_ADDRESSES]; /* of the bus, by address */
	unsigned polls[MODBUS_ADDRESSES];
	struct modbus_job last;
	enum modbus_outcome write_outcome, read_back_outcome;
};

static struct modbus_unit *join(struct world *world, int address, uint8_t count, bool active)
{
	unsigned index = world->schedule.unit_count++;
	struct modbus_unit *unit = &world->units[index];
	unit->address = address;
	unit->active = active;
	unit->poll = (struct modbus_poll){ .count = count,
					   .short_count = (uint8_t)(count > 3 ? count - 3 : count),
					   .active_ms = 50,
					   .idle_ms = 500 };
	world->schedule.units[index] = unit;
	return unit;
}

/* Do the next job, or let time pass to when one is due. True: a job was done. */
static bool step(struct world *world)
{
	int64_t again_us;
	struct modbus_job *job = &world->last;
	if (!modbus_schedule_choose(&world->schedule, world->now_us, job, &again_us)) {
		CHECK(again_us > world->now_us);
		world->now_us = again_us;
		return false;
	}
	int address = job->unit->address;
	bool dead = world->dead[address];
	enum modbus_outcome outcome = MODBUS_GOOD;
	if (job->kind == MODBUS_WRITE)
		outcome = world->write_outcome;
	if (job->kind == MODBUS_READ_BACK)
		outcome = world->read_back_outcome;
	if (job->kind == MODBUS_POLL || job->kind == MODBUS_QUICK) {
		memset(job->values, 0, sizeof job->values);
		world->polls[address]++;
	}
	int64_t used_us = dead ? DEAD_US : GOOD_US;
	world->now_us += used_us;
	world->used_us[address] += used_us;
	modbus_schedule_done(&world->schedule, job, dead ? MODBUS_SILENT : outcome, world->now_us,
			     used_us);
	return true;
}

static void run(struct world *world, int64_t for_us)
{
	int64_t until_us = world->now_us + for_us;
	while (world->now_us < until_us)
		step(world);
}

static struct world *fresh(void)
{
	static struct world world;
	memset(&world, 0, sizeof world);
	world.now_us = 1000 * SECOND;
	return &world;
}

static void write_text(struct world *world, struct modbus_unit *unit, uint16_t value,
		       bool read_back)
{
	struct modbus_write write = {
		.first = 0x70, .count = 16, .read_back = read_back, .values = { value }
	};
	modbus_schedule_write(&world->schedule, unit, 0, &write, world->now_us);
}

static void dead_slaves_cost_a_twentieth_at_most(unsigned healthy, unsigned dead)
{
	struct world *world = fresh();
	for (unsigned i = 1; i <= healthy + dead; i++) {
		join(world, (int)i, 8, true);
		world->dead[i] = i > healthy;
	}
	run(world, 60 * SECOND); /* the first failures are over */
	memset(world->used_us, 0, sizeof world->used_us);
	run(world, 120 * SECOND);
	int64_t lost_us = 0;
	for (unsigned i = healthy + 1; i <= healthy + dead; i++)
		lost_us += world->used_us[i];
	CHECK(lost_us > 0); /* they are asked */
	CHECK(lost_us * 100 <= 120 * SECOND * 5);
}

static void a_cut_segment_is_whole_again_soon(void)
{
	struct world *world = fresh();
	for (int i = 1; i <= 32; i++)
		join(world, i, 8, i <= 2);
	run(world, 5 * SECOND);
	for (int i = 3; i <= 32; i++)
		world->dead[i] = true;
	run(world, 300 * SECOND);
	memset(world->dead, 0, sizeof world->dead);
	run(world, 45 * SECOND);
	for (int i = 1; i <= 32; i++)
		CHECK(world->schedule.slaves[i].health == DEVICE_OK);
}

static void writes_go_before_polls_in_order_of_asking(void)
{
	struct world *world = fresh();
	struct modbus_unit *first = join(world, 1, 8, true), *second = join(world, 2, 8, true);
	run(world, SECOND);
	write_text(world, second, 1, false);
	write_text(world, first, 2, false);
	CHECK(step(world) && world->last.kind == MODBUS_WRITE && world->last.unit == second);
	CHECK(step(world) && world->last.kind == MODBUS_WRITE && world->last.unit == first);
	step(world);
	CHECK(world->last.kind == MODBUS_POLL);
}

static void a_newer_write_replaces_the_waiting_one(void)
{
	struct world *world = fresh();
	struct modbus_unit *unit = join(world, 1, 0, false);
	write_text(world, unit, 1, false);
	write_text(world, unit, 2, false);
	CHECK(step(world) && world->last.values[0] == 2);
	int64_t again_us;
	CHECK(!modbus_schedule_choose(&world->schedule, world->now_us, &world->last, &again_us));
}

static void a_write_replaced_in_flight_goes_out_too(void)
{
	struct world *world = fresh();
	struct modbus_job job;
	int64_t again_us;
	struct modbus_unit *unit = join(world, 1, 0, false);
	write_text(world, unit, 1, false);
	CHECK(modbus_schedule_choose(&world->schedule, world->now_us, &job, &again_us));
	write_text(world, unit, 2, false); /* while the first is on the wire */
	CHECK(!modbus_schedule_done(&world->schedule, &job, MODBUS_GOOD, world->now_us, GOOD_US));
	CHECK(step(world) && world->last.values[0] == 2);
}

static void polls_go_between_many_writes(void)
{
	struct world *world = fresh();
	struct modbus_unit *displays[12];
	join(world, 100, 8, true);
	for (int i = 0; i < 12; i++)
		displays[i] = join(world, i + 1, 0, false);
	run(world, SECOND);
	unsigned before = world->polls[100];
	for (int i = 0; i < 12; i++)
		write_text(world, displays[i], 1, false);
	for (int i = 0; i < 14; i++)
		step(world);
	CHECK(world->polls[100] >= before + 2);
}

static void after_a_failure_another_slave_goes_next(void)
{
	struct world *world = fresh();
	struct modbus_unit *sick = join(world, 1, 8, true);
	join(world, 2, 8, false);
	run(world, 2 * SECOND);
	world->dead[1] = true;
	do {
		while (!step(world))
			;
	} while (world->last.unit != sick);
	for (unsigned i = 0; i < 50; i++) {
		int failed = world->last.unit->address;
		bool was_dead = world->dead[failed];
		while (!step(world))
			;
		CHECK(!was_dead || world->last.unit->address != failed);
	}
}

static void a_failed_read_asks_for_another_number_of_registers(void)
{
	struct world *world = fresh();
	join(world, 1, 8, true);
	run(world, SECOND);
	CHECK(world->last.count == 8);
	world->dead[1] = true;
	unsigned counts[4];
	for (int i = 0; i < 4; i++) {
		while (!step(world))
			;
		counts[i] = world->last.count;
	}
	CHECK(counts[0] == 8 && counts[1] == 7 && counts[2] == 6 && counts[3] == 5);
	world->dead[1] = false;
	while (!step(world))
		;
	CHECK(world->last.count == 8); /* all four were used: 8 again */
	while (!step(world))
		;
	CHECK(world->last.count == 8);
}

static void a_read_of_one_register_never_asks_for_none(void)
{
	struct world *world = fresh();
	struct modbus_unit *display = join(world, 1, 1, true);
	CHECK(display->poll.short_count == 1);
	run(world, SECOND);
	world->dead[1] = true;
	for (int i = 0; i < 5; i++) {
		while (!step(world))
			;
		CHECK(world->last.count == 1);
	}
}

static void displays_that_are_off_do_not_keep_a_lost_box_lost(void)
{
	struct world *world = fresh();
	join(world, 100, 8, true);
	for (int i = 1; i <= 8; i++) { /* switched off with their windows, a text waiting */
		world->dead[i] = true;
		write_text(world, join(world, i, 16, false), 1, true);
	}
	join(world, 50, 8, true);
	world->dead[50] = true;
	run(world, 60 * SECOND);
	CHECK(world->schedule.slaves[50].health == DEVICE_LOST);
	world->dead[50] = false;
	run(world, 240 * SECOND);
	CHECK(world->schedule.slaves[50].health == DEVICE_OK);
}

static void open_windows_are_polled_more_often_when_the_bus_is_full(void)
{
	struct world *world = fresh();
	for (int i = 1; i <= 40; i++)
		join(world, i, 8, i <= 4)->poll.hurried = true;
	run(world, 60 * SECOND);
	CHECK(world->polls[1] > 5 * world->polls[40]);
	CHECK(world->polls[40] > 12); /* and nobody is forgotten */
}

static void a_change_keeps_the_bus_free_for_the_answer(void)
{
	struct world *world = fresh();
	struct modbus_unit *box = join(world, 1, 8, true), *display = join(world, 2, 16, true);
	box->poll.hurried = true;
	run(world, SECOND);
	struct modbus_job job;
	int64_t again_us;
	world->now_us += SECOND;
	do {
		CHECK(modbus_schedule_choose(&world->schedule, world->now_us, &job, &again_us));
		memset(job.values, 0, sizeof job.values);
		job.values[3] = job.unit == box; /* a press */
		modbus_schedule_done(&world->schedule, &job, MODBUS_GOOD, world->now_us, GOOD_US);
	} while (job.unit != box);
	world->now_us += 2 * SECOND; /* everything is overdue */
	world->schedule.hurried_until_us = world->now_us + 10 * MS;
	CHECK(!modbus_schedule_choose(&world->schedule, world->now_us, &job, &again_us));
	CHECK(again_us == world->now_us + 10 * MS);
	write_text(world, display, 1, false);
	CHECK(modbus_schedule_choose(&world->schedule, world->now_us, &job, &again_us));
	CHECK(job.kind == MODBUS_WRITE);
	world->now_us += 10 * MS;
	modbus_schedule_done(&world->schedule, &job, MODBUS_GOOD, world->now_us, GOOD_US);
	CHECK(step(world) && world->last.kind == MODBUS_POLL);
}

static void what_reads_back_wrong_is_written_again(void)
{
	struct world *world = fresh();
	enum device_health health;
	const char *detail;
	struct modbus_unit *display = join(world, 1, 0, false);
	write_text(world, display, 7, true);
	CHECK(step(world) && world->last.kind == MODBUS_WRITE);
	CHECK(modbus_schedule_health(&world->schedule, display, &health, &detail));
	CHECK(health == DEVICE_OK);
	world->read_back_outcome = MODBUS_DIFFERS;
	unsigned writes = 1;
	for (int i = 0; i < 12; i++)
		writes += step(world) && world->last.kind == MODBUS_WRITE;
	CHECK(writes >= 3);
	CHECK(modbus_schedule_health(&world->schedule, display, &health, &detail));
	CHECK(health == DEVICE_DEGRADED);
	CHECK_TEXT(detail, "read_back_differs");
	world->read_back_outcome = MODBUS_GOOD;
	run(world, 10 * SECOND);
	CHECK(modbus_schedule_health(&world->schedule, display, &health, &detail));
	CHECK(health == DEVICE_OK);
	CHECK(display->slots[0].state == SLOT_EMPTY);
}

static void a_text_outlives_the_loss_and_a_beep_does_not(void)
{
	struct world *world = fresh();
	struct modbus_unit *unit = join(world, 1, 8, true);
	run(world, SECOND);
	struct modbus_write beep = { .first = 11, .count = 2, .give_up_ms = 60000 };
	world->dead[1] = true;
	write_text(world, unit, 7, false);
	modbus_schedule_write(&world->schedule, unit, 1, &beep, world->now_us);
	run(world, 20 * SECOND);
	CHECK(world->schedule.slaves[1].health == DEVICE_LOST);
	CHECK(unit->slots[0].state == SLOT_WAITING);
	CHECK(unit->slots[1].state == SLOT_EMPTY);
	world->dead[1] = false;
	run(world, 35 * SECOND);
	CHECK(unit->slots[0].state == SLOT_EMPTY && unit->statistics.time_outs > 0);
}

static void an_old_write_is_given_up(void)
{
	struct world *world = fresh();
	struct modbus_unit *unit = join(world, 1, 0, true);
	struct modbus_write beep = { .first = 11, .count = 2, .give_up_ms = 100 };
	modbus_schedule_write(&world->schedule, unit, 1, &beep, world->now_us);
	int64_t again_us;
	CHECK(!modbus_schedule_choose(&world->schedule, world->now_us + 100 * MS, &world->last,
				      &again_us));
}

static void a_refusal_is_no_loss(void)
{
	struct world *world = fresh();
	enum device_health health;
	const char *detail;
	struct modbus_unit *unit = join(world, 1, 8, true);
	run(world, SECOND);
	modbus_schedule_health(&world->schedule, unit, &health, &detail);
	world->write_outcome = MODBUS_REFUSED;
	write_text(world, unit, 7, false);
	step(world);
	CHECK(modbus_schedule_health(&world->schedule, unit, &health, &detail));
	CHECK(health == DEVICE_DEGRADED);
	CHECK_TEXT(detail, "write_refused");
	unsigned polls = world->polls[1];
	run(world, SECOND);
	CHECK(world->polls[1] > polls + 5);
}

static void a_line_back_is_asked_at_once(void)
{
	struct world *world = fresh();
	enum device_health health;
	const char *detail;
	join(world, 1, 8, true);
	struct modbus_unit *second = join(world, 2, 8, false);
	run(world, SECOND);
	modbus_schedule_unplugged(&world->schedule, "unplugged");
	CHECK(modbus_schedule_health(&world->schedule, second, &health, &detail));
	CHECK(health == DEVICE_LOST);
	modbus_schedule_replugged(&world->schedule);
	CHECK(step(world) && step(world));
	CHECK(world->schedule.slaves[1].health == DEVICE_OK);
	CHECK(world->schedule.slaves[2].health == DEVICE_OK);
}

static void quick(struct modbus_unit *unit)
{
	unit->poll.quick_first = 2;
	unit->poll.quick_count = 3;
	unit->poll.whole_ms = 2000;
}

static void a_quiet_box_is_asked_for_little_and_now_and_then_for_all(void)
{
	struct world *world = fresh();
	quick(join(world, 1, 8, true));
	unsigned whole = 0, little = 0;
	int64_t until_us = world->now_us + 20 * SECOND;
	while (world->now_us < until_us) {
		if (!step(world))
			continue;
		whole += world->last.kind == MODBUS_POLL && world->last.count == 8;
		little += world->last.kind == MODBUS_QUICK && world->last.count == 3 &&
			  world->last.first == 2;
	}
	CHECK(whole >= 9 && whole <= 11);
	CHECK(little > 300);
}

/* A late answer of three registers must not fit what is asked next. */
static void after_a_failure_the_whole_is_asked_for(void)
{
	struct world *world = fresh();
	quick(join(world, 1, 8, true));
	run(world, SECOND);
	world->dead[1] = true;
	do
		while (!step(world))
			;
	while (world->last.kind != MODBUS_QUICK);
	for (int i = 0; i < 3; i++) {
		while (!step(world))
			;
		CHECK(world->last.kind == MODBUS_POLL && world->last.count < 8);
	}
	world->dead[1] = false;
	while (!step(world))
		;
	CHECK(world->last.kind == MODBUS_POLL);
	while (!step(world))
		;
	CHECK(world->last.kind == MODBUS_QUICK);
}

static void an_open_window_waits_for_one_other_transaction_at_most(void)
{
	struct world *world = fresh();
	struct modbus_unit *open = join(world, 1, 8, true);
	for (int i = 2; i <= 64; i++)
		join(world, i, 8, false);
	run(world, 10 * SECOND);
	unsigned others = 0, worst = 0;
	for (int i = 0; i < 400; i++) {
		if (!step(world))
			continue;
		others = world->last.unit == open ? 0 : others + 1;
		worst = others > worst ? others : worst;
	}
	CHECK(worst == 1);
	for (int i = 2; i <= 64; i++)
		CHECK(world->polls[i] >= 2); /* and yet nobody is forgotten */
}

static void calls_go_before_other_writes(void)
{
	struct world *world = fresh();
	struct modbus_unit *first = join(world, 1, 0, false), *second = join(world, 2, 0, false);
	struct modbus_write call = { .first = 0x70, .count = 16, .urgent = true };
	write_text(world, first, 1, false);
	modbus_schedule_write(&world->schedule, second, 0, &call, world->now_us);
	CHECK(step(world) && world->last.unit == second);
	CHECK(step(world) && world->last.unit == first);
}

static void a_box_pressed_lately_is_polled_more_often(void)
{
	struct world *world = fresh();
	for (int i = 1; i <= 16; i++)
		join(world, i, 8, true)->poll.hurried = true;
	run(world, 5 * SECOND);
	world->units[3].changed_us = world->now_us;
	memset(world->polls, 0, sizeof world->polls);
	run(world, 5 * SECOND);
	CHECK(world->polls[4] > world->polls[9]); /* a quarter more */
	memset(world->polls, 0, sizeof world->polls);
	run(world, 20 * SECOND);
	CHECK(world->polls[4] <= world->polls[9] + 1);
}

static void what_was_counted_is_told(void)
{
	struct world *world = fresh();
	struct device_statistics first, second;
	struct modbus_unit *units[] = { join(world, 1, 8, true), join(world, 2, 8, true) };
	run(world, 60 * SECOND);
	modbus_schedule_statistics(&world->schedule, units[0], &first);
	modbus_schedule_statistics(&world->schedule, units[1], &second);
	CHECK(first.polls == first.requests && first.polls > 500);
	CHECK(first.share_permille + second.share_permille >= 998);
	CHECK(first.share_permille > 450 && first.share_permille < 550);
	CHECK(first.latency_p99_us >= GOOD_US && first.latency_p99_us <= GOOD_US * 5 / 4);
	CHECK(first.latency_us == GOOD_US);
}

/* 16 boxes and displays at 19200 8N1: 8 + 11 characters, two gaps of 3.5 and a slave's 5 ms. */
static void what_is_expected_follows_from_the_line(void)
{
	struct world *world = fresh();
	struct modbus_expectation slow, fast;
	for (int i = 1; i <= 32; i++) {
		struct modbus_unit *unit = join(world, i, i <= 16 ? 8 : 16, true);
		unit->poll.hurried = i <= 16;
		unit->poll.quick_count = i <= 16 ? 3 : 2;
	}
	modbus_expect(&world->schedule, 520833, 1822, &slow);
	modbus_expect(&world->schedule, 86805, 1750, &fast);
	CHECK(slow.boxes == 16 && slow.others == 16);
	int64_t poll_us = 19 * 521 + 2 * 1822 + 5000, write_us = 49 * 521 + 2 * 1822 + 5000;
	CHECK(slow.write_us > write_us - 100 && slow.write_us < write_us + 100);
	CHECK(slow.worst_us > 17 * poll_us + write_us);
	CHECK(slow.worst_us < 22 * poll_us + write_us + 8100);
	CHECK(slow.mean_us > 8 * poll_us + write_us && slow.mean_us < slow.worst_us);
	CHECK(fast.worst_us < slow.worst_us * 2 / 3);
}

int main(void)
{
	dead_slaves_cost_a_twentieth_at_most(8, 1);
	dead_slaves_cost_a_twentieth_at_most(8, 3);
	dead_slaves_cost_a_twentieth_at_most(2, 40);
	dead_slaves_cost_a_twentieth_at_most(63, 1);
	dead_slaves_cost_a_twentieth_at_most(59, 5);
	dead_slaves_cost_a_twentieth_at_most(44, 20);
	a_quiet_box_is_asked_for_little_and_now_and_then_for_all();
	after_a_failure_the_whole_is_asked_for();
	an_open_window_waits_for_one_other_transaction_at_most();
	calls_go_before_other_writes();
	a_box_pressed_lately_is_polled_more_often();
	what_was_counted_is_told();
	what_is_expected_follows_from_the_line();
	a_cut_segment_is_whole_again_soon();
	writes_go_before_polls_in_order_of_asking();
	a_newer_write_replaces_the_waiting_one();
	a_write_replaced_in_flight_goes_out_too();
	polls_go_between_many_writes();
	after_a_failure_another_slave_goes_next();
	a_failed_read_asks_for_another_number_of_registers();
	a_read_of_one_register_never_asks_for_none();
	displays_that_are_off_do_not_keep_a_lost_box_lost();
	open_windows_are_polled_more_often_when_the_bus_is_full();
	a_change_keeps_the_bus_free_for_the_answer();
	what_reads_back_wrong_is_written_again();
	a_text_outlives_the_loss_and_a_beep_does_not();
	an_old_write_is_given_up();
	a_refusal_is_no_loss();
	a_line_back_is_asked_at_once();
	return check_result();
}
