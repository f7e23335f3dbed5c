/* From a board file to running simulators. */
#include "sim_board.h"

#include "config.h"
#include "sim_driver.h"
#include "sim_port.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say_mistake(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
}

int sim_take(struct config_map *map, const char *key, char *out, size_t size)
{
	const char *text;
	int taken = config_map_text(map, key, &text);
	if (taken == 1 && strlen(text) >= size)
		return config_map_fail(map, key, "is too long");
	if (taken == 1)
		snprintf(out, size, "%s", text);
	return taken;
}

int sim_need(struct config_map *map, const char *key, char *out, size_t size)
{
	int taken = sim_take(map, key, out, size);
	return taken == 0 ? config_map_fail(map, key, "is missing") : taken;
}

int sim_need_integer(struct config_map *map, const char *key, long min, long max, long *out)
{
	int taken = config_map_integer(map, key, min, max, out);
	return taken == 0 ? config_map_fail(map, key, "is missing") : taken;
}

static int find_driver(struct sim_device *device, struct config_map *map)
{
	char role[SIM_NAME_MAX] = "", problem[SIM_PROBLEM_MAX];
	if (sim_need(map, "driver", device->driver_name, sizeof device->driver_name) < 0 ||
	    sim_take(map, "role", role, sizeof role) < 0)
		return -EINVAL;
	device->driver = sim_driver_find(device->driver_name, role);
	if (device->driver != NULL)
		return 0;
	int length = snprintf(problem, sizeof problem, "has no simulator%s%s, allowed are",
			      *role ? " in the role " : "", role);
	for (size_t i = 0; sim_drivers[i] != NULL && length < (int)sizeof problem; i++)
		length += snprintf(problem + length, sizeof problem - (size_t)length, " %s",
				   sim_drivers[i]->driver);
	return config_map_fail(map, "driver", problem);
}

static int find_port(struct sim_device *device, struct config_map *map)
{
	struct sim_board *board = device->board;
	char port[SIM_NAME_MAX];
	if (sim_need(map, "port", port, sizeof port) < 0)
		return -EINVAL;
	for (size_t i = 0; i < board->port_count; i++)
		if (strcmp(board->ports[i].name, port) == 0)
			device->port = &board->ports[i];
	if (device->port == NULL)
		return config_map_fail(map, "port", "is no port of this board");
	device->absent = device->port->kind == SIM_PORT_NONE;
	if (!device->absent && (device->driver->ports & 1u << device->port->kind) == 0)
		return config_map_fail(map, "port", "is of a kind this driver has no use for");
	for (struct sim_device *other = board->devices; other < device; other++)
		if (other->port == device->port && !device->absent &&
		    (device->driver->alone || other->driver->alone))
			return config_map_fail(map, "port", "has a device that wants it alone");
	return 0;
}

static int find_place(struct sim_device *device, struct config_map *map)
{
	static const char *const places[] = { "window", "kiosk", "group" };
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		int taken = sim_take(map, places[i], device->place, sizeof device->place);
		if (taken < 0)
			return taken;
		if (taken == 1)
			snprintf(device->place_kind, sizeof device->place_kind, "%s", places[i]);
	}
	return 0;
}

static int join_bus(struct sim_device *device, struct config_map *map)
{
	struct modbus_sim_slave *slave = sim_device_slave(device);
	if (slave == NULL)
		return 0;
	struct modbus_sim *bus = sim_port_bus(device->port);
	slave->latency_us = SIM_LATENCY_US / device->board->clock->rate;
	if (bus == NULL)
		return -ENOMEM;
	return modbus_sim_add(bus, slave) < 0
		       ? config_map_fail(map, "address", "is taken on this bus")
		       : 0;
}

static int device_start(struct sim_device *device, struct config_map *map)
{
	int result = sim_need(map, "name", device->name, sizeof device->name);
	if (result < 0 || find_driver(device, map) < 0 || find_port(device, map) < 0 ||
	    find_place(device, map) < 0)
		return -EINVAL;
	device->power = true;
	if (device->absent) {
		fprintf(stderr, "%s: not simulated: port %s is of kind %s without a line\n",
			device->name, device->port->name, device->port->kind_name);
		return 0;
	}
	device->sim = calloc(1, device->driver->size + 1);
	if (device->sim == NULL)
		return -ENOMEM;
	result = device->driver->start(device, map);
	return result < 0 ? result : join_bus(device, map);
}

