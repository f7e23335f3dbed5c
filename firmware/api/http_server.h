/* evhttp, hardened: what it leaves unlimited is limited here. It knows connections and requests,
 * not what they mean: paths, methods and bodies belong to the caller.
 *
 *  - body ≤ 64 KiB, headers ≤ 8 KiB; HTTP_SERVER_INPUT_MAX bytes a connection wait unread at most;
 *  - 10 s from a request's first byte to its last, however they drip (evhttp's own time-out starts
 *    again with every byte); idle keep-alive 60 s; streams are exempt from both;
 *  - HTTP_SERVER_CONNECTIONS_MAX connections: one more takes the place of the one that is idle for
 *    the longest time, and is answered 503 when none is idle;
 *  - a request whose length can be read in two ways is marked as faulty and its connection closed.
 */
#ifndef JIAOHAO_HTTP_SERVER_H
#define JIAOHAO_HTTP_SERVER_H

#include <stddef.h>
#include <stdint.h>

struct event_base;
struct evhttp_request;
struct http_server;

enum {
	HTTP_SERVER_BODY_MAX = 64 * 1024,
	HTTP_SERVER_HEADERS_MAX = 8 * 1024,
	HTTP_SERVER_INPUT_MAX = 128 * 1024,
	HTTP_SERVER_CONNECTIONS_MAX = 256,
	HTTP_SERVER_REQUEST_S = 10,
	HTTP_SERVER_IDLE_S = 60,
};

/** A whole request. Answer it once, now or later, with evhttp_send_reply, or make it a stream.
 *  @p fault: NULL, or in one phrase why nothing of it may be trusted: answer 400. */
typedef void http_server_request_fn(void *context, struct evhttp_request *request,
				    const char *fault);

/** 0; -EACCES: not a loopback address; -EINVAL: not an IP address; -EADDRINUSE …
 *  @p port 0 takes any free one. */
int http_server_open(struct http_server **out, struct event_base *base, const char *address,
		     int port, http_server_request_fn *request, void *context);
int http_server_port(const struct http_server *server);
size_t http_server_connections(const struct http_server *server);
/** Connections that were refused or cut off since the start, for /metrics. */
uint64_t http_server_refused(const struct http_server *server);
uint64_t http_server_timed_out(const struct http_server *server);

/** The request becomes a stream: no deadline, no idle time-out, never evicted. Call it before
 *  evhttp_send_reply_start. @p closed comes once, when the connection goes; the request is then
 *  freed by the server. Not after http_server_end_stream. */
void http_server_make_stream(struct http_server *server, struct evhttp_request *request,
			     void (*closed)(void *context), void *context);
/** Bytes the peer has not taken yet. */
size_t http_server_unsent(struct evhttp_request *request);
/** Send what is buffered, then close; the request is not the caller's any more. */
void http_server_end_stream(struct http_server *server, struct evhttp_request *request);
/** Cut a stream off; closed is called before this returns. */
void http_server_drop_stream(struct http_server *server, struct evhttp_request *request);

/** No new connections; those that exist go on. */
void http_server_stop_accepting(struct http_server *server);
/** Requests that were not answered are gone with it. Accepts NULL. */
void http_server_close(struct http_server *server);

#endif
