/* The bus over a pty, with slaves that answer late, not at all, wrongly, or for somebody else. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "modbus_bus.h"

#include <modbus.h>
#include <pthread.h>

enum { TIMEOUT_MS = 100 };

/* A unit that polls some registers, each of which holds a hundred times its address. */
struct reader {
	struct modbus_unit *unit;
	uint16_t first;
	unsigned answers, wrong, written;
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
	reader->written++;
	reader->tag = tag;
}

static void reader_health(void *context, enum device_health health, const char *detail)
{
	struct reader *reader = context;
	health_log_add(&reader->health, health, detail);
}

static void reader_join(struct reader *reader, struct bus_bench *bench, int address, uint16_t first)
{
	struct modbus_poll poll = {
		.first = first, .count = 4, .short_count = 2, .active_ms = 20, .idle_ms = 40
	};
	struct modbus_unit_owner owner = { .context = reader,
					   .polled = reader_polled,
					   .written = reader_written,
					   .health = reader_health };
	memset(reader, 0, sizeof *reader);
	reader->first = first;
	CHECK(modbus_unit_add(&reader->unit, port_modbus_bus(bench->port), address, &poll,
			      &owner) == 0);
}

static struct slave *slave_join(struct bus_bench *bench, int address)
{
	struct slave *slave = slave_line_add(&bench->line, address);
	for (int i = 0; i < SLAVE_REGISTERS; i++)
		slave->registers[i] = (uint16_t)(i * 100);
	return slave;
}

/* --- what a plain use of libmodbus does, so that the next test is known to test something --- */

struct plain {
	const char *port;
	int first_result, second_result;
	uint16_t second[2];
};

static void *plain_run(void *arg)
{
	struct plain *plain = arg;
	uint16_t values[2];
	modbus_t *modbus = modbus_new_rtu(plain->port, 115200, 'N', 8, 1);
	modbus_connect(modbus);
	modbus_set_slave(modbus, 1);
	modbus_set_response_timeout(modbus, 0, 200000);
	plain->first_result = modbus_read_registers(modbus, 10, 2, values);
	modbus_flush(modbus);
	plain->second_result = modbus_read_registers(modbus, 30, 2, plain->second);
	modbus_close(modbus);
	modbus_free(modbus);
	return NULL;
}

static void the_line_fools_a_plain_client(void)
{
	struct bus_bench bench;
	pthread_t thread;
	bus_bench_start(&bench, 200);
	struct slave *slave = slave_join(&bench, 1);
	slave->faults.late = -1;
	slave->faults.late_ms = 350;
	struct plain plain = { .port = bench.line.port };
	pthread_create(&thread, NULL, plain_run, &plain);
	loop_for(bench.base, 800);
	pthread_join(thread, NULL);
	CHECK(plain.first_result == -1);
	CHECK(plain.second_result == 2);
	CHECK(plain.second[0] == 1000); /* register 10's value for register 30 */
	bus_bench_stop(&bench);
}

/* Two units ask one slave for as many registers, so that only care can tell their replies apart. */
static void a_late_reply_is_never_taken_for_the_next(void)
{
	struct bus_bench bench;
	struct reader ten, thirty;
	struct device_statistics statistics;
	bus_bench_start(&bench, 200);
	struct slave *late = slave_join(&bench, 1);
	reader_join(&ten, &bench, 1, 10);
	reader_join(&thirty, &bench, 1, 30);
	late->faults.late = -1;
	late->faults.late_ms = 350;
	CHECK(LOOP_UNTIL(bench.base, ten.health.lost > 0));
	loop_for(bench.base, 2000);
	CHECK(ten.answers == 0 && thirty.answers == 0);
	CHECK(strstr(ten.health.detail, "answers_late") != NULL);
	modbus_unit_statistics(ten.unit, &statistics);
	CHECK(statistics.time_outs > 0 && statistics.stale_replies > 0);
	late->faults.late = 0;
	CHECK(LOOP_UNTIL(bench.base, ten.answers > 0 && thirty.answers > 0));
	loop_for(bench.base, 300);
	CHECK(ten.health.health == DEVICE_OK);
	CHECK(ten.wrong == 0 && thirty.wrong == 0);
	modbus_unit_remove(ten.unit);
	modbus_unit_remove(thirty.unit);
	bus_bench_stop(&bench);
}

