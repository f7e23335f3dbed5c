/* Reads request bodies by tables of fields, writes times and tokens. Decides nothing. */
#include "api_json.h"

#include "calendar.h"
#include "identity.h"
#include "item.h"

#include <stdio.h>
#include <string.h>

/* --- shapes of texts --- */

static bool is_id(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return false;
	return text[0] != '\0';
}

/* One line of plain text; jansson has checked that it is UTF-8. */
static bool is_plain(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return false;
	return text[0] != '\0';
}

/* A matter's code: as in the hall's list, without blanks. */
static bool is_item(const char *text)
{
	return is_plain(text) && strchr(text, ' ') == NULL && strlen(text) < ITEM_CODE_MAX;
}

/* Like is_plain, but with line ends: what a citizen writes about a service. */
static bool is_text(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (((unsigned char)*c < ' ' && *c != '\n') || *c == 0x7f)
			return false;
	return text[0] != '\0';
}

static bool is_code(const char *text)
{
	return strlen(text) >= 4 && strspn(text, "0123456789") == strlen(text);
}

/* "code" or "code,code": no empty one, no spaces. */
static bool is_items(const char *text)
{
	const size_t length = strlen(text);
	return is_id(text) && text[0] != ',' && text[length - 1] != ',' && !strstr(text, ",,");
}

static bool is_token(const char *text)
{
	uint8_t id[TICKET_ID_BYTES];
	return api_token_read(text, id);
}

static bool is_language(const char *text)
{
	return strcmp(text, "zh") == 0 || strcmp(text, "en") == 0 || strcmp(text, "ug") == 0;
}

/* --- fields --- */

enum field_type {
	FIELD_TEXT,
	FIELD_BOOLEAN,
	FIELD_SMALL,   /* a whole number, kept in one byte */
	FIELD_NUMBER,  /* the same in two */
	FIELD_WORD,    /* one of words, kept as its place in the list */
	FIELD_IDS,     /* a list of different ids, at most size / ID_MAX */
	FIELD_CODES,   /* a list of different whole numbers, two bytes each */
	FIELD_TARGETS, /* a list of {"window": …} or {"service": …} */
	FIELD_DATE,    /* "YYYY-MM-DD", kept as a day number */
	FIELD_TIME,    /* RFC 3339, kept as UTC µs */
};

struct field {
	const char *name;
	enum field_type type;
	bool required, personal;
	bool or_null;	     /* FIELD_NUMBER: null stands for 0 */
	size_t offset, size; /* where in struct api_body; texts: with their NUL */
	bool (*shape)(const char *text);
	int low, high;		  /* FIELD_SMALL, FIELD_NUMBER, FIELD_CODES */
	const char *const *words; /* FIELD_WORD; the last is NULL, "" is never said */
	const char *allowed;	  /* for people */
};

#define BODY_TEXT(member)                                                                          \
	FIELD_TEXT, .offset = offsetof(struct api_body, member),                                   \
		    .size = sizeof(((struct api_body *)0)->member)
#define BODY_SMALL(member) FIELD_SMALL, .offset = offsetof(struct api_body, member)

#define BODY_NUMBER(member) FIELD_NUMBER, .offset = offsetof(struct api_body, member)
#define BODY_WORD(member) FIELD_WORD, .offset = offsetof(struct api_body, member)
#define BODY_FLAG(member)                                                                          \
	FIELD_BOOLEAN, .offset = offsetof(struct api_body, member), .allowed = "true, false"

static const char *const from_words[] = { "kiosk", "staff", "online", NULL };
static const char *const return_words[] = { "any", "same", "waiting", NULL };
static const char *const outcome_words[] = { "",	  "done",    "accepted", "incomplete",
					     "consulted", "refused", NULL };

#define ID_TEXT(name, member)                                                                       \
	{                                                                                           \
		name, BODY_TEXT(member), .shape = is_id, .allowed = "text, 1–15 bytes, no spaces" \
	}
#define AGENT_TEXT(name, member)                                                                   \
	{                                                                                          \
		name, BODY_TEXT(member), .shape = is_plain, .allowed = "text, 1–23 bytes"        \
	}
#define REASON_FIELD                                                                               \
	{                                                                                          \
		"reason", BODY_TEXT(reason), .shape = is_plain, .allowed = "text, 1–63 bytes"    \
	}
