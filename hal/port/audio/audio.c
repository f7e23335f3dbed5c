/* One sound output shared by several speakers: whose turn it is. Plays nothing itself. */
#include "audio.h"

#include "audio_output.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

struct audio_client {
	struct audio *audio;
	const struct audio_owner *owner; /* NULL: this place is free */
	bool told;			 /* how the output is, since it attached */
	bool wants;			 /* has an utterance that has not ended */
	bool cut;			 /* and that shall not be played any more */
	uint64_t turn;
	unsigned count, sample_rate, volume_percent;
	struct audio_segment segments[AUDIO_SEGMENTS_MAX];
};

struct audio {
	const struct audio_output_ops *ops;
	struct audio_output *output;
	struct audio_output_owner output_owner;
	struct event *soon; /* tells new clients, starts the next utterance */
	enum device_health health;
	const char *detail;
	struct audio_client *playing;
	uint64_t turns;
	struct audio_client clients[AUDIO_CLIENTS_MAX];
};

uint64_t audio_frames(const struct audio_segment *segments, unsigned count)
{
	uint64_t frames = 0;
	for (unsigned i = 0; i < count; i++)
		frames += segments[i].frames;
	return frames;
}

static void run_soon(struct audio *audio)
{
	struct timeval at_once = { 0, 0 };
	evtimer_add(audio->soon, &at_once);
}

static void tell(struct audio *audio)
{
	if (audio->health == DEVICE_STARTING)
		return;
	for (unsigned i = 0; i < AUDIO_CLIENTS_MAX; i++) {
		struct audio_client *client = &audio->clients[i];
		if (client->owner == NULL || client->told)
			continue;
		client->told = true;
		client->owner->health(client->owner->context, audio->health, audio->detail);
	}
}

static void end(struct audio_client *client, bool whole)
{
	client->wants = client->cut = false;
	if (client->audio->playing == client)
		client->audio->playing = NULL;
	client->owner->played(client->owner->context, whole);
}

static struct audio_client *next(struct audio *audio)
{
	struct audio_client *first = NULL;
	for (unsigned i = 0; i < AUDIO_CLIENTS_MAX; i++) {
		struct audio_client *client = &audio->clients[i];
		if (client->wants && (first == NULL || client->turn < first->turn))
			first = client;
	}
	return first;
}

static void soon(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct audio *audio = arg;
	tell(audio);
	while (audio->playing == NULL) {
		struct audio_client *client = next(audio);
		if (client == NULL)
			return;
		audio->playing = client;
		if (client->cut ||
		    audio->ops->play(audio->output, client->segments, client->count,
				     client->sample_rate, client->volume_percent) < 0)
			end(client, false);
	}
}

static void output_health(void *context, enum device_health health, const char *detail)
{
	struct audio *audio = context;
	audio->health = health;
	audio->detail = detail;
	for (unsigned i = 0; i < AUDIO_CLIENTS_MAX; i++)
		audio->clients[i].told = false;
	tell(audio);
}

static void output_ended(void *context, bool whole)
{
	struct audio *audio = context;
	if (audio->playing != NULL)
		end(audio->playing, whole);
	run_soon(audio);
}

int audio_create(struct audio **out, struct event_base *base, const struct port_description *port)
{
	int result = -ENOMEM;
	struct audio *audio = calloc(1, sizeof *audio);
	if (audio == NULL)
		return -ENOMEM;
	audio->ops = strncmp(port->device, "sim:", 4) == 0 ? &audio_sim : &audio_alsa;
	audio->output_owner = (struct audio_output_owner){ audio, output_health, output_ended };
	audio->soon = evtimer_new(base, soon, audio);
	if (audio->soon == NULL)
		goto fail;
	result = audio->ops->create(&audio->output, base, port, &audio->output_owner);
	if (result < 0)
		goto fail;
	*out = audio;
	return 0;
fail:
	audio_destroy(audio);
	return result;
}

void audio_destroy(struct audio *audio)
{
	if (audio == NULL)
		return;
	audio->ops->destroy(audio->output);
	if (audio->soon != NULL)
		event_free(audio->soon);
	free(audio);
}

void audio_set_rate(struct audio *audio, unsigned rate)
{
	if (audio->ops->set_rate != NULL)
		audio->ops->set_rate(audio->output, rate);
}

int audio_attach(struct audio_client **out, struct audio *audio, const struct audio_owner *owner)
{
	for (unsigned i = 0; i < AUDIO_CLIENTS_MAX; i++) {
		struct audio_client *client = &audio->clients[i];
		if (client->owner != NULL)
			continue;
		client->audio = audio;
		client->owner = owner;
		client->told = client->wants = client->cut = false;
		run_soon(audio);
		*out = client;
		return 0;
	}
	return -EMFILE;
}

void audio_detach(struct audio_client *client)
{
	if (client == NULL)
		return;
	struct audio *audio = client->audio;
	client->wants = false;
	client->owner = NULL;
	if (audio->playing == client) {
		audio->ops->stop(audio->output);
		audio->playing = NULL;
		run_soon(audio);
	}
}

int audio_play(struct audio_client *client, const struct audio_segment *segments, unsigned count,
	       unsigned sample_rate, unsigned volume_percent)
{
	struct audio *audio = client->audio;
	if (client->wants)
		return -EBUSY;
	if (count > AUDIO_SEGMENTS_MAX)
		return -EMSGSIZE;
	if (audio->health == DEVICE_LOST)
		return -ENODEV;
	memcpy(client->segments, segments, count * sizeof *segments);
	client->count = count;
	client->sample_rate = sample_rate;
	client->volume_percent = volume_percent;
	client->turn = audio->turns++;
	client->wants = true;
	run_soon(audio);
	return 0;
}

void audio_cut(struct audio_client *client)
{
	if (!client->wants || client->cut)
		return;
	client->cut = true;
	if (client->audio->playing == client)
		client->audio->ops->cut(client->audio->output);
}
