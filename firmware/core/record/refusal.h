/* Why a command was refused. The names (refusal_name) are part of the API's contract. */
#ifndef JIAOHAO_REFUSAL_H
#define JIAOHAO_REFUSAL_H

enum refusal {
	REFUSAL_NONE = 0,
	REFUSAL_NO_HALL, /* no hall is loaded yet */
	REFUSAL_UNKNOWN_SERVICE,
	REFUSAL_UNKNOWN_WINDOW,
	REFUSAL_UNKNOWN_TICKET,
	REFUSAL_UNKNOWN_KIOSK,
	REFUSAL_CLOSED,	     /* the service takes no numbers at this time */
	REFUSAL_QUOTA_FULL,  /* no more numbers: of this day, session, channel, person or phone */
	REFUSAL_WRONG_STATE, /* the ticket or window is not in a state that allows it */
	REFUSAL_WINDOW_CLOSED,
	REFUSAL_WINDOW_PAUSED,
	REFUSAL_WINDOW_BUSY, /* it calls or serves somebody: finish first */
	REFUSAL_NOT_YOURS,   /* the ticket is at another window */
	REFUSAL_TOO_EARLY,   /* a no-show before the patience, a recall before the gap */
	REFUSAL_MAX_CALLS,
	REFUSAL_ALREADY_RATED,
	REFUSAL_NOT_RATEABLE, /* no finished leg, or the time to rate is over */
	REFUSAL_KEY_REUSED,   /* the same key with another body */
	REFUSAL_DOUBLE_PRESS, /* a second hardware "next" within the guard time */
	REFUSAL_PRINTER,      /* the kiosk's printer can't print; lifted by paperless */
	REFUSAL_HALL_IN_USE,  /* a reload would remove a window that calls or serves */
	REFUSAL_LIMIT,	      /* a fixed size of limits.h is reached */
	REFUSAL_BAD_REQUEST,
	REFUSAL_RATE_LIMITED,
	REFUSAL_STORAGE,	  /* the journal can't make it durable now */
	REFUSAL_CLOCK,		  /* the clock is in doubt and this act needs it */
	REFUSAL_STOPPING,	  /* the daemon is draining */
	REFUSAL_DUPLICATE_TICKET, /* this person has an unfinished ticket of this service */
	REFUSAL_UNKNOWN_CLASS,
	REFUSAL_CLASS_BY_STAFF, /* only the desk grants this class */
	REFUSAL_NOT_ALLOWED,	/* this window has no permission for it */
	REFUSAL_UNKNOWN_APPOINTMENT,
	REFUSAL_SLOT_FULL,     /* no place left in this slot; another one is offered */
	REFUSAL_NOT_BOOKABLE,  /* the service, day or slot takes no appointments */
	REFUSAL_TOO_LATE,      /* the cancel deadline, the check-in, the undo or the note is over */
	REFUSAL_BANNED,	       /* the booking platform has banned this person */
	REFUSAL_UNKNOWN_AGENT, /* nobody of this name is at a window */
	REFUSAL_NOTHING_TO_UNDO,
	REFUSAL_EVACUATION, /* everybody leaves: no numbers, no calls */
	REFUSAL_DAY_CHANGE, /* the new service day is being opened: ask again in a second */
	REFUSAL_UNKNOWN_WARNING,
	REFUSAL_UNKNOWN_FOLLOWUP,
	REFUSAL_UNKNOWN_ANNOUNCEMENT,
	REFUSAL_UNKNOWN_ITEM,
	REFUSAL_PAGER_TAKEN,  /* another visitor carries this pager */
	REFUSAL_UNKNOWN_CARD, /* no card was read here a moment ago that this token stands for */
	REFUSAL_COUNT
};

/** "unknown_service" …: stable, ASCII, never NULL (an unknown value gives "unknown"). */
const char *refusal_name(enum refusal refusal);

#endif
