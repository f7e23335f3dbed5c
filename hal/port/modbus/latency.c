/* See latency.h. Bucket 4 × o + q ends at 256 µs × 2^o × (4 + q + 1) / 4. */
#include "latency.h"

enum { FIRST_US = 256 };

static uint32_t upper_edge(unsigned bucket)
{
	return (uint32_t)(FIRST_US / 4 * (5 + bucket % 4)) << bucket / 4;
}

void latency_add(struct latency *latency, int64_t us)
{
	unsigned bucket = 0;
	while (bucket < LATENCY_BUCKETS - 1 && us > (int64_t)upper_edge(bucket))
		bucket++;
	latency->counts[bucket]++;
	if (++latency->total < LATENCY_FULL)
		return;
	latency->total = 0;
	for (bucket = 0; bucket < LATENCY_BUCKETS; bucket++) {
		latency->counts[bucket] /= 2;
		latency->total += latency->counts[bucket];
	}
}

uint32_t latency_percentile(const struct latency *latency, unsigned percent)
{
	uint32_t below = 0, wanted = (latency->total * percent + 99) / 100;
	if (latency->total == 0)
		return 0;
	for (unsigned bucket = 0; bucket < LATENCY_BUCKETS; bucket++) {
		below += latency->counts[bucket];
		if (below >= wanted)
			return upper_edge(bucket);
	}
	return upper_edge(LATENCY_BUCKETS - 1);
}
