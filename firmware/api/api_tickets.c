/* One ticket: taken, looked at, cancelled, printed again, rated. Who knows its token may act on it.
 */
#include "api_exchange.h"
#include "seal.h"

#include "booking.h"
#include "calendar.h"
#include "estimate.h"
#include "item.h"
#include "quota.h"
#include "visit.h"

#include <string.h>

static const int64_t MINUTE_US = 60000000;

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

static const char *const outcome_names[OUTCOME_COUNT] = {
	[OUTCOME_NONE] = "none",	   [OUTCOME_DONE] = "done",
	[OUTCOME_ACCEPTED] = "accepted",   [OUTCOME_INCOMPLETE] = "incomplete",
	[OUTCOME_CONSULTED] = "consulted", [OUTCOME_REFUSED] = "refused",
};

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

static json_t *leg_json(const struct state *state, const struct leg *leg)
{
	const int32_t offset = state->utc_offset_s;
	json_t *object = json_object();
	json_object_set_new(object, "leg", json_integer(leg->number));
	json_object_set_new(object, "service",
			    leg->service < 0
				    ? json_null()
				    : api_text_json(state->hall.services[leg->service].code));
	json_object_set_new(object, "window",
			    leg->window < 0 ? json_null()
					    : api_text_json(state->hall.windows[leg->window].no));
	json_object_set_new(object, "ended",
			    json_string(ticket_state_name((enum ticket_state)leg->ended)));
	json_object_set_new(object, "outcome", json_string(outcome_names[leg->outcome]));
	json_object_set_new(object, "began_at", api_time_json(leg->begun_us, offset));
	json_object_set_new(object, "called_at", api_time_json(leg->called_us, offset));
	json_object_set_new(object, "started_at", api_time_json(leg->started_us, offset));
	json_object_set_new(object, "finished_at", api_time_json(leg->finished_us, offset));
	json_object_set_new(object, "held_s", json_integer(leg->held_us / 1000000));
	json_object_set_new(object, "rating", json_string(rating_name(leg->rating)));
	json_object_set_new(object, "level", leg->level ? json_integer(leg->level) : json_null());
	return object;
}

/* The visit: what is still to come, what is behind. */
static void set_visit(json_t *view, const struct state *state, uint32_t serial, int64_t now)
{
	const struct ticket *ticket = &state->tickets[serial];
	json_t *plan = json_array(), *legs = json_array();
	for (unsigned i = 0; i < ticket->plan_count; i++)
		json_array_append_new(plan,
				      api_text_json(state->hall.services[ticket->plan[i]].code));
	for (uint32_t leg = ticket->first_leg; leg; leg = state->legs[leg].next)
		json_array_append_new(legs, leg_json(state, &state->legs[leg]));
	const struct visit_times times = visit_times(state, serial, now);
	json_t *minutes = json_object();
	json_object_set_new(minutes, "waited", json_integer(times.waited_us / MINUTE_US));
	json_object_set_new(minutes, "served", json_integer(times.served_us / MINUTE_US));
	json_object_set_new(minutes, "held", json_integer(times.held_us / MINUTE_US));
	json_object_set_new(minutes, "from_first", json_integer(times.from_first_us / MINUTE_US));
	json_object_set_new(minutes, "total", json_integer(times.total_us / MINUTE_US));
	json_object_set_new(view, "visit_min", minutes);
	json_object_set_new(view, "leg", json_integer(ticket->leg));
	json_object_set_new(view, "legs", legs);
	json_object_set_new(view, "then", plan);
	json_object_set_new(view, "to_window",
			    ticket->to_window < 0
				    ? json_null()
				    : api_text_json(state->hall.windows[ticket->to_window].no));
	json_object_set_new(view, "papers", json_integer(ticket->papers));
	json_object_set_new(view, "no_shows", json_integer(ticket->no_shows));
	json_object_set_new(view, "postponed", json_boolean(ticket->postponed));
	json_object_set_new(view, "not_before",
			    api_time_json(ticket->not_before_us, state->utc_offset_s));
	json_object_set_new(view, "priority", json_boolean(ticket->priority >= 0));
	json_object_set_new(view, "voice", json_boolean(ticket->voice));
	json_object_set_new(view, "proxy", json_boolean(ticket->proxy));
	json_object_set_new(view, "pager",
			    ticket->pager ? json_integer(ticket->pager) : json_null());
	json_object_set_new(view, "appointment",
			    ticket->booking[0] ? api_text_json(ticket->booking) : json_null());
}

