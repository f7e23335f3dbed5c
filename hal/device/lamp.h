/* A lamp or relay at a window as the firmware sees it. */
#ifndef JIAOHAO_LAMP_H
#define JIAOHAO_LAMP_H

#include "config_keys.h"
#include "device.h"

struct event_base;
struct lamp;

/* What the window does; the board file says which of them the lamp shows, and how. */
enum lamp_state { LAMP_CLOSED, LAMP_OPEN, LAMP_CALLING, LAMP_SERVING, LAMP_PAUSED };

struct lamp_owner {
	void *context;
	device_health_fn *health; /* after restored the driver itself sets the last state again */
};

struct lamp_ops {
	const char *name;
	int (*open)(struct lamp **out, struct event_base *base, struct config_keys *keys,
		    const struct lamp_owner *owner);
	void (*set)(struct lamp *lamp, enum lamp_state state);
	void (*statistics)(const struct lamp *lamp, struct device_statistics *out);
	void (*close)(struct lamp *lamp);
};

#endif
