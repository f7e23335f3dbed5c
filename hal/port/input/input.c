/* See input.h. What a key means is not known here. Source of the event rules (SYN_REPORT ends a
 * packet; after SYN_DROPPED all up to the next SYN_REPORT is void and the state is asked for): the
 * kernel's Documentation/input/event-codes.rst. The grab waits until no key is down, else the
 * programs that saw it go down never see it come up. */
#include "input.h"

#include "input_find.h"
#include "serial.h"
#include "wire_tap.h"

#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <linux/input.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { PAUSE_MIN_S = 1, PAUSE_MAX_S = 30, EVENTS_AT_ONCE = 64, KEY_BYTES = KEY_CNT / 8 };

static const char simulated[] = "sim:";

struct input {
	const struct port_description *port;
	const struct input_owner *owner;
	struct event_base *base;
	struct event *retry, *readable;
	int fd;
	unsigned pause_s;
	bool pty;	/* of the simulator: it has no ioctls */
	bool grabbed;	/* or there is nothing to grab */
	bool dropped;	/* the kernel's buffer ran over: void until SYN_REPORT */
	bool said_lost; /* since the last DEVICE_OK */
	uint8_t down[KEY_BYTES];
	size_t partial; /* bytes of an event that a pty has cut */
	struct input_event events[EVENTS_AT_ONCE];
};

static bool is_down(const uint8_t *keys, unsigned code)
{
	return keys[code / 8] >> code % 8 & 1;
}

static bool any_down(const struct input *input)
{
	for (unsigned i = 0; i < KEY_BYTES; i++)
		if (input->down[i] != 0)
			return true;
	return false;
}

static const char *reason_of(int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
		return "no_permission";
	case EBUSY:
		return "busy: another program has grabbed it";
	case ENOTUNIQ:
		return "ambiguous: several devices have this name, use their path";
	case ENOTTY:
		return "not_input: no input device";
	case EPROTO:
		return "bad_frames";
	default:
		return "unplugged";
	}
}

static void lose(struct input *input, int error)
{
	bool say = !input->said_lost;
	struct timeval pause = { .tv_sec = input->pause_s };
	if (input->readable != NULL)
		event_free(input->readable);
	input->readable = NULL;
	if (input->fd >= 0)
		close(input->fd);
	input->fd = -1;
	memset(input->down, 0, sizeof input->down);
	event_add(input->retry, &pause);
	input->pause_s *= 2;
	if (input->pause_s > PAUSE_MAX_S)
		input->pause_s = PAUSE_MAX_S;
	input->said_lost = true;
	if (say)
		wire_tap_note(input->port->name, reason_of(error));
	if (say)
		input->owner->health(input->owner->context, DEVICE_LOST, reason_of(error));
}

static void key_changed(struct input *input, unsigned code, int value)
{
	bool was = is_down(input->down, code);
	if (value == 0 && !was)
		return;
	if (value != 0 && was)
		value = 2;
	if (value == 0)
		input->down[code / 8] &= (uint8_t) ~(1u << code % 8);
	else
		input->down[code / 8] |= (uint8_t)(1u << code % 8);
	/* A scanner's keys spell what a citizen's card or code says: not for whoever watches wires.
	 */
	if (value == 1)
		wire_tap_note(input->port->name, "a key went down (which one is not told)");
	input->owner->key(input->owner->context, (uint16_t)code, value);
}

/* A simulated line can't be asked: there all keys count as up. */
static int ask_keys(const struct input *input, uint8_t keys[KEY_BYTES])
{
	memset(keys, 0, KEY_BYTES);
	if (!input->pty && ioctl(input->fd, EVIOCGKEY(KEY_BYTES), keys) < 0)
		return -errno;
	return 0;
}

/* What changed unseen: a key that is down now and was not went down; who presses twice meanwhile
 * pressed once. */
static int catch_up(struct input *input)
{
	uint8_t keys[KEY_BYTES];
	int result = ask_keys(input, keys);
	for (unsigned code = 0; result == 0 && code < KEY_CNT; code++)
		if (is_down(keys, code) != is_down(input->down, code))
			key_changed(input, code, is_down(keys, code));
	return result;
}

