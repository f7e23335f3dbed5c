/* A booking platform's list of a day's appointments, as one CSV text. What the text may hold and
 * what becomes of its rows is the owner's; here it is taken off the wire and the outcome told. */
#include "api_exchange.h"
#include "seal.h"

#include <event2/buffer.h>
#include <event2/http.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int api_person_hash(struct api *api, int32_t date, const char *kind, const char *text,
		    uint64_t *out)
{
	return seal_person_hash(api->seal, date, kind, text, out);
}

static json_t *mistake_json(const struct api_import_mistake *mistake)
{
	json_t *json = json_object();
	json_object_set_new(json, "line", json_integer(mistake->line));
	json_object_set_new(json, "column", json_integer(mistake->column));
	json_object_set_new(json, "field", api_text_json(mistake->field));
	json_object_set_new(json, "found", api_text_json(mistake->found));
	json_object_set_new(json, "allowed", api_text_json(mistake->allowed));
	return json;
}

/* The first mistake is the problem's own; all of them are listed. */
static void refuse_list(struct api_exchange *exchange, const struct api_import_outcome *outcome)
{
	const struct api_import_mistake *first = outcome->mistakes;
	struct problem problem = { .kind = PROBLEM_ROW,
				   .line = (int)first->line,
				   .column = (int)first->column,
				   .mistakes = json_array() };
	memcpy(problem.field, first->field, sizeof first->field);
	memcpy(problem.found, first->found, sizeof first->found);
	memcpy(problem.allowed, first->allowed, sizeof first->allowed);
	for (uint32_t i = 0; i < outcome->mistake_count; i++)
		json_array_append_new(problem.mistakes, mistake_json(&outcome->mistakes[i]));
	api_refuse_with(exchange, &problem);
}

static json_t *row_json(const struct api_import_row *row)
{
	json_t *json = json_object();
	json_object_set_new(json, "line", json_integer(row->line));
	json_object_set_new(json, "code", api_text_json(row->code));
	return json;
}

static json_t *refused_json(const struct api_import_row *row, enum message_language language)
{
	char title[256];
	json_t *json = row_json(row);
	problem_title(row->refusal, language, title, sizeof title);
	json_object_set_new(json, "refusal", json_string(refusal_name(row->refusal)));
	json_object_set_new(json, "title", api_text_json(title));
	return json;
}

static void imported(void *context, const struct api_import_outcome *outcome)
{
	struct api_exchange *exchange = context;
	json_int_t counts[IMPORT_REFUSED + 1] = { 0 };
	if (outcome->mistake_count > 0)
		return refuse_list(exchange, outcome);
	if (outcome->refusal != REFUSAL_NONE)
		return api_refuse(exchange, outcome->refusal);
	const struct state *state = api_state(exchange->api);
	json_t *answer = api_object(state), *moved = json_array(), *refused = json_array();
	for (uint32_t i = 0; i < outcome->row_count; i++) {
		const struct api_import_row *row = &outcome->rows[i];
		counts[row->fate]++;
		if (row->fate == IMPORT_REFUSED)
			json_array_append_new(refused, refused_json(row, exchange->language));
		if (row->slot_us == 0)
			continue;
		json_t *json = row_json(row);
		json_object_set_new(json, "slot", api_time_json(row->slot_us, state->utc_offset_s));
		json_array_append_new(moved, json);
	}
	json_object_set_new(answer, "imported", json_integer(counts[IMPORT_BOOKED]));
	json_object_set_new(answer, "unchanged", json_integer(counts[IMPORT_UNCHANGED]));
	json_object_set_new(answer, "cancelled", json_integer(counts[IMPORT_CANCELLED]));
	json_object_set_new(answer, "banned", json_integer(counts[IMPORT_BANNED]));
	json_object_set_new(answer, "moved", moved);
	json_object_set_new(answer, "refused", refused);
	api_answer(exchange, 200, answer);
}

/* "text/csv", whatever parameters follow. */
static bool is_csv(const char *type)
{
	return type && strncasecmp(type, "text/csv", 8) == 0 && strchr("; \t", type[8]) != NULL;
}

/* A copy of our own, and none in the connection's buffer: it names people, and an answer may let
 * the request go. NULL: no memory. */
static char *take_text(struct evbuffer *input, size_t length)
{
	char *text = malloc(length + 1);
	unsigned char *bytes = length > 0 ? evbuffer_pullup(input, -1) : NULL;
	if (text == NULL || (length > 0 && bytes == NULL)) {
		free(text);
		return NULL;
	}
	if (length > 0) {
		memcpy(text, bytes, length);
		explicit_bzero(bytes, length);
	}
	text[length] = '\0';
	return text;
}

void api_import_post(struct api_exchange *exchange)
{
	struct api *api = exchange->api;
	struct evbuffer *input = evhttp_request_get_input_buffer(exchange->request);
	const char *type = evhttp_find_header(evhttp_request_get_input_headers(exchange->request),
					      "Content-Type");
	const char *closed = api_query(exchange, "closed");
	const size_t length = evbuffer_get_length(input);
	if (api->draining)
		return api_refuse(exchange, REFUSAL_STOPPING);
	if (!is_csv(type))
		return api_refuse_field(exchange, "Content-Type", type ? type : "nothing",
					"text/csv");
	if (closed && strcmp(closed, "refuse") != 0 && strcmp(closed, "move") != 0)
		return api_refuse_field(exchange, "closed", closed, "refuse, move");
	char *text = take_text(input, length);
	if (text == NULL)
		return api_refuse(exchange, REFUSAL_LIMIT);
	const struct api_import asked = { .api = api,
					  .text = text,
					  .length = length,
					  .move = closed && strcmp(closed, "move") == 0 };
	api->owner.import(api->owner.context, &asked, imported, exchange);
	explicit_bzero(text, length);
	free(text);
}
