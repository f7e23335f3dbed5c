/* The announcements of one speaker group, one after the other. Pure: time is an argument.
 *  - no overlap: the next one goes out when the last one ended on every speaker of the group;
 *  - a repeat of a call that still waits in the queue is merged into it;
 *  - a call that is no longer called (started, no-show, cancelled) is dropped: announce_queue_drop;
 *  - as it grows: repeats are dropped first, then only the chime is left; spoken within 8 s of the
 *    record or marked unspoken. */
#ifndef JIAOHAO_ANNOUNCE_QUEUE_H
#define JIAOHAO_ANNOUNCE_QUEUE_H

#include "announce.h"

enum { ANNOUNCE_QUEUE_MAX = 64, ANNOUNCE_LATE_US = 8000000 };

struct announce_entry {
	uint32_t ticket;
	char window[ID_MAX];
	int64_t called_us;
	uint8_t repeats; /* still to be spoken, 1 …; 0: only its chime is sounding */
	bool spoken_once;
};

struct announce_queue {
	uint8_t count;
	bool speaking;
	struct announce_entry entries[ANNOUNCE_QUEUE_MAX]; /* [0] is being spoken while speaking */
	uint64_t spoken, merged, dropped, unspoken;	   /* for /metrics */
};

void announce_queue_init(struct announce_queue *queue);
/** A call or recall became durable. A full queue drops the oldest that was spoken once, else marks
 *  the oldest unspoken. */
void announce_queue_add(struct announce_queue *queue, uint32_t ticket, const char *window,
			int64_t called_us, unsigned repeats);
/** The ticket is no longer called at that window: what waits for it is dropped. What is being
 *  spoken is not cut off, but not repeated. */
void announce_queue_drop(struct announce_queue *queue, uint32_t ticket);
enum announce_next { ANNOUNCE_NOTHING, ANNOUNCE_SPEAK, ANNOUNCE_CHIME };
/** What to start now; sets speaking. @p entry is filled for SPEAK and for CHIME, which is all that
 *  is left for calls too late for words; several late ones share one chime. */
enum announce_next announce_queue_next(struct announce_queue *queue, int64_t now_us,
				       struct announce_entry *entry);
/** What was started has ended, or was lost on the way (@p spoken false: counted as unspoken). */
void announce_queue_ended(struct announce_queue *queue, bool spoken);
/** The speakers were taken away in the middle of it: it waits again, as the first, and is said from
 *  its beginning. A chime alone is over. */
void announce_queue_cut_off(struct announce_queue *queue);

#endif
