/* Button box and rating box over a pty: every press once, none made up, no rating by chance. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "keypad_registers.h"
#include "modbus_keypad.h"

#include <errno.h>

enum { TIMEOUT_MS = 100, KEYS_MAX = 64 };

struct clerk {
	struct bus_bench bench;
	struct slave *box;
	struct caller *caller;
	struct evaluator *evaluator;
	struct health_log health;
	unsigned count, baselines;
	struct {
		uint32_t boot, sequence;
		int key;
		bool baseline;
	} keys[KEYS_MAX];
	unsigned ratings;
	uint64_t token;
	int level;
};

/* The box's side of the register map. */
static void box_written(struct slave *box, uint16_t first, unsigned count)
{
	for (uint16_t i = first; i < first + count; i++) {
		uint16_t value = box->registers[i];
		if (i == KEYPAD_WRITE_ECHO)
			box->registers[7] = value;
		if (i == KEYPAD_WRITE_SECONDS)
			box->registers[5] = value > 0 ? KEYPAD_RATING_ARMED : KEYPAD_RATING_IDLE;
		if (i == KEYPAD_WRITE_TOKEN)
			box->registers[6] = value;
	}
}

static void box_press(struct slave *box, uint16_t key)
{
	box->registers[3]++;
	box->registers[4] = key;
	if (key > 10 && box->registers[5] == KEYPAD_RATING_ARMED)
		box->registers[5] = KEYPAD_RATED;
}

static void box_restart(struct slave *box)
{
	uint16_t boot = box->registers[2];
	memset(box->registers, 0, sizeof box->registers);
	box->registers[0] = KEYPAD_TYPE;
	box->registers[1] = KEYPAD_VERSION;
	box->registers[2] = (uint16_t)(boot + 1);
}

static void key_seen(void *context, uint32_t boot, uint32_t sequence, int key, bool baseline)
{
	struct clerk *clerk = context;
	unsigned index = clerk->count++ % KEYS_MAX;
	clerk->baselines += baseline;
	clerk->keys[index].boot = boot;
	clerk->keys[index].sequence = sequence;
	clerk->keys[index].key = key;
	clerk->keys[index].baseline = baseline;
}

static void rated(void *context, uint64_t token, int level, uint32_t boot, uint32_t sequence)
{
	struct clerk *clerk = context;
	(void)boot;
	(void)sequence;
	clerk->ratings++;
	clerk->token = token;
	clerk->level = level;
}

static void clerk_health(void *context, enum device_health health, const char *detail)
{
	health_log_add(&((struct clerk *)context)->health, health, detail);
}

static void bench_start(struct clerk *clerk, struct key_list *keys)
{
	memset(clerk, 0, sizeof *clerk);
	bus_bench_start(&clerk->bench, TIMEOUT_MS);
	clerk->box = slave_line_add(&clerk->bench.line, 106);
	clerk->box->written = box_written;
	clerk->box->registers[2] = 40;
	box_restart(clerk->box);
	key_list_init(keys, (struct key_list_entry[]){ { .key = "port", .port = clerk->bench.port },
						       { .key = "address", .text = "106" },
						       { 0 } });
}

static void start_caller(struct clerk *clerk)
{
	struct key_list keys;
	struct caller_owner owner = { .context = clerk, .health = clerk_health, .key = key_seen };
	bench_start(clerk, &keys);
	CHECK(caller_modbus_keypad.open(&clerk->caller, clerk->bench.base, &keys.keys, &owner) ==
	      0);
	CHECK(key_list_untaken(&keys) == NULL);
	caller_modbus_keypad.active(clerk->caller, true);
	CHECK(LOOP_UNTIL(clerk->bench.base, clerk->count == 1));
	CHECK(clerk->keys[0].baseline && clerk->keys[0].boot == 41);
}

static void start_evaluator(struct clerk *clerk)
{
	struct key_list keys;
	struct evaluator_owner owner = { .context = clerk, .health = clerk_health, .rated = rated };
	bench_start(clerk, &keys);
	CHECK(evaluator_modbus_keypad.open(&clerk->evaluator, clerk->bench.base, &keys.keys,
					   &owner) == 0);
	CHECK(LOOP_UNTIL(clerk->bench.base, clerk->health.health == DEVICE_OK));
}

