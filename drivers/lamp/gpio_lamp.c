/* See gpio_lamp.h. A chip that is gone is opened again with growing pauses, and the lamp then shows
 * what it last was to show. A real output tells of a loss only when it is set, so the level is set
 * again every few seconds. */
#include "gpio_lamp.h"

#include "gpio.h"
#include "port.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLINK_MS = 500,
	BLINK_MIN_MS = 100,
	BLINK_MAX_MS = 5000,
	AGAIN_S = 5,
	REOPEN_MIN_S = 1,
	REOPEN_MAX_S = 30,
	LINE_NAME_MAX = 64,
	STATES = LAMP_PAUSED + 1,
};

enum show { SHOW_OFF, SHOW_ON, SHOW_BLINK };

struct lamp {
	struct lamp_owner owner;
	const struct port_description *port;
	char line_name[LINE_NAME_MAX];
	bool active_low;
	struct timeval blink;
	enum show shows[STATES];

	enum lamp_state state;
	bool lit;
	struct gpio_line *line;
	struct event *step, *reopen, *gone;
	int reopen_pause_s;
	struct device_statistics statistics;
};

static void line_gone(struct lamp *lamp, const char *detail)
{
	struct timeval pause = { .tv_sec = lamp->reopen_pause_s };
	if (lamp->gone != NULL)
		event_free(lamp->gone);
	lamp->gone = NULL;
	gpio_line_close(lamp->line);
	lamp->line = NULL;
	event_del(lamp->step);
	event_add(lamp->reopen, &pause);
	lamp->reopen_pause_s *= 2;
	if (lamp->reopen_pause_s > REOPEN_MAX_S)
		lamp->reopen_pause_s = REOPEN_MAX_S;
	lamp->owner.health(lamp->owner.context, DEVICE_LOST, detail);
}

/* Set the level that is due now, and come again for the next. */
static void shine(struct lamp *lamp, bool lit)
{
	static const struct timeval again = { .tv_sec = AGAIN_S };
	lamp->lit = lit;
	if (lamp->line == NULL)
		return;
	lamp->statistics.requests++;
	if (gpio_line_set(lamp->line, lit) < 0) {
		lamp->statistics.bad_frames++;
		line_gone(lamp, "unplugged");
		return;
	}
	event_add(lamp->step, lamp->shows[lamp->state] == SHOW_BLINK ? &lamp->blink : &again);
}

static void step_due(evutil_socket_t fd, short what, void *arg)
{
	struct lamp *lamp = arg;
	(void)fd;
	(void)what;
	shine(lamp, lamp->shows[lamp->state] == SHOW_BLINK ? !lamp->lit : lamp->lit);
}

static void chip_speaks(evutil_socket_t fd, short what, void *arg)
{
	struct lamp *lamp = arg;
	(void)fd;
	(void)what;
	if (gpio_line_read_edges(lamp->line) < 0)
		line_gone(lamp, "unplugged");
}

static void reopen_due(evutil_socket_t fd, short what, void *arg)
{
	struct lamp *lamp = arg;
	(void)fd;
	(void)what;
	int result = gpio_line_open_output(&lamp->line, lamp->port->device, lamp->line_name,
					   lamp->active_low, lamp->lit);
	if (result < 0) {
		lamp->line = NULL;
		line_gone(lamp, result == -ENOENT  ? "no_line: no such line or chip"
				: result == -EBUSY ? "busy: somebody else holds the line"
						   : "unplugged: can't open the line");
		return;
	}
	if (gpio_line_descriptor(lamp->line) >= 0) {
		lamp->gone =
			event_new(event_get_base(lamp->reopen), gpio_line_descriptor(lamp->line),
				  EV_READ | EV_PERSIST, chip_speaks, lamp);
		if (lamp->gone == NULL || event_add(lamp->gone, NULL) < 0) {
			line_gone(lamp, "no_memory");
			return;
		}
	}
	lamp->reopen_pause_s = REOPEN_MIN_S;
	lamp->owner.health(lamp->owner.context, DEVICE_OK, "ok");
	shine(lamp, lamp->lit);
}

