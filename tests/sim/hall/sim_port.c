/* Ports: from their keys to lines. What the bytes mean is the devices'. */
#include "sim_port.h"

#include "modbus_sim.h"
#include "sim_driver.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FAULT_SEED = 1, MODBUS_PORT = 502 };

static const char *const kinds[] = { "serial", "rs485",	      "tcp",	    "audio", "input",
				     "gpio",   "usb-printer", "modbus-tcp", NULL };
static const enum sim_port_kind kind_of[] = { SIM_PORT_SERIAL, SIM_PORT_RS485, SIM_PORT_TCP,
					      SIM_PORT_AUDIO,  SIM_PORT_INPUT, SIM_PORT_GPIO,
					      SIM_PORT_NONE,   SIM_PORT_RS485 };

static int take_flow(struct sim_port *port, struct config_map *map)
{
	static const char *const flows[] = { "none", "rts-cts", "xon-xoff", NULL };
	static const enum printer_sim_flow flow_of[] = { SIM_FLOW_NONE, SIM_FLOW_HOLD,
							 SIM_FLOW_XON_XOFF };
	int flow = 0;
	if (config_map_choice(map, "flow", flows, &flow) < 0)
		return -EINVAL;
	port->flow = flow_of[flow];
	return 0;
}

/* "tcp://127.0.0.1:4001": a serial server. */
static int take_server(struct sim_port *port, struct config_map *map)
{
	const char *text = port->path + strlen("tcp://"), *colon = strrchr(text, ':');
	char *end = NULL;
	long number = colon != NULL ? strtol(colon + 1, &end, 10) : 0;
	if (colon == NULL || *end != '\0' || number < 1 || number > 65535 ||
	    (size_t)(colon - text) >= sizeof port->address)
		return config_map_fail(map, "device", "is no tcp://ADDRESS:PORT");
	snprintf(port->address, sizeof port->address, "%.*s", (int)(colon - text), text);
	port->tcp_port = (int)number;
	memmove(port->path, text, strlen(text) + 1);
	return 0;
}

static int take_line(struct sim_port *port, struct config_map *map)
{
	static const char *const parities[] = { "none", "even", "odd", NULL };
	long baud = 9600;
	int parity = 0;
	if (sim_need(map, "device", port->path, sizeof port->path) < 0 ||
	    config_map_integer(map, "baud", 300, 921600, &baud) < 0 ||
	    config_map_choice(map, "parity", parities, &parity) < 0 ||
	    (port->kind == SIM_PORT_SERIAL && take_flow(port, map) < 0))
		return -EINVAL;
	port->baud = (unsigned)baud;
	port->parity = parity != 0;
	return strncmp(port->path, "tcp://", strlen("tcp://")) == 0 ? take_server(port, map) : 0;
}

static int take_tcp(struct sim_port *port, struct config_map *map)
{
	long tcp_port = port->gateway ? MODBUS_PORT : 0;
	if (sim_need(map, "address", port->address, sizeof port->address) < 0 ||
	    (port->gateway ? config_map_integer(map, "tcp_port", 1, 65535, &tcp_port)
			   : sim_need_integer(map, "tcp_port", 1, 65535, &tcp_port)) < 0)
		return -EINVAL;
	port->tcp_port = (int)tcp_port;
	port->flow = SIM_FLOW_HOLD;
	snprintf(port->path, sizeof port->path, "%s:%ld", port->address, tcp_port);
	return 0;
}

