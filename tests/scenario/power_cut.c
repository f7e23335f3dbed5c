/* The power is cut at every moment of a recorded day. For each operation that reached the files,
 * they are rebuilt as the disk may have kept them (all that was synced, some of the rest, torn
 * sectors), and the journal is started on them: what was acknowledged before the cut is there, the
 * state is one that a batch's end left and breaks no invariant, and the day can go on. A failure
 * prints what is needed to see it again.
 *
 * power_cut [--batches N] [--seed N] [--stride N] [--at OPERATION] */
#include "check.h"
#include "core_world.h"
#include "journal.h"
#include "recorded_day.h"
#include "vfs_disk.h"

#include <errno.h>
#include <event2/event.h>
#include <ftw.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { THOROUGH_EVERY = 16 }; /* these starts also ask the tables and append */

struct start {
	struct event_base *base;
	struct journal *journal;
	struct state *state;
	struct record_list *list;
	struct hall hall;
	char directory[64]; /* holds day/ and, for each cut, cut/ */
	char cut[72];
	unsigned starts, thorough;
	bool done;
	enum journal_result result;
};

static struct recorded_day day;

static void start_done(void *context, enum journal_result result)
{
	struct start *start = context;

	start->result = result;
	start->done = true;
}

static void start_slow(void *context, bool slow)
{
	(void)context;
	(void)slow;
}

static int start_record(void *context, struct record *record)
{
	struct start *start = context;
	char *text;
	size_t length;

	if (record->kind == RECORD_HALL_LOADED) {
		if (journal_hall_text(start->journal, record->digest, &text, &length) < 0)
			return -ENOENT;
		CHECK_TEXT(text, recorded_day_hall_text);
		free(text);
		record->hall = &start->hall;
	}
	apply(start->state, record);
	return 0;
}

