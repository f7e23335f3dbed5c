/* What the readers of a hall file have read and its checks look at: the hall, and where each thing
 * stands. Private to this room. */
#ifndef JIAOHAO_CONFIG_HALL_H
#define JIAOHAO_CONFIG_HALL_H

#include "config_node.h"

/* What a row or section says beside the hall itself. */
struct hall_reading {
	struct hall *hall;
	struct config_node *floors[FLOORS_MAX];
	struct config_node *zones[ZONES_MAX];
	struct config_node *services[SERVICES_MAX];
	struct config_node *windows[WINDOWS_MAX]; /* the windows of a range share one */
	struct config_node *hours[HOURS_MAX];
	struct config_node *seasons[SEASONS_MAX];
	struct config_node *exceptions[EXCEPTIONS_MAX];
	struct config_node *base, *region; /* which holidays the hall names; NULL: none */
	struct config_node *classes[CLASSES_MAX];
	struct config_node *case_types[CASE_TYPES_MAX];
	struct config_node *kiosks[KIOSKS_MAX];
	struct config_node *notes[TICKET_NOTES_MAX];
	struct config_node *top;
	struct config_report *report;
	bool floor_closed[FLOORS_MAX];	     /* "queue: none": nobody waits there */
	uint16_t zone_windows[ZONES_MAX][2]; /* "windows: [first, last]"; 0: not given */
	bool mean_given[SERVICES_MAX];
	bool capacity_given[SERVICES_MAX];
	int window_digits;	/* of the numbers a range makes */
	uint16_t default_daily; /* quotas of services that don't say their own */
	uint8_t default_person, default_phone;
	uint16_t windows_total, zones_total; /* what the hall says it has; 0: not said */
};

/* --- the readers: each value by itself; what is wrong stays empty, its mistake is said --- */

/** config_place.c: "floors", "zones", "case_types", "kiosks". */
void config_places_read(struct hall_reading *reading, struct config_map *top);
/** A map "thresholds" of a hall, zone or service. */
void config_thresholds_read(struct thresholds *thresholds, struct config_map *map);
/** config_service.c: "services"; after the settings. */
void config_services_read(struct hall_reading *reading, struct config_map *top);
/** What a service takes from others: the only zone, its queue's prefix, a slot's capacity. */
void config_services_resolve(struct hall_reading *reading);
/** config_window.c: "windows"; after the services. */
void config_windows_read(struct hall_reading *reading, struct config_map *top);
/** config_class.c: "priorities". */
void config_classes_read(struct hall_reading *reading, struct config_map *top);
/** config_rules.c: every other section. */
void config_rules_read(struct hall_reading *reading, struct config_map *top);
/** config_ticket.c: "ticket"; what its notes name is checked after the services are read. */
void config_ticket_read(struct hall_reading *reading, struct config_map *map);
void config_ticket_check(struct hall_reading *reading);
/** config_displays.c: "displays", and "list" of "agents". */
void config_displays_read(struct display_rules *rules, struct config_map *map);
void config_agents_read(struct hall *hall, struct config_map *map);
/** The {seq:03d} of a ticket's "format". */
void config_format_read(struct config_map *map, uint8_t *digits);
/** config_facts.c: take what describes a place and steers nothing; @p place is "hall", "floors", …;
 *  "" the file itself. */
void config_facts_take(struct config_map *map, const char *place);

/** Each row of a list goes to @p read. @p expected NULL: the key may be absent. */
void config_rows_read(struct hall_reading *reading, struct config_map *top, const char *key,
		      unsigned max, const char *expected,
		      void (*read)(struct hall_reading *reading, struct config_node *item));
/** The map under @p key; NULL: absent, or wrong and said. */
struct config_map *config_section(struct config_map *top, const char *key);

/* --- the checks: names that must exist, be unique, or agree with each other --- */

void config_hall_check(struct hall_reading *reading);
void config_services_check(struct hall_reading *reading);
void config_windows_check(struct hall_reading *reading);
/** config_load_check.c: what can't be wrong and is yet worth a look; says warnings. */
void config_load_check(struct hall_reading *reading);

/** The value under @p key of a row, or the row itself: where a mistake is marked. */
struct config_node *config_check_mark(struct config_node *row, const char *key);
/** Which row before @p index has the same text; -1: none. Empty texts were said already. */
int config_check_same_before(const char *texts, size_t stride, size_t index);
/** Say that @p text is none of the words at @p texts, each @p stride bytes apart. */
void config_check_unknown(struct config_node *node, const char *text, const char *texts,
			  size_t stride, size_t count);
/** A section with rows of which not even the id could be read: what seems unknown may be there. */
bool config_check_half_read(const struct hall_reading *reading, const char *section,
			    const char *texts, size_t stride, size_t count);
/** Say that another row has the same @p text under @p key. */
void config_check_twice(struct config_node *row, const char *key, const char *text,
			struct config_node *before);
void config_check_zone(const struct hall_reading *reading, struct config_node *row,
		       const char *zone);
/** The codes of a row's list under @p key: known, and each once. */
void config_check_codes(const struct hall_reading *reading, struct config_node *row,
			const char *key);
/** Was a mistake said somewhere in this section? Then what follows from it is not said too. */
bool config_check_failed(const struct hall_reading *reading, const char *section);

#endif