int sim_port_take(struct sim_port *port, struct config_map *map)
{
	int kind = 0;
	if (sim_need(map, "name", port->name, sizeof port->name) < 0)
		return -EINVAL;
	int taken = config_map_choice(map, "kind", kinds, &kind);
	if (taken < 1)
		return taken == 0 ? config_map_fail(map, "kind", "is missing") : taken;
	port->kind = kind_of[kind];
	snprintf(port->kind_name, sizeof port->kind_name, "%s", kinds[kind]);
	switch (port->kind) {
	case SIM_PORT_SERIAL:
	case SIM_PORT_RS485:
		port->gateway = strcmp(port->kind_name, "modbus-tcp") == 0;
		return port->gateway ? take_tcp(port, map) : take_line(port, map);
	case SIM_PORT_TCP:
		return take_tcp(port, map);
	case SIM_PORT_AUDIO:
	case SIM_PORT_INPUT:
	case SIM_PORT_GPIO:
		taken = sim_take(map, "line", port->path, sizeof port->path);
		if (taken == 0) /* the real thing: it is there or it is not */
			port->kind = SIM_PORT_NONE;
		return taken < 0 ? taken : 0;
	case SIM_PORT_NONE:
		break;
	}
	return 0;
}

static void received(void *context, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	struct sim_port *port = context;
	struct sim_board *board = port->board;
	if (port->bus != NULL && port->gateway)
		modbus_sim_receive_tcp(port->bus, bytes, count);
	else if (port->bus != NULL)
		modbus_sim_receive(port->bus, bytes, count, ended_us);
	if (port->kind == SIM_PORT_AUDIO)
		speaker_sim_receive(&port->speaker, bytes, count);
	for (size_t i = 0; i < board->device_count; i++) {
		struct sim_device *device = &board->devices[i];
		if (device->port == port && device->sim != NULL && device->driver->received != NULL)
			device->driver->received(device, bytes, count, ended_us);
	}
}

static void tcp_received(void *context, const uint8_t *bytes, size_t count)
{
	received(context, bytes, count, sim_monotonic_us());
}

static int open_pty(struct sim_port *port)
{
	const struct pty_line_owner owner = { .context = port, .received = received };
	const struct pty_line_settings settings = {
		.path = port->path,
		.baud = port->baud,
		.parity = port->parity,
		.half_duplex = port->kind == SIM_PORT_RS485,
		.clock_rate = port->board->clock->rate,
	};
	return pty_line_open(&port->line, port->board->base, &settings, FAULT_SEED, &owner);
}

int sim_port_start(struct sim_port *port, struct sim_board *board)
{
	const struct tcp_line_owner owner = { .context = port, .received = tcp_received };
	int result = 0;
	port->board = board;
	if (port->kind == SIM_PORT_AUDIO)
		speaker_sim_init(&port->speaker, board->clock);
	if (port->address[0] != '\0')
		result = tcp_line_open(&port->tcp, board->base, port->address, port->tcp_port,
				       &owner);
	else if (port->kind != SIM_PORT_NONE)
		result = open_pty(port);
	if (result < 0)
		fprintf(stderr, "port %s: %s: %s\n", port->name, port->path, strerror(-result));
	return result;
}

int sim_port_send(struct sim_port *port, const uint8_t *bytes, size_t count)
{
	if (port->tcp != NULL)
		return tcp_line_send(port->tcp, bytes, count);
	return pty_line_send(port->line, bytes, count);
}

static void bus_send(void *context, const uint8_t *bytes, size_t count)
{
	(void)sim_port_send(context, bytes, count); /* a full line loses it, as a wire would */
}

struct modbus_sim *sim_port_bus(struct sim_port *port)
{
	const struct modbus_sim_owner owner = { .context = port, .send = bus_send };
	const int64_t character_ns = port->line != NULL ? pty_line_character_ns(port->line) : 0;
	if (port->bus == NULL)
		port->bus = modbus_sim_create(port->board->base, character_ns,
					      port->board->clock->rate, &owner);
	return port->bus;
}

void sim_port_hold(struct sim_port *port, bool held)
{
	if (port->tcp != NULL)
		tcp_line_hold(port->tcp, held);
	else if (!held || pty_line_obeys(port->line, port->flow == SIM_FLOW_XON_XOFF))
		pty_line_hold(port->line, held);
}

void sim_port_close(struct sim_port *port)
{
	modbus_sim_destroy(port->bus);
	pty_line_close(port->line);
	tcp_line_close(port->tcp);
	speaker_sim_finish(&port->speaker);
}
