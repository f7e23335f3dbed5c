/* How long one queue keeps people waiting, learned from its own calls of the day. Knows no hall, no
 * clock and no window: what is needed is told to it. Integers only, flat, a few dozen bytes. */
#ifndef JIAOHAO_WAIT_MODEL_H
#define JIAOHAO_WAIT_MODEL_H

#include <stdbool.h>
#include <stdint.h>

enum { WAIT_MODEL_WAITS_ENOUGH = 8 };

/* A mean in which what is older counts less. Zero is one that has seen nothing. */
struct wait_mean {
	int64_t sum;	/* ms */
	int64_t weight; /* in 1/65536 */
};

/* All zero: nobody was called today. */
struct wait_model {
	int64_t last_call_us;
	struct wait_mean gap;  /* from one call to the next */
	struct wait_mean pace; /* waited for each person who was to be called, oneself included */
	struct wait_mean wait;
	int64_t closed_from_us, closed_to_us; /* the last time when nobody could be called */
	uint32_t calls, waits;		      /* told today */
};

struct wait_guess {
	int64_t low_ms, middle_ms, high_ms;
};

/** The hall was closed to this queue, for lunch: told before the first call after it. Gaps and
 * waits leave it out. */
void wait_model_closed(struct wait_model *model, int64_t from_us, int64_t to_us);
/** Somebody of this queue was called. */
void wait_model_called(struct wait_model *model, int64_t time_us);
/** He had waited since @p begun_us, and had @p ahead people of this queue before him then. Told
 * once a wait, and only when nothing but the queue made it as long as it was. Anything goes in,
 * here and above: what is negative or longer than a day is cut. */
void wait_model_waited(struct wait_model *model, int64_t begun_us, int64_t called_us,
		       uint32_t ahead);
bool wait_model_knows(const struct wait_model *model);
/** What somebody still waits who has @p ahead people of this queue before him and had @p
 * ahead_first when he began (for a new ticket both are the same): 0 ≤ low ≤ middle ≤ high, each
 * growing with
 *  @p ahead. All zero before WAIT_MODEL_WAITS_ENOUGH waits were told. */
struct wait_guess wait_model_guess(const struct wait_model *model, uint32_t ahead,
				   uint32_t ahead_first);

#endif
