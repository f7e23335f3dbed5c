/* evhttp's server side with limits of its own. evhttp tells nobody when a connection is made: the
 * bufferevent callback is the place where it is counted, the input buffer's callback sees its first
 * byte, the close callback its end. */
#include "http_server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/*   idle ──first byte──▶ reading ──whole──▶ handling ──answered──▶ idle
 *                           │ 10 s              └─make_stream──▶ stream
 *                           └──────▶ cut off                                        */
enum connection_state {
	CONNECTION_IDLE,
	CONNECTION_READING,
	CONNECTION_HANDLING,
	CONNECTION_STREAM,
	CONNECTION_REFUSED
};

struct connection {
	struct http_server *server;
	struct connection *next, *previous;
	struct bufferevent *bufferevent;
	struct evhttp_connection *evhttp; /* NULL until it is greeted */
	struct event *timer;		  /* greets, then keeps the request's deadline */
	enum connection_state state;
	time_t since_s; /* monotonic, when it became idle */
	void (*closed)(void *context);
	void *closed_context;
	struct evhttp_request *stream;
};

struct http_server {
	struct event_base *base;
	struct evhttp *evhttp;
	struct evhttp_bound_socket *bound;
	int port;
	http_server_request_fn *request;
	void *context;
	struct connection *connections; /* the one used last is first */
	size_t count;
	uint64_t refused, timed_out;
};

static const char too_many[] = "HTTP/1.1 503 Service Unavailable\r\n"
			       "Content-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";

