/* GET /devices and /healthz, POST /devices/{name}/test: how the board and the daemon are. */
#include "api_exchange.h"

static json_t *known(int32_t number)
{
	return number < 0 ? json_null() : json_integer(number);
}

static json_t *printer_json(const struct api_printer *printer)
{
	json_t *object = json_object();
	json_object_set_new(object, "paper", json_string(printer->paper));
	json_object_set_new(object, "near_end", json_string(printer->near_end));
	json_object_set_new(object, "cover", json_string(printer->cover));
	json_object_set_new(object, "cutter", json_string(printer->cutter));
	json_object_set_new(object, "tickets_left", known(printer->tickets_left));
	json_object_set_new(object, "roll_used_mm", known(printer->used_mm));
	return object;
}

static json_t *device_json(const struct api_device *device, int32_t offset)
{
	json_t *object = json_object();
	json_object_set_new(object, "name", api_text_json(device->name));
	json_object_set_new(object, "class", api_text_json(device->class_name));
	json_object_set_new(object, "driver", api_text_json(device->driver));
	json_object_set_new(object, "port", api_text_json(device->port));
	json_object_set_new(object, "place", api_text_json(device->place));
	json_object_set_new(object, "health", api_text_json(device->health));
	json_object_set_new(object, "detail", api_text_json(device->detail));
	json_object_set_new(object, "since", api_time_json(device->since_us, offset));
	json_object_set_new(object, "requests", json_integer((json_int_t)device->requests));
	json_object_set_new(object, "time_outs", json_integer((json_int_t)device->time_outs));
	json_object_set_new(object, "bad_frames", json_integer((json_int_t)device->bad_frames));
	json_object_set_new(object, "stale_replies",
			    json_integer((json_int_t)device->stale_replies));
	json_object_set_new(object, "polls", json_integer((json_int_t)device->polls));
	json_object_set_new(object, "latency_us", json_integer(device->latency_us));
	json_object_set_new(object, "latency_p99_us", json_integer(device->latency_p99_us));
	json_object_set_new(object, "share_permille", json_integer(device->share_permille));
	json_object_set_new(object, "address",
			    device->address > 0 ? json_integer(device->address) : json_null());
	if (device->is_printer)
		json_object_set_new(object, "printer", printer_json(&device->printer));
	return object;
}

static json_t *test_json(const struct api_device_report *report, int32_t offset)
{
	if (report->test_state[0] == '\0')
		return json_null();
	json_t *object = json_object();
	json_object_set_new(object, "state", api_text_json(report->test_state));
	json_object_set_new(object, "detail", api_text_json(report->test_detail));
	json_object_set_new(object, "started", api_time_json(report->test_started_us, offset));
	json_object_set_new(object, "ended", api_time_json(report->test_ended_us, offset));
	return object;
}

static void answer_report(struct api_exchange *exchange, int status)
{
	const struct api *api = exchange->api;
	struct api_device_report report;
	struct problem problem = { .kind = PROBLEM_NOT_FOUND };
	int32_t offset;
	if (!api->owner.device_report(api->owner.context, exchange->place, &report)) {
		api_refuse_with(exchange, &problem);
		return;
	}
	const int64_t now = api_now(api, &offset);
	json_t *answer = device_json(&report.device, offset), *changes = json_array();
	json_object_set_new(answer, "protocol", api_text_json(report.protocol));
	for (size_t i = 0; i < report.change_count; i++) {
		json_t *change = json_object();
		json_object_set_new(change, "time",
				    api_time_json(report.changes[i].time_us, offset));
		json_object_set_new(change, "health", api_text_json(report.changes[i].health));
		json_object_set_new(change, "detail", api_text_json(report.changes[i].detail));
		json_array_append_new(changes, change);
	}
	json_object_set_new(answer, "sequence", json_integer((json_int_t)api_state(api)->sequence));
	json_object_set_new(answer, "time", api_time_json(now, offset));
	json_object_set_new(answer, "changes", changes);
	json_object_set_new(answer, "test", test_json(&report, offset));
	api_answer(exchange, status, answer);
}

void api_device_get(struct api_exchange *exchange)
{
	answer_report(exchange, 200);
}

/* No record comes of it: what the test found is asked for with GET. */
void api_device_test_post(struct api_exchange *exchange)
{
	const struct api_owner *owner = &exchange->api->owner;
	if (exchange->api->draining)
		api_refuse(exchange, REFUSAL_STOPPING);
	else if (owner->device_test(owner->context, exchange->place))
		answer_report(exchange, 202);
	else
		answer_report(exchange, 404);
}

void api_devices_get(struct api_exchange *exchange)
{
	const struct api *api = exchange->api;
	const struct api_owner *owner = &api->owner;
	json_t *answer = api_object(api_state(api)), *devices = json_array();
	const size_t count = owner->device_count(owner->context);
	int32_t offset;
	const int64_t now = api_now(api, &offset);
	for (size_t i = 0; i < count; i++) {
		struct api_device device;
		owner->device(owner->context, i, &device);
		json_array_append_new(devices, device_json(&device, offset));
	}
	json_object_set_new(answer, "time", api_time_json(now, offset));
	json_object_set_new(answer, "devices", devices);
	api_answer(exchange, 200, answer);
}

/* 200 while commands are accepted, else 503 with the same body: what is wrong stands in it. */
void api_healthz_get(struct api_exchange *exchange)
{
	const struct api *api = exchange->api;
	const struct state *state = api_state(api);
	struct api_health health;
	json_t *answer = api_object(state);
	int32_t offset;
	const int64_t now = api_now(api, &offset);
	api->owner.health(api->owner.context, &health);
	const bool ok = health.ok && !api->draining;
	json_object_set_new(answer, "ok", json_boolean(ok));
	json_object_set_new(answer, "time", api_time_json(now, offset));
	json_object_set_new(answer, "day_open", json_boolean(state->day_open));
	json_object_set_new(answer, "storage",
			    json_string(!health.storage_ok    ? "failing"
					: health.storage_slow ? "slow"
							      : "ok"));
	json_object_set_new(answer, "clock",
			    json_string(health.clock_doubtful	     ? "doubtful"
					: health.clock_fault_us != 0 ? "fault"
								     : "ok"));
	json_object_set_new(answer, "stopping", json_boolean(api->draining));
	api_answer(exchange, ok ? 200 : 503, answer);
}
