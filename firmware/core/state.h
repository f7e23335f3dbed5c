/* The hall's state: flat and pointer-free, so that one memory copy restores it. Built only by
 * apply. Two of them exist in the daemon, working and durable; both are allocated once, zeroed by
 * the kernel, and only the pages in use cost memory. */
#ifndef JIAOHAO_STATE_H
#define JIAOHAO_STATE_H

#include "command.h"
#include "hall.h"
#include "record.h"

/*   waiting ──call──▶ called ──start──▶ serving ──finish──▶ finished ──rate / time-out
 *      │               │ ▲ recall          │ (an inferred start only: the guess was wrong)
 *      │               └─┴──recall─────────┤
 *      ├─cancel▶ cancelled   └──no-show────┴──▶ no_show
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
};

enum print_state { PRINT_NONE, PRINT_PENDING, PRINT_DONE, PRINT_FAILED, PRINT_UNKNOWN };

enum rating_state { RATING_NONE, RATING_OPEN, RATING_GIVEN, RATING_TIMED_OUT };

struct ticket {
	uint8_t id[TICKET_ID_BYTES];
	char number[NUMBER_MAX];
	char kiosk[ID_MAX];
	char language[LANGUAGE_MAX];
	char class_id[ID_MAX];
	int16_t service; /* index into state->hall.services; remapped when a hall is loaded */
	int16_t window;	 /* where it is or was last, index; -1: nowhere yet */
	uint8_t state;	 /* enum ticket_state */
	uint8_t print;	 /* enum print_state */
	uint8_t print_attempts;
	uint8_t calls;
	uint8_t rating; /* enum rating_state */
	uint8_t level;	/* 1..5 once rated */
	bool start_inferred, finish_inferred;
	bool paperless;
	uint32_t previous, next; /* neighbours in the service's queue, serials; 0: none */
	int64_t issued_us, called_us /* first call */, last_call_us, started_us, finished_us;
	int64_t print_us; /* when the print's last outcome or start was recorded */
};

enum window_state { WINDOW_CLOSED, WINDOW_IDLE, WINDOW_PAUSED, WINDOW_CALLED, WINDOW_SERVING };

struct window {
	uint8_t state; /* enum window_state; a ticket in hand goes before paused */
	bool paused;   /* pauses as soon as the ticket in hand is done */
	char agent[AGENT_MAX];
	char reason[REASON_MAX];
	uint32_t ticket; /* called or serving here; 0: none */
	uint32_t rating; /* the ticket whose rating is open here; 0: none */
	int64_t since_us;
	int64_t last_next_us; /* last hardware "next", double presses included */
};

/* Services by index, one bit each. A window takes the services its hall file names. A service that
 * a reload removed (draining) is taken by every window of its zone, or, where no window is left in
 * that zone, by every window of the hall: whoever still waits is called by somebody. */
struct service_set {
	uint64_t bits[SERVICES_MAX / 64];
};

struct queue {
	uint32_t first, last; /* waiting tickets, in order of service */
	uint32_t waiting;
	uint32_t issued, expired; /* today */
	uint32_t served;	  /* today, finished by a person */
	uint32_t last_number;
	int64_t serve_sum_us; /* over `served`, for the mean service time */
};

struct keypad {
	char device[DEVICE_NAME_MAX];
	uint32_t boot, key_sequence;
};

struct key_entry {
	struct command_key key;
	uint32_t ticket;    /* the ticket its last record touched; 0: none */
	uint16_t last_kind; /* that record's kind */
	uint8_t command;
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
	uint32_t keypad_count;
	uint32_t key_count;
	struct hall hall;
	struct window windows[WINDOWS_MAX]; /* beside hall.windows, same index */
	struct queue queues[SERVICES_MAX];  /* beside hall.services, same index */
	struct keypad keypads[KEYPADS_MAX];
	struct service_set serves[WINDOWS_MAX];	  /* what each window takes, see service_set */
	uint16_t service_index[SERVICES_MAX * 4]; /* open addressing by id: index + 1 */
	uint16_t window_index[WINDOWS_MAX * 4];
	uint16_t keypad_index[KEYPADS_MAX * 4];
	uint16_t ticket_index[65536];		/* by the token's first bytes: serial */
	uint32_t key_index[KEYS_MAX * 2];	/* by the key's first bytes: entry + 1 */
	struct ticket tickets[TICKETS_MAX + 1]; /* by serial; 0 unused */
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
const struct key_entry *state_find_key(const struct state *state, const struct command_key *key);
const struct keypad *state_find_keypad(const struct state *state, const char *device);
/** Does this window (index) take tickets of this service (index)? */
bool state_window_serves(const struct state *state, int window, int service);

const char *ticket_state_name(enum ticket_state state); /* "waiting" … */
const char *window_state_name(enum window_state state); /* "closed" "idle" … */
const char *print_state_name(enum print_state state);	/* "none" "pending" "printed" … */

#endif
