/* From a request to its handler, and from an answer to its bytes. What a call means is in the files
 * named after its group. */
#include "api_exchange.h"
#include "http_server.h"
#include "seal.h"

#include "calendar.h"

#include <assert.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdlib.h>
#include <string.h>

enum { PING_S = 10, KEY_TEXT_MAX = 64, PATH_TEXT_MAX = 128, RETRY_AFTER_S = 2 };

#define V1 "/api/v1"
static const struct api_route routes[] = {
	{ "/healthz", api_healthz_get, NULL, NULL, 0, 0 },
	{ "/metrics", api_metrics_get, NULL, NULL, 0, 0 },
	{ V1 "/hall", api_hall_get, NULL, "kiosk", 0, 0 },
	{ V1 "/items", api_items_get, NULL, "q limit", 0, 0 },
	{ V1 "/calendar", api_calendar_get, NULL, "service from days", 0, 0 },
	{ V1 "/workdays", api_workdays_get, NULL, "from to days case_type", 0, 0 },
	{ V1 "/windows", api_windows_get, NULL, NULL, 0, 0 },
	{ V1 "/devices", api_devices_get, NULL, NULL, 0, 0 },
	{ V1 "/devices/*", api_device_get, NULL, NULL, 0, 0 },
	{ V1 "/devices/*/test", NULL, api_device_test_post, NULL, API_BODY_EMPTY, COMMAND_NONE },
	{ V1 "/devices/*/wire", api_wire_get, NULL, "of", 0, 0 },
	{ V1 "/kiosks/*/inputs", api_inputs_get, NULL, NULL, 0, 0 },
	{ V1 "/events", api_events_get, NULL, "after", 0, 0 },
	{ V1 "/tickets", NULL, api_tickets_post, NULL, API_BODY_TICKET, COMMAND_ISSUE },
	{ V1 "/tickets/*", api_ticket_get, NULL, NULL, 0, 0 },
	{ V1 "/tickets/*/order", api_order_get, NULL, NULL, 0, 0 },
	{ V1 "/tickets/*/cancel", NULL, api_ticket_post, NULL, API_BODY_EMPTY, COMMAND_CANCEL },
	{ V1 "/tickets/*/reprint", NULL, api_ticket_post, NULL, API_BODY_REPRINT, COMMAND_REPRINT },
	{ V1 "/tickets/*/requeue", NULL, api_ticket_post, NULL, API_BODY_REQUEUE, COMMAND_REQUEUE },
	{ V1 "/tickets/*/postpone", NULL, api_ticket_post, NULL, API_BODY_POSTPONE,
	  COMMAND_POSTPONE },
	{ V1 "/tickets/*/pager", NULL, api_ticket_post, NULL, API_BODY_PAGER, COMMAND_PAGER },
	{ V1 "/tickets/*/class", NULL, api_ticket_post, NULL, API_BODY_CLASS, COMMAND_GRANT },
	{ V1 "/tickets/*/void", NULL, api_ticket_post, NULL, API_BODY_AGENT, COMMAND_VOID },
	{ V1 "/tickets/*/rating", NULL, api_rating_post, NULL, API_BODY_RATING, COMMAND_RATE },
	{ V1 "/appointments", api_appointments_get, api_appointments_post, "service date",
	  API_BODY_BOOK, COMMAND_BOOK },
	{ V1 "/appointments/import", NULL, api_import_post, "closed", API_BODY_LIST, COMMAND_NONE },
	{ V1 "/appointments/*", api_appointment_get, NULL, NULL, 0, 0 },
	{ V1 "/appointments/*/check-in", NULL, api_check_in_post, NULL, API_BODY_CHECK_IN,
	  COMMAND_CHECK_IN },
	{ V1 "/appointments/*/cancel", NULL, api_appointment_post, NULL, API_BODY_REQUEUE,
	  COMMAND_BOOKING_CANCEL },
	{ V1 "/appointments/*/move", NULL, api_appointment_post, NULL, API_BODY_MOVE,
	  COMMAND_BOOKING_MOVE },
	{ V1 "/bans", NULL, api_bans_post, NULL, API_BODY_BAN, COMMAND_BAN },
	{ V1 "/warnings", api_warnings_get, NULL, NULL, 0, 0 },
	{ V1 "/warnings/*/acknowledge", NULL, api_warning_post, NULL, API_BODY_AGENT,
	  COMMAND_WARN_ACKNOWLEDGE },
	{ V1 "/warnings/*/clear", NULL, api_warning_post, NULL, API_BODY_AGENT,
	  COMMAND_WARN_CLEAR },
	{ V1 "/help", NULL, api_help_post, NULL, API_BODY_HELP, COMMAND_WARN },
	{ V1 "/followups", api_followups_get, NULL, NULL, 0, 0 },
	{ V1 "/followups/*/contact", NULL, api_followup_post, NULL, API_BODY_CONTACT,
	  COMMAND_FOLLOWUP_CONTACT },
	{ V1 "/followups/*/close", NULL, api_followup_post, NULL, API_BODY_CLOSE,
	  COMMAND_FOLLOWUP_CLOSE },
	{ V1 "/announcements", api_announcements_get, api_announcements_post, NULL,
	  API_BODY_ANNOUNCE, COMMAND_ANNOUNCE },
	{ V1 "/announcements/*/end", NULL, api_announcement_end_post, NULL, API_BODY_EMPTY,
	  COMMAND_ANNOUNCE_END },
	{ V1 "/windows/*", api_window_get, NULL, NULL, 0, 0 },
	{ V1 "/windows/*/open", NULL, api_window_post, NULL, API_BODY_OPEN, COMMAND_WINDOW_OPEN },
	{ V1 "/windows/*/close", NULL, api_window_post, NULL, API_BODY_EMPTY,
	  COMMAND_WINDOW_CLOSE },
	{ V1 "/windows/*/pause", NULL, api_window_post, NULL, API_BODY_PAUSE,
	  COMMAND_WINDOW_PAUSE },
	{ V1 "/windows/*/resume", NULL, api_window_post, NULL, API_BODY_EMPTY,
	  COMMAND_WINDOW_RESUME },
	{ V1 "/windows/*/next", NULL, api_window_post, NULL, API_BODY_EMPTY, COMMAND_NEXT },
	{ V1 "/windows/*/recall", NULL, api_window_post, NULL, API_BODY_EMPTY, COMMAND_RECALL },
	{ V1 "/windows/*/start", NULL, api_window_post, NULL, API_BODY_EMPTY, COMMAND_START },
	{ V1 "/windows/*/finish", NULL, api_window_post, NULL, API_BODY_FINISH, COMMAND_FINISH },
	{ V1 "/windows/*/note", NULL, api_window_post, NULL, API_BODY_NOTE, COMMAND_NOTE },
	{ V1 "/windows/*/call", NULL, api_window_post, NULL, API_BODY_CHOSEN, COMMAND_CALL },
	{ V1 "/windows/*/serve", NULL, api_window_post, NULL, API_BODY_SERVE, COMMAND_SERVE },
	{ V1 "/windows/*/hold", NULL, api_window_post, NULL, API_BODY_HOLD, COMMAND_HOLD },
	{ V1 "/windows/*/unhold", NULL, api_window_post, NULL, API_BODY_CHOSEN, COMMAND_UNHOLD },
	{ V1 "/windows/*/transfer", NULL, api_window_post, NULL, API_BODY_TRANSFER,
	  COMMAND_TRANSFER },
	{ V1 "/windows/*/forward", NULL, api_window_post, NULL, API_BODY_FORWARD, COMMAND_FORWARD },
	{ V1 "/windows/*/undo", NULL, api_window_post, NULL, API_BODY_AGENT, COMMAND_UNDO },
	{ V1 "/windows/*/extend", NULL, api_window_post, NULL, API_BODY_EXTEND,
	  COMMAND_WINDOW_EXTEND },
	{ V1 "/windows/*/no-show", NULL, api_window_post, NULL, API_BODY_EMPTY, COMMAND_NO_SHOW },
};

