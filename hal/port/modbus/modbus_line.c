/* See modbus_line.h. Facts of the line: Modbus over Serial Line V1.02, 2.5.1: frames are separated
 * by 3.5 characters of silence, fixed at 1.750 ms above 19200 baud. */
#include "modbus_line.h"

#include "hotplug.h"
#include "modbus_exchange.h"
#include "serial.h"
#include "tcp.h"
#include "wire_tap.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	GAP_FAST_US = 1750,
	GAP_FAST_BAUD = 19200,
	BYTE_TIMEOUT_US = 60000, /* USB adapters hand bytes over in lumps of 16 ms */
	WRITE_TIMEOUT_US = 1000000,
	CONNECT_TIMEOUT_US = 3000000,
	SLICE_MS = 50, /* how often a wait looks at stop */
	SETTLES_MAX = 10,
	STUCK_US = 3000000,
	STUCK_TIMEOUTS = 3,
	CHUNK = 256,
};

struct modbus_line {
	struct port_description port;
	int fd;
	bool tcp; /* Modbus TCP's frames instead of RTU's */
	uint16_t transaction;
	int64_t character_ns, gap_us;
	int64_t quiet_from_us; /* when the last byte was sent or heard */
	int64_t heard_us;      /* when the last byte was heard, or the line opened */
	unsigned unanswered;   /* requests since then */
	unsigned late; /* late answers of Modbus TCP since the last transaction, and whose */
	uint8_t late_address;
	struct modbus_reply reply;
};

