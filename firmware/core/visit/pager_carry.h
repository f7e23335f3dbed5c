/* The pager a visitor carries: one visitor at a time has it, until his ticket ends. */
#ifndef JIAOHAO_PAGER_CARRY_H
#define JIAOHAO_PAGER_CARRY_H

#include "decision.h"

/** Has this ticket ended, so that its pager is anybody's? */
bool pager_carry_is_over(const struct ticket *ticket);
/** Who carries this pager now: the serial of an unfinished ticket; 0: nobody. O(tickets). */
uint32_t pager_carrier(const struct state *state, unsigned pager);
/** Can this ticket (0: one that is being issued) carry it? @p pager 0: of course. */
enum refusal pager_carry_check(const struct state *state, unsigned pager, uint32_t ticket);
enum refusal pager_carry_decide(const struct decision *decision);

#endif
