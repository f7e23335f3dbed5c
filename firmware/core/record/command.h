/* What somebody or a device asks for. Carries everything decide may know of the world: time,
 * offset, random bits, whether the kiosk's printer can print. Decided once. */
#ifndef JIAOHAO_COMMAND_H
#define JIAOHAO_COMMAND_H

#include "record.h"
#include "refusal.h"

/* Stored in records as a number: never renumber. */
enum command_kind {
	COMMAND_NONE = 0,
	COMMAND_LOAD_HALL = 1,	  /* hall */
	COMMAND_TICK = 2,	  /* do what time brought; the first one of all opens the day */
	COMMAND_CLOCK_SET = 3,	  /* value = accepted step, µs */
	COMMAND_WINDOW_OPEN = 10, /* window, agent */
	COMMAND_WINDOW_CLOSE = 11,
	COMMAND_WINDOW_PAUSE = 12, /* reason */
	COMMAND_WINDOW_RESUME = 13,
	COMMAND_ISSUE = 20,  /* service, kiosk?, language?, class_id?, items? (one code), paperless,
			      * pager?, printer, random */
	COMMAND_CANCEL = 21, /* ticket */
	COMMAND_NEXT = 22,   /* window */
	COMMAND_RECALL = 23,
	COMMAND_START = 24,
	COMMAND_FINISH = 25,
	COMMAND_NO_SHOW = 26,
	COMMAND_RATE =
		30, /* ticket or window (its evaluator: the last finished there), level, channel */
	COMMAND_PRINTED = 40,	    /* ticket; value = the attempt it is the outcome of */
	COMMAND_PRINT_FAILED = 41,  /* the same */
	COMMAND_PRINT_UNKNOWN = 42, /* the same */
	COMMAND_REPRINT = 43,	    /* ticket, kiosk? (staff may leave it out), printer */
	COMMAND_WINDOW_EXTEND = 14, /* window, minutes past closing (0: ends it), reason */
	COMMAND_CALL = 27,	    /* window, ticket: out of turn, where the window may */
	COMMAND_SERVE = 28,    /* window, service, class_id?, proxy, random: without a number */
	COMMAND_HOLD = 60,     /* window, hold_return, reason, minutes? with HOLD_WAITING */
	COMMAND_UNHOLD = 61,   /* window, ticket (0: the one held longest there) */
	COMMAND_TRANSFER = 62, /* window; service, to_window or to_agent; front, reason, returns:
				* back to this window afterwards */
	COMMAND_FORWARD = 63,  /* window; targets: staff take the papers there; service or
				* to_window = where the visitor is called afterwards ("": the
				* hall's deliver window, else back to this one); random */
	COMMAND_UNDO = 64,     /* window, agent? */
	COMMAND_NOTE = 65,     /* window or ticket; outcome, items, case_no, proxy */
	COMMAND_REQUEUE = 66,  /* ticket; by_staff */
	COMMAND_POSTPONE = 67, /* ticket, minutes */
	COMMAND_GRANT = 68,    /* ticket, class_id, agent: the desk gives a class */
	COMMAND_VOID = 69,     /* ticket, agent: the desk takes a number back */
	COMMAND_PAGER = 70,    /* ticket, pager (0: it gives its pager back) */
	COMMAND_BOOK = 80,     /* service, slot_us, person, phone, channel, booking? (an imported
				* code), random */
	COMMAND_BOOKING_CANCEL = 81,   /* booking, by_staff */
	COMMAND_BOOKING_MOVE = 82,     /* booking, slot_us, by_staff; person, phone under the key of
					* the new day, where it is another one */
	COMMAND_CHECK_IN = 83,	       /* booking; kiosk, language, paperless, printer, random */
	COMMAND_BAN = 84,	       /* person, date: makes no appointments for that day */
	COMMAND_FOLLOWUP_CONTACT = 90, /* followup, agent, complex */
	COMMAND_FOLLOWUP_CLOSE = 91,   /* followup, agent, value = enum followup_result */
	COMMAND_WARN = 100,	 /* warning_kind, level, window, kiosk, device, service or value:
				  * something outside the core is wrong; raised once */
	COMMAND_WARN_OVER = 101, /* the same: it is right again */
	COMMAND_WARN_ACKNOWLEDGE = 102, /* warning, agent */
	COMMAND_WARN_CLEAR = 103,	/* warning, agent */
	COMMAND_ANNOUNCE = 110,	    /* level, text, language, groups, until_us (0: until lifted) */
	COMMAND_ANNOUNCE_END = 111, /* announcement */
	COMMAND_KEYPAD = 50, /* device, window, boot, key_sequence, key_code: see enum key_code */
};

