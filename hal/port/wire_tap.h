/* Who wants to see what runs over the wires: every port hands its bytes over here as they are sent
 * and received. Costs next to nothing while nobody listens. Any thread may call wire_tap(); the
 * rest belongs to the loop's thread. */
#ifndef JIAOHAO_WIRE_TAP_H
#define JIAOHAO_WIRE_TAP_H

#include <stddef.h>
#include <stdint.h>

struct event_base;
struct wire_tap_listener;

enum { WIRE_TAP_BYTES_MAX = 512, WIRE_TAP_LISTENERS_MAX = 8, WIRE_TAP_QUEUE_MAX = 1024 };

enum wire_direction { WIRE_SENT, WIRE_RECEIVED, WIRE_NOTE /* text: opened, lost … */ };

struct wire_tap_entry {
	int64_t time_us; /* CLOCK_REALTIME */
	char port[32];
	enum wire_direction direction;
	uint16_t length;
	uint8_t bytes[WIRE_TAP_BYTES_MAX]; /* longer ones come in several entries */
};

typedef void wire_tap_fn(void *context, const struct wire_tap_entry *entry);

/** These bytes were sent or received on the port of this name. Never blocks; when nobody reads fast
 *  enough, entries are dropped and counted. */
void wire_tap(const char *port, enum wire_direction direction, const void *bytes, size_t length);
/** What the wire itself can't show, in English words: "opened", "lost: unplugged" … */
void wire_tap_note(const char *port, const char *text);

/** From now on @p entry is called on the loop for each entry of @p port (NULL: of all). 0; -EMFILE:
 *  WIRE_TAP_LISTENERS_MAX; -ENOMEM. */
int wire_tap_listen(struct wire_tap_listener **out, struct event_base *base, const char *port,
		    wire_tap_fn *entry, void *context);
/** Entries that this listener missed. */
uint64_t wire_tap_missed(const struct wire_tap_listener *listener);
/** Accepts NULL. Not from its own callback. */
void wire_tap_forget(struct wire_tap_listener *listener);

#endif
