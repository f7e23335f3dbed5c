/* An input port on a simulated line: what is told of its keys, and what a loss does. The ioctls of
 * a real device (grab, state, name) are judged in tests/judge/judge_input.py. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "input.h"
#include "input_find.h"
#include "input_sim.h"
#include "pty_line.h"

#include <errno.h>
#include <linux/input.h>
#include <unistd.h>

enum { LOG_MAX = 256 };

struct desk {
	struct event_base *base;
	struct port *port;
	struct pty_line *line;
	struct input_sim sim;
	struct input *input;
	struct input_owner owner;
	struct health_log health;
	unsigned count;
	struct {
		uint16_t code;
		int value;
	} log[LOG_MAX];
};

static char path[64];

static void sim_send(void *context, const uint8_t *bytes, size_t count)
{
	CHECK(pty_line_send(((struct desk *)context)->line, bytes, count) == 0);
}

static void line_received(void *context, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	(void)context;
	(void)bytes;
	(void)ended_us;
	CHECK(count == 0); /* nobody writes to a key box */
}

static void key_seen(void *context, uint16_t code, int value)
{
	struct desk *desk = context;
	if (desk->count == LOG_MAX)
		return;
	desk->log[desk->count].code = code;
	desk->log[desk->count++].value = value;
}

static void health_seen(void *context, enum device_health health, const char *detail)
{
	health_log_add(&((struct desk *)context)->health, health, detail);
}

static void start(struct desk *desk)
{
	struct key_list keys;
	struct pty_line_settings settings = { .path = path };
	struct pty_line_owner line_owner = { desk, line_received };
	memset(desk, 0, sizeof *desk);
	desk->base = event_base_new();
	struct input_sim_owner sim_owner = { desk, sim_send };
	CHECK(pty_line_open(&desk->line, desk->base, &settings, 1, &line_owner) == 0);
	CHECK(input_sim_init(&desk->sim, desk->base, &sim_owner) == 0);
	key_list_init(&keys, (struct key_list_entry[]){ { .key = "name", .text = "pad" },
							{ .key = "kind", .text = "input" },
							{ .key = "line", .text = path },
							{ 0 } });
	CHECK(port_open(&desk->port, desk->base, &keys.keys, true) == 0);
	desk->owner = (struct input_owner){ desk, health_seen, key_seen };
	CHECK(input_create(&desk->input, desk->base, port_describe(desk->port), &desk->owner) == 0);
	CHECK(LOOP_UNTIL(desk->base, desk->health.health == DEVICE_OK));
}

static void stop(struct desk *desk)
{
	input_destroy(desk->input);
	port_close(desk->port);
	input_sim_finish(&desk->sim);
	pty_line_close(desk->line);
	event_base_free(desk->base);
}

static bool logged(const struct desk *desk, unsigned i, uint16_t code, int value)
{
	return i < desk->count && desk->log[i].code == code && desk->log[i].value == value;
}

static void a_key_goes_down_and_up(void)
{
	struct desk desk;
	start(&desk);
	input_sim_press(&desk.sim, KEY_KPENTER);
	CHECK(LOOP_UNTIL(desk.base, desk.count == 2));
	CHECK(logged(&desk, 0, KEY_KPENTER, 1) && logged(&desk, 1, KEY_KPENTER, 0));
	stop(&desk);
}

static void a_held_key_is_repeated_until_it_comes_up(void)
{
	struct desk desk;
	start(&desk);
	input_sim_hold(&desk.sim, KEY_KP0);
	CHECK(LOOP_UNTIL(desk.base, desk.count == 4));
	input_sim_hold(&desk.sim, 0);
	CHECK(LOOP_UNTIL(desk.base, desk.count > 4 && desk.log[desk.count - 1].value == 0));
	CHECK(logged(&desk, 0, KEY_KP0, 1));
	for (unsigned i = 1; i + 1 < desk.count; i++)
		CHECK(logged(&desk, i, KEY_KP0, 2));
	stop(&desk);
}

