/* Ratings: what else than decision.h says of them the deciding files need. */
#ifndef JIAOHAO_RATING_H
#define JIAOHAO_RATING_H

#include "decision.h"

/** UTC µs when the evaluator of this leg (index, rating open) closes. */
int64_t rating_closes(const struct state *state, uint32_t leg);
/** The day ends, the next one is @p next: who did not rate in time gets the hall's default. False
 *  when there was no room for all of them. */
bool rating_end_day(const struct decision *decision, int32_t next);

#endif
