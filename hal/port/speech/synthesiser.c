/* Text to sound by espeak-ng in one worker thread. Plays nothing and knows no calls. */
#include "synthesiser.h"

#include <dlfcn.h>
#include <errno.h>
#include <espeak-ng/speak_lib.h>
#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* The library is linked when the first text comes: it and what it needs (PulseAudio's client) would
 * cost every board a megabyte. Where it is missing, no_synthesiser is said. */
static const char library_name[] = "libespeak-ng.so.1";

enum { FRAMES_STEP = 1 << 16, BUFFER_MS = 200 };

enum client_state { CLIENT_IDLE, CLIENT_WAITS, CLIENT_IN_WORK, CLIENT_DONE };

struct synthesiser_client {
	struct synthesiser_client *next;
	struct event *news;
	int wake_fd;
	synthesiser_done_fn *done;
	void *context;

	/* guarded by the lock; the samples are the worker's while CLIENT_IN_WORK */
	enum client_state state;
	uint64_t turn;
	const char *voice;
	char text[SYNTHESISER_TEXT_MAX];
	int16_t *samples;
	uint32_t frames, room, limit;
	unsigned sample_rate;
	const char *problem;
};

static const struct {
	const char *language, *voice;
} voices[] = { { "zh", "cmn-latn-pinyin" }, { "en", "en-us" }, { "ug", "ug" } };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct synthesiser_client *clients;
static uint64_t turns;
static pthread_t worker;
static bool has_worker, quit;

/* The worker's own. The library stays loaded until the process ends: it can't be unloaded while its
 * voices are in use elsewhere, and a second start costs what the first did. */
static struct {
	bool tried;
	int sample_rate; /* ≤ 0: it could not be loaded */
	__typeof__(espeak_Initialize) *initialize;
	__typeof__(espeak_SetVoiceByName) *set_voice;
	__typeof__(espeak_SetSynthCallback) *set_callback;
	__typeof__(espeak_Synth) *synth;
} library;

/* --- the worker --- */

/* Called by the library with the next samples; 1 stops it. */
static int samples_made(short *samples, int count, espeak_EVENT *events)
{
	struct synthesiser_client *client = events->user_data;
	if (samples == NULL || count <= 0 || client == NULL)
		return 0;
	uint32_t more = (uint32_t)count;
	if (client->frames + more > client->limit)
		return 1;
	if (client->frames + more > client->room) {
		uint32_t room = client->room + FRAMES_STEP + more;
		int16_t *larger = realloc(client->samples, room * sizeof *larger);
		if (larger == NULL) {
			client->problem = "no_memory";
			return 1;
		}
		client->samples = larger;
		client->room = room;
	}
	memcpy(client->samples + client->frames, samples, more * sizeof *samples);
	client->frames += more;
	return 0;
}

static void *find(void *handle, const char *name)
{
	void *symbol = dlsym(handle, name);
	if (symbol == NULL)
		library.sample_rate = -1;
	return symbol;
}

static bool load_library(void)
{
	if (library.tried)
		return library.sample_rate > 0;
	library.tried = true;
	void *handle = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL)
		return false;
	library.initialize = (__typeof__(library.initialize))find(handle, "espeak_Initialize");
	library.set_voice = (__typeof__(library.set_voice))find(handle, "espeak_SetVoiceByName");
	library.set_callback =
		(__typeof__(library.set_callback))find(handle, "espeak_SetSynthCallback");
	library.synth = (__typeof__(library.synth))find(handle, "espeak_Synth");
	if (library.sample_rate < 0)
		return false;
	library.sample_rate = library.initialize(AUDIO_OUTPUT_SYNCHRONOUS, BUFFER_MS, NULL,
						 espeakINITIALIZE_DONT_EXIT);
	if (library.sample_rate > 0)
		library.set_callback(samples_made);
	return library.sample_rate > 0;
}

static void make(struct synthesiser_client *client)
{
	client->frames = 0;
	client->problem = NULL;
	if (!load_library()) {
		client->problem = "no_synthesiser";
		return;
	}
	client->sample_rate = (unsigned)library.sample_rate;
	client->limit = client->sample_rate * SYNTHESISER_SECONDS_MAX;
	if (library.set_voice(client->voice) != EE_OK) {
		client->problem = "no_voice";
		return;
	}
	if (library.synth(client->text, strlen(client->text) + 1, 0, POS_CHARACTER, 0,
			  espeakCHARS_UTF8, NULL, client) != EE_OK ||
	    (client->frames == 0 && client->problem == NULL))
		client->problem = "no_voice";
	if (client->problem != NULL)
		client->frames = 0;
}

