/* Durable issue over HTTP and call-next under load, beside what the disk can do. */
#include "bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	NOOPS = 800,
	ISSUES = 800,
	TURNS = 8,
	MANY = 8000,
	CONNECTIONS = 64,
	CALLS_A_SECOND = 200,
	LOAD_SECONDS_MAX = 4
};

static void make_noop(void *context, size_t number, struct bench_request *request)
{
	(void)context;
	(void)number;
	*request = (struct bench_request){ "GET", "/healthz", NULL };
}

static void make_next(void *context, size_t number, struct bench_request *request)
{
	static char path[64];
	(void)context;
	snprintf(path, sizeof path, "/api/v1/windows/%03zu/next", number % 300 + 1);
	*request = (struct bench_request){ "POST", path, NULL };
}

/* The floor is measured beside the daemon, in turns, so that both see the same disk. */
static void one_connection(struct bench *bench, struct bench_daemon *daemon,
			   struct bench_samples *samples)
{
	char journal[600];
	snprintf(journal, sizeof journal, "%s/data/journal.db", daemon->directory);
	double noop, issue, transaction, sums[3] = { 0 };
	for (int turn = 0; turn < TURNS; turn++) {
		samples->count = 0;
		bench_http_run(daemon->port, 1, NOOPS / TURNS, 0, make_noop, NULL, samples);
		noop = bench_percentile(samples, 50);
		samples->count = 0;
		if (bench_http_run(daemon->port, 1, ISSUES / TURNS, 0, bench_make_issue, NULL,
				   samples) < 0)
			return;
		issue = bench_percentile(samples, 50);
		transaction = bench_transaction(journal, daemon->directory);
		if (transaction < 0)
			return;
		sums[0] += noop / TURNS;
		sums[1] += issue / TURNS;
		sums[2] += transaction / TURNS;
	}
	if (!bench->json)
		printf("issue p50 %.0f us; no-op request %.0f us, SQLite transaction %.0f us\n",
		       sums[1], sums[0], sums[2]);
	bench_row(bench, "durable issue, 1 connection, p50", "us", sums[1], sums[0] + sums[2], 1.25,
		  false);
}

static void call_next(struct bench *bench, struct bench_daemon *daemon, double rate,
		      struct bench_samples *samples)
{
	double half = rate / 2;
	size_t total = (size_t)fmin(half * LOAD_SECONDS_MAX, 18000); /* a day holds 20 000 */
	samples->count = 0;
	pid_t child = fork();
	if (child == 0) {
		double taken = bench_http_run(daemon->port, CONNECTIONS, total, half,
					      bench_make_issue, NULL, NULL);
		_exit(taken < 0);
	}
	usleep(200000);
	double seconds = (double)total / half - 0.5;
	double taken = bench_http_run(daemon->port, 16, (size_t)(CALLS_A_SECOND * seconds),
				      CALLS_A_SECOND, make_next, NULL, samples);
	int status = 0;
	waitpid(child, &status, 0);
	if (taken < 0 || status != 0)
		return;
	if (!bench->json)
		printf("call-next beside %.0f issues a second: p50 %.0f us, p99 %.0f us\n", half,
		       bench_percentile(samples, 50), bench_percentile(samples, 99));
	bench_row(bench, "call-next p99 while 64 connections issue at half saturation", "us",
		  bench_percentile(samples, 99), bench->fdatasync_p50_us, 15, false);
}

void bench_issue(struct bench *bench)
{
	struct bench_samples *samples = calloc(1, sizeof *samples);
	struct bench_daemon daemon;
	if (bench_daemon_start(&daemon, bench, "issue", NULL) < 0)
		goto done;
	bench_row(bench, "start: first answer after exec, empty day", "ms",
		  daemon.first_answer_us / 1e3, 100, 1, false);
	one_connection(bench, &daemon, samples);
	double noops = bench_http_run(daemon.port, CONNECTIONS, MANY, 0, make_noop, NULL, NULL);
	double seconds =
		bench_http_run(daemon.port, CONNECTIONS, MANY, 0, bench_make_issue, NULL, NULL);
	/* The other ceiling: where the disk is fast, the processors shared with this client are it.
	 */
	if (!bench->json && noops > 0)
		printf("no-op requests over 64 connections: %.0f a second\n", MANY / noops);
	bench_daemon_stop(&daemon);
	if (seconds < 0 || bench_daemon_start(&daemon, bench, "next", NULL) < 0)
		goto done;
	double rate = MANY / seconds;
	bench_row(bench, "durable issue, 64 connections", "1/s", rate, bench->append_rate, 4, true);
	call_next(bench, &daemon, rate, samples);
	bench_daemon_stop(&daemon);
done:
	free(samples);
}
