/* Supervision: what is out of bounds, and since when. Each moment is computed in one place, so that
 * state_next_deadline and the tick that follows it can't disagree. */
#ifndef JIAOHAO_WARNING_H
#define JIAOHAO_WARNING_H

#include "decision.h"

/** UTC µs of the next moment a warning is raised, or 0 when one is to be raised or cleared now;
 *  INT64_MAX: none. O(services + windows) while people wait or are served. */
int64_t warning_due(const struct state *state);
/** Raises and clears what is due, as far as there is room. */
void warning_decide_due(const struct decision *decision);
/** The day ends: warnings about its queues and windows end with it. False when there was no room
 *  for all of them. */
bool warning_end_day(const struct decision *decision);
/** WARN, WARN_OVER, WARN_ACKNOWLEDGE, WARN_CLEAR. */
enum refusal warning_decide(const struct decision *decision);
/** The help key of a window (index). */
enum refusal warning_decide_help(const struct decision *decision, int window);

#endif
