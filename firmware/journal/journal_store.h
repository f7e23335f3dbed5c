/* The writing connection: one batch is one transaction. Tells what SQLite answered; what is to be
 * believed after a failure is settled in journal_writer.c. */
#ifndef JIAOHAO_JOURNAL_STORE_H
#define JIAOHAO_JOURNAL_STORE_H

#include "journal.h"
#include "journal_leg.h"
#include "journal_schema.h"

enum journal_store_statement {
	STORE_BEGIN,
	STORE_COMMIT,
	STORE_ROLLBACK,
	STORE_RECORD,
	STORE_IDENTITY,
	STORE_HALL,
	STORE_READER_MIN,
	STORE_SETTLED,
	STORE_STATEMENTS
};

struct journal_store {
	sqlite3 *db;
	sqlite3_stmt *statements[STORE_STATEMENTS];
	struct journal_leg leg;
	bool has_day;
	int32_t day;	      /* the service day in force, if has_day */
	int64_t reader_min;   /* as stored */
	int frames;	      /* in the write-ahead log, after the last commit */
	int frames_in_file;   /* of them, already copied into the database */
	uint64_t batch_bytes; /* encoded records of the last batch written */
	char problem[JOURNAL_PROBLEM_MAX];
};

/** Open and prepare everything, creating the tables if there are none. 0 or -errno with words in
 *  problem; closed after failure. */
int journal_store_open(struct journal_store *store, const char *path, const char *vfs);
/** Nothing happens to a closed or zeroed store. When this is the last connection, SQLite
 *  checkpoints and empties the write-ahead log. */
void journal_store_close(struct journal_store *store);

/** SQLITE_OK: COMMIT came back and the batch is durable. Else the error, and the transaction is
 *  rolled back as far as this connection sees. */
int journal_store_write(struct journal_store *store, const struct journal_batch *batch);
/** The highest sequence this connection sees, 0 when there is none. */
int journal_store_highest(struct journal_store *store, uint64_t *sequence);
/** Commit a transaction that says nothing. When SQLITE_OK comes back, all that this connection saw
 *  before is on the disk, and frames of a failed COMMIT behind it are overwritten: what was not
 *  seen can never come back. */
int journal_store_settle(struct journal_store *store);
/** Copy what can be copied of the log into the database, waiting for nobody. */
int journal_store_checkpoint(struct journal_store *store);
/** BEGIN, both SQL texts, COMMIT, for the drop of old days. SQLITE_OK or the error, rolled back. */
int journal_store_run(struct journal_store *store, const char *first, const char *second);

#endif
