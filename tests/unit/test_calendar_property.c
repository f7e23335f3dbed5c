/* Rules that hold on every date of 2024 to 2030 in every shipped hall: open means inside a span,
 * the next opening is one and nothing opens before it, who goes before whom, working days add up.
 * The minutes are random; the seed is printed. Arguments: the project's root [seed]. */
#include "calendar.h"
#include "calendar_bed.h"
#include "check.h"

#include <time.h>

enum { HALLS = 5, OFFSET = 28800, MINUTES_A_DAY = 1440 };

static const char *const names[HALLS] = { "zhuzhou", "zhuzhou-weekend", "yueyang", "hengyang",
					  "urumqi" };
static struct hall hall;
static uint64_t random_state;

static unsigned below(unsigned limit)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(random_state >> 33) % limit;
}

static const char *some_service(void)
{
	return hall.services[below(hall.service_count)].code;
}

static int32_t first_date(void)
{
	return calendar_day(2024, 1, 1);
}

static int32_t end_date(void)
{
	return calendar_day(2031, 1, 1);
}

static bool inside(const struct calendar_description *day, unsigned minute)
{
	for (unsigned i = 0; i < day->span_count; i++)
		if (minute >= day->spans[i].from_min && minute < day->spans[i].to_min)
			return true;
	return false;
}

static void spans_ascend_and_agree_with_open_and_issue(int32_t date)
{
	const char *service = some_service();
	const struct calendar_description day = calendar_describe(&hall, service, date);
	const int cutoff = calendar_cutoff_minute(&hall, service, date);
	unsigned wrong = 0;
	for (unsigned i = 0; i < day.span_count; i++)
		wrong += day.spans[i].from_min >= day.spans[i].to_min ||
			 (i && day.spans[i - 1].to_min >= day.spans[i].from_min);
	for (unsigned tries = 0; tries < 6; tries++) {
		/* Half of them where something changes. */
		unsigned minute = below(MINUTES_A_DAY);
		if (day.span_count && tries % 2)
			minute = day.spans[below(day.span_count)].to_min - 1 + below(3);
		if (minute >= MINUTES_A_DAY)
			continue;
		const bool open = calendar_open(&hall, service, date, minute);
		const enum calendar_reason reason = calendar_issue(&hall, service, date, minute);
		wrong += open != inside(&day, minute);
		wrong += (reason == CALENDAR_IS_OPEN) != (open && (int)minute < cutoff);
		wrong += (reason == CALENDAR_CUT_OFF) != (open && (int)minute >= cutoff);
		if (open)
			wrong += calendar_session(&hall, service, date, minute) < 0;
	}
	CHECK(wrong == 0);
}

/* Nothing opens between @p from and @p to (UTC µs). */
static bool quiet(const char *service, int64_t from, int64_t to, bool numbers)
{
	for (int32_t date = calendar_local_date(from, OFFSET);
	     date <= calendar_local_date(to, OFFSET); date++) {
		const struct calendar_description day = calendar_describe(&hall, service, date);
		const int cutoff = calendar_cutoff_minute(&hall, service, date);
		for (unsigned i = 0; i < day.span_count; i++) {
			unsigned end = day.spans[i].to_min;
			if (numbers && (int)end > cutoff)
				end = (unsigned)cutoff;
			if (end > day.spans[i].from_min &&
			    calendar_utc(date, day.spans[i].from_min, OFFSET) < to &&
			    calendar_utc(date, end, OFFSET) > from)
				return false;
		}
	}
	return true;
}

static void the_next_opening_is_one_and_nothing_opens_before_it(int32_t date)
{
	const char *service = some_service();
	const int64_t now =
		calendar_utc(date, below(MINUTES_A_DAY), OFFSET) + below(60) * INT64_C(1000000);
	const int64_t open = calendar_next_opening(&hall, service, now, OFFSET);
	const int64_t issue = calendar_next_issue(&hall, service, now, OFFSET);
	CHECK(open >= now && issue >= open);
	CHECK(calendar_open(&hall, service, calendar_local_date(open, OFFSET),
			    calendar_local_minute(open, OFFSET)));
	CHECK(calendar_issue_open(&hall, service, issue, OFFSET));
	CHECK(open == now || quiet(service, now, open, false));
	CHECK(issue == now || quiet(service, now, issue, true));
}

