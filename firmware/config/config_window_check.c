/* What must agree between the windows of a hall file and its services: numbers, zones, what they
 * serve, what they help out with and where they transfer to. */
#include "config_hall.h"

#include <string.h>

/* Is this window the first of its row? The rest of a range would only say the same again. */
static bool first_of_row(const struct hall_reading *reading, int index)
{
	return index == 0 || reading->windows[index - 1] != reading->windows[index];
}

/* Helping out is for other services than its own. */
static void check_overflow(const struct hall_window *window, struct config_node *row)
{
	struct config_node *list = config_node_find(row, "overflow");
	char found[CONFIG_FOUND_MAX];
	if (!list || list->kind != CONFIG_LIST)
		return;
	if (window->back_office)
		config_node_fail(list, "found at a back office, allowed at windows that visitors "
				       "come to");
	for (struct config_node *item = list->first; item; item = item->next)
		for (int i = 0; i < window->service_count; i++)
			if (item->kind == CONFIG_TEXT &&
			    strcmp(item->text, window->services[i]) == 0)
				config_node_fail(item,
						 "found %s, which is the window's own, allowed are "
						 "services of other windows",
						 config_text_found(item->text, found));
}

/* A service's code or a window's number: which of them, is known only now. */
static void check_transfer(struct hall_reading *reading, int index)
{
	struct hall *hall = reading->hall;
	struct hall_window *window = &hall->windows[index];
	struct config_node *node = config_node_find(reading->windows[index], "transfer_to");
	char found[CONFIG_FOUND_MAX];
	if (window->transfer_to[0] == 0 || node == NULL || node->failed)
		return;
	const bool service = hall_find_service(hall, window->transfer_to) >= 0;
	const int target = hall_find_window(hall, window->transfer_to);
	window->transfer_to_window = !service && target >= 0;
	config_text_found(window->transfer_to, found);
	if (service && target >= 0)
		config_node_fail(node,
				 "found %s, which is a service and a window, allowed is what is "
				 "one of the two",
				 found);
	else if (!service && target < 0 && !config_check_failed(reading, "services") &&
		 !config_check_failed(reading, "windows"))
		config_node_fail(node, "found %s, allowed is a service's code or a window's number",
				 found);
	else if (target == index)
		config_node_fail(node, "found %s, which is the window itself, allowed are others",
				 found);
}

static void check_row(struct hall_reading *reading, int index)
{
	const struct hall *hall = reading->hall;
	const struct hall_window *window = &hall->windows[index];
	struct config_node *row = reading->windows[index];
	const int zone = hall_find_zone(hall, window->zone);
	config_check_zone(reading, row, window->zone);
	config_check_codes(reading, row, "services");
	config_check_codes(reading, row, "overflow");
	check_overflow(window, row);
	if (config_node_find(row, "services") && zone >= 0 &&
	    hall->zones[zone].kind == ZONE_SUPPORT)
		config_node_fail(config_check_mark(row, "services"),
				 "found services in the support zone \"%s\", allowed in a zone of "
				 "the kind service",
				 window->zone);
	if (window->back_office && config_node_find(row, "call_chosen") && window->call_chosen)
		config_node_fail(
			config_check_mark(row, "call_chosen"),
			"found at a back office, allowed at windows that visitors come to");
}

void config_windows_check(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	const struct config_node *said = NULL;
	for (int i = 0; i < hall->window_count; i++) {
		const int before = config_check_same_before(hall->windows[0].no,
							    sizeof hall->windows[0], (size_t)i);
		struct config_node *row = reading->windows[i];
		if (first_of_row(reading, i))
			check_row(reading, i);
		check_transfer(reading, i);
		/* Two ranges that overlap are one mistake, not one for each number. */
		if (before >= 0 && said != row) {
			config_check_twice(row, config_node_find(row, "no") ? "no" : "range",
					   hall->windows[i].no, reading->windows[before]);
			said = row;
		}
	}
}
