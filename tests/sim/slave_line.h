/* A pty with Modbus RTU slaves on it, or the same behind a TCP port, that misbehave on request, on
 * the test's own loop. Written from the Modbus specification, without libmodbus. Small: for unit
 * tests of the bus; the big simulator of a whole board is hall-sim. All faults zero is healthy. */
#ifndef JIAOHAO_SLAVE_LINE_H
#define JIAOHAO_SLAVE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event;
struct event_base;

enum { SLAVES_MAX = 16, SLAVE_REGISTERS = 256, SLAVE_FRAME_MAX = 256, SLAVE_LOG_MAX = 512 };

/* Each is a number of answers that show it; -1: all. */
struct slave_faults {
	int silent;
	int late, late_ms; /* answers come so late */
	int wrong_crc;
	int foreign;	     /* the answer names another slave */
	int noise;	     /* bytes of noise before the answer */
	int split, split_ms; /* a pause in the middle of the answer */
	int refuse;	     /* exception 2, illegal data address */
	int busy;	     /* exception 6 */
	int forget;	     /* confirms a write and does not keep it */
};

struct slave {
	int address; /* 0: not there */
	uint16_t registers[SLAVE_REGISTERS];
	unsigned reply_ms; /* how long it always takes */
	struct slave_faults faults;
	unsigned reads, writes;
	/* called after a write was kept; may change registers */
	void (*written)(struct slave *slave, uint16_t first, unsigned count);
};

struct slave_request {
	int address, function;
	uint16_t first, count;
	int64_t time_us; /* CLOCK_MONOTONIC, when it was whole */
};

struct slave_reply;

enum slave_line_kind {
	SLAVE_LINE_PTY,
	SLAVE_LINE_SERVER,  /* a serial server: RTU frames in TCP */
	SLAVE_LINE_GATEWAY, /* Modbus TCP */
};

struct slave_line {
	struct event_base *base;
	enum slave_line_kind kind;
	char port[64];	  /* a symbolic link to the pty, or tcp://…, the same after a replug */
	int master, keep; /* keep: our own end of the slave side, so that nobody's absence hangs it
			     up; or the listening socket */
	int tcp_port;
	unsigned accepted; /* connections */
	bool mute;	   /* connections are accepted, nothing is ever read or answered */
	struct event *connects;
	uint8_t transaction[2]; /* of the request that is answered */
	struct event *readable;
	uint8_t frame[SLAVE_FRAME_MAX];
	size_t length;
	struct slave slaves[SLAVES_MAX];
	struct slave_reply *replies;
	struct slave_request log[SLAVE_LOG_MAX];
	unsigned log_count;
	unsigned broken_frames; /* requests with a wrong check sum, or none known */
};

void slave_line_start(struct slave_line *line, struct event_base *base);
/** The same on 127.0.0.1, at a free port. */
void slave_line_start_tcp(struct slave_line *line, struct event_base *base,
			  enum slave_line_kind kind);
void slave_line_stop(struct slave_line *line);
struct slave *slave_line_add(struct slave_line *line, int address);
void slave_line_unplug(struct slave_line *line);
void slave_line_replug(struct slave_line *line);
/** Bytes on the line that nobody asked for. */
void slave_line_babble(struct slave_line *line, const void *bytes, size_t length);

#endif