json_t *api_ticket_view(const struct state *state, uint32_t serial, int64_t now)
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
	set_visit(view, state, serial, now);
	const struct leg *leg = &state->legs[state_rateable_leg(state, serial)];
	json_object_set_new(view, "rating", json_string(rating_name(leg->rating)));
	json_object_set_new(view, "level", leg->level ? json_integer(leg->level) : json_null());
	return view;
}

/* --- POST /tickets --- */

/* The refusals that have something to offer: another time, or the number that is held. */
static void refuse_issue(struct api_exchange *exchange, enum refusal refusal)
{
	struct problem problem = { .kind = (int)refusal };
	const struct state *state = api_state(exchange->api);
	const int service = state_find_service(state, exchange->command.service);
	int32_t offset;
	const int64_t now = api_now(exchange->api, &offset);
	int64_t moment = 0;
	if (service < 0) {
		api_refuse(exchange, refusal);
		return;
	}
	if (refusal == REFUSAL_CLOSED) {
		moment = calendar_next_issue(&state->hall, exchange->command.service, now, offset);
		if (moment > now)
			api_time_text(moment, offset, problem.next_opening);
	} else if (refusal == REFUSAL_QUOTA_FULL) {
		moment = booking_next_slot(state, service, now);
		if (moment)
			api_time_text(moment, offset, problem.next_slot);
	} else {
		const uint32_t held = quota_held(state, service, exchange->command.person);
		evutil_snprintf(problem.number, sizeof problem.number, "%s",
				state->tickets[held].number);
	}
	api_refuse_with(exchange, &problem);
}

