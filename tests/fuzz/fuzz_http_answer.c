/* Any bytes, cut anywhere, are an answer, half of one or none; the same bytes in one piece say the
 * same. What comes out as JSON is read as a hall and as a ticket. */
#include "hall_view.h"
#include "http_answer.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct sink {
	size_t length;
	char bytes[65536];
};

static bool sink_body(void *context, const char *bytes, size_t count)
{
	struct sink *sink = context;
	if (count > sizeof sink->bytes - sink->length)
		return false;
	memcpy(sink->bytes + sink->length, bytes, count);
	sink->length += count;
	return true;
}

static struct sink whole, pieces;
static struct hall_view hall;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_answer one, other;
	struct ticket_view ticket;
	enum http_feed fed = HTTP_MORE;
	const size_t step = size > 0 ? data[0] % 7 + 1 : 1;
	whole.length = pieces.length = 0;
	http_answer_init(&one, sink_body, &whole);
	http_answer_init(&other, sink_body, &pieces);
	const enum http_feed at_once = http_answer_feed(&one, (const char *)data, size);
	for (size_t at = 0; at < size && fed == HTTP_MORE; at += step)
		fed = http_answer_feed(&other, (const char *)data + at,
				       size - at < step ? size - at : step);
	if (fed != at_once || one.status != other.status ||
	    (fed != HTTP_BAD && (whole.length != pieces.length ||
				 memcmp(whole.bytes, pieces.bytes, whole.length) != 0)))
		abort();
	http_answer_end(&one);
	json_t *json = json_loadb((const char *)data, size, 0, NULL);
	if (json != NULL) {
		if (hall_view_parse(&hall, json) == 0) {
			struct view_date date;
			view_time_date(&hall.time, &date);
		}
		ticket_view_parse(&ticket, json);
		json_decref(json);
	}
	return 0;
}
