/* How loud a speaker is at what time of the day: a list of a device in a board file. */
#include "config_take.h"

#include <errno.h>

static int take_row(struct config_volume *row, struct config_node *item)
{
	struct config_map *map;
	struct config_node *from, *to;
	long percent = 0;
	int result = config_node_map(item, &map);
	if (result != 1)
		return result;
	from = config_node_find(item, "from");
	to = config_node_find(item, "to");
	const char *text; /* taken as texts; what they say is looked at below */
	int has_from = config_map_text(map, "from", &text);
	int has_to = config_map_text(map, "to", &text);
	int has_percent = config_map_integer(map, "percent", 0, 100, &percent);
	if (has_from == 0)
		has_from = config_map_missing(map, "from", "a time such as \"12:00\"");
	if (has_to == 0)
		has_to = config_map_missing(map, "to", "a time such as \"14:00\"");
	if (has_percent == 0)
		has_percent = config_map_missing(map, "percent", "0 to 100");
	config_map_leftover(map, true);
	if (has_from != 1 || has_to != 1 || has_percent != 1)
		return -EINVAL;
	row->percent = (uint8_t)percent;
	if (config_node_minute(from, false, &row->from_min) != 1 ||
	    config_node_minute(to, true, &row->to_min) != 1)
		return -EINVAL;
	if (row->from_min >= row->to_min)
		return config_node_fail(to, "found a time that is not after \"from\", allowed is "
					    "a later one up to 24:00");
	return 1;
}

int config_map_volume(struct config_map *map, const char *key,
		      struct config_volume rows[CONFIG_VOLUMES_MAX], unsigned *count)
{
	struct config_node *list;
	int result = config_map_list(map, key, 1, CONFIG_VOLUMES_MAX, &list);
	*count = 0;
	if (result != 1)
		return result;
	for (struct config_node *item = list->first; item; item = item->next) {
		struct config_volume *row = &rows[*count];
		if (take_row(row, item) != 1) {
			result = -EINVAL;
			continue;
		}
		if (*count > 0 && row->from_min < rows[*count - 1].to_min)
			result = config_node_fail(item, "found times that begin before those above "
							"end, allowed are ascending ones");
		++*count;
	}
	return result;
}
