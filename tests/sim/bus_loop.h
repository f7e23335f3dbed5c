/* Run a test's loop until something is true, or for a while to see that nothing happens. */
#ifndef JIAOHAO_BUS_LOOP_H
#define JIAOHAO_BUS_LOOP_H

#include <event2/event.h>
#include <stdbool.h>
#include <time.h>

enum { LOOP_PATIENCE_MS = 20000, LOOP_STEP_US = 5000 };

static inline long loop_now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static inline void loop_once(struct event_base *base)
{
	struct timeval step = { .tv_usec = LOOP_STEP_US };
	event_base_loopexit(base, &step);
	event_base_dispatch(base);
}

static inline void loop_for(struct event_base *base, long ms)
{
	long until = loop_now_ms() + ms;
	while (loop_now_ms() < until)
		loop_once(base);
}

/* True when @p condition became true; false after LOOP_PATIENCE_MS. */
#define LOOP_UNTIL(base, condition)                                                                \
	__extension__({                                                                            \
		long loop_limit = loop_now_ms() + LOOP_PATIENCE_MS;                                \
		while (!(condition) && loop_now_ms() < loop_limit)                                 \
			loop_once(base);                                                           \
		(condition);                                                                       \
	})

#endif
