/* A record: a fact that decide produced. Durable, ordered by a global sequence, and the only thing
 * apply looks at. Names zones, services and windows by id, tickets by their serial of the service
 * day. This file also holds the portable encoding the journal stores. It holds no personal data:
 * no phone, ID number, name or free text of a citizen. */
#ifndef JIAOHAO_RECORD_H
#define JIAOHAO_RECORD_H

#include "limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hall;

/* Numbers are stored: never renumber, only append (and then raise RECORD_READER_MIN). */
enum record_kind {
	RECORD_NONE = 0,
	RECORD_HALL_LOADED = 1,	    /* digest */
	RECORD_DAY_OPENED = 2,	    /* date, utc_offset_s */
	RECORD_CLOCK_SET = 3,	    /* value = the step in µs that was accepted */
	RECORD_WINDOW_OPENED = 10,  /* window, agent */
	RECORD_WINDOW_CLOSED = 11,  /* window */
	RECORD_WINDOW_PAUSED = 12,  /* window, reason */
	RECORD_WINDOW_RESUMED = 13, /* window */
	RECORD_TICKET_ISSUED = 20, /* ticket, ticket_id, service, number, kiosk, language, class_id,
				    * paperless, voice, proxy, channel = enum issue_channel,
				    * services (all of them, when there are several), items = the
				    * code of the matter it is for, person, phone, booking, place_us
				    * (0: now), value = people ahead */
	RECORD_TICKET_CANCELLED = 21, /* ticket */
	RECORD_TICKET_CALLED = 22,    /* ticket, window, agent */
	RECORD_TICKET_RECALLED = 23,  /* ticket, window; reason_code = enum recall_reason */
	RECORD_SERVICE_STARTED = 24,  /* ticket, window, inferred */
	RECORD_SERVICE_FINISHED = 25, /* ticket, leg, window, inferred = ended by time, not by a
				       * person */
	RECORD_TICKET_NO_SHOW = 26,   /* ticket, window, inferred = by time */
	RECORD_TICKET_EXPIRED = 27,   /* ticket */
	RECORD_RATING_GIVEN = 30,     /* ticket, leg, date (its service day), window (where it was
				       * served), level, channel, codes, has_text, value = 1: it
				       * changes an earlier one */
	RECORD_RATING_TIMED_OUT = 31, /* ticket, leg, window */
	RECORD_PRINT_STARTED = 40,    /* ticket, kiosk, value = the attempt, from 1 */
	RECORD_PRINTED = 41,	      /* ticket, kiosk */
	RECORD_PRINT_FAILED = 42,     /* ticket, kiosk: nothing readable came out */
	RECORD_PRINT_UNKNOWN = 43,   /* ticket, kiosk: no confirmation; never reprinted by itself */
	RECORD_TICKET_REQUEUED = 28, /* ticket, window? (where it was a no-show), value = places
				      * back, place_us = its place by that, until_us = not called
				      * before, reason_code = enum requeue_reason, leg: when
				      * another one begins with it */
	RECORD_TICKET_VOIDED = 29,   /* ticket, inferred = by time */
	/* The visit. A record of these that begins a leg names it: leg = its number, from 1. */
	RECORD_LEG_BEGUN = 60,	     /* ticket, leg, service, to_window?, to_agent?, front,
				      * place_us, until_us?, reason, reason_code = enum leg_reason:
				      * waits again (the leg before was ended by a record of its own) */
	RECORD_LEG_TRANSFERRED = 61, /* ticket, leg, window: the leg ends here, unfinished;
				      * to_service?, to_window?: where the visitor comes back to
				      * after the next one */
	RECORD_SERVICE_HELD = 62,    /* ticket, window, reason, reason_code = enum hold_return */
	RECORD_SERVICE_UNHELD = 63,  /* ticket, window, agent: served again */
	RECORD_PAPERS_SENT = 64,     /* ticket (the visitor's), window, to_service?, to_window?: the
				      * leg in hand ends, the visitor waits for the papers; where he
				      * is called afterwards */
	RECORD_PAPER_ISSUED = 65,    /* ticket (new serial), parent, ticket_id, service, to_window?:
				      * one department's papers; nobody is called for them */
	RECORD_PAPER_TAKEN = 66,    /* ticket, window, agent: waiting ▶ serving, without a call */
	RECORD_WALK_IN_SERVED = 67, /* ticket (new serial), ticket_id, service, window, agent,
				     * class_id, proxy: served without a number */
	RECORD_SERVICE_NOTED = 68,  /* ticket, leg, window, outcome, items, case_no, proxy */
	RECORD_STEP_UNDONE = 69,    /* window, ticket: the window's last step is taken back; value =
				     * the sequence of its first record */
	RECORD_TICKET_POSTPONED = 70, /* ticket, until_us */
	RECORD_TICKET_RETURNED = 71,  /* ticket, place_us: a postponed one may be called again,
				       * after who would be first now */
	RECORD_TICKET_CLASSED = 72,   /* ticket, class_id, agent: the desk granted a class */
	RECORD_TICKET_PAGER = 73,     /* ticket, value = the pager its visitor carries; 0: none */
	RECORD_TICKET_HEADS_UP = 74,  /* ticket, value = people before it: time to come near; at
				       * most once a ticket, and only of one whose visitor can be
				       * told, by pager or phone */
	RECORD_WINDOW_ARMED = 14,     /* window: calls the next to come by itself */
	RECORD_WINDOW_EXTENDED = 15,  /* window, until_us, reason: 延时服务 past closing */
	/* Appointments. booking = the code, ASCII digits. */
	RECORD_BOOKED = 80,		/* booking, service, slot_us, person, phone, channel */
	RECORD_BOOKING_CANCELLED = 81,	/* booking, reason_code = 1: the day closed */
	RECORD_BOOKING_MOVED = 82,	/* booking, slot_us; person, phone: by the new day's key */
	RECORD_BOOKING_CHECKED_IN = 83, /* booking, ticket (issued by the next record), late */
	RECORD_BOOKING_BREACHED = 84,	/* booking: nobody came */
	RECORD_PERSON_BANNED = 85,	/* person, date: no appointments for that day */
	/* Ratings and what follows from them. */
	RECORD_RATING_DEFAULTED = 32, /* ticket, leg, date (its service day), window, level */
	RECORD_FOLLOWUP_OPENED = 90,  /* followup, date (of the leg), ticket, leg, service, window,
				       * agent, level, until_us = contact by, value = fix by, µs */
	RECORD_FOLLOWUP_CONTACTED = 91, /* followup, agent, complex: the longer deadline counts,
					 * value = fix by, µs */
	RECORD_FOLLOWUP_CLOSED = 92,	/* followup, agent, reason_code = enum followup_result */
	/* Supervision. */
	RECORD_WARNING_RAISED = 100, /* warning, warning_kind, level = 1 warning, 2 alarm; what it
				      * is about: service, window, kiosk, device or value */
	RECORD_WARNING_ACKNOWLEDGED = 101, /* warning, agent */
	RECORD_WARNING_CLEARED = 102,	   /* warning, inferred = what it warned of is over */
	RECORD_ANNOUNCED = 110,		 /* announcement, level, text, language, groups, until_us */
	RECORD_ANNOUNCEMENT_ENDED = 111, /* announcement, inferred = its time is over */
	/* What outlives a day is said again at its start, then DAY_CARRIED: a start reads from the
	 * last DAY_OPENED that was followed by one. Each sets its fields whole. */
	RECORD_DAY_CARRIED = 120,     /* value = the sequence of that DAY_OPENED; warning, followup,
				       * announcement = the last serials given */
	RECORD_BOOKING_CARRIED = 121, /* as BOOKED; place_us = when it was booked */
	RECORD_BAN_CARRIED = 122,     /* as PERSON_BANNED */
	RECORD_RATING_CARRIED = 123,  /* ticket_id, date, ticket, leg, service, window, agent,
				       * level (0: none yet), value = changes made */
	RECORD_FOLLOWUP_CARRIED = 124, /* as FOLLOWUP_OPENED, complex, reason_code = its state */
	RECORD_WARNING_CARRIED = 125,  /* as WARNING_RAISED, reason_code = its state, until_us =
					* when it was raised */
	RECORD_ANNOUNCEMENT_CARRIED = 126, /* as ANNOUNCED, value = since when, µs */
	RECORD_KEYPAD_READ = 50, /* device, boot, key_sequence, key, window; reason_code = enum
				  * refusal: a baseline (key 0) or a press and how it ended */
};

