/* Spoken calls. The order and what is dropped is announce_queue's; here it meets the speakers. */
#include "speaking.h"

#include "announce.h"
#include "announce_queue.h"
#include "calendar.h"
#include "device_tests.h"
#include "devices.h"
#include "hall_time.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GROUPS_MAX = 128 };

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

static bool has_speaker(struct speaking *speaking, const char *group)
{
	return devices_next(speaking->app->devices, CLASS_SPEAKER, group, NULL) != NULL;
}

static unsigned languages_of(const struct state *state, const char *own)
{
	enum message_language languages[MESSAGE_LANGUAGES];
	return announce_languages(&state->hall, own, languages);
}

/* A call, or where somebody who was transferred waits next; from the window's speakers. */
static void add(struct speaking *speaking, enum announce_what what, uint32_t ticket, int window,
		int64_t called_us, unsigned repeats)
{
	const struct state *state = app_durable(speaking->app);
	if (window < 0)
		return;
	if (!announce_is_spoken(state, ticket, window, called_us)) {
		if (what != ANNOUNCE_CALL || !state->hall.silent_chime)
			return;
		what = ANNOUNCE_RING;
	}
	if (!has_speaker(speaking, state->hall.windows[window].speaker_group))
		return;
	struct group *group = find_group(speaking, state->hall.windows[window].speaker_group);
	struct announce_entry entry = {
		.what = (uint8_t)what,
		.ticket = ticket,
		.called_us = called_us,
		.languages = (uint8_t)languages_of(state, state->tickets[ticket].language),
		.repeats = (uint8_t)repeats,
	};
	snprintf(entry.window, sizeof entry.window, "%s", state->hall.windows[window].no);
	if (group)
		announce_queue_add(&group->queue, &entry);
}

/* Every group that has a speaker. */
static void find_groups(struct speaking *speaking)
{
	struct device *device = NULL;
	while ((device = devices_next(speaking->app->devices, CLASS_SPEAKER, NULL, device)))
		find_group(speaking, device->place);
}

/* Each of its speakers tells the end of what it was saying as usual. */
static void cut_off(struct speaking *speaking, struct group *group)
{
	struct device *device = NULL;
	while ((device = devices_next(speaking->app->devices, CLASS_SPEAKER, group->id, device)))
		device->ops.speaker->stop(device->handle.speaker);
}

/* An evacuation is for everybody: also for who was silent, and whatever else was to be said. */
static void evacuate(struct speaking *speaking, int64_t now_us)
{
	const struct state *state = app_durable(speaking->app);
	bool on = state_evacuating(state);
	find_groups(speaking);
	for (unsigned i = 0; i < speaking->group_count; i++) {
		struct group *group = &speaking->groups[i];
		bool cut = announce_queue_leave(&group->queue, on, languages_of(state, ""), now_us);
		if (cut || (on && device_tests_speak(speaking->app->device_tests, group->id)))
			cut_off(speaking, group);
	}
}

/* What is announced in a silent hall must be urgent to be spoken. */
static void announce_text(struct speaking *speaking, const struct record *record)
{
	const struct state *state = app_durable(speaking->app);
	const struct announcement *announcement = announce_find(state, record->announcement);
	struct announce_entry entry = { .what = ANNOUNCE_TEXT,
					.announcement = record->announcement,
					.called_us = record->time_us };
	if (!announcement || (state->hall.silent && announcement->level == ANNOUNCE_INFO))
		return;
	find_groups(speaking);
	for (unsigned i = 0; i < speaking->group_count; i++)
		if (announce_reaches(announcement, speaking->groups[i].id))
			announce_queue_add(&speaking->groups[i].queue, &entry);
}

/* A step taken back may have called somebody else than the ticket its record names. */
static void drop_undone(struct speaking *speaking, const char *window)
{
	const struct state *state = app_durable(speaking->app);
	for (unsigned i = 0; i < speaking->group_count; i++) {
		struct announce_queue *queue = &speaking->groups[i].queue;
		for (unsigned j = queue->count; j > 0; j--) {
			const struct announce_entry *entry = &queue->entries[j - 1];
			if (entry->what == ANNOUNCE_CALL && strcmp(entry->window, window) == 0 &&
			    state->tickets[entry->ticket].state != TICKET_CALLED)
				announce_queue_drop(queue, entry->ticket);
		}
	}
}

/* Calls are spoken while their ticket is called, nothing else of it but where it goes on. */
static void ticket_record(struct speaking *speaking, const struct record *record)
{
	const struct state *state = app_durable(speaking->app);
	const struct ticket *ticket = &state->tickets[record->ticket];
	if (record->kind == RECORD_TICKET_CALLED || record->kind == RECORD_TICKET_RECALLED) {
		add(speaking, ANNOUNCE_CALL, record->ticket,
		    state_find_window(state, record->window), record->time_us,
		    state->hall.voice_repeat);
		return;
	}
	if (record->kind == RECORD_STEP_UNDONE)
		drop_undone(speaking, record->window);
	if (ticket->state == TICKET_CALLED)
		return;
	for (unsigned i = 0; i < speaking->group_count; i++)
		announce_queue_drop(&speaking->groups[i].queue, record->ticket);
	if (record->kind == RECORD_LEG_BEGUN && record->reason_code == LEG_TRANSFER &&
	    ticket->voice)
		add(speaking, ANNOUNCE_NEXT_PLACE, record->ticket, ticket->window, record->time_us,
		    1);
}

