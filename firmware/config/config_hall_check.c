/* What must agree inside a hall file: ids that exist and are unique, prefixes, window numbers, a
 * window for each service, hours for each service. Each single value was checked before. */
#include "config_calendar.h"
#include "config_hall.h"

#include <stdio.h>
#include <string.h>

struct config_node *config_check_mark(struct config_node *row, const char *key)
{
	struct config_node *node = config_node_find(row, key);
	return node ? node : row;
}

/* Which row before @p index has the same text; -1: none. Empty texts were said already. */
static int same_before(const char *texts, size_t stride, size_t index)
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

/* "allowed are RE, PS" or the nearest of them. */
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

/* A section with rows of which not even the id could be read: what seems unknown may be there. */
static bool half_read(const struct hall_reading *reading, const char *section, const char *texts,
		      size_t stride, size_t count)
{
	const struct config_node *list = config_node_find(reading->top, section);
	if (!list || list->kind != CONFIG_LIST || list->count != count)
		return true;
	for (size_t i = 0; i < count; i++)
		if (texts[stride * i] == 0)
			return true;
	return false;
}

static void check_zone(const struct hall_reading *reading, struct config_node *row,
		       const char *zone)
{
	const struct hall *hall = reading->hall;
	if (zone[0] && hall_find_zone(hall, zone) < 0 &&
	    !half_read(reading, "zones", hall->zones[0].id, sizeof hall->zones[0],
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
	    half_read(reading, "services", hall->services[0].code, sizeof hall->services[0],
		      hall->service_count))
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

static void check_zones(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	for (size_t i = 0; i < hall->zone_count; i++) {
		const struct zone *zone = &hall->zones[i];
		int before = same_before(hall->zones[0].id, sizeof *zone, i);
		if (before >= 0)
			config_check_twice(reading->zones[i], "id", zone->id,
					   reading->zones[before]);
		/* Without "floors" the number alone is shown. */
		if (zone->floor != 0 && !config_check_failed(reading, "floors") &&
		    hall_find_floor(hall, zone->floor) < 0)
			config_node_fail(config_check_mark(reading->zones[i], "floor"),
					 "found %d, allowed are the numbers under \"floors\"",
					 zone->floor);
	}
}

static bool has_code(char (*codes)[ID_MAX], size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(codes[i], code) == 0)
			return true;
	return false;
}

/* A service that nobody can call, or that is never open, would take numbers for nothing. */
static void check_served(struct hall_reading *reading, size_t index)
{
	struct hall *hall = reading->hall;
	struct config_node *row = reading->services[index];
	const char *code = hall->services[index].code;
	bool window = config_check_failed(reading, "windows"),
	     hours = config_check_failed(reading, "hours");
	for (int i = 0; i < hall->window_count && !window; i++)
		window = has_code(hall->windows[i].services, hall->windows[i].service_count, code);
	for (int i = 0; i < hall->calendar.hours_count && !hours; i++)
		hours = hall->calendar.hours[i].kind == HOURS_WEEKLY &&
			(hall->calendar.hours[i].service_count == 0 ||
			 has_code(hall->calendar.hours[i].services,
				  hall->calendar.hours[i].service_count, code));
	if (!window)
		config_node_fail(
			config_check_mark(row, "code"),
			"found \"%s\", which no window serves, allowed are services that a window "
			"lists",
			code);
	if (!hours)
		config_node_fail(
			config_check_mark(row, "code"),
			"found \"%s\", which is never open, allowed are services that a row of "
			"\"hours\" opens",
			code);
}

static void check_services(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	for (size_t i = 0; i < hall->service_count; i++) {
		const struct service *service = &hall->services[i];
		int code = same_before(hall->services[0].code, sizeof *service, i);
		int prefix = same_before(hall->services[0].prefix, sizeof *service, i);
		if (code >= 0)
			config_check_twice(reading->services[i], "code", service->code,
					   reading->services[code]);
		if (prefix >= 0)
			config_check_twice(reading->services[i], "prefix", service->prefix,
					   reading->services[prefix]);
		check_zone(reading, reading->services[i], service->zone);
	}
}

/* Is this window the first of its row? The rest of a range would only say the same again. */
static bool first_of_row(const struct hall_reading *reading, int index)
{
	return index == 0 || reading->windows[index - 1] != reading->windows[index];
}

static void check_window_row(struct hall_reading *reading, int index)
{
	const struct hall *hall = reading->hall;
	const struct hall_window *window = &hall->windows[index];
	struct config_node *row = reading->windows[index];
	int zone = hall_find_zone(hall, window->zone);
	check_zone(reading, row, window->zone);
	config_check_codes(reading, row, "services");
	if (!config_node_find(row, "services") && zone >= 0 &&
	    hall->zones[zone].kind == ZONE_SERVICE)
		config_node_fail(
			row,
			"found a window without \"services\", allowed only in a zone of the kind "
			"support");
}

static void check_windows(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	const struct config_node *said = NULL;
	for (int i = 0; i < hall->window_count; i++) {
		int before = same_before(hall->windows[0].no, sizeof hall->windows[0], (size_t)i);
		if (first_of_row(reading, i))
			check_window_row(reading, i);
		/* Two ranges that overlap are one mistake, not one for each number. */
		if (before >= 0 && said != reading->windows[i]) {
			struct config_node *row = reading->windows[i];
			config_check_twice(row, config_node_find(row, "no") ? "no" : "range",
					   hall->windows[i].no, reading->windows[before]);
			said = row;
		}
	}
}

void config_hall_check(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	check_floors(reading);
	check_zones(reading);
	check_services(reading);
	check_windows(reading);
	config_calendar_check(reading);
	for (size_t i = 0; i < hall->service_count; i++)
		if (hall->services[i].code[0] &&
		    same_before(hall->services[0].code, sizeof hall->services[0], i) < 0)
			check_served(reading, i);
	if (!config_check_failed(reading, "call") && hall->recall_gap_s > hall->call_interval_s)
		config_node_fail(config_check_mark(config_node_find(reading->top, "call"), "gap_s"),
				 "found %u seconds, allowed are at most interval_s, which is %u",
				 hall->recall_gap_s, hall->call_interval_s);
}
