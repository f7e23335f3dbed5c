/* Prints what an input port tells of a device's keys: INPUT_PROBE DEVICE SECONDS. Decides nothing. */
#include "input.h"
#include "key_list.h"
#include "port.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

static void health_seen(void *context, enum device_health health, const char *detail)
{
	(void)context;
	printf("%s %s\n", device_health_name(health), detail);
	fflush(stdout);
}

static void key_seen(void *context, uint16_t code, int value)
{
	(void)context;
	printf("key %u %d\n", code, value);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const struct input_owner owner = { .health = health_seen, .key = key_seen };
	struct event_base *base = event_base_new();
	struct input *input = NULL;
	struct port *port = NULL;
	struct key_list keys;
	if (argc != 3)
		return 2;
	const struct timeval end = { .tv_sec = atoi(argv[2]) };
	key_list_init(&keys, (struct key_list_entry[]){ { .key = "name", .text = "pad" },
							{ .key = "kind", .text = "input" },
							{ .key = "device", .text = argv[1] },
							{ 0 } });
	if (port_open(&port, base, &keys.keys, false) < 0 ||
	    input_create(&input, base, port_describe(port), &owner) < 0)
		return 1;
	event_base_loopexit(base, &end);
	event_base_dispatch(base);
	input_destroy(input);
	port_close(port);
	event_base_free(base);
	return 0;
}