static void ticket_issued(void *context, enum refusal refusal, const struct record *records,
			  uint32_t count)
{
	struct api_exchange *exchange = context;
	const struct state *state = api_state(exchange->api);
	uint32_t serial;
	json_t *view;
	uint16_t kind;
	api_inputs_settle_card(exchange, refusal != REFUSAL_NONE);
	if (refusal == REFUSAL_CLOSED || refusal == REFUSAL_QUOTA_FULL ||
	    refusal == REFUSAL_DUPLICATE_TICKET) {
		refuse_issue(exchange, refusal);
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
	view = api_ticket_view(state, serial, api_now(exchange->api, NULL));
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

/* Today, by which a person is known again; the keys of a day that is not open yet do as well. */
static int32_t service_date(const struct api *api)
{
	const struct state *state = api_state(api);
	int32_t offset;
	const int64_t now = api_now(api, &offset);
	return state->day_open ? state->date : calendar_local_date(now, offset);
}

static enum refusal hash_person(struct api_exchange *exchange, const struct api_body *body)
{
	struct api *api = exchange->api;
	struct command *command = &exchange->command;
	const int32_t date = service_date(api);
	if (body->id_number[0] != '\0' &&
	    seal_person_hash(api->seal, date, "person", body->id_number, &command->person) < 0)
		return REFUSAL_STORAGE;
	if (body->phone[0] != '\0' &&
	    seal_person_hash(api->seal, date, "phone", body->phone, &command->phone) < 0)
		return REFUSAL_STORAGE;
	return REFUSAL_NONE;
}

/* Phone and ID number leave this room sealed, or not at all. */
static enum refusal seal_identity(struct api_exchange *exchange, const struct api_body *body,
				  int32_t date)
{
	struct api *api = exchange->api;
	struct api_identity *identity = &exchange->identity;
	char text[SEAL_TEXT_MAX];
	json_t *object;
	if (body->phone[0] == '\0' && body->id_number[0] == '\0' && body->text[0] == '\0')
		return REFUSAL_NONE;
	object = json_object();
	if (body->text[0] != '\0')
		json_object_set_new(object, "text", json_string(body->text));
	if (body->phone[0] != '\0')
		json_object_set_new(object, "phone", json_string(body->phone));
	if (body->id_number[0] != '\0')
		json_object_set_new(object, "id_number", json_string(body->id_number));
	const size_t length = json_dumpb(object, text, sizeof text, JSON_COMPACT);
	json_decref(object);
	const int sealed =
		seal_text(api->seal, date, text, length, identity->sealed, sizeof identity->sealed);
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
	memcpy(command->services, body->services, sizeof command->services);
	memcpy(command->class_id, body->class_id, sizeof command->class_id);
	memcpy(command->agent, body->agent, sizeof command->agent);
	memcpy(command->codes, body->codes, sizeof command->codes);
	command->paperless = body->paperless;
	command->voice = body->voice;
	command->proxy = body->proxy;
	command->by_staff = body->by_staff || body->from == ISSUED_BY_STAFF;
	command->issue_channel = body->from;
	command->minutes = body->minutes;
	command->pager = body->pager;
	command->level = body->level;
	command->channel = body->channel;
	command->leg = body->leg;
}

/* The matter it is for: one of the hall's list, and of the service that is asked for. */
static bool take_item(struct api_exchange *exchange)
{
	const struct api *api = exchange->api;
	const char *code = api->body.items;
	const struct item_catalogue *items = api->owner.items(api->owner.context);
	const struct item *item = code[0] && items ? item_find(items, code) : NULL;
	if (code[0] == '\0')
		return true;
	if (item == NULL) {
		api_refuse(exchange, REFUSAL_UNKNOWN_ITEM);
		return false;
	}
	if (strcmp(item->service, api->body.service) != 0) {
		api_refuse_field(exchange, "item", code, "a matter of the service");
		return false;
	}
	memcpy(exchange->command.items, code, sizeof exchange->command.items);
	return true;
}

/* A card stands for the person, at the kiosk that read it. False: refused. */
static bool card_makes_sense(struct api_exchange *exchange)
{
	const struct api_body *body = &exchange->api->body;
	if (body->card[0] == '\0')
		return true;
	if (body->id_number[0] != '\0') {
		api_refuse_field(exchange, "card", "id_number too", "one of the two");
		return false;
	}
	if (body->kiosk[0] == '\0') {
		api_refuse_field(exchange, "kiosk", "nothing", "the kiosk that read the card");
		return false;
	}
	return true;
}

void api_tickets_post(struct api_exchange *exchange)
{
	struct api *api = exchange->api;
	struct command *command = &exchange->command;
	enum refusal refusal;
	copy_texts(command, &api->body);
	if (!take_item(exchange)) {
		explicit_bzero(&api->body, sizeof api->body);
		return;
	}
	if (command->kiosk[0] != '\0') {
		if (!api->owner.kiosk_known(api->owner.context, command->kiosk)) {
			api_refuse(exchange, REFUSAL_UNKNOWN_KIOSK);
			return;
		}
		evutil_snprintf(command->source, sizeof command->source, "kiosk %s",
				command->kiosk);
	}
	refusal = seal_identity(exchange, &api->body, service_date(api));
	if (refusal == REFUSAL_NONE)
		refusal = hash_person(exchange, &api->body);
	const bool sense = card_makes_sense(exchange);
	if (sense && refusal == REFUSAL_NONE && api->body.card[0] != '\0')
		refusal = api_inputs_take_card(exchange, api->body.card, service_date(api));
	explicit_bzero(&api->body, sizeof api->body);
	if (!sense)
		return;
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

uint32_t api_find_ticket(const struct state *state, const char *text)
{
	uint8_t id[TICKET_ID_BYTES];
	if (api_token_read(text, id))
		return state_find_ticket(state, id);
	for (uint32_t i = 1; i <= state->ticket_count; i++)
		if (state->tickets[i].parent == 0 && state->tickets[i].number[0] != '\0' &&
		    strcmp(state->tickets[i].number, text) == 0)
			return i;
	return 0;
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
	json_t *view = api_ticket_view(state, serial, api_now(exchange->api, NULL));
	/* At lunch nothing is recorded, and what is left of it shrinks all the same. */
	if (state->tickets[serial].state == TICKET_WAITING)
		json_object_set_new(view, "wait_min",
				    range_json(estimate_ticket_at(
					    state, serial, api_now(exchange->api, &offset))));
	api_answer(exchange, 200, view);
}

/* cancel, reprint, requeue, postpone, pager, class, void */
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
		api_submit_then(exchange, api_ticket_get);
}

/* A service of an earlier day, while the hall still takes its rating. */
static const struct later_rating *find_later(const struct api_exchange *exchange)
{
	uint8_t id[TICKET_ID_BYTES];
	if (find_ticket(exchange) || !api_token_read(exchange->place, id))
		return NULL;
	return state_find_later(api_state(exchange->api), id, exchange->api->body.leg);
}

/* What the citizen writes is sealed as personal data; the records say only that there is a text. */
void api_rating_post(struct api_exchange *exchange)
{
	struct api *api = exchange->api;
	struct command *command = &exchange->command;
	const struct later_rating *later = find_later(exchange);
	const enum refusal refusal =
		seal_identity(exchange, &api->body, later ? later->date : service_date(api));
	explicit_bzero(api->body.text, sizeof api->body.text);
	command->has_text = exchange->identity.length > 0;
	if (refusal != REFUSAL_NONE) {
		api_refuse(exchange, refusal);
	} else if (later) {
		copy_texts(command, &api->body);
		command->ticket = later->ticket;
		command->date = later->date;
		command->leg = later->leg;
		api_submit_then(exchange, NULL);
	} else {
		api_ticket_post(exchange);
	}
}
