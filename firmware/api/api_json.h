/* JSON of the API, in and out. Pure: bytes in, a checked body or a problem out. Bodies are strict:
 * a field nobody asked for is a mistake, said with what is allowed. */
#ifndef JIAOHAO_API_JSON_H
#define JIAOHAO_API_JSON_H

#include "limits.h"
#include "problem.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	API_PHONE_MAX = 20,
	API_ID_NUMBER_MAX = 20,
	API_RATING_TEXT_MAX = 301, /* 100 Chinese characters */
	API_CANONICAL_MAX = 4096,
	API_TIME_MAX = 40,
};

enum api_body_kind {
	API_BODY_EMPTY,	   /* nothing, or {} */
	API_BODY_TICKET,   /* service, services?, class?, item?, kiosk?, language?, phone?,
			    * id_number?, paperless?, voice?, proxy?, from?, pager?, card? */
	API_BODY_REPRINT,  /* kiosk? */
	API_BODY_RATING,   /* level, channel, codes?, text?, leg? */
	API_BODY_OPEN,	   /* agent? */
	API_BODY_PAUSE,	   /* reason? */
	API_BODY_REQUEUE,  /* by_staff? */
	API_BODY_POSTPONE, /* minutes */
	API_BODY_PAGER,	   /* number or null */
	API_BODY_CLASS,	   /* class, agent */
	API_BODY_AGENT,	   /* agent? */
	API_BODY_CHOSEN,   /* ticket */
	API_BODY_SERVE,	   /* service, class?, proxy? */
	API_BODY_FINISH,   /* outcome?, items?, case_no?, proxy? */
	API_BODY_NOTE,	   /* ticket?, outcome?, items?, case_no?, proxy? */
	API_BODY_HOLD,	   /* return?, reason?, minutes? */
	API_BODY_TRANSFER, /* service, window or agent; front?, returns?, reason? */
	API_BODY_FORWARD,  /* to, then_window? or then_service? */
	API_BODY_EXTEND,   /* minutes, reason? */
	API_BODY_BOOK,	   /* service, slot, id_number?, phone?, from?, code? */
	API_BODY_CHECK_IN, /* kiosk?, language?, paperless?, voice? */
	API_BODY_MOVE,	   /* slot, by_staff?, id_number?, phone? */
	API_BODY_BAN,	   /* id_number, date */
	API_BODY_HELP,	   /* kiosk or window */
	API_BODY_CONTACT,  /* agent?, complex? */
	API_BODY_CLOSE,	   /* agent?, result */
	API_BODY_ANNOUNCE, /* text, level?, language?, groups?, until? */
	API_BODY_KINDS,
	API_BODY_LIST /* no JSON and no fields: the handler reads it */
};

struct api_body {
	char service[ID_MAX];
	char kiosk[ID_MAX];
	char language[LANGUAGE_MAX];
	char agent[AGENT_MAX];
	char reason[REASON_MAX];
	char services[TICKET_SERVICES_MAX][ID_MAX];
	char class_id[ID_MAX];
	char ticket[2 * TICKET_ID_BYTES + 1]; /* a number of today, or a token */
	char to_window[ID_MAX], to_service[ID_MAX], to_agent[AGENT_MAX];
	struct {
		char service[ID_MAX], window[ID_MAX];
	} targets[PAPERS_MAX];
	char items[ITEMS_TEXT_MAX];
	char case_no[CASE_NO_MAX];
	char text[API_RATING_TEXT_MAX];
	uint16_t codes[RATING_CODES_MAX];
	int32_t date; /* day number; 0: not given */
	int64_t slot_us, until_us;
	char announcement[ANNOUNCEMENT_MAX];
	char groups[ANNOUNCED_GROUPS_MAX][ID_MAX];
	char booking[BOOKING_CODE_MAX];
	uint8_t announcement_level; /* enum announcement_level - 1 */
	uint8_t result;		    /* enum followup_result */
	bool complex;
	uint16_t minutes;
	uint16_t pager; /* 0: none */
	uint8_t from;	/* enum issue_channel */
	uint8_t hold_return, outcome, leg;
	bool front, returns, voice, proxy, by_staff;
	char phone[API_PHONE_MAX];
	char id_number[API_ID_NUMBER_MAX];
	char card[2 * TICKET_ID_BYTES + 1]; /* of a card that was read: its token */
	uint8_t level, channel;
	bool paperless;
	/* the body in its one form: keys sorted, nothing superfluous; what is hashed */
	size_t canonical_length;
	char canonical[API_CANONICAL_MAX];
};

/** True, or false with @p problem filled. @p bytes need not end with NUL; length 0 is {}. */
bool api_body_read(enum api_body_kind kind, const char *bytes, size_t length, struct api_body *body,
		   struct problem *problem);

/** RFC 3339 with milliseconds and the offset: "2026-11-21T09:30:05.120+08:00". */
void api_time_text(int64_t time_us, int32_t utc_offset_s, char out[API_TIME_MAX]);
/** The same as JSON; null for 0. */
json_t *api_time_json(int64_t time_us, int32_t utc_offset_s);
/** A time as api_time_text writes it, seconds and their fraction may be missing; the offset may
 * also be "Z". False: it is none. */
bool api_time_read(const char *text, int64_t *time_us);
/** "YYYY-MM-DD" as a day number. False: there is no such date. */
bool api_date_read(const char *text, int32_t *date);
/** "YYYY-MM-DD" of a day number. */
void api_date_text(int32_t date, char out[API_TIME_MAX]);
/** @p text as JSON; what is not UTF-8 becomes "?", so that an answer never fails on it. */
json_t *api_text_json(const char *text);
/** The token a citizen acts with, as 32 lowercase hexadecimal digits, and back. */
void api_token_text(const uint8_t id[TICKET_ID_BYTES], char out[2 * TICKET_ID_BYTES + 1]);
bool api_token_read(const char *text, uint8_t id[TICKET_ID_BYTES]);

#endif
