/* The reader thread with its read-only connection. One request's answer at a time lies in its
 * buffer until the loop has taken it; further requests wait in a ring. */
#ifndef JIAOHAO_JOURNAL_READER_H
#define JIAOHAO_JOURNAL_READER_H

#include "journal.h"
#include "journal_schema.h"

#include <pthread.h>

struct journal_read_request {
	uint64_t after, upto;
	uint32_t limit;
	journal_rows_fn *rows;
	void *context;
};

struct journal_reader {
	int wake; /* eventfd, written when an answer is ready; set before the thread starts */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	bool initialised, started;

	/* under the lock */
	bool stopping, answered; /* answered: the buffer holds the answer of `current` */
	uint32_t first, count;
	struct journal_read_request waiting[JOURNAL_READS_MAX];
	struct journal_read_request current;
	int result;
	uint32_t row_count;
	char problem[JOURNAL_PROBLEM_MAX];

	/* the thread's while !answered, the loop's while answered */
	struct record *rows; /* JOURNAL_ROWS_MAX */

	/* the thread's own */
	sqlite3 *db;
	sqlite3_stmt *select;
};

/** The tables must be there. 0 or -errno with words in problem; stop it in either case. */
int journal_reader_open(struct journal_reader *reader, const char *path, const char *vfs, int wake);
int journal_reader_start(struct journal_reader *reader);
/** -EAGAIN: the ring is full. */
int journal_reader_ask(struct journal_reader *reader, const struct journal_read_request *request);
/** Call the rows function of an answer, if one is ready; false: none was. */
bool journal_reader_deliver(struct journal_reader *reader);
/** Join, tell the waiting ones -ECANCELED, close. Nothing happens to a zeroed reader. */
void journal_reader_stop(struct journal_reader *reader);

#endif
