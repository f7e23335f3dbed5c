/* Builds problem documents; the words themselves are in firmware/announce/messages. */
#include "problem.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* RFC 9110 §12.5.4, as far as three languages need it: "ug-CN;q=0.8, zh;q=0.5". */
enum message_language problem_language(const char *accept_language)
{
	static const char *const names[MESSAGE_LANGUAGES] = { "zh", "en", "ug" };
	enum message_language best = MESSAGE_ZH;
	long best_weight = 0;
	for (const char *at = accept_language; at != NULL && *at != '\0';) {
		at += strspn(at, " \t,");
		const size_t length = strcspn(at, ",");
		const char *weight_text = memchr(at, ';', length);
		long weight = 1000;
		if (weight_text != NULL) {
			weight_text += 1 + strspn(weight_text + 1, " \t");
			if (strncasecmp(weight_text, "q=", 2) == 0)
				weight = (long)(strtod(weight_text + 2, NULL) * 1000);
		}
		for (int i = 0; i < MESSAGE_LANGUAGES; i++) {
			const bool named = strncasecmp(at, names[i], 2) == 0 &&
					   (length == 2 || strchr("-; \t,", at[2]) != NULL);
			if (named && weight > best_weight) {
				best = (enum message_language)i;
				best_weight = weight;
			}
		}
		at += length;
	}
	return best;
}

const char *problem_language_tag(enum message_language language)
{
	static const char *const tags[MESSAGE_LANGUAGES] = { "zh-CN", "en", "ug" };
	return tags[language];
}

int problem_status(int kind)
{
	switch (kind) {
	case PROBLEM_SYNTAX:
		return 400;
	case PROBLEM_NOT_FOUND:
	case REFUSAL_UNKNOWN_SERVICE:
	case REFUSAL_UNKNOWN_WINDOW:
	case REFUSAL_UNKNOWN_TICKET:
	case REFUSAL_UNKNOWN_KIOSK:
	case REFUSAL_UNKNOWN_CLASS:
	case REFUSAL_UNKNOWN_APPOINTMENT:
	case REFUSAL_UNKNOWN_AGENT:
	case REFUSAL_UNKNOWN_WARNING:
	case REFUSAL_UNKNOWN_FOLLOWUP:
	case REFUSAL_UNKNOWN_ANNOUNCEMENT:
	case REFUSAL_UNKNOWN_ITEM:
	case REFUSAL_UNKNOWN_CARD:
		return 404;
	case PROBLEM_METHOD:
		return 405;
	case PROBLEM_FIELD:
	case PROBLEM_ROW:
	case REFUSAL_BAD_REQUEST:
	case REFUSAL_KEY_REUSED:
		return 422;
	case REFUSAL_RATE_LIMITED:
		return 429;
	case REFUSAL_NO_HALL:
	case REFUSAL_LIMIT:
	case REFUSAL_STORAGE:
	case REFUSAL_CLOCK:
	case REFUSAL_STOPPING:
	case REFUSAL_EVACUATION:
	case REFUSAL_DAY_CHANGE:
		return 503;
	default:
		return kind > REFUSAL_NONE && kind < REFUSAL_COUNT ? 409 : 500;
	}
}

const char *problem_code(int kind)
{
	switch (kind) {
	case PROBLEM_NOT_FOUND:
		return "not_found";
	case PROBLEM_METHOD:
		return "method_not_allowed";
	case PROBLEM_SYNTAX:
	case PROBLEM_FIELD:
	case PROBLEM_ROW:
		return refusal_name(REFUSAL_BAD_REQUEST);
	default:
		return refusal_name((enum refusal)kind);
	}
}

const char *problem_name(int kind)
{
	if (kind == PROBLEM_SYNTAX)
		return "syntax";
	if (kind == PROBLEM_ROW)
		return "row";
	return kind == PROBLEM_FIELD ? "field" : problem_code(kind);
}

static enum message_key key_of(int kind, bool title)
{
	char name[64];
	snprintf(name, sizeof name, "problem.%s.%s", problem_name(kind),
		 title ? "title" : "detail");
	int key = message_find(name);
	if (key >= 0)
		return (enum message_key)key;
	return title ? MESSAGE_PROBLEM_NONE_TITLE : MESSAGE_PROBLEM_NONE_DETAIL;
}

