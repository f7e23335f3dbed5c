/* Open or not, until when, when again, and why not: answers about minutes and moments. What a date
 * is as a whole is found in calendar_day.c. */
#include "calendar.h"

#include <string.h>

enum { MINUTES_A_DAY = 1440 };

static bool within(const struct calendar_description *day, unsigned minute)
{
	for (unsigned i = 0; i < day->span_count; i++)
		if (minute >= day->spans[i].from_min && minute < day->spans[i].to_min)
			return true;
	return false;
}

bool calendar_open(const struct hall *hall, const char *service, int32_t date, unsigned minute)
{
	const struct calendar_description day = calendar_describe(hall, service, date);
	return within(&day, minute);
}

static int close_of(const struct hall *hall, const char *service, int32_t date,
		    const struct calendar_description *day)
{
	int close = day->span_count ? day->spans[day->span_count - 1].to_min : -1;
	if (close == MINUTES_A_DAY) { /* perhaps open over midnight: it closes on the next date */
		const struct calendar_description next = calendar_describe(hall, service, date + 1);
		if (next.span_count && next.spans[0].from_min == 0)
			close += next.spans[0].to_min;
	}
	return close;
}

int calendar_close_minute(const struct hall *hall, const char *service, int32_t date)
{
	const struct calendar_description day = calendar_describe(hall, service, date);
	return close_of(hall, service, date, &day);
}

int64_t calendar_close_utc(const struct hall *hall, const char *service, int32_t date,
			   int32_t utc_offset_s)
{
	int close = calendar_close_minute(hall, service, date);
	return close < 0 ? 0 : calendar_utc(date, (unsigned)close, utc_offset_s);
}

static int cutoff_length(const struct hall *hall, const char *service)
{
	int index = hall_find_service(hall, service);
	unsigned own = index >= 0 ? hall->services[index].cutoff_min : 0;
	if (own == NO_CUTOFF)
		return 0;
	return (int)(own ? own : hall->calendar.cutoff_min);
}

static int cutoff_of(const struct hall *hall, const char *service, int32_t date,
		     const struct calendar_description *day)
{
	int close = close_of(hall, service, date, day);
	int cutoff = close - cutoff_length(hall, service);
	if (close < 0)
		return -1;
	return cutoff > 0 ? cutoff : 0;
}

int calendar_cutoff_minute(const struct hall *hall, const char *service, int32_t date)
{
	const struct calendar_description day = calendar_describe(hall, service, date);
	return cutoff_of(hall, service, date, &day);
}

/* After midnight it is still yesterday's last closing that counts, as long as that is to come. */
static bool before_cutoff(const struct hall *hall, const char *service, int32_t date,
			  unsigned minute, const struct calendar_description *day)
{
	if (minute < hall->day_opens_min) {
		const int late = (int)minute + MINUTES_A_DAY;
		const int close = calendar_close_minute(hall, service, date - 1);
		if (close > late)
			return late < close - cutoff_length(hall, service);
	}
	return (int)minute < cutoff_of(hall, service, date, day);
}

static bool has_hours(const struct hall *hall, const char *service)
{
	const struct hall_calendar *calendar = &hall->calendar;
	bool exceptional = false, weekly = false;
	for (unsigned i = 0; i < calendar->exception_count && !exceptional; i++)
		exceptional = calendar->exceptions[i].span_count > 0;
	for (unsigned i = 0; i < calendar->hours_count && !weekly; i++) {
		const struct hours *row = &calendar->hours[i];
		weekly = row->kind == HOURS_WEEKLY && row->service_count == 0;
		for (unsigned j = 0; j < row->service_count && !weekly; j++)
			weekly =
				row->kind == HOURS_WEEKLY && strcmp(row->services[j], service) == 0;
	}
	return weekly || exceptional;
}

static enum calendar_reason closed_all_day(const struct hall *hall, const char *service,
					   enum calendar_kind kind)
{
	switch (kind) {
	case CALENDAR_HOLIDAY:
	case CALENDAR_LEGAL_HOLIDAY:
	case CALENDAR_REGIONAL_HOLIDAY:
		return CALENDAR_IS_HOLIDAY;
	case CALENDAR_CLOSED:
	case CALENDAR_ENDS_EARLY:
	case CALENDAR_EXTRA:
	case CALENDAR_OPENED:
		return CALENDAR_EXCEPTION;
	case CALENDAR_SOME_SERVICES:
		return CALENDAR_OTHERS_TODAY;
	case CALENDAR_ORDINARY:
	case CALENDAR_REST_DAY:
	case CALENDAR_MAKEUP:
		break;
	}
	return has_hours(hall, service) ? CALENDAR_NOT_TODAY : CALENDAR_NO_HOURS;
}

