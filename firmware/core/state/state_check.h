/* The parts of state_check, by file. Each gives NULL, or a sentence that names what is broken. */
#ifndef JIAOHAO_STATE_CHECK_H
#define JIAOHAO_STATE_CHECK_H

#include "state.h"

const char *state_check_bookings(const struct state *state);
/** Is this ticket (serial) found by whom it was issued to? */
const char *state_check_holder(const struct state *state, uint32_t serial);

#endif
