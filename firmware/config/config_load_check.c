/* What a hall file may say and is yet worth a look before people stand in front of it: warnings,
 * not mistakes. What a day asks of the hall is weighed roughly, by averages: a hall that falls
 * short even so falls short indeed. */
#include "config_hall.h"

#include <stdio.h>
#include <string.h>

/* --- what is served where --- */

static bool serves(const struct hall_window *window, const char *code)
{
	for (int i = 0; i < window->service_count; i++)
		if (strcmp(window->services[i], code) == 0)
			return true;
	return false;
}

/* Who comes to windows that nobody serves, as yet: documents are handed out by transfer. */
static void warn_unserved(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	for (int i = 0; i < hall->service_count; i++) {
		bool any = false;
		for (int j = 0; j < hall->window_count && !any; j++)
			any = serves(&hall->windows[j], hall->services[i].code);
		if (!any && hall->services[i].transfer_only)
			config_node_warn(config_check_mark(reading->services[i], "code"),
					 "no window serves \"%s\": who is transferred to it waits "
					 "until one does",
					 hall->services[i].code);
	}
}

static void warn_idle_windows(struct hall_reading *reading, int zone)
{
	const struct hall *hall = reading->hall;
	const char *first = NULL, *last = NULL;
	int count = 0;
	for (int i = 0; i < hall->window_count; i++) {
		const struct hall_window *window = &hall->windows[i];
		if (strcmp(window->zone, hall->zones[zone].id) != 0 || window->service_count > 0 ||
		    window->overflow_count > 0 || window->back_office ||
		    (window->role != ROLE_MIXED && window->role != ROLE_ACCEPT))
			continue;
		first = first ? first : window->no;
		last = window->no;
		count++;
	}
	if (count > 0)
		config_node_warn(config_check_mark(reading->zones[zone], "id"),
				 "no service belongs to the zone \"%s\": its %d windows from %s to "
				 "%s call nobody",
				 hall->zones[zone].id, count, first, last);
}

static void warn_counts(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	struct config_node *row = config_node_find(reading->top, "hall");
	if (reading->windows_total && reading->windows_total != hall->window_count)
		config_node_warn(config_check_mark(row, "windows_total"),
				 "the hall has %u windows, the file %u", reading->windows_total,
				 hall->window_count);
	if (reading->zones_total && reading->zones_total != hall->zone_count)
		config_node_warn(config_check_mark(row, "zones_total"),
				 "the hall has %u zones, the file %u", reading->zones_total,
				 hall->zone_count);
}

/* --- what people hear --- */

/* "B" and "D", "AB" and "AD": as many letters, each the same or alike. */
static bool sound_alike(const char *one, const char *other)
{
	static const char alike[] = "BDEGPT";
	if (strlen(one) != strlen(other) || strcmp(one, other) == 0)
		return false;
	for (; *one; one++, other++)
		if (*one != *other && !(strchr(alike, *one) && strchr(alike, *other)))
			return false;
	return true;
}

static bool called_in(const struct hall *hall, const char *group, const char *code)
{
	for (int i = 0; i < hall->window_count; i++)
		if (strcmp(hall->windows[i].speaker_group, group) == 0 &&
		    serves(&hall->windows[i], code))
			return true;
	return false;
}

/* Each speaker group once, at the first service that could be misheard. */
static void warn_sounds(struct hall_reading *reading, const char *group)
{
	const struct hall *hall = reading->hall;
	char heard[CONFIG_MESSAGE_BYTES / 4] = "";
	struct config_node *place = NULL;
	size_t used = 0;
	for (int i = 0; i < hall->service_count; i++) {
		const struct service *service = &hall->services[i];
		bool alike = false, again = false;
		for (int j = 0; j < hall->service_count && !alike; j++)
			alike = sound_alike(service->prefix, hall->services[j].prefix) &&
				called_in(hall, group, hall->services[j].code);
		for (int j = 0; j < i; j++)
			again |= strcmp(service->prefix, hall->services[j].prefix) == 0 &&
				 called_in(hall, group, hall->services[j].code);
		if (!alike || again || !called_in(hall, group, service->code))
			continue;
		place = place ? place : config_check_mark(reading->services[i], "prefix");
		if (used < sizeof heard) {
			int wrote = snprintf(heard + used, sizeof heard - used, "%s%s",
					     used ? ", " : "", service->prefix);
			used += wrote > 0 ? (size_t)wrote : 0;
		}
	}
	if (place)
		config_node_warn(place,
				 "%s sound alike when they are called in the speaker group \"%s\": "
				 "of B D E G P T better one only",
				 heard, group);
}

static void warn_voices(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	struct config_node *call = config_node_find(reading->top, "call");
	if (hall->silent && !hall->voice_on_request) {
		/* 无障碍环境建设法 (2023), article 40. */
		config_node_warn(config_check_mark(call, "voice"),
				 "a silent hall without voice on request: the law on accessibility "
				 "asks for voice prompts");
		return;
	}
	for (int i = 0; i < hall->window_count; i++)
		if (config_check_same_before(hall->windows[0].speaker_group,
					     sizeof hall->windows[0], (size_t)i) < 0)
			warn_sounds(reading, hall->windows[i].speaker_group);
}

