/* One HTTP exchange over one connection of its own: connect, send, read the answer, close. No
 * keep-alive, so a connection that the server is about to drop is never used again. Knows no JSON
 * and no retry. */
#ifndef JIAOHAO_EXCHANGE_H
#define JIAOHAO_EXCHANGE_H

#include "http_answer.h"

#include <stddef.h>
#include <sys/socket.h>

struct bufferevent;
struct event;
struct event_base;

struct exchange_owner {
	void *context;
	/** Status and headers are known; the body follows. May be NULL. */
	void (*head)(void *context);
	/** A piece of the body; false ends the exchange as not whole. */
	bool (*body)(void *context, const char *bytes, size_t count);
	/** Once, after the connection is closed, unless exchange_stop came first. @p whole: the
	 *  answer came to its end. May start the exchange again. */
	void (*done)(void *context, bool whole);
};

struct exchange {
	struct event_base *base;
	struct exchange_owner owner;
	struct bufferevent *wire; /* NULL: none under way */
	struct event *limit;
	struct http_answer answer;
	int limit_ms;
	bool limit_is_idle;
};

/** 0 or -ENOMEM. */
int exchange_init(struct exchange *exchange, struct event_base *base,
		  const struct exchange_owner *owner);
/** Connect to @p address and send @p request (copied). @p limit_ms: the longest it may last, or
 * with
 *  @p limit_is_idle the longest silence. 0, or -errno: nothing was sent and done is not called. */
int exchange_start(struct exchange *exchange, const struct sockaddr *address, socklen_t length,
		   const char *request, size_t count, int limit_ms, bool limit_is_idle);
/** Close the connection, if there is one; done is not called. */
void exchange_stop(struct exchange *exchange);
/** Stop and free; accepts one that exchange_init failed on. Not from its callbacks. */
void exchange_finish(struct exchange *exchange);

#endif
