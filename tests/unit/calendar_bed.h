/* Halls for the tests of the calendar: the shipped ones, and the profiles and tables they were made
 * from where those are at hand. */
#ifndef JIAOHAO_CALENDAR_BED_H
#define JIAOHAO_CALENDAR_BED_H

#include "hall.h"

/** firmware/halls/NAME.yaml under @p root. False: refused, said on stderr. */
bool bed_shipped(struct hall *hall, const char *root, const char *name);
/** shared/halls/NAME.yaml beside @p root, with the shipped tables of holidays: 1, 0: not at hand,
 *  -1: refused, said on stderr. */
int bed_profile(struct hall *hall, const char *root, const char *name);
/** The tables of shared/data beside @p root: only the holidays of @p calendar. The answers as
 *  above. */
int bed_tables(struct hall_calendar *calendar, const char *root);
/** What such a profile expects of a date; @p with gets each example's date and its word. False when
 *  there is none. */
bool bed_examples(const char *root, const char *name,
		  void (*with)(int32_t date, const char *expected));

#endif