enum calendar_reason calendar_issue(const struct hall *hall, const char *service, int32_t date,
				    unsigned minute)
{
	const struct calendar_description day = calendar_describe(hall, service, date);
	if (within(&day, minute))
		return before_cutoff(hall, service, date, minute, &day) ? CALENDAR_IS_OPEN
									: CALENDAR_CUT_OFF;
	if (day.span_count == 0)
		return closed_all_day(hall, service, day.kind);
	if (minute < day.spans[0].from_min)
		return CALENDAR_BEFORE_OPENING;
	if (minute < day.spans[day.span_count - 1].from_min)
		return CALENDAR_LUNCH;
	return day.kind == CALENDAR_ENDS_EARLY ? CALENDAR_EXCEPTION : CALENDAR_AFTER_CLOSING;
}

bool calendar_issue_open(const struct hall *hall, const char *service, int64_t time_us,
			 int32_t utc_offset_s)
{
	return calendar_issue(hall, service, calendar_local_date(time_us, utc_offset_s),
			      calendar_local_minute(time_us, utc_offset_s)) == CALENDAR_IS_OPEN;
}

const char *calendar_reason_name(enum calendar_reason reason)
{
	switch (reason) {
	case CALENDAR_IS_OPEN:
		return "open";
	case CALENDAR_BEFORE_OPENING:
		return "before_opening";
	case CALENDAR_LUNCH:
		return "lunch";
	case CALENDAR_CUT_OFF:
		return "cut_off";
	case CALENDAR_AFTER_CLOSING:
		return "after_closing";
	case CALENDAR_NOT_TODAY:
		return "not_today";
	case CALENDAR_OTHERS_TODAY:
		return "others_today";
	case CALENDAR_IS_HOLIDAY:
		return "holiday";
	case CALENDAR_EXCEPTION:
		return "exception";
	case CALENDAR_NO_HOURS:
		break;
	}
	return "no_hours";
}

/* The earliest minute at or after @p from of this date at which the service is open, or gives out
 * numbers; -1: none. */
static int first_minute(const struct hall *hall, const char *service, int32_t date, unsigned from,
			bool numbers)
{
	const struct calendar_description day = calendar_describe(hall, service, date);
	for (unsigned i = 0; i < day.span_count; i++) {
		unsigned start = day.spans[i].from_min > from ? day.spans[i].from_min : from;
		if (start < day.spans[i].to_min &&
		    (!numbers || before_cutoff(hall, service, date, start, &day)))
			return (int)start;
	}
	return -1;
}

static int64_t next_moment(const struct hall *hall, const char *service, int64_t time_us,
			   int32_t utc_offset_s, bool numbers)
{
	const int32_t today = calendar_local_date(time_us, utc_offset_s);
	const unsigned minute = calendar_local_minute(time_us, utc_offset_s);
	if (!has_hours(hall, service))
		return 0;
	for (int days = 0; days < CALENDAR_AHEAD_DAYS; days++) {
		int first =
			first_minute(hall, service, today + days, days == 0 ? minute : 0, numbers);
		if (days == 0 && first == (int)minute)
			return time_us;
		if (first >= 0)
			return calendar_utc(today + days, (unsigned)first, utc_offset_s);
	}
	return 0;
}

int64_t calendar_next_opening(const struct hall *hall, const char *service, int64_t time_us,
			      int32_t utc_offset_s)
{
	return next_moment(hall, service, time_us, utc_offset_s, false);
}

int64_t calendar_next_issue(const struct hall *hall, const char *service, int64_t time_us,
			    int32_t utc_offset_s)
{
	return next_moment(hall, service, time_us, utc_offset_s, true);
}

int calendar_session(const struct hall *hall, const char *service, int32_t date, unsigned minute)
{
	const struct calendar_description day = calendar_describe(hall, service, date);
	/* A session over midnight is the last one of the date it began on. */
	if (minute < hall->day_opens_min && day.span_count && day.spans[0].from_min == 0 &&
	    minute < day.spans[0].to_min) {
		const struct calendar_description before =
			calendar_describe(hall, service, date - 1);
		if (before.span_count &&
		    before.spans[before.span_count - 1].to_min == MINUTES_A_DAY)
			return before.span_count - 1;
	}
	for (int i = 0; i < day.span_count; i++)
		if (minute < day.spans[i].to_min)
			return i;
	return -1;
}

const struct hours *calendar_on_request(const struct hall *hall, const char *service)
{
	const struct hall_calendar *calendar = &hall->calendar;
	for (unsigned i = 0; i < calendar->hours_count; i++) {
		const struct hours *row = &calendar->hours[i];
		if (row->kind != HOURS_ON_REQUEST)
			continue;
		for (unsigned j = 0; j < row->service_count; j++)
			if (strcmp(row->services[j], service) == 0)
				return row;
		if (row->service_count == 0)
			return row;
	}
	return NULL;
}