#define TICKET_FIELD                                                                               \
	{                                                                                          \
		"ticket", BODY_TEXT(ticket),                                                       \
			.shape = is_id, .allowed = "a number of today (A012) or a ticket's id"     \
	}
#define MINUTES_FIELD(least, most, must)                                                           \
	{                                                                                          \
		"minutes", BODY_NUMBER(minutes), .required = must, .low = least, .high = most,     \
						 .allowed = "a whole number " #least "–" #most     \
	}
#define NOTE_FIELDS                                                                                \
	{ "outcome", BODY_WORD(outcome), .words = outcome_words,                                   \
	  .allowed = "done, accepted, incomplete, consulted, refused" },                           \
		{ "items", BODY_TEXT(items), .shape = is_items,                                    \
		  .allowed = "codes of matters, separated by commas, at most 95 bytes" },          \
		{ "case_no", BODY_TEXT(case_no), .shape = is_id,                                   \
		  .allowed = "text, 1–39 bytes, no spaces" },                                      \
	{                                                                                          \
		"proxy", BODY_FLAG(proxy)                                                          \
	}

#define KIOSK_FIELD                                                                                \
	{                                                                                          \
		"kiosk", BODY_TEXT(kiosk), .shape = is_id,                                         \
					   .allowed = "text, 1–15 bytes, no spaces"              \
	}

static const struct field ticket_fields[] = {
	{ "service", BODY_TEXT(service), .required = true, .shape = is_id,
	  .allowed = "a service's code, 1–15 bytes, no spaces" },
	{ "services", FIELD_IDS, .offset = offsetof(struct api_body, services),
	  .size = sizeof(((struct api_body *)0)->services),
	  .allowed = "a list of 1–5 different codes of services, the first is service" },
	ID_TEXT("class", class_id),
	{ "item", BODY_TEXT(items), .shape = is_item,
	  .allowed = "the code of a matter of the service, 1–47 bytes, no spaces" },
	{ "voice", BODY_FLAG(voice) },
	{ "proxy", BODY_FLAG(proxy) },
	{ "from", BODY_WORD(from), .words = from_words, .allowed = "kiosk, staff, online" },
	KIOSK_FIELD,
	{ "language", BODY_TEXT(language), .shape = is_language, .allowed = "zh, en, ug" },
	{ "phone", BODY_TEXT(phone), .personal = true, .shape = identity_is_phone,
	  .allowed = "11 digits of a mobile number, or + and 7–15 digits" },
	{ "id_number", BODY_TEXT(id_number), .personal = true, .shape = identity_is_id_number,
	  .allowed = "18 characters with a right check digit, or 3 letters and 12 digits" },
	{ "card", BODY_TEXT(card), .personal = true, .shape = is_token,
	  .allowed = "the token of a card read at this kiosk, 32 hexadecimal digits" },
	{ "pager", BODY_NUMBER(pager), .low = 1, .high = PAGERS_MAX,
	  .allowed = "a whole number 1–9999" },
	{ "paperless", FIELD_BOOLEAN, .offset = offsetof(struct api_body, paperless),
	  .allowed = "true, false" },
	{ .name = NULL },
};

static const struct field reprint_fields[] = { KIOSK_FIELD, { .name = NULL } };

static const struct field rating_fields[] = {
	{ "level", BODY_SMALL(level), .required = true, .low = 1, .high = 5,
	  .allowed = "a whole number 1–5 (5 = very satisfied)" },
	{ "channel", BODY_SMALL(channel), .required = true, .low = 1, .high = 7,
	  .allowed = "a whole number 1–7 (1 PC, 2 mobile, 3 QR, 4 evaluator, 5 terminal, 6 SMS, "
		     "7 default)" },
	{ "codes", FIELD_CODES, .offset = offsetof(struct api_body, codes),
	  .size = sizeof(((struct api_body *)0)->codes), .low = 100, .high = 599,
	  .allowed = "a list of 1–6 different option codes of this level" },
	{ "text", BODY_TEXT(text), .personal = true, .shape = is_text,
	  .allowed = "text, 1–300 bytes" },
	{ "leg", BODY_SMALL(leg), .low = 1, .high = 255, .allowed = "a whole number 1–255" },
	{ .name = NULL },
};

