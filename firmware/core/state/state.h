/* The hall's state: flat and pointer-free, so that one memory copy restores it. Built only by
 * apply. Two of them exist in the daemon, working and durable; both are allocated once, zeroed by
 * the kernel, and only the pages in use cost memory. */
#ifndef JIAOHAO_STATE_H
#define JIAOHAO_STATE_H

#include "command.h"
#include "hall.h"
#include "record.h"
#include "wait_model.h"

/*   waiting ──call──▶ called ──start──▶ serving ──finish──▶ finished ──next leg──▶ waiting
 *      │               │ ▲ recall          │ (an inferred start only: the guess was wrong)
 *      │               └─┴──recall─────────┤
 *      │                     └──no-show────┴──▶ no_show ──requeue▶ waiting, or ──▶ void
 *      │                serving ──hold──▶ held ──unhold──▶ serving
 *      │                serving ──transfer──▶ waiting (new leg)
 *      │                serving ──forward──▶ awaiting (papers) ──last paper done──▶ waiting
 *      ├─cancel▶ cancelled
 *      └─expire▶ expired (at close + grace)                                              */
enum ticket_state {
	TICKET_NONE,
	TICKET_WAITING,
	TICKET_CALLED,
	TICKET_SERVING,
	TICKET_FINISHED,
	TICKET_NO_SHOW,
	TICKET_CANCELLED,
	TICKET_EXPIRED,
	TICKET_HELD,
	TICKET_AWAITING, /* staff have the papers; the visitor is called afterwards */
	TICKET_VOID,	 /* ended by rule: too many no-shows, kept too long, taken back */
};

enum print_state { PRINT_NONE, PRINT_PENDING, PRINT_DONE, PRINT_FAILED, PRINT_UNKNOWN };

enum rating_state {
	RATING_NONE,
	RATING_OPEN,
	RATING_GIVEN,
	RATING_TIMED_OUT,
	RATING_DEFAULTED, /* nobody rated in time: the hall's default stands for it */
};

/* Where a ticket waits. Each service has three lanes (services that share a queue have one set),
 * each window one line for tickets that only it may call, and one line is for those who wait for an
 * agent. Every line is in order of place. */
enum lane { LANE_FRONT, LANE_PRIORITY, LANE_ORDINARY, LANES };

enum {
	LINE_NONE = -1,
	LINE_WINDOWS = SERVICES_MAX * LANES,
	LINE_AGENTS = LINE_WINDOWS + WINDOWS_MAX,
	LINES_MAX
};

/* Of a ticket that did not go to the end of one of its queue's lanes. */
enum { AHEAD_UNKNOWN = UINT16_MAX };

struct line {
	uint32_t first, last, count; /* serials */
};

/* A number and the leg its visitor is in now, or a paper: one department's part of a visit, carried
 * by staff (parent is the visitor's ticket; it has that one's number and is never called). */
struct ticket {
	uint8_t id[TICKET_ID_BYTES];
	char number[NUMBER_MAX]; /* "": served without one */
	char kiosk[ID_MAX];
	char language[LANGUAGE_MAX];
	char booking[BOOKING_CODE_MAX];
	uint64_t person, phone;		      /* keyed hashes; 0: not given */
	uint32_t person_before, phone_before; /* the same one's ticket before this; 0: none */
	uint64_t touched; /* sequence of the last record about it, but for a rating's time-out */
	int8_t priority;  /* index into hall.classes; -1: none. Remapped with the hall */
	uint8_t channel;  /* enum issue_channel */
	int16_t plan[TICKET_SERVICES_MAX - 1]; /* services still to come, indices */
	uint8_t plan_count;
	bool paperless, voice, proxy, postponed;
	bool late;     /* came too late for its appointment: an ordinary ticket */
	bool away;     /* postponed, and not yet back among those who may be called */
	uint8_t print; /* enum print_state */
	uint8_t print_attempts;
	uint8_t no_shows;
	uint8_t state;	/* enum ticket_state */
	bool told;	/* its heads-up was recorded */
	uint16_t pager; /* the one its visitor carries, as long as the ticket lives; 0: none */