static void stop(struct clerk *clerk)
{
	caller_modbus_keypad.close(clerk->caller);
	evaluator_modbus_keypad.close(clerk->evaluator);
	bus_bench_stop(&clerk->bench);
}

static void each_press_comes_once(void)
{
	struct clerk clerk;
	start_caller(&clerk);
	for (unsigned i = 1; i <= 5; i++) {
		box_press(clerk.box, i % 2 ? CALLER_KEY_NEXT : CALLER_KEY_RECALL);
		CHECK(LOOP_UNTIL(clerk.bench.base, clerk.count == i + 1));
		CHECK(clerk.keys[i].sequence == i && !clerk.keys[i].baseline);
		CHECK(clerk.keys[i].key == (i % 2 ? CALLER_KEY_NEXT : CALLER_KEY_RECALL));
	}
	loop_for(clerk.bench.base, 200);
	CHECK(clerk.count == 6 && clerk.baselines == 1);
	stop(&clerk);
}

static void feedback_reaches_the_box(void)
{
	struct clerk clerk;
	struct device_statistics statistics;
	start_caller(&clerk);
	caller_modbus_keypad.feedback(clerk.caller, FEEDBACK_NOBODY, 12);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.box->registers[KEYPAD_WRITE_FEEDBACK] == 2));
	CHECK(clerk.box->registers[KEYPAD_WRITE_WAITING] == 12);
	caller_modbus_keypad.feedback(clerk.caller, FEEDBACK_CALLED, 5000);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.box->registers[KEYPAD_WRITE_FEEDBACK] == 1));
	CHECK(clerk.box->registers[KEYPAD_WRITE_WAITING] == 999);
	box_press(clerk.box, CALLER_KEY_NEXT);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.count == 2));
	caller_modbus_keypad.statistics(clerk.caller, &statistics);
	CHECK(statistics.stale_replies == 0 && statistics.lost_presses == 0);
	stop(&clerk);
}

static void a_restarted_box_neither_loses_nor_invents(void)
{
	struct clerk clerk;
	start_caller(&clerk);
	box_press(clerk.box, CALLER_KEY_NEXT);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.count == 2));
	box_restart(clerk.box);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.count == 3));
	CHECK(clerk.keys[2].baseline && clerk.keys[2].boot == 42 && clerk.keys[2].sequence == 0);
	box_press(clerk.box, CALLER_KEY_NEXT);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.count == 4));
	CHECK(!clerk.keys[3].baseline && clerk.keys[3].sequence == 1);
	stop(&clerk);
}

static void presses_between_two_polls_are_one(void)
{
	struct clerk clerk;
	struct device_statistics statistics;
	start_caller(&clerk);
	box_press(clerk.box, CALLER_KEY_NEXT);
	box_press(clerk.box, CALLER_KEY_NEXT);
	box_press(clerk.box, CALLER_KEY_NEXT);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.count == 2));
	loop_for(clerk.bench.base, 200);
	CHECK(clerk.count == 2 && clerk.keys[1].sequence == 3);
	caller_modbus_keypad.statistics(clerk.caller, &statistics);
	CHECK(statistics.lost_presses == 2);
	stop(&clerk);
}

static void a_box_of_version_2_shows_who_serves(void)
{
	struct clerk clerk;
	start_evaluator(&clerk);
	evaluator_modbus_keypad.agent(clerk.evaluator, "1007", "李", 4);
	loop_for(clerk.bench.base, 300);
	CHECK(clerk.box->registers[14] == 0 && clerk.box->registers[15] == 0); /* version 1 */
	box_restart(clerk.box);
	clerk.box->registers[1] = 2;
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.box->registers[14] == 4));
	CHECK(clerk.box->registers[15] == 0x3130 && clerk.box->registers[16] == 0x3037);
	CHECK(clerk.box->registers[17] == 0);
	evaluator_modbus_keypad.agent(clerk.evaluator, "", "", 0);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.box->registers[14] == 0));
	CHECK(clerk.box->registers[15] == 0 && clerk.health.health == DEVICE_OK);
	stop(&clerk);
}

