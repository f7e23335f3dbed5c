/* The event stream: connected for ever, resumed after the last event seen.
 *
 *   connecting ──200 and text/event-stream──▶ open ──cut, silent 15 s──▶ connecting
 *       └── refused, other answer: pause 0.2 s … 5 s, again
 *   without an open stream for CLIENT_LOST_MS: lost is told, once */
#include "client_parts.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <string.h>

static void arm(struct event *timer, int delay_ms)
{
	const struct timeval delay = { delay_ms / 1000, delay_ms % 1000 * 1000 };
	evtimer_add(timer, &delay);
}

static void stream_event(void *context, uint64_t id, const char *kind, const char *data, bool cut)
{
	struct stream *stream = context;
	(void)cut;
	stream->owner->event(stream->owner->context, id, kind, data);
}

static void stream_head(void *context)
{
	struct stream *stream = context;
	const struct http_answer *answer = &stream->exchange.answer;
	if (stream->is_open || answer->status != 200 || !answer->is_event_stream)
		return; /* its body is thrown away and the connection ends */
	stream->is_open = true;
	stream->told_lost = false;
	stream->pause_ms = 0;
	evtimer_del(stream->lost);
	stream->owner->opened(stream->owner->context);
	client_hurry(stream->client);
}

static bool stream_body(void *context, const char *bytes, size_t count)
{
	struct stream *stream = context;
	const struct http_answer *answer = &stream->exchange.answer;
	if (answer->status != 200 || !answer->is_event_stream)
		return false;
	/* Head and first events may come in one piece: say opened before the events. */
	stream_head(stream);
	event_stream_feed(&stream->events, bytes, count);
	return true;
}

static void stream_down(struct stream *stream)
{
	stream->is_open = false;
	if (!stream->told_lost && !evtimer_pending(stream->lost, NULL))
		arm(stream->lost, CLIENT_LOST_MS);
	arm(stream->again, client_pause(&stream->pause_ms));
}

static void stream_done(void *context, bool whole)
{
	(void)whole; /* a stream has no end: whatever ended it, connect again */
	stream_down(context);
}

static void stream_connect(evutil_socket_t fd, short what, void *context)
{
	struct stream *stream = context;
	struct client *client = stream->client;
	char text[512], after[64] = "";
	const uint64_t last = stream->events.last_id;
	(void)fd;
	(void)what;
	if (last > 0)
		snprintf(after, sizeof after, "Last-Event-ID: %llu\r\n", (unsigned long long)last);
	const int length = snprintf(text, sizeof text,
				    "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n"
				    "%s\r\n",
				    stream->path, client->host, after);
	event_stream_init(&stream->events, last, stream_event, stream);
	if (exchange_start(&stream->exchange, (const struct sockaddr *)&client->address,
			   (socklen_t)client->address_length, text, (size_t)length,
			   CLIENT_STREAM_SILENCE_MS, true) < 0)
		stream_down(stream);
}

static void stream_lost(evutil_socket_t fd, short what, void *context)
{
	struct stream *stream = context;
	(void)fd;
	(void)what;
	stream->told_lost = true;
	stream->owner->lost(stream->owner->context);
}

int stream_init(struct stream *stream, struct client *client)
{
	const struct exchange_owner owner = { stream, stream_head, stream_body, stream_done };
	stream->client = client;
	stream->again = evtimer_new(client->base, stream_connect, stream);
	stream->lost = evtimer_new(client->base, stream_lost, stream);
	if (stream->again == NULL || stream->lost == NULL)
		return -ENOMEM;
	event_stream_init(&stream->events, 0, stream_event, stream);
	return exchange_init(&stream->exchange, client->base, &owner);
}

int client_follow(struct client *client, const char *path, const struct client_stream_owner *owner)
{
	struct stream *stream = &client->stream;
	if (stream->owner != NULL)
		return -EALREADY;
	if (strlen(path) >= STREAM_PATH_MAX)
		return -EMSGSIZE;
	strcpy(stream->path, path);
	stream->owner = owner;
	arm(stream->lost, CLIENT_LOST_MS);
	arm(stream->again, 0);
	return 0;
}

void stream_finish(struct stream *stream)
{
	exchange_finish(&stream->exchange);
	if (stream->again != NULL)
		event_free(stream->again);
	if (stream->lost != NULL)
		event_free(stream->lost);
}
