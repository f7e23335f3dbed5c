/* The clerk's box: presses come unasked and are echoed; the box shows a number or how many wait.
 * Decides nothing of what a key does. */
#include "ff68.h"
#include "ff68_box.h"
#include "press_filter.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum {
	REPEAT_MS = 800,
	REPEAT_MIN_MS = 200,
	REPEAT_MAX_MS = 5000,
	ECHO_MS = 150, /* later the box has long repeated its press */
	BEEP_MS = 2000,
	BEEP_AGAIN_MS = 400,
	REFRESH_S = 300, /* a box that lost its power shows nothing until then */
	NUMBER_MAX = 16,
};

enum slot { SLOT_ECHO, SLOT_SHOW, SLOT_BEEP };

static const char stuck[] = "stuck_key: or it does not hear our echo";
static const char other_function[] = "other_function: its keys have another function";

struct caller {
	struct caller_owner owner;
	struct ff68_box box;
	struct press_filter filter;
	struct event *begin, *release, *refresh, *beep_again;
	struct timeval release_after;
	int64_t repeat_us;
	uint32_t boot, sequence;
	uint64_t lost_presses;
	bool shows; /* something was to be shown yet */
	unsigned waiting;
	char number[NUMBER_MAX];
};

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int caller_key(enum ff68_key key)
{
	static const int keys[] = {
		[FF68_KEY_NEXT] = CALLER_KEY_NEXT,
		[FF68_KEY_RECALL] = CALLER_KEY_RECALL,
		[FF68_KEY_RATE] = CALLER_KEY_FINISH,
		[FF68_KEY_PAUSE] = CALLER_KEY_PAUSE,
		[FF68_KEY_TRANSFER] = CALLER_KEY_TRANSFER,
		[FF68_KEY_NO_SHOW] = CALLER_KEY_NO_SHOW,
		[FF68_KEY_HOLD] = CALLER_KEY_HOLD,
		[FF68_KEY_CALL_BACK] = CALLER_KEY_CALL_BACK,
		[FF68_KEY_IDLE] = 0,
	};
	return keys[key];
}

static void send_shown(struct caller *caller)
{
	uint8_t bytes[FF68_FRAME_MAX];
	size_t length = caller->number[0] != '\0'
				? ff68_number(bytes, caller->box.address, caller->number)
				: ff68_waiting(bytes, caller->box.address, caller->waiting);
	if (caller->shows)
		ff68_box_send(&caller->box, SLOT_SHOW, bytes, length, false, 0);
}

static void send_beep(struct caller *caller)
{
	uint8_t bytes[FF68_FRAME_MAX];
	size_t length = ff68_beep(bytes, caller->box.address);
	ff68_box_send(&caller->box, SLOT_BEEP, bytes, length, false, BEEP_MS);
}

/* Keys without a meaning are one key to the filter: they may stick, too. */
static void pressed(struct caller *caller, enum ff68_key key)
{
	int code = caller_key(key);
	enum press_kind press = press_filter_feed(&caller->filter, (unsigned)code, now_us());
	event_add(caller->release, &caller->release_after);
	ff68_box_problem(&caller->box,
			 press_filter_stuck(&caller->filter, now_us()) ? stuck : NULL);
	if (press == PRESS_UNSURE && code != 0)
		caller->lost_presses++;
	if (press != PRESS_NEW || code == 0)
		return;
	caller->sequence++;
	caller->owner.key(caller->owner.context, caller->boot, caller->sequence, code, false);
}

static bool caller_frame(void *context, const uint8_t *bytes, size_t length, bool awaited)
{
	struct caller *caller = context;
	struct ff68_frame frame;
	struct ff68_message message;
	uint8_t echo[FF68_FRAME_MAX];
	(void)awaited;
	if (!ff68_decode(&frame, bytes, length) || frame.address != caller->box.address)
		return false;
	ff68_read(&message, &frame, caller->box.function);
	if (message.kind == FF68_PRESS) {
		ff68_box_send(&caller->box, SLOT_ECHO, echo, ff68_answer(echo, &frame), true,
			      ECHO_MS);
		ff68_box_heard(&caller->box);
		pressed(caller, message.key);
		return true;
	}
	if (message.kind != FF68_OTHER || !ff68_has_other_function(&frame, caller->box.function))
		return false;
	ff68_box_heard(&caller->box);
	ff68_box_problem(&caller->box, other_function);
	return true;
}

/* The key that was stuck came up, or there was none. */
static void release_due(evutil_socket_t fd, short what, void *arg)
{
	struct caller *caller = arg;
	(void)fd;
	(void)what;
	if (press_filter_stuck(&caller->filter, now_us()))
		event_add(caller->release, &caller->release_after);
	else
		ff68_box_problem(&caller->box, NULL);
}

static void refresh_due(evutil_socket_t fd, short what, void *arg)
{
	const struct timeval after = { .tv_sec = REFRESH_S };
	struct caller *caller = arg;
	(void)fd;
	(void)what;
	send_shown(caller);
	event_add(caller->refresh, &after);
}

static void beep_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	send_beep(arg);
}

