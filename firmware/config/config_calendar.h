/* The calendar of a hall file: the keys "calendar", "hours", "rule" and "other_zones". Private to
 * this room. */
#ifndef JIAOHAO_CONFIG_CALENDAR_H
#define JIAOHAO_CONFIG_CALENDAR_H

#include "config_hall.h"

/** Take the four keys of the hall file; fills hall->calendar but for its holidays. */
void config_calendar_read(struct hall_reading *reading, struct config_map *top);
/** Seasons that overlap or leave holes, rows that overlap, exceptions that contradict each other,
 *  names that stand nowhere. Says every mistake. */
void config_calendar_check(struct hall_reading *reading);
/** Whose holidays a hall file names, looked for without a word: "" none. */
void config_calendar_bases(const struct config_node *top, char base[ID_MAX], char region[ID_MAX]);

#endif
