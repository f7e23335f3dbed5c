/* How every program with a screen talks to the daemon: requests with a deadline, and the event
 * stream. Lives on the caller's event loop, never blocks, and owns no truth: what it says came from
 * the daemon. */
#ifndef JIAOHAO_CLIENT_H
#define JIAOHAO_CLIENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct client;
struct event_base;

enum {
	CLIENT_REQUESTS_MAX = 8,	  /* under way or waiting to be sent again */
	CLIENT_BODY_MAX = 1024 * 1024,	  /* of an answer; a longer one counts as not whole */
	CLIENT_REQUEST_MAX = 8192,	  /* head and body of a request */
	CLIENT_KEY_MAX = 33,		  /* an idempotency key: 128 random bits as text */
	CLIENT_PAUSE_MIN_MS = 200,	  /* before the first retry; doubles … */
	CLIENT_PAUSE_MAX_MS = 5000,	  /* … up to this */
	CLIENT_ATTEMPT_MS = 5000,	  /* one attempt's longest time */
	CLIENT_STREAM_SILENCE_MS = 15000, /* the daemon pings every 10 s */
	CLIENT_LOST_MS =
		500, /* without a stream for so long: lost (a cut that heals sooner isn't) */
};

struct client_answer {
	int status;	    /* 200 …; 0: no whole answer came before the deadline */
	const json_t *body; /* NULL: none, or no JSON. Borrowed for the callback */
	const char *code;   /* a refusal's stable code ("closed"); "" when there is none */
};

typedef void client_answer_fn(void *context, const struct client_answer *answer);

struct client_request {
	const char *path;     /* "/api/v1/hall?kiosk=K1" */
	const json_t *body;   /* NULL: GET, else POST of this */
	const char *key;      /* of a POST: the Idempotency-Key, the same in every attempt */
	const char *language; /* Accept-Language; NULL: none */
	int deadline_ms;
	client_answer_fn *answered; /* exactly once, from the loop */
	void *context;
};

struct client_stream_owner {
	void *context;
	void (*opened)(void *context); /* events flow again: read what may have changed */
	/** @p kind "ticket_issued" …, "reset": read everything again. @p data is JSON text or "".
	 */
	void (*event)(void *context, uint64_t id, const char *kind, const char *data);
	/** The daemon can't be heard. Once until opened comes again. */
	void (*lost)(void *context);
};

/** @p server is a numeric address and a port: "127.0.0.1:8080", "[::1]:8080". 0; -EINVAL: it is
 *  none; -ENOMEM. Nothing is sent before the loop runs. */
int client_open(struct client **out, struct event_base *base, const char *server);
/** Ask. A connection refused, lost or silent, a half answer and an answer 503 "stopping" are asked
 *  again with growing pauses until the deadline: a POST always with the same key, so it happens
 *  once. 0; -EAGAIN: CLIENT_REQUESTS_MAX are under way; -EMSGSIZE: over CLIENT_REQUEST_MAX; in both
 *  cases answered is not called. */
int client_ask(struct client *client, const struct client_request *request);
/** Follow the event stream at @p path ("/api/v1/events"), reconnecting for ever and resuming after
 *  the last event seen. Once per client; @p owner must outlive it. 0 or -errno. */
int client_follow(struct client *client, const char *path, const struct client_stream_owner *owner);
/** A fresh key: 128 random bits as 32 hexadecimal digits. */
void client_new_key(char key[CLIENT_KEY_MAX]);
/** Accepts NULL. No callback comes any more. Not from a callback. */
void client_close(struct client *client);

#endif
