/* A hall file → struct hall. Here: the whole file, and the keys of the hall itself; each other part
 * has a file of its own, with the list of its keys at its top: config_place.c (floors, zones,
 * case_types, kiosks), config_service.c, config_window.c, config_class.c (priorities),
 * config_calendar.c (calendar, hours, rule, other_zones),
 * config_rules.c (every section that is one map), config_facts.c (what may be told and steers
 * nothing). A value that is wrong stays empty, and its mistake is said. What must agree with
 * something else is checked in config_hall_check.c and its like.
 *
 *   hall.id             A-Z a-z 0-9 - _
 *   hall.name           in Chinese
 *   hall.name_en        = none
 *   hall.name_ug        = none
 *   hall.timezone       such as Asia/Shanghai
 *   hall.address        = none
 *   hall.phone          = none; for complaints and questions
 *   hall.phones         = none; several of them
 *   hall.windows_total  = not said; how many windows the file should have, else it is warned of
 *   hall.zones_total    = not said; how many zones
 *   item_list           = none; a CSV file of matters, seen from the hall file (config_items.h) */
#include "config_hall.h"
#include "config_calendar.h"
#include "config_holidays.h"
#include "config_take.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* "phone", or "phones" with " / " between them. */
static void read_phones(struct hall *hall, struct config_map *map)
{
	struct config_node *list;
	size_t used = 0;
	int single = config_take_name(map, "phone", hall->phone, sizeof hall->phone, NULL);
	if (config_map_list(map, "phones", 1, 8, &list) != 1)
		return;
	if (single != 0) {
		config_map_fail(map, "phones", "found beside \"phone\", allowed is one of the two");
		return;
	}
	for (struct config_node *item = list->first; item; item = item->next) {
		const char *text;
		int wrote;
		if (config_node_text(item, &text) != 1)
			return;
		wrote = snprintf(hall->phone + used, sizeof hall->phone - used, "%s%s",
				 used ? " / " : "", text);
		if (wrote < 0 || used + (size_t)wrote >= sizeof hall->phone) {
			config_node_fail(list,
					 "found phones that are too long to print, allowed are %zu "
					 "bytes with \" / \" between them",
					 sizeof hall->phone - 1);
			return;
		}
		used += (size_t)wrote;
	}
}

static void read_hall(struct hall_reading *reading, struct config_map *map)
{
	struct hall *hall = reading->hall;
	config_take_id(map, "id", hall->id, "a short id of the hall such as zhuzhou");
	config_take_name(map, "name", hall->name, sizeof hall->name, "the hall's name in Chinese");
	config_take_name(map, "name_en", hall->name_en, sizeof hall->name_en, NULL);
	config_take_name(map, "name_ug", hall->name_ug, sizeof hall->name_ug, NULL);
	read_phones(hall, map);
	config_take_name(map, "address", hall->address, sizeof hall->address, NULL);
	if (config_take_name(map, "timezone", hall->timezone, sizeof hall->timezone,
			     "a time zone name such as Asia/Shanghai") == 1)
		check_timezone(map, hall->timezone);
	config_take_u16(map, "windows_total", 1, WINDOWS_MAX, &reading->windows_total);
	config_take_u16(map, "zones_total", 1, ZONES_MAX, &reading->zones_total);
	config_facts_take(map, "hall");
	config_map_leftover(map, true);
}

struct config_map *config_section(struct config_map *top, const char *key)
{
	struct config_map *map;
	return config_map_map(top, key, &map) == 1 ? map : NULL;
}

void config_rows_read(struct hall_reading *reading, struct config_map *top, const char *key,
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

/* In an order in which each part finds what it takes from another. */
static void read_top(struct hall_reading *reading, struct config_map *top)
{
	struct config_map *map;
	const char *item_list;
	int taken = config_map_map(top, "hall", &map);
	if (taken == 0)
		config_map_missing(top, "hall", "a map with the hall's id, name, timezone");
	if (taken == 1)
		read_hall(reading, map);
	config_calendar_read(reading, top);
	config_places_read(reading, top);
	config_rules_read(reading, top);
	config_classes_read(reading, top);
	config_services_read(reading, top);
	config_windows_read(reading, top);
	config_services_resolve(reading);
	/* What stands in that file is read by config_items, when this one is right. */
	config_map_text(top, "item_list", &item_list);
	config_facts_take(top, "");
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
		reading->window_digits = 2;
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
