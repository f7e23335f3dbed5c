/* jiaohao-bench: every measure as a ratio to a physical limit taken in the same run. */
#ifndef JIAOHAO_BENCH_H
#define JIAOHAO_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { BENCH_ROWS_MAX = 96, BENCH_SAMPLES_MAX = 65536 };

/* value against limit: met when ratio is on the right side of bar. */
struct bench_row {
	char name[96];
	char unit[16];
	double value, limit, ratio, bar;
	bool at_least; /* the ratio must be at least the bar, else at most */
	bool met;
};

struct bench {
	const char *directory; /* on the disk to be measured */
	const char *daemon;    /* jiaohaod */
	bool json;
	bool longer; /* more samples */
	struct bench_row rows[BENCH_ROWS_MAX];
	size_t row_count;
	double fdatasync_p50_us; /* bench_disk */
	double append_rate;	 /* append + fdatasync, a second */
};

double bench_now_us(void); /* monotonic */
struct bench_samples {
	size_t count;
	double us[BENCH_SAMPLES_MAX];
};
void bench_sample(struct bench_samples *samples, double us);
double bench_percentile(struct bench_samples *samples, double percent); /* sorts */
void bench_row(struct bench *bench, const char *name, const char *unit, double value, double limit,
	       double bar, bool at_least);

/* bench_disk.c: 0, or -1 with the reason said when this disk proves nothing. */
int bench_disk(struct bench *bench);
/** The p50 of one SQLite transaction that writes the rows of one issue, in µs; < 0: said. */
double bench_transaction(const char *journal, const char *directory);

/* bench_daemon.c: a daemon of its own, on an empty data directory, without devices. */
struct bench_daemon {
	pid_t pid;
	int port;
	char directory[512];
	double first_answer_us; /* from exec to the first answer of /healthz */
};
/** @p board_text NULL: no devices. 0 or -1, said. */
int bench_daemon_start(struct bench_daemon *daemon, const struct bench *bench, const char *name,
		       const char *board_text);
int bench_daemon_restart(struct bench_daemon *daemon, const struct bench *bench);
void bench_daemon_stop(struct bench_daemon *daemon);
double bench_daemon_rss_mb(const struct bench_daemon *daemon);
/** The value of a line of /metrics; < 0: not there. */
double bench_daemon_metric(const struct bench_daemon *daemon, const char *name);

/* bench_http.c: keep-alive connections over epoll. */
struct bench_request {
	const char *method, *path, *body; /* body NULL: none */
};
/** One request on a connection of its own, waiting for the answer: the status, or -1. */
int bench_http_once(int port, const struct bench_request *request, char *answer, size_t size);
/** @p total requests over @p connections; @p make fills the n-th. With @p rate > 0 they are sent on
 * a fixed schedule and latency counts from the scheduled moment; else as fast as answers come.
 *  Returns the seconds it took, < 0 when an answer was not 2xx. */
typedef void bench_make_fn(void *context, size_t number, struct bench_request *request);
double bench_http_run(int port, unsigned connections, size_t total, double rate,
		      bench_make_fn *make, void *context, struct bench_samples *samples);

/** A ticket of one of the bench hall's services, in turn: a bench_make_fn. */
void bench_make_issue(void *context, size_t number, struct bench_request *request);

/* The rows. */
void bench_issue(struct bench *bench);
void bench_replay(struct bench *bench);
void bench_bus(struct bench *bench);
void bench_print(struct bench *bench);
void bench_wire(struct bench *bench);
void bench_hall(struct bench *bench);
void bench_load(struct bench *bench);
void bench_kiosk(struct bench *bench);

#endif
