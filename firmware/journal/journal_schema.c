/* Opens connections and makes the tables. Does not write records: journal_store.c does. */
#include "journal_schema.h"

#include "journal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

_Static_assert(RECORD_DAY_OPENED == 2 && RECORD_DAY_CARRIED == 120,
	       "JOURNAL_SQL_LAST_DAY and the indices name these kinds");

/* Format 1, from which every later one is made, also in a new file: so there is one way to it.
 * A record's day is the service day it was written in: that of the last DAY_OPENED, which counts
 * itself in. The few records before the first of all carry the UTC date of their time.
 * leg: one wait plus one service. `ended` is the kind of the record that ended it, NULL before.
 * `window` is where it was called last; times are UTC microseconds; calls counts recalls in. */
static const char schema_sql[] =
	"CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL)"
	" WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS record(sequence INTEGER PRIMARY KEY, day INTEGER NOT NULL,"
	" kind INTEGER NOT NULL, time_us INTEGER NOT NULL, body BLOB NOT NULL);"
	"CREATE INDEX IF NOT EXISTS record_day ON record(sequence) WHERE kind = 2;"
	"CREATE TABLE IF NOT EXISTS leg(day INTEGER, ticket INTEGER, leg INTEGER,"
	" number TEXT NOT NULL, service TEXT NOT NULL, kiosk TEXT, language TEXT, class_id TEXT,"
	" window TEXT, agent TEXT, issued_us INTEGER NOT NULL, called_us INTEGER,"
	" calls INTEGER NOT NULL DEFAULT 0, started_us INTEGER, start_inferred INTEGER,"
	" finished_us INTEGER, finish_inferred INTEGER, ended INTEGER, ended_us INTEGER,"
	" level INTEGER, channel INTEGER, rated_us INTEGER,"
	" PRIMARY KEY(day, ticket, leg)) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS identity(day INTEGER, ticket INTEGER, sealed BLOB NOT NULL,"
	" PRIMARY KEY(day, ticket)) WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS hall(digest BLOB PRIMARY KEY, text BLOB NOT NULL)"
	" WITHOUT ROWID;"
	"INSERT OR IGNORE INTO meta VALUES('format', 1), ('reader_min', 1), ('settled', 0);";

/* Format 2. issued_us is when the leg began, calls counts all of them, source is enum issue_channel
 * and channel that of the rating; held_us is what the service was interrupted for. A no-show that
 * waits again is not ended. identity: part 0 is who took the number, part N what was written with
 * the rating of leg N. */
static const char format_2_sql[] =
	"ALTER TABLE leg ADD COLUMN source INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE leg ADD COLUMN parent INTEGER;"
	"ALTER TABLE leg ADD COLUMN booking TEXT;"
	"ALTER TABLE leg ADD COLUMN proxy INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE leg ADD COLUMN first_agent TEXT;"
	"ALTER TABLE leg ADD COLUMN begun_reason TEXT;"
	"ALTER TABLE leg ADD COLUMN begun_code INTEGER;"
	"ALTER TABLE leg ADD COLUMN holds INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE leg ADD COLUMN held_since_us INTEGER;"
	"ALTER TABLE leg ADD COLUMN held_us INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE leg ADD COLUMN no_shows INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE leg ADD COLUMN requeued_code INTEGER;"
	"ALTER TABLE leg ADD COLUMN outcome INTEGER;"
	"ALTER TABLE leg ADD COLUMN items TEXT;"
	"ALTER TABLE leg ADD COLUMN case_no TEXT;"
	"ALTER TABLE leg ADD COLUMN codes TEXT;"
	"ALTER TABLE leg ADD COLUMN rating_text INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE leg ADD COLUMN rating_changes INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE leg ADD COLUMN rating_timed_out INTEGER NOT NULL DEFAULT 0;"
	"ALTER TABLE leg ADD COLUMN rating_default INTEGER NOT NULL DEFAULT 0;"
	"UPDATE leg SET no_shows = 1 WHERE ended = 26;"
	"UPDATE leg SET first_agent = agent WHERE started_us NOT NULL;"
	"CREATE TABLE identity_2(day INTEGER, ticket INTEGER, part INTEGER, sealed BLOB NOT NULL,"
	" PRIMARY KEY(day, ticket, part)) WITHOUT ROWID;"
	"INSERT INTO identity_2 SELECT day, ticket, 0, sealed FROM identity;"
	"DROP TABLE identity;"
	"ALTER TABLE identity_2 RENAME TO identity;"
	"CREATE INDEX record_carried ON record(sequence) WHERE kind = 120;"
	"UPDATE meta SET value = 2 WHERE key = 'format';";

int journal_schema_errno(int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return -EACCES;
	case SQLITE_READONLY:
		return -EROFS;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return -EBADMSG;
	default:
		return -EIO;
	}
}

int journal_schema_fail(sqlite3 *db, const char *doing, char problem[JOURNAL_PROBLEM_MAX])
{
	int code = sqlite3_extended_errcode(db);
	int os_error = sqlite3_system_errno(db);

	if (os_error != 0)
		snprintf(problem, JOURNAL_PROBLEM_MAX, "%s: %s (%d: %s)", doing, sqlite3_errmsg(db),
			 code, strerror(os_error));
	else
		snprintf(problem, JOURNAL_PROBLEM_MAX, "%s: %s (%d)", doing, sqlite3_errmsg(db),
			 code);
	return code == SQLITE_OK ? -EIO : journal_schema_errno(code);
}

