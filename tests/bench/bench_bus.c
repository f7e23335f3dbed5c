/* Key press to the first byte of the LED frame on an idle 9600-baud bus with one key box and one
 * display, beside what the wire and the poll schedule allow at best. The slave here is the bench's
 * own: it knows when a press happened and when the poll that saw it ended on the wire. */
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

enum { PRESSES = 40, KEYPAD = 101, DISPLAY = 1, REGISTERS = 8, SLAVE_LATENCY_US = 2000 };
static const double byte_us = 10 * 1e6 / 9600; /* 8N1 */

struct slave {
	int master;
	_Atomic bool stop;
	_Atomic uint32_t sequence;
	_Atomic uint64_t pressed_us;  /* not yet seen by a poll; 0: none */
	_Atomic uint64_t seen_end_us; /* end of the reply that told the press */
	_Atomic uint64_t led_us;      /* first byte of the LED frame after it */
	uint32_t told;
	uint16_t shown[256]; /* the display's registers, read back by the driver */
};

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
	double now = bench_now_us();
	if (us > now)
		usleep((useconds_t)(us - now));
}

static double reply(struct slave *slave, uint8_t *bytes, size_t length, double request_end)
{
	uint16_t crc = crc16(bytes, length);
	bytes[length] = (uint8_t)crc;
	bytes[length + 1] = (uint8_t)(crc >> 8);
	double end = request_end + SLAVE_LATENCY_US + (double)(length + 2) * byte_us;
	sleep_until(end);
	ssize_t written = write(slave->master, bytes, length + 2);
	(void)written;
	return end;
}

static void read_registers(struct slave *slave, const uint8_t *request, double request_end)
{
	uint8_t bytes[64] = { request[0], 3 };
	unsigned first = (unsigned)(request[2] << 8 | request[3]);
	unsigned count = (unsigned)(request[4] << 8 | request[5]);
	uint32_t sequence = slave->sequence;
	const uint16_t keys[16] = { 0x4a48, 1, 7, (uint16_t)sequence,
				    (uint16_t)(sequence ? 1 : 0) };
	bytes[2] = (uint8_t)(count * 2);
	for (unsigned i = 0; i < count && i < 24; i++) {
		unsigned at = (first + i) & 255;
		uint16_t value = request[0] == DISPLAY ? slave->shown[at] : keys[at & 15];
		bytes[3 + 2 * i] = (uint8_t)(value >> 8);
		bytes[4 + 2 * i] = (uint8_t)value;
	}
	double end = reply(slave, bytes, 3 + 2 * (size_t)count, request_end);
	if (request[0] == KEYPAD && sequence != slave->told) {
		slave->told = sequence;
		slave->seen_end_us = (uint64_t)end;
	}
}

static void write_registers(struct slave *slave, const uint8_t *request)
{
	unsigned first = (unsigned)(request[2] << 8 | request[3]);
	unsigned count = request[1] == 16 ? (unsigned)(request[4] << 8 | request[5]) : 1;
	const uint8_t *values = request[1] == 16 ? request + 7 : request + 4;
	for (unsigned i = 0; i < count && request[0] == DISPLAY; i++)
		slave->shown[(first + i) & 255] =
			(uint16_t)(values[2 * i] << 8 | values[2 * i + 1]);
}

static void *slave_run(void *context)
{
	struct slave *slave = context;
	uint8_t bytes[300];
	size_t length = 0;
	double first_us = 0;
	while (!slave->stop) {
		struct pollfd ready = { .fd = slave->master, .events = POLLIN };
		if (poll(&ready, 1, 100) <= 0)
			continue;
		ssize_t count = read(slave->master, bytes + length, sizeof bytes - length);
		if (count <= 0)
			continue;
		if (length == 0)
			first_us = bench_now_us();
		length += (size_t)count;
		size_t want = length < 7 ? 8 : bytes[1] == 16 ? 9 + (size_t)bytes[6] : 8;
		if (length < want)
			continue;
		double request_end = first_us + (double)want * byte_us;
		uint8_t request[300];
		memcpy(request, bytes, want);
		length = 0;
		if (request[0] == DISPLAY && request[1] == 16 && slave->seen_end_us &&
		    !slave->led_us)
			slave->led_us = (uint64_t)first_us;
		if (request[1] == 3) {
			read_registers(slave, request, request_end);
		} else {
			write_registers(slave, request);
			reply(slave, request, 6, request_end);
		}
	}
	return NULL;
}

static int open_line(struct slave *slave, char *path, size_t size)
{
	struct termios raw;
	slave->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave->master < 0 || grantpt(slave->master) < 0 || unlockpt(slave->master) < 0 ||
	    ptsname_r(slave->master, path, size) != 0)
		return -1;
	tcgetattr(slave->master, &raw);
	cfmakeraw(&raw);
	return tcsetattr(slave->master, TCSANOW, &raw);
}

static double press_once(struct slave *slave, double *bound)
{
	slave->seen_end_us = 0;
	slave->led_us = 0;
	double pressed = bench_now_us();
	slave->sequence++;
	while (!slave->led_us && bench_now_us() - pressed < 3e6)
		usleep(500);
	if (!slave->led_us)
		return -1;
	*bound = (double)slave->seen_end_us - pressed + 3.5 * 11 * 1e6 / 9600;
	return (double)slave->led_us - pressed;
}

static void make_issue(void *context, size_t number, struct bench_request *request)
{
	(void)context;
	(void)number;
	*request = (struct bench_request){ "POST", "/api/v1/tickets", "{\"service\":\"S0\"}" };
}

void bench_bus(struct bench *bench)
{
	struct slave slave = { .master = -1 };
	struct bench_daemon daemon;
	char path[128], board[1024];
	pthread_t thread;
	double measured = 0, bounds = 0;
	int good = 0;
	if (open_line(&slave, path, sizeof path) < 0)
		return;
	snprintf(board, sizeof board,
		 "board: {name: bench, simulated: true}\nports:\n  - {name: bus, kind: rs485, "
		 "device: "
		 "%s, baud: 9600}\ndevices:\n  - {name: led, driver: modbus-led, port: bus, "
		 "address: "
		 "%d, window: \"001\", cells: 8, map: {text: 112, registers: 8, encoding: "
		 "gb18030}}\n"
		 "  - {name: keys, driver: modbus-keypad, role: caller, port: bus, address: %d, "
		 "window: \"001\"}\n",
		 path, DISPLAY, KEYPAD);
	pthread_create(&thread, NULL, slave_run, &slave);
	if (bench_daemon_start(&daemon, bench, "bus", board) == 0) {
		const struct bench_request open = { "POST", "/api/v1/windows/001/open",
						    "{\"agent\":\"1\"}" };
		bench_http_run(daemon.port, 1, PRESSES + 10, 0, make_issue, NULL, NULL);
		bench_http_once(daemon.port, &open, NULL, 0);
		usleep(1500000);
		for (int i = 0; i < PRESSES; i++) {
			double bound = 0, took = press_once(&slave, &bound);
			usleep((useconds_t)(250000 + i * 7919 % 100000));
			if (took < 0)
				continue;
			measured += took;
			bounds += bound;
			good++;
		}
		bench_daemon_stop(&daemon);
	}
	slave.stop = true;
	pthread_join(thread, NULL);
	close(slave.master);
	if (good < PRESSES * 9 / 10)
		fprintf(stderr, "only %d of %d presses reached the display\n", good, PRESSES);
	else
		bench_row(bench, "key press to the LED frame's first byte, 9600 baud, mean", "ms",
			  measured / good / 1e3, bounds / good / 1e3, 1.2, false);
}