static void an_event_cut_in_two_is_put_together(void)
{
	struct desk desk;
	start(&desk);
	desk.sim.faults.split = true;
	input_sim_press(&desk.sim, KEY_KP1);
	CHECK(LOOP_UNTIL(desk.base, desk.count == 2));
	CHECK(logged(&desk, 0, KEY_KP1, 1) && logged(&desk, 1, KEY_KP1, 0));
	stop(&desk);
}

static void what_the_kernel_dropped_is_no_press(void)
{
	struct desk desk;
	start(&desk);
	input_sim_key(&desk.sim, KEY_KP2, 1);
	desk.sim.faults.overrun = true;
	input_sim_press(&desk.sim, KEY_KP3);
	CHECK(LOOP_UNTIL(desk.base, desk.count == 2));
	CHECK(logged(&desk, 0, KEY_KP2, 1) && logged(&desk, 1, KEY_KP2, 0));
	input_sim_press(&desk.sim, KEY_KP3);
	CHECK(LOOP_UNTIL(desk.base, desk.count == 4));
	CHECK(logged(&desk, 2, KEY_KP3, 1) && logged(&desk, 3, KEY_KP3, 0));
	stop(&desk);
}

static void down_twice_is_down_once(void)
{
	struct desk desk;
	start(&desk);
	input_sim_key(&desk.sim, KEY_KP4, 0);
	input_sim_key(&desk.sim, KEY_KP4, 1);
	input_sim_key(&desk.sim, KEY_KP4, 1);
	input_sim_key(&desk.sim, KEY_KP4, 0);
	CHECK(LOOP_UNTIL(desk.base, desk.count == 3));
	CHECK(logged(&desk, 0, KEY_KP4, 1) && logged(&desk, 1, KEY_KP4, 2));
	CHECK(logged(&desk, 2, KEY_KP4, 0));
	stop(&desk);
}

static void a_pulled_plug_is_said_once_and_it_comes_back(void)
{
	struct desk desk;
	start(&desk);
	input_sim_key(&desk.sim, KEY_KP5, 1);
	CHECK(LOOP_UNTIL(desk.base, desk.count == 1));
	pty_line_unplug(desk.line, true);
	CHECK(LOOP_UNTIL(desk.base, desk.health.health == DEVICE_LOST));
	CHECK_TEXT(desk.health.detail, "unplugged");
	loop_for(desk.base, 1200);
	CHECK(desk.health.lost == 1);
	pty_line_unplug(desk.line, false);
	CHECK(LOOP_UNTIL(desk.base, desk.health.health == DEVICE_OK));
	input_sim_press(&desk.sim, KEY_KP5);
	CHECK(LOOP_UNTIL(desk.base, desk.count == 3));
	CHECK(logged(&desk, 1, KEY_KP5, 1) && logged(&desk, 2, KEY_KP5, 0));
	stop(&desk);
}

static void nonsense_on_the_line_opens_it_anew(void)
{
	static const uint8_t noise[24] = { [16] = 0xFF, [17] = 0xFF };
	struct desk desk;
	start(&desk);
	pty_line_send(desk.line, noise, sizeof noise);
	CHECK(LOOP_UNTIL(desk.base, desk.health.lost == 1));
	CHECK_TEXT(desk.health.detail, "bad_frames");
	CHECK(LOOP_UNTIL(desk.base, desk.health.health == DEVICE_OK));
	stop(&desk);
}

static void what_is_no_input_device_is_said(void)
{
	CHECK(input_find("/dev/null") == -ENOTTY);
	CHECK(input_find("/dev/input/by-id/nothing-here") == -ENOENT);
	CHECK(input_find("name:There is no such box *") < 0);
}

int main(void)
{
	snprintf(path, sizeof path, "/tmp/jiaohao-test-input.%d", (int)getpid());
	a_key_goes_down_and_up();
	a_held_key_is_repeated_until_it_comes_up();
	an_event_cut_in_two_is_put_together();
	what_the_kernel_dropped_is_no_press();
	down_twice_is_down_once();
	a_pulled_plug_is_said_once_and_it_comes_back();
	nonsense_on_the_line_opens_it_anew();
	what_is_no_input_device_is_said();
	return check_result();
}