/* Later than time-out and settling together: the reply falls into another slave's transaction. */
static void a_very_late_reply_harms_nobody_either(void)
{
	struct bus_bench bench;
	struct reader ten, thirty, other;
	struct device_statistics statistics;
	bus_bench_start(&bench, TIMEOUT_MS);
	struct slave *late = slave_join(&bench, 1);
	slave_join(&bench, 2)->reply_ms = 30;
	reader_join(&ten, &bench, 1, 10);
	reader_join(&thirty, &bench, 1, 30);
	reader_join(&other, &bench, 2, 50);
	modbus_unit_active(other.unit, true);
	late->faults.late = -1;
	late->faults.late_ms = 320;
	CHECK(LOOP_UNTIL(bench.base, ten.health.lost > 0));
	loop_for(bench.base, 2500);
	CHECK(ten.wrong == 0 && thirty.wrong == 0 && other.wrong == 0);
	CHECK(other.answers > 10);
	modbus_unit_statistics(other.unit, &statistics);
	CHECK(statistics.bad_frames > 0); /* it did fall into one */
	modbus_unit_remove(ten.unit);
	modbus_unit_remove(thirty.unit);
	modbus_unit_remove(other.unit);
	bus_bench_stop(&bench);
}

static void single_faults_are_neither_a_loss_nor_a_wrong_value(void)
{
	static const struct slave_faults faults[] = {
		{ .silent = 1 },
		{ .wrong_crc = 2 },
		{ .noise = 1 },
		{ .foreign = 1 },
		{ .split = 3, .split_ms = 15 },
		{ .late = 1, .late_ms = 130 },
		{ .busy = 1 },
	};
	struct bus_bench bench;
	struct reader reader;
	bus_bench_start(&bench, TIMEOUT_MS);
	struct slave *slave = slave_join(&bench, 7);
	reader_join(&reader, &bench, 7, 5);
	modbus_unit_active(reader.unit, true);
	CHECK(LOOP_UNTIL(bench.base, reader.answers > 0));
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		slave->faults = faults[i];
		unsigned before = reader.answers;
		CHECK(LOOP_UNTIL(bench.base, reader.answers > before + 3));
		CHECK(reader.wrong == 0);
		CHECK(reader.health.lost == 0);
	}
	slave_line_babble(&bench.line, "\x07\x03\x02\x12\x34\x00\x00", 7);
	unsigned before = reader.answers;
	CHECK(LOOP_UNTIL(bench.base, reader.answers > before + 3));
	CHECK(reader.wrong == 0);
	modbus_unit_remove(reader.unit);
	bus_bench_stop(&bench);
}

static void an_exception_says_degraded_and_not_lost(void)
{
	struct bus_bench bench;
	struct reader reader;
	bus_bench_start(&bench, TIMEOUT_MS);
	struct slave *slave = slave_join(&bench, 7);
	slave->faults.refuse = 1;
	reader_join(&reader, &bench, 7, 5);
	CHECK(LOOP_UNTIL(bench.base, reader.health.reports > 0));
	CHECK(reader.health.health == DEVICE_DEGRADED);
	CHECK_TEXT(reader.health.detail, "read_refused");
	CHECK(LOOP_UNTIL(bench.base, reader.health.health == DEVICE_OK));
	modbus_unit_remove(reader.unit);
	bus_bench_stop(&bench);
}

/* How many requests reached the slaves after index @p from and before the first FC16. */
static unsigned requests_before_write(const struct slave_line *line, unsigned from)
{
	for (unsigned i = from; i < line->log_count; i++) {
		if (line->log[i % SLAVE_LOG_MAX].function == 16)
			return i - from;
	}
	return UINT32_MAX;
}

static void a_write_goes_when_the_transaction_in_flight_ends(void)
{
	struct bus_bench bench;
	struct reader readers[4];
	struct modbus_write write = { .first = 0x70, .count = 16 };
	unsigned between = 0;
	bus_bench_start(&bench, TIMEOUT_MS);
	for (int i = 0; i < 4; i++) {
		slave_join(&bench, i + 1)->reply_ms = 20;
		reader_join(&readers[i], &bench, i + 1, 10);
		modbus_unit_active(readers[i].unit, true);
	}
	CHECK(LOOP_UNTIL(bench.base, readers[3].answers > 1));
	for (uint32_t i = 1; i <= 10; i++) {
		unsigned from = bench.line.log_count;
		write.tag = i;
		modbus_unit_write(readers[0].unit, 0, &write);
		CHECK(LOOP_UNTIL(bench.base, readers[0].tag == i));
		between += requests_before_write(&bench.line, from);
	}
	CHECK(between <= 12); /* one: the poll in flight when it was asked for */
	for (int i = 0; i < 4; i++)
		modbus_unit_remove(readers[i].unit);
	bus_bench_stop(&bench);
}