static const struct field open_fields[] = {
	{ "agent", BODY_TEXT(agent), .shape = is_plain, .allowed = "text, 1–23 bytes" },
	{ .name = NULL },
};

static const struct field pause_fields[] = {
	{ "reason", BODY_TEXT(reason), .shape = is_plain, .allowed = "text, 1–63 bytes" },
	{ .name = NULL },
};

static const struct field requeue_fields[] = { { "by_staff", BODY_FLAG(by_staff) },
					       { .name = NULL } };

static const struct field postpone_fields[] = { MINUTES_FIELD(1, 720, true), { .name = NULL } };

static const struct field pager_fields[] = {
	{ "number", BODY_NUMBER(pager), .required = true, .or_null = true, .low = 1,
	  .high = PAGERS_MAX, .allowed = "a whole number 1–9999, or null" },
	{ .name = NULL },
};

static const struct field class_fields[] = {
	{ "class", BODY_TEXT(class_id), .required = true, .shape = is_id,
	  .allowed = "a priority class's id, 1–15 bytes" },
	AGENT_TEXT("agent", agent),
	{ .name = NULL },
};

static const struct field chosen_fields[] = {
	{ "ticket", BODY_TEXT(ticket), .required = true, .shape = is_id,
	  .allowed = "a number of today (A012) or a ticket's id" },
	{ .name = NULL },
};

static const struct field serve_fields[] = {
	{ "service", BODY_TEXT(service), .required = true, .shape = is_id,
	  .allowed = "a service's code, 1–15 bytes, no spaces" },
	ID_TEXT("class", class_id),
	{ "proxy", BODY_FLAG(proxy) },
	{ .name = NULL },
};

static const struct field finish_fields[] = { NOTE_FIELDS, { .name = NULL } };
static const struct field note_fields[] = { TICKET_FIELD, NOTE_FIELDS, { .name = NULL } };

static const struct field hold_fields[] = {
	{ "return", BODY_WORD(hold_return), .words = return_words,
	  .allowed = "any, same, waiting" },
	REASON_FIELD,
	MINUTES_FIELD(0, 720, false),
	{ .name = NULL },
};

static const struct field transfer_fields[] = {
	ID_TEXT("service", to_service),
	ID_TEXT("window", to_window),
	AGENT_TEXT("agent", to_agent),
	{ "front", BODY_FLAG(front) },
	{ "returns", BODY_FLAG(returns) },
	REASON_FIELD,
	{ .name = NULL },
};

static const struct field forward_fields[] = {
	{ "to", FIELD_TARGETS, .required = true, .offset = offsetof(struct api_body, targets),
	  .allowed = "a list of 1–5 of {\"window\": no} or {\"service\": code}" },
	ID_TEXT("then_window", to_window),
	ID_TEXT("then_service", to_service),
	{ .name = NULL },
};

static const struct field extend_fields[] = { MINUTES_FIELD(0, 600, true),
					      REASON_FIELD,
					      { .name = NULL } };

#define SLOT_FIELD                                                                                 \
	{                                                                                          \
		"slot", FIELD_TIME, .required = true,                                              \
				    .offset = offsetof(struct api_body, slot_us),                  \
				    .allowed = "a slot's begin, 2026-11-25T10:00+08:00"            \
	}
#define PERSON_FIELD(must)                                                                         \
	{                                                                                          \
		"id_number", BODY_TEXT(id_number),                                                 \
			.required = must, .personal = true, .shape = identity_is_id_number,        \
			.allowed = "18 characters with a right check digit, or 3 letters and 12 "  \
				   "digits"                                                        \
	}

static const struct field book_fields[] = {
	{ "service", BODY_TEXT(service), .required = true, .shape = is_id,
	  .allowed = "a service's code, 1–15 bytes, no spaces" },
	SLOT_FIELD,
	PERSON_FIELD(false),
	{ "phone", BODY_TEXT(phone), .personal = true, .shape = identity_is_phone,
	  .allowed = "11 digits of a mobile number, or + and 7–15 digits" },
	{ "from", BODY_WORD(from), .words = from_words, .allowed = "kiosk, staff, online" },
	{ "code", BODY_TEXT(booking), .shape = is_code,
	  .allowed = "the booking platform's code, 4–11 digits" },
	{ .name = NULL },
};

