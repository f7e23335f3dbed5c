/* The records of appointments and bans become true. */
#include "apply_parts.h"

void apply_booking(struct state *state, const struct record *record)
{
	(void)state;
	(void)record;
	assert(false && "not an appointment's record");
}
