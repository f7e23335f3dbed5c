/* What config_hall.c has read and config_hall_check.c checks: the hall and where each thing stands.
 */
#ifndef JIAOHAO_CONFIG_HALL_H
#define JIAOHAO_CONFIG_HALL_H

#include "config_node.h"

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
	struct config_node *top;
	struct config_report *report;
};

/** Names that must exist, be unique, or agree with each other. Says every mistake. */
void config_hall_check(struct hall_reading *reading);

/* --- for other checks of this room --- */

/** The value under @p key of a row, or the row itself: where a mistake is marked. */
struct config_node *config_check_mark(struct config_node *row, const char *key);
/** Say that @p text is none of the words at @p texts, each @p stride bytes apart. */
void config_check_unknown(struct config_node *node, const char *text, const char *texts,
			  size_t stride, size_t count);
/** Say that another row has the same @p text under @p key. */
void config_check_twice(struct config_node *row, const char *key, const char *text,
			struct config_node *before);
/** The codes of a row's list under @p key: known, and each once. */
void config_check_codes(const struct hall_reading *reading, struct config_node *row,
			const char *key);
/** Was a mistake said somewhere in this section? Then what follows from it is not said too. */
bool config_check_failed(const struct hall_reading *reading, const char *section);

#endif
