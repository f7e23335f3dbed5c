/* See wire_watch.h. On a shared line only units that name the device pass, and what names nobody:
 * noise is everybody's. */
#include "wire_watch.h"

#include "devices.h"
#include "wire_tap.h"
#include "wire_view.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { IDLE_MS = 300 }; /* after so long what is unfinished is said as it is */

struct api_wire {
	struct wire_tap_listener *listener;
	struct wire_view view;
	struct event *idle;
	bool begun; /* on a serial bus: a request was seen */
	int address; /* 0: the device has none, or all of its line is asked for */
	int64_t time_us;
	api_wire_fn *unit;
	void *context;
};

static void unit_came(void *context, const struct wire_unit *from)
{
	struct api_wire *wire = context;
	if (wire->address > 0 && from->address > 0 && from->address != wire->address)
		return;
	const struct api_wire_unit unit = {
		.time_us = wire->time_us,
		.direction = from->side == WIRE_SIDE_SENT ? API_WIRE_SENT : API_WIRE_RECEIVED,
		.address = from->address,
		.good = from->good,
		.secret = from->secret,
		.bytes = from->bytes,
		.length = from->length,
		.text = from->text,
		.missed = wire_tap_missed(wire->listener),
	};
	wire->unit(wire->context, &unit);
}

/* A note about another address of the line ("address 7: no answer") is none of ours. */
static bool is_anothers(const struct api_wire *wire, const char *text)
{
	int address;
	return wire->address > 0 && sscanf(text, "address %d:", &address) == 1 &&
	       address != wire->address;
}

static void note_came(struct api_wire *wire, const struct wire_tap_entry *entry)
{
	char text[WIRE_TAP_BYTES_MAX + 1];
	snprintf(text, sizeof text, "%.*s", (int)entry->length, (const char *)entry->bytes);
	if (is_anothers(wire, text))
		return;
	const struct api_wire_unit unit = { .time_us = entry->time_us,
					    .direction = API_WIRE_NOTE,
					    .address = -1,
					    .good = true,
					    .bytes = entry->bytes,
					    .text = text,
					    .missed = wire_tap_missed(wire->listener) };
	wire->unit(wire->context, &unit);
}

static void entry_came(void *context, const struct wire_tap_entry *entry)
{
	static const struct timeval idle = { .tv_usec = IDLE_MS * 1000 };
	struct api_wire *wire = context;
	wire->time_us = entry->time_us;
	if (entry->direction == WIRE_NOTE) {
		note_came(wire, entry);
		return;
	}
	/* Who comes in the middle of an answer does not call its rest noise. */
	wire->begun |= entry->direction == WIRE_SENT;
	if (wire->view.protocol == WIRE_MODBUS && !wire->begun)
		return;
	wire_view_feed(&wire->view,
		       entry->direction == WIRE_SENT ? WIRE_SIDE_SENT : WIRE_SIDE_RECEIVED,
		       entry->bytes, entry->length, unit_came, wire);
	evtimer_add(wire->idle, &idle);
}

static void idle_due(evutil_socket_t fd, short what, void *context)
{
	struct api_wire *wire = context;
	(void)fd;
	(void)what;
	wire_view_end(&wire->view, unit_came, wire);
}

int wire_watch_open(struct api_wire **out, struct app *app, const char *name, bool line,
		    api_wire_fn *unit, void *context)
{
	const struct device *device = app->devices ? devices_find(app->devices, name) : NULL;
	if (!device)
		return -ENOENT;
	struct api_wire *wire = calloc(1, sizeof *wire);
	if (!wire)
		return -ENOMEM;
	wire->address = line ? 0 : device->address;
	wire->unit = unit;
	wire->context = context;
	wire_view_init(&wire->view, wire_protocol_of(device->driver, device->port_kind));
	wire->idle = evtimer_new(app->base, idle_due, wire);
	int result = wire->idle ? wire_tap_listen(&wire->listener, app->base, device->port,
						  entry_came, wire)
				: -ENOMEM;
	if (result < 0)
		wire_watch_close(wire);
	else
		*out = wire;
	return result;
}

void wire_watch_close(struct api_wire *wire)
{
	if (!wire)
		return;
	wire_tap_forget(wire->listener);
	if (wire->idle)
		event_free(wire->idle);
	free(wire);
}
