/* Keys of a board file for tests of drivers and ports, without a file: pairs of words. */
#ifndef JIAOHAO_FAKE_KEYS_H
#define JIAOHAO_FAKE_KEYS_H

#include "config_keys.h"

#include <stdbool.h>

struct event_base;

enum { FAKE_KEYS_MAX = 24, FAKE_PORTS_MAX = 8 };

struct fake_keys {
	struct config_keys keys; /* hand &fake.keys to what takes keys */
	unsigned count, port_count;
	struct {
		const char *key, *text;
		bool taken;
	} entries[FAKE_KEYS_MAX];
	struct port *ports[FAKE_PORTS_MAX];
	char said[512]; /* "key problem" of the last mistake */
};

/** Pairs of key and text, ended by NULL. The texts are borrowed. */
void fake_keys_init(struct fake_keys *fake, ...) __attribute__((sentinel));
void fake_keys_add_port(struct fake_keys *fake, struct port *port);
/** The first key that nobody took, or NULL. */
const char *fake_keys_left(const struct fake_keys *fake);
/** A port of a simulated board from such pairs; NULL when it is refused. */
struct port *fake_port(struct event_base *base, ...) __attribute__((sentinel));

#endif
