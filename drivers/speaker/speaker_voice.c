/* An utterance from clips, or from the synthesiser where clips are missing:
 *
 *   idle ──say, clips──────────────────────────────▶ playing ──played──▶ idle, finished
 *        └─say, no clips──▶ the synthesiser works ─┘   │ stop: cut off ▲
 *                                                      └───────────────┘
 * What is said, and when, is decided elsewhere. */
#include "speaker_voice.h"

#include "port.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PAUSE_MS = 40,
	CHIME_PAUSE_MS = 250,
	SEGMENTS_MAX = 2 * (SPEECH_CLIPS_MAX + 1),
};

static const char chime_name[] = "chime";

static void tell(struct speaker *speaker, const char *detail)
{
	char missing[CLIP_NAME_MAX + 16];
	enum device_health health = speaker->output;
	if (health == DEVICE_OK && speaker->problem != NULL) {
		health = DEVICE_DEGRADED;
		detail = speaker->problem;
	} else if (health == DEVICE_OK && speaker->missing[0] != '\0') {
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

static void finish(struct speaker *speaker, bool whole)
{
	speaker->speaking = false;
	if (!whole && !speaker->stopped)
		speaker->statistics.bad_frames++;
	speaker->owner->finished(speaker->owner->context, speaker->utterance,
				 whole && speaker->words && !speaker->stopped);
}

static void output_played(void *context, bool whole)
{
	finish(context, whole);
}

/* A say that was accepted ends by a callback of its own, never inside another one. */
static void end_soon(struct speaker *speaker)
{
	static const struct timeval at_once = { 0, 0 };
	evtimer_add(speaker->soon, &at_once);
}

static void soon(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	finish(arg, false);
}

static unsigned volume_of(const struct speaker *speaker)
{
	return speaker->volume_percent * speaker->now_percent / 100;
}

static unsigned add(struct speaker *speaker, struct audio_segment *segments, unsigned count,
		    const struct clip *clip, unsigned pause_ms)
{
	segments[count++] = (struct audio_segment){ clip->name, clip->samples, clip->frames };
	segments[count++] =
		(struct audio_segment){ NULL, NULL, speaker->store->rate * pause_ms / 1000 };
	return count;
}

static unsigned add_chime(struct speaker *speaker, struct audio_segment *segments)
{
	const struct clip *chime = NULL;
	if (speaker->store != NULL && speaker->speech.chime)
		chime = clip_store_find(speaker->store, chime_name);
	return chime != NULL ? add(speaker, segments, 0, chime, CHIME_PAUSE_MS) : 0;
}

static void miss(struct speaker *speaker, const char *name)
{
	if (speaker->missing[0] != '\0')
		return;
	snprintf(speaker->missing, sizeof speaker->missing, "%s", name);
	if (speaker->output == DEVICE_OK)
		tell(speaker, "ok");
}

/* --- made by the synthesiser --- */

/* The chime has the clips' rate: what was made is brought to it, sample by sample between its
 * neighbours. Speech has nothing above 8 kHz that this could spoil. */
static const int16_t *resample(struct speaker *speaker, const int16_t *samples, uint32_t *frames,
			       unsigned from, unsigned to)
{
	uint32_t count = (uint32_t)((uint64_t)*frames * to / from);
	free(speaker->resampled);
	speaker->resampled = malloc((count + 1) * sizeof *speaker->resampled);
	if (speaker->resampled == NULL)
		return NULL;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t place = (uint64_t)i * from;
		uint32_t at = (uint32_t)(place / to), part = (uint32_t)(place % to);
		int32_t here = samples[at], next = at + 1 < *frames ? samples[at + 1] : here;
		speaker->resampled[i] =
			(int16_t)(here + (int64_t)(next - here) * part / (int64_t)to);
	}
	*frames = count;
	return speaker->resampled;
}

/* "espeak:请A零一号": one word for the simulator's log. */
static const char *name_sound(struct speaker *speaker)
{
	snprintf(speaker->sound_name, sizeof speaker->sound_name, "espeak:%s",
		 speaker->speech.text);
	for (char *at = speaker->sound_name; *at != '\0'; at++)
		if (*at == ' ' || *at == '\n')
			*at = '_';
	return speaker->sound_name;
}

static void sentence_made(void *context, const int16_t *samples, uint32_t frames,
			  unsigned sample_rate, const char *problem)
{
	struct speaker *speaker = context;
	struct audio_segment segments[3];
	bool was_problem = speaker->problem != NULL;
	speaker->problem = problem;
	if (speaker->output == DEVICE_OK && (problem != NULL || was_problem))
		tell(speaker, "ok");
	if (speaker->stopped) {
		finish(speaker, false);
		return;
	}
	unsigned count = add_chime(speaker, segments);
	unsigned rate = count > 0 ? speaker->store->rate : sample_rate;
	if (frames > 0 && rate != sample_rate)
		samples = resample(speaker, samples, &frames, sample_rate, rate);
	speaker->words = frames > 0 && samples != NULL;
	if (speaker->words)
		segments[count++] = (struct audio_segment){ name_sound(speaker), samples, frames };
	if (count == 0 ||
	    audio_play(speaker->client, segments, count, rate, volume_of(speaker)) < 0)
		finish(speaker, false);
}

/* --- put together from clips --- */

static int say_clips(struct speaker *speaker, const struct clip *const *clips, unsigned found,
		     unsigned wanted)
{
	struct audio_segment segments[SEGMENTS_MAX];
	unsigned count = add_chime(speaker, segments);
	if (speaker->store == NULL)
		return -ENOTSUP;
	for (unsigned i = 0; i < found; i++)
		count = add(speaker, segments, count, clips[i], PAUSE_MS);
	/* A chime alone is whole when nothing else was asked for. */
	speaker->words = found > 0 || (wanted == 0 && speaker->speech.text[0] == '\0');
	return audio_play(speaker->client, segments, count, speaker->store->rate,
			  volume_of(speaker));
}

int speaker_voice_say(struct speaker *speaker, const struct speech *speech, uint64_t utterance)
{
	const struct clip *clips[SPEECH_CLIPS_MAX];
	unsigned found = 0, wanted = speech->clip_count;
	int result = -ENOTSUP;
	if (speaker->speaking)
		return -EBUSY;
	if (speaker->output == DEVICE_LOST)
		return -ENODEV;
	speaker->speech = *speech;
	speaker->stopped = false;
	if (wanted > SPEECH_CLIPS_MAX)
		wanted = SPEECH_CLIPS_MAX;
	for (unsigned i = 0; i < wanted && !speaker->only_synthesiser; i++) {
		clips[found] =
			clip_store_find_in(speaker->store, speech->language, speech->clips[i]);
		if (clips[found] == NULL)
			miss(speaker, speech->clips[i]);
		else
			found++;
	}
	if (speaker->synthesiser != NULL && speech->text[0] != '\0' &&
	    (found < wanted || wanted == 0 || speaker->only_synthesiser))
		result = synthesiser_say(speaker->synthesiser, speech->language, speech->text);
	if (result < 0) /* what there is of it: a chime at least */
		result = say_clips(speaker, clips, found, wanted);
	if (result == -ENOTSUP) {
		speaker->words = false;
		end_soon(speaker);
		result = 0;
	}
	if (result < 0)
		return result;
	speaker->utterance = utterance;
	speaker->speaking = true;
	speaker->statistics.requests++;
	return 0;
}

void speaker_voice_stop(struct speaker *speaker)
{
	if (!speaker->speaking)
		return;
	speaker->stopped = true;
	audio_cut(speaker->client);
}

void speaker_voice_volume(struct speaker *speaker, unsigned percent)
{
	speaker->now_percent = percent > 100 ? 100 : percent;
}

void speaker_voice_statistics(const struct speaker *speaker, struct device_statistics *out)
{
	*out = speaker->statistics;
}

int speaker_voice_start(struct speaker *speaker, struct port *port, bool with_synthesiser)
{
	speaker->audio_owner = (struct audio_owner){ speaker, output_health, output_played };
	speaker->now_percent = 100;
	speaker->soon = evtimer_new(speaker->base, soon, speaker);
	if (speaker->soon == NULL)
		return -ENOMEM;
	int result = 0;
	if (with_synthesiser)
		result = synthesiser_join(&speaker->synthesiser, speaker->base, sentence_made,
					  speaker);
	if (result == 0)
		result = audio_attach(&speaker->client, port_audio(port), &speaker->audio_owner);
	return result;
}

void speaker_voice_close(struct speaker *speaker)
{
	if (speaker == NULL)
		return;
	audio_detach(speaker->client); /* first: it may be playing what the others own */
	synthesiser_leave(speaker->synthesiser);
	clip_store_close(speaker->store);
	if (speaker->soon != NULL)
		event_free(speaker->soon);
	free(speaker->resampled);
	free(speaker);
}
