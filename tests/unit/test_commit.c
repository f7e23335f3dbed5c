/* The commit path on a disk that fails: firmware/app/commit.c. Every command is answered once, and
 * never with something that is not durable. */
#include "calendar.h"
#include "check.h"
#include "commit.h"
#include "core_world.h"
#include "hall_time.h"
#include "journal_bed.h"
#include "loop_until.h"
#include "vfs_recorder.h"

#include <sqlite3.h>

enum { ANSWERS_MAX = 16 };

struct answers {
	unsigned count;
	enum refusal refusal[ANSWERS_MAX];
	uint32_t records[ANSWERS_MAX];
};

struct bench {
	struct journal_bed bed; /* its folder and loop only */
	struct vfs_recorder *disk;
	struct hall_time *time;
	struct commit *commit;
	struct hall hall;
	struct journal_hall_text text;
	struct answers answers;
};

static const struct vfs_faults healthy;
static const struct commit_owner nobody;

static void answered(void *context, enum refusal refusal, const struct record *records,
		     uint32_t count)
{
	struct answers *answers = context;
	(void)records;
	CHECK(answers->count < ANSWERS_MAX);
	answers->refusal[answers->count] = refusal;
	answers->records[answers->count++] = count;
}

static bool is_idle(void *context)
{
	const struct bench *bench = context;
	return commit_idle(bench->commit);
}

static void submit(struct bench *bench, const struct command *command)
{
	commit_submit(bench->commit, command, NULL,
		      command->kind == COMMAND_LOAD_HALL ? &bench->text : NULL, answered,
		      &bench->answers);
}

/* A hall that never closes, loaded, and a day open, at this hall time. */
static void bench_open(struct bench *bench, int64_t now_us)
{
	struct command load = { .kind = COMMAND_LOAD_HALL, .hall = &bench->hall };
	struct command tick = { .kind = COMMAND_TICK };
	memset(bench, 0, sizeof *bench);
	journal_bed_init(&bench->bed);
	CHECK(vfs_recorder_create(&bench->disk, "commit", NULL, false) == 0);
	CHECK(hall_time_create(&bench->time, now_us, 1) == 0);
	hall_time_zone(bench->time, "Asia/Shanghai");
	CHECK(commit_open(&bench->commit, bench->bed.base, bench->bed.directory, "commit",
			  bench->time, &nobody) == 0);
	world_hall(&bench->hall);
	bench->hall.calendar.hours[0] =
		(struct hours){ .days = 0x7f, .span_count = 1, .spans = { { 0, 1440 } } };
	memcpy(bench->text.digest, bench->hall.digest, DIGEST_BYTES);
	bench->text.text = "";
	submit(bench, &load);
	submit(bench, &tick);
	CHECK(loop_until(bench->bed.base, is_idle, bench));
	CHECK(bench->answers.count == 2 && commit_durable(bench->commit)->day_open);
	bench->answers.count = 0;
}

static int64_t monday(unsigned minute)
{
	return calendar_utc(calendar_day(2026, 11, 23), minute, 8 * 3600);
}

static void bench_close(struct bench *bench)
{
	commit_close(bench->commit);
	hall_time_destroy(bench->time);
	journal_bed_finish(&bench->bed);
	vfs_recorder_destroy(bench->disk);
}

static struct command issue(uint8_t key)
{
	struct command command = { .kind = COMMAND_ISSUE };
	strcpy(command.service, "RE1");
	memset(command.key.bytes, key, sizeof command.key.bytes);
	return command;
}

static struct command open_window(const char *window)
{
	struct command command = { .kind = COMMAND_WINDOW_OPEN };
	strcpy(command.window, window);
	return command;
}

/* The second of each pair says "done already", and the last one "wrong state", of what the first
 * ones did; when that is not there, it was never so. */
