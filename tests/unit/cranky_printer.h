/* A ticket printer on a pty that misbehaves on request, for the tests of the escpos driver. It
 * knows the few commands that are answered and keeps all other bytes; all zero in its faults is
 * healthy. */
#ifndef JIAOHAO_CRANKY_PRINTER_H
#define JIAOHAO_CRANKY_PRINTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct event;

enum { CRANKY_BYTES_MAX = 262144, CRANKY_REPLIES_MAX = 64 };

struct cranky_faults {
	bool silent;		   /* answers nothing */
	bool mute;		   /* answers no GS r */
	unsigned noise_bytes;	   /* before each answer, of a kind that fits nothing */
	unsigned noise_answers;	   /* so many DLE EOT 4 answers to come are a false "no paper" */
	unsigned buffered_late_ms; /* GS r is answered so much later */
	uint8_t lacks;		   /* bit n: DLE EOT n is not known */
	size_t out_after;	   /* the paper ends after so many bytes more; 0: never */
	size_t unplug_after;	   /* the cable is pulled after so many bytes more; 0: never */
};

struct cranky_reply {
	struct cranky_printer *printer;
	struct event *timer; /* NULL: free */
	uint8_t byte;
	size_t printed; /* 0: no answer to GS r */
};

struct cranky_printer {
	struct event_base *base;
	struct cranky_faults faults;
	bool paper_near, paper_out, cover_open, cutter_jammed;
	bool recovered;		  /* DLE ENQ 2 was heard */
	size_t received, printed; /* bytes in all; up to the last GS r that was answered */
	size_t held_max;	  /* the most bytes between the two */
	unsigned cuts, asked[5], asked_buffered;
	bool pulled;
	size_t length; /* bytes kept: everything but DLE commands and pictures */
	uint8_t bytes[CRANKY_BYTES_MAX];
	char path[128]; /* what the board file names: a symlink to the pty */
	char folder[64];
	int fd, slave;
	struct event *event;
	uint8_t command[8]; /* the command that has begun */
	size_t picture_left;
	unsigned held;
	struct cranky_reply replies[CRANKY_REPLIES_MAX];
};

/** 0 or -errno. */
int cranky_printer_start(struct cranky_printer *printer, struct event_base *base);
/** The cable: the pty goes away, and the path with it. */
void cranky_printer_unplug(struct cranky_printer *printer);
int cranky_printer_plug(struct cranky_printer *printer);
/** Send bytes that nobody asked for. */
void cranky_printer_send(struct cranky_printer *printer, const void *bytes, size_t length);
void cranky_printer_stop(struct cranky_printer *printer);

#endif
