/* A byte stream to one device that may go away and come back: a serial line, TCP, or /dev/usb/lp*.
 * Non-blocking, on the loop's thread. It opens by itself once the loop runs, and after a loss again
 * after 1, 2, 4 … 30 s, for ever; the pause starts anew at 1 s only when the owner has said
 * stream_good(), so that a device that accepts and drops is not hammered. It knows no protocol. */
#ifndef JIAOHAO_STREAM_H
#define JIAOHAO_STREAM_H

#include "port.h"

#include <stddef.h>
#include <stdint.h>

struct event_base;
struct stream;

enum { STREAM_QUEUE_MAX = 8192, STREAM_PAUSE_MIN_S = 1, STREAM_PAUSE_MAX_S = 30 };

/* Called from the loop. None of them may call stream_destroy. */
struct stream_owner {
	void *context;
	void (*connected)(void *context); /* open, and nothing sent or received yet */
	void (*received)(void *context, const uint8_t *bytes, size_t length);
	void (*drained)(void *context); /* all that was queued has been taken by the kernel */
	/** What was queued is thrown away. @p reason: "unplugged", "refused" … as for
	 *  device_health_fn. Once for each connected, and once when the very first open fails. */
	void (*lost)(void *context, const char *reason);
};

/** @p port and @p owner must outlive the stream. 0; -EINVAL: the port is of another kind or its
 *  address is not a numeric one; -ENOMEM. */
int stream_create(struct stream **out, struct event_base *base, const struct port_description *port,
		  const struct stream_owner *owner);
/** Accepts NULL. Calls nobody. */
void stream_destroy(struct stream *stream);

/** All of it or nothing: 0; -ENOTCONN; -ENOBUFS: it doesn't fit into STREAM_QUEUE_MAX. */
int stream_send(struct stream *stream, const void *bytes, size_t length);
/** Bytes the kernel has not taken yet. */
size_t stream_queued(const struct stream *stream);
/** How long, in µs, the wire still needs for what was sent, by the line's speed; 0 for TCP, USB. */
int64_t stream_backlog(const struct stream *stream);
/** Microseconds that the wire needs for @p length bytes; 0 for TCP and USB. */
int64_t stream_wire_time(const struct stream *stream, size_t length);
/** False when the device gives no answers at all (a one-way /dev/usb/lp*). */
bool stream_reads(const struct stream *stream);
/** It answered sensibly: the next loss is followed by the shortest pause. */
void stream_good(struct stream *stream);
/** What comes over it is a person's: received bytes are wiped after owner->received, and a wire tap
 *  is not told of them: the owner tells it what may be known. For good; call it right after
 *  stream_create. */
void stream_keep_private(struct stream *stream);
/** Close and open again after the pause that is due; lost is not called. */
void stream_restart(struct stream *stream);

#endif
