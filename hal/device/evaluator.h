/* The citizen's rating device at a window as the firmware sees it. Host-armed: a key outside an
 * open rating is not a rating. */
#ifndef JIAOHAO_EVALUATOR_H
#define JIAOHAO_EVALUATOR_H

#include "config_keys.h"
#include "device.h"

#include <stdint.h>

struct event_base;
struct evaluator;

struct evaluator_owner {
	void *context;
	device_health_fn *health;
	/** @p level 1 (非常不满意) … 5 (非常满意). @p token is the one of arm(). At most once per
	 * arm. */
	void (*rated)(void *context, uint64_t token, int level, uint32_t boot, uint32_t sequence);
};

struct evaluator_ops {
	const char *name;
	int (*open)(struct evaluator **out, struct event_base *base, struct config_keys *keys,
		    const struct evaluator_owner *owner);
	/** Ask for a rating for @p seconds; 0 disarms. The box may show and prompt by itself. The
	 *  time-out that counts is the core's. The newest arm wins. */
	void (*arm)(struct evaluator *evaluator, uint64_t token, unsigned seconds);
	/** Who serves here: number and name ("": nobody), and how many stars, 0 … 5 (0: not known).
	 *  The newest wins. NULL where it shows none of it. */
	void (*agent)(struct evaluator *evaluator, const char *number, const char *name,
		      unsigned stars);
	void (*statistics)(const struct evaluator *evaluator, struct device_statistics *out);
	void (*close)(struct evaluator *evaluator);
};

#endif
