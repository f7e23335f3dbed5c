/* See slave_line.h. Frames: Modbus Application Protocol V1.1b3, 6.3 (03), 6.6 (06), 6.12 (16);
 * check sum: Modbus over Serial Line V1.02, 6.2.2. */
#include "slave_line.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { READ = 3, WRITE_ONE = 6, WRITE = 16, ILLEGAL_ADDRESS = 2, DEVICE_BUSY = 6 };

struct slave_reply {
	struct slave_reply *next;
	struct slave_line *line;
	struct event *due;
	uint8_t bytes[SLAVE_FRAME_MAX + 8];
	size_t length;
};

static void die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static uint16_t check_sum(const uint8_t *bytes, size_t length)
{
	uint16_t crc = 0xffff;
	for (size_t i = 0; i < length; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (uint16_t)(crc & 1 ? crc >> 1 ^ 0xa001 : crc >> 1);
	}
	return crc;
}

static bool takes(int *fault)
{
	if (*fault == 0)
		return false;
	if (*fault > 0)
		--*fault;
	return true;
}

static void send_bytes(struct slave_line *line, const uint8_t *bytes, size_t length)
{
	if (line->master < 0)
		return;
	ssize_t count = line->kind == SLAVE_LINE_PTY
				? write(line->master, bytes, length)
				: send(line->master, bytes, length, MSG_NOSIGNAL);
	if (count != (ssize_t)length)
		fprintf(stderr, "slave_line: short write\n");
}

static void reply_due(evutil_socket_t fd, short what, void *arg)
{
	struct slave_reply *reply = arg;
	struct slave_line *line = reply->line;
	struct slave_reply **link = &line->replies;
	(void)fd;
	(void)what;
	while (*link != reply)
		link = &(*link)->next;
	*link = reply->next;
	send_bytes(line, reply->bytes, reply->length);
	event_free(reply->due);
	free(reply);
}

static void send_after(struct slave_line *line, const uint8_t *bytes, size_t length,
		       unsigned after_ms)
{
	if (after_ms == 0) {
		send_bytes(line, bytes, length);
		return;
	}
	struct slave_reply *reply = calloc(1, sizeof *reply);
	if (reply == NULL)
		die("memory");
	memcpy(reply->bytes, bytes, length);
	reply->length = length;
	reply->line = line;
	reply->next = line->replies;
	line->replies = reply;
	reply->due = evtimer_new(line->base, reply_due, reply);
	struct timeval after = { .tv_sec = after_ms / 1000, .tv_usec = after_ms % 1000 * 1000 };
	event_add(reply->due, &after);
}

static void send_reply(struct slave_line *line, struct slave *slave, uint8_t *bytes, size_t length)
{
	struct slave_faults *faults = &slave->faults;
	unsigned after_ms = slave->reply_ms;
	if (takes(&faults->silent))
		return;
	if (takes(&faults->foreign))
		bytes[0] = (uint8_t)(bytes[0] + 1);
	if (line->kind == SLAVE_LINE_GATEWAY) {
		memmove(bytes + 6, bytes, length);
		memset(bytes, 0, 6);
		memcpy(bytes, line->transaction, 2);
		bytes[5] = (uint8_t)length;
		length += 6;
	} else {
		uint16_t crc = check_sum(bytes, length);
		if (takes(&faults->wrong_crc))
			crc ^= 0x0100;
		bytes[length++] = (uint8_t)crc;
		bytes[length++] = (uint8_t)(crc >> 8);
	}
	if (takes(&faults->late))
		after_ms = (unsigned)faults->late_ms;
	if (takes(&faults->noise))
		send_bytes(line, (const uint8_t *)"\x00\xff\x5a", 3);
	if (takes(&faults->split)) {
		send_after(line, bytes, 4, after_ms);
		send_after(line, bytes + 4, length - 4, after_ms + (unsigned)faults->split_ms);
		return;
	}
	send_after(line, bytes, length, after_ms);
}

