/* Spoken calls. The order and what is dropped is announce_queue's; here it meets the speakers. */
#include "speaking.h"

#include "announce.h"
#include "announce_queue.h"
#include "devices.h"
#include "hall_time.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GROUPS_MAX = 64 };

struct group {
	char id[ID_MAX];
	struct announce_queue queue;
	uint64_t utterance;   /* of what is being spoken */
	unsigned outstanding; /* speakers that still speak it */
	bool heard;	      /* at least one of them spoke it */
};

struct speaking {
	struct app *app;
	uint64_t next_utterance;
	unsigned group_count;
	struct group groups[GROUPS_MAX];
};

int speaking_create(struct speaking **out, struct app *app)
{
	struct speaking *speaking = calloc(1, sizeof *speaking);
	if (!speaking)
		return -ENOMEM;
	speaking->app = app;
	speaking->next_utterance = 1;
	*out = speaking;
	return 0;
}

void speaking_destroy(struct speaking *speaking)
{
	free(speaking);
}

static struct group *find_group(struct speaking *speaking, const char *id)
{
	for (unsigned i = 0; i < speaking->group_count; i++)
		if (strcmp(speaking->groups[i].id, id) == 0)
			return &speaking->groups[i];
	if (speaking->group_count == GROUPS_MAX)
		return NULL;
	struct group *group = &speaking->groups[speaking->group_count++];
	snprintf(group->id, sizeof group->id, "%s", id);
	announce_queue_init(&group->queue);
	return group;
}

static struct group *group_of_window(struct speaking *speaking, int window)
{
	const struct state *state = app_durable(speaking->app);
	return window < 0 ? NULL : find_group(speaking, state->hall.windows[window].speaker_group);
}

static void add(struct speaking *speaking, uint32_t ticket, int window, int64_t called_us,
		unsigned repeats)
{
	const struct state *state = app_durable(speaking->app);
	struct group *group = group_of_window(speaking, window);
	if (state->hall.silent || !group ||
	    !devices_next(speaking->app->devices, CLASS_SPEAKER, group->id, NULL))
		return;
	announce_queue_add(&group->queue, ticket, state->hall.windows[window].no, called_us,
			   repeats);
}

void speaking_record(struct speaking *speaking, const struct record *record)
{
	const struct state *state = app_durable(speaking->app);
	if (!speaking->app->running || !speaking->app->devices)
		return;
	switch (record->kind) {
	case RECORD_TICKET_CALLED:
	case RECORD_TICKET_RECALLED:
		add(speaking, record->ticket, state_find_window(state, record->window),
		    record->time_us, state->hall.voice_repeat);
		break;
	case RECORD_SERVICE_STARTED:
	case RECORD_SERVICE_FINISHED:
	case RECORD_TICKET_NO_SHOW:
	case RECORD_TICKET_CANCELLED:
	case RECORD_TICKET_EXPIRED:
		for (unsigned i = 0; i < speaking->group_count; i++)
			announce_queue_drop(&speaking->groups[i].queue, record->ticket);
		break;
	case RECORD_DAY_OPENED: /* serials start again: nothing of yesterday is spoken today */
		for (unsigned i = 0; i < speaking->group_count; i++)
			for (unsigned j = speaking->groups[i].queue.count; j > 0; j--)
				announce_queue_drop(
					&speaking->groups[i].queue,
					speaking->groups[i].queue.entries[j - 1].ticket);
		break;
	default:
		break;
	}
}

static void to_speech(const struct announce_speech *from, struct speech *speech)
{
	*speech = (struct speech){ .chime = from->chime, .clip_count = from->clip_count };
	snprintf(speech->language, sizeof speech->language, "%s", from->language);
	snprintf(speech->text, sizeof speech->text, "%s", from->text);
	for (unsigned i = 0; i < from->clip_count; i++)
		snprintf(speech->clips[i], sizeof speech->clips[i], "%s", from->clips[i]);
}

static void say(struct speaking *speaking, struct group *group, const struct speech *speech)
{
	struct device *device = NULL;
	group->utterance = speaking->next_utterance++;
	group->outstanding = 0;
	group->heard = false;
	while ((device = devices_next(speaking->app->devices, CLASS_SPEAKER, group->id, device)))
		if (device->ops.speaker->say(device->handle.speaker, speech, group->utterance) == 0)
			group->outstanding++;
	if (group->outstanding == 0)
		announce_queue_ended(&group->queue, false);
}

/* True when something was taken from the queue. */
static bool start_next(struct speaking *speaking, struct group *group)
{
	const struct state *state = app_durable(speaking->app);
	struct announce_entry entry;
	struct announce_speech announce;
	struct speech speech = { .chime = true };
	if (group->outstanding > 0)
		return false;
	switch (announce_queue_next(&group->queue, hall_time_now(speaking->app->time), &entry)) {
	case ANNOUNCE_SPEAK: {
		int window = state_find_window(state, entry.window);
		if (window < 0) {
			announce_queue_ended(&group->queue, false);
			return true;
		}
		announce_speech(state, entry.ticket, window, &announce);
		to_speech(&announce, &speech);
		break;
	}
	case ANNOUNCE_CHIME:
		break;
	case ANNOUNCE_NOTHING:
		return false;
	}
	say(speaking, group, &speech);
	return true;
}

void speaking_flush(struct speaking *speaking)
{
	if (!speaking->app->running || !speaking->app->devices)
		return;
	for (unsigned i = 0; i < speaking->group_count; i++)
		while (start_next(speaking, &speaking->groups[i]))
			;
}

void speaking_resume(struct speaking *speaking)
{
	const struct state *state = app_durable(speaking->app);
	int64_t young =
		hall_time_now(speaking->app->time) - (int64_t)state->hall.call_interval_s * 1000000;
	for (int i = 0; i < state->hall.window_count; i++) {
		uint32_t ticket = state->windows[i].ticket;
		if (state->windows[i].state == WINDOW_CALLED &&
		    state->tickets[ticket].last_call_us > young)
			add(speaking, ticket, i, hall_time_now(speaking->app->time), 1);
	}
	speaking_flush(speaking);
}

void speaking_ended(struct speaking *speaking, struct device *device, uint64_t utterance,
		    bool spoken)
{
	struct group *group = find_group(speaking, device->place);
	if (!group || group->utterance != utterance || group->outstanding == 0)
		return;
	group->heard |= spoken;
	if (--group->outstanding > 0)
		return;
	announce_queue_ended(&group->queue, group->heard);
	speaking_flush(speaking);
}

void speaking_stop(struct speaking *speaking)
{
	const struct state *state = app_durable(speaking->app);
	for (unsigned i = 0; i < speaking->group_count; i++) {
		struct group *group = &speaking->groups[i];
		const struct announce_queue *queue = &group->queue;
		/* Who has come meanwhile is not called again. */
		if (queue->speaking && queue->entries[0].ticket <= state->ticket_count &&
		    state->tickets[queue->entries[0].ticket].state != TICKET_CALLED)
			announce_queue_ended(&group->queue, false);
		announce_queue_cut_off(&group->queue);
		group->outstanding = 0;
	}
}

void speaking_counts(const struct speaking *speaking, struct speaking_counts *out)
{
	*out = (struct speaking_counts){ 0 };
	for (unsigned i = 0; i < speaking->group_count; i++) {
		const struct announce_queue *queue = &speaking->groups[i].queue;
		out->spoken += queue->spoken;
		out->unspoken += queue->unspoken;
		out->merged += queue->merged;
		out->dropped += queue->dropped;
	}
}
