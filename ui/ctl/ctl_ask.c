/* See ctl_ask.h. Over ui/client, which never waits: here the loop runs until the answer is there.
 */
#include "ctl_ask.h"

#include "client.h"
#include "ctl_text.h"

#include <event2/event.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DEADLINE_MS = 6000, SLICE_MS = 200 };

struct question {
	struct event_base *base;
	int status;
	json_t *body;
};

static void answered(void *context, const struct client_answer *answer)
{
	struct question *question = context;
	question->status = answer->status;
	if (answer->body)
		question->body = json_deep_copy(answer->body);
	event_base_loopbreak(question->base);
}

int ctl_ask(struct ctl *ctl, const char *path, bool post, json_t **body)
{
	struct question question = { .base = event_base_new() };
	struct client *client = NULL;
	char key[CLIENT_KEY_MAX];
	json_t *empty = json_object();
	*body = NULL;
	if (client_open(&client, question.base, ctl->server) == 0) {
		struct client_request request = { .path = path,
						  .body = post ? empty : NULL,
						  .deadline_ms = DEADLINE_MS,
						  .answered = answered,
						  .context = &question };
		client_new_key(key);
		request.key = post ? key : NULL;
		if (client_ask(client, &request) == 0)
			event_base_dispatch(question.base);
	}
	client_close(client);
	event_base_free(question.base);
	json_decref(empty);
	if (question.status == 0)
		ctl_fail(TEXT_NO_DAEMON, ctl->server);
	*body = question.body;
	return question.status;
}

bool ctl_device_path(char *out, size_t size, const char *name, const char *rest)
{
	size_t used = (size_t)snprintf(out, size, "/api/v1/devices/");
	for (; *name; name++) {
		unsigned char byte = (unsigned char)*name;
		bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
			     (byte >= 'a' && byte <= 'z') || strchr("-._~", byte);
		if (used + 4 >= size)
			return false;
		used += (size_t)snprintf(out + used, size - used, plain ? "%c" : "%%%02X", byte);
	}
	return (size_t)snprintf(out + used, size - used, "%s", rest) < size - used;
}

json_t *ctl_ask_device(struct ctl *ctl, const char *name, const char *rest, bool post)
{
	char path[256];
	json_t *body = NULL;
	int status = ctl_device_path(path, sizeof path, name, rest)
			     ? ctl_ask(ctl, path, post, &body)
			     : 404;
	if (status >= 200 && status < 300)
		return body;
	if (status == 404)
		ctl_fail(TEXT_NO_DEVICE, name);
	else if (status != 0)
		ctl_fail(TEXT_REFUSED, status,
			 body ? json_string_value(json_object_get(body, "code")) : "");
	json_decref(body);
	return NULL;
}

/* --- streams --- */

struct follow {
	struct event_base *base;
	bool opened, ended;
	bool (*unit)(void *context, const json_t *data);
	void *context;
};

static void stream_opened(void *context)
{
	((struct follow *)context)->opened = true;
}

static void end(struct follow *follow)
{
	follow->ended = true;
	event_base_loopbreak(follow->base);
}

static void stream_event(void *context, uint64_t id, const char *kind, const char *data)
{
	struct follow *follow = context;
	json_t *json;
	(void)id;
	if (strcmp(kind, "bye") == 0) {
		end(follow);
		return;
	}
	if (strcmp(kind, "wire") != 0 || (json = json_loads(data, 0, NULL)) == NULL)
		return;
	if (!follow->unit(follow->context, json))
		end(follow);
	json_decref(json);
}

static void stream_lost(void *context)
{
	end(context);
}

static void time_over(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	end(context);
}

bool ctl_stream(struct ctl *ctl, const char *path, unsigned seconds,
		bool (*unit)(void *context, const json_t *data), void *context)
{
	struct follow follow = { .base = event_base_new(), .unit = unit, .context = context };
	const struct client_stream_owner owner = { &follow, stream_opened, stream_event,
						   stream_lost };
	struct timeval limit = { .tv_sec = seconds };
	struct event *timer = evtimer_new(follow.base, time_over, &follow);
	struct client *client = NULL;
	if (seconds > 0)
		evtimer_add(timer, &limit);
	if (client_open(&client, follow.base, ctl->server) == 0 &&
	    client_follow(client, path, &owner) == 0)
		while (!follow.ended)
			event_base_loop(follow.base, EVLOOP_ONCE);
	client_close(client);
	event_free(timer);
	event_base_free(follow.base);
	if (!follow.opened)
		ctl_fail(TEXT_NO_DAEMON, ctl->server);
	return follow.opened;
}
