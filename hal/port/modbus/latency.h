/* How long answers take, as counts in buckets four to an octave, so that a percentile can be told
 * without keeping them all. Old ones fade: past LATENCY_FULL all counts are halved. Pure. */
#ifndef JIAOHAO_LATENCY_H
#define JIAOHAO_LATENCY_H

#include <stdint.h>

enum { LATENCY_BUCKETS = 56, LATENCY_FULL = 20000 };

struct latency {
	uint32_t total;
	uint16_t counts[LATENCY_BUCKETS];
};

void latency_add(struct latency *latency, int64_t us);
/** The upper edge of the bucket in which @p percent of them end, µs; at most a fifth too much. 0:
 *  none was added. */
uint32_t latency_percentile(const struct latency *latency, unsigned percent);

#endif
