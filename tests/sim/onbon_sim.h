/* An LED card of Onbon's BX-5K/6K kind with its screen, as the other end of a line: dynamic areas,
 * switching on and off, brightness, status. Written from Onbon's protocol paper (V1.4, clauses 3 to
 * 9 and 11), apart from the firmware's driver. It decodes what a passer-by would read. Knows no
 * line: several cards may hear the same bytes. */
#ifndef JIAOHAO_ONBON_SIM_H
#define JIAOHAO_ONBON_SIM_H

#include "sim_clock.h"

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct onbon_sim_answer;

enum {
	ONBON_SIM_AREAS = 8,
	ONBON_SIM_FRAME_MAX = 2600,
	ONBON_SIM_TEXT_MAX = 512,
	ONBON_SIM_HISTORY_MAX = 20000,
};

/* All zero is a healthy card. */
struct onbon_sim_faults {
	bool silence;
	unsigned late_ms, split_ms; /* real time */
	bool wrong_sum;
	bool foreign;	      /* its answer names another card */
	bool twin;	      /* a second card has its number: both answer at once */
	unsigned noise_bytes; /* before each answer */
	unsigned bit_errors;  /* of 1000 bytes of its answers, how many get one bit turned */
	unsigned refuse;      /* answers every command but questions with this error */
	unsigned times;	      /* the faults end after so many answers; 0: they stay */
};

struct onbon_sim_area {
	bool there;
	unsigned x, y, width, height; /* dots */
	bool scrolls, blinks;
	unsigned colour, font;	       /* 1 red …; dots */
	char text[ONBON_SIM_TEXT_MAX]; /* UTF-8, its first page, lines joined by one blank */
};

struct onbon_sim_shown {
	int64_t time_us; /* hall clock */
	char *text;
	bool blink;
};

struct onbon_sim_owner {
	void *context;
	void (*send)(void *context, const uint8_t *bytes, size_t count);
};

struct onbon_sim {
	struct event_base *base;
	const struct sim_clock *clock;
	struct onbon_sim_owner owner;
	uint16_t address;
	unsigned latency_us; /* real time from a frame's end to its answer */
	bool old;	     /* knows no status question */
	struct onbon_sim_faults faults;

	iconv_t converter;
	uint64_t random;
	bool inside;
	size_t length;
	uint8_t frame[ONBON_SIM_FRAME_MAX]; /* as it came, escaped */
	struct onbon_sim_answer *answers;   /* on their way */

	struct onbon_sim_area areas[ONBON_SIM_AREAS];
	bool on;
	unsigned brightness;
	char text[ONBON_SIM_TEXT_MAX]; /* all areas, joined by " | "; "" while switched off */
	uint64_t frames, bad_frames, answered;
	uint32_t undecodable;
	struct onbon_sim_shown *history;
	uint32_t history_count, history_room, history_dropped;
};

/** @p sim is zeroed by the caller and stays in place. 0, or -EINVAL: iconv knows no GBK. */
int onbon_sim_init(struct onbon_sim *sim, struct event_base *base, const struct sim_clock *clock,
		   uint16_t address, const struct onbon_sim_owner *owner);
/** Bytes on the line, whoever they are for; the last one ended at @p ended_us. */
void onbon_sim_receive(struct onbon_sim *sim, const uint8_t *bytes, size_t count, int64_t ended_us);
/** Power off and on: its dynamic areas are gone. */
void onbon_sim_restart(struct onbon_sim *sim);
void onbon_sim_finish(struct onbon_sim *sim);

#endif
