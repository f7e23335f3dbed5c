/* What every device class shares. A device is opened from its keys, then lives on the loop:
 *
 *  - open() takes the keys and allocates; it touches no hardware. The wire is first touched from
 * the event loop, so opening and closing without running the loop only checks the keys.
 *  - every call returns at once; what goes wrong on the wire arrives later through owner->health.
 *  - a lost device is retried by its driver with growing pauses (1 s … 30 s) for ever.
 *  - close() accepts NULL and half-built objects, and is never called from one of the device's own
 *    callbacks. */
#ifndef JIAOHAO_DEVICE_H
#define JIAOHAO_DEVICE_H

#include <stdint.h>

enum device_health {
	DEVICE_STARTING, /* nothing heard yet */
	DEVICE_OK,
	DEVICE_DEGRADED, /* works, but something is wrong: near end of paper, noise, slow answers */
	DEVICE_LOST,	 /* silent or unplugged */
};

static inline const char *device_health_name(enum device_health health)
{
	static const char *const names[] = { "starting", "ok", "degraded", "lost" };
	return names[health];
}

/* Counts since the start, for /devices and /metrics. */
struct device_statistics {
	uint64_t requests, time_outs, bad_frames, stale_replies;
	uint32_t latency_us;	 /* moving average of good answers; 0: none yet */
	uint32_t latency_p99_us; /* 99 of 100 good answers took no longer; 0: not measured */
	uint64_t polls;		 /* of the requests: asked by ourselves, to see what is new */
	uint32_t share_permille; /* of what its shared line carried in the last minutes */
	uint64_t lost_presses;	 /* of a button box: happened, but which key it was is not known */
};

/** Health changed. @p detail is a short English phrase with a stable first word ("paper_out",
 *  "cover_open", "no_answer", "unplugged", "ok" …), borrowed for the call. */
typedef void device_health_fn(void *context, enum device_health health, const char *detail);

#endif
