/* Key press to the first byte and to the end of the LED frame, on nine simulated buses at once
 * (9600, 19200, 115200 baud with 8, 32, 64 devices): with one window open on each and with all
 * open; then a hall of 258 windows on 16 buses. Beside the limit of the wire: a box is sampled in
 * turn, its answer goes over the wire, the record is synced to the disk, the text goes out. Nothing
 * else is in the limit: no other device, no display looked at, no second thread. */
#include "bench.h"
#include "bench_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	BUSES_MAX = 16,
	QUICK_REGISTERS = 3, /* what a poll of a quiet box reads */
	ACTIVE_MS = 20,	     /* an open window's box is not asked more often than this */
	PHASE_S = 14,
	LONG_PHASE_S = 60,
	HALL_BAUD = 19200,
	HALL_WINDOWS = 258,
	HALL_BUSES = 16,
	HALL_PHASE_S = 10,
	TICKETS = 5000,
	SEED = 20260101,
};

struct presser {
	struct bench_line *line;
	pthread_t thread;
	unsigned windows; /* that are open: the first ones */
	double until_us;
	unsigned seed, missed;
	struct bench_samples first, ended;
};

static void *presser_run(void *context)
{
	struct presser *presser = context;
	while (bench_now_us() < presser->until_us) {
		double first, ended;
		unsigned window = (unsigned)rand_r(&presser->seed) % presser->windows;
		/* what the last press brought (feedback, reading back) is over by then */
		usleep(250000 + (unsigned)rand_r(&presser->seed) % 250000);
		if (bench_line_press(presser->line, window, &first, &ended) < 0) {
			presser->missed++;
			continue;
		}
		bench_sample(&presser->first, first);
		bench_sample(&presser->ended, ended);
	}
	return NULL;
}

static struct presser *press(struct bench_line *lines, unsigned count, bool all, unsigned seconds)
{
	struct presser *pressers = calloc(count, sizeof *pressers);
	if (pressers == NULL)
		return NULL;
	for (unsigned i = 0; i < count; i++) {
		pressers[i].line = &lines[i];
		pressers[i].windows = all ? lines[i].boxes : 1;
		pressers[i].seed = SEED + i;
		pressers[i].until_us = bench_now_us() + seconds * 1e6;
		pthread_create(&pressers[i].thread, NULL, presser_run, &pressers[i]);
	}
	for (unsigned i = 0; i < count; i++) {
		pthread_join(pressers[i].thread, NULL);
		if (pressers[i].missed > 0)
			fprintf(stderr, "bus of %d baud: %u presses never reached a display\n",
				lines[i].baud, pressers[i].missed);
	}
	return pressers;
}

/* 99 of 100 presses at the worst moments of a cycle of @p active boxes that are asked in turn. With
 * one open window among closed ones, each second question is for one of those. */
static double limit_us(const struct bench *bench, const struct bench_line *line, unsigned active,
		       double percent)
{
	double poll_us = bench_line_read_us(line, QUICK_REGISTERS);
	double cycle_us = poll_us * (active == 1 ? 2 : active);
	if (cycle_us < ACTIVE_MS * 1e3)
		cycle_us = ACTIVE_MS * 1e3;
	double answer_us = (5 + 2 * QUICK_REGISTERS) * line->byte_us + line->gap_us;
	return cycle_us * percent / 100 + answer_us + bench->fdatasync_p50_us;
}

static void report(struct bench *bench, struct presser *presser, bool all)
{
	const struct bench_line *line = presser->line;
	double bar = all ? 1.5 : 1.2;
	double limit = limit_us(bench, line, presser->windows, 99);
	double frame = (9 + 2 * BENCH_REGISTERS) * line->byte_us;
	char name[96];
	snprintf(name, sizeof name, "press to LED first byte, %d baud, %u devices, %s, p99",
		 line->baud, 2 * line->boxes, all ? "all open" : "one open");
	bench_row(bench, name, "ms", bench_percentile(&presser->first, 99) / 1e3, limit / 1e3, bar,
		  false);
	snprintf(name, sizeof name, "press to LED whole frame, %d baud, %u devices, %s, p99",
		 line->baud, 2 * line->boxes, all ? "all open" : "one open");
	bench_row(bench, name, "ms", bench_percentile(&presser->ended, 99) / 1e3,
		  (limit + frame) / 1e3, bar, false);
}

/* A board with @p lines; windows are numbered through. The caller frees it. */
static char *make_board(const struct bench_line *lines, unsigned count)
{
	char *text = NULL;
	size_t length = 0;
	unsigned window = 0;
	FILE *file = open_memstream(&text, &length);
	if (file == NULL)
		return NULL;
	fprintf(file, "board: {name: bench, simulated: true}\nports:\n");
	for (unsigned i = 0; i < count; i++)
		fprintf(file, "  - {name: bus%u, kind: rs485, device: %s, baud: %d}\n", i,
			lines[i].path, lines[i].baud);
	fprintf(file, "devices:\n");
	for (unsigned i = 0; i < count; i++)
		for (unsigned k = 0; k < lines[i].boxes; k++) {
			window++;
			fprintf(file,
				"  - {name: led-%u, driver: modbus-led, port: bus%u, address: %u, "
				"window: \"%03u\", map: {text: %d, registers: %d}}\n"
				"  - {name: keys-%u, driver: modbus-keypad, role: caller, port: "
				"bus%u, address: %u, window: \"%03u\"}\n",
				window, i, k + 1, window, BENCH_TEXT, BENCH_REGISTERS, window, i,
				k + BENCH_BOX_FIRST, window);
		}
	fclose(file);
	return text;
}

