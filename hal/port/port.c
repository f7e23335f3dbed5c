/* Ports from the keys of a board file, and what devices share of them. */
#include "port.h"

#include "audio.h"
#include "hotplug.h"
#include "modbus_bus.h"
#include "serial.h"
#include "tcp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	BAUD_DEFAULT = 9600,
	RESPONSE_TIMEOUT_MS = 300,
	GATEWAY_TIMEOUT_MS = 1000, /* a gateway waits for its slave first */
	TIMEOUT_MAX_MS = 5000,
	TCP_PORT_DEFAULT = 9100, /* raw printing, as every network printer offers it */
	MODBUS_PORT_DEFAULT = 502,
};

struct port {
	struct event_base *base;
	struct port_description description;
	struct modbus_bus *bus;
	struct audio *audio;
	struct line *line;
};

/* In the order of enum port_kind. */
static const char *const kind_names[] = { "serial", "rs485", "tcp",	   "usb-printer", "gpio",
					  "audio",  "input", "modbus-tcp", NULL };

const char *port_kind_name(enum port_kind kind)
{
	return kind_names[kind];
}

static int take_copy(struct config_keys *keys, const char *key, char *out, size_t size)
{
	const char *text = NULL;
	int result = config_keys_need_text(keys, key, &text);
	if (result < 0)
		return result;
	if (text[0] == '\0')
		return keys->ops->fail(keys, key, "is empty");
	if (strlen(text) >= size)
		return keys->ops->fail(keys, key, "is too long");
	strcpy(out, text);
	return 0;
}

static int take_baud(struct config_keys *keys, struct port_description *port)
{
	long baud = BAUD_DEFAULT;
	char problem[160] = "is no speed of a line, allowed are";
	if (keys->ops->take_integer(keys, "baud", 1200, 230400, &baud) < 0)
		return -EINVAL;
	port->baud = (int)baud;
	for (const int *known = serial_bauds; *known != 0; known++) {
		size_t length = strlen(problem);
		if (*known == baud)
			return 0;
		snprintf(problem + length, sizeof problem - length, " %d", *known);
	}
	return keys->ops->fail(keys, "baud", problem);
}

/* A path, or what is plugged in somewhere. */
static int take_path(struct config_keys *keys, struct port_description *port)
{
	int result = take_copy(keys, "device", port->device, sizeof port->device);
	if (result == 0 && hotplug_is_usb(port->device) && !hotplug_usb_valid(port->device))
		return keys->ops->fail(keys, "device",
				       "is no usb:VID:PID or usb:VID:PID:SERIAL, as usb:0483:5740");
	return result;
}

/* A path, or a serial server's tcp://ADDRESS:PORT. */
static int take_device(struct config_keys *keys, struct port_description *port)
{
	int result = take_path(keys, port);
	if (result < 0 || strstr(port->device, "://") == NULL)
		return result;
	if (tcp_parse(port->device, port->address, sizeof port->address, &port->tcp_port) < 0)
		return keys->ops->fail(keys, "device",
				       "is neither a path nor tcp://ADDRESS:PORT with a numeric "
				       "address, as tcp://192.168.1.50:4001");
	return 0;
}

static int take_line(struct config_keys *keys, struct port_description *port)
{
	static const char *const parities[] = { "none", "even", "odd", NULL };
	int parity = 0;
	int result = take_device(keys, port);
	if (take_baud(keys, port) < 0)
		result = -EINVAL;
	if (keys->ops->take_choice(keys, "parity", parities, &parity) < 0)
		result = -EINVAL;
	port->parity = "NEO"[parity];
	return result;
}

static int take_serial(struct config_keys *keys, struct port_description *port)
{
	static const char *const flows[] = { "none", "rts-cts", "xon-xoff", NULL };
	int flow = 0;
	int result = take_line(keys, port);
	if (keys->ops->take_choice(keys, "flow", flows, &flow) < 0)
		result = -EINVAL;
	if (flow != 0 && port_is_remote(port))
		result = keys->ops->fail(keys, "flow",
					 "is the serial server's own setting, not one of a "
					 "connection");
	port->rts_cts = flow == 1;
	port->xon_xoff = flow == 2;
	return result;
}

static int take_rs485(struct config_keys *keys, struct port_description *port)
{
	long timeout_ms = RESPONSE_TIMEOUT_MS;
	int result = take_line(keys, port);
	if (keys->ops->take_integer(keys, "response_timeout_ms", 20, TIMEOUT_MAX_MS, &timeout_ms) <
	    0)
		result = -EINVAL;
	long settle_ms = timeout_ms;
	if (keys->ops->take_integer(keys, "settle_ms", timeout_ms, TIMEOUT_MAX_MS, &settle_ms) < 0)
		result = -EINVAL;
	port->response_timeout_ms = (int)timeout_ms;
	port->settle_ms = (int)settle_ms;
	return result;
}

