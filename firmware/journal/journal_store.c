/* Writes batches. One prepared statement for each thing it does; no decision. */
#include "journal_store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const store_sql[STORE_STATEMENTS] = {
	[STORE_BEGIN] = "BEGIN IMMEDIATE",
	[STORE_COMMIT] = "COMMIT",
	[STORE_ROLLBACK] = "ROLLBACK",
	[STORE_RECORD] = "INSERT INTO record VALUES(?1, ?2, ?3, ?4, ?5)",
	[STORE_IDENTITY] = "INSERT OR REPLACE INTO identity VALUES(?1, ?2, ?3, ?4)",
	[STORE_HALL] = "INSERT OR IGNORE INTO hall VALUES(?1, ?2)",
	[STORE_READER_MIN] = "UPDATE meta SET value = ?1 WHERE key = 'reader_min'",
	[STORE_SETTLED] = "UPDATE meta SET value = value + 1 WHERE key = 'settled'",
};

static int store_committed(void *context, sqlite3 *db, const char *name, int frames)
{
	struct journal_store *store = context;

	(void)db;
	(void)name;
	/* Not more than before: the log was started over. (More can mean that too; then what is
	 * not in the file yet is counted too low, but never as nothing.) */
	if (frames <= store->frames)
		store->frames_in_file = 0;
	store->frames = frames;
	return SQLITE_OK;
}

static int store_prepare(struct journal_store *store)
{
	int64_t day;
	int result = journal_schema_prepare(store->db, store->problem);

	if (result < 0)
		return result;
	for (int i = 0; i < STORE_STATEMENTS; i++)
		if (sqlite3_prepare_v3(store->db, store_sql[i], -1, SQLITE_PREPARE_PERSISTENT,
				       &store->statements[i], NULL) != SQLITE_OK)
			return journal_schema_fail(store->db, "preparing", store->problem);
	if (journal_leg_init(&store->leg, store->db) != SQLITE_OK)
		return journal_schema_fail(store->db, "preparing", store->problem);
	result = journal_schema_integer(
		store->db, "SELECT value FROM meta WHERE key = 'reader_min'", &store->reader_min);
	if (result < 0)
		return journal_schema_fail(store->db, "reading meta", store->problem);
	result = journal_schema_integer(
		store->db, "SELECT day FROM record WHERE kind = 2 ORDER BY sequence DESC LIMIT 1",
		&day);
	if (result < 0 && result != -ENODATA)
		return journal_schema_fail(store->db, "reading the day", store->problem);
	store->has_day = result == 0;
	store->day = store->has_day ? (int32_t)day : 0;
	sqlite3_wal_hook(store->db, store_committed, store);
	return 0;
}

int journal_store_open(struct journal_store *store, const char *path, const char *vfs)
{
	int result;

	memset(store, 0, sizeof *store);
	result = journal_schema_open(&store->db, path, vfs, true, store->problem);
	if (result < 0)
		return result;
	result = store_prepare(store);
	if (result < 0)
		journal_store_close(store);
	return result;
}

void journal_store_close(struct journal_store *store)
{
	if (store->db == NULL)
		return;
	for (int i = 0; i < STORE_STATEMENTS; i++) {
		sqlite3_finalize(store->statements[i]);
		store->statements[i] = NULL;
	}
	journal_leg_finish(&store->leg);
	sqlite3_close(store->db);
	store->db = NULL;
}

static int store_step(struct journal_store *store, enum journal_store_statement which)
{
	sqlite3_stmt *statement = store->statements[which];
	int code = sqlite3_step(statement);

	if (code != SQLITE_DONE && code != SQLITE_ROW)
		journal_schema_fail(store->db, store_sql[which], store->problem);
	sqlite3_reset(statement);
	return code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : code;
}

static void store_rollback(struct journal_store *store)
{
	if (!sqlite3_get_autocommit(store->db)) {
		sqlite3_step(store->statements[STORE_ROLLBACK]);
		sqlite3_reset(store->statements[STORE_ROLLBACK]);
	}
}

static int store_record(struct journal_store *store, const struct record *record)
{
	uint8_t body[RECORD_BYTES_MAX];
	size_t length = record_encode(record, body);
	sqlite3_stmt *statement = store->statements[STORE_RECORD];
	int64_t day_us = INT64_C(86400) * 1000000;
	int code;

	if (record->kind == RECORD_DAY_OPENED) {
		store->has_day = true;
		store->day = record->date;
	}
	/* Times are after 1970: the division needs no care for negative ones. */
	sqlite3_bind_int64(statement, 1, (int64_t)record->sequence);
	sqlite3_bind_int64(statement, 2, store->has_day ? store->day : record->time_us / day_us);
	sqlite3_bind_int(statement, 3, record->kind);
	sqlite3_bind_int64(statement, 4, record->time_us);
	sqlite3_bind_blob(statement, 5, body, (int)length, SQLITE_STATIC);
	code = store_step(store, STORE_RECORD);
	sqlite3_clear_bindings(statement);
	store->batch_bytes += length;
	if (code != SQLITE_OK)
		return code;
	code = record->kind == RECORD_STEP_UNDONE
		       ? journal_leg_undo(&store->leg, store->db, record, store->day)
		       : journal_leg_write(&store->leg, record, store->day);
	if (code != SQLITE_OK)
		journal_schema_fail(store->db, "writing a leg", store->problem);
	return code;
}

