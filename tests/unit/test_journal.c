/* The journal on a healthy disk: what goes in comes out, in order, after a restart too. */
#include "check.h"
#include "journal_bed.h"
#include "vfs_recorder.h"

#include <errno.h>
#include <event2/event.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

static void what_is_appended_is_replayed_after_a_restart(void)
{
	struct journal_bed bed;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	CHECK(journal_bed_append_day(&bed, 1, 1) == JOURNAL_DURABLE);
	CHECK(journal_bed_append_day(&bed, 2, 40) == JOURNAL_DURABLE);
	CHECK(journal_bed_append_day(&bed, 41, 41) == JOURNAL_DURABLE);
	CHECK(journal_bed_found(&bed) == 41);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	CHECK(journal_bed_append_day(&bed, 42, 51) == JOURNAL_DURABLE);
	CHECK(journal_bed_found(&bed) == 51);
	journal_bed_finish(&bed);
}

static void one_batch_is_one_transaction(void)
{
	struct vfs_recorder *recorder;
	struct vfs_faults count = { .kinds = 1U << VFS_SYNC };
	struct journal_statistics statistics;
	struct journal_bed bed;

	journal_bed_init(&bed);
	CHECK(vfs_recorder_create(&recorder, "counting", NULL, false) == 0);
	CHECK(journal_bed_open(&bed, "counting") == 0);
	CHECK(journal_bed_append_day(&bed, 1, 5) == JOURNAL_DURABLE);
	vfs_recorder_set_faults(recorder, &count);
	CHECK(journal_bed_append_day(&bed, 6, 900) == JOURNAL_DURABLE);
	CHECK(vfs_recorder_counted(recorder) == 1);
	journal_statistics(bed.journal, &statistics);
	CHECK(statistics.commits == 2 && statistics.records == 900 && statistics.failures == 0);
	CHECK(statistics.bytes > 900 && statistics.disk_bytes > 0 &&
	      statistics.free_bytes <= statistics.disk_bytes);
	CHECK(journal_bed_found(&bed) == 900);
	journal_bed_finish(&bed);
	vfs_recorder_destroy(recorder);
}

static void the_leg_table_tells_each_ticket_s_way(void)
{
	struct journal_bed bed;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	CHECK(journal_bed_append_day(&bed, 1, 13) == JOURNAL_DURABLE);
	journal_bed_close(&bed);
	CHECK(journal_bed_ask(&bed, "SELECT count(*) FROM leg") == 3);
	CHECK(journal_bed_ask(&bed, "SELECT count(*) FROM leg WHERE day = 20000 AND leg = 1 AND"
				    " service = 'bdc' AND kiosk = 'K1' AND language = 'zh' AND"
				    " class_id IS NULL") == 3);
	CHECK(journal_bed_ask(&bed, "SELECT count(*) FROM leg WHERE ticket = 1 AND number = 'A001'"
				    " AND issued_us < called_us AND called_us < started_us AND"
				    " started_us < finished_us AND finished_us < rated_us AND"
				    " window = '06' AND agent = 'zhang' AND calls = 1 AND"
				    " start_inferred = 1 AND finish_inferred = 0 AND ended = 25 AND"
				    " ended_us = finished_us AND level = 5 AND channel = 4") == 1);
	CHECK(journal_bed_ask(&bed,
			      "SELECT count(*) FROM leg WHERE ticket = 3 AND called_us NOT NULL"
			      " AND started_us IS NULL AND ended IS NULL") == 1);
	journal_bed_finish(&bed);
}

static void identities_and_hall_texts_are_in_the_same_transaction(void)
{
	static const char text[] = "hall: demo\n";
	struct journal_identity identity = {
		.date = BED_DAY, .ticket = 1, .length = 3, .sealed = { 1, 2, 3 }
	};
	struct journal_hall_text hall = { .digest = { 9 }, .text = text, .length = strlen(text) };
	struct record record;
	struct journal_batch batch = { &record, 1, &identity, 1, &hall };
	const uint8_t unknown[DIGEST_BYTES] = { 8 };
	struct journal_bed bed;
	char *found;
	size_t length;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	journal_bed_record(&record, 1);
	CHECK(journal_append(bed.journal, &batch) == 0);
	CHECK(journal_append(bed.journal, &batch) == -EBUSY);
	CHECK(journal_bed_turn(&bed, &bed.result_count, 1));
	CHECK(bed.results[0] == JOURNAL_DURABLE);
	CHECK(journal_hall_text(bed.journal, hall.digest, &found, &length) == 0);
	CHECK(length == strlen(text));
	CHECK_TEXT(found, text);
	free(found);
	CHECK(journal_hall_text(bed.journal, unknown, &found, &length) == -ENOENT);
	journal_bed_close(&bed);
	CHECK(journal_bed_ask(&bed, "SELECT count(*) FROM identity WHERE day = 20000 AND ticket = 1"
				    " AND sealed = x'010203'") == 1);
	journal_bed_finish(&bed);
}