/* On a date with random words about it, the highest of them is the one that holds. */
static void the_higher_word_holds(int32_t date)
{
	struct hall_calendar *calendar = &hall.calendar;
	const uint8_t count = calendar->exception_count;
	const char *service = some_service();
	const bool overridden = below(2), closed = below(2), ended = below(2);
	struct calendar_exception *at = &calendar->exceptions[count];
	if (overridden) {
		*at = (struct calendar_exception){ .from = date,
						   .to = date,
						   .state = EXCEPTION_OPEN,
						   .override = true,
						   .span_count = 1,
						   .spans = { { 300, 1300 } },
						   .service_count = 1 };
		strcpy(at++->services[0], service);
	}
	*at++ = (struct calendar_exception){ .from = date - (int32_t)below(3),
					     .to = date + (int32_t)below(3),
					     .state = (uint8_t)(closed ? EXCEPTION_CLOSED
								       : EXCEPTION_NOTICE),
					     .ends_min = (uint16_t)(!closed && ended ? 660 : 0) };
	const struct calendar_description plain = calendar_describe(&hall, service, date);
	calendar->exception_count = (uint8_t)(at - calendar->exceptions);
	const struct calendar_description day = calendar_describe(&hall, service, date);
	if (closed)
		CHECK(day.span_count == 0 && day.kind == CALENDAR_CLOSED);
	else if (overridden)
		CHECK(day.span_count == 1 && day.spans[0].from_min == 300 &&
		      day.spans[0].to_min == (ended ? 660 : 1300));
	else
		CHECK(ended ? day.span_count == 0 || day.spans[day.span_count - 1].to_min <= 660
			    : day.span_count == plain.span_count);
	memset(&calendar->exceptions[count], 0, 2 * sizeof calendar->exceptions[0]);
	calendar->exception_count = count;
}

/* Holidays close, make-up days open, unless a row, an override or an exception says otherwise: the
 * shipped halls have none of those in these years. */
static void holidays_close_and_makeup_days_open(int32_t date)
{
	const struct holiday *holiday = calendar_holiday(&hall, date);
	const uint8_t off = HOLIDAY_PUBLISHED | HOLIDAY_LEGAL | HOLIDAY_REGIONAL;
	for (unsigned i = 0; holiday && i < hall.service_count; i++) {
		const struct calendar_description day =
			calendar_describe(&hall, hall.services[i].code, date);
		CHECK((holiday->marks & off) ? day.span_count == 0 : day.span_count > 0);
	}
}

static void each_date_is_in_one_season(int32_t date)
{
	const struct hall_calendar *calendar = &hall.calendar;
	unsigned month, day, seasons = 0;
	int year;
	calendar_civil(date, &year, &month, &day);
	const unsigned at = month * 100 + day;
	for (unsigned i = 0; i < calendar->season_count; i++) {
		const struct season *season = &calendar->seasons[i];
		const bool after = at >= season->from, before = at <= season->to;
		seasons += season->from <= season->to ? after && before : after || before;
	}
	CHECK(calendar->season_count == 0 || seasons == 1);
}

static void working_days_add_up(int32_t date)
{
	const int32_t count = (int32_t)below(60) - 30, far = date + (int32_t)below(400);
	const int32_t there = calendar_add_workdays(&hall, date, count);
	int32_t counted = 0;
	CHECK(count == 0 ? there == date : calendar_is_workday(&hall, there));
	CHECK(count > 0 ? there > date : there <= date);
	if (count > 0) /* backwards the last day counts when the first does not */
		CHECK(calendar_workdays_between(&hall, date, there) == count);
	if (calendar_is_workday(&hall, date))
		CHECK(calendar_add_workdays(&hall, there, -count) == date);
	CHECK(calendar_add_workdays(&hall, date, count + 1) >= there);
	for (int32_t day = date + 1; day <= far; day++)
		counted += calendar_is_workday(&hall, day);
	CHECK(calendar_workdays_between(&hall, date, far) == counted);
	CHECK(calendar_workdays_between(&hall, far, date) == -counted);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return EXIT_FAILURE;
	random_state = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)time(NULL);
	printf("seed %llu\n", (unsigned long long)random_state);
	for (int i = 0; i < HALLS; i++) {
		CHECK(bed_shipped(&hall, argv[1], names[i]));
		for (int32_t date = first_date(); date < end_date(); date++) {
			spans_ascend_and_agree_with_open_and_issue(date);
			the_next_opening_is_one_and_nothing_opens_before_it(date);
			the_higher_word_holds(date);
			holidays_close_and_makeup_days_open(date);
			each_date_is_in_one_season(date);
			working_days_add_up(date);
		}
	}
	return check_result();
}
