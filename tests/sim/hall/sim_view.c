/* JSON views of the devices: what all have alike. */
#include "sim_view.h"

#include "sim_act.h"

#include <stdio.h>
#include <string.h>

json_t *sim_time_json(int64_t time_us)
{
	char text[SIM_CLOCK_TEXT_MAX];
	sim_clock_format(time_us, text);
	return json_string(text);
}

json_t *sim_text_json(const char *text)
{
	json_t *value = json_string(text);
	return value != NULL ? value : json_string("(not UTF-8)");
}

static const char *plug_name(const struct sim_device *device)
{
	if (device->absent)
		return "not simulated";
	if (sim_device_unplugged(device))
		return "unplugged";
	return device->power ? "on" : "off";
}

json_t *sim_view_brief(struct sim_device *device)
{
	json_t *view = json_object();
	json_object_set_new(view, "name", json_string(device->name));
	json_object_set_new(view, "kind",
			    json_string(device->absent ? "none" : device->driver->kind));
	json_object_set_new(view, "driver", json_string(device->driver_name));
	json_object_set_new(view, "port", json_string(device->port->name));
	json_object_set_new(view, "path", json_string(device->port->path));
	if (device->place[0] != '\0')
		json_object_set_new(view, device->place_kind, sim_text_json(device->place));
	json_object_set_new(view, "state", json_string(plug_name(device)));
	if (device->sim != NULL && device->driver->brief != NULL)
		device->driver->brief(device, view);
	return view;
}

static void add_faults(json_t *view, struct sim_device *device)
{
	struct sim_fault faults[SIM_FAULTS_MAX];
	size_t count = sim_act_faults(device, faults);
	json_t *object = json_object();
	for (size_t i = 0; i < count; i++)
		json_object_set_new(object, faults[i].name,
				    faults[i].flag != NULL ? json_boolean(*faults[i].flag)
							   : json_integer(*faults[i].number));
	json_object_set_new(object, "unplug", json_boolean(sim_device_unplugged(device)));
	json_object_set_new(view, "faults", object);
}

static void add_wire(json_t *view, struct sim_device *device)
{
	struct modbus_sim_slave *slave = sim_device_slave(device);
	if (slave != NULL)
		json_object_set_new(
			view, "modbus",
			json_pack("{s:i,s:I,s:I,s:I,s:I}", "address", slave->address, "requests",
				  (json_int_t)slave->statistics.requests, "answers",
				  (json_int_t)slave->statistics.answers, "exceptions",
				  (json_int_t)slave->statistics.exceptions, "bad_frames_on_line",
				  (json_int_t)modbus_sim_bad_frames(device->port->bus)));
	if (device->port->line == NULL)
		return;
	const struct pty_line_statistics *line = pty_line_statistics(device->port->line);
	json_object_set_new(
		view, "line",
		json_pack("{s:I,s:I,s:I,s:I,s:I,s:b}", "received", (json_int_t)line->received,
			  "sent", (json_int_t)line->sent, "lost", (json_int_t)line->lost, "garbled",
			  (json_int_t)line->garbled, "collisions", (json_int_t)line->collisions,
			  "wrong_speed", pty_line_has_wrong_speed(device->port->line)));
}

static void add_log(json_t *view, struct sim_device *device)
{
	const struct sim_driver *driver = device->driver;
	char key[SIM_NAME_MAX];
	if (driver->log_count == NULL)
		return;
	const long count = driver->log_count(device);
	snprintf(key, sizeof key, "%s_count", driver->log);
	json_object_set_new(view, key, json_integer(count));
	json_object_set_new(view, driver->log,
			    sim_view_log(device, driver->log, count - SIM_VIEW_LAST));
}

json_t *sim_view_device(struct sim_device *device)
{
	json_t *view = sim_view_brief(device);
	if (device->sim == NULL)
		return view;
	if (device->driver->view != NULL)
		device->driver->view(device, view);
	add_log(view, device);
	add_faults(view, device);
	add_wire(view, device);
	return view;
}

json_t *sim_view_board(struct sim_board *board)
{
	json_t *devices = json_array();
	for (size_t i = 0; i < board->device_count; i++)
		json_array_append_new(devices, sim_view_brief(&board->devices[i]));
	json_t *view = json_object();
	json_object_set_new(view, "board", json_string(board->name));
	json_object_set_new(view, "clock", sim_time_json(sim_clock_now(board->clock)));
	json_object_set_new(view, "clock_rate", json_integer(board->clock->rate));
	json_object_set_new(view, "devices", devices);
	return view;
}

json_t *sim_view_log(struct sim_device *device, const char *log, long after)
{
	if (device->sim == NULL || device->driver->log == NULL ||
	    strcmp(device->driver->log, log) != 0)
		return NULL;
	return device->driver->log_entries(device, after < 0 ? 0 : after);
}
