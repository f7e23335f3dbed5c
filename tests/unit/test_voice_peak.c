/* Urumqi's peak hour by ear: 1,200 calls of 120 windows, half of them Uyghur, by the queues of the
 * speaker groups and the lengths of the real clips. Its hall file parts the windows so that no call
 * is unspoken; coarser parts, printed beside it, are not enough. Arguments: the project's root and
 * the folder of clips. */
#include "announce_queue.h"
#include "check.h"
#include "config.h"
#include "wav.h"

#include <unistd.h>

static const int64_t hour_us = INT64_C(3600000000);
static const int64_t second_us = 1000000;

enum {
	SEEDS = 8,
	SEEDS_COARSE = 2,
	CALLS_AN_HOUR = 1200,
	EVENTS_MAX = 4000,
	LEAST_GAP_S = 60, /* between two calls of a window */
	PAUSE_US = 40000, /* the driver's, after each clip and after the chime */
	CHIME_PAUSE_US = 250000,
	CLIP_NAMES_MAX = 256,
	RECALL_PERCENT = 5, /* who has not come after 30 s is called again */
	RECALL_S = 30,
};

static struct hall hall;
static struct state state;
static const char *root, *folder;
static uint64_t random_state;

static unsigned dice(unsigned sides)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((random_state >> 33) % sides);
}

/* --- how long words take --- */

static struct {
	char name[ANNOUNCE_CLIP_NAME_MAX];
	int64_t us;
} clips[CLIP_NAMES_MAX];
static unsigned clip_count;

static int64_t clip_us(const char *name)
{
	static uint8_t bytes[1 << 20];
	char path[512];
	const char *problem;
	struct wav wav;
	for (unsigned i = 0; i < clip_count; i++)
		if (strcmp(clips[i].name, name) == 0)
			return clips[i].us;
	snprintf(path, sizeof path, "%s/%s.wav", folder, name);
	FILE *file = fopen(path, "rb");
	size_t length = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;
	if (file != NULL)
		fclose(file);
	if (wav_parse(&wav, bytes, length, &problem) < 0 || clip_count == CLIP_NAMES_MAX) {
		fprintf(stderr, "%s: no clip\n", path);
		exit(1);
	}
	strcpy(clips[clip_count].name, name);
	clips[clip_count].us = (int64_t)wav.frames * 1000000 / wav.rate;
	return clips[clip_count++].us;
}

static int64_t speech_us(const struct announce_entry *entry, bool chime)
{
	struct announce_speech speech;
	enum message_language languages[MESSAGE_LANGUAGES];
	int64_t us = chime ? clip_us("chime") + CHIME_PAUSE_US : 0;
	announce_languages(&hall, state.tickets[entry->ticket].language, languages);
	announce_speech(&state, entry->ticket, hall_find_window(&hall, entry->window),
			languages[entry->language], &speech);
	for (unsigned i = 0; i < speech.clip_count; i++)
		us += clip_us(speech.clips[i]) + PAUSE_US;
	return us;
}

/* --- the hour --- */

enum what { CALL, RECALL, COMES };

struct event {
	int64_t at_us;
	enum what what;
	uint32_t ticket;
	int window;
};

static struct event events[EVENTS_MAX];
static unsigned event_count;

static int by_time(const void *a, const void *b)
{
	const struct event *first = a, *second = b;
	if (first->at_us != second->at_us)
		return first->at_us < second->at_us ? -1 : 1;
	return first->ticket < second->ticket ? -1 : first->ticket > second->ticket;
}

static void add_event(int64_t at_us, enum what what, uint32_t ticket, int window)
{
	if (event_count == EVENTS_MAX)
		abort();
	events[event_count++] = (struct event){ at_us, what, ticket, window };
}

/* Every window calls when its last citizen has left: after a minute at the least, and on the
 * average so that all of them make 1,200 calls. */