/* --- answers --- */

void api_release(struct api_exchange *exchange)
{
	struct api *api = exchange->api;
	exchange->request = NULL;
	if (exchange != &api->spare) {
		exchange->next_free = api->free;
		api->free = exchange;
	}
}

/* Send what lies in api->answer; the exchange is free afterwards. evhttp sends a body even to HEAD,
 * and no length: both by hand. */
static void send_answer(struct api_exchange *exchange, int status, const char *type)
{
	struct api *api = exchange->api;
	struct evkeyvalq *headers = evhttp_request_get_output_headers(exchange->request);
	if (type != NULL)
		evhttp_add_header(headers, "Content-Type", type);
	evhttp_add_header(headers, "Cache-Control", "no-store");
	if (exchange->head) {
		char length[24];
		evutil_snprintf(length, sizeof length, "%zu", evbuffer_get_length(api->answer));
		evhttp_add_header(headers, "Content-Length", length);
		evbuffer_drain(api->answer, evbuffer_get_length(api->answer));
	}
	if (status > 0 && status < API_STATUS_MAX)
		api->answers[status]++;
	evhttp_send_reply(exchange->request, status, NULL, api->answer);
	evbuffer_drain(api->answer, evbuffer_get_length(api->answer));
	api_release(exchange);
}

