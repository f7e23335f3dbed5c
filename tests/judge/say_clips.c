/* Says one utterance on an ALSA device and waits for its end: say_clips DEVICE FOLDER VOLUME NAME
 * …, where the name "chime" before the others asks for the chime, "stop" cuts it off after 200 ms,
 * "leave" closes the speaker then, and "half" plays at half the volume. "text:en:Good morning" is
 * said by the driver "espeak" instead. Prints how it ended. */
#include "fake_keys.h"
#include "port.h"
#include "speaker_clips.h"
#include "speaker_espeak.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct event_base *base;
static struct speaker *speaker;
static struct speech speech;
static const struct speaker_ops *ops = &speaker_clips;

static bool is_stopped, is_half;

static void stop_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	ops->stop(speaker);
}

static void health(void *context, enum device_health state, const char *detail)
{
	(void)context;
	printf("%s: %s\n", device_health_name(state), detail);
	if (state == DEVICE_OK && is_half)
		ops->volume(speaker, 50);
	if (state == DEVICE_OK && ops->say(speaker, &speech, 1) < 0)
		event_base_loopbreak(base);
	if (state == DEVICE_OK && is_stopped)
		event_base_once(base, -1, EV_TIMEOUT, stop_due, NULL,
				&(struct timeval){ 0, 200000 });
	if (state == DEVICE_LOST)
		event_base_loopbreak(base);
}

static void finished(void *context, uint64_t utterance, bool spoken)
{
	(void)context;
	(void)utterance;
	printf("%s\n", spoken ? "spoken" : "not spoken");
	event_base_loopbreak(base);
}

/* "en:Good morning" */
static void take_text(const char *text)
{
	ops = &speaker_espeak;
	snprintf(speech.language, sizeof speech.language, "%.2s", text);
	snprintf(speech.text, sizeof speech.text, "%s", text + 3);
}

int main(int argc, char **argv)
{
	struct fake_keys keys;
	const struct speaker_owner owner = { .health = health, .finished = finished };
	struct timeval limit = { 20, 0 };
	if (argc < 5)
		return 2;
	base = event_base_new();
	struct port *port =
		fake_port(base, "name", "sound", "kind", "audio", "device", argv[1], NULL);
	fake_keys_init(&keys, "port", "sound", "clips", argv[2], "volume_percent", argv[3], NULL);
	fake_keys_add_port(&keys, port);
	for (int i = 4; i < argc && speech.clip_count < SPEECH_CLIPS_MAX; i++)
		if (strncmp(argv[i], "text:", 5) == 0)
			take_text(argv[i] + 5);
		else if (strcmp(argv[i], "chime") == 0)
			speech.chime = true;
		else if (strcmp(argv[i], "stop") == 0)
			is_stopped = true;
		else if (strcmp(argv[i], "half") == 0)
			is_half = true;
		else if (strcmp(argv[i], "leave") == 0)
			limit = (struct timeval){ 0, 200000 };
		else
			snprintf(speech.clips[speech.clip_count++], SPEECH_CLIP_NAME_MAX, "%s",
				 argv[i]);
	if (ops->open(&speaker, base, &keys.keys, &owner) < 0) {
		printf("refused: %s\n", keys.said);
	} else {
		event_base_loopexit(base, &limit);
		event_base_dispatch(base);
	}
	ops->close(speaker);
	port_close(port);
	event_base_free(base);
	return 0;
}