static const struct field check_in_fields[] = {
	KIOSK_FIELD,
	{ "language", BODY_TEXT(language), .shape = is_language, .allowed = "zh, en, ug" },
	{ "paperless", BODY_FLAG(paperless) },
	{ "voice", BODY_FLAG(voice) },
	{ .name = NULL },
};

static const struct field move_fields[] = {
	SLOT_FIELD,
	{ "by_staff", BODY_FLAG(by_staff) },
	PERSON_FIELD(false),
	{ "phone", BODY_TEXT(phone), .personal = true, .shape = identity_is_phone,
	  .allowed = "11 digits of a mobile number, or + and 7–15 digits" },
	{ .name = NULL },
};

static const struct field ban_fields[] = {
	PERSON_FIELD(true),
	{ "date", FIELD_DATE, .required = true, .offset = offsetof(struct api_body, date),
	  .allowed = "a day, YYYY-MM-DD" },
	{ .name = NULL },
};

static const struct field help_fields[] = { KIOSK_FIELD,
					    ID_TEXT("window", to_window),
					    { .name = NULL } };

static const struct field contact_fields[] = { AGENT_TEXT("agent", agent),
					       { "complex", BODY_FLAG(complex) },
					       { .name = NULL } };

static const char *const result_words[] = { "",		 "fixed",	"explained",
					    "unfounded", "unreachable", NULL };

static const struct field close_fields[] = {
	AGENT_TEXT("agent", agent),
	{ "result", BODY_WORD(result), .required = true, .words = result_words,
	  .allowed = "fixed, explained, unfounded, unreachable" },
	{ .name = NULL },
};

static const char *const level_words[] = { "info", "urgent", "evacuate", NULL };

static const struct field announce_fields[] = {
	{ "text", BODY_TEXT(announcement), .required = true, .shape = is_plain,
	  .allowed = "one line of text, 1–199 bytes" },
	{ "level", BODY_WORD(announcement_level), .words = level_words,
	  .allowed = "info, urgent, evacuate" },
	{ "language", BODY_TEXT(language), .shape = is_language, .allowed = "zh, en, ug" },
	{ "groups", FIELD_IDS, .offset = offsetof(struct api_body, groups),
	  .size = sizeof(((struct api_body *)0)->groups),
	  .allowed = "a list of 1–8 different speaker groups or zones" },
	{ "until", FIELD_TIME, .offset = offsetof(struct api_body, until_us),
	  .allowed = "a time, 2026-11-25T10:00+08:00" },
	{ .name = NULL },
};

static const struct field no_fields[] = { { .name = NULL } };

static const struct field *const body_fields[API_BODY_KINDS] = {
	[API_BODY_EMPTY] = no_fields,	       [API_BODY_TICKET] = ticket_fields,
	[API_BODY_REPRINT] = reprint_fields,   [API_BODY_RATING] = rating_fields,
	[API_BODY_OPEN] = open_fields,	       [API_BODY_PAUSE] = pause_fields,
	[API_BODY_REQUEUE] = requeue_fields,   [API_BODY_POSTPONE] = postpone_fields,
	[API_BODY_PAGER] = pager_fields,       [API_BODY_CLASS] = class_fields,
	[API_BODY_AGENT] = open_fields,	       [API_BODY_CHOSEN] = chosen_fields,
	[API_BODY_SERVE] = serve_fields,       [API_BODY_FINISH] = finish_fields,
	[API_BODY_NOTE] = note_fields,	       [API_BODY_HOLD] = hold_fields,
	[API_BODY_TRANSFER] = transfer_fields, [API_BODY_FORWARD] = forward_fields,
	[API_BODY_EXTEND] = extend_fields,     [API_BODY_BOOK] = book_fields,
	[API_BODY_CHECK_IN] = check_in_fields, [API_BODY_MOVE] = move_fields,
	[API_BODY_BAN] = ban_fields,	       [API_BODY_HELP] = help_fields,
	[API_BODY_CONTACT] = contact_fields,   [API_BODY_CLOSE] = close_fields,
	[API_BODY_ANNOUNCE] = announce_fields,
};

/* Copy as much as fits, never half a character. */
static void copy_cut(char *out, size_t size, const char *text, size_t length)
{
	if (length >= size) {
		length = size - 1;
		while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
			length--;
	}
	memcpy(out, text, length);
	out[length] = '\0';
}

