/* A push button on a GPIO line. An edge is believed when the level then stood still for
 * debounce_ms; what is a press among the levels is press_filter.h's: a worn contact that chatters
 * more slowly than that is still one press, and one that was active from the start is none.
 *
 *   up ──edge──▶ settling ──quiet, active──▶ down (a press, if it was up long enough)
 *   ▲               │ quiet, inactive          │ edge: settling
 *   └───────────────┘ 10 s down or chattering: stuck, until it is up */
#include "gpio_caller.h"

#include "gpio.h"
#include "key_names.h"
#include "port.h"
#include "press_filter.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum {
	DEBOUNCE_MS = 25,
	DEBOUNCE_MAX_MS = 1000,
	UP_US = 150 * 1000, /* shorter is no release */
	LOOK_S = 1,
	REOPEN_MIN_S = 1,
	REOPEN_MAX_S = 30,
	LINE_NAME_MAX = 64,
};

struct caller {
	struct caller_owner owner;
	const struct port_description *port;
	char line_name[LINE_NAME_MAX];
	bool active_low;
	int key;
	struct timeval debounce;
	uint32_t boot, sequence;

	struct gpio_line *line;
	struct event *reopen, *edge, *quiet, *look;
	int reopen_pause_s;
	bool opened; /* the line's first level is known */
	bool active;
	int64_t unsettled_us; /* since when the level has not stood still; 0: it does */
	struct press_filter filter;
	enum device_health health;
	const char *detail;
	struct device_statistics statistics;
};

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void report(struct caller *caller, enum device_health health, const char *detail)
{
	if (health == caller->health && caller->detail != NULL &&
	    strcmp(detail, caller->detail) == 0)
		return;
	caller->health = health;
	caller->detail = detail;
	caller->owner.health(caller->owner.context, health, detail);
}

static void line_gone(struct caller *caller, const char *detail)
{
	struct timeval pause = { .tv_sec = caller->reopen_pause_s };
	if (caller->edge != NULL) {
		event_free(caller->edge);
		caller->edge = NULL;
	}
	event_del(caller->quiet);
	event_del(caller->look);
	gpio_line_close(caller->line);
	caller->line = NULL;
	caller->statistics.bad_frames++;
	event_add(caller->reopen, &pause);
	caller->reopen_pause_s *= 2;
	if (caller->reopen_pause_s > REOPEN_MAX_S)
		caller->reopen_pause_s = REOPEN_MAX_S;
	report(caller, DEVICE_LOST, detail);
}

/* Says how it is, and looks again while the button is not surely up. */
static void look(struct caller *caller)
{
	const struct timeval after = { .tv_sec = LOOK_S };
	bool unsettled = caller->unsettled_us != 0;
	bool stuck = press_filter_stuck(&caller->filter, now_us());
	stuck |= unsettled && now_us() - caller->unsettled_us >= PRESS_FILTER_STUCK_US;
	if (stuck)
		report(caller, DEVICE_DEGRADED, "stuck_key");
	else if (caller->opened)
		report(caller, DEVICE_OK, "ok");
	if (unsettled || press_filter_any_down(&caller->filter, now_us()))
		event_add(caller->look, &after);
}

static void look_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	look(arg);
}

/* The level stood still long enough to be believed. */
static void level_settled(struct caller *caller, bool active)
{
	const unsigned key = (unsigned)caller->key;
	enum press_kind press = PRESS_SAME;
	bool first = !caller->opened, changed = first || active != caller->active;
	caller->opened = true;
	caller->active = active;
	caller->unsettled_us = 0;
	if (!changed)
		return; /* a short dip between two edges: still the same press */
	if (active)
		press = press_filter_feed(&caller->filter, key, now_us());
	if (active || !first)
		press_filter_hold(&caller->filter, key, active, now_us());
	else /* it is seen to be up: nothing of before can come */
		press_filter_restart(&caller->filter, UP_US, now_us() - UP_US);
	look(caller);
	if (first) {
		caller->owner.key(caller->owner.context, caller->boot, caller->sequence, 0, true);
	} else if (press == PRESS_NEW) {
		caller->sequence++;
		caller->statistics.requests++;
		caller->owner.key(caller->owner.context, caller->boot, caller->sequence,
				  caller->key, false);
	} else if (press == PRESS_UNSURE) {
		caller->statistics.lost_presses++;
	}
}

static void quiet_due(evutil_socket_t fd, short what, void *arg)
{
	struct caller *caller = arg;
	(void)fd;
	(void)what;
	int value = gpio_line_value(caller->line);
	if (value < 0)
		line_gone(caller, "unplugged");
	else
		level_settled(caller, value == 1);
}