enum {
	RECORD_READER_MIN = 3,	 /* the journal's minimum reader these records need */
	RECORD_BYTES_MAX = 1536, /* an encoded record is never longer */
};

enum recall_reason {
	RECALL_BY_STAFF = 0,
	RECALL_BY_TIME = 1,
	RECALL_TOO_EARLY =
		2, /* "next" before the patience was over: the call is repeated instead */
};

/* Where a number comes from. Not a rating_channel. */
enum issue_channel {
	ISSUED_AT_KIOSK = 0, /* or by whoever asks the API without saying where */
	ISSUED_BY_STAFF = 1,
	ISSUED_ONLINE = 2,	/* by phone or web, without an appointment */
	ISSUED_APPOINTMENT = 3, /* at check-in */
	ISSUED_WALK_IN = 4,	/* served at once, without a number */
};

enum leg_reason {
	LEG_PLANNED = 0, /* the next service of the ticket's list */
	LEG_TRANSFER = 1,
	LEG_RETURN = 2, /* back where it came from, after paying or after the papers */
	LEG_DELIVER = 3,
	LEG_WAITING = 4, /* held with "waiting": in the queue again */
};

enum hold_return { HOLD_ANY = 0, HOLD_SAME = 1, HOLD_WAITING = 2 };

enum requeue_reason {
	REQUEUE_BY_RULE = 0,
	REQUEUE_BY_STAFF = 1,
	REQUEUE_BY_CITIZEN = 2, /* came late and said so at a kiosk or by phone */
};

