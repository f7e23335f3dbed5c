/* How many numbers are left: of a service's day, its sessions, its channels, and of what one person
 * or phone may take. Reads the state; decides nothing. */
#ifndef JIAOHAO_QUOTA_H
#define JIAOHAO_QUOTA_H

#include "state.h"

/** Left of a service (index) for somebody who comes through @p channel at this moment: the least of
 *  its row of numbers, its day, the session, the channel. What today's appointments will need is
 *  kept for them. Always known: without a quota it is what the row of numbers still has. */
uint32_t quota_left(const struct state *state, int service, enum issue_channel channel,
		    int64_t time_us);
/** May this person and this phone (0: not given) take another number of the service today? */
bool quota_allows(const struct state *state, int service, uint64_t person, uint64_t phone);
/** The next number of a service's row; 0: used up. */
uint32_t quota_next_number(const struct state *state, int service);
/** The unfinished ticket of a person for a service, with it at hand or still to come; 0: none. */
uint32_t quota_held(const struct state *state, int service, uint64_t person);

/* For apply: */
/** A number of this service was taken with this ticket. An appointment counts for its slot's
 * session, however late it came: that is where a place was kept for it. */
void quota_count(struct state *state, int service, const struct ticket *ticket);
/** An outstanding appointment of today comes (1) or goes (-1). */
void quota_count_booking(struct state *state, const struct booking *booking, int by);
/** After another hall or day: what depends on sessions and services is counted anew. */
void quota_recount(struct state *state);

#endif
