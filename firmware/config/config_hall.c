/* A hall file → struct hall: each value by itself. What must agree with something else is checked
 * in config_hall_check.c. A value that is wrong stays empty, and its mistake is said.
 *
 * All keys; those in brackets may be left out, and what stands after "=" is then taken:
 *   hall:      id, name, timezone [name_en, name_ug, phone, address]
 *   hours and [calendar, rule, other_zones]: see config_calendar.c
 *   [floors]:  rows of no, name
 *   zones:     rows of id, name [name_en, name_ug, floor, kind = service | support]
 *   services:  rows of code, name, prefix, zone, mean_min
 *              [name_en, name_ug, start_after_s = 20, kiosk = true,
 *              cutoff_min = calendar.cutoff_min]
 *   windows:   rows of no or range ([first, last]), zone, services (not in a support zone)
 *              [agent = the number, speaker_group = hall]
 *   [item_list]: a CSV file of matters, seen from the hall file (config_items.h)
 *   [window_digits = 2]: of the numbers a range makes
 *   [ticket]:  [first = 1, digits = 3]
 *   [call]:    [silent = false, repeat = 2, interval_s = 30, gap_s = 10, max_calls = 3]
 *   [no_show]: [patience_s = 90]
 *   [rating]:  [window_s = 15]
 *   [keys]:    [double_press_ms = 2000]
 *   [day]:     [opens_at = "03:00", expire_after_close_min = 30] */
#include "config_hall.h"
#include "config_calendar.h"
#include "config_holidays.h"
#include "config_take.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const zone_kinds[] = { "service", "support", NULL };

/* --- the sections --- */

/* An IANA name, by its look: whether it exists is for the app, which has the zone files. */
static void check_timezone(struct config_map *map, const char *name)
{
	bool good = isalpha((unsigned char)name[0]) != 0;
	char problem[CONFIG_MESSAGE_BYTES / 2], found[CONFIG_FOUND_MAX];
	for (const char *at = name; *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr("_+-/", *at))
			good = false;
	if (good && (strchr(name, '/') || strcmp(name, "UTC") == 0) && !strstr(name, "//") &&
	    name[strlen(name) - 1] != '/')
		return;
	snprintf(problem, sizeof problem,
		 "found %s, allowed are time zone names such as \"Asia/Shanghai\"",
		 config_text_found(name, found));
	config_map_fail(map, "timezone", problem);
}

static void read_hall(struct hall *hall, struct config_map *map)
{
	config_take_id(map, "id", hall->id, "a short id of the hall such as zhuzhou");
	config_take_name(map, "name", hall->name, sizeof hall->name, "the hall's name in Chinese");
	config_take_name(map, "name_en", hall->name_en, sizeof hall->name_en, NULL);
	config_take_name(map, "name_ug", hall->name_ug, sizeof hall->name_ug, NULL);
	config_take_name(map, "phone", hall->phone, sizeof hall->phone, NULL);
	config_take_name(map, "address", hall->address, sizeof hall->address, NULL);
	if (config_take_name(map, "timezone", hall->timezone, sizeof hall->timezone,
			     "a time zone name such as Asia/Shanghai") == 1)
		check_timezone(map, hall->timezone);
}

static void read_floor(struct hall_reading *reading, struct config_node *item)
{
	struct floor *floor = &reading->hall->floors[reading->hall->floor_count];
	struct config_map *map;
	long no = 0;
	int taken;
	if (config_node_map(item, &map) != 1)
		return;
	reading->floors[reading->hall->floor_count++] = item;
	taken = config_map_integer(map, "no", -9, 200, &no);
	if (taken == 0)
		config_map_missing(map, "no", "the floor's number");
	else if (taken == 1 && no == 0)
		config_map_fail(map, "no", "found 0, allowed are floors from -9 to 200 without 0");
	floor->no = (int16_t)no;
	config_take_name(map, "name", floor->name, sizeof floor->name,
			 "the floor's name in Chinese");
	config_map_leftover(map, true);
}

static void read_zone(struct hall_reading *reading, struct config_node *item)
{
	struct zone *zone = &reading->hall->zones[reading->hall->zone_count];
	struct config_map *map;
	long floor = 0;
	int kind = ZONE_SERVICE;
	if (config_node_map(item, &map) != 1)
		return;
	reading->zones[reading->hall->zone_count++] = item;
	config_take_id(map, "id", zone->id, "a short id of the zone such as RE");
	config_take_name(map, "name", zone->name, sizeof zone->name, "the zone's name in Chinese");
	config_take_name(map, "name_en", zone->name_en, sizeof zone->name_en, NULL);
	config_take_name(map, "name_ug", zone->name_ug, sizeof zone->name_ug, NULL);
	config_map_integer(map, "floor", -9, 200, &floor);
	config_map_choice(map, "kind", zone_kinds, &kind);
	zone->floor = (int16_t)floor;
	zone->kind = (uint8_t)kind;
	config_map_leftover(map, true);
}

