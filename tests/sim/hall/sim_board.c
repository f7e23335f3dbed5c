/* From a board file to running simulators. */
#include "sim_board.h"

#include "config.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SLAVE_LATENCY_US = 5000, /* of a small controller, from the request's end to its answer */
	FAULT_SEED = 1,
};

static const char *const port_kinds[] = { "serial", "rs485",	   "tcp", "audio",
					  "gpio",   "usb-printer", NULL };
static const enum sim_port_kind port_kind_of[] = { SIM_PORT_SERIAL, SIM_PORT_RS485, SIM_PORT_TCP,
						   SIM_PORT_AUDIO,  SIM_PORT_NONE,  SIM_PORT_NONE };

static void say_mistake(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
}

/* Takes a text into a buffer; 1, 0 or -EINVAL as config_map_text. */
static int take(struct config_map *map, const char *key, char *out, size_t size)
{
	const char *text;
	int taken = config_map_text(map, key, &text);
	if (taken == 1 && strlen(text) >= size)
		return config_map_fail(map, key, "is too long");
	if (taken == 1)
		snprintf(out, size, "%s", text);
	return taken;
}

static int need(struct config_map *map, const char *key, char *out, size_t size)
{
	int taken = take(map, key, out, size);
	return taken == 0 ? config_map_fail(map, key, "is missing") : taken;
}

static int need_integer(struct config_map *map, const char *key, long min, long max, long *out)
{
	int taken = config_map_integer(map, key, min, max, out);
	return taken == 0 ? config_map_fail(map, key, "is missing") : taken;
}

/* --- ports --- */

static int port_take_serial(struct sim_port *port, struct config_map *map)
{
	static const char *const parities[] = { "none", "even", "odd", NULL };
	static const char *const flows[] = { "none", "rts-cts", "xon-xoff", NULL };
	static const enum printer_sim_flow flow_of[] = { SIM_FLOW_NONE, SIM_FLOW_HOLD,
							 SIM_FLOW_XON_XOFF };
	long baud = 9600;
	int parity = 0, flow = 0;
	if (need(map, "device", port->path, sizeof port->path) < 0 ||
	    config_map_integer(map, "baud", 300, 921600, &baud) < 0 ||
	    config_map_choice(map, "parity", parities, &parity) < 0 ||
	    (port->kind == SIM_PORT_SERIAL && config_map_choice(map, "flow", flows, &flow) < 0))
		return -EINVAL;
	port->baud = (unsigned)baud;
	port->parity = parity != 0;
	port->flow = flow_of[flow];
	return 0;
}

static int port_take_tcp(struct sim_port *port, struct config_map *map)
{
	long tcp_port;
	if (need(map, "address", port->address, sizeof port->address) < 0 ||
	    need_integer(map, "tcp_port", 1, 65535, &tcp_port) < 0)
		return -EINVAL;
	port->tcp_port = (int)tcp_port;
	port->flow = SIM_FLOW_HOLD;
	snprintf(port->path, sizeof port->path, "%s:%ld", port->address, tcp_port);
	return 0;
}

static int port_take(struct sim_port *port, struct config_map *map)
{
	int kind = 0;
	if (need(map, "name", port->name, sizeof port->name) < 0)
		return -EINVAL;
	int taken = config_map_choice(map, "kind", port_kinds, &kind);
	if (taken < 1)
		return taken == 0 ? config_map_fail(map, "kind", "is missing") : taken;
	port->kind = port_kind_of[kind];
	snprintf(port->kind_name, sizeof port->kind_name, "%s", port_kinds[kind]);
	switch (port->kind) {
	case SIM_PORT_SERIAL:
	case SIM_PORT_RS485:
		return port_take_serial(port, map);
	case SIM_PORT_TCP:
		return port_take_tcp(port, map);
	case SIM_PORT_AUDIO:
		taken = take(map, "line", port->path, sizeof port->path);
		if (taken == 0) /* a sound card: it is really there or it is not */
			port->kind = SIM_PORT_NONE;
		return taken < 0 ? taken : 0;
	default:
		return 0;
	}
}

static void port_received(void *context, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	struct sim_port *port = context;
	if (port->bus != NULL)
		modbus_sim_receive(port->bus, bytes, count, ended_us);
	else if (port->printer != NULL)
		printer_sim_receive(port->printer, bytes, count);
	else if (port->kind == SIM_PORT_AUDIO)
		speaker_sim_receive(&port->speaker, bytes, count);
}

