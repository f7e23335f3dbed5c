/* The clerk's box: presses come by polling its counters, feedback goes by writes. Decides nothing
 * of what a key does. The box tells bounces itself and counts each press, so each one counts here;
 * only a key that goes on for ten seconds as no person presses it is stuck, and means nothing until
 * it rests. */
#include "keypad_unit.h"
#include "modbus_keypad.h"
#include "press_filter.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <time.h>

enum {
	ACTIVE_MS = 20,	      /* an open window: as fast as the bus can */
	IDLE_MS = 500,	      /* a closed one: a press opens it */
	WHOLE_MS = 10000,     /* all registers: is it still a box of ours, has it our echo? */
	FEEDBACK_MS = 3000,   /* older feedback only confuses */
	HAND_US = 300 * 1000, /* nobody presses faster for long */
	LOOK_S = 1,
};

enum slot { SLOT_FEEDBACK, SLOT_ECHO };

struct caller {
	struct caller_owner owner;
	struct modbus_unit *unit;
	struct keypad_watch watch;
	uint16_t echo;
	bool lost, stuck;
	struct press_filter filter;
	struct event *look; /* while a key may be stuck: did it come up? */
};

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* What was pressed while it was stuck is remembered as seen, or it would be a press after a start.
 */
static void look(struct caller *caller)
{
	const struct timeval after = { .tv_sec = LOOK_S };
	bool stuck = press_filter_stuck(&caller->filter, now_us());
	if (stuck)
		event_add(caller->look, &after);
	else if (caller->stuck && !caller->lost)
		caller->owner.key(caller->owner.context, caller->watch.boot, caller->watch.sequence,
				  0, true);
	caller->stuck = stuck;
}

static void look_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	look(arg);
}

/* Two presses or more in one reading come faster than by hand, however seldom it is polled. */
static void pressed(struct caller *caller, const struct keypad_registers *now, unsigned lost)
{
	for (unsigned i = 0; i <= lost && i < PRESS_FILTER_MANY; i++)
		press_filter_feed(&caller->filter, now->key, now_us());
	look(caller);
	if (caller->stuck)
		modbus_unit_count(caller->unit, 0, 1);
	else
		caller->owner.key(caller->owner.context, now->boot, now->sequence, now->key, false);
}

static void caller_sees(struct caller *caller, const struct keypad_registers *now)
{
	unsigned lost;
	enum keypad_reading reading = keypad_watch_feed(&caller->watch, now, &lost);
	if (lost > 0 || reading == KEYPAD_STALE)
		modbus_unit_count(caller->unit, reading == KEYPAD_STALE, lost);
	if (reading == KEYPAD_PRESSED)
		pressed(caller, now, lost);
	if (reading == KEYPAD_BASELINE)
		caller->owner.key(caller->owner.context, now->boot, now->sequence, now->key, true);
}

static void caller_polled(void *context, const uint16_t *values, unsigned count)
{
	struct caller *caller = context;
	struct keypad_registers now;
	if (keypad_unit_decode(caller->unit, &now, values, count,
			       caller->stuck ? "stuck_key" : NULL) == 0)
		caller_sees(caller, &now);
}

static void caller_quick(void *context, const uint16_t *values)
{
	struct caller *caller = context;
	struct keypad_registers now;
	if (keypad_unit_decode_quick(caller->unit, &now, values, KEYPAD_QUICK_COUNT,
				     caller->stuck ? "stuck_key" : NULL) == 0)
		caller_sees(caller, &now);
}

static void caller_written(void *context, unsigned slot, uint32_t tag)
{
	struct caller *caller = context;
	if (slot == SLOT_ECHO && tag == caller->echo)
		keypad_watch_echo(&caller->watch, caller->echo);
}

static void caller_health(void *context, enum device_health health, const char *detail)
{
	struct caller *caller = context;
	if (caller->lost && health != DEVICE_LOST) {
		keypad_watch_restart(&caller->watch);
		press_filter_restart(&caller->filter, HAND_US, now_us() - HAND_US);
		caller->stuck = false;
	}
	caller->lost = health == DEVICE_LOST;
	caller->owner.health(caller->owner.context, health, detail);
}

static void keypad_caller_close(struct caller *caller)
{
	if (caller == NULL)
		return;
	modbus_unit_remove(caller->unit);
	if (caller->look != NULL)
		event_free(caller->look);
	free(caller);
}

static int keypad_caller_open(struct caller **out, struct event_base *base,
			      struct config_keys *keys, const struct caller_owner *owner)
{
	static const struct modbus_poll poll = {
		.first = KEYPAD_READ_FIRST,
		.count = KEYPAD_READ_COUNT,
		.short_count = KEYPAD_READ_MIN,
		.quick_first = KEYPAD_QUICK_FIRST,
		.quick_count = KEYPAD_QUICK_COUNT,
		.whole_ms = WHOLE_MS,
		.active_ms = ACTIVE_MS,
		.idle_ms = IDLE_MS,
		.hurried = true,
	};
	struct caller *caller = calloc(1, sizeof *caller);
	if (caller == NULL)
		return -ENOMEM;
	caller->owner = *owner;
	caller->echo = keypad_unit_first_echo();
	struct modbus_unit_owner unit_owner = {
		.context = caller,
		.polled = caller_polled,
		.quick = caller_quick,
		.written = caller_written,
		.health = caller_health,
	};
	press_filter_restart(&caller->filter, HAND_US, now_us() - HAND_US);
	caller->look = evtimer_new(base, look_due, caller);
	int result = caller->look != NULL
			     ? keypad_unit_open(&caller->unit, keys, &poll, &unit_owner)
			     : -ENOMEM;
	if (result < 0) {
		keypad_caller_close(caller);
		return result;
	}
	*out = caller;
	return 0;
}

static void keypad_caller_feedback(struct caller *caller, enum caller_feedback feedback,
				   unsigned waiting)
{
	if (waiting > KEYPAD_WAITING_MAX)
		waiting = KEYPAD_WAITING_MAX;
	struct modbus_write write = {
		.first = KEYPAD_WRITE_FEEDBACK,
		.count = 2,
		.give_up_ms = FEEDBACK_MS,
		.values = { (uint16_t)(feedback + 1), (uint16_t)waiting },
	};
	modbus_unit_write(caller->unit, SLOT_FEEDBACK, &write);
	caller->echo++;
	struct modbus_write echo = {
		.first = KEYPAD_WRITE_ECHO,
		.count = 1,
		.give_up_ms = FEEDBACK_MS,
		.tag = caller->echo,
		.values = { caller->echo },
	};
	keypad_watch_echo_pending(&caller->watch);
	modbus_unit_write(caller->unit, SLOT_ECHO, &echo);
}

static void keypad_caller_active(struct caller *caller, bool active)
{
	modbus_unit_active(caller->unit, active);
}

static void keypad_caller_statistics(const struct caller *caller, struct device_statistics *out)
{
	modbus_unit_statistics(caller->unit, out);
}

const struct caller_ops caller_modbus_keypad = {
	.name = "modbus-keypad",
	.open = keypad_caller_open,
	.feedback = keypad_caller_feedback,
	.active = keypad_caller_active,
	.statistics = keypad_caller_statistics,
	.close = keypad_caller_close,
};
