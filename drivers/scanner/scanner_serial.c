/* The driver "serial-scanner": bytes to codes. A scanner says nothing of itself: it is well as long
 * as its line is open. Half a code that nobody finishes is dropped, it is never taken for a whole
 * one. */
#include "scanner_serial.h"

#include "port.h"
#include "scan_line.h"
#include "stream.h"
#include "wire_tap.h"

#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

enum { END_PAUSE_MS = 100, DROP_MS = 500 };

static_assert((int)SCAN_LINE_MAX == (int)SCAN_TEXT_MAX, "what a line holds is what an owner gets");

struct scanner {
	struct scanner_owner owner;
	struct stream_owner stream_owner;
	struct stream *stream;
	const char *port; /* its name */
	struct event *pause;
	bool ends_by_pause;
	struct scan_line line;
	struct device_statistics statistics;
};

static void took(struct scanner *scanner, enum scan_feed feed)
{
	if (feed == SCAN_BAD)
		scanner->statistics.bad_frames++;
	if (feed != SCAN_READY)
		return;
	char note[48];
	snprintf(note, sizeof note, "a code of %zu bytes, not shown", scanner->line.length);
	wire_tap_note(scanner->port, note);
	scanner->statistics.requests++;
	stream_good(scanner->stream);
	scanner->owner.code(scanner->owner.context, scanner->line.text);
}

static void pause_due(evutil_socket_t fd, short what, void *arg)
{
	struct scanner *scanner = arg;
	(void)fd;
	(void)what;
	if (scanner->ends_by_pause) {
		took(scanner, scan_line_end(&scanner->line));
	} else {
		scanner->statistics.bad_frames++;
		scan_line_init(&scanner->line);
	}
}

static void stream_connected(void *context)
{
	struct scanner *scanner = context;
	scan_line_init(&scanner->line);
	scanner->owner.health(scanner->owner.context, DEVICE_OK, "ok");
}

static void stream_received(void *context, const uint8_t *bytes, size_t length)
{
	struct scanner *scanner = context;
	const unsigned ms = scanner->ends_by_pause ? END_PAUSE_MS : DROP_MS;
	const struct timeval after = { .tv_usec = ms * 1000 };
	for (size_t i = 0; i < length; i++)
		took(scanner, scan_line_feed(&scanner->line, bytes[i]));
	if (scan_line_begun(&scanner->line))
		evtimer_add(scanner->pause, &after);
	else
		evtimer_del(scanner->pause);
}

static void stream_drained(void *context)
{
	(void)context;
}

static void stream_lost(void *context, const char *reason)
{
	struct scanner *scanner = context;
	evtimer_del(scanner->pause);
	scan_line_init(&scanner->line);
	scanner->owner.health(scanner->owner.context, DEVICE_LOST, reason);
}

static void scanner_close(struct scanner *scanner)
{
	if (scanner == NULL)
		return;
	stream_destroy(scanner->stream);
	if (scanner->pause != NULL)
		event_free(scanner->pause);
	free(scanner);
}

static int take_keys(struct scanner *scanner, struct config_keys *keys, struct port **port)
{
	static const char *const kinds[] = { "serial", "tcp", NULL };
	static const char *const ends[] = { "line", "pause", NULL };
	int end = 0, result = 0;
	if (config_keys_need_port(keys, "port", kinds, port) < 0)
		result = -EINVAL;
	if (keys->ops->take_choice(keys, "end", ends, &end) < 0)
		result = -EINVAL;
	scanner->ends_by_pause = end == 1;
	return result;
}

static int scanner_open(struct scanner **out, struct event_base *base, struct config_keys *keys,
			const struct scanner_owner *owner)
{
	struct port *port = NULL;
	struct scanner *scanner = calloc(1, sizeof *scanner);
	if (scanner == NULL)
		return -ENOMEM;
	scanner->owner = *owner;
	scanner->stream_owner = (struct stream_owner){ scanner, stream_connected, stream_received,
						       stream_drained, stream_lost };
	int result = take_keys(scanner, keys, &port);
	if (result < 0)
		goto fail;
	result = -ENOMEM;
	scanner->pause = evtimer_new(base, pause_due, scanner);
	if (scanner->pause == NULL)
		goto fail;
	result = stream_create(&scanner->stream, base, port_describe(port), &scanner->stream_owner);
	if (result < 0)
		goto fail;
	/* Codes may be a person's: a health code, a voucher. */
	stream_keep_private(scanner->stream);
	scanner->port = port_describe(port)->name;
	*out = scanner;
	return 0;
fail:
	scanner_close(scanner);
	return result;
}

static void scanner_statistics(const struct scanner *scanner, struct device_statistics *out)
{
	*out = scanner->statistics;
}

const struct scanner_ops scanner_serial = {
	.name = "serial-scanner",
	.open = scanner_open,
	.statistics = scanner_statistics,
	.close = scanner_close,
};
