/* Rows of a trace, checked one by one and put in order. */
#include "trace_csv.h"

#include "calendar.h"
#include "config_csv.h"
#include "config_node.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { OFFICE, QUEUE, DATE, TICKET, ISSUED, CALLED, WINDOWS, AHEAD, COLUMNS };
enum { MINUTES_MAX = 2 * 1440 - 1, PEOPLE_MAX = 1000000 };

static const struct config_csv_column columns[COLUMNS] = {
	[OFFICE] = { "office", true },
	[QUEUE] = { "queue_id", true },
	[DATE] = { "date", true },
	[TICKET] = { "ticket", true },
	[ISSUED] = { "issued_min", true },
	[CALLED] = { "called_min", true },
	[WINDOWS] = { "open_counters_at_issue", true },
	[AHEAD] = { "ahead_at_issue", true },
};

static int read_office(struct trace *trace, struct config_csv *csv, uint16_t *office)
{
	char name[TRACE_NAME_MAX];
	int result = config_csv_copy(csv, OFFICE, name, sizeof name);
	if (result < 0)
		return result;
	if (result == 0)
		return config_csv_fail(csv, OFFICE, "found nothing, expected is an office");
	for (unsigned i = trace->office_count; i-- > 0;)
		if (strcmp(trace->offices[i], name) == 0) {
			*office = (uint16_t)i;
			return 0;
		}
	if (trace->office_count == TRACE_OFFICES_MAX)
		return config_csv_fail(csv, OFFICE, "found one office more than the %d allowed",
				       TRACE_OFFICES_MAX);
	*office = (uint16_t)trace->office_count;
	memcpy(trace->offices[trace->office_count++], name, sizeof name);
	return 0;
}

static int read_date(struct config_csv *csv, int32_t *date)
{
	static const char shape[] = "dddd-dd-dd";
	const char *text = config_csv_text(csv, DATE);
	bool fits = strlen(text) == strlen(shape);
	for (size_t i = 0; fits && shape[i]; i++)
		fits = shape[i] == 'd' ? isdigit((unsigned char)text[i]) != 0 : text[i] == shape[i];
	if (fits) {
		int year = atoi(text), year_again;
		unsigned month = (unsigned)atoi(text + 5), day = (unsigned)atoi(text + 8);
		unsigned month_again, day_again;
		if (month >= 1 && month <= 12 && day >= 1 && day <= 31) {
			*date = calendar_day(year, month, day);
			calendar_civil(*date, &year_again, &month_again, &day_again);
			if (month_again == month && day_again == day)
				return 0;
		}
	}
	return config_csv_fail(csv, DATE, "found %s, allowed is a date like 2026-11-23",
			       config_csv_found(csv, DATE));
}

static int read_number(struct config_csv *csv, size_t column, long min, long max, long *out)
{
	int result = config_csv_integer(csv, column, min, max, out);
	if (result == 0)
		return config_csv_fail(csv, column,
				       "found nothing, allowed are whole numbers from %ld to %ld",
				       min, max);
	return result < 0 ? result : 0;
}

static int read_ticket(struct trace *trace, struct config_csv *csv, struct trace_ticket *out)
{
	long ticket = 0, issued = 0, called = TRACE_NEVER, windows = 0, ahead = 0;
	int bad = 0;
	memset(out, 0, sizeof *out);
	out->line = config_csv_line(csv);
	bad |= read_office(trace, csv, &out->office);
	bad |= read_date(csv, &out->date);
	bad |= read_number(csv, TICKET, 0, PEOPLE_MAX, &ticket);
	bad |= read_number(csv, ISSUED, 0, MINUTES_MAX, &issued);
	bad |= read_number(csv, WINDOWS, 0, PEOPLE_MAX, &windows);
	bad |= read_number(csv, AHEAD, 0, PEOPLE_MAX, &ahead);
	int queue = config_csv_copy(csv, QUEUE, out->queue, sizeof out->queue);
	if (queue == 0)
		queue = config_csv_fail(csv, QUEUE, "found nothing, expected is a queue");
	int call = config_csv_integer(csv, CALLED, 0, MINUTES_MAX, &called);
	if (bad < 0 || queue < 0 || call < 0)
		return -EINVAL;
	if (call > 0 && called < issued)
		return config_csv_fail(csv, CALLED,
				       "found %ld, before the ticket was issued: allowed are %ld "
				       "and later, or nothing when it was never called",
				       called, issued);
	out->ticket = (uint32_t)ticket;
	out->issued_min = (int32_t)issued;
	out->called_min = (int32_t)called;
	out->windows = (uint32_t)windows;
	out->ahead = (uint32_t)ahead;
	return 0;
}