int journal_schema_integer(sqlite3 *db, const char *sql, int64_t *value)
{
	sqlite3_stmt *statement;
	int result = -ENODATA;
	int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

	if (code != SQLITE_OK)
		return journal_schema_errno(code);
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL) {
		*value = sqlite3_column_int64(statement, 0);
		result = 0;
	} else if (code != SQLITE_ROW && code != SQLITE_DONE) {
		result = journal_schema_errno(code);
	}
	sqlite3_finalize(statement);
	return result;
}

static int journal_schema_run(sqlite3 *db, const char *sql, const char *doing,
			      char problem[JOURNAL_PROBLEM_MAX])
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	return journal_schema_fail(db, doing, problem);
}

/* FULL: each COMMIT syncs the write-ahead log. Checkpoints are ours (journal_writer.c), and the
 * log's file is cut back to 16 MB after a burst made it longer. */
static const char writer_sql[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
				 "PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-4096;"
				 "PRAGMA journal_size_limit=16777216;";
static const char reader_sql[] = "PRAGMA query_only=1; PRAGMA cache_size=-1024;";

int journal_schema_open(sqlite3 **out, const char *path, const char *vfs, bool write,
			char problem[JOURNAL_PROBLEM_MAX])
{
	/* NOMUTEX: SQLite's multi-thread mode, one thread at a time for each connection. */
	int flags = SQLITE_OPEN_NOMUTEX |
		    (write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
	int result, persist = 1;
	sqlite3 *db = NULL;

	*out = NULL;
	if (sqlite3_open_v2(path, &db, flags, vfs) != SQLITE_OK) {
		if (db == NULL) {
			snprintf(problem, JOURNAL_PROBLEM_MAX, "opening: out of memory");
			return -ENOMEM;
		}
		result = journal_schema_fail(db, "opening", problem);
		goto fail;
	}
	sqlite3_extended_result_codes(db, 1);
	/* Nobody else has the journal; only the own reader's short reads can be in the way. */
	sqlite3_busy_timeout(db, 2000);
	result = journal_schema_run(db, write ? writer_sql : reader_sql, "opening", problem);
	if (result < 0)
		goto fail;
	/* The log and its index stay, empty, when the journal is closed: the next start needs no
	 * new space for them, so that it succeeds on a full disk. */
	if (write)
		sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
	*out = db;
	return 0;
fail:
	sqlite3_close(db);
	return result;
}

/* What the tables say of who may read them. Their format; 0: there are no tables yet. */
static int journal_schema_check(sqlite3 *db, char problem[JOURNAL_PROBLEM_MAX])
{
	int64_t format = 0, reader_min = 0, tables = 0;
	int result = journal_schema_integer(
		db, "SELECT count(*) FROM sqlite_schema WHERE name = 'meta'", &tables);

	if (result < 0)
		return journal_schema_fail(db, "reading the schema", problem);
	if (tables == 0)
		return 0;
	result = journal_schema_integer(db, "SELECT value FROM meta WHERE key = 'format'", &format);
	if (result == 0)
		result = journal_schema_integer(
			db, "SELECT value FROM meta WHERE key = 'reader_min'", &reader_min);
	if (result == -ENODATA) {
		snprintf(problem, JOURNAL_PROBLEM_MAX, "the table meta lacks format or reader_min");
		return -EBADMSG;
	}
	if (result < 0)
		return journal_schema_fail(db, "reading meta", problem);
	if (format > JOURNAL_FORMAT || reader_min > JOURNAL_READER) {
		snprintf(problem, JOURNAL_PROBLEM_MAX,
			 "written by a newer program: format %lld, needs reader %lld; this one has "
			 "format %d, reader %d",
			 (long long)format, (long long)reader_min, JOURNAL_FORMAT, JOURNAL_READER);
		return -EPROTO;
	}
	return (int)format;
}

int journal_schema_prepare(sqlite3 *db, char problem[JOURNAL_PROBLEM_MAX])
{
	int format = journal_schema_check(db, problem);
	int result = 0;

	if (format < 0 || format == JOURNAL_FORMAT)
		return format < 0 ? format : 0;
	result = journal_schema_run(db, "BEGIN IMMEDIATE", "creating the tables", problem);
	if (result < 0)
		return result;
	if (format == 0)
		result = journal_schema_run(db, schema_sql, "creating the tables", problem);
	if (result == 0)
		result = journal_schema_run(db, format_2_sql, "bringing the tables to format 2",
					    problem);
	if (result == 0)
		result = journal_schema_run(db, "COMMIT", "creating the tables", problem);
	if (result < 0)
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return result;
}

int journal_schema_sync(sqlite3 *db, char problem[JOURNAL_PROBLEM_MAX])
{
	sqlite3_file *wal = NULL;
	int64_t highest;
	/* A read opens the write-ahead log and recovers it first. */
	int code, result = journal_schema_integer(db, JOURNAL_SQL_HIGHEST, &highest);

	if (result < 0 && result != -ENODATA)
		return journal_schema_fail(db, "reading the highest sequence", problem);
	code = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
	if (code == SQLITE_OK && wal != NULL && wal->pMethods != NULL)
		code = wal->pMethods->xSync(wal, SQLITE_SYNC_FULL);
	if (code == SQLITE_OK)
		return 0;
	snprintf(problem, JOURNAL_PROBLEM_MAX, "syncing what was found: %s", sqlite3_errstr(code));
	return journal_schema_errno(code);
}
