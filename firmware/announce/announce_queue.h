/* The announcements of one speaker group, one after the other. Pure: time is an argument.
 *  - no overlap: the next one goes out when the last one ended on every speaker of the group;
 *  - a repeat of a call that still waits in the queue is merged into it;
 *  - a call that is no longer called (started, no-show, cancelled) is dropped: announce_queue_drop;
 *  - a call is said in each of its languages, the ticket's own first, and that as often as the hall
 *    says. As the queue grows, repeats are dropped first, then the languages that are not the
 *    ticket's, then only the chime is left; spoken within 8 s of the record or marked unspoken;
 *  - calls that follow each other at once share one chime: who listens, listens already;
 *  - a call that a silent hall or zone does not speak may still ring: one chime for all that wait;
 *  - while the hall is evacuated nothing else is said, and that over and over. */
#ifndef JIAOHAO_ANNOUNCE_QUEUE_H
#define JIAOHAO_ANNOUNCE_QUEUE_H

#include "announce.h"

enum {
	ANNOUNCE_QUEUE_MAX = 64,
	ANNOUNCE_LATE_US = 8000000,
	ANNOUNCE_PHRASE_US = 7000000, /* the longest call in one language, chime and all */
	ANNOUNCE_AGAIN_US = 2000000,  /* an evacuation that no speaker took is tried again after */
};

enum announce_what {
	ANNOUNCE_CALL,	     /* ticket, window */
	ANNOUNCE_NEXT_PLACE, /* ticket: where it waits next */
	ANNOUNCE_TEXT,	     /* announcement: its serial */
	ANNOUNCE_LEAVE,	     /* everybody */
	ANNOUNCE_LIFTED,
	ANNOUNCE_RING, /* ticket: its chime alone */
};

struct announce_entry {
	uint8_t what; /* enum announce_what */
	uint32_t ticket;
	uint32_t announcement;
	char window[ID_MAX];
	int64_t called_us;
	uint8_t languages; /* it is said in so many, 1 … */
	uint8_t language;  /* the one that is said now or next: 0 is the ticket's own */
	uint8_t repeats;   /* still to be spoken, 1 …; 0: only its chime is sounding */
	bool spoken_once;
	bool chime; /* announce_queue_next says whether it begins with one */
};

struct announce_queue {
	uint8_t count;
	bool speaking;
	bool leaving;	    /* everybody must leave: nothing else is said */
	bool in_a_row;	    /* something has only just ended */
	bool rang;	    /* and it was a chime alone */
	int64_t started_us; /* what was taken last */
	struct announce_entry entries[ANNOUNCE_QUEUE_MAX]; /* [0] is being spoken while speaking */
	uint64_t spoken, merged, dropped, unspoken;	   /* for /metrics */
};

void announce_queue_init(struct announce_queue *queue);
/** Something to say became durable: @p entry with what, its names, called_us, languages (0 stands
 *  for 1) and repeats (0 stands for 1); the rest is the queue's. What waits for the same ticket is
 *  replaced. A full queue drops the oldest that was spoken once, else marks the oldest unspoken. */
void announce_queue_add(struct announce_queue *queue, const struct announce_entry *entry);
/** The hall is evacuated (@p on), in so many languages: what waits is dropped, and
 *  announce_queue_next answers with ANNOUNCE_LEAVE entries, one language after the other, until it
 *  is lifted; then that is said once. True: what is being spoken must be cut off now, its end comes
 *  by announce_queue_ended as usual. */
bool announce_queue_leave(struct announce_queue *queue, bool on, unsigned languages,
			  int64_t now_us);
/** The ticket is no longer called at that window: what waits for it is dropped. What is being
 *  spoken is not cut off, but not repeated. */
void announce_queue_drop(struct announce_queue *queue, uint32_t ticket);
/** The announcement is over. */
void announce_queue_drop_text(struct announce_queue *queue, uint32_t announcement);
/** A new service day: serials start again, so no call of yesterday is spoken. */
void announce_queue_drop_tickets(struct announce_queue *queue);
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