/* 办理结果 */
enum outcome {
	OUTCOME_NONE = 0, /* not said */
	OUTCOME_DONE = 1,
	OUTCOME_ACCEPTED = 2,
	OUTCOME_INCOMPLETE = 3, /* papers are missing */
	OUTCOME_CONSULTED = 4,
	OUTCOME_REFUSED = 5,
	OUTCOME_COUNT
};

enum warning_kind {
	WARNING_NONE = 0,
	WARNING_WAIT = 1,	 /* service: the longest wait */
	WARNING_WAITING = 2,	 /* service: how many wait */
	WARNING_OVERTIME = 3,	 /* window: one service takes too long */
	WARNING_IDLE = 4,	 /* window: open, somebody waits, nobody is called */
	WARNING_QUOTA = 5,	 /* service: nearly gone */
	WARNING_FOLLOWUP = 6,	 /* value: the follow-up that is due */
	WARNING_DEVICE = 7,	 /* device: lost (an alarm), or degraded for a while */
	WARNING_CLOCK = 8,	 /* the clock is wrong or jumped */
	WARNING_HOLIDAYS = 9,	 /* value: the year whose holiday file is missing */
	WARNING_HELP = 10,	 /* kiosk or window: somebody asks for help */
	WARNING_UNRESOLVED = 11, /* service: a number of a 办不成事 service was taken */
	WARNING_STORAGE = 12,	 /* commits are slow, or the disk is nearly full */
	WARNING_PAPER = 13,	 /* device: paper near its end, out, cover open */
	WARNING_COUNT
};

enum followup_result {
	FOLLOWUP_FIXED = 1,
	FOLLOWUP_EXPLAINED = 2, /* no legal basis: explained */
	FOLLOWUP_UNFOUNDED = 3,
	FOLLOWUP_UNREACHABLE = 4,
	FOLLOWUP_RESULT_COUNT
};

enum announcement_level { ANNOUNCE_INFO = 1, ANNOUNCE_URGENT = 2, ANNOUNCE_EVACUATE = 3 };

