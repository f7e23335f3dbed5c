/* Appointments: made, looked at, moved, cancelled, checked in. Who knows the code may act on it.
 * The person's hash is made under the key of the slot's day, so that it is the same at check-in. */
#include "api_exchange.h"
#include "seal.h"

#include "booking.h"
#include "calendar.h"

#include <string.h>

static const char *const state_names[] = {
	[BOOKING_NONE] = "none",
	[BOOKING_BOOKED] = "booked",
	[BOOKING_CHECKED_IN] = "checked_in",
	[BOOKING_CANCELLED] = "cancelled",
	[BOOKING_BREACHED] = "breached",
};

static json_t *booking_json(const struct state *state, const struct booking *booking)
{
	json_t *view = api_object(state);
	const uint32_t ticket = booking->state == BOOKING_CHECKED_IN ? booking->ticket : 0;
	json_object_set_new(view, "code", api_text_json(booking->code));
	json_object_set_new(view, "service", api_text_json(booking->service));
	json_object_set_new(view, "slot", api_time_json(booking->slot_us, state->utc_offset_s));
	json_object_set_new(view, "state", json_string(state_names[booking->state]));
	json_object_set_new(view, "number",
			    ticket ? api_text_json(state->tickets[ticket].number) : json_null());
	return view;
}

static void answer_booking(struct api_exchange *exchange, int status, const char *code)
{
	const struct state *state = api_state(exchange->api);
	const struct booking *booking = state_find_booking(state, code);
	if (booking == NULL)
		api_refuse(exchange, REFUSAL_UNKNOWN_APPOINTMENT);
	else
		api_answer(exchange, status, booking_json(state, booking));
}

/* The slots of a day with what is left of each. */
void api_appointments_get(struct api_exchange *exchange)
{
	const struct state *state = api_state(exchange->api);
	static struct booking_slot slots[BOOKING_SLOTS_MAX];
	const char *code = api_query(exchange, "service"), *day = api_query(exchange, "date");
	const int service = code ? state_find_service(state, code) : -1;
	int32_t offset, date;
	const int64_t now = api_now(exchange->api, &offset);
	char text[API_TIME_MAX];
	if (code == NULL)
		return api_refuse_field(exchange, "service", "nothing", "a service's code");
	if (service < 0)
		return api_refuse(exchange, REFUSAL_UNKNOWN_SERVICE);
	date = calendar_service_date(&state->hall, now, offset);
	if (day != NULL && !api_date_read(day, &date))
		return api_refuse_field(exchange, "date", day, "a date, YYYY-MM-DD");
	const bool ahead = booking_offered(state, service) && booking_date_ahead(state, date);
	const uint32_t count = ahead ? booking_slots(state, service, date, slots) : 0;
	json_t *answer = api_object(state), *list = json_array();
	for (uint32_t i = 0; i < count; i++) {
		json_t *slot = json_object();
		json_object_set_new(slot, "slot", api_time_json(slots[i].slot_us, offset));
		json_object_set_new(slot, "left", json_integer(slots[i].left));
		json_array_append_new(list, slot);
	}
	api_date_text(date, text);
	json_object_set_new(answer, "service", json_string(code));
	json_object_set_new(answer, "date", json_string(text));
	json_object_set_new(answer, "slots", list);
	json_object_set_new(answer, "next",
			    api_time_json(booking_next_slot(state, service, now), offset));
	api_answer(exchange, 200, answer);
}

void api_appointment_get(struct api_exchange *exchange)
{
	answer_booking(exchange, 200, exchange->place);
}

static void refuse_full(struct api_exchange *exchange)
{
	const struct state *state = api_state(exchange->api);
	struct problem problem = { .kind = REFUSAL_SLOT_FULL };
	const int service = state_find_service(state, exchange->command.service);
	int32_t offset;
	const int64_t now = api_now(exchange->api, &offset);
	const int64_t slot = service < 0 ? 0 : booking_next_slot(state, service, now);
	if (slot)
		api_time_text(slot, offset, problem.next_slot);
	api_refuse_with(exchange, &problem);
}

/* The code is in the records of the act, or known again by its key. */
static void booked(void *context, enum refusal refusal, const struct record *records,
		   uint32_t count)
{
	struct api_exchange *exchange = context;
	if (refusal == REFUSAL_SLOT_FULL)
		return refuse_full(exchange);
	if (refusal != REFUSAL_NONE)
		return api_refuse(exchange, refusal);
	for (uint32_t i = 0; i < count; i++)
		if (records[i].kind == RECORD_BOOKED)
			return answer_booking(exchange, 201, records[i].booking);
	const struct state *state = api_state(exchange->api);
	const struct booking *again = state_booking_of_key(state, &exchange->command.key);
	if (again != NULL)
		api_answer(exchange, 201, booking_json(state, again));
	else
		api_refuse(exchange, REFUSAL_UNKNOWN_APPOINTMENT);
}

