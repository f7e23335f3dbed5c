/* Sound over ALSA: a worker thread of its own, because writing to a sound card blocks. The loop
 * gives it one utterance at a time and hears of its end through an eventfd. A card that goes away
 * is opened again after 1, 2, 4 … 30 s. */
#include "audio_output.h"

#include "wire_tap.h"

#include <alsa/asoundlib.h>
#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum {
	LATENCY_US = 200000,
	PERIOD_MS = 50, /* between two looks at stop */
	PERIOD_FRAMES_MAX = 48000 * PERIOD_MS / 1000,
	FIRST_RATE = 22050, /* what the card is tried with until something is played */
	PAUSE_MIN_S = 1,
	PAUSE_MAX_S = 30,
	CHECK_S = 5, /* how often an idle card is looked at */
};

struct audio_output {
	const struct port_description *port;
	const struct audio_output_owner *owner;
	struct event *start, *news;
	int wake_fd; /* eventfd: the worker has news */
	pthread_t worker;
	bool has_worker, has_locks;

	pthread_mutex_t lock; /* guards all below down to the worker's own */
	pthread_cond_t changed;
	bool quit, stop, cut;
	bool work, busy; /* an utterance is waiting for, or in, the worker's hands */
	const struct audio_segment *segments;
	unsigned count, sample_rate, volume_percent;
	bool has_health, has_end, whole;
	enum device_health health;
	const char *detail;

	/* the worker's own */
	snd_pcm_t *pcm;
	unsigned pcm_rate, pause_s;
	int16_t scaled[PERIOD_FRAMES_MAX];
};

static const int16_t silence[PERIOD_FRAMES_MAX];

/* --- the worker --- */

static void wake_loop(struct audio_output *output)
{
	uint64_t one = 1;
	ssize_t written = write(output->wake_fd, &one, sizeof one);
	(void)written; /* the counter can't overflow: the loop reads it whole */
}

static void say_health(struct audio_output *output, enum device_health health, const char *detail)
{
	pthread_mutex_lock(&output->lock);
	if (output->detail == NULL || output->health != health ||
	    strcmp(output->detail, detail) != 0) {
		output->health = health;
		output->detail = detail;
		output->has_health = true;
		wake_loop(output);
	}
	pthread_mutex_unlock(&output->lock);
}

static const char *reason_of(int error)
{
	switch (-error) {
	case EBUSY:
		return "busy";
	case EACCES:
	case EPERM:
		return "no_permission";
	case EINVAL:
		return "bad_format";
	default:
		return "no_device";
	}
}

static void close_card(struct audio_output *output)
{
	if (output->pcm != NULL)
		snd_pcm_close(output->pcm);
	output->pcm = NULL;
	output->pcm_rate = 0;
}

static int set_rate(struct audio_output *output, unsigned rate)
{
	if (output->pcm_rate == rate)
		return 0;
	snd_pcm_drop(output->pcm);
	snd_pcm_hw_free(output->pcm);
	output->pcm_rate = 0;
	int result = snd_pcm_set_params(output->pcm, SND_PCM_FORMAT_S16,
					SND_PCM_ACCESS_RW_INTERLEAVED, 1, rate, 1, LATENCY_US);
	if (result == 0)
		output->pcm_rate = rate;
	return result;
}

static int open_card(struct audio_output *output, unsigned rate)
{
	/* Opened non-blocking, or a busy card would hold the worker for as long as it is busy. */
	int result = snd_pcm_open(&output->pcm, output->port->device, SND_PCM_STREAM_PLAYBACK,
				  SND_PCM_NONBLOCK);
	if (result < 0) {
		output->pcm = NULL;
		return result;
	}
	result = snd_pcm_nonblock(output->pcm, 0);
	if (result == 0)
		result = set_rate(output, rate);
	if (result < 0)
		close_card(output);
	return result;
}

static bool is_stopped(struct audio_output *output)
{
	pthread_mutex_lock(&output->lock);
	bool stop = output->stop || output->cut || output->quit;
	pthread_mutex_unlock(&output->lock);
	return stop;
}

static int write_frames(struct audio_output *output, const int16_t *samples, uint32_t frames)
{
	while (frames > 0) {
		snd_pcm_sframes_t count = snd_pcm_writei(output->pcm, samples, frames);
		if (count < 0) {
			/* An underrun or a suspend: go on with the same samples. */
			int result = snd_pcm_recover(output->pcm, (int)count, 1);
			if (result < 0)
				return result;
			continue;
		}
		samples += count;
		frames -= (uint32_t)count;
	}
	return 0;
}

