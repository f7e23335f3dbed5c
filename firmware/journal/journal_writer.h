/* The writer thread: takes one batch at a time, answers what became of it, and in its idle time
 * checkpoints, measures the disk and drops old days. Its connection is touched by no other thread
 * between start and stop. */
#ifndef JIAOHAO_JOURNAL_WRITER_H
#define JIAOHAO_JOURNAL_WRITER_H

#include "journal.h"
#include "journal_export.h"
#include "journal_store.h"

#include <pthread.h>

enum {
	WRITER_ANSWERS_MAX = 2, /* UNDECIDED, and then how it ended */
	/* Frames of 4 KB in the write-ahead log: past the first, an idle second is used for a
	 * checkpoint; past the second one follows the commit at once. */
	WRITER_FRAMES_IDLE = 256,
	WRITER_FRAMES_FORCED = 16384,
};

struct journal_writer {
	/* set before the thread starts */
	const char *path, *directory, *vfs;
	int wake; /* eventfd, written when an answer is ready */

	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	bool initialised, started;

	/* under the lock */
	bool stopping;
	bool waiting; /* batch is to be written */
	struct journal_batch batch;
	enum journal_result answers[WRITER_ANSWERS_MAX];
	uint32_t answer_count;
	bool asked; /* is it alive? It clears this between two pieces of work */
	bool dropping;
	int32_t drop_before;
	struct journal_statistics statistics;
	char problem[JOURNAL_PROBLEM_MAX];
	uint32_t problems; /* how many there were */

	/* the thread's own */
	struct journal_store store;
	struct journal_export *export;
	int64_t idle_since_us, disk_asked_us, drop_after_us;
	int forced_at; /* frames in the log when a forced checkpoint was last tried */
	uint64_t last_sequence;
};

/** Open the connection, make the tables and sync what is there. The strings must outlive the
 *  writer. 0 or -errno with words in problem; stop it in either case. */
int journal_writer_open(struct journal_writer *writer, const char *directory, const char *path,
			const char *vfs, int wake);
int journal_writer_start(struct journal_writer *writer);
/** -EBUSY while another batch waits or is being written; -EINVAL: its sequences don't follow. */
int journal_writer_give(struct journal_writer *writer, const struct journal_batch *batch);
/** The next answer; false: none is ready. */
bool journal_writer_take(struct journal_writer *writer, enum journal_result *result);
int journal_writer_drop(struct journal_writer *writer, int32_t date);
bool journal_writer_answers(struct journal_writer *writer);
void journal_writer_statistics(struct journal_writer *writer, struct journal_statistics *out);
/** Copies the last problem when there was one since @p seen, which is brought up to date. */
void journal_writer_problem(struct journal_writer *writer, uint32_t *seen,
			    char problem[JOURNAL_PROBLEM_MAX]);
/** Finish what is under way, join, close the connection. Nothing happens to a zeroed writer. */
void journal_writer_stop(struct journal_writer *writer);

#endif