static void a_key_that_goes_on_is_stuck_until_it_rests(void)
{
	struct clerk clerk;
	struct device_statistics statistics;
	start_caller(&clerk);
	for (int i = 0; i < 100 && clerk.health.health != DEVICE_DEGRADED; i++) { /* 5 a second */
		box_press(clerk.box, CALLER_KEY_NEXT);
		loop_for(clerk.bench.base, 200);
	}
	CHECK(clerk.health.health == DEVICE_DEGRADED);
	CHECK_TEXT(clerk.health.detail, "stuck_key");
	unsigned told = clerk.count;
	for (int i = 0; i < 5; i++) {
		box_press(clerk.box, CALLER_KEY_NEXT);
		loop_for(clerk.bench.base, 200);
	}
	CHECK(clerk.count == told);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.health.health == DEVICE_OK));
	/* what was pressed meanwhile is remembered, and was no press */
	CHECK(clerk.count == told + 1 && clerk.keys[told % KEYS_MAX].baseline);
	CHECK(clerk.keys[told % KEYS_MAX].sequence == clerk.box->registers[3]);
	CHECK(clerk.keys[told % KEYS_MAX].key == 0);
	caller_modbus_keypad.statistics(clerk.caller, &statistics);
	CHECK(statistics.lost_presses >= 5);
	box_press(clerk.box, CALLER_KEY_TRANSFER);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.count == told + 2));
	CHECK(clerk.keys[(told + 1) % KEYS_MAX].key == CALLER_KEY_TRANSFER);
	stop(&clerk);
}

static void a_lost_box_comes_back_with_a_baseline(void)
{
	struct clerk clerk;
	start_caller(&clerk);
	clerk.box->faults.silent = -1;
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.health.lost == 1));
	box_press(clerk.box, CALLER_KEY_RECALL);
	clerk.box->faults.silent = 0;
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.count == 2));
	CHECK(clerk.keys[1].baseline && clerk.keys[1].sequence == 1);
	CHECK(clerk.keys[1].key == CALLER_KEY_RECALL);
	stop(&clerk);
}

/* Again and again an answer is late, keys alternate: what arrives is in order, never twice, never a
 * key that was not pressed with that sequence. */
static void late_replies_never_give_a_wrong_key(void)
{
	struct clerk clerk;
	struct device_statistics statistics;
	uint32_t last = 0;
	unsigned presses = 24;
	start_caller(&clerk);
	clerk.box->faults.late_ms = TIMEOUT_MS + 50;
	for (unsigned i = 1; i <= presses; i++) {
		clerk.box->faults.late = i % 8 == 0;
		box_press(clerk.box, (uint16_t)(i % 7 + 1));
		loop_for(clerk.bench.base, 120);
	}
	CHECK(LOOP_UNTIL(clerk.bench.base,
			 clerk.keys[(clerk.count - 1) % KEYS_MAX].sequence == presses));
	for (unsigned i = 1; i < clerk.count; i++) {
		CHECK(clerk.keys[i].sequence > last);
		last = clerk.keys[i].sequence;
		CHECK(clerk.keys[i].key == (int)(last % 7 + 1));
	}
	caller_modbus_keypad.statistics(clerk.caller, &statistics);
	CHECK(statistics.stale_replies > 0);
	if (clerk.health.lost == 0) /* else a baseline stands for some of them */
		CHECK(statistics.lost_presses + clerk.count - 1 == presses);
	stop(&clerk);
}

static void one_box_for_clerk_and_citizen_loses_no_press(void)
{
	struct clerk clerk;
	struct key_list keys;
	struct evaluator_owner owner = { .context = &clerk,
					 .health = clerk_health,
					 .rated = rated };
	start_caller(&clerk);
	key_list_init(&keys, (struct key_list_entry[]){ { .key = "port", .port = clerk.bench.port },
							{ .key = "address", .text = "106" },
							{ 0 } });
	CHECK(evaluator_modbus_keypad.open(&clerk.evaluator, clerk.bench.base, &keys.keys,
					   &owner) == 0);
	caller_modbus_keypad.feedback(clerk.caller, FEEDBACK_CALLED, 3);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.box->registers[7] != 0));
	loop_for(clerk.bench.base, 200);
	evaluator_modbus_keypad.arm(clerk.evaluator, 77, 10);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.box->registers[6] == 77));
	box_press(clerk.box, CALLER_KEY_NEXT);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.count == 2));
	CHECK(clerk.keys[1].key == CALLER_KEY_NEXT && !clerk.keys[1].baseline);
	caller_modbus_keypad.feedback(clerk.caller, FEEDBACK_CALLED, 2);
	box_press(clerk.box, CALLER_KEY_RATE_5);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.ratings == 1));
	CHECK(clerk.token == 77 && clerk.level == 5);
	stop(&clerk);
}

