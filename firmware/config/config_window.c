/* The windows of a hall file, each value by itself; what must agree is in config_window_check.c.
 * Whatever may be left out has its default behind "=".
 *
 *   windows[].no             as shown: "06"; or range
 *   windows[].range          [first, last]: as many windows, numbered by ticket.window_format
 *   windows[].zone           = by the zones' "windows", else the only zone
 *   windows[].services       = of role accept and mixed: those of its zone; else none, it takes
 *                            what is brought
 *   windows[].weights        = 100 each; {code: percent} of its services
 *   windows[].overflow       = none; services it helps out with when its own are empty or theirs
 *                            wait longer than queue.overflow_wait_min
 *   windows[].role           = mixed; accept, review, pay, deliver
 *   windows[].back_office    = false; no visitor comes here, it takes papers only
 *   windows[].department     = those of its services; idle text
 *   windows[].gives          = none; what a window for delivery hands out: its idle text
 *   windows[].holder         = none; who sits there: 首席代表
 *   windows[].accessible     = false; a low counter
 *   windows[].call_chosen    = false; may call a ticket out of turn
 *   windows[].agent          = its number; for whom "next" opens it; not beside range
 *   windows[].speaker_group  = hall
 *   windows[].speaker_every  = none; of a range: each so many windows have a speaker group of their
 *                            own, named "w" and its first window: w01, w03 …
 *   windows[].display_group  = its zone; the panels of this group show its calls */
#include "config_hall.h"
#include "config_take.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const roles[] = { "mixed", "accept", "review", "pay", "deliver", NULL };

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
static bool read_numbers(struct hall_window *window, struct config_map *map, long *first,
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
		return config_take_id(map, "no", window->no,
				      "the window's number as shown such as \"06\", or a range "
				      "such as [1, 16]") == 1;
	}
	if (range == 1 && config_node_find(map->node, "agent")) {
		config_map_fail(map, "agent",
				"found beside \"range\", allowed only where the window has a row "
				"of its own");
		return false;
	}
	return range == 1;
}

/* --- zone --- */

/* The number a window shows; 0: letters are in it. */
static long shown_number(const char *no)
{
	return strspn(no, "0123456789") == strlen(no) ? strtol(no, NULL, 10) : 0;
}

/* Says a window without a zone once for its row. */
static void find_zone(struct hall_reading *reading, struct hall_window *window,
		      struct config_node *row)
{
	const struct hall *hall = reading->hall;
	const long no = shown_number(window->no);
	for (int i = 0; i < hall->zone_count && no > 0; i++) {
		if (no >= reading->zone_windows[i][0] && no <= reading->zone_windows[i][1]) {
			memcpy(window->zone, hall->zones[i].id, ID_MAX);
			return;
		}
	}
	if (hall->zone_count == 1)
		memcpy(window->zone, hall->zones[0].id, ID_MAX);
	else if (!row->failed)
		config_node_fail(row,
				 "found window %s without a zone, allowed is a \"zone\" here or "
				 "\"windows\" of a zone that hold the number",
				 window->no);
}

/* --- services --- */

static void take_weights(struct hall_window *window, struct config_map *map)
{
	struct config_map *weights = config_section(map, "weights");
	if (!weights)
		return;
	for (int i = 0; i < window->service_count; i++)
		config_take_u8(weights, window->services[i], 1, 250, &window->weights[i]);
	config_map_leftover(weights, true);
}

/* A window that names no services has all of its zone, when it receives visitors at all. */
static void fill_services(const struct hall *hall, struct hall_window *window,
			  struct config_node *row)
{
	const int zone = hall_find_zone(hall, window->zone);
	if (zone < 0 || hall->zones[zone].kind == ZONE_SUPPORT || window->back_office ||
	    (window->role != ROLE_MIXED && window->role != ROLE_ACCEPT))
		return;
	for (int i = 0; i < hall->service_count; i++) {
		if (strcmp(hall->services[i].zone, window->zone) != 0)
			continue;
		if (window->service_count == WINDOW_SERVICES_MAX) {
			if (!row->failed)
				config_node_fail(row,
						 "found no \"services\" in a zone of more than %d, "
						 "allowed is a list of at most as many",
						 WINDOW_SERVICES_MAX);
			return;
		}
		memcpy(window->services[window->service_count++], hall->services[i].code, ID_MAX);
	}
}