static int64_t ask(const char *directory, const char *sql)
{
	char path[128];
	sqlite3 *db = NULL;
	sqlite3_stmt *statement = NULL;
	int64_t value = -1;

	snprintf(path, sizeof path, "%s/journal.db", directory);
	if (sqlite3_open(path, &db) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return value;
}

static int start_open(struct start *start)
{
	struct journal_owner owner = { start, start_done, start_slow };
	int result = journal_open(&start->journal, start->base, start->cut, NULL, &owner);

	state_reset(start->state);
	if (result == 0)
		result = journal_replay(start->journal, start_record, start);
	if (result != 0)
		fprintf(stderr, "start: %d %s\n", result, journal_problem(start->journal));
	return result;
}

static void start_close(struct start *start)
{
	journal_close(start->journal);
	start->journal = NULL;
}

/* The day goes on after the cut, and the tables say what the records say. */
static void start_goes_on(struct start *start)
{
	struct command tick = { .kind = COMMAND_TICK,
				.time_us = start->state->time_us + INT64_C(86400000000),
				.utc_offset_s = 28800,
				.source = "clock" };
	struct journal_batch batch = { .records = start->list->records };
	uint64_t before = start->state->sequence;

	start->thorough++;
	if (!start->state->has_hall)
		return;
	CHECK(decide(start->state, &tick, start->list) == REFUSAL_NONE);
	batch.record_count = start->list->count;
	start->done = false;
	CHECK(batch.record_count > 0 && journal_append(start->journal, &batch) == 0);
	while (!start->done)
		event_base_loop(start->base, EVLOOP_ONCE);
	CHECK(start->result == JOURNAL_DURABLE);
	start_close(start);
	CHECK(ask(start->cut, "SELECT count(*) FROM pragma_integrity_check"
			      " WHERE integrity_check = 'ok'") == 1);
	CHECK(ask(start->cut, "SELECT count(*) = count(DISTINCT sequence) AND"
			      " count(*) = max(sequence) - min(sequence) + 1 FROM record") == 1);
	CHECK(ask(start->cut, "SELECT (SELECT count(*) FROM leg) ="
			      " (SELECT count(*) FROM record WHERE kind = 20)") == 1);
	CHECK(ask(start->cut, "SELECT (SELECT count(*) FROM leg) ="
			      " (SELECT count(*) FROM identity)") == 1);
	CHECK(start_open(start) == 0);
	CHECK(start->state->sequence == before + batch.record_count);
	CHECK(state_check(start->state) == NULL);
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *where)
{
	(void)status;
	(void)flag;
	(void)where;
	return remove(path);
}

/* One cut and one start on what it left. False when something was wrong. */
static bool start_after_cut(struct start *start, struct vfs_disk *disk, enum vfs_cut cut,
			    uint64_t seed, uint64_t acknowledged)
{
	unsigned failures = check_failures;
	const struct day_point *point;
	const char *broken;

	CHECK(mkdir(start->cut, 0700) == 0);
	CHECK(vfs_disk_cut(disk, start->cut, cut, seed) == 0);
	if (start_open(start) == 0) {
		point = recorded_day_find(&day, start->state->sequence);
		CHECK(start->state->sequence >= acknowledged);
		CHECK(point != NULL && point->digest == state_digest(start->state));
		broken = state_check(start->state);
		CHECK_TEXT(broken == NULL ? "sound" : broken, "sound");
		if (start->starts % THOROUGH_EVERY == 0)
			start_goes_on(start);
	} else {
		CHECK(0 && "the journal starts after a cut");
	}
	start_close(start);
	start->starts++;
	nftw(start->cut, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return failures == check_failures;
}

static void cut_everywhere(struct start *start, struct vfs_disk *disk, uint64_t seed,
			   uint32_t stride, uint32_t at)
{
	uint32_t count = vfs_disk_count(disk), boundaries = 0;
	uint64_t acknowledged = 0;
	const struct vfs_operation *last;
	bool good = true;

	for (uint32_t i = 0; i <= count; i++) {
		vfs_disk_advance(disk, i);
		last = i == 0 ? NULL : vfs_disk_operation(disk, i - 1, NULL);
		if (last != NULL && last->kind == VFS_MARK)
			acknowledged = last->offset;
		/* Nothing changes on the disk until the mark, and then more is demanded. */
		if ((i < count && vfs_disk_operation(disk, i, NULL)->kind == VFS_MARK) ||
		    (at != 0 && i != at) || i % stride != 0)
			continue;
		boundaries++;
		/* What is sure changes with a sync only; what is demanded with a mark. */
		if (last == NULL || last->kind != VFS_WRITE)
			good = start_after_cut(start, disk, CUT_LEAST, 0, acknowledged);
		if (good)
			good = start_after_cut(start, disk, CUT_SOME, seed + i, acknowledged);
		if (good && i % 8 == 0)
			good = start_after_cut(start, disk, CUT_MOST, 0, acknowledged);
		if (!good) {
			fprintf(stderr, "after operation %u of %u, seed %llu\n", i, count,
				(unsigned long long)seed);
			break;
		}
	}
	printf("%u boundaries of %u operations, %u starts, %u of them went on\n", boundaries, count,
	       start->starts, start->thorough);
}

static uint64_t argument(int argc, char **argv, const char *name, uint64_t otherwise)
{
	for (int i = 1; i + 1 < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return strtoull(argv[i + 1], NULL, 10);
	return otherwise;
}

int main(int argc, char **argv)
{
	uint64_t seed = argument(argc, argv, "--seed", 1);
	uint32_t stride = (uint32_t)argument(argc, argv, "--stride", 1);
	static struct start start;
	struct vfs_disk *disk = NULL;
	char day_directory[80], log_path[80];

	snprintf(start.directory, sizeof start.directory, "%s/power-cut-XXXXXX",
		 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	start.base = event_base_new();
	start.state = calloc(1, sizeof *start.state);
	start.list = calloc(1, sizeof *start.list);
	if (mkdtemp(start.directory) == NULL || !start.base || !start.state || !start.list) {
		perror(start.directory);
		return EXIT_FAILURE;
	}
	world_hall(&start.hall);
	snprintf(start.cut, sizeof start.cut, "%s/cut", start.directory);
	snprintf(day_directory, sizeof day_directory, "%s/day", start.directory);
	snprintf(log_path, sizeof log_path, "%s/log", start.directory);
	mkdir(day_directory, 0700);
	recorded_day_run(&day, day_directory, log_path,
			 (uint32_t)argument(argc, argv, "--batches", 400), seed);
	printf("seed %llu: %u commands (%u refused), %u batches, %llu records\n",
	       (unsigned long long)seed, day.commands, day.refusals, day.point_count - 1,
	       (unsigned long long)day.records);
	CHECK(vfs_disk_open(&disk, log_path) == 0);
	if (check_failures == 0)
		cut_everywhere(&start, disk, seed, stride == 0 ? 1 : stride,
			       (uint32_t)argument(argc, argv, "--at", 0));
	vfs_disk_close(disk);
	nftw(start.directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	event_base_free(start.base);
	free(start.state);
	free(start.list);
	return check_result();
}