static void open_window(const struct bench_daemon *daemon, unsigned window)
{
	char path[64];
	snprintf(path, sizeof path, "/api/v1/windows/%03u/open", window);
	const struct bench_request open = { "POST", path, "{\"agent\":\"1\"}" };
	if (bench_http_once(daemon->port, &open, NULL, 0) != 200)
		fprintf(stderr, "window %03u did not open\n", window);
}

/* Windows are numbered through the buses: the first of each, or all. */
static void open_windows(const struct bench_daemon *daemon, const struct bench_line *lines,
			 unsigned count, bool all)
{
	unsigned window = 1;
	for (unsigned i = 0; i < count; window += lines[i++].boxes)
		for (unsigned k = all ? 1 : 0; k < (all ? lines[i].boxes : 1); k++)
			open_window(daemon, window + k);
}

static int start(struct bench *bench, struct bench_daemon *daemon, const char *name,
		 struct bench_line *lines, unsigned count)
{
	char *board = make_board(lines, count);
	int result = board ? bench_daemon_start(daemon, bench, name, board) : -1;
	free(board);
	if (result < 0)
		return -1;
	return bench_http_run(daemon->port, 32, TICKETS, 0, bench_make_issue, NULL, NULL) < 0 ? -1
											      : 0;
}

void bench_wire(struct bench *bench)
{
	static const int bauds[] = { 9600, 19200, 115200 };
	static const unsigned boxes[] = { 4, 16, 32 };
	enum { COUNT = 9 };
	struct bench_line *lines = calloc(COUNT, sizeof *lines);
	struct bench_daemon daemon;
	bool good = lines != NULL;
	for (unsigned i = 0; good && i < COUNT; i++)
		good = bench_line_start(&lines[i], bauds[i / 3], boxes[i % 3]) == 0;
	if (good && start(bench, &daemon, "wire", lines, COUNT) == 0) {
		for (int all = 0; all < 2; all++) {
			open_windows(&daemon, lines, COUNT, all);
			usleep(3000000); /* all are known, and all that is shown was read back */
			struct presser *pressers =
				press(lines, COUNT, all, bench->longer ? LONG_PHASE_S : PHASE_S);
			for (unsigned i = 0; pressers != NULL && i < COUNT; i++)
				report(bench, &pressers[i], all);
			free(pressers);
		}
		bench_daemon_stop(&daemon);
	}
	for (unsigned i = 0; lines != NULL && i < COUNT; i++)
		bench_line_stop(&lines[i]);
	free(lines);
}

/* --- the hall --- */

static void report_refresh(struct bench *bench, const struct bench_line *lines)
{
	double worst = 0, limit = 0;
	for (unsigned i = 0; i < HALL_BUSES; i++) {
		double took = lines[i].refresh_last_us - lines[i].refresh_first_us;
		double least = bench_line_write_us(&lines[i], BENCH_REGISTERS) * lines[i].boxes;
		if (lines[i].refresh_last_us == 0)
			fprintf(stderr, "bus %u: %u of %u displays were written\n", i,
				lines[i].written, lines[i].boxes);
		if (took / least > worst / (limit > 0 ? limit : 1e9)) {
			worst = took;
			limit = least;
		}
	}
	bench_row(bench, "258 displays refreshed at the start, the slowest of 16 buses", "ms",
		  worst / 1e3, limit / 1e3, 1.5, false);
}

void bench_hall(struct bench *bench)
{
	struct bench_line *lines = calloc(HALL_BUSES, sizeof *lines);
	struct bench_daemon daemon;
	bool good = lines != NULL;
	for (unsigned i = 0; good && i < HALL_BUSES; i++)
		good = bench_line_start(&lines[i], HALL_BAUD,
					HALL_WINDOWS / HALL_BUSES +
						(i < HALL_WINDOWS % HALL_BUSES)) == 0;
	if (good && start(bench, &daemon, "hall", lines, HALL_BUSES) == 0) {
		usleep(2000000);
		report_refresh(bench, lines);
		open_windows(&daemon, lines, HALL_BUSES, false);
		open_windows(&daemon, lines, HALL_BUSES, true);
		usleep(3000000);
		struct bench_samples *samples = calloc(1, sizeof *samples);
		struct presser *pressers = press(lines, HALL_BUSES, true, HALL_PHASE_S);
		for (unsigned i = 0; samples && pressers && i < HALL_BUSES; i++)
			for (size_t k = 0; k < pressers[i].ended.count; k++)
				bench_sample(samples, pressers[i].ended.us[k]);
		if (samples && samples->count > 0)
			bench_row(bench,
				  "258 windows open on 16 buses of 19200: press to display, p95",
				  "ms", bench_percentile(samples, 95) / 1e3, 500, 1, false);
		free(samples);
		free(pressers);
		bench_daemon_stop(&daemon);
	}
	for (unsigned i = 0; lines != NULL && i < HALL_BUSES; i++)
		bench_line_stop(&lines[i]);
	free(lines);
}