static void port_tcp_received(void *context, const uint8_t *bytes, size_t count)
{
	port_received(context, bytes, count, 0);
}

static int port_send(void *context, const uint8_t *bytes, size_t count)
{
	struct sim_port *port = context;
	if (port->tcp != NULL)
		return tcp_line_send(port->tcp, bytes, count);
	return pty_line_send(port->line, bytes, count);
}

static void port_bus_send(void *context, const uint8_t *bytes, size_t count)
{
	(void)port_send(context, bytes, count); /* a full line loses it, as a wire would */
}

static void port_hold(void *context, bool held)
{
	struct sim_port *port = context;
	if (port->tcp != NULL)
		tcp_line_hold(port->tcp, held);
	else if (!held || pty_line_obeys(port->line, port->flow == SIM_FLOW_XON_XOFF))
		pty_line_hold(port->line, held);
}

static int port_open_line(struct sim_port *port, struct sim_board *board)
{
	const struct pty_line_owner owner = { .context = port, .received = port_received };
	const struct pty_line_settings settings = {
		.path = port->path,
		.baud = port->baud,
		.parity = port->parity,
		.half_duplex = port->kind == SIM_PORT_RS485,
		.clock_rate = board->clock->rate,
	};
	int result = pty_line_open(&port->line, board->base, &settings, FAULT_SEED, &owner);
	if (result < 0 || port->kind != SIM_PORT_RS485)
		return result;
	const struct modbus_sim_owner bus_owner = { .context = port, .send = port_bus_send };
	port->bus = modbus_sim_create(board->base, pty_line_character_ns(port->line),
				      board->clock->rate, &bus_owner);
	return port->bus != NULL ? 0 : -ENOMEM;
}

static int port_start(struct sim_port *port, struct sim_board *board)
{
	const struct tcp_line_owner tcp_owner = { .context = port, .received = port_tcp_received };
	int result = 0;
	if (port->kind == SIM_PORT_AUDIO)
		speaker_sim_init(&port->speaker, board->clock);
	if (port->kind == SIM_PORT_TCP)
		result = tcp_line_open(&port->tcp, board->base, port->address, port->tcp_port,
				       &tcp_owner);
	else if (port->kind != SIM_PORT_NONE)
		result = port_open_line(port, board);
	if (result < 0)
		fprintf(stderr, "port %s: %s: %s\n", port->name, port->path, strerror(-result));
	return result;
}

/* --- devices --- */

static int display_start(struct sim_device *device, struct sim_board *board, struct config_map *map)
{
	static const char *const orders[] = { "high-first", "low-first", NULL };
	static const char *const fills[] = { "zero", "space", NULL };
	struct led_sim_map led = { .encoding = "gb18030", .blink = -1, .brightness = -1 };
	struct config_map *keys = NULL;
	long address, text, registers, blink = -1, brightness = -1;
	int order = 0, fill = 0, taken = config_map_map(map, "map", &keys);
	if (taken == 0)
		taken = config_map_fail(map, "map", "is missing");
	if (taken < 0 || need_integer(map, "address", 1, 247, &address) < 0 ||
	    need_integer(keys, "text", 0, 0xFFFF, &text) < 0 ||
	    need_integer(keys, "registers", 1, LED_SIM_REGISTERS_MAX, &registers) < 0 ||
	    take(keys, "encoding", led.encoding, sizeof led.encoding) < 0 ||
	    config_map_choice(keys, "byte_order", orders, &order) < 0 ||
	    config_map_choice(keys, "fill", fills, &fill) < 0 ||
	    config_map_integer(keys, "blink", 0, 0xFFFF, &blink) < 0 ||
	    config_map_integer(keys, "brightness", 0, 0xFFFF, &brightness) < 0)
		return -EINVAL;
	led.text = (uint16_t)text;
	led.registers = (uint16_t)registers;
	led.low_first = order == 1;
	led.fill_space = fill == 1;
	led.blink = (int)blink;
	led.brightness = (int)brightness;
	if (led_sim_init(&device->led, (uint8_t)address, &led, board->clock) < 0)
		return config_map_fail(keys, "encoding", "is not known to iconv");
	device->led.slave.latency_us = SLAVE_LATENCY_US / board->clock->rate;
	if (modbus_sim_add(device->port->bus, &device->led.slave) < 0)
		return config_map_fail(map, "address", "is taken on this bus");
	return 0;
}

