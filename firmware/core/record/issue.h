/* Making a number: what taking one at a kiosk and checking in an appointment have in common. */
#ifndef JIAOHAO_ISSUE_H
#define JIAOHAO_ISSUE_H

#include "decision.h"

struct issue {
	int service; /* index */
	uint64_t person, phone;
	enum issue_channel channel;
	const char *booking; /* its code, or "" */
	int64_t place_us;    /* 0: now */
	bool late;
};

/** Whatever forbids a number whoever asks for it: random bits, class, printer. Quotas and hours
 *  are asked by the callers. */
enum refusal issue_check(const struct decision *decision);
/** Does the service (index) give out numbers at this moment? */
bool issue_open(const struct decision *decision, int service);
/** Writes the ticket, and the start of its print. There must be a number left. */
void issue_write(const struct decision *decision, const struct issue *issue);

#endif
