/* Reads server-sent events (WHATWG HTML, "Server-sent events") from bytes as they come. Pure. Our
 * server's ids are record sequences: numbers; anything else in an id line is ignored. */
#ifndef JIAOHAO_EVENT_STREAM_H
#define JIAOHAO_EVENT_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EVENT_LINE_MAX = 4096, EVENT_DATA_MAX = 4096, EVENT_KIND_MAX = 48 };

struct event_stream {
	/** A whole event. @p kind is "message" when the server named none; @p data is "" when there
	 *  was none or when it was longer than EVENT_DATA_MAX (@p cut). All borrowed for the call.
	 */
	void (*event)(void *context, uint64_t id, const char *kind, const char *data, bool cut);
	void *context;

	uint64_t last_id; /* to resume after; 0: none seen */

	uint64_t id;
	bool after_return, line_cut, data_cut, has_data, has_fields;
	size_t line_length, data_length;
	char kind[EVENT_KIND_MAX];
	char line[EVENT_LINE_MAX];
	char data[EVENT_DATA_MAX];
};

/** Start reading a new connection; @p last_id is where the one before ended. */
void event_stream_init(struct event_stream *stream, uint64_t last_id,
		       void (*event)(void *context, uint64_t id, const char *kind, const char *data,
				     bool cut),
		       void *context);
void event_stream_feed(struct event_stream *stream, const char *bytes, size_t count);

#endif
