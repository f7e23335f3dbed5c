/* The records of warnings and announcements become true. */
#include "apply_parts.h"

void apply_warning(struct state *state, const struct record *record)
{
	(void)state;
	(void)record;
	assert(false && "not a warning's record");
}