static void read_prefix(struct service *service, struct config_map *map)
{
	const char *text;
	char problem[CONFIG_MESSAGE_BYTES / 2], found[CONFIG_FOUND_MAX];
	int taken = config_map_text(map, "prefix", &text);
	size_t letters = 0;
	if (taken == 0)
		config_map_missing(map, "prefix", "one to three letters A-Z before the number");
	if (taken != 1)
		return;
	while (text[letters] >= 'A' && text[letters] <= 'Z')
		letters++;
	if (text[letters] == 0 && letters < PREFIX_MAX) {
		memcpy(service->prefix, text, letters + 1);
		return;
	}
	snprintf(problem, sizeof problem, "found %s, allowed are one to three letters A-Z",
		 config_text_found(text, found));
	config_map_fail(map, "prefix", problem);
}

static void read_service(struct hall_reading *reading, struct config_node *item)
{
	struct service *service = &reading->hall->services[reading->hall->service_count];
	struct config_map *map;
	long mean_min = 0, cutoff_min;
	if (config_node_map(item, &map) != 1)
		return;
	reading->services[reading->hall->service_count++] = item;
	service->kiosk = true;
	service->start_after_s = 20;
	config_take_id(map, "code", service->code, "a short code of the service such as RE1");
	config_take_name(map, "name", service->name, sizeof service->name,
			 "the service's name in Chinese");
	config_take_name(map, "name_en", service->name_en, sizeof service->name_en, NULL);
	config_take_name(map, "name_ug", service->name_ug, sizeof service->name_ug, NULL);
	read_prefix(service, map);
	config_take_id(map, "zone", service->zone, "the id of its zone");
	if (config_map_integer(map, "mean_min", 1, 480, &mean_min) == 0)
		config_map_missing(map, "mean_min",
				   "how many minutes one service takes on average");
	service->mean_s = (uint16_t)(mean_min * 60);
	config_take_u16(map, "start_after_s", 0, 3600, &service->start_after_s);
	config_map_boolean(map, "kiosk", &service->kiosk);
	if (config_map_integer(map, "cutoff_min", 0, 480, &cutoff_min) == 1)
		service->cutoff_min = (uint16_t)(cutoff_min ? cutoff_min : NO_CUTOFF);
	config_map_leftover(map, true);
}

/* "range: [1, 16]" → its first and last number. */
static int take_range(struct config_map *map, long *first, long *last)
{
	struct config_node *list;
	int taken = config_map_list(map, "range", 2, 2, &list);
	if (taken != 1)
		return taken;
	int from = config_node_integer(list->first, 1, 9999, first);
	int to = config_node_integer(list->last, 1, 9999, last);
	if (from != 1 || to != 1)
		return -EINVAL;
	if (*first > *last)
		return config_node_fail(list,
					"found %ld before %ld, allowed are ranges that ascend",
					*first, *last);
	return 1;
}

/* Which numbers a row of "windows" stands for: its own, or those of its range. */
static bool read_window_numbers(struct hall_window *window, struct config_map *map, long *first,
				long *last)
{
	bool single = config_node_find(map->node, "no") != NULL;
	int range = take_range(map, first, last);
	if (single && range != 0) {
		config_take_id(map, "no", window->no, NULL);
		config_map_fail(map, "range", "found beside \"no\", allowed is one of the two");
		return false;
	}
	if (range == 0) {
		*first = *last = 0;
		return config_take_id(
			       map, "no", window->no,
			       "the window's number as shown such as \"06\", or a range such as "
			       "[1, 16]") == 1;
	}
	if (range == 1 && config_node_find(map->node, "agent")) {
		config_map_fail(map, "agent",
				"found beside \"range\", allowed only where the window has a row "
				"of its own");
		return false;
	}
	return range == 1;
}

static void read_windows(struct hall_reading *reading, struct config_node *item, long digits)
{
	struct hall *hall = reading->hall;
	struct hall_window window = { .speaker_group = "hall" };
	struct config_map *map;
	long first = 0, last = 0;
	bool numbered;
	if (config_node_map(item, &map) != 1)
		return;
	numbered = read_window_numbers(&window, map, &first, &last);
	config_take_id(map, "zone", window.zone, "the id of its zone");
	config_take_codes(map, "services", window.services, &window.service_count);
	config_take_name(map, "agent", window.agent, sizeof window.agent, NULL);
	config_take_id(map, "speaker_group", window.speaker_group, NULL);
	config_map_leftover(map, true);
	for (long no = first; numbered && no <= last; no++) {
		struct hall_window *place = &hall->windows[hall->window_count];
		if (hall->window_count >= WINDOWS_MAX) {
			/* Once: each row after it would only say the same. */
			if (!item->parent->failed)
				config_node_fail(
					item,
					"found more than %d windows, which is all that is allowed",
					WINDOWS_MAX);
			return;
		}
		*place = window;
		if (no > 0)
			snprintf(place->no, sizeof place->no, "%0*ld", (int)digits, no);
		if (place->agent[0] == 0)
			memcpy(place->agent, place->no, sizeof place->no);
		reading->windows[hall->window_count++] = item;
	}
}

/* --- settings --- */

