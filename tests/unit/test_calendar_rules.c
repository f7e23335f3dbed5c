/* Holidays, make-up days, seasons, exceptions, cut-off and working days, in a hall made by hand:
 * firmware/core/calendar/calendar_day.c, calendar.c, calendar_work.c. What the shipped halls make of them is
 * in test_calendar_halls.c. */
#include "calendar.h"
#include "check.h"

static struct hall hall;

enum { WEEKDAYS = 0x1f, WEEKEND = 0x60 };

static int32_t on(int year, unsigned month, unsigned day)
{
	return calendar_day(year, month, day);
}

static struct hours *add_row(uint8_t days, uint16_t from, uint16_t to)
{
	struct hours *row = &hall.calendar.hours[hall.calendar.hours_count++];
	*row = (struct hours){ .days = days, .span_count = 1, .spans = { { from, to } } };
	return row;
}

static void name_service(struct hours *row, const char *code)
{
	strcpy(row->services[row->service_count++], code);
}

static void add_holiday(int32_t date, uint8_t marks)
{
	hall.calendar.holidays[hall.calendar.holiday_count++] =
		(struct holiday){ .date = date, .marks = marks, .name = 1 };
}

static struct calendar_exception *add_exception(int32_t from, int32_t to,
						enum exception_state state)
{
	struct calendar_exception *at = &hall.calendar.exceptions[hall.calendar.exception_count++];
	*at = (struct calendar_exception){ .from = from, .to = to, .state = (uint8_t)state };
	return at;
}

/* Weekdays 9-12 and 13-17; EXIT also at weekends, but not on legal holidays. The New Year of 2026
 * and its make-up Sunday. */
static void make_hall(void)
{
	static const char *const codes[] = { "RE1", "EXIT" }, *const zones[] = { "RE", "PS" };
	struct hours *row;
	hall_init(&hall);
	for (int i = 0; i < 2; i++) {
		strcpy(hall.services[i].code, codes[i]);
		strcpy(hall.services[i].zone, zones[i]);
	}
	hall.service_count = 2;
	row = add_row(WEEKDAYS, 540, 720);
	row->spans[row->span_count++] = (struct span){ 780, 1020 };
	row = add_row(WEEKEND, 540, 720);
	row->except = EXCEPT_LEGAL_HOLIDAYS;
	name_service(row, "EXIT");
	strcpy(hall.calendar.base, "CN");
	strcpy(hall.calendar.holiday_names[0].zh, "元旦");
	hall.calendar.holiday_name_count = 1;
	add_holiday(on(2026, 1, 1), HOLIDAY_LEGAL | HOLIDAY_PUBLISHED);
	add_holiday(on(2026, 1, 2), HOLIDAY_PUBLISHED);
	add_holiday(on(2026, 1, 3), HOLIDAY_PUBLISHED);
	add_holiday(on(2026, 1, 4), HOLIDAY_MAKEUP);
}

static uint8_t kind(const char *service, int32_t date)
{
	return calendar_describe(&hall, service, date).kind;
}

static void a_published_block_is_closed_and_its_makeup_day_runs_the_whole_hall(void)
{
	make_hall();
	CHECK(!calendar_open(&hall, "RE1", on(2026, 1, 1), 600));
	CHECK(!calendar_open(&hall, "EXIT", on(2026, 1, 3), 600));
	CHECK(kind("EXIT", on(2026, 1, 1)) == CALENDAR_LEGAL_HOLIDAY);
	CHECK(kind("EXIT", on(2026, 1, 3)) == CALENDAR_HOLIDAY);
	CHECK_TEXT(calendar_describe(&hall, "EXIT", on(2026, 1, 3)).name->zh, "元旦");
	CHECK(kind("RE1", on(2026, 1, 4)) == CALENDAR_MAKEUP);
	CHECK(calendar_open(&hall, "RE1", on(2026, 1, 4), 900));
	CHECK(calendar_open(&hall, "EXIT", on(2026, 1, 4), 900)); /* weekday hours, not its own */
	CHECK(kind("RE1", on(2026, 1, 10)) == CALENDAR_SOME_SERVICES);
	CHECK(kind(NULL, on(2026, 1, 10)) == CALENDAR_SOME_SERVICES);
	CHECK(kind("EXIT", on(2026, 1, 10)) == CALENDAR_ORDINARY);
	CHECK(kind(NULL, on(2026, 1, 12)) == CALENDAR_ORDINARY);
	hall.calendar.makeup_closed = true;
	CHECK(!calendar_open(&hall, "RE1", on(2026, 1, 4), 600));
	CHECK(calendar_open(&hall, "EXIT", on(2026, 1, 4), 600));
	CHECK(!calendar_open(&hall, "EXIT", on(2026, 1, 4), 900));
}

