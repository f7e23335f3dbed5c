/* One listening socket, one client. */
#include "tcp_line.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <event2/util.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHUNK_MAX = 256 };

struct tcp_line {
	struct event_base *base;
	struct tcp_line_owner owner;
	struct sockaddr_in address;
	int listener, client;
	bool held;
	struct event *connection, *readable;
};

static void drop_client(struct tcp_line *line)
{
	if (line->readable != NULL)
		event_free(line->readable);
	line->readable = NULL;
	if (line->client >= 0)
		close(line->client);
	line->client = -1;
	line->held = false;
}

static void client_readable(evutil_socket_t fd, short what, void *arg)
{
	struct tcp_line *line = arg;
	uint8_t bytes[CHUNK_MAX];
	ssize_t count = recv(fd, bytes, sizeof bytes, 0);
	(void)what;
	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (count <= 0) {
		drop_client(line);
		event_add(line->connection, NULL);
		return;
	}
	line->owner.received(line->owner.context, bytes, (size_t)count);
}

static void client_connects(evutil_socket_t fd, short what, void *arg)
{
	struct tcp_line *line = arg;
	(void)what;
	line->client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (line->client < 0) {
		event_add(line->connection, NULL);
		return;
	}
	line->readable =
		event_new(line->base, line->client, EV_READ | EV_PERSIST, client_readable, line);
	if (line->readable == NULL) {
		drop_client(line);
		event_add(line->connection, NULL);
		return;
	}
	event_add(line->readable, NULL);
}

static int line_listen(struct tcp_line *line)
{
	socklen_t length = sizeof line->address;
	int yes = 1, result;
	line->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (line->listener < 0)
		return -errno;
	if (setsockopt(line->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0 ||
	    bind(line->listener, (struct sockaddr *)&line->address, length) < 0 ||
	    listen(line->listener, 4) < 0 ||
	    getsockname(line->listener, (struct sockaddr *)&line->address, &length) < 0) {
		result = -errno;
		goto fail;
	}
	/* Not persistent: it is armed again when the client has gone. */
	line->connection = event_new(line->base, line->listener, EV_READ, client_connects, line);
	if (line->connection == NULL) {
		result = -ENOMEM;
		goto fail;
	}
	event_add(line->connection, NULL);
	return 0;
fail:
	tcp_line_unplug(line, true);
	return result;
}

int tcp_line_open(struct tcp_line **out, struct event_base *base, const char *address, int port,
		  const struct tcp_line_owner *owner)
{
	struct tcp_line *line = calloc(1, sizeof *line);
	if (line == NULL)
		return -ENOMEM;
	line->base = base;
	line->owner = *owner;
	line->listener = line->client = -1;
	line->address.sin_family = AF_INET;
	line->address.sin_port = htons((uint16_t)port);
	int result = -EINVAL;
	if (inet_pton(AF_INET, address, &line->address.sin_addr) == 1)
		result = line_listen(line);
	if (result < 0) {
		tcp_line_close(line);
		return result;
	}
	*out = line;
	return 0;
}

int tcp_line_port(const struct tcp_line *line)
{
	return ntohs(line->address.sin_port);
}

int tcp_line_send(struct tcp_line *line, const uint8_t *bytes, size_t count)
{
	if (line->client < 0)
		return -ENOTCONN;
	ssize_t sent = send(line->client, bytes, count, MSG_NOSIGNAL);
	return sent == (ssize_t)count ? 0 : -EAGAIN;
}

void tcp_line_hold(struct tcp_line *line, bool held)
{
	if (line->held == held || line->readable == NULL)
		return;
	line->held = held;
	if (held)
		event_del(line->readable);
	else
		event_add(line->readable, NULL);
}

int tcp_line_unplug(struct tcp_line *line, bool unplugged)
{
	if (!unplugged)
		return line->listener >= 0 ? 0 : line_listen(line);
	drop_client(line);
	if (line->connection != NULL)
		event_free(line->connection);
	line->connection = NULL;
	if (line->listener >= 0)
		close(line->listener);
	line->listener = -1;
	return 0;
}

bool tcp_line_is_unplugged(const struct tcp_line *line)
{
	return line->listener < 0;
}

void tcp_line_close(struct tcp_line *line)
{
	if (line == NULL)
		return;
	tcp_line_unplug(line, true);
	free(line);
}
