/* See expectations.h. */
#include "expectations.h"

#include "board_keys.h"
#include "modbus_bus.h"

#include <stdio.h>

/* A clerk waits for the number to appear: more than this is felt. */
enum { MEAN_MS_MAX = 300, WORST_MS_MAX = 500 };

static void describe_line(const struct port_description *port, char *out, size_t size)
{
	static const char parities[] = "NEO";
	if (port->kind == PORT_MODBUS_TCP)
		snprintf(out, size, "Modbus TCP to %s", port->address);
	else
		snprintf(out, size, "%d baud 8%c1%s%s", port->baud,
			 port->parity ? port->parity : parities[0],
			 port_is_remote(port) ? " behind " : "",
			 port_is_remote(port) ? port->address : "");
}

static unsigned print_bus(struct port *port, const char *board_path)
{
	const struct port_description *description = port_describe(port);
	struct modbus_expectation expectation;
	char line[128];
	modbus_bus_expect(port_modbus_bus(port), &expectation);
	if (expectation.boxes == 0)
		return 0;
	int mean_ms = (int)(expectation.mean_us / 1000);
	int worst_ms = (int)(expectation.worst_us / 1000);
	describe_line(description, line, sizeof line);
	printf("bus %s: %s, %u key boxes, %u other devices: from a press to the whole text at a "
	       "display about %d ms, at worst %d ms (all windows open, a device answers after "
	       "5 ms)\n",
	       description->name, line, expectation.boxes, expectation.others, mean_ms, worst_ms);
	if (mean_ms <= MEAN_MS_MAX && worst_ms <= WORST_MS_MAX)
		return 0;
	fprintf(stderr,
		"%s: warning: bus %s is slow: %d ms, at worst %d ms, wanted are at most %d and %d: "
		"raise its baud, or spread its devices over more buses\n",
		board_path, description->name, mean_ms, worst_ms, MEAN_MS_MAX, WORST_MS_MAX);
	return 1;
}

unsigned expectations_print(struct devices *devices, const char *board_path)
{
	const struct board_ports *ports = devices_ports(devices);
	unsigned warnings = 0;
	for (size_t i = 0; i < ports->count; i++)
		if (port_modbus_bus(ports->ports[i]) != NULL)
			warnings += print_bus(ports->ports[i], board_path);
	return warnings;
}
