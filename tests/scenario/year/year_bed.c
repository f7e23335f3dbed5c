/* See year_bed.h. */
#include "year_bed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void print_record(FILE *to, const struct year_bed *bed, const struct record *record)
{
	unsigned minute = calendar_local_minute(record->time_us, bed->utc_offset_s);
	fprintf(to, "  %02u:%02u:%02u %llu %s, command %u, ticket %u, leg %u, window \"%s\"",
		minute / 60, minute % 60, (unsigned)(record->time_us / 1000000 % 60),
		(unsigned long long)record->sequence,
		record_kind_name((enum record_kind)record->kind), record->command, record->ticket,
		record->leg, record->window);
	fprintf(to, ", service \"%s\", to \"%s\", class \"%s\"\n", record->service,
		record->to_window, record->class_id);
}

static bool traced(const struct year_bed *bed, const struct record *record)
{
	return bed->trace && (strcmp(bed->trace, record->window) == 0 ||
			      (record->ticket && (uint32_t)atoi(bed->trace) == record->ticket));
}

void year_fail(const struct year_bed *bed, const char *what)
{
	int year;
	unsigned month, day;
	unsigned minute = calendar_local_minute(bed->now_us, bed->utc_offset_s);
	calendar_civil(calendar_local_date(bed->now_us, bed->utc_offset_s), &year, &month, &day);
	fflush(stdout);
	fprintf(stderr, "%s, seed %llu, %d-%02u-%02u %02u:%02u:%02u, command %llu: %s\n", bed->name,
		(unsigned long long)bed->seed, year, month, day, minute / 60, minute % 60,
		(unsigned)(bed->now_us / 1000000 % 60), (unsigned long long)bed->commands, what);
	if (bed->ledger->other)
		fprintf(stderr, "  (ticket %u)\n", bed->ledger->other);
	for (uint32_t i = 0; i < bed->list->count && i < 12; i++)
		print_record(stderr, bed, &bed->list->records[i]);
	exit(EXIT_FAILURE);
}

uint64_t year_roll(struct year_bed *bed)
{
	bed->random ^= bed->random << 13;
	bed->random ^= bed->random >> 7;
	bed->random ^= bed->random << 17;
	return bed->random * UINT64_C(0x2545f4914f6cdd1d) >> 16;
}

unsigned year_below(struct year_bed *bed, unsigned limit)
{
	return limit ? (unsigned)(year_roll(bed) % limit) : 0;
}

bool year_chance(struct year_bed *bed, unsigned percent)
{
	return year_below(bed, 100) < percent;
}

static void *pages(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		abort();
	return memory;
}

void year_bed_open(struct year_bed *bed, const char *name, uint64_t seed)
{
	memset(bed, 0, sizeof *bed);
	bed->name = name;
	bed->seed = seed;
	bed->random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	bed->halls = calloc(YEAR_HALLS, sizeof *bed->halls);
	bed->working = pages(sizeof *bed->working);
	bed->durable = pages(sizeof *bed->durable);
	bed->list = pages(sizeof *bed->list);
	bed->ledger = pages(sizeof *bed->ledger);
	bed->log_room = 1 << 20;
	bed->log = malloc(bed->log_room);
	bed->utc_offset_s = 8 * 3600;
	if (!bed->halls || !bed->log)
		abort();
}

void year_bed_close(struct year_bed *bed)
{
	munmap(bed->working, sizeof *bed->working);
	munmap(bed->durable, sizeof *bed->durable);
	munmap(bed->list, sizeof *bed->list);
	munmap(bed->ledger, sizeof *bed->ledger);
	free(bed->halls);
	free(bed->log);
}

struct command year_command(struct year_bed *bed, enum command_kind kind)
{
	struct command command;
	memset(&command, 0, sizeof command);
	command.kind = (uint8_t)kind;
	command.time_us = bed->now_us;
	command.utc_offset_s = bed->utc_offset_s;
	strcpy(command.source, "year");
	for (unsigned i = 0; i < TICKET_ID_BYTES; i += 8) {
		uint64_t bits = year_roll(bed) << 32 ^ year_roll(bed);
		memcpy(command.random + i, &bits, 8);
	}
	return command;
}

static const struct hall *hall_of(const struct year_bed *bed, const uint8_t digest[DIGEST_BYTES])
{
	for (unsigned i = 0; i < YEAR_HALLS; i++)
		if (memcmp(bed->halls[i].digest, digest, DIGEST_BYTES) == 0)
			return &bed->halls[i];
	year_fail(bed, "a record names a hall that was never loaded");
}

