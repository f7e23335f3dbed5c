/* See line.h. The stream, the framing and the timer; what goes next is line_schedule.c's. */
#include "line.h"

#include "line_schedule.h"
#include "serial.h"
#include "stream.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PAUSE_MIN_US = 2000, OWN_MAX = 32 };

struct line {
	struct port *port;
	const struct line_protocol *protocol;
	struct stream *stream;
	struct stream_owner owner;
	struct event *timer;
	struct line_schedule schedule;
	bool open; /* the parser stands in the middle of a frame */
	int64_t heard_us;
	void *parser;
	/* The last frame sent, where the protocol skips its own, and until when it may come back.
	 */
	size_t own_length;
	int64_t own_until_us;
	uint8_t own[OWN_MAX];
};

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* True when something was said. */
static bool say_health(struct line *line)
{
	bool said = false;
	enum device_health health;
	const char *detail;
	for (unsigned i = 0; i < line->schedule.member_count; i++) {
		struct line_member *member = line->schedule.members[i];
		if (!line_schedule_health(member, &health, &detail))
			continue;
		said = true;
		member->owner.health(member->owner.context, health, detail);
	}
	return said;
}

static void remember_own(struct line *line, const struct line_exchange *exchange, int64_t ends_us)
{
	line->own_length = 0;
	if (line->protocol->own_ms == 0 || exchange->length > sizeof line->own)
		return;
	memcpy(line->own, exchange->bytes, exchange->length);
	line->own_length = exchange->length;
	line->own_until_us = ends_us + (int64_t)line->protocol->own_ms * 1000;
}

static bool is_own(struct line *line, const uint8_t *frame, size_t length, int64_t now)
{
	if (line->own_length == 0 || length != line->own_length || now >= line->own_until_us ||
	    memcmp(line->own, frame, length) != 0)
		return false;
	line->own_length = 0;
	return true;
}

static void transmit(struct line *line, const struct line_event *event, int64_t now)
{
	const struct line_exchange *exchange = event->exchange;
	/* What the stream refuses is lost like any other frame: the time-out tells. */
	stream_send(line->stream, exchange->bytes, exchange->length);
	int64_t ends_us = now + stream_backlog(line->stream);
	remember_own(line, exchange, ends_us);
	line_schedule_sent(&line->schedule, ends_us);
}

/* Everything that is due now; then sleep until something is. */
static void pump(struct line *line)
{
	int64_t again_us, now = now_us();
	struct line_event event;
	enum line_step step;
	/* Who hears of its health may send something: the time to sleep is reckoned after that. */
	do {
		while ((step = line_schedule_step(&line->schedule, now, &event, &again_us)) !=
		       LINE_NOTHING) {
			if (step == LINE_TRANSMIT)
				transmit(line, &event, now);
			else
				event.member->owner.done(event.member->owner.context, event.slot,
							 event.tag, event.good);
			now = now_us();
		}
	} while (say_health(line));
	if (again_us == INT64_MAX)
		return;
	int64_t wait_us = again_us > now ? again_us - now : 0;
	struct timeval wait = { .tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000 };
	evtimer_add(line->timer, &wait);
}

static void timer_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	pump(arg);
}

/* Called by members, perhaps from within a callback of theirs: the pump runs later. */
static void wake(struct line *line)
{
	static const struct timeval at_once = { 0 };
	evtimer_add(line->timer, &at_once);
}

static void line_connected(void *context)
{
	struct line *line = context;
	line->protocol->reset(line->parser);
	line->open = false;
	line_schedule_replugged(&line->schedule, now_us());
	pump(line);
}

static void line_lost(void *context, const char *reason)
{
	struct line *line = context;
	line_schedule_unplugged(&line->schedule, reason);
	pump(line);
}

static void frame_ready(struct line *line, const uint8_t *frame, size_t length, int64_t now)
{
	struct line_member *awaited = line_schedule_awaited(&line->schedule);
	if (is_own(line, frame, length, now)) {
		line->schedule.busy_since_us = 0; /* nobody else talks */
		return;
	}
	for (unsigned i = 0; i < line->schedule.member_count; i++) {
		struct line_member *member = line->schedule.members[i];
		if (!member->owner.frame(member->owner.context, frame, length, member == awaited))
			continue;
		line_schedule_frame(&line->schedule, member, now);
		stream_good(line->stream);
		return;
	}
	line_schedule_garbled(&line->schedule); /* a whole frame, but nobody's: foreign, or our own echo */
}

