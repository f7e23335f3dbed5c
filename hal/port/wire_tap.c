/* See wire_tap.h. Each listener has a ring of entries, filled by whoever sends or receives and
 * emptied by the loop, which an eventfd wakes. It writes no file and decodes nothing. */
#include "wire_tap.h"

#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { ENTRIES_AT_ONCE = 64 }; /* what one callback hands over, so that the loop goes on */

struct wire_tap_listener {
	char port[32]; /* "": all */
	wire_tap_fn *entry;
	void *context;
	int wake_fd;
	struct event *wake;
	/* guarded by the lock */
	uint64_t missed;
	unsigned head, count;
	struct wire_tap_entry ring[WIRE_TAP_QUEUE_MAX];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct wire_tap_listener *listeners[WIRE_TAP_LISTENERS_MAX]; /* guarded by the lock */
/* Read without the lock: while nobody listens, a port pays for one load. */
static atomic_uint listening;

static void wake(const struct wire_tap_listener *listener)
{
	uint64_t one = 1;
	ssize_t written = write(listener->wake_fd, &one, sizeof one);
	(void)written; /* the counter can't overflow: the loop reads it whole */
}

static void put(struct wire_tap_listener *listener, const char *port, enum wire_direction direction,
		int64_t time_us, const uint8_t *bytes, size_t length)
{
	if (listener->count == WIRE_TAP_QUEUE_MAX) {
		listener->missed++;
		return;
	}
	unsigned at = (listener->head + listener->count) % WIRE_TAP_QUEUE_MAX;
	struct wire_tap_entry *entry = &listener->ring[at];
	entry->time_us = time_us;
	entry->direction = direction;
	entry->length = (uint16_t)length;
	snprintf(entry->port, sizeof entry->port, "%s", port);
	memcpy(entry->bytes, bytes, length);
	if (listener->count++ == 0)
		wake(listener);
}

void wire_tap(const char *port, enum wire_direction direction, const void *bytes, size_t length)
{
	const uint8_t *from = bytes;
	struct timespec now;
	if (atomic_load_explicit(&listening, memory_order_relaxed) == 0)
		return;
	clock_gettime(CLOCK_REALTIME, &now);
	int64_t time_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
	pthread_mutex_lock(&lock);
	for (size_t done = 0; done < length;) {
		size_t part = length - done;
		if (part > WIRE_TAP_BYTES_MAX)
			part = WIRE_TAP_BYTES_MAX;
		for (unsigned i = 0; i < WIRE_TAP_LISTENERS_MAX; i++) {
			struct wire_tap_listener *listener = listeners[i];
			if (listener != NULL &&
			    (listener->port[0] == '\0' || strcmp(listener->port, port) == 0))
				put(listener, port, direction, time_us, from + done, part);
		}
		done += part;
	}
	pthread_mutex_unlock(&lock);
}

void wire_tap_note(const char *port, const char *text)
{
	wire_tap(port, WIRE_NOTE, text, strlen(text));
}

static void woken(evutil_socket_t fd, short what, void *arg)
{
	(void)what;
	struct wire_tap_listener *listener = arg;
	struct wire_tap_entry entry;
	uint64_t count;
	if (read((int)fd, &count, sizeof count) < 0)
		return;
	for (unsigned i = 0; i < ENTRIES_AT_ONCE; i++) {
		pthread_mutex_lock(&lock);
		bool has = listener->count > 0;
		if (has) {
			entry = listener->ring[listener->head];
			listener->head = (listener->head + 1) % WIRE_TAP_QUEUE_MAX;
			listener->count--;
		}
		pthread_mutex_unlock(&lock);
		if (!has)
			return;
		listener->entry(listener->context, &entry);
	}
	wake(listener);
}

static bool join(struct wire_tap_listener *listener)
{
	bool joined = false;
	pthread_mutex_lock(&lock);
	for (unsigned i = 0; i < WIRE_TAP_LISTENERS_MAX && !joined; i++) {
		if (listeners[i] != NULL)
			continue;
		listeners[i] = listener;
		joined = true;
	}
	pthread_mutex_unlock(&lock);
	if (joined)
		atomic_fetch_add(&listening, 1);
	return joined;
}

static void leave(struct wire_tap_listener *listener)
{
	pthread_mutex_lock(&lock);
	for (unsigned i = 0; i < WIRE_TAP_LISTENERS_MAX; i++) {
		if (listeners[i] != listener)
			continue;
		listeners[i] = NULL;
		atomic_fetch_sub(&listening, 1);
	}
	pthread_mutex_unlock(&lock);
}

int wire_tap_listen(struct wire_tap_listener **out, struct event_base *base, const char *port,
		    wire_tap_fn *entry, void *context)
{
	int result = -ENOMEM;
	struct wire_tap_listener *listener = calloc(1, sizeof *listener);
	if (listener == NULL)
		return -ENOMEM;
	snprintf(listener->port, sizeof listener->port, "%s", port == NULL ? "" : port);
	listener->entry = entry;
	listener->context = context;
	listener->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (listener->wake_fd < 0)
		goto fail;
	listener->wake = event_new(base, listener->wake_fd, EV_READ | EV_PERSIST, woken, listener);
	if (listener->wake == NULL || event_add(listener->wake, NULL) < 0)
		goto fail;
	result = -EMFILE;
	if (!join(listener))
		goto fail;
	*out = listener;
	return 0;
fail:
	wire_tap_forget(listener);
	return result;
}

uint64_t wire_tap_missed(const struct wire_tap_listener *listener)
{
	pthread_mutex_lock(&lock);
	uint64_t missed = listener->missed;
	pthread_mutex_unlock(&lock);
	return missed;
}

void wire_tap_forget(struct wire_tap_listener *listener)
{
	if (listener == NULL)
		return;
	leave(listener);
	if (listener->wake != NULL)
		event_free(listener->wake);
	if (listener->wake_fd >= 0)
		close(listener->wake_fd);
	free(listener);
}
