/* What the calendars of five real halls say of the dates that matter: the shipped files always, the
 * profiles they were made from where those are at hand. Argument: the project's root. */
#include "calendar.h"
#include "calendar_bed.h"
#include "check.h"

enum { HALLS = 5 };

static const char *const shipped[HALLS] = { "zhuzhou", "zhuzhou-weekend", "yueyang", "hengyang",
					    "urumqi" };
static const char *const profiles[HALLS] = { "zhuzhou", "zhuzhou-weekend-exit-entry", "yueyang",
					     "hengyang", "urumqi" };
static struct hall halls[HALLS];

enum { ZHUZHOU, WEEKEND, YUEYANG, HENGYANG, URUMQI };

#define ZHUZHOU_DAY "0900-1200 1300-1700"
#define SUMMER "0900-1200 1330-1730"
#define WINTER "0900-1200 1300-1700"
#define XJ_SUMMER "1000-1400 1600-2000"
#define XJ_WINTER "1000-1400 1530-1930"

/* The weekdays in the comments are those of any wall calendar. */
static const struct {
	int hall;
	const char *service; /* NULL: the hall as a whole */
	int year;
	unsigned month, day;
	enum calendar_kind kind;
	const char *spans; /* "": closed */
} table[] = {
	/* Sunday and household windows; full hall on make-up days; closed on holidays. */
	{ ZHUZHOU, "EXIT", 2026, 1, 1, CALENDAR_LEGAL_HOLIDAY, "" }, /* Thu */
	{ ZHUZHOU, "RE1", 2026, 1, 2, CALENDAR_HOLIDAY, "" },	     /* Fri */
	{ ZHUZHOU, "EXIT", 2026, 1, 3, CALENDAR_HOLIDAY, "" },	     /* Sat, in the block */
	{ ZHUZHOU, NULL, 2026, 1, 3, CALENDAR_HOLIDAY, "" },
	{ ZHUZHOU, "RE1", 2026, 1, 4, CALENDAR_MAKEUP, ZHUZHOU_DAY }, /* Sun, worked */
	{ ZHUZHOU, "EXIT", 2026, 1, 4, CALENDAR_MAKEUP, ZHUZHOU_DAY },
	{ ZHUZHOU, NULL, 2026, 1, 4, CALENDAR_MAKEUP, ZHUZHOU_DAY },
	{ ZHUZHOU, "EXIT", 2026, 1, 10, CALENDAR_ORDINARY, ZHUZHOU_DAY },  /* Sat */
	{ ZHUZHOU, "HUKOU", 2026, 1, 11, CALENDAR_ORDINARY, ZHUZHOU_DAY }, /* Sun */
	{ ZHUZHOU, "RE1", 2026, 1, 10, CALENDAR_SOME_SERVICES, "" },
	{ ZHUZHOU, NULL, 2026, 1, 10, CALENDAR_SOME_SERVICES, ZHUZHOU_DAY },
	{ ZHUZHOU, "RE1", 2026, 2, 14, CALENDAR_MAKEUP, ZHUZHOU_DAY }, /* Sat, worked */
	{ ZHUZHOU, "EXIT", 2026, 2, 15, CALENDAR_HOLIDAY, "" },	       /* Sun, in the block */
	{ ZHUZHOU, "RE1", 2026, 2, 17, CALENDAR_LEGAL_HOLIDAY, "" },
	{ ZHUZHOU, "RE1", 2026, 2, 28, CALENDAR_MAKEUP, ZHUZHOU_DAY },
	{ ZHUZHOU, "EXIT", 2026, 10, 3, CALENDAR_LEGAL_HOLIDAY, "" }, /* Sat */
	{ ZHUZHOU, "EXIT", 2026, 10, 4, CALENDAR_HOLIDAY, "" },	      /* Sun */
	{ ZHUZHOU, "RE1", 2026, 10, 8, CALENDAR_ORDINARY, ZHUZHOU_DAY },
	{ ZHUZHOU, "EXIT", 2027, 2, 6, CALENDAR_LEGAL_HOLIDAY, "" }, /* by law, no notice yet */
	/* The move. */
	{ ZHUZHOU, "RE1", 2018, 12, 13, CALENDAR_ORDINARY, ZHUZHOU_DAY },
	{ ZHUZHOU, "RE1", 2018, 12, 14, CALENDAR_ENDS_EARLY, "0900-1200 1300-1630" },
	{ ZHUZHOU, "EXIT", 2018, 12, 15, CALENDAR_CLOSED, "" }, /* Sat */
	{ ZHUZHOU, "EXIT", 2018, 12, 16, CALENDAR_CLOSED, "" },
	{ ZHUZHOU, "RE1", 2018, 12, 17, CALENDAR_CLOSED, "" }, /* Mon */
	{ ZHUZHOU, NULL, 2018, 12, 17, CALENDAR_CLOSED, "" },
	{ ZHUZHOU, "RE1", 2018, 12, 18, CALENDAR_OPENED, ZHUZHOU_DAY },
	/* The weekend windows by themselves. */
	{ WEEKEND, "EXIT", 2026, 1, 3, CALENDAR_HOLIDAY, "" },
	{ WEEKEND, "EXIT", 2026, 1, 4, CALENDAR_MAKEUP, ZHUZHOU_DAY },
	{ WEEKEND, "HUKOU", 2026, 1, 10, CALENDAR_ORDINARY, ZHUZHOU_DAY },
	{ WEEKEND, "EXIT", 2026, 1, 12, CALENDAR_REST_DAY, "" },
	{ WEEKEND, "EXIT", 2026, 2, 14, CALENDAR_MAKEUP, ZHUZHOU_DAY },
	{ WEEKEND, "EXIT", 2026, 10, 3, CALENDAR_LEGAL_HOLIDAY, "" },
	/* Seasons: the four dates they switch at, in a year without tables. */
	{ YUEYANG, "BIZ", 2024, 6, 29, CALENDAR_ORDINARY, WINTER }, /* Sat */
	{ YUEYANG, "BIZ", 2024, 6, 30, CALENDAR_ORDINARY, WINTER }, /* Sun */
	{ YUEYANG, "BIZ", 2024, 7, 1, CALENDAR_ORDINARY, SUMMER },
	{ YUEYANG, "BIZ", 2024, 9, 28, CALENDAR_ORDINARY, SUMMER }, /* Sat */
	{ YUEYANG, "BIZ", 2024, 9, 30, CALENDAR_ORDINARY, SUMMER },
	{ YUEYANG, "BIZ", 2024, 10, 1, CALENDAR_ORDINARY, WINTER },
	{ YUEYANG, "BIZ", 2023, 12, 31, CALENDAR_ORDINARY, WINTER },
	{ YUEYANG, "BIZ", 2024, 1, 1, CALENDAR_ORDINARY, WINTER },
	{ YUEYANG, "BIZ", 2024, 2, 29, CALENDAR_ORDINARY, WINTER },
	{ YUEYANG, "DELEG", 2026, 10, 1, CALENDAR_LEGAL_HOLIDAY, "" },
	{ YUEYANG, "DELEG", 2026, 10, 8, CALENDAR_ORDINARY, WINTER },
	{ YUEYANG, "DELEG", 2026, 9, 20, CALENDAR_MAKEUP, SUMMER }, /* Sun, worked */
	/* The visit of an October 26: 09:30, 09:50, 10:20, 11:00. */
	{ HENGYANG, "BIZ", 2015, 10, 26, CALENDAR_ORDINARY, "0900-1200 1330-1700" }, /* Mon */
	{ HENGYANG, "BIZ", 2015, 10, 24, CALENDAR_REST_DAY, "" },
	{ HENGYANG, "UTIL", 2026, 5, 9, CALENDAR_MAKEUP, "0900-1200 1330-1700" }, /* Sat */
	{ HENGYANG, NULL, 2026, 5, 16, CALENDAR_REST_DAY, "" },
	/* Two seasons, and the region's holidays of 2025. */
	{ URUMQI, "PASS", 2025, 3, 28, CALENDAR_ORDINARY, XJ_WINTER },	/* Fri */
	{ URUMQI, "PASS", 2025, 3, 31, CALENDAR_REGIONAL_HOLIDAY, "" }, /* Mon, 肉孜节 */
	{ URUMQI, "PASS", 2025, 4, 1, CALENDAR_ORDINARY, XJ_WINTER },
	{ URUMQI, "PASS", 2025, 4, 27, CALENDAR_MAKEUP, XJ_WINTER }, /* Sun, worked */
	{ URUMQI, "PASS", 2025, 4, 30, CALENDAR_ORDINARY, XJ_WINTER },
	{ URUMQI, "PASS", 2025, 5, 1, CALENDAR_LEGAL_HOLIDAY, "" },
	{ URUMQI, "PASS", 2025, 5, 6, CALENDAR_ORDINARY, XJ_SUMMER },
	{ URUMQI, "PASS", 2025, 6, 5, CALENDAR_ORDINARY, XJ_SUMMER },
	{ URUMQI, "PASS", 2025, 6, 6, CALENDAR_REGIONAL_HOLIDAY, "" }, /* Fri, 古尔邦节 */
	{ URUMQI, "TAX", 2025, 6, 10, CALENDAR_REGIONAL_HOLIDAY, "" }, /* Tue */
	{ URUMQI, "TAX", 2025, 6, 11, CALENDAR_ORDINARY, XJ_SUMMER },
	{ URUMQI, "TAX", 2025, 9, 30, CALENDAR_ORDINARY, XJ_SUMMER },
	{ URUMQI, "TAX", 2025, 10, 9, CALENDAR_ORDINARY, XJ_WINTER },
	{ ZHUZHOU, "RE1", 2025, 6, 6, CALENDAR_ORDINARY, ZHUZHOU_DAY }, /* not its region */
};

