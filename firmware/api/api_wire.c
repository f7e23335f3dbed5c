/* GET /devices/{name}/wire: what runs over a device's wire, live, as server-sent events:
 * hexadecimal and in words. It is the owner's to listen and to put into words. Few streams, and one
 * that is not read is cut off: a watched bus goes on as fast as before. */
#include "api_exchange.h"
#include "http_server.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNSENT_MAX = 256 * 1024, HEX_BYTES_MAX = 1024 };

struct wire_stream {
	struct api_wires *wires;
	struct evhttp_request *request; /* NULL: closed */
	struct api_wire *wire;		/* NULL: this place is free */
};

struct api_wires {
	struct api *api;
	struct evbuffer *part;
	struct event *sweep; /* lets go of what was closed: not within the owner's callback */
	struct wire_stream streams[API_WIRES_MAX];
};

static void stream_closed(void *context)
{
	struct wire_stream *stream = context;
	stream->request = NULL;
	event_active(stream->wires->sweep, EV_TIMEOUT, 0);
}

static void sweep(evutil_socket_t fd, short what, void *context)
{
	struct api_wires *wires = context;
	const struct api_owner *owner = &wires->api->owner;
	(void)fd;
	(void)what;
	for (struct wire_stream *s = wires->streams; s < wires->streams + API_WIRES_MAX; s++) {
		if (s->wire == NULL || s->request != NULL)
			continue;
		owner->wire_forget(owner->context, s->wire);
		s->wire = NULL;
	}
}

static void send_part(struct wire_stream *stream)
{
	struct evbuffer *part = stream->wires->part;
	evhttp_send_reply_chunk(stream->request, part);
	evbuffer_drain(part, evbuffer_get_length(part));
	if (http_server_unsent(stream->request) > UNSENT_MAX)
		http_server_drop_stream(stream->wires->api->http, stream->request);
}

static json_t *hex_json(const struct api_wire_unit *unit)
{
	char text[3 * HEX_BYTES_MAX + 8];
	size_t used = 0;
	text[0] = '\0';
	for (size_t i = 0; i < unit->length && i < HEX_BYTES_MAX; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%02x", i ? " " : "",
					 unit->bytes[i]);
	if (unit->length > HEX_BYTES_MAX)
		snprintf(text + used, sizeof text - used, " …");
	return json_string(text);
}

static void unit_came(void *context, const struct api_wire_unit *unit)
{
	static const char *const directions[] = { "sent", "received", "note" };
	struct wire_stream *stream = context;
	struct evbuffer *part = stream->wires->part;
	int32_t offset;
	if (stream->request == NULL)
		return;
	api_now(stream->wires->api, &offset);
	json_t *json = json_object();
	json_object_set_new(json, "time", api_time_json(unit->time_us, offset));
	json_object_set_new(json, "direction", json_string(directions[unit->direction]));
	json_object_set_new(json, "address",
			    unit->address < 0 ? json_null() : json_integer(unit->address));
	json_object_set_new(json, "good", json_boolean(unit->good));
	json_object_set_new(json, "length", json_integer((json_int_t)unit->length));
	/* What a card or a code says is a citizen's own. */
	json_object_set_new(json, "hex", unit->secret ? json_null() : hex_json(unit));
	json_object_set_new(json, "text", api_text_json(unit->text));
	json_object_set_new(json, "missed", json_integer((json_int_t)unit->missed));
	char *text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	if (text == NULL)
		return;
	evbuffer_add_printf(part, "event: wire\ndata: %s\n\n", text);
	free(text);
	send_part(stream);
}

static struct wire_stream *free_stream(struct api_wires *wires)
{
	for (struct wire_stream *s = wires->streams; s < wires->streams + API_WIRES_MAX; s++)
		if (s->wire == NULL)
			return s;
	return NULL;
}

static void refuse_listen(struct api_exchange *exchange, int result)
{
	struct problem problem = { .kind = PROBLEM_NOT_FOUND };
	if (result == -ENOENT)
		api_refuse_with(exchange, &problem);
	else
		api_refuse(exchange, REFUSAL_RATE_LIMITED);
}

void api_wire_get(struct api_exchange *exchange)
{
	struct api *api = exchange->api;
	struct evhttp_request *request = exchange->request;
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
	struct wire_stream *stream = free_stream(api->wires);
	const char *of = api_query(exchange, "of");
	const bool line = of && strcmp(of, "line") == 0;
	if (api->draining) {
		api_refuse(exchange, REFUSAL_STOPPING);
		return;
	}
	if (of && !line && strcmp(of, "device") != 0) {
		api_refuse_field(exchange, "of", of, "device, line");
		return;
	}
	int result = stream == NULL
			     ? -EMFILE
			     : api->owner.wire_listen(api->owner.context, exchange->place, line,
						      &stream->wire, unit_came, stream);
	if (result < 0) {
		refuse_listen(exchange, result);
		return;
	}
	evhttp_add_header(headers, "Content-Type", "text/event-stream; charset=utf-8");
	evhttp_add_header(headers, "Cache-Control", "no-store");
	if (exchange->head) {
		evhttp_send_reply(request, 200, NULL, NULL);
		api_release(exchange);
		event_active(api->wires->sweep, EV_TIMEOUT, 0);
		return;
	}
	api_release(exchange);
	api->answers[200]++;
	stream->request = request;
	http_server_make_stream(api->http, request, stream_closed, stream);
	evhttp_send_reply_start(request, 200, NULL);
	evbuffer_add_printf(api->wires->part, "retry: 2000\n: jiaohao\n\n");
	send_part(stream);
}

int api_wires_open(struct api_wires **out, struct api *api)
{
	struct api_wires *wires = calloc(1, sizeof *wires);
	if (wires == NULL)
		return -ENOMEM;
	wires->api = api;
	wires->part = evbuffer_new();
	wires->sweep = event_new(api->base, -1, 0, sweep, wires);
	for (size_t i = 0; i < API_WIRES_MAX; i++)
		wires->streams[i].wires = wires;
	if (wires->part == NULL || wires->sweep == NULL) {
		api_wires_close(wires);
		return -ENOMEM;
	}
	*out = wires;
	return 0;
}

void api_wires_ping(struct api_wires *wires)
{
	for (struct wire_stream *s = wires->streams; s < wires->streams + API_WIRES_MAX; s++) {
		if (s->request == NULL)
			continue;
		evbuffer_add_printf(wires->part, ": ping\n\n");
		send_part(s);
	}
}

void api_wires_drain(struct api_wires *wires)
{
	for (struct wire_stream *s = wires->streams; s < wires->streams + API_WIRES_MAX; s++) {
		struct evhttp_request *request = s->request;
		if (request == NULL)
			continue;
		evbuffer_add_printf(wires->part, "event: bye\ndata: {}\n\n");
		send_part(s);
		if (s->request == NULL)
			continue;
		stream_closed(s);
		http_server_end_stream(wires->api->http, request);
	}
}

void api_wires_close(struct api_wires *wires)
{
	if (wires == NULL)
		return;
	for (struct wire_stream *s = wires->streams; s < wires->streams + API_WIRES_MAX; s++)
		s->request = NULL;
	sweep(-1, 0, wires);
	if (wires->part != NULL)
		evbuffer_free(wires->part);
	if (wires->sweep != NULL)
		event_free(wires->sweep);
	free(wires);
}
