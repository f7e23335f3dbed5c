/* What the drivers "clips" and "espeak" have in common: an utterance put together from clips, or
 * made by the synthesiser where clips are missing, over the board's sound output. No keys. */
#ifndef JIAOHAO_SPEAKER_VOICE_H
#define JIAOHAO_SPEAKER_VOICE_H

#include "audio.h"
#include "clip_store.h"
#include "speaker.h"
#include "synthesiser.h"

/* Of clips and espeak alike; what an ops' calls get is this. */
struct speaker {
	const struct speaker_owner *owner;
	struct event_base *base;
	struct audio_client *client;
	struct audio_owner audio_owner;
	struct clip_store *store;		/* NULL: it has no clips, not even a chime */
	struct synthesiser_client *synthesiser; /* NULL: what has no clips is not said */
	bool only_synthesiser;			/* clips are for the chime alone */
	unsigned volume_percent;		/* as the board file says */
	unsigned now_percent;			/* of that, from the next say on */

	uint64_t utterance;
	struct speech speech;
	bool speaking, stopped;
	bool words; /* something of the utterance is said, not only the chime */
	struct event *soon;
	char sound_name[SPEECH_TEXT_MAX + 8]; /* what a simulated output logs of a made sentence */
	int16_t *resampled;

	char missing[CLIP_NAME_MAX]; /* the first clip that was missed; "": none */
	const char *problem;	     /* the synthesiser's; NULL: none */
	enum device_health output;
	struct device_statistics statistics;
};

/** Take a calloc'ed speaker into use: its owner, base, store and volume are set. 0 or -errno. */
int speaker_voice_start(struct speaker *speaker, struct port *port, bool with_synthesiser);
/** Frees it and all it has. Accepts NULL and a speaker that was not started. */
void speaker_voice_close(struct speaker *speaker);

int speaker_voice_say(struct speaker *speaker, const struct speech *speech, uint64_t utterance);
void speaker_voice_stop(struct speaker *speaker);
void speaker_voice_volume(struct speaker *speaker, unsigned percent);
void speaker_voice_statistics(const struct speaker *speaker, struct device_statistics *out);

#endif