	uint32_t parent;		   /* serial of the visitor's ticket, of a paper; else 0 */
	uint8_t papers;			   /* of this visit, still under way */
	int16_t then_service, then_window; /* where the leg after this one is; -1: not set */
	uint16_t first_agent;	      /* 首问: who served first, state->agents; 0: nobody yet */
	uint32_t first_leg, last_leg; /* ended legs, state->legs; 0: none */
	uint32_t item;		      /* item_key of the matter it was taken for; 0: not said */
	int64_t issued_us, visit_started_us /* first service */, visit_ended_us;
	int64_t print_us; /* when the print's last outcome or start was recorded */

	/* the leg it is in now, or was in last */
	uint8_t leg;	   /* its number, from 1 */
	int16_t service;   /* index into state->hall.services; remapped when a hall is loaded */
	int16_t window;	   /* where it is or was last, index; -1: nowhere yet */
	int16_t to_window; /* only this window may call it; -1: any that serves it */
	uint16_t to_agent; /* only this agent may, as long as he is at work; 0: anybody */
	int16_t line;	   /* where it waits, LINE_NONE: nowhere */
	uint16_t ahead;	   /* people of its queue before it as the leg began, or AHEAD_UNKNOWN */
	bool front;	   /* goes before who waits */
	bool start_inferred, finish_inferred;
	uint8_t calls;
	uint8_t hold; /* enum hold_return */
	uint8_t outcome;
	uint32_t previous, next; /* neighbours in its line, serials; 0: none */
	int64_t place_us;	 /* its place: the smaller the earlier */
	int64_t not_before_us;	 /* not called earlier; 0: at any time */
	int64_t delay_us;	 /* the queue's delay by priorities when it came, see queue */
	int64_t begun_us, called_us /* first call */, last_call_us, started_us, finished_us;
	int64_t held_since_us, held_us; /* now, and in all of this leg */
};

/* An ended leg: one wait plus one service. */
struct leg {
	uint32_t ticket;
	uint32_t next;		 /* of the same ticket; 0: the last */
	int16_t service, window; /* indices, remapped with the hall; window -1: nowhere */
	uint16_t agent;
	uint8_t number;
	uint8_t ended; /* enum ticket_state: finished, held (transferred), void … */
	uint8_t outcome;
	uint8_t rating; /* enum rating_state */
	uint8_t level;	/* 1..5 once rated */
	uint8_t rating_changes;
	bool start_inferred, finish_inferred;
	int64_t begun_us, called_us, started_us, finished_us, held_us;
};

enum window_state { WINDOW_CLOSED, WINDOW_IDLE, WINDOW_PAUSED, WINDOW_CALLED, WINDOW_SERVING };

struct window {
	uint8_t state; /* enum window_state; a ticket in hand goes before paused */
	bool paused;   /* pauses as soon as the ticket in hand is done */
	bool armed;    /* idle, and calls the next to come by itself */
	char agent[AGENT_MAX];
	uint16_t agent_no; /* of agent in state->agents; 0: nobody */
	char reason[REASON_MAX];
	uint32_t ticket; /* called or serving here; 0: none */
	uint32_t rating; /* the ended leg whose rating is open here; 0: none */
	uint32_t held;	 /* tickets held that come back here */
	uint32_t last;	 /* the ticket finished here last: for notes; 0: none */
	int64_t since_us;
	int64_t last_next_us; /* last hardware "next", double presses included */
	int64_t extended_us;  /* works until then, past closing; 0: not extended */
};

/* What a call leaves behind in its queue. */
struct queue_calls {
	uint8_t priority_run, ordinary_owed;
	int64_t delay_us;
	int64_t last_call_us;
	bool last_was_ahead;
	struct wait_model wait;
};

/* A step touches the ticket that is finished, the visitor whose paper it was, and who is called
 * next. */
enum { UNDO_TICKETS_MAX = 3 };

/* How the window's last step is taken back: what it changed, as it was before. */
struct undo {
	uint64_t first, last; /* sequences of the step's records; last 0: nothing to undo */
	uint8_t command;      /* whose step it is */
	int64_t time_us;
	char agent[AGENT_MAX];
	struct window window;
	uint8_t ticket_count;
	uint32_t serials[UNDO_TICKETS_MAX];
	struct ticket tickets[UNDO_TICKETS_MAX];
	uint32_t created; /* the first ticket that the step itself made: a paper, a walk-in */
	uint8_t created_count;
	struct queue_calls calls; /* of the queue that the step called from */
	int16_t calls_of;	  /* that queue; -1: the step called nobody */
};

