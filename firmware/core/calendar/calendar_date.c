/* Dates as day numbers, moments as minutes of a local day. Knows no hours and no clock. */
#include "calendar.h"

enum { DAY_S = 86400 };

static const int64_t SECOND_US = 1000000;

/* The count runs from 0000-03-01, so that the leap day is the last of its year. In every 400 years
 * there are 146097 days. */
enum { ERA_YEARS = 400, ERA_DAYS = 146097, EPOCH_DAYS = 719468 };

int32_t calendar_day(int year, unsigned month, unsigned day)
{
	int march_year = month <= 2 ? year - 1 : year;
	int era = (march_year >= 0 ? march_year : march_year - (ERA_YEARS - 1)) / ERA_YEARS;
	int year_of_era = march_year - era * ERA_YEARS;
	int march_month = (int)(month + 9) % 12;
	int day_of_year = (153 * march_month + 2) / 5 + (int)day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * ERA_DAYS + day_of_era - EPOCH_DAYS;
}

void calendar_civil(int32_t date, int *year, unsigned *month, unsigned *day)
{
	int64_t days = (int64_t)date + EPOCH_DAYS;
	int64_t era = (days >= 0 ? days : days - (ERA_DAYS - 1)) / ERA_DAYS;
	int64_t day_of_era = days - era * ERA_DAYS;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			       day_of_era / (ERA_DAYS - 1)) /
			      365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;
	*day = (unsigned)(day_of_year - (153 * march_month + 2) / 5 + 1);
	*month = (unsigned)(march_month < 10 ? march_month + 3 : march_month - 9);
	*year = (int)(year_of_era + era * ERA_YEARS + (*month <= 2));
}

unsigned calendar_weekday(int32_t date)
{
	/* 1970-01-01 was a Thursday. */
	int64_t weekday = ((int64_t)date + 3) % 7;
	return (unsigned)(weekday < 0 ? weekday + 7 : weekday);
}

/* Floor division: times before 1970 must not round towards it. */
static int64_t local_seconds(int64_t time_us, int32_t utc_offset_s)
{
	int64_t seconds = time_us / SECOND_US;
	if (time_us % SECOND_US < 0)
		seconds--;
	return seconds + utc_offset_s;
}

int32_t calendar_local_date(int64_t time_us, int32_t utc_offset_s)
{
	int64_t seconds = local_seconds(time_us, utc_offset_s);
	int64_t date = seconds / DAY_S;
	return (int32_t)(seconds % DAY_S < 0 ? date - 1 : date);
}

unsigned calendar_local_minute(int64_t time_us, int32_t utc_offset_s)
{
	int64_t second = local_seconds(time_us, utc_offset_s) % DAY_S;
	return (unsigned)((second < 0 ? second + DAY_S : second) / 60);
}

int64_t calendar_utc(int32_t date, unsigned minute, int32_t utc_offset_s)
{
	return ((int64_t)date * DAY_S + (int64_t)minute * 60 - utc_offset_s) * SECOND_US;
}

int32_t calendar_service_date(const struct hall *hall, int64_t time_us, int32_t utc_offset_s)
{
	int32_t date = calendar_local_date(time_us, utc_offset_s);
	return calendar_local_minute(time_us, utc_offset_s) < hall->day_opens_min ? date - 1 : date;
}
