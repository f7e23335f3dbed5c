/* The simulators' hall clock: a start plus real monotonic time, N times as fast. Written apart from
 * hal/port's clock: a simulator must not share what it helps to judge. */
#ifndef JIAOHAO_SIM_CLOCK_H
#define JIAOHAO_SIM_CLOCK_H

#include <stdint.h>

enum { SIM_CLOCK_RATE_MAX = 1000, SIM_CLOCK_TEXT_MAX = 32 };

struct sim_clock {
	int64_t start_us;	    /* hall time at the start, UTC */
	int64_t start_monotonic_us; /* real time at the start */
	unsigned rate;		    /* 1 … SIM_CLOCK_RATE_MAX */
};

/** @p start_us 0: the system's clock now. */
void sim_clock_init(struct sim_clock *clock, int64_t start_us, unsigned rate);
/** Hall time, UTC µs. */
int64_t sim_clock_now(const struct sim_clock *clock);
/** Real time that passes, in µs from an unnamed start. */
int64_t sim_monotonic_us(void);
/** RFC 3339 in UTC with milliseconds. */
void sim_clock_format(int64_t time_us, char text[SIM_CLOCK_TEXT_MAX]);
/** RFC 3339 ("2026-11-20T08:59:00+08:00", "…Z"); without an offset it is local time. 0 or -EINVAL.
 */
int sim_clock_parse(const char *text, int64_t *time_us);

#endif
