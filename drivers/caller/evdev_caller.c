/* Presses of a USB keypad. What is a press is press_filter.h's; what a key asks for is the board
 * file's; what that does is the core's. The keypad is grabbed by its port, so its keys type nowhere
 * else. */
#include "evdev_caller.h"

#include "evdev_keys.h"
#include "input.h"
#include "key_names.h"
#include "press_filter.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { WINDOW_MS = 150, WINDOW_MAX_MS = 2000, WINDOW_MIN_MS = 20, LOOK_S = 1, CODE_MAX = 256 };

struct caller {
	struct caller_owner owner;
	struct input *input;
	struct input_owner input_owner;
	struct event *look; /* while a key is down: is it stuck? */
	struct press_filter filter;
	int64_t window_us;
	uint8_t keys[CODE_MAX]; /* enum caller_key by the kernel's code; 0: none */
	bool lost, baseline;
	const char *detail;
	uint32_t boot, sequence;
	struct device_statistics statistics;
};

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void look_again(struct caller *caller)
{
	const struct timeval after = { .tv_sec = LOOK_S };
	bool stuck = press_filter_stuck(&caller->filter, now_us());
	const char *detail = stuck ? "stuck_key" : "ok";
	if (press_filter_any_down(&caller->filter, now_us()))
		event_add(caller->look, &after);
	if (caller->lost || caller->detail == detail)
		return;
	caller->detail = detail;
	caller->owner.health(caller->owner.context, stuck ? DEVICE_DEGRADED : DEVICE_OK, detail);
}

static void look_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	look_again(arg);
}

/* 2 without a press before it: the key was down when the keypad was opened. */
static void input_key(void *context, uint16_t code, int value)
{
	struct caller *caller = context;
	unsigned key = code < CODE_MAX ? caller->keys[code] : 0;
	if (key == 0)
		return;
	if (value == 0) {
		press_filter_hold(&caller->filter, key, false, now_us());
		look_again(caller);
		return;
	}
	enum press_kind press = press_filter_feed(&caller->filter, key, now_us());
	press_filter_hold(&caller->filter, key, true, now_us());
	look_again(caller);
	if (press == PRESS_UNSURE && value == 1)
		caller->statistics.lost_presses++;
	if (press != PRESS_NEW || value != 1)
		return;
	caller->sequence++;
	caller->statistics.requests++;
	caller->owner.key(caller->owner.context, caller->boot, caller->sequence, (int)key, false);
}

static void input_health(void *context, enum device_health health, const char *detail)
{
	struct caller *caller = context;
	caller->lost = health == DEVICE_LOST;
	press_filter_restart(&caller->filter, caller->window_us, now_us());
	event_del(caller->look);
	caller->detail = NULL;
	if (caller->lost) {
		caller->owner.health(caller->owner.context, DEVICE_LOST, detail);
		return;
	}
	look_again(caller);
	if (!caller->baseline) /* it has no counts of its own: ours begin anew with the start */
		caller->owner.key(caller->owner.context, caller->boot, caller->sequence, 0, true);
	caller->baseline = true;
}

static void evdev_caller_close(struct caller *caller)
{
	if (caller == NULL)
		return;
	input_destroy(caller->input);
	if (caller->look != NULL)
		event_free(caller->look);
	free(caller);
}

/* The board file's map, or the keys that have a meaning by default. */
static int take_map(struct caller *caller, struct config_keys *keys)
{
	struct config_keys *map = NULL;
	int result = keys->ops->take_map(keys, "keys", &map);
	bool with_map = result == 1, any = false;
	if (result < 0)
		return result;
	for (const struct evdev_key *key = evdev_keys; key->name != NULL; key++) {
		int choice = -1;
		caller->keys[key->code] = (uint8_t)(with_map ? 0 : key->by_default);
		if (!with_map)
			continue;
		if (map->ops->take_choice(map, key->name, key_names, &choice) < 0)
			result = -EINVAL;
		if (choice >= 0)
			caller->keys[key->code] = (uint8_t)(CALLER_KEY_NEXT + choice);
		any |= choice >= 0;
	}
	if (with_map && !any && result >= 0)
		result = keys->ops->fail(keys, "keys",
					 "names no key, allowed are KP_ENTER: next and the like");
	return result < 0 ? result : 0;
}

static int take_keys(struct caller *caller, struct config_keys *keys, struct port **port)
{
	static const char *const kinds[] = { "input", NULL };
	long window_ms = WINDOW_MS;
	int result = config_keys_need_port(keys, "port", kinds, port);
	if (keys->ops->take_integer(keys, "window_ms", WINDOW_MIN_MS, WINDOW_MAX_MS, &window_ms) <
		    0 ||
	    take_map(caller, keys) < 0)
		result = -EINVAL;
	caller->window_us = window_ms * 1000;
	return result < 0 ? -EINVAL : 0;
}

static int evdev_caller_open(struct caller **out, struct event_base *base, struct config_keys *keys,
			     const struct caller_owner *owner)
{
	struct port *port = NULL;
	struct caller *caller = calloc(1, sizeof *caller);
	if (caller == NULL)
		return -ENOMEM;
	caller->owner = *owner;
	caller->input_owner =
		(struct input_owner){ .context = caller, .health = input_health, .key = input_key };
	int result = take_keys(caller, keys, &port);
	if (result == 0 && getrandom(&caller->boot, sizeof caller->boot, 0) < 0)
		result = -errno;
	if (result == 0)
		caller->look = evtimer_new(base, look_due, caller);
	if (result == 0 && caller->look == NULL)
		result = -ENOMEM;
	if (result == 0)
		result = input_create(&caller->input, base, port_describe(port),
				      &caller->input_owner);
	if (result < 0) {
		evdev_caller_close(caller);
		return result;
	}
	*out = caller;
	return 0;
}

static void evdev_caller_statistics(const struct caller *caller, struct device_statistics *out)
{
	*out = caller->statistics;
}

const struct caller_ops caller_evdev = {
	.name = "evdev-caller",
	.open = evdev_caller_open,
	.statistics = evdev_caller_statistics,
	.close = evdev_caller_close,
};
