/* The reader of event_stream.h: lines end with CR, LF or both; a field is "name: value"; an empty
 * line ends the event; a line that starts with a colon is a comment (our server's ping). */
#include "event_stream.h"

#include <string.h>

void event_stream_init(struct event_stream *stream, uint64_t last_id,
		       void (*event)(void *context, uint64_t id, const char *kind, const char *data,
				     bool cut),
		       void *context)
{
	memset(stream, 0, sizeof *stream);
	stream->last_id = stream->id = last_id;
	stream->event = event;
	stream->context = context;
}

static void id_field(struct event_stream *stream, const char *value)
{
	uint64_t id = 0;
	size_t digits = 0;
	for (; value[digits] >= '0' && value[digits] <= '9'; digits++) {
		if (digits == 19)
			return;
		id = id * 10 + (uint64_t)(value[digits] - '0');
	}
	if (digits > 0 && value[digits] == '\0')
		stream->id = id;
}

static void data_field(struct event_stream *stream, const char *value, size_t length)
{
	const size_t needed = length + (stream->has_data ? 1 : 0);
	if (stream->data_length + needed >= EVENT_DATA_MAX) {
		stream->data_cut = true;
	} else {
		if (stream->has_data)
			stream->data[stream->data_length++] = '\n';
		memcpy(stream->data + stream->data_length, value, length);
		stream->data_length += length;
	}
	stream->has_data = true;
}

static void dispatch(struct event_stream *stream)
{
	const bool due = stream->has_data || stream->kind[0] != '\0';
	stream->last_id = stream->id;
	stream->data[stream->data_cut ? 0 : stream->data_length] = '\0';
	if (due)
		stream->event(stream->context, stream->id,
			      stream->kind[0] ? stream->kind : "message", stream->data,
			      stream->data_cut);
	stream->kind[0] = '\0';
	stream->data_length = 0;
	stream->has_data = stream->data_cut = stream->has_fields = false;
}

static void line_end(struct event_stream *stream)
{
	const size_t length = stream->line_length;
	stream->line[length] = '\0';
	stream->line_length = 0;
	if (length == 0) {
		stream->line_cut = false;
		if (stream->has_fields)
			dispatch(stream);
		return;
	}
	stream->has_fields = stream->has_fields || stream->line[0] != ':';
	char *value = strchr(stream->line, ':');
	if (value == stream->line) {
		stream->line_cut = false;
		return;
	}
	if (value != NULL) {
		*value++ = '\0';
		if (*value == ' ')
			value++;
	} else {
		value = stream->line + length;
	}
	if (strcmp(stream->line, "id") == 0) {
		id_field(stream, value);
	} else if (strcmp(stream->line, "event") == 0) {
		strncpy(stream->kind, value, EVENT_KIND_MAX - 1);
		stream->kind[EVENT_KIND_MAX - 1] = '\0';
	} else if (strcmp(stream->line, "data") == 0) {
		data_field(stream, value, strlen(value));
		stream->data_cut = stream->data_cut || stream->line_cut;
	}
	stream->line_cut = false;
}

void event_stream_feed(struct event_stream *stream, const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char byte = bytes[i];
		const bool half_of_end = byte == '\n' && stream->after_return;
		stream->after_return = byte == '\r';
		if (half_of_end)
			continue;
		if (byte == '\n' || byte == '\r')
			line_end(stream);
		else if (stream->line_length < EVENT_LINE_MAX - 1)
			stream->line[stream->line_length++] = byte;
		else
			stream->line_cut = true;
	}
}
