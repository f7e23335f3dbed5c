/* What runs over a wire, in words: bytes in, one line of text for each frame or command. Pure. It
 * only describes: a driver's own codec decides. It was written from the protocols and not from the
 * drivers, so that a wrong driver does not look right here. What a citizen's card or code says is
 * never put into words, and such bytes are marked as secret. */
#ifndef JIAOHAO_WIRE_VIEW_H
#define JIAOHAO_WIRE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WIRE_UNIT_MAX = 1024, WIRE_TEXT_MAX = 200 };

enum wire_protocol {
	WIRE_BYTES,  /* nothing is known about it */
	WIRE_MODBUS, /* RTU */
	WIRE_MODBUS_TCP,
	WIRE_ESCPOS,
	WIRE_FF68,
	WIRE_ONBON,
	WIRE_SDT,
	WIRE_XFS5152,
	WIRE_LINES, /* text, ended by CR or LF */
	WIRE_PROTOCOLS
};

/* As of the wire tap: what we sent, and what came. */
enum wire_side { WIRE_SIDE_SENT, WIRE_SIDE_RECEIVED };

struct wire_unit {
	enum wire_side side;
	const uint8_t *bytes; /* borrowed for the call */
	size_t length;
	bool good;		  /* whole, and its check sum right; false also for noise */
	bool secret;		  /* of a citizen: not to be shown */
	int address;		  /* of the device in the frame; -1: it names none */
	char text[WIRE_TEXT_MAX]; /* UTF-8, English */
};

typedef void wire_unit_fn(void *context, const struct wire_unit *unit);

struct wire_view {
	enum wire_protocol protocol;
	size_t length[2];
	uint8_t buffer[2][WIRE_UNIT_MAX];
};

/** The protocol that a driver of this name speaks on a port of this kind; WIRE_BYTES for drivers
 * that it does not know. */
enum wire_protocol wire_protocol_of(const char *driver, const char *port_kind);
/** "modbus" …; and back: false when there is none of this name. */
const char *wire_protocol_name(enum wire_protocol protocol);
bool wire_protocol_named(const char *name, enum wire_protocol *out);

void wire_view_init(struct wire_view *view, enum wire_protocol protocol);
/** @p unit is called for each unit that became whole. What is not yet whole waits for more. */
void wire_view_feed(struct wire_view *view, enum wire_side side, const uint8_t *bytes,
		    size_t length, wire_unit_fn *unit, void *context);
/** Nothing follows: what waits is said as it is. */
void wire_view_end(struct wire_view *view, wire_unit_fn *unit, void *context);

#endif
