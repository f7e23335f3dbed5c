/* Hall time over CLOCK_MONOTONIC, and time zones by the system's zone files. Decides nothing about
 * a step of the system's clock: it only measures it. */
#include "clock.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <time.h>

enum { SECOND_US = 1000000, OFFSET_CACHE_US = 15 * 60 * SECOND_US };

struct clock {
	int64_t hall_us;      /* hall time at monotonic_us */
	int64_t monotonic_us; /* when hall_us was true */
	int64_t last_us;      /* the newest answer given */
	unsigned rate;
	bool follows_system; /* started from the system's clock, at rate 1 */
};

static int64_t read_clock(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

struct clock *clock_create(int64_t start_us, unsigned rate)
{
	struct clock *clock = calloc(1, sizeof *clock);
	if (clock == NULL)
		return NULL;
	clock->monotonic_us = read_clock(CLOCK_MONOTONIC);
	clock->hall_us = start_us != 0 ? start_us : read_clock(CLOCK_REALTIME);
	clock->last_us = clock->hall_us;
	clock->rate = rate == 0 ? 1 : rate;
	clock->follows_system = start_us == 0 && clock->rate == 1;
	return clock;
}

void clock_destroy(struct clock *clock)
{
	free(clock);
}

int64_t clock_now(struct clock *clock)
{
	int64_t passed = read_clock(CLOCK_MONOTONIC) - clock->monotonic_us;
	int64_t now = clock->hall_us + passed * (int64_t)clock->rate;
	if (now > clock->last_us)
		clock->last_us = now;
	return clock->last_us;
}

int64_t clock_real_until(struct clock *clock, int64_t time_us)
{
	int64_t now = clock_now(clock);
	if (time_us <= now)
		return 0;
	int64_t rest, rate = clock->rate;
	if (__builtin_sub_overflow(time_us, now, &rest))
		return INT64_MAX;
	return rest / rate + (rest % rate != 0);
}

unsigned clock_rate(const struct clock *clock)
{
	return clock->rate;
}

int64_t clock_fault(struct clock *clock)
{
	if (!clock->follows_system)
		return 0;
	return read_clock(CLOCK_REALTIME) - clock_now(clock);
}

int clock_accept(struct clock *clock, int64_t time_us)
{
	if (time_us < clock_now(clock))
		return -EINVAL;
	clock->monotonic_us = read_clock(CLOCK_MONOTONIC);
	clock->hall_us = time_us;
	clock->last_us = time_us;
	return 0;
}

bool clock_is_synchronised(void)
{
	struct timex timex = { .modes = 0 };
	int state = adjtimex(&timex);
	return state >= 0 && state != TIME_ERROR && (timex.status & STA_UNSYNC) == 0;
}

/* A zone's name becomes part of a path: nothing that could leave the zone folder. */
static bool zone_exists(const char *name)
{
	char path[PATH_MAX];
	struct stat status;
	const char *folder = getenv("TZDIR");
	if (name[0] == '\0' || name[0] == '/' || strstr(name, "..") != NULL)
		return false;
	int length = snprintf(path, sizeof path, "%s/%s",
			      folder != NULL ? folder : "/usr/share/zoneinfo", name);
	if (length < 0 || (size_t)length >= sizeof path)
		return false;
	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* The C library knows one zone at a time, by TZ, and setting it costs a file: so only on change. */
static int zone_select(const char *name)
{
	static char selected[64];
	char value[sizeof selected + 1];
	if (strcmp(selected, name) == 0)
		return 0;
	if (strlen(name) >= sizeof selected || !zone_exists(name))
		return -ENOENT;
	snprintf(value, sizeof value, ":%s", name);
	if (setenv("TZ", value, 1) < 0)
		return -errno;
	tzset();
	strcpy(selected, name);
	return 1;
}

/* Zones change their offset on quarters of an hour only, so one answer holds for a quarter. */
int clock_utc_offset(const char *zone, int64_t time_us, int32_t *offset_s)
{
	static int64_t cached_quarter = INT64_MIN;
	static int32_t cached_offset_s;
	int64_t quarter = time_us / OFFSET_CACHE_US - (time_us % OFFSET_CACHE_US < 0);
	int result = zone_select(zone);
	if (result < 0)
		return result;
	if (result > 0 || quarter != cached_quarter) {
		struct tm local;
		time_t seconds = (time_t)(quarter * (OFFSET_CACHE_US / SECOND_US));
		if (localtime_r(&seconds, &local) == NULL)
			return -EOVERFLOW;
		cached_quarter = quarter;
		cached_offset_s = (int32_t)local.tm_gmtoff;
	}
	*offset_s = cached_offset_s;
	return 0;
}