static int dump_part(const char *bytes, size_t length, void *answer)
{
	return evbuffer_add(answer, bytes, length);
}

static void dump(struct api *api, json_t *json)
{
	if (json != NULL) {
		json_dump_callback(json, dump_part, api->answer, JSON_COMPACT);
		evbuffer_add(api->answer, "\n", 1);
		json_decref(json);
	}
}

void api_answer(struct api_exchange *exchange, int status, json_t *json)
{
	if (json == NULL && status != 204)
		status = 500;
	dump(exchange->api, json);
	send_answer(exchange, status, json ? "application/json; charset=utf-8" : NULL);
}

void api_answer_text(struct api_exchange *exchange, const char *type, struct evbuffer *text)
{
	evbuffer_add_buffer(exchange->api->answer, text);
	send_answer(exchange, 200, type);
}

void api_refuse_with(struct api_exchange *exchange, const struct problem *problem)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(exchange->request);
	const int status = problem_status(problem->kind);
	evhttp_add_header(headers, "Content-Language", problem_language_tag(exchange->language));
	if (status == 405)
		evhttp_add_header(headers, "Allow", problem->allowed);
	if (status == 429 || status == 503) {
		char seconds[12];
		evutil_snprintf(seconds, sizeof seconds, "%d", RETRY_AFTER_S);
		evhttp_add_header(headers, "Retry-After", seconds);
	}
	dump(exchange->api, problem_document(problem, exchange->language));
	send_answer(exchange, status, "application/problem+json; charset=utf-8");
}

void api_refuse(struct api_exchange *exchange, enum refusal refusal)
{
	struct problem problem = { .kind = (int)refusal };
	api_refuse_with(exchange, &problem);
}

int64_t api_now(const struct api *api, int32_t *utc_offset_s)
{
	return api->owner.now(api->owner.context, utc_offset_s);
}

json_t *api_object(const struct state *state)
{
	json_t *object = json_object();
	json_object_set_new(object, "sequence", json_integer((json_int_t)state->sequence));
	return object;
}

/* --- commands --- */

void api_submit(struct api_exchange *exchange, api_reply_fn *reply)
{
	struct api *api = exchange->api;
	if (api->draining) {
		api_refuse(exchange, REFUSAL_STOPPING);
		return;
	}
	api->owner.submit(api->owner.context, &exchange->command,
			  exchange->identity.length > 0 ? &exchange->identity : NULL, reply,
			  exchange);
}

static void done(void *context, enum refusal refusal, const struct record *records, uint32_t count)
{
	struct api_exchange *exchange = context;
	(void)records;
	(void)count;
	if (refusal != REFUSAL_NONE)
		api_refuse(exchange, refusal);
	else if (exchange->then != NULL)
		exchange->then(exchange);
	else
		api_answer(exchange, 204, NULL);
}

void api_submit_then(struct api_exchange *exchange, api_handler_fn *then)
{
	exchange->then = then;
	api_submit(exchange, done);
}

uint32_t api_touched(const struct api_exchange *exchange, const struct record *records,
		     uint32_t count, uint16_t *kind)
{
	const struct key_entry *entry;
	for (uint32_t i = count; i > 0; i--)
		if (records[i - 1].ticket != 0) {
			*kind = records[i - 1].kind;
			return records[i - 1].ticket;
		}
	*kind = RECORD_NONE;
	entry = count == 0 ? state_find_key(api_state(exchange->api), &exchange->command.key)
			   : NULL;
	if (entry == NULL)
		return 0;
	*kind = entry->last_kind;
	return entry->ticket;
}