/* As the journal does: since the last whole day only. */
static void store(struct year_bed *bed, enum record_kind kind, const uint8_t *bytes,
		  uint16_t length)
{
	if (bed->log_room - bed->log_size < RECORD_BYTES_MAX + 2) {
		bed->log_room *= 2;
		bed->log = realloc(bed->log, bed->log_room);
		if (!bed->log)
			abort();
	}
	if (kind == RECORD_DAY_OPENED)
		bed->log_day = bed->log_size;
	memcpy(bed->log + bed->log_size, &length, 2);
	memcpy(bed->log + bed->log_size + 2, bytes, length);
	bed->log_size += length + 2u;
	if (kind == RECORD_DAY_CARRIED) {
		bed->log_size -= bed->log_day;
		memmove(bed->log, bed->log + bed->log_day, bed->log_size);
		bed->log_day = 0;
	}
}

static void apply_bytes(const struct year_bed *bed, struct state *state, const uint8_t *bytes,
			uint16_t length)
{
	struct record record;
	uint8_t again[RECORD_BYTES_MAX];
	if (record_decode(&record, bytes, length) < 0)
		year_fail(bed, "a stored record can't be decoded");
	if (bed->checked &&
	    (record_encode(&record, again) != length || memcmp(again, bytes, length) != 0))
		year_fail(bed, "a record has two encodings");
	if (record.kind == RECORD_HALL_LOADED)
		record.hall = hall_of(bed, record.digest);
	apply(state, &record);
}

static void rebuild(struct year_bed *bed)
{
	state_reset(bed->durable);
	uint16_t length;
	for (size_t at = 0; at < bed->log_size; at += 2u + length) {
		memcpy(&length, bed->log + at, 2);
		apply_bytes(bed, bed->durable, bed->log + at + 2, length);
	}
	bed->replays++;
}

void year_compare(struct year_bed *bed)
{
	if (!bed->checked)
		rebuild(bed);
	if (state_digest(bed->durable) != state_digest(bed->working))
		year_fail(bed, "what was stored gives another state");
}

void year_restart(struct year_bed *bed)
{
	rebuild(bed);
	if (state_digest(bed->durable) != state_digest(bed->working))
		year_fail(bed, "a restart gives another state");
	struct state *before = bed->working;
	bed->working = bed->durable;
	bed->durable = before;
	if (bed->checked)
		state_copy(bed->durable, bed->working);
}

static void keep_command(struct year_bed *bed, const struct command *command)
{
	if (bed->kept && bed->kept_count < bed->kept_max)
		bed->kept[bed->kept_count++] = *command;
}

static void believe(struct year_bed *bed, const struct command *command)
{
	const struct record_list *list = bed->list;
	for (uint32_t i = 0; i < list->count; i++) {
		const struct record *record = &list->records[i];
		if (record->sequence != bed->working->sequence + 1 ||
		    record->time_us != command->time_us)
			year_fail(bed, "a record's sequence or time is wrong");
		if (traced(bed, record))
			print_record(stdout, bed, record);
		const char *problem = ledger_record(bed->ledger, &bed->working->hall, record);
		if (problem)
			year_fail(bed, problem);
		uint8_t bytes[RECORD_BYTES_MAX];
		uint16_t length = (uint16_t)record_encode(record, bytes);
		store(bed, (enum record_kind)record->kind, bytes, length);
		apply(bed->working, record);
		if (bed->checked)
			apply_bytes(bed, bed->durable, bytes, length);
		bed->kinds[record->kind % YEAR_KINDS]++;
	}
	bed->records_made += list->count;
}

enum refusal year_do(struct year_bed *bed, struct command *command)
{
	int64_t due_us = state_next_deadline(bed->working);
	uint64_t before = bed->working->sequence;
	keep_command(bed, command);
	bed->commands++;
	bed->now_us += 1000; /* two commands of one moment are none */
	ledger_command(bed->ledger, command);
	enum refusal refusal = decide(bed->working, command, bed->list);
	if (refusal != REFUSAL_NONE && bed->list->count)
		year_fail(bed, "a refusal wrote records");
	if (refusal == REFUSAL_NONE)
		bed->accepted[command->kind % YEAR_KINDS]++;
	else
		bed->refused[command->kind % YEAR_KINDS]++;
	bed->refusals[refusal]++;
	believe(bed, command);
	if (command->kind == COMMAND_TICK && due_us <= command->time_us &&
	    bed->working->sequence == before && state_next_deadline(bed->working) <= due_us)
		year_fail(bed, "a tick that is due does nothing");
	if (bed->checked || (bed->check_every && bed->commands % bed->check_every == 0)) {
		const char *problem = state_check(bed->working);
		if (problem)
			year_fail(bed, problem);
		bed->checks++;
	}
	return refusal;
}
