#include "journal_bed.h"

#include <event2/event.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void bed_done(void *context, enum journal_result result)
{
	struct journal_bed *bed = context;

	if (bed->result_count < BED_RESULTS_MAX)
		bed->results[bed->result_count] = result;
	bed->result_count++;
}

static void bed_slow(void *context, bool slow)
{
	struct journal_bed *bed = context;

	if (slow)
		bed->slow++;
	else
		bed->back++;
}

void journal_bed_init(struct journal_bed *bed)
{
	const char *temporary = getenv("TMPDIR");

	memset(bed, 0, sizeof *bed);
	snprintf(bed->directory, sizeof bed->directory, "%.40s/journal-XXXXXX",
		 temporary == NULL ? "/tmp" : temporary);
	bed->base = event_base_new();
	if (mkdtemp(bed->directory) == NULL || bed->base == NULL) {
		perror(bed->directory);
		exit(EXIT_FAILURE);
	}
	bed->owner = (struct journal_owner){ bed, bed_done, bed_slow };
}

static int bed_remove(const char *path, const struct stat *status, int flag, struct FTW *where)
{
	(void)status;
	(void)flag;
	(void)where;
	return remove(path);
}

void journal_bed_finish(struct journal_bed *bed)
{
	journal_bed_close(bed);
	event_base_free(bed->base);
	nftw(bed->directory, bed_remove, 8, FTW_DEPTH | FTW_PHYS);
}

int journal_bed_open(struct journal_bed *bed, const char *vfs)
{
	return journal_open(&bed->journal, bed->base, bed->directory, vfs, &bed->owner);
}

void journal_bed_close(struct journal_bed *bed)
{
	journal_close(bed->journal);
	bed->journal = NULL;
}

static void bed_too_late(evutil_socket_t fd, short what, void *arg)
{
	bool *late = arg;

	(void)fd;
	(void)what;
	*late = true;
}

bool journal_bed_turn(struct journal_bed *bed, const unsigned *count, unsigned enough)
{
	struct timeval limit = { .tv_sec = 20 };
	bool late = false;
	struct event *timer = evtimer_new(bed->base, bed_too_late, &late);

	evtimer_add(timer, &limit);
	while (*count < enough && !late)
		event_base_loop(bed->base, EVLOOP_ONCE);
	event_free(timer);
	return *count >= enough;
}

enum journal_result journal_bed_append(struct journal_bed *bed, const struct record *records,
				       uint32_t count)
{
	struct journal_batch batch = { .records = records, .record_count = count };
	enum journal_result result;

	bed->result_count = 0;
	if (journal_append(bed->journal, &batch) < 0)
		return JOURNAL_NOT_THERE;
	do {
		if (!journal_bed_turn(bed, &bed->result_count, bed->result_count + 1)) {
			fprintf(stderr, "no answer: %s\n", journal_problem(bed->journal));
			exit(EXIT_FAILURE);
		}
		result = bed->results[bed->result_count - 1];
	} while (result == JOURNAL_UNDECIDED);
	return result;
}

void journal_bed_record(struct record *record, uint64_t sequence)
{
	static const enum record_kind kinds[] = { RECORD_TICKET_ISSUED, RECORD_TICKET_CALLED,
						  RECORD_SERVICE_STARTED, RECORD_SERVICE_FINISHED,
						  RECORD_RATING_GIVEN };

	memset(record, 0, sizeof *record);
	record->sequence = sequence;
	record->time_us = (int64_t)BED_DAY * 86400 * 1000000 + (int64_t)sequence * 1000000;
	strcpy(record->source, "api");
	if (sequence == 1) {
		record->kind = RECORD_DAY_OPENED;
		record->date = BED_DAY;
		record->utc_offset_s = 28800;
		return;
	}
	record->kind = (uint16_t)kinds[(sequence - 2) % 5];
	record->ticket = (uint32_t)((sequence - 2) / 5 + 1);
	record->key.bytes[0] = 1;
	memcpy(record->key.bytes + 1, &sequence, sizeof sequence);
	record->key.body = sequence * 7919;
	if (record->kind == RECORD_TICKET_ISSUED) {
		strcpy(record->service, "bdc");
		strcpy(record->kiosk, "K1");
		strcpy(record->language, "zh");
		snprintf(record->number, sizeof record->number, "A%03u", record->ticket);
		memset(record->ticket_id, 7, TICKET_ID_BYTES);
		return;
	}
	strcpy(record->window, "06");
	if (record->kind == RECORD_TICKET_CALLED)
		strcpy(record->agent, "zhang");
	if (record->kind == RECORD_SERVICE_STARTED)
		record->inferred = true;
	if (record->kind == RECORD_RATING_GIVEN) {
		record->level = 5;
		record->channel = CHANNEL_EVALUATOR;
	}
}

enum journal_result journal_bed_append_day(struct journal_bed *bed, uint64_t first, uint64_t last)
{
	struct record *records = calloc(last - first + 1, sizeof *records);
	enum journal_result result;

	if (records == NULL)
		abort();
	for (uint64_t sequence = first; sequence <= last; sequence++)
		journal_bed_record(&records[sequence - first], sequence);
	result = journal_bed_append(bed, records, (uint32_t)(last - first + 1));
	free(records);
	return result;
}

static int bed_compare(void *context, struct record *record)
{
	uint64_t *last = context;
	uint8_t found[RECORD_BYTES_MAX], expected[RECORD_BYTES_MAX];
	struct record same;
	size_t length;

	journal_bed_record(&same, *last + 1);
	length = record_encode(&same, expected);
	if (record_encode(record, found) != length || memcmp(found, expected, length) != 0)
		return 1;
	*last = record->sequence;
	return 0;
}

int64_t journal_bed_found(struct journal_bed *bed)
{
	uint64_t last = 0;
	int64_t found = -1;

	journal_bed_close(bed);
	if (journal_bed_open(bed, NULL) == 0 &&
	    journal_replay(bed->journal, bed_compare, &last) == 0)
		found = (int64_t)last;
	else
		fprintf(stderr, "fresh open: %s\n", journal_problem(bed->journal));
	journal_bed_close(bed);
	return found;
}

int64_t journal_bed_ask(struct journal_bed *bed, const char *sql)
{
	char path[128];
	sqlite3 *db = NULL;
	sqlite3_stmt *statement = NULL;
	int64_t value = -1;

	snprintf(path, sizeof path, "%s/journal.db", bed->directory);
	if (sqlite3_open(path, &db) == SQLITE_OK &&
	    sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		value = sqlite3_column_int64(statement, 0);
	else
		fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return value;
}