/* --- what a day asks for --- */

static bool names(const struct hours *row, const char *code)
{
	for (int i = 0; i < row->service_count; i++)
		if (strcmp(row->services[i], code) == 0)
			return true;
	return false;
}

/* Open minutes of one weekday of one season: the rows that name the service, else those for all. */
static unsigned open_minutes(const struct hall_calendar *calendar, const char *code, unsigned day,
			     unsigned season)
{
	unsigned named = 0, general = 0;
	for (int i = 0; i < calendar->hours_count; i++) {
		const struct hours *row = &calendar->hours[i];
		unsigned minutes = 0;
		if (row->kind != HOURS_WEEKLY || !(row->days & (1U << day)) ||
		    (row->season && row->season != season))
			continue;
		for (int j = 0; j < row->span_count; j++)
			minutes += (unsigned)(row->spans[j].to_min - row->spans[j].from_min);
		if (names(row, code))
			named += minutes;
		else if (row->service_count == 0)
			general += minutes;
	}
	return named ? named : general;
}

/* Of its longest day. */
static unsigned day_minutes(const struct hall_calendar *calendar, const char *code)
{
	unsigned most = 0;
	for (unsigned day = 0; day < 7; day++) {
		for (unsigned season = 0; season <= calendar->season_count; season++) {
			const unsigned minutes = open_minutes(calendar, code, day, season);
			most = minutes > most ? minutes : most;
		}
	}
	return most;
}

/* What all windows serve when each is always busy, with its services in equal parts. */
static void add_capacity(const struct hall *hall, const struct hall_window *window,
			 uint64_t *thousandths_day, uint64_t *thousandths_hour)
{
	uint64_t mean_s = 0;
	unsigned minutes = 0;
	for (int i = 0; i < window->service_count; i++) {
		const int service = hall_find_service(hall, window->services[i]);
		const unsigned open = day_minutes(&hall->calendar, window->services[i]);
		mean_s += service < 0 ? 0 : hall->services[service].mean_s;
		minutes = open > minutes ? open : minutes;
	}
	if (mean_s == 0)
		return;
	*thousandths_day += (uint64_t)minutes * 60000 * window->service_count / mean_s;
	*thousandths_hour += (uint64_t)3600000 * window->service_count / mean_s;
}

static void warn_windows(struct hall_reading *reading, struct config_node *load,
			 const char *day_key)
{
	const struct hall *hall = reading->hall;
	uint64_t day = 0, hour = 0;
	for (int i = 0; i < hall->window_count; i++)
		add_capacity(hall, &hall->windows[i], &day, &hour);
	if (hall->load_day > day / 1000)
		config_node_warn(config_check_mark(load, day_key),
				 "%u visits a day, but all windows together serve %llu in their "
				 "open hours",
				 hall->load_day, (unsigned long long)(day / 1000));
	if (hall->load_peak_hour > hour / 1000)
		config_node_warn(config_check_mark(load, "design_peak_hour"),
				 "%u visits in the peak hour, but all windows together serve %llu "
				 "in an hour",
				 hall->load_peak_hour, (unsigned long long)(hour / 1000));
}

/* Numbers of a day: without a limit as soon as one service has none. */
static void warn_quotas(struct hall_reading *reading, struct config_node *load, const char *day_key)
{
	const struct hall *hall = reading->hall;
	unsigned numbers = 0;
	for (int i = 0; i < hall->service_count; i++) {
		const struct service *service = &hall->services[i];
		if (service->quota_day == 0 && !service->transfer_only && !service->shares_queue[0])
			return;
		numbers += service->quota_day;
	}
	if (hall->load_day > numbers)
		config_node_warn(config_check_mark(load, day_key),
				 "%u visits a day, but all quotas together give out %u numbers",
				 hall->load_day, numbers);
}

static void warn_means(struct hall_reading *reading)
{
	for (int i = 0; i < reading->hall->service_count; i++)
		if (!reading->mean_given[i])
			config_node_warn(config_check_mark(reading->services[i], "code"),
					 "\"%s\" has no mean_min: 10 minutes are taken for what "
					 "people are told about their wait",
					 reading->hall->services[i].code);
}

void config_load_check(struct hall_reading *reading)
{
	struct config_node *load = config_node_find(reading->top, "load");
	const char *day_key =
		load && config_node_find(load, "design_per_day") ? "design_per_day" : "per_workday";
	warn_counts(reading);
	warn_unserved(reading);
	for (int i = 0; i < reading->hall->zone_count; i++)
		warn_idle_windows(reading, i);
	warn_voices(reading);
	warn_means(reading);
	if (load) {
		warn_quotas(reading, load, day_key);
		warn_windows(reading, load, day_key);
	}
}
