/* See bus_bench.h. */
#include "bus_bench.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void open_port(struct bus_bench *bench, const struct key_list_entry *entries)
{
	struct key_list keys;
	key_list_init(&keys, entries);
	if (port_open(&bench->port, bench->base, &keys.keys, true) < 0) {
		fprintf(stderr, "bus_bench: %s\n", keys.messages);
		exit(EXIT_FAILURE);
	}
}

static void start(struct bus_bench *bench, enum slave_line_kind kind, int timeout_ms)
{
	char timeout[16], tcp_port[16];
	memset(bench, 0, sizeof *bench);
	bench->base = event_base_new();
	if (kind == SLAVE_LINE_PTY)
		slave_line_start(&bench->line, bench->base);
	else
		slave_line_start_tcp(&bench->line, bench->base, kind);
	snprintf(timeout, sizeof timeout, "%d", timeout_ms);
	snprintf(tcp_port, sizeof tcp_port, "%d", bench->line.tcp_port);
	if (kind == SLAVE_LINE_GATEWAY)
		open_port(bench, (struct key_list_entry[]){
					 { .key = "name", .text = "gateway" },
					 { .key = "kind", .text = "modbus-tcp" },
					 { .key = "address", .text = "127.0.0.1" },
					 { .key = "tcp_port", .text = tcp_port },
					 { .key = "response_timeout_ms", .text = timeout },
					 { 0 } });
	else
		open_port(bench, (struct key_list_entry[]){
					 { .key = "name", .text = "rs485-a" },
					 { .key = "kind", .text = "rs485" },
					 { .key = "device", .text = bench->line.port },
					 { .key = "baud", .text = "115200" },
					 { .key = "response_timeout_ms", .text = timeout },
					 { 0 } });
}

void bus_bench_start(struct bus_bench *bench, int timeout_ms)
{
	start(bench, SLAVE_LINE_PTY, timeout_ms);
}

void bus_bench_start_tcp(struct bus_bench *bench, enum slave_line_kind kind, int timeout_ms)
{
	start(bench, kind, timeout_ms);
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
