/* A clerk's button box (caller) as the firmware sees it; also the citizen's rating keys when one
 * box has both. Key codes are those of firmware/core/record/command.h, as numbers: this room knows
 * libc only. */
#ifndef JIAOHAO_CALLER_H
#define JIAOHAO_CALLER_H

#include "config_keys.h"
#include "device.h"

#include <stdbool.h>
#include <stdint.h>

struct event_base;
struct caller;

/* The same numbers as enum key_code of the core; firmware/app asserts it. */
enum caller_key {
	CALLER_KEY_NEXT = 1,
	CALLER_KEY_RECALL = 2,
	CALLER_KEY_START = 3,
	CALLER_KEY_FINISH = 4,
	CALLER_KEY_NO_SHOW = 5,
	CALLER_KEY_PAUSE = 6,
	CALLER_KEY_OPEN_CLOSE = 7,
	CALLER_KEY_HOLD = 8,
	CALLER_KEY_CALL_BACK = 9,
	CALLER_KEY_HELP = 10,
	CALLER_KEY_RATE_1 = 11,
	CALLER_KEY_RATE_2 = 12,
	CALLER_KEY_RATE_3 = 13,
	CALLER_KEY_RATE_4 = 14,
	CALLER_KEY_RATE_5 = 15,
	CALLER_KEY_TRANSFER = 16, /* to where the hall file says for this window */
};

enum caller_feedback { FEEDBACK_CALLED, FEEDBACK_NOBODY, FEEDBACK_REFUSED, FEEDBACK_REPEATED };

struct caller_owner {
	void *context;
	device_health_fn *health;
	/** One key, pressed once. @p boot and @p sequence are the box's own counts (a box without
	 *  them: the driver counts from its own random boot count). @p baseline: the first read
	 * after a start or restored; @p key is the box's last key, or 0. */
	void (*key)(void *context, uint32_t boot, uint32_t sequence, int key, bool baseline);
};

struct caller_ops {
	const char *name;
	int (*open)(struct caller **out, struct event_base *base, struct config_keys *keys,
		    const struct caller_owner *owner);
	/** Tell the clerk how a press ended and how many wait (0 … 999). NULL where a box has
	 *  neither lamp nor digits. The newest wins. */
	void (*feedback)(struct caller *caller, enum caller_feedback feedback, unsigned waiting);
	/** What the box shows while nothing is pressed: how many wait (0 … 999) and the number at
	 *  the window ("": nobody). The newest wins. NULL where a box shows neither. */
	void (*show)(struct caller *caller, unsigned waiting, const char *number);
	/** Draw the clerk's attention by a short sound. NULL where a box has none. */
	void (*beep)(struct caller *caller);
	/** Polled faster while the window is open. NULL where it makes no difference. */
	void (*active)(struct caller *caller, bool active);
	void (*statistics)(const struct caller *caller, struct device_statistics *out);
	void (*close)(struct caller *caller);
};

#endif
