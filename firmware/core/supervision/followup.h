/* What follows a bad review: somebody contacts the citizen and puts right what was wrong, each by a
 * deadline. */
#ifndef JIAOHAO_FOLLOWUP_H
#define JIAOHAO_FOLLOWUP_H

#include "decision.h"

struct followup_about {
	int32_t date; /* service day of the leg */
	uint32_t ticket;
	uint8_t leg, level;
	const char *service, *window, *agent; /* ID_MAX, ID_MAX, AGENT_MAX */
};

/** How many more can be opened. */
uint32_t followup_room(const struct state *state);
/** There must be room. */
void followup_open(const struct decision *decision, const struct followup_about *about);
/** FOLLOWUP_CONTACT, FOLLOWUP_CLOSE. */
enum refusal followup_decide(const struct decision *decision);

#endif
