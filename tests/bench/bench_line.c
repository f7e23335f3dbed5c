/* One simulated RS-485 bus of the bench: boxes and displays behind a pty, answering no sooner than
 * a wire of its speed would let them. It knows when a key was pressed and when the frame that shows
 * it came, both in bench_now_us(). A thread of its own; Modbus as the drivers need it. */
#include "bench_line.h"
#include "bench.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { READ = 3, WRITE = 16, REQUEST_MAX = 300 };

static uint16_t crc16(const uint8_t *bytes, size_t length)
{
	uint16_t crc = 0xffff;
	for (size_t i = 0; i < length; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (uint16_t)(crc & 1 ? crc >> 1 ^ 0xa001 : crc >> 1);
	}
	return crc;
}

static void sleep_until(double us)
{
	struct timespec until = { .tv_sec = (time_t)(us / 1e6),
				  .tv_nsec = (long)(us - (double)(time_t)(us / 1e6) * 1e6) * 1000 };
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0)
		;
}

static void send_reply(struct bench_line *line, uint8_t *bytes, size_t length, double begin)
{
	uint16_t crc = crc16(bytes, length);
	bytes[length] = (uint8_t)crc;
	bytes[length + 1] = (uint8_t)(crc >> 8);
	sleep_until(begin + (double)(length + 2) * line->byte_us);
	ssize_t written = write(line->master, bytes, length + 2);
	(void)written;
}

static void answer_read(struct bench_line *line, const uint8_t *request, double begin)
{
	uint8_t bytes[REQUEST_MAX] = { request[0], READ };
	unsigned first = (unsigned)(request[2] << 8 | request[3]);
	unsigned count = (unsigned)(request[4] << 8 | request[5]);
	unsigned box = request[0] - BENCH_BOX_FIRST;
	bool is_box = request[0] >= BENCH_BOX_FIRST && box < line->boxes;
	const uint32_t sequence = is_box ? line->box[box].sequence : 0;
	const uint16_t keys[16] = { 0x4a48, 1, 7, (uint16_t)sequence,
				    (uint16_t)(sequence ? 1 : 0) };
	bytes[2] = (uint8_t)(count * 2);
	for (unsigned i = 0; i < count; i++) {
		uint16_t value = 0;
		if (is_box)
			value = keys[(first + i) & 15];
		else if (first + i >= BENCH_TEXT && first + i < BENCH_TEXT + BENCH_REGISTERS)
			value = line->box[request[0] - 1].shown[first + i - BENCH_TEXT];
		bytes[3 + 2 * i] = (uint8_t)(value >> 8);
		bytes[4 + 2 * i] = (uint8_t)value;
	}
	send_reply(line, bytes, 3 + 2 * (size_t)count, begin);
	line->reads++;
}

static void take_write(struct bench_line *line, const uint8_t *request, double first_us,
		       double ended_us)
{
	unsigned first = (unsigned)(request[2] << 8 | request[3]);
	unsigned count = (unsigned)(request[4] << 8 | request[5]);
	unsigned window = request[0] - 1u;
	if (first != BENCH_TEXT || window >= line->boxes || count > BENCH_REGISTERS)
		return;
	struct bench_box *box = &line->box[window];
	for (unsigned i = 0; i < count; i++)
		box->shown[i] = (uint16_t)(request[7 + 2 * i] << 8 | request[8 + 2 * i]);
	if (line->refresh_first_us == 0)
		line->refresh_first_us = first_us;
	if (!box->written && ++line->written == line->boxes)
		line->refresh_last_us = ended_us;
	box->written = true;
	if (box->pressed_us > 0 && box->first_us == 0 && first_us > box->pressed_us) {
		box->ended_us = ended_us;
		box->first_us = first_us;
	}
}

static void handle(struct bench_line *line, const uint8_t *request, size_t length, double first_us)
{
	double ended_us = first_us + (double)length * line->byte_us;
	uint8_t reply[16];
	memcpy(reply, request, 6);
	sleep_until(ended_us + BENCH_SLAVE_US);
	if (request[1] == READ) {
		answer_read(line, request, ended_us + BENCH_SLAVE_US);
		return;
	}
	take_write(line, request, first_us, ended_us);
	send_reply(line, reply, 6, ended_us + BENCH_SLAVE_US);
}

static void *line_run(void *context)
{
	struct bench_line *line = context;
	uint8_t bytes[REQUEST_MAX];
	size_t length = 0;
	double first_us = 0;
	while (!line->stop) {
		struct pollfd ready = { .fd = line->master, .events = POLLIN };
		if (poll(&ready, 1, 100) <= 0)
			continue;
		ssize_t count = read(line->master, bytes + length, sizeof bytes - length);
		if (count <= 0) {
			usleep(1000); /* nobody has opened the other end yet */
			continue;
		}
		if (length == 0)
			first_us = bench_now_us();
		length += (size_t)count;
		size_t want = length < 7 ? 8 : bytes[1] == WRITE ? 9 + (size_t)bytes[6] : 8;
		if (length < want)
			continue;
		length = 0;
		handle(line, bytes, want, first_us);
	}
	return NULL;
}

int bench_line_start(struct bench_line *line, int baud, unsigned boxes)
{
	struct termios raw;
	line->baud = baud;
	line->boxes = boxes;
	line->byte_us = 10 * 1e6 / baud;
	line->gap_us = baud > 19200 ? 1750 : 3.5 * line->byte_us;
	line->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (line->master < 0 || grantpt(line->master) < 0 || unlockpt(line->master) < 0 ||
	    ptsname_r(line->master, line->path, sizeof line->path) != 0)
		return -1;
	tcgetattr(line->master, &raw);
	cfmakeraw(&raw);
	tcsetattr(line->master, TCSANOW, &raw);
	line->started = pthread_create(&line->thread, NULL, line_run, line) == 0;
	/* A wire waits for no processor; where this is not allowed, other programs show in the
	 * rows. */
	const struct sched_param first = { .sched_priority = 1 };
	if (line->started)
		(void)pthread_setschedparam(line->thread, SCHED_RR, &first);
	return line->started ? 0 : -1;
}

void bench_line_stop(struct bench_line *line)
{
	line->stop = true;
	if (line->started)
		pthread_join(line->thread, NULL);
	if (line->master >= 0)
		close(line->master);
}

int bench_line_press(struct bench_line *line, unsigned window, double *first_us, double *ended_us)
{
	struct bench_box *box = &line->box[window];
	box->first_us = 0;
	double pressed = bench_now_us();
	box->pressed_us = pressed;
	box->sequence++;
	while (box->first_us == 0 && bench_now_us() - pressed < 5e6)
		usleep(2000);
	double first = box->first_us, ended = box->ended_us;
	box->pressed_us = 0;
	*first_us = first - pressed;
	*ended_us = ended - pressed;
	return first > 0 ? 0 : -1;
}

double bench_line_read_us(const struct bench_line *line, unsigned registers)
{
	return (8 + 5 + 2 * registers) * line->byte_us + BENCH_SLAVE_US + line->gap_us;
}

double bench_line_write_us(const struct bench_line *line, unsigned registers)
{
	return (9 + 2 * registers + 8) * line->byte_us + BENCH_SLAVE_US + line->gap_us;
}
