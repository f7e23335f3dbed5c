/* Reads ranges of records for resumes. It sees what is committed and never waits for the writer. */
#include "journal_reader.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Fills the buffer. The number of rows or -errno. */
static int reader_select(struct journal_reader *reader, const struct journal_read_request *request,
			 char problem[JOURNAL_PROBLEM_MAX])
{
	sqlite3_stmt *select = reader->select;
	int code, rows = 0, result = 0;

	sqlite3_bind_int64(select, 1, (int64_t)request->after);
	sqlite3_bind_int64(select, 2,
			   request->upto > INT64_MAX ? INT64_MAX : (int64_t)request->upto);
	sqlite3_bind_int64(select, 3, request->limit);
	while ((code = sqlite3_step(select)) == SQLITE_ROW) {
		assert(rows < JOURNAL_ROWS_MAX);
		if (record_decode(&reader->rows[rows], sqlite3_column_blob(select, 1),
				  (size_t)sqlite3_column_bytes(select, 1)) < 0) {
			snprintf(problem, JOURNAL_PROBLEM_MAX, "record %lld can't be decoded",
				 (long long)sqlite3_column_int64(select, 0));
			result = -EBADMSG;
			break;
		}
		rows++;
	}
	if (result == 0 && code != SQLITE_DONE)
		result = journal_schema_fail(reader->db, "reading records", problem);
	sqlite3_reset(select);
	return result < 0 ? result : rows;
}

static void *reader_run(void *arg)
{
	struct journal_reader *reader = arg;
	char problem[JOURNAL_PROBLEM_MAX];
	uint64_t one = 1;
	int result;

	pthread_mutex_lock(&reader->lock);
	while (!reader->stopping) {
		if (reader->answered || reader->count == 0) {
			pthread_cond_wait(&reader->changed, &reader->lock);
			continue;
		}
		reader->current = reader->waiting[reader->first];
		reader->first = (reader->first + 1) % JOURNAL_READS_MAX;
		reader->count--;
		pthread_mutex_unlock(&reader->lock);
		result = reader_select(reader, &reader->current, problem);
		pthread_mutex_lock(&reader->lock);
		if (result < 0)
			memcpy(reader->problem, problem, sizeof problem);
		reader->result = result < 0 ? result : 0;
		reader->row_count = result < 0 ? 0 : (uint32_t)result;
		reader->answered = true;
		if (write(reader->wake, &one, sizeof one) < 0)
			assert(errno == EAGAIN);
	}
	pthread_mutex_unlock(&reader->lock);
	return NULL;
}

int journal_reader_open(struct journal_reader *reader, const char *path, const char *vfs, int wake)
{
	int result;

	memset(reader, 0, sizeof *reader);
	reader->wake = wake;
	pthread_mutex_init(&reader->lock, NULL);
	pthread_cond_init(&reader->changed, NULL);
	reader->initialised = true;
	reader->rows = calloc(JOURNAL_ROWS_MAX, sizeof *reader->rows);
	if (reader->rows == NULL) {
		snprintf(reader->problem, sizeof reader->problem, "opening: out of memory");
		return -ENOMEM;
	}
	result = journal_schema_open(&reader->db, path, vfs, false, reader->problem);
	if (result < 0)
		return result;
	if (sqlite3_prepare_v3(reader->db,
			       "SELECT sequence, body FROM record WHERE sequence > ?1 AND"
			       " sequence <= ?2 ORDER BY sequence LIMIT ?3",
			       -1, SQLITE_PREPARE_PERSISTENT, &reader->select, NULL) != SQLITE_OK)
		return journal_schema_fail(reader->db, "preparing to read", reader->problem);
	/* One read now: only a connection that has read holds the log's index open. */
	sqlite3_bind_int64(reader->select, 1, 0);
	sqlite3_bind_int64(reader->select, 2, 0);
	sqlite3_bind_int64(reader->select, 3, 1);
	if (sqlite3_step(reader->select) != SQLITE_DONE)
		result = journal_schema_fail(reader->db, "reading", reader->problem);
	sqlite3_reset(reader->select);
	return result;
}

int journal_reader_start(struct journal_reader *reader)
{
	int error = pthread_create(&reader->thread, NULL, reader_run, reader);

	if (error != 0) {
		snprintf(reader->problem, sizeof reader->problem, "starting the reader: %s",
			 strerror(error));
		return -error;
	}
	reader->started = true;
	return 0;
}

int journal_reader_ask(struct journal_reader *reader, const struct journal_read_request *request)
{
	struct journal_read_request *place;
	int result = -EAGAIN;

	pthread_mutex_lock(&reader->lock);
	if (reader->count < JOURNAL_READS_MAX) {
		place = &reader->waiting[(reader->first + reader->count) % JOURNAL_READS_MAX];
		*place = *request;
		if (place->limit > JOURNAL_ROWS_MAX)
			place->limit = JOURNAL_ROWS_MAX;
		reader->count++;
		pthread_cond_signal(&reader->changed);
		result = 0;
	}
	pthread_mutex_unlock(&reader->lock);
	return result;
}

bool journal_reader_deliver(struct journal_reader *reader)
{
	bool answered;

	pthread_mutex_lock(&reader->lock);
	answered = reader->answered;
	pthread_mutex_unlock(&reader->lock);
	if (!answered)
		return false;
	/* The thread touches neither buffer nor current while answered is true. */
	reader->current.rows(reader->current.context, reader->result, reader->rows,
			     reader->row_count);
	pthread_mutex_lock(&reader->lock);
	reader->answered = false;
	pthread_cond_signal(&reader->changed);
	pthread_mutex_unlock(&reader->lock);
	return true;
}

void journal_reader_stop(struct journal_reader *reader)
{
	const struct journal_read_request *request;

	if (!reader->initialised)
		return;
	if (reader->started) {
		pthread_mutex_lock(&reader->lock);
		reader->stopping = true;
		pthread_cond_signal(&reader->changed);
		pthread_mutex_unlock(&reader->lock);
		pthread_join(reader->thread, NULL);
		reader->started = false;
	}
	if (reader->answered)
		reader->current.rows(reader->current.context, -ECANCELED, NULL, 0);
	for (; reader->count > 0; reader->count--) {
		request = &reader->waiting[reader->first];
		reader->first = (reader->first + 1) % JOURNAL_READS_MAX;
		request->rows(request->context, -ECANCELED, NULL, 0);
	}
	sqlite3_finalize(reader->select);
	sqlite3_close(reader->db);
	free(reader->rows);
	pthread_cond_destroy(&reader->changed);
	pthread_mutex_destroy(&reader->lock);
	reader->initialised = false;
}