static void field_problem(struct problem *problem, const char *field, const char *found,
			  const char *allowed)
{
	problem->kind = PROBLEM_FIELD;
	evutil_snprintf(problem->field, sizeof problem->field, "%s", field);
	evutil_snprintf(problem->found, sizeof problem->found, "%s", found);
	evutil_snprintf(problem->allowed, sizeof problem->allowed, "%s", allowed);
}

void api_refuse_field(struct api_exchange *exchange, const char *field, const char *found,
		      const char *allowed)
{
	struct problem problem = { 0 };
	field_problem(&problem, field, found, allowed);
	api_refuse_with(exchange, &problem);
}

/* The command's key: of Idempotency-Key, method and path, so that one key names one act. */
static enum refusal take_key(struct api_exchange *exchange, const struct api_body *body,
			     struct problem *problem)
{
	const struct api *api = exchange->api;
	const struct state *state = api_state(api);
	const char *key = evhttp_find_header(evhttp_request_get_input_headers(exchange->request),
					     "Idempotency-Key");
	char path[PATH_TEXT_MAX];
	int32_t offset, date;
	if (key == NULL)
		return REFUSAL_NONE;
	const size_t length = strlen(key);
	size_t visible = 0;
	while (key[visible] > ' ' && key[visible] < 0x7f)
		visible++;
	if (length == 0 || length > KEY_TEXT_MAX || visible != length) {
		evutil_snprintf(path, sizeof path, "%zu bytes", length);
		field_problem(problem, "Idempotency-Key", path, "1–64 visible ASCII characters");
		return REFUSAL_BAD_REQUEST;
	}
	const int64_t now = api_now(api, &offset);
	date = state->day_open ? state->date : calendar_local_date(now, offset);
	evutil_snprintf(path, sizeof path, "POST %s %s", exchange->route->path, exchange->place);
	seal_key_hash(api->seal, key, path, exchange->command.key.bytes);
	if (seal_body_hash(api->seal, date, path, body->canonical, body->canonical_length,
			   &exchange->command.key.body) < 0)
		return REFUSAL_STORAGE;
	return REFUSAL_NONE;
}

/* --- requests --- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Strict percent-decoding of one segment or value: false for a broken escape, a control character
 * or what does not fit. */
static bool decode(const char *text, size_t length, char *out, size_t size)
{
	size_t used = 0;
	for (size_t i = 0; i < length; i++) {
		int byte = (unsigned char)text[i];
		if (byte == '%') {
			const int high = length - i > 2 ? hex_digit(text[i + 1]) : -1;
			const int low = length - i > 2 ? hex_digit(text[i + 2]) : -1;
			if (high < 0 || low < 0)
				return false;
			byte = high * 16 + low;
			i += 2;
		}
		if (byte < ' ' || byte == 0x7f || used + 1 >= size)
			return false;
		out[used++] = (char)byte;
	}
	out[used] = '\0';
	return true;
}

static bool path_matches(const char *pattern, const char *path, char place[API_PLACE_MAX])
{
	char segment[API_PLACE_MAX];
	while (*pattern == '/' && *path == '/') {
		const size_t pattern_length = strcspn(++pattern, "/");
		const size_t path_length = strcspn(++path, "/");
		if (!decode(path, path_length, segment, sizeof segment) || segment[0] == '\0')
			return false;
		if (pattern_length == 1 && *pattern == '*')
			memcpy(place, segment, sizeof segment);
		else if (strlen(segment) != pattern_length ||
			 memcmp(segment, pattern, pattern_length) != 0)
			return false;
		pattern += pattern_length;
		path += path_length;
	}
	return *pattern == '\0' && *path == '\0';
}

static const struct api_route *find_route(const char *path, char place[API_PLACE_MAX])
{
	place[0] = '\0';
	for (size_t i = 0; path != NULL && i < sizeof routes / sizeof *routes; i++)
		if (path_matches(routes[i].path, path, place))
			return &routes[i];
	return NULL;
}

/* The place of a name in the route's list, or -1. */
static int query_place(const struct api_route *route, const char *name)
{
	const char *at = route->query;
	for (int place = 0; at != NULL && place < API_QUERIES_MAX; place++) {
		const size_t length = strcspn(at, " ");
		if (strlen(name) == length && memcmp(at, name, length) == 0)
			return place;
		at = at[length] == ' ' ? at + length + 1 : NULL;
	}
	return -1;
}

