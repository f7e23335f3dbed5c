/* See input_sim.h. */
#include "input_sim.h"

#include <errno.h>
#include <event2/event.h>
#include <linux/input.h>
#include <string.h>
#include <sys/time.h>

static struct timeval after(unsigned ms)
{
	return (struct timeval){ .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
}

static size_t put(struct input_event *events, size_t count, uint16_t type, uint16_t code, int value)
{
	struct timeval now;
	gettimeofday(&now, NULL);
	memset(&events[count], 0, sizeof *events);
	events[count].input_event_sec = now.tv_sec;
	events[count].input_event_usec = now.tv_usec;
	events[count].type = type;
	events[count].code = code;
	events[count].value = value;
	return count + 1;
}

static void send_packet(struct input_sim *sim, const struct input_event *events, size_t count)
{
	const uint8_t *bytes = (const uint8_t *)events;
	size_t size = count * sizeof *events, cut = sim->faults.split ? size / 2 + 3 : size;
	sim->owner.send(sim->owner.context, bytes, cut);
	if (cut < size)
		sim->owner.send(sim->owner.context, bytes + cut, size - cut);
}

void input_sim_key(struct input_sim *sim, uint16_t code, int value)
{
	struct input_event events[3];
	size_t count = 0;
	if (value != 2)
		count = put(events, count, EV_MSC, MSC_SCAN, 0x70000 + code);
	count = put(events, count, EV_KEY, code, value);
	count = put(events, count, EV_SYN, SYN_REPORT, value == 2);
	send_packet(sim, events, count);
}

static void send_overrun(struct input_sim *sim, uint16_t code)
{
	struct input_event events[4];
	size_t count = put(events, 0, EV_SYN, SYN_DROPPED, 0);
	count = put(events, count, EV_KEY, code, 0);
	count = put(events, count, EV_SYN, SYN_REPORT, 0);
	send_packet(sim, events, count);
	sim->faults.overrun = false;
}

static void arm_step(struct input_sim *sim)
{
	if (sim->count == 0 || event_pending(sim->step, EV_TIMEOUT, NULL))
		return;
	struct timeval wait = after(sim->steps[sim->head].after_ms);
	event_add(sim->step, &wait);
}

static void step_due(evutil_socket_t fd, short what, void *arg)
{
	struct input_sim *sim = arg;
	(void)fd;
	(void)what;
	struct input_sim_step step = sim->steps[sim->head];
	sim->head = (sim->head + 1) % INPUT_SIM_QUEUE_MAX;
	sim->count--;
	input_sim_key(sim, step.code, step.value);
	arm_step(sim);
}

static void repeat_due(evutil_socket_t fd, short what, void *arg)
{
	struct input_sim *sim = arg;
	struct timeval wait = after(INPUT_SIM_REPEAT_MS);
	(void)fd;
	(void)what;
	input_sim_key(sim, sim->held, 2);
	event_add(sim->repeat, &wait);
}

static void queue_step(struct input_sim *sim, unsigned after_ms, uint16_t code, int value)
{
	sim->steps[(sim->head + sim->count++) % INPUT_SIM_QUEUE_MAX] =
		(struct input_sim_step){ after_ms, code, value };
}

int input_sim_press(struct input_sim *sim, uint16_t code)
{
	unsigned pause = sim->count > 0 ? INPUT_SIM_PAUSE_MS : 0;
	if (sim->count + 2 + 4 * sim->faults.bounces > INPUT_SIM_QUEUE_MAX)
		return -ENOBUFS;
	sim->presses++;
	if (sim->faults.overrun) {
		send_overrun(sim, code);
		return 0;
	}
	queue_step(sim, pause, code, 1);
	for (unsigned i = 0; i < sim->faults.bounces; i++) {
		queue_step(sim, 1, code, 0);
		queue_step(sim, 1, code, 1);
	}
	queue_step(sim, INPUT_SIM_HELD_MS, code, 0);
	for (unsigned i = 0; i < sim->faults.bounces; i++) {
		queue_step(sim, 1, code, 1);
		queue_step(sim, 1, code, 0);
	}
	arm_step(sim);
	return 0;
}

void input_sim_hold(struct input_sim *sim, uint16_t code)
{
	struct timeval wait = after(INPUT_SIM_REPEAT_AFTER_MS);
	if (sim->held != 0) {
		event_del(sim->repeat);
		input_sim_key(sim, sim->held, 0);
	}
	sim->held = code;
	if (code != 0) {
		input_sim_key(sim, code, 1);
		event_add(sim->repeat, &wait);
	}
}

void input_sim_forget(struct input_sim *sim)
{
	event_del(sim->step);
	event_del(sim->repeat);
	sim->held = 0;
	sim->head = sim->count = 0;
}

int input_sim_init(struct input_sim *sim, struct event_base *base,
		   const struct input_sim_owner *owner)
{
	sim->owner = *owner;
	sim->step = evtimer_new(base, step_due, sim);
	sim->repeat = evtimer_new(base, repeat_due, sim);
	if (sim->step != NULL && sim->repeat != NULL)
		return 0;
	input_sim_finish(sim);
	return -ENOMEM;
}

void input_sim_finish(struct input_sim *sim)
{
	if (sim->step != NULL)
		event_free(sim->step);
	if (sim->repeat != NULL)
		event_free(sim->repeat);
	sim->step = sim->repeat = NULL;
}