/* A level that never stands still is never believed, so it must be looked at. */
static void unsettle(struct caller *caller)
{
	const struct timeval after = { .tv_sec = LOOK_S };
	if (caller->unsettled_us != 0)
		return;
	caller->unsettled_us = now_us();
	if (!evtimer_pending(caller->look, NULL))
		event_add(caller->look, &after);
}

static void edge_seen(evutil_socket_t fd, short what, void *arg)
{
	struct caller *caller = arg;
	(void)fd;
	(void)what;
	if (gpio_line_read_edges(caller->line) < 0) {
		line_gone(caller, "unplugged");
		return;
	}
	unsettle(caller);
	event_add(caller->quiet, &caller->debounce); /* anew with every edge */
}

static void reopen_due(evutil_socket_t fd, short what, void *arg)
{
	struct caller *caller = arg;
	(void)fd;
	(void)what;
	int result = gpio_line_open(&caller->line, caller->port->device, caller->line_name,
				    caller->active_low);
	if (result < 0) {
		caller->line = NULL;
		line_gone(caller, result == -ENOENT  ? "no_line: no such line or chip"
				  : result == -EBUSY ? "busy: another program holds the line"
						     : "unplugged: can't open the line");
		return;
	}
	caller->edge = event_new(event_get_base(caller->reopen), gpio_line_descriptor(caller->line),
				 EV_READ | EV_PERSIST, edge_seen, caller);
	if (caller->edge == NULL || event_add(caller->edge, NULL) < 0) {
		line_gone(caller, "no_memory");
		return;
	}
	caller->reopen_pause_s = REOPEN_MIN_S;
	caller->opened = false;
	caller->active = false;
	caller->unsettled_us = 0;
	press_filter_restart(&caller->filter, UP_US, now_us());
	unsettle(caller);
	event_add(caller->quiet, &caller->debounce);
}

static void gpio_caller_close(struct caller *caller)
{
	if (caller == NULL)
		return;
	if (caller->edge != NULL)
		event_free(caller->edge);
	if (caller->reopen != NULL)
		event_free(caller->reopen);
	if (caller->quiet != NULL)
		event_free(caller->quiet);
	if (caller->look != NULL)
		event_free(caller->look);
	gpio_line_close(caller->line);
	free(caller);
}

static int take_keys(struct caller *caller, struct config_keys *keys)
{
	static const char *const kinds[] = { "gpio", NULL };
	struct port *port = NULL;
	const char *line = "";
	long debounce_ms = DEBOUNCE_MS;
	int key = 0, result = 0;
	if (config_keys_need_port(keys, "port", kinds, &port) < 0)
		result = -EINVAL;
	else
		caller->port = port_describe(port);
	if (config_keys_need_text(keys, "line", &line) < 0)
		result = -EINVAL;
	if (strlen(line) >= sizeof caller->line_name)
		result = keys->ops->fail(keys, "line", "is longer than a line's name can be");
	else
		strcpy(caller->line_name, line);
	if (keys->ops->take_integer(keys, "debounce_ms", 1, DEBOUNCE_MAX_MS, &debounce_ms) < 0 ||
	    keys->ops->take_boolean(keys, "active_low", &caller->active_low) < 0 ||
	    keys->ops->take_choice(keys, "key", key_names, &key) < 0)
		result = -EINVAL;
	caller->debounce.tv_sec = debounce_ms / 1000;
	caller->debounce.tv_usec = debounce_ms % 1000 * 1000;
	caller->key = CALLER_KEY_NEXT + key;
	return result;
}

static int gpio_caller_open(struct caller **out, struct event_base *base, struct config_keys *keys,
			    const struct caller_owner *owner)
{
	struct timeval now = { 0 };
	int result = -ENOMEM;
	struct caller *caller = calloc(1, sizeof *caller);
	if (caller == NULL)
		return -ENOMEM;
	caller->owner = *owner;
	caller->reopen_pause_s = REOPEN_MIN_S;
	if (getrandom(&caller->boot, sizeof caller->boot, 0) < 0) {
		result = -errno;
		goto fail;
	}
	result = take_keys(caller, keys);
	if (result < 0)
		goto fail;
	caller->reopen = evtimer_new(base, reopen_due, caller);
	caller->quiet = evtimer_new(base, quiet_due, caller);
	caller->look = evtimer_new(base, look_due, caller);
	result = -ENOMEM;
	if (caller->reopen == NULL || caller->quiet == NULL || caller->look == NULL ||
	    event_add(caller->reopen, &now) < 0)
		goto fail;
	*out = caller;
	return 0;
fail:
	gpio_caller_close(caller);
	return result;
}

static void gpio_caller_statistics(const struct caller *caller, struct device_statistics *out)
{
	*out = caller->statistics;
}

const struct caller_ops caller_gpio = {
	.name = "gpio-caller",
	.open = gpio_caller_open,
	.statistics = gpio_caller_statistics,
	.close = gpio_caller_close,
};
