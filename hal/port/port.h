/* A board's ports by name: what a board file's "ports:" list opens to. A port is shared by the
 * devices that name it (an RS-485 bus by many) and touches no hardware before its first device runs
 * on the loop. */
#ifndef JIAOHAO_PORT_H
#define JIAOHAO_PORT_H

#include "config_keys.h"

#include <stdbool.h>

struct event_base;
struct modbus_bus;
struct audio;
struct line;
struct port;

enum port_kind {
	/* device of the next two: a path, or tcp://ADDRESS:PORT of a serial server that carries the
	 * line of another floor (raw TCP; its own page sets the same baud and parity) */
	PORT_SERIAL,	  /* kind: serial — device, baud, parity, flow */
	PORT_RS485,	  /* kind: rs485 — device, baud, parity, response_timeout_ms, settle_ms */
	PORT_TCP,	  /* kind: tcp — address, tcp_port */
	PORT_USB_PRINTER, /* kind: usb-printer — device (/dev/usb/lp0) */
	PORT_GPIO,	  /* kind: gpio — chip (/dev/gpiochip0), or on simulated boards line */
	PORT_AUDIO, /* kind: audio — device (an ALSA name), or on simulated boards line (a pty of
		     * hall-sim that logs what is played) */
	PORT_INPUT, /* kind: input — device (/dev/input/by-id/…, by-path/… or name:PATTERN), or on
		     * simulated boards line (a pty on which hall-sim writes input events) */
	PORT_MODBUS_TCP, /* kind: modbus-tcp — address, tcp_port (502), response_timeout_ms: a
			  * gateway whose unit ids are the slaves of a bus, or a slave itself */
};

struct port_description {
	char name[32];
	enum port_kind kind;
	char device[128]; /* path, ALSA name, chip; "" where the kind has none */
	char address[64]; /* numeric; "": the port is local */
	int tcp_port;
	int baud;    /* 9600 when absent */
	char parity; /* 'N' 'E' 'O' */
	bool rts_cts, xon_xoff;
	int response_timeout_ms, settle_ms;
	bool simulated; /* the board is: a fast clock may scale the end of speech */
};

/** Is it reached over the network? */
static inline bool port_is_remote(const struct port_description *port)
{
	return port->address[0] != '\0';
}

/** 0, or -EINVAL with every reason said at its line. Takes name and kind too. */
int port_open(struct port **out, struct event_base *base, struct config_keys *keys, bool simulated);
/** Stops its threads; every device on it must be closed before. Accepts NULL. */
void port_close(struct port *port);
const struct port_description *port_describe(const struct port *port);
const char *port_kind_name(enum port_kind kind);
struct event_base *port_base(const struct port *port);

/** The shared bus of an RS-485 or Modbus TCP port; NULL for other kinds. */
struct modbus_bus *port_modbus_bus(struct port *port);
/** The shared sound output of an audio port; NULL for other kinds. */
struct audio *port_audio(struct port *port);
/** The shared line (line.h) of a serial or TCP port, or NULL while nobody has joined it. Kept here
 *  for line.c, which makes it and ends it. */
struct line *port_line(const struct port *port);
void port_set_line(struct port *port, struct line *line);

#endif
