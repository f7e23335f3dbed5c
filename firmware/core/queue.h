/* The lines people wait in, and who is called next. */
#ifndef JIAOHAO_QUEUE_H
#define JIAOHAO_QUEUE_H

#include "state.h"

/** The line (an index into state->lines) this ticket waits in by what it is: bound to a window or
 *  an agent, put to the front, of a priority class, ordinary. */
int queue_line_of(const struct state *state, const struct ticket *ticket);
/** Puts a ticket into its line: who goes to the front before the others, then by place_us; behind
 *  those of the same place. Counts it. */
void queue_insert(struct state *state, uint32_t ticket);
void queue_remove(struct state *state, uint32_t ticket);
/** Who is called next at this window (index) at this time; 0 when nobody may be. */
uint32_t queue_next(const struct state *state, int window, int64_t now_us);

#endif
