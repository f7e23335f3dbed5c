/* What every test of a driver on the bus begins with: a loop, a line of slaves, its port, and what
 * the driver said of its health. */
#ifndef JIAOHAO_BUS_BENCH_H
#define JIAOHAO_BUS_BENCH_H

#include "device.h"
#include "key_list.h"
#include "port.h"
#include "slave_line.h"

struct health_log {
	enum device_health health;
	char detail[80];
	unsigned reports, lost, restored;
};

struct bus_bench {
	struct event_base *base;
	struct slave_line line;
	struct port *port;
};

/** A time-out of @p timeout_ms and the same settle time. */
void bus_bench_start(struct bus_bench *bench, int timeout_ms);
/** Over TCP, as a serial server or a gateway carries it. */
void bus_bench_start_tcp(struct bus_bench *bench, enum slave_line_kind kind, int timeout_ms);
void bus_bench_stop(struct bus_bench *bench);
/** A device_health_fn; @p context is a struct health_log. */
void health_log_add(void *context, enum device_health health, const char *detail);

#endif