static void write_spans(char text[128], const struct calendar_description *day)
{
	size_t used = 0;
	text[0] = 0;
	for (unsigned i = 0; i < day->span_count; i++)
		used += (size_t)snprintf(text + used, 128 - used, "%s%02d%02d-%02d%02d",
					 i ? " " : "", day->spans[i].from_min / 60,
					 day->spans[i].from_min % 60, day->spans[i].to_min / 60,
					 day->spans[i].to_min % 60);
}

static void every_example_holds(void)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const int32_t date = calendar_day(table[i].year, table[i].month, table[i].day);
		struct calendar_description day =
			calendar_describe(&halls[table[i].hall], table[i].service, date);
		char spans[128];
		write_spans(spans, &day);
		if (day.kind != table[i].kind || strcmp(spans, table[i].spans) != 0)
			fprintf(stderr, "%s %s %d-%02u-%02u: %s \"%s\"\n", shipped[table[i].hall],
				table[i].service ? table[i].service : "(hall)", table[i].year,
				table[i].month, table[i].day, calendar_kind_name(day.kind), spans);
		CHECK(day.kind == table[i].kind);
		CHECK_TEXT(spans, table[i].spans);
	}
}

static void people_are_told_why(void)
{
	const struct hall *hall = &halls[ZHUZHOU];
	struct calendar_description day =
		calendar_describe(hall, "RE1", calendar_day(2018, 12, 17));
	CHECK_TEXT(day.name->zh, "搬迁以及系统综合调试");
	CHECK_TEXT(day.notice->zh, "12月17日（星期一）暂停办理业务一天");
	day = calendar_describe(hall, "RE1", calendar_day(2026, 2, 17));
	CHECK_TEXT(day.name->zh, "春节");
	day = calendar_describe(hall, "RE1", calendar_day(2026, 2, 14));
	CHECK_TEXT(day.name->zh, "春节调休上班");
	day = calendar_describe(&halls[URUMQI], "PASS", calendar_day(2025, 6, 7));
	CHECK_TEXT(day.name->zh, "古尔邦节");
	day = calendar_describe(&halls[WEEKEND], "EXIT", calendar_day(2026, 10, 3));
	CHECK(day.notice && strstr(day.notice->zh, "法定节假日除外"));
	CHECK_TEXT(halls[WEEKEND].calendar.others_notice.zh,
		   "今日仅办理公安出入境、户籍业务，其他业务请于工作日办理");
	CHECK_TEXT(calendar_on_request(&halls[HENGYANG], "BIZ")->words.zh, "延时服务");
}

