/* The peak hour of the largest hall, pressed together: 1 200 tickets and their calls at 258
 * windows. Counted afterwards in the journal: none lost, none double. */
#include "bench.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TICKETS = 1200, WINDOWS = 258, RATE = 60 };

static void make_next(void *context, size_t number, struct bench_request *request)
{
	static char path[64];
	(void)context;
	snprintf(path, sizeof path, "/api/v1/windows/%03zu/next", number % WINDOWS + 1);
	*request = (struct bench_request){ "POST", path, NULL };
}

static double ask(sqlite3 *journal, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	double value = -1;
	if (sqlite3_prepare_v2(journal, sql, -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		value = sqlite3_column_double(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

static void count(struct bench *bench, const struct bench_daemon *daemon)
{
	char path[600];
	sqlite3 *journal = NULL;
	snprintf(path, sizeof path, "%s/data/journal.db", daemon->directory);
	if (sqlite3_open_v2(path, &journal, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK) {
		double tickets = ask(journal, "SELECT count(*) FROM leg");
		double numbers = ask(journal, "SELECT count(DISTINCT number) FROM leg");
		double twice = ask(journal, "SELECT count(*) FROM (SELECT window FROM leg WHERE "
					    "called_us IS NOT NULL AND ended_us IS NULL GROUP BY "
					    "window HAVING count(*) > 1)");
		bench_row(bench, "peak load: tickets issued, none lost", "tickets", tickets,
			  TICKETS, 1, true);
		bench_row(bench, "peak load: different numbers, none double", "numbers", numbers,
			  tickets, 1, true);
		if (twice != 0)
			fprintf(stderr, "%.0f windows hold two called tickets\n", twice);
	}
	sqlite3_close(journal);
}

void bench_load(struct bench *bench)
{
	struct bench_daemon daemon;
	if (bench_daemon_start(&daemon, bench, "load", NULL) < 0)
		return;
	pid_t child = fork();
	if (child == 0)
		_exit(bench_http_run(daemon.port, 8, TICKETS, RATE, bench_make_issue, NULL, NULL) <
		      0);
	double taken = bench_http_run(daemon.port, 16, TICKETS, RATE, make_next, NULL, NULL);
	int status = 0;
	waitpid(child, &status, 0);
	double worst = bench_daemon_metric(&daemon, "jiaohao_loop_worst_seconds");
	bench_daemon_stop(&daemon);
	if (taken < 0 || status != 0)
		return;
	count(bench, &daemon);
	if (worst >= 0)
		bench_row(bench, "peak load: longest callback, thread CPU time", "ms", worst * 1e3,
			  5, 1, false);
}
