/* Exports and drops the oldest days.
 *
 *   look ──a day is old──▶ write, EXPORT_ROWS a step ──day's end: sync, rename──▶ delete,
 *    ▲  └─none: done                                                               │ EXPORT_DELETE
 *    └──────────────────── all its rows are gone, its legs and identities too ─────┘ a step
 *
 * The first deleting transaction stores in meta 'exported' the last sequence of the day: rows up to
 * there are in a finished file, and after a cut they are deleted without being written again. */
#include "journal_export.h"

#include "journal_line.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXPORT_ROWS = 256, EXPORT_DELETE = 2000 };

enum export_phase { EXPORT_LOOK, EXPORT_WRITE, EXPORT_REMOVE };

struct journal_export {
	const char *directory;
	enum export_phase phase;
	FILE *file;
	int32_t day;
	uint64_t first, last; /* sequences of the day's first row and of the last one written */
	uint64_t stop;	      /* the last DAY_OPENED: nothing from there on leaves */
	char part[PATH_MAX], final[PATH_MAX];
};

int journal_export_create(struct journal_export **out, const char *directory)
{
	*out = calloc(1, sizeof **out);
	if (*out == NULL)
		return -ENOMEM;
	(*out)->directory = directory;
	return 0;
}

void journal_export_destroy(struct journal_export *export)
{
	if (export == NULL)
		return;
	if (export->file != NULL)
		fclose(export->file);
	free(export);
}

static int export_sync_directory(const char *path)
{
	int result = 0;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (fsync(fd) < 0)
		result = -errno;
	close(fd);
	return result;
}

/* Begin anew after an error; what is half written is written over next time. */
static int export_fail(struct journal_export *export, struct journal_store *store, int error,
		       const char *doing)
{
	if (doing != NULL)
		snprintf(store->problem, sizeof store->problem, "export of a day: %.160s: %s",
			 doing, strerror(-error));
	if (export->file != NULL)
		fclose(export->file);
	export->file = NULL;
	export->phase = EXPORT_LOOK;
	return error;
}

/* A date that was opened twice (a clock put right) gets a second file, named with its first
 * sequence too; the same rows again overwrite their file. */
static void export_name(struct journal_export *export)
{
	uint64_t first = export->first;
	char date[16];
	FILE *old;

	journal_line_date(export->day, date);
	snprintf(export->final, sizeof export->final, "%s/export/%s.jsonl", export->directory,
		 date);
	old = fopen(export->final, "re");
	if (old != NULL) {
		if (fscanf(old, "{\"sequence\":%" SCNu64, &first) != 1)
			first = export->first;
		fclose(old);
	}
	if (first != export->first)
		snprintf(export->final, sizeof export->final, "%s/export/%s.%" PRIu64 ".jsonl",
			 export->directory, date, export->first);
	snprintf(export->part, sizeof export->part, "%s/export/part", export->directory);
}

static int export_look(struct journal_export *export, struct journal_store *store, int32_t before)
{
	int64_t first = 0, day = 0, last_opened = 0, exported = 0;
	char folder[PATH_MAX];
	int result = journal_schema_integer(store->db, "SELECT min(sequence) FROM record", &first);

	if (result == 0)
		result = journal_schema_integer(
			store->db, "SELECT day FROM record ORDER BY sequence LIMIT 1", &day);
	if (result == 0)
		result = journal_schema_integer(store->db, JOURNAL_SQL_LAST_DAY, &last_opened);
	if (result == -ENODATA || (result == 0 && (day >= before || first >= last_opened)))
		return 0;
	if (result == 0)
		result = journal_schema_integer(
			store->db, "SELECT value FROM meta WHERE key = 'exported'", &exported);
	if (result < 0 && result != -ENODATA)
		return export_fail(export, store,
				   journal_schema_fail(store->db, "export", store->problem), NULL);
	export->day = (int32_t)day;
	export->first = (uint64_t)first;
	export->stop = (uint64_t)last_opened;
	if (first <= exported) {
		export->last = (uint64_t)exported;
		export->phase = EXPORT_REMOVE;
		return 1;
	}
	snprintf(folder, sizeof folder, "%s/export", export->directory);
	if (mkdir(folder, 0750) == 0)
		export_sync_directory(export->directory);
	export_name(export);
	export->file = fopen(export->part, "we");
	if (export->file == NULL)
		return export_fail(export, store, -errno, export->part);
	export->last = export->first - 1;
	export->phase = EXPORT_WRITE;
	return 1;
}

