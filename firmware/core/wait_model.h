/* How long one queue keeps people waiting, learned from its own calls of the day. Knows no hall, no
 * clock and no window: what is needed is told to it. Integers only, flat, a few dozen bytes. */
#ifndef JIAOHAO_WAIT_MODEL_H
#define JIAOHAO_WAIT_MODEL_H

#include <stdint.h>

enum { WAIT_MODEL_CALLS_ENOUGH = 8 };

/* A mean in which what is older counts less. Zero is one that has seen nothing. */
struct wait_mean {
	int64_t sum;	/* ms */
	int64_t weight; /* in 1/65536 */
};

/* All zero: nobody was called yet. */
struct wait_model {
	int64_t last_call_us;
	struct wait_mean gap;  /* from one call to the next */
	struct wait_mean pace; /* waited for each person who was to be called, oneself included */
	struct wait_mean wait;
	uint32_t calls; /* today */
};

struct wait_guess {
	int64_t low_ms, middle_ms, high_ms;
};

/** Somebody was called at @p time_us who had waited for @p waited_us of open hours, and had
 *  @p ahead people of this queue before him when he began to wait. The second call of one wait is
 *  not told. Anything goes in: what is negative or longer than a day is cut. */
void wait_model_called(struct wait_model *model, int64_t time_us, int64_t waited_us,
		       uint32_t ahead);
/** What somebody still waits who has @p ahead people of this queue before him and had @p
 * ahead_first when he began (for a new ticket both are the same): 0 ≤ low ≤ middle ≤ high, each
 * growing with
 *  @p ahead. All zero before WAIT_MODEL_CALLS_ENOUGH calls. */
struct wait_guess wait_model_guess(const struct wait_model *model, uint32_t ahead,
				   uint32_t ahead_first);

#endif
