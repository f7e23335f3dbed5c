/* Scanners of bar codes: one that sends lines, one that types on a keyboard of its own. What is
 * scanned is told by the test. Written apart from the drivers; know no wire. */
#ifndef JIAOHAO_SCANNER_SIM_H
#define JIAOHAO_SCANNER_SIM_H

#include "input_sim.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct event;

enum { SCANNER_SIM_TEXT_MAX = 600 };

/* All zero is a healthy scanner. */
struct scanner_sim_faults {
	bool silence;	   /* beeps, and sends nothing */
	bool no_end;	   /* the end mark is missing */
	unsigned split_ms; /* a pause in the middle of a code */
	unsigned times;	   /* the faults end after so many codes; 0: they stay */
};

struct scanner_sim_owner {
	void *context;
	void (*send)(void *context, const uint8_t *bytes, size_t count);
};

struct scanner_sim {
	struct scanner_sim_owner owner;
	struct scanner_sim_faults faults;
	const char *end; /* "\r", "\n", "\r\n" */
	struct event *rest;
	char text[SCANNER_SIM_TEXT_MAX + 3];
	size_t sent, length;
	uint64_t codes;
};

/** @p sim is zeroed by the caller and stays in place; @p end stays valid. 0 or -ENOMEM. */
int scanner_sim_init(struct scanner_sim *sim, struct event_base *base, const char *end,
		     const struct scanner_sim_owner *owner);
/** 0; -EMSGSIZE; -EBUSY: half of the last code is still to come. */
int scanner_sim_scan(struct scanner_sim *sim, const char *text);
void scanner_sim_finish(struct scanner_sim *sim);

/** Type a text and Enter, in packets at once. 0; -EINVAL: a US keyboard can't type it; -EMSGSIZE:
 *  so many packets fit into no line. */
int scanner_sim_type(struct input_sim *keys, const char *text, bool enter);

#endif
