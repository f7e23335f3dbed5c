/* See ctl_board.h. */
#include "ctl_board.h"

#include "config.h"
#include "ctl_text.h"
#include "keypad_registers.h"
#include "led_encode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say_line(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
}

static void copy(struct config_map *map, const char *key, char *out, size_t size)
{
	const char *text = NULL;
	if (config_map_text(map, key, &text) == 1)
		snprintf(out, size, "%s", text);
}

static int take_port(struct ctl_board *board, struct config_map *map)
{
	static const char *const parities[] = { "none", "even", "odd", NULL };
	struct ctl_port *port = &board->ports[board->port_count];
	const char *kind = NULL;
	long baud = 9600;
	int parity = 0;
	config_map_text(map, "kind", &kind);
	if (!kind || strcmp(kind, "rs485") != 0)
		return 0;
	copy(map, "name", port->name, sizeof port->name);
	copy(map, "device", port->device, sizeof port->device);
	if (config_map_integer(map, "baud", 1200, 230400, &baud) < 0 ||
	    config_map_choice(map, "parity", parities, &parity) < 0)
		return -1;
	port->baud = (int)baud;
	port->parity = "NEO"[parity];
	board->port_count++;
	return 0;
}

static int take_display(struct ctl_device *device, struct config_map *map)
{
	static const char *const orders[] = { "high-first", "low-first", NULL };
	static const char *const fills[] = { "zero", "space", NULL };
	struct config_map *keys = NULL;
	const char *name = NULL;
	if (config_map_text(map, "model", &name) < 0)
		return -1;
	const struct led_model *model = name != NULL ? led_model_find(name) : NULL;
	const struct led_map *known = model != NULL ? &model->map : &led_map_usual;
	long text = known->text, registers = known->registers > 0 ? known->registers : 1;
	long address_register = known->address;
	int order = known->low_first, fill = known->fill == ' ';
	int taken = config_map_map(map, "map", &keys);
	if (taken < 0 || (taken == 0 && model == NULL))
		return -1;
	if (keys != NULL &&
	    (config_map_integer(keys, "text", 0, 0xffff, &text) < 0 ||
	     config_map_integer(keys, "registers", 1, 123, &registers) < 0 ||
	     config_map_integer(keys, "address_register", 0, 0xffff, &address_register) < 0 ||
	     config_map_choice(keys, "byte_order", orders, &order) < 0 ||
	     config_map_choice(keys, "fill", fills, &fill) < 0))
		return -1;
	device->text = (uint16_t)text;
	device->registers = (unsigned)registers;
	device->address_register = (int)address_register;
	device->low_first = order == 1;
	device->fill_space = fill == 1;
	return 0;
}

static const struct ctl_port *find_port(const struct ctl_board *board, const char *name)
{
	for (unsigned i = 0; i < board->port_count; i++)
		if (strcmp(board->ports[i].name, name) == 0)
			return &board->ports[i];
	return NULL;
}

static int take_device(struct ctl_board *board, struct config_map *map)
{
	struct ctl_device *device = &board->devices[board->device_count];
	const char *driver = "", *port = "";
	long address = 0;
	config_map_text(map, "driver", &driver);
	config_map_text(map, "port", &port);
	device->port = find_port(board, port);
	bool keypad = strcmp(driver, "modbus-keypad") == 0;
	if (!device->port || (!keypad && strcmp(driver, "modbus-led") != 0))
		return 0;
	copy(map, "name", device->name, sizeof device->name);
	copy(map, "window", device->place, sizeof device->place);
	if (config_map_integer(map, "address", 1, 247, &address) < 0)
		return -1;
	device->address = (int)address;
	device->kind = keypad ? CTL_KEYPAD : CTL_DISPLAY;
	device->address_register = KEYPAD_WRITE_ADDRESS;
	if (!keypad && take_display(device, map) < 0)
		return -1;
	/* One box may be caller and evaluator at once: it is one device of the line. */
	if (ctl_board_at(board, device->port, device->address) == NULL)
		board->device_count++;
	return 0;
}

struct ctl_board *ctl_board_read(const char *path)
{
	struct config_report report = { .say = say_line };
	struct config_board *config = NULL;
	struct ctl_board *board = calloc(1, sizeof *board);
	char *text = NULL;
	size_t length = 0;
	int result = board ? config_read_file(path, &text, &length, &report) : -1;
	if (result == 0)
		result = config_board_parse(&config, path, text, length, &report);
	for (size_t i = 0; result == 0 && i < config_board_port_count(config); i++)
		if (board->port_count < CTL_BOARD_PORTS_MAX)
			result = take_port(board, config_board_port(config, i));
	for (size_t i = 0; result == 0 && i < config_board_device_count(config); i++)
		if (board->device_count < CTL_BOARD_DEVICES_MAX)
			result = take_device(board, config_board_device(config, i));
	if (config)
		config_board_free(config);
	free(text);
	if (result == 0)
		return board;
	free(board);
	return NULL;
}

static void fail_name(const struct ctl_board *board, const char *path, const char *name, bool ports)
{
	char names[1024] = "";
	size_t used = 0;
	unsigned count = ports ? board->port_count : board->device_count;
	for (unsigned i = 0; i < count && used + 40 < sizeof names; i++)
		used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? " " : "",
					 ports ? board->ports[i].name : board->devices[i].name);
	ctl_fail(TEXT_BOARD_NO_PORT, path, name, names);
}

const struct ctl_port *ctl_board_port(const struct ctl_board *board, const char *path,
				      const char *name)
{
	const struct ctl_port *port = find_port(board, name);
	if (!port)
		fail_name(board, path, name, true);
	return port;
}

const struct ctl_device *ctl_board_device(const struct ctl_board *board, const char *path,
					  const char *name)
{
	for (unsigned i = 0; i < board->device_count; i++)
		if (strcmp(board->devices[i].name, name) == 0)
			return &board->devices[i];
	fail_name(board, path, name, false);
	return NULL;
}

const struct ctl_device *ctl_board_at(const struct ctl_board *board, const struct ctl_port *port,
				      int address)
{
	for (unsigned i = 0; i < board->device_count; i++)
		if (board->devices[i].port == port && board->devices[i].address == address)
			return &board->devices[i];
	return NULL;
}
