/* One announcement after the other. Decides what is spoken and what no longer is; the speakers are
 * driven by firmware/app.
 *
 *   add ▶ waits ──next──▶ speaking ──ended──▶ gone, or once more when nobody else waits
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

static void set_window(struct announce_entry *entry, const char *window)
{
	memset(entry->window, 0, sizeof entry->window);
	memcpy(entry->window, window, strnlen(window, sizeof entry->window - 1));
}

void announce_queue_add(struct announce_queue *queue, uint32_t ticket, const char *window,
			int64_t called_us, unsigned repeats)
{
	if (repeats == 0)
		repeats = 1;
	if (repeats > UINT8_MAX)
		repeats = UINT8_MAX;
	for (unsigned i = first_waiting(queue); i < queue->count; i++) {
		struct announce_entry *entry = &queue->entries[i];
		if (entry->ticket != ticket)
			continue;
		queue->merged++;
		set_window(entry, window);
		entry->called_us = called_us;
		entry->repeats = (uint8_t)repeats;
		return;
	}
	if (queue->count == ANNOUNCE_QUEUE_MAX)
		make_room(queue);
	struct announce_entry *entry = &queue->entries[queue->count++];
	memset(entry, 0, sizeof *entry);
	entry->ticket = ticket;
	entry->called_us = called_us;
	entry->repeats = (uint8_t)repeats;
	set_window(entry, window);
}

void announce_queue_drop(struct announce_queue *queue, uint32_t ticket)
{
	if (queue->speaking && queue->entries[0].ticket == ticket && queue->entries[0].repeats > 1)
		queue->entries[0].repeats = 1;
	for (unsigned i = queue->count; i > first_waiting(queue); i--)
		if (queue->entries[i - 1].ticket == ticket) {
			queue->dropped++;
			remove_at(queue, i - 1);
		}
}

static bool is_late(const struct announce_entry *entry, int64_t now_us)
{
	return !entry->spoken_once && now_us - entry->called_us > ANNOUNCE_LATE_US;
}

enum announce_next announce_queue_next(struct announce_queue *queue, int64_t now_us,
				       struct announce_entry *entry)
{
	if (queue->speaking || queue->count == 0)
		return ANNOUNCE_NOTHING;
	if (queue->entries[0].spoken_once && queue->count > 1) {
		queue->dropped++;
		remove_at(queue, 0);
	}
	queue->speaking = true;
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

void announce_queue_ended(struct announce_queue *queue, bool spoken)
{
	struct announce_entry *entry = &queue->entries[0];
	if (!queue->speaking)
		return;
	queue->speaking = false;
	if (entry->repeats == 0) {
		remove_at(queue, 0);
		return;
	}
	if (!spoken && !entry->spoken_once)
		queue->unspoken++;
	if (spoken && !entry->spoken_once)
		queue->spoken++;
	entry->spoken_once = true;
	if (!spoken || --entry->repeats == 0)
		remove_at(queue, 0);
}

void announce_queue_cut_off(struct announce_queue *queue)
{
	if (!queue->speaking)
		return;
	if (queue->entries[0].repeats == 0)
		announce_queue_ended(queue, false);
	queue->speaking = false;
}
