/* Any bytes as a hall file: no crash, no hang; what is accepted keeps the hall's rules. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* libfyaml 0.7.12 loses a buffer of a few KB when a quoted text with many doubled quotes never
 * ends. What the config room allocates itself is still watched. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml.so";
}

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
	/* A bundle's tables have names of their own. */
	must(strchr(line, ':') && !strpbrk(line, "\n\x1b"));
}

static void check_hall(void)
{
	must(hall.id[0] && hall.name[0] && hall.timezone[0]);
	must(hall.zone_count > 0 && hall.service_count > 0 && hall.window_count > 0);
	must(hall.zone_count <= ZONES_MAX && hall.service_count <= SERVICES_MAX);
	must(hall.window_count <= WINDOWS_MAX && hall.calendar.hours_count <= HOURS_MAX);
	for (int i = 0; i < hall.service_count; i++) {
		const struct service *service = &hall.services[i];
		must(hall_find_service(&hall, service->code) == i);
		must(hall_find_zone(&hall, service->zone) >= 0);
		must(service->prefix[0] && service->mean_s > 0);
	}
	for (int i = 0; i < hall.window_count; i++) {
		const struct hall_window *window = &hall.windows[i];
		must(hall_find_window(&hall, window->no) == i && window->agent[0]);
		for (int j = 0; j < window->service_count; j++)
			must(hall_find_service(&hall, window->services[j]) >= 0);
	}
	for (int i = 0; i < hall.calendar.hours_count; i++) {
		const struct hours *row = &hall.calendar.hours[i];
		if (row->kind == HOURS_ON_REQUEST) {
			must(row->days == 0 && row->span_count == 0 && row->words.zh[0]);
			continue;
		}
		must(row->days && row->days < 0x80 && row->span_count > 0);
		must(row->season <= hall.calendar.season_count);
		for (int j = 0; j < row->span_count; j++)
			must(row->spans[j].from_min < row->spans[j].to_min &&
			     row->spans[j].to_min <= 1440 &&
			     (j == 0 || row->spans[j - 1].to_min <= row->spans[j].from_min));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config_report report = { .say = say };
	int result;
	lines = 0;
	result = config_hall(&hall, "fuzz.yaml", (const char *)data, size, &report);
	must(result == 0 ? report.mistakes == 0 : result == -EINVAL && report.mistakes > 0);
	must(lines ==
	     (report.mistakes > CONFIG_MESSAGES_MAX ? CONFIG_MESSAGES_MAX + 1 : report.mistakes));
	if (result == 0)
		check_hall();
	return 0;
}
