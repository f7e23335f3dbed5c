/* Dates and weekly hours: firmware/core/calendar/calendar.c. The two tables come from Python's datetime. */
#include "calendar.h"
#include "check.h"

static const struct {
	int year;
	unsigned month, day;
	int32_t date;
	unsigned weekday;
} dates[] = {
	{ 1970, 1, 1, 0, 3 },	      { 1969, 12, 31, -1, 2 },	    { 2000, 2, 29, 11016, 1 },
	{ 2000, 3, 1, 11017, 2 },     { 1900, 2, 28, -25509, 2 },   { 1900, 3, 1, -25508, 3 },
	{ 2100, 2, 28, 47540, 6 },    { 2100, 3, 1, 47541, 0 },	    { 2024, 2, 29, 19782, 3 },
	{ 2026, 1, 1, 20454, 3 },     { 2026, 11, 21, 20778, 5 },   { 2026, 12, 31, 20818, 3 },
	{ 2400, 2, 29, 157113, 1 },   { 1600, 2, 29, -135081, 1 },  { 1, 1, 1, -719162, 0 },
	{ 9999, 12, 31, 2932896, 4 }, { 7154, 3, 2, 1893477, 1 },   { 2934, 6, 8, 352252, 1 },
	{ 8519, 5, 26, 2392118, 4 },  { 4118, 4, 14, 784644, 3 },   { 9132, 9, 12, 2616121, 0 },
	{ 7929, 10, 29, 2176781, 1 }, { 9664, 8, 2, 2810390, 5 },   { 8497, 9, 16, 2384197, 0 },
	{ 7488, 9, 6, 2015657, 3 },   { 6087, 10, 10, 1503986, 4 }, { 334, 2, 1, -597506, 3 },
	{ 9651, 3, 27, 2805513, 0 },  { 5348, 1, 12, 1233800, 4 },  { 8911, 10, 24, 2535444, 5 },
	{ 2861, 1, 9, 325440, 6 },    { 7453, 7, 29, 2002834, 4 },
};

static const struct {
	int64_t time_us;
	int32_t utc_offset_s, date;
	unsigned minute;
} moments[] = {
	{ INT64_C(2517675320164470), 28800, 29140, 135 },
	{ INT64_C(-1513784073508146), 28800, -17521, 985 },
	{ INT64_C(1729944832399253), 28800, 20022, 1213 },
	{ INT64_C(335435112601820), 21600, 3882, 865 },
	{ INT64_C(-929132710233299), 21600, -10754, 574 },
	{ INT64_C(-1069152605706942), 21600, -12375, 1149 },
	{ INT64_C(3076976305909596), -19800, 35612, 1328 },
	{ INT64_C(1288765765167357), -19800, 14916, 59 },
	{ INT64_C(-1691055543352058), -19800, -19573, 530 },
	{ INT64_C(651938379132853), 0, 7545, 839 },
	{ INT64_C(-1432029831086266), 0, -16575, 836 },
	{ INT64_C(-1977180237188829), 0, -22885, 1396 },
	{ INT64_C(-1), 0, -1, 1439 },
	{ INT64_C(0), 0, 0, 0 },
	{ INT64_C(0), 28800, 0, 480 },
	{ INT64_C(-1), 28800, 0, 479 },
};

static void days_are_those_of_the_gregorian_calendar(void)
{
	for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
		int year;
		unsigned month, day;
		CHECK(calendar_day(dates[i].year, dates[i].month, dates[i].day) == dates[i].date);
		CHECK(calendar_weekday(dates[i].date) == dates[i].weekday);
		calendar_civil(dates[i].date, &year, &month, &day);
		CHECK(year == dates[i].year && month == dates[i].month && day == dates[i].day);
	}
}

static void every_day_of_eight_centuries_comes_back(void)
{
	unsigned wrong = 0;
	for (int32_t date = calendar_day(1600, 1, 1); date < calendar_day(2400, 1, 1); date++) {
		int year;
		unsigned month, day;
		calendar_civil(date, &year, &month, &day);
		wrong += calendar_day(year, month, day) != date || month < 1 || month > 12 ||
			 day < 1 || day > 31;
	}
	CHECK(wrong == 0);
}

static void local_time_is_floored_also_before_1970(void)
{
	for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
		CHECK(calendar_local_date(moments[i].time_us, moments[i].utc_offset_s) ==
		      moments[i].date);
		CHECK(calendar_local_minute(moments[i].time_us, moments[i].utc_offset_s) ==
		      moments[i].minute);
	}
	CHECK(calendar_utc(20778, 570, 28800) == INT64_C(1795224600000000));
	CHECK(calendar_utc(20778, 1440 + 180, 28800) == calendar_utc(20779, 180, 28800));
}