static const char *type_name(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	case JSON_STRING:
		return "a text";
	case JSON_INTEGER:
	case JSON_REAL:
		return "a number";
	case JSON_TRUE:
	case JSON_FALSE:
		return "a boolean";
	default:
		return "null";
	}
}

/* What stood there: the value itself when it is short, else its kind. Personal data is never said
 * back: an answer may be logged on its way. */
static void found_text(const struct field *field, const json_t *value, char *out, size_t size)
{
	size_t length;
	if (json_is_object(value) || json_is_array(value) || (field != NULL && field->personal)) {
		snprintf(out, size, "%s", type_name(value));
		return;
	}
	length = json_dumpb(value, out, size, JSON_ENCODE_ANY);
	if (length >= size)
		snprintf(out, size, "%s of %zu bytes", type_name(value), length);
	else
		out[length] = '\0';
}

static void field_problem(struct problem *problem, const char *name, const char *found,
			  const char *allowed)
{
	problem->kind = PROBLEM_FIELD;
	copy_cut(problem->field, sizeof problem->field, name, strlen(name));
	if (found != problem->found)
		copy_cut(problem->found, sizeof problem->found, found, strlen(found));
	copy_cut(problem->allowed, sizeof problem->allowed, allowed, strlen(allowed));
}

static bool take_ids(const struct field *field, const json_t *list, char *place)
{
	const size_t count = json_array_size(list);
	if (count == 0 || count > field->size / ID_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *text = json_string_value(json_array_get(list, i));
		if (text == NULL || strlen(text) >= ID_MAX || !is_id(text))
			return false;
		for (size_t j = 0; j < i; j++)
			if (strcmp(place + j * ID_MAX, text) == 0)
				return false;
		memcpy(place + i * ID_MAX, text, strlen(text) + 1);
	}
	return true;
}

static bool take_codes(const struct field *field, const json_t *list, uint16_t *codes)
{
	const size_t count = json_array_size(list);
	if (count == 0 || count > field->size / sizeof *codes)
		return false;
	for (size_t i = 0; i < count; i++) {
		const json_t *value = json_array_get(list, i);
		const json_int_t number = json_integer_value(value);
		if (!json_is_integer(value) || number < field->low || number > field->high)
			return false;
		for (size_t j = 0; j < i; j++)
			if (codes[j] == number)
				return false;
		codes[i] = (uint16_t)number;
	}
	return true;
}

/* Each target is one window or one service, and nothing else. */
static bool take_targets(const json_t *list, struct api_body *body)
{
	const size_t count = json_array_size(list);
	if (count == 0 || count > PAPERS_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		const json_t *target = json_array_get(list, i);
		const char *window = json_string_value(json_object_get(target, "window"));
		const char *service = json_string_value(json_object_get(target, "service"));
		const char *text = window ? window : service;
		if (json_object_size(target) != 1 || text == NULL || strlen(text) >= ID_MAX ||
		    !is_id(text))
			return false;
		memcpy(window ? body->targets[i].window : body->targets[i].service, text,
		       strlen(text) + 1);
	}
	return true;
}

static bool take_word(const struct field *field, const json_t *value, uint8_t *place)
{
	const char *text = json_string_value(value);
	for (uint8_t i = 0; text != NULL && text[0] != '\0' && field->words[i] != NULL; i++)
		if (strcmp(field->words[i], text) == 0) {
			*place = i;
			return true;
		}
	return false;
}

static bool take_value(const struct field *field, const json_t *value, struct api_body *body)
{
	char *place = (char *)body + field->offset;
	switch (field->type) {
	case FIELD_TEXT: {
		const char *text = json_string_value(value);
		if (text == NULL || json_string_length(value) >= field->size || !field->shape(text))
			return false;
		memcpy(place, text, json_string_length(value) + 1);
		return true;
	}
	case FIELD_BOOLEAN:
		if (!json_is_boolean(value))
			return false;
		*(bool *)place = json_is_true(value);
		return true;
	case FIELD_SMALL:
	case FIELD_NUMBER: {
		const json_int_t number = json_integer_value(value);
		if (field->or_null && json_is_null(value)) {
			*(uint16_t *)(void *)place = 0;
			return true;
		}
		if (!json_is_integer(value) || number < field->low || number > field->high)
			return false;
		if (field->type == FIELD_SMALL)
			*(uint8_t *)place = (uint8_t)number;
		else
			*(uint16_t *)(void *)place = (uint16_t)number;
		return true;
	}
	case FIELD_WORD:
		return take_word(field, value, (uint8_t *)place);
	case FIELD_IDS:
		return take_ids(field, value, place);
	case FIELD_CODES:
		return take_codes(field, value, (uint16_t *)(void *)place);
	case FIELD_TARGETS:
		return take_targets(value, body);
	case FIELD_DATE:
		return json_is_string(value) &&
		       api_date_read(json_string_value(value), (int32_t *)(void *)place);
	case FIELD_TIME:
		return json_is_string(value) &&
		       api_time_read(json_string_value(value), (int64_t *)(void *)place);
	}
	return false;
}

