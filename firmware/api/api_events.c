/* GET /events: every durable record as one server-sent event (WHATWG HTML, "Server-sent events"),
 * its id the record's sequence. A stream that resumes reads pages of the journal until it has
 * caught up with the durable state, then lives: what is published meanwhile is in the next page, so
 * that nothing is missed or comes twice. Public: no token, no agent, no rating, nothing sealed. */
#include "api_exchange.h"
#include "http_server.h"

#include <assert.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNSENT_MAX = 256 * 1024, PAGE = 256, EVENT_TEXT_MAX = 1024, RETRY_MS = 100 };

/*   free ──GET──▶ resuming ──caught up──▶ live ──closed──▶ free
 *                    └──closed while a page is being read──▶ orphan ──page──▶ free     */
enum stream_state { STREAM_FREE, STREAM_RESUMING, STREAM_LIVE, STREAM_ORPHAN };

struct stream {
	struct api_events *events;
	struct evhttp_request *request;
	enum stream_state state;
	bool reading;  /* a page is on its way */
	uint64_t sent; /* sequence of the last event */
};

struct api_events {
	struct api *api;
	struct evbuffer *part;
	struct event *retry; /* the reader was busy: ask again */
	size_t count;
	uint64_t dropped;
	struct stream streams[API_STREAMS_MAX];
};

static void read_page(struct stream *stream);

/* --- one record in words --- */

static bool is_public(uint16_t kind)
{
	switch ((enum record_kind)kind) {
	case RECORD_KEYPAD_READ:
	case RECORD_CLOCK_SET:
	case RECORD_DAY_CARRIED:
	case RECORD_BOOKED: /* appointments are their holders' */
	case RECORD_BOOKING_CANCELLED:
	case RECORD_BOOKING_MOVED:
	case RECORD_BOOKING_BREACHED:
	case RECORD_BOOKING_CARRIED:
	case RECORD_PERSON_BANNED:
	case RECORD_BAN_CARRIED:
	case RECORD_RATING_CARRIED:
	case RECORD_FOLLOWUP_OPENED: /* beside the rating before it: whose was a bad one */
	case RECORD_FOLLOWUP_CONTACTED:
	case RECORD_FOLLOWUP_CLOSED:
	case RECORD_TICKET_PAGER:
	case RECORD_TICKET_CLASSED: /* who has a class is nobody's matter */
	case RECORD_FOLLOWUP_CARRIED:
	case RECORD_WARNING_CARRIED:
	case RECORD_ANNOUNCEMENT_CARRIED:
		return false;
	default:
		return true;
	}
}

static void set_text(json_t *object, const char *key, const char *text)
{
	if (text[0] != '\0')
		json_object_set_new(object, key, api_text_json(text));
}

static const char *recall_name(uint8_t reason)
{
	return reason == RECALL_BY_TIME	    ? "by_time"
	       : reason == RECALL_TOO_EARLY ? "too_early"
					    : "by_staff";
}

/* Records but the first name a ticket by its serial, which means nothing after the day it belongs
 * to: a record from before is shown without its number. */
static void set_ticket(json_t *object, const struct state *state, const struct record *record)
{
	const struct ticket *ticket;
	if (record->ticket == 0 || record->ticket > state->ticket_count ||
	    (record->date != 0 && record->date != state->date) ||
	    record->sequence < state->day_sequence)
		return;
	ticket = &state->tickets[record->ticket];
	set_text(object, "number", ticket->number);
	set_text(object, "service", state->hall.services[ticket->service].code);
}

/* What the record means for the visitor, in his own language. */
static void set_sentence(json_t *object, const struct state *state, const struct record *record)
{
	char text[ANNOUNCE_PHRASE_MAX];
	if (json_object_get(object, "number") == NULL)
		return; /* of an earlier day */
	announce_event(state, record, message_language(state->tickets[record->ticket].language),
		       text, sizeof text);
	set_text(object, "text", text);
}

static json_t *public_view(const struct state *state, const struct record *record)
{
	json_t *object = json_object();
	char date[API_TIME_MAX];
	if (!is_public(record->kind))
		return object;
	json_object_set_new(object, "sequence", json_integer((json_int_t)record->sequence));
	json_object_set_new(object, "kind",
			    json_string(record_kind_name((enum record_kind)record->kind)));
	json_object_set_new(object, "time", api_time_json(record->time_us, state->utc_offset_s));
	set_ticket(object, state, record);
	set_text(object, "window", record->window);
	switch (record->kind) {
	case RECORD_DAY_OPENED:
		api_date_text(record->date, date);
		set_text(object, "date", date);
		break;
	case RECORD_TICKET_ISSUED:
		json_object_set_new(object, "ahead", json_integer(record->value));
		set_text(object, "kiosk", record->kiosk);
		break;
	case RECORD_TICKET_HEADS_UP:
		json_object_set_new(object, "ahead", json_integer(record->value));
		set_sentence(object, state, record);
		break;
	case RECORD_TICKET_RECALLED:
		set_text(object, "recall", recall_name(record->reason_code));
		break;
	case RECORD_SERVICE_STARTED:
	case RECORD_SERVICE_FINISHED:
	case RECORD_TICKET_NO_SHOW:
		json_object_set_new(object, "inferred", json_boolean(record->inferred));
		break;
	case RECORD_PRINT_STARTED:
	case RECORD_PRINTED:
	case RECORD_PRINT_FAILED:
	case RECORD_PRINT_UNKNOWN:
		set_text(object, "kiosk", record->kiosk);
		break;
	default:
		break;
	}
	return object;
}

