/* A byte stream to one device that may go away and come back. No protocol, no thread. */
#include "stream.h"

#include "hotplug.h"
#include "serial.h"
#include "tcp.h"
#include "wire_tap.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	USB_IDLE_MS = 100,
	CONNECT_TIMEOUT_S = 5,
};

struct stream {
	const struct port_description *port;
	const struct stream_owner *owner;
	int fd;
	bool connecting, connected, reads;
	bool private;
	bool said_lost; /* lost was called since the last connected */
	struct event_base *base;
	struct event *retry; /* a timer: open; while connecting: give up; on USB: read again */
	struct event *read, *write; /* on fd; NULL while there is none */
	unsigned pause_s;
	struct hotplug_listener *hotplug; /* NULL: the pauses do */
	int64_t line_free_us;		  /* when the wire has carried all that was sent */
	size_t head, queued;
	uint8_t queue[STREAM_QUEUE_MAX];
};

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void arm(struct stream *stream, unsigned milliseconds)
{
	struct timeval after = { milliseconds / 1000, (milliseconds % 1000) * 1000 };
	evtimer_add(stream->retry, &after);
}

static void shut(struct stream *stream)
{
	if (stream->read != NULL)
		event_free(stream->read);
	if (stream->write != NULL)
		event_free(stream->write);
	stream->read = stream->write = NULL;
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
	stream->connecting = stream->connected = false;
	stream->head = stream->queued = 0;
	stream->line_free_us = 0;
}

static void shut_and_retry(struct stream *stream)
{
	shut(stream);
	arm(stream, stream->pause_s * 1000);
	stream->pause_s *= 2;
	if (stream->pause_s > STREAM_PAUSE_MAX_S)
		stream->pause_s = STREAM_PAUSE_MAX_S;
}

static const char *reason_of(int error)
{
	switch (error) {
	case ENOENT:
	case ENODEV:
	case ENXIO:
	case EIO:
		return "unplugged";
	case ECONNREFUSED:
		return "refused";
	case EACCES:
	case EPERM:
		return "no_permission";
	case EBUSY:
		return "busy";
	case ETIMEDOUT:
	case EHOSTUNREACH:
	case ENETUNREACH:
		return "unreachable";
	default:
		return "connection_lost";
	}
}

static void lose(struct stream *stream, int error)
{
	bool say = !stream->said_lost;
	if (say) {
		char note[64];
		snprintf(note, sizeof note, "lost: %s", reason_of(error));
		wire_tap_note(stream->port->name, note);
	}
	shut_and_retry(stream);
	stream->said_lost = true;
	if (say)
		stream->owner->lost(stream->owner->context, reason_of(error));
}

/* The owner may restart the stream from within received or drained, so nothing of the old
 * connection is touched after a callback without looking. */
static void readable(evutil_socket_t fd, short what, void *arg)
{
	(void)what;
	struct stream *stream = arg;
	uint8_t bytes[256];
	ssize_t count = read((int)fd, bytes, sizeof bytes);
	if (count > 0) {
		if (!stream->private)
			wire_tap(stream->port->name, WIRE_RECEIVED, bytes, (size_t)count);
		stream->owner->received(stream->owner->context, bytes, (size_t)count);
		if (stream->private)
			explicit_bzero(bytes, sizeof bytes);
	} else if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
		return;
	} else if (stream->port->kind != PORT_USB_PRINTER) {
		int gone = port_is_remote(stream->port) ? ECONNRESET : EIO;
		lose(stream, count == 0 ? gone : errno);
	} else if (count == 0) {
		/* usblp: the printer had nothing to say; asking at once again would spin. */
		event_del(stream->read);
		arm(stream, USB_IDLE_MS);
	} else if (errno == EINVAL) {
		/* usblp on a one-way printer: writing still works. */
		event_del(stream->read);
		stream->reads = false;
	} else {
		lose(stream, errno);
	}
}

static int flush(struct stream *stream)
{
	while (stream->queued > 0) {
		ssize_t count = write(stream->fd, stream->queue + stream->head, stream->queued);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return errno == EAGAIN ? 0 : -errno;
		wire_tap(stream->port->name, WIRE_SENT, stream->queue + stream->head,
			 (size_t)count);
		stream->head += (size_t)count;
		stream->queued -= (size_t)count;
	}
	stream->head = 0;
	return 0;
}

static void established(struct stream *stream)
{
	evtimer_del(stream->retry);
	stream->connecting = false;
	if (stream->reads && event_add(stream->read, NULL) < 0) {
		lose(stream, ENODEV); /* not a device at all */
		return;
	}
	stream->connected = true;
	stream->said_lost = false;
	wire_tap_note(stream->port->name, "opened");
	stream->owner->connected(stream->owner->context);
}

static void writable(evutil_socket_t fd, short what, void *arg)
{
	(void)what;
	struct stream *stream = arg;
	if (stream->connecting) {
		int connected = tcp_connected((int)fd);
		if (connected < 0)
			lose(stream, -connected);
		else
			established(stream);
		return;
	}
	int result = flush(stream);
	if (result < 0)
		lose(stream, -result);
	else if (stream->queued > 0)
		event_add(stream->write, NULL);
	else
		stream->owner->drained(stream->owner->context);
}