static int board_start(struct sim_board *board, struct config_board *config)
{
	const size_t devices = config_board_device_count(config);
	int result = 0;
	board->port_count = config_board_port_count(config);
	board->ports = calloc(board->port_count + 1, sizeof *board->ports);
	board->devices = calloc(devices + 1, sizeof *board->devices);
	if (board->ports == NULL || board->devices == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < board->port_count; i++)
		if (sim_port_take(&board->ports[i], config_board_port(config, i)) < 0)
			result = -EINVAL;
	for (size_t i = 0; result == 0 && i < board->port_count; i++)
		result = sim_port_start(&board->ports[i], board);
	if (result < 0)
		return result;
	for (size_t i = 0; i < devices; i++) {
		struct sim_device *device = &board->devices[board->device_count++];
		device->board = board;
		if (device_start(device, config_board_device(config, i)) < 0)
			result = -EINVAL;
	}
	return result;
}

int sim_board_open(struct sim_board *board, const char *path, const char *state,
		   struct event_base *base, const struct sim_clock *clock)
{
	struct config_report report = { .say = say_mistake };
	struct config_board *config = NULL;
	char *text;
	size_t length;
	memset(board, 0, sizeof *board);
	board->base = base;
	board->clock = clock;
	board->state = state;
	if (config_read_file(path, &text, &length, &report) < 0)
		return -EINVAL;
	int result = config_board_parse(&config, path, text, length, &report);
	free(text);
	if (result < 0)
		return result;
	snprintf(board->name, sizeof board->name, "%s", config_board_name(config));
	if (!config_board_simulated(config)) {
		fprintf(stderr, "%s: this is a real board; a simulated one says simulated: true\n",
			path);
		result = -EINVAL;
	}
	if (result == 0)
		result = board_start(board, config);
	config_board_free(config);
	if (result < 0)
		sim_board_close(board);
	return result;
}

struct sim_device *sim_board_device(struct sim_board *board, const char *name)
{
	for (size_t i = 0; i < board->device_count; i++)
		if (strcmp(board->devices[i].name, name) == 0)
			return &board->devices[i];
	return NULL;
}

struct modbus_sim_slave *sim_device_slave(struct sim_device *device)
{
	return device->sim != NULL && device->driver->slave != NULL ? device->driver->slave(device)
								    : NULL;
}

void sim_device_state_folder(const struct sim_device *device, char *out, size_t size)
{
	char path[SIM_PATH_MAX];
	snprintf(path, sizeof path, "%s", device->port->path);
	if (device->board->state != NULL)
		snprintf(out, size, "%s", device->board->state);
	else
		snprintf(out, size, "%s", device->port->line != NULL ? dirname(path) : "/tmp");
}

int sim_device_send(struct sim_device *device, const uint8_t *bytes, size_t count)
{
	return device->power ? sim_port_send(device->port, bytes, count) : -ENODEV;
}

bool sim_device_unplugged(const struct sim_device *device)
{
	if (device->port->tcp != NULL)
		return tcp_line_is_unplugged(device->port->tcp);
	return device->port->line != NULL && pty_line_is_unplugged(device->port->line);
}

int sim_device_unplug(struct sim_device *device, bool unplugged)
{
	if (device->driver->unplugged != NULL && unplugged)
		device->driver->unplugged(device);
	if (device->port->tcp != NULL)
		return tcp_line_unplug(device->port->tcp, unplugged);
	return pty_line_unplug(device->port->line, unplugged);
}

int sim_device_power(struct sim_device *device, bool on)
{
	struct modbus_sim_slave *slave = sim_device_slave(device);
	bool was_on = device->power;
	if (device->absent || device->driver->power == NULL)
		return -ENOTSUP;
	device->power = on;
	if (slave != NULL)
		slave->off = !on;
	return device->driver->power(device, on, was_on);
}

void sim_board_close(struct sim_board *board)
{
	for (size_t i = 0; board->ports != NULL && i < board->port_count; i++)
		sim_port_close(&board->ports[i]);
	for (size_t i = 0; board->devices != NULL && i < board->device_count; i++) {
		struct sim_device *device = &board->devices[i];
		if (device->sim != NULL && device->driver->finish != NULL)
			device->driver->finish(device);
		free(device->sim);
	}
	free(board->ports);
	free(board->devices);
	board->ports = NULL;
	board->devices = NULL;
}
