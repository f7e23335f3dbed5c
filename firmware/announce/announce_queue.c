/* One announcement after the other. Decides what is spoken and what no longer is; the speakers are
 * driven by firmware/app.
 *
 *   add ▶ waits ──next──▶ speaking ──ended──▶ the next language, once more, or gone
 *           │  └─ after 8 s: one chime for all that are late, unspoken
 *           └─drop▶ gone                                                                   */
#include "announce_queue.h"

#include <string.h>

void announce_queue_init(struct announce_queue *queue)
{
	memset(queue, 0, sizeof *queue);
}

static void remove_at(struct announce_queue *queue, unsigned index)
{
	queue->count--;
	memmove(&queue->entries[index], &queue->entries[index + 1],
		(queue->count - index) * sizeof queue->entries[0]);
}

/* What is being spoken stays where it is. */
static unsigned first_waiting(const struct announce_queue *queue)
{
	return queue->speaking ? 1 : 0;
}

static void make_room(struct announce_queue *queue)
{
	unsigned first = first_waiting(queue);
	for (unsigned i = first; i < queue->count; i++)
		if (queue->entries[i].spoken_once) {
			queue->dropped++;
			remove_at(queue, i);
			return;
		}
	queue->unspoken++;
	remove_at(queue, first);
}

static void set(struct announce_entry *to, const struct announce_entry *from)
{
	*to = *from;
	to->window[ID_MAX - 1] = '\0';
	to->languages = from->languages ? from->languages : 1;
	to->repeats = from->repeats ? from->repeats : 1;
	to->language = 0;
	to->spoken_once = false;
}

static bool same(const struct announce_entry *a, const struct announce_entry *b)
{
	return a->ticket == b->ticket && a->announcement == b->announcement;
}

void announce_queue_add(struct announce_queue *queue, const struct announce_entry *entry)
{
	if (queue->leaving)
		return;
	if (entry->what == ANNOUNCE_RING && queue->count > first_waiting(queue)) {
		queue->merged++; /* with whatever will be heard there */
		return;
	}
	for (unsigned i = first_waiting(queue); i < queue->count; i++)
		if (same(&queue->entries[i], entry)) {
			bool spoken_once = queue->entries[i].spoken_once;
			queue->merged++;
			set(&queue->entries[i], entry);
			queue->entries[i].spoken_once = spoken_once;
			return;
		}
	if (queue->count == ANNOUNCE_QUEUE_MAX)
		make_room(queue);
	set(&queue->entries[queue->count++], entry);
}

/* The rest of the utterance is spoken to its end, but it is the last. */
static void make_last(struct announce_entry *entry)
{
	if (entry->repeats > 0) {
		entry->repeats = 1;
		entry->language = (uint8_t)(entry->languages - 1);
	}
}

static void drop_if(struct announce_queue *queue, const struct announce_entry *wanted, bool all)
{
	if (queue->speaking && queue->entries[0].what != ANNOUNCE_LEAVE &&
	    (all ? queue->entries[0].ticket != 0 : same(&queue->entries[0], wanted)))
		make_last(&queue->entries[0]);
	for (unsigned i = queue->count; i > first_waiting(queue); i--)
		if (all ? queue->entries[i - 1].ticket != 0
			: same(&queue->entries[i - 1], wanted)) {
			queue->dropped++;
			remove_at(queue, i - 1);
		}
}

void announce_queue_drop(struct announce_queue *queue, uint32_t ticket)
{
	drop_if(queue, &(struct announce_entry){ .ticket = ticket }, false);
}

void announce_queue_drop_text(struct announce_queue *queue, uint32_t announcement)
{
	drop_if(queue, &(struct announce_entry){ .announcement = announcement }, false);
}

void announce_queue_drop_tickets(struct announce_queue *queue)
{
	drop_if(queue, NULL, true);
}

bool announce_queue_leave(struct announce_queue *queue, bool on, unsigned languages, int64_t now_us)
{
	struct announce_entry entry = {
		.what = on ? ANNOUNCE_LEAVE : ANNOUNCE_LIFTED,
		.languages = (uint8_t)languages,
		.called_us = now_us,
	};
	if (on == queue->leaving)
		return false;
	if (queue->speaking)
		make_last(&queue->entries[0]);
	while (queue->count > first_waiting(queue)) {
		queue->dropped += queue->entries[queue->count - 1].what != ANNOUNCE_LEAVE;
		remove_at(queue, queue->count - 1);
	}
	queue->leaving = false;
	announce_queue_add(queue, &entry);
	queue->leaving = on;
	return queue->speaking;
}

static bool is_late(const struct announce_entry *entry, int64_t now_us)
{
	return (entry->what == ANNOUNCE_CALL || entry->what == ANNOUNCE_NEXT_PLACE) &&
	       !entry->spoken_once && now_us - entry->called_us > ANNOUNCE_LATE_US;
}

