/* What must agree inside a hall file: ids that exist and are unique, floors, classes, calls.
 * Services and windows have files of their own, config_service_check.c and config_window_check.c;
 * what can be so and is yet worth a look is in config_load_check.c. Each single value was checked
 * before. */
#include "config_calendar.h"
#include "config_hall.h"

#include <stdio.h>
#include <string.h>

struct config_node *config_check_mark(struct config_node *row, const char *key)
{
	struct config_node *node = config_node_find(row, key);
	return node ? node : row;
}

int config_check_same_before(const char *texts, size_t stride, size_t index)
{
	const char *text = texts + stride * index;
	for (size_t i = 0; text[0] && i < index; i++)
		if (strcmp(texts + stride * i, text) == 0)
			return (int)i;
	return -1;
}

void config_check_twice(struct config_node *row, const char *key, const char *text,
			struct config_node *before)
{
	char found[CONFIG_FOUND_MAX], path[CONFIG_PATH_MAX];
	config_node_path(before, path);
	config_node_fail(config_check_mark(row, key),
			 "found %s, which %s in line %u has too, allowed is each once",
			 config_text_found(text, found), path, before->line);
}

/* --- references --- */

void config_check_unknown(struct config_node *node, const char *text, const char *texts,
			  size_t stride, size_t count)
{
	const char *words[SERVICES_MAX];
	char found[CONFIG_FOUND_MAX], allowed[CONFIG_MESSAGE_BYTES / 2] = "";
	const char *nearest;
	size_t words_count = 0, used = 0;
	for (size_t i = 0; i < count && words_count < SERVICES_MAX; i++) {
		const char *word = texts + stride * i;
		if (word[0] == 0)
			continue;
		words[words_count++] = word;
		if (used < sizeof allowed) {
			int wrote = snprintf(allowed + used, sizeof allowed - used, "%s%s",
					     used ? ", " : "", word);
			used += wrote > 0 ? (size_t)wrote : 0;
		}
	}
	nearest = config_nearest(text, words, words_count);
	config_text_found(text, found);
	if (nearest)
		config_node_fail(node, "found %s, did you mean \"%s\"? Allowed are %s", found,
				 nearest, allowed);
	else
		config_node_fail(node, "found %s, allowed are %s", found, allowed);
}

bool config_check_half_read(const struct hall_reading *reading, const char *section,
			    const char *texts, size_t stride, size_t count)
{
	const struct config_node *list = config_node_find(reading->top, section);
	if (!list || list->kind != CONFIG_LIST || list->count != count)
		return true;
	for (size_t i = 0; i < count; i++)
		if (texts[stride * i] == 0)
			return true;
	return false;
}

void config_check_zone(const struct hall_reading *reading, struct config_node *row,
		       const char *zone)
{
	const struct hall *hall = reading->hall;
	if (zone[0] && hall_find_zone(hall, zone) < 0 &&
	    !config_check_half_read(reading, "zones", hall->zones[0].id, sizeof hall->zones[0],
				    hall->zone_count))
		config_check_unknown(config_check_mark(row, "zone"), zone, hall->zones[0].id,
				     sizeof hall->zones[0], hall->zone_count);
}

void config_check_codes(const struct hall_reading *reading, struct config_node *row,
			const char *key)
{
	const struct hall *hall = reading->hall;
	struct config_node *list = config_node_find(row, key);
	if (!list || list->kind != CONFIG_LIST ||
	    config_check_half_read(reading, "services", hall->services[0].code,
				   sizeof hall->services[0], hall->service_count))
		return;
	for (struct config_node *item = list->first; item; item = item->next) {
		char found[CONFIG_FOUND_MAX];
		if (item->kind != CONFIG_TEXT || item->failed)
			continue;
		if (hall_find_service(hall, item->text) < 0) {
			config_check_unknown(item, item->text, hall->services[0].code,
					     sizeof hall->services[0], hall->service_count);
			continue;
		}
		for (struct config_node *other = list->first; other != item; other = other->next) {
			if (other->kind == CONFIG_TEXT && strcmp(other->text, item->text) == 0) {
				config_node_fail(item,
						 "found %s again, allowed is each service once",
						 config_text_found(item->text, found));
				break;
			}
		}
	}
}

/* --- rows --- */

bool config_check_failed(const struct hall_reading *reading, const char *section)
{
	const struct config_node *node = config_node_find(reading->top, section);
	return !node || node->failed;
}

static void check_floors(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	for (int i = 0; i < hall->floor_count; i++) {
		int before = hall_find_floor(hall, hall->floors[i].no);
		char text[16];
		snprintf(text, sizeof text, "%d", hall->floors[i].no);
		if (hall->floors[i].no != 0 && before >= 0 && before < i)
			config_check_twice(reading->floors[i], "no", text, reading->floors[before]);
	}
}

