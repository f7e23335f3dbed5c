/* One serial line (RS-485 pair, RS-232, or a serial server's) shared by devices that speak one
 * protocol and are told apart by an address in their frames: what modbus_bus.h is for Modbus, for
 * all others. Over a stream, on the loop's thread; it knows no protocol.
 *
 *  - bytes that come are offered to the protocol's framing; a whole frame goes to the members, in
 *    the order in which they joined, until one takes it;
 *  - what members send goes out one exchange at a time, calls before the rest, and not while a
 *    frame is coming in: an exchange waits for its answer (when it wants one) up to its time-out
 * and is tried again as often as it says. After each time-out the line is kept silent for as long
 *    again, at least the port's settle_ms, so that a late answer does not meet the next question;
 *  - a member that fails to answer again and again is lost and asked seldom, so that it costs the
 *    others at most a twentieth of the line. */
#ifndef JIAOHAO_LINE_H
#define JIAOHAO_LINE_H

#include "device.h"
#include "port.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct line;
struct line_member;

enum { LINE_FRAME_MAX = 4096, LINE_MEMBERS_MAX = 128, LINE_SLOTS_MAX = 8 };

enum line_feed { LINE_MORE, LINE_READY, LINE_BAD };

/* A protocol's framing: pure. */
struct line_protocol {
	const char *name;
	size_t parser_size; /* of the parser's memory, which the line owns */
	void (*reset)(void *parser);
	/** READY: *frame and *length are one whole, checked frame, valid until the next feed. BAD:
	 *  the byte fits nothing; counted. */
	enum line_feed (*feed)(void *parser, uint8_t byte, const uint8_t **frame, size_t *length);
	unsigned gap_ms; /* a pause this long in the middle of a frame ends it; 0: none does */
	/* Some RS-485 adapters hear themselves: a frame that comes back unchanged within this time
	 * after it was sent is our own and nobody's. Shorter than any device takes to send the same
	 * frame; 0: where a device may do so at once. */
	unsigned own_ms;
};

/* What a member wants sent. The newest in its slot wins; what is on the wire is finished first. */
struct line_exchange {
	const uint8_t *bytes; /* copied */
	size_t length;	      /* at most LINE_FRAME_MAX */
	bool urgent;	      /* a call: before all that is not */
	unsigned timeout_ms;  /* for the answer; 0: none comes */
	unsigned attempts;    /* 1 … */
	uint32_t give_up_ms;  /* dropped when it was not sent by then; 0: never */
	uint32_t tag;	      /* comes back in done */
};

/* On the loop; none may call line_leave. */
struct line_owner {
	void *context;
	/** A whole frame came. True: it is this member's (and its answer, when @p awaited says that
	 *  this member's exchange is open: then that one is done). */
	bool (*frame)(void *context, const uint8_t *frame, size_t length, bool awaited);
	/** The exchange in this slot ended. Good: answered, or (without a time-out) sent. Not good:
	 *  every attempt failed, or give_up_ms is over. Not called for one that was replaced,
	 *  cancelled or dropped with line_leave. */
	void (*done)(void *context, unsigned slot, uint32_t tag, bool good);
	/** Lost is "no_answer", "bad_frames" (what came was garbled, as when two devices of one
	 *  address answer at once) or why the line itself went.
	 *  A member whose exchanges never want an answer is healthy while the line is open. After
	 *  DEVICE_LOST DEVICE_STARTING comes when the line is back and nothing was heard yet. */
	device_health_fn *health;
};

/** Join the line of @p port (serial or tcp); the first one makes it. 0; -EPROTO: another protocol
 *  is spoken there already; -ENOSPC: LINE_MEMBERS_MAX; -EINVAL: a port of another kind; -ENOMEM.
 *  @p owner is copied. */
int line_join(struct line_member **out, struct event_base *base, struct port *port,
	      const struct line_protocol *protocol, const struct line_owner *owner);
/** Accepts NULL. The last one closes the line. No callback comes after it. */
void line_leave(struct line_member *member);

/** Send; nothing is called from within. 0; -EMSGSIZE: longer than LINE_FRAME_MAX; -ENOMEM. A lost
 *  line or member keeps it until give_up_ms: for a lost member it is the probe that finds it
 *  again, so a driver that wants to know sends something again when done says it failed. */
int line_send(struct line_member *member, unsigned slot, const struct line_exchange *exchange);
/** What waits in the slot is forgotten. */
void line_cancel(struct line_member *member, unsigned slot);
/** The slot whose answer is waited for now, or -1: tells a late answer of another kind apart, which
 *  a frame callback then refuses. */
int line_awaited_slot(const struct line_member *member);
/** It was heard of in another way (an unasked frame): it is there. */
void line_heard(struct line_member *member);
/** As modbus_unit_problem: DEVICE_DEGRADED with this detail (a literal) until NULL. */
void line_problem(struct line_member *member, const char *detail);
void line_statistics(const struct line_member *member, struct device_statistics *out);

#endif
