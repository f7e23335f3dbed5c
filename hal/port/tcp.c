/* See tcp.h. */
#include "tcp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	USER_TIMEOUT_MS = 10000,
	KEEPALIVE_IDLE_S = 10,
	KEEPALIVE_EACH_S = 5,
	KEEPALIVE_COUNT = 2,
};

static const char scheme[] = "tcp://";

static socklen_t make_address(const char *text, int port, struct sockaddr_storage *out)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)out;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
	memset(out, 0, sizeof *out);
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)port);
		return sizeof *v4;
	}
	if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
		return sizeof *v6;
	}
	return 0;
}

bool tcp_address_valid(const char *address)
{
	struct sockaddr_storage made;
	return make_address(address, 1, &made) > 0;
}

int tcp_parse(const char *text, char *address, size_t size, int *port)
{
	if (strncmp(text, scheme, sizeof scheme - 1) != 0)
		return -EINVAL;
	text += sizeof scheme - 1;
	const char *colon = strrchr(text, ':');
	if (colon == NULL || colon[1] < '0' || colon[1] > '9')
		return -EINVAL;
	char *end;
	long number = strtol(colon + 1, &end, 10);
	size_t length = (size_t)(colon - text);
	if (*end != '\0' || number < 1 || number > 65535)
		return -EINVAL;
	if (length > 1 && text[0] == '[' && text[length - 1] == ']') {
		text++;
		length -= 2;
	}
	if (length >= size)
		return -EMSGSIZE;
	memcpy(address, text, length);
	address[length] = '\0';
	*port = (int)number;
	return tcp_address_valid(address) ? 0 : -EINVAL;
}

static void set_option(int fd, int level, int name, int value)
{
	(void)setsockopt(fd, level, name, &value, sizeof value); /* a kernel without it goes on */
}

int tcp_connect(const char *address, int port)
{
	struct sockaddr_storage to;
	socklen_t length = make_address(address, port, &to);
	if (length == 0)
		return -EINVAL;
	int fd = socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
	set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_S);
	set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_EACH_S);
	set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_COUNT);
	set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, USER_TIMEOUT_MS);
	if (connect(fd, (struct sockaddr *)&to, length) < 0 && errno != EINPROGRESS) {
		int error = errno;
		close(fd);
		return -error;
	}
	return fd;
}

int tcp_connected(int fd)
{
	int error = 0;
	socklen_t length = sizeof error;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0)
		return -errno;
	return -error;
}
