/* Dates as day numbers and the weekly hours. Knows no time zone, no holiday and no clock. */
#include "calendar.h"

#include <string.h>

enum { DAY_S = 86400, MINUTES_A_DAY = 1440, LOOK_AHEAD_DAYS = 14 };

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

static bool row_names(const struct hours *row, const char *service)
{
	for (unsigned i = 0; i < row->service_count; i++)
		if (strcmp(row->services[i], service) == 0)
			return true;
	return false;
}

/* A row that names the service on this weekday goes before the rows for everybody, so that one
 * service can open later or close earlier than the hall. */
struct day_rows {
	uint8_t weekday_bit;
	bool named;
};

static struct day_rows day_rows(const struct hall *hall, const char *service, int32_t date)
{
	struct day_rows rows = { .weekday_bit = (uint8_t)(1u << calendar_weekday(date)) };
	for (unsigned i = 0; i < hall->hours_count && !rows.named; i++)
		rows.named = (hall->hours[i].days & rows.weekday_bit) &&
			     row_names(&hall->hours[i], service);
	return rows;
}

static bool row_counts(const struct hours *row, const struct day_rows *rows, const char *service)
{
	if (!(row->days & rows->weekday_bit))
		return false;
	return rows->named ? row_names(row, service) : row->service_count == 0;
}

bool calendar_open(const struct hall *hall, const char *service, int32_t date, unsigned minute)
{
	struct day_rows rows = day_rows(hall, service, date);
	for (unsigned i = 0; i < hall->hours_count; i++) {
		const struct hours *row = &hall->hours[i];
		if (!row_counts(row, &rows, service))
			continue;
		for (unsigned j = 0; j < row->span_count; j++)
			if (minute >= row->spans[j].from_min && minute < row->spans[j].to_min)
				return true;
	}
	return false;
}

/* The end of what is open at this minute of the date; the minute itself when nothing is. */
static int open_until(const struct hall *hall, const char *service, int32_t date, int minute)
{
	struct day_rows rows = day_rows(hall, service, date);
	int until = minute;
	for (unsigned i = 0; i < hall->hours_count; i++) {
		const struct hours *row = &hall->hours[i];
		if (!row_counts(row, &rows, service))
			continue;
		for (unsigned j = 0; j < row->span_count; j++)
			if (row->spans[j].from_min <= until && row->spans[j].to_min > until)
				until = row->spans[j].to_min;
	}
	return until;
}

int calendar_close_minute(const struct hall *hall, const char *service, int32_t date)
{
	struct day_rows rows = day_rows(hall, service, date);
	int close = -1;
	for (unsigned i = 0; i < hall->hours_count; i++) {
		const struct hours *row = &hall->hours[i];
		if (!row_counts(row, &rows, service))
			continue;
		for (unsigned j = 0; j < row->span_count; j++)
			if (row->spans[j].to_min > close)
				close = row->spans[j].to_min;
	}
	if (close == MINUTES_A_DAY) /* open over midnight: it closes on the next date */
		close += open_until(hall, service, date + 1, 0);
	return close;
}

/* The earliest minute >= from at which the service is open on this date, or -1. */
static int first_open_minute(const struct hall *hall, const char *service, int32_t date,
			     unsigned from)
{
	struct day_rows rows = day_rows(hall, service, date);
	int first = -1;
	for (unsigned i = 0; i < hall->hours_count; i++) {
		const struct hours *row = &hall->hours[i];
		if (!row_counts(row, &rows, service))
			continue;
		for (unsigned j = 0; j < row->span_count; j++) {
			unsigned start =
				row->spans[j].from_min > from ? row->spans[j].from_min : from;
			if (start < row->spans[j].to_min && (first < 0 || (int)start < first))
				first = (int)start;
		}
	}
	return first;
}

int64_t calendar_next_opening(const struct hall *hall, const char *service, int64_t time_us,
			      int32_t utc_offset_s)
{
	int32_t today = calendar_local_date(time_us, utc_offset_s);
	unsigned minute = calendar_local_minute(time_us, utc_offset_s);
	if (calendar_open(hall, service, today, minute))
		return time_us;
	for (int days = 0; days < LOOK_AHEAD_DAYS; days++) {
		int first = first_open_minute(hall, service, today + days, days == 0 ? minute : 0);
		if (first >= 0)
			return calendar_utc(today + days, (unsigned)first, utc_offset_s);
	}
	return 0;
}
