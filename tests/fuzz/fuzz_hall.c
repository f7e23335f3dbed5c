/* Any bytes as a hall file: no crash, no hang; what is accepted keeps the hall's rules. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
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

static void warn(void *context, const char *line)
{
	(void)context;
	must(strncmp(line, "fuzz.yaml:", 10) == 0 && !strpbrk(line, "\n\x1b"));
}

static bool ends(const char *text, size_t size)
{
	return memchr(text, 0, size) != NULL;
}

/* What the core takes for granted of a service. */
static void check_service(int index)
{
	const struct service *service = &hall.services[index];
	uint32_t sessions = 0;
	must(hall_find_service(&hall, service->code) == index);
	must(hall_find_zone(&hall, service->zone) >= 0);
	must(service->prefix[0] && service->mean_s > 0 && service->digits <= 6);
	must(service->first_number <= service->last_number);
	must(!service->transfer_only || (service->quota_day == 0 && !service->kiosk));
	for (int i = 0; i < SPANS_MAX; i++)
		sessions += service->quota_sessions[i];
	must(service->quota_day == 0 || sessions <= service->quota_day);
	if (service->shares_queue[0]) {
		const int owner = hall_find_service(&hall, service->shares_queue);
		must(owner >= 0 && owner != index && !hall.services[owner].shares_queue[0]);
		must(strcmp(hall.services[owner].prefix, service->prefix) == 0);
	}
}

static void check_window(int index)
{
	const struct hall_window *window = &hall.windows[index];
	must(hall_find_window(&hall, window->no) == index && window->agent[0]);
	must(hall_find_zone(&hall, window->zone) >= 0 && window->speaker_group[0]);
	must(window->role <= ROLE_DELIVER && window->service_count <= WINDOW_SERVICES_MAX);
	must(window->overflow_count <= WINDOW_SERVICES_MAX);
	for (int i = 0; i < window->service_count; i++)
		must(hall_find_service(&hall, window->services[i]) >= 0);
	for (int i = 0; i < window->overflow_count; i++) {
		must(hall_find_service(&hall, window->overflow[i]) >= 0);
		for (int j = 0; j < window->service_count; j++)
			must(strcmp(window->overflow[i], window->services[j]) != 0);
	}
}

static void check_rules(void)
{
	must(hall.class_count <= CLASSES_MAX && hall.case_type_count <= CASE_TYPES_MAX);
	must(hall.kiosk_count <= KIOSKS_MAX && hall.languages[0][0]);
	for (int i = 0; i < LANGUAGES_MAX; i++)
		must(ends(hall.languages[i], LANGUAGE_MAX));
	for (int i = 0; i < hall.class_count; i++) {
		const struct hall_class *class = &hall.classes[i];
		must(hall_find_class(&hall, class->id) == i && class->name[0]);
		must(class->ratio_priority > 0 && class->ratio_ordinary > 0);
		must(!class->absolute || class->by_staff);
	}
	for (int i = 0; i < hall.zone_count; i++)
		must(hall.zones[i].silent_count <= SPANS_MAX);
	must(hall.no_show_mode <= NO_SHOW_VOID && hall.default_level <= 5);
	must(hall.recall_gap_s <= hall.call_interval_s && hall.patience_s <= hall.patience_slow_s);
	must(hall.slot_min > 0 && hall.digits >= 1 && hall.digits <= 6 && hall.first_number > 0);
	must(ends(hall.phone, sizeof hall.phone));
}

static void check_hall(void)
{
	must(hall.id[0] && hall.name[0] && hall.timezone[0]);
	must(hall.zone_count > 0 && hall.service_count > 0 && hall.window_count > 0);
	must(hall.zone_count <= ZONES_MAX && hall.service_count <= SERVICES_MAX);
	must(hall.window_count <= WINDOWS_MAX && hall.calendar.hours_count <= HOURS_MAX);
	for (int i = 0; i < hall.service_count; i++)
		check_service(i);
	for (int i = 0; i < hall.window_count; i++)
		check_window(i);
	check_rules();
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

/* A hall that names holidays is nothing without their tables: it gets small ones, as a bundle. */
static size_t bundle(char *text, const uint8_t *data, size_t size)
{
	static const char *const tables[][2] = {
		{ "CN-published.csv", "date,name,kind\n2026-01-01,元旦,holiday\n" },
		{ "CN-legal.csv", "date,name,kind\n2026-01-01,元旦,legal\n" },
		{ "CN-XJ-2026.csv", "date,name,kind\n2026-03-20,肉孜节,holiday\n" },
	};
	size_t used = (size_t)sprintf(text, "# jiaohao bundle 1\n# %zu fuzz.yaml\n", size);
	memcpy(text + used, data, size);
	used += size;
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		used += (size_t)sprintf(text + used, "# %zu %s\n%s", strlen(tables[i][1]),
					tables[i][0], tables[i][1]);
	return used;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[(1 << 16) + 1024];
	struct config_report report = { .say = say, .warn = warn };
	int result;
	lines = 0;
	if (size <= 1 << 16 && (memmem(data, size, "CN", 2) || memmem(data, size, "holidays", 8)))
		result = config_hall(&hall, "fuzz.yaml", text, bundle(text, data, size), &report);
	else
		result = config_hall(&hall, "fuzz.yaml", (const char *)data, size, &report);
	must(result == 0 ? report.mistakes == 0 : result == -EINVAL && report.mistakes > 0);
	must(lines ==
	     (report.mistakes > CONFIG_MESSAGES_MAX ? CONFIG_MESSAGES_MAX + 1 : report.mistakes));
	if (result == 0)
		check_hall();
	return 0;
}