static struct synthesiser_client *next_waiting(void)
{
	struct synthesiser_client *first = NULL;
	for (struct synthesiser_client *client = clients; client != NULL; client = client->next)
		if (client->state == CLIENT_WAITS && (first == NULL || client->turn < first->turn))
			first = client;
	return first;
}

static void *work(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&lock);
	while (!quit) {
		struct synthesiser_client *client = next_waiting();
		if (client == NULL) {
			pthread_cond_wait(&changed, &lock);
			continue;
		}
		client->state = CLIENT_IN_WORK;
		pthread_mutex_unlock(&lock);
		make(client);
		pthread_mutex_lock(&lock);
		client->state = CLIENT_DONE;
		uint64_t one = 1;
		ssize_t written = write(client->wake_fd, &one, sizeof one);
		(void)written; /* the counter can't overflow: the loop reads it whole */
		pthread_cond_broadcast(&changed);
	}
	pthread_mutex_unlock(&lock);
	return NULL;
}

/* --- the loop's side --- */

static void news(evutil_socket_t fd, short what, void *arg)
{
	struct synthesiser_client *client = arg;
	uint64_t count;
	(void)what;
	if (read((int)fd, &count, sizeof count) < 0)
		return;
	pthread_mutex_lock(&lock);
	bool done = client->state == CLIENT_DONE;
	if (done)
		client->state = CLIENT_IDLE;
	pthread_mutex_unlock(&lock);
	if (done)
		client->done(client->context, client->samples, client->frames, client->sample_rate,
			     client->problem);
}

int synthesiser_join(struct synthesiser_client **out, struct event_base *base,
		     synthesiser_done_fn *done, void *context)
{
	struct synthesiser_client *client = calloc(1, sizeof *client);
	if (client == NULL)
		return -ENOMEM;
	client->done = done;
	client->context = context;
	client->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (client->wake_fd < 0) {
		free(client);
		return -ENOMEM;
	}
	pthread_mutex_lock(&lock);
	client->next = clients;
	clients = client;
	pthread_mutex_unlock(&lock);
	client->news = event_new(base, client->wake_fd, EV_READ | EV_PERSIST, news, client);
	if (client->news == NULL || event_add(client->news, NULL) < 0) {
		synthesiser_leave(client);
		return -ENOMEM;
	}
	*out = client;
	return 0;
}

static void stop_worker(void)
{
	pthread_mutex_lock(&lock);
	quit = true;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	pthread_join(worker, NULL);
	has_worker = quit = false;
}

void synthesiser_leave(struct synthesiser_client *client)
{
	if (client == NULL)
		return;
	pthread_mutex_lock(&lock);
	while (client->state == CLIENT_IN_WORK)
		pthread_cond_wait(&changed, &lock);
	struct synthesiser_client **link = &clients;
	while (*link != client)
		link = &(*link)->next;
	*link = client->next;
	bool last = clients == NULL;
	pthread_mutex_unlock(&lock);
	if (last && has_worker)
		stop_worker();
	if (client->news != NULL)
		event_free(client->news);
	close(client->wake_fd);
	free(client->samples);
	free(client);
}

static int start_worker(void)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	has_worker = pthread_create(&worker, NULL, work, NULL) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return has_worker ? 0 : -EAGAIN;
}

int synthesiser_say(struct synthesiser_client *client, const char *language, const char *text)
{
	const char *voice = NULL;
	size_t length = strlen(text);
	for (unsigned i = 0; i < sizeof voices / sizeof voices[0]; i++)
		if (strcmp(voices[i].language, language) == 0)
			voice = voices[i].voice;
	if (voice == NULL)
		return -ENOTSUP;
	if (length >= SYNTHESISER_TEXT_MAX)
		return -EMSGSIZE;
	if (!has_worker && start_worker() < 0)
		return -EAGAIN;
	pthread_mutex_lock(&lock);
	bool free_to_say = client->state == CLIENT_IDLE;
	if (free_to_say) {
		client->voice = voice;
		memcpy(client->text, text, length + 1);
		client->turn = turns++;
		client->state = CLIENT_WAITS;
		pthread_cond_broadcast(&changed);
	}
	pthread_mutex_unlock(&lock);
	return free_to_say ? 0 : -EBUSY;
}
