/* Asking a printer for its real-time status over and over, and what to believe of the answers.
 * Pure: time is an argument (µs of a monotonic clock), nothing is sent here.
 *
 *   resting ──rest over──▶ ask 1 ──answer──▶ ask 2 ──▶ ask 3 ──▶ ask 4 ──▶ resting
 *                           └─time-out──▶ settling (what comes now is too late) ──▶ ask the next
 *
 * A DLE EOT answer does not say which question it answers, so one question is open at a time. An
 * answer that differs from what is believed is asked for a second time before it is believed: one
 * byte of noise neither stops a kiosk nor hides an empty roll. A question that is never answered
 * while others are is one the printer lacks (MOB-58 has only 1 and 4): it is not asked again. */
#ifndef JIAOHAO_ESCPOS_POLL_H
#define JIAOHAO_ESCPOS_POLL_H

#include "escpos_status.h"

enum {
	ESCPOS_POLL_REST_US = 500000,
	ESCPOS_POLL_TIME_OUT_US = 600000,
	ESCPOS_POLL_SETTLE_US = 300000,
	ESCPOS_POLL_MISSED_MAX = 3, /* a question missed so often, others not, does not exist */
	ESCPOS_POLL_SILENT_MAX = 3, /* more questions without any answer: the printer is lost */
};

struct escpos_poll {
	uint8_t ask; /* 1 … 4: being asked, or to be asked next */
	bool waiting;
	bool again;	  /* the question is asked for the second time */
	int64_t due_us;	  /* waiting: when the answer is too late; else: when to ask */
	int64_t asked_us; /* when the question that is open was sent */
	int64_t cycle_us; /* when the running cycle began */
	int64_t fresh_us; /* when the last such cycle began; meaningless until complete */
	bool complete;	  /* a cycle has been answered without a gap since the reset */
	bool heard;	  /* anything has been answered since the reset */
	unsigned silent;  /* questions in a row without an answer */
	uint8_t believed[5], doubted[5];
	bool offline; /* so it was when the last cycle ended */
	uint8_t missed[5];
	uint8_t lacks;	    /* bit n: the printer is known not to answer DLE EOT n */
	bool in_cycle, gap; /* a question of this cycle was not answered */
	uint8_t answered;   /* in this cycle */
};

/** Nothing is known; the first question is due at once. @p lacks: bit n, the printer is known not
 * to answer DLE EOT n; not all four. */
void escpos_poll_reset(struct escpos_poll *poll, uint8_t lacks, int64_t now_us);
/** Time has passed. True when an answer did not come: count it. */
bool escpos_poll_tick(struct escpos_poll *poll, int64_t now_us);
/** The question to send now, 1 … 4, or 0. */
unsigned escpos_poll_due(const struct escpos_poll *poll, int64_t now_us);
/** It was sent; the wire needs @p wire_us more until it is out. */
void escpos_poll_sent(struct escpos_poll *poll, int64_t now_us, int64_t wire_us);
/** A DLE EOT answer came. False: nothing was asked, so it is late or noise. */
bool escpos_poll_answer(struct escpos_poll *poll, uint8_t answer, int64_t now_us,
			uint32_t *latency_us);
/** Rest no longer: ask now, a whole cycle. One under way goes on. */
void escpos_poll_hurry(struct escpos_poll *poll, int64_t now_us);
/** Is there a whole cycle that began at @p since_us or later? */
bool escpos_poll_fresh(const struct escpos_poll *poll, int64_t since_us);
bool escpos_poll_silent(const struct escpos_poll *poll);
/** Offline is told only when the cycle that found it has ended: by then its cause is known. */
void escpos_poll_state(const struct escpos_poll *poll, struct escpos_state *state);

#endif
