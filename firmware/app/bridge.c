/* Joins firmware/api to the daemon. */
#include "bridge.h"

#include "booking_import.h"
#include "commit.h"
#include "device_tests.h"
#include "devices.h"
#include "hall_time.h"
#include "log.h"
#include "printing.h"
#include "speaking.h"
#include "wire_view.h"
#include "wire_watch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct state *bridge_durable(void *context)
{
	return app_durable(context);
}

static int64_t bridge_now(void *context, int32_t *utc_offset_s)
{
	struct app *app = context;
	if (utc_offset_s)
		*utc_offset_s = hall_time_offset(app->time);
	return hall_time_now(app->time);
}

static void bridge_submit(void *context, struct command *command,
			  const struct api_identity *identity, api_reply_fn *reply,
			  void *reply_context)
{
	struct app *app = context;
	struct journal_identity sealed;
	if (app->draining) {
		reply(reply_context, REFUSAL_STOPPING, NULL, 0);
		return;
	}
	const struct state *state = app_durable(app);
	const char *kiosk = command->kiosk; /* staff reprint without naming one: the ticket's own */
	if (command->kind == COMMAND_REPRINT && !*kiosk && command->ticket <= state->ticket_count)
		kiosk = state->tickets[command->ticket].kiosk;
	command->printer = (uint8_t)printing_state(app->printing, kiosk);
	/* During the start: what asks for paper now would be taken for a print of before. */
	if (!app->running && command->printer == PRINTER_READY)
		command->printer = PRINTER_DOWN;
	if (identity) {
		sealed.length = identity->length;
		memcpy(sealed.sealed, identity->sealed, identity->length);
	}
	commit_submit(app->commit, command, identity ? &sealed : NULL, NULL, reply, reply_context);
}

static struct device *kiosk_device(struct app *app, const char *kiosk)
{
	return app->devices ? devices_next(app->devices, CLASS_PRINTER, kiosk, NULL) : NULL;
}

static bool bridge_kiosk_known(void *context, const char *kiosk)
{
	return kiosk_device(context, kiosk) != NULL;
}

static const char *bridge_kiosk_printer(void *context, const char *kiosk)
{
	struct device *device = kiosk_device(context, kiosk);
	struct printer_status status;
	if (!device)
		return "none";
	device->ops.printer->status(device->handle.printer, &status);
	if (status.health == DEVICE_STARTING)
		return "starting";
	if (status.health == DEVICE_LOST)
		return "lost";
	if (status.cover_open)
		return "cover_open";
	if (status.paper == PAPER_OUT)
		return "paper_out";
	if (!status.can_print)
		return "error";
	return status.paper == PAPER_NEAR_END ? "near_end" : "ok";
}

static size_t bridge_device_count(void *context)
{
	struct app *app = context;
	return app->devices ? devices_count(app->devices) : 0;
}

static const char *sensor_name(enum printer_sensor sensor, const char *clear, const char *set)
{
	return sensor == SENSOR_SET	? set
	       : sensor == SENSOR_CLEAR ? clear
	       : sensor == SENSOR_NONE	? "none"
					: "unknown";
}

static void bridge_printer(const struct device *device, struct api_printer *out)
{
	static const char *const papers[] = { "unknown", "ok", "near_end", "out" };
	struct printer_status status;
	device->ops.printer->status(device->handle.printer, &status);
	out->paper = papers[status.paper];
	out->near_end = sensor_name(status.near_end, "no", "yes");
	out->cover = sensor_name(status.cover, "closed", "open");
	out->cutter = sensor_name(status.cutter, "ok", "jammed");
	out->tickets_left = status.tickets_left;
	out->used_mm = status.roll.known ? (int32_t)status.roll.used_mm : -1;
}

void bridge_view(const struct device *device, struct api_device *out)
{
	struct device_statistics statistics;
	devices_statistics(device, &statistics);
	*out = (struct api_device){ .since_us = device->since_us,
				    .address = device->address,
				    .requests = statistics.requests,
				    .time_outs = statistics.time_outs,
				    .bad_frames = statistics.bad_frames,
				    .stale_replies = statistics.stale_replies,
				    .polls = statistics.polls,
				    .latency_us = statistics.latency_us,
				    .latency_p99_us = statistics.latency_p99_us,
				    .share_permille = statistics.share_permille };
	out->is_printer = device->class == CLASS_PRINTER;
	if (out->is_printer)
		bridge_printer(device, &out->printer);
	snprintf(out->name, sizeof out->name, "%s", device->name);
	snprintf(out->class_name, sizeof out->class_name, "%s", device_class_name(device->class));
	snprintf(out->driver, sizeof out->driver, "%s", device->driver);
	snprintf(out->port, sizeof out->port, "%s", device->port);
	snprintf(out->place, sizeof out->place, "%s", device->place);
	snprintf(out->health, sizeof out->health, "%s", device_health_name(device->health));
	snprintf(out->detail, sizeof out->detail, "%s", device->detail);
}

static void bridge_device(void *context, size_t index, struct api_device *out)
{
	struct app *app = context;
	bridge_view(devices_at(app->devices, index), out);
}

static struct device *device_named(struct app *app, const char *name)
{
	return app->devices ? devices_find(app->devices, name) : NULL;
}

