/* A keyboard-like device of Linux (evdev): a key box, a keypad or a scanner on USB. Grabbed, so
 * that its keys reach nobody else; the grab waits until no key is down. Comes back by itself when
 * it is plugged in again, under whatever path, at the latest 30 s after. On simulated boards "line"
 * names a pty on which hall-sim writes struct input_event. On the loop's thread. */
#ifndef JIAOHAO_INPUT_H
#define JIAOHAO_INPUT_H

#include "device.h"
#include "port.h"

#include <stdint.h>

struct event_base;
struct input;

/* Called from the loop. None of them may call input_destroy. */
struct input_owner {
	void *context;
	device_health_fn *health; /* DEVICE_OK or DEVICE_LOST */
	/** EV_KEY with its code (linux/input-event-codes.h): @p value 1 down, 0 up, 2 repeated. A
	 *  key that was down before the device was opened comes as 2, right after DEVICE_OK. After
	 *  a loss every key counts as up. */
	void (*key)(void *context, uint16_t code, int value);
};

/** @p port of kind input; it and @p owner must outlive the input. 0 or -errno. */
int input_create(struct input **out, struct event_base *base, const struct port_description *port,
		 const struct input_owner *owner);
/** Accepts NULL. */
void input_destroy(struct input *input);

#endif