static int keypad_start(struct sim_device *device, struct sim_board *board, struct config_map *map,
			const char *state)
{
	static const char *const roles[] = { "caller", "evaluator", NULL };
	char path[SIM_PATH_MAX * 2], folder[SIM_PATH_MAX];
	long address;
	int role = 0, taken = config_map_choice(map, "role", roles, &role);
	if (taken == 0)
		taken = config_map_fail(map, "role", "is missing");
	if (taken < 0 || need_integer(map, "address", 1, 247, &address) < 0)
		return -EINVAL;
	snprintf(folder, sizeof folder, "%s", device->port->path);
	snprintf(path, sizeof path, "%s/%s.boot", state != NULL ? state : dirname(folder),
		 device->name);
	device->keypad.caller = role == 0;
	device->keypad.evaluator = role == 1;
	int result =
		keypad_sim_init(&device->keypad, (uint8_t)address, path, board->clock, board->base);
	if (result < 0) {
		fprintf(stderr, "%s: %s: %s\n", device->name, path, strerror(-result));
		return result;
	}
	device->keypad.slave.latency_us = SLAVE_LATENCY_US / board->clock->rate;
	if (modbus_sim_add(device->port->bus, &device->keypad.slave) < 0)
		return config_map_fail(map, "address", "is taken on this bus");
	return 0;
}

static int printer_start(struct sim_device *device, struct sim_board *board, struct config_map *map)
{
	const struct printer_sim_owner owner = { .context = device->port,
						 .send = port_send,
						 .hold = port_hold };
	long width_mm = 80;
	if (config_map_integer(map, "paper_width_mm", 58, 80, &width_mm) < 0)
		return -EINVAL;
	if (device->port->printer != NULL)
		return config_map_fail(map, "port", "has a printer already");
	int result = printer_sim_init(&device->printer, board->base,
				      width_mm == 58 ? PAPER_WIDTH_58_DOTS : PAPER_WIDTH_80_DOTS,
				      device->port->flow, board->clock, &owner);
	if (result == 0)
		device->port->printer = &device->printer;
	return result;
}

/* Which simulator answers a driver, and on which port. */
static const struct {
	const char *driver;
	enum sim_device_kind kind;
} drivers[] = {
	{ "modbus-led", SIM_DISPLAY }, { "modbus-keypad", SIM_KEYPAD }, { "escpos", SIM_PRINTER },
	{ "clips", SIM_SPEAKER },      { "gpio-caller", SIM_ABSENT },
};

static int device_kind(struct sim_device *device, struct config_map *map)
{
	for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++) {
		if (strcmp(drivers[i].driver, device->driver) != 0)
			continue;
		device->kind = drivers[i].kind;
		if (device->port->kind == SIM_PORT_NONE)
			device->kind = SIM_ABSENT;
		return 0;
	}
	return config_map_fail(map, "driver",
			       "has no simulator, allowed are modbus-led, modbus-keypad, escpos, "
			       "clips, gpio-caller");
}

static bool port_fits(const struct sim_device *device)
{
	switch (device->kind) {
	case SIM_DISPLAY:
	case SIM_KEYPAD:
		return device->port->kind == SIM_PORT_RS485;
	case SIM_PRINTER:
		return device->port->kind == SIM_PORT_SERIAL || device->port->kind == SIM_PORT_TCP;
	case SIM_SPEAKER:
		return device->port->kind == SIM_PORT_AUDIO;
	default:
		return true;
	}
}

static int device_take(struct sim_device *device, struct sim_board *board, struct config_map *map)
{
	static const char *const places[] = { "window", "kiosk", "group" };
	char port[SIM_NAME_MAX];
	if (need(map, "name", device->name, sizeof device->name) < 0 ||
	    need(map, "driver", device->driver, sizeof device->driver) < 0 ||
	    need(map, "port", port, sizeof port) < 0)
		return -EINVAL;
	for (size_t i = 0; i < board->port_count; i++)
		if (strcmp(board->ports[i].name, port) == 0)
			device->port = &board->ports[i];
	if (device->port == NULL)
		return config_map_fail(map, "port", "is no port of this board");
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		int taken = take(map, places[i], device->place, sizeof device->place);
		if (taken < 0)
			return taken;
		if (taken == 1)
			snprintf(device->place_kind, sizeof device->place_kind, "%s", places[i]);
	}
	int result = device_kind(device, map);
	if (result == 0 && !port_fits(device))
		return config_map_fail(map, "port", "is of a kind this driver has no use for");
	return result;
}