static void line_received(void *context, const uint8_t *bytes, size_t length)
{
	struct line *line = context;
	const struct line_protocol *protocol = line->protocol;
	int64_t now = now_us();
	if (line->open && protocol->gap_ms > 0 &&
	    now - line->heard_us > (int64_t)protocol->gap_ms * 1000) {
		protocol->reset(line->parser);
		line->open = false;
		line_schedule_garbled(&line->schedule);
	}
	line->heard_us = now;
	for (size_t i = 0; i < length; i++) {
		const uint8_t *frame;
		size_t frame_length;
		enum line_feed feed = protocol->feed(line->parser, bytes[i], &frame, &frame_length);
		line->open = feed == LINE_MORE;
		if (feed == LINE_READY)
			frame_ready(line, frame, frame_length, now);
		else if (feed == LINE_BAD)
			line_schedule_garbled(&line->schedule);
	}
	line_schedule_heard(&line->schedule, line->open, now);
	pump(line);
}

static void line_drained(void *context)
{
	(void)context;
}

/* --- joining and leaving --- */

static void line_close(struct line *line)
{
	if (line == NULL)
		return;
	stream_destroy(line->stream);
	if (line->timer != NULL)
		event_free(line->timer);
	free(line->parser);
	free(line);
}

static int line_create(struct line **out, struct event_base *base, struct port *port,
		       const struct line_protocol *protocol)
{
	const struct port_description *description = port_describe(port);
	if (description->kind != PORT_SERIAL && description->kind != PORT_TCP)
		return -EINVAL;
	struct line *line = calloc(1, sizeof *line);
	if (line == NULL)
		return -ENOMEM;
	int result = -ENOMEM;
	line->port = port;
	line->protocol = protocol;
	line->owner = (struct stream_owner){ .context = line,
					     .connected = line_connected,
					     .received = line_received,
					     .drained = line_drained,
					     .lost = line_lost };
	line->parser = calloc(1, protocol->parser_size);
	line->timer = evtimer_new(base, timer_due, line);
	if (line->parser == NULL || line->timer == NULL)
		goto fail;
	protocol->reset(line->parser);
	line->schedule.settle_us = (int64_t)description->settle_ms * 1000;
	line->schedule.pause_us =
		serial_character_ns(description->baud, description->parity) * 7 / 2000;
	if (line->schedule.pause_us < PAUSE_MIN_US)
		line->schedule.pause_us = PAUSE_MIN_US;
	result = stream_create(&line->stream, base, description, &line->owner);
	if (result < 0)
		goto fail;
	*out = line;
	return 0;
fail:
	line_close(line);
	return result;
}

int line_join(struct line_member **out, struct event_base *base, struct port *port,
	      const struct line_protocol *protocol, const struct line_owner *owner)
{
	struct line *line = port_line(port);
	if (line != NULL && line->protocol != protocol)
		return -EPROTO;
	struct line_member *member = calloc(1, sizeof *member);
	if (member == NULL)
		return -ENOMEM;
	if (line == NULL) {
		int result = line_create(&line, base, port, protocol);
		if (result < 0) {
			free(member);
			return result;
		}
		port_set_line(port, line);
	}
	member->line = line;
	member->owner = *owner;
	if (line_schedule_add(&line->schedule, member) < 0) {
		free(member);
		return -ENOSPC;
	}
	wake(line);
	*out = member;
	return 0;
}

void line_leave(struct line_member *member)
{
	if (member == NULL)
		return;
	struct line *line = member->line;
	line_schedule_forget(&line->schedule, member);
	for (unsigned i = 0; i < LINE_SLOTS_MAX; i++)
		free(member->slots[i].bytes);
	free(member);
	if (line->schedule.member_count > 0)
		return;
	port_set_line(line->port, NULL);
	line_close(line);
}

int line_send(struct line_member *member, unsigned slot, const struct line_exchange *exchange)
{
	struct line_slot *into = &member->slots[slot];
	struct line_exchange copy = *exchange;
	if (exchange->length > LINE_FRAME_MAX)
		return -EMSGSIZE;
	if (exchange->length > into->room) {
		uint8_t *more = realloc(into->bytes, exchange->length);
		if (more == NULL)
			return -ENOMEM;
		into->bytes = more;
		into->room = exchange->length;
	}
	memmove(into->bytes, exchange->bytes, exchange->length);
	copy.bytes = into->bytes;
	line_schedule_send(&member->line->schedule, member, slot, &copy, now_us());
	wake(member->line);
	return 0;
}

void line_cancel(struct line_member *member, unsigned slot)
{
	line_schedule_cancel(member, slot);
}

int line_awaited_slot(const struct line_member *member)
{
	const struct line_schedule *schedule = &member->line->schedule;
	return line_schedule_awaited(schedule) == member ? (int)schedule->slot : -1;
}

void line_heard(struct line_member *member)
{
	line_schedule_alive(member);
	wake(member->line);
}

void line_problem(struct line_member *member, const char *detail)
{
	member->problem = detail;
	wake(member->line);
}

void line_statistics(const struct line_member *member, struct device_statistics *out)
{
	*out = member->statistics;
}
