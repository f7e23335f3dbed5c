/* Any bytes as a table of holidays: no crash, no hang; what is accepted is in order, each date
 * once, and the calendar answers on each date of it. The first byte chooses whose word it is. */
#include "calendar.h"
#include "config_holidays.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct hall hall;
static unsigned lines;

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void say(void *context, const char *line)
{
	(void)context;
	lines++;
	must(strncmp(line, "fuzz.csv:", 9) == 0 && !strpbrk(line, "\r\n\t\x1b"));
}

static void check_date(unsigned index)
{
	const struct hall_calendar *calendar = &hall.calendar;
	const struct holiday *holiday = &calendar->holidays[index];
	const uint8_t off = HOLIDAY_PUBLISHED | HOLIDAY_LEGAL | HOLIDAY_REGIONAL;
	must(holiday->marks && (index == 0 || holiday[-1].date < holiday->date));
	must(holiday->name || holiday->legal_name || holiday->regional_name);
	must(holiday->name <= calendar->holiday_name_count &&
	     holiday->legal_name <= calendar->holiday_name_count &&
	     holiday->regional_name <= calendar->holiday_name_count);
	must(calendar_holiday(&hall, holiday->date) == holiday);
	must(!((holiday->marks & off) && (holiday->marks & HOLIDAY_MAKEUP)));
	must(calendar_is_workday(&hall, holiday->date) == !(holiday->marks & off));
	must(calendar_workdays_between(&hall, holiday->date - 1, holiday->date) ==
	     !(holiday->marks & off));
	must(calendar_describe(&hall, "S", holiday->date).span_count == !(holiday->marks & off));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config_report report = { .say = say };
	if (size == 0)
		return 0;
	hall_init(&hall);
	hall.calendar.hours_count = 1;
	hall.calendar.hours[0] =
		(struct hours){ .days = 0x1f, .span_count = 1, .spans = { { 540, 1020 } } };
	lines = 0;
	int result = config_holidays_table(&hall.calendar, data[0] % LAYERS, "fuzz.csv",
					   (const char *)data + 1, size - 1, &report);
	must(result == 0 ? report.mistakes == 0 : result == -EINVAL && report.mistakes > 0);
	must(lines ==
	     (report.mistakes > CONFIG_MESSAGES_MAX ? CONFIG_MESSAGES_MAX + 1 : report.mistakes));
	for (unsigned i = 0; result == 0 && i < hall.calendar.holiday_count; i++)
		check_date(i);
	return 0;
}