static void the_policy_opens_a_weekend_inside_a_block_but_no_legal_holiday(void)
{
	make_hall();
	hall.calendar.block = BLOCK_OPEN;
	CHECK(calendar_open(&hall, "EXIT", on(2026, 1, 3), 600));
	CHECK(!calendar_open(&hall, "RE1", on(2026, 1, 2), 600)); /* a Friday of the block */
	hall.calendar.hours[1].block = BLOCK_CLOSED;
	CHECK(!calendar_open(&hall, "EXIT", on(2026, 1, 3), 600));
	hall.calendar.block = BLOCK_AS_HALL;
	hall.calendar.hours[1].block = BLOCK_OPEN;
	CHECK(calendar_open(&hall, "EXIT", on(2026, 1, 3), 600));
	hall.calendar.hours[0].except = EXCEPT_NONE;
	CHECK(calendar_open(&hall, "RE1", on(2026, 1, 1), 600));
	/* Nobody has imported the legal days: the block is closed as a whole. */
	hall.calendar.holidays[0].marks = HOLIDAY_PUBLISHED;
	CHECK(!calendar_open(&hall, "EXIT", on(2026, 1, 3), 600));
}

static void the_region_goes_before_the_state(void)
{
	make_hall();
	hall.calendar.holidays[3].marks |= HOLIDAY_REGIONAL;
	CHECK(kind("RE1", on(2026, 1, 4)) == CALENDAR_REGIONAL_HOLIDAY);
	CHECK(!calendar_open(&hall, "RE1", on(2026, 1, 4), 600));
	CHECK(!calendar_is_workday(&hall, on(2026, 1, 4)));
	hall.calendar.holidays[2].marks |= HOLIDAY_REGIONAL_MAKEUP;
	CHECK(calendar_open(&hall, "RE1", on(2026, 1, 3), 900));
	CHECK(calendar_is_workday(&hall, on(2026, 1, 3)));
}

static void a_season_may_cross_new_year(void)
{
	make_hall();
	hall.calendar.seasons[0] = (struct season){ "summer", 701, 930 };
	hall.calendar.seasons[1] = (struct season){ "winter", 1001, 630 };
	hall.calendar.season_count = 2;
	hall.calendar.hours_count = 0;
	add_row(0x7f, 600, 660)->season = 1;
	add_row(0x7f, 700, 760)->season = 2;
	hall.calendar.holiday_count = 0;
	CHECK(calendar_open(&hall, "RE1", on(2026, 6, 30), 700));
	CHECK(calendar_open(&hall, "RE1", on(2026, 7, 1), 600));
	CHECK(calendar_open(&hall, "RE1", on(2026, 9, 30), 600));
	CHECK(calendar_open(&hall, "RE1", on(2026, 10, 1), 700));
	CHECK(calendar_open(&hall, "RE1", on(2026, 12, 31), 700));
	CHECK(calendar_open(&hall, "RE1", on(2027, 1, 1), 700));
	CHECK(calendar_open(&hall, "RE1", on(2028, 2, 29), 700));
	CHECK(!calendar_open(&hall, "RE1", on(2026, 7, 1), 700));
}

