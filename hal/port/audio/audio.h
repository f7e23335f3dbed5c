/* The sound output of a board, shared by the speakers that name its port: each speaker is a client,
 * and one utterance sounds at a time, in the order asked. Two back-ends, each a whole file:
 * audio_alsa.c (a worker thread over ALSA) and audio_sim.c (for a device written "sim:PATH", the
 * pty of a simulator, one line of text an utterance). On the loop's thread. */
#ifndef JIAOHAO_AUDIO_H
#define JIAOHAO_AUDIO_H

#include "device.h"
#include "port.h"

#include <stdbool.h>
#include <stdint.h>

struct event_base;
struct audio;
struct audio_client;

enum { AUDIO_CLIENTS_MAX = 16, AUDIO_SEGMENTS_MAX = 160 };

/* A piece of an utterance: 16-bit mono samples, or silence when samples is NULL. */
struct audio_segment {
	const char *name; /* what a simulated output logs; NULL for silence */
	const int16_t *samples;
	uint32_t frames;
};

/* Called from the loop. None of them may call audio_detach or audio_destroy. */
struct audio_owner {
	void *context;
	/** DEVICE_OK or DEVICE_LOST; a lost output is opened again with growing pauses. */
	device_health_fn *health;
	/** The utterance ended (@p whole), or was lost on the way. Once per accepted play. */
	void (*played)(void *context, bool whole);
};

/** @p port must outlive it. Touches no hardware before the loop runs. 0 or -errno. */
int audio_create(struct audio **out, struct event_base *base, const struct port_description *port);
/** Every client must be detached before. Accepts NULL. */
void audio_destroy(struct audio *audio);
/** How many times as fast as real time the hall's clock runs: a simulated output ends an utterance
 *  that much sooner. 1 at first. Does nothing to a real output. */
void audio_set_rate(struct audio *audio, unsigned rate);

/** 0; -EMFILE: AUDIO_CLIENTS_MAX. @p owner must outlive the client. */
int audio_attach(struct audio_client **out, struct audio *audio, const struct audio_owner *owner);
/** Cuts off what this client plays; played is not called any more. May wait until a sound
 *  card has played what it holds already (at most 300 ms). Accepts NULL. */
void audio_detach(struct audio_client *client);
/** Play the segments gaplessly, each sample at @p volume_percent (0 … 100) of its height. 0;
 * -EBUSY: this client's last one has not ended; -ENODEV: the output is lost; -EMSGSIZE: more than
 * AUDIO_SEGMENTS_MAX. The list is copied; the names and samples must stay until played or
 * audio_detach. */
int audio_play(struct audio_client *client, const struct audio_segment *segments, unsigned count,
	       unsigned sample_rate, unsigned volume_percent);
/** Cut off what this client plays or waits to play: played comes later, with whole false. Nothing
 *  happens when it plays nothing. Returns at once; a sound card falls silent within 300 ms. */
void audio_cut(struct audio_client *client);

#endif
