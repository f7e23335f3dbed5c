/* What a date is for a service: which rows of hours count on it, what holidays and make-up days
 * make of them, and what the hall's exceptions make of that. Asks for no minute.
 *
 *   week ─season─▶ rows of the weekday ─holiday, make-up─▶ rows that count ─override─▶ spans
 *   of the service ─exception of the hall─▶ spans of the day */
#include "calendar.h"

#include <string.h>

enum { FRIDAY = 4, SATURDAY = 5 };

/* How far a date is off. */
enum off { OFF_NOT, OFF_BLOCK, OFF_LEGAL };

struct day {
	const struct hall *hall;
	int32_t date;
	uint16_t month_day;  /* as in struct season; 0 in a hall without seasons */
	uint8_t own_bit;     /* of its own weekday */
	uint8_t bit;	     /* of the weekday whose hours it has */
	uint8_t weekday_bit; /* of the nearest day from Monday to Friday */
	bool weekend;
	uint8_t off;  /* enum off */
	uint8_t kind; /* CALENDAR_ORDINARY, _MAKEUP or one of the holidays */
	uint8_t name; /* 1 + index into holiday_names; 0: none */
};

/* --- holidays and make-up days --- */

/* A published block whose legal days nobody has imported is closed as a whole: rather that than
 * to open on National Day. */
static bool legal_days_known(const struct hall_calendar *calendar, int32_t date)
{
	int year;
	unsigned month, day;
	calendar_civil(date, &year, &month, &day);
	const int32_t first = calendar_day(year, 1, 1), last = calendar_day(year, 12, 31);
	for (unsigned i = 0; i < calendar->holiday_count && calendar->holidays[i].date <= last; i++)
		if ((calendar->holidays[i].marks & HOLIDAY_LEGAL) &&
		    calendar->holidays[i].date >= first)
			return true;
	return false;
}

/* The region's word goes before the state's: it moves make-up days of its own. */
static void mark_holiday(struct day *day)
{
	const struct hall_calendar *calendar = &day->hall->calendar;
	const struct holiday *holiday = calendar_holiday(day->hall, day->date);
	uint8_t marks = holiday ? holiday->marks : 0;
	if (marks & HOLIDAY_REGIONAL) {
		day->kind = CALENDAR_REGIONAL_HOLIDAY;
		day->off = OFF_LEGAL;
		day->name = holiday->regional_name;
	} else if ((marks & HOLIDAY_REGIONAL_MAKEUP) && !calendar->makeup_closed) {
		day->kind = CALENDAR_MAKEUP;
		day->name = holiday->regional_name;
	} else if (marks & HOLIDAY_LEGAL) {
		day->kind = CALENDAR_LEGAL_HOLIDAY;
		day->off = OFF_LEGAL;
		day->name = holiday->name ? holiday->name : holiday->legal_name;
	} else if (marks & HOLIDAY_PUBLISHED) {
		day->kind = CALENDAR_HOLIDAY;
		day->off = legal_days_known(calendar, day->date) ? OFF_BLOCK : OFF_LEGAL;
		day->name = holiday->name;
	} else if ((marks & HOLIDAY_MAKEUP) && !calendar->makeup_closed) {
		day->kind = CALENDAR_MAKEUP;
		day->name = holiday->name;
	}
}

static struct day day_of(const struct hall *hall, int32_t date)
{
	struct day day = { .hall = hall, .date = date };
	const unsigned weekday = calendar_weekday(date);
	if (hall->calendar.season_count) {
		unsigned month, month_day;
		int year;
		calendar_civil(date, &year, &month, &month_day);
		day.month_day = (uint16_t)(month * 100 + month_day);
	}
	day.weekend = weekday >= SATURDAY;
	day.own_bit = (uint8_t)(1U << weekday);
	day.weekday_bit = day.own_bit;
	if (day.weekend) /* a Saturday is worked as the Friday before, a Sunday as the Monday */
		day.weekday_bit = (uint8_t)(weekday == SATURDAY ? 1U << FRIDAY : 1U);
	mark_holiday(&day);
	day.bit = day.kind == CALENDAR_MAKEUP ? day.weekday_bit : day.own_bit;
	return day;
}

/* --- rows of hours --- */

static const struct hall_text *told(const struct hall_text *text)
{
	return text->zh[0] || text->en[0] || text->ug[0] ? text : NULL;
}

static bool names(const char (*ids)[ID_MAX], unsigned count, const char *id)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

static bool in_season(const struct day *day, const struct hours *row)
{
	if (row->season == 0)
		return true;
	const struct season *season = &day->hall->calendar.seasons[row->season - 1];
	if (season->from <= season->to)
		return day->month_day >= season->from && day->month_day <= season->to;
	return day->month_day >= season->from || day->month_day <= season->to;
}