static int open_usb(struct stream *stream, const char *path)
{
	int fd = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	stream->reads = false;
	return fd;
}

static int open_device(struct stream *stream)
{
	const struct port_description *port = stream->port;
	struct serial_settings settings = { .baud = port->baud,
					    .parity = port->parity,
					    .rts_cts = port->rts_cts,
					    .xon_xoff = port->xon_xoff };
	char path[sizeof port->device];
	if (port_is_remote(port))
		return tcp_connect(port->address, port->tcp_port);
	int result = hotplug_resolve(port->device, path, sizeof path);
	if (result < 0)
		return result;
	if (port->kind == PORT_USB_PRINTER)
		return open_usb(stream, path);
	result = serial_open(path, &settings);
	if (result == -EBUSY) {
		char note[SERIAL_HOLDER_MAX];
		serial_holder(path, note);
		wire_tap_note(port->name, note);
	}
	return result;
}

static void start(struct stream *stream)
{
	stream->reads = true;
	int fd = open_device(stream);
	if (fd < 0) {
		lose(stream, -fd);
		return;
	}
	stream->fd = fd;
	stream->read = event_new(stream->base, fd, EV_READ | EV_PERSIST, readable, stream);
	stream->write = event_new(stream->base, fd, EV_WRITE, writable, stream);
	if (stream->read == NULL || stream->write == NULL) {
		lose(stream, ENOMEM);
		return;
	}
	if (!port_is_remote(stream->port)) {
		established(stream);
		return;
	}
	stream->connecting = true;
	event_add(stream->write, NULL);
	arm(stream, CONNECT_TIMEOUT_S * 1000);
}

static void retry_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct stream *stream = arg;
	if (stream->connecting)
		lose(stream, ETIMEDOUT);
	else if (stream->connected)
		event_add(stream->read, NULL);
	else
		start(stream);
}

/* Something was plugged in: perhaps what is waited for. */
static void plugged(void *context)
{
	struct stream *stream = context;
	if (stream->connected || stream->connecting)
		return;
	stream->pause_s = STREAM_PAUSE_MIN_S;
	arm(stream, 0);
}

int stream_create(struct stream **out, struct event_base *base, const struct port_description *port,
		  const struct stream_owner *owner)
{
	int result = -ENOMEM;
	if (port->kind != PORT_SERIAL && port->kind != PORT_RS485 && port->kind != PORT_TCP &&
	    port->kind != PORT_USB_PRINTER)
		return -EINVAL;
	struct stream *stream = calloc(1, sizeof *stream);
	if (stream == NULL)
		return -ENOMEM;
	stream->port = port;
	stream->owner = owner;
	stream->base = base;
	stream->fd = -1;
	stream->pause_s = STREAM_PAUSE_MIN_S;
	stream->reads = true;
	if (port_is_remote(port) && !tcp_address_valid(port->address)) {
		result = -EINVAL;
		goto fail;
	}
	stream->retry = evtimer_new(base, retry_due, stream);
	if (stream->retry == NULL)
		goto fail;
	if (!port_is_remote(port)) /* where there is no udev it goes without */
		(void)hotplug_listen(&stream->hotplug, base, plugged, stream);
	arm(stream, 0);
	*out = stream;
	return 0;
fail:
	stream_destroy(stream);
	return result;
}

void stream_destroy(struct stream *stream)
{
	if (stream == NULL)
		return;
	shut(stream);
	hotplug_forget(stream->hotplug);
	if (stream->retry != NULL)
		event_free(stream->retry);
	free(stream);
}

int64_t stream_wire_time(const struct stream *stream, size_t length)
{
	if (stream->port->kind != PORT_SERIAL && stream->port->kind != PORT_RS485)
		return 0;
	return (int64_t)length * serial_character_ns(stream->port->baud, stream->port->parity) /
	       1000;
}

int64_t stream_backlog(const struct stream *stream)
{
	int64_t left = stream->line_free_us - now_us();
	return left > 0 ? left : 0;
}

int stream_send(struct stream *stream, const void *bytes, size_t length)
{
	if (!stream->connected)
		return -ENOTCONN;
	if (length > sizeof stream->queue - stream->queued)
		return -ENOBUFS;
	memmove(stream->queue, stream->queue + stream->head, stream->queued);
	stream->head = 0;
	memcpy(stream->queue + stream->queued, bytes, length);
	stream->queued += length;
	int64_t now = now_us();
	if (stream->line_free_us < now)
		stream->line_free_us = now;
	stream->line_free_us += stream_wire_time(stream, length);
	/* Written from the loop, so that no owner's callback runs inside its own call. */
	if (event_add(stream->write, NULL) < 0)
		return -ENOTCONN;
	return 0;
}

size_t stream_queued(const struct stream *stream)
{
	return stream->queued;
}

bool stream_reads(const struct stream *stream)
{
	return stream->reads;
}

void stream_good(struct stream *stream)
{
	stream->pause_s = STREAM_PAUSE_MIN_S;
}

void stream_restart(struct stream *stream)
{
	shut_and_retry(stream);
	/* The owner knows: it is not told again until something was connected. */
	stream->said_lost = true;
}

void stream_keep_private(struct stream *stream)
{
	stream->private = true;
}