static int store_identity(struct journal_store *store, const struct journal_identity *identity)
{
	sqlite3_stmt *statement = store->statements[STORE_IDENTITY];
	int code;

	sqlite3_bind_int(statement, 1, identity->date);
	sqlite3_bind_int64(statement, 2, identity->ticket);
	sqlite3_bind_int(statement, 3, identity->part);
	sqlite3_bind_blob(statement, 4, identity->sealed, identity->length, SQLITE_STATIC);
	code = store_step(store, STORE_IDENTITY);
	sqlite3_clear_bindings(statement);
	return code;
}

static int store_hall(struct journal_store *store, const struct journal_hall_text *hall)
{
	sqlite3_stmt *statement = store->statements[STORE_HALL];
	int code;

	sqlite3_bind_blob(statement, 1, hall->digest, DIGEST_BYTES, SQLITE_STATIC);
	sqlite3_bind_blob(statement, 2, hall->text, (int)hall->length, SQLITE_STATIC);
	code = store_step(store, STORE_HALL);
	sqlite3_clear_bindings(statement);
	return code;
}

static int store_rows(struct journal_store *store, const struct journal_batch *batch)
{
	int code = SQLITE_OK;

	if (batch->record_count > 0 && store->reader_min < RECORD_READER_MIN) {
		sqlite3_bind_int(store->statements[STORE_READER_MIN], 1, RECORD_READER_MIN);
		code = store_step(store, STORE_READER_MIN);
	}
	if (code == SQLITE_OK && batch->hall_text != NULL)
		code = store_hall(store, batch->hall_text);
	for (uint32_t i = 0; i < batch->record_count && code == SQLITE_OK; i++)
		code = store_record(store, &batch->records[i]);
	for (uint32_t i = 0; i < batch->identity_count && code == SQLITE_OK; i++)
		code = store_identity(store, &batch->identities[i]);
	return code;
}

int journal_store_write(struct journal_store *store, const struct journal_batch *batch)
{
	bool has_day = store->has_day;
	int32_t day = store->day;
	int code = store_step(store, STORE_BEGIN);

	store->batch_bytes = 0;
	if (code == SQLITE_OK)
		code = store_rows(store, batch);
	if (code == SQLITE_OK)
		code = store_step(store, STORE_COMMIT);
	if (code != SQLITE_OK) {
		store_rollback(store);
		store->has_day = has_day;
		store->day = day;
		return code;
	}
	if (batch->record_count > 0 && store->reader_min < RECORD_READER_MIN)
		store->reader_min = RECORD_READER_MIN;
	return SQLITE_OK;
}

int journal_store_highest(struct journal_store *store, uint64_t *sequence)
{
	int64_t highest = 0;
	int result = journal_schema_integer(store->db, JOURNAL_SQL_HIGHEST, &highest);

	if (result < 0 && result != -ENODATA)
		return journal_schema_fail(store->db, "reading the highest sequence",
					   store->problem);
	*sequence = (uint64_t)highest;
	return 0;
}

int journal_store_settle(struct journal_store *store)
{
	int code = store_step(store, STORE_BEGIN);

	if (code == SQLITE_OK)
		code = store_step(store, STORE_SETTLED);
	if (code == SQLITE_OK)
		code = store_step(store, STORE_COMMIT);
	if (code != SQLITE_OK)
		store_rollback(store);
	return code;
}

int journal_store_checkpoint(struct journal_store *store)
{
	int frames = 0, copied = 0;
	int code = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames,
					     &copied);

	if (code == SQLITE_OK) {
		store->frames = frames;
		store->frames_in_file = copied;
	} else {
		journal_schema_fail(store->db, "checkpoint", store->problem);
	}
	return code;
}

int journal_store_run(struct journal_store *store, const char *first, const char *second)
{
	int code = store_step(store, STORE_BEGIN);

	if (code == SQLITE_OK) {
		code = sqlite3_exec(store->db, first, NULL, NULL, NULL);
		if (code == SQLITE_OK)
			code = sqlite3_exec(store->db, second, NULL, NULL, NULL);
		if (code != SQLITE_OK)
			journal_schema_fail(store->db, "dropping a day", store->problem);
	}
	if (code == SQLITE_OK)
		code = store_step(store, STORE_COMMIT);
	if (code != SQLITE_OK)
		store_rollback(store);
	return code;
}
