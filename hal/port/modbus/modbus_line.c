/* See modbus_line.h. Facts of the line: Modbus over Serial Line V1.02, 2.5.1: frames are separated
 * by 3.5 characters of silence, fixed at 1.750 ms above 19200 baud. */
#include "modbus_line.h"

#include "modbus_frame.h"
#include "serial.h"
#include "wire_tap.h"

#include <errno.h>
#include <modbus.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	GAP_FAST_US = 1750,
	GAP_FAST_BAUD = 19200,
	BYTE_TIMEOUT_US = 60000, /* USB adapters hand bytes over in lumps of 16 ms */
	SETTLE_SLICE_MS = 50,
	SETTLES_MAX = 10,
	FRAME_MAX = 256,
	READ_REQUEST = 8,  /* bytes: address, function, first, count, CRC */
	WRITE_REQUEST = 9, /* and the byte count, without the registers */
	FUNCTION_READ = 3,
	FUNCTION_WRITE = 16,
};

struct modbus_line {
	struct port_description port;
	modbus_t *modbus;
	int64_t character_ns, gap_us;
	int64_t quiet_from_us; /* when the last byte was sent or heard */
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
	line->port = *description;
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

int modbus_line_open(struct modbus_line *line)
{
	line->modbus = modbus_new_rtu(line->port.device, line->port.baud, line->port.parity, 8, 1);
	if (line->modbus == NULL)
		return -errno;
	modbus_set_error_recovery(line->modbus, MODBUS_ERROR_RECOVERY_NONE);
	modbus_set_byte_timeout(line->modbus, 0, BYTE_TIMEOUT_US);
	if (modbus_connect(line->modbus) < 0) {
		int result = errno > 0 ? -errno : -EIO;
		modbus_free(line->modbus);
		line->modbus = NULL;
		wire_tap_note(line->port.name, "can't be opened");
		return result;
	}
	wire_tap_note(line->port.name, "opened");
	int fd = modbus_get_socket(line->modbus);
	(void)serial_enable_rs485(fd); /* most adapters switch by themselves and answer ENOTTY */
	serial_low_latency(fd);
	modbus_flush(line->modbus);
	line->quiet_from_us = modbus_line_time();
	return 0;
}

void modbus_line_close(struct modbus_line *line)
{
	if (line->modbus == NULL)
		return;
	modbus_close(line->modbus);
	modbus_free(line->modbus);
	line->modbus = NULL;
}

int modbus_line_descriptor(const struct modbus_line *line)
{
	return line->modbus == NULL ? -1 : modbus_get_socket(line->modbus);
}

/* What can be read now: a count, 0: nothing, or -errno: the line is gone. */
static int read_bytes(struct modbus_line *line, uint8_t *bytes, size_t size)
{
	ssize_t count = read(modbus_line_descriptor(line), bytes, size);
	if (count > 0) {
		line->quiet_from_us = modbus_line_time();
		wire_tap(line->port.name, WIRE_RECEIVED, bytes, (size_t)count);
		return (int)count;
	}
	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	struct pollfd hangup = { .fd = modbus_line_descriptor(line) };
	if (count == 0 && poll(&hangup, 1, 0) == 0)
		return 0; /* a tty with VMIN 0 answers 0 for nothing */
	return count < 0 ? -errno : -EIO;
}

int modbus_line_drain(struct modbus_line *line)
{
	uint8_t bytes[FRAME_MAX];
	int total = 0;
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

/* libmodbus counts its time-out from when the kernel took the request, so the wire is added. */
static void set_timeout(struct modbus_line *line, const struct modbus_job *job)
{
	int bytes = READ_REQUEST;
	if (job->kind == MODBUS_WRITE)
		bytes = WRITE_REQUEST + 2 * job->count;
	int64_t timeout_us =
		line->port.response_timeout_ms * INT64_C(1000) + bytes * line->character_ns / 1000;
	modbus_set_response_timeout(line->modbus, (uint32_t)(timeout_us / 1000000),
				    (uint32_t)(timeout_us % 1000000));
}

static enum modbus_outcome outcome_of(int error)
{
	switch (error) {
	case ETIMEDOUT:
	case EMBXGTAR: /* a gateway's word for: no answer */
		return MODBUS_SILENT;
	case EMBBADCRC:
	case EMBBADDATA:
	case EMBBADEXC:
	case EMBUNKEXC:
	case EMBMDATA:
	case EMBBADSLAVE:
		return MODBUS_BAD;
	case EMBXACK:
	case EMBXSBUSY:
		return MODBUS_BUSY;
	default:
		break;
	}
	return error > MODBUS_ENOBASE ? MODBUS_REFUSED : MODBUS_UNPLUGGED;
}

/* libmodbus keeps its frames to itself; these are the same, byte by byte. */
static void tap_request(const struct modbus_line *line, const struct modbus_job *job)
{
	uint8_t frame[MODBUS_FRAME_MAX];
	int address = job->unit->address;
	size_t length =
		job->kind == MODBUS_WRITE
			? modbus_frame_write(frame, address, job->first, job->values, job->count)
			: modbus_frame_read(frame, address, job->first, job->count);
	wire_tap(line->port.name, WIRE_SENT, frame, length);
}

/* Of a reply that libmodbus refused only its reason is known. */
static void tap_reply(const struct modbus_line *line, const struct modbus_job *job,
		      const uint16_t *read, int count, int error)
{
	uint8_t frame[MODBUS_FRAME_MAX];
	char note[96];
	int address = job->unit->address;
	int function = job->kind == MODBUS_WRITE ? FUNCTION_WRITE : FUNCTION_READ;
	size_t length = 0;
	if (count >= 0 && function == FUNCTION_WRITE)
		length = modbus_frame_write_reply(frame, address, job->first, (unsigned)count);
	else if (count >= 0)
		length = modbus_frame_read_reply(frame, address, read, (unsigned)count);
	else if (error > MODBUS_ENOBASE && error <= EMBXGTAR)
		length = modbus_frame_exception(frame, address, function, error - MODBUS_ENOBASE);
	if (length > 0) {
		wire_tap(line->port.name, WIRE_RECEIVED, frame, length);
		return;
	}
	snprintf(note, sizeof note, "address %d: %s", address,
		 error == ETIMEDOUT ? "no answer" : modbus_strerror(error));
	wire_tap_note(line->port.name, note);
}

enum modbus_outcome modbus_line_transact(struct modbus_line *line, struct modbus_job *job)
{
	uint16_t read[MODBUS_REGISTERS_MAX];
	int count;
	if (modbus_line_drain(line) < 0)
		return MODBUS_UNPLUGGED;
	wait_gap(line);
	set_timeout(line, job);
	modbus_set_slave(line->modbus, job->unit->address);
	tap_request(line, job);
	if (job->kind == MODBUS_WRITE)
		count = modbus_write_registers(line->modbus, job->first, job->count, job->values);
	else
		count = modbus_read_registers(line->modbus, job->first, job->count, read);
	int error = errno;
	line->quiet_from_us = modbus_line_time();
	tap_reply(line, job, read, count, error);
	if (count < 0)
		return outcome_of(error);
	if (count != job->count)
		return MODBUS_BAD;
	if (job->kind == MODBUS_READ_BACK)
		return memcmp(read, job->values, job->count * sizeof read[0]) == 0 ? MODBUS_GOOD
										   : MODBUS_DIFFERS;
	if (job->kind == MODBUS_POLL)
		memcpy(job->values, read, job->count * sizeof read[0]);
	return MODBUS_GOOD;
}

bool modbus_line_settle(struct modbus_line *line, const struct modbus_job *job, atomic_bool *stop)
{
	uint8_t bytes[FRAME_MAX];
	int64_t settle_us = line->port.settle_ms * INT64_C(1000);
	int64_t give_up_us = modbus_line_time() + SETTLES_MAX * settle_us;
	int64_t until_us = modbus_line_time() + settle_us;
	int function = job->kind == MODBUS_WRITE ? FUNCTION_WRITE : FUNCTION_READ;
	bool late = false;
	while (!atomic_load(stop)) {
		int64_t now_us = modbus_line_time();
		if (now_us >= until_us || now_us >= give_up_us)
			break;
		struct pollfd wait = { .fd = modbus_line_descriptor(line), .events = POLLIN };
		int64_t left_ms = (until_us - now_us + 999) / 1000;
		if (poll(&wait, 1, (int)(left_ms < SETTLE_SLICE_MS ? left_ms : SETTLE_SLICE_MS)) <=
		    0)
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
