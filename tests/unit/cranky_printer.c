/* A ticket printer on a pty that misbehaves on request. Renders nothing. */
#include "cranky_printer.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { DLE = 0x10, EOT = 0x04, ENQ = 0x05, GS = 0x1d };

void cranky_printer_send(struct cranky_printer *printer, const void *bytes, size_t length)
{
	if (printer->fd >= 0 && write(printer->fd, bytes, length) < 0)
		perror("cranky_printer_send");
}

static void reply_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct cranky_reply *reply = arg;
	event_free(reply->timer);
	reply->timer = NULL;
	if (reply->printed > 0)
		reply->printer->printed = reply->printed;
	cranky_printer_send(reply->printer, &reply->byte, 1);
}

static void answer(struct cranky_printer *printer, uint8_t byte, unsigned late_ms, size_t printed)
{
	static const uint8_t noise[] = { 0xff, 0x80, 0xfe, 0x81 };
	if (printer->faults.silent)
		return;
	for (unsigned i = 0; i < printer->faults.noise_bytes; i++)
		cranky_printer_send(printer, &noise[i % sizeof noise], 1);
	if (late_ms == 0) {
		if (printed > 0)
			printer->printed = printed;
		cranky_printer_send(printer, &byte, 1);
		return;
	}
	for (unsigned i = 0; i < CRANKY_REPLIES_MAX; i++) {
		struct cranky_reply *reply = &printer->replies[i];
		struct timeval after = { late_ms / 1000, (late_ms % 1000) * 1000 };
		if (reply->timer != NULL)
			continue;
		*reply = (struct cranky_reply){ .printer = printer,
						.byte = byte,
						.printed = printed };
		reply->timer = evtimer_new(printer->base, reply_due, reply);
		evtimer_add(reply->timer, &after);
		return;
	}
}

static void answer_realtime(struct cranky_printer *printer, unsigned n)
{
	bool offline = printer->paper_out || printer->cover_open || printer->cutter_jammed;
	uint8_t byte = 0x12;
	if (n < 1 || n > 4)
		return;
	printer->asked[n]++;
	if (printer->faults.lacks & 1u << n)
		return;
	if (n == 1)
		byte |= 0x04 | (offline ? 0x08 : 0);
	if (n == 2)
		byte |= (printer->cover_open ? 0x04 : 0) | (printer->paper_out ? 0x20 : 0) |
			(printer->cutter_jammed ? 0x40 : 0);
	if (n == 3)
		byte |= printer->cutter_jammed ? 0x08 : 0;
	if (n == 4) {
		byte |= (printer->paper_near ? 0x0c : 0) | (printer->paper_out ? 0x60 : 0);
		if (printer->faults.noise_answers > 0) {
			printer->faults.noise_answers--;
			byte |= 0x60;
		}
	}
	answer(printer, byte, 0, 0);
}

static void obey(struct cranky_printer *printer)
{
	const uint8_t *command = printer->command;
	if (command[0] == DLE && command[1] == EOT) {
		answer_realtime(printer, command[2]);
	} else if (command[0] == DLE && command[1] == ENQ) {
		printer->recovered |= command[2] == 2;
	} else if (command[0] == GS && command[1] == 'r') {
		printer->asked_buffered++;
		if (!printer->paper_out && !printer->cover_open && !printer->faults.mute)
			answer(printer, printer->paper_near ? 0x03 : 0x00,
			       printer->faults.buffered_late_ms, printer->received);
	} else if (command[0] == GS && command[1] == 'V') {
		printer->cuts++;
	}
}

static void count(struct cranky_printer *printer)
{
	printer->received++;
	if (printer->received - printer->printed > printer->held_max)
		printer->held_max = printer->received - printer->printed;
	if (printer->faults.out_after > 0 && --printer->faults.out_after == 0)
		printer->paper_out = true;
	if (printer->faults.unplug_after > 0 && --printer->faults.unplug_after == 0)
		printer->pulled = true;
}

static void keep(struct cranky_printer *printer, uint8_t byte)
{
	if (printer->length < sizeof printer->bytes)
		printer->bytes[printer->length++] = byte;
	count(printer);
}

static size_t command_length(const struct cranky_printer *printer)
{
	return printer->held >= 2 && printer->command[0] == GS && printer->command[1] == 'v' ? 8
											     : 3;
}

/* Once it has begun a picture, it takes everything for it, questions included: so do many heads. */
static void take(struct cranky_printer *printer, uint8_t byte)
{
	const uint8_t *command = printer->command;
	if (printer->picture_left > 0) {
		printer->picture_left--;
		count(printer);
		return;
	}
	if (printer->held == 0 && byte != DLE && byte != GS) {
		keep(printer, byte);
		return;
	}
	printer->command[printer->held++] = byte;
	if (printer->held < command_length(printer))
		return;
	for (unsigned i = 0; i < printer->held && command[0] == GS; i++)
		keep(printer, command[i]);
	if (printer->held == 8)
		printer->picture_left =
			(command[4] + 256u * command[5]) * (command[6] + 256u * command[7]);
	printer->held = 0;
	obey(printer);
}

static void readable(evutil_socket_t fd, short what, void *arg)
{
	(void)what;
	struct cranky_printer *printer = arg;
	uint8_t bytes[4096];
	ssize_t length = read((int)fd, bytes, sizeof bytes);
	for (ssize_t i = 0; i < length && !printer->pulled; i++)
		take(printer, bytes[i]);
	if (printer->pulled)
		cranky_printer_unplug(printer);
}

int cranky_printer_plug(struct cranky_printer *printer)
{
	struct termios raw;
	int slave = -1;
	printer->fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (printer->fd < 0 || grantpt(printer->fd) < 0 || unlockpt(printer->fd) < 0)
		return -errno;
	/* The slave is held open here too, so that the master never sees a hang-up. */
	slave = open(ptsname(printer->fd), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0 || tcgetattr(slave, &raw) < 0)
		return -errno;
	cfmakeraw(&raw);
	tcsetattr(slave, TCSANOW, &raw);
	if (symlink(ptsname(printer->fd), printer->path) < 0)
		return -errno;
	printer->slave = slave;
	printer->pulled = false; /* and what was begun goes on: it kept its power */
	printer->event =
		event_new(printer->base, printer->fd, EV_READ | EV_PERSIST, readable, printer);
	return event_add(printer->event, NULL);
}

void cranky_printer_unplug(struct cranky_printer *printer)
{
	if (printer->event != NULL)
		event_free(printer->event);
	printer->event = NULL;
	if (printer->slave >= 0)
		close(printer->slave);
	if (printer->fd >= 0)
		close(printer->fd);
	printer->fd = printer->slave = -1;
	unlink(printer->path);
}

int cranky_printer_start(struct cranky_printer *printer, struct event_base *base)
{
	memset(printer, 0, sizeof *printer);
	printer->base = base;
	printer->fd = printer->slave = -1;
	strcpy(printer->folder, "/tmp/cranky-printer-XXXXXX");
	if (mkdtemp(printer->folder) == NULL)
		return -errno;
	snprintf(printer->path, sizeof printer->path, "%s/line", printer->folder);
	return cranky_printer_plug(printer);
}

void cranky_printer_stop(struct cranky_printer *printer)
{
	cranky_printer_unplug(printer);
	for (unsigned i = 0; i < CRANKY_REPLIES_MAX; i++)
		if (printer->replies[i].timer != NULL)
			event_free(printer->replies[i].timer);
	rmdir(printer->folder);
}
