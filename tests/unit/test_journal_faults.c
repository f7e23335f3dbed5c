/* The journal on a disk that fails: what done says is the truth. Each operation of a commit is made
 * to fail in turn, in several ways, and what was said is compared with what a fresh open finds. */
#include "check.h"
#include "journal_bed.h"
#include "journal_writer.h"
#include "vfs_disk.h"
#include "vfs_recorder.h"

#include <event2/event.h>
#include <sqlite3.h>
#include <sys/eventfd.h>
#include <unistd.h>

static struct vfs_recorder *recorder;
static const struct vfs_faults healthy;

enum { COMMITTED_BEFORE = 21, BATCH_END = 60 };

static void bed_log(const struct journal_bed *bed, char path[96])
{
	snprintf(path, 96, "%s/log", bed->directory);
}

/* A bed whose disk records and fails. */
static void failing_bed_init(struct journal_bed *bed)
{
	char path[96];

	journal_bed_init(bed);
	bed_log(bed, path);
	CHECK(vfs_recorder_create(&recorder, "failing", path, false) == 0);
	CHECK(journal_bed_open(bed, "failing") == 0);
	CHECK(journal_bed_append_day(bed, 1, COMMITTED_BEFORE) == JOURNAL_DURABLE);
}

static void failing_bed_finish(struct journal_bed *bed)
{
	journal_bed_finish(bed);
	vfs_recorder_destroy(recorder);
}

/* Whatever the disk kept, if the power went now: a start finds this sequence as the highest. */
static void any_cut_leaves(struct journal_bed *bed, int64_t expected)
{
	struct vfs_disk *disk;
	struct journal_bed cut;
	char path[96];

	bed_log(bed, path);
	CHECK(vfs_disk_open(&disk, path) == 0);
	vfs_disk_advance(disk, vfs_disk_count(disk));
	for (uint64_t seed = 0; seed < 6; seed++) {
		journal_bed_init(&cut);
		CHECK(vfs_disk_cut(disk, cut.directory,
				   seed == 0   ? CUT_LEAST
				   : seed == 1 ? CUT_MOST
					       : CUT_SOME,
				   seed) == 0);
		CHECK(journal_bed_found(&cut) == expected);
		journal_bed_finish(&cut);
	}
	vfs_disk_close(disk);
}

/* One commit whose n-th operation of the kinds fails, on a journal that is otherwise healthy; then
 * one more commit. False: the commit has no n-th one. */
static bool truth_is_told(struct vfs_faults faults)
{
	struct journal_bed bed;
	enum journal_result result;
	bool reached;
	int64_t expected;
	uint64_t next;

	failing_bed_init(&bed);
	vfs_recorder_set_faults(recorder, &faults);
	result = journal_bed_append_day(&bed, COMMITTED_BEFORE + 1, BATCH_END);
	reached = vfs_recorder_counted(recorder) >= faults.fail_at;
	vfs_recorder_set_faults(recorder, &healthy);
	expected = result == JOURNAL_DURABLE ? BATCH_END : COMMITTED_BEFORE;
	CHECK(reached ? result == JOURNAL_NOT_THERE : result == JOURNAL_DURABLE);
	any_cut_leaves(&bed, expected);
	/* It goes on without a restart. */
	next = (uint64_t)expected + 1;
	CHECK(journal_bed_append_day(&bed, next, next + 3) == JOURNAL_DURABLE);
	any_cut_leaves(&bed, expected + 4);
	CHECK(journal_bed_found(&bed) == expected + 4);
	CHECK(journal_bed_ask(&bed, "SELECT count(*) FROM pragma_integrity_check"
				    " WHERE integrity_check = 'ok'") == 1);
	failing_bed_finish(&bed);
	return reached;
}

static void whatever_fails_in_a_commit_the_truth_is_told(void)
{
	static const struct vfs_faults ways[] = {
		{ .kinds = 1U << VFS_WRITE, .code = SQLITE_IOERR_WRITE },
		{ .kinds = 1U << VFS_WRITE, .code = SQLITE_IOERR_WRITE, .half = true },
		{ .kinds = 1U << VFS_WRITE, .code = SQLITE_IOERR_WRITE, .after = true },
		{ .kinds = 1U << VFS_WRITE, .code = SQLITE_FULL },
		{ .kinds = 1U << VFS_WRITE, .code = SQLITE_FULL, .half = true },
		{ .kinds = 1U << VFS_SYNC, .code = SQLITE_IOERR_FSYNC },
		{ .kinds = 1U << VFS_SYNC, .code = SQLITE_IOERR_FSYNC, .after = true },
		{ .kinds = 1U << VFS_SYNC, .code = SQLITE_FULL },
	};
	unsigned reached;

	for (size_t way = 0; way < sizeof ways / sizeof ways[0]; way++) {
		struct vfs_faults faults = ways[way];

		reached = 0;
		for (faults.fail_at = 1; truth_is_told(faults); faults.fail_at++)
			reached++;
		CHECK(reached >= ((faults.kinds & 1U << VFS_WRITE) != 0 ? 6 : 1));
	}
}

