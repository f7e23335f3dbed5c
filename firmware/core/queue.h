/* The waiting tickets of a service, in order of service: a list through the tickets themselves. */
#ifndef JIAOHAO_QUEUE_H
#define JIAOHAO_QUEUE_H

#include "state.h"

void queue_append(struct state *state, int service, uint32_t ticket);
void queue_remove(struct state *state, int service, uint32_t ticket);
/** Who is called next at this window (index): of all services it takes, the ticket issued first;
 *  0 when nobody waits. */
uint32_t queue_next(const struct state *state, int window);

#endif
