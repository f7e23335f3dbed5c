/* See ff68_sim.h. */
#include "ff68_sim.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	uint8_t count, data[2];
} keys[] = {
	{ "next", 1, { 0x0C } },    { "recall", 1, { 0x0D } },	     { "rating", 1, { 0x0B } },
	{ "pause", 1, { 0x12 } },   { "transfer", 1, { 0x13 } },     { "no_show", 2, { 6, 0x0F } },
	{ "hold", 2, { 0, 0x0F } }, { "call_back", 2, { 3, 0x0F } }, { "cancel", 1, { 0x0E } },
	{ "metre", 1, { 0x11 } },
};

static struct timeval after(unsigned ms)
{
	return (struct timeval){ .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
}

/* --- what it says --- */

static size_t build(uint8_t *out, uint8_t address, uint8_t function, const uint8_t *data,
		    uint8_t count)
{
	uint8_t sum = (uint8_t)(address + function), length = (uint8_t)(count + 2);
	const uint8_t head[] = { 0xFF, 0x68, length, length, 0x68, address, function };
	memcpy(out, head, sizeof head);
	for (uint8_t i = 0; i < count; i++) {
		out[sizeof head + i] = data[i];
		sum = (uint8_t)(sum + data[i]);
	}
	out[sizeof head + count] = sum;
	out[sizeof head + count + 1] = 0x16;
	return sizeof head + count + 2u;
}

static void say(struct ff68_sim *sim)
{
	uint8_t bytes[FF68_SIM_FRAME_MAX];
	if (sim->faults.silence || sim->off)
		return;
	memcpy(bytes, sim->frame, sim->frame_length);
	if (sim->faults.wrong_sum)
		bytes[sim->frame_length - 2] ^= 0x55;
	for (unsigned i = 0; i <= sim->faults.bounces + sim->faults.twin; i++) {
		for (unsigned k = 0; k < sim->faults.noise; k++)
			sim->owner.send(sim->owner.context, (const uint8_t[]){ 0xFF }, 1);
		sim->owner.send(sim->owner.context, bytes, sim->frame_length);
		sim->sent++;
	}
}

static void repeat_due(evutil_socket_t fd, short what, void *arg)
{
	struct ff68_sim *sim = arg;
	struct timeval wait = after(FF68_SIM_REPEAT_MS);
	(void)fd;
	(void)what;
	if (sim->frame_length == 0)
		return;
	if (sim->attempts++ == FF68_SIM_ATTEMPTS) {
		sim->gave_up++;
		sim->frame_length = 0;
		return;
	}
	say(sim);
	event_add(sim->repeat, &wait);
}

static int prepare(struct ff68_sim *sim, const char *key)
{
	uint8_t function = sim->faults.function ? (uint8_t)sim->faults.function : 0x01;
	if (sim->evaluator) {
		if (strncmp(key, "value_", 6) != 0 || key[6] < '0' || key[6] > '9' || key[7] != 0)
			return -EINVAL;
		const uint8_t value = (uint8_t)(key[6] - '0');
		sim->frame_length = build(sim->frame, sim->address, 0x11, &value, 1);
		build(sim->echo, sim->address, 0x01, &value, 1);
		return 0;
	}
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (strcmp(keys[i].name, key) != 0)
			continue;
		sim->frame_length =
			build(sim->frame, sim->address, function, keys[i].data, keys[i].count);
		memcpy(sim->echo, sim->frame, sizeof sim->echo);
		return 0;
	}
	return -EINVAL;
}

int ff68_sim_press(struct ff68_sim *sim, const char *key)
{
	struct timeval wait = after(sim->faults.late_ms);
	int result = prepare(sim, key);
	if (result < 0)
		return result;
	sim->presses++;
	sim->attempts = 0;
	sim->open = false;
	event_add(sim->repeat, &wait);
	return 0;
}

static void stick_due(evutil_socket_t fd, short what, void *arg)
{
	struct ff68_sim *sim = arg;
	struct timeval wait = after(FF68_SIM_STUCK_MS);
	(void)fd;
	(void)what;
	if (prepare(sim, sim->stuck) == 0)
		say(sim);
	event_add(sim->stick, &wait);
}

