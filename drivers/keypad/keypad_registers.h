/* The register map of our button boxes and rating boxes (holding registers), and what a change in
 * it means. Pure. Registers 0 … 7 are read in one request, so one answer is one moment of the box:
 *
 *   0 device type 4A48h "JH" · 1 map version 1 or 2 · 2 boot count, kept without power · 3 press
 * sequence, from 0 at power-up, +1 a press, wraps · 4 last key · 5 rating state · 6 rating token,
 * low 16 bits · 7 echo of 8
 *
 * Written by the host: 8 echo · 9 rating seconds, 0 disarms · 10 rating token · 11 feedback · 12
 * waiting count shown. Written once, when the box is installed: 13 its own Modbus address, 1 … 247,
 * kept without power; the answer still comes from the old one. A new box has address 1. With
 * version 2 also 14 the agent's stars, 0 … 5 (0: not known) · 15 … 22 the agent's number, ASCII,
 * two characters a register, the first in the high byte, zeros behind it. A box of version 1 has no
 * registers behind 13, and none is written to it. */
#ifndef JIAOHAO_KEYPAD_REGISTERS_H
#define JIAOHAO_KEYPAD_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

enum {
	KEYPAD_TYPE = 0x4a48,
	KEYPAD_VERSION = 1,
	KEYPAD_VERSION_AGENT = 2, /* the newest: it shows who serves */
	KEYPAD_READ_FIRST = 0,
	KEYPAD_READ_COUNT = 8,
	KEYPAD_READ_MIN = 5,	/* type, version, boot, sequence, key */
	KEYPAD_QUICK_FIRST = 2, /* what a press changes: boot, sequence, key */
	KEYPAD_QUICK_COUNT = 3,
	KEYPAD_QUICK_RATING_COUNT = 5, /* and rating state, token */
	KEYPAD_WRITE_ECHO = 8,
	KEYPAD_WRITE_SECONDS = 9,
	KEYPAD_WRITE_TOKEN = 10,
	KEYPAD_WRITE_FEEDBACK = 11,
	KEYPAD_WRITE_WAITING = 12,
	KEYPAD_WRITE_ADDRESS = 13, /* by jiaohaoctl; the driver never does */
	KEYPAD_WRITE_STARS = 14,
	KEYPAD_NUMBER_REGISTERS = 8,
	KEYPAD_WRITE_AGENT_COUNT = 1 + KEYPAD_NUMBER_REGISTERS,
	KEYPAD_WAITING_MAX = 999,
	KEYPAD_STALE_MAX = 3, /* older than known so often in a row: it is another box */
};

enum keypad_rating { KEYPAD_RATING_IDLE, KEYPAD_RATING_ARMED, KEYPAD_RATED, KEYPAD_TIMED_OUT };

struct keypad_registers {
	uint16_t version, boot, sequence;
	uint8_t key;
	bool has_rating, has_echo; /* the answer was long enough for them */
	enum keypad_rating rating;
	uint16_t token, echo;
};

/** 0; -ENODEV: no box of ours; -EPROTONOSUPPORT: another map version; -EPROTO: a key or state that
 *  the map does not have; -EMSGSIZE: fewer than KEYPAD_READ_MIN values. */
int keypad_registers_decode(struct keypad_registers *out, const uint16_t *values, unsigned count);
/** What stands in the registers from KEYPAD_WRITE_STARS on. What does not fit, and what is not
 *  ASCII, is left out. */
void keypad_registers_agent(uint16_t values[KEYPAD_WRITE_AGENT_COUNT], const char *number,
			    unsigned stars);
/** The same from registers KEYPAD_QUICK_FIRST and on alone, of a box whose type and version are
 *  known. */
int keypad_registers_decode_quick(struct keypad_registers *out, const uint16_t *values,
				  unsigned count);
/** Does a box have this key? 0 (none yet) is not one. */
bool keypad_key_known(int key);

/* What one box has shown so far. */
struct keypad_watch {
	bool known; /* a baseline stands */
	uint16_t boot, sequence;
	bool echo_known;	      /* an answer that shows old_echo is older than our write */
	uint16_t seen_echo, old_echo; /* in the last answer that had one; before our last write */
	unsigned stale;		      /* in a row */
};

enum keypad_reading {
	KEYPAD_SAME,
	KEYPAD_PRESSED, /* exactly the last key counts, once; @p lost presses before it have no name
			 */
	KEYPAD_BASELINE, /* the first read, or the box restarted: nothing is made up */
	KEYPAD_STALE,	 /* older than what is known: a late reply; changes nothing */
};

enum keypad_reading keypad_watch_feed(struct keypad_watch *watch,
				      const struct keypad_registers *registers, unsigned *lost);
/** The next read is a baseline again: the box was lost and came back. */
void keypad_watch_restart(struct keypad_watch *watch);
/** The box confirmed that it holds @p echo: an answer that still shows the echo before it is stale.
 *  Any other echo is not: a box that is button box and rating box at once has two who write there.
 */
void keypad_watch_echo(struct keypad_watch *watch, uint16_t echo);
/** An echo is on its way: what answers carry is not known until it is confirmed. */
void keypad_watch_echo_pending(struct keypad_watch *watch);

#endif
