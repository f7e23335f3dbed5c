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

enum { API_PHONE_MAX = 20, API_ID_NUMBER_MAX = 20, API_CANONICAL_MAX = 2048, API_TIME_MAX = 40 };

enum api_body_kind {
	API_BODY_EMPTY,	  /* nothing, or {} */
	API_BODY_TICKET,  /* service, kiosk?, language?, phone?, id_number?, paperless? */
	API_BODY_REPRINT, /* kiosk? */
	API_BODY_RATING,  /* level, channel */
	API_BODY_OPEN,	  /* agent? */
	API_BODY_PAUSE,	  /* reason? */
	API_BODY_KINDS
};

struct api_body {
	char service[ID_MAX];
	char kiosk[ID_MAX];
	char language[LANGUAGE_MAX];
	char agent[AGENT_MAX];
	char reason[REASON_MAX];
	char phone[API_PHONE_MAX];
	char id_number[API_ID_NUMBER_MAX];
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
/** "YYYY-MM-DD" of a day number. */
void api_date_text(int32_t date, char out[API_TIME_MAX]);
/** @p text as JSON; what is not UTF-8 becomes "?", so that an answer never fails on it. */
json_t *api_text_json(const char *text);
/** The token a citizen acts with, as 32 lowercase hexadecimal digits, and back. */
void api_token_text(const uint8_t id[TICKET_ID_BYTES], char out[2 * TICKET_ID_BYTES + 1]);
bool api_token_read(const char *text, uint8_t id[TICKET_ID_BYTES]);

#endif
