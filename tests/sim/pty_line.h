/* A serial line as the other end sees it: a pty whose bytes leave and arrive no faster than its
 * baud rate (times the clock rate) allows, found under a symbolic link at the board file's path. A
 * pty itself has neither speed nor noise; this adds both, and the plug. An other end that has set
 * another baud rate hears and is heard as garbage. Knows no protocol. */
#ifndef JIAOHAO_PTY_LINE_H
#define JIAOHAO_PTY_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct pty_line;

enum {
	PTY_LINE_RECEIVE_MAX = 1024, /* bytes on their way in; more wait in the kernel */
	PTY_LINE_SEND_MAX = 8192,    /* bytes on their way out; more are refused */
};

struct pty_line_settings {
	const char *path;    /* where the link is made, with its folder; copied */
	unsigned baud;	     /* 0: no line speed */
	bool parity;	     /* 11 bits a character instead of 10 */
	bool half_duplex;    /* RS-485: what overlaps in time is garbled in both directions */
	unsigned clock_rate; /* the line is this much faster */
};

/* All zero is a healthy line. */
struct pty_line_faults {
	unsigned noise_bytes; /* random bytes before whatever is sent */
	unsigned bit_errors;  /* of 1000 bytes in either direction, how many get one bit turned */
	unsigned drop;	      /* of 1000 bytes in either direction, how many vanish */
};

struct pty_line_statistics {
	uint64_t received, sent, lost, garbled, collisions;
};

struct pty_line_owner {
	void *context;
	/** @p count bytes without a gap between them; the last one ended at @p ended_us
	 *  (sim_monotonic_us). */
	void (*received)(void *context, const uint8_t *bytes, size_t count, int64_t ended_us);
};

/** 0 or -errno: -EEXIST when something that is no symbolic link stands at the path. @p seed makes
 *  the faults repeatable. @p owner must outlive the line. */
int pty_line_open(struct pty_line **out, struct event_base *base,
		  const struct pty_line_settings *settings, uint64_t seed,
		  const struct pty_line_owner *owner);
/** Queue bytes to leave at line speed. 0, or -ENOBUFS: PTY_LINE_SEND_MAX is reached, none was
 *  taken. Bytes sent while unplugged are lost. */
int pty_line_send(struct pty_line *line, const uint8_t *bytes, size_t count);
/** RTS/CTS: while held, nothing more is read, so the writer's kernel buffer fills. */
void pty_line_hold(struct pty_line *line, bool held);
/** Has the other end switched on the flow control it would be held by? Without it, it goes on
 * sending whatever it is told. */
bool pty_line_obeys(const struct pty_line *line, bool xon_xoff);
/** Pull the plug (the other end sees a hang-up and the path is gone), or put it back: a new pty
 *  under the same path. 0 or -errno. */
int pty_line_unplug(struct pty_line *line, bool unplugged);
/** The other end talks at another baud rate than the line's. */
bool pty_line_has_wrong_speed(const struct pty_line *line);
bool pty_line_is_unplugged(const struct pty_line *line);
struct pty_line_faults *pty_line_faults(struct pty_line *line);
const struct pty_line_statistics *pty_line_statistics(const struct pty_line *line);
/** How long one character takes, ns. */
int64_t pty_line_character_ns(const struct pty_line *line);
/** Removes the link. Accepts NULL. */
void pty_line_close(struct pty_line *line);

#endif
