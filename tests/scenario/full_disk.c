/* The journal on a disk that is really full: a small tmpfs of its own, in a mount namespace nobody
 * else sees. What does not fit is refused, certainly and in words; when space returns it goes on,
 * without a restart. Skipped where such a mount is not permitted. */
#include "check.h"
#include "journal_bed.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DISK_BYTES = 4 << 20, BATCH = 100 };

/* A private /tmp of 4 MB. False: not permitted here. */
static bool small_disk(void)
{
	char options[32];

	snprintf(options, sizeof options, "size=%d", DISK_BYTES);
	if (unshare(CLONE_NEWNS) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return false;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return false;
	return mount("tmpfs", "/tmp", "tmpfs", 0, options) == 0;
}

static const char filler[] = "/tmp/filler";

static void fill(void)
{
	static const char bytes[4096] = { 1 };
	int fd = open(filler, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	CHECK(fd >= 0);
	while (write(fd, bytes, sizeof bytes) > 0)
		;
	CHECK(errno == ENOSPC);
	close(fd);
}

/* Batches until one is refused; the sequence that is durable then. */
static uint64_t append_until_refused(struct journal_bed *bed, uint64_t durable)
{
	enum journal_result result = JOURNAL_DURABLE;

	for (int i = 0; i < 1000 && result == JOURNAL_DURABLE; i++) {
		result = journal_bed_append_day(bed, durable + 1, durable + BATCH);
		if (result == JOURNAL_DURABLE)
			durable += BATCH;
	}
	CHECK(result == JOURNAL_NOT_THERE);
	CHECK(bed->result_count == 1); /* certain at once */
	CHECK(strstr(journal_problem(bed->journal), "full") != NULL);
	return durable;
}

static void a_full_disk_refuses_and_returning_space_heals(void)
{
	struct journal_bed bed;
	struct journal_statistics statistics;
	uint64_t durable = 0;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	for (int round = 0; round < 3; round++) {
		CHECK(journal_bed_append_day(&bed, durable + 1, durable + BATCH) ==
		      JOURNAL_DURABLE);
		durable += BATCH;
		fill();
		durable = append_until_refused(&bed, durable);
		/* Again and again, also small ones: each is refused or durable, and told so. */
		for (int i = 0; i < 20; i++)
			if (journal_bed_append_day(&bed, durable + 1, durable + 1) ==
			    JOURNAL_DURABLE)
				durable++;
		CHECK(unlink(filler) == 0);
	}
	CHECK(journal_bed_append_day(&bed, durable + 1, durable + BATCH) == JOURNAL_DURABLE);
	durable += BATCH;
	journal_statistics(bed.journal, &statistics);
	CHECK(statistics.failures >= 3 && statistics.disk_bytes == DISK_BYTES);
	CHECK(journal_bed_found(&bed) == (int64_t)durable);
	journal_bed_finish(&bed);
}

/* Closed in the middle of it, nothing acknowledged is lost, and a start once there is space again
 * finds all of it. */
static void a_journal_closed_on_a_full_disk_is_whole(void)
{
	struct journal_bed bed;
	uint64_t durable;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	CHECK(journal_bed_append_day(&bed, 1, BATCH) == JOURNAL_DURABLE);
	fill();
	durable = append_until_refused(&bed, BATCH);
	journal_bed_close(&bed);
	CHECK(unlink(filler) == 0);
	CHECK(journal_bed_found(&bed) == (int64_t)durable);
	CHECK(journal_bed_ask(&bed, "SELECT count(*) FROM pragma_integrity_check"
				    " WHERE integrity_check = 'ok'") == 1);
	journal_bed_finish(&bed);
}

/* A daemon that has to start on a full disk can, and tells what was: only new records don't fit. */
static void a_start_on_a_full_disk_replays(void)
{
	struct journal_bed bed;
	uint64_t durable;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	CHECK(journal_bed_append_day(&bed, 1, BATCH) == JOURNAL_DURABLE);
	journal_bed_close(&bed);
	fill();
	CHECK(journal_bed_found(&bed) == BATCH);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	durable = append_until_refused(&bed, BATCH);
	CHECK(unlink(filler) == 0);
	CHECK(journal_bed_append_day(&bed, durable + 1, durable + 5) == JOURNAL_DURABLE);
	CHECK(journal_bed_found(&bed) == (int64_t)durable + 5);
	journal_bed_finish(&bed);
}

int main(void)
{
	if (!small_disk()) {
		printf("skipped: no tmpfs of its own may be mounted here: %s\n", strerror(errno));
		return CHECK_SKIPPED;
	}
	unsetenv("TMPDIR");
	a_full_disk_refuses_and_returning_space_heals();
	a_journal_closed_on_a_full_disk_is_whole();
	a_start_on_a_full_disk_replays();
	return check_result();
}