static void the_next_opening_passes_spring_festival_and_the_move(void)
{
	const int64_t eve = calendar_utc(calendar_day(2026, 2, 14), 1010, 28800);
	CHECK(calendar_next_issue(&halls[ZHUZHOU], "RE1", eve, 28800) ==
	      calendar_utc(calendar_day(2026, 2, 24), 540, 28800));
	CHECK(calendar_next_issue(&halls[WEEKEND], "EXIT", eve, 28800) ==
	      calendar_utc(calendar_day(2026, 2, 28), 540, 28800));
	const int64_t friday = calendar_utc(calendar_day(2018, 12, 14), 960, 28800);
	CHECK(calendar_next_issue(&halls[ZHUZHOU], "EXIT", friday, 28800) ==
	      calendar_utc(calendar_day(2018, 12, 18), 540, 28800));
	CHECK(calendar_cutoff_minute(&halls[ZHUZHOU], "EXIT", calendar_day(2018, 12, 14)) == 960);
}

/* 2025 has 28 days off and 5 make-up days, 2026 has 33 and 6; 13 are legal each year. */
static void the_tables_are_whole(void)
{
	static const struct {
		int year;
		unsigned published, makeup, legal;
	} years[] = { { 2025, 28, 5, 13 }, { 2026, 33, 6, 13 }, { 2027, 0, 0, 13 } };
	for (size_t i = 0; i < sizeof years / sizeof *years; i++) {
		unsigned published = 0, makeup = 0, legal = 0;
		for (int32_t date = calendar_day(years[i].year, 1, 1);
		     date < calendar_day(years[i].year + 1, 1, 1); date++) {
			const struct holiday *at = calendar_holiday(&halls[ZHUZHOU], date);
			published += at && (at->marks & HOLIDAY_PUBLISHED);
			makeup += at && (at->marks & HOLIDAY_MAKEUP);
			legal += at && (at->marks & HOLIDAY_LEGAL);
		}
		CHECK(published == years[i].published && makeup == years[i].makeup);
		CHECK(legal == years[i].legal);
	}
	CHECK(!calendar_holidays_missing(&halls[ZHUZHOU], calendar_day(2026, 10, 31)));
	CHECK(calendar_holidays_missing(&halls[ZHUZHOU], calendar_day(2026, 11, 1)));
	CHECK(calendar_region_known(&halls[URUMQI], 2025));
	CHECK(!calendar_region_known(&halls[URUMQI], 2026));
	/* 一审一核件, three working days, over the National Day of 2026. */
	CHECK(calendar_add_workdays(&halls[ZHUZHOU], calendar_day(2026, 9, 30), 3) ==
	      calendar_day(2026, 10, 10));
}

