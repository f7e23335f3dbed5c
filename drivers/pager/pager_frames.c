/* The driver "pager-frames": its keys, its wire and what waits. A sender gives no answer, so that
 * it is well as long as its line is open. A newer signal to a pager takes the place of an older one
 * that was not sent yet: nobody is called by a pager whose ticket has ended. */
#include "pager_frames.h"

#include "pager_frame.h"
#include "port.h"
#include "stream.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	SIGNALS_MAX = 64,
	REPEAT = 2,
	REPEAT_MAX = 10,
	GAP_MS = 200,
	GAP_MIN_MS = 20,
	GAP_MAX_MS = 5000,
	GIVE_UP_US = 30000000, /* older signals are sent no more when the line comes back */
	FRAME_KINDS = PAGER_OFF + 1,
};

struct waiting {
	unsigned number;
	enum pager_signal signal;
	unsigned left; /* how often it is still sent */
	int64_t since_us;
};

struct pager {
	struct pager_owner owner;
	struct stream_owner stream_owner;
	struct stream *stream;
	struct event *timer;
	struct pager_template frames[FRAME_KINDS]; /* by enum pager_signal */
	enum pager_check check;
	long check_from, repeat, gap_ms, highest;
	bool connected, lost, timing;
	size_t count;
	struct waiting waiting[SIGNALS_MAX]; /* the next one first */
	struct device_statistics statistics;
};

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void forget(struct pager *pager, size_t index)
{
	memmove(&pager->waiting[index], &pager->waiting[index + 1],
		(--pager->count - index) * sizeof pager->waiting[0]);
}

static void drop_old(struct pager *pager)
{
	for (size_t i = pager->count; i > 0; i--)
		if (now_us() - pager->waiting[i - 1].since_us > GIVE_UP_US) {
			pager->statistics.time_outs++;
			forget(pager, i - 1);
		}
}

/* One frame goes out; the next not before the wire and the gap are over. */
static void send_next(struct pager *pager)
{
	uint8_t frame[PAGER_FRAME_MAX];
	drop_old(pager);
	if (!pager->connected || pager->timing || pager->count == 0)
		return;
	struct waiting first = pager->waiting[0];
	const size_t length = pager_template_make(&pager->frames[first.signal], first.number,
						  pager->check, (unsigned)pager->check_from, frame);
	if (stream_send(pager->stream, frame, length) == 0) {
		pager->statistics.requests++;
		forget(pager, 0);
		if (--first.left > 0)
			pager->waiting[pager->count++] = first;
	}
	const int64_t after_us = pager->gap_ms * 1000 + stream_backlog(pager->stream);
	const struct timeval after = { after_us / 1000000, after_us % 1000000 };
	pager->timing = true;
	evtimer_add(pager->timer, &after);
}

static void gap_over(evutil_socket_t fd, short what, void *arg)
{
	struct pager *pager = arg;
	(void)fd;
	(void)what;
	pager->timing = false;
	send_next(pager);
}

static void stream_connected(void *context)
{
	struct pager *pager = context;
	pager->connected = true;
	pager->lost = false;
	stream_good(pager->stream);
	pager->owner.health(pager->owner.context, DEVICE_OK, "ok");
	send_next(pager);
}

/* It says nothing that we know; reading keeps its line from filling up. */
static void stream_received(void *context, const uint8_t *bytes, size_t length)
{
	(void)context;
	(void)bytes;
	(void)length;
}

static void stream_drained(void *context)
{
	(void)context;
}

static void stream_lost(void *context, const char *reason)
{
	struct pager *pager = context;
	pager->connected = false;
	pager->lost = true;
	pager->owner.health(pager->owner.context, DEVICE_LOST, reason);
}

static void frames_close(struct pager *pager)
{
	if (pager == NULL)
		return;
	stream_destroy(pager->stream);
	if (pager->timer != NULL)
		event_free(pager->timer);
	free(pager);
}

static int take_frame(struct pager *pager, struct config_keys *keys, const char *key,
		      enum pager_signal signal)
{
	struct pager_template *template = &pager->frames[signal];
	const char *text = NULL, *problem;
	int taken = signal == PAGER_CALL ? config_keys_need_text(keys, key, &text)
					 : keys->ops->take_text(keys, key, &text);
	if (taken <= 0)
		return taken;
	if (!pager_template_parse(template, text, &problem))
		return keys->ops->fail(keys, key, problem);
	if (pager_template_highest(template) == 0)
		return keys->ops->fail(keys, key,
				       "has no place for the pager's number, allowed are {bcd:N}, "
				       "{dec:N}, {hex:N}, {bin:N} and {low:2}");
	if (template->checked != (pager->check != PAGER_CHECK_NONE))
		return keys->ops->fail(keys, key,
				       template->checked
					       ? "holds {check}, allowed only with check: sum8 or "
						 "check: xor8"
					       : "lacks {check}, which the key check asks for");
	return 0;
}

