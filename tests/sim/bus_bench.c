/* See bus_bench.h. */
#include "bus_bench.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bus_bench_start(struct bus_bench *bench, int timeout_ms)
{
	char timeout[16];
	struct key_list keys;
	memset(bench, 0, sizeof *bench);
	bench->base = event_base_new();
	slave_line_start(&bench->line, bench->base);
	snprintf(timeout, sizeof timeout, "%d", timeout_ms);
	key_list_init(&keys,
		      (struct key_list_entry[]){ { .key = "name", .text = "rs485-a" },
						 { .key = "kind", .text = "rs485" },
						 { .key = "device", .text = bench->line.port },
						 { .key = "baud", .text = "115200" },
						 { .key = "response_timeout_ms", .text = timeout },
						 { 0 } });
	if (port_open(&bench->port, bench->base, &keys.keys, true) < 0) {
		fprintf(stderr, "bus_bench: %s\n", keys.messages);
		exit(EXIT_FAILURE);
	}
}

void bus_bench_stop(struct bus_bench *bench)
{
	port_close(bench->port);
	slave_line_stop(&bench->line);
	event_base_free(bench->base);
}

void health_log_add(void *context, enum device_health health, const char *detail)
{
	struct health_log *log = context;
	if (health == DEVICE_LOST)
		log->lost++;
	else if (log->health == DEVICE_LOST)
		log->restored++;
	log->health = health;
	log->reports++;
	snprintf(log->detail, sizeof log->detail, "%s", detail);
}