static void plan(uint64_t seed)
{
	const int64_t mean_us = hour_us * hall.window_count / CALLS_AN_HOUR;
	const unsigned spread_ms = (unsigned)(2 * (mean_us - LEAST_GAP_S * second_us) / 1000);
	random_state = seed;
	event_count = 0;
	state.ticket_count = 0;
	for (int i = 0; i < hall.window_count; i++) {
		const struct service *service =
			&hall.services[hall_find_service(&hall, hall.windows[i].services[0])];
		int64_t at_us = (int64_t)dice((unsigned)(mean_us / 1000)) * 1000;
		for (; at_us < hour_us;
		     at_us += LEAST_GAP_S * second_us + (int64_t)dice(spread_ms) * 1000) {
			uint32_t ticket = ++state.ticket_count;
			struct ticket *called = &state.tickets[ticket];
			memset(called, 0, sizeof *called);
			snprintf(called->number, sizeof called->number, "%s%04u", service->prefix,
				 1 + dice(2400));
			strcpy(called->language, dice(2) ? "zh" : "ug");
			add_event(at_us, CALL, ticket, i);
			bool slow = dice(100) < RECALL_PERCENT;
			if (slow)
				add_event(at_us + RECALL_S * second_us, RECALL, ticket, i);
			add_event(at_us + (slow ? RECALL_S : 0) * second_us +
					  (12 + (int64_t)dice(18)) * second_us,
				  COMES, ticket, i);
		}
	}
	qsort(events, event_count, sizeof events[0], by_time);
}

struct group {
	char id[ID_MAX];
	struct announce_queue queue;
	struct announce_entry entry; /* being spoken */
	bool chime_only;
	int64_t ends_us; /* INT64_MAX: silent */
};

struct heard {
	unsigned calls, unspoken, dropped, both, own; /* tickets */
	int64_t waited_us, longest_us;
};

static struct group groups[WINDOWS_MAX];
static unsigned group_count;
static uint8_t times_heard[EVENTS_MAX][MESSAGE_LANGUAGES];

static struct group *group_of(const char *id)
{
	for (unsigned i = 0; i < group_count; i++)
		if (strcmp(groups[i].id, id) == 0)
			return &groups[i];
	struct group *group = &groups[group_count++];
	memset(group, 0, sizeof *group);
	strcpy(group->id, id);
	announce_queue_init(&group->queue);
	group->ends_us = INT64_MAX;
	return group;
}

static void start_next(struct group *group, int64_t now_us, struct heard *heard)
{
	switch (announce_queue_next(&group->queue, now_us, &group->entry)) {
	case ANNOUNCE_NOTHING:
		group->ends_us = INT64_MAX;
		return;
	case ANNOUNCE_CHIME:
		group->chime_only = true;
		group->ends_us = now_us + clip_us("chime") + CHIME_PAUSE_US;
		return;
	case ANNOUNCE_SPEAK:
		group->chime_only = false;
		group->ends_us = now_us + speech_us(&group->entry, group->entry.chime);
		if (!group->entry.spoken_once) {
			int64_t waited_us = now_us - group->entry.called_us;
			heard->waited_us += waited_us;
			if (waited_us > heard->longest_us)
				heard->longest_us = waited_us;
		}
		return;
	}
}

static void end_of_speech(struct group *group, struct heard *heard)
{
	int64_t now_us = group->ends_us;
	if (!group->chime_only)
		times_heard[group->entry.ticket][group->entry.language]++;
	announce_queue_ended(&group->queue, true);
	start_next(group, now_us, heard);
}

static void happens(const struct event *event, struct heard *heard)
{
	const struct hall_window *window = &hall.windows[event->window];
	struct group *group = group_of(window->speaker_group);
	if (event->what == COMES) {
		announce_queue_drop(&group->queue, event->ticket);
		return;
	}
	struct announce_entry entry = { .what = ANNOUNCE_CALL,
					.ticket = event->ticket,
					.called_us = event->at_us,
					.languages = 2,
					.repeats = hall.voice_repeat };
	strcpy(entry.window, window->no);
	announce_queue_add(&group->queue, &entry);
	heard->calls += event->what == CALL;
	if (group->ends_us == INT64_MAX)
		start_next(group, event->at_us, heard);
}