/* The same with a disk that stays sick for a while: undecided first, the truth later. */
static void a_disk_that_stays_sick_leaves_it_undecided_until_it_heals(void)
{
	struct vfs_faults faults = { .kinds = 1U << VFS_SYNC,
				     .fail_at = 1,
				     .fail_more = UINT32_MAX,
				     .code = SQLITE_IOERR_FSYNC };
	struct record record;
	struct journal_batch batch = { .records = &record, .record_count = 1 };
	struct journal_bed bed;

	failing_bed_init(&bed);
	vfs_recorder_set_faults(recorder, &faults);
	journal_bed_record(&record, COMMITTED_BEFORE + 1);
	bed.result_count = 0;
	CHECK(journal_append(bed.journal, &batch) == 0);
	CHECK(journal_bed_turn(&bed, &bed.result_count, 1));
	CHECK(bed.results[0] == JOURNAL_UNDECIDED);
	CHECK(journal_append(bed.journal, &batch) == -EBUSY);
	CHECK(strstr(journal_problem(bed.journal), "disk I/O error") != NULL);
	memset(&record, 0xff, sizeof record); /* it is not borrowed any more */
	vfs_recorder_set_faults(recorder, &healthy);
	CHECK(journal_bed_turn(&bed, &bed.result_count, 2));
	CHECK(bed.results[1] == JOURNAL_NOT_THERE);
	any_cut_leaves(&bed, COMMITTED_BEFORE);
	CHECK(journal_bed_append_day(&bed, COMMITTED_BEFORE + 1, BATCH_END) == JOURNAL_DURABLE);
	CHECK(journal_bed_found(&bed) == BATCH_END);
	failing_bed_finish(&bed);
}

static void closing_while_undecided_ends(void)
{
	struct vfs_faults faults = { .kinds = 1U << VFS_SYNC | 1U << VFS_WRITE,
				     .fail_at = 1,
				     .fail_more = UINT32_MAX,
				     .code = SQLITE_IOERR_WRITE };
	struct record record;
	struct journal_batch batch = { .records = &record, .record_count = 1 };
	struct journal_bed bed;

	failing_bed_init(&bed);
	vfs_recorder_set_faults(recorder, &faults);
	journal_bed_record(&record, COMMITTED_BEFORE + 1);
	CHECK(journal_append(bed.journal, &batch) == 0);
	CHECK(journal_bed_turn(&bed, &bed.result_count, 2));
	journal_bed_close(&bed);
	vfs_recorder_set_faults(recorder, &healthy);
	CHECK(journal_bed_found(&bed) == COMMITTED_BEFORE);
	failing_bed_finish(&bed);
}

/* A full disk, where every write is refused: certain at once, and it heals by itself. */
static void a_full_disk_is_not_there_and_heals_without_a_restart(void)
{
	struct vfs_faults faults = {
		.kinds = 1U << VFS_WRITE, .fail_at = 1, .fail_more = UINT32_MAX, .code = SQLITE_FULL
	};
	struct journal_bed bed;

	failing_bed_init(&bed);
	vfs_recorder_set_faults(recorder, &faults);
	for (int i = 0; i < 3; i++) {
		CHECK(journal_bed_append_day(&bed, COMMITTED_BEFORE + 1, BATCH_END) ==
		      JOURNAL_NOT_THERE);
		CHECK(bed.result_count == 1); /* without UNDECIDED before */
		any_cut_leaves(&bed, COMMITTED_BEFORE);
	}
	CHECK(strstr(journal_problem(bed.journal), "full") != NULL);
	vfs_recorder_set_faults(recorder, &healthy);
	CHECK(journal_bed_append_day(&bed, COMMITTED_BEFORE + 1, BATCH_END) == JOURNAL_DURABLE);
	CHECK(journal_bed_found(&bed) == BATCH_END);
	failing_bed_finish(&bed);
}

/* With the reader open, what a failed COMMIT left in the log is overwritten. Alone, the writer
 * finds it when it recovers the log, and then it must be kept for good. */
