/* A TCP connection to a device or serial server at a numeric address. Never waits: connecting goes
 * on in the kernel and shows by the descriptor becoming writable. No protocol. */
#ifndef JIAOHAO_TCP_H
#define JIAOHAO_TCP_H

#include <stdbool.h>
#include <stddef.h>

/** Is it a numeric IPv4 or IPv6 address? (Names would wait for a server.) */
bool tcp_address_valid(const char *address);
/** Take "tcp://192.168.1.50:4001" or "tcp://[fe80::1]:4001" apart. 0; -EINVAL: it is none;
 *  -EMSGSIZE: the address doesn't fit. */
int tcp_parse(const char *text, char *address, size_t size, int *port);
/** Begin to connect: a non-blocking descriptor, or -errno. What stays unacknowledged for 10 s, or
 * an idle peer that answers no keepalive for 20 s, ends the connection with ETIMEDOUT: a cable
 * pulled out shows in nothing else. */
int tcp_connect(const char *address, int port);
/** Once writable: 0: connected, or -errno. */
int tcp_connected(int fd);

#endif
