/* Problem documents (RFC 9457): what went wrong, in the caller's language, with what to do next.
 * The `code` is stable and for programs: the refusal's name, or one of the two of HTTP itself. The
 * words are in firmware/announce/messages, as problem.<name>.title and problem.<name>.detail. */
#ifndef JIAOHAO_PROBLEM_H
#define JIAOHAO_PROBLEM_H

#include "message.h"
#include "refusal.h"

#include <jansson.h>
#include <stddef.h>

/* Beside the core's refusals: what only HTTP can get wrong. */
enum problem_kind {
	PROBLEM_NOT_FOUND = REFUSAL_COUNT, /* no such path */
	PROBLEM_METHOD,			   /* the path knows other methods */
	PROBLEM_SYNTAX,			   /* not JSON: code bad_request, with line and column */
	PROBLEM_FIELD, /* a wrong field: code bad_request, with found and allowed */
	PROBLEM_ROW,   /* the same in a row of a list, with line and column */
	PROBLEM_KINDS
};

struct problem {
	int kind;	   /* enum refusal or enum problem_kind */
	char field[48];	   /* PROBLEM_FIELD: its name */
	char found[96];	   /* what it held; for personal data only its kind */
	char allowed[400]; /* what is allowed, or the methods of PROBLEM_METHOD */
	char reason[96];   /* PROBLEM_SYNTAX: the parser's words */
	int line, column;
	json_t *mistakes;      /* PROBLEM_ROW: all of the list; taken over by the document */
	char next_opening[40]; /* with REFUSAL_CLOSED: RFC 3339; "": none known */
	char next_slot[40];    /* with REFUSAL_QUOTA_FULL and SLOT_FULL: a free appointment; "" */
	char number[12];       /* with REFUSAL_DUPLICATE_TICKET: the one held; "" */
};

/** From an Accept-Language header (NULL: none): the language of ours with the highest weight. */
enum message_language problem_language(const char *accept_language);
/** "zh-CN" "en" "ug" */
const char *problem_language_tag(enum message_language language);

int problem_status(int kind);
/** What happened, in one line. */
void problem_title(int kind, enum message_language language, char *out, size_t size);
/** The stable code; never NULL. */
const char *problem_code(int kind);
/** Under what name its words stand in the message files; never NULL. Where they lack it, the words
 *  of an internal error are said. */
const char *problem_name(int kind);
/** The whole document; NULL when out of memory. */
json_t *problem_document(const struct problem *problem, enum message_language language);

#endif