const char *api_query(const struct api_exchange *exchange, const char *name)
{
	const int place = query_place(exchange->route, name);
	const struct api *api = exchange->api;
	return place >= 0 && api->has_query[place] ? api->query[place] : NULL;
}

/* A path knows its parameters, each once; anything else is a mistake worth saying. */
static bool take_query(struct api_exchange *exchange, const char *query, struct problem *problem)
{
	struct api *api = exchange->api;
	const char *known = exchange->route->query;
	char name[API_PLACE_MAX], allowed[64];
	memset(api->has_query, 0, sizeof api->has_query);
	while (query != NULL && *query != '\0') {
		const size_t length = strcspn(query, "&"), name_length = strcspn(query, "=&");
		const char *value = query + name_length + (name_length < length);
		if (!decode(query, name_length, name, sizeof name))
			evutil_snprintf(name, sizeof name, "query");
		const int place = query_place(exchange->route, name);
		if (place < 0) {
			field_problem(problem, name, "an unknown parameter",
				      known ? known : "no parameters");
			return false;
		}
		if (api->has_query[place] || !decode(value, (size_t)(query + length - value),
						     api->query[place], sizeof api->query[place])) {
			evutil_snprintf(allowed, sizeof allowed,
					"one value, percent-encoded, at most %d bytes",
					API_QUERY_MAX - 1);
			field_problem(problem, name, api->has_query[place] ? "twice" : "unreadable",
				      allowed);
			return false;
		}
		api->has_query[place] = true;
		query += length + (query[length] == '&');
	}
	return true;
}

/* api->body holds what was read; its bytes as they came are wiped. */
static bool read_body(struct api_exchange *exchange, struct problem *problem)
{
	struct evbuffer *input = evhttp_request_get_input_buffer(exchange->request);
	const size_t length = evbuffer_get_length(input);
	unsigned char *bytes = length > 0 ? evbuffer_pullup(input, -1) : NULL;
	const bool good = api_body_read((enum api_body_kind)exchange->route->body,
					bytes ? (const char *)bytes : "", bytes ? length : 0,
					&exchange->api->body, problem);
	if (bytes)
		explicit_bzero(bytes, length);
	return good;
}

static void act(struct api_exchange *exchange)
{
	struct api *api = exchange->api;
	struct problem problem;
	enum refusal refusal;
	if (exchange->route->body == API_BODY_LIST) {
		if (exchange == &api->spare)
			api_refuse(exchange, REFUSAL_RATE_LIMITED);
		else
			exchange->route->post(exchange);
		return;
	}
	if (!read_body(exchange, &problem)) {
		api_refuse_with(exchange, &problem);
		return;
	}
	exchange->command.kind = exchange->route->command;
	evutil_snprintf(exchange->command.source, sizeof exchange->command.source, "api");
	refusal = take_key(exchange, &api->body, &problem);
	if (problem.kind == PROBLEM_FIELD)
		api_refuse_with(exchange, &problem);
	else if (exchange == &api->spare)
		api_refuse(exchange, REFUSAL_RATE_LIMITED);
	else if (refusal != REFUSAL_NONE)
		api_refuse(exchange, refusal);
	else
		exchange->route->post(exchange);
}

/* Phone and ID number are nowhere in this room once their request is on its way or refused: the
 * same body in its one form holds them too. */
static void handle_post(struct api_exchange *exchange)
{
	struct api *api = exchange->api;
	act(exchange);
	explicit_bzero(&api->body, sizeof api->body);
}

static void dispatch(struct api_exchange *exchange, const char *query)
{
	const enum evhttp_cmd_type method = evhttp_request_get_command(exchange->request);
	const struct api_route *route = exchange->route;
	struct problem problem = { .kind = PROBLEM_NOT_FOUND };
	if (route == NULL) {
		api_refuse_with(exchange, &problem);
	} else if (!take_query(exchange, query, &problem)) {
		api_refuse_with(exchange, &problem);
	} else if (route->get != NULL && (method == EVHTTP_REQ_GET || method == EVHTTP_REQ_HEAD)) {
		route->get(exchange);
	} else if (route->post != NULL && method == EVHTTP_REQ_POST) {
		handle_post(exchange);
	} else {
		problem.kind = PROBLEM_METHOD;
		evutil_snprintf(problem.allowed, sizeof problem.allowed, "%s",
				route->get && route->post ? "GET, HEAD, POST"
				: route->get		  ? "GET, HEAD"
							  : "POST");
		api_refuse_with(exchange, &problem);
	}
}