static void what_a_lost_batch_said_of_itself_is_not_told(void)
{
	const struct vfs_faults full = { .kinds = 1U << VFS_WRITE,
					 .fail_at = 1,
					 .code = SQLITE_FULL };
	struct bench bench;
	bench_open(&bench, monday(570));
	struct command commands[] = { open_window("01"), open_window("01"), open_window("01"),
				      issue(1), issue(1) };
	strcpy(commands[2].agent, "another");
	vfs_recorder_set_faults(bench.disk, &full);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		submit(&bench, &commands[i]);
	CHECK(loop_until(bench.bed.base, is_idle, &bench));
	CHECK(bench.answers.count == 5);
	for (unsigned i = 0; i < bench.answers.count; i++)
		CHECK(bench.answers.refusal[i] == REFUSAL_STORAGE && bench.answers.records[i] == 0);
	vfs_recorder_set_faults(bench.disk, &healthy);
	bench.answers.count = 0;
	submit(&bench, &commands[3]);
	CHECK(loop_until(bench.bed.base, is_idle, &bench));
	CHECK(bench.answers.refusal[0] == REFUSAL_NONE && bench.answers.records[0] == 1);
	bench_close(&bench);
}

static bool is_failing(void *context)
{
	const struct bench *bench = context;
	return commit_storage_failing(bench->commit);
}

static void a_batch_left_undecided_is_answered_at_the_end(void)
{
	const struct vfs_faults sick = { .kinds = 1U << VFS_SYNC,
					 .fail_at = 1,
					 .fail_more = UINT32_MAX,
					 .code = SQLITE_IOERR_FSYNC };
	struct command first = issue(1), second = issue(2);
	struct command outcome = { .kind = COMMAND_CLOCK_SET, .value = 1 };
	struct bench bench;
	bench_open(&bench, monday(570));
	vfs_recorder_set_faults(bench.disk, &sick);
	submit(&bench, &first);
	commit_submit_surely(bench.commit, &outcome);
	CHECK(loop_until(bench.bed.base, is_failing, &bench));
	CHECK(bench.answers.count == 0);
	submit(&bench, &second);
	CHECK(bench.answers.count == 1 && bench.answers.refusal[0] == REFUSAL_STORAGE);
	bench_close(&bench);
	CHECK(bench.answers.count == 2 && bench.answers.refusal[1] == REFUSAL_STOPPING);
}

static bool day_is_over(void *context)
{
	const struct bench *bench = context;
	return hall_time_now(bench->time) >= monday(24 * 60 + 180);
}

/* Ticket 1 of Monday is cancelled while Tuesday, with a ticket 1 of its own, is on its way. */
static void a_serial_of_yesterday_is_nobody_today(void)
{
	struct command tick = { .kind = COMMAND_TICK }, issued = issue(1), another = issue(2);
	struct command cancel = { .kind = COMMAND_CANCEL, .ticket = 1 };
	struct bench bench;
	bench_open(&bench, monday(24 * 60 + 180) - 300000);
	submit(&bench, &issued);
	CHECK(loop_until(bench.bed.base, is_idle, &bench));
	CHECK(bench.answers.refusal[0] == REFUSAL_NONE);
	while (!day_is_over(&bench))
		loop_for(bench.bed.base, 20);
	submit(&bench, &tick);
	submit(&bench, &another);
	submit(&bench, &cancel);
	CHECK(loop_until(bench.bed.base, is_idle, &bench));
	CHECK(bench.answers.count == 4 && bench.answers.refusal[2] == REFUSAL_NONE);
	CHECK(bench.answers.refusal[3] == REFUSAL_UNKNOWN_TICKET);
	CHECK(commit_durable(bench.commit)->tickets[1].state == TICKET_WAITING);
	bench_close(&bench);
}

int main(void)
{
	a_serial_of_yesterday_is_nobody_today();
	what_a_lost_batch_said_of_itself_is_not_told();
	a_batch_left_undecided_is_answered_at_the_end();
	return check_result();
}
