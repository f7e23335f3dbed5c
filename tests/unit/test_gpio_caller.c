/* A push button: bounces are one press, a stuck one is none. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "gpio_caller.h"
#include "gpio_fake.h"

#include <errno.h>

#define CHIP "/dev/gpiochip0"

struct button {
	struct event_base *base;
	struct port *port;
	struct caller *caller;
	struct health_log health;
	unsigned presses, baselines;
	uint32_t boot, sequence;
	int key;
};

static void key_seen(void *context, uint32_t boot, uint32_t sequence, int key, bool baseline)
{
	struct button *button = context;
	if (baseline)
		button->baselines++;
	else
		button->presses++;
	button->boot = boot;
	button->sequence = sequence;
	button->key = key;
}

static void button_health(void *context, enum device_health health, const char *detail)
{
	health_log_add(&((struct button *)context)->health, health, detail);
}

static const char *debounce_ms = "25";

static int open_with(struct button *button, const char *key, const char *active_low,
		     struct key_list *keys)
{
	struct key_list port_keys;
	struct caller_owner owner = { .context = button, .health = button_health, .key = key_seen };
	memset(button, 0, sizeof *button);
	button->base = event_base_new();
	key_list_init(&port_keys, (struct key_list_entry[]){ { .key = "name", .text = "buttons" },
							     { .key = "kind", .text = "gpio" },
							     { .key = "chip", .text = CHIP },
							     { 0 } });
	CHECK(port_open(&button->port, button->base, &port_keys.keys, false) == 0);
	key_list_init(keys, (struct key_list_entry[]){ { .key = "port", .port = button->port },
						       { .key = "line", .text = "CALL_06" },
						       { .key = "debounce_ms", .text = debounce_ms },
						       { .key = "active_low", .text = active_low },
						       { .key = "key", .text = key },
						       { 0 } });
	return caller_gpio.open(&button->caller, button->base, &keys->keys, &owner);
}

static void start(struct button *button, const char *key, const char *active_low)
{
	struct key_list keys;
	CHECK(open_with(button, key, active_low, &keys) == 0);
	CHECK(key_list_untaken(&keys) == NULL);
}

static void stop(struct button *button)
{
	caller_gpio.close(button->caller);
	CHECK(!gpio_fake_is_open());
	port_close(button->port);
	event_base_free(button->base);
}

/* A contact bounces for some milliseconds. */
static void bounce(struct button *button, bool high)
{
	for (int i = 0; i < 3; i++) {
		gpio_fake_set(high);
		loop_for(button->base, 1);
		gpio_fake_set(!high);
		loop_for(button->base, 1);
	}
	gpio_fake_set(high);
}

static void bounces_are_one_press(void)
{
	struct button button;
	gpio_fake_reset(CHIP, "CALL_06");
	start(&button, "recall", "false");
	CHECK(LOOP_UNTIL(button.base, button.baselines == 1));
	CHECK(button.key == 0 && button.health.health == DEVICE_OK);
	for (unsigned i = 1; i <= 3; i++) {
		bounce(&button, true);
		CHECK(LOOP_UNTIL(button.base, button.presses == i));
		CHECK(button.sequence == i && button.key == CALLER_KEY_RECALL);
		bounce(&button, false);
		loop_for(button.base, 400); /* longer than any release */
		CHECK(button.presses == i);
	}
	stop(&button);
}

/* Slower than debounce_ms: each closing stands still long enough to be believed. */
static void chatter_is_one_press_and_a_long_one_is_stuck(void)
{
	struct button button;
	gpio_fake_reset(CHIP, "CALL_06");
	start(&button, "next", "false");
	CHECK(LOOP_UNTIL(button.base, button.baselines == 1));
	loop_for(button.base, 200);
	for (int i = 0; i < 200 && button.health.health != DEVICE_DEGRADED; i++) { /* 10 Hz */
		gpio_fake_set(i % 2 == 0);
		loop_for(button.base, 60);
	}
	CHECK(button.presses == 1 && button.health.health == DEVICE_DEGRADED);
	CHECK_TEXT(button.health.detail, "stuck_key");
	gpio_fake_set(false);
	CHECK(LOOP_UNTIL(button.base, button.health.health == DEVICE_OK));
	gpio_fake_set(true);
	CHECK(LOOP_UNTIL(button.base, button.presses == 2));
	stop(&button);
}

/* Faster than debounce_ms: no level is ever believed, and the button is dead. A wire without a
 * button hums like this. */
static void a_line_that_never_stands_still_is_said(void)
{
	struct button button;
	gpio_fake_reset(CHIP, "CALL_06");
	debounce_ms = "200"; /* so that a machine that stalls for a moment is no standing still */
	start(&button, "next", "false");
	debounce_ms = "25";
	CHECK(LOOP_UNTIL(button.base, button.baselines == 1));
	loop_for(button.base, 400);
	for (int i = 0; i < 1400 && button.health.health != DEVICE_DEGRADED; i++) {
		gpio_fake_set(i % 2 == 0);
		loop_for(button.base, 8);
	}
	CHECK(button.presses == 0 && button.health.health == DEVICE_DEGRADED);
	CHECK_TEXT(button.health.detail, "stuck_key");
	gpio_fake_set(false);
	CHECK(LOOP_UNTIL(button.base, button.health.health == DEVICE_OK));
	gpio_fake_set(true);
	CHECK(LOOP_UNTIL(button.base, button.presses == 1));
	stop(&button);
}

