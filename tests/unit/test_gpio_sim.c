/* Buttons and lamps on a simulated chip: the back-end, both drivers and the simulator together. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "gpio.h"
#include "gpio_caller.h"
#include "gpio_lamp.h"
#include "gpio_line_sim.h"
#include "pty_line.h"

#include <errno.h>
#include <unistd.h>

struct bed {
	struct health_log caller_health; /* first: the caller's context is both */
	struct health_log lamp_health;
	struct event_base *base;
	struct pty_line *chip;
	struct gpio_line_sim button, bulb;
	char path[64];
	struct port *port;
	struct caller *caller;
	struct lamp *lamp;
	unsigned presses, baselines;
};

static int chip_send(void *context, const uint8_t *bytes, size_t count)
{
	return pty_line_send(((struct bed *)context)->chip, bytes, count);
}

static void chip_received(void *context, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	struct bed *bed = context;
	(void)ended_us;
	gpio_line_sim_receive(&bed->button, bytes, count);
	gpio_line_sim_receive(&bed->bulb, bytes, count);
}

static void key_seen(void *context, uint32_t boot, uint32_t sequence, int key, bool baseline)
{
	struct bed *bed = context;
	(void)boot;
	(void)sequence;
	(void)key;
	bed->baselines += baseline;
	bed->presses += !baseline;
}

static void open_lamp(struct bed *bed)
{
	const struct lamp_owner owner = { .context = &bed->lamp_health, .health = health_log_add };
	struct key_list keys, show;
	key_list_init(&show, (struct key_list_entry[]){ { .key = "calling", .text = "blink" },
							{ .key = "serving", .text = "on" },
							{ .key = "open", .text = "off" },
							{ 0 } });
	key_list_init(&keys, (struct key_list_entry[]){ { .key = "port", .port = bed->port },
							{ .key = "line", .text = "LAMP_06" },
							{ .key = "active_low", .text = "true" },
							{ .key = "blink_ms", .text = "100" },
							{ .key = "show", .map = &show },
							{ 0 } });
	CHECK(lamp_gpio.open(&bed->lamp, bed->base, &keys.keys, &owner) == 0);
	CHECK(key_list_untaken(&keys) == NULL && key_list_untaken(&show) == NULL);
}

static void open_caller(struct bed *bed)
{
	const struct caller_owner owner = { .context = bed,
					    .health = health_log_add,
					    .key = key_seen };
	struct key_list keys;
	key_list_init(&keys, (struct key_list_entry[]){ { .key = "port", .port = bed->port },
							{ .key = "line", .text = "CALL_06" },
							{ 0 } });
	CHECK(caller_gpio.open(&bed->caller, bed->base, &keys.keys, &owner) == 0);
}

static void start(struct bed *bed)
{
	const struct pty_line_owner line_owner = { .context = bed, .received = chip_received };
	const struct gpio_line_sim_owner owner = { bed, chip_send };
	struct key_list keys;
	memset(bed, 0, sizeof *bed);
	bed->base = event_base_new();
	snprintf(bed->path, sizeof bed->path, "/tmp/jiaohao-chip-%d", (int)getpid());
	CHECK(pty_line_open(&bed->chip, bed->base, &(struct pty_line_settings){ .path = bed->path },
			    1, &line_owner) == 0);
	CHECK(gpio_line_sim_init(&bed->button, bed->base, "CALL_06", true, false, &owner) == 0);
	CHECK(gpio_line_sim_init(&bed->bulb, bed->base, "LAMP_06", false, true, &owner) == 0);
	key_list_init(&keys, (struct key_list_entry[]){ { .key = "name", .text = "gpio" },
							{ .key = "kind", .text = "gpio" },
							{ .key = "line", .text = bed->path },
							{ 0 } });
	CHECK(port_open(&bed->port, bed->base, &keys.keys, true) == 0);
	open_lamp(bed);
	open_caller(bed);
}

static void stop(struct bed *bed)
{
	caller_gpio.close(bed->caller);
	lamp_gpio.close(bed->lamp);
	port_close(bed->port);
	gpio_line_sim_finish(&bed->button);
	gpio_line_sim_finish(&bed->bulb);
	pty_line_close(bed->chip);
	event_base_free(bed->base);
}

static void a_press_is_one_press_and_a_lamp_shows_its_state(void)
{
	struct bed bed;
	start(&bed);
	CHECK(LOOP_UNTIL(bed.base, bed.baselines == 1 && bed.lamp_health.health == DEVICE_OK));
	CHECK(!bed.bulb.active);
	gpio_line_sim_press(&bed.button);
	CHECK(LOOP_UNTIL(bed.base, bed.presses == 1));
	bed.button.faults.bounce = 5;
	loop_for(bed.base, 200);
	gpio_line_sim_press(&bed.button);
	CHECK(LOOP_UNTIL(bed.base, bed.presses == 2));
	loop_for(bed.base, 300);
	CHECK(bed.presses == 2);
	lamp_gpio.set(bed.lamp, LAMP_SERVING);
	CHECK(LOOP_UNTIL(bed.base, bed.bulb.active));
	uint64_t before = bed.bulb.changes;
	lamp_gpio.set(bed.lamp, LAMP_CALLING);
	CHECK(LOOP_UNTIL(bed.base, bed.bulb.changes >= before + 4)); /* it blinks */
	lamp_gpio.set(bed.lamp, LAMP_CLOSED);
	CHECK(LOOP_UNTIL(bed.base, !bed.bulb.active));
	before = bed.bulb.changes;
	loop_for(bed.base, 300);
	CHECK(bed.bulb.changes == before);
	stop(&bed);
}

static void after_a_loss_the_lamp_shows_what_it_is_to_show(void)
{
	struct bed bed;
	start(&bed);
	CHECK(LOOP_UNTIL(bed.base, bed.baselines == 1 && bed.lamp_health.health == DEVICE_OK));
	pty_line_unplug(bed.chip, true);
	CHECK(LOOP_UNTIL(bed.base, bed.lamp_health.lost == 1 && bed.caller_health.lost == 1));
	lamp_gpio.set(bed.lamp, LAMP_SERVING);
	bed.bulb.active = false;
	pty_line_unplug(bed.chip, false);
	CHECK(LOOP_UNTIL(bed.base,
			 bed.lamp_health.restored == 1 && bed.caller_health.restored == 1));
	CHECK(LOOP_UNTIL(bed.base, bed.bulb.active));
	gpio_line_sim_press(&bed.button);
	CHECK(LOOP_UNTIL(bed.base, bed.presses == 1));
	stop(&bed);
}

static void one_line_has_one_owner(void)
{
	struct bed bed;
	struct gpio_line *line = NULL;
	char chip[80];
	start(&bed);
	CHECK(LOOP_UNTIL(bed.base, bed.baselines == 1));
	snprintf(chip, sizeof chip, "sim:%s", bed.path);
	CHECK(gpio_line_open(&line, chip, "CALL_06", false) == -EBUSY);
	CHECK(gpio_line_open(&line, "sim:/nowhere", "CALL_06", false) == -ENOENT);
	CHECK(gpio_line_open(&line, "/dev/gpiochip-none", "CALL_06", false) < 0);
	stop(&bed);
}

int main(void)
{
	a_press_is_one_press_and_a_lamp_shows_its_state();
	after_a_loss_the_lamp_shows_what_it_is_to_show();
	one_line_has_one_owner();
	return check_result();
}
