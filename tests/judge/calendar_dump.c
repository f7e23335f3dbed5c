/* What the calendar says of each date, one line each, for a judge. Arguments: a hall file, the
 * first and the last date as day numbers. day DATE SERVICE KIND CUTOFF FROM-TO …      minutes of
 * the day work DATE WORKDAY +1 +3 +10                 is it one, and the day numbers of working
 * days after */
#include "calendar.h"
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

static struct hall hall;

static void say(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
}

static void print_day(const char *service, int32_t date)
{
	const struct calendar_description day = calendar_describe(&hall, service, date);
	printf("day %d %s %s %d", date, service, calendar_kind_name((enum calendar_kind)day.kind),
	       calendar_cutoff_minute(&hall, service, date));
	for (unsigned i = 0; i < day.span_count; i++)
		printf(" %u-%u", day.spans[i].from_min, day.spans[i].to_min);
	putchar('\n');
}

int main(int argc, char **argv)
{
	struct config_report report = { .say = say };
	char *text = NULL;
	size_t length;
	if (argc != 4 || config_hall_read(argv[1], NULL, &text, &length, &report) < 0 ||
	    config_hall(&hall, argv[1], text, length, &report) < 0)
		return EXIT_FAILURE;
	for (int32_t date = atoi(argv[2]); date <= atoi(argv[3]); date++) {
		for (int i = 0; i < hall.service_count; i++)
			print_day(hall.services[i].code, date);
		printf("work %d %d %d %d %d\n", date, calendar_is_workday(&hall, date),
		       calendar_add_workdays(&hall, date, 1), calendar_add_workdays(&hall, date, 3),
		       calendar_add_workdays(&hall, date, 10));
	}
	free(text);
	return EXIT_SUCCESS;
}
