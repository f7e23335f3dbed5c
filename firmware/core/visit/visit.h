/* A visit as a whole: how long its parts took. The legs themselves are in state.h. */
#ifndef JIAOHAO_VISIT_H
#define JIAOHAO_VISIT_H

#include "state.h"

/* Microseconds, kept apart. What is left of the total is the time staff had the papers, and the way
 * from one window to the next. */
struct visit_times {
	int64_t waited_us;     /* in queues, in all legs */
	int64_t served_us;     /* at windows, in all legs, without the time held */
	int64_t held_us;       /* in all legs */
	int64_t from_first_us; /* from the first service on; 0: none yet */
	int64_t total_us;      /* from the number on */
};

/** Has the leg that this ticket is in ended already, and no other begun? */
bool visit_leg_ended(const struct state *state, uint32_t ticket);
/** Of the visit of this ticket (serial), ended or still going on at @p now_us. */
struct visit_times visit_times(const struct state *state, uint32_t ticket, int64_t now_us);

#endif
