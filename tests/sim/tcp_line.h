/* The far end of a device on the network (a printer at port 9100): one client at a time, as such
 * devices have it; the next one waits. Knows no protocol. */
#ifndef JIAOHAO_TCP_LINE_H
#define JIAOHAO_TCP_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct tcp_line;

struct tcp_line_owner {
	void *context;
	void (*received)(void *context, const uint8_t *bytes, size_t count);
};

/** Listen on @p address : @p port (0: any; tcp_line_port tells). 0 or -errno. */
int tcp_line_open(struct tcp_line **out, struct event_base *base, const char *address, int port,
		  const struct tcp_line_owner *owner);
int tcp_line_port(const struct tcp_line *line);
/** 0; -ENOTCONN; -EAGAIN: the client does not read, the bytes are lost. */
int tcp_line_send(struct tcp_line *line, const uint8_t *bytes, size_t count);
/** While held nothing is read: TCP itself stops the client. */
void tcp_line_hold(struct tcp_line *line, bool held);
/** Hang up and refuse connections, or listen again. 0 or -errno. */
int tcp_line_unplug(struct tcp_line *line, bool unplugged);
bool tcp_line_is_unplugged(const struct tcp_line *line);
/** Accepts NULL. */
void tcp_line_close(struct tcp_line *line);

#endif