static void an_unplugged_line_is_lost_and_heals_by_itself(void)
{
	struct bus_bench bench;
	struct reader first, second;
	bus_bench_start(&bench, TIMEOUT_MS);
	struct slave *slave = slave_join(&bench, 1);
	slave_join(&bench, 2);
	reader_join(&first, &bench, 1, 10);
	reader_join(&second, &bench, 2, 20);
	CHECK(LOOP_UNTIL(bench.base, first.answers > 0 && second.answers > 0));
	slave_line_unplug(&bench.line);
	CHECK(LOOP_UNTIL(bench.base, first.health.lost == 1 && second.health.lost == 1));
	CHECK(strstr(first.health.detail, "unplugged") != NULL);
	struct modbus_write text = { .first = 0x70, .count = 1, .values = { 77 }, .tag = 5 };
	modbus_unit_write(first.unit, 0, &text);
	loop_for(bench.base, 700); /* a try to open it fails meanwhile */
	slave_line_replug(&bench.line);
	CHECK(LOOP_UNTIL(bench.base, first.health.restored == 1 && second.health.restored == 1));
	CHECK(LOOP_UNTIL(bench.base, first.tag == 5));
	CHECK(slave->registers[0x70] == 77);
	CHECK(first.wrong == 0 && second.wrong == 0);
	modbus_unit_remove(first.unit);
	modbus_unit_remove(second.unit);
	bus_bench_stop(&bench);
}

static void a_port_that_is_not_there_yet_is_waited_for(void)
{
	struct bus_bench bench;
	struct reader reader;
	bus_bench_start(&bench, TIMEOUT_MS);
	slave_join(&bench, 1);
	slave_line_unplug(&bench.line);
	reader_join(&reader, &bench, 1, 10);
	CHECK(LOOP_UNTIL(bench.base, reader.health.lost == 1));
	slave_line_replug(&bench.line);
	CHECK(LOOP_UNTIL(bench.base, reader.answers > 0 && reader.health.health == DEVICE_OK));
	modbus_unit_remove(reader.unit);
	bus_bench_stop(&bench);
}

static void a_dead_slave_leaves_the_others_their_bus(void)
{
	struct bus_bench bench;
	struct reader alive, dead;
	struct device_statistics statistics;
	bus_bench_start(&bench, TIMEOUT_MS);
	slave_join(&bench, 1);
	reader_join(&alive, &bench, 1, 10);
	reader_join(&dead, &bench, 2, 10);
	modbus_unit_active(alive.unit, true);
	CHECK(LOOP_UNTIL(bench.base, dead.health.lost == 1));
	modbus_unit_statistics(dead.unit, &statistics);
	uint64_t asked = statistics.requests;
	loop_for(bench.base, 4000);
	modbus_unit_statistics(dead.unit, &statistics);
	/* one try takes 200 ms, so a twentieth of 4 s is one try */
	CHECK(statistics.requests - asked <= 2);
	CHECK(alive.health.lost == 0 && alive.answers > 60);
	modbus_unit_remove(alive.unit);
	modbus_unit_remove(dead.unit);
	bus_bench_stop(&bench);
}

static void nothing_is_heard_after_remove_and_the_end_is_quick(void)
{
	struct bus_bench bench;
	struct reader reader;
	bus_bench_start(&bench, TIMEOUT_MS);
	slave_join(&bench, 1)->faults.silent = -1;
	reader_join(&reader, &bench, 1, 10);
	CHECK(LOOP_UNTIL(bench.base, bench.line.log_count > 0));
	modbus_unit_remove(reader.unit);
	loop_for(bench.base, 300);
	CHECK(reader.answers == 0 && reader.health.reports == 0);
	long start = loop_now_ms();
	bus_bench_stop(&bench);
	CHECK(loop_now_ms() - start < 1000);
}

static void opening_touches_no_hardware(void)
{
	struct bus_bench bench;
	struct reader reader;
	bus_bench_start(&bench, TIMEOUT_MS);
	slave_join(&bench, 1);
	reader_join(&reader, &bench, 1, 10); /* the loop never runs */
	modbus_unit_remove(reader.unit);
	bus_bench_stop(&bench);
	CHECK(bench.line.log_count == 0);
}

int main(void)
{
	the_line_fools_a_plain_client();
	a_late_reply_is_never_taken_for_the_next();
	a_very_late_reply_harms_nobody_either();
	single_faults_are_neither_a_loss_nor_a_wrong_value();
	an_exception_says_degraded_and_not_lost();
	a_write_goes_when_the_transaction_in_flight_ends();
	an_unplugged_line_is_lost_and_heals_by_itself();
	a_port_that_is_not_there_yet_is_waited_for();
	a_dead_slave_leaves_the_others_their_bus();
	nothing_is_heard_after_remove_and_the_end_is_quick();
	opening_touches_no_hardware();
	return check_result();
}
