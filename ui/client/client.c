/* Requests: each has a place of its own, one exchange at a time, and is asked again until it is
 * answered or its deadline has passed. The stream is in client_stream.c. */
#include "client_parts.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int client_pause(int *pause_ms)
{
	const int pause = *pause_ms ? *pause_ms : CLIENT_PAUSE_MIN_MS;
	*pause_ms = pause * 2 < CLIENT_PAUSE_MAX_MS ? pause * 2 : CLIENT_PAUSE_MAX_MS;
	return pause;
}

static void answer(struct request *request, int status, const json_t *body)
{
	const char *code = json_string_value(json_object_get(body, "code"));
	const struct client_answer answer = { status, body, code ? code : "" };
	request->used = false;
	evtimer_del(request->again);
	request->answered(request->context, &answer);
}

static void again_in(struct request *request, int64_t pause_ms)
{
	const struct timeval pause = { pause_ms / 1000, pause_ms % 1000 * 1000 };
	evtimer_add(request->again, &pause);
}

/* No whole answer came: try again while there is time. */
static void not_answered(struct request *request)
{
	const int64_t left = request->deadline_ms - now_ms();
	const int64_t pause = client_pause(&request->pause_ms);
	/* The last pause is cut to the deadline: the caller hears it then, not earlier. */
	again_in(request, pause < left ? pause : left > 0 ? left : 0);
}

static void attempt(evutil_socket_t fd, short what, void *context)
{
	struct request *request = context;
	struct client *client = request->client;
	const int64_t left = request->deadline_ms - now_ms();
	(void)fd;
	(void)what;
	if (left <= 0) {
		answer(request, 0, NULL);
		return;
	}
	request->body_length = 0;
	if (exchange_start(&request->exchange, (const struct sockaddr *)&client->address,
			   (socklen_t)client->address_length, request->text, request->text_length,
			   left < CLIENT_ATTEMPT_MS ? (int)left : CLIENT_ATTEMPT_MS, false) < 0)
		not_answered(request);
}

static bool request_body(void *context, const char *bytes, size_t count)
{
	struct request *request = context;
	if (count > CLIENT_BODY_MAX - request->body_length)
		return false;
	memcpy(request->body + request->body_length, bytes, count);
	request->body_length += count;
	return true;
}

static void request_done(void *context, bool whole)
{
	struct request *request = context;
	const int status = request->exchange.answer.status;
	json_t *body = NULL;
	if (whole)
		body = json_loadb(request->body, request->body_length, 0, NULL);
	const char *code = json_string_value(json_object_get(body, "code"));
	const bool stopping = status == 503 && code != NULL && strcmp(code, "stopping") == 0;
	const bool garbled = status >= 200 && status < 300 && status != 204 && body == NULL;
	if (!whole || stopping || garbled)
		not_answered(request);
	else
		answer(request, status, body);
	json_decref(body);
}

static int request_init(struct request *request, struct client *client)
{
	const struct exchange_owner owner = { request, NULL, request_body, request_done };
	request->client = client;
	request->again = evtimer_new(client->base, attempt, request);
	request->body = malloc(CLIENT_BODY_MAX);
	if (request->again == NULL || request->body == NULL)
		return -ENOMEM;
	return exchange_init(&request->exchange, client->base, &owner);
}

int client_open(struct client **out, struct event_base *base, const char *server)
{
	int result = -ENOMEM;
	struct client *client = calloc(1, sizeof *client);
	*out = NULL;
	if (client == NULL)
		return -ENOMEM;
	client->base = base;
	client->address_length = sizeof client->address;
	if (strlen(server) >= sizeof client->host ||
	    evutil_parse_sockaddr_port(server, (struct sockaddr *)&client->address,
				       &client->address_length) < 0 ||
	    ((const struct sockaddr_in *)&client->address)->sin_port == 0) {
		result = -EINVAL;
		goto fail;
	}
	strcpy(client->host, server);
	for (size_t i = 0; i < CLIENT_REQUESTS_MAX; i++)
		if (request_init(&client->requests[i], client) < 0)
			goto fail;
	if (stream_init(&client->stream, client) < 0)
		goto fail;
	*out = client;
	return 0;
fail:
	client_close(client);
	return result;
}

/* -1: does not fit. */
static int request_text(struct request *request, const struct client_request *asked)
{
	char *body = asked->body ? json_dumps(asked->body, JSON_COMPACT) : NULL;
	char language[40] = "", kind[160] = "";
	int length = -1;
	if (asked->language != NULL)
		snprintf(language, sizeof language, "Accept-Language: %.16s\r\n", asked->language);
	if (body != NULL)
		snprintf(kind, sizeof kind,
			 "Content-Type: application/json\r\nContent-Length: %zu\r\n"
			 "Idempotency-Key: %.*s\r\n",
			 strlen(body), CLIENT_KEY_MAX - 1, asked->key);
	if ((asked->body == NULL) == (body == NULL))
		length = snprintf(request->text, sizeof request->text,
				  "%s %s HTTP/1.1\r\nHost: %s\r\nAccept: application/json\r\n"
				  "Connection: close\r\n%s%s\r\n%s",
				  body ? "POST" : "GET", asked->path, request->client->host,
				  language, kind, body ? body : "");
	free(body);
	if (length < 0 || (size_t)length >= sizeof request->text)
		return -1;
	request->text_length = (size_t)length;
	return 0;
}

int client_ask(struct client *client, const struct client_request *asked)
{
	struct request *request = NULL;
	for (size_t i = 0; request == NULL && i < CLIENT_REQUESTS_MAX; i++)
		if (!client->requests[i].used)
			request = &client->requests[i];
	if (request == NULL)
		return -EAGAIN;
	if (request_text(request, asked) < 0)
		return -EMSGSIZE;
	request->used = true;
	request->pause_ms = 0;
	request->deadline_ms = now_ms() + asked->deadline_ms;
	request->answered = asked->answered;
	request->context = asked->context;
	again_in(request, 0);
	return 0;
}

void client_hurry(struct client *client)
{
	for (size_t i = 0; i < CLIENT_REQUESTS_MAX; i++) {
		struct request *request = &client->requests[i];
		if (request->used && evtimer_pending(request->again, NULL))
			again_in(request, 0);
	}
}

void client_new_key(char key[CLIENT_KEY_MAX])
{
	uint8_t bytes[(CLIENT_KEY_MAX - 1) / 2];
	size_t have = 0;
	/* Up to 256 bytes come whole once the kernel's pool is seeded; early at boot this waits. */
	while (have < sizeof bytes) {
		const ssize_t count = getrandom(bytes + have, sizeof bytes - have, 0);
		if (count > 0)
			have += (size_t)count;
	}
	for (size_t i = 0; i < sizeof bytes; i++)
		snprintf(key + 2 * i, 3, "%02x", bytes[i]);
}

void client_close(struct client *client)
{
	if (client == NULL)
		return;
	stream_finish(&client->stream);
	for (size_t i = 0; i < CLIENT_REQUESTS_MAX; i++) {
		struct request *request = &client->requests[i];
		exchange_finish(&request->exchange);
		if (request->again != NULL)
			event_free(request->again);
		free(request->body);
	}
	free(client);
}