static struct group *first_to_end(void)
{
	struct group *first = &groups[0];
	for (unsigned i = 1; i < group_count; i++)
		if (groups[i].ends_us < first->ends_us)
			first = &groups[i];
	return first;
}

static void listen(uint64_t seed, struct heard *heard)
{
	plan(seed);
	group_count = 0;
	for (int i = 0; i < hall.window_count; i++)
		group_of(hall.windows[i].speaker_group);
	memset(times_heard, 0, sizeof times_heard);
	for (unsigned i = 0; i < event_count; i++) {
		for (struct group *group; (group = first_to_end())->ends_us <= events[i].at_us;)
			end_of_speech(group, heard);
		happens(&events[i], heard);
	}
	for (struct group *group; (group = first_to_end())->ends_us < INT64_MAX;)
		end_of_speech(group, heard);
	for (unsigned i = 0; i < group_count; i++) {
		heard->unspoken += (unsigned)groups[i].queue.unspoken;
		heard->dropped += (unsigned)groups[i].queue.dropped;
	}
	for (uint32_t ticket = 1; ticket <= state.ticket_count; ticket++) {
		heard->own += times_heard[ticket][0] > 0;
		heard->both += times_heard[ticket][0] > 0 && times_heard[ticket][1] > 0;
	}
}

static void print(const char *name, const struct heard *heard, unsigned hours)
{
	printf("%-22s %4u groups: %6.2f unspoken an hour, longest wait %5.2f s, mean %4.2f s, "
	       "in both languages %5.1f %%\n",
	       name, group_count, (double)heard->unspoken / hours, (double)heard->longest_us / 1e6,
	       (double)heard->waited_us / 1e6 / heard->calls, 100.0 * heard->both / heard->calls);
}

/* So many windows to a group, in their order. */
static void part(unsigned size)
{
	for (int i = 0; i < hall.window_count; i++)
		snprintf(hall.windows[i].speaker_group, ID_MAX, "g%u", (unsigned)i / size);
}

static void say(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
}

static bool load(void)
{
	struct config_report report = { .say = say };
	char path[512], holidays[512];
	const char *folders[] = { holidays, NULL };
	char *text = NULL;
	size_t length;
	snprintf(path, sizeof path, "%s/firmware/halls/urumqi.yaml", root);
	snprintf(holidays, sizeof holidays, "%s/firmware/halls/holidays", root);
	bool good = config_hall_read(path, folders, &text, &length, &report) == 0 &&
		    config_hall(&hall, "urumqi.yaml", text, length, &report) == 0;
	free(text);
	return good;
}

static void the_peak_hour_of_urumqi_has_no_unspoken_call(void)
{
	struct heard heard = { 0 };
	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		listen(seed, &heard);
	print("urumqi.yaml", &heard, SEEDS);
	CHECK(heard.calls / SEEDS > CALLS_AN_HOUR * 99 / 100);
	CHECK(heard.unspoken == 0);
	CHECK(heard.own == heard.calls);
	CHECK(heard.longest_us <= ANNOUNCE_LATE_US);
}

static void fewer_groups_are_not_enough(void)
{
	static const unsigned sizes[] = { 60, 20, 10, 5, 4, 3 };
	for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct heard heard = { 0 };
		char name[32];
		part(sizes[i]);
		for (uint64_t seed = 1; seed <= SEEDS_COARSE; seed++)
			listen(seed, &heard);
		snprintf(name, sizeof name, "%u windows together", sizes[i]);
		print(name, &heard, SEEDS_COARSE);
		CHECK(sizes[i] < 5 || heard.unspoken > 0);
	}
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	root = argv[1];
	folder = argv[2];
	if (!load())
		return 1;
	state.hall = hall;
	the_peak_hour_of_urumqi_has_no_unspoken_call();
	fewer_groups_are_not_enough();
	return check_result();
}
