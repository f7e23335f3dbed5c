/* The writer thread, and how a failed COMMIT is settled.
 *
 *   idle ──batch──▶ writing ──COMMIT came back──▶ DURABLE
 *                      │ failed
 *                      ▼
 *                  settling: reopen, read the highest sequence, then commit a transaction that
 *                      │     says nothing. It pins what was read: what is there is synced with it,
 *                      │     and what is not there is overwritten by it and can't come back
 *                      ├──pinned─────────────────────▶ DURABLE or NOT_THERE
 *                      ├──the disk was full──────────▶ NOT_THERE (see writer_settle_once)
 *                      └──else UNDECIDED, and again after a growing pause
 *
 * The reader's connection stays open all the while: so closing the writer's does not end in
 * SQLite's clean-up of a last connection, which would need the sick disk too. */
#include "journal_writer.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

enum {
	WRITER_IDLE_US = 1000000,     /* so long without a batch, and a long log is checkpointed */
	WRITER_QUIET_US = 30000000,   /* … and any log */
	WRITER_DISK_US = 10000000,    /* how old the disk's numbers may get */
	WRITER_DROP_PAUSE_US = 20000, /* between two steps of dropping old days */
	WRITER_DROP_FAILED_US = 60000000,
	WRITER_PAUSE_FIRST_US = 50000, /* between two tries to settle; doubles */
	WRITER_PAUSE_MAX_US = 5000000,
};

static int64_t writer_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Wait on `changed` until the monotonic time @p until_us. The lock is held. */
static void writer_wait(struct journal_writer *writer, int64_t until_us)
{
	struct timespec until = { .tv_sec = until_us / 1000000,
				  .tv_nsec = until_us % 1000000 * 1000 };

	pthread_cond_timedwait(&writer->changed, &writer->lock, &until);
}

static void writer_answer(struct journal_writer *writer, enum journal_result result)
{
	uint64_t one = 1;

	pthread_mutex_lock(&writer->lock);
	assert(writer->answer_count < WRITER_ANSWERS_MAX);
	writer->answers[writer->answer_count++] = result;
	if (result != JOURNAL_UNDECIDED)
		writer->waiting = false;
	pthread_mutex_unlock(&writer->lock);
	/* It can't fail: the counter never comes near its end. */
	if (write(writer->wake, &one, sizeof one) < 0)
		assert(errno == EAGAIN);
}

static void writer_say(struct journal_writer *writer)
{
	pthread_mutex_lock(&writer->lock);
	memcpy(writer->problem, writer->store.problem, sizeof writer->problem);
	writer->problems++;
	pthread_mutex_unlock(&writer->lock);
}

enum settled { SETTLED_NOT, SETTLED_THERE, SETTLED_GONE };

/* One try. Without the pin there is one more certainty: when the write that failed was refused for
 * want of space, the frame that carries the COMMIT, always the last one, was never written whole,
 * and no recovery takes a transaction without it. */
static enum settled writer_settle_once(struct journal_writer *writer, uint64_t last, bool disk_full)
{
	struct journal_store *store = &writer->store;
	uint64_t highest;
	bool there;

	journal_store_close(store);
	if (journal_store_open(store, writer->path, writer->vfs) < 0 ||
	    journal_store_highest(store, &highest) < 0)
		return SETTLED_NOT;
	there = highest >= last;
	/* A failed sync may have marked pages clean that never reached the disk, so a later sync
	 * proves nothing for them: what is there is written a second time, into the database. */
	if (there && (journal_store_checkpoint(store) != SQLITE_OK ||
		      store->frames_in_file != store->frames))
		return SETTLED_NOT;
	if (journal_store_settle(store) == SQLITE_OK)
		return there ? SETTLED_THERE : SETTLED_GONE;
	return disk_full && !there ? SETTLED_GONE : SETTLED_NOT;
}

/* Returns false when the journal was stopped before it could tell. */
static bool writer_settle(struct journal_writer *writer, uint64_t last, int code)
{
	int64_t pause_us = WRITER_PAUSE_FIRST_US, until_us;
	bool told = false, stopping, disk_full = (code & 0xff) == SQLITE_FULL;
	enum settled settled;

	for (;;) {
		settled = writer_settle_once(writer, last, disk_full);
		if (settled != SETTLED_NOT)
			break;
		writer_say(writer);
		if (!told)
			writer_answer(writer, JOURNAL_UNDECIDED);
		told = true;
		pthread_mutex_lock(&writer->lock);
		until_us = writer_now_us() + pause_us;
		while (!writer->stopping && writer_now_us() < until_us)
			writer_wait(writer, until_us);
		stopping = writer->stopping;
		pthread_mutex_unlock(&writer->lock);
		if (stopping)
			return false;
		pause_us = earlier(pause_us * 2, WRITER_PAUSE_MAX_US);
	}
	if (settled == SETTLED_THERE)
		writer->last_sequence = last;
	writer_answer(writer, settled == SETTLED_THERE ? JOURNAL_DURABLE : JOURNAL_NOT_THERE);
	return true;
}

