/* A USB keypad on a simulated line: presses, bounces, repetition, a stuck key, the plug. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "evdev_caller.h"
#include "input_sim.h"
#include "pty_line.h"

#include <errno.h>
#include <linux/input-event-codes.h>
#include <unistd.h>

enum { REST_MS = 200 }; /* longer than the window */

struct desk {
	struct event_base *base;
	struct port *port;
	struct pty_line *line;
	struct input_sim sim;
	struct caller *caller;
	struct health_log health;
	unsigned presses, baselines;
	uint32_t boot, sequence;
	int key;
};

static char path[64];

static void sim_send(void *context, const uint8_t *bytes, size_t count)
{
	(void)pty_line_send(((struct desk *)context)->line, bytes, count);
}

static void line_received(void *context, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	(void)context;
	(void)bytes;
	(void)count;
	(void)ended_us;
}

static void key_seen(void *context, uint32_t boot, uint32_t sequence, int key, bool baseline)
{
	struct desk *desk = context;
	if (baseline) {
		desk->baselines++;
	} else {
		CHECK(boot == desk->boot && sequence == desk->sequence + 1);
		desk->presses++;
		desk->key = key;
	}
	desk->boot = boot;
	desk->sequence = sequence;
}

static void health_seen(void *context, enum device_health health, const char *detail)
{
	health_log_add(&((struct desk *)context)->health, health, detail);
}

static int open_with(struct desk *desk, struct key_list *map, struct key_list *keys)
{
	const struct pty_line_settings settings = { .path = path };
	const struct pty_line_owner line_owner = { desk, line_received };
	const struct input_sim_owner sim_owner = { desk, sim_send };
	const struct caller_owner owner = { desk, health_seen, key_seen };
	struct key_list port_keys;
	memset(desk, 0, sizeof *desk);
	desk->base = event_base_new();
	CHECK(pty_line_open(&desk->line, desk->base, &settings, 1, &line_owner) == 0);
	CHECK(input_sim_init(&desk->sim, desk->base, &sim_owner) == 0);
	key_list_init(&port_keys, (struct key_list_entry[]){ { .key = "name", .text = "pad" },
							     { .key = "kind", .text = "input" },
							     { .key = "line", .text = path },
							     { 0 } });
	CHECK(port_open(&desk->port, desk->base, &port_keys.keys, true) == 0);
	key_list_init(keys, (struct key_list_entry[]){ { .key = "port", .port = desk->port },
						       { .key = map ? "keys" : NULL, .map = map },
						       { 0 } });
	return caller_evdev.open(&desk->caller, desk->base, &keys->keys, &owner);
}

static void start(struct desk *desk)
{
	struct key_list keys;
	CHECK(open_with(desk, NULL, &keys) == 0);
	CHECK(key_list_untaken(&keys) == NULL);
	CHECK(LOOP_UNTIL(desk->base, desk->baselines == 1));
	CHECK(desk->health.health == DEVICE_OK);
	loop_for(desk->base, REST_MS);
}

static void stop(struct desk *desk)
{
	caller_evdev.close(desk->caller);
	port_close(desk->port);
	input_sim_finish(&desk->sim);
	pty_line_close(desk->line);
	event_base_free(desk->base);
}

static void a_numeric_keypad_needs_no_map(void)
{
	static const struct {
		uint16_t code;
		int key;
	} keys[] = {
		{ KEY_KPENTER, CALLER_KEY_NEXT },    { KEY_KP0, CALLER_KEY_RECALL },
		{ KEY_KPDOT, CALLER_KEY_START },     { KEY_KPPLUS, CALLER_KEY_FINISH },
		{ KEY_KPMINUS, CALLER_KEY_NO_SHOW }, { KEY_KPSLASH, CALLER_KEY_PAUSE },
		{ KEY_KPASTERISK, CALLER_KEY_HOLD }, { KEY_KP7, CALLER_KEY_CALL_BACK },
		{ KEY_KP9, CALLER_KEY_TRANSFER },    { KEY_BACKSPACE, CALLER_KEY_OPEN_CLOSE },
	};
	struct desk desk;
	start(&desk);
	for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) {
		CHECK(input_sim_press(&desk.sim, keys[i].code) == 0);
		CHECK(LOOP_UNTIL(desk.base, desk.presses == i + 1));
		CHECK(desk.key == keys[i].key);
	}
	input_sim_press(&desk.sim, KEY_KP5); /* no meaning */
	input_sim_press(&desk.sim, KEY_VOLUMEUP);
	loop_for(desk.base, REST_MS);
	CHECK(desk.presses == sizeof keys / sizeof *keys);
	stop(&desk);
}

