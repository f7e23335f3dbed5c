/* The hall's clock as the daemon uses it: hall time with the hall's offset, and the doubts about
 * the system's clock (design: a step is a warning, not time passed). */
#ifndef JIAOHAO_HALL_TIME_H
#define JIAOHAO_HALL_TIME_H

#include <stdbool.h>
#include <stdint.h>

struct hall_time;

/** @p start_us 0 and @p rate 1: the system's clock. */
int hall_time_create(struct hall_time **out, int64_t start_us, unsigned rate);
void hall_time_destroy(struct hall_time *time);

/** The newest record of the journal, found at start. A clock earlier than it, or more than 40 days
 *  later, is in doubt: hall time then goes on from @p newest_us. */
void hall_time_resume(struct hall_time *time, int64_t newest_us, bool accept);
/** The hall's zone, from its file; unknown ones were refused when the file was read. */
void hall_time_zone(struct hall_time *time, const char *zone);

int64_t hall_time_now(struct hall_time *time);
int32_t hall_time_offset(struct hall_time *time);
/** Real µs until hall time reaches @p time_us. */
int64_t hall_time_real_until(struct hall_time *time, int64_t time_us);
unsigned hall_time_rate(const struct hall_time *time);
/** In doubt since the start, and not yet accepted. */
bool hall_time_doubtful(const struct hall_time *time);
/** How far the system's clock stands away from hall time, µs; 0: they agree within 2 s. */
int64_t hall_time_fault(struct hall_time *time);
/** The step that may be accepted now because NTP holds the clock, µs; 0: none. */
int64_t hall_time_acceptable(struct hall_time *time);
/** Follow the system's clock from now on; only forwards. */
void hall_time_accept(struct hall_time *time);

#endif