int ff68_sim_stick(struct ff68_sim *sim, const char *key)
{
	const struct timeval now = { 0 };
	sim->stuck = NULL;
	for (size_t i = 0; key != NULL && i < sizeof keys / sizeof *keys; i++)
		if (strcmp(keys[i].name, key) == 0)
			sim->stuck = keys[i].name;
	if (key != NULL && (sim->stuck == NULL || sim->evaluator))
		return -EINVAL;
	if (sim->stuck != NULL)
		event_add(sim->stick, &now);
	else
		event_del(sim->stick);
	return 0;
}

/* --- what it hears --- */

static void show(char out[4], const uint8_t *digits)
{
	for (int i = 0; i < 3; i++)
		out[i] = digits[i] < 10 ? (char)('0' + digits[i]) : ' ';
	out[3] = '\0';
}

static void close_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	((struct ff68_sim *)arg)->open = false;
}

static void hear_evaluator(struct ff68_sim *sim, uint8_t function, const uint8_t *data,
			   size_t count)
{
	const struct timeval open = { .tv_sec = FF68_SIM_OPEN_S };
	if (function == 0x01 && count == 1 && data[0] == 0x0B) {
		sim->opened++;
		sim->open = true;
		event_add(sim->close, &open);
	} else if (function == 0x02 && count == 1) {
		sim->stars = data[0];
	}
}

static void hear(struct ff68_sim *sim, const uint8_t *frame, size_t length)
{
	const uint8_t *data = frame + 7;
	size_t count = length - 9;
	if (frame[5] != sim->address)
		return;
	if (sim->frame_length == length && memcmp(frame, sim->echo, length) == 0) {
		sim->echoes++;
		sim->frame_length = 0;
		event_del(sim->repeat);
	}
	if (sim->evaluator) {
		hear_evaluator(sim, frame[6], data, count);
	} else if (frame[6] == 0x02 && count == 6) {
		show(sim->waiting, data);
		show(sim->number, data + 3);
	} else if (frame[6] == 0x03 && count == 0) {
		sim->beeps++;
	}
}

static bool whole(const uint8_t *frame, size_t length)
{
	uint8_t sum = 0;
	for (size_t i = 5; i + 2 < length; i++)
		sum = (uint8_t)(sum + frame[i]);
	return frame[length - 2] == sum && frame[length - 1] == 0x16;
}

/* A small controller's way: wait for the head, count, check at the end; no second look back. */
void ff68_sim_receive(struct ff68_sim *sim, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	(void)ended_us;
	for (size_t i = 0; i < count && !sim->off && !sim->faults.silence && !sim->faults.deaf;
	     i++) {
		uint8_t byte = bytes[i];
		size_t at = sim->heard_count;
		bool wanted = at == 0	? byte == 0xFF
			      : at == 1 ? byte == 0x68
			      : at == 2 ? byte >= 2 && byte <= 8
			      : at == 3 ? byte == sim->heard[2]
			      : at == 4 ? byte == 0x68
					: true;
		if (!wanted) {
			sim->bad_frames += at > 1;
			sim->heard_count = 0;
			if (byte != 0xFF)
				continue;
		}
		sim->heard[sim->heard_count++] = byte;
		if (sim->heard_count < 5 || sim->heard_count < sim->heard[2] + 7u)
			continue;
		if (whole(sim->heard, sim->heard_count))
			hear(sim, sim->heard, sim->heard_count);
		else
			sim->bad_frames++;
		sim->heard_count = 0;
	}
}

void ff68_sim_reboot(struct ff68_sim *sim)
{
	event_del(sim->repeat);
	event_del(sim->close);
	sim->frame_length = sim->heard_count = 0;
	sim->waiting[0] = sim->number[0] = '\0';
	sim->stars = 5;
	sim->open = false;
}

int ff68_sim_init(struct ff68_sim *sim, struct event_base *base, uint8_t address, bool evaluator,
		  const struct ff68_sim_owner *owner)
{
	sim->owner = *owner;
	sim->address = address;
	sim->evaluator = evaluator;
	sim->repeat = evtimer_new(base, repeat_due, sim);
	sim->stick = evtimer_new(base, stick_due, sim);
	sim->close = evtimer_new(base, close_due, sim);
	if (sim->repeat == NULL || sim->stick == NULL || sim->close == NULL) {
		ff68_sim_finish(sim);
		return -ENOMEM;
	}
	ff68_sim_reboot(sim);
	return 0;
}

void ff68_sim_finish(struct ff68_sim *sim)
{
	struct event **events[] = { &sim->repeat, &sim->stick, &sim->close };
	for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
		if (*events[i] != NULL)
			event_free(*events[i]);
		*events[i] = NULL;
	}
}
