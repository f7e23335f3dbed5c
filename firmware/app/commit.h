/* The commit path: commands in, one batch at a time decided on `working`, made durable by the
 * journal, applied to `durable`, then told. The loop never waits for the disk. */
#ifndef JIAOHAO_COMMIT_H
#define JIAOHAO_COMMIT_H

#include "command.h"
#include "journal.h"
#include "state.h"

#include <stdbool.h>

struct commit;
struct event_base;
struct hall_time;

enum { COMMIT_QUEUE_MAX = 4096, COMMIT_BATCH_MAX = 512 };

/** How a command ended; on the loop, exactly once. @p records are its own, durable and applied. */
typedef void commit_reply_fn(void *context, enum refusal refusal, const struct record *records,
			     uint32_t count);

struct commit_owner {
	void *context;
	/* A durable record, after it was applied to the durable state, in order. */
	void (*record)(void *context, const struct record *record);
	/* All replies and records of a batch were told. */
	void (*settled)(void *context);
	/* The journal takes no commands (true) or takes them again. */
	void (*storage)(void *context, bool failing, const char *problem);
};

/** Open the journal in @p directory and rebuild both states from it. 0 or the -errno of
 * journal_open; the reason is logged. Blocks: before the loop runs. @p vfs as in journal_open. */
int commit_open(struct commit **out, struct event_base *base, const char *directory,
		const char *vfs, struct hall_time *time, const struct commit_owner *owner);
/** Accepts NULL. Commands that were not answered yet are refused as stopping: of those under way
 *  the next start knows whether they became durable. Blocks. */
void commit_close(struct commit *commit);

/** Give a command (copied; its hall pointer is borrowed until the reply). Time, offset and random
 * bits are filled in when it is decided. @p identity and @p hall_text may be NULL; the identity is
 *  copied, the text borrowed until the reply. Past COMMIT_QUEUE_MAX: refused as storage. */
void commit_submit(struct commit *commit, const struct command *command,
		   const struct journal_identity *identity,
		   const struct journal_hall_text *hall_text, commit_reply_fn *reply,
		   void *context);
/** Like commit_submit, for a fact of the world that must not be lost (how a print ended): given
 *  again every second while the storage refuses it. */
void commit_submit_surely(struct commit *commit, const struct command *command);

const struct state *commit_durable(const struct commit *commit);
struct journal *commit_journal(const struct commit *commit);
bool commit_idle(const struct commit *commit); /* nothing waits, nothing is under way */
bool commit_storage_failing(const struct commit *commit);
bool commit_storage_slow(const struct commit *commit);
/** The longest callback so far in which commands were decided, or records applied, answered and set
 *  into effect: thread CPU time in µs. */
uint32_t commit_worst_us(const struct commit *commit);

#endif
