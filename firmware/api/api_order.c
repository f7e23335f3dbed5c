/* GET /tickets/{id}/order: who is called before this ticket and why, in codes and in words of all
 * languages. No word says what a priority is given for. */
#include "api_exchange.h"

#include "announce_order.h"
#include "order.h"

static const char *const language_names[MESSAGE_LANGUAGES] = {
	[MESSAGE_ZH] = "zh",
	[MESSAGE_EN] = "en",
	[MESSAGE_UG] = "ug",
};

static json_t *reason_json(const struct state *state, uint32_t ticket, enum order_reason reason)
{
	char text[ANNOUNCE_TEXT_MAX];
	json_t *words = json_object();
	for (int i = 0; i < MESSAGE_LANGUAGES; i++) {
		announce_order(state, ticket, reason, (enum message_language)i, text, sizeof text);
		json_object_set_new(words, language_names[i], api_text_json(text));
	}
	return words;
}

static json_t *place_json(const struct state *state, uint32_t ticket, enum order_place place)
{
	char text[ANNOUNCE_TEXT_MAX];
	json_t *words = json_object();
	for (int i = 0; i < MESSAGE_LANGUAGES; i++) {
		announce_position(state, ticket, place, (enum message_language)i, text,
				  sizeof text);
		json_object_set_new(words, language_names[i], api_text_json(text));
	}
	return words;
}

void api_order_get(struct api_exchange *exchange)
{
	const struct state *state = api_state(exchange->api);
	uint8_t id[TICKET_ID_BYTES];
	struct order order;
	const uint32_t serial =
		api_token_read(exchange->place, id) ? state_find_ticket(state, id) : 0;
	if (serial == 0) {
		api_refuse(exchange, REFUSAL_UNKNOWN_TICKET);
		return;
	}
	order_explain(state, serial, &order);
	json_t *answer = api_object(state), *ahead = json_array();
	for (uint32_t i = 0; i < order.count; i++) {
		const uint32_t other = order.entries[i].ticket;
		const enum order_reason reason = (enum order_reason)order.entries[i].reason;
		json_t *entry = json_object();
		json_object_set_new(entry, "number", api_text_json(state->tickets[other].number));
		json_object_set_new(entry, "reason", json_string(order_reason_name(reason)));
		json_object_set_new(entry, "words", reason_json(state, other, reason));
		json_array_append_new(ahead, entry);
	}
	json_object_set_new(answer, "number", api_text_json(state->tickets[serial].number));
	json_object_set_new(answer, "count", json_integer(order.ahead));
	json_object_set_new(answer, "place",
			    json_string(order_place_name((enum order_place)order.place)));
	json_object_set_new(answer, "words",
			    place_json(state, serial, (enum order_place)order.place));
	json_object_set_new(answer, "not_before",
			    api_time_json(order.not_before_us, state->utc_offset_s));
	json_object_set_new(answer, "ahead", ahead);
	api_answer(exchange, 200, answer);
}
