/* The places of a hall file: floors, zones, kiosks, and the kinds of cases. Each value by itself;
 * what must agree is in config_hall_check.c. Whatever may be left out has its default behind "=".
 *
 *   floors[].no            the floor's number, -9 … 200 without 0
 *   floors[].name          in Chinese
 *   floors[].queue         = open; none: nobody waits on this floor, so no service zone is there
 *   zones[].id             A-Z a-z 0-9 - _
 *   zones[].name           in Chinese
 *   zones[].name_en        = none
 *   zones[].name_ug        = none
 *   zones[].floor          = not said; a row of "floors", where there are any
 *   zones[].kind           = service; support: no numbers, its windows serve nobody by queue
 *   zones[].level          = city, district; support is kind: support
 *   zones[].windows        = none; [first, last]: windows of these numbers are here
 *   zones[].silent         = call.silent; true, false: its calls are not spoken, spoken
 *   zones[].silent_times   = all day; [[from, to] …]: silent in these hours only
 *   zones[].thresholds     = the hall's; see config_rules.c
 *   case_types[].id        A-Z a-z 0-9 - _
 *   case_types[].name      in Chinese: 即办件
 *   case_types[].steps     = 1
 *   case_types[].workdays  how many working days such a case may take
 *   kiosks[].id            as the board file's "kiosk"
 *   kiosks[].floor         where it stands */
#include "config_hall.h"
#include "config_take.h"

static const char *const zone_kinds[] = { "service", "support", NULL };
static const char *const zone_levels[] = { "city", "district", "support", NULL };
static const char *const floor_queues[] = { "open", "none", NULL };

static int16_t take_floor(struct config_map *map, const char *key, const char *expected)
{
	long no = 0;
	int taken = config_map_integer(map, key, -9, 200, &no);
	if (taken == 0 && expected)
		config_map_missing(map, key, expected);
	else if (taken == 1 && no == 0)
		config_map_fail(map, key, "found 0, allowed are floors from -9 to 200 without 0");
	return (int16_t)no;
}

static void read_floor(struct hall_reading *reading, struct config_node *item)
{
	const int index = reading->hall->floor_count;
	struct floor *floor = &reading->hall->floors[index];
	struct config_map *map;
	int queue = 0;
	if (config_node_map(item, &map) != 1)
		return;
	reading->floors[reading->hall->floor_count++] = item;
	floor->no = take_floor(map, "no", "the floor's number");
	config_take_name(map, "name", floor->name, sizeof floor->name,
			 "the floor's name in Chinese");
	config_map_choice(map, "queue", floor_queues, &queue);
	reading->floor_closed[index] = queue == 1;
	config_facts_take(map, "floors");
	config_map_leftover(map, true);
}

static void take_window_numbers(struct hall_reading *reading, struct config_map *map, int zone)
{
	struct config_node *list;
	long first, last;
	if (config_map_list(map, "windows", 2, 2, &list) != 1)
		return;
	int from = config_node_integer(list->first, 1, 9999, &first);
	int to = config_node_integer(list->last, 1, 9999, &last);
	if (from != 1 || to != 1)
		return;
	if (first > last) {
		config_node_fail(list, "found %ld before %ld, allowed are ranges that ascend",
				 first, last);
		return;
	}
	reading->zone_windows[zone][0] = (uint16_t)first;
	reading->zone_windows[zone][1] = (uint16_t)last;
}

static void read_zone(struct hall_reading *reading, struct config_node *item)
{
	const int index = reading->hall->zone_count;
	struct zone *zone = &reading->hall->zones[index];
	struct config_map *map;
	int kind = ZONE_SERVICE, level = 0;
	bool silent;
	if (config_node_map(item, &map) != 1)
		return;
	reading->zones[reading->hall->zone_count++] = item;
	config_take_id(map, "id", zone->id, "a short id of the zone such as RE");
	config_take_name(map, "name", zone->name, sizeof zone->name, "the zone's name in Chinese");
	config_take_name(map, "name_en", zone->name_en, sizeof zone->name_en, NULL);
	config_take_name(map, "name_ug", zone->name_ug, sizeof zone->name_ug, NULL);
	zone->floor = take_floor(map, "floor", NULL);
	config_map_choice(map, "kind", zone_kinds, &kind);
	if (config_map_choice(map, "level", zone_levels, &level) == 1 && level == 2)
		kind = ZONE_SUPPORT;
	zone->kind = (uint8_t)kind;
	take_window_numbers(reading, map, index);
	if (config_map_boolean(map, "silent", &silent) == 1)
		zone->silent = silent ? CHOICE_YES : CHOICE_NO;
	config_take_spans(map, "silent_times", zone->silent_times, &zone->silent_count, NULL);
	if (zone->silent_count > 0 && zone->silent == CHOICE_NO)
		config_map_fail(map, "silent_times",
				"found beside \"silent: false\", allowed is one of the two");
	config_thresholds_read(&zone->thresholds, map);
	config_facts_take(map, "zones");
	config_map_leftover(map, true);
}

static void read_case_type(struct hall_reading *reading, struct config_node *item)
{
	struct case_type *type = &reading->hall->case_types[reading->hall->case_type_count];
	struct config_map *map;
	if (config_node_map(item, &map) != 1)
		return;
	reading->case_types[reading->hall->case_type_count++] = item;
	type->steps = 1;
	config_take_id(map, "id", type->id, "a short id of the kind of case such as instant");
	config_take_name(map, "name", type->name, sizeof type->name, "its name in Chinese");
	config_take_u8(map, "steps", 1, 9, &type->steps);
	config_take_u16(map, "workdays", 1, 365, &type->workdays);
	if (!config_node_find(map->node, "workdays"))
		config_map_missing(map, "workdays", "how many working days a case may take");
	config_map_leftover(map, true);
}

static void read_kiosk(struct hall_reading *reading, struct config_node *item)
{
	struct hall_kiosk *kiosk = &reading->hall->kiosks[reading->hall->kiosk_count];
	struct config_map *map;
	if (config_node_map(item, &map) != 1)
		return;
	reading->kiosks[reading->hall->kiosk_count++] = item;
	config_take_id(map, "id", kiosk->id, "the kiosk's name in the board file such as K1");
	kiosk->floor = take_floor(map, "floor", "the floor where the kiosk stands");
	config_map_leftover(map, true);
}

void config_places_read(struct hall_reading *reading, struct config_map *top)
{
	const struct config_node *kiosks = config_node_find(top->node, "kiosks");
	config_rows_read(reading, top, "floors", FLOORS_MAX, NULL, read_floor);
	config_rows_read(reading, top, "zones", ZONES_MAX, "a list of zones", read_zone);
	config_rows_read(reading, top, "case_types", CASE_TYPES_MAX, NULL, read_case_type);
	/* A map tells how many of which sort there are: a fact. */
	if (kiosks && kiosks->kind == CONFIG_MAP)
		config_section(top, "kiosks");
	else
		config_rows_read(reading, top, "kiosks", KIOSKS_MAX, NULL, read_kiosk);
}
