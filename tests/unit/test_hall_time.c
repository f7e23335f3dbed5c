/* The hall's time when the system's clock is wrong: at the start and while people are served. The
 * system's clock and what NTP says of it are this file's own. */
#include "check.h"
#include "hall_time.h"

#include <sys/syscall.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

static const int64_t second = 1000000, hour = 3600 * INT64_C(1000000);
static const int64_t day = 24 * 3600 * INT64_C(1000000);
static const int64_t november = INT64_C(1795224600) * 1000000; /* 2026-11-21 */
static const int64_t year_2012 = INT64_C(1325376000) * 1000000;

static int64_t system_us; /* where the system's clock stands */
static bool synchronised;

/* Stand before the C library's. */
int clock_gettime(clockid_t id, struct timespec *now)
{
	if (id != CLOCK_REALTIME)
		return (int)syscall(SYS_clock_gettime, id, now);
	now->tv_sec = system_us / second;
	now->tv_nsec = system_us % second * 1000;
	return 0;
}

int adjtimex(struct timex *timex)
{
	timex->status = synchronised ? 0 : STA_UNSYNC;
	return synchronised ? TIME_OK : TIME_ERROR;
}

/* A start: the system's clock stands at @p at_us, the newest record at @p newest_us. */
static struct hall_time *start(int64_t at_us, int64_t newest_us, bool accept)
{
	struct hall_time *time = NULL;
	system_us = at_us;
	synchronised = false;
	CHECK(hall_time_create(&time, 0, 1) == 0);
	hall_time_resume(time, newest_us, accept);
	return time;
}

/* Within the seconds that this test may take. */
static bool about(int64_t one_us, int64_t other_us)
{
	return one_us - other_us < 20 * second && other_us - one_us < 20 * second;
}

static void a_jump_forward_is_a_fault_until_ntp_holds_the_clock(void)
{
	struct hall_time *time = start(november, november - hour, false);
	CHECK(!hall_time_doubtful(time) && hall_time_fault(time) == 0);
	system_us += hour;
	CHECK(about(hall_time_fault(time), hour) && about(hall_time_now(time), november));
	CHECK(hall_time_acceptable(time) == 0);
	synchronised = true;
	CHECK(about(hall_time_acceptable(time), hour));
	hall_time_accept(time);
	CHECK(about(hall_time_now(time), november + hour) && hall_time_fault(time) == 0);
	hall_time_destroy(time);
}

static void after_a_jump_back_hall_time_goes_on_and_the_fault_stays(void)
{
	struct hall_time *time = start(november, november - hour, false);
	int64_t before_us = hall_time_now(time);
	system_us -= hour;
	synchronised = true;
	CHECK(about(hall_time_fault(time), -hour) && hall_time_acceptable(time) == 0);
	hall_time_accept(time);
	CHECK(hall_time_now(time) >= before_us && about(hall_time_now(time), november));
	CHECK(about(hall_time_fault(time), -hour));
	system_us += hour;
	CHECK(hall_time_fault(time) == 0);
	hall_time_destroy(time);
}

static void a_dead_clock_at_the_start_is_doubted_and_time_goes_on_from_the_newest_record(void)
{
	static const bool accepted[] = { false, true };
	const int64_t wrong[] = { 1000 * second, year_2012 };
	for (unsigned i = 0; i < 4; i++) {
		struct hall_time *time = start(wrong[i / 2], november, accepted[i % 2]);
		CHECK(hall_time_doubtful(time) && hall_time_fault(time) < -day);
		CHECK(hall_time_now(time) >= november && about(hall_time_now(time), november));
		system_us = november + 2 * hour;
		CHECK(hall_time_acceptable(time) == 0);
		synchronised = true;
		CHECK(about(hall_time_acceptable(time), 2 * hour));
		hall_time_accept(time);
		CHECK(!hall_time_doubtful(time) && hall_time_fault(time) == 0);
		CHECK(about(hall_time_now(time), november + 2 * hour));
		hall_time_destroy(time);
	}
}

static void more_than_forty_days_after_the_newest_record_somebody_must_say_so(void)
{
	struct hall_time *time = start(november + 41 * day, november, false);
	CHECK(hall_time_doubtful(time) && about(hall_time_now(time), november));
	CHECK(about(hall_time_fault(time), 41 * day));
	hall_time_destroy(time);
	time = start(november + 41 * day, november, true);
	CHECK(!hall_time_doubtful(time) && about(hall_time_now(time), november + 41 * day));
	hall_time_destroy(time);
	time = start(november + 39 * day, november, false);
	CHECK(!hall_time_doubtful(time) && about(hall_time_now(time), november + 39 * day));
	hall_time_destroy(time);
}

/* Numbers were issued while the clock stood a month ahead. No record is older than the one before
 * it, so hall time stays ahead, at its pace; neither NTP nor a technician takes it back. */
static void a_month_too_late_that_was_recorded_is_not_taken_back(void)
{
	static const bool accepted[] = { false, true };
	for (unsigned i = 0; i < 2; i++) {
		struct hall_time *time = start(november, november + 30 * day, accepted[i]);
		synchronised = true;
		CHECK(hall_time_doubtful(time) && hall_time_acceptable(time) == 0);
		CHECK(about(hall_time_fault(time), -30 * day));
		hall_time_accept(time);
		CHECK(hall_time_now(time) >= november + 30 * day);
		CHECK(about(hall_time_now(time), november + 30 * day) && hall_time_doubtful(time));
		hall_time_destroy(time);
	}
}

int main(void)
{
	a_jump_forward_is_a_fault_until_ntp_holds_the_clock();
	after_a_jump_back_hall_time_goes_on_and_the_fault_stays();
	a_dead_clock_at_the_start_is_doubted_and_time_goes_on_from_the_newest_record();
	more_than_forty_days_after_the_newest_record_somebody_must_say_so();
	a_month_too_late_that_was_recorded_is_not_taken_back();
	return check_result();
}
