/* GET /kiosks/{kiosk}/inputs: what the readers and scanners of a kiosk bring, as server-sent events
 * for the kiosk's program. Nothing of it is kept, and it has no ids: what came while nobody
 * listened is gone. A card is told as a token (api_cards.h), never as a person. */
#include "api_cards.h"
#include "api_exchange.h"
#include "http_server.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { UNSENT_MAX = 64 * 1024 };

struct input_stream {
	struct api_inputs *inputs;
	struct evhttp_request *request; /* NULL: this place is free */
	char kiosk[ID_MAX];
};

struct api_inputs {
	struct api *api;
	struct evbuffer *part;
	struct api_cards cards;
	struct input_stream streams[API_INPUTS_MAX];
};

static int64_t monotonic_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void stream_closed(void *context)
{
	((struct input_stream *)context)->request = NULL;
}

static void send_part(struct input_stream *stream)
{
	struct evbuffer *part = stream->inputs->part;
	evhttp_send_reply_chunk(stream->request, part);
	evbuffer_drain(part, evbuffer_get_length(part));
	if (http_server_unsent(stream->request) > UNSENT_MAX)
		http_server_drop_stream(stream->inputs->api->http, stream->request);
}

static bool is_heard(const struct api_inputs *inputs, const char *kiosk)
{
	for (unsigned i = 0; i < API_INPUTS_MAX; i++)
		if (inputs->streams[i].request && strcmp(inputs->streams[i].kiosk, kiosk) == 0)
			return true;
	return false;
}

/* To every listener of the kiosk. @p json is consumed. */
static void tell(struct api_inputs *inputs, const char *kiosk, const char *event, json_t *json)
{
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	json_decref(json);
	for (unsigned i = 0; text && i < API_INPUTS_MAX; i++) {
		struct input_stream *stream = &inputs->streams[i];
		if (stream->request == NULL || strcmp(stream->kiosk, kiosk) != 0)
			continue;
		evbuffer_add_printf(inputs->part, "event: %s\ndata: %s\n\n", event, text);
		send_part(stream);
	}
	free(text);
}

/* --- what devices bring --- */

void api_input_card(struct api *api, const char *kiosk, const struct api_card *card)
{
	char token[API_CARD_TOKEN_MAX];
	if (!is_heard(api->inputs, kiosk) || /* nobody could use it */
	    !api_cards_add(&api->inputs->cards, kiosk, card->person, card->date, monotonic_us(),
			   token))
		return;
	json_t *json = json_object();
	json_object_set_new(json, "token", json_string(token));
	json_object_set_new(json, "kind", json_string(card->kind));
	json_object_set_new(json, "elder", json_boolean(card->elder));
	json_object_set_new(json, "valid_s", json_integer(API_CARD_S));
	tell(api->inputs, kiosk, "card", json);
}

void api_input_problem(struct api *api, const char *kiosk, const char *code)
{
	json_t *json = json_object();
	json_object_set_new(json, "code", json_string(code));
	tell(api->inputs, kiosk, "problem", json);
}

void api_input_code(struct api *api, const char *kiosk, const char *text)
{
	json_t *json = json_object();
	json_object_set_new(json, "text", api_text_json(text));
	tell(api->inputs, kiosk, "code", json);
}

static bool is_input(const struct api_device *device)
{
	return strcmp(device->class_name, "id-reader") == 0 ||
	       strcmp(device->class_name, "scanner") == 0;
}

static json_t *device_json(const struct api_device *device)
{
	json_t *json = json_object();
	json_object_set_new(json, "name", api_text_json(device->name));
	json_object_set_new(json, "class", api_text_json(device->class_name));
	json_object_set_new(json, "health", api_text_json(device->health));
	json_object_set_new(json, "detail", api_text_json(device->detail));
	return json;
}

void api_input_device(struct api *api, const struct api_device *device)
{
	if (is_input(device))
		tell(api->inputs, device->place, "device", device_json(device));
}

/* --- the token --- */

enum refusal api_inputs_take_card(struct api_exchange *exchange, const char *token, int32_t date)
{
	struct command *command = &exchange->command;
	/* Answered once already: the answer is made of the key, whoever's card it was. */
	if (state_find_key(api_state(exchange->api), &command->key))
		return REFUSAL_NONE;
	const enum refusal refusal =
		api_cards_take(&exchange->api->inputs->cards, token, command->kiosk, date,
			       &command->key, monotonic_us(), &command->person, &exchange->card);
	exchange->has_card = refusal == REFUSAL_NONE;
	return refusal;
}