static const int16_t *scale(struct audio_output *output, const int16_t *samples, uint32_t frames,
			    unsigned volume_percent)
{
	if (volume_percent == 100)
		return samples;
	for (uint32_t i = 0; i < frames; i++)
		output->scaled[i] = (int16_t)(samples[i] * (int)volume_percent / 100);
	return output->scaled;
}

/* 1: whole; 0: stopped; -errno: the card is gone. */
static int play_segments(struct audio_output *output, const struct audio_segment *segments,
			 unsigned count, unsigned volume_percent)
{
	uint32_t period = output->pcm_rate * PERIOD_MS / 1000;
	if (period > PERIOD_FRAMES_MAX)
		period = PERIOD_FRAMES_MAX;
	for (unsigned i = 0; i < count; i++) {
		uint32_t at = 0;
		while (at < segments[i].frames) {
			uint32_t left = segments[i].frames - at;
			uint32_t part = left < period ? left : period;
			const int16_t *samples = segments[i].samples;
			if (is_stopped(output)) {
				snd_pcm_drop(output->pcm);
				return snd_pcm_prepare(output->pcm);
			}
			samples = samples ? scale(output, samples + at, part, volume_percent)
					  : silence;
			int result = write_frames(output, samples, part);
			if (result < 0)
				return result;
			at += part;
		}
	}
	int result = snd_pcm_drain(output->pcm);
	if (result == 0)
		result = snd_pcm_prepare(output->pcm);
	return result < 0 ? result : 1;
}

/* With the lock held. */
static void end_work(struct audio_output *output, bool whole)
{
	output->busy = false;
	output->has_end = !output->stop;
	output->whole = whole && !output->cut;
	output->stop = output->cut = false;
	pthread_cond_broadcast(&output->changed);
	wake_loop(output);
}

static void wait_for(struct audio_output *output, unsigned seconds)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_cond_timedwait(&output->changed, &output->lock, &until);
}

static void run_without_card(struct audio_output *output)
{
	unsigned rate = output->sample_rate > 0 ? output->sample_rate : FIRST_RATE;
	pthread_mutex_unlock(&output->lock);
	int result = open_card(output, rate);
	if (result == 0) {
		output->pause_s = PAUSE_MIN_S;
		say_health(output, DEVICE_OK, "ok");
	} else {
		say_health(output, DEVICE_LOST, reason_of(result));
	}
	pthread_mutex_lock(&output->lock);
	if (result == 0)
		return;
	if (output->work) {
		output->work = false;
		end_work(output, false);
	}
	if (!output->quit)
		wait_for(output, output->pause_s);
	output->pause_s = output->pause_s * 2 > PAUSE_MAX_S ? PAUSE_MAX_S : output->pause_s * 2;
}

static void run_work(struct audio_output *output)
{
	const struct audio_segment *segments = output->segments;
	unsigned count = output->count, rate = output->sample_rate;
	unsigned volume_percent = output->volume_percent;
	output->work = false;
	output->busy = true;
	pthread_mutex_unlock(&output->lock);
	int result = set_rate(output, rate);
	if (result == 0)
		result = play_segments(output, segments, count, volume_percent);
	if (result < 0) {
		close_card(output);
		say_health(output, DEVICE_LOST, reason_of(result));
	}
	pthread_mutex_lock(&output->lock);
	end_work(output, result == 1);
}

static void look_at_idle_card(struct audio_output *output)
{
	wait_for(output, CHECK_S);
	if (output->work || output->quit ||
	    snd_pcm_state(output->pcm) != SND_PCM_STATE_DISCONNECTED)
		return;
	pthread_mutex_unlock(&output->lock);
	close_card(output);
	say_health(output, DEVICE_LOST, "unplugged");
	pthread_mutex_lock(&output->lock);
}

static void *work(void *arg)
{
	struct audio_output *output = arg;
	pthread_mutex_lock(&output->lock);
	while (!output->quit) {
		if (output->pcm == NULL)
			run_without_card(output);
		else if (output->work)
			run_work(output);
		else
			look_at_idle_card(output);
	}
	pthread_mutex_unlock(&output->lock);
	close_card(output);
	return NULL;
}

/* --- the loop's side --- */

static void news(evutil_socket_t fd, short what, void *arg)
{
	(void)what;
	struct audio_output *output = arg;
	uint64_t count;
	if (read((int)fd, &count, sizeof count) < 0)
		return;
	pthread_mutex_lock(&output->lock);
	bool has_health = output->has_health, has_end = output->has_end, whole = output->whole;
	enum device_health health = output->health;
	const char *detail = output->detail;
	output->has_health = output->has_end = false;
	pthread_mutex_unlock(&output->lock);
	if (has_health)
		output->owner->health(output->owner->context, health, detail);
	if (has_end)
		output->owner->ended(output->owner->context, whole);
}

