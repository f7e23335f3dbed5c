/* The driver "clips": chime and clips one after the other, with short pauses, over the board's
 * sound output. What is said, and when, is decided elsewhere. */
#include "speaker_clips.h"

#include "audio.h"
#include "clip_store.h"
#include "port.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PAUSE_MS = 40,
	CHIME_PAUSE_MS = 250,
	SEGMENTS_MAX = 2 * (SPEECH_CLIPS_MAX + 1),
};

static const char chime_name[] = "chime";

struct speaker {
	const struct speaker_owner *owner;
	struct audio_client *client;
	struct audio_owner audio_owner;
	struct clip_store store;
	uint64_t utterance;
	bool speaking;
	bool words;		     /* at least one clip of the utterance exists */
	char missing[CLIP_NAME_MAX]; /* the first clip that was missed; "": none */
	enum device_health output;
	struct device_statistics statistics;
};

static void tell(struct speaker *speaker, const char *detail)
{
	char missing[CLIP_NAME_MAX + 16];
	enum device_health health = speaker->output;
	if (health == DEVICE_OK && speaker->missing[0] != '\0') {
		snprintf(missing, sizeof missing, "clip_missing %s", speaker->missing);
		health = DEVICE_DEGRADED;
		detail = missing;
	}
	speaker->owner->health(speaker->owner->context, health, detail);
}

static void output_health(void *context, enum device_health health, const char *detail)
{
	struct speaker *speaker = context;
	speaker->output = health;
	tell(speaker, detail);
}

static void output_played(void *context, bool whole)
{
	struct speaker *speaker = context;
	speaker->speaking = false;
	if (!whole)
		speaker->statistics.bad_frames++;
	speaker->owner->finished(speaker->owner->context, speaker->utterance,
				 whole && speaker->words);
}

static void speaker_close(struct speaker *speaker)
{
	if (speaker == NULL)
		return;
	audio_detach(speaker->client);
	clip_store_unload(&speaker->store);
	free(speaker);
}

static int take_keys(struct speaker *speaker, struct config_keys *keys, struct port **port)
{
	static const char *const kinds[] = { "audio", NULL };
	const char *folder = JIAOHAO_CLIPS_DIR;
	long volume_percent = 100;
	char problem[CLIP_PROBLEM_MAX];
	int has_port = config_keys_need_port(keys, "port", kinds, port);
	int has_volume = keys->ops->take_integer(keys, "volume_percent", 0, 100, &volume_percent);
	int has_folder = keys->ops->take_text(keys, "clips", &folder);
	if (has_port < 0 || has_volume < 0 || has_folder < 0)
		return -EINVAL;
	if (clip_store_load(&speaker->store, folder, (unsigned)volume_percent, problem) < 0)
		return keys->ops->fail(keys, has_folder > 0 ? "clips" : NULL, problem);
	return 0;
}

static int speaker_open(struct speaker **out, struct event_base *base, struct config_keys *keys,
			const struct speaker_owner *owner)
{
	(void)base; /* the port's own */
	struct port *port = NULL;
	struct speaker *speaker = calloc(1, sizeof *speaker);
	if (speaker == NULL)
		return -ENOMEM;
	speaker->owner = owner;
	speaker->audio_owner = (struct audio_owner){ speaker, output_health, output_played };
	int result = take_keys(speaker, keys, &port);
	if (result < 0)
		goto fail;
	result = audio_attach(&speaker->client, port_audio(port), &speaker->audio_owner);
	if (result == -EMFILE)
		result = keys->ops->fail(keys, "port", "is named by too many speakers");
	if (result < 0)
		goto fail;
	*out = speaker;
	return 0;
fail:
	speaker_close(speaker);
	return result;
}

static unsigned add(struct speaker *speaker, struct audio_segment *segments, unsigned count,
		    const char *name, unsigned pause_ms)
{
	const struct clip *clip = clip_store_find(&speaker->store, name);
	if (clip == NULL) {
		if (speaker->missing[0] == '\0') {
			snprintf(speaker->missing, sizeof speaker->missing, "%s", name);
			if (speaker->output == DEVICE_OK)
				tell(speaker, "ok");
		}
		return count;
	}
	segments[count++] = (struct audio_segment){ clip->name, clip->samples, clip->frames };
	segments[count++] =
		(struct audio_segment){ NULL, NULL, speaker->store.rate * pause_ms / 1000 };
	return count;
}

static int speaker_say(struct speaker *speaker, const struct speech *speech, uint64_t utterance)
{
	struct audio_segment segments[SEGMENTS_MAX];
	unsigned count = 0, words;
	if (speaker->speaking)
		return -EBUSY;
	if (speaker->output == DEVICE_LOST)
		return -ENODEV;
	if (speech->chime)
		count = add(speaker, segments, count, chime_name, CHIME_PAUSE_MS);
	words = count;
	for (unsigned i = 0; i < speech->clip_count && i < SPEECH_CLIPS_MAX; i++)
		count = add(speaker, segments, count, speech->clips[i], PAUSE_MS);
	int result = audio_play(speaker->client, segments, count, speaker->store.rate);
	if (result < 0)
		return result;
	speaker->words = count > words || speech->clip_count == 0;
	speaker->utterance = utterance;
	speaker->speaking = true;
	speaker->statistics.requests++;
	return 0;
}

static void speaker_statistics(const struct speaker *speaker, struct device_statistics *out)
{
	*out = speaker->statistics;
}

const struct speaker_ops speaker_clips = {
	.name = "clips",
	.open = speaker_open,
	.say = speaker_say,
	.statistics = speaker_statistics,
	.close = speaker_close,
};