static void a_spike_is_no_press(void)
{
	struct button button;
	gpio_fake_reset(CHIP, "CALL_06");
	start(&button, "next", "false");
	CHECK(LOOP_UNTIL(button.base, button.baselines == 1));
	gpio_fake_set(true);
	gpio_fake_set(false);
	loop_for(button.base, 80);
	CHECK(button.presses == 0);
	stop(&button);
}

static void a_dip_while_held_is_no_second_press(void)
{
	struct button button;
	gpio_fake_reset(CHIP, "CALL_06");
	start(&button, "next", "false");
	CHECK(LOOP_UNTIL(button.base, button.baselines == 1));
	gpio_fake_set(true);
	CHECK(LOOP_UNTIL(button.base, button.presses == 1));
	gpio_fake_set(false);
	gpio_fake_set(true);
	loop_for(button.base, 80);
	CHECK(button.presses == 1);
	stop(&button);
}

static void active_low_turns_it_round(void)
{
	struct button button;
	gpio_fake_reset(CHIP, "CALL_06");
	gpio_fake_set(true); /* pulled up */
	start(&button, "next", "true");
	CHECK(LOOP_UNTIL(button.base, button.baselines == 1));
	loop_for(button.base, 60);
	CHECK(button.presses == 0);
	gpio_fake_set(false);
	CHECK(LOOP_UNTIL(button.base, button.presses == 1));
	stop(&button);
}

static void a_key_stuck_from_the_start_presses_nothing(void)
{
	struct button button;
	gpio_fake_reset(CHIP, "CALL_06");
	gpio_fake_set(true);
	start(&button, "next", "false");
	CHECK(LOOP_UNTIL(button.base, button.health.health == DEVICE_DEGRADED)); /* after 10 s */
	CHECK_TEXT(button.health.detail, "stuck_key");
	CHECK(button.presses == 0 && button.baselines == 1);
	gpio_fake_set(false);
	CHECK(LOOP_UNTIL(button.base, button.health.health == DEVICE_OK));
	gpio_fake_set(true);
	CHECK(LOOP_UNTIL(button.base, button.presses == 1));
	stop(&button);
}

static void a_pulled_chip_is_lost_and_comes_back(void)
{
	struct button button;
	gpio_fake_reset(CHIP, "CALL_06");
	start(&button, "next", "false");
	CHECK(LOOP_UNTIL(button.base, button.baselines == 1));
	uint32_t boot = button.boot;
	gpio_fake_unplug(true);
	CHECK(LOOP_UNTIL(button.base, button.health.lost == 1));
	gpio_fake_unplug(false);
	CHECK(LOOP_UNTIL(button.base, button.baselines == 2));
	CHECK(button.boot == boot && button.presses == 0);
	gpio_fake_set(true);
	CHECK(LOOP_UNTIL(button.base, button.presses == 1));
	stop(&button);
}

static void a_line_the_chip_lacks_is_said(void)
{
	struct button button;
	gpio_fake_reset(CHIP, "OTHER");
	start(&button, "next", "false");
	CHECK(LOOP_UNTIL(button.base, button.health.lost == 1));
	CHECK(strstr(button.health.detail, "no_line") != NULL);
	stop(&button);
}

static void a_button_may_ask_for_help(void)
{
	static const struct {
		const char *name;
		int key;
	} keys[] = { { "hold", CALLER_KEY_HOLD },
		     { "call-back", CALLER_KEY_CALL_BACK },
		     { "help", CALLER_KEY_HELP } };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct button button;
		gpio_fake_reset(CHIP, "CALL_06");
		start(&button, keys[i].name, "false");
		CHECK(LOOP_UNTIL(button.base, button.baselines == 1));
		bounce(&button, true);
		CHECK(LOOP_UNTIL(button.base, button.presses == 1));
		CHECK(button.key == keys[i].key);
		stop(&button);
	}
}

static void an_unknown_key_is_refused(void)
{
	struct button button;
	struct key_list keys;
	gpio_fake_reset(CHIP, "CALL_06");
	CHECK(open_with(&button, "jump", "false", &keys) == -EINVAL);
	CHECK(strstr(keys.messages, "key is none") != NULL);
	port_close(button.port);
	event_base_free(button.base);
}

int main(void)
{
	bounces_are_one_press();
	chatter_is_one_press_and_a_long_one_is_stuck();
	a_line_that_never_stands_still_is_said();
	a_spike_is_no_press();
	a_dip_while_held_is_no_second_press();
	active_low_turns_it_round();
	a_key_stuck_from_the_start_presses_nothing();
	a_pulled_chip_is_lost_and_comes_back();
	a_line_the_chip_lacks_is_said();
	a_button_may_ask_for_help();
	an_unknown_key_is_refused();
	return check_result();
}