int64_t modbus_line_time(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct modbus_line *modbus_line_create(const struct port_description *description)
{
	struct modbus_line *line = calloc(1, sizeof *line);
	if (line == NULL)
		return NULL;
	line->fd = -1;
	line->port = *description;
	line->tcp = description->kind == PORT_MODBUS_TCP;
	if (line->tcp)
		return line; /* no character, no gap */
	line->character_ns = serial_character_ns(description->baud, description->parity);
	line->gap_us = line->character_ns * 7 / 2 / 1000;
	if (description->baud > GAP_FAST_BAUD)
		line->gap_us = GAP_FAST_US;
	return line;
}

void modbus_line_destroy(struct modbus_line *line)
{
	if (line == NULL)
		return;
	modbus_line_close(line);
	free(line);
}

/* Wait until @p until_us. 1: @p events came, 0: they did not, or -errno. */
static int wait_for(int fd, short events, int64_t until_us)
{
	struct pollfd wait = { .fd = fd, .events = events };
	int64_t left_us = until_us - modbus_line_time();
	if (left_us < 0)
		left_us = 0;
	const struct timespec left = { .tv_sec = left_us / 1000000,
				       .tv_nsec = left_us % 1000000 * 1000 };
	int ready = ppoll(&wait, 1, &left, NULL);
	if (ready < 0)
		return errno == EINTR ? 0 : -errno;
	return ready;
}

static int open_remote(const struct port_description *port, atomic_bool *stop)
{
	int fd = tcp_connect(port->address, port->tcp_port);
	int64_t until_us = modbus_line_time() + CONNECT_TIMEOUT_US;
	if (fd < 0)
		return fd;
	while (wait_for(fd, POLLOUT, modbus_line_time() + SLICE_MS * 1000) == 0) {
		if (modbus_line_time() < until_us && !atomic_load(stop))
			continue;
		close(fd);
		return -ETIMEDOUT;
	}
	int result = tcp_connected(fd);
	if (result == 0)
		return fd;
	close(fd);
	return result;
}

int modbus_line_open(struct modbus_line *line, atomic_bool *stop)
{
	const struct serial_settings settings = { .baud = line->port.baud,
						  .parity = line->port.parity };
	int fd;
	if (port_is_remote(&line->port)) {
		fd = open_remote(&line->port, stop);
	} else {
		char path[sizeof line->port.device];
		fd = hotplug_resolve(line->port.device, path, sizeof path);
		if (fd == 0)
			fd = serial_open(path, &settings);
		if (fd == -EBUSY) {
			char note[SERIAL_HOLDER_MAX];
			serial_holder(path, note);
			wire_tap_note(line->port.name, note);
		}
		if (fd >= 0) /* most adapters switch by themselves and answer ENOTTY */
			(void)serial_enable_rs485(fd);
	}
	wire_tap_note(line->port.name, fd < 0 ? "can't be opened" : "opened");
	if (fd < 0)
		return fd;
	line->fd = fd;
	line->quiet_from_us = line->heard_us = modbus_line_time();
	line->unanswered = 0;
	memset(&line->reply, 0, sizeof line->reply);
	return 0;
}

void modbus_line_close(struct modbus_line *line)
{
	if (line->fd >= 0)
		close(line->fd);
	line->fd = -1;
}

int modbus_line_descriptor(const struct modbus_line *line)
{
	return line->fd;
}

void modbus_line_timing(const struct modbus_line *line, int64_t *character_ns, int64_t *gap_us)
{
	*character_ns = line->character_ns;
	*gap_us = line->gap_us;
}

bool modbus_line_stuck(const struct modbus_line *line)
{
	return port_is_remote(&line->port) && line->unanswered >= STUCK_TIMEOUTS &&
	       modbus_line_time() - line->heard_us > STUCK_US;
}

/* What can be read now: a count, 0: nothing, or -errno: the line is gone. */
static int read_bytes(struct modbus_line *line, uint8_t *bytes, size_t size)
{
	ssize_t count = read(line->fd, bytes, size);
	if (count > 0) {
		line->quiet_from_us = line->heard_us = modbus_line_time();
		line->unanswered = 0;
		wire_tap(line->port.name, WIRE_RECEIVED, bytes, (size_t)count);
		return (int)count;
	}
	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (count < 0)
		return -errno;
	struct pollfd hangup = { .fd = line->fd };
	if (!port_is_remote(&line->port) && poll(&hangup, 1, 0) == 0)
		return 0; /* a tty with VMIN 0 answers 0 for nothing */
	return port_is_remote(&line->port) ? -ECONNRESET : -EIO;
}

/* Whole frames only, or the next answer would begin in the middle of one. */
static int drain_tcp(struct modbus_line *line)
{
	static const struct modbus_request nobody;
	uint8_t bytes[MODBUS_ADU_MAX];
	int total = 0, count;
	modbus_reply_begin(&line->reply, &nobody, true, ++line->transaction);
	for (;;) {
		count = read_bytes(line, bytes, modbus_reply_wanted(&line->reply));
		if (count <= 0)
			break;
		for (int i = 0; i < count; i++)
			if (modbus_reply_feed(&line->reply, bytes[i]) == MODBUS_FEED_LOST)
				return -EPROTO;
		total += count;
	}
	line->late += line->reply.stale;
	if (line->reply.stale > 0)
		line->late_address = line->reply.stale_address;
	return count < 0 ? count : total;
}

int modbus_line_drain(struct modbus_line *line)
{
	uint8_t bytes[CHUNK];
	int total = 0;
	if (line->tcp)
		return drain_tcp(line);
	for (;;) {
		int count = read_bytes(line, bytes, sizeof bytes);
		if (count < 0)
			return count;
		total += count;
		if (count < (int)sizeof bytes)
			return total;
	}
}

static void wait_gap(const struct modbus_line *line)
{
	int64_t until_us = line->quiet_from_us + line->gap_us;
	struct timespec until = { .tv_sec = until_us / 1000000,
				  .tv_nsec = until_us % 1000000 * 1000 };
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
		;
}

static int send_request(struct modbus_line *line, const struct modbus_request *request)
{
	uint8_t bytes[MODBUS_ADU_MAX];
	size_t length = line->tcp ? modbus_request_tcp(bytes, request, ++line->transaction)
				  : modbus_request_rtu(bytes, request);
	int64_t until_us = modbus_line_time() + WRITE_TIMEOUT_US;
	wire_tap(line->port.name, WIRE_SENT, bytes, length);
	for (size_t sent = 0; sent < length;) {
		ssize_t count = port_is_remote(&line->port)
					? send(line->fd, bytes + sent, length - sent, MSG_NOSIGNAL)
					: write(line->fd, bytes + sent, length - sent);
		if (count > 0) {
			sent += (size_t)count;
			continue;
		}
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0 && errno != EAGAIN)
			return -errno;
		int ready = wait_for(line->fd, POLLOUT, until_us);
		if (ready <= 0)
			return ready < 0 ? ready : -EIO;
	}
	line->quiet_from_us = modbus_line_time() + (int64_t)length * line->character_ns / 1000;
	line->unanswered++;
	return 0;
}

static enum modbus_outcome outcome_of(uint8_t exception)
{
	enum { ACKNOWLEDGE = 5, BUSY = 6, GATEWAY_NO_ANSWER = 11 };
	switch (exception) {
	case ACKNOWLEDGE:
	case BUSY:
		return MODBUS_BUSY;
	case GATEWAY_NO_ANSWER:
		return MODBUS_SILENT;
	default:
		return MODBUS_REFUSED;
	}
}

/* Feed what came. True: the reply is over, @p outcome says how. */
static bool feed(struct modbus_line *line, const uint8_t *bytes, int count,
		 enum modbus_outcome *outcome)
{
	for (int i = 0; i < count; i++) {
		switch (modbus_reply_feed(&line->reply, bytes[i])) {
		case MODBUS_FEED_MORE:
			break;
		case MODBUS_FEED_GOOD:
			*outcome = MODBUS_GOOD;
			return true;
		case MODBUS_FEED_EXCEPTION:
			*outcome = outcome_of(line->reply.exception);
			return true;
		case MODBUS_FEED_LOST:
			modbus_line_close(line);
			*outcome = MODBUS_BAD;
			return true;
		}
	}
	return false;
}

