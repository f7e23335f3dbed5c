/* Runs an event loop until something is true, at most five seconds. */
#ifndef JIAOHAO_LOOP_UNTIL_H
#define JIAOHAO_LOOP_UNTIL_H

#include <event2/event.h>
#include <stdbool.h>

static inline void loop_until_expired(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	*(bool *)arg = true;
}

/** What @p done said last. */
static inline bool loop_until(struct event_base *base, bool (*done)(void *context), void *context)
{
	const struct timeval limit = { .tv_sec = 5 };
	bool expired = false;
	struct event *timer = evtimer_new(base, loop_until_expired, &expired);
	event_add(timer, &limit);
	while (!expired && !done(context))
		event_base_loop(base, EVLOOP_ONCE);
	event_free(timer);
	return done(context);
}

/** Run the loop for so many ms of real time: for what must *not* happen. */
static inline void loop_for(struct event_base *base, int ms)
{
	const struct timeval limit = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
	bool expired = false;
	struct event *timer = evtimer_new(base, loop_until_expired, &expired);
	event_add(timer, &limit);
	while (!expired)
		event_base_loop(base, EVLOOP_ONCE);
	event_free(timer);
}

#endif
