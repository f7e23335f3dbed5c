/* Names of a keypad's keys, as a board file writes them. */
#ifndef JIAOHAO_EVDEV_KEYS_H
#define JIAOHAO_EVDEV_KEYS_H

#include <stdint.h>

struct evdev_key {
	const char *name;
	uint16_t code;	/* linux/input-event-codes.h */
	int by_default; /* enum caller_key when the board file has no map; 0: none */
};

/** Every key that can be named, ended by a NULL name. */
extern const struct evdev_key evdev_keys[];

#endif
