/* What a hall file may tell of its hall without steering anything: written for whoever reads the
 * file, and of the type below. Any other key that nobody takes is a mistake.
 *
 *   hall.area_m2                 a number
 *   hall.hall_area_m2            a number
 *   hall.staff                   a number
 *   hall.departments             a number or a map
 *   hall.items                   a number or a map
 *   hall.storeys                 a number or a map
 *   hall.back_offices            a number
 *   hall.service_floors          a list
 *   hall.office_floors           a list
 *   hall.hall_floors             a list
 *   hall.parent                  a text
 *   floors[].departments         a list
 *   load.visits                  a number
 *   evaluation.channels          a list
 *   evaluation.supervision       a text
 *   accessibility                a list
 *   assessment                   a map
 *   channels                     a map
 *   chief_representative         a map
 *   comfort                      a list
 *   examples                     a list
 *   guidance                     a map
 *   identity                     a map
 *   one_window                   a map
 *   operation                    a list
 *   quota_story                  a text
 *   roles                        a map
 *   rules                        a list
 *   services_offered             a list
 *   sms                          a map
 *   supervision                  a map
 *   ticket_examples              a map
 *   visit_example                a list
 *   window_display               a map
 *   kiosks                       a map of how many; a list is that of config_place.c */
#include "config_hall.h"

#include <string.h>

enum fact_kind { FACT_NUMBER = 1, FACT_TEXT = 2, FACT_LIST = 4, FACT_MAP = 8 };

struct fact {
	const char *place, *key;
	unsigned kinds;
};

static const struct fact facts[] = {
	{ "hall", "area_m2", FACT_NUMBER },
	{ "hall", "hall_area_m2", FACT_NUMBER },
	{ "hall", "staff", FACT_NUMBER },
	{ "hall", "departments", FACT_NUMBER | FACT_MAP },
	{ "hall", "items", FACT_NUMBER | FACT_MAP },
	{ "hall", "storeys", FACT_NUMBER | FACT_MAP },
	{ "hall", "back_offices", FACT_NUMBER },
	{ "hall", "service_floors", FACT_LIST },
	{ "hall", "office_floors", FACT_LIST },
	{ "hall", "hall_floors", FACT_LIST },
	{ "hall", "parent", FACT_TEXT },
	{ "floors", "departments", FACT_LIST },
	{ "load", "visits", FACT_NUMBER },
	{ "evaluation", "channels", FACT_LIST },
	{ "evaluation", "supervision", FACT_TEXT },
	{ "", "accessibility", FACT_LIST },
	{ "", "assessment", FACT_MAP },
	{ "", "channels", FACT_MAP },
	{ "", "chief_representative", FACT_MAP },
	{ "", "comfort", FACT_LIST },
	{ "", "examples", FACT_LIST },
	{ "", "guidance", FACT_MAP },
	{ "", "identity", FACT_MAP },
	{ "", "one_window", FACT_MAP },
	{ "", "operation", FACT_LIST },
	{ "", "quota_story", FACT_TEXT },
	{ "", "roles", FACT_MAP },
	{ "", "rules", FACT_LIST },
	{ "", "services_offered", FACT_LIST },
	{ "", "sms", FACT_MAP },
	{ "", "supervision", FACT_MAP },
	{ "", "ticket_examples", FACT_MAP },
	{ "", "visit_example", FACT_LIST },
	{ "", "window_display", FACT_MAP },
};

static void take_fact(struct config_map *map, const struct fact *fact)
{
	struct config_node *node = config_node_find(map->node, fact->key), *list;
	struct config_map *inner;
	const char *text;
	long number;
	bool is_map = node && node->kind == CONFIG_MAP;
	if ((fact->kinds & FACT_MAP) && (is_map || fact->kinds == FACT_MAP)) {
		config_map_map(map, fact->key, &inner); /* what is in it is nobody's question */
	} else if (fact->kinds & FACT_NUMBER) {
		config_map_integer(map, fact->key, 0, 1000000000, &number);
	} else if (fact->kinds & FACT_LIST) {
		config_map_list(map, fact->key, 1, CONFIG_NODES_MAX, &list);
	} else {
		config_map_text(map, fact->key, &text);
	}
}

void config_facts_take(struct config_map *map, const char *place)
{
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		if (strcmp(facts[i].place, place) == 0)
			take_fact(map, &facts[i]);
}
