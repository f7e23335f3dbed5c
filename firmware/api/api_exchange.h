/* What the files of this room share: the api itself, one request on its way to its answer, and the
 * handlers by path. Seen by nobody else. */
#ifndef JIAOHAO_API_EXCHANGE_H
#define JIAOHAO_API_EXCHANGE_H

#include "api.h"
#include "api_json.h"
#include "problem.h"

#include <event2/util.h>
#include <jansson.h>
#include <stdbool.h>

struct api_events;
struct api_inputs;
struct api_wires;
struct evbuffer;
struct event;
struct evhttp_request;
struct http_server;
struct seal;

enum {
	/* requests that wait for the disk at once: more are refused as rate_limited */
	API_EXCHANGES_MAX = 512,
	API_STREAMS_MAX = 128,
	API_INPUTS_MAX = 64, /* programs of kiosks that listen to their readers */
	API_WIRES_MAX = 4,   /* technicians who watch a wire */
	API_STATUS_MAX = 600,
	API_PLACE_MAX = 64,
	API_QUERIES_MAX = 4, /* parameters of one path */
	API_QUERY_MAX = 256, /* bytes of a value */
};

struct api_exchange;
typedef void api_handler_fn(struct api_exchange *exchange);

struct api_route {
	const char *path; /* "*" is one segment of any text: exchange->place */
	api_handler_fn *get, *post;
	const char *query; /* the parameters it knows, "q limit"; NULL: none */
	uint8_t body;	   /* enum api_body_kind */
	uint8_t command;   /* enum command_kind of its POST */
};

/* One request, from its arrival to its answer. GETs are answered before the handler returns; POSTs
 * are kept until their records are durable. */
struct api_exchange {
	struct api *api;
	struct evhttp_request *request;
	const struct api_route *route;
	enum message_language language;
	bool head;
	char place[API_PLACE_MAX]; /* the "*" of the path, decoded */
	api_handler_fn *then;	   /* of api_submit_then */
	struct command command;
	struct api_identity identity;
	bool has_card; /* its token is taken, see api_cards.h */
	uint8_t card;
	struct api_exchange *next_free;
};

struct api {
	struct event_base *base;
	struct api_owner owner;
	struct http_server *http;
	struct seal *seal;
	struct event *timer; /* every 10 s: pings, the day's keys */
	struct evbuffer *answer;
	bool draining;
	int32_t sealed_date; /* whose keys were prepared */
	/* Of the request now being read: its body, and the values of its parameters, decoded. */
	struct api_body body;
	bool has_query[API_QUERIES_MAX];
	char query[API_QUERIES_MAX][API_QUERY_MAX];
	struct api_events *events;
	struct api_wires *wires;
	struct api_inputs *inputs;
	uint64_t answers[API_STATUS_MAX]; /* by status */
	struct api_exchange *free;
	size_t exchanges_used;
	struct api_exchange spare; /* when none is free: reads go on, acts are refused */
	struct api_exchange exchanges[API_EXCHANGES_MAX];
};

static inline const struct state *api_state(const struct api *api)
{
	return api->owner.durable(api->owner.context);
}

/** Answer and let the exchange go. @p json is consumed; NULL with 204: no body; NULL with another
 *  status: out of memory, 500. */
void api_answer(struct api_exchange *exchange, int status, json_t *json);
/** The same for text/plain: @p text is drained. */
void api_answer_text(struct api_exchange *exchange, const char *type, struct evbuffer *text);
void api_refuse(struct api_exchange *exchange, enum refusal refusal);
void api_refuse_with(struct api_exchange *exchange, const struct problem *problem);
/** A field or parameter is wrong: 422. */
void api_refuse_field(struct api_exchange *exchange, const char *field, const char *found,
		      const char *allowed);
/** The value of a parameter that the route knows; NULL: not given. Only until the handler returns.
 */
const char *api_query(const struct api_exchange *exchange, const char *name);
/** The exchange became a stream: it is let go without an answer. */
void api_release(struct api_exchange *exchange);
/** Give exchange->command to the owner. @p reply answers exchange. */
void api_submit(struct api_exchange *exchange, api_reply_fn *reply);
/** The same; when it is done @p then answers, as a GET would. NULL: 204, there is nothing to show.
 */