/* --- rows --- */

static void read_keys(struct hall_window *window, struct config_map *map)
{
	int role = ROLE_MIXED;
	char gives[NAME_MAX_BYTES] = "";
	config_take_id(map, "zone", window->zone, NULL);
	config_take_codes(map, "services", window->services, &window->service_count);
	take_weights(window, map);
	config_take_codes(map, "overflow", window->overflow, &window->overflow_count);
	config_map_choice(map, "role", roles, &role);
	window->role = (uint8_t)role;
	config_map_boolean(map, "back_office", &window->back_office);
	config_take_name(map, "department", window->department, sizeof window->department, NULL);
	if (config_take_name(map, "gives", gives, sizeof gives, NULL) == 1) {
		if (window->role != ROLE_DELIVER)
			config_map_fail(map, "gives",
					"found at a window that delivers nothing, allowed beside "
					"\"role: deliver\" only");
		else if (window->department[0])
			config_map_fail(map, "gives",
					"found beside \"department\", allowed is one "
					"of the two as the idle text");
		memcpy(window->department, gives, sizeof gives);
	}
	config_take_name(map, "holder", window->holder, sizeof window->holder, NULL);
	config_map_boolean(map, "accessible", &window->accessible);
	config_map_boolean(map, "call_chosen", &window->call_chosen);
	config_take_name(map, "agent", window->agent, sizeof window->agent, NULL);
	config_take_id(map, "speaker_group", window->speaker_group, NULL);
	config_take_id(map, "transfer_to", window->transfer_to, NULL);
	config_take_id(map, "display_group", window->display_group, NULL);
}

/* A call takes some five seconds: of three at once the last is late. 0: not said. */
static long take_every(struct config_map *map, bool range)
{
	long every = 0;
	if (config_map_integer(map, "speaker_every", 1, WINDOWS_MAX, &every) != 1)
		return 0;
	if (!range)
		config_map_fail(map, "speaker_every", "found without \"range\", allowed beside it");
	if (config_node_find(map->node, "speaker_group"))
		config_map_fail(map, "speaker_every",
				"found beside \"speaker_group\", allowed is one of the two");
	return every;
}

/* One window of a row. */
static void add_window(struct hall_reading *reading, const struct hall_window *window, long no,
		       struct config_node *row)
{
	struct hall *hall = reading->hall;
	struct hall_window *place = &hall->windows[hall->window_count];
	memcpy(place, window, sizeof *place);
	if (no > 0)
		snprintf(place->no, sizeof place->no, "%0*ld", reading->window_digits, no);
	if (place->agent[0] == 0)
		memcpy(place->agent, place->no, sizeof place->no);
	reading->windows[hall->window_count++] = row;
	if (!place->zone[0] && !config_node_find(row, "zone"))
		find_zone(reading, place, row);
	if (place->display_group[0] == 0)
		memcpy(place->display_group, place->zone, ID_MAX);
	if (!config_node_find(row, "services"))
		fill_services(hall, place, row);
}

static void read_windows(struct hall_reading *reading, struct config_node *item)
{
	struct hall_window window;
	struct config_map *map;
	long first = 0, last = 0;
	bool numbered;
	if (config_node_map(item, &map) != 1)
		return;
	memset(&window, 0, sizeof window);
	strcpy(window.speaker_group, "hall");
	numbered = read_numbers(&window, map, &first, &last);
	read_keys(&window, map);
	long every = take_every(map, config_node_find(item, "range") != NULL);
	config_map_leftover(map, true);
	for (long no = first; numbered && no <= last; no++) {
		if (reading->hall->window_count >= WINDOWS_MAX) {
			/* Once: each row after it would only say the same. */
			if (!item->parent->failed)
				config_node_fail(
					item,
					"found more than %d windows, which is all that is allowed",
					WINDOWS_MAX);
			return;
		}
		if (every > 0)
			snprintf(window.speaker_group, sizeof window.speaker_group, "w%0*ld",
				 reading->window_digits, no - (no - first) % every);
		add_window(reading, &window, no, item);
	}
}

void config_windows_read(struct hall_reading *reading, struct config_map *top)
{
	config_rows_read(reading, top, "windows", WINDOWS_MAX, "a list of windows", read_windows);
}