static void gpio_lamp_set(struct lamp *lamp, enum lamp_state state)
{
	lamp->state = state;
	shine(lamp, lamp->shows[state] != SHOW_OFF);
}

static void gpio_lamp_close(struct lamp *lamp)
{
	if (lamp == NULL)
		return;
	struct event *events[] = { lamp->step, lamp->reopen, lamp->gone };
	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
		if (events[i] != NULL)
			event_free(events[i]);
	gpio_line_close(lamp->line);
	free(lamp);
}

static int take_show(struct lamp *lamp, struct config_keys *keys)
{
	/* In the order of enum lamp_state and enum show. */
	static const char *const states[STATES] = { "closed", "open", "calling", "serving",
						    "paused" };
	static const char *const shows[] = { "off", "on", "blink", NULL };
	struct config_keys *map = NULL;
	int taken = keys->ops->take_map(keys, "show", &map), result = 0;
	lamp->shows[LAMP_CALLING] = SHOW_BLINK;
	lamp->shows[LAMP_SERVING] = SHOW_ON;
	if (taken <= 0)
		return taken;
	for (int i = 0; i < STATES; i++) {
		int show = SHOW_OFF;
		if (map->ops->take_choice(map, states[i], shows, &show) < 0)
			result = -EINVAL;
		lamp->shows[i] = (enum show)show;
	}
	return result;
}

static int take_keys(struct lamp *lamp, struct config_keys *keys)
{
	static const char *const kinds[] = { "gpio", NULL };
	struct port *port = NULL;
	const char *line = "";
	long blink_ms = BLINK_MS;
	int result = 0;
	if (config_keys_need_port(keys, "port", kinds, &port) < 0)
		result = -EINVAL;
	else
		lamp->port = port_describe(port);
	if (config_keys_need_text(keys, "line", &line) < 0)
		result = -EINVAL;
	if (strlen(line) >= sizeof lamp->line_name)
		result = keys->ops->fail(keys, "line", "is longer than a line's name can be");
	else
		strcpy(lamp->line_name, line);
	if (keys->ops->take_boolean(keys, "active_low", &lamp->active_low) < 0 ||
	    keys->ops->take_integer(keys, "blink_ms", BLINK_MIN_MS, BLINK_MAX_MS, &blink_ms) < 0 ||
	    take_show(lamp, keys) < 0)
		result = -EINVAL;
	lamp->blink.tv_sec = blink_ms / 1000;
	lamp->blink.tv_usec = blink_ms % 1000 * 1000;
	return result;
}

static int gpio_lamp_open(struct lamp **out, struct event_base *base, struct config_keys *keys,
			  const struct lamp_owner *owner)
{
	struct timeval now = { 0 };
	struct lamp *lamp = calloc(1, sizeof *lamp);
	if (lamp == NULL)
		return -ENOMEM;
	lamp->owner = *owner;
	lamp->reopen_pause_s = REOPEN_MIN_S;
	int result = take_keys(lamp, keys);
	if (result < 0)
		goto fail;
	result = -ENOMEM;
	lamp->step = evtimer_new(base, step_due, lamp);
	lamp->reopen = evtimer_new(base, reopen_due, lamp);
	if (lamp->step == NULL || lamp->reopen == NULL || event_add(lamp->reopen, &now) < 0)
		goto fail;
	*out = lamp;
	return 0;
fail:
	gpio_lamp_close(lamp);
	return result;
}

static void gpio_lamp_statistics(const struct lamp *lamp, struct device_statistics *out)
{
	*out = lamp->statistics;
}

const struct lamp_ops lamp_gpio = {
	.name = "gpio-lamp",
	.open = gpio_lamp_open,
	.set = gpio_lamp_set,
	.statistics = gpio_lamp_statistics,
	.close = gpio_lamp_close,
};