/* 好差评 channels (ours): 1 PC, 2 mobile, 3 QR, 4 window evaluator, 5 other terminal, 6 SMS,
 * 7 default. */
enum rating_channel {
	CHANNEL_PC = 1,
	CHANNEL_MOBILE,
	CHANNEL_QR,
	CHANNEL_EVALUATOR,
	CHANNEL_TERMINAL,
	CHANNEL_SMS,
	CHANNEL_DEFAULT
};

/* Whose command it was and how it is known again. */
struct command_key {
	uint8_t bytes[KEY_BYTES]; /* all zero: no key, never remembered */
	uint64_t body;		  /* hash of the body: the same key with another one is refused */
};

struct record {
	uint64_t sequence; /* global, from 1; given by decide: state->sequence + 1, + 2, … */
	int64_t time_us;   /* UTC */
	uint16_t kind;	   /* enum record_kind */
	uint8_t command;   /* enum command_kind that made it */
	struct command_key key;
	char source[SOURCE_MAX];

	uint32_t ticket; /* serial within the service day, from 1; 0: none */
	uint8_t ticket_id[TICKET_ID_BYTES];
	char service[ID_MAX];
	char window[ID_MAX];
	char kiosk[ID_MAX];
	char number[NUMBER_MAX];
	char language[LANGUAGE_MAX];
	char class_id[ID_MAX];
	char agent[AGENT_MAX];
	char reason[REASON_MAX]; /* a staff reason, a code of the hall: never about a citizen */
	char device[DEVICE_NAME_MAX];
	uint8_t digest[DIGEST_BYTES];
	int32_t date; /* day number, calendar.h */
	int32_t utc_offset_s;
	int64_t value;
	uint32_t boot, key_sequence;
	uint8_t key_code; /* enum key_code of command.h */
	uint8_t reason_code;
	uint8_t level; /* 1..5 */
	uint8_t channel;
	bool inferred;
	bool paperless;

	uint32_t parent;			    /* serial */
	uint8_t leg;				    /* its number within the ticket, from 1 */
	char services[TICKET_SERVICES_MAX][ID_MAX]; /* of one ticket; "" ends the list */
	char to_window[ID_MAX];
	char to_service[ID_MAX];
	char to_agent[AGENT_MAX];
	char booking[BOOKING_CODE_MAX];
	char items[ITEMS_TEXT_MAX];
	char case_no[CASE_NO_MAX];
	char text[ANNOUNCEMENT_MAX]; /* of an announcement; never about a citizen */
	char groups[ANNOUNCED_GROUPS_MAX][ID_MAX];
	uint16_t codes[RATING_CODES_MAX]; /* 好差评 option codes; 0 ends */
	uint64_t person, phone;		  /* keyed hashes, see command.h; 0: none */
	int64_t place_us;		  /* the place in the queue, as a time of issue */
	int64_t until_us;
	int64_t slot_us;			  /* an appointment's slot begins */
	uint32_t warning, followup, announcement; /* serials of the state, from 1 */
	uint8_t warning_kind;			  /* enum warning_kind */
	uint8_t outcome;			  /* enum outcome */
	bool front, voice, proxy, late, complex, has_text;

	const struct hall *hall; /* HALL_LOADED only, not stored: attached by who replays it, found
				  * by digest; must stay valid during apply, which copies it */
};

struct record_list {
	uint32_t count;
	struct record records[RECORDS_MAX];
};

/** "ticket_issued" …: the event's name in the API and the journal; "unknown" for others. */
const char *record_kind_name(enum record_kind kind);
/** Bytes written to @p bytes (at least RECORD_BYTES_MAX long). Only fields that are set are
 *  stored, each as tag, length, value, so that later programs can add fields. Never fails. */
size_t record_encode(const struct record *record, uint8_t *bytes);
/** 0, or -EINVAL when the bytes are not a whole, valid record (@p record is then undefined). A tag
 *  that is not known is an error too: a newer program wrote it. hall is left NULL. */
int record_decode(struct record *record, const uint8_t *bytes, size_t length);

#endif