/* What a client sent, or the parser cut from it, may be no UTF-8: then only its ASCII is said. */
static void make_sayable(char *text)
{
	json_t *json = json_string(text);
	if (json == NULL)
		for (; *text != '\0'; text++)
			if ((unsigned char)*text >= 0x80)
				*text = '?';
	json_decref(json);
}

static void say_detail(const struct problem *problem, enum message_language language, char *out,
		       size_t size)
{
	enum message_key key = key_of(problem->kind, false);
	struct message_values values = {
		.field = problem->field,
		.found = problem->found,
		.allowed = problem->allowed,
		.line = (uint32_t)problem->line,
		.column = (uint32_t)problem->column,
		.reason = problem->reason,
	};
	char date[11] = "", time[6] = "";
	const char *moment = "";
	if (problem->kind == REFUSAL_CLOSED)
		moment = problem->next_opening;
	else if (problem->kind == REFUSAL_QUOTA_FULL || problem->kind == REFUSAL_SLOT_FULL)
		moment = problem->next_slot;
	if (moment[0] != '\0') {
		/* "2026-11-23T09:00:00.000+08:00": day and minute are what a person needs */
		snprintf(date, sizeof date, "%.10s", moment);
		snprintf(time, sizeof time, "%.5s", moment + 11);
		values.date = date;
		values.time = time;
		key = problem->kind == REFUSAL_CLOSED	    ? MESSAGE_PROBLEM_CLOSED_NEXT
		      : problem->kind == REFUSAL_QUOTA_FULL ? MESSAGE_PROBLEM_QUOTA_FULL_NEXT
							    : MESSAGE_PROBLEM_SLOT_FULL_NEXT;
	}
	if (problem->kind == REFUSAL_DUPLICATE_TICKET && problem->number[0] != '\0') {
		values.number = problem->number;
		key = MESSAGE_PROBLEM_DUPLICATE_TICKET_HELD;
	}
	announce_message(out, size, language, key, &values);
}

void problem_title(int kind, enum message_language language, char *out, size_t size)
{
	announce_message(out, size, language, key_of(kind, true), NULL);
}

json_t *problem_document(const struct problem *asked, enum message_language language)
{
	struct problem said = *asked, *problem = &said;
	char type[64], title[256], detail[1024];
	const char *code = problem_code(problem->kind);
	json_t *document;
	make_sayable(said.field);
	make_sayable(said.found);
	make_sayable(said.allowed);
	make_sayable(said.reason);
	snprintf(type, sizeof type, "urn:jiaohao:problem:%s", code);
	problem_title(problem->kind, language, title, sizeof title);
	say_detail(problem, language, detail, sizeof detail);
	document = json_pack("{s:s, s:s, s:i, s:s}", "type", type, "title", title, "status",
			     problem_status(problem->kind), "code", code);
	if (document == NULL) {
		json_decref(problem->mistakes);
		return NULL;
	}
	json_object_set_new(document, "detail", json_string(detail));
	if (problem->kind == REFUSAL_DUPLICATE_TICKET && problem->number[0] != '\0')
		json_object_set_new(document, "number", json_string(problem->number));
	if (problem->next_slot[0] != '\0')
		json_object_set_new(document, "next_slot", json_string(problem->next_slot));
	if (problem->kind == PROBLEM_FIELD || problem->kind == PROBLEM_ROW) {
		json_object_set_new(document, "field", json_string(problem->field));
		json_object_set_new(document, "found", json_string(problem->found));
		json_object_set_new(document, "allowed", json_string(problem->allowed));
	}
	if (problem->mistakes != NULL)
		json_object_set_new(document, "mistakes", problem->mistakes);
	if (problem->kind == PROBLEM_SYNTAX || problem->kind == PROBLEM_ROW) {
		json_object_set_new(document, "line", json_integer(problem->line));
		json_object_set_new(document, "column", json_integer(problem->column));
	}
	if (problem->kind == REFUSAL_CLOSED)
		json_object_set_new(document, "next_opening",
				    problem->next_opening[0] ? json_string(problem->next_opening)
							     : json_null());
	return document;
}
