/* The face between audio.c, which shares one sound output among clients, and the outputs
 * themselves. Nobody else includes it. On the loop's thread; what an output does on others is its
 * own affair. */
#ifndef JIAOHAO_AUDIO_OUTPUT_H
#define JIAOHAO_AUDIO_OUTPUT_H

#include "audio.h"

struct audio_output; /* an output's own */

struct audio_output_owner {
	void *context;
	device_health_fn *health; /* DEVICE_OK or DEVICE_LOST, on each change */
	void (*ended)(void *context, bool whole);
};

struct audio_output_ops {
	int (*create)(struct audio_output **out, struct event_base *base,
		      const struct port_description *port, const struct audio_output_owner *owner);
	void (*destroy)(struct audio_output *output); /* accepts NULL */
	/** Called only while nothing plays. The segments stay until ended or stop. 0 or -ENODEV. */
	int (*play)(struct audio_output *output, const struct audio_segment *segments,
		    unsigned count, unsigned sample_rate, unsigned volume_percent);
	/** End what plays before its time: ended comes later, with whole false. */
	void (*cut)(struct audio_output *output);
	/** When it returns, the segments are not looked at any more and ended will not be called.
	 */
	void (*stop)(struct audio_output *output);
	void (*set_rate)(struct audio_output *output, unsigned rate); /* NULL: real time only */
};

extern const struct audio_output_ops audio_alsa;
extern const struct audio_output_ops audio_sim;

/** Frames of all segments together. */
uint64_t audio_frames(const struct audio_segment *segments, unsigned count);

#endif