/* The whole event; its length. Every field is bounded, so that it always fits. */
static size_t event_text(const struct state *state, const struct record *record, char *text)
{
	json_t *view = public_view(state, record);
	size_t length = (size_t)snprintf(text, EVENT_TEXT_MAX, "id: %llu\n",
					 (unsigned long long)record->sequence);
	if (is_public(record->kind))
		length += (size_t)snprintf(text + length, EVENT_TEXT_MAX - length, "event: %s\n",
					   record_kind_name((enum record_kind)record->kind));
	length += (size_t)snprintf(text + length, EVENT_TEXT_MAX - length, "data: ");
	length += json_dumpb(view, text + length, EVENT_TEXT_MAX - length - 2, JSON_COMPACT);
	json_decref(view);
	assert(length <= EVENT_TEXT_MAX - 2);
	memcpy(text + length, "\n\n", 2);
	return length + 2;
}

/* --- sending --- */

/* False: the stream was dropped, it holds too much that nobody takes. */
static bool send_text(struct stream *stream, const char *text, size_t length)
{
	struct api_events *events = stream->events;
	evbuffer_add(events->part, text, length);
	evhttp_send_reply_chunk(stream->request, events->part);
	evbuffer_drain(events->part, evbuffer_get_length(events->part));
	if (http_server_unsent(stream->request) <= UNSENT_MAX)
		return true;
	events->dropped++;
	http_server_drop_stream(events->api->http, stream->request);
	return false;
}

static void send_reset(struct stream *stream)
{
	const struct state *state = api_state(stream->events->api);
	char text[160];
	const int length =
		snprintf(text, sizeof text, "id: %llu\nevent: reset\ndata: {\"sequence\":%llu}\n\n",
			 (unsigned long long)state->sequence, (unsigned long long)state->sequence);
	stream->sent = state->sequence;
	stream->state = STREAM_LIVE;
	send_text(stream, text, (size_t)length);
}

static void stream_free(struct stream *stream)
{
	stream->state = STREAM_FREE;
	stream->request = NULL;
	stream->events->count--;
}

static void stream_closed(void *context)
{
	struct stream *stream = context;
	if (stream->reading)
		stream->state = STREAM_ORPHAN;
	else
		stream_free(stream);
}

static void send_record(struct stream *stream, const struct record *record, const char *text,
			size_t length)
{
	if (record->sequence <= stream->sent)
		return;
	stream->sent = record->sequence;
	send_text(stream, text, length);
}

void api_events_publish(struct api_events *events, const struct record *record)
{
	char text[EVENT_TEXT_MAX];
	size_t length = 0;
	if (events->count == 0)
		return;
	for (struct stream *s = events->streams; s < events->streams + API_STREAMS_MAX; s++) {
		if (s->state != STREAM_LIVE)
			continue;
		if (length == 0)
			length = event_text(api_state(events->api), record, text);
		send_record(s, record, text, length);
	}
}

/* --- resuming --- */

static void page_came(void *context, int result, const struct record *records, uint32_t count)
{
	struct stream *stream = context;
	struct api *api = stream->events->api;
	char text[EVENT_TEXT_MAX];
	stream->reading = false;
	if (stream->state == STREAM_ORPHAN) {
		stream_free(stream);
		return;
	}
	if (result < 0) { /* can't be read: the client begins anew rather than miss something */
		send_reset(stream);
		return;
	}
	for (uint32_t i = 0; i < count && stream->state == STREAM_RESUMING; i++) {
		const size_t length = event_text(api_state(api), &records[i], text);
		send_record(stream, &records[i], text, length);
	}
	if (stream->state == STREAM_RESUMING)
		read_page(stream);
}

/* Older than this service day, or from another journal's future: nothing to go on from. */
static bool is_lost(const struct state *state, uint64_t after)
{
	return after > state->sequence ||
	       (after < state->sequence && after + 1 < state->day_sequence);
}

static void read_page(struct stream *stream)
{
	static const struct timeval later = { .tv_usec = RETRY_MS * 1000 };
	struct api *api = stream->events->api;
	const struct state *state = api_state(api);
	int result;
	if (is_lost(state, stream->sent)) {
		send_reset(stream);
		return;
	}
	if (stream->sent == state->sequence) {
		stream->state = STREAM_LIVE;
		return;
	}
	stream->reading = true;
	result = api->owner.read(api->owner.context, stream->sent, state->sequence, PAGE, page_came,
				 stream);
	if (result < 0) {
		stream->reading = false;
		if (result == -EAGAIN)
			event_add(stream->events->retry, &later);
		else
			send_reset(stream);
	}
}