/* Those never used before come last: their memory is not touched until so many are needed. */
static struct api_exchange *take_exchange(struct api *api)
{
	struct api_exchange *exchange = api->free;
	if (exchange != NULL)
		api->free = exchange->next_free;
	else if (api->exchanges_used < API_EXCHANGES_MAX)
		exchange = &api->exchanges[api->exchanges_used++];
	else
		exchange = &api->spare;
	return exchange;
}

static void request_arrived(void *context, struct evhttp_request *request, const char *fault)
{
	struct api *api = context;
	const struct evkeyvalq *headers = evhttp_request_get_input_headers(request);
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(request);
	struct api_exchange *exchange = take_exchange(api);
	struct problem problem;
	memset(exchange, 0, offsetof(struct api_exchange, identity));
	exchange->identity.length = 0;
	exchange->api = api;
	exchange->request = request;
	exchange->head = evhttp_request_get_command(request) == EVHTTP_REQ_HEAD;
	exchange->language = problem_language(evhttp_find_header(headers, "Accept-Language"));
	if (fault != NULL) {
		memset(&problem, 0, sizeof problem);
		problem.line = problem.column = 1;
		problem.kind = PROBLEM_SYNTAX;
		evutil_snprintf(problem.reason, sizeof problem.reason, "%s", fault);
		api_refuse_with(exchange, &problem);
		return;
	}
	exchange->route = uri ? find_route(evhttp_uri_get_path(uri), exchange->place) : NULL;
	dispatch(exchange, uri ? evhttp_uri_get_query(uri) : NULL);
}

/* --- the api's life --- */

static void timer_due(evutil_socket_t fd, short what, void *arg)
{
	static const struct timeval period = { .tv_sec = PING_S };
	struct api *api = arg;
	const struct state *state = api_state(api);
	int32_t offset;
	const int64_t now = api_now(api, &offset);
	const int32_t date = state->day_open ? state->date : calendar_local_date(now, offset);
	(void)fd;
	(void)what;
	api_events_ping(api->events);
	api_wires_ping(api->wires);
	api_inputs_ping(api->inputs);
	if (date != api->sealed_date) {
		api->sealed_date = date;
		seal_prepare(api->seal, date);
	}
	event_add(api->timer, &period);
}

int api_open(struct api **out, struct event_base *base, const struct api_settings *settings,
	     const struct api_owner *owner)
{
	static const struct timeval at_once = { 0, 0 };
	struct api *api = calloc(1, sizeof *api);
	int result = -ENOMEM;
	if (api == NULL)
		return -ENOMEM;
	api->base = base;
	api->owner = *owner;
	api->sealed_date = INT32_MIN;
	api->answer = evbuffer_new();
	api->timer = evtimer_new(base, timer_due, api);
	if (api->answer == NULL || api->timer == NULL)
		goto fail;
	result = api_events_open(&api->events, api);
	if (result == 0)
		result = api_wires_open(&api->wires, api);
	if (result == 0)
		result = api_inputs_open(&api->inputs, api);
	if (result == 0)
		result = http_server_open(&api->http, base, settings->address, settings->port,
					  request_arrived, api);
	if (result == 0)
		result = seal_open(&api->seal, settings->key_directory);
	if (result < 0)
		goto fail;
	event_add(api->timer, &at_once);
	*out = api;
	return 0;
fail:
	api_close(api);
	return result;
}

int api_port(const struct api *api)
{
	return http_server_port(api->http);
}

void api_publish(struct api *api, const struct record *record)
{
	api_events_publish(api->events, record);
}

void api_drain(struct api *api)
{
	api->draining = true;
	http_server_stop_accepting(api->http);
	api_events_drain(api->events);
	api_wires_drain(api->wires);
	api_inputs_drain(api->inputs);
}

void api_close(struct api *api)
{
	if (api == NULL)
		return;
	http_server_close(api->http);
	api_events_close(api->events);
	api_wires_close(api->wires);
	api_inputs_close(api->inputs);
	seal_close(api->seal);
	if (api->timer != NULL)
		event_free(api->timer);
	if (api->answer != NULL)
		evbuffer_free(api->answer);
	free(api);
}