static void start_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct audio_output *output = arg;
	sigset_t all, before;
	struct timeval again = { .tv_sec = PAUSE_MIN_S };
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	output->has_worker = pthread_create(&output->worker, NULL, work, output) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (output->has_worker)
		return;
	say_health(output, DEVICE_LOST, "no_thread");
	pthread_mutex_lock(&output->lock);
	if (output->work) {
		output->work = false;
		end_work(output, false);
	}
	pthread_mutex_unlock(&output->lock);
	evtimer_add(output->start, &again);
}

static void be_quiet(const char *file, int line, const char *function, int error,
		     const char *format, ...)
{
	(void)file; /* ALSA writes to stderr otherwise; what matters comes as health */
	(void)line;
	(void)function;
	(void)error;
	(void)format;
}

static void alsa_destroy(struct audio_output *output)
{
	if (output == NULL)
		return;
	if (output->has_worker) {
		pthread_mutex_lock(&output->lock);
		output->quit = true;
		pthread_cond_broadcast(&output->changed);
		pthread_mutex_unlock(&output->lock);
		pthread_join(output->worker, NULL);
	}
	if (output->start != NULL)
		event_free(output->start);
	if (output->news != NULL)
		event_free(output->news);
	if (output->wake_fd >= 0)
		close(output->wake_fd);
	if (output->has_locks) {
		pthread_cond_destroy(&output->changed);
		pthread_mutex_destroy(&output->lock);
	}
	free(output);
}

static void init_locks(struct audio_output *output)
{
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_mutex_init(&output->lock, NULL);
	pthread_cond_init(&output->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	output->has_locks = true;
}

static int alsa_create(struct audio_output **out, struct event_base *base,
		       const struct port_description *port, const struct audio_output_owner *owner)
{
	struct timeval at_once = { 0, 0 };
	struct audio_output *output = calloc(1, sizeof *output);
	if (output == NULL)
		return -ENOMEM;
	output->port = port;
	output->owner = owner;
	output->pause_s = PAUSE_MIN_S;
	init_locks(output);
	snd_lib_error_set_handler(be_quiet);
	output->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (output->wake_fd < 0)
		goto fail;
	output->start = evtimer_new(base, start_due, output);
	output->news = event_new(base, output->wake_fd, EV_READ | EV_PERSIST, news, output);
	if (output->start == NULL || output->news == NULL || event_add(output->news, NULL) < 0 ||
	    evtimer_add(output->start, &at_once) < 0)
		goto fail;
	*out = output;
	return 0;
fail:
	alsa_destroy(output);
	return -ENOMEM;
}

/* A sound card has no bytes that anybody could read: the names of what is played, for a listener.
 */
static void tap_utterance(const struct audio_output *output, const struct audio_segment *segments,
			  unsigned count, unsigned sample_rate)
{
	char note[WIRE_TAP_BYTES_MAX];
	size_t length = (size_t)snprintf(note, sizeof note, "say");
	for (unsigned i = 0; i < count && length < sizeof note; i++)
		if (segments[i].name != NULL)
			length += (size_t)snprintf(note + length, sizeof note - length, " %s",
						   segments[i].name);
	if (length < sizeof note)
		snprintf(note + length, sizeof note - length, " | %llu ms",
			 (unsigned long long)(audio_frames(segments, count) * 1000 / sample_rate));
	wire_tap_note(output->port->name, note);
}

static int alsa_play(struct audio_output *output, const struct audio_segment *segments,
		     unsigned count, unsigned sample_rate, unsigned volume_percent)
{
	tap_utterance(output, segments, count, sample_rate);
	pthread_mutex_lock(&output->lock);
	output->segments = segments;
	output->count = count;
	output->sample_rate = sample_rate;
	output->volume_percent = volume_percent;
	output->cut = false;
	output->work = true;
	pthread_cond_broadcast(&output->changed);
	pthread_mutex_unlock(&output->lock);
	return 0;
}

static void alsa_cut(struct audio_output *output)
{
	pthread_mutex_lock(&output->lock);
	output->cut = output->work || output->busy;
	pthread_mutex_unlock(&output->lock);
}

static void alsa_stop(struct audio_output *output)
{
	pthread_mutex_lock(&output->lock);
	output->work = false;
	output->stop = output->busy;
	while (output->busy)
		pthread_cond_wait(&output->changed, &output->lock);
	output->has_end = false;
	pthread_mutex_unlock(&output->lock);
}

const struct audio_output_ops audio_alsa = {
	.create = alsa_create,
	.destroy = alsa_destroy,
	.play = alsa_play,
	.cut = alsa_cut,
	.stop = alsa_stop,
};
