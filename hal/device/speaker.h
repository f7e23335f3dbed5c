/* A loudspeaker (or a group of them on one line) as the firmware sees it. One utterance at a time:
 * the queue, merging and dropping are firmware/announce's. */
#ifndef JIAOHAO_SPEAKER_H
#define JIAOHAO_SPEAKER_H

#include "config_keys.h"
#include "device.h"

#include <stdbool.h>

struct event_base;
struct speaker;

enum { SPEECH_CLIPS_MAX = 48, SPEECH_CLIP_NAME_MAX = 24, SPEECH_TEXT_MAX = 512 };

/* Both forms of the same utterance; a driver uses the one it can. */
struct speech {
	char language[8];
	bool chime;
	char text[SPEECH_TEXT_MAX]; /* digits already spelled out */
	uint8_t clip_count;
	char clips[SPEECH_CLIPS_MAX]
		  [SPEECH_CLIP_NAME_MAX]; /* "qing" "A" "0" "hao" …, without chime */
};

struct speaker_owner {
	void *context;
	device_health_fn *health;
	/** The utterance ended (@p spoken) or was lost on the way. Exactly once per accepted say.
	 */
	void (*finished)(void *context, uint64_t utterance, bool spoken);
};

struct speaker_ops {
	const char *name;
	int (*open)(struct speaker **out, struct event_base *base, struct config_keys *keys,
		    const struct speaker_owner *owner);
	/** 0; -EBUSY: it is speaking; -ENODEV: lost. The speech is copied. */
	int (*say)(struct speaker *speaker, const struct speech *speech, uint64_t utterance);
	/** Cut off what is being said: finished comes later with spoken = false. */
	void (*stop)(struct speaker *speaker);
	/** From the next say on, percent of what the board file says. NULL where it can't. */
	void (*volume)(struct speaker *speaker, unsigned percent);
	void (*statistics)(const struct speaker *speaker, struct device_statistics *out);
	void (*close)(struct speaker *speaker);
};

#endif
