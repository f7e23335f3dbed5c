/* When a service is open: weekly hours with sessions (the lunch break lies between two spans).
 * Dates are day numbers, times are UTC microseconds with the offset given by the caller:
 * there is no time zone and no clock in here. */
#ifndef JIAOHAO_CALENDAR_H
#define JIAOHAO_CALENDAR_H

#include "hall.h"

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

/** Is the service open at this local minute of this date? */
bool calendar_open(const struct hall *hall, const char *service, int32_t date, unsigned minute);
/** The last closing minute of the service on this date; -1: not open on it at all. Over 1440 when
 * it stays open over midnight: then it is the next date's closing of that span. */
int calendar_close_minute(const struct hall *hall, const char *service, int32_t date);
/** UTC µs of the next moment at or after @p time_us when the service is open; 0: not within 14
 *  days. While it is open the answer is @p time_us itself. */
int64_t calendar_next_opening(const struct hall *hall, const char *service, int64_t time_us,
			      int32_t utc_offset_s);

#endif