static void retry_due(evutil_socket_t fd, short what, void *arg)
{
	struct api_events *events = arg;
	(void)fd;
	(void)what;
	for (struct stream *s = events->streams; s < events->streams + API_STREAMS_MAX; s++)
		if (s->state == STREAM_RESUMING && !s->reading)
			read_page(s);
}

/* --- the call --- */

/* The reconnecting browser's header goes before the address it began with. */
static bool take_after(const struct api_exchange *exchange, uint64_t *after,
		       struct problem *problem)
{
	const char *header = evhttp_find_header(evhttp_request_get_input_headers(exchange->request),
						"Last-Event-ID");
	const char *text = header ? header : api_query(exchange, "after");
	if (text == NULL) {
		*after = api_state(exchange->api)->sequence;
		return true;
	}
	const size_t digits = strspn(text, "0123456789");
	if (digits == 0 || digits > 18 || text[digits] != '\0') {
		problem->kind = PROBLEM_FIELD;
		snprintf(problem->field, sizeof problem->field, "%s",
			 header ? "Last-Event-ID" : "after");
		snprintf(problem->found, sizeof problem->found, "%.60s", text);
		snprintf(problem->allowed, sizeof problem->allowed, "a sequence, 1–18 digits");
		return false;
	}
	*after = strtoull(text, NULL, 10);
	return true;
}

static struct stream *free_stream(struct api_events *events)
{
	for (struct stream *s = events->streams; s < events->streams + API_STREAMS_MAX; s++)
		if (s->state == STREAM_FREE)
			return s;
	return NULL;
}

void api_events_get(struct api_exchange *exchange)
{
	static const char hello[] = "retry: 2000\n: jiaohao\n\n";
	struct api *api = exchange->api;
	struct evhttp_request *request = exchange->request;
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
	struct problem problem = { .kind = REFUSAL_NONE };
	struct stream *stream = free_stream(api->events);
	uint64_t after = 0;
	if (api->draining) {
		api_refuse(exchange, REFUSAL_STOPPING);
		return;
	}
	if (!take_after(exchange, &after, &problem)) {
		api_refuse_with(exchange, &problem);
		return;
	}
	if (stream == NULL) {
		api_refuse(exchange, REFUSAL_RATE_LIMITED);
		return;
	}
	evhttp_add_header(headers, "Content-Type", "text/event-stream; charset=utf-8");
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_add_header(headers, "X-Accel-Buffering", "no");
	if (exchange->head) {
		evhttp_send_reply(request, 200, NULL, NULL);
		api_release(exchange);
		return;
	}
	api_release(exchange);
	api->answers[200]++;
	stream->request = request;
	stream->state = STREAM_RESUMING;
	stream->reading = false;
	stream->sent = after;
	api->events->count++;
	http_server_make_stream(api->http, request, stream_closed, stream);
	evhttp_send_reply_start(request, 200, NULL);
	if (send_text(stream, hello, sizeof hello - 1))
		read_page(stream);
}

/* --- life --- */

int api_events_open(struct api_events **out, struct api *api)
{
	struct api_events *events = calloc(1, sizeof *events);
	if (events == NULL)
		return -ENOMEM;
	events->api = api;
	events->part = evbuffer_new();
	events->retry = evtimer_new(api->base, retry_due, events);
	for (size_t i = 0; i < API_STREAMS_MAX; i++)
		events->streams[i].events = events;
	if (events->part == NULL || events->retry == NULL) {
		api_events_close(events);
		return -ENOMEM;
	}
	*out = events;
	return 0;
}

void api_events_ping(struct api_events *events)
{
	static const char ping[] = ": ping\n\n";
	for (struct stream *s = events->streams; s < events->streams + API_STREAMS_MAX; s++)
		if (s->state == STREAM_RESUMING || s->state == STREAM_LIVE)
			send_text(s, ping, sizeof ping - 1);
}

void api_events_drain(struct api_events *events)
{
	static const char bye[] = "event: bye\ndata: {}\n\n";
	for (struct stream *s = events->streams; s < events->streams + API_STREAMS_MAX; s++) {
		struct evhttp_request *request = s->request;
		if ((s->state != STREAM_RESUMING && s->state != STREAM_LIVE) ||
		    !send_text(s, bye, sizeof bye - 1))
			continue;
		stream_closed(s);
		http_server_end_stream(events->api->http, request);
	}
}

size_t api_events_count(const struct api_events *events)
{
	return events->count;
}

uint64_t api_events_dropped(const struct api_events *events)
{
	return events->dropped;
}

void api_events_close(struct api_events *events)
{
	if (events == NULL)
		return;
	if (events->part != NULL)
		evbuffer_free(events->part);
	if (events->retry != NULL)
		event_free(events->retry);
	free(events);
}