static uint16_t word(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static void answer(struct slave_line *line, struct slave *slave, const uint8_t *request)
{
	uint8_t reply[SLAVE_FRAME_MAX + 8] = { request[0], request[1] };
	uint16_t first = word(request + 2), count = request[1] == WRITE_ONE ? 1 : word(request + 4);
	size_t length = 6;
	bool refused = takes(&slave->faults.refuse), busy = takes(&slave->faults.busy);
	if (refused || busy || first + count > SLAVE_REGISTERS) {
		reply[1] |= 0x80;
		reply[2] = busy ? DEVICE_BUSY : ILLEGAL_ADDRESS;
		send_reply(line, slave, reply, 3);
		return;
	}
	if (request[1] == READ) {
		slave->reads++;
		reply[2] = (uint8_t)(2 * count);
		for (unsigned i = 0; i < count; i++) {
			reply[3 + 2 * i] = (uint8_t)(slave->registers[first + i] >> 8);
			reply[4 + 2 * i] = (uint8_t)slave->registers[first + i];
		}
		length = 3 + 2u * count;
	} else {
		const uint8_t *values = request + (request[1] == WRITE ? 7 : 4);
		slave->writes++;
		if (!takes(&slave->faults.forget)) {
			for (unsigned i = 0; i < count; i++)
				slave->registers[first + i] = word(values + 2 * i);
			if (slave->written != NULL)
				slave->written(slave, first, count);
		}
		memcpy(reply + 2, request + 2, 4);
	}
	send_reply(line, slave, reply, length);
}

/* Length of the request that begins here, 0: not known yet. */
static size_t request_length(const struct slave_line *line)
{
	const uint8_t *frame = line->frame;
	if (line->length < 8)
		return 0;
	if (line->kind == SLAVE_LINE_GATEWAY)
		return 6u + frame[5];
	return frame[1] == WRITE ? 9u + frame[6] : 8;
}

static void request_whole(struct slave_line *line, size_t length)
{
	const uint8_t *frame = line->frame;
	struct timespec now;
	if (line->mute)
		return;
	if (line->kind == SLAVE_LINE_GATEWAY) {
		memcpy(line->transaction, frame, 2);
		frame += 6;
	} else if (check_sum(frame, length) != 0) {
		line->broken_frames++;
		return;
	}
	if ((frame[1] != READ && frame[1] != WRITE && frame[1] != WRITE_ONE)) {
		line->broken_frames++;
		return;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	line->log[line->log_count++ % SLAVE_LOG_MAX] = (struct slave_request){
		.address = frame[0],
		.function = frame[1],
		.first = word(frame + 2),
		.count = word(frame + 4),
		.time_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000,
	};
	for (int i = 0; i < SLAVES_MAX; i++) {
		if (line->slaves[i].address == frame[0])
			answer(line, &line->slaves[i], frame);
	}
}

static void hang_up(struct slave_line *line)
{
	if (line->readable != NULL)
		event_free(line->readable);
	line->readable = NULL;
	if (line->master >= 0)
		close(line->master);
	line->master = -1;
	line->length = 0;
}

static void line_readable(evutil_socket_t fd, short what, void *arg)
{
	struct slave_line *line = arg;
	(void)what;
	ssize_t count =
		read((int)fd, line->frame + line->length, sizeof line->frame - line->length);
	if (count == 0 && line->kind != SLAVE_LINE_PTY) {
		hang_up(line);
		return;
	}
	if (count <= 0)
		return;
	line->length += (size_t)count;
	for (;;) {
		size_t length = request_length(line);
		if (length == 0 || length > line->length)
			return;
		request_whole(line, length);
		line->length -= length;
		memmove(line->frame, line->frame + length, line->length);
	}
}

/* The newest client is served; an older one is forgotten, as small servers do. */
static void client_connects(evutil_socket_t fd, short what, void *arg)
{
	struct slave_line *line = arg;
	(void)what;
	int client = accept4((int)fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (client < 0)
		return;
	hang_up(line);
	line->master = client;
	line->accepted++;
	line->readable = event_new(line->base, client, EV_READ | EV_PERSIST, line_readable, line);
	event_add(line->readable, NULL);
}

static void listen_again(struct slave_line *line)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)line->tcp_port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof address;
	int yes = 1;
	line->keep = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (line->keep < 0 ||
	    setsockopt(line->keep, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0 ||
	    bind(line->keep, (struct sockaddr *)&address, size) < 0 || listen(line->keep, 4) < 0 ||
	    getsockname(line->keep, (struct sockaddr *)&address, &size) < 0)
		die("socket");
	line->tcp_port = ntohs(address.sin_port);
	snprintf(line->port, sizeof line->port, "tcp://127.0.0.1:%d", line->tcp_port);
	line->connects =
		event_new(line->base, line->keep, EV_READ | EV_PERSIST, client_connects, line);
	event_add(line->connects, NULL);
}

void slave_line_replug(struct slave_line *line)
{
	struct termios raw;
	if (line->kind != SLAVE_LINE_PTY) {
		listen_again(line);
		return;
	}
	line->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (line->master < 0 || grantpt(line->master) < 0 || unlockpt(line->master) < 0)
		die("pty");
	const char *name = ptsname(line->master);
	line->keep = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (line->keep < 0 || tcgetattr(line->keep, &raw) < 0)
		die(name);
	cfmakeraw(&raw);
	tcsetattr(line->keep, TCSANOW, &raw);
	unlink(line->port);
	if (symlink(name, line->port) < 0)
		die(line->port);
	line->length = 0;
	line->readable =
		event_new(line->base, line->master, EV_READ | EV_PERSIST, line_readable, line);
	event_add(line->readable, NULL);
}

void slave_line_unplug(struct slave_line *line)
{
	if (line->connects != NULL) {
		event_free(line->connects);
		line->connects = NULL;
		close(line->keep);
		hang_up(line);
	}
	if (line->master < 0)
		return;
	event_free(line->readable);
	line->readable = NULL;
	close(line->keep);
	close(line->master);
	line->master = -1;
	unlink(line->port);
}

void slave_line_start(struct slave_line *line, struct event_base *base)
{
	static unsigned number;
	memset(line, 0, sizeof *line);
	line->base = base;
	line->master = -1;
	snprintf(line->port, sizeof line->port, "/tmp/jiaohao-line-%d-%u", (int)getpid(), number++);
	slave_line_replug(line);
}

void slave_line_start_tcp(struct slave_line *line, struct event_base *base,
			  enum slave_line_kind kind)
{
	memset(line, 0, sizeof *line);
	line->base = base;
	line->master = -1;
	line->kind = kind;
	slave_line_replug(line);
}

void slave_line_stop(struct slave_line *line)
{
	slave_line_unplug(line);
	while (line->replies != NULL) {
		struct slave_reply *reply = line->replies;
		line->replies = reply->next;
		event_free(reply->due);
		free(reply);
	}
}

struct slave *slave_line_add(struct slave_line *line, int address)
{
	for (int i = 0; i < SLAVES_MAX; i++) {
		if (line->slaves[i].address == 0) {
			line->slaves[i].address = address;
			return &line->slaves[i];
		}
	}
	return NULL;
}

void slave_line_babble(struct slave_line *line, const void *bytes, size_t length)
{
	send_bytes(line, bytes, length);
}