static void example(int32_t date, const char *expected)
{
	const struct hall *hall = &halls[ZHUZHOU], *windows = &halls[WEEKEND];
	const bool everybody = calendar_open(hall, "RE1", date, 600);
	const bool some = calendar_open(hall, "EXIT", date, 600);
	CHECK(calendar_open(windows, "EXIT", date, 600) == some);
	if (strcmp(expected, "full_hall") == 0)
		CHECK(everybody && some);
	else if (strcmp(expected, "weekend") == 0)
		CHECK(!everybody && some);
	else
		CHECK(!everybody && !some && strcmp(expected, "closed") == 0);
}

/* Urumqi names all the tables there are. */
static void the_shipped_tables_are_those_they_were_made_from(const char *root)
{
	static struct hall_calendar reference;
	const struct hall_calendar *calendar = &halls[URUMQI].calendar;
	unsigned different = 0;
	const int found = bed_tables(&reference, root);
	CHECK(found >= 0);
	if (found != 1)
		return;
	CHECK(reference.holiday_count == calendar->holiday_count);
	for (unsigned i = 0; i < reference.holiday_count; i++) {
		const struct holiday *one = &reference.holidays[i], *other = &calendar->holidays[i];
		different += one->date != other->date || one->marks != other->marks;
	}
	CHECK(different == 0);
}

static void every_claim(void)
{
	every_example_holds();
	people_are_told_why();
	the_next_opening_passes_spring_festival_and_the_move();
	the_tables_are_whole();
}

int main(int argc, char **argv)
{
	static struct hall again;
	unsigned found = 0;
	if (argc != 2)
		return EXIT_FAILURE;
	for (int i = 0; i < HALLS; i++)
		CHECK(bed_shipped(&halls[i], argv[1], shipped[i]));
	every_claim();
	the_shipped_tables_are_those_they_were_made_from(argv[1]);
	for (int i = 0; i < HALLS; i++) {
		int result = bed_profile(&again, argv[1], profiles[i]);
		CHECK(result >= 0);
		if (result == 1) {
			halls[i] = again;
			found++;
		}
	}
	if (found == HALLS) {
		every_claim();
		CHECK(bed_examples(argv[1], profiles[WEEKEND], example));
	} else {
		printf("the profiles are not at hand: only the shipped halls were looked at\n");
	}
	return check_result();
}