static void a_commit_that_failed_but_is_there_is_durable(void)
{
	/* The COMMIT's sync fails, and the sync with which closing would tidy up after it. */
	struct vfs_faults faults = {
		.kinds = 1U << VFS_SYNC, .fail_at = 1, .fail_more = 1, .code = SQLITE_IOERR_FSYNC
	};
	struct record records[2];
	struct journal_batch batch = { .records = records, .record_count = 1 };
	struct journal_writer writer;
	struct journal_bed bed;
	enum journal_result result = JOURNAL_UNDECIDED;
	char path[96];
	uint64_t woken;
	int wake = eventfd(0, EFD_CLOEXEC);

	journal_bed_init(&bed);
	bed_log(&bed, path);
	CHECK(vfs_recorder_create(&recorder, "failing", path, false) == 0);
	snprintf(path, sizeof path, "%s/journal.db", bed.directory);
	CHECK(journal_writer_open(&writer, bed.directory, path, "failing", wake) == 0);
	CHECK(journal_writer_start(&writer) == 0);
	journal_bed_record(&records[0], 1);
	journal_bed_record(&records[1], 2);
	CHECK(journal_writer_give(&writer, &batch) == 0);
	CHECK(read(wake, &woken, sizeof woken) == sizeof woken);
	CHECK(journal_writer_take(&writer, &result) && result == JOURNAL_DURABLE);
	vfs_recorder_set_faults(recorder, &faults);
	batch.records = &records[1];
	CHECK(journal_writer_give(&writer, &batch) == 0);
	do {
		CHECK(read(wake, &woken, sizeof woken) == sizeof woken);
		while (journal_writer_take(&writer, &result))
			;
	} while (result == JOURNAL_UNDECIDED);
	CHECK(result == JOURNAL_DURABLE);
	any_cut_leaves(&bed, 2);
	journal_writer_stop(&writer);
	vfs_recorder_set_faults(recorder, &healthy);
	CHECK(journal_bed_found(&bed) == 2);
	failing_bed_finish(&bed);
	close(wake);
}

static void a_slow_commit_is_told_and_comes_back(void)
{
	struct record record;
	struct journal_batch batch = { .records = &record, .record_count = 1 };
	struct journal_bed bed;

	failing_bed_init(&bed);
	journal_bed_record(&record, COMMITTED_BEFORE + 1);
	bed.result_count = 0;
	vfs_recorder_stall(recorder, true);
	CHECK(journal_append(bed.journal, &batch) == 0);
	CHECK(journal_bed_turn(&bed, &bed.slow, 1));
	CHECK(bed.slow == 1 && bed.back == 0 && bed.result_count == 0);
	vfs_recorder_stall(recorder, false);
	CHECK(journal_bed_turn(&bed, &bed.result_count, 1));
	CHECK(bed.results[0] == JOURNAL_DURABLE && bed.back == 1);
	CHECK(journal_bed_append_day(&bed, COMMITTED_BEFORE + 2, BATCH_END) == JOURNAL_DURABLE);
	CHECK(bed.slow == 1 && bed.back == 1);
	failing_bed_finish(&bed);
}

/* A process that is killed between write and sync leaves a COMMIT in the kernel's memory. The next
 * start reads it and would act on it; then no cut may take it away any more. */
static void what_a_killed_process_left_is_synced_before_it_is_replayed(void)
{
	struct vfs_recorder *killed;
	struct vfs_disk *disk;
	struct journal_bed bed, next;
	unsigned syncs = 0;
	char path[96];

	failing_bed_init(&bed);
	journal_bed_init(&next);
	bed_log(&bed, path);
	CHECK(vfs_disk_open(&disk, path) == 0);
	vfs_disk_advance(disk, vfs_disk_count(disk) - 1);
	CHECK(vfs_disk_operation(disk, vfs_disk_count(disk) - 1, NULL)->kind == VFS_SYNC);
	CHECK(vfs_disk_cut(disk, next.directory, CUT_MOST, 0) == 0);
	vfs_disk_close(disk);
	failing_bed_finish(&bed);

	bed_log(&next, path);
	CHECK(vfs_recorder_create(&killed, "killed", path, false) == 0);
	CHECK(journal_bed_open(&next, "killed") == 0);
	CHECK(vfs_disk_open(&disk, path) == 0);
	for (uint32_t i = 0; i < vfs_disk_count(disk); i++)
		syncs += vfs_disk_operation(disk, i, NULL)->kind == VFS_SYNC;
	CHECK(syncs == 1);
	vfs_disk_close(disk);
	CHECK(journal_bed_found(&next) == COMMITTED_BEFORE);
	journal_bed_finish(&next);
	vfs_recorder_destroy(killed);
}

int main(void)
{
	whatever_fails_in_a_commit_the_truth_is_told();
	a_disk_that_stays_sick_leaves_it_undecided_until_it_heals();
	closing_while_undecided_ends();
	a_full_disk_is_not_there_and_heals_without_a_restart();
	a_commit_that_failed_but_is_there_is_durable();
	a_slow_commit_is_told_and_comes_back();
	what_a_killed_process_left_is_synced_before_it_is_replayed();
	return check_result();
}
