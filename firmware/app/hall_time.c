/* The hall's clock: hal/port/clock plus the hall's zone and the doubts at start. */
#include "hall_time.h"

#include "clock.h"
#include "log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FAULT_US = 2000000 };
static const int64_t forty_days_us = 40LL * 86400 * 1000000;

struct hall_time {
	struct clock *clock;
	unsigned rate;
	bool set, doubtful;
	char timezone[40];
	int32_t offset_s;
	int64_t offset_until_us; /* ask the zone again from here on */
};

int hall_time_create(struct hall_time **out, int64_t start_us, unsigned rate)
{
	struct hall_time *time = calloc(1, sizeof *time);
	if (!time)
		return -ENOMEM;
	time->rate = rate;
	time->set = start_us != 0;
	time->clock = clock_create(start_us, rate);
	if (!time->clock) {
		free(time);
		return -ENOMEM;
	}
	snprintf(time->timezone, sizeof time->timezone, "UTC");
	*out = time;
	return 0;
}

void hall_time_destroy(struct hall_time *time)
{
	if (!time)
		return;
	clock_destroy(time->clock);
	free(time);
}

static void restart_from(struct hall_time *time, int64_t start_us)
{
	struct clock *clock = clock_create(start_us, time->rate);
	if (!clock)
		return;
	clock_destroy(time->clock);
	time->clock = clock;
}

void hall_time_resume(struct hall_time *time, int64_t newest_us, bool accept)
{
	int64_t now = clock_now(time->clock);
	if (newest_us == 0 || (now >= newest_us && (now - newest_us <= forty_days_us || accept)))
		return;
	if (time->set) {
		if (now < newest_us)
			restart_from(time, newest_us);
		return;
	}
	time->doubtful = true;
	long long apart_s = (long long)llabs(now - newest_us) / 1000000;
	if (now < newest_us)
		log_warning(
			"clock_fault: the system's clock stands %lld s before the newest record; "
			"hall time goes on from that record and numbers go on being issued. "
			"Correct the system's clock",
			apart_s);
	else
		log_warning(
			"clock_fault: the system's clock stands %lld s after the newest record; "
			"numbers go on being issued on the open day. Check the clock, then "
			"restart with --accept-clock, or let NTP set it",
			apart_s);
	restart_from(time, newest_us);
}

void hall_time_zone(struct hall_time *time, const char *zone)
{
	snprintf(time->timezone, sizeof time->timezone, "%s", zone);
	time->offset_until_us = 0;
}

int64_t hall_time_now(struct hall_time *time)
{
	return clock_now(time->clock);
}

int32_t hall_time_offset(struct hall_time *time)
{
	const int64_t quarter_us = 900LL * 1000000; /* zones change their offset at quarter hours */
	int64_t now = clock_now(time->clock);
	if (now >= time->offset_until_us) {
		if (clock_utc_offset(time->timezone, now, &time->offset_s) < 0)
			time->offset_s = 0;
		time->offset_until_us = now - now % quarter_us + quarter_us;
	}
	return time->offset_s;
}

int64_t hall_time_real_until(struct hall_time *time, int64_t time_us)
{
	return clock_real_until(time->clock, time_us);
}

unsigned hall_time_rate(const struct hall_time *time)
{
	return time->rate;
}

bool hall_time_doubtful(const struct hall_time *time)
{
	return time->doubtful;
}

static int64_t system_ahead(struct hall_time *time)
{
	struct timespec now;
	if (time->set || time->rate != 1) /* it is not meant to follow */
		return 0;
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000 - clock_now(time->clock);
}

int64_t hall_time_fault(struct hall_time *time)
{
	int64_t ahead = system_ahead(time);
	return ahead > FAULT_US || ahead < -FAULT_US ? ahead : 0;
}

int64_t hall_time_acceptable(struct hall_time *time)
{
	int64_t fault = hall_time_fault(time);
	return fault > 0 && clock_is_synchronised() ? fault : 0;
}

void hall_time_accept(struct hall_time *time)
{
	int64_t ahead = system_ahead(time);
	if (ahead <= 0 || clock_accept(time->clock, clock_now(time->clock) + ahead) < 0)
		return;
	time->doubtful = false;
}