static bool of_weekday(const struct day *day, const struct hours *row, uint8_t bit)
{
	return row->kind == HOURS_WEEKLY && (row->days & bit) && in_season(day, row);
}

static bool kept_on_holiday(const struct day *day, const struct hours *row)
{
	uint8_t policy = row->block ? row->block : day->hall->calendar.block;
	if (day->off == OFF_NOT || row->except == EXCEPT_NONE)
		return true;
	if (day->off == OFF_LEGAL || policy != BLOCK_OPEN)
		return false;
	return day->weekend || row->except == EXCEPT_LEGAL_HOLIDAYS || row->block == BLOCK_OPEN;
}

/* The sorted union of spans; what overlaps or touches becomes one. */
static void add_span(struct calendar_description *to, struct span span)
{
	unsigned first = 0, last;
	while (first < to->span_count && to->spans[first].to_min < span.from_min)
		first++;
	for (last = first; last < to->span_count && to->spans[last].from_min <= span.to_min;
	     last++) {
		if (to->spans[last].from_min < span.from_min)
			span.from_min = to->spans[last].from_min;
		if (to->spans[last].to_min > span.to_min)
			span.to_min = to->spans[last].to_min;
	}
	if (last == first && to->span_count == DAY_SPANS_MAX)
		return; /* firmware/config refuses a hall with so many */
	memmove(&to->spans[first + 1], &to->spans[last],
		(to->span_count - last) * sizeof to->spans[0]);
	to->spans[first] = span;
	to->span_count = (uint8_t)(to->span_count - (last - first) + 1);
}

/* The hours of the week for this service on days of @p bit. A row that names the service goes
 * before the rows for everybody, so that one service can open later or close earlier than the hall.
 * False when no row is meant for it at all, whatever holidays say. */
static bool add_rows(const struct day *day, const char *service, uint8_t bit, bool holidays,
		     struct calendar_description *to)
{
	const struct hall_calendar *calendar = &day->hall->calendar;
	bool named = false, any = false;
	for (unsigned i = 0; i < calendar->hours_count && !named; i++) {
		const struct hours *row = &calendar->hours[i];
		named = row->service_count && of_weekday(day, row, bit) &&
			names(row->services, row->service_count, service);
	}
	for (unsigned i = 0; i < calendar->hours_count; i++) {
		const struct hours *row = &calendar->hours[i];
		if (!of_weekday(day, row, bit))
			continue;
		if (named ? !names(row->services, row->service_count, service) : row->service_count)
			continue;
		any = true;
		if (holidays && !kept_on_holiday(day, row)) {
			to->notice = told(&row->words);
			continue;
		}
		for (unsigned j = 0; j < row->span_count; j++)
			add_span(to, row->spans[j]);
	}
	return any;
}

/* A service without hours from Monday to Friday keeps its own on a weekend that is worked. */
static void add_weekday(const struct day *day, const char *service, struct calendar_description *to)
{
	if (!add_rows(day, service, day->weekday_bit, false, to))
		add_rows(day, service, day->own_bit, false, to);
}

static void add_week(const struct day *day, const char *service, struct calendar_description *to)
{
	if (day->kind == CALENDAR_MAKEUP)
		add_weekday(day, service, to);
	else
		add_rows(day, service, day->own_bit, true, to);
}

/* Has any service hours on this day that count? */
static bool others_open(const struct day *day)
{
	const struct hall_calendar *calendar = &day->hall->calendar;
	for (unsigned i = 0; i < calendar->hours_count; i++)
		if (of_weekday(day, &calendar->hours[i], day->bit) &&
		    kept_on_holiday(day, &calendar->hours[i]))
			return true;
	return false;
}

/* --- exceptions --- */

static bool everybody(const struct calendar_exception *exception)
{
	return exception->service_count == 0 && exception->zone_count == 0;
}

static bool applies(const struct hall *hall, const struct calendar_exception *exception,
		    const char *service)
{
	if (everybody(exception))
		return true;
	if (service == NULL)
		return false;
	if (names(exception->services, exception->service_count, service))
		return true;
	int index = exception->zone_count ? hall_find_service(hall, service) : -1;
	return index >= 0 &&
	       names(exception->zones, exception->zone_count, hall->services[index].zone);
}

/* The exception (or override) of this date for this service; one that names it goes first. */
static const struct calendar_exception *find_exception(const struct day *day, const char *service,
						       bool override)
{
	const struct hall_calendar *calendar = &day->hall->calendar;
	const struct calendar_exception *found = NULL;
	for (unsigned i = 0; i < calendar->exception_count; i++) {
		const struct calendar_exception *at = &calendar->exceptions[i];
		if (at->override != override || day->date < at->from || day->date > at->to ||
		    !applies(day->hall, at, service))
			continue;
		if (!everybody(at))
			return at;
		if (!found)
			found = at;
	}
	return found;
}

