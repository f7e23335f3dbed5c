/* The records of a visit become true: legs, holds, papers, notes, and the step taken back. */
#include "apply_parts.h"

void apply_undo_keep(struct state *state, const struct record *record)
{
	(void)state;
	(void)record;
}

void apply_visit(struct state *state, const struct record *record)
{
	(void)state;
	(void)record;
	assert(false && "not a visit's record");
}