void speaking_record(struct speaking *speaking, const struct record *record)
{
	if (!speaking->app->running || !speaking->app->devices)
		return;
	switch (record->kind) {
	case RECORD_ANNOUNCED:
		if (record->level == ANNOUNCE_EVACUATE)
			evacuate(speaking, record->time_us);
		else
			announce_text(speaking, record);
		break;
	case RECORD_ANNOUNCEMENT_ENDED:
		evacuate(speaking, record->time_us);
		for (unsigned i = 0; i < speaking->group_count; i++)
			announce_queue_drop_text(&speaking->groups[i].queue, record->announcement);
		break;
	case RECORD_DAY_OPENED: /* serials start again: nothing of yesterday is spoken today */
		for (unsigned i = 0; i < speaking->group_count; i++)
			announce_queue_drop_tickets(&speaking->groups[i].queue);
		break;
	default:
		if (record->ticket > 0 &&
		    record->ticket <= app_durable(speaking->app)->ticket_count)
			ticket_record(speaking, record);
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

/* By the time of the day, but an evacuation is as loud as it goes. */
static void set_volume(struct speaking *speaking, struct device *device)
{
	const struct state *state = app_durable(speaking->app);
	unsigned minute =
		calendar_local_minute(hall_time_now(speaking->app->time), state->utc_offset_s);
	if (device->volume_count > 0)
		device->ops.speaker->volume(
			device->handle.speaker,
			state_evacuating(state) ? 100 : devices_volume(device, minute));
}

static void say(struct speaking *speaking, struct group *group, const struct speech *speech)
{
	struct device *device = NULL;
	group->utterance = speaking->next_utterance++;
	group->outstanding = 0;
	group->heard = false;
	while ((device = devices_next(speaking->app->devices, CLASS_SPEAKER, group->id, device))) {
		set_volume(speaking, device);
		if (device->ops.speaker->say(device->handle.speaker, speech, group->utterance) == 0)
			group->outstanding++;
	}
	if (group->outstanding == 0)
		announce_queue_ended(&group->queue, false);
}

/* False when there is nothing to say about it any more. */
static bool words_of(struct speaking *speaking, const struct announce_entry *entry,
		     struct announce_speech *out)
{
	const struct state *state = app_durable(speaking->app);
	enum message_language languages[MESSAGE_LANGUAGES];
	const char *own = entry->ticket ? state->tickets[entry->ticket].language : "";
	unsigned count = announce_languages(&state->hall, own, languages);
	enum message_language language =
		languages[entry->language < count ? entry->language : count - 1];
	const struct announcement *announcement;
	int window = state_find_window(state, entry->window);
	switch ((enum announce_what)entry->what) {
	case ANNOUNCE_CALL:
		if (window >= 0)
			announce_speech(state, entry->ticket, window, language, out);
		return window >= 0;
	case ANNOUNCE_NEXT_PLACE:
		return announce_next_place_speech(state, entry->ticket, language, out);
	case ANNOUNCE_TEXT:
		announcement = announce_find(state, entry->announcement);
		if (announcement)
			announce_text_speech(announcement, out);
		return announcement != NULL;
	case ANNOUNCE_RING:
		break;
	case ANNOUNCE_LEAVE:
	case ANNOUNCE_LIFTED:
		announce_evacuation_speech(&state->hall, language, entry->what == ANNOUNCE_LIFTED,
					   out);
		return true;
	}
	return false;
}

/* True when something was taken from the queue. */
static bool start_next(struct speaking *speaking, struct group *group)
{
	struct announce_entry entry;
	struct announce_speech announce;
	struct speech speech = { .chime = true };
	if (group->outstanding > 0 || device_tests_speak(speaking->app->device_tests, group->id))
		return false;
	switch (announce_queue_next(&group->queue, hall_time_now(speaking->app->time), &entry)) {
	case ANNOUNCE_SPEAK:
		if (!words_of(speaking, &entry, &announce)) {
			announce_queue_ended(&group->queue, false);
			return true;
		}
		to_speech(&announce, &speech);
		speech.chime = entry.chime;
		break;
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
			add(speaking, ANNOUNCE_CALL, ticket, i, hall_time_now(speaking->app->time),
			    1);
	}
	evacuate(speaking, hall_time_now(speaking->app->time));
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
		if (queue->speaking && queue->entries[0].what == ANNOUNCE_CALL &&
		    queue->entries[0].ticket <= state->ticket_count &&
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
