/* A synthetic service day, decided by the core and journaled through a recording VFS: presses,
 * issues, prints and ratings by dice, several commands in a batch, restarts, checkpoints, a change
 * of the date and a drop of old days. Each batch that was told durable is marked in the log. */
#ifndef JIAOHAO_RECORDED_DAY_H
#define JIAOHAO_RECORDED_DAY_H

#include <stdint.h>

enum { DAY_POINTS_MAX = 4096 };

/* The state after a batch: the only states a start may find. */
struct day_point {
	uint64_t sequence, digest;
};

struct recorded_day {
	uint32_t point_count; /* the first is the empty state */
	struct day_point points[DAY_POINTS_MAX];
	uint32_t commands, refusals;
	uint64_t records;
};

/** Run it in @p directory, recording into @p log_path. Ends the program when something fails. */
void recorded_day_run(struct recorded_day *day, const char *directory, const char *log_path,
		      uint32_t batches, uint64_t seed);
/** The state that ends with this sequence, or NULL. */
const struct day_point *recorded_day_find(const struct recorded_day *day, uint64_t sequence);

/** The text that stands for the hall file of this day. */
extern const char recorded_day_hall_text[];

#endif
