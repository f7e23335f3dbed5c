/* A USB key box as the kernel's evdev hands it over: packets of struct input_event (EV_MSC with the
 * scan code, EV_KEY, SYN_REPORT), with the kernel's own repetition of a held key. Written from the
 * kernel's Documentation/input/event-codes.rst. Knows no line and no meaning of a key. */
#ifndef JIAOHAO_INPUT_SIM_H
#define JIAOHAO_INPUT_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct event;

enum {
	INPUT_SIM_HELD_MS = 60,		 /* how long a pressed key is down */
	INPUT_SIM_PAUSE_MS = 60,	 /* and up before the next */
	INPUT_SIM_REPEAT_AFTER_MS = 250, /* the kernel's REP_DELAY */
	INPUT_SIM_REPEAT_MS = 33,	 /* the kernel's REP_PERIOD */
	INPUT_SIM_QUEUE_MAX = 2048,
};

/* All zero is a healthy box. Times are real time. */
struct input_sim_faults {
	unsigned bounces; /* a contact opens and closes so often, a ms apart, before it holds */
	bool split;	  /* a packet arrives in two pieces, the cut inside an event */
	bool overrun;	  /* the next press is lost in the kernel's buffer: SYN_DROPPED */
};

struct input_sim_owner {
	void *context;
	void (*send)(void *context, const uint8_t *bytes, size_t count);
};

struct input_sim_step {
	unsigned after_ms;
	uint16_t code;
	int value;
};

struct input_sim {
	struct input_sim_owner owner;
	struct input_sim_faults faults;
	struct event *step, *repeat;
	uint16_t held; /* this key stays down; 0: none */
	size_t head, count;
	struct input_sim_step steps[INPUT_SIM_QUEUE_MAX];
	uint64_t presses;
};

/** @p sim is zeroed by the caller and stays in place. 0 or -ENOMEM. */
int input_sim_init(struct input_sim *sim, struct event_base *base,
		   const struct input_sim_owner *owner);
/** One packet at once: 1 down, 0 up, 2 repeated. */
void input_sim_key(struct input_sim *sim, uint16_t code, int value);
/** Down and up, with pauses, after what still waits. 0, or -ENOBUFS: INPUT_SIM_QUEUE_MAX. */
int input_sim_press(struct input_sim *sim, uint16_t code);
/** Down until it is let go (@p code 0): the kernel repeats it. */
void input_sim_hold(struct input_sim *sim, uint16_t code);
/** The plug was pulled: what was down or waited is forgotten. */
void input_sim_forget(struct input_sim *sim);
void input_sim_finish(struct input_sim *sim);

#endif
