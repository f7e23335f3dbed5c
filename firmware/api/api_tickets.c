/* One ticket: taken, looked at, cancelled, printed again, rated. Who knows its token may act on it.
 */
#include "api_exchange.h"
#include "seal.h"

#include "calendar.h"
#include "estimate.h"

#include <string.h>

static json_t *range_json(struct wait_range range)
{
	return json_pack("[ii]", (int)range.low_min, (int)range.high_min);
}

static void set_place(json_t *view, const struct state *state, const struct ticket *ticket)
{
	const struct service *service = &state->hall.services[ticket->service];
	const int zone = hall_find_zone(&state->hall, service->zone);
	const int floor = zone < 0 ? 0 : state->hall.zones[zone].floor;
	json_object_set_new(view, "service", api_text_json(service->code));
	json_object_set_new(view, "zone", api_text_json(service->zone));
	json_object_set_new(view, "floor", floor ? json_integer(floor) : json_null());
	json_object_set_new(view, "window",
			    ticket->window < 0
				    ? json_null()
				    : api_text_json(state->hall.windows[ticket->window].no));
}

static const char *rating_name(uint8_t rating)
{
	switch (rating) {
	case RATING_OPEN:
		return "open";
	case RATING_GIVEN:
		return "given";
	case RATING_TIMED_OUT:
		return "timed_out";
	default:
		return "none";
	}
}

json_t *api_ticket_view(const struct state *state, uint32_t serial)
{
	const struct ticket *ticket = &state->tickets[serial];
	const bool waiting = ticket->state == TICKET_WAITING;
	const uint32_t ahead = waiting ? estimate_ahead(state, serial) : 0;
	const int32_t offset = state->utc_offset_s;
	char token[2 * TICKET_ID_BYTES + 1];
	json_t *view = api_object(state);
	api_token_text(ticket->id, token);
	json_object_set_new(view, "id", json_string(token));
	json_object_set_new(view, "number", api_text_json(ticket->number));
	set_place(view, state, ticket);
	json_object_set_new(view, "state",
			    json_string(ticket_state_name((enum ticket_state)ticket->state)));
	json_object_set_new(view, "ahead", json_integer(ahead));
	json_object_set_new(view, "wait_min",
			    waiting ? range_json(estimate_ticket(state, serial)) : json_null());
	json_object_set_new(view, "calls", json_integer(ticket->calls));
	json_object_set_new(view, "print",
			    json_string(print_state_name((enum print_state)ticket->print)));
	json_object_set_new(view, "language", api_text_json(ticket->language));
	json_object_set_new(view, "issued_at", api_time_json(ticket->issued_us, offset));
	json_object_set_new(view, "called_at", api_time_json(ticket->called_us, offset));
	json_object_set_new(view, "started_at", api_time_json(ticket->started_us, offset));
	json_object_set_new(view, "finished_at", api_time_json(ticket->finished_us, offset));
	const struct leg *leg = &state->legs[state_rateable_leg(state, serial)];
	json_object_set_new(view, "rating", json_string(rating_name(leg->rating)));
	json_object_set_new(view, "level", leg->level ? json_integer(leg->level) : json_null());
	return view;
}

/* --- POST /tickets --- */

static void ticket_issued(void *context, enum refusal refusal, const struct record *records,
			  uint32_t count)
{
	struct api_exchange *exchange = context;
	const struct state *state = api_state(exchange->api);
	uint32_t serial;
	json_t *view;
	uint16_t kind;
	if (refusal == REFUSAL_CLOSED) {
		struct problem problem = { .kind = REFUSAL_CLOSED };
		int32_t offset;
		const int64_t now = api_now(exchange->api, &offset);
		const int64_t opening =
			calendar_next_issue(&state->hall, exchange->command.service, now, offset);
		if (opening > now)
			api_time_text(opening, offset, problem.next_opening);
		api_refuse_with(exchange, &problem);
		return;
	}
	if (refusal != REFUSAL_NONE) {
		api_refuse(exchange, refusal);
		return;
	}
	serial = api_touched(exchange, records, count, &kind);
	if (serial == 0 || serial > state->ticket_count) {
		api_refuse(exchange, REFUSAL_UNKNOWN_TICKET);
		return;
	}
	view = api_ticket_view(state, serial);
	/* What the paper says too: as many were ahead at the moment it was issued. */
	for (uint32_t i = 0; i < count; i++)
		if (records[i].kind == RECORD_TICKET_ISSUED) {
			const uint32_t ahead = (uint32_t)records[i].value;
			json_object_set_new(view, "ahead", json_integer(ahead));
			if (state->tickets[serial].state != TICKET_WAITING)
				json_object_set_new(
					view, "wait_min",
					range_json(estimate_range(
						state, state->tickets[serial].service, ahead)));
		}
	api_answer(exchange, 201, view);
}

