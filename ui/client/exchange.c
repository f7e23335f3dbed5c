/* The exchange of exchange.h on libevent's bufferevents. */
#include "exchange.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <string.h>

static void limit_arm(struct exchange *exchange)
{
	const struct timeval limit = { exchange->limit_ms / 1000,
				       exchange->limit_ms % 1000 * 1000 };
	evtimer_add(exchange->limit, &limit);
}

static void end(struct exchange *exchange, bool whole)
{
	exchange_stop(exchange);
	exchange->owner.done(exchange->owner.context, whole);
}

static void wire_readable(struct bufferevent *wire, void *context)
{
	struct exchange *exchange = context;
	struct evbuffer *input = bufferevent_get_input(wire);
	const bool had_head = exchange->answer.head_whole;
	enum http_feed fed = HTTP_MORE;
	char bytes[4096];
	int count;
	if (exchange->limit_is_idle)
		limit_arm(exchange);
	while (fed == HTTP_MORE && (count = evbuffer_remove(input, bytes, sizeof bytes)) > 0)
		fed = http_answer_feed(&exchange->answer, bytes, (size_t)count);
	if (!had_head && exchange->answer.head_whole && fed != HTTP_BAD && exchange->owner.head)
		exchange->owner.head(exchange->owner.context);
	if (fed != HTTP_MORE && exchange->wire == wire)
		end(exchange, fed == HTTP_READY);
}

static void wire_event(struct bufferevent *wire, short what, void *context)
{
	struct exchange *exchange = context;
	(void)wire;
	if (what & (BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT))
		end(exchange, false);
	else if (what & BEV_EVENT_EOF)
		end(exchange, http_answer_end(&exchange->answer) == HTTP_READY);
}

static void limit_reached(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	end(context, false);
}

int exchange_init(struct exchange *exchange, struct event_base *base,
		  const struct exchange_owner *owner)
{
	memset(exchange, 0, sizeof *exchange);
	exchange->base = base;
	exchange->owner = *owner;
	exchange->limit = evtimer_new(base, limit_reached, exchange);
	return exchange->limit ? 0 : -ENOMEM;
}

int exchange_start(struct exchange *exchange, const struct sockaddr *address, socklen_t length,
		   const char *request, size_t count, int limit_ms, bool limit_is_idle)
{
	exchange_stop(exchange);
	http_answer_init(&exchange->answer, exchange->owner.body, exchange->owner.context);
	exchange->limit_ms = limit_ms;
	exchange->limit_is_idle = limit_is_idle;
	/* Deferred: a connection refused at once is told from the loop, never from inside here. */
	exchange->wire = bufferevent_socket_new(exchange->base, -1,
						BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);
	if (exchange->wire == NULL)
		return -ENOMEM;
	bufferevent_setcb(exchange->wire, wire_readable, NULL, wire_event, exchange);
	if (bufferevent_write(exchange->wire, request, count) < 0 ||
	    bufferevent_enable(exchange->wire, EV_READ | EV_WRITE) < 0 ||
	    bufferevent_socket_connect(exchange->wire, address, (int)length) < 0) {
		const int result = errno ? -errno : -EIO;
		exchange_stop(exchange);
		return result;
	}
	limit_arm(exchange);
	return 0;
}

void exchange_stop(struct exchange *exchange)
{
	if (exchange->wire != NULL)
		bufferevent_free(exchange->wire);
	exchange->wire = NULL;
	if (exchange->limit != NULL)
		evtimer_del(exchange->limit);
}

void exchange_finish(struct exchange *exchange)
{
	exchange_stop(exchange);
	if (exchange->limit != NULL)
		event_free(exchange->limit);
	exchange->limit = NULL;
}