static void writer_count(struct journal_writer *writer, const struct journal_batch *batch, int code,
			 int64_t took_us)
{
	struct journal_statistics *statistics = &writer->statistics;
	uint32_t took = (uint32_t)earlier(took_us, UINT32_MAX);

	pthread_mutex_lock(&writer->lock);
	if (code == SQLITE_OK) {
		statistics->commits++;
		statistics->records += batch->record_count;
		statistics->bytes += writer->store.batch_bytes;
	} else {
		statistics->failures++;
	}
	statistics->last_commit_us = took;
	if (took > statistics->worst_commit_us)
		statistics->worst_commit_us = took;
	pthread_mutex_unlock(&writer->lock);
	if (code != SQLITE_OK)
		writer_say(writer);
}

static void writer_checkpoint(struct journal_writer *writer)
{
	if (journal_store_checkpoint(&writer->store) != SQLITE_OK)
		writer_say(writer);
}

static void writer_commit(struct journal_writer *writer)
{
	const struct journal_batch *batch = &writer->batch;
	uint64_t last = writer->last_sequence + batch->record_count;
	int64_t began_us = writer_now_us();
	int code = journal_store_write(&writer->store, batch);

	writer_count(writer, batch, code, writer_now_us() - began_us);
	writer->idle_since_us = writer_now_us();
	/* From the answer on, the batch is not ours any more. */
	if (code != SQLITE_OK) {
		if (!writer_settle(writer, last, code))
			return;
	} else {
		writer->last_sequence = last;
		writer_answer(writer, JOURNAL_DURABLE);
	}
	if (writer->store.frames < writer->forced_at)
		writer->forced_at = 0;
	/* A reader in the way makes it partial: then not again with each commit. */
	if (writer->store.frames - writer->forced_at >= WRITER_FRAMES_FORCED) {
		writer_checkpoint(writer);
		writer->forced_at = writer->store.frames;
	}
	writer->idle_since_us = writer_now_us();
}

static void writer_ask_disk(struct journal_writer *writer)
{
	struct statvfs disk;

	if (statvfs(writer->directory, &disk) == 0) {
		pthread_mutex_lock(&writer->lock);
		writer->statistics.free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
		writer->statistics.disk_bytes = (uint64_t)disk.f_blocks * disk.f_frsize;
		pthread_mutex_unlock(&writer->lock);
	}
	writer->disk_asked_us = writer_now_us();
}

/* When the next idle work is due. */
static int64_t writer_due_us(const struct journal_writer *writer)
{
	int64_t due_us = writer->disk_asked_us + WRITER_DISK_US;
	int frames = writer->store.frames - writer->store.frames_in_file;

	if (frames > 0)
		due_us = earlier(due_us, writer->idle_since_us + (frames >= WRITER_FRAMES_IDLE
									  ? WRITER_IDLE_US
									  : WRITER_QUIET_US));
	if (writer->dropping)
		due_us = earlier(due_us, writer->drop_after_us);
	return due_us;
}

/* One step of dropping old days, short enough that a batch does not feel it. */
static void writer_drop_step(struct journal_writer *writer, int32_t before)
{
	int result = journal_export_step(writer->export, &writer->store, before);

	writer->drop_after_us =
		writer_now_us() + (result < 0 ? WRITER_DROP_FAILED_US : WRITER_DROP_PAUSE_US);
	if (result < 0)
		writer_say(writer);
	if (result == 0) {
		pthread_mutex_lock(&writer->lock);
		writer->dropping = false;
		pthread_mutex_unlock(&writer->lock);
	}
}

/* What is due, without the lock. */
static void writer_idle(struct journal_writer *writer, bool dropping, int32_t before)
{
	int64_t now_us = writer_now_us();
	int frames = writer->store.frames - writer->store.frames_in_file;
	int64_t idle_us = now_us - writer->idle_since_us;

	if (now_us >= writer->disk_asked_us + WRITER_DISK_US)
		writer_ask_disk(writer);
	if (frames > 0 &&
	    idle_us >= (frames >= WRITER_FRAMES_IDLE ? WRITER_IDLE_US : WRITER_QUIET_US)) {
		writer_checkpoint(writer);
		/* What a reader held back, or a full disk refused, waits for the next pause. */
		writer->idle_since_us = writer_now_us();
	}
	if (dropping && now_us >= writer->drop_after_us)
		writer_drop_step(writer, before);
}

