/* The journal's face over SQLite: opens, replays, and brings the threads' answers to the loop. The
 * work is done in journal_writer.c and journal_reader.c. */
#include "journal.h"

#include "journal_reader.h"
#include "journal_schema.h"
#include "journal_writer.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SLOW_COMMIT_S = 2 };

struct journal {
	struct journal_owner owner;
	char *directory, *path, *vfs;
	int directory_fd; /* its flock says that the journal is ours */
	int wake;	  /* eventfd: a thread has an answer */
	struct event *woken, *slow_timer;
	bool slow;
	struct journal_writer writer;
	struct journal_reader reader;
	uint32_t problems_seen; /* of the writer's */
	char problem[JOURNAL_PROBLEM_MAX];
};

static void journal_come_back(struct journal *journal)
{
	evtimer_del(journal->slow_timer);
	if (!journal->slow)
		return;
	journal->slow = false;
	if (journal->owner.slow != NULL)
		journal->owner.slow(journal->owner.context, false);
}

static void journal_commit_slow(evutil_socket_t fd, short what, void *arg)
{
	struct journal *journal = arg;

	(void)fd;
	(void)what;
	journal->slow = true;
	if (journal->owner.slow != NULL)
		journal->owner.slow(journal->owner.context, true);
}

static void journal_woken(evutil_socket_t fd, short what, void *arg)
{
	struct journal *journal = arg;
	enum journal_result result;
	uint64_t count;

	(void)what;
	if (read(fd, &count, sizeof count) < 0)
		return;
	while (journal_writer_take(&journal->writer, &result)) {
		journal_come_back(journal);
		journal->owner.done(journal->owner.context, result);
	}
	/* One answer each time: the reader wakes the loop again for its next. */
	journal_reader_deliver(&journal->reader);
}

