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
				    * paperless, value = people ahead */
	RECORD_TICKET_CANCELLED = 21, /* ticket */
	RECORD_TICKET_CALLED = 22,    /* ticket, window, agent */
	RECORD_TICKET_RECALLED = 23,  /* ticket, window; reason_code = enum recall_reason */
	RECORD_SERVICE_STARTED = 24,  /* ticket, window, inferred */
	RECORD_SERVICE_FINISHED =
		25,		    /* ticket, window, inferred = ended by time, not by a person */
	RECORD_TICKET_NO_SHOW = 26, /* ticket, window, inferred = by time */
	RECORD_TICKET_EXPIRED = 27, /* ticket */
	RECORD_RATING_GIVEN = 30,   /* ticket, window (where it was served), level, channel */
	RECORD_RATING_TIMED_OUT = 31, /* ticket, window */
	RECORD_PRINT_STARTED = 40,    /* ticket, kiosk, value = the attempt, from 1 */
	RECORD_PRINTED = 41,	      /* ticket, kiosk */
	RECORD_PRINT_FAILED = 42,     /* ticket, kiosk: nothing readable came out */
	RECORD_PRINT_UNKNOWN = 43, /* ticket, kiosk: no confirmation; never reprinted by itself */
	RECORD_KEYPAD_READ = 50,   /* device, boot, key_sequence, key, window; reason_code = enum
				    * refusal: a baseline (key 0) or a press and how it ended */
};

enum {
	RECORD_READER_MIN = 1,	/* the journal's minimum reader these records need */
	RECORD_BYTES_MAX = 512, /* an encoded record is never longer */
};

enum recall_reason {
	RECALL_BY_STAFF = 0,
	RECALL_BY_TIME = 1,
	RECALL_TOO_EARLY =
		2, /* "next" before the patience was over: the call is repeated instead */
};

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