static const struct field *find_field(const struct field *fields, const char *name)
{
	for (; fields->name != NULL; fields++)
		if (strcmp(fields->name, name) == 0)
			return fields;
	return NULL;
}

static void say_unknown(const struct field *fields, const char *name, struct problem *problem)
{
	char allowed[sizeof problem->allowed] = "";
	size_t length = 0;
	for (const struct field *f = fields; f->name != NULL && length < sizeof allowed; f++)
		length += (size_t)snprintf(allowed + length, sizeof allowed - length, "%s%s",
					   length > 0 ? ", " : "", f->name);
	field_problem(problem, name, "an unknown field", length > 0 ? allowed : "no fields");
}

static bool take_fields(const struct field *fields, json_t *object, struct api_body *body,
			struct problem *problem)
{
	const char *name;
	json_t *value;
	json_object_foreach(object, name, value)
	{
		const struct field *field = find_field(fields, name);
		if (field == NULL) {
			say_unknown(fields, name, problem);
			return false;
		}
		if (!take_value(field, value, body)) {
			found_text(field, value, problem->found, sizeof problem->found);
			field_problem(problem, name, problem->found, field->allowed);
			return false;
		}
	}
	for (const struct field *f = fields; f->name != NULL; f++)
		if (f->required && json_object_get(object, f->name) == NULL) {
			field_problem(problem, f->name, "nothing", f->allowed);
			return false;
		}
	return true;
}

bool api_body_read(enum api_body_kind kind, const char *bytes, size_t length, struct api_body *body,
		   struct problem *problem)
{
	json_error_t error;
	json_t *root;
	bool good = false;
	memset(problem, 0, sizeof *problem);
	memset(body, 0, offsetof(struct api_body, canonical));
	root = length > 0 ? json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error)
			  : json_object();
	if (root == NULL) {
		problem->kind = PROBLEM_SYNTAX;
		problem->line = length > 0 ? error.line : 1;
		problem->column = length > 0 ? error.column : 1;
		copy_cut(problem->reason, sizeof problem->reason, length > 0 ? error.text : "",
			 length > 0 ? strlen(error.text) : 0);
	} else if (!json_is_object(root)) {
		field_problem(problem, "body", type_name(root), "an object");
	} else if (take_fields(body_fields[kind], root, body, problem)) {
		/* Every field has a greatest length, so the whole has one. */
		body->canonical_length = json_dumpb(root, body->canonical, sizeof body->canonical,
						    JSON_COMPACT | JSON_SORT_KEYS);
		good = body->canonical_length <= sizeof body->canonical;
		if (!good)
			problem->kind = REFUSAL_BAD_REQUEST;
	}
	json_decref(root);
	return good;
}

/* --- answers --- */

void api_date_text(int32_t date, char out[API_TIME_MAX])
{
	int year;
	unsigned month, day;
	calendar_civil(date, &year, &month, &day);
	snprintf(out, API_TIME_MAX, "%04d-%02u-%02u", year, month, day);
}

void api_time_text(int64_t time_us, int32_t utc_offset_s, char out[API_TIME_MAX])
{
	const int64_t local = time_us + (int64_t)utc_offset_s * 1000000;
	const int32_t date = calendar_local_date(time_us, utc_offset_s);
	const int64_t in_day = local - (int64_t)date * 86400000000;
	const unsigned seconds = (unsigned)(in_day / 1000000);
	const unsigned offset_min =
		(unsigned)(utc_offset_s < 0 ? -utc_offset_s : utc_offset_s) / 60;
	int year;
	unsigned month, day;
	calendar_civil(date, &year, &month, &day);
	snprintf(out, API_TIME_MAX, "%04d-%02u-%02uT%02u:%02u:%02u.%03u%c%02u:%02u", year, month,
		 day, seconds / 3600, seconds / 60 % 60, seconds % 60,
		 (unsigned)(in_day % 1000000 / 1000), utc_offset_s < 0 ? '-' : '+', offset_min / 60,
		 offset_min % 60);
}