void api_submit_then(struct api_exchange *exchange, api_handler_fn *then);
/** The time now and the hall's offset. */
int64_t api_now(const struct api *api, int32_t *utc_offset_s);
/** An object with "sequence" in it. */
json_t *api_object(const struct state *state);

/* Views, shared between groups of calls. New references. */
json_t *api_ticket_view(const struct state *state, uint32_t ticket, int64_t now_us);
json_t *api_window_view(const struct state *state, int window);
/** Does the service (index) take numbers now? */
bool api_service_open(const struct state *state, int index, int64_t now, int32_t offset);
/** The ticket an answered command touched: of the last record, else, for a repeated key, what it
 * did the first time. @p kind: that record's kind. 0: none. */
uint32_t api_touched(const struct api_exchange *exchange, const struct record *records,
		     uint32_t count, uint16_t *kind);

/* api_day.c */
/** The hall's own words; a language it has none in is "". null for NULL. */
json_t *api_words_json(const struct hall_text *text);
/** When the service (index) opens and closes today, and why it takes no numbers now. */
void api_service_day(json_t *object, const struct state *state, int index, int64_t now,
		     int32_t offset);
/** What today is for the hall as a whole. */
json_t *api_day_json(const struct state *state, int64_t now, int32_t offset);
/** Today's ticket by its number ("A012") or its token; 0: none. Papers and walk-ins have no number
 *  of their own. */
uint32_t api_find_ticket(const struct state *state, const char *text);

/* api_order.c */
api_handler_fn api_order_get;
/* api_appointments.c */
api_handler_fn api_appointments_get, api_appointments_post, api_appointment_get,
	api_appointment_post, api_check_in_post, api_bans_post;
/* api_import.c */
api_handler_fn api_import_post;
/* api_supervision.c */
api_handler_fn api_warnings_get, api_warning_post, api_help_post, api_followups_get,
	api_followup_post, api_announcements_get, api_announcements_post, api_announcement_end_post;
/* api_calendar.c */
api_handler_fn api_calendar_get, api_workdays_get;
/* api_hall.c */
api_handler_fn api_hall_get;
/* api_items.c */
api_handler_fn api_items_get;
/* api_tickets.c */
api_handler_fn api_tickets_post, api_ticket_get, api_ticket_post, api_rating_post;
/* api_windows.c */
api_handler_fn api_windows_get, api_window_get, api_window_post;
/* api_devices.c */
api_handler_fn api_devices_get, api_device_get, api_device_test_post, api_healthz_get;
/* api_metrics.c */
api_handler_fn api_metrics_get;

/* api_inputs.c */
api_handler_fn api_inputs_get;
/** Whose card the token of the body stands for, into exchange->command. */
enum refusal api_inputs_take_card(struct api_exchange *exchange, const char *token, int32_t date);
/** The command was answered. */
void api_inputs_settle_card(struct api_exchange *exchange, bool refused);
int api_inputs_open(struct api_inputs **out, struct api *api);
void api_inputs_ping(struct api_inputs *inputs);
void api_inputs_drain(struct api_inputs *inputs);
void api_inputs_close(struct api_inputs *inputs); /* accepts NULL */

/* api_wire.c */
api_handler_fn api_wire_get;
int api_wires_open(struct api_wires **out, struct api *api);
void api_wires_ping(struct api_wires *wires);
void api_wires_drain(struct api_wires *wires);
void api_wires_close(struct api_wires *wires); /* accepts NULL */

/* api_events.c */
api_handler_fn api_events_get;
int api_events_open(struct api_events **out, struct api *api);
void api_events_publish(struct api_events *events, const struct record *record);
void api_events_ping(struct api_events *events);
void api_events_drain(struct api_events *events);
size_t api_events_count(const struct api_events *events);
uint64_t api_events_dropped(const struct api_events *events);
void api_events_close(struct api_events *events);

#endif
