/* The priority classes of a hall file: "priorities". An id of the table below brings its names, its
 * proof and what follows from it; what the file says goes before it. No screen, ticket or voice
 * tells the reason of a priority: these names are for who chooses a class.
 *
 *   priorities[].id                one of the table below, or the hall's own
 *   priorities[].name              = by the table; in Chinese
 *   priorities[].name_en           = by the table
 *   priorities[].name_ug           = by the table
 *   priorities[].proof             = by the table; what to show
 *   priorities[].ratio             = [1, 2]; so many of the class before so many ordinary tickets
 *   priorities[].by_staff          = by the table; only the desk grants it
 *   priorities[].absolute          = true for a class by staff without a ratio; before everybody
 *   priorities[].no_ticket_needed  = false; may be served without a number
 *   priorities[].slow              = by the table; more patience, a longer time for the rating
 *   priorities[].accessible        = by the table; goes to accessible windows */
#include "config_hall.h"
#include "config_take.h"

#include <string.h>

struct known_class {
	const char *id, *name, *name_en, *name_ug, *proof;
	bool by_staff, slow, accessible;
};

static const struct known_class known_classes[] = {
	{ "disabled", "残疾人", "Person with a disability", "مېيىپ", "残疾人证", false, true,
	  true },
	{ "elder60", "60周岁以上老年人", "Aged 60 or over", "60 ياشتىن ئاشقانلار",
	  "身份证或老年优待证", false, true, false },
	{ "elder70", "70周岁以上老年人", "Aged 70 or over", "70 ياشتىن ئاشقانلار",
	  "身份证或老年优待证", false, true, false },
	{ "soldier", "现役军人", "Serving soldier", "ھەربىي", "军官证或士兵证", false, false,
	  false },
	{ "veteran", "退役军人", "Veteran", "پېنسىيەگە چىققان ھەربىي", "退役军人优待证", false,
	  false, false },
	{ "firefighter", "消防救援人员", "Firefighter", "ئوت ئۆچۈرگۈچى", "消防救援人员证件", false,
	  false, false },
	{ "martyr_family", "烈士遗属", "Family of a martyr", "قۇربانلار ئائىلىسى", "烈士遗属优待证",
	  false, false, false },
	{ "pregnant", "孕妇", "Pregnant", "ھامىلدار ئايال", "", false, true, false },
	{ "infant", "携带婴幼儿", "With an infant", "بوۋاق ئېلىپ كەلگەنلەر", "", false, true,
	  false },
	{ "key_project", "重点工程绿色通道", "Key project", "نۇقتىلىق قۇرۇلۇش", "重点工程证明",
	  true, false, false },
};

static const struct known_class *find_known(const char *id)
{
	for (size_t i = 0; i < sizeof known_classes / sizeof *known_classes; i++)
		if (strcmp(known_classes[i].id, id) == 0)
			return &known_classes[i];
	return NULL;
}

static void fill_known(struct hall_class *class, const struct known_class *known)
{
	strcpy(class->name, known->name);
	strcpy(class->name_en, known->name_en);
	strcpy(class->name_ug, known->name_ug);
	strcpy(class->proof, known->proof);
	class->by_staff = known->by_staff;
	class->slow = known->slow;
	class->accessible = known->accessible;
}

/* "ratio: [1, 2]". At most three before one: with more, ordinary tickets would hardly move. */
static bool read_ratio(struct hall_class *class, struct config_map *map)
{
	struct config_node *list;
	long priority, ordinary;
	if (config_map_list(map, "ratio", 2, 2, &list) != 1)
		return false;
	int before = config_node_integer(list->first, 1, 20, &priority);
	int then = config_node_integer(list->last, 1, 20, &ordinary);
	if (before != 1 || then != 1)
		return true;
	if (priority > 3 * ordinary) {
		config_node_fail(list,
				 "found %ld before %ld ordinary tickets, allowed are at most three "
				 "before each ordinary one",
				 priority, ordinary);
		return true;
	}
	class->ratio_priority = (uint8_t)priority;
	class->ratio_ordinary = (uint8_t)ordinary;
	return true;
}

/* An unknown id may be a slip of one of the table: a name tells that it is the hall's own. */
static void say_nameless(struct config_map *map, const char *id)
{
	const char *words[sizeof known_classes / sizeof *known_classes];
	const size_t count = sizeof known_classes / sizeof *known_classes;
	const char *nearest;
	char found[CONFIG_FOUND_MAX];
	for (size_t i = 0; i < count; i++)
		words[i] = known_classes[i].id;
	nearest = config_nearest(id, words, count);
	if (nearest)
		config_node_fail(map->node,
				 "found %s without a name, did you mean \"%s\"? A class of the "
				 "hall's own needs a \"name\"",
				 config_text_found(id, found), nearest);
	else
		config_node_fail(map->node,
				 "found %s without a name, allowed without one are disabled, "
				 "elder60, elder70, soldier, veteran, firefighter, martyr_family, "
				 "pregnant, infant, key_project",
				 config_text_found(id, found));
}

static void read_class(struct hall_reading *reading, struct config_node *item)
{
	struct hall_class *class = &reading->hall->classes[reading->hall->class_count];
	const struct known_class *known;
	struct config_map *map;
	bool ratio;
	if (config_node_map(item, &map) != 1)
		return;
	reading->classes[reading->hall->class_count++] = item;
	config_take_id(map, "id", class->id, "the id of a class such as elder60");
	known = find_known(class->id);
	if (known)
		fill_known(class, known);
	if (config_take_name(map, "name", class->name, sizeof class->name, NULL) == 0 && !known &&
	    class->id[0])
		say_nameless(map, class->id);
	config_take_name(map, "name_en", class->name_en, sizeof class->name_en, NULL);
	config_take_name(map, "name_ug", class->name_ug, sizeof class->name_ug, NULL);
	config_take_name(map, "proof", class->proof, sizeof class->proof, NULL);
	class->ratio_priority = 1;
	class->ratio_ordinary = 2;
	ratio = read_ratio(class, map);
	config_map_boolean(map, "by_staff", &class->by_staff);
	class->absolute = class->by_staff && !ratio;
	config_map_boolean(map, "absolute", &class->absolute);
	config_map_boolean(map, "no_ticket_needed", &class->no_ticket);
	config_map_boolean(map, "slow", &class->slow);
	config_map_boolean(map, "accessible", &class->accessible);
	if (class->absolute && !class->by_staff)
		config_map_fail(map, "absolute",
				"found true for a class that people choose themselves, allowed "
				"beside \"by_staff: true\" only");
	if (class->absolute && ratio)
		config_map_fail(map, "ratio",
				"found beside \"absolute: true\", allowed is one of the two");
	config_map_leftover(map, true);
}

void config_classes_read(struct hall_reading *reading, struct config_map *top)
{
	config_rows_read(reading, top, "priorities", CLASSES_MAX, NULL, read_class);
}
