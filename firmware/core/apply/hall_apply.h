/* A hall takes its place in the state. For apply.c. */
#ifndef JIAOHAO_HALL_APPLY_H
#define JIAOHAO_HALL_APPLY_H

#include "record.h"
#include "state.h"

/** RECORD_HALL_LOADED. The hall in use again (same digest) changes nothing. */
void hall_apply(struct state *state, const struct record *record);
/** At a day's start: services that an earlier load removed are gone now. */
void hall_apply_drop_draining(struct state *state);

/** What follows from the hall and the open date; after either changed. */
void hall_apply_date(struct state *state);

#endif
