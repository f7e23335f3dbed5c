/* The one pure function that decides, and the one that believes. */
#ifndef JIAOHAO_DECIDE_H
#define JIAOHAO_DECIDE_H

#include "command.h"
#include "record.h"
#include "state.h"

/** Decide @p command on @p state. Fills @p records (its count is set, 0 … RECORDS_MAX), each with
 *  its sequence, time, source and key. A refusal writes no record.
 *
 *  REFUSAL_NONE without a record means: nothing to do (a "next" when nobody waits, a tick too
 *  early), or a repeated key: then state_find_key knows what it did the first time.
 *
 *  A COMMAND_KEYPAD is never refused but for malformed fields: its record says how it ended.
 *  A COMMAND_TICK does as much of what is due as fits; if more is due, state_next_deadline stays
 *  in the past. */
enum refusal decide(const struct state *state, const struct command *command,
		    struct record_list *records);

/** Cannot fail: a record that does not fit the state is our bug (assert). */
void apply(struct state *state, const struct record *record);

/** UTC µs of the next moment time brings something; INT64_MAX: nothing. The caller sends a
 *  COMMAND_TICK then. */
int64_t state_next_deadline(const struct state *state);

#endif
