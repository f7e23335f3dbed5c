/* When a service is open, and why not: the weekly hours of a season, holidays and make-up days,
 * dated exceptions (see hall_calendar.h for who goes before whom), the cut-off of a day, working
 * days. Dates are day numbers, times are UTC microseconds with the offset given by the caller:
 * there is no time zone and no clock in here. */
#ifndef JIAOHAO_CALENDAR_H
#define JIAOHAO_CALENDAR_H

#include "hall.h"

/* --- dates: calendar_date.c --- */

/** Days since 1970-01-01 in the proleptic Gregorian calendar. */
int32_t calendar_day(int year, unsigned month, unsigned day);
void calendar_civil(int32_t date, int *year, unsigned *month, unsigned *day);
/** 0 = Monday … 6 = Sunday. */
unsigned calendar_weekday(int32_t date);

/** The local day number and minute at @p time_us. */
int32_t calendar_local_date(int64_t time_us, int32_t utc_offset_s);
unsigned calendar_local_minute(int64_t time_us, int32_t utc_offset_s);
/** UTC µs of a local day's minute (which may be 1440 or more). */
int64_t calendar_utc(int32_t date, unsigned minute, int32_t utc_offset_s);
/** The service day a moment belongs to: before day_opens_min it is still the day before. */
int32_t calendar_service_date(const struct hall *hall, int64_t time_us, int32_t utc_offset_s);

/* --- what a date is: calendar_day.c --- */

enum calendar_kind {
	CALENDAR_ORDINARY,
	CALENDAR_REST_DAY,	   /* no hours on this weekday */
	CALENDAR_SOME_SERVICES,	   /* hours for other services only; for the hall: for some only */
	CALENDAR_MAKEUP,	   /* a weekend that is worked */
	CALENDAR_HOLIDAY,	   /* in a published block, but no legal holiday */
	CALENDAR_LEGAL_HOLIDAY,	   /* 法定节假日 */
	CALENDAR_REGIONAL_HOLIDAY, /* 肉孜节, by the region's notice */
	CALENDAR_CLOSED,	   /* by an exception, as all below */
	CALENDAR_ENDS_EARLY,
	CALENDAR_EXTRA,	 /* more spans than usual */
	CALENDAR_OPENED, /* open although it would not be, or at other hours */
};

/* The hours of one service on one date, and what people are told about it. The texts are borrowed
 * from the hall; NULL: none. */
struct calendar_description {
	uint8_t kind; /* enum calendar_kind */
	uint8_t span_count;
	struct span spans[DAY_SPANS_MAX]; /* ascending, apart: each is one session */
	const struct hall_text *name;	  /* 春节, 搬迁以及系统综合调试 */
	const struct hall_text *notice;
};

/** @p service NULL: the hall as a whole, open whenever one of its services is. A holiday on which
 *  the hours are kept has its kind and its spans. */
struct calendar_description calendar_describe(const struct hall *hall, const char *service,
					      int32_t date);
const char *calendar_kind_name(enum calendar_kind kind); /* "ordinary" "rest_day" … */

/* --- open or not: calendar.c --- */

/** Is the service open at this local minute of this date? */
bool calendar_open(const struct hall *hall, const char *service, int32_t date, unsigned minute);
/** The last closing minute of the service on this date; -1: not open on it at all. Over 1440 when
 * it stays open over midnight: then it is the next date's closing of that span. */
int calendar_close_minute(const struct hall *hall, const char *service, int32_t date);
/** The same as UTC µs; 0: not open on this date. What is extended on request is extended from
 *  here. */
int64_t calendar_close_utc(const struct hall *hall, const char *service, int32_t date,
			   int32_t utc_offset_s);
/** From this minute of the date on the service gives out no more numbers; -1: not open on it at
 *  all. The same all day: it counts back from the last closing, so lunch does not stop it. */
int calendar_cutoff_minute(const struct hall *hall, const char *service, int32_t date);

/* Why no number is given out. */
enum calendar_reason {
	CALENDAR_IS_OPEN,
	CALENDAR_BEFORE_OPENING,
	CALENDAR_LUNCH, /* between two sessions */
	CALENDAR_CUT_OFF,
	CALENDAR_AFTER_CLOSING,
	CALENDAR_NOT_TODAY,    /* no hours on this weekday */
	CALENDAR_OTHERS_TODAY, /* hours for other services only */
	CALENDAR_IS_HOLIDAY,
	CALENDAR_EXCEPTION, /* closed, or ended early, by the hall's own notice */
	CALENDAR_NO_HOURS,  /* the service has no hours at all */
};

/** May a number be issued at this local minute: open, and before the cut-off? */
enum calendar_reason calendar_issue(const struct hall *hall, const char *service, int32_t date,
				    unsigned minute);
/** The same at a moment, as a yes or no. */
bool calendar_issue_open(const struct hall *hall, const char *service, int64_t time_us,
			 int32_t utc_offset_s);
const char *calendar_reason_name(enum calendar_reason reason); /* "open" "lunch" … */

/** UTC µs of the next moment at or after @p time_us when the service is open; 0: not within
 *  CALENDAR_AHEAD_DAYS. While it is open the answer is @p time_us itself. */
int64_t calendar_next_opening(const struct hall *hall, const char *service, int64_t time_us,
			      int32_t utc_offset_s);
/** The same for giving out numbers: after the cut-off this is another day's opening. */
int64_t calendar_next_issue(const struct hall *hall, const char *service, int64_t time_us,
			    int32_t utc_offset_s);
enum { CALENDAR_AHEAD_DAYS = 100 };

/** Which session of its service day a minute counts for: 0 is the first; between two sessions it
 *  is the one to come; -1: the last one is over, or there is none. */
int calendar_session(const struct hall *hall, const char *service, int32_t date, unsigned minute);

/** The row of hours on request (延时服务) for this service; NULL: the hall offers none. */
const struct hours *calendar_on_request(const struct hall *hall, const char *service);

/* --- breaks between two sessions: calendar_break.c --- */

/** The last break of @p to_us's date that lies, with a part of it at least, between the moments;
 *  false: none. */
bool calendar_break(const struct hall *hall, const char *service, int64_t from_us, int64_t to_us,
		    int32_t utc_offset_s, int64_t *break_from_us, int64_t *break_to_us);
/** The moment when @p work_us have passed since @p from_us, breaks of its date not counted. */
int64_t calendar_after(const struct hall *hall, const char *service, int64_t from_us,
		       int64_t work_us, int32_t utc_offset_s);

/* --- working days: calendar_work.c --- */

/** By the holiday files alone: a hall that moves house does not stop a legal time limit. */
bool calendar_is_workday(const struct hall *hall, int32_t date);
/** The @p count-th working day after @p date (before it when negative); 0: @p date itself. */
int32_t calendar_add_workdays(const struct hall *hall, int32_t date, int32_t count);
/** Working days after @p from up to and with @p to; negative when @p to is the earlier one. */
int32_t calendar_workdays_between(const struct hall *hall, int32_t from, int32_t to);

/** Do the holiday files have the published days of this year? Always, where no base is named. */
bool calendar_year_known(const struct hall *hall, int year);
/** The same for the region's. */
bool calendar_region_known(const struct hall *hall, int year);
/** True from 1 November while next year is not known, and all the year when this one is not. */
bool calendar_holidays_missing(const struct hall *hall, int32_t date);
/** What the holiday files say of a date; NULL: nothing. */
const struct holiday *calendar_holiday(const struct hall *hall, int32_t date);

#endif