static enum refusal hash_for_day(struct api_exchange *exchange, int32_t date)
{
	struct api *api = exchange->api;
	struct api_body *body = &api->body;
	struct command *command = &exchange->command;
	int result = 0;
	if (body->id_number[0] != '\0')
		result = seal_person_hash(api->seal, date, "person", body->id_number,
					  &command->person);
	if (result == 0 && body->phone[0] != '\0')
		result = seal_person_hash(api->seal, date, "phone", body->phone, &command->phone);
	explicit_bzero(body->id_number, sizeof body->id_number);
	explicit_bzero(body->phone, sizeof body->phone);
	return result < 0 ? REFUSAL_STORAGE : REFUSAL_NONE;
}

void api_appointments_post(struct api_exchange *exchange)
{
	const struct state *state = api_state(exchange->api);
	const struct api_body *body = &exchange->api->body;
	struct command *command = &exchange->command;
	if (body->id_number[0] == '\0' && body->phone[0] == '\0' && body->booking[0] == '\0')
		return api_refuse_field(exchange, "id_number", "nothing",
					"an ID number or a phone, or the platform's code");
	memcpy(command->service, body->service, sizeof command->service);
	memcpy(command->booking, body->booking, sizeof command->booking);
	command->slot_us = body->slot_us;
	command->issue_channel = body->from ? body->from : ISSUED_ONLINE;
	command->channel = command->issue_channel;
	command->by_staff = body->from == ISSUED_BY_STAFF;
	const enum refusal refusal =
		hash_for_day(exchange, calendar_local_date(body->slot_us, state->utc_offset_s));
	if (refusal != REFUSAL_NONE)
		api_refuse(exchange, refusal);
	else
		api_submit(exchange, booked);
}

/* cancel, move */
void api_appointment_post(struct api_exchange *exchange)
{
	const struct api_body *body = &exchange->api->body;
	struct command *command = &exchange->command;
	const struct booking *booking =
		state_find_booking(api_state(exchange->api), exchange->place);
	if (booking == NULL)
		return api_refuse(exchange, REFUSAL_UNKNOWN_APPOINTMENT);
	memcpy(command->booking, booking->code, sizeof command->booking);
	command->slot_us = body->slot_us;
	command->by_staff = body->by_staff;
	/* Another day knows the person by another hash. */
	const enum refusal refusal =
		hash_for_day(exchange, calendar_local_date(body->slot_us,
							   api_state(exchange->api)->utc_offset_s));
	if (refusal != REFUSAL_NONE)
		api_refuse(exchange, refusal);
	else
		api_submit_then(exchange, api_appointment_get);
}

static void checked_in(void *context, enum refusal refusal, const struct record *records,
		       uint32_t count)
{
	struct api_exchange *exchange = context;
	const struct state *state = api_state(exchange->api);
	uint16_t kind;
	if (refusal != REFUSAL_NONE)
		return api_refuse(exchange, refusal);
	const uint32_t serial = api_touched(exchange, records, count, &kind);
	if (serial == 0 || serial > state->ticket_count)
		return api_refuse(exchange, REFUSAL_UNKNOWN_TICKET);
	api_answer(exchange, 201, api_ticket_view(state, serial, api_now(exchange->api, NULL)));
}

void api_check_in_post(struct api_exchange *exchange)
{
	const struct api *api = exchange->api;
	const struct api_body *body = &api->body;
	struct command *command = &exchange->command;
	const struct booking *booking = state_find_booking(api_state(api), exchange->place);
	if (booking == NULL)
		return api_refuse(exchange, REFUSAL_UNKNOWN_APPOINTMENT);
	if (body->kiosk[0] != '\0' && !api->owner.kiosk_known(api->owner.context, body->kiosk))
		return api_refuse(exchange, REFUSAL_UNKNOWN_KIOSK);
	memcpy(command->booking, booking->code, sizeof command->booking);
	memcpy(command->kiosk, body->kiosk, sizeof command->kiosk);
	memcpy(command->language, body->language, sizeof command->language);
	command->paperless = body->paperless;
	command->voice = body->voice;
	if (body->kiosk[0] != '\0')
		evutil_snprintf(command->source, sizeof command->source, "kiosk %s",
				command->kiosk);
	api_submit(exchange, checked_in);
}

void api_bans_post(struct api_exchange *exchange)
{
	exchange->command.date = exchange->api->body.date;
	const enum refusal refusal = hash_for_day(exchange, exchange->api->body.date);
	if (refusal != REFUSAL_NONE)
		api_refuse(exchange, refusal);
	else
		api_submit_then(exchange, NULL);
}
