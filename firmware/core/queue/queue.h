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
/** The same for a ticket that left its place by mistake: among those of the same place by serial.
 */
void queue_put_back(struct state *state, uint32_t ticket);
void queue_remove(struct state *state, uint32_t ticket);
/** Does the one go before the other by front and place? Of the same place: neither. */
bool queue_goes_before(const struct ticket *one, const struct ticket *other);
/** Does the one come before the other in a line: put to the front, by place, by serial? */
bool queue_before(const struct state *state, uint32_t one, uint32_t other);
/** Does this window (index) take papers only, and call nobody? Back offices and reviewers. */
bool queue_papers_only(const struct state *state, int window);
/** Does somebody of this name have a window that is not closed? */
bool queue_agent_works(const struct state *state, const char *agent);
/** The earliest moment at which somebody waiting now may be called there; INT64_MAX: nobody. */
int64_t queue_callable_us(const struct state *state, int window);
/** Who is called next at this window (index) at this time; 0 when nobody may be. A paper is not
 *  called but taken. O(the window's services + tickets passed over because they may not be called
 *  here or now). */
uint32_t queue_next(const struct state *state, int window, int64_t now_us);

#endif
