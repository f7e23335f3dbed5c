/* What is said to everybody, until its time is over or somebody ends it. */
#ifndef JIAOHAO_ANNOUNCEMENT_H
#define JIAOHAO_ANNOUNCEMENT_H

#include "decision.h"

/** ANNOUNCE, ANNOUNCE_END. */
enum refusal announcement_decide(const struct decision *decision);
/** UTC µs when the next one's time is over; INT64_MAX: none's. */
int64_t announcement_due(const struct state *state);
void announcement_decide_due(const struct decision *decision);

#endif