static void *writer_run(void *arg)
{
	struct journal_writer *writer = arg;
	bool dropping;
	int32_t before;

	pthread_mutex_lock(&writer->lock);
	for (;;) {
		writer->asked = false;
		if (writer->waiting) {
			pthread_mutex_unlock(&writer->lock);
			writer_commit(writer);
			pthread_mutex_lock(&writer->lock);
			/* Stopped while undecided: the next start reads what became of it. */
			if (writer->waiting && writer->stopping)
				break;
			continue;
		}
		if (writer->stopping)
			break;
		if (writer_now_us() < writer_due_us(writer)) {
			writer_wait(writer, writer_due_us(writer));
			continue;
		}
		dropping = writer->dropping;
		before = writer->drop_before;
		pthread_mutex_unlock(&writer->lock);
		writer_idle(writer, dropping, before);
		pthread_mutex_lock(&writer->lock);
	}
	pthread_mutex_unlock(&writer->lock);
	return NULL;
}

int journal_writer_open(struct journal_writer *writer, const char *directory, const char *path,
			const char *vfs, int wake)
{
	pthread_condattr_t monotonic;
	int result;

	memset(writer, 0, sizeof *writer);
	writer->directory = directory;
	writer->path = path;
	writer->vfs = vfs;
	writer->wake = wake;
	pthread_mutex_init(&writer->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&writer->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	writer->initialised = true;
	result = journal_export_create(&writer->export, directory);
	if (result < 0) {
		strcpy(writer->store.problem, "opening: out of memory");
		writer_say(writer);
		return result;
	}
	result = journal_store_open(&writer->store, path, vfs);
	if (result == 0)
		result = journal_schema_sync(writer->store.db, writer->store.problem);
	if (result == 0)
		result = journal_store_highest(&writer->store, &writer->last_sequence);
	if (result < 0)
		writer_say(writer);
	writer->idle_since_us = writer_now_us();
	writer_ask_disk(writer);
	return result;
}

int journal_writer_start(struct journal_writer *writer)
{
	int error = pthread_create(&writer->thread, NULL, writer_run, writer);

	if (error != 0) {
		snprintf(writer->store.problem, sizeof writer->store.problem,
			 "starting the writer: %s", strerror(error));
		writer_say(writer);
		return -error;
	}
	writer->started = true;
	return 0;
}

int journal_writer_give(struct journal_writer *writer, const struct journal_batch *batch)
{
	int result = batch->record_count > 0 ? 0 : -EINVAL;

	pthread_mutex_lock(&writer->lock);
	if (writer->waiting || writer->answer_count > 0) {
		result = -EBUSY;
	} else {
		/* last_sequence belongs to the thread, but that one sleeps: nothing waits. */
		for (uint32_t i = 0; i < batch->record_count; i++)
			if (batch->records[i].sequence != writer->last_sequence + i + 1)
				result = -EINVAL;
		if (result == 0) {
			writer->batch = *batch;
			writer->waiting = true;
			pthread_cond_signal(&writer->changed);
		}
	}
	pthread_mutex_unlock(&writer->lock);
	return result;
}

bool journal_writer_take(struct journal_writer *writer, enum journal_result *result)
{
	bool ready;

	pthread_mutex_lock(&writer->lock);
	ready = writer->answer_count > 0;
	if (ready) {
		*result = writer->answers[0];
		writer->answers[0] = writer->answers[1];
		writer->answer_count--;
	}
	pthread_mutex_unlock(&writer->lock);
	return ready;
}

int journal_writer_drop(struct journal_writer *writer, int32_t date)
{
	int result = 0;

	pthread_mutex_lock(&writer->lock);
	if (writer->dropping) {
		result = -EAGAIN;
	} else {
		writer->dropping = true;
		writer->drop_before = date;
		pthread_cond_signal(&writer->changed);
	}
	pthread_mutex_unlock(&writer->lock);
	return result;
}

bool journal_writer_answers(struct journal_writer *writer)
{
	pthread_mutex_lock(&writer->lock);
	bool answered = !writer->asked;
	writer->asked = true;
	pthread_cond_signal(&writer->changed);
	pthread_mutex_unlock(&writer->lock);
	return answered;
}

void journal_writer_statistics(struct journal_writer *writer, struct journal_statistics *out)
{
	pthread_mutex_lock(&writer->lock);
	*out = writer->statistics;
	pthread_mutex_unlock(&writer->lock);
}

void journal_writer_problem(struct journal_writer *writer, uint32_t *seen,
			    char problem[JOURNAL_PROBLEM_MAX])
{
	pthread_mutex_lock(&writer->lock);
	if (*seen != writer->problems)
		memcpy(problem, writer->problem, JOURNAL_PROBLEM_MAX);
	*seen = writer->problems;
	pthread_mutex_unlock(&writer->lock);
}

void journal_writer_stop(struct journal_writer *writer)
{
	if (!writer->initialised)
		return;
	if (writer->started) {
		pthread_mutex_lock(&writer->lock);
		writer->stopping = true;
		pthread_cond_signal(&writer->changed);
		pthread_mutex_unlock(&writer->lock);
		pthread_join(writer->thread, NULL);
		writer->started = false;
	}
	journal_store_close(&writer->store);
	journal_export_destroy(writer->export);
	writer->export = NULL;
	pthread_cond_destroy(&writer->changed);
	pthread_mutex_destroy(&writer->lock);
	writer->initialised = false;
}