static int compare_days(const struct trace_ticket *a, const struct trace_ticket *b)
{
	int queue = strcmp(a->queue, b->queue);
	if (a->office != b->office)
		return a->office < b->office ? -1 : 1;
	if (queue != 0)
		return queue;
	return (a->date > b->date) - (a->date < b->date);
}

static int compare_tickets(const void *left, const void *right)
{
	const struct trace_ticket *a = left, *b = right;
	int day = compare_days(a, b);
	if (day != 0)
		return day;
	if (a->ticket != b->ticket)
		return a->ticket < b->ticket ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(left, right);
}

/* Offices by name, so that what is printed does not depend on the order of rows. */
static void sort_offices(struct trace *trace)
{
	char sorted[TRACE_OFFICES_MAX][TRACE_NAME_MAX];
	uint16_t place[TRACE_OFFICES_MAX] = { 0 };
	memcpy(sorted, trace->offices, sizeof sorted);
	qsort(sorted, trace->office_count, sizeof sorted[0], compare_names);
	for (unsigned i = 0; i < trace->office_count; i++)
		for (unsigned j = 0; j < trace->office_count; j++)
			if (strcmp(trace->offices[i], sorted[j]) == 0)
				place[i] = (uint16_t)j;
	for (size_t i = 0; i < trace->count; i++)
		trace->tickets[i].office = place[trace->tickets[i].office];
	memcpy(trace->offices, sorted, sizeof sorted);
}

static void check_twice(const struct trace *trace, const char *name, struct config_report *report)
{
	for (size_t i = 1; i < trace->count; i++) {
		const struct trace_ticket *ticket = &trace->tickets[i];
		if (compare_days(ticket - 1, ticket) != 0 || ticket[-1].ticket != ticket->ticket)
			continue;
		config_say(report, name, ticket->line, 1, "ticket",
			   "found %u once more, its queue had it that day in line %u",
			   ticket->ticket, ticket[-1].line);
	}
}

static size_t count_lines(const char *text, size_t length)
{
	size_t lines = 1;
	for (size_t i = 0; i < length; i++)
		lines += text[i] == '\n' || text[i] == '\r';
	return lines;
}

int trace_csv_read(struct trace **out, const char *name, const char *text, size_t length,
		   struct config_report *report)
{
	const unsigned mistakes = report->mistakes;
	struct config_csv *csv = NULL;
	struct trace *trace = calloc(1, sizeof *trace);
	*out = NULL;
	if (trace)
		trace->tickets = calloc(count_lines(text, length), sizeof trace->tickets[0]);
	if (!trace || !trace->tickets) {
		config_say(report, name, 1, 1, "file", "no memory left to read it");
		goto fail;
	}
	if (config_csv_open(&csv, name, text, length, columns, COLUMNS, report) < 0)
		goto fail;
	while (config_csv_next(csv))
		if (read_ticket(trace, csv, &trace->tickets[trace->count]) == 0)
			trace->count++;
	sort_offices(trace);
	qsort(trace->tickets, trace->count, sizeof trace->tickets[0], compare_tickets);
	check_twice(trace, name, report);
	if (trace->count == 0 && report->mistakes == mistakes)
		config_say(report, name, 1, 1, "file",
			   "found no ticket, expected is at least one row");
	if (report->mistakes != mistakes)
		goto fail;
	config_csv_close(csv);
	*out = trace;
	return 0;
fail:
	config_csv_close(csv);
	trace_free(trace);
	return -EINVAL;
}

void trace_free(struct trace *trace)
{
	if (!trace)
		return;
	free(trace->tickets);
	free(trace);
}

size_t trace_day_length(const struct trace *trace, size_t from)
{
	size_t end = from;
	while (end < trace->count && compare_days(&trace->tickets[from], &trace->tickets[end]) == 0)
		end++;
	return end - from;
}