static time_t monotonic_s(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void connection_unlink(struct connection *connection)
{
	struct http_server *server = connection->server;
	if (connection->previous != NULL)
		connection->previous->next = connection->next;
	else
		server->connections = connection->next;
	if (connection->next != NULL)
		connection->next->previous = connection->previous;
	connection->next = connection->previous = NULL;
}

static void connection_link(struct connection *connection)
{
	struct http_server *server = connection->server;
	connection->previous = NULL;
	connection->next = server->connections;
	if (server->connections != NULL)
		server->connections->previous = connection;
	server->connections = connection;
}

static void connection_free(struct connection *connection)
{
	connection_unlink(connection);
	connection->server->count--;
	if (connection->timer != NULL)
		event_free(connection->timer);
	free(connection);
}

static void connection_closed(struct evhttp_connection *evhttp, void *arg)
{
	struct connection *connection = arg;
	(void)evhttp;
	if (connection->closed != NULL)
		connection->closed(connection->closed_context);
	/* evhttp lets go of a request that it handed out before it calls this for an end it saw
	 * itself; one that it still holds it frees. */
	if (connection->stream != NULL && evhttp_request_get_connection(connection->stream) == NULL)
		evhttp_request_free(connection->stream);
	connection_free(connection);
}

/* evhttp keeps its connection as the argument of the callbacks it sets on our bufferevent: the only
 * way to it before a whole request came. False: it gave the connection up already. */
static bool connection_greet(struct connection *connection)
{
	void *arg = NULL;
	if (connection->evhttp != NULL)
		return true;
	if (connection->bufferevent == NULL)
		return false;
	bufferevent_getcb(connection->bufferevent, NULL, NULL, NULL, &arg);
	bufferevent_decref(connection->bufferevent);
	if (arg == NULL) {
		connection->bufferevent = NULL;
		return false;
	}
	connection->evhttp = arg;
	evhttp_connection_set_closecb(connection->evhttp, connection_closed, connection);
	return true;
}

static void connection_timer(evutil_socket_t fd, short what, void *arg)
{
	struct connection *connection = arg;
	(void)fd;
	(void)what;
	if (!connection_greet(connection)) {
		connection_free(connection);
	} else if (connection->state == CONNECTION_REFUSED) {
		ssize_t sent = send(bufferevent_getfd(connection->bufferevent), too_many,
				    sizeof too_many - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
		(void)sent; /* the peer may be gone: all the same */
		evhttp_connection_free(connection->evhttp);
	} else if (connection->state == CONNECTION_READING) {
		connection->server->timed_out++;
		evhttp_connection_free(connection->evhttp);
	}
}

static void connection_reading(struct connection *connection)
{
	static const struct timeval deadline = { .tv_sec = HTTP_SERVER_REQUEST_S };
	connection->state = CONNECTION_READING;
	evtimer_add(connection->timer, &deadline);
}

static void input_changed(struct evbuffer *input, const struct evbuffer_cb_info *info, void *arg)
{
	struct connection *connection = arg;
	if (info->n_added == 0 || !connection_greet(connection))
		return;
	if (connection->state == CONNECTION_IDLE)
		connection_reading(connection);
	else if (connection->state == CONNECTION_STREAM) /* has nothing to say: not kept */
		evbuffer_drain(input, evbuffer_get_length(input));
}

/* Make room: the longest idle connection goes. Safe here, as none of its callbacks is running. */
static bool evict_idle(struct http_server *server)
{
	struct connection *oldest = NULL;
	for (struct connection *c = server->connections; c != NULL; c = c->next)
		if (c->state == CONNECTION_IDLE && c->evhttp != NULL &&
		    (oldest == NULL || c->since_s <= oldest->since_s))
			oldest = c;
	if (oldest == NULL)
		return false;
	evhttp_connection_free(oldest->evhttp);
	return true;
}

static struct bufferevent *connection_made(struct event_base *base, void *arg)
{
	static const struct timeval at_once = { 0, 0 };
	struct http_server *server = arg;
	struct bufferevent *bufferevent = bufferevent_socket_new(base, -1, 0);
	if (bufferevent == NULL)
		return NULL;
	struct connection *connection = calloc(1, sizeof *connection);
	if (connection == NULL)
		return bufferevent; /* lives under evhttp's own limits */
	connection->server = server;
	connection->bufferevent = bufferevent;
	connection->since_s = monotonic_s();
	connection->timer = evtimer_new(base, connection_timer, connection);
	if (connection->timer == NULL) {
		free(connection);
		return bufferevent;
	}
	if (server->count >= HTTP_SERVER_CONNECTIONS_MAX && !evict_idle(server)) {
		connection->state = CONNECTION_REFUSED;
		server->refused++;
	}
	connection_link(connection);
	server->count++;
	/* Ours until greeted: should evhttp give up before that, the greeting still finds it. */
	bufferevent_incref(bufferevent);
	bufferevent_setwatermark(bufferevent, EV_READ, 0, HTTP_SERVER_INPUT_MAX);
	evbuffer_add_cb(bufferevent_get_input(bufferevent), input_changed, connection);
	evtimer_add(connection->timer, &at_once);
	return bufferevent;
}

static struct connection *connection_of(struct http_server *server, struct evhttp_request *request)
{
	const struct evhttp_connection *evhttp = evhttp_request_get_connection(request);
	struct connection *connection = server->connections;
	while (connection != NULL && connection->evhttp != evhttp)
		connection = connection->next;
	if (connection != NULL && connection->previous != NULL) {
		connection_unlink(connection);
		connection_link(connection);
	}
	return connection;
}

static void request_answered(struct evhttp_request *request, void *arg)
{
	struct connection *connection = arg;
	(void)request;
	connection->state = CONNECTION_IDLE;
	connection->since_s = monotonic_s();
	/* The next request may lie in the buffer already; its first byte was seen long ago. */
	if (evbuffer_get_length(bufferevent_get_input(connection->bufferevent)) > 0)
		connection_reading(connection);
}

/* RFC 9112 §6.1 and §6.3: a message whose length two readers could take differently. evhttp reads
 * on behind a GET's body as if it were the next request, and takes the first of several headers. */
static const char *framing_fault(struct evhttp_request *request)
{
	const struct evkeyvalq *headers = evhttp_request_get_input_headers(request);
	const enum evhttp_cmd_type method = evhttp_request_get_command(request);
	unsigned lengths = 0, encodings = 0, hosts = 0;
	const char *length = NULL, *encoding = NULL;
	const struct evkeyval *header;
	for (header = headers->tqh_first; header != NULL; header = header->next.tqe_next) {
		if (strcasecmp(header->key, "Content-Length") == 0) {
			length = header->value;
			lengths++;
		} else if (strcasecmp(header->key, "Transfer-Encoding") == 0) {
			encoding = header->value;
			encodings++;
		} else if (strcasecmp(header->key, "Host") == 0) {
			hosts++;
		}
	}
	if (lengths > 1 || encodings > 1 || (lengths > 0 && encodings > 0))
		return "Content-Length and Transfer-Encoding together, or one of them twice";
	if (encoding != NULL && strcasecmp(encoding, "chunked") != 0)
		return "a Transfer-Encoding other than chunked";
	if (length != NULL && (length[0] == '\0' || strspn(length, "0123456789") != strlen(length)))
		return "a Content-Length that is not a number";
	if (method != EVHTTP_REQ_POST && method != EVHTTP_REQ_PUT && method != EVHTTP_REQ_PATCH &&
	    (encoding != NULL || (length != NULL && strspn(length, "0") != strlen(length))))
		return "a body where the method has none";
	if (hosts > 1)
		return "Host twice";
	return NULL;
}

static void request_whole(struct evhttp_request *request, void *arg)
{
	struct http_server *server = arg;
	struct connection *connection = connection_of(server, request);
	const char *fault = framing_fault(request);
	struct evkeyvalq *headers = evhttp_request_get_output_headers(request);
	if (connection != NULL && connection->state == CONNECTION_REFUSED) {
		evhttp_add_header(headers, "Connection", "close");
		evhttp_add_header(headers, "Retry-After", "1");
		evhttp_send_reply(request, HTTP_SERVUNAVAIL, NULL, NULL);
		return;
	}
	if (connection != NULL) {
		evtimer_del(connection->timer);
		connection->state = CONNECTION_HANDLING;
		evhttp_request_set_on_complete_cb(request, request_answered, connection);
	}
	if (fault != NULL)
		evhttp_add_header(headers, "Connection", "close");
	server->request(server->context, request, fault);
}

/* --- streams --- */

void http_server_make_stream(struct http_server *server, struct evhttp_request *request,
			     void (*closed)(void *context), void *context)
{
	static const struct timeval write_timeout = { .tv_sec = HTTP_SERVER_IDLE_S };
	struct connection *connection = connection_of(server, request);
	assert(connection != NULL && connection->state == CONNECTION_HANDLING);
	connection->state = CONNECTION_STREAM;
	connection->closed = closed;
	connection->closed_context = context;
	connection->stream = request;
	evhttp_add_header(evhttp_request_get_output_headers(request), "Connection", "close");
	/* evhttp goes on reading to see the end; the client has nothing to say. */
	bufferevent_set_timeouts(connection->bufferevent, NULL, &write_timeout);
}

size_t http_server_unsent(struct evhttp_request *request)
{
	struct evhttp_connection *evhttp = evhttp_request_get_connection(request);
	if (evhttp == NULL)
		return 0;
	return evbuffer_get_length(
		bufferevent_get_output(evhttp_connection_get_bufferevent(evhttp)));
}

void http_server_end_stream(struct http_server *server, struct evhttp_request *request)
{
	struct connection *connection = connection_of(server, request);
	assert(connection != NULL && connection->stream == request);
	connection->closed = NULL;
	connection->stream = NULL;
	connection->state = CONNECTION_HANDLING;
	evhttp_send_reply_end(request);
}

void http_server_drop_stream(struct http_server *server, struct evhttp_request *request)
{
	struct connection *connection = connection_of(server, request);
	assert(connection != NULL && connection->stream == request);
	evhttp_connection_free(connection->evhttp);
}

/* --- open and close --- */

static int parse_address(const char *text, int port, struct sockaddr_storage *out,
			 socklen_t *length)
{
	struct sockaddr_in *four = (struct sockaddr_in *)out;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;
	memset(out, 0, sizeof *out);
	if (port < 0 || port > UINT16_MAX)
		return -EINVAL;
	if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons((uint16_t)port);
		*length = sizeof *four;
		return ntohl(four->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET ? 0 : -EACCES;
	}
	if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1) {
		six->sin6_family = AF_INET6;
		six->sin6_port = htons((uint16_t)port);
		*length = sizeof *six;
		return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr) ? 0 : -EACCES;
	}
	return -EINVAL;
}

