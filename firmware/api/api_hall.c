/* GET /hall: all a kiosk or a screen needs to begin, in one answer from one state. */
#include "api_exchange.h"

#include "calendar.h"
#include "estimate.h"

#include <string.h>

static void set_name(json_t *object, const char *name, const char *name_en, const char *name_ug)
{
	json_object_set_new(object, "name", api_text_json(name));
	json_object_set_new(object, "name_en", api_text_json(name_en));
	json_object_set_new(object, "name_ug", api_text_json(name_ug));
}

static json_t *hall_json(const struct hall *hall)
{
	json_t *object = json_object();
	json_object_set_new(object, "id", api_text_json(hall->id));
	set_name(object, hall->name, hall->name_en, hall->name_ug);
	json_object_set_new(object, "phone", api_text_json(hall->phone));
	json_object_set_new(object, "address", api_text_json(hall->address));
	json_object_set_new(object, "timezone", api_text_json(hall->timezone));
	return object;
}

static json_t *floors_json(const struct hall *hall)
{
	json_t *array = json_array();
	for (unsigned i = 0; i < hall->floor_count; i++) {
		json_t *object = json_object();
		json_object_set_new(object, "no", json_integer(hall->floors[i].no));
		json_object_set_new(object, "name", api_text_json(hall->floors[i].name));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *zones_json(const struct hall *hall)
{
	json_t *array = json_array();
	for (unsigned i = 0; i < hall->zone_count; i++) {
		const struct zone *zone = &hall->zones[i];
		json_t *object = json_object();
		json_object_set_new(object, "id", api_text_json(zone->id));
		set_name(object, zone->name, zone->name_en, zone->name_ug);
		json_object_set_new(object, "floor",
				    zone->floor ? json_integer(zone->floor) : json_null());
		json_object_set_new(
			object, "kind",
			json_string(zone->kind == ZONE_SUPPORT ? "support" : "service"));
		json_array_append_new(array, object);
	}
	return array;
}

bool api_service_open(const struct state *state, int index, int64_t now, int32_t offset)
{
	const struct service *service = &state->hall.services[index];
	return !service->draining && calendar_issue_open(&state->hall, service->code, now, offset);
}

static json_t *service_json(const struct state *state, int index, int64_t now, int32_t offset)
{
	const struct service *service = &state->hall.services[index];
	const bool open = api_service_open(state, index, now, offset);
	const struct wait_range range =
		estimate_range_at(state, index, estimate_ahead_new(state, index), now);
	json_t *object = json_object();
	json_object_set_new(object, "code", api_text_json(service->code));
	set_name(object, service->name, service->name_en, service->name_ug);
	json_object_set_new(object, "zone", api_text_json(service->zone));
	json_object_set_new(object, "prefix", api_text_json(service->prefix));
	json_object_set_new(object, "kiosk", json_boolean(service->kiosk));
	json_object_set_new(object, "open", json_boolean(open));
	json_object_set_new(object, "draining", json_boolean(service->draining));
	json_object_set_new(object, "waiting", json_integer(state->queues[index].waiting));
	json_object_set_new(object, "wait_min",
			    json_pack("[ii]", (int)range.low_min, (int)range.high_min));
	json_object_set_new(object, "open_windows",
			    json_integer(estimate_open_windows(state, index)));
	api_service_day(object, state, index, now, offset);
	return object;
}

static json_t *kiosk_json(const struct api_exchange *exchange, const char *kiosk)
{
	const struct api_owner *owner = &exchange->api->owner;
	const char *printer = owner->kiosk_printer(owner->context, kiosk);
	json_t *object = json_object();
	json_object_set_new(object, "id", api_text_json(kiosk));
	json_object_set_new(object, "printer", api_text_json(printer));
	json_object_set_new(
		object, "can_print",
		json_boolean(strcmp(printer, "ok") == 0 || strcmp(printer, "near_end") == 0));
	return object;
}

void api_hall_get(struct api_exchange *exchange)
{
	const struct api *api = exchange->api;
	const struct state *state = api_state(api);
	const struct hall *hall = &state->hall;
	const char *kiosk = api_query(exchange, "kiosk");
	int32_t offset;
	const int64_t now = api_now(api, &offset);
	json_t *services, *windows, *answer;
	char date[API_TIME_MAX];
	if (!state->has_hall) {
		api_refuse(exchange, REFUSAL_NO_HALL);
		return;
	}
	if (kiosk && !api->owner.kiosk_known(api->owner.context, kiosk)) {
		api_refuse(exchange, REFUSAL_UNKNOWN_KIOSK);
		return;
	}
	answer = api_object(state);
	services = json_array();
	windows = json_array();
	for (int i = 0; i < hall->service_count; i++)
		json_array_append_new(services, service_json(state, i, now, offset));
	for (int i = 0; i < hall->window_count; i++)
		json_array_append_new(windows, api_window_view(state, i));
	api_date_text(state->date, date);
	json_object_set_new(answer, "time", api_time_json(now, offset));
	json_object_set_new(answer, "date", state->day_open ? json_string(date) : json_null());
	json_object_set_new(answer, "waiting", json_integer(state->waiting));
	json_object_set_new(answer, "day", api_day_json(state, now, offset));
	json_object_set_new(answer, "hall", hall_json(hall));
	json_object_set_new(answer, "floors", floors_json(hall));
	json_object_set_new(answer, "zones", zones_json(hall));
	json_object_set_new(answer, "services", services);
	json_object_set_new(answer, "windows", windows);
	if (kiosk)
		json_object_set_new(answer, "kiosk", kiosk_json(exchange, kiosk));
	api_answer(exchange, 200, answer);
}