/* A directory's flock needs no file of its own, so a full disk can't stand in its way. */
static int journal_own_directory(struct journal *journal)
{
	journal->directory_fd = open(journal->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (journal->directory_fd < 0) {
		snprintf(journal->problem, sizeof journal->problem, "%s: %s", journal->directory,
			 strerror(errno));
		return -errno;
	}
	if (flock(journal->directory_fd, LOCK_EX | LOCK_NB) < 0) {
		int error = errno;

		snprintf(journal->problem, sizeof journal->problem, "%s: %s", journal->directory,
			 error == EWOULDBLOCK ? "another process has this journal"
					      : strerror(error));
		return error == EWOULDBLOCK ? -EBUSY : -error;
	}
	return 0;
}

static int journal_open_events(struct journal *journal, struct event_base *base)
{
	journal->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (journal->wake < 0) {
		snprintf(journal->problem, sizeof journal->problem, "eventfd: %s", strerror(errno));
		return -errno;
	}
	journal->woken =
		event_new(base, journal->wake, EV_READ | EV_PERSIST, journal_woken, journal);
	journal->slow_timer = evtimer_new(base, journal_commit_slow, journal);
	if (journal->woken == NULL || journal->slow_timer == NULL ||
	    event_add(journal->woken, NULL) < 0) {
		snprintf(journal->problem, sizeof journal->problem, "opening: out of memory");
		return -ENOMEM;
	}
	return 0;
}

static int journal_open_threads(struct journal *journal)
{
	int result = journal_writer_open(&journal->writer, journal->directory, journal->path,
					 journal->vfs, journal->wake);

	if (result == 0 && fsync(journal->directory_fd) < 0) {
		result = -errno;
		snprintf(journal->problem, sizeof journal->problem, "syncing %s: %s",
			 journal->directory, strerror(errno));
		return result;
	}
	if (result == 0)
		result = journal_writer_start(&journal->writer);
	if (result < 0) {
		journal_writer_problem(&journal->writer, &journal->problems_seen, journal->problem);
		return result;
	}
	result = journal_reader_open(&journal->reader, journal->path, journal->vfs, journal->wake);
	if (result == 0)
		result = journal_reader_start(&journal->reader);
	if (result < 0)
		memcpy(journal->problem, journal->reader.problem, sizeof journal->problem);
	return result;
}

int journal_open(struct journal **out, struct event_base *base, const char *directory,
		 const char *vfs, const struct journal_owner *owner)
{
	struct journal *journal = calloc(1, sizeof *journal);
	size_t path_size = strlen(directory) + sizeof "/journal.db";
	int result;

	*out = journal;
	if (journal == NULL)
		return -ENOMEM;
	journal->directory_fd = -1;
	journal->wake = -1;
	journal->owner = *owner;
	journal->directory = strdup(directory);
	journal->path = malloc(path_size);
	journal->vfs = vfs == NULL ? NULL : strdup(vfs);
	if (journal->directory == NULL || journal->path == NULL ||
	    (vfs != NULL && journal->vfs == NULL)) {
		snprintf(journal->problem, sizeof journal->problem, "opening: out of memory");
		return -ENOMEM;
	}
	snprintf(journal->path, path_size, "%s/journal.db", directory);
	result = journal_own_directory(journal);
	if (result == 0)
		result = journal_open_events(journal, base);
	if (result == 0)
		result = journal_open_threads(journal);
	return result;
}

void journal_close(struct journal *journal)
{
	if (journal == NULL)
		return;
	/* The reader first: the writer's is then the last connection, whose close checkpoints. */
	journal_reader_stop(&journal->reader);
	journal_writer_stop(&journal->writer);
	if (journal->woken != NULL)
		event_free(journal->woken);
	if (journal->slow_timer != NULL)
		event_free(journal->slow_timer);
	if (journal->wake >= 0)
		close(journal->wake);
	if (journal->directory_fd >= 0)
		close(journal->directory_fd);
	free(journal->directory);
	free(journal->path);
	free(journal->vfs);
	free(journal);
}

const char *journal_problem(const struct journal *journal)
{
	/* The text is a copy of what a thread may be writing now: not part of what is const. */
	struct journal *own = (struct journal *)(uintptr_t)journal;

	if (journal == NULL)
		return "out of memory";
	if (own->writer.started)
		journal_writer_problem(&own->writer, &own->problems_seen, own->problem);
	return own->problem;
}

static int journal_replay_rows(struct journal *journal, sqlite3 *db, sqlite3_stmt *select,
			       int (*record)(void *context, struct record *record), void *context)
{
	struct record one;
	uint64_t sequence = 0, before;
	int code, result;

	while ((code = sqlite3_step(select)) == SQLITE_ROW) {
		before = sequence;
		sequence = (uint64_t)sqlite3_column_int64(select, 0);
		if (before != 0 && sequence != before + 1) {
			snprintf(journal->problem, sizeof journal->problem,
				 "record %llu is missing", (unsigned long long)before + 1);
			return -EBADMSG;
		}
		if (record_decode(&one, sqlite3_column_blob(select, 1),
				  (size_t)sqlite3_column_bytes(select, 1)) < 0 ||
		    one.sequence != sequence) {
			snprintf(journal->problem, sizeof journal->problem,
				 "record %llu can't be decoded", (unsigned long long)sequence);
			return -EBADMSG;
		}
		result = record(context, &one);
		if (result != 0)
			return result;
	}
	if (code != SQLITE_DONE)
		return journal_schema_fail(db, "replaying", journal->problem);
	return 0;
}

int journal_replay(struct journal *journal, int (*record)(void *context, struct record *record),
		   void *context)
{
	sqlite3_stmt *select = NULL;
	sqlite3 *db;
	int result = journal_schema_open(&db, journal->path, journal->vfs, false, journal->problem);

	if (result < 0)
		return result;
	if (sqlite3_prepare_v2(db,
			       "SELECT sequence, body FROM record WHERE sequence >="
			       " ifnull((" JOURNAL_SQL_LAST_DAY "), 0) ORDER BY sequence",
			       -1, &select, NULL) == SQLITE_OK)
		result = journal_replay_rows(journal, db, select, record, context);
	else
		result = journal_schema_fail(db, "replaying", journal->problem);
	sqlite3_finalize(select);
	sqlite3_close(db);
	return result;
}

int journal_hall_text(struct journal *journal, const uint8_t digest[DIGEST_BYTES], char **text,
		      size_t *length)
{
	sqlite3_stmt *select = NULL;
	sqlite3 *db;
	int code, result = journal_schema_open(&db, journal->path, journal->vfs, false,
					       journal->problem);

	*text = NULL;
	if (result < 0)
		return result;
	code = sqlite3_prepare_v2(db, "SELECT text FROM hall WHERE digest = ?1", -1, &select, NULL);
	sqlite3_bind_blob(select, 1, digest, DIGEST_BYTES, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_step(select);
	if (code == SQLITE_ROW) {
		*length = (size_t)sqlite3_column_bytes(select, 0);
		*text = calloc(1, *length + 1);
		if (*text != NULL && *length > 0)
			memcpy(*text, sqlite3_column_blob(select, 0), *length);
		result = *text == NULL ? -ENOMEM : 0;
	} else {
		result = code == SQLITE_DONE
				 ? -ENOENT
				 : journal_schema_fail(db, "reading a hall", journal->problem);
	}
	sqlite3_finalize(select);
	sqlite3_close(db);
	return result;
}

int journal_append(struct journal *journal, const struct journal_batch *batch)
{
	struct timeval slow = { .tv_sec = SLOW_COMMIT_S };
	int result = journal_writer_give(&journal->writer, batch);

	if (result == 0)
		evtimer_add(journal->slow_timer, &slow);
	return result;
}

int journal_read(struct journal *journal, uint64_t after, uint64_t upto, uint32_t limit,
		 journal_rows_fn *rows, void *context)
{
	struct journal_read_request request = { after, upto, limit, rows, context };

	return journal_reader_ask(&journal->reader, &request);
}

bool journal_answers(struct journal *journal)
{
	return journal_writer_answers(&journal->writer);
}

void journal_statistics(const struct journal *journal, struct journal_statistics *out)
{
	/* Only the lock inside is touched. */
	struct journal *own = (struct journal *)(uintptr_t)journal;

	journal_writer_statistics(&own->writer, out);
}

int journal_drop_days_before(struct journal *journal, int32_t date)
{
	return journal_writer_drop(&journal->writer, date);
}
