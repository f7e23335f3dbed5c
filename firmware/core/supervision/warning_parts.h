/* What the files of supervision share. */
#ifndef JIAOHAO_WARNING_PARTS_H
#define JIAOHAO_WARNING_PARTS_H

#include "decision.h"

/** Raised by whoever sees it, not by the state. */
bool warning_from_outside(enum warning_kind kind);
/** How many more can be raised. */
uint32_t warning_room(const struct state *state);
/** It is over, by itself. */
struct record *warning_clear(const struct decision *decision, const struct warning *warning);

#endif
