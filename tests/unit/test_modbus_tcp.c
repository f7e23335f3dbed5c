/* The bus over TCP, as a serial server (RTU frames) and as a Modbus TCP gateway: late answers, mute
 * peers, hang-ups, and libmodbus as the other end. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "modbus_bus.h"

#include <modbus.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { TIMEOUT_MS = 100 };

/* A unit that polls some registers, each of which holds a hundred times its address. */
struct reader {
	struct modbus_unit *unit;
	uint16_t first;
	unsigned answers, wrong;
	uint32_t tag;
	struct health_log health;
};

static void reader_polled(void *context, const uint16_t *values, unsigned count)
{
	struct reader *reader = context;
	reader->answers++;
	for (unsigned i = 0; i < count; i++)
		reader->wrong += values[i] != (reader->first + i) * 100;
}

static void reader_written(void *context, unsigned slot, uint32_t tag)
{
	struct reader *reader = context;
	(void)slot;
	reader->tag = tag;
}

static void reader_health(void *context, enum device_health health, const char *detail)
{
	struct reader *reader = context;
	health_log_add(&reader->health, health, detail);
}

static void reader_join(struct reader *reader, struct port *port, int address, uint16_t first)
{
	const struct modbus_poll poll = {
		.first = first, .count = 4, .short_count = 2, .active_ms = 20, .idle_ms = 40
	};
	const struct modbus_unit_owner owner = { .context = reader,
						 .polled = reader_polled,
						 .written = reader_written,
						 .health = reader_health };
	memset(reader, 0, sizeof *reader);
	reader->first = first;
	CHECK(modbus_unit_add(&reader->unit, port_modbus_bus(port), address, &poll, &owner) == 0);
}

static struct slave *slave_join(struct bus_bench *bench, int address)
{
	struct slave *slave = slave_line_add(&bench->line, address);
	for (int i = 0; i < SLAVE_REGISTERS; i++)
		slave->registers[i] = (uint16_t)(i * 100);
	return slave;
}

static void units_are_read_and_written(enum slave_line_kind kind)
{
	struct bus_bench bench;
	struct reader first, second;
	bus_bench_start_tcp(&bench, kind, TIMEOUT_MS);
	struct slave *slave = slave_join(&bench, 1);
	slave_join(&bench, 247);
	reader_join(&first, bench.port, 1, 10);
	reader_join(&second, bench.port, 247, 50);
	CHECK(LOOP_UNTIL(bench.base, first.answers > 3 && second.answers > 3));
	struct modbus_write text = {
		.first = 0x70, .count = 2, .read_back = true, .values = { 7, 8 }, .tag = 5
	};
	modbus_unit_write(first.unit, 0, &text);
	CHECK(LOOP_UNTIL(bench.base, first.tag == 5));
	CHECK(slave->registers[0x70] == 7 && slave->registers[0x71] == 8);
	CHECK(first.wrong == 0 && second.wrong == 0 && bench.line.accepted == 1);
	modbus_unit_remove(first.unit);
	modbus_unit_remove(second.unit);
	bus_bench_stop(&bench);
}

/* Two units ask one slave for as many registers: only care can tell their replies apart. */
static void a_late_reply_is_never_taken_for_the_next(enum slave_line_kind kind)
{
	struct bus_bench bench;
	struct reader ten, thirty;
	struct device_statistics one, other;
	bus_bench_start_tcp(&bench, kind, TIMEOUT_MS);
	struct slave *late = slave_join(&bench, 1);
	reader_join(&ten, bench.port, 1, 10);
	reader_join(&thirty, bench.port, 1, 30);
	late->faults.late = 2;
	late->faults.late_ms = 130;
	CHECK(LOOP_UNTIL(bench.base, late->faults.late == 0));
	CHECK(LOOP_UNTIL(bench.base, ten.answers > 3 && thirty.answers > 3));
	CHECK(ten.wrong == 0 && thirty.wrong == 0);
	modbus_unit_statistics(ten.unit, &one);
	modbus_unit_statistics(thirty.unit, &other);
	CHECK(one.time_outs + other.time_outs > 0);
	CHECK(one.stale_replies + other.stale_replies > 0);
	modbus_unit_remove(ten.unit);
	modbus_unit_remove(thirty.unit);
	bus_bench_stop(&bench);
}

static void a_hang_up_heals_by_itself(enum slave_line_kind kind)
{
	struct bus_bench bench;
	struct reader reader;
	bus_bench_start_tcp(&bench, kind, TIMEOUT_MS);
	slave_join(&bench, 3);
	reader_join(&reader, bench.port, 3, 10);
	CHECK(LOOP_UNTIL(bench.base, reader.answers > 0));
	slave_line_unplug(&bench.line);
	CHECK(LOOP_UNTIL(bench.base, strstr(reader.health.detail, "refused") != NULL));
	slave_line_replug(&bench.line);
	CHECK(LOOP_UNTIL(bench.base, reader.health.restored == 1));
	CHECK(reader.wrong == 0);
	modbus_unit_remove(reader.unit);
	bus_bench_stop(&bench);
}