static int take_highest(struct pager *pager, struct config_keys *keys)
{
	long fits = PAGER_NUMBER_MAX;
	for (unsigned i = 0; i < FRAME_KINDS; i++)
		if (pager->frames[i].count > 0 &&
		    (long)pager_template_highest(&pager->frames[i]) < fits)
			fits = (long)pager_template_highest(&pager->frames[i]);
	pager->highest = fits;
	return keys->ops->take_integer(keys, "highest", 1, fits, &pager->highest);
}

/* Every key is taken, so that all mistakes are said at once. */
static int take_keys(struct pager *pager, struct config_keys *keys, struct port **port)
{
	static const char *const kinds[] = { "serial", "tcp", NULL };
	static const char *const checks[] = { "none", "sum8", "xor8", NULL };
	int check = 0, result = 0;
	pager->repeat = REPEAT;
	pager->gap_ms = GAP_MS;
	if (config_keys_need_port(keys, "port", kinds, port) < 0)
		result = -EINVAL;
	if (keys->ops->take_choice(keys, "check", checks, &check) < 0)
		result = -EINVAL;
	pager->check = (enum pager_check)check;
	if (keys->ops->take_integer(keys, "check_from", 0, PAGER_FRAME_MAX - 1,
				    &pager->check_from) < 0)
		result = -EINVAL;
	if (keys->ops->take_integer(keys, "repeat", 1, REPEAT_MAX, &pager->repeat) < 0)
		result = -EINVAL;
	if (keys->ops->take_integer(keys, "gap_ms", GAP_MIN_MS, GAP_MAX_MS, &pager->gap_ms) < 0)
		result = -EINVAL;
	if (take_frame(pager, keys, "call", PAGER_CALL) < 0)
		result = -EINVAL;
	if (take_frame(pager, keys, "heads_up", PAGER_HEADS_UP) < 0)
		result = -EINVAL;
	if (take_frame(pager, keys, "off", PAGER_OFF) < 0)
		result = -EINVAL;
	if (take_highest(pager, keys) < 0)
		result = -EINVAL;
	return result;
}

static int frames_open(struct pager **out, struct event_base *base, struct config_keys *keys,
		       const struct pager_owner *owner)
{
	struct port *port = NULL;
	struct pager *pager = calloc(1, sizeof *pager);
	if (pager == NULL)
		return -ENOMEM;
	pager->owner = *owner;
	pager->stream_owner = (struct stream_owner){ pager, stream_connected, stream_received,
						     stream_drained, stream_lost };
	int result = take_keys(pager, keys, &port);
	if (result < 0)
		goto fail;
	result = -ENOMEM;
	pager->timer = evtimer_new(base, gap_over, pager);
	if (pager->timer == NULL)
		goto fail;
	result = stream_create(&pager->stream, base, port_describe(port), &pager->stream_owner);
	if (result < 0)
		goto fail;
	*out = pager;
	return 0;
fail:
	frames_close(pager);
	return result;
}

/* Before all repetitions, so that each pager has its first frame soon. */
static void add(struct pager *pager, unsigned number, enum pager_signal signal)
{
	const unsigned repeat = (unsigned)pager->repeat;
	size_t at = 0;
	while (at < pager->count && pager->waiting[at].left == repeat)
		at++;
	memmove(&pager->waiting[at + 1], &pager->waiting[at],
		(pager->count++ - at) * sizeof pager->waiting[0]);
	pager->waiting[at] = (struct waiting){ number, signal, repeat, now_us() };
}

static int frames_signal(struct pager *pager, unsigned number, enum pager_signal signal)
{
	if (number == 0 || (long)number > pager->highest)
		return -EINVAL;
	if (pager->lost)
		return -ENODEV;
	for (size_t i = pager->count; i > 0; i--)
		if (pager->waiting[i - 1].number == number)
			forget(pager, i - 1);
	if (pager->frames[signal].count == 0)
		return 0;
	if (pager->count == SIGNALS_MAX)
		return -EAGAIN;
	add(pager, number, signal);
	send_next(pager);
	return 0;
}

static void frames_statistics(const struct pager *pager, struct device_statistics *out)
{
	*out = pager->statistics;
}

const struct pager_ops pager_frames = {
	.name = "pager-frames",
	.open = frames_open,
	.signal = frames_signal,
	.statistics = frames_statistics,
	.close = frames_close,
};
