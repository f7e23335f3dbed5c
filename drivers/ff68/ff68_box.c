/* See ff68_box.h. */
#include "ff68_box.h"

#include "port.h"

#include <errno.h>
#include <event2/event.h>
#include <string.h>

/* A serial server may cut a frame in two; a frame takes 16 ms. */
enum { GAP_MS = 100, OWN_MS = 50, ADDRESS_MIN = 1, ADDRESS_MAX = 254 };

static void parser_reset(void *parser)
{
	ff68_reset(parser);
}

static enum line_feed parser_feed(void *parser, uint8_t byte, const uint8_t **frame, size_t *length)
{
	static const enum line_feed of[] = {
		[FF68_MORE] = LINE_MORE, [FF68_READY] = LINE_READY, [FF68_BAD] = LINE_BAD
	};
	return of[ff68_feed(parser, byte, frame, length)];
}

static const struct line_protocol protocol = {
	.name = "ff68",
	.parser_size = sizeof(struct ff68_parser),
	.reset = parser_reset,
	.feed = parser_feed,
	.gap_ms = GAP_MS,
	.own_ms = OWN_MS, /* an echo is a press, and "open a rating" is a key, byte for byte */
};

static const char unheard[] = "unheard: it has not spoken yet";

int ff68_box_take(struct ff68_box *box, struct config_keys *keys, struct port **port)
{
	static const char *const kinds[] = { "serial", "tcp", NULL };
	long address = 0, function = FF68_FUNCTION_KEY;
	int result = config_keys_need_port(keys, "port", kinds, port);
	if (config_keys_need_integer(keys, "address", ADDRESS_MIN, ADDRESS_MAX, &address) < 0 ||
	    keys->ops->take_integer(keys, "function", 0, 255, &function) < 0)
		return -EINVAL;
	if (function == FF68_FUNCTION_RATED)
		return keys->ops->fail(keys, "function",
				       "17 is an evaluator's, allowed are others");
	box->address = (uint8_t)address;
	box->function = (uint8_t)function;
	return result < 0 ? -EINVAL : 0;
}

/* Nothing is sent to an evaluator for hours: the line has nothing to say of it until then. */
static void begin_due(evutil_socket_t fd, short what, void *arg)
{
	struct ff68_box *box = arg;
	(void)fd;
	(void)what;
	if (box->line_health == DEVICE_STARTING && !box->heard)
		box->health(box->context, DEVICE_STARTING, unheard);
}

int ff68_box_join(struct ff68_box *box, struct event_base *base, struct config_keys *keys,
		  struct port *port, const struct line_owner *owner)
{
	const struct timeval now = { 0 };
	box->begin = evtimer_new(base, begin_due, box);
	if (box->begin == NULL || event_add(box->begin, &now) < 0)
		return -ENOMEM;
	int result = line_join(&box->member, base, port, &protocol, owner);
	if (result == -EPROTO)
		return keys->ops->fail(keys, "port", "has devices that speak another protocol");
	if (result == -ENOSPC)
		return keys->ops->fail(keys, "port", "has more devices than one line may have");
	return result;
}

void ff68_box_leave(struct ff68_box *box)
{
	line_leave(box->member);
	if (box->begin != NULL)
		event_free(box->begin);
}

void ff68_box_health(struct ff68_box *box, enum device_health health, const char *detail)
{
	box->line_health = health;
	if (health == DEVICE_LOST)
		box->heard = false;
	if ((health == DEVICE_OK || health == DEVICE_STARTING) && !box->heard)
		box->health(box->context, DEVICE_STARTING, unheard);
	else
		box->health(box->context, health, detail);
}

void ff68_box_heard(struct ff68_box *box)
{
	if (box->heard)
		return;
	box->heard = true;
	line_heard(box->member);
	if (box->line_health == DEVICE_OK)
		box->health(box->context, DEVICE_OK, "ok");
}

void ff68_box_problem(struct ff68_box *box, const char *problem)
{
	if (problem == box->problem)
		return;
	box->problem = problem;
	line_problem(box->member, problem);
}

void ff68_box_send(struct ff68_box *box, unsigned slot, const uint8_t *bytes, size_t length,
		   bool urgent, unsigned give_up_ms)
{
	const struct line_exchange exchange = { .bytes = bytes,
						.length = length,
						.urgent = urgent,
						.attempts = 1,
						.give_up_ms = give_up_ms };
	(void)line_send(box->member, slot, &exchange); /* without memory: lost as on a wire */
}
