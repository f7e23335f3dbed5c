/* The change of the service day: everybody home, a new date, and what outlives a day is said
 * again. What time brings during a day is in due.c. */
#ifndef JIAOHAO_DAY_H
#define JIAOHAO_DAY_H

#include "decision.h"

/** UTC µs when the open day is over; while people are in hand, two hours later. */
int64_t day_due(const struct state *state);
/** No day was ever opened: the first one. */
void day_open(const struct decision *decision);
/** The open day ends and the next one begins, as far as there is room: what is left is done by the
 *  next tick. */
void day_change(const struct decision *decision);
/** While state->carry: more of what outlives the day, and at last DAY_CARRIED. */
void day_carry(const struct decision *decision);

#endif