static int grab_when_free(struct input *input)
{
	if (input->grabbed || any_down(input))
		return 0;
	if (ioctl(input->fd, EVIOCGRAB, 1) < 0)
		return -errno;
	input->grabbed = true;
	return 0;
}

static int take_event(struct input *input, const struct input_event *event)
{
	if (event->type > EV_MAX)
		return input->pty ? -EPROTO : 0;
	if (event->type == EV_SYN && event->code == SYN_DROPPED) {
		input->dropped = true;
	} else if (event->type == EV_SYN && event->code == SYN_REPORT) {
		int result = input->dropped ? catch_up(input) : 0;
		input->dropped = false;
		return result < 0 ? result : grab_when_free(input);
	} else if (event->type == EV_KEY && !input->dropped && event->code < KEY_CNT) {
		key_changed(input, event->code, event->value);
	}
	return 0;
}

static void input_readable(evutil_socket_t fd, short what, void *arg)
{
	struct input *input = arg;
	(void)what;
	ssize_t count = read((int)fd, (uint8_t *)input->events + input->partial,
			     sizeof input->events - input->partial);
	if (count < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (count <= 0) {
		lose(input, count < 0 ? errno : ENODEV);
		return;
	}
	size_t bytes = input->partial + (size_t)count;
	size_t whole = bytes / sizeof *input->events;
	for (size_t i = 0; i < whole; i++) {
		int result = take_event(input, &input->events[i]);
		if (result < 0) {
			lose(input, -result);
			return;
		}
	}
	input->partial = bytes % sizeof *input->events;
	memmove(input->events, input->events + whole, input->partial);
}

static int open_device(struct input *input)
{
	const struct serial_settings settings = { .baud = 115200, .parity = 'N' };
	if (input->pty)
		return serial_open(input->port->device + sizeof simulated - 1, &settings);
	return input_find(input->port->device);
}

/* Keys that are down already were not pressed now: the owner hears of them as repeated. */
static int begin(struct input *input)
{
	uint8_t keys[KEY_BYTES];
	int result = ask_keys(input, keys);
	if (result < 0)
		return result;
	input->grabbed = input->pty;
	input->dropped = false;
	input->partial = 0;
	input->readable =
		event_new(input->base, input->fd, EV_READ | EV_PERSIST, input_readable, input);
	if (input->readable == NULL || event_add(input->readable, NULL) < 0)
		return -ENOMEM;
	memcpy(input->down, keys, sizeof input->down);
	result = grab_when_free(input);
	if (result < 0)
		return result;
	input->pause_s = PAUSE_MIN_S;
	input->said_lost = false;
	wire_tap_note(input->port->name, "opened");
	input->owner->health(input->owner->context, DEVICE_OK, "ok");
	for (unsigned code = 0; code < KEY_CNT; code++)
		if (is_down(keys, code))
			input->owner->key(input->owner->context, (uint16_t)code, 2);
	return 0;
}

static void retry_due(evutil_socket_t fd, short what, void *arg)
{
	struct input *input = arg;
	(void)fd;
	(void)what;
	int result = open_device(input);
	if (result >= 0) {
		input->fd = result;
		result = begin(input);
	}
	if (result < 0)
		lose(input, -result);
}

int input_create(struct input **out, struct event_base *base, const struct port_description *port,
		 const struct input_owner *owner)
{
	const struct timeval now = { 0 };
	assert(port->kind == PORT_INPUT);
	struct input *input = calloc(1, sizeof *input);
	if (input == NULL)
		return -ENOMEM;
	input->port = port;
	input->owner = owner;
	input->base = base;
	input->fd = -1;
	input->pause_s = PAUSE_MIN_S;
	input->pty = strncmp(port->device, simulated, sizeof simulated - 1) == 0;
	input->retry = evtimer_new(base, retry_due, input);
	if (input->retry == NULL || event_add(input->retry, &now) < 0) {
		input_destroy(input);
		return -ENOMEM;
	}
	*out = input;
	return 0;
}

void input_destroy(struct input *input)
{
	if (input == NULL)
		return;
	if (input->readable != NULL)
		event_free(input->readable);
	if (input->retry != NULL)
		event_free(input->retry);
	if (input->fd >= 0)
		close(input->fd); /* the kernel ends the grab with it */
	free(input);
}
