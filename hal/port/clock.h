/* Hall time: the last good time plus monotonic time, never going back. A step of the system's clock
 * is seen and reported, not followed, until NTP or a technician accepts it. With a rate (simulated
 * boards only) hall time runs N times as fast as real time. Not thread-safe: the loop's. */
#ifndef JIAOHAO_CLOCK_H
#define JIAOHAO_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock;

/** @p start_us: hall time now, or 0 for the system's clock. @p rate: 1 … 1000. NULL: no memory. */
struct clock *clock_create(int64_t start_us, unsigned rate);
void clock_destroy(struct clock *clock);

/** UTC µs. Never smaller than any earlier answer. */
int64_t clock_now(struct clock *clock);
/** Real µs until hall time reaches @p time_us; 0 when it has. */
int64_t clock_real_until(struct clock *clock, int64_t time_us);
unsigned clock_rate(const struct clock *clock);

/** How far the system's clock has stepped away from hall time, µs; 0 with a set start. */
int64_t clock_fault(struct clock *clock);
/** Hall time goes on from @p time_us (which may only be later: earlier is -EINVAL). */
int clock_accept(struct clock *clock, int64_t time_us);
/** Does the kernel say that NTP holds the clock? */
bool clock_is_synchronised(void);

/** Offset of a time zone (IANA name, from the system's zone files) at @p time_us, seconds east. 0,
 * or -ENOENT: no such zone. Changes the process's TZ: call it from the loop's thread only. */
int clock_utc_offset(const char *zone, int64_t time_us, int32_t *offset_s);

#endif
