/* Hall time and time zones. */
#include "check.h"
#include "clock.h"

#include <errno.h>
#include <time.h>

static const int64_t second = 1000000;

static void spend(long ms)
{
	struct timespec start, now;
	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec - start.tv_sec) * 1000000000 + now.tv_nsec - start.tv_nsec <
		 ms * 1000000);
}

static void hall_time_runs_at_its_rate_from_its_start(void)
{
	struct clock *clock = clock_create(1700000000 * second, 100);
	int64_t first = clock_now(clock);
	spend(20);
	int64_t later = clock_now(clock);
	CHECK(first >= 1700000000 * second && first < 1700000010 * second);
	CHECK(later - first >= 2 * second && later - first < 60 * second);
	CHECK(clock_rate(clock) == 100 && clock_fault(clock) == 0);
	int64_t real = clock_real_until(clock, clock_now(clock) + 100 * second);
	CHECK(real > 0 && real <= second);
	CHECK(clock_real_until(clock, first) == 0);
	CHECK(clock_real_until(clock, INT64_MAX) > 0);
	clock_destroy(clock);
	clock_destroy(NULL);
}

static void hall_time_is_the_system_s_and_only_goes_forward(void)
{
	struct timespec now;
	struct clock *clock = clock_create(0, 1);
	clock_gettime(CLOCK_REALTIME, &now);
	int64_t system = (int64_t)now.tv_sec * second + now.tv_nsec / 1000;
	CHECK(clock_now(clock) - system < second && system - clock_now(clock) < second);
	CHECK(clock_fault(clock) < second && clock_fault(clock) > -second);
	CHECK(clock_accept(clock, system - 60 * second) == -EINVAL);
	CHECK(clock_accept(clock, system + 60 * second) == 0);
	CHECK(clock_now(clock) >= system + 60 * second);
	CHECK(clock_fault(clock) < -59 * second); /* the system's clock lies a minute behind now */
	clock_destroy(clock);
}

static void offsets_come_from_the_zone_files(void)
{
	int32_t offset = 0;
	const int64_t winter = 1578924000 * second, summer = 1594648800 * second; /* 2020 */
	CHECK(clock_utc_offset("Asia/Shanghai", winter, &offset) == 0 && offset == 28800);
	CHECK(clock_utc_offset("Asia/Urumqi", winter, &offset) == 0 && offset == 21600);
	CHECK(clock_utc_offset("Europe/Warsaw", winter, &offset) == 0 && offset == 3600);
	CHECK(clock_utc_offset("Europe/Warsaw", summer, &offset) == 0 && offset == 7200);
	/* 2020-03-29 01:00 UTC: summer time begins, to the microsecond */
	CHECK(clock_utc_offset("Europe/Warsaw", 1585443600 * second - 1, &offset) == 0);
	CHECK(offset == 3600);
	CHECK(clock_utc_offset("Europe/Warsaw", 1585443600 * second, &offset) == 0);
	CHECK(offset == 7200);
	CHECK(clock_utc_offset("Europe/Warsaw", -1, &offset) == 0 && offset == 3600);
	CHECK(clock_utc_offset("Asia/Nowhere", winter, &offset) == -ENOENT);
	CHECK(clock_utc_offset("../../../etc/passwd", winter, &offset) == -ENOENT);
	CHECK(clock_utc_offset("/etc/passwd", winter, &offset) == -ENOENT);
	CHECK(clock_utc_offset("Asia", winter, &offset) == -ENOENT); /* a folder */
	CHECK(clock_utc_offset("", winter, &offset) == -ENOENT);
	CHECK(offset == 3600); /* untouched by what failed */
}

int main(void)
{
	hall_time_runs_at_its_rate_from_its_start();
	hall_time_is_the_system_s_and_only_goes_forward();
	offsets_come_from_the_zone_files();
	return check_result();
}