static void exceptions_go_before_everything(void)
{
	make_hall();
	const int32_t monday = on(2026, 1, 12);
	struct calendar_exception *closed = add_exception(monday, monday + 1, EXCEPTION_CLOSED);
	strcpy(closed->text.zh, "搬迁");
	CHECK(kind("RE1", monday) == CALENDAR_CLOSED && kind(NULL, monday) == CALENDAR_CLOSED);
	CHECK_TEXT(calendar_describe(&hall, "RE1", monday + 1).name->zh, "搬迁");
	CHECK(calendar_issue(&hall, "RE1", monday, 600) == CALENDAR_EXCEPTION);
	CHECK(kind("RE1", monday + 2) == CALENDAR_ORDINARY);
	/* What names a service goes before what is for everybody. */
	strcpy(add_exception(monday, monday, EXCEPTION_OPEN)->services[0], "EXIT");
	hall.calendar.exceptions[1].service_count = 1;
	CHECK(calendar_open(&hall, "EXIT", monday, 600));
	CHECK(!calendar_open(&hall, "RE1", monday, 600));
	/* A make-up day, a legal holiday: opened with weekday hours, closed, ended early. */
	add_exception(on(2026, 1, 1), on(2026, 1, 1), EXCEPTION_OPEN);
	CHECK(calendar_open(&hall, "RE1", on(2026, 1, 1), 900));
	CHECK(kind("RE1", on(2026, 1, 1)) == CALENDAR_OPENED);
	add_exception(on(2026, 1, 4), on(2026, 1, 4), EXCEPTION_NOTICE)->ends_min = 960;
	CHECK(calendar_close_minute(&hall, "RE1", on(2026, 1, 4)) == 960);
	CHECK(calendar_cutoff_minute(&hall, "RE1", on(2026, 1, 4)) == 930);
	CHECK(calendar_issue(&hall, "RE1", on(2026, 1, 4), 970) == CALENDAR_EXCEPTION);
	CHECK(kind("RE1", on(2026, 1, 4)) == CALENDAR_ENDS_EARLY);
	struct calendar_exception *extra =
		add_exception(on(2026, 1, 10), on(2026, 1, 10), EXCEPTION_EXTRA);
	extra->spans[extra->span_count++] = (struct span){ 720, 800 };
	CHECK(calendar_open(&hall, "RE1", on(2026, 1, 10), 790));
	CHECK(calendar_close_minute(&hall, "EXIT", on(2026, 1, 10)) == 800);
	CHECK(calendar_describe(&hall, "EXIT", on(2026, 1, 10)).span_count == 1); /* they touch */
	/* Just before lunch ends nothing is left of the afternoon. */
	add_exception(monday + 3, monday + 3, EXCEPTION_NOTICE)->ends_min = 780;
	CHECK(calendar_close_minute(&hall, "RE1", monday + 3) == 720);
}

static void an_exception_of_the_hall_goes_before_an_override_of_a_service(void)
{
	make_hall();
	const int32_t monday = on(2026, 1, 12);
	struct calendar_exception *override = add_exception(monday, monday + 1, EXCEPTION_OPEN);
	override->override = true;
	strcpy(override->services[override->service_count++], "RE1");
	override->spans[override->span_count++] = (struct span){ 600, 1200 };
	CHECK(calendar_close_minute(&hall, "RE1", monday) == 1200);
	CHECK(calendar_close_minute(&hall, "EXIT", monday) == 1020);
	add_exception(monday, monday, EXCEPTION_CLOSED);
	add_exception(monday + 1, monday + 1, EXCEPTION_NOTICE)->ends_min = 990;
	CHECK(calendar_close_minute(&hall, "RE1", monday) == -1);
	CHECK(calendar_close_minute(&hall, "RE1", monday + 1) == 990);
	CHECK(calendar_open(&hall, "RE1", monday + 1, 740)); /* no lunch, by the override */
	/* On a holiday too: the override goes before it. */
	override->from = override->to = on(2026, 1, 1);
	CHECK(calendar_open(&hall, "RE1", on(2026, 1, 1), 1100));
	CHECK(!calendar_open(&hall, "EXIT", on(2026, 1, 1), 1100));
}

static void an_exception_for_a_zone_is_for_its_services(void)
{
	make_hall();
	struct calendar_exception *closed =
		add_exception(on(2026, 1, 12), on(2026, 1, 12), EXCEPTION_CLOSED);
	strcpy(closed->zones[closed->zone_count++], "PS");
	strcpy(closed->notice.zh, "请到二楼");
	CHECK(!calendar_open(&hall, "EXIT", on(2026, 1, 12), 600));
	CHECK(calendar_open(&hall, "RE1", on(2026, 1, 12), 600));
	CHECK_TEXT(calendar_describe(&hall, "EXIT", on(2026, 1, 12)).notice->zh, "请到二楼");
	CHECK(calendar_describe(&hall, "RE1", on(2026, 1, 12)).notice == NULL);
	CHECK(kind(NULL, on(2026, 1, 12)) == CALENDAR_SOME_SERVICES);
}

