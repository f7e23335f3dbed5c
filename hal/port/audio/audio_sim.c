/* The sound output of a simulated board: one line of text an utterance to the simulator's pty,
 *
 *   SAY chime qing A ling yao er hao … | 3810\n        (milliseconds, at the hall's clock)
 *   STOP\n                                             (what was said last is cut off)
 *
 * and its end when so much hall time has passed. Makes no sound. */
#include "audio_output.h"
#include "stream.h"

#include <errno.h>
#include <event2/event.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 4096 };

struct audio_output {
	const struct audio_output_owner *owner;
	struct port_description port;
	struct stream *stream;
	struct stream_owner stream_owner;
	struct event *end;
	bool connected, playing, cut;
	unsigned rate;
	char line[LINE_MAX_BYTES];
};

static void connected(void *context)
{
	struct audio_output *output = context;
	output->connected = true;
	stream_good(output->stream);
	output->owner->health(output->owner->context, DEVICE_OK, "ok");
}

static void received(void *context, const uint8_t *bytes, size_t length)
{
	(void)context;
	(void)bytes;
	(void)length; /* the simulator only listens */
}

static void drained(void *context)
{
	(void)context;
}

static void lost(void *context, const char *reason)
{
	struct audio_output *output = context;
	bool playing = output->playing;
	output->connected = output->playing = false;
	evtimer_del(output->end);
	output->owner->health(output->owner->context, DEVICE_LOST, reason);
	if (playing)
		output->owner->ended(output->owner->context, false);
}

static void end_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct audio_output *output = arg;
	output->playing = false;
	output->owner->ended(output->owner->context, !output->cut);
}

static void sim_destroy(struct audio_output *output)
{
	if (output == NULL)
		return;
	stream_destroy(output->stream);
	if (output->end != NULL)
		event_free(output->end);
	free(output);
}

static int sim_create(struct audio_output **out, struct event_base *base,
		      const struct port_description *port, const struct audio_output_owner *owner)
{
	int result = -ENOMEM;
	struct audio_output *output = calloc(1, sizeof *output);
	if (output == NULL)
		return -ENOMEM;
	output->owner = owner;
	output->rate = 1;
	output->port = *port;
	output->port.kind = PORT_SERIAL;
	output->port.baud = 115200;
	output->port.parity = 'N';
	strcpy(output->port.device, port->device + strlen("sim:"));
	output->stream_owner = (struct stream_owner){ output, connected, received, drained, lost };
	output->end = evtimer_new(base, end_due, output);
	if (output->end == NULL)
		goto fail;
	result = stream_create(&output->stream, base, &output->port, &output->stream_owner);
	if (result < 0)
		goto fail;
	*out = output;
	return 0;
fail:
	sim_destroy(output);
	return result;
}

static int sim_play(struct audio_output *output, const struct audio_segment *segments,
		    unsigned count, unsigned sample_rate, unsigned volume_percent)
{
	(void)volume_percent; /* the simulator hears words */
	uint64_t duration_us = audio_frames(segments, count) * 1000000 / sample_rate;
	size_t length = (size_t)snprintf(output->line, sizeof output->line, "SAY");
	if (!output->connected)
		return -ENODEV;
	for (unsigned i = 0; i < count && length < sizeof output->line; i++)
		if (segments[i].name != NULL)
			length += (size_t)snprintf(output->line + length,
						   sizeof output->line - length, " %s",
						   segments[i].name);
	if (length < sizeof output->line)
		length += (size_t)snprintf(output->line + length, sizeof output->line - length,
					   " | %" PRIu64 "\n", duration_us / 1000);
	if (length >= sizeof output->line || stream_send(output->stream, output->line, length) < 0)
		return -ENODEV;
	uint64_t real_us = duration_us / output->rate;
	struct timeval after = { (time_t)(real_us / 1000000), (suseconds_t)(real_us % 1000000) };
	evtimer_add(output->end, &after);
	output->playing = true;
	output->cut = false;
	return 0;
}

static void sim_cut(struct audio_output *output)
{
	static const char line[] = "STOP\n";
	static const struct timeval at_once = { 0, 0 };
	if (!output->playing)
		return;
	output->cut = true;
	stream_send(output->stream, line, strlen(line)); /* a line that is gone says so itself */
	evtimer_add(output->end, &at_once);
}

static void sim_stop(struct audio_output *output)
{
	evtimer_del(output->end);
	output->playing = false;
}

static void sim_set_rate(struct audio_output *output, unsigned rate)
{
	output->rate = rate > 0 ? rate : 1;
}

const struct audio_output_ops audio_sim = {
	.create = sim_create,
	.destroy = sim_destroy,
	.play = sim_play,
	.cut = sim_cut,
	.stop = sim_stop,
	.set_rate = sim_set_rate,
};
