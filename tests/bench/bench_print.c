/* A ticket on a printer at 115200 baud without flow control: from asking for a number to the first
 * and to the last dot on paper, beside what the issue and the wire take at best. The printer here
 * is the bench's own: it prints as fast as bytes come over a wire of that speed, and answers the
 * questions that were asked on that wire. */
#include "bench.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { TICKETS = 20, DLE = 0x10, ESC = 0x1b, FS = 0x1c, GS = 0x1d };
static const double byte_us = 10 * 1e6 / 115200; /* 8N1 */

struct paper {
	int master;
	_Atomic bool stop;
	_Atomic bool armed;			    /* a ticket was asked for */
	_Atomic uint64_t first_us, last_us, cut_us; /* ends on the wire */
	_Atomic unsigned first_bytes, last_bytes;   /* bytes of the job up to there */
	double line_us;				    /* when the wire has carried all that came */
	unsigned job_bytes;
	uint8_t command[8];
	unsigned held, picture_left;
};

static void sleep_until(double us)
{
	double now = bench_now_us();
	if (us > now)
		usleep((useconds_t)(us - now));
}

static void answer(struct paper *paper, uint8_t byte)
{
	sleep_until(paper->line_us + byte_us);
	if (write(paper->master, &byte, 1) != 1)
		perror("bench_print");
}

static void mark(struct paper *paper)
{
	if (!paper->armed || paper->job_bytes == 0)
		return;
	if (paper->first_us == 0) {
		paper->first_bytes = paper->job_bytes;
		paper->first_us = (uint64_t)paper->line_us;
	}
	paper->last_bytes = paper->job_bytes;
	paper->last_us = (uint64_t)paper->line_us;
}

/* The length of the command that begins with these two bytes, as far as the driver uses them. */
static unsigned length_of(uint8_t lead, uint8_t code)
{
	if (lead == GS && code == 'v')
		return 8;
	if ((lead == ESC && code == '@') || (lead == FS && code == '&'))
		return 2;
	return 3;
}

static void obey(struct paper *paper)
{
	const uint8_t *command = paper->command;
	if (command[0] == DLE) {
		paper->job_bytes -= paper->job_bytes >= 3 ? 3 : 0; /* polls are no part of it */
		answer(paper, 0x12);
	} else if (command[0] == GS && command[1] == 'r') {
		answer(paper, 0);
	} else if (command[0] == GS && command[1] == 'v') {
		paper->picture_left =
			(command[4] + 256u * command[5]) * (command[6] + 256u * command[7]);
	} else if (command[0] == GS && command[1] == 'V' && paper->first_us != 0) {
		paper->armed = false;
		paper->cut_us = (uint64_t)paper->line_us;
	}
}

static void take(struct paper *paper, uint8_t byte)
{
	double now = bench_now_us();
	paper->line_us = (paper->line_us > now ? paper->line_us : now) + byte_us;
	paper->job_bytes += paper->armed && (paper->job_bytes > 0 || byte == ESC);
	if (paper->picture_left > 0) {
		if (--paper->picture_left == 0)
			mark(paper);
		return;
	}
	if (paper->held == 0 && byte != DLE && byte != ESC && byte != FS && byte != GS) {
		if (byte == '\n')
			mark(paper);
		return;
	}
	paper->command[paper->held++] = byte;
	if (paper->held < 2 || paper->held < length_of(paper->command[0], paper->command[1]))
		return;
	paper->held = 0;
	obey(paper);
}

static void *paper_run(void *context)
{
	struct paper *paper = context;
	uint8_t bytes[512];
	while (!paper->stop) {
		struct pollfd ready = { .fd = paper->master, .events = POLLIN };
		if (poll(&ready, 1, 100) <= 0)
			continue;
		ssize_t count = read(paper->master, bytes, sizeof bytes);
		for (ssize_t i = 0; i < count; i++)
			take(paper, bytes[i]);
	}
	return NULL;
}

static int open_line(struct paper *paper, char *path, size_t size)
{
	struct termios raw;
	paper->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (paper->master < 0 || grantpt(paper->master) < 0 || unlockpt(paper->master) < 0 ||
	    ptsname_r(paper->master, path, size) != 0)
		return -1;
	tcgetattr(paper->master, &raw);
	cfmakeraw(&raw);
	return tcsetattr(paper->master, TCSANOW, &raw);
}

struct sums {
	double first, first_limit, last, last_limit;
	int good;
};

static void print_once(struct paper *paper, int port, struct sums *sums)
{
	const struct bench_request issue = { "POST", "/api/v1/tickets",
					     "{\"service\":\"S0\",\"kiosk\":\"K1\"}" };
	paper->first_us = paper->last_us = paper->cut_us = 0;
	paper->job_bytes = 0;
	paper->armed = true;
	double asked = bench_now_us();
	int status = bench_http_once(port, &issue, NULL, 0);
	double issued = bench_now_us() - asked;
	while (paper->cut_us == 0 && bench_now_us() - asked < 10e6)
		usleep(500);
	if (status != 201 || paper->cut_us == 0)
		return;
	sums->first += (double)paper->first_us - asked;
	sums->first_limit += issued + paper->first_bytes * byte_us;
	sums->last += (double)paper->last_us - asked;
	sums->last_limit += issued + paper->last_bytes * byte_us;
	sums->good++;
}

void bench_print(struct bench *bench)
{
	struct paper paper = { .master = -1 };
	struct bench_daemon daemon;
	struct sums sums = { 0 };
	char path[128], board[512];
	pthread_t thread;
	if (open_line(&paper, path, sizeof path) < 0)
		return;
	snprintf(board, sizeof board,
		 "board: {name: bench, simulated: true}\n"
		 "ports:\n  - {name: line, kind: serial, device: %s, baud: 115200}\n"
		 "devices:\n  - {name: printer, driver: escpos, port: line, paper_width_mm: 80, "
		 "kiosk: K1}\n",
		 path);
	pthread_create(&thread, NULL, paper_run, &paper);
	if (bench_daemon_start(&daemon, bench, "print", board) == 0) {
		usleep(2000000);
		for (int i = 0; i < TICKETS; i++) {
			print_once(&paper, daemon.port, &sums);
			usleep((useconds_t)(150000 + i * 7919 % 100000));
		}
		bench_daemon_stop(&daemon);
	}
	paper.stop = true;
	pthread_join(thread, NULL);
	close(paper.master);
	if (sums.good < TICKETS * 9 / 10) {
		fprintf(stderr, "only %d of %d tickets were printed\n", sums.good, TICKETS);
		return;
	}
	bench_row(bench, "asking for a number to its ticket's first line, 115200 baud, mean", "ms",
		  sums.first / sums.good / 1e3, sums.first_limit / sums.good / 1e3, 1.5, false);
	bench_row(bench, "asking for a number to its ticket's last dot, 115200 baud, mean", "ms",
		  sums.last / sums.good / 1e3, sums.last_limit / sums.good / 1e3, 1.2, false);
}