static struct config_map *take_section(struct config_map *top, const char *key)
{
	struct config_map *map;
	return config_map_map(top, key, &map) == 1 ? map : NULL;
}

static void read_settings(struct hall_reading *reading, struct config_map *top)
{
	struct hall *hall = reading->hall;
	struct config_map *map;
	if ((map = take_section(top, "ticket"))) {
		config_take_u16(map, "first", 1, 9999, &hall->first_number);
		config_take_u8(map, "digits", 1, 6, &hall->digits);
		config_map_leftover(map, true);
	}
	if ((map = take_section(top, "call"))) {
		config_map_boolean(map, "silent", &hall->silent);
		config_take_u8(map, "repeat", 1, 5, &hall->voice_repeat);
		config_take_u16(map, "interval_s", 5, 600, &hall->call_interval_s);
		config_take_u16(map, "gap_s", 1, 600, &hall->recall_gap_s);
		config_take_u8(map, "max_calls", 1, 20, &hall->max_calls);
		config_map_leftover(map, true);
	}
	if ((map = take_section(top, "no_show"))) {
		config_take_u16(map, "patience_s", 0, 3600, &hall->patience_s);
		config_map_leftover(map, true);
	}
	if ((map = take_section(top, "rating"))) {
		config_take_u16(map, "window_s", 5, 300, &hall->rating_window_s);
		config_map_leftover(map, true);
	}
	if ((map = take_section(top, "keys"))) {
		config_take_u16(map, "double_press_ms", 0, 10000, &hall->double_press_ms);
		config_map_leftover(map, true);
	}
	if ((map = take_section(top, "day"))) {
		const char *text;
		if (config_map_text(map, "opens_at", &text) == 1)
			config_node_minute(config_node_find(map->node, "opens_at"), false,
					   &hall->day_opens_min);
		config_take_u16(map, "expire_after_close_min", 0, 720,
				&hall->expire_after_close_min);
		config_map_leftover(map, true);
	}
}

/* Each row of a list goes to @p read. */
static void read_rows(struct hall_reading *reading, struct config_map *top, const char *key,
		      unsigned max, const char *expected,
		      void (*read)(struct hall_reading *reading, struct config_node *item))
{
	struct config_node *list;
	int taken = config_map_list(top, key, 1, max, &list);
	if (taken == 0 && expected)
		config_map_missing(top, key, expected);
	for (struct config_node *item = taken == 1 ? list->first : NULL; item; item = item->next)
		read(reading, item);
}

static void read_top(struct hall_reading *reading, struct config_map *top)
{
	struct config_map *map;
	struct config_node *list;
	const char *item_list;
	long window_digits = 2;
	int taken = config_map_map(top, "hall", &map);
	if (taken == 0)
		config_map_missing(top, "hall", "a map with the hall's id, name, timezone");
	if (taken == 1) {
		read_hall(reading->hall, map);
		config_map_leftover(map, true);
	}
	config_calendar_read(reading, top);
	read_rows(reading, top, "floors", FLOORS_MAX, NULL, read_floor);
	read_rows(reading, top, "zones", ZONES_MAX, "a list of zones", read_zone);
	read_rows(reading, top, "services", SERVICES_MAX, "a list of services", read_service);
	config_map_integer(top, "window_digits", 1, 4, &window_digits);
	taken = config_map_list(top, "windows", 1, WINDOWS_MAX, &list);
	if (taken == 0)
		config_map_missing(top, "windows", "a list of windows");
	for (struct config_node *item = taken == 1 ? list->first : NULL; item; item = item->next)
		read_windows(reading, item, window_digits);
	read_settings(reading, top);
	/* What stands in that file is read by config_items, when this one is right. */
	config_map_text(top, "item_list", &item_list);
	config_map_leftover(top, true);
}

/* The bundle's YAML and, beside it, the tables of holidays. */
static void read_parts(struct hall_reading *reading, const char *name,
		       const struct config_bundle *bundle, struct config_tree *tree)
{
	struct config_map *top;
	if (config_tree_parse(tree, name, bundle->text, bundle->length, reading->report) < 0)
		return;
	if (config_node_map(tree->root, &top) == 1) {
		hall_init(reading->hall);
		reading->top = tree->root;
		read_top(reading, top);
		config_holidays_read(reading, bundle);
		config_hall_check(reading);
	}
	config_tree_free(tree);
}

int config_hall(struct hall *hall, const char *name, const char *text, size_t length,
		struct config_report *report)
{
	struct config_bundle bundle;
	struct config_tree tree;
	struct hall_reading *reading;
	const unsigned mistakes = report->mistakes;
	if (config_bundle_split(&bundle, name, text, length, report) < 0)
		return -EINVAL;
	reading = calloc(1, sizeof *reading);
	if (reading) {
		reading->hall = hall;
		reading->report = report;
		read_parts(reading, name, &bundle, &tree);
	} else {
		config_say(report, name, 1, 1, "file", "no memory left to read it");
	}
	free(reading);
	return report->mistakes == mistakes ? 0 : -EINVAL;
}
