/* What random days do to queues: classes, persons, quotas, appointments and bans in the halls and
 * commands of test_random, and an account of its own on who is called before whom. */
#ifndef JIAOHAO_RANDOM_QUEUE_H
#define JIAOHAO_RANDOM_QUEUE_H

#include "command.h"
#include "state.h"

/* What each waiting ticket has lost by priority calls that passed it by. */
struct queue_watch {
	int64_t last_call_us[SERVICES_MAX];
	int64_t lost_us[TICKETS_MAX + 1];
	bool passed[TICKETS_MAX + 1];
};

/** Gives a hall classes, quotas and slots; the same for every hall of a seed, but for what the seed
 *  turns off. */
void random_queue_hall(struct hall *hall, uint64_t seed);
/** Adds class, person, channel and more services to an ISSUE. */
void random_queue_issue(struct command *command, uint64_t (*roll)(void));
/** Makes the command a GRANT, or one about appointments. */
void random_queue_command(struct command *command, const struct state *state,
			  uint64_t (*roll)(void));
/** NULL, or what is wrong with this record, which @p before is changed by next. Does not know how
 *  queue.c chooses: only what must hold of any choice. */
const char *queue_watch_record(struct queue_watch *watch, const struct state *before,
			       const struct record *record);
/** NULL, or which quota does not hold. */
const char *random_queue_check(const struct state *state);

#endif