/* Half open: the server accepted, and then there was nobody. Its devices are lost, the connection
 * is made anew, and all is well when somebody is there again. */
static void a_peer_that_says_nothing_is_left(enum slave_line_kind kind)
{
	struct bus_bench bench;
	struct reader reader;
	bus_bench_start_tcp(&bench, kind, 50);
	slave_join(&bench, 3);
	bench.line.mute = true;
	reader_join(&reader, bench.port, 3, 10);
	CHECK(LOOP_UNTIL(bench.base, reader.health.lost == 1));
	CHECK_TEXT(reader.health.detail, "no_answer");
	CHECK(LOOP_UNTIL(bench.base, bench.line.accepted > 1));
	bench.line.mute = false;
	CHECK(LOOP_UNTIL(bench.base, reader.health.restored == 1));
	modbus_unit_remove(reader.unit);
	bus_bench_stop(&bench);
}

/* --- libmodbus answers --- */

struct server {
	modbus_t *modbus;
	modbus_mapping_t *mapping;
	int listener;
	atomic_bool stop;
};

static void *server_run(void *arg)
{
	struct server *server = arg;
	uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
	if (modbus_tcp_accept(server->modbus, &server->listener) < 0)
		return NULL;
	while (!atomic_load(&server->stop)) {
		int length = modbus_receive(server->modbus, query);
		if (length < 0)
			break;
		if (length > 0)
			modbus_reply(server->modbus, query, length, server->mapping);
	}
	return NULL;
}

static void libmodbus_understands_us_and_we_it(void)
{
	struct server server = { .modbus = modbus_new_tcp("127.0.0.1", 0) };
	struct key_list keys;
	struct reader reader, beyond;
	struct port *port;
	pthread_t thread;
	char number[16];
	struct event_base *base = event_base_new();
	/* libmodbus takes no port 0: a free one is found first */
	struct slave_line probe;
	slave_line_start_tcp(&probe, base, SLAVE_LINE_GATEWAY);
	int tcp_port = probe.tcp_port;
	slave_line_stop(&probe);
	modbus_free(server.modbus);
	server.modbus = modbus_new_tcp("127.0.0.1", tcp_port);
	server.mapping = modbus_mapping_new(0, 0, 256, 0);
	for (int i = 0; i < 256; i++)
		server.mapping->tab_registers[i] = (uint16_t)(i * 100);
	server.listener = modbus_tcp_listen(server.modbus, 1);
	CHECK(server.listener >= 0);
	pthread_create(&thread, NULL, server_run, &server);
	snprintf(number, sizeof number, "%d", tcp_port);
	key_list_init(&keys, (struct key_list_entry[]){ { .key = "name", .text = "gateway" },
							{ .key = "kind", .text = "modbus-tcp" },
							{ .key = "address", .text = "127.0.0.1" },
							{ .key = "tcp_port", .text = number },
							{ 0 } });
	CHECK(port_open(&port, base, &keys.keys, false) == 0);
	reader_join(&reader, port, 9, 20);
	reader_join(&beyond, port, 9, 1000);
	CHECK(LOOP_UNTIL(base, reader.answers > 2 && beyond.health.reports > 0));
	CHECK(reader.wrong == 0 && beyond.answers == 0);
	CHECK_TEXT(beyond.health.detail, "read_refused");
	struct modbus_write text = {
		.first = 0x70, .count = 2, .read_back = true, .values = { 0x8e94, 1 }, .tag = 6
	};
	modbus_unit_write(reader.unit, 0, &text);
	CHECK(LOOP_UNTIL(base, reader.tag == 6));
	CHECK(server.mapping->tab_registers[0x70] == 0x8e94);
	atomic_store(&server.stop, true);
	modbus_unit_remove(reader.unit);
	modbus_unit_remove(beyond.unit);
	port_close(port);
	pthread_join(thread, NULL);
	close(server.listener);
	modbus_close(server.modbus);
	modbus_mapping_free(server.mapping);
	modbus_free(server.modbus);
	event_base_free(base);
}

int main(void)
{
	static const enum slave_line_kind kinds[] = { SLAVE_LINE_SERVER, SLAVE_LINE_GATEWAY };
	for (size_t i = 0; i < 2; i++) {
		units_are_read_and_written(kinds[i]);
		a_late_reply_is_never_taken_for_the_next(kinds[i]);
		a_hang_up_heals_by_itself(kinds[i]);
	}
	a_peer_that_says_nothing_is_left(SLAVE_LINE_GATEWAY);
	libmodbus_understands_us_and_we_it();
	return check_result();
}