enum printer_state { PRINTER_NONE, PRINTER_READY, PRINTER_DOWN };

enum key_code {
	KEY_BASELINE = 0, /* the first read after a start or restored: a press only when boot and
			   * key_sequence show exactly one press since the remembered one; which key
			   * it was is in last_key */
	KEY_NEXT = 1,
	KEY_RECALL = 2,
	KEY_START = 3,
	KEY_FINISH = 4,
	KEY_NO_SHOW = 5,
	KEY_PAUSE = 6,	    /* toggles */
	KEY_OPEN_CLOSE = 7, /* toggles */
	KEY_HOLD = 8,	    /* back to the same window */
	KEY_CALL_BACK = 9,  /* 回呼: the window's ticket held longest */
	KEY_HELP = 10,
	KEY_RATE_1 = 11, /* 非常不满意 */
	KEY_RATE_2,
	KEY_RATE_3,
	KEY_RATE_4,
	KEY_RATE_5,	   /* 非常满意 */
	KEY_TRANSFER = 16, /* the served ticket, to where the hall says for this window */
};

struct command {
	uint8_t kind;
	int64_t time_us; /* hall time, UTC; never smaller than the state's last */
	int32_t utc_offset_s;
	struct command_key key;
	char source[SOURCE_MAX];

	char service[ID_MAX];
	char window[ID_MAX];
	char kiosk[ID_MAX];
	char language[LANGUAGE_MAX];
	char class_id[ID_MAX];
	char agent[AGENT_MAX];
	char reason[REASON_MAX];
	char device[DEVICE_NAME_MAX];
	uint32_t ticket; /* serial */
	int64_t value;
	uint32_t boot, key_sequence;
	uint8_t key_code;
	uint8_t last_key; /* with KEY_BASELINE */
	uint8_t level, channel;
	char services[TICKET_SERVICES_MAX][ID_MAX]; /* ISSUE: all of them, the first is service */
	char to_window[ID_MAX];
	char to_service[ID_MAX];
	char to_agent[AGENT_MAX];
	struct {
		char service[ID_MAX], window[ID_MAX]; /* one of the two */
	} targets[PAPERS_MAX];
	char booking[BOOKING_CODE_MAX];
	char items[ITEMS_TEXT_MAX];
	char case_no[CASE_NO_MAX];
	char text[ANNOUNCEMENT_MAX];
	char groups[ANNOUNCED_GROUPS_MAX][ID_MAX];
	uint16_t codes[RATING_CODES_MAX];
	/* Keyed hashes (HMAC) of an ID number and a phone under the key of the day they are about:
	 * today, or the day of the appointment's slot or of the ban. 0: not given. */
	uint64_t person, phone;
	int64_t until_us, slot_us;
	int32_t date; /* of the ticket that is rated: its service day; 0: today's. BAN: last day */
	uint32_t warning, followup, announcement;
	uint16_t minutes;
	uint8_t leg; /* RATE, NOTE: which; 0: the last finished */
	uint8_t hold_return, warning_kind, outcome;
	uint8_t issue_channel; /* enum issue_channel */
	uint16_t pager;	       /* ISSUE, PAGER: 1 … PAGERS_MAX; 0: none */
	bool front, returns, voice, proxy, complex, has_text, by_staff;
	uint8_t printer; /* enum printer_state of the kiosk's printer, asked just now */
	bool paperless;
	uint8_t random[TICKET_ID_BYTES];
	const struct hall *hall; /* LOAD_HALL; borrowed during decide and apply */
};

/** Staff commands are decided before issues in one batch. */
bool command_is_staff(enum command_kind kind);

#endif