/* Services by index, one bit each. A window takes the services its hall file names. A service that
 * a reload removed (draining) is taken by every window of its zone, or, where no window is left in
 * that zone, by every window of the hall: whoever still waits is called by somebody. */
struct service_set {
	uint64_t bits[SERVICES_MAX / 64];
};

/* A service's day. The fields of a shared queue are those of the service that owns it. */
struct queue {
	uint32_t waiting;	  /* of this service, in all lines */
	uint32_t papers;	  /* of those waiting, the ones that staff carry */
	uint32_t issued, expired; /* today */
	uint32_t served;	  /* today, finished by a person */
	uint32_t last_number;	  /* shared */
	int64_t serve_sum_us;	  /* over `served`, for the mean service time */
	/* quota */
	uint32_t issued_session[SPANS_MAX], issued_site, issued_online;
	/* today's appointments that have not checked in, by the service and by its sessions */
	uint32_t booked, booked_session[SPANS_MAX];
	/* Priorities, shared: so many calls of the priority lane in a row, so many ordinary ones
	 * still owed, and how long priority calls have delayed the ordinary lane today. */
	uint8_t priority_run, ordinary_owed;
	int64_t delay_us;
	int64_t last_call_us;	/* any call of this queue */
	bool last_was_ahead;	/* that call went before an older ordinary ticket */
	struct wait_model wait; /* shared */
	int64_t extended_us;	/* the latest end of an extended window that takes it; 0: none */
};

struct keypad {
	char device[DEVICE_NAME_MAX];
	uint32_t boot, key_sequence;
};

struct key_entry {
	struct command_key key;
	uint32_t ticket;    /* the ticket its last record touched; 0: none. Of RECORD_BOOKED: the
			     * booking's index + 1 */
	uint16_t last_kind; /* that record's kind */
	uint8_t command;
};

enum booking_state {
	BOOKING_NONE,
	BOOKING_BOOKED,
	BOOKING_CHECKED_IN,
	BOOKING_CANCELLED,
	BOOKING_BREACHED, /* nobody came */
};

struct booking {
	char code[BOOKING_CODE_MAX];
	char service[ID_MAX];
	uint64_t person, phone;
	int64_t slot_us;
	int64_t booked_us;
	uint32_t ticket; /* once checked in, today's serial */
	uint8_t state;	 /* enum booking_state */
	uint8_t channel;
	bool carried;		/* said again in this day */
	uint16_t next_that_day; /* see state_bookings_of */
};

struct ban {
	uint64_t person;
	int32_t date;
	bool carried;
};

/* A leg of an earlier day that may still be rated, or whose rating may still be changed. */
struct later_rating {
	uint8_t ticket_id[TICKET_ID_BYTES];
	char service[ID_MAX];
	char window[ID_MAX];
	char agent[AGENT_MAX];
	uint32_t ticket;
	int32_t date;
	uint8_t leg, level, changes;
	bool carried;
};

enum followup_state { FOLLOWUP_NONE, FOLLOWUP_OPEN, FOLLOWUP_CONTACT_MADE, FOLLOWUP_DONE };

struct followup {
	uint32_t serial; /* never given twice */
	uint32_t ticket;
	int32_t date;
	char service[ID_MAX];
	char window[ID_MAX];
	char agent[AGENT_MAX];
	int64_t contact_us, fix_us; /* the latest moments */
	uint8_t leg, level;
	uint8_t state; /* enum followup_state */
	bool complex, carried;
	uint16_t warning; /* that it is due: index + 1, kept by warning_index.c; 0: none */
};

enum warning_state { WARNING_GONE, WARNING_RAISED, WARNING_ACKNOWLEDGED };

struct warning {
	uint32_t serial; /* never given twice */
	uint8_t kind;	 /* enum warning_kind */
	uint8_t level;	 /* 1 warning, 2 alarm */
	uint8_t state;	 /* enum warning_state */
	bool carried;
	char service[ID_MAX];
	char window[ID_MAX];
	char kiosk[ID_MAX];
	char device[DEVICE_NAME_MAX];
	int64_t value;
	int64_t raised_us;
	/* What it is about, as indices (+ 1; 0: nothing): kept by warning_index.c. */
	uint16_t of_service, of_window, of_followup;
};

