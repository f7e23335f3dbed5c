/* The journal's tables, and how a connection to them is opened and asked. Used by the files of the
 * SQLite back-end only. A connection belongs to one thread. */
#ifndef JIAOHAO_JOURNAL_SCHEMA_H
#define JIAOHAO_JOURNAL_SCHEMA_H

#include "limits.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	JOURNAL_FORMAT = 2, /* of the tables; raised when an older program must not touch them */
	JOURNAL_PROBLEM_MAX = 256,
};

/** One connection. @p write: read and write, created when missing, durable on each COMMIT; else
 *  read only. @p vfs NULL: the system's. 0 or -errno with words in @p problem. */
int journal_schema_open(sqlite3 **out, const char *path, const char *vfs, bool write,
			char problem[JOURNAL_PROBLEM_MAX]);
/** Create what is missing, bring tables of an older format up to this one, refuse what is newer
 * than this program (-EPROTO). */
int journal_schema_prepare(sqlite3 *db, char problem[JOURNAL_PROBLEM_MAX]);
/** Push to the disk what this connection sees. A process that died between write and sync left
 *  records that can be read but could still be lost; after this they can't. */
int journal_schema_sync(sqlite3 *db, char problem[JOURNAL_PROBLEM_MAX]);

/** One statement with one integer as its answer; -ENODATA: no row, or NULL. */
int journal_schema_integer(sqlite3 *db, const char *sql, int64_t *value);
/** -errno of an SQLite result code (also an extended one). */
int journal_schema_errno(int code);
/** Writes "<doing>: <SQLite's words>" and gives the -errno. */
int journal_schema_fail(sqlite3 *db, const char *doing, char problem[JOURNAL_PROBLEM_MAX]);

/* SQL text for record kinds: the statements below and the enum must agree. */
/* Where a start begins to read: the last DAY_OPENED that its DAY_CARRIED follows. A journal of an
 * older program has none of those: the last DAY_OPENED. */
#define JOURNAL_SQL_LAST_DAY                                                                       \
	"SELECT max(sequence) FROM record WHERE kind = 2 AND sequence <= "                         \
	"ifnull((SELECT max(sequence) FROM record WHERE kind = 120), 9223372036854775807)"
#define JOURNAL_SQL_HIGHEST "SELECT max(sequence) FROM record"

#endif
