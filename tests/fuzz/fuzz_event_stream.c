/* Any bytes are read as events without harm, and how they are cut makes no difference. */
#include "event_stream.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct sum {
	uint64_t hash;
	unsigned events;
};

static void add(struct sum *sum, const char *text)
{
	for (; *text != '\0'; text++)
		sum->hash = (sum->hash ^ (uint8_t)*text) * 1099511628211U;
}

static void event(void *context, uint64_t id, const char *kind, const char *data, bool cut)
{
	struct sum *sum = context;
	sum->events++;
	sum->hash ^= id + cut;
	add(sum, kind);
	add(sum, data);
	if (strlen(kind) >= EVENT_KIND_MAX || strlen(data) >= EVENT_DATA_MAX)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct event_stream one, other;
	struct sum whole = { 0 }, pieces = { 0 };
	const size_t step = size > 0 ? data[0] % 7 + 1 : 1;
	event_stream_init(&one, 0, event, &whole);
	event_stream_init(&other, 0, event, &pieces);
	event_stream_feed(&one, (const char *)data, size);
	for (size_t at = 0; at < size; at += step)
		event_stream_feed(&other, (const char *)data + at,
				  size - at < step ? size - at : step);
	if (whole.hash != pieces.hash || whole.events != pieces.events ||
	    one.last_id != other.last_id)
		abort();
	return 0;
}