/* Would one more phrase now make somebody behind it late? */
static bool has_time(const struct announce_queue *queue, int64_t now_us)
{
	for (unsigned i = 1; i < queue->count; i++)
		if (now_us + ANNOUNCE_PHRASE_US * (int64_t)i - queue->entries[i].called_us >
		    ANNOUNCE_LATE_US)
			return false;
	return true;
}

/* What has been said once in the ticket's language makes way: its repeats for anybody, its other
 * languages for who would have to wait too long. */
static void make_way(struct announce_queue *queue, int64_t now_us)
{
	const struct announce_entry *first = &queue->entries[0];
	if (first->what == ANNOUNCE_LEAVE || !first->spoken_once || queue->count == 1)
		return;
	if (first->language > 0 && has_time(queue, now_us))
		return;
	queue->dropped++;
	remove_at(queue, 0);
}

/* A chime that stands for itself is of no use when words follow or it has just rung, or when it
 * comes late. */
static void drop_idle_rings(struct announce_queue *queue, int64_t now_us)
{
	while (queue->count > 0 && queue->entries[0].what == ANNOUNCE_RING &&
	       (queue->count > 1 || queue->rang ||
		now_us - queue->entries[0].called_us > ANNOUNCE_LATE_US)) {
		queue->dropped++;
		remove_at(queue, 0);
	}
}

static bool begins_with_chime(const struct announce_queue *queue)
{
	const struct announce_entry *first = &queue->entries[0];
	bool call = first->what == ANNOUNCE_CALL || first->what == ANNOUNCE_NEXT_PLACE;
	return first->language == 0 && !(call && queue->in_a_row);
}

enum announce_next announce_queue_next(struct announce_queue *queue, int64_t now_us,
				       struct announce_entry *entry)
{
	if (queue->speaking)
		return ANNOUNCE_NOTHING;
	drop_idle_rings(queue, now_us);
	if (queue->count > 0)
		make_way(queue, now_us);
	if (queue->count == 0 ||
	    (queue->entries[0].what == ANNOUNCE_LEAVE && now_us < queue->entries[0].called_us)) {
		queue->in_a_row = queue->rang = false;
		return ANNOUNCE_NOTHING;
	}
	queue->speaking = true;
	queue->started_us = now_us;
	queue->entries[0].chime = begins_with_chime(queue);
	if (queue->entries[0].what == ANNOUNCE_RING) {
		queue->entries[0].repeats = 0;
		*entry = queue->entries[0];
		return ANNOUNCE_CHIME;
	}
	if (!is_late(&queue->entries[0], now_us)) {
		*entry = queue->entries[0];
		return ANNOUNCE_SPEAK;
	}
	while (queue->count > 1 && is_late(&queue->entries[1], now_us)) {
		queue->unspoken++;
		remove_at(queue, 0);
	}
	queue->unspoken++;
	queue->entries[0].repeats = 0; /* a chime: said nothing */
	*entry = queue->entries[0];
	return ANNOUNCE_CHIME;
}

/* True when nothing of it is left to be said. */
static bool step(struct announce_queue *queue)
{
	struct announce_entry *entry = &queue->entries[0];
	if (++entry->language < entry->languages)
		return false;
	entry->language = 0;
	if (entry->what == ANNOUNCE_LEAVE && queue->leaving)
		return false;
	return --entry->repeats == 0;
}

void announce_queue_ended(struct announce_queue *queue, bool spoken)
{
	struct announce_entry *entry = &queue->entries[0];
	if (!queue->speaking)
		return;
	queue->speaking = false;
	queue->in_a_row = true;
	queue->rang = entry->what == ANNOUNCE_RING;
	if (entry->repeats == 0) {
		remove_at(queue, 0);
		return;
	}
	/* Cut off for an evacuation, or with one. */
	bool overruled = (entry->what == ANNOUNCE_LEAVE) != queue->leaving;
	if (!spoken && !entry->spoken_once && overruled)
		queue->dropped++;
	else if (!spoken && !entry->spoken_once)
		queue->unspoken++;
	if (spoken && !entry->spoken_once)
		queue->spoken++;
	entry->spoken_once |= spoken;
	bool goes_on = entry->what == ANNOUNCE_LEAVE && queue->leaving;
	if (goes_on && !spoken)
		entry->called_us = queue->started_us + ANNOUNCE_AGAIN_US;
	if ((step(queue) || !spoken) && !goes_on)
		remove_at(queue, 0);
}

void announce_queue_cut_off(struct announce_queue *queue)
{
	if (!queue->speaking)
		return;
	if (queue->entries[0].repeats == 0)
		announce_queue_ended(queue, false);
	queue->speaking = queue->in_a_row = queue->rang = false;
}
