/* The worker over ALSA, on ALSA's own "null" device: it takes everything and needs no card. */
#include "audio.h"
#include "check.h"
#include "fake_keys.h"
#include "loop_until.h"
#include "port.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>

enum { RATE = 22050, FRAMES = RATE / 2 };

struct speaker {
	struct audio_owner owner;
	struct audio_client *client;
	enum device_health health;
	char detail[32];
	unsigned told, ended, whole;
};

static struct event_base *base;
static struct port *port;
static struct speaker hall, counter;
static int16_t samples[FRAMES];

/* Stands before ALSA's own calls (the linker's --wrap): a card that can be pulled out. */
static atomic_bool unplugged;
static atomic_uint slow_us;

long __real_snd_pcm_writei(void *pcm, const void *frame, unsigned long frames);
long __wrap_snd_pcm_writei(void *pcm, const void *frame, unsigned long frames);
int __real_snd_pcm_open(void **pcm, const char *name, int stream, int mode);
int __wrap_snd_pcm_open(void **pcm, const char *name, int stream, int mode);

long __wrap_snd_pcm_writei(void *pcm, const void *frame, unsigned long frames)
{
	if (atomic_load(&unplugged))
		return -ENODEV;
	usleep(atomic_load(&slow_us));
	return __real_snd_pcm_writei(pcm, frame, frames);
}

int __wrap_snd_pcm_open(void **pcm, const char *name, int stream, int mode)
{
	return atomic_load(&unplugged) ? -ENOENT : __real_snd_pcm_open(pcm, name, stream, mode);
}

static void health(void *context, enum device_health state, const char *detail)
{
	struct speaker *speaker = context;
	speaker->health = state;
	speaker->told++;
	snprintf(speaker->detail, sizeof speaker->detail, "%s", detail);
}

static void played(void *context, bool whole)
{
	struct speaker *speaker = context;
	speaker->ended++;
	speaker->whole += whole;
}

static bool is_ok(void *context)
{
	return ((struct speaker *)context)->health == DEVICE_OK;
}

static bool is_lost(void *context)
{
	return ((struct speaker *)context)->health == DEVICE_LOST;
}

static bool has_ended(void *context)
{
	return ((struct speaker *)context)->ended > 0;
}

static void attach(struct speaker *speaker)
{
	memset(speaker, 0, sizeof *speaker);
	speaker->owner = (struct audio_owner){ speaker, health, played };
	CHECK(audio_attach(&speaker->client, port_audio(port), &speaker->owner) == 0);
}

static int play(struct speaker *speaker)
{
	const struct audio_segment segments[] = { { "word", samples, FRAMES },
						  { NULL, NULL, RATE / 10 } };
	return audio_play(speaker->client, segments, 2, RATE, 100);
}

static void start(const char *device)
{
	base = event_base_new();
	port = fake_port(base, "name", "sound", "kind", "audio", "device", device, NULL);
	attach(&hall);
}

static void stop(void)
{
	audio_detach(hall.client);
	port_close(port);
	event_base_free(base);
}

static void what_is_played_ends_once_and_whole(void)
{
	start("null");
	CHECK(play(&hall) == 0); /* before the card is open */
	CHECK(play(&hall) == -EBUSY);
	CHECK(loop_until(base, has_ended, &hall));
	CHECK(is_ok(&hall));
	loop_for(base, 50);
	CHECK(hall.ended == 1 && hall.whole == 1 && hall.told == 1);
	stop();
}

static void one_that_leaves_makes_room_for_the_next(void)
{
	start("null");
	attach(&counter);
	CHECK(play(&hall) == 0 && play(&counter) == 0);
	audio_detach(hall.client);
	hall.client = NULL;
	CHECK(loop_until(base, has_ended, &counter));
	CHECK(counter.whole == 1 && hall.ended == 0);
	audio_detach(counter.client);
	stop();
}

static void without_a_card_it_is_lost_and_says_so_once(void)
{
	start("no-such-card");
	CHECK(play(&hall) == 0);
	CHECK(loop_until(base, is_lost, &hall));
	CHECK_TEXT(hall.detail, "no_device");
	CHECK(loop_until(base, has_ended, &hall));
	CHECK(play(&hall) == -ENODEV);
	loop_for(base, 1200); /* tried once more */
	CHECK(hall.ended == 1 && hall.whole == 0 && hall.told == 1);
	stop();
}

/* No address space has room for such a stack, so no thread can be made. */
static void without_a_thread_it_is_lost_and_tries_again(void)
{
	pthread_attr_t usual, huge;
	CHECK(pthread_getattr_default_np(&usual) == 0 && pthread_getattr_default_np(&huge) == 0);
	CHECK(pthread_attr_setstacksize(&huge, (size_t)1 << 55) == 0);
	CHECK(pthread_setattr_default_np(&huge) == 0);
	start("null");
	CHECK(play(&hall) == 0);
	CHECK(loop_until(base, is_lost, &hall));
	CHECK_TEXT(hall.detail, "no_thread");
	CHECK(loop_until(base, has_ended, &hall) && hall.whole == 0);
	CHECK(pthread_setattr_default_np(&usual) == 0);
	CHECK(loop_until(base, is_ok, &hall));
	CHECK(hall.ended == 1 && play(&hall) == 0);
	hall.ended = 0;
	CHECK(loop_until(base, has_ended, &hall) && hall.whole == 1);
	stop();
	pthread_attr_destroy(&usual);
	pthread_attr_destroy(&huge);
}

/* A USB card pulled out while it plays, and plugged in again. */
static void a_card_that_is_pulled_out_is_lost_and_comes_back(void)
{
	start("null");
	CHECK(loop_until(base, is_ok, &hall));
	atomic_store(&unplugged, true);
	CHECK(play(&hall) == 0);
	CHECK(loop_until(base, has_ended, &hall));
	CHECK(loop_until(base, is_lost, &hall));
	CHECK(hall.ended == 1 && hall.whole == 0);
	CHECK_TEXT(hall.detail, "no_device");
	CHECK(play(&hall) == -ENODEV);
	atomic_store(&unplugged, false);
	CHECK(loop_until(base, is_ok, &hall));
	hall.ended = 0;
	CHECK(play(&hall) == 0);
	CHECK(loop_until(base, has_ended, &hall) && hall.whole == 1);
	stop();
}

static void what_is_cut_off_ends_once_and_not_whole(void)
{
	start("null");
	CHECK(loop_until(base, is_ok, &hall));
	atomic_store(&slow_us, 20000); /* for each part of 50 ms: a card takes its time */
	CHECK(play(&hall) == 0);
	loop_for(base, 60);
	audio_cut(hall.client);
	audio_cut(hall.client);
	CHECK(hall.ended == 0);
	CHECK(loop_until(base, has_ended, &hall));
	loop_for(base, 50);
	CHECK(hall.ended == 1 && hall.whole == 0);
	atomic_store(&slow_us, 0);
	hall.ended = 0;
	CHECK(play(&hall) == 0); /* and the next one is whole */
	CHECK(loop_until(base, has_ended, &hall) && hall.whole == 1);
	audio_cut(hall.client); /* nothing plays: nothing happens */
	loop_for(base, 20);
	CHECK(hall.ended == 1);
	stop();
}

int main(void)
{
	a_card_that_is_pulled_out_is_lost_and_comes_back();
	what_is_cut_off_ends_once_and_not_whole();
	what_is_played_ends_once_and_whole();
	one_that_leaves_makes_room_for_the_next();
	without_a_card_it_is_lost_and_says_so_once();
	without_a_thread_it_is_lost_and_tries_again();
	return check_result();
}