static void before_the_opening_hour_it_is_still_yesterday(void)
{
	static struct hall hall;
	hall_init(&hall);
	int32_t day = calendar_day(2026, 11, 21);
	CHECK(calendar_service_date(&hall, calendar_utc(day, 180, 28800), 28800) == day);
	CHECK(calendar_service_date(&hall, calendar_utc(day, 180, 28800) - 1, 28800) == day - 1);
	hall.day_opens_min = 0;
	CHECK(calendar_service_date(&hall, calendar_utc(day, 0, 28800), 28800) == day);
}

/* Monday to Friday with lunch for everybody, Saturday morning for EXIT, and OUT closes earlier on
 * Wednesdays. */
static void fill(struct hall *hall)
{
	hall_init(hall);
	hall->calendar.hours_count = 3;
	hall->calendar.hours[0] = (struct hours){ .days = 0x1f,
						  .span_count = 2,
						  .spans = { { 540, 720 }, { 780, 1020 } } };
	hall->calendar.hours[1] = (struct hours){ .days = 0x20,
						  .span_count = 1,
						  .spans = { { 540, 720 } },
						  .service_count = 1,
						  .services = { "EXIT" } };
	hall->calendar.hours[2] = (struct hours){ .days = 0x04,
						  .span_count = 1,
						  .spans = { { 540, 700 } },
						  .service_count = 1,
						  .services = { "OUT" } };
}

static void lunch_lies_between_two_spans(void)
{
	static struct hall hall;
	int32_t monday = calendar_day(2026, 11, 23);
	fill(&hall);
	CHECK(!calendar_open(&hall, "RE1", monday, 539));
	CHECK(calendar_open(&hall, "RE1", monday, 540));
	CHECK(calendar_open(&hall, "RE1", monday, 719));
	CHECK(!calendar_open(&hall, "RE1", monday, 720));
	CHECK(!calendar_open(&hall, "RE1", monday, 779));
	CHECK(calendar_open(&hall, "RE1", monday, 780));
	CHECK(!calendar_open(&hall, "RE1", monday, 1020));
	CHECK(calendar_close_minute(&hall, "RE1", monday) == 1020);
	CHECK(calendar_close_minute(&hall, "RE1", monday + 5) == -1);
}

static void a_row_that_names_a_service_goes_before_the_rows_for_all(void)
{
	static struct hall hall;
	int32_t monday = calendar_day(2026, 11, 23);
	fill(&hall);
	CHECK(calendar_open(&hall, "EXIT", monday, 1000)); /* weekdays like everybody */
	CHECK(calendar_open(&hall, "EXIT", monday + 5, 600));
	CHECK(!calendar_open(&hall, "RE1", monday + 5, 600));
	CHECK(calendar_open(&hall, "OUT", monday + 1, 900));
	CHECK(!calendar_open(&hall, "OUT", monday + 2, 710)); /* Wednesday: its own row only */
	CHECK(calendar_close_minute(&hall, "OUT", monday + 2) == 700);
}

static void the_next_opening_is_found(void)
{
	static struct hall hall;
	int32_t monday = calendar_day(2026, 11, 23);
	fill(&hall);
	int64_t open = calendar_utc(monday, 600, 28800) + 12345;
	CHECK(calendar_next_opening(&hall, "RE1", open, 28800) == open);
	CHECK(calendar_next_opening(&hall, "RE1", calendar_utc(monday, 730, 28800), 28800) ==
	      calendar_utc(monday, 780, 28800));
	CHECK(calendar_next_opening(&hall, "RE1", calendar_utc(monday + 4, 1020, 28800), 28800) ==
	      calendar_utc(monday + 7, 540, 28800));
	CHECK(calendar_next_opening(&hall, "EXIT", calendar_utc(monday + 4, 1020, 28800), 28800) ==
	      calendar_utc(monday + 5, 540, 28800));
	hall.calendar.hours_count = 0;
	CHECK(calendar_next_opening(&hall, "RE1", open, 28800) == 0);
}

int main(void)
{
	days_are_those_of_the_gregorian_calendar();
	every_day_of_eight_centuries_comes_back();
	local_time_is_floored_also_before_1970();
	before_the_opening_hour_it_is_still_yesterday();
	lunch_lies_between_two_spans();
	a_row_that_names_a_service_goes_before_the_rows_for_all();
	the_next_opening_is_found();
	return check_result();
}
