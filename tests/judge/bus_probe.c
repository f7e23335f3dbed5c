/* A display, a button box and a rating box on one line, driven from standard input and told on
 * standard output, so that a judge in another language can hold the other end of the line.
 *
 *   in:  show TEXT · blink TEXT · feedback 0…3 WAITING · arm TOKEN SECONDS · statistics · quit
 *   out: display|caller|evaluator HEALTH DETAIL · key BOOT SEQUENCE KEY BASELINE · rated TOKEN
 * LEVEL */
#include "bus_bench.h"
#include "modbus_keypad.h"
#include "modbus_led.h"

#include <event2/event.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct display *display;
static struct caller *caller;
static struct evaluator *evaluator;

static void health(void *context, enum device_health state, const char *detail)
{
	printf("%s %s %s\n", (const char *)context, device_health_name(state), detail);
}

static void key(void *context, uint32_t boot, uint32_t sequence, int code, bool baseline)
{
	(void)context;
	printf("key %u %u %d %d\n", boot, sequence, code, baseline);
}

static void rated(void *context, uint64_t token, int level, uint32_t boot, uint32_t sequence)
{
	(void)context;
	(void)boot;
	(void)sequence;
	printf("rated %" PRIu64 " %d\n", token, level);
}

static void statistics(void)
{
	struct device_statistics led, box;
	display_modbus_led.statistics(display, &led);
	caller_modbus_keypad.statistics(caller, &box);
	printf("statistics %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", led.time_outs,
	       led.stale_replies, box.time_outs, box.stale_replies);
}

static void command(struct event_base *base, char *line)
{
	uint64_t token;
	unsigned first, second;
	line[strcspn(line, "\n")] = '\0';
	if (strncmp(line, "show ", 5) == 0)
		display_modbus_led.show(display, line + 5, DISPLAY_STEADY);
	else if (strncmp(line, "blink ", 6) == 0)
		display_modbus_led.show(display, line + 6, DISPLAY_BLINK);
	else if (sscanf(line, "feedback %u %u", &first, &second) == 2)
		caller_modbus_keypad.feedback(caller, (enum caller_feedback)first, second);
	else if (sscanf(line, "arm %" SCNu64 " %u", &token, &second) == 2)
		evaluator_modbus_keypad.arm(evaluator, token, second);
	else if (strcmp(line, "statistics") == 0)
		statistics();
	else
		event_base_loopbreak(base);
}

static void input_readable(evutil_socket_t fd, short what, void *arg)
{
	static char buffer[4096];
	static size_t length;
	struct event_base *base = arg;
	(void)what;
	ssize_t count = read((int)fd, buffer + length, sizeof buffer - 1 - length);
	if (count <= 0) {
		event_base_loopbreak(base);
		return;
	}
	length += (size_t)count;
	buffer[length] = '\0';
	char *end;
	while ((end = strchr(buffer, '\n')) != NULL) {
		size_t used = (size_t)(end - buffer) + 1;
		*end = '\0';
		command(base, buffer);
		memmove(buffer, buffer + used, length - used + 1);
		length -= used;
	}
}

static void fail(const struct key_list *keys)
{
	fprintf(stderr, "bus_probe: %s\n", keys->messages);
	exit(EXIT_FAILURE);
}

static void open_devices(struct event_base *base, struct port *port)
{
	struct key_list keys, map;
	struct display_owner led = { .context = "display", .health = health };
	struct caller_owner box = { .context = "caller", .health = health, .key = key };
	struct evaluator_owner rating = { .context = "evaluator",
					  .health = health,
					  .rated = rated };
	key_list_init(&map, (struct key_list_entry[]){ { .key = "text", .text = "0x70" },
						       { .key = "registers", .text = "16" },
						       { .key = "blink", .text = "0x90" },
						       { 0 } });
	key_list_init(&keys, (struct key_list_entry[]){ { .key = "port", .port = port },
							{ .key = "address", .text = "6" },
							{ .key = "cells", .text = "16" },
							{ .key = "map", .map = &map },
							{ 0 } });
	if (display_modbus_led.open(&display, base, &keys.keys, &led) < 0)
		fail(&keys);
	key_list_init(&keys, (struct key_list_entry[]){ { .key = "port", .port = port },
							{ .key = "address", .text = "106" },
							{ 0 } });
	if (caller_modbus_keypad.open(&caller, base, &keys.keys, &box) < 0)
		fail(&keys);
	key_list_init(&keys, (struct key_list_entry[]){ { .key = "port", .port = port },
							{ .key = "address", .text = "206" },
							{ 0 } });
	if (evaluator_modbus_keypad.open(&evaluator, base, &keys.keys, &rating) < 0)
		fail(&keys);
	caller_modbus_keypad.active(caller, true);
}

/* A tty, tcp://ADDRESS:PORT of a serial server, or modbus-tcp://ADDRESS:PORT of a gateway. */
static void open_line(struct port **port, struct event_base *base, char *line)
{
	static const char gateway[] = "modbus-tcp://";
	struct key_list keys;
	if (strncmp(line, gateway, sizeof gateway - 1) == 0) {
		char *address = line + sizeof gateway - 1, *colon = strrchr(address, ':');
		if (colon == NULL)
			exit(EXIT_FAILURE);
		*colon = '\0';
		key_list_init(&keys, (struct key_list_entry[]){
					     { .key = "name", .text = "judged" },
					     { .key = "kind", .text = "modbus-tcp" },
					     { .key = "address", .text = address },
					     { .key = "tcp_port", .text = colon + 1 },
					     { .key = "response_timeout_ms", .text = "200" },
					     { 0 } });
	} else {
		key_list_init(&keys, (struct key_list_entry[]){
					     { .key = "name", .text = "judged" },
					     { .key = "kind", .text = "rs485" },
					     { .key = "device", .text = line },
					     { .key = "response_timeout_ms", .text = "200" },
					     { 0 } });
	}
	if (port_open(port, base, &keys.keys, false) < 0)
		fail(&keys);
}

int main(int argc, char **argv)
{
	struct port *port;
	if (argc != 2) {
		fprintf(stderr, "usage: bus_probe TTY|tcp://A:P|modbus-tcp://A:P\n");
		return EXIT_FAILURE;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	struct event_base *base = event_base_new();
	open_line(&port, base, argv[1]);
	open_devices(base, port);
	struct event *input =
		event_new(base, STDIN_FILENO, EV_READ | EV_PERSIST, input_readable, base);
	event_add(input, NULL);
	event_base_dispatch(base);
	event_free(input);
	evaluator_modbus_keypad.close(evaluator);
	caller_modbus_keypad.close(caller);
	display_modbus_led.close(display);
	port_close(port);
	event_base_free(base);
	return EXIT_SUCCESS;
}
