/* The durable log. SQLite, WAL, synchronous=FULL: one writer thread (group commit: one batch is one
 * transaction), one read-only connection in its own thread for resumes and reports. No call blocks
 * after journal_open and journal_replay; answers arrive on the loop.
 *
 * Beside the records it keeps, in the same transaction: `leg` (one wait plus one service, for
 * reports), `identity` (sealed personal data by ticket) and `hall` (texts of hall files by digest).
 *
 * All calls are made by the loop's thread. */
#ifndef JIAOHAO_JOURNAL_H
#define JIAOHAO_JOURNAL_H

#include "record.h"

#include <stddef.h>

struct event_base;
struct journal;

enum {
	JOURNAL_READER = RECORD_READER_MIN,
	JOURNAL_SEALED_MAX = 512,
	JOURNAL_HALL_TEXT_MAX = 1 << 20,
	JOURNAL_READS_MAX = 64, /* reads that may wait */
	JOURNAL_ROWS_MAX = 512, /* records one read gives at most */
};

struct journal_identity {
	int32_t date;	 /* service day */
	uint32_t ticket; /* serial */
	uint8_t part;	 /* 0: who took the number; N: what was written with the rating of leg N */
	uint16_t length;
	uint8_t sealed[JOURNAL_SEALED_MAX];
};

struct journal_hall_text {
	uint8_t digest[DIGEST_BYTES];
	const char *text;
	size_t length;
};

/* Everything is borrowed until done is called for the first time. */
struct journal_batch {
	const struct record *records; /* their sequences follow the last durable one's */
	uint32_t record_count;
	const struct journal_identity *identities;
	uint32_t identity_count;
	const struct journal_hall_text *hall_text; /* with a HALL_LOADED record; else NULL */
};

enum journal_result {
	JOURNAL_DURABLE,   /* all of it is on the disk */
	JOURNAL_NOT_THERE, /* none of it is, and it is certain */
	JOURNAL_UNDECIDED, /* can't tell yet: the journal goes on asking the disk by itself and
			    * calls done once more, with one of the two above */
};

struct journal_owner {
	void *context;
	void (*done)(void *context, enum journal_result result);
	/* A COMMIT takes longer than 2 s (true), or came back (false, just before done). May be
	 * NULL. */
	void (*slow)(void *context, bool slow);
};

/** Open or create DIR/journal.db; DIR must exist. 0; -EPROTO: written by a newer program
 *  (journal_problem says which); -EBUSY: another process has it; other -errno. After a failure @p
 * out is still good for journal_problem and must be closed (NULL when there was no memory at all).
 *  @p vfs: an SQLite VFS name, NULL for the system's (tests record and cut writes through it).
 *  What it finds is synced first: nothing is replayed that a power cut could still take. Blocks. */
int journal_open(struct journal **out, struct event_base *base, const char *directory,
		 const char *vfs, const struct journal_owner *owner);
/** Commits what is under way (done is not called any more; wait for it before), calls the rows of
 *  waiting reads with -ECANCELED, checkpoints, joins its threads. Accepts NULL. Blocks. */
void journal_close(struct journal *journal);
/** The last error in words, for the log; never NULL ("" when there was none). Good until the next
 *  call. */
const char *journal_problem(const struct journal *journal);

/** Every record from the last DAY_OPENED on that was followed by its DAY_CARRIED (from the last one
 *  of all, if none was; from the first record, if no day was ever opened), in order. The callback
 * may find the text of a HALL_LOADED record by journal_hall_text. Stops at its first non-zero
 * return and gives it back. -EBADMSG: a stored record can't be decoded, or one is missing. Before
 * the first append only. Blocks. */
int journal_replay(struct journal *journal, int (*record)(void *context, struct record *record),
		   void *context);
/** The text kept for a digest: 0 and a malloc'ed, NUL-terminated copy, or -ENOENT. Blocks. */
int journal_hall_text(struct journal *journal, const uint8_t digest[DIGEST_BYTES], char **text,
		      size_t *length);

/** Give one batch to the writer. One at a time: -EBUSY while done is outstanding (also UNDECIDED).
 *  -EINVAL: no record in it, or sequences that don't follow the last durable one's. May be called
 *  from within done. */
int journal_append(struct journal *journal, const struct journal_batch *batch);

/** Records with after < sequence <= upto, at most @p limit (and never more than JOURNAL_ROWS_MAX),
 *  oldest first, read by the reader thread; @p rows is called once on the loop: records are
 * borrowed for the call, @p result 0 or -errno. @p context must live until then: a read can't be
 * taken back. -EAGAIN: JOURNAL_READS_MAX reads wait. */
typedef void journal_rows_fn(void *context, int result, const struct record *records,
			     uint32_t count);
int journal_read(struct journal *journal, uint64_t after, uint64_t upto, uint32_t limit,
		 journal_rows_fn *rows, void *context);

/** Has the writer's thread answered since the last call? Asks it again. Never waits. */
bool journal_answers(struct journal *journal);

struct journal_statistics {
	uint64_t commits, records, failures, bytes; /* since the start; bytes of encoded records */
	uint32_t last_commit_us, worst_commit_us;
	uint64_t free_bytes, disk_bytes; /* of the file system, at most 10 s old */
};
void journal_statistics(const struct journal *journal, struct journal_statistics *out);

/** Service days before @p date are written to DIR/export/YYYY-MM-DD.jsonl, synced, and then dropped
 *  with their legs and identities, in the writer's idle time; the day that is open stays. 0, or
 *  -EAGAIN while one is under way. A failure is in journal_problem and tried again each minute. */
int journal_drop_days_before(struct journal *journal, int32_t date);

#endif
