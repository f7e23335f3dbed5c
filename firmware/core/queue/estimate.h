/* How long a ticket will wait: a range, never a number, rounded outwards to whole minutes. As soon
 * as a queue's own calls of today tell, by them (wait_model.h); before, by mean service time ×
 * people ahead / open windows, ± half. */
#ifndef JIAOHAO_ESTIMATE_H
#define JIAOHAO_ESTIMATE_H

#include "state.h"

struct wait_range {
	uint16_t low_min, high_min;
};

/** The services (indices) whose waiting people are called before somebody who comes later for this
 *  one: those that each window which may call him takes as well. */
struct service_set estimate_before(const struct state *state, int service);
/** People who will be called before a ticket issued now for this service (index). */
uint32_t estimate_ahead_new(const struct state *state, int service);
/** People who will be called before this waiting ticket; 0 when it does not wait. */
uint32_t estimate_ahead(const struct state *state, uint32_t ticket);
/** The range for a new ticket of the service with @p ahead people before it, breaks until then
 *  counted. Before its queue's calls tell, the mean service time is today's own once 8 were served,
 *  the hall file's until then; with no window open that serves it, one is assumed. */
struct wait_range estimate_range_at(const struct state *state, int service, uint32_t ahead,
				    int64_t now_us);
/** What this waiting ticket still waits; 0 … 0 when it does not wait. */
struct wait_range estimate_ticket_at(const struct state *state, uint32_t ticket, int64_t now_us);
/** Could this waiting ticket be called within so many minutes, when at least @p ahead of its queue
 * go before it? No means that estimate_ticket's low_min is more: it looks at no breaks, and at
 * nobody else. */
bool estimate_soon(const struct state *state, uint32_t ticket, uint32_t ahead, unsigned minutes);
/** The same at the time of the last record. */
struct wait_range estimate_range(const struct state *state, int service, uint32_t ahead);
struct wait_range estimate_ticket(const struct state *state, uint32_t ticket);
/** Windows now open (idle, calling or serving, not pausing) that serve it. */
uint32_t estimate_open_windows(const struct state *state, int service);

#endif
