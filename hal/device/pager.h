/* The sender of a hall's pagers (振动取餐式呼叫牌) as the firmware sees it: one device, many
 * pagers, each with a number. They give no answer, so that nothing is known of a single one. */
#ifndef JIAOHAO_PAGER_H
#define JIAOHAO_PAGER_H

#include "config_keys.h"
#include "device.h"

struct event_base;
struct pager;

enum { PAGER_NUMBER_MAX = 9999 };

enum pager_signal {
	PAGER_HEADS_UP, /* come near: you are called soon */
	PAGER_CALL,	/* you are called */
	PAGER_OFF,	/* the ticket is over: stop, bring it back */
};

struct pager_owner {
	void *context;
	device_health_fn *health;
};

struct pager_ops {
	const char *name;
	int (*open)(struct pager **out, struct event_base *base, struct config_keys *keys,
		    const struct pager_owner *owner);
	/** Send it, and again as often as the board file says. 0; -EINVAL: no such number here;
	 *  -ENODEV: lost; -EAGAIN: too many wait. */
	int (*signal)(struct pager *pager, unsigned number, enum pager_signal signal);
	void (*statistics)(const struct pager *pager, struct device_statistics *out);
	void (*close)(struct pager *pager);
};

#endif