static void bounces_and_chatter_are_one_press(void)
{
	struct desk desk;
	start(&desk);
	desk.sim.faults.bounces = 50;
	input_sim_press(&desk.sim, KEY_KPENTER);
	CHECK(LOOP_UNTIL(desk.base, desk.sim.count == 0));
	loop_for(desk.base, 500);
	CHECK(desk.presses == 1);
	for (int i = 0; i < 40; i++) { /* 20 Hz */
		input_sim_key(&desk.sim, KEY_KPENTER, 1);
		loop_for(desk.base, 25);
		input_sim_key(&desk.sim, KEY_KPENTER, 0);
		loop_for(desk.base, 25);
	}
	CHECK(desk.presses == 2);
	desk.sim.faults.bounces = 0;
	loop_for(desk.base, 500);
	input_sim_press(&desk.sim, KEY_KPENTER);
	CHECK(LOOP_UNTIL(desk.base, desk.presses == 3));
	stop(&desk);
}

static void a_stuck_key_is_one_press_and_heals(void)
{
	struct desk desk;
	start(&desk);
	input_sim_hold(&desk.sim, KEY_KPENTER);
	CHECK(LOOP_UNTIL(desk.base, desk.health.health == DEVICE_DEGRADED));
	CHECK_TEXT(desk.health.detail, "stuck_key");
	CHECK(desk.presses == 1);
	input_sim_press(&desk.sim, KEY_KP0); /* the other keys still work */
	CHECK(LOOP_UNTIL(desk.base, desk.presses == 2));
	input_sim_hold(&desk.sim, 0);
	CHECK(LOOP_UNTIL(desk.base, desk.health.health == DEVICE_OK));
	input_sim_press(&desk.sim, KEY_KPENTER);
	CHECK(LOOP_UNTIL(desk.base, desk.presses == 3));
	stop(&desk);
}

static void a_key_held_across_the_plug_is_no_press(void)
{
	struct desk desk;
	start(&desk);
	input_sim_key(&desk.sim, KEY_KPENTER, 1);
	CHECK(LOOP_UNTIL(desk.base, desk.presses == 1));
	uint32_t boot = desk.boot;
	pty_line_unplug(desk.line, true);
	CHECK(LOOP_UNTIL(desk.base, desk.health.lost == 1));
	pty_line_unplug(desk.line, false);
	CHECK(LOOP_UNTIL(desk.base, desk.health.health == DEVICE_OK));
	input_sim_key(&desk.sim, KEY_KPENTER, 1); /* the box says anew what is down */
	loop_for(desk.base, REST_MS);
	CHECK(desk.presses == 1 && desk.baselines == 1 && desk.boot == boot);
	input_sim_key(&desk.sim, KEY_KPENTER, 0);
	loop_for(desk.base, REST_MS);
	input_sim_press(&desk.sim, KEY_KPENTER);
	CHECK(LOOP_UNTIL(desk.base, desk.presses == 2));
	stop(&desk);
}

static void the_board_file_says_what_keys_do(void)
{
	struct desk desk;
	struct key_list keys, map;
	key_list_init(&map, (struct key_list_entry[]){ { .key = "A", .text = "help" },
						       { .key = "KP_1", .text = "rate-5" },
						       { 0 } });
	CHECK(open_with(&desk, &map, &keys) == 0);
	CHECK(key_list_untaken(&map) == NULL);
	CHECK(LOOP_UNTIL(desk.base, desk.baselines == 1));
	loop_for(desk.base, REST_MS);
	input_sim_press(&desk.sim, KEY_KPENTER);
	input_sim_press(&desk.sim, KEY_A);
	CHECK(LOOP_UNTIL(desk.base, desk.presses == 1));
	CHECK(desk.key == CALLER_KEY_HELP);
	input_sim_press(&desk.sim, KEY_KP1);
	CHECK(LOOP_UNTIL(desk.base, desk.presses == 2));
	CHECK(desk.key == CALLER_KEY_RATE_5);
	stop(&desk);
}

static void bad_maps_are_said(void)
{
	struct desk desk;
	struct key_list keys, map;
	key_list_init(&map, (struct key_list_entry[]){ { .key = "KP_1", .text = "jump" }, { 0 } });
	CHECK(open_with(&desk, &map, &keys) == -EINVAL);
	CHECK(strstr(map.messages, "KP_1 is none") != NULL);
	stop(&desk);
	key_list_init(&map, (struct key_list_entry[]){ { .key = "KP_99", .text = "next" }, { 0 } });
	CHECK(open_with(&desk, &map, &keys) == -EINVAL);
	CHECK(strstr(keys.messages, "keys names no key") != NULL);
	CHECK_TEXT(key_list_untaken(&map), "KP_99");
	stop(&desk);
}

int main(void)
{
	snprintf(path, sizeof path, "/tmp/jiaohao-test-evdev.%d", (int)getpid());
	a_numeric_keypad_needs_no_map();
	bounces_and_chatter_are_one_press();
	a_stuck_key_is_one_press_and_heals();
	a_key_held_across_the_plug_is_no_press();
	the_board_file_says_what_keys_do();
	bad_maps_are_said();
	return check_result();
}