static bool bridge_device_report(void *context, const char *name, struct api_device_report *out)
{
	static const char *const states[] = { "", "running", "passed", "failed" };
	struct app *app = context;
	const struct device *device = device_named(app, name);
	struct device_change change;
	struct device_test test;
	const char *detail;
	if (!device)
		return false;
	*out = (struct api_device_report){ 0 };
	bridge_view(device, &out->device);
	snprintf(out->protocol, sizeof out->protocol, "%s",
		 wire_protocol_name(wire_protocol_of(device->driver, device->port_kind)));
	while (out->change_count < API_DEVICE_CHANGES_MAX &&
	       devices_change(device, (unsigned)out->change_count, &change, &detail)) {
		const char *health = device_health_name((enum device_health)change.health);
		out->changes[out->change_count].time_us = change.time_us;
		snprintf(out->changes[out->change_count].health,
			 sizeof out->changes[out->change_count].health, "%s", health);
		snprintf(out->changes[out->change_count].detail,
			 sizeof out->changes[out->change_count].detail, "%s", detail);
		out->change_count++;
	}
	device_tests_last(app->device_tests, device, &test);
	snprintf(out->test_state, sizeof out->test_state, "%s", states[test.state]);
	snprintf(out->test_detail, sizeof out->test_detail, "%s", test.detail);
	out->test_started_us = test.started_us;
	out->test_ended_us = test.ended_us;
	return true;
}

static bool bridge_device_test(void *context, const char *name)
{
	struct app *app = context;
	struct device *device = device_named(app, name);
	if (device)
		device_tests_begin(app->device_tests, device);
	return device != NULL;
}

static int bridge_wire_listen(void *context, const char *device, bool line, struct api_wire **out,
			      api_wire_fn *unit, void *unit_context)
{
	return wire_watch_open(out, context, device, line, unit, unit_context);
}

static void bridge_wire_forget(void *context, struct api_wire *wire)
{
	(void)context;
	wire_watch_close(wire);
}

static void bridge_health(void *context, struct api_health *out)
{
	struct app *app = context;
	struct journal_statistics journal;
	struct speaking_counts spoken;
	journal_statistics(commit_journal(app->commit), &journal);
	speaking_counts(app->speaking, &spoken);
	*out = (struct api_health){
		.storage_ok = !commit_storage_failing(app->commit),
		.storage_slow = commit_storage_slow(app->commit),
		.clock_fault_us = hall_time_fault(app->time),
		.clock_doubtful = hall_time_doubtful(app->time),
		.free_bytes = journal.free_bytes,
		.disk_bytes = journal.disk_bytes,
		.commits = journal.commits,
		.commit_failures = journal.failures,
		.last_commit_us = journal.last_commit_us,
		.worst_commit_us = journal.worst_commit_us,
		.spoken = spoken.spoken,
		.unspoken = spoken.unspoken,
		.announcements_merged = spoken.merged,
		.announcements_dropped = spoken.dropped,
		.loop_worst_us = commit_worst_us(app->commit),
	};
	out->ok = out->storage_ok && !out->storage_slow && !app->draining;
}

static const struct item_catalogue *bridge_items(void *context)
{
	return ((struct app *)context)->items;
}

static void bridge_import(void *context, const struct api_import *asked, api_import_reply_fn *reply,
			  void *reply_context)
{
	struct app *app = context;
	booking_import_start(app->import, asked, reply, reply_context);
}

static int bridge_read(void *context, uint64_t after, uint64_t upto, uint32_t limit,
		       api_rows_fn *rows, void *rows_context)
{
	struct app *app = context;
	return journal_read(commit_journal(app->commit), after, upto, limit, rows, rows_context);
}

int bridge_open(struct app *app)
{
	char keys[4096];
	const struct api_owner owner = {
		.context = app,
		.durable = bridge_durable,
		.now = bridge_now,
		.submit = bridge_submit,
		.kiosk_known = bridge_kiosk_known,
		.kiosk_printer = bridge_kiosk_printer,
		.device_count = bridge_device_count,
		.device = bridge_device,
		.device_report = bridge_device_report,
		.device_test = bridge_device_test,
		.wire_listen = bridge_wire_listen,
		.wire_forget = bridge_wire_forget,
		.health = bridge_health,
		.items = bridge_items,
		.import = bridge_import,
		.read = bridge_read,
	};
	snprintf(keys, sizeof keys, "%s/keys", app->options.data_path);
	const struct api_settings settings = { .address = app->options.listen_address,
					       .port = app->options.listen_port,
					       .key_directory = keys };
	int result = booking_import_create(&app->import, app->base, &owner);
	if (result < 0) {
		log_error("no memory left for the lists of appointments");
		return result;
	}
	result = api_open(&app->api, app->base, &settings, &owner);
	if (result == -EACCES)
		log_error("--listen %s: refused: until staff sign in with their own accounts, "
			  "anyone who reaches this address could call and cancel; allowed are "
			  "127.0.0.0/8 and ::1",
			  app->options.listen_address);
	else if (result < 0)
		log_error("--listen %s:%d: %s", app->options.listen_address,
			  app->options.listen_port, strerror(-result));
	return result;
}