/* Digits only where digits belong: sscanf alone would take signs and spaces. */
static bool has_shape(const char *text, const char *shape)
{
	for (; *shape != '\0'; shape++, text++)
		if (*shape == '0' ? *text < '0' || *text > '9' : *text != *shape)
			return false;
	return true;
}

bool api_date_read(const char *text, int32_t *date)
{
	int year, year_back;
	unsigned month, day, month_back, day_back;
	if (strlen(text) != 10 || !has_shape(text, "0000-00-00") ||
	    sscanf(text, "%4d-%2u-%2u", &year, &month, &day) != 3 || month < 1 || month > 12)
		return false;
	*date = calendar_day(year, month, day);
	calendar_civil(*date, &year_back, &month_back, &day_back);
	return year_back == year && month_back == month && day_back == day;
}

bool api_time_read(const char *text, int64_t *time_us)
{
	char day[11];
	int32_t date;
	unsigned hour, minute, second = 0, offset_hour = 0, offset_min = 0, digits = 0;
	int64_t fraction_us = 0;
	if (!has_shape(text, "0000-00-00T00:00"))
		return false;
	memcpy(day, text, 10);
	day[10] = '\0';
	sscanf(text + 11, "%2u:%2u", &hour, &minute);
	text += 16;
	if (has_shape(text, ":00")) {
		sscanf(text + 1, "%2u", &second);
		text += 3;
		if (*text == '.') {
			for (text++; *text >= '0' && *text <= '9' && digits < 6; text++, digits++)
				fraction_us = fraction_us * 10 + (*text - '0');
			if (digits == 0)
				return false;
			for (; digits < 6; digits++)
				fraction_us *= 10;
		}
	}
	const char sign = *text;
	if ((sign == '+' || sign == '-') && has_shape(text + 1, "00:00") && text[6] == '\0')
		sscanf(text + 1, "%2u:%2u", &offset_hour, &offset_min);
	else if (strcmp(text, "Z") != 0)
		return false;
	if (!api_date_read(day, &date) || hour > 23 || minute > 59 || second > 59 ||
	    offset_hour > 14 || offset_min > 59)
		return false;
	const int64_t offset_s = (int64_t)(offset_hour * 3600 + offset_min * 60);
	const int64_t local_s = (int64_t)date * 86400 + hour * 3600 + minute * 60 + second;
	*time_us = (local_s - (sign == '-' ? -offset_s : offset_s)) * 1000000 + fraction_us;
	return true;
}

json_t *api_time_json(int64_t time_us, int32_t utc_offset_s)
{
	char text[API_TIME_MAX];
	if (time_us == 0)
		return json_null();
	api_time_text(time_us, utc_offset_s, text);
	return json_string(text);
}

json_t *api_text_json(const char *text)
{
	json_t *json = json_string(text);
	return json != NULL ? json : json_string("?");
}

void api_token_text(const uint8_t id[TICKET_ID_BYTES], char out[2 * TICKET_ID_BYTES + 1])
{
	static const char digits[] = "0123456789abcdef";
	for (int i = 0; i < TICKET_ID_BYTES; i++) {
		out[2 * i] = digits[id[i] >> 4];
		out[2 * i + 1] = digits[id[i] & 15];
	}
	out[2 * TICKET_ID_BYTES] = '\0';
}

bool api_token_read(const char *text, uint8_t id[TICKET_ID_BYTES])
{
	if (strlen(text) != 2 * TICKET_ID_BYTES ||
	    strspn(text, "0123456789abcdef") != 2 * TICKET_ID_BYTES)
		return false;
	for (int i = 0; i < TICKET_ID_BYTES; i++) {
		unsigned byte;
		sscanf(text + 2 * i, "%2x", &byte);
		id[i] = (uint8_t)byte;
	}
	return true;
}