static void sequences_must_follow(void)
{
	struct record records[2];
	struct journal_batch batch = { .records = records, .record_count = 2 };
	struct journal_batch nothing = { .records = records };
	struct journal_bed bed;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	journal_bed_record(&records[0], 2);
	journal_bed_record(&records[1], 3);
	CHECK(journal_append(bed.journal, &batch) == -EINVAL);
	journal_bed_record(&records[0], 1);
	CHECK(journal_append(bed.journal, &batch) == -EINVAL);
	CHECK(journal_append(bed.journal, &nothing) == -EINVAL);
	CHECK(journal_bed_append_day(&bed, 1, 2) == JOURNAL_DURABLE);
	CHECK(journal_bed_found(&bed) == 2);
	journal_bed_finish(&bed);
}

static int take_first(void *context, struct record *record)
{
	uint64_t *first = context;

	if (*first == 0)
		*first = record->sequence;
	return 0;
}

static int stop_at_three(void *context, struct record *record)
{
	(void)context;
	return record->sequence == 3 ? 33 : 0;
}

static void replay_begins_with_the_last_day_opened(void)
{
	struct journal_bed bed;
	struct record record;
	uint64_t first = 0;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	CHECK(journal_replay(bed.journal, take_first, &first) == 0 && first == 0);
	CHECK(journal_bed_append_day(&bed, 1, 20) == JOURNAL_DURABLE);
	CHECK(journal_replay(bed.journal, stop_at_three, NULL) == 33);
	journal_bed_record(&record, 1);
	record.sequence = 21;
	record.date = BED_DAY + 1;
	CHECK(journal_bed_append(&bed, &record, 1) == JOURNAL_DURABLE);
	journal_bed_close(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	CHECK(journal_replay(bed.journal, take_first, &first) == 0);
	CHECK(first == 21);
	journal_bed_finish(&bed);
}

static void a_missing_or_spoilt_record_stops_the_replay(void)
{
	struct journal_bed bed;
	uint64_t first = 0;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	CHECK(journal_bed_append_day(&bed, 1, 20) == JOURNAL_DURABLE);
	journal_bed_close(&bed);
	CHECK(journal_bed_ask(&bed, "UPDATE record SET body = x'ff00' WHERE sequence = 9"
				    " RETURNING 1") == 1);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	CHECK(journal_replay(bed.journal, take_first, &first) == -EBADMSG);
	CHECK(strstr(journal_problem(bed.journal), "record 9 can't be decoded") != NULL);
	journal_bed_close(&bed);
	CHECK(journal_bed_ask(&bed, "DELETE FROM record WHERE sequence = 9 RETURNING 1") == 1);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	CHECK(journal_replay(bed.journal, take_first, &first) == -EBADMSG);
	CHECK(strstr(journal_problem(bed.journal), "record 9 is missing") != NULL);
	journal_bed_finish(&bed);
}

static void a_journal_of_a_newer_program_is_refused_and_left_alone(void)
{
	struct journal_bed bed;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	CHECK(journal_bed_append_day(&bed, 1, 3) == JOURNAL_DURABLE);
	journal_bed_close(&bed);
	CHECK(journal_bed_ask(&bed, "SELECT value FROM meta WHERE key = 'reader_min'") ==
	      RECORD_READER_MIN);
	CHECK(journal_bed_ask(&bed, "UPDATE meta SET value = 77 WHERE key = 'reader_min'"
				    " RETURNING 1") == 1);
	CHECK(journal_bed_open(&bed, NULL) == -EPROTO);
	CHECK(strstr(journal_problem(bed.journal), "newer program") != NULL);
	CHECK(strstr(journal_problem(bed.journal), "needs reader 77") != NULL);
	journal_bed_close(&bed);
	CHECK(journal_bed_ask(&bed, "UPDATE meta SET value = 1 WHERE key = 'reader_min'"
				    " RETURNING 1") == 1);
	CHECK(journal_bed_found(&bed) == 3);
	journal_bed_finish(&bed);
}

static void a_second_opener_is_refused(void)
{
	struct journal_bed bed, second;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	second = bed;
	CHECK(journal_bed_open(&second, NULL) == -EBUSY);
	CHECK(strstr(journal_problem(second.journal), "another process") != NULL);
	journal_bed_close(&second);
	CHECK(journal_bed_append_day(&bed, 1, 3) == JOURNAL_DURABLE);
	journal_bed_finish(&bed);
}

static void a_folder_that_is_not_there_is_refused(void)
{
	struct journal_bed bed;

	journal_bed_init(&bed);
	rmdir(bed.directory);
	CHECK(journal_bed_open(&bed, NULL) == -ENOENT);
	CHECK(strstr(journal_problem(bed.journal), bed.directory) != NULL);
	journal_bed_finish(&bed);
}

struct rows_seen {
	unsigned calls;
	int result;
	uint32_t count;
	uint64_t first, last;
	uint32_t last_ticket;
};

static void rows_come(void *context, int result, const struct record *records, uint32_t count)
{
	struct rows_seen *seen = context;

	seen->calls++;
	seen->result = result;
	seen->count = count;
	if (count > 0) {
		seen->first = records[0].sequence;
		seen->last = records[count - 1].sequence;
		seen->last_ticket = records[count - 1].ticket;
	}
}

static void the_reader_gives_rows_while_the_writer_writes(void)
{
	struct rows_seen seen[6] = { 0 };
	struct journal_bed bed;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	CHECK(journal_bed_append_day(&bed, 1, 1000) == JOURNAL_DURABLE);
	CHECK(journal_read(bed.journal, 10, 20, 100, rows_come, &seen[0]) == 0);
	CHECK(journal_read(bed.journal, 10, 1000, 7, rows_come, &seen[1]) == 0);
	CHECK(journal_read(bed.journal, 0, UINT64_MAX, UINT32_MAX, rows_come, &seen[2]) == 0);
	CHECK(journal_read(bed.journal, 2000, 3000, 5, rows_come, &seen[3]) == 0);
	for (uint64_t sequence = 1001; sequence <= 1100; sequence++)
		CHECK(journal_bed_append_day(&bed, sequence, sequence) == JOURNAL_DURABLE);
	CHECK(journal_read(bed.journal, 1099, 1100, 5, rows_come, &seen[4]) == 0);
	CHECK(journal_bed_turn(&bed, &seen[4].calls, 1));
	CHECK(seen[0].result == 0 && seen[0].first == 11 && seen[0].last == 20);
	CHECK(seen[1].result == 0 && seen[1].first == 11 && seen[1].last == 17);
	CHECK(seen[2].result == 0 && seen[2].first == 1 && seen[2].count == JOURNAL_ROWS_MAX);
	CHECK(seen[3].result == 0 && seen[3].calls == 1 && seen[3].count == 0);
	CHECK(seen[4].result == 0 && seen[4].first == 1100 && seen[4].last_ticket == 220);
	journal_bed_finish(&bed);
}

static void too_many_reads_are_refused_and_none_is_forgotten(void)
{
	struct rows_seen seen[JOURNAL_READS_MAX + 8] = { 0 };
	struct journal_bed bed;
	unsigned taken = 0, cancelled = 0;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	CHECK(journal_bed_append_day(&bed, 1, 100) == JOURNAL_DURABLE);
	while (taken < JOURNAL_READS_MAX + 8 &&
	       journal_read(bed.journal, 0, 5, 5, rows_come, &seen[taken]) == 0)
		taken++;
	/* One answer may lie in the buffer and one may be in work beside those that wait. */
	CHECK(taken >= JOURNAL_READS_MAX && taken <= JOURNAL_READS_MAX + 2);
	CHECK(journal_read(bed.journal, 0, 5, 5, rows_come, &seen[0]) == -EAGAIN);
	CHECK(journal_bed_turn(&bed, &seen[3].calls, 1));
	journal_bed_close(&bed);
	for (unsigned i = 0; i < taken; i++) {
		CHECK(seen[i].calls == 1);
		cancelled += seen[i].result == -ECANCELED;
	}
	CHECK(seen[3].result == 0 && seen[3].count == 5);
	CHECK(cancelled > 0);
	journal_bed_finish(&bed);
}

static unsigned lines_of(struct journal_bed *bed, const char *name, char *first, size_t size)
{
	char path[160], line[2048];
	unsigned lines = 0;
	FILE *file;

	snprintf(path, sizeof path, "%s/export/%s", bed->directory, name);
	file = fopen(path, "r");
	if (file == NULL)
		return 0;
	while (fgets(line, sizeof line, file) != NULL)
		if (lines++ == 0)
			snprintf(first, size, "%.*s", (int)size - 1, line);
	fclose(file);
	return lines;
}

static int count_rows(void *context, struct record *record)
{
	(void)record;
	(*(unsigned *)context)++;
	return 0;
}

static void old_days_are_exported_and_then_dropped(void)
{
	static const char *const names[] = { "2024-10-04.jsonl", "2024-10-05.jsonl" };
	struct rows_seen seen;
	struct journal_identity identity = { .date = BED_DAY, .ticket = 1, .length = 1 };
	struct record records[600];
	struct journal_batch batch = { records, 600, &identity, 1, NULL };
	struct journal_bed bed;
	char line[256];
	unsigned rows = 0;

	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	for (uint64_t day = 0; day < 3; day++) {
		for (uint64_t i = 0; i < 600; i++) {
			journal_bed_record(&records[i], i + 1);
			records[i].sequence = day * 600 + i + 1;
			if (i == 0)
				records[0].date = BED_DAY + (int32_t)day;
		}
		identity.date = BED_DAY + (int32_t)day;
		bed.result_count = 0;
		CHECK(journal_append(bed.journal, &batch) == 0);
		CHECK(journal_bed_turn(&bed, &bed.result_count, 1));
	}
	/* All three are older than this date, but the one that is open stays. */
	CHECK(journal_drop_days_before(bed.journal, BED_DAY + 9) == 0);
	CHECK(journal_drop_days_before(bed.journal, BED_DAY + 9) == -EAGAIN);
	do {
		memset(&seen, 0, sizeof seen);
		CHECK(journal_read(bed.journal, 0, 1201, 1, rows_come, &seen) == 0);
		if (!journal_bed_turn(&bed, &seen.calls, 1))
			break;
	} while (seen.first != 1201);
	CHECK(journal_replay(bed.journal, count_rows, &rows) == 0 && rows == 600);
	journal_bed_close(&bed);
	for (size_t i = 0; i < 2; i++)
		CHECK(lines_of(&bed, names[i], line, sizeof line) == 600);
	CHECK_TEXT(line, "{\"sequence\":601,\"day\":\"2024-10-05\",\"kind\":\"day_opened\","
			 "\"time_us\":1728000001000000,\"source\":\"api\","
			 "\"date\":\"2024-10-05\",\"utc_offset_s\":28800}\n");
	CHECK(journal_bed_ask(&bed, "SELECT count(*) FROM record") == 600);
	CHECK(journal_bed_ask(&bed, "SELECT min(day) FROM leg") == BED_DAY + 2);
	CHECK(journal_bed_ask(&bed, "SELECT min(day) FROM identity") == BED_DAY + 2);
	CHECK(journal_bed_ask(&bed, "SELECT count(*) FROM pragma_integrity_check"
				    " WHERE integrity_check = 'ok'") == 1);
	journal_bed_finish(&bed);
}

int main(void)
{
	what_is_appended_is_replayed_after_a_restart();
	one_batch_is_one_transaction();
	the_leg_table_tells_each_ticket_s_way();
	identities_and_hall_texts_are_in_the_same_transaction();
	sequences_must_follow();
	replay_begins_with_the_last_day_opened();
	a_missing_or_spoilt_record_stops_the_replay();
	a_journal_of_a_newer_program_is_refused_and_left_alone();
	a_second_opener_is_refused();
	a_folder_that_is_not_there_is_refused();
	the_reader_gives_rows_while_the_writer_writes();
	too_many_reads_are_refused_and_none_is_forgotten();
	old_days_are_exported_and_then_dropped();
	return check_result();
}
