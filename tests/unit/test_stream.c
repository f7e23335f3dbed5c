/* The byte stream over TCP on the loopback: refused, accepted, closed by the other side, full. */
#include "check.h"
#include "port.h"
#include "stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct seen {
	unsigned connected, drained, lost, received;
	char reason[32], bytes[64];
};

static struct event_base *base;
static struct port_description port;
static struct stream *stream;
static struct seen seen;
static int listener = -1, peer = -1;

static void connected(void *context)
{
	(void)context;
	seen.connected++;
}

static void received(void *context, const uint8_t *bytes, size_t length)
{
	(void)context;
	for (size_t i = 0; i < length && seen.received < sizeof seen.bytes - 1; i++)
		seen.bytes[seen.received++] = (char)bytes[i];
}

static void drained(void *context)
{
	(void)context;
	seen.drained++;
}

static void lost(void *context, const char *reason)
{
	(void)context;
	seen.lost++;
	snprintf(seen.reason, sizeof seen.reason, "%s", reason);
}

static const struct stream_owner owner = { NULL, connected, received, drained, lost };

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t run(const unsigned *until, unsigned value, unsigned max_ms)
{
	int64_t began = now_ms();
	while (*until != value && now_ms() < began + max_ms) {
		struct timeval wait = { 0, 10000 };
		event_base_loopexit(base, &wait);
		event_base_loop(base, EVLOOP_ONCE);
	}
	return now_ms() - began;
}

/* A port that nobody listens on, but which is ours. */
static void bind_only(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) < 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &length) < 0)
		abort();
	port = (struct port_description){ .kind = PORT_TCP, .tcp_port = ntohs(address.sin_port) };
	strcpy(port.address, "127.0.0.1");
}

static void a_refused_connection_is_tried_again_until_it_is_taken(void)
{
	bind_only();
	CHECK(stream_create(&stream, base, &port, &owner) == 0);
	CHECK(stream_send(stream, "x", 1) == -ENOTCONN);
	run(&seen.lost, 1, 1000);
	CHECK_TEXT(seen.reason, "refused");
	CHECK(listen(listener, 1) == 0);
	int64_t took = run(&seen.connected, 1, 4000);
	CHECK(seen.connected == 1 && seen.lost == 1 && took > 800 && took < 2500);
	peer = accept(listener, NULL, NULL);
	CHECK(peer >= 0 && stream_reads(stream) && stream_wire_time(stream, 1000) == 0);
}

static void bytes_go_both_ways(void)
{
	char bytes[8] = "";
	CHECK(stream_send(stream, "ab", 2) == 0 && stream_send(stream, "c", 1) == 0);
	run(&seen.drained, 1, 1000);
	CHECK(stream_queued(stream) == 0);
	CHECK(read(peer, bytes, sizeof bytes) == 3 && strcmp(bytes, "abc") == 0);
	CHECK(write(peer, "hello", 5) == 5);
	run(&seen.received, 5, 1000);
	CHECK_TEXT(seen.bytes, "hello");
}

static void a_full_queue_takes_nothing(void)
{
	static const char bytes[STREAM_QUEUE_MAX];
	CHECK(stream_send(stream, bytes, STREAM_QUEUE_MAX) == 0);
	CHECK(stream_send(stream, "x", 1) == -ENOBUFS);
	CHECK(stream_queued(stream) == STREAM_QUEUE_MAX);
	run(&seen.drained, 2, 1000);
	CHECK(seen.drained == 2);
}

static void pauses_grow_until_the_device_was_good(void)
{
	/* Connected and closed at once, twice: the second pause is twice the first. */
	close(peer);
	run(&seen.lost, 2, 1000);
	CHECK_TEXT(seen.reason, "connection_lost");
	int64_t second = run(&seen.connected, 2, 4000); /* the refusal took the first second */
	close(accept(listener, NULL, NULL));
	run(&seen.lost, 3, 1000);
	int64_t third = run(&seen.connected, 3, 8000);
	CHECK(second > 1800 && second < 3000 && third > 3800 && third < 5000);
	peer = accept(listener, NULL, NULL);
	stream_good(stream);
	stream_restart(stream); /* and lost is not called */
	int64_t fourth = run(&seen.connected, 4, 4000);
	CHECK(fourth > 800 && fourth < 2000 && seen.lost == 3);
}

static void wrong_ports_are_refused(void)
{
	struct stream *none = NULL;
	struct port_description wrong = { .kind = PORT_GPIO };
	CHECK(stream_create(&none, base, &wrong, &owner) == -EINVAL);
	wrong.kind = PORT_TCP;
	strcpy(wrong.address, "printer.local");
	CHECK(stream_create(&none, base, &wrong, &owner) == -EINVAL && none == NULL);
}

int main(void)
{
	base = event_base_new();
	wrong_ports_are_refused();
	a_refused_connection_is_tried_again_until_it_is_taken();
	bytes_go_both_ways();
	a_full_queue_takes_nothing();
	pauses_grow_until_the_device_was_good();
	stream_destroy(stream);
	close(peer);
	close(listener);
	event_base_free(base);
	return check_result();
}
