/* An HTTP server for tests that does what a script says, connection by connection: answers, resets,
 * stops half-way, keeps silent. On the test's own loop, on a port of its own. */
#ifndef JIAOHAO_CRANKY_SERVER_H
#define JIAOHAO_CRANKY_SERVER_H

#include <stdbool.h>
#include <stddef.h>

struct event_base;
struct bufferevent;
struct evconnlistener;

enum { CRANKY_SEEN_MAX = 32, CRANKY_REQUEST_MAX = 4096 };

enum cranky_end {
	CRANKY_CLOSE, /* an orderly end after the text */
	CRANKY_RESET, /* a TCP reset after the text */
	CRANKY_STAY,  /* the connection stays open and silent */
};

struct cranky_step {
	const char *text; /* sent when a whole request has come; NULL: nothing */
	enum cranky_end end;
};

struct cranky_server {
	struct event_base *base;
	struct evconnlistener *listener;
	int port;
	const struct cranky_step *steps; /* one a connection; the last one repeats */
	size_t step_count;
	size_t seen_count;
	char seen[CRANKY_SEEN_MAX][CRANKY_REQUEST_MAX];
	struct bufferevent *open[CRANKY_SEEN_MAX]; /* of seen[i], while it stays */
};

/** Listen on @p port of 127.0.0.1, 0: any. */
bool cranky_start(struct cranky_server *server, struct event_base *base, int port,
		  const struct cranky_step *steps, size_t step_count);
/** Send to the connection that stays open. */
void cranky_send(struct cranky_server *server, size_t seen, const char *text);
/** Drop the listener and every connection. */
void cranky_stop(struct cranky_server *server);

#endif
