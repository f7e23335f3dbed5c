/* The scripted server of cranky_server.h. */
#include "cranky_server.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void drop(struct cranky_server *server, struct bufferevent *wire, bool reset)
{
	if (reset) {
		const struct linger hard = { 1, 0 };
		setsockopt(bufferevent_getfd(wire), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
	}
	for (size_t i = 0; i < CRANKY_SEEN_MAX; i++)
		if (server->open[i] == wire)
			server->open[i] = NULL;
	bufferevent_free(wire);
}

static void wire_written(struct bufferevent *wire, void *context)
{
	struct cranky_server *server = context;
	size_t seen = 0;
	while (seen < server->seen_count && server->open[seen] != wire)
		seen++;
	if (seen == server->seen_count)
		return;
	const size_t step = seen < server->step_count ? seen : server->step_count - 1;
	if (server->steps[step].end != CRANKY_STAY)
		drop(server, wire, server->steps[step].end == CRANKY_RESET);
}

static void wire_readable(struct bufferevent *wire, void *context)
{
	struct cranky_server *server = context;
	struct evbuffer *input = bufferevent_get_input(wire);
	const struct evbuffer_ptr head = evbuffer_search(input, "\r\n\r\n", 4, NULL);
	if (head.pos < 0 || server->seen_count == CRANKY_SEEN_MAX)
		return;
	const size_t seen = server->seen_count;
	char *text = server->seen[seen];
	const ev_ssize_t have = evbuffer_copyout(input, text, CRANKY_REQUEST_MAX - 1);
	text[have] = '\0';
	const char *length = strstr(text, "Content-Length: ");
	const long body = length ? strtol(length + 16, NULL, 10) : 0;
	if (have < head.pos + 4 + body)
		return;
	evbuffer_drain(input, (size_t)have);
	server->seen_count++;
	server->open[seen] = wire;
	const struct cranky_step *step =
		&server->steps[seen < server->step_count ? seen : server->step_count - 1];
	if (step->text != NULL)
		bufferevent_write(wire, step->text, strlen(step->text));
	else
		wire_written(wire, server);
}

static void wire_event(struct bufferevent *wire, short what, void *context)
{
	if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
		drop(context, wire, false);
}

static void accepted(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address,
		     int length, void *context)
{
	struct cranky_server *server = context;
	(void)listener;
	(void)address;
	(void)length;
	struct bufferevent *wire = bufferevent_socket_new(server->base, fd, BEV_OPT_CLOSE_ON_FREE);
	bufferevent_setcb(wire, wire_readable, wire_written, wire_event, server);
	bufferevent_enable(wire, EV_READ | EV_WRITE);
}

bool cranky_start(struct cranky_server *server, struct event_base *base, int port,
		  const struct cranky_step *steps, size_t step_count)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	memset(server, 0, sizeof *server);
	server->base = base;
	server->steps = steps;
	server->step_count = step_count;
	server->listener = evconnlistener_new_bind(base, accepted, server,
						   LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE, 16,
						   (struct sockaddr *)&address, sizeof address);
	if (server->listener == NULL || getsockname(evconnlistener_get_fd(server->listener),
						    (struct sockaddr *)&address, &length) < 0)
		return false;
	server->port = ntohs(address.sin_port);
	return true;
}

void cranky_send(struct cranky_server *server, size_t seen, const char *text)
{
	if (server->open[seen] != NULL)
		bufferevent_write(server->open[seen], text, strlen(text));
}

void cranky_stop(struct cranky_server *server)
{
	for (size_t i = 0; i < CRANKY_SEEN_MAX; i++)
		if (server->open[i] != NULL)
			drop(server, server->open[i], true);
	if (server->listener != NULL)
		evconnlistener_free(server->listener);
	server->listener = NULL;
}
