/* See ctl_line.h. */
#include "ctl_line.h"

#include "ctl_text.h"
#include "modbus_frame.h"
#include "serial.h"
#include "tcp.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	PATIENCE_MS = 60,
	CONNECT_MS = 5000,
	LUMP_MS = 8 /* beside the wire: USB adapters hand over in lumps */
};

struct ctl_line {
	int fd;
	bool remote;
	const char *device;
	int baud;
	char parity;
	unsigned patience_ms;
};

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int open_remote(const char *device)
{
	char address[64];
	int port, result = tcp_parse(device, address, sizeof address, &port);
	int fd = result < 0 ? result : tcp_connect(address, port);
	if (fd < 0)
		return fd;
	struct pollfd wait = { .fd = fd, .events = POLLOUT };
	result = poll(&wait, 1, CONNECT_MS) > 0 ? tcp_connected(fd) : -ETIMEDOUT;
	if (result == 0)
		return fd;
	close(fd);
	return result;
}

static int open_local(const char *device, int baud, char parity)
{
	const struct serial_settings settings = { .baud = baud, .parity = parity };
	int fd = serial_open(device, &settings);
	if (fd < 0)
		return fd;
	(void)serial_enable_rs485(fd);
	serial_low_latency(fd);
	return fd;
}

struct ctl_line *ctl_line_open(const char *device, int baud, char parity)
{
	struct ctl_line *line = calloc(1, sizeof *line);
	if (!line)
		return NULL;
	*line = (struct ctl_line){ .remote = strncmp(device, "tcp://", 6) == 0,
				   .device = device,
				   .baud = baud,
				   .parity = parity,
				   .patience_ms = PATIENCE_MS };
	line->fd = line->remote ? open_remote(device) : open_local(device, baud, parity);
	if (line->fd >= 0)
		return line;
	if (line->fd == -EBUSY)
		ctl_fail(TEXT_PORT_BUSY, device);
	else
		ctl_fail(TEXT_PORT_OPEN, device, strerror(-line->fd));
	free(line);
	return NULL;
}

void ctl_line_close(struct ctl_line *line)
{
	if (!line)
		return;
	if (line->fd >= 0)
		close(line->fd);
	free(line);
}

bool ctl_line_set(struct ctl_line *line, int baud, char parity)
{
	if (line->remote || (line->baud == baud && line->parity == parity))
		return true;
	close(line->fd);
	line->baud = baud;
	line->parity = parity;
	line->fd = open_local(line->device, baud, parity);
	if (line->fd < 0)
		ctl_fail(TEXT_PORT_OPEN, line->device, strerror(-line->fd));
	return line->fd >= 0;
}

bool ctl_line_is_remote(const struct ctl_line *line)
{
	return line->remote;
}

void ctl_line_patience(struct ctl_line *line, unsigned ms)
{
	line->patience_ms = ms;
}

/* All until it was quiet for @p quiet_us after something, or until @p until_us. */
static size_t listen_until(struct ctl_line *line, uint8_t *bytes, size_t size, int64_t until_us,
			   int64_t quiet_us, int64_t *first_us)
{
	size_t length = 0;
	*first_us = 0;
	for (;;) {
		int64_t now = now_us(), end = until_us;
		if (now >= end || length == size)
			return length;
		struct timespec wait = { (end - now) / 1000000, (end - now) % 1000000 * 1000 };
		struct pollfd poll = { .fd = line->fd, .events = POLLIN };
		if (ppoll(&poll, 1, &wait, NULL) <= 0)
			return length;
		ssize_t count = read(line->fd, bytes + length, size - length);
		if (count <= 0)
			return length; /* gone: the next request says so */
		if (length == 0)
			*first_us = now_us();
		length += (size_t)count;
		until_us = now_us() + quiet_us;
	}
}

static void take_values(const uint8_t *reply, struct ctl_heard *heard)
{
	if (heard->kind != HEARD_GOOD || reply[1] != MODBUS_READ_HOLDING)
		return;
	heard->count = reply[2] / 2u;
	for (unsigned i = 0; i < heard->count && i < 125; i++)
		heard->values[i] = (uint16_t)(reply[3 + 2 * i] << 8 | reply[4 + 2 * i]);
}

static enum scan_heard ask(struct ctl_line *line, const uint8_t *request, size_t length,
			   struct ctl_heard *heard)
{
	uint8_t bytes[CTL_LINE_HEARD_MAX];
	int64_t character_us = serial_character_ns(line->baud, line->parity) / 1000 + 1;
	int64_t first_us, gap_us = 5 * character_us + LUMP_MS * 1000;
	size_t skip;
	/* What is left of before is nobody's answer; and frames are parted by silence. */
	listen_until(line, bytes, sizeof bytes, now_us() + 4 * character_us + 2000,
		     4 * character_us, &first_us);
	memset(heard, 0, sizeof *heard);
	int64_t begin_us = now_us();
	if (write(line->fd, request, length) != (ssize_t)length)
		return heard->kind = HEARD_NOTHING;
	int64_t until_us = begin_us + (int64_t)length * character_us +
			   line->patience_ms * INT64_C(1000) +
			   (line->remote ? 2 * LUMP_MS * 1000 : 0);
	size_t count = listen_until(line, bytes, sizeof bytes, until_us, gap_us, &first_us);
	heard->kind = scan_classify(request, length, bytes, count, &skip);
	if (count > 0)
		heard->latency_ms = (int)((first_us - begin_us) / 1000);
	take_values(bytes + skip, heard);
	return heard->kind;
}

enum scan_heard ctl_line_read(struct ctl_line *line, int address, unsigned first, unsigned count,
			      struct ctl_heard *heard)
{
	uint8_t request[MODBUS_FRAME_MAX];
	size_t length = modbus_frame_read(request, address, first, count);
	return ask(line, request, length, heard);
}

enum scan_heard ctl_line_write(struct ctl_line *line, int address, unsigned first,
			       const uint16_t *values, unsigned count, struct ctl_heard *heard)
{
	uint8_t request[MODBUS_FRAME_MAX];
	size_t length = modbus_frame_write(request, address, first, values, count);
	return ask(line, request, length, heard);
}
