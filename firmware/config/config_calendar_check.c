/* What must agree inside a hall's calendar: seasons that cover each day of the year once, rows of
 * hours that leave each other room, exceptions that don't contradict each other, ids that exist. */
#include "config_calendar.h"

#include "calendar.h"

#include <stdio.h>
#include <string.h>

enum { LEAP_YEAR = 2028, WEEK_DAYS = 7 };

static bool names(const char (*ids)[ID_MAX], unsigned count, const char *id)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

/* --- seasons --- */

static bool in_season(const struct season *season, unsigned month_day)
{
	if (season->from <= season->to)
		return month_day >= season->from && month_day <= season->to;
	return month_day >= season->from || month_day <= season->to;
}

static bool seasons_overlap(const struct season *one, const struct season *other)
{
	return in_season(one, other->from) || in_season(other, one->from);
}

static void check_season(struct hall_reading *reading, unsigned index)
{
	const struct hall_calendar *calendar = &reading->hall->calendar;
	const struct season *season = &calendar->seasons[index];
	for (unsigned i = 0; i < index; i++) {
		const struct season *before = &calendar->seasons[i];
		char path[CONFIG_PATH_MAX];
		if (season->id[0] && strcmp(season->id, before->id) == 0)
			config_check_twice(reading->seasons[index], "id", season->id,
					   reading->seasons[i]);
		if (!season->from || !season->to || !before->from || !before->to ||
		    !seasons_overlap(season, before))
			continue;
		config_node_path(reading->seasons[i], path);
		config_node_fail(
			config_check_mark(reading->seasons[index], "from"),
			"found a season that overlaps %s in line %u, allowed is one season "
			"for each day",
			path, reading->seasons[i]->line);
	}
}

static const struct season *season_of(const struct hall_calendar *calendar, unsigned month_day)
{
	for (unsigned i = 0; i < calendar->season_count; i++)
		if (in_season(&calendar->seasons[i], month_day))
			return &calendar->seasons[i];
	return NULL;
}

/* Each day of a leap year, 29 February too. */
static void check_holes(struct hall_reading *reading)
{
	const struct hall_calendar *calendar = &reading->hall->calendar;
	const int32_t first = calendar_day(LEAP_YEAR, 1, 1),
		      end = calendar_day(LEAP_YEAR + 1, 1, 1);
	for (int32_t date = first; date < end; date++) {
		int year;
		unsigned month, day;
		calendar_civil(date, &year, &month, &day);
		if (season_of(calendar, month * 100 + day))
			continue;
		config_node_fail(
			reading->seasons[0]->parent,
			"found no season for %02u-%02u, allowed are seasons that cover the "
			"whole year",
			month, day);
		return;
	}
}

static void check_seasons(struct hall_reading *reading)
{
	const struct hall_calendar *calendar = &reading->hall->calendar;
	for (unsigned i = 0; i < calendar->season_count; i++)
		check_season(reading, i);
	if (calendar->season_count && !reading->seasons[0]->parent->failed)
		check_holes(reading);
}

/* --- rows of hours --- */

static bool share_service(const struct hours *one, const struct hours *other)
{
	if (one->service_count == 0 || other->service_count == 0)
		return one->service_count == other->service_count;
	for (unsigned i = 0; i < one->service_count; i++)
		for (unsigned j = 0; j < other->service_count; j++)
			if (strcmp(one->services[i], other->services[j]) == 0)
				return true;
	return false;
}

static bool spans_overlap(const struct hours *one, const struct hours *other)
{
	for (unsigned i = 0; i < one->span_count; i++)
		for (unsigned j = 0; j < other->span_count; j++)
			if (one->spans[i].from_min < other->spans[j].to_min &&
			    other->spans[j].from_min < one->spans[i].to_min)
				return true;
	return false;
}

/* Two rows that open the same service on the same day must open it at different times. */
static bool rows_clash(const struct hours *one, const struct hours *other)
{
	return one->kind == HOURS_WEEKLY && other->kind == HOURS_WEEKLY &&
	       (one->days & other->days) &&
	       (one->season == other->season || !one->season || !other->season) &&
	       share_service(one, other) && spans_overlap(one, other);
}

static void check_row(struct hall_reading *reading, unsigned index)
{
	const struct hall_calendar *calendar = &reading->hall->calendar;
	const struct hours *row = &calendar->hours[index];
	struct config_node *node = reading->hours[index];
	config_check_codes(reading, node, "services");
	for (unsigned i = 0; i < index; i++) {
		char path[CONFIG_PATH_MAX];
		if (row->id[0] && strcmp(row->id, calendar->hours[i].id) == 0)
			config_check_twice(node, "id", row->id, reading->hours[i]);
		if (node->failed || reading->hours[i]->failed ||
		    !rows_clash(row, &calendar->hours[i]))
			continue;
		config_node_path(reading->hours[i], path);
		config_node_fail(config_check_mark(node, "spans"),
				 "found spans that overlap those of %s in line %u on the same day, "
				 "allowed are spans apart",
				 path, reading->hours[i]->line);
	}
}

/* How many spans the rows open this service with on this weekday of this season. */
static unsigned week_spans(const struct hall_calendar *calendar, const char *code, unsigned weekday,
			   unsigned season)
{
	unsigned everybody = 0, own = 0;
	for (unsigned i = 0; i < calendar->hours_count; i++) {
		const struct hours *row = &calendar->hours[i];
		if (row->kind != HOURS_WEEKLY || !(row->days & (1U << weekday)) ||
		    (row->season && row->season != season))
			continue;
		if (row->service_count == 0)
			everybody += row->span_count;
		else if (names(row->services, row->service_count, code))
			own += row->span_count;
	}
	return own ? own : everybody;
}

