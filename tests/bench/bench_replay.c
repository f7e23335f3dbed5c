/* A day of records: how fast apply believes them, how fast the daemon starts on them, and what
 * memory 300 windows and 6 000 tickets take. */
#include "bench.h"

#include "config.h"
#include "decide.h"
#include "journal.h"

#include <event2/event.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

enum { DAY_RECORDS = 60000, CALLS_BEFORE_RATING = 5 };

struct day {
	struct state *state;
	struct hall *hall;
	struct record_list *list;
	struct record *records;
	uint32_t count, capacity;
	int64_t time_us;
	uint64_t random;
};

static void *pages(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return memory == MAP_FAILED ? NULL : memory;
}

static void give(struct day *day, struct command *command)
{
	day->time_us += 200000;
	command->time_us = day->time_us;
	command->utc_offset_s = 28800;
	for (size_t i = 0; i < sizeof command->random; i += 8) {
		day->random = day->random * 6364136223846793005ULL + 1442695040888963407ULL;
		memcpy(command->random + i, &day->random, 8);
	}
	memcpy(command->key.bytes, &day->random, 8);
	day->list->count = 0;
	if (decide(day->state, command, day->list) != REFUSAL_NONE)
		return;
	for (uint32_t i = 0; i < day->list->count && day->count < day->capacity; i++) {
		apply(day->state, &day->list->records[i]);
		day->records[day->count] = day->list->records[i];
		if (day->records[day->count].kind == RECORD_HALL_LOADED)
			day->records[day->count].hall = day->hall;
		day->count++;
	}
}

static void press(struct day *day, enum command_kind kind, const char *window)
{
	struct command command = {
		.kind = (uint8_t)kind, .source = "api", .level = 5, .channel = CHANNEL_EVALUATOR
	};
	snprintf(command.window, sizeof command.window, "%s", window);
	give(day, &command);
}

static int make_day(struct day *day, const char *hall_path, char **text, size_t *length)
{
	struct config_report report = { 0 };
	day->hall = calloc(1, sizeof *day->hall);
	day->state = pages(sizeof *day->state);
	day->list = pages(sizeof *day->list);
	day->capacity = DAY_RECORDS;
	day->records = calloc(day->capacity, sizeof *day->records);
	day->random = 42;
	day->time_us = ((int64_t)time(NULL) - 20000) * 1000000;
	if (config_hall_read(hall_path, NULL, text, length, &report) < 0 ||
	    config_hall(day->hall, hall_path, *text, *length, &report) < 0)
		return -1;
	crypto_generichash(day->hall->digest, DIGEST_BYTES, (const unsigned char *)*text, *length,
			   NULL, 0);
	struct command load = { .kind = COMMAND_LOAD_HALL, .hall = day->hall };
	struct command tick = { .kind = COMMAND_TICK };
	give(day, &load);
	give(day, &tick);
	for (uint32_t n = 0; day->count < day->capacity - RECORDS_MAX && n < TICKETS_MAX; n++) {
		const struct hall_window *window = &day->hall->windows[n % day->hall->window_count];
		struct command issue = { .kind = COMMAND_ISSUE, .source = "api" };
		snprintf(issue.service, sizeof issue.service, "%s", window->services[0]);
		give(day, &issue);
		press(day, COMMAND_NEXT, window->no);
		press(day, COMMAND_START, window->no);
		press(day, COMMAND_FINISH, window->no);
		if (n % CALLS_BEFORE_RATING == 0)
			press(day, COMMAND_RATE, window->no);
	}
	return 0;
}

struct writing {
	struct event_base *base;
	enum journal_result result;
};

static void written(void *context, enum journal_result result)
{
	struct writing *writing = context;
	writing->result = result;
	event_base_loopbreak(writing->base);
}

static int write_day(struct day *day, const char *directory, const char *text, size_t length)
{
	struct writing writing = { .base = event_base_new() };
	const struct journal_owner owner = { .context = &writing, .done = written };
	struct journal_hall_text hall_text = { .text = text, .length = length };
	struct journal *journal = NULL;
	memcpy(hall_text.digest, day->hall->digest, DIGEST_BYTES);
	if (journal_open(&journal, writing.base, directory, NULL, &owner) < 0)
		return -1;
	for (uint32_t at = 0; at < day->count; at += 4000) {
		uint32_t count = day->count - at < 4000 ? day->count - at : 4000;
		const struct journal_batch batch = { .records = day->records + at,
						     .record_count = count,
						     .hall_text = at == 0 ? &hall_text : NULL };
		if (journal_append(journal, &batch) < 0)
			break;
		event_base_dispatch(writing.base);
		if (writing.result != JOURNAL_DURABLE)
			break;
	}
	journal_close(journal);
	event_base_free(writing.base);
	return writing.result == JOURNAL_DURABLE ? 0 : -1;
}

static void apply_rate(struct bench *bench, struct day *day)
{
	struct state *state = pages(sizeof *state);
	double best = 0;
	for (int turn = 0; turn < 5; turn++) {
		state_reset(state);
		double begin = bench_now_us();
		for (uint32_t i = 0; i < day->count; i++)
			apply(state, &day->records[i]);
		double rate = day->count / ((bench_now_us() - begin) / 1e6);
		best = rate > best ? rate : best;
	}
	if (state_digest(state) != state_digest(day->state))
		fprintf(stderr, "the replayed state differs from the decided one\n");
	else
		bench_row(bench, "replay through apply", "1/s", best, 1e6, 1, true);
	munmap(state, sizeof *state);
}

static void memory(struct bench *bench)
{
	struct bench_daemon daemon;
	if (bench_daemon_start(&daemon, bench, "memory", NULL) < 0)
		return;
	if (bench_http_run(daemon.port, 16, 6000, 0, bench_make_issue, NULL, NULL) > 0)
		bench_row(bench, "RSS with 300 windows and 6 000 tickets", "MB",
			  bench_daemon_rss_mb(&daemon), 16, 1, false);
	bench_daemon_stop(&daemon);
}

void bench_replay(struct bench *bench)
{
	struct bench_daemon daemon;
	struct day day = { 0 };
	char path[600], *text = NULL;
	size_t length = 0;
	if (sodium_init() < 0 || bench_daemon_start(&daemon, bench, "replay", NULL) < 0)
		return;
	bench_daemon_stop(&daemon);
	snprintf(path, sizeof path, "%s/hall.yaml", daemon.directory);
	if (make_day(&day, path, &text, &length) < 0) {
		fprintf(stderr, "%s: no day could be made\n", path);
		goto done;
	}
	apply_rate(bench, &day);
	snprintf(path, sizeof path, "%s/data2", daemon.directory);
	mkdir(path, 0700);
	if (write_day(&day, path, text, length) < 0) {
		fprintf(stderr, "%s: the day could not be written\n", path);
		goto done;
	}
	char old[600];
	snprintf(old, sizeof old, "%s/data", daemon.directory);
	snprintf(path, sizeof path, "%s/data-empty", daemon.directory);
	rename(old, path);
	snprintf(path, sizeof path, "%s/data2", daemon.directory);
	rename(path, old);
	if (bench_daemon_restart(&daemon, bench) == 0) {
		char name[96];
		snprintf(name, sizeof name, "start on a day of %u records", day.count);
		bench_row(bench, name, "ms", daemon.first_answer_us / 1e3, 300, 1, false);
		bench_daemon_stop(&daemon);
	}
	memory(bench);
done:
	free(text);
	free(day.hall);
	free(day.records);
}