static void end_at(struct calendar_description *to, uint16_t minute)
{
	while (to->span_count && to->spans[to->span_count - 1].from_min >= minute)
		to->span_count--;
	if (to->span_count && to->spans[to->span_count - 1].to_min > minute)
		to->spans[to->span_count - 1].to_min = minute;
}

static void apply_exception(const struct day *day, const char *service,
			    const struct calendar_exception *exception,
			    struct calendar_description *to)
{
	if (exception->state == EXCEPTION_CLOSED || exception->state == EXCEPTION_OPEN)
		to->span_count = 0;
	if (exception->state == EXCEPTION_OPEN && exception->span_count == 0 && service)
		add_weekday(day, service, to);
	for (unsigned i = 0; i < exception->span_count; i++)
		add_span(to, exception->spans[i]);
	if (exception->ends_min)
		end_at(to, exception->ends_min);
	if (exception->state == EXCEPTION_CLOSED)
		to->kind = CALENDAR_CLOSED;
	else if (exception->state == EXCEPTION_OPEN)
		to->kind = CALENDAR_OPENED;
	else if (exception->state == EXCEPTION_EXTRA)
		to->kind = CALENDAR_EXTRA;
	else if (exception->ends_min)
		to->kind = CALENDAR_ENDS_EARLY;
}

/* What an exception says of itself stays where a later one says nothing. */
static void tell_exception(const struct calendar_exception *exception,
			   struct calendar_description *to)
{
	if (told(&exception->text))
		to->name = &exception->text;
	if (told(&exception->notice))
		to->notice = &exception->notice;
}

/* --- the day --- */

static struct calendar_description describe_day(const struct day *day)
{
	const struct hall_calendar *calendar = &day->hall->calendar;
	struct calendar_description to = { .kind = day->kind };
	if (day->name)
		to.name = told(&calendar->holiday_names[day->name - 1]);
	return to;
}

static struct calendar_description describe_service(const struct day *day, const char *service)
{
	const struct hall_calendar *calendar = &day->hall->calendar;
	struct calendar_description to = describe_day(day);
	add_week(day, service, &to);
	if (to.span_count == 0 && to.kind == CALENDAR_ORDINARY)
		to.kind = others_open(day) ? CALENDAR_SOME_SERVICES : CALENDAR_REST_DAY;
	if (to.kind == CALENDAR_SOME_SERVICES)
		to.notice = told(&calendar->others_notice);
	for (int i = 0; calendar->exception_count && i < 2; i++) {
		const struct calendar_exception *exception = find_exception(day, service, i == 0);
		if (exception) {
			apply_exception(day, service, exception, &to);
			tell_exception(exception, &to);
		}
	}
	return to;
}

/* Open when a service is. On a day for some services only, its kind says so. */
static struct calendar_description describe_hall(const struct day *day)
{
	struct calendar_description to = describe_day(day);
	const struct calendar_exception *exception = find_exception(day, NULL, false);
	unsigned open = 0, all = 0;
	for (unsigned i = 0; i < day->hall->service_count; i++) {
		if (day->hall->services[i].draining)
			continue;
		struct calendar_description one =
			describe_service(day, day->hall->services[i].code);
		for (unsigned j = 0; j < one.span_count; j++)
			add_span(&to, one.spans[j]);
		open += one.span_count > 0;
		all++;
	}
	if (to.kind == CALENDAR_ORDINARY && open < all)
		to.kind = open ? CALENDAR_SOME_SERVICES : CALENDAR_REST_DAY;
	if (to.kind == CALENDAR_SOME_SERVICES)
		to.notice = told(&day->hall->calendar.others_notice);
	if (exception) {
		struct calendar_description ruled = to;
		apply_exception(day, NULL, exception, &ruled);
		to.kind = ruled.kind;
		tell_exception(exception, &to);
	}
	return to;
}

struct calendar_description calendar_describe(const struct hall *hall, const char *service,
					      int32_t date)
{
	const struct day day = day_of(hall, date);
	return service ? describe_service(&day, service) : describe_hall(&day);
}

const char *calendar_kind_name(enum calendar_kind kind)
{
	switch (kind) {
	case CALENDAR_ORDINARY:
		return "ordinary";
	case CALENDAR_REST_DAY:
		return "rest_day";
	case CALENDAR_SOME_SERVICES:
		return "some_services";
	case CALENDAR_MAKEUP:
		return "makeup";
	case CALENDAR_HOLIDAY:
		return "holiday";
	case CALENDAR_LEGAL_HOLIDAY:
		return "legal_holiday";
	case CALENDAR_REGIONAL_HOLIDAY:
		return "regional_holiday";
	case CALENDAR_CLOSED:
		return "closed";
	case CALENDAR_ENDS_EARLY:
		return "ends_early";
	case CALENDAR_EXTRA:
		return "extra";
	case CALENDAR_OPENED:
		return "opened";
	}
	return "ordinary";
}