struct announcement {
	uint32_t serial;
	uint8_t level; /* enum announcement_level */
	char language[LANGUAGE_MAX];
	char text[ANNOUNCEMENT_MAX];
	char groups[ANNOUNCED_GROUPS_MAX][ID_MAX]; /* none: everywhere */
	int64_t since_us, until_us;		   /* 0: until lifted */
	bool carried;
};

struct state {
	uint64_t sequence;     /* of the last record applied */
	uint64_t day_sequence; /* of the last DAY_OPENED: where this service day begins; 0: none */
	int64_t time_us;       /* of the last record applied */
	bool has_hall, day_open;
	int32_t date; /* service day, day number */
	int32_t utc_offset_s;
	uint32_t ticket_count; /* serials 1 … ticket_count are in use */
	uint32_t waiting;      /* over all queues */
	uint32_t active;       /* windows that call or serve */
	uint32_t ratings_open;
	uint32_t prints_pending;
	uint32_t held;	       /* tickets */
	uint32_t awaiting;     /* tickets whose papers are under way */
	uint32_t armed;	       /* windows */
	uint32_t delayed;      /* waiting tickets with a not_before_us */
	uint32_t untold;       /* waiting tickets whose heads-up is still to come */
	uint32_t kept;	       /* tickets in no_show that time will make void */
	uint32_t away;	       /* postponed tickets that are not back yet */
	uint32_t extra_legs;   /* begun beyond each ticket's first, and taken back: legs[] has room
				* for one of every ticket and for these */
	int64_t evacuated_us;  /* the last evacuation of today ended; 0: there was none */
	int64_t kept_since_us; /* the earliest no-show of those kept, when there are any */
	int64_t away_until_us; /* the earliest return of those away, when there are any */
	uint32_t leg_count;
	uint32_t agent_count; /* agents[1 … agent_count] */
	uint32_t carry;	      /* records still to be written before the day is whole; 0: it is */
	/* How many of each were said again today, from the array's begin. */
	uint32_t later_said, followups_said, warnings_said, announcements_said;
	uint32_t booking_count, ban_count, later_count, followup_count, warning_count;
	uint32_t announcement_count;
	uint32_t warning_serial, followup_serial, announcement_serial, booking_serial; /* last */
	uint32_t keypad_count;
	uint32_t key_count;
	uint32_t key_slots; /* of key_index, in use: a power of two, 0 before the first key */
	/* The warning raised for a service or a window, by kind: index + 1 (warning_index.c). */
	uint16_t service_warnings[WARNING_COUNT][SERVICES_MAX];
	uint16_t window_warnings[WARNING_COUNT][WINDOWS_MAX];
	uint16_t holidays_warning;
	struct hall hall;
	/* Follow from the hall and the date: each service's own thresholds, its zone's or the
	 * hall's; whether any of them is about idle windows; the year whose holidays are missing.
	 */
	struct thresholds thresholds[SERVICES_MAX];
	bool idle_watched;
	uint16_t holidays_missing;
	struct window windows[WINDOWS_MAX]; /* beside hall.windows, same index */
	struct undo undo[WINDOWS_MAX];
	struct queue queues[SERVICES_MAX]; /* beside hall.services, same index */
	int16_t queue_of[SERVICES_MAX];	   /* whose lanes a service's tickets wait in */
	struct line lines[LINES_MAX];
	char agents[AGENTS_MAX + 1][AGENT_MAX];
	struct announcement announcements[ANNOUNCEMENTS_MAX];
	struct keypad keypads[KEYPADS_MAX];
	struct service_set serves[WINDOWS_MAX];	    /* what each window takes, see service_set */
	struct service_set helps[WINDOWS_MAX];	    /* what it helps out with besides */
	uint8_t weights[WINDOWS_MAX][SERVICES_MAX]; /* percent; 0 stands for 100 */
	uint16_t service_index[SERVICES_MAX * 4];   /* open addressing by id: index + 1 */
	uint16_t window_index[WINDOWS_MAX * 4];
	uint16_t keypad_index[KEYPADS_MAX * 4];
	uint16_t ticket_index[65536];		/* by the token's first bytes: serial */
	uint16_t person_index[65536];		/* by person: his last ticket's serial */
	uint16_t phone_index[65536];		/* the same by phone */
	uint16_t booking_index[65536];		/* by code: index + 1 */
	uint16_t booking_days[32768];		/* by service and day: index + 1 */
	uint32_t key_index[KEYS_MAX * 2];	/* by the key's first bytes: entry + 1; the first
						 * key_slots of them, so that a small day takes
						 * little memory */
	struct ticket tickets[TICKETS_MAX + 1]; /* by serial; 0 unused */
	struct leg legs[LEGS_MAX + 1];		/* from 1, in order of their ends */
	struct booking bookings[BOOKINGS_MAX];
	struct ban bans[BANS_MAX];
	struct later_rating later[LATER_RATINGS_MAX];
	struct followup followups[FOLLOWUPS_MAX];
	struct warning warnings[WARNINGS_MAX];
	struct key_entry keys[KEYS_MAX];
};