/* Phone and ID number leave this room sealed, or not at all. */
static enum refusal seal_identity(struct api_exchange *exchange, const struct api_body *body)
{
	struct api *api = exchange->api;
	struct api_identity *identity = &exchange->identity;
	const struct state *state = api_state(api);
	char text[SEAL_TEXT_MAX];
	int32_t offset;
	json_t *object;
	if (body->phone[0] == '\0' && body->id_number[0] == '\0')
		return REFUSAL_NONE;
	const int64_t now = api_now(api, &offset);
	object = json_object();
	if (body->phone[0] != '\0')
		json_object_set_new(object, "phone", json_string(body->phone));
	if (body->id_number[0] != '\0')
		json_object_set_new(object, "id_number", json_string(body->id_number));
	const size_t length = json_dumpb(object, text, sizeof text, JSON_COMPACT);
	json_decref(object);
	const int sealed = seal_text(
		api->seal, state->day_open ? state->date : calendar_local_date(now, offset), text,
		length, identity->sealed, sizeof identity->sealed);
	explicit_bzero(text, sizeof text);
	if (sealed < 0)
		return REFUSAL_STORAGE;
	identity->length = (uint16_t)sealed;
	return REFUSAL_NONE;
}

static void copy_texts(struct command *command, const struct api_body *body)
{
	memcpy(command->service, body->service, sizeof command->service);
	memcpy(command->kiosk, body->kiosk, sizeof command->kiosk);
	memcpy(command->language, body->language, sizeof command->language);
}

void api_tickets_post(struct api_exchange *exchange)
{
	struct api *api = exchange->api;
	struct command *command = &exchange->command;
	enum refusal refusal;
	copy_texts(command, &api->body);
	command->paperless = api->body.paperless;
	if (command->kiosk[0] != '\0') {
		if (!api->owner.kiosk_known(api->owner.context, command->kiosk)) {
			api_refuse(exchange, REFUSAL_UNKNOWN_KIOSK);
			return;
		}
		evutil_snprintf(command->source, sizeof command->source, "kiosk %s",
				command->kiosk);
	}
	refusal = seal_identity(exchange, &api->body);
	explicit_bzero(&api->body, sizeof api->body);
	if (refusal != REFUSAL_NONE)
		api_refuse(exchange, refusal);
	else
		api_submit(exchange, ticket_issued);
}

/* --- one ticket --- */

static uint32_t find_ticket(const struct api_exchange *exchange)
{
	uint8_t id[TICKET_ID_BYTES];
	return api_token_read(exchange->place, id) ? state_find_ticket(api_state(exchange->api), id)
						   : 0;
}

void api_ticket_get(struct api_exchange *exchange)
{
	const struct state *state = api_state(exchange->api);
	const uint32_t serial = find_ticket(exchange);
	int32_t offset;
	if (serial == 0) {
		api_refuse(exchange, REFUSAL_UNKNOWN_TICKET);
		return;
	}
	json_t *view = api_ticket_view(state, serial);
	/* At lunch nothing is recorded, and what is left of it shrinks all the same. */
	if (state->tickets[serial].state == TICKET_WAITING)
		json_object_set_new(view, "wait_min",
				    range_json(estimate_ticket_at(
					    state, serial, api_now(exchange->api, &offset))));
	api_answer(exchange, 200, view);
}

static void ticket_acted(void *context, enum refusal refusal, const struct record *records,
			 uint32_t count)
{
	struct api_exchange *exchange = context;
	(void)records;
	(void)count;
	if (refusal != REFUSAL_NONE)
		api_refuse(exchange, refusal);
	else
		api_ticket_get(exchange);
}

/* cancel, reprint */
void api_ticket_post(struct api_exchange *exchange)
{
	struct api *api = exchange->api;
	struct command *command = &exchange->command;
	command->ticket = find_ticket(exchange);
	copy_texts(command, &api->body);
	if (command->ticket == 0)
		api_refuse(exchange, REFUSAL_UNKNOWN_TICKET);
	else if (command->kiosk[0] != '\0' &&
		 !api->owner.kiosk_known(api->owner.context, command->kiosk))
		api_refuse(exchange, REFUSAL_UNKNOWN_KIOSK);
	else
		api_submit(exchange, ticket_acted);
}

void api_rating_post(struct api_exchange *exchange)
{
	exchange->command.level = exchange->api->body.level;
	exchange->command.channel = exchange->api->body.channel;
	api_ticket_post(exchange);
}
