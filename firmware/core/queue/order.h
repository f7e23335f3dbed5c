/* Why is somebody before somebody else: who will be called before a waiting ticket, each with the
 * rule that puts him there, and why that ticket's own place is what it is. In codes; the words are
 * made elsewhere, and none of them says what a priority is given for. */
#ifndef JIAOHAO_ORDER_H
#define JIAOHAO_ORDER_H

#include "priority.h"
#include "state.h"

/* Stable names: part of the API. */
enum order_reason {
	ORDER_EARLIER,	     /* took a number earlier, or has an earlier place */
	ORDER_APPOINTMENT,   /* has an appointment whose slot is earlier, or its turn */
	ORDER_PRIORITY,	     /* a priority's turn */
	ORDER_OWED,	     /* an ordinary number's turn between priorities */
	ORDER_CEILING,	     /* has been delayed by priorities as long as the hall allows */
	ORDER_GRANTED,	     /* the desk put him first */
	ORDER_FRONT,	     /* comes back from another window, to the front */
	ORDER_BOUND,	     /* waits for a certain window or clerk */
	ORDER_OTHER_SERVICE, /* came earlier for another service of the same windows */
	ORDER_REASON_COUNT
};

enum order_place {
	PLACE_ARRIVAL,	   /* when the number was taken */
	PLACE_APPOINTMENT, /* by the slot */
	PLACE_LATE,	   /* too late for the slot: when he checked in */
	PLACE_PRIORITY,
	PLACE_GRANTED,
	PLACE_FRONT,
	PLACE_TRANSFER, /* sent on from another service */
	PLACE_POSTPONED,
	PLACE_NO_SHOW, /* called in vain, moved back */
	PLACE_WINDOW,  /* waits for a certain window */
	PLACE_AGENT,   /* … clerk */
	PLACE_COUNT
};

enum { ORDER_MAX = 64 };

struct order {
	uint32_t ahead; /* all of them, as estimate_ahead counts */
	uint32_t count; /* of these are listed, the first to be called first */
	uint8_t place;	/* enum order_place */
	int64_t not_before_us;
	struct {
		uint32_t ticket;
		uint8_t reason; /* enum order_reason */
	} entries[ORDER_MAX];
};

/** Empty (ahead 0, count 0) for a ticket that does not wait. O(services + ahead). */
void order_explain(const struct state *state, uint32_t ticket, struct order *order);
const char *order_reason_name(enum order_reason reason); /* "earlier" "appointment" … */
const char *order_place_name(enum order_place place);	 /* "arrival" "appointment" … */

/** People who will be called before a ticket that is not yet issued: its service, class, channel,
 *  place and whether it is late count. */
uint32_t order_ahead_new(const struct state *state, const struct ticket *ticket);

/* The calls to come in one queue, made on paper by the rules of priority.h until it is @p ticket's
 * turn. No time passes meanwhile: the ceiling on what priorities cost is where it is now. */
struct order_walk {
	const struct state *state;
	const struct ticket *ticket; /* of the state, or one that is not yet issued */
	int lane;		     /* its own */
	struct queue counters;
	const struct ticket *heads[LANES];
	enum turn why; /* of the call order_walk_next gave last */
};

/** @p ticket waits in one of the lanes of its queue, or will. */
void order_walk_begin(struct order_walk *walk, const struct state *state,
		      const struct ticket *ticket);
/** The next one to be called; 0: it is the ticket's turn. */
uint32_t order_walk_next(struct order_walk *walk);

#endif