static int take_tcp(struct config_keys *keys, struct port_description *port, long tcp_port)
{
	int result = take_copy(keys, "address", port->address, sizeof port->address);
	if (result == 0 && !tcp_address_valid(port->address))
		result = keys->ops->fail(keys, "address",
					 "is no numeric address (names would wait for a server)");
	if (keys->ops->take_integer(keys, "tcp_port", 1, 65535, &tcp_port) < 0)
		result = -EINVAL;
	port->tcp_port = (int)tcp_port;
	return result;
}

static int take_modbus_tcp(struct config_keys *keys, struct port_description *port)
{
	long timeout_ms = GATEWAY_TIMEOUT_MS;
	int result = take_tcp(keys, port, MODBUS_PORT_DEFAULT);
	if (keys->ops->take_integer(keys, "response_timeout_ms", 20, TIMEOUT_MAX_MS, &timeout_ms) <
	    0)
		result = -EINVAL;
	port->response_timeout_ms = (int)timeout_ms;
	return result;
}

/* A device, or on a simulated board a line of the simulator: kept as "sim:" and its path. */
static int take_or_line(struct config_keys *keys, const char *key, struct port_description *port)
{
	const char *line;
	int taken = port->simulated ? keys->ops->take_text(keys, "line", &line) : 0;
	if (taken == 0)
		return take_copy(keys, key, port->device, sizeof port->device);
	if (taken < 0)
		return taken;
	int length = snprintf(port->device, sizeof port->device, "sim:%s", line);
	if (length < 0 || (size_t)length >= sizeof port->device)
		return keys->ops->fail(keys, "line", "is too long");
	return 0;
}

static int take_input(struct config_keys *keys, struct port_description *port)
{
	int result = take_or_line(keys, "device", port);
	const char *device = port->device;
	if (result == 0 && device[0] != '/' && strncmp(device, "sim:", 4) != 0 &&
	    (strncmp(device, "name:", 5) != 0 || device[5] == '\0'))
		result = keys->ops->fail(keys, "device",
					 "is neither a path (/dev/input/by-id/…) nor name:PATTERN");
	return result;
}

static int take_kind(struct config_keys *keys, struct port_description *port)
{
	switch (port->kind) {
	case PORT_SERIAL:
		return take_serial(keys, port);
	case PORT_RS485:
		return take_rs485(keys, port);
	case PORT_TCP:
		return take_tcp(keys, port, TCP_PORT_DEFAULT);
	case PORT_MODBUS_TCP:
		return take_modbus_tcp(keys, port);
	case PORT_USB_PRINTER:
		return take_path(keys, port);
	case PORT_GPIO:
		return take_or_line(keys, "chip", port);
	case PORT_AUDIO:
		return take_or_line(keys, "device", port);
	case PORT_INPUT:
		return take_input(keys, port);
	}
	return -EINVAL;
}

int port_open(struct port **out, struct event_base *base, struct config_keys *keys, bool simulated)
{
	int kind = 0, result = 0;
	struct port *port = calloc(1, sizeof *port);
	if (port == NULL)
		return -ENOMEM;
	port->base = base;
	struct port_description *description = &port->description;
	description->simulated = simulated;
	description->baud = BAUD_DEFAULT;
	description->parity = 'N';
	if (take_copy(keys, "name", description->name, sizeof description->name) < 0)
		result = -EINVAL;
	int taken = keys->ops->take_choice(keys, "kind", kind_names, &kind);
	if (taken == 0)
		taken = keys->ops->fail(keys, "kind", "is missing");
	if (taken < 0) {
		result = -EINVAL;
	} else {
		description->kind = (enum port_kind)kind;
		if (take_kind(keys, description) < 0)
			result = -EINVAL;
	}
	if (result == 0 &&
	    (description->kind == PORT_RS485 || description->kind == PORT_MODBUS_TCP)) {
		port->bus = modbus_bus_create(base, description);
		if (port->bus == NULL)
			result = -ENOMEM;
	}
	if (result == 0 && description->kind == PORT_AUDIO)
		result = audio_create(&port->audio, base, description);
	if (result < 0) {
		port_close(port);
		return result;
	}
	*out = port;
	return 0;
}

void port_close(struct port *port)
{
	if (port == NULL)
		return;
	modbus_bus_destroy(port->bus);
	audio_destroy(port->audio);
	free(port);
}

const struct port_description *port_describe(const struct port *port)
{
	return &port->description;
}

struct event_base *port_base(const struct port *port)
{
	return port->base;
}

struct modbus_bus *port_modbus_bus(struct port *port)
{
	return port->bus;
}

struct audio *port_audio(struct port *port)
{
	return port->audio;
}

struct line *port_line(const struct port *port)
{
	return port->line;
}

void port_set_line(struct port *port, struct line *line)
{
	port->line = line;
}
