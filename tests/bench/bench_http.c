/* A small HTTP/1.1 client for measuring: keep-alive connections over one epoll. */
#include "bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 256, ANSWER_MAX = 65536 };

struct connection {
	int fd;
	bool busy;
	double since_us;
	size_t length;
	char answer[ANSWER_MAX];
};

static int connect_to(int port)
{
	const struct sockaddr_in address = { .sin_family = AF_INET,
					     .sin_port = htons((uint16_t)port),
					     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) < 0) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return fd;
}

static int send_request(int fd, const struct bench_request *request)
{
	char text[2048];
	int length =
		snprintf(text, sizeof text,
			 "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
			 "application/json\r\nContent-Length: %zu\r\n\r\n%s",
			 request->method, request->path, request->body ? strlen(request->body) : 0,
			 request->body ? request->body : "");
	return write(fd, text, (size_t)length) == length ? 0 : -1;
}

/* The status once the answer is whole; 0: more to come; -1: broken. */
static int parse(const char *answer, size_t length)
{
	const char *end = memmem(answer, length, "\r\n\r\n", 4);
	int status;
	if (!end)
		return length >= ANSWER_MAX - 1 ? -1 : 0;
	if (sscanf(answer, "HTTP/1.1 %d", &status) != 1)
		return -1;
	size_t head = (size_t)(end - answer) + 4;
	const char *field = strcasestr(answer, "\r\ncontent-length:");
	size_t body = field && field < end ? (size_t)atol(field + 17) : 0;
	return length >= head + body ? status : 0;
}

int bench_http_once(int port, const struct bench_request *request, char *answer, size_t size)
{
	static char buffer[1 << 17];
	size_t length = 0;
	int status = 0;
	int fd = connect_to(port);
	if (fd < 0)
		return -1;
	if (send_request(fd, request) == 0)
		while (status == 0 && length < sizeof buffer - 1) {
			ssize_t count = read(fd, buffer + length, sizeof buffer - 1 - length);
			if (count <= 0)
				break;
			length += (size_t)count;
			buffer[length] = '\0';
			const char *end = strstr(buffer, "\r\n\r\n");
			const char *field = strcasestr(buffer, "\r\ncontent-length:");
			size_t body = field && end && field < end ? (size_t)atol(field + 17) : 0;
			if (end && length >= (size_t)(end - buffer) + 4 + body)
				sscanf(buffer, "HTTP/1.1 %d", &status);
		}
	close(fd);
	if (answer) {
		const char *end = strstr(buffer, "\r\n\r\n");
		snprintf(answer, size, "%s", end ? end + 4 : "");
	}
	return status > 0 ? status : -1;
}

struct run {
	struct connection *connections;
	unsigned count;
	int epoll;
	size_t sent, answered, total, bad;
	double begin_us, rate;
	bench_make_fn *make;
	void *context;
	struct bench_samples *samples;
};

static double due_us(const struct run *run, size_t number)
{
	return run->rate > 0 ? run->begin_us + (double)number * 1e6 / run->rate : 0;
}

static void send_due(struct run *run)
{
	for (unsigned i = 0; i < run->count && run->sent < run->total; i++) {
		struct connection *connection = &run->connections[i];
		double now = bench_now_us(), due = due_us(run, run->sent);
		if (run->rate > 0 && now < due)
			return;
		if (connection->busy)
			continue;
		struct bench_request request = { 0 };
		run->make(run->context, run->sent, &request);
		connection->busy = true;
		connection->length = 0;
		connection->since_us = run->rate > 0 ? due : now;
		run->sent++;
		if (send_request(connection->fd, &request) < 0)
			run->bad++;
	}
}

static void take_answer(struct run *run, struct connection *connection)
{
	ssize_t count = read(connection->fd, connection->answer + connection->length,
			     ANSWER_MAX - 1 - connection->length);
	if (count <= 0) {
		run->bad++;
		run->answered++;
		connection->busy = false;
		epoll_ctl(run->epoll, EPOLL_CTL_DEL, connection->fd, NULL);
		return;
	}
	connection->length += (size_t)count;
	connection->answer[connection->length] = '\0';
	int status = parse(connection->answer, connection->length);
	if (status == 0)
		return;
	if (status < 200 || status > 299) {
		if (run->bad++ == 0)
			fprintf(stderr, "answer %d: %s\n", status, connection->answer);
	}
	if (run->samples)
		bench_sample(run->samples, bench_now_us() - connection->since_us);
	connection->busy = false;
	run->answered++;
}

double bench_http_run(int port, unsigned connections, size_t total, double rate,
		      bench_make_fn *make, void *context, struct bench_samples *samples)
{
	struct run run = { .count = connections,
			   .total = total,
			   .rate = rate,
			   .make = make,
			   .context = context,
			   .samples = samples };
	struct epoll_event events[CONNECTIONS_MAX];
	run.connections = calloc(connections, sizeof *run.connections);
	run.epoll = epoll_create1(EPOLL_CLOEXEC);
	for (unsigned i = 0; i < connections; i++) {
		struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };
		run.connections[i].fd = connect_to(port);
		epoll_ctl(run.epoll, EPOLL_CTL_ADD, run.connections[i].fd, &event);
	}
	run.begin_us = bench_now_us();
	while (run.answered < total && bench_now_us() - run.begin_us < 60e6) {
		send_due(&run);
		double wait = run.rate > 0 && run.sent < total
				      ? due_us(&run, run.sent) - bench_now_us()
				      : 1e6;
		const struct timespec until = { .tv_sec = wait > 1e6 ? 1 : 0,
						.tv_nsec = wait > 0 && wait <= 999999
								   ? (long)(wait * 1e3)
								   : 0 };
		int count = epoll_pwait2(run.epoll, events, CONNECTIONS_MAX, &until, NULL);
		for (int i = 0; i < count; i++)
			take_answer(&run, &run.connections[events[i].data.u32]);
	}
	double seconds = (bench_now_us() - run.begin_us) / 1e6;
	for (unsigned i = 0; i < connections; i++)
		close(run.connections[i].fd);
	close(run.epoll);
	free(run.connections);
	if (run.bad > 0 || run.answered < total) {
		fprintf(stderr, "%zu of %zu answers were bad or missing\n",
			run.bad + (total - run.answered), total);
		return -1;
	}
	return seconds;
}
