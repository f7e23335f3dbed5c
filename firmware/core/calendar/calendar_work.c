/* Working days by the holiday files, and which years those files know. Knows no opening hours: a
 * legal time limit runs whether the hall is open or not. */
#include "calendar.h"

#include <stddef.h>

enum { SATURDAY = 5, WEEK_DAYS = 7, WEEK_WORKDAYS = 5, NOVEMBER = 11 };

/* The first holiday entry at or after @p date. */
static unsigned first_entry(const struct hall_calendar *calendar, int32_t date)
{
	unsigned low = 0, high = calendar->holiday_count;
	while (low < high) {
		unsigned middle = (low + high) / 2;
		if (calendar->holidays[middle].date < date)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct holiday *calendar_holiday(const struct hall *hall, int32_t date)
{
	const struct hall_calendar *calendar = &hall->calendar;
	unsigned entry = first_entry(calendar, date);
	if (entry == calendar->holiday_count || calendar->holidays[entry].date != date)
		return NULL;
	return &calendar->holidays[entry];
}

static bool worked(uint8_t marks, int32_t date)
{
	if (marks & HOLIDAY_REGIONAL)
		return false;
	if (marks & HOLIDAY_REGIONAL_MAKEUP)
		return true;
	if (marks & (HOLIDAY_LEGAL | HOLIDAY_PUBLISHED))
		return false;
	return (marks & HOLIDAY_MAKEUP) || calendar_weekday(date) < SATURDAY;
}

bool calendar_is_workday(const struct hall *hall, int32_t date)
{
	const struct holiday *holiday = calendar_holiday(hall, date);
	return worked(holiday ? holiday->marks : 0, date);
}

int32_t calendar_add_workdays(const struct hall *hall, int32_t date, int32_t count)
{
	const int32_t step = count < 0 ? -1 : 1;
	for (int32_t left = count < 0 ? -count : count; left > 0;) {
		date += step;
		if (calendar_is_workday(hall, date))
			left--;
	}
	return date;
}

/* Mondays to Fridays from day 0 (a Thursday) up to and without @p date. */
static int32_t weekdays_before(int32_t date)
{
	/* Counted from the Monday before day 0, so that a week is a week. */
	const int32_t days = date + 3;
	int32_t weeks = days / WEEK_DAYS, rest = days % WEEK_DAYS;
	if (rest < 0) {
		rest += WEEK_DAYS;
		weeks--;
	}
	return weeks * WEEK_WORKDAYS + (rest < WEEK_WORKDAYS ? rest : WEEK_WORKDAYS);
}

/* In from <= date < to: the weekdays, and what the holiday files change of them. */
static int32_t workdays_in(const struct hall_calendar *calendar, int32_t from, int32_t to)
{
	int32_t count = weekdays_before(to) - weekdays_before(from);
	for (unsigned i = first_entry(calendar, from);
	     i < calendar->holiday_count && calendar->holidays[i].date < to; i++) {
		const struct holiday *holiday = &calendar->holidays[i];
		count += worked(holiday->marks, holiday->date) - worked(0, holiday->date);
	}
	return count;
}

int32_t calendar_workdays_between(const struct hall *hall, int32_t from, int32_t to)
{
	if (to < from)
		return -workdays_in(&hall->calendar, to + 1, from + 1);
	return workdays_in(&hall->calendar, from + 1, to + 1);
}

static bool year_has(const struct hall_calendar *calendar, int year, enum holiday_mark mark)
{
	const int32_t end = calendar_day(year + 1, 1, 1);
	for (unsigned i = first_entry(calendar, calendar_day(year, 1, 1));
	     i < calendar->holiday_count && calendar->holidays[i].date < end; i++)
		if (calendar->holidays[i].marks & mark)
			return true;
	return false;
}

bool calendar_year_known(const struct hall *hall, int year)
{
	return hall->calendar.base[0] == 0 || year_has(&hall->calendar, year, HOLIDAY_PUBLISHED);
}

bool calendar_region_known(const struct hall *hall, int year)
{
	return hall->calendar.region[0] == 0 || year_has(&hall->calendar, year, HOLIDAY_REGIONAL);
}

bool calendar_holidays_missing(const struct hall *hall, int32_t date)
{
	int year;
	unsigned month, day;
	calendar_civil(date, &year, &month, &day);
	if (!calendar_year_known(hall, year))
		return true;
	return month >= NOVEMBER && !calendar_year_known(hall, year + 1);
}
