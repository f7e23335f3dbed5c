/* The section "displays" of a hall file, and who works at the windows. Every key may be left out;
 * what is then taken stands behind "=".
 *
 *   displays.brightness_percent  = 100; of displays and panels that can do it
 *   displays.dim_percent         = 20; of those that are dimmed
 *   displays.paused              = normal; dim: while a window pauses
 *   displays.closed              = off; dim: a closed window shows its idle text, dimmed
 *   displays.waiting             = true; panels with room say how many wait
 *   displays.colours.idle        = own: the display's; red, green, yellow
 *   displays.colours.called      = own
 *   displays.colours.serving     = own
 *   displays.colours.paused      = own
 *   displays.colours.notice      = own; an announcement. An evacuation is always red
 *   displays.colours.closed      = own
 *   agents.list[].id             as at the window: 工号
 *   agents.list[].name           shown to the citizen who is asked how it was
 *   agents.list[].stars          = not said; 1 … 5, shown beside it */
#include "config_hall.h"
#include "config_take.h"

#include <string.h>

static void take_colours(struct display_rules *rules, struct config_map *map)
{
	static const char *const kinds[SHOWN_KINDS] = {
		[SHOWN_IDLE] = "idle",	   [SHOWN_CALLED] = "called", [SHOWN_SERVING] = "serving",
		[SHOWN_PAUSED] = "paused", [SHOWN_NOTICE] = "notice", [SHOWN_CLOSED] = "closed",
	};
	static const char *const colours[] = { "own", "red", "green", "yellow", NULL };
	struct config_map *inner = config_section(map, "colours");
	int colour;
	for (int i = 0; inner && i < SHOWN_KINDS; i++)
		if (kinds[i] && config_map_choice(inner, kinds[i], colours, &colour) == 1)
			rules->colours[i] = (uint8_t)colour;
	if (inner)
		config_map_leftover(inner, true);
}

void config_displays_read(struct display_rules *rules, struct config_map *map)
{
	static const char *const pauses[] = { "normal", "dim", NULL };
	static const char *const closings[] = { "off", "dim", NULL };
	int paused = 0, closed = 0;
	config_take_u8(map, "brightness_percent", 1, 100, &rules->brightness_percent);
	config_take_u8(map, "dim_percent", 1, 100, &rules->dim_percent);
	const int pausing = config_map_choice(map, "paused", pauses, &paused);
	const int closing = config_map_choice(map, "closed", closings, &closed);
	rules->dim_paused = paused == 1;
	rules->dim_closed = closed == 1;
	if (config_node_find(map->node, "dim_percent") && pausing >= 0 && closing >= 0 &&
	    paused == 0 && closed == 0)
		config_map_fail(map, "dim_percent",
				"found where nothing is dimmed, allowed beside \"paused: dim\" or "
				"\"closed: dim\"");
	config_map_boolean(map, "waiting", &rules->waiting);
	take_colours(rules, map);
	config_map_leftover(map, true);
}

static void read_agent(struct hall *hall, struct config_node *item)
{
	struct hall_agent *agent = &hall->agents[hall->agent_count];
	struct config_map *map;
	if (config_node_map(item, &map) != 1)
		return;
	hall->agent_count++;
	config_take_name(map, "id", agent->id, sizeof agent->id,
			 "the agent's number as at the "
			 "window");
	config_take_name(map, "name", agent->name, sizeof agent->name,
			 "the name that citizens are shown");
	config_take_u8(map, "stars", 1, 5, &agent->stars);
	config_map_leftover(map, true);
}

void config_agents_read(struct hall *hall, struct config_map *map)
{
	struct config_node *list, *rows[HALL_AGENTS_MAX];
	if (config_map_list(map, "list", 1, HALL_AGENTS_MAX, &list) != 1)
		return;
	for (struct config_node *item = list->first; item; item = item->next) {
		rows[hall->agent_count] = item;
		read_agent(hall, item);
	}
	for (size_t i = 0; i < hall->agent_count; i++) {
		const int before =
			config_check_same_before(hall->agents[0].id, sizeof hall->agents[0], i);
		if (before >= 0)
			config_check_twice(rows[i], "id", hall->agents[i].id, rows[before]);
	}
}
