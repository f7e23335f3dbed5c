/* What client.c and client_stream.c share; nobody else includes this. */
#ifndef JIAOHAO_CLIENT_PARTS_H
#define JIAOHAO_CLIENT_PARTS_H

#include "client.h"
#include "event_stream.h"
#include "exchange.h"

#include <netinet/in.h>

enum { STREAM_PATH_MAX = 128 };

struct request {
	struct client *client;
	bool used;
	bool kept_whole; /* the body so far fitted */
	struct exchange exchange;
	struct event *again;
	int pause_ms;
	int64_t deadline_ms; /* monotonic */
	client_answer_fn *answered;
	void *context;
	size_t text_length;
	size_t body_length;
	char text[CLIENT_REQUEST_MAX];
	char *body; /* CLIENT_BODY_MAX, allocated at open, backed by pages only as far as used */
};

struct stream {
	struct client *client;
	const struct client_stream_owner *owner; /* NULL: not followed */
	struct exchange exchange;
	struct event_stream events;
	struct event *again;
	struct event *lost;
	int pause_ms;
	bool told_lost, is_open;
	char path[STREAM_PATH_MAX];
};

struct client {
	struct event_base *base;
	struct sockaddr_storage address;
	int address_length;
	char host[64]; /* as given, for the Host header */
	struct request requests[CLIENT_REQUESTS_MAX];
	struct stream stream;
};

/* Give the pause to make now and let the next one grow. */
int client_pause(int *pause_ms);
/* The daemon is back: requests that wait for their next attempt make it now. */
void client_hurry(struct client *client);

int stream_init(struct stream *stream, struct client *client);
void stream_finish(struct stream *stream);

#endif