/* A zone of windows by number: each number in one zone. */
static void check_zone_numbers(struct hall_reading *reading, int index)
{
	const uint16_t *range = reading->zone_windows[index];
	char path[CONFIG_PATH_MAX];
	for (int i = 0; i < index && range[0]; i++) {
		const uint16_t *other = reading->zone_windows[i];
		if (!other[0] || other[0] > range[1] || other[1] < range[0])
			continue;
		config_node_path(reading->zones[i], path);
		config_node_fail(config_check_mark(reading->zones[index], "windows"),
				 "found %u to %u, of which %s in line %u has some too, allowed is "
				 "each number in one zone",
				 range[0], range[1], path, reading->zones[i]->line);
		return;
	}
}

static void check_zones(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	for (int i = 0; i < hall->zone_count; i++) {
		const struct zone *zone = &hall->zones[i];
		const int before =
			config_check_same_before(hall->zones[0].id, sizeof *zone, (size_t)i);
		const int floor = hall_find_floor(hall, zone->floor);
		struct config_node *row = reading->zones[i];
		if (before >= 0)
			config_check_twice(row, "id", zone->id, reading->zones[before]);
		check_zone_numbers(reading, i);
		/* Without "floors" the number alone is shown. */
		if (zone->floor == 0 || config_check_failed(reading, "floors"))
			continue;
		if (floor < 0)
			config_node_fail(config_check_mark(row, "floor"),
					 "found %d, allowed are the numbers under \"floors\"",
					 zone->floor);
		else if (reading->floor_closed[floor] && zone->kind == ZONE_SERVICE)
			config_node_fail(
				config_check_mark(row, "floor"),
				"found a service zone on floor %d, where \"queue\" is none, "
				"allowed are support zones",
				zone->floor);
	}
}

static void check_kiosks(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	for (int i = 0; i < hall->kiosk_count; i++) {
		const struct hall_kiosk *kiosk = &hall->kiosks[i];
		const int before =
			config_check_same_before(hall->kiosks[0].id, sizeof *kiosk, (size_t)i);
		if (before >= 0)
			config_check_twice(reading->kiosks[i], "id", kiosk->id,
					   reading->kiosks[before]);
		if (kiosk->floor != 0 && !config_check_failed(reading, "floors") &&
		    hall_find_floor(hall, kiosk->floor) < 0)
			config_node_fail(config_check_mark(reading->kiosks[i], "floor"),
					 "found %d, allowed are the numbers under \"floors\"",
					 kiosk->floor);
	}
}

static void check_ids(struct config_node *const *rows, const char *ids, size_t stride, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const int before = config_check_same_before(ids, stride, i);
		if (before >= 0)
			config_check_twice(rows[i], "id", ids + stride * i, rows[before]);
	}
}

/* --- the rules --- */

/* A threshold of a place that leaves one of two out has the other from above. */
static void check_waits(struct config_node *place, const struct thresholds *thresholds)
{
	struct config_node *section = place ? config_node_find(place, "thresholds") : NULL;
	if (section && !section->failed && thresholds->wait_alarm_min > 0 &&
	    thresholds->wait_alarm_min < thresholds->wait_warn_min)
		config_node_fail(config_check_mark(section, "wait_alarm_min"),
				 "found %u minutes, allowed are at least wait_warn_min, which is "
				 "%u",
				 thresholds->wait_alarm_min, thresholds->wait_warn_min);
}

static void check_rules(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	struct config_node *no_show = config_node_find(reading->top, "no_show");
	struct config_node *load = config_node_find(reading->top, "load");
	if (no_show && !no_show->failed && hall->recall_gap_s > hall->call_interval_s)
		config_node_fail(config_check_mark(no_show, "call_gap_s"),
				 "found %u seconds, allowed are at most call_interval_s, which is "
				 "%u",
				 hall->recall_gap_s, hall->call_interval_s);
	if (no_show && !no_show->failed && hall->patience_slow_s < hall->patience_s)
		config_node_fail(config_check_mark(no_show, "patience_slow_s"),
				 "found %u seconds, allowed are at least patience_s, which is %u",
				 hall->patience_slow_s, hall->patience_s);
	if (load && !load->failed && hall->load_day > 0 && hall->load_peak_hour > hall->load_day)
		config_node_fail(config_check_mark(load, "design_peak_hour"),
				 "found %u visits in an hour, allowed are at most those of the "
				 "day, which are %u",
				 hall->load_peak_hour, hall->load_day);
	check_waits(reading->top, &hall->thresholds);
	for (int i = 0; i < hall->zone_count; i++)
		check_waits(reading->zones[i], &hall->zones[i].thresholds);
	for (int i = 0; i < hall->service_count; i++)
		check_waits(reading->services[i], &hall->services[i].thresholds);
}

void config_hall_check(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	check_floors(reading);
	check_zones(reading);
	check_kiosks(reading);
	check_ids(reading->case_types, hall->case_types[0].id, sizeof hall->case_types[0],
		  hall->case_type_count);
	check_ids(reading->classes, hall->classes[0].id, sizeof hall->classes[0],
		  hall->class_count);
	config_services_check(reading);
	config_windows_check(reading);
	config_ticket_check(reading);
	config_calendar_check(reading);
	check_rules(reading);
	if (!reading->top->failed)
		config_load_check(reading);
}
