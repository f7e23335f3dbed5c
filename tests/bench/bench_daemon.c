/* Daemons of the bench's own: a hall of 300 windows and 20 services, open day and night. */
#include "bench.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SERVICES = 20, WINDOWS = 300 };

static int write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	if (!file)
		return -1;
	fputs(text, file);
	return fclose(file);
}

static int write_hall(const char *path)
{
	FILE *file = fopen(path, "w");
	if (!file)
		return -1;
	fprintf(file, "hall: {id: bench, name: 测量大厅, timezone: Asia/Shanghai}\n"
		      "hours:\n  - {days: [mon, tue, wed, thu, fri, sat, sun], spans: "
		      "[[\"00:00\", \"24:00\"]]}\n"
		      "zones: [{id: Z, name: 大厅}]\nno_show: {patience_s: 0}\nkeys: "
		      "{double_press_ms: 0}\nservices:\n");
	for (int i = 0; i < SERVICES; i++)
		fprintf(file, "  - {code: S%d, name: 业务%d, prefix: %c, zone: Z, mean_min: 5}\n",
			i, i, 'A' + i);
	fprintf(file, "windows:\n");
	for (int i = 0; i < WINDOWS; i++)
		fprintf(file, "  - {no: \"%03d\", zone: Z, services: [S%d]}\n", i + 1,
			i % SERVICES);
	return fclose(file);
}

static void spawn(struct bench_daemon *daemon, const struct bench *bench)
{
	char hall[600], board[600], data[600], listen[64];
	snprintf(hall, sizeof hall, "%s/hall.yaml", daemon->directory);
	snprintf(board, sizeof board, "%s/board.yaml", daemon->directory);
	snprintf(data, sizeof data, "%s/data", daemon->directory);
	snprintf(listen, sizeof listen, "127.0.0.1:%d", daemon->port);
	daemon->pid = fork();
	if (daemon->pid != 0)
		return;
	execl(bench->daemon, bench->daemon, "--hall", hall, "--board", board, "--data", data,
	      "--listen", listen, (char *)NULL);
	perror(bench->daemon);
	_exit(127);
}

static int wait_answer(struct bench_daemon *daemon, double begin)
{
	const struct bench_request request = { "GET", "/healthz", NULL };
	while (bench_now_us() - begin < 10e6) {
		if (bench_http_once(daemon->port, &request, NULL, 0) > 0) {
			daemon->first_answer_us = bench_now_us() - begin;
			return 0;
		}
		if (waitpid(daemon->pid, NULL, WNOHANG) == daemon->pid)
			break;
		usleep(500);
	}
	fprintf(stderr, "the daemon gave no answer\n");
	bench_daemon_stop(daemon);
	return -1;
}

/* The hall is loaded and effects go out a moment after the first answer. */
static int wait_open(struct bench_daemon *daemon)
{
	const struct bench_request request = { "GET", "/api/v1/windows/001", NULL };
	for (int i = 0; i < 2000; i++) {
		if (bench_http_once(daemon->port, &request, NULL, 0) == 200)
			return 0;
		usleep(1000);
	}
	fprintf(stderr, "the daemon loaded no hall\n");
	return -1;
}

int bench_daemon_restart(struct bench_daemon *daemon, const struct bench *bench)
{
	double begin = bench_now_us();
	spawn(daemon, bench);
	return wait_answer(daemon, begin) < 0 || wait_open(daemon) < 0 ? -1 : 0;
}

int bench_daemon_start(struct bench_daemon *daemon, const struct bench *bench, const char *name,
		       const char *board_text)
{
	char path[600];
	static int port = 0;
	if (port == 0)
		port = 20000 + getpid() % 20000;
	*daemon = (struct bench_daemon){ .port = port++ };
	snprintf(daemon->directory, sizeof daemon->directory, "%s/bench-%s-%d", bench->directory,
		 name, getpid());
	if (mkdir(daemon->directory, 0700) < 0 && errno != EEXIST) {
		perror(daemon->directory);
		return -1;
	}
	snprintf(path, sizeof path, "%s/hall.yaml", daemon->directory);
	write_hall(path);
	snprintf(path, sizeof path, "%s/board.yaml", daemon->directory);
	write_text(path, board_text ? board_text
				    : "board: {name: bench, simulated: true}\nports: []\ndevices: "
				      "[]\n");
	return bench_daemon_restart(daemon, bench);
}

void bench_daemon_stop(struct bench_daemon *daemon)
{
	if (daemon->pid <= 0)
		return;
	kill(daemon->pid, SIGTERM);
	waitpid(daemon->pid, NULL, 0);
	daemon->pid = 0;
}

double bench_daemon_rss_mb(const struct bench_daemon *daemon)
{
	char path[64], line[256];
	double kb = -1;
	snprintf(path, sizeof path, "/proc/%d/status", (int)daemon->pid);
	FILE *file = fopen(path, "r");
	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "VmRSS: %lf", &kb) == 1)
			break;
	if (file)
		fclose(file);
	return kb / 1024;
}

double bench_daemon_metric(const struct bench_daemon *daemon, const char *name)
{
	static char text[1 << 17];
	const struct bench_request request = { "GET", "/metrics", NULL };
	size_t length = strlen(name);
	if (bench_http_once(daemon->port, &request, text, sizeof text) != 200)
		return -1;
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		if (strncmp(line, name, length) == 0 &&
		    (line[length] == ' ' || line[length] == '{'))
			return atof(strrchr(line, ' ') + 1);
	return -1;
}

void bench_make_issue(void *context, size_t number, struct bench_request *request)
{
	static char body[64];
	(void)context;
	snprintf(body, sizeof body, "{\"service\":\"S%zu\"}", number % SERVICES);
	*request = (struct bench_request){ "POST", "/api/v1/tickets", body };
}
