/* The heads-up: telling somebody who waits, once, that it is time to come near. Of those who can be
 * told where they are: who carries a pager or gave a phone. Everybody else looks at the screens. */
#ifndef JIAOHAO_HEADS_UP_H
#define JIAOHAO_HEADS_UP_H

#include "decision.h"
#include "estimate.h"

/** By people ahead and range (high_min 0: not known): three or fewer are before him, or he may be
 *  called within ten minutes. */
bool heads_up_due(uint32_t ahead, struct wait_range range);
/** Is a heads-up to come for this ticket, as soon as it is due? */
bool heads_up_open(const struct ticket *ticket);
/** When the next one is due: now (the time of the last record), or INT64_MAX. It depends on the
 *  state alone: as queues move, some record is written. */
int64_t heads_up_deadline(const struct state *state);
/** All that are due, as far as there is room. */
void heads_up_write(const struct decision *decision);

#endif