static void the_cut_off_counts_from_the_last_closing(void)
{
	make_hall();
	const int32_t monday = on(2026, 1, 12);
	static const struct {
		unsigned minute;
		enum calendar_reason reason;
	} table[] = {
		{ 0, CALENDAR_BEFORE_OPENING },	  { 539, CALENDAR_BEFORE_OPENING },
		{ 540, CALENDAR_IS_OPEN },	  { 719, CALENDAR_IS_OPEN },
		{ 720, CALENDAR_LUNCH },	  { 779, CALENDAR_LUNCH },
		{ 780, CALENDAR_IS_OPEN },	  { 989, CALENDAR_IS_OPEN },
		{ 990, CALENDAR_CUT_OFF },	  { 1019, CALENDAR_CUT_OFF },
		{ 1020, CALENDAR_AFTER_CLOSING },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		CHECK(calendar_issue(&hall, "RE1", monday, table[i].minute) == table[i].reason);
	CHECK(calendar_cutoff_minute(&hall, "RE1", monday) == 990);
	CHECK(calendar_cutoff_minute(&hall, "RE1", monday + 5) == -1);
	hall.services[0].cutoff_min = 90;
	CHECK(calendar_cutoff_minute(&hall, "RE1", monday) == 930);
	hall.services[0].cutoff_min = NO_CUTOFF;
	CHECK(calendar_issue(&hall, "RE1", monday, 1019) == CALENDAR_IS_OPEN);
	CHECK(calendar_issue(&hall, "RE1", monday + 5, 600) == CALENDAR_OTHERS_TODAY);
	CHECK(calendar_issue(&hall, "RE1", on(2026, 1, 1), 600) == CALENDAR_IS_HOLIDAY);
	hall.calendar.hours_count = 1;
	CHECK(calendar_issue(&hall, "RE1", monday + 5, 600) == CALENDAR_NOT_TODAY);
	hall.calendar.hours_count = 0;
	CHECK(calendar_issue(&hall, "RE1", monday, 600) == CALENDAR_NO_HOURS);
}

static void after_midnight_it_is_still_the_cut_off_of_the_evening(void)
{
	make_hall();
	hall.calendar.hours_count = 0;
	struct hours *row = add_row(0x7f, 0, 120);
	row->spans[row->span_count++] = (struct span){ 1200, 1440 };
	const int32_t monday = on(2026, 1, 12);
	CHECK(calendar_close_minute(&hall, "RE1", monday) == 1440 + 120);
	CHECK(calendar_issue(&hall, "RE1", monday, 1439) == CALENDAR_IS_OPEN);
	CHECK(calendar_issue(&hall, "RE1", monday + 1, 0) == CALENDAR_IS_OPEN);
	CHECK(calendar_issue(&hall, "RE1", monday + 1, 89) == CALENDAR_IS_OPEN);
	CHECK(calendar_issue(&hall, "RE1", monday + 1, 90) == CALENDAR_CUT_OFF);
	CHECK(calendar_session(&hall, "RE1", monday, 1300) == 1);
	CHECK(calendar_session(&hall, "RE1", monday + 1, 60) == 1);
	CHECK(calendar_close_utc(&hall, "RE1", monday, 28800) ==
	      calendar_utc(monday + 1, 120, 28800));
	/* Round the clock there is no cut-off. */
	hall.calendar.hours_count = 0;
	add_row(0x7f, 0, 1440);
	CHECK(calendar_issue(&hall, "RE1", monday, 1439) == CALENDAR_IS_OPEN);
	CHECK(calendar_issue(&hall, "RE1", monday, 10) == CALENDAR_IS_OPEN);
}

static void the_next_opening_passes_holidays_and_the_cut_off(void)
{
	make_hall();
	const int64_t eve = calendar_utc(on(2025, 12, 31), 1000, 28800);
	CHECK(calendar_next_opening(&hall, "RE1", eve, 28800) == eve);
	CHECK(calendar_next_issue(&hall, "RE1", eve, 28800) ==
	      calendar_utc(on(2026, 1, 4), 540, 28800));
	add_exception(on(2026, 1, 3), on(2026, 3, 30), EXCEPTION_CLOSED);
	CHECK(calendar_next_issue(&hall, "RE1", eve, 28800) ==
	      calendar_utc(on(2026, 3, 31), 540, 28800));
	CHECK(calendar_next_opening(&hall, "NONE", eve, 28800) == eve); /* hours for everybody */
	hall.calendar.exceptions[0].to = on(2027, 3, 30);
	CHECK(calendar_next_opening(&hall, "RE1", eve + INT64_C(3600000000), 28800) == 0);
}

static void a_minute_counts_for_a_session(void)
{
	make_hall();
	const int32_t monday = on(2026, 1, 12);
	CHECK(calendar_session(&hall, "RE1", monday, 0) == 0);
	CHECK(calendar_session(&hall, "RE1", monday, 719) == 0);
	CHECK(calendar_session(&hall, "RE1", monday, 720) == 1);
	CHECK(calendar_session(&hall, "RE1", monday, 1019) == 1);
	CHECK(calendar_session(&hall, "RE1", monday, 1020) == -1);
	CHECK(calendar_session(&hall, "RE1", monday + 5, 600) == -1);
}

static void hours_on_request_open_nothing_by_themselves(void)
{
	make_hall();
	CHECK(calendar_on_request(&hall, "RE1") == NULL);
	struct hours *row = add_row(0x7f, 0, 1440);
	row->kind = HOURS_ON_REQUEST;
	CHECK(calendar_on_request(&hall, "RE1") == row);
	CHECK(!calendar_open(&hall, "RE1", on(2026, 1, 12), 1100));
	name_service(row, "EXIT");
	CHECK(calendar_on_request(&hall, "RE1") == NULL);
	CHECK(calendar_on_request(&hall, "EXIT") == row);
}

static void working_days_follow_the_holiday_files_alone(void)
{
	make_hall();
	add_exception(on(2026, 1, 1), on(2026, 12, 31), EXCEPTION_CLOSED);
	/* 即办 1, 一审一核 3, 承诺 10, from the last day of 2025. */
	const int32_t eve = on(2025, 12, 31);
	CHECK(calendar_add_workdays(&hall, eve, 0) == eve);
	CHECK(calendar_add_workdays(&hall, eve, 1) == on(2026, 1, 4));
	CHECK(calendar_add_workdays(&hall, eve, 3) == on(2026, 1, 6));
	CHECK(calendar_add_workdays(&hall, eve, 10) == on(2026, 1, 15));
	CHECK(calendar_add_workdays(&hall, on(2026, 1, 5), -2) == eve);
	CHECK(calendar_workdays_between(&hall, eve, on(2026, 1, 15)) == 10);
	CHECK(calendar_workdays_between(&hall, on(2026, 1, 15), eve) == -10);
	CHECK(calendar_workdays_between(&hall, eve, on(2026, 1, 3)) == 0);
	CHECK(calendar_workdays_between(&hall, on(1969, 12, 1), on(1970, 1, 2)) == 24);
}

static void a_missing_year_is_told_from_november_on(void)
{
	make_hall();
	CHECK(calendar_year_known(&hall, 2026) && !calendar_year_known(&hall, 2027));
	CHECK(!calendar_holidays_missing(&hall, on(2026, 10, 31)));
	CHECK(calendar_holidays_missing(&hall, on(2026, 11, 1)));
	CHECK(calendar_holidays_missing(&hall, on(2027, 3, 1)));
	add_holiday(on(2027, 1, 1), HOLIDAY_LEGAL);
	CHECK(calendar_holidays_missing(&hall, on(2026, 11, 1))); /* the law is no notice */
	hall.calendar.holidays[4].marks |= HOLIDAY_PUBLISHED;
	CHECK(!calendar_holidays_missing(&hall, on(2026, 11, 1)));
	hall.calendar.base[0] = 0;
	CHECK(!calendar_holidays_missing(&hall, on(2030, 11, 1)));
}

int main(void)
{
	a_published_block_is_closed_and_its_makeup_day_runs_the_whole_hall();
	the_policy_opens_a_weekend_inside_a_block_but_no_legal_holiday();
	the_region_goes_before_the_state();
	a_season_may_cross_new_year();
	exceptions_go_before_everything();
	an_exception_of_the_hall_goes_before_an_override_of_a_service();
	an_exception_for_a_zone_is_for_its_services();
	the_cut_off_counts_from_the_last_closing();
	after_midnight_it_is_still_the_cut_off_of_the_evening();
	the_next_opening_passes_holidays_and_the_cut_off();
	a_minute_counts_for_a_session();
	hours_on_request_open_nothing_by_themselves();
	working_days_follow_the_holiday_files_alone();
	a_missing_year_is_told_from_november_on();
	return check_result();
}
