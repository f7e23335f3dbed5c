/* The driver "evdev-scanner": keys to codes. Half a code that nobody finishes is dropped, it is
 * never taken for a whole one. */
#include "scanner_evdev.h"

#include "input.h"
#include "port.h"
#include "scan_keys.h"
#include "scan_line.h"
#include "wire_tap.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

enum { DROP_MS = 500 };

struct scanner {
	struct scanner_owner owner;
	struct input_owner input_owner;
	struct input *input;
	const char *port; /* its name */
	struct event *pause;
	struct scan_keys keys;
	struct scan_line line;
	struct device_statistics statistics;
};

static void pause_due(evutil_socket_t fd, short what, void *arg)
{
	struct scanner *scanner = arg;
	(void)fd;
	(void)what;
	scanner->statistics.bad_frames++;
	scan_line_init(&scanner->line);
}

static void input_key(void *context, uint16_t code, int value)
{
	static const struct timeval after = { .tv_usec = DROP_MS * 1000 };
	struct scanner *scanner = context;
	const char typed = scan_keys_feed(&scanner->keys, code, value);
	if (typed == '\0')
		return;
	enum scan_feed feed = scan_line_feed(&scanner->line, (uint8_t)typed);
	if (scan_line_begun(&scanner->line))
		evtimer_add(scanner->pause, &after);
	else
		evtimer_del(scanner->pause);
	if (feed == SCAN_BAD)
		scanner->statistics.bad_frames++;
	if (feed != SCAN_READY)
		return;
	char note[48];
	snprintf(note, sizeof note, "a code of %zu bytes, not shown", scanner->line.length);
	wire_tap_note(scanner->port, note);
	scanner->statistics.requests++;
	scanner->owner.code(scanner->owner.context, scanner->line.text);
}

static void input_health(void *context, enum device_health health, const char *detail)
{
	struct scanner *scanner = context;
	evtimer_del(scanner->pause);
	scan_line_init(&scanner->line);
	scanner->keys = (struct scan_keys){ 0 };
	scanner->owner.health(scanner->owner.context, health, detail);
}

static void scanner_close(struct scanner *scanner)
{
	if (scanner == NULL)
		return;
	input_destroy(scanner->input);
	if (scanner->pause != NULL)
		event_free(scanner->pause);
	free(scanner);
}

static int scanner_open(struct scanner **out, struct event_base *base, struct config_keys *keys,
			const struct scanner_owner *owner)
{
	static const char *const kinds[] = { "input", NULL };
	struct port *port = NULL;
	struct scanner *scanner = calloc(1, sizeof *scanner);
	if (scanner == NULL)
		return -ENOMEM;
	scanner->owner = *owner;
	scanner->input_owner = (struct input_owner){ scanner, input_health, input_key };
	int result = config_keys_need_port(keys, "port", kinds, &port);
	if (result < 0)
		goto fail;
	result = -ENOMEM;
	scanner->pause = evtimer_new(base, pause_due, scanner);
	if (scanner->pause == NULL)
		goto fail;
	result = input_create(&scanner->input, base, port_describe(port), &scanner->input_owner);
	if (result < 0)
		goto fail;
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

const struct scanner_ops scanner_evdev = {
	.name = "evdev-scanner",
	.open = scanner_open,
	.statistics = scanner_statistics,
	.close = scanner_close,
};