static void another_device_at_that_address_is_no_box(void)
{
	struct clerk clerk;
	start_caller(&clerk);
	clerk.box->registers[0] = 0x1234;
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.health.health == DEVICE_DEGRADED));
	CHECK(strstr(clerk.health.detail, "wrong_device") != NULL);
	clerk.box->registers[0] = KEYPAD_TYPE;
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.health.health == DEVICE_OK));
	CHECK(clerk.count == 1);
	stop(&clerk);
}

static void only_an_armed_rating_counts(void)
{
	struct clerk clerk;
	start_evaluator(&clerk);
	box_press(clerk.box, 15);
	loop_for(clerk.bench.base, 300);
	CHECK(clerk.ratings == 0);
	evaluator_modbus_keypad.arm(clerk.evaluator, 0x123456789, 15);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.box->registers[6] == 0x6789));
	CHECK(clerk.box->registers[KEYPAD_WRITE_SECONDS] == 15);
	box_press(clerk.box, 14);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.ratings == 1));
	CHECK(clerk.token == 0x123456789 && clerk.level == 4);
	box_press(clerk.box, 11);
	loop_for(clerk.bench.base, 300);
	CHECK(clerk.ratings == 1); /* once per arm */
	stop(&clerk);
}

static void a_rating_for_another_token_is_not_ours(void)
{
	struct clerk clerk;
	start_evaluator(&clerk);
	evaluator_modbus_keypad.arm(clerk.evaluator, 5, 15);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.box->registers[5] == KEYPAD_RATING_ARMED));
	clerk.box->faults.forget = 1; /* the box says it has the new one, and has not */
	evaluator_modbus_keypad.arm(clerk.evaluator, 6, 15);
	box_press(clerk.box, 11);
	CHECK(clerk.box->registers[5] == KEYPAD_RATED && clerk.box->registers[6] == 5);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.box->registers[6] == 6));
	CHECK(clerk.ratings == 0);
	box_press(clerk.box, 13);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.ratings == 1));
	CHECK(clerk.token == 6 && clerk.level == 3);
	stop(&clerk);
}

static void a_restarted_rating_box_is_armed_again(void)
{
	struct clerk clerk;
	start_evaluator(&clerk);
	evaluator_modbus_keypad.arm(clerk.evaluator, 5, 15);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.box->registers[5] == KEYPAD_RATING_ARMED));
	loop_for(clerk.bench.base, 200);
	box_restart(clerk.box);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.box->registers[5] == KEYPAD_RATING_ARMED));
	box_press(clerk.box, 12);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.ratings == 1));
	CHECK(clerk.token == 5 && clerk.level == 2);
	stop(&clerk);
}

static void disarming_ends_it(void)
{
	struct clerk clerk;
	start_evaluator(&clerk);
	evaluator_modbus_keypad.arm(clerk.evaluator, 5, 15);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.box->registers[5] == KEYPAD_RATING_ARMED));
	evaluator_modbus_keypad.arm(clerk.evaluator, 5, 0);
	CHECK(LOOP_UNTIL(clerk.bench.base, clerk.box->registers[5] == KEYPAD_RATING_IDLE));
	box_press(clerk.box, 15);
	loop_for(clerk.bench.base, 300);
	CHECK(clerk.ratings == 0);
	stop(&clerk);
}

int main(void)
{
	each_press_comes_once();
	feedback_reaches_the_box();
	a_restarted_box_neither_loses_nor_invents();
	presses_between_two_polls_are_one();
	a_box_of_version_2_shows_who_serves();
	a_key_that_goes_on_is_stuck_until_it_rests();
	a_lost_box_comes_back_with_a_baseline();
	late_replies_never_give_a_wrong_key();
	one_box_for_clerk_and_citizen_loses_no_press();
	another_device_at_that_address_is_no_box();
	only_an_armed_rating_counts();
	a_rating_for_another_token_is_not_ours();
	a_restarted_rating_box_is_armed_again();
	disarming_ends_it();
	return check_result();
}