/* How long may what is still missing take? A whole frame's worth of bytes that makes no frame is
 * the spoiled answer, and nothing more comes; less may be noise before it. */
static int64_t byte_limit(const struct modbus_line *line, int64_t limit_us)
{
	const struct modbus_request *request = &line->reply.request;
	size_t heard = line->reply.length + line->reply.skipped;
	if (line->tcp || heard < modbus_reply_size(request->function, request->count))
		return heard == 0 ? limit_us : limit_us + BYTE_TIMEOUT_US;
	int64_t byte_us = line->quiet_from_us + BYTE_TIMEOUT_US;
	return byte_us < limit_us ? byte_us : limit_us;
}

static enum modbus_outcome receive(struct modbus_line *line)
{
	uint8_t bytes[MODBUS_ADU_MAX];
	enum modbus_outcome outcome;
	/* The time-out counts from the request's last bit. */
	int64_t limit_us = line->quiet_from_us + line->port.response_timeout_ms * INT64_C(1000);
	const struct modbus_request *request = &line->reply.request;
	size_t size = modbus_reply_size(request->function, request->count);
	for (;;) {
		int64_t until_us = byte_limit(line, limit_us);
		int ready = wait_for(line->fd, POLLIN, until_us);
		int count = ready < 0 ? ready : 0;
		if (ready > 0)
			count = read_bytes(line, bytes, modbus_reply_wanted(&line->reply));
		if (count < 0)
			return MODBUS_UNPLUGGED;
		if (count > 0 && line->reply.length == 0) /* it begins in time: let it end */
			limit_us += (int64_t)size * line->character_ns / 1000;
		if (feed(line, bytes, count, &outcome))
			return outcome;
		if (count == 0 && modbus_line_time() >= until_us)
			return line->reply.length + line->reply.skipped > 0 ? MODBUS_BAD
									    : MODBUS_SILENT;
	}
}

enum modbus_outcome modbus_line_transact(struct modbus_line *line, struct modbus_job *job)
{
	const struct modbus_request request = {
		.address = (uint8_t)job->unit->address,
		.function = job->kind == MODBUS_WRITE ? MODBUS_WRITE_MULTIPLE : MODBUS_READ_HOLDING,
		.first = job->first,
		.count = job->count,
		.values = job->values,
	};
	job->noise = job->stale = 0;
	if (line->tcp ? line->fd < 0 : modbus_line_drain(line) < 0)
		return MODBUS_UNPLUGGED;
	wait_gap(line);
	if (send_request(line, &request) < 0)
		return MODBUS_UNPLUGGED;
	modbus_reply_begin(&line->reply, &request, line->tcp, line->transaction);
	enum modbus_outcome outcome = receive(line);
	if (outcome == MODBUS_SILENT)
		wire_tap_note(line->port.name, "no answer");
	job->noise = line->reply.skipped;
	job->stale = line->reply.stale + line->late;
	job->stale_address = line->reply.stale > 0 ? line->reply.stale_address : line->late_address;
	line->late = 0;
	if (outcome != MODBUS_GOOD || job->kind == MODBUS_WRITE)
		return outcome;
	size_t bytes = job->count * sizeof job->values[0];
	if (job->kind == MODBUS_READ_BACK)
		return memcmp(line->reply.values, job->values, bytes) == 0 ? MODBUS_GOOD
									   : MODBUS_DIFFERS;
	memcpy(job->values, line->reply.values, bytes);
	return MODBUS_GOOD;
}

bool modbus_line_settle(struct modbus_line *line, const struct modbus_job *job, atomic_bool *stop)
{
	uint8_t bytes[CHUNK];
	int64_t settle_us = line->port.settle_ms * INT64_C(1000);
	int64_t give_up_us = modbus_line_time() + SETTLES_MAX * settle_us;
	int64_t until_us = modbus_line_time() + settle_us;
	int function = job->kind == MODBUS_WRITE ? MODBUS_WRITE_MULTIPLE : MODBUS_READ_HOLDING;
	bool late = false;
	while (!line->tcp && line->fd >= 0 && !atomic_load(stop)) {
		int64_t now_us = modbus_line_time();
		if (now_us >= until_us || now_us >= give_up_us)
			break;
		int64_t slice_us = now_us + SLICE_MS * 1000;
		if (wait_for(line->fd, POLLIN, slice_us < until_us ? slice_us : until_us) <= 0)
			continue;
		int count = read_bytes(line, bytes, sizeof bytes);
		if (count < 0)
			break; /* the next transaction finds the line gone */
		if (count >= 2 && bytes[0] == job->unit->address && (bytes[1] & 0x7f) == function)
			late = true;
		if (count > 0)
			until_us = modbus_line_time() + settle_us;
	}
	return late;
}
