/* Whose turn it is in one queue: the front lane, the priority lane or the ordinary lane. Looks at
 * the heads of the lanes and at the queue's counters; who stands in them is queue.c's. */
#ifndef JIAOHAO_PRIORITY_H
#define JIAOHAO_PRIORITY_H

#include "state.h"

/* Why this lane. */
enum turn {
	TURN_FRONT,    /* before everybody */
	TURN_ALONE,    /* nobody else who could be called */
	TURN_EARLIER,  /* of the priority lane, and came first anyway */
	TURN_CEILING,  /* ordinary: priorities have delayed this ticket long enough */
	TURN_OWED,     /* ordinary: its turn after so many priority calls */
	TURN_PRIORITY, /* priority, before ordinary tickets that came earlier */
};

/** The lane whose head is called next; @p heads are the first callable tickets of each lane (NULL:
 *  none), at least one of them is. @p counters is the queue's, or a copy that goes ahead of it. */
int priority_lane(const struct state *state, const struct queue *counters,
		  const struct ticket *const heads[LANES], int64_t now_us, enum turn *why);
/** The first ticket of this ordinary lane that came before @p ticket and may be called now; 0:
 *  calling @p ticket passes nobody by. */
uint32_t priority_passed(const struct state *state, int queue, const struct ticket *ticket,
			 int64_t now_us);
/** One call of the queue counts: of @p ticket from @p lane, passing by an older ordinary ticket or
 *  not, while ordinary tickets are left waiting or not. */
void priority_count(const struct state *state, struct queue *counters, const struct ticket *ticket,
		    int lane, bool passes, bool ordinary_left, int64_t now_us);
/** The whole delay by priorities of a queue today, with that of the last call until now. */
int64_t priority_delay(const struct state *state, const struct queue *counters, int64_t now_us);

#endif