void api_inputs_settle_card(struct api_exchange *exchange, bool refused)
{
	if (exchange->has_card)
		api_cards_settle(&exchange->api->inputs->cards, exchange->card,
				 &exchange->command.key, refused);
}

/* --- the call --- */

static bool has_inputs(const struct api *api, const char *kiosk)
{
	const struct api_owner *owner = &api->owner;
	const size_t count = owner->device_count(owner->context);
	for (size_t i = 0; i < count; i++) {
		struct api_device device;
		owner->device(owner->context, i, &device);
		if (is_input(&device) && strcmp(device.place, kiosk) == 0)
			return true;
	}
	return false;
}

/* How its devices are now. */
static void send_devices(struct input_stream *stream)
{
	const struct api_owner *owner = &stream->inputs->api->owner;
	const size_t count = owner->device_count(owner->context);
	for (size_t i = 0; i < count && stream->request; i++) {
		struct api_device device;
		owner->device(owner->context, i, &device);
		if (!is_input(&device) || strcmp(device.place, stream->kiosk) != 0)
			continue;
		json_t *json = device_json(&device);
		char *text = json_dumps(json, JSON_COMPACT);
		json_decref(json);
		if (text)
			evbuffer_add_printf(stream->inputs->part, "event: device\ndata: %s\n\n",
					    text);
		free(text);
		send_part(stream);
	}
}

static struct input_stream *free_stream(struct api_inputs *inputs)
{
	for (unsigned i = 0; i < API_INPUTS_MAX; i++)
		if (inputs->streams[i].request == NULL)
			return &inputs->streams[i];
	return NULL;
}

void api_inputs_get(struct api_exchange *exchange)
{
	struct api *api = exchange->api;
	struct evhttp_request *request = exchange->request;
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
	struct input_stream *stream = free_stream(api->inputs);
	const char *kiosk = exchange->place;
	if (api->draining) {
		api_refuse(exchange, REFUSAL_STOPPING);
		return;
	}
	if (strlen(kiosk) >= ID_MAX ||
	    (!api->owner.kiosk_known(api->owner.context, kiosk) && !has_inputs(api, kiosk))) {
		api_refuse(exchange, REFUSAL_UNKNOWN_KIOSK);
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
	memcpy(stream->kiosk, kiosk, strlen(kiosk) + 1);
	api_release(exchange);
	api->answers[200]++;
	stream->request = request;
	http_server_make_stream(api->http, request, stream_closed, stream);
	evhttp_send_reply_start(request, 200, NULL);
	evbuffer_add_printf(api->inputs->part, "retry: 2000\n: jiaohao\n\n");
	send_part(stream);
	send_devices(stream);
}

/* --- life --- */

int api_inputs_open(struct api_inputs **out, struct api *api)
{
	struct api_inputs *inputs = calloc(1, sizeof *inputs);
	if (inputs == NULL)
		return -ENOMEM;
	inputs->api = api;
	inputs->part = evbuffer_new();
	for (unsigned i = 0; i < API_INPUTS_MAX; i++)
		inputs->streams[i].inputs = inputs;
	if (inputs->part == NULL) {
		free(inputs);
		return -ENOMEM;
	}
	*out = inputs;
	return 0;
}

void api_inputs_ping(struct api_inputs *inputs)
{
	api_cards_purge(&inputs->cards, monotonic_us());
	for (unsigned i = 0; i < API_INPUTS_MAX; i++) {
		if (inputs->streams[i].request == NULL)
			continue;
		evbuffer_add_printf(inputs->part, ": ping\n\n");
		send_part(&inputs->streams[i]);
	}
}

void api_inputs_drain(struct api_inputs *inputs)
{
	for (unsigned i = 0; i < API_INPUTS_MAX; i++) {
		struct input_stream *stream = &inputs->streams[i];
		struct evhttp_request *request = stream->request;
		if (request == NULL)
			continue;
		evbuffer_add_printf(inputs->part, "event: bye\ndata: {}\n\n");
		send_part(stream);
		if (stream->request == NULL)
			continue;
		stream->request = NULL;
		http_server_end_stream(inputs->api->http, request);
	}
}

void api_inputs_close(struct api_inputs *inputs)
{
	if (inputs == NULL)
		return;
	evbuffer_free(inputs->part);
	explicit_bzero(inputs, sizeof *inputs);
	free(inputs);
}