/* Accepted sockets inherit TCP_NODELAY: an answer is one small write, and waits for nothing. */
static int listen_on(const char *text, int port, int *port_out)
{
	struct sockaddr_storage address;
	socklen_t length;
	int on = 1, fd, result = parse_address(text, port, &address, &length);
	if (result < 0)
		return result;
	fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0 ||
	    bind(fd, (const struct sockaddr *)&address, length) < 0 || listen(fd, 128) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) < 0) {
		result = -errno;
		close(fd);
		return result;
	}
	*port_out = ntohs(address.ss_family == AF_INET
				  ? ((const struct sockaddr_in *)&address)->sin_port
				  : ((const struct sockaddr_in6 *)&address)->sin6_port);
	return fd;
}

int http_server_open(struct http_server **out, struct event_base *base, const char *address,
		     int port, http_server_request_fn *request, void *context)
{
	struct http_server *server = calloc(1, sizeof *server);
	int result = -ENOMEM, fd;
	if (server == NULL)
		return -ENOMEM;
	server->base = base;
	server->request = request;
	server->context = context;
	fd = listen_on(address, port, &server->port);
	if (fd < 0) {
		result = fd;
		goto fail;
	}
	server->evhttp = evhttp_new(base);
	if (server->evhttp == NULL) {
		close(fd);
		goto fail;
	}
	evhttp_set_max_body_size(server->evhttp, HTTP_SERVER_BODY_MAX);
	evhttp_set_max_headers_size(server->evhttp, HTTP_SERVER_HEADERS_MAX);
	evhttp_set_timeout(server->evhttp, HTTP_SERVER_IDLE_S);
	/* A body that is too long is read to its end (within the deadline) before the 413: else the
	 * reset that follows could overtake the answer. */
	evhttp_set_flags(server->evhttp, EVHTTP_SERVER_LINGERING_CLOSE);
	evhttp_set_allowed_methods(server->evhttp, EVHTTP_REQ_GET | EVHTTP_REQ_POST |
							   EVHTTP_REQ_HEAD | EVHTTP_REQ_PUT |
							   EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS |
							   EVHTTP_REQ_PATCH);
	evhttp_set_bevcb(server->evhttp, connection_made, server);
	evhttp_set_gencb(server->evhttp, request_whole, server);
	server->bound = evhttp_accept_socket_with_handle(server->evhttp, fd);
	if (server->bound == NULL) {
		close(fd);
		goto fail;
	}
	*out = server;
	return 0;
fail:
	http_server_close(server);
	return result;
}

int http_server_port(const struct http_server *server)
{
	return server->port;
}

size_t http_server_connections(const struct http_server *server)
{
	return server->count;
}

uint64_t http_server_refused(const struct http_server *server)
{
	return server->refused;
}

uint64_t http_server_timed_out(const struct http_server *server)
{
	return server->timed_out;
}

void http_server_stop_accepting(struct http_server *server)
{
	if (server->bound != NULL)
		evhttp_del_accept_socket(server->evhttp, server->bound);
	server->bound = NULL;
}

void http_server_close(struct http_server *server)
{
	if (server == NULL)
		return;
	/* Connections that were not greeted yet have no close callback: greet them first. */
	for (struct connection *c = server->connections, *next; c != NULL; c = next) {
		next = c->next;
		if (!connection_greet(c))
			connection_free(c);
	}
	if (server->evhttp != NULL)
		evhttp_free(server->evhttp);
	assert(server->connections == NULL);
	free(server);
}