/** Allocate one, zeroed and lazily backed by pages: done in app, not here. To start over, call
 *  state_reset on it: it clears only what is in use. */
void state_reset(struct state *state);
/** Make @p to equal @p from; copies only what is in use. */
void state_copy(struct state *to, const struct state *from);
/** Every invariant of design §3 that this state can violate: NULL, or a sentence that names it.
 *  O(tickets + windows). */
const char *state_check(const struct state *state);
/** A digest of everything meaningful in the state, for comparing replays. */
uint64_t state_digest(const struct state *state);

/** Index or -1 (windows, services); serial or 0 (tickets). */
int state_find_window(const struct state *state, const char *no);
int state_find_service(const struct state *state, const char *code);
uint32_t state_find_ticket(const struct state *state, const uint8_t id[TICKET_ID_BYTES]);
/** The last ticket that was issued to this person or phone, today; 0: none. Those before it:
 *  person_before, phone_before. */
uint32_t state_last_of_person(const struct state *state, uint64_t person);
uint32_t state_last_of_phone(const struct state *state, uint64_t phone);
const struct booking *state_find_booking(const struct state *state, const char *code);
/** The bookings of a service on a date, ended ones too, in no order that means anything: the first
 *  one's number (index + 1) and the one after it; 0: no more. */
uint32_t state_bookings_of(const struct state *state, const char *service, int32_t date);
uint32_t state_bookings_next(const struct state *state, uint32_t booking);
/** The appointment that the command of this key made today; NULL: none. */
const struct booking *state_booking_of_key(const struct state *state,
					   const struct command_key *key);
const struct key_entry *state_find_key(const struct state *state, const struct command_key *key);
const struct keypad *state_find_keypad(const struct state *state, const char *device);
/** Does this window (index) take tickets of this service (index)? */
bool state_window_serves(const struct state *state, int window, int service);

/** Has anybody acted on what this step touched, since? */
bool undo_touched(const struct state *state, const struct undo *undo);
/** Does a ticket or a leg of today name this service? Then it outlives a reload. */
bool state_service_used(const struct state *state, int service);
/** The number of an agent who worked today; 0: not seen. */
uint16_t state_find_agent(const struct state *state, const char *name);
/** The queue (service index) a service waits in: its own, or the one it shares. */
int state_queue_of(const struct state *state, int service);
/** The last ended leg of a ticket that a person finished, or 0: what a rating is for. */
uint32_t state_rateable_leg(const struct state *state, uint32_t ticket);
/** A leg of an earlier day that can still be rated: @p leg, or the ticket's last when it is 0.
 * NULL: none. Its rating is commanded by date, ticket and leg. */
const struct later_rating *state_find_later(const struct state *state,
					    const uint8_t ticket_id[TICKET_ID_BYTES], unsigned leg);
/** The leg with this number; 0: it has not ended, or there is none. */
uint32_t state_find_leg(const struct state *state, uint32_t ticket, unsigned number);

/** Everybody leaves: an evacuation is announced. */
bool state_evacuating(const struct state *state);

const char *ticket_state_name(enum ticket_state state); /* "waiting" … */
const char *window_state_name(enum window_state state); /* "closed" "idle" … */
const char *print_state_name(enum print_state state);	/* "none" "pending" "printed" … */

#endif