static void check_crowded(struct hall_reading *reading, unsigned index, unsigned season)
{
	const struct hall_calendar *calendar = &reading->hall->calendar;
	const char *code = reading->hall->services[index].code;
	for (unsigned weekday = 0; weekday < WEEK_DAYS; weekday++) {
		const unsigned spans = week_spans(calendar, code, weekday, season);
		if (spans <= WEEK_SPANS_MAX)
			continue;
		config_node_fail(
			config_check_mark(reading->services[index], "code"),
			"found %u open spans for \"%s\" on one day, allowed are at most %d", spans,
			code, WEEK_SPANS_MAX);
		return;
	}
}

/* A day of this season that falls on each weekday. */
static int32_t season_week(const struct hall_calendar *calendar, unsigned season)
{
	const unsigned from = season ? calendar->seasons[season - 1].from : 101;
	return calendar_day(LEAP_YEAR, from / 100, from % 100);
}

/* Does this day give out a number at all? Answered by the calendar itself, without the dates that
 * are not like others. */
static void check_week(struct hall_reading *reading, const struct hall *plain, unsigned index,
		       int32_t first)
{
	const char *code = plain->services[index].code;
	struct config_node *node = reading->services[index];
	for (int32_t date = first; date < first + WEEK_DAYS; date++) {
		const struct calendar_description day = calendar_describe(plain, code, date);
		if (day.span_count == 0 ||
		    calendar_cutoff_minute(plain, code, date) > day.spans[0].from_min)
			continue;
		config_node_fail(config_check_mark(node, "code"),
				 "found \"%s\", whose cut-off comes before it opens on some day, "
				 "allowed are openings longer than cutoff_min",
				 code);
		return;
	}
}

static void check_cutoffs(struct hall_reading *reading)
{
	struct hall *hall = reading->hall;
	struct hall_calendar *calendar = &hall->calendar;
	const uint8_t exceptions = calendar->exception_count;
	const uint16_t holidays = calendar->holiday_count;
	if (config_check_failed(reading, "hours") || config_check_failed(reading, "services"))
		return;
	calendar->exception_count = 0;
	calendar->holiday_count = 0;
	for (unsigned i = 0; i < hall->service_count; i++)
		for (unsigned season = 0; season <= calendar->season_count; season++)
			if ((season || !calendar->season_count) && !reading->services[i]->failed) {
				check_crowded(reading, i, season);
				check_week(reading, hall, i, season_week(calendar, season));
			}
	calendar->exception_count = exceptions;
	calendar->holiday_count = holidays;
}

/* --- exceptions --- */

/* Which of its words are zones, which services: both sections are read now. */
static void sort_scope(struct hall_reading *reading, struct calendar_exception *exception,
		       struct config_node *row)
{
	struct hall *hall = reading->hall;
	struct config_node *node = config_node_find(row, "applies");
	const uint8_t count = exception->service_count;
	char words[WINDOW_SERVICES_MAX][ID_MAX];
	memcpy(words, exception->services, sizeof words);
	if (!node || node->failed)
		return;
	exception->service_count = exception->zone_count = 0;
	memset(exception->services, 0, sizeof exception->services);
	for (unsigned i = 0; i < count; i++) {
		if (hall_find_zone(hall, words[i]) >= 0)
			memcpy(exception->zones[exception->zone_count++], words[i], ID_MAX);
		else if (hall_find_service(hall, words[i]) >= 0)
			memcpy(exception->services[exception->service_count++], words[i], ID_MAX);
		else if (!config_check_failed(reading, "zones") &&
			 !config_check_failed(reading, "services"))
			config_node_fail(node,
					 "found \"%s\", allowed are all, old_halls, zone ids and "
					 "service codes",
					 words[i]);
	}
}

static bool for_all(const struct calendar_exception *exception)
{
	return exception->service_count == 0 && exception->zone_count == 0;
}

static bool meant(const struct calendar_exception *exception, const struct service *service)
{
	return names(exception->services, exception->service_count, service->code) ||
	       names(exception->zones, exception->zone_count, service->zone);
}

/* Both speak for one service on one date, and none goes before the other. */
static bool contradict(const struct hall *hall, const struct calendar_exception *one,
		       const struct calendar_exception *other)
{
	if (one->override != other->override || one->from > other->to || other->from > one->to ||
	    !one->from || !other->from || for_all(one) != for_all(other))
		return false;
	if (for_all(one))
		return true;
	for (unsigned i = 0; i < hall->service_count; i++)
		if (meant(one, &hall->services[i]) && meant(other, &hall->services[i]))
			return true;
	return false;
}

static void check_exception(struct hall_reading *reading, unsigned index)
{
	struct hall_calendar *calendar = &reading->hall->calendar;
	struct config_node *row = reading->exceptions[index];
	if (calendar->exceptions[index].override)
		config_check_codes(reading, row, "services");
	else
		sort_scope(reading, &calendar->exceptions[index], row);
	for (unsigned i = 0; i < index && !row->failed; i++) {
		char path[CONFIG_PATH_MAX];
		if (!contradict(reading->hall, &calendar->exceptions[index],
				&calendar->exceptions[i]))
			continue;
		config_node_path(reading->exceptions[i], path);
		config_node_fail(
			row,
			"found a date that %s in line %u speaks for too, allowed is one of "
			"them for each date and service",
			path, reading->exceptions[i]->line);
	}
}

void config_calendar_check(struct hall_reading *reading)
{
	const struct hall_calendar *calendar = &reading->hall->calendar;
	check_seasons(reading);
	for (unsigned i = 0; i < calendar->hours_count; i++)
		check_row(reading, i);
	for (unsigned i = 0; i < calendar->exception_count; i++)
		check_exception(reading, i);
	check_cutoffs(reading);
}