static int device_start(struct sim_device *device, struct sim_board *board, struct config_map *map,
			const char *state)
{
	int result = device_take(device, board, map);
	if (result < 0)
		return result;
	device->power = true;
	switch (device->kind) {
	case SIM_DISPLAY:
		return display_start(device, board, map);
	case SIM_KEYPAD:
		return keypad_start(device, board, map, state);
	case SIM_PRINTER:
		return printer_start(device, board, map);
	case SIM_SPEAKER:
		return 0;
	default:
		fprintf(stderr, "%s: not simulated: port %s is of kind %s without a line\n",
			device->name, device->port->name, device->port->kind_name);
		return 0;
	}
}

static int board_start(struct sim_board *board, struct config_board *config, const char *state)
{
	int result = 0;
	board->port_count = config_board_port_count(config);
	board->device_count = config_board_device_count(config);
	board->ports = calloc(board->port_count + 1, sizeof *board->ports);
	board->devices = calloc(board->device_count + 1, sizeof *board->devices);
	if (board->ports == NULL || board->devices == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < board->port_count; i++)
		if (port_take(&board->ports[i], config_board_port(config, i)) < 0)
			result = -EINVAL;
	for (size_t i = 0; result == 0 && i < board->port_count; i++)
		result = port_start(&board->ports[i], board);
	if (result < 0)
		return result;
	for (size_t i = 0; i < board->device_count; i++)
		if (device_start(&board->devices[i], board, config_board_device(config, i), state) <
		    0)
			result = -EINVAL;
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
		result = board_start(board, config, state);
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
	if (device->kind == SIM_DISPLAY)
		return &device->led.slave;
	return device->kind == SIM_KEYPAD ? &device->keypad.slave : NULL;
}

bool sim_device_unplugged(const struct sim_device *device)
{
	if (device->port->tcp != NULL)
		return tcp_line_is_unplugged(device->port->tcp);
	return device->port->line != NULL && pty_line_is_unplugged(device->port->line);
}

int sim_device_unplug(struct sim_device *device, bool unplugged)
{
	if (device->kind == SIM_SPEAKER && unplugged)
		speaker_sim_silence(&device->port->speaker);
	if (device->port->tcp != NULL)
		return tcp_line_unplug(device->port->tcp, unplugged);
	return pty_line_unplug(device->port->line, unplugged);
}

int sim_device_power(struct sim_device *device, bool on)
{
	struct modbus_sim_slave *slave = sim_device_slave(device);
	bool was_on = device->power;
	int result = 0;
	if (device->kind == SIM_SPEAKER || device->kind == SIM_ABSENT)
		return -ENOTSUP;
	device->power = on;
	if (slave != NULL)
		slave->off = !on;
	if (device->kind == SIM_PRINTER)
		printer_sim_power(&device->printer, on);
	else if (device->kind == SIM_DISPLAY && on != was_on)
		led_sim_restart(&device->led);
	else if (device->kind == SIM_KEYPAD && on && !was_on)
		result = keypad_sim_reboot(&device->keypad);
	return result;
}

void sim_board_close(struct sim_board *board)
{
	for (size_t i = 0; board->ports != NULL && i < board->port_count; i++) {
		struct sim_port *port = &board->ports[i];
		modbus_sim_destroy(port->bus);
		pty_line_close(port->line);
		tcp_line_close(port->tcp);
		speaker_sim_finish(&port->speaker);
	}
	for (size_t i = 0; board->devices != NULL && i < board->device_count; i++) {
		led_sim_finish(&board->devices[i].led);
		keypad_sim_finish(&board->devices[i].keypad);
		printer_sim_finish(&board->devices[i].printer);
	}
	free(board->ports);
	free(board->devices);
	board->ports = NULL;
	board->devices = NULL;
}
