/* What time will bring: the moments, each computed in one place, so that state_next_deadline and
 * the tick that follows it can't disagree. */
#ifndef JIAOHAO_DUE_H
#define JIAOHAO_DUE_H

#include "record.h"
#include "state.h"

/** UTC µs when this service's waiting tickets expire; INT64_MAX: not before the day's end. */
int64_t due_expiry(const struct state *state, int service);

#endif
