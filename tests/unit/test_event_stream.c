/* Server-sent events, cut anywhere. */
#include "check.h"
#include "event_stream.h"

static char log_text[8192];
static unsigned cut_count;

static void log_event(void *context, uint64_t id, const char *kind, const char *data, bool cut)
{
	(void)context;
	const size_t length = strlen(log_text);
	cut_count += cut;
	snprintf(log_text + length, sizeof log_text - length, "%llu|%s|%s;", (unsigned long long)id,
		 kind, data);
}

static void feed(struct event_stream *stream, const char *text, size_t piece)
{
	const size_t length = strlen(text);
	log_text[0] = '\0';
	event_stream_init(stream, 40, log_event, NULL);
	for (size_t at = 0; at < length; at += piece)
		event_stream_feed(stream, text + at, length - at < piece ? length - at : piece);
}

static void events_are_read_in_pieces_of_any_size(void)
{
	static const char text[] = ": ping\n\n"
				   "id: 41\nevent: ticket_issued\ndata: {\"number\":\"A012\"}\n\n"
				   "id: 42\r\ndata: a\r\ndata:b\r\n\r\n"
				   "id: 43\n\n"
				   "retry: 5\nid: x\nevent: reset\ndata\n\n"
				   "id: 44\rdata: c\r\r"
				   "id: 45\ndata: half";
	for (size_t piece = 1; piece < sizeof text; piece++) {
		struct event_stream stream;
		feed(&stream, text, piece);
		CHECK_TEXT(log_text, "41|ticket_issued|{\"number\":\"A012\"};42|message|a\nb;"
				     "43|reset|;44|message|c;");
		CHECK(stream.last_id == 44);
	}
}

static void the_last_id_is_kept_over_connections(void)
{
	struct event_stream stream;
	feed(&stream, ": nothing\n\ndata: x\n\n", 64);
	CHECK_TEXT(log_text, "40|message|x;");
	CHECK(stream.last_id == 40);
}

static void a_giant_event_is_cut_and_the_next_is_whole(void)
{
	struct event_stream stream;
	static char text[3 * EVENT_DATA_MAX];
	int at = sprintf(text, "id: 50\ndata: ");
	memset(text + at, 'x', 2 * EVENT_DATA_MAX);
	strcpy(text + at + 2 * EVENT_DATA_MAX, "\n\nid: 51\ndata: y\n\n");
	cut_count = 0;
	feed(&stream, text, 1000);
	CHECK_TEXT(log_text, "50|message|;51|message|y;");
	CHECK(cut_count == 1);
}

int main(void)
{
	events_are_read_in_pieces_of_any_size();
	the_last_id_is_kept_over_connections();
	a_giant_event_is_cut_and_the_next_is_whole();
	return check_result();
}