/* Rows written, fewer than EXPORT_ROWS at the day's end; -errno. */
static int export_rows(struct journal_export *export, struct journal_store *store)
{
	sqlite3_stmt *select = NULL;
	struct record record;
	int code, rows = 0;

	code = sqlite3_prepare_v2(store->db,
				  "SELECT sequence, day, body FROM record WHERE sequence > ?1"
				  " AND sequence < ?3 ORDER BY sequence LIMIT ?2",
				  -1, &select, NULL);
	sqlite3_bind_int64(select, 1, (int64_t) export->last);
	sqlite3_bind_int(select, 2, EXPORT_ROWS);
	sqlite3_bind_int64(select, 3, (int64_t) export->stop);
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		code = sqlite3_step(select);
		if (code != SQLITE_ROW || sqlite3_column_int(select, 1) != export->day)
			break;
		if (record_decode(&record, sqlite3_column_blob(select, 2),
				  (size_t)sqlite3_column_bytes(select, 2)) < 0) {
			code = SQLITE_CORRUPT;
			break;
		}
		journal_line_write(export->file, &record, export->day);
		export->last = (uint64_t)sqlite3_column_int64(select, 0);
		rows++;
	}
	sqlite3_finalize(select);
	return code == SQLITE_ROW || code == SQLITE_DONE ? rows : journal_schema_errno(code);
}

static int export_write(struct journal_export *export, struct journal_store *store)
{
	char folder[PATH_MAX];
	int rows = export_rows(export, store);

	if (rows < 0)
		return export_fail(export, store, rows, "reading records");
	/* Synced as it goes: one large sync at the end would keep a batch waiting. */
	if (fflush(export->file) != 0 || fdatasync(fileno(export->file)) < 0)
		return export_fail(export, store, -errno, export->part);
	if (rows == EXPORT_ROWS)
		return 1;
	if (fclose(export->file) != 0) {
		export->file = NULL;
		return export_fail(export, store, -errno, export->part);
	}
	export->file = NULL;
	snprintf(folder, sizeof folder, "%s/export", export->directory);
	if (rename(export->part, export->final) < 0 || export_sync_directory(folder) < 0)
		return export_fail(export, store, -errno, export->final);
	export->phase = EXPORT_REMOVE;
	return 1;
}

static int export_remove(struct journal_export *export, struct journal_store *store)
{
	uint64_t upto = export->first + EXPORT_DELETE - 1;
	bool end = upto >= export->last;
	char rows[256], others[512] = "";

	if (end)
		upto = export->last;
	snprintf(rows, sizeof rows,
		 "INSERT OR REPLACE INTO meta VALUES('exported', %" PRIu64 ");"
		 "DELETE FROM record WHERE sequence <= %" PRIu64 ";",
		 export->last, upto);
	/* A date opened once more later keeps its legs and identities until then. */
	if (end)
		snprintf(others, sizeof others,
			 "DELETE FROM leg WHERE day = %" PRId32 " AND NOT EXISTS(SELECT 1 FROM"
			 " record WHERE kind = 2 AND day = %" PRId32 ");"
			 "DELETE FROM identity WHERE day = %" PRId32 " AND NOT EXISTS(SELECT 1 FROM"
			 " record WHERE kind = 2 AND day = %" PRId32 ");",
			 export->day, export->day, export->day, export->day);
	if (journal_store_run(store, rows, others) != SQLITE_OK)
		return export_fail(export, store, -EIO, NULL);
	export->first = upto + 1;
	if (end)
		export->phase = EXPORT_LOOK;
	return 1;
}

int journal_export_step(struct journal_export *export, struct journal_store *store, int32_t before)
{
	switch (export->phase) {
	case EXPORT_LOOK:
		return export_look(export, store, before);
	case EXPORT_WRITE:
		return export_write(export, store);
	case EXPORT_REMOVE:
		return export_remove(export, store);
	}
	return 0;
}