/* The box has no counts to begin with: ours begin anew with every start, under another boot. */
static void begin_due(evutil_socket_t fd, short what, void *arg)
{
	struct caller *caller = arg;
	(void)fd;
	(void)what;
	caller->owner.key(caller->owner.context, caller->boot, caller->sequence, 0, true);
}

static void caller_health(void *context, enum device_health health, const char *detail)
{
	struct caller *caller = context;
	bool was_lost = caller->box.line_health == DEVICE_LOST;
	if (was_lost && health != DEVICE_LOST) {
		press_filter_restart(&caller->filter, caller->repeat_us, now_us());
		send_shown(caller);
	}
	ff68_box_health(&caller->box, health, detail);
}

static void caller_done(void *context, unsigned slot, uint32_t tag, bool good)
{
	(void)context;
	(void)slot;
	(void)tag;
	(void)good; /* no answer comes: sent is all that can be known */
}

static void ff68_caller_close(struct caller *caller)
{
	if (caller == NULL)
		return;
	ff68_box_leave(&caller->box);
	if (caller->begin != NULL)
		event_free(caller->begin);
	if (caller->release != NULL)
		event_free(caller->release);
	if (caller->refresh != NULL)
		event_free(caller->refresh);
	if (caller->beep_again != NULL)
		event_free(caller->beep_again);
	free(caller);
}

static int make_events(struct caller *caller, struct event_base *base)
{
	const struct timeval now = { 0 };
	/* Not all at once: the boxes of a line are spread over the time. */
	const struct timeval first = { .tv_sec = 1 + caller->box.address * REFRESH_S / 256 };
	caller->begin = evtimer_new(base, begin_due, caller);
	caller->release = evtimer_new(base, release_due, caller);
	caller->refresh = evtimer_new(base, refresh_due, caller);
	caller->beep_again = evtimer_new(base, beep_due, caller);
	if (caller->begin == NULL || caller->release == NULL || caller->refresh == NULL ||
	    caller->beep_again == NULL || event_add(caller->begin, &now) < 0 ||
	    event_add(caller->refresh, &first) < 0)
		return -ENOMEM;
	return 0;
}

static int ff68_caller_open(struct caller **out, struct event_base *base, struct config_keys *keys,
			    const struct caller_owner *owner)
{
	struct port *port = NULL;
	long repeat_ms = REPEAT_MS;
	struct caller *caller = calloc(1, sizeof *caller);
	if (caller == NULL)
		return -ENOMEM;
	const struct line_owner line_owner = { .context = caller,
					       .frame = caller_frame,
					       .done = caller_done,
					       .health = caller_health };
	caller->owner = *owner;
	caller->box.context = owner->context;
	caller->box.health = owner->health;
	int result = ff68_box_take(&caller->box, keys, &port);
	if (keys->ops->take_integer(keys, "repeat_ms", REPEAT_MIN_MS, REPEAT_MAX_MS, &repeat_ms) <
	    0)
		result = -EINVAL;
	caller->repeat_us = repeat_ms * 1000;
	caller->release_after.tv_sec = (repeat_ms + 100) / 1000;
	caller->release_after.tv_usec = (repeat_ms + 100) % 1000 * 1000;
	press_filter_restart(&caller->filter, caller->repeat_us, now_us());
	if (result == 0 && getrandom(&caller->boot, sizeof caller->boot, 0) < 0)
		result = -errno;
	if (result == 0)
		result = make_events(caller, base);
	if (result == 0)
		result = ff68_box_join(&caller->box, base, keys, port, &line_owner);
	if (result < 0) {
		ff68_caller_close(caller);
		return result;
	}
	*out = caller;
	return 0;
}

static void ff68_caller_show(struct caller *caller, unsigned waiting, const char *number)
{
	caller->waiting = waiting;
	snprintf(caller->number, sizeof caller->number, "%s", number);
	caller->shows = true;
	send_shown(caller);
}

/* What is called shows itself; what is not needs a sound, for the echo came all the same: one beep
 * when nobody waits, two when it was refused. */
static void ff68_caller_feedback(struct caller *caller, enum caller_feedback feedback,
				 unsigned waiting)
{
	static const struct timeval again = { .tv_usec = BEEP_AGAIN_MS * 1000 };
	caller->waiting = waiting;
	caller->shows = true;
	send_shown(caller);
	if (feedback == FEEDBACK_NOBODY || feedback == FEEDBACK_REFUSED)
		send_beep(caller);
	if (feedback == FEEDBACK_REFUSED)
		event_add(caller->beep_again, &again);
}

static void ff68_caller_beep(struct caller *caller)
{
	send_beep(caller);
}

static void ff68_caller_statistics(const struct caller *caller, struct device_statistics *out)
{
	line_statistics(caller->box.member, out);
	out->lost_presses += caller->lost_presses;
}

const struct caller_ops caller_ff68 = {
	.name = "ff68",
	.open = ff68_caller_open,
	.feedback = ff68_caller_feedback,
	.show = ff68_caller_show,
	.beep = ff68_caller_beep,
	.statistics = ff68_caller_statistics,
	.close = ff68_caller_close,
};
