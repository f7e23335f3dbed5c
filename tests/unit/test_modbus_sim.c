/* The simulated slaves' side of Modbus RTU: frames, exceptions, and what each fault does to an
 * answer. */
#include "check.h"
#include "loop_until.h"
#include "modbus_sim.h"
#include "sim_clock.h"

enum { CHARACTER_NS = 1041667 };

struct wire {
	uint8_t bytes[1024];
	size_t count, wanted;
	unsigned bursts;
	int64_t last_us;
};

static void wire_send(void *context, const uint8_t *bytes, size_t count)
{
	struct wire *wire = context;
	memcpy(wire->bytes + wire->count, bytes, count);
	wire->count += count;
	wire->bursts++;
	wire->last_us = sim_monotonic_us();
}

static bool wire_full(void *context)
{
	const struct wire *wire = context;
	return wire->count >= wire->wanted;
}

static uint16_t registers[8];

static enum modbus_exception bank_read(void *context, uint16_t start, uint16_t count,
				       uint16_t *values)
{
	(void)context;
	if (start + count > 8)
		return MODBUS_ILLEGAL_ADDRESS;
	memcpy(values, registers + start, count * sizeof *values);
	return MODBUS_OK;
}

static enum modbus_exception bank_write(void *context, uint16_t start, uint16_t count,
					const uint16_t *values)
{
	(void)context;
	if (start + count > 8)
		return MODBUS_ILLEGAL_ADDRESS;
	memcpy(registers + start, values, count * sizeof *values);
	return MODBUS_OK;
}

static struct wire wire;
static struct modbus_sim_slave slave;
static struct modbus_sim *bus;

static void start(struct event_base *base)
{
	const struct modbus_sim_owner owner = { .context = &wire, .send = wire_send };
	memset(&wire, 0, sizeof wire);
	memset(registers, 0, sizeof registers);
	slave = (struct modbus_sim_slave){ .address = 17, .read = bank_read, .write = bank_write };
	bus = modbus_sim_create(base, CHARACTER_NS, 1, &owner);
	CHECK(modbus_sim_add(bus, &slave) == 0);
}

static size_t frame_end(uint8_t *frame, size_t length)
{
	uint16_t crc = modbus_sim_crc(frame, length);
	frame[length] = (uint8_t)crc;
	frame[length + 1] = (uint8_t)(crc >> 8);
	return length + 2;
}

static void the_crc_is_the_standards(void)
{
	/* CRC-16/MODBUS of "123456789" is 4B37; the frame is the standard's own example of a CRC:
	 * "02 07" → 41 12 (Modbus over Serial Line V1.02, §2.5.1.2) */
	CHECK(modbus_sim_crc((const uint8_t *)"123456789", 9) == 0x4B37);
	CHECK(modbus_sim_crc((const uint8_t[]){ 0x02, 0x07 }, 2) == 0x1241);
}

static void requests_are_answered_and_bad_ones_get_exceptions(struct event_base *base)
{
	uint8_t frame[MODBUS_SIM_FRAME_MAX], answer[MODBUS_SIM_FRAME_MAX];
	start(base);
	memcpy(frame, (uint8_t[]){ 17, 16, 0, 2, 0, 2, 4, 0xAB, 0xCD, 0, 5 }, 11);
	CHECK(modbus_sim_answer(bus, frame, frame_end(frame, 11), answer) == 8);
	CHECK(memcmp(answer, frame, 6) == 0 && registers[2] == 0xABCD && registers[3] == 5);
	memcpy(frame, (uint8_t[]){ 17, 6, 0, 7, 0x12, 0x34 }, 6);
	CHECK(modbus_sim_answer(bus, frame, frame_end(frame, 6), answer) == 8);
	CHECK(memcmp(answer, frame, 8) == 0 && registers[7] == 0x1234);
	memcpy(frame, (uint8_t[]){ 17, 3, 0, 2, 0, 2 }, 6);
	CHECK(modbus_sim_answer(bus, frame, frame_end(frame, 6), answer) == 9);
	CHECK(memcmp(answer, (uint8_t[]){ 17, 3, 4, 0xAB, 0xCD, 0, 5 }, 7) == 0);
	CHECK(modbus_sim_crc(answer, 9) == 0); /* the CRC over a whole good frame is zero */

	static const struct {
		uint8_t length, request[12], exception;
	} bad[] = {
		{ 6, { 17, 3, 0, 2, 0, 7 }, MODBUS_ILLEGAL_ADDRESS },
		{ 6, { 17, 3, 0, 0, 0, 0 }, MODBUS_ILLEGAL_VALUE },
		{ 6, { 17, 3, 0, 0, 0, 126 }, MODBUS_ILLEGAL_VALUE },
		{ 6, { 17, 3, 0xFF, 0xFF, 0, 2 }, MODBUS_ILLEGAL_ADDRESS },
		{ 2, { 17, 3 }, MODBUS_ILLEGAL_VALUE },
		{ 6, { 17, 1, 0, 0, 0, 1 }, MODBUS_ILLEGAL_FUNCTION },
		{ 9, { 17, 16, 0, 0, 0, 2, 4, 0, 1 }, MODBUS_ILLEGAL_VALUE },
		{ 9, { 17, 16, 0, 0, 0, 1, 3, 0, 1 }, MODBUS_ILLEGAL_VALUE },
		{ 9, { 17, 16, 0, 8, 0, 1, 2, 0, 1 }, MODBUS_ILLEGAL_ADDRESS },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		memcpy(frame, bad[i].request, bad[i].length);
		CHECK(modbus_sim_answer(bus, frame, frame_end(frame, bad[i].length), answer) == 5);
		CHECK(answer[1] == (frame[1] | 0x80) && answer[2] == bad[i].exception);
	}
	modbus_sim_destroy(bus);
}

static void nobody_answers_a_broadcast_or_a_stranger(struct event_base *base)
{
	uint8_t frame[MODBUS_SIM_FRAME_MAX], answer[MODBUS_SIM_FRAME_MAX];
	start(base);
	memcpy(frame, (uint8_t[]){ 0, 6, 0, 1, 0, 9 }, 6);
	CHECK(modbus_sim_answer(bus, frame, frame_end(frame, 6), answer) == 0 && registers[1] == 9);
	frame[0] = 18;
	CHECK(modbus_sim_answer(bus, frame, frame_end(frame, 6), answer) == 0);
	frame[0] = 17;
	frame_end(frame, 6);
	frame[6] ^= 1;
	CHECK(modbus_sim_answer(bus, frame, 8, answer) == 0 && modbus_sim_bad_frames(bus) == 1);
	struct modbus_sim_slave second = slave;
	CHECK(modbus_sim_add(bus, &second) < 0); /* the address is taken */
	modbus_sim_destroy(bus);
}

static void garbage_never_gets_an_answer_longer_than_a_frame(struct event_base *base)
{
	uint8_t frame[MODBUS_SIM_FRAME_MAX], answer[MODBUS_SIM_FRAME_MAX];
	uint32_t random = 12345;
	start(base);
	for (int round = 0; round < 20000; round++) {
		random = random * 1664525 + 1013904223;
		size_t length = 1 + (random >> 8) % (sizeof frame - 3);
		for (size_t i = 0; i < length; i++)
			frame[i] = (uint8_t)((random = random * 1664525 + 1013904223) >> 24);
		frame[0] = 17;
		if (length > 1)
			frame[1] = (uint8_t[]){ 3, 6, 16, 16 }[random >> 30];
		if (length > 3)
			frame[2] = frame[4] = 0;
		CHECK(modbus_sim_answer(bus, frame, frame_end(frame, length), answer) <=
		      sizeof answer);
	}
	modbus_sim_destroy(bus);
}

/* A read of two registers as the line delivers it, in two pieces. */
static void ask(void)
{
	uint8_t frame[8] = { 17, 3, 0, 2, 0, 2 };
	frame_end(frame, 6);
	int64_t now = sim_monotonic_us();
	modbus_sim_receive(bus, frame, 3, now - 5 * CHARACTER_NS / 1000);
	modbus_sim_receive(bus, frame + 3, 5, now);
}

static void a_frame_in_pieces_is_one_frame_and_silence_parts_two(struct event_base *base)
{
	start(base);
	uint8_t noise[3] = { 17, 3, 0 };
	modbus_sim_receive(bus, noise, sizeof noise, sim_monotonic_us() - 100000);
	ask();
	wire.wanted = 9;
	CHECK(loop_until(base, wire_full, &wire));
	CHECK(wire.count == 9 && modbus_sim_bad_frames(bus) == 1);
	uint8_t long_noise[600] = { 0 };
	modbus_sim_receive(bus, long_noise, sizeof long_noise, sim_monotonic_us());
	loop_for(base, 10);
	wire.count = 0;
	ask();
	CHECK(loop_until(base, wire_full, &wire) && wire.count == 9);
	modbus_sim_destroy(bus);
}

static void faults_spoil_the_answer_and_end_by_themselves(struct event_base *base)
{
	start(base);
	registers[2] = 0xFFFF;
	registers[3] = 0x0F0F;
	wire.wanted = 9;

	slave.faults = (struct modbus_sim_faults){ .wrong_crc = true, .times = 1 };
	ask();
	CHECK(loop_until(base, wire_full, &wire) && modbus_sim_crc(wire.bytes, 9) != 0);
	CHECK(!slave.faults.wrong_crc);

	wire.count = 0;
	slave.faults = (struct modbus_sim_faults){ .foreign = true, .times = 1 };
	ask();
	CHECK(loop_until(base, wire_full, &wire) && wire.bytes[0] == 18);
	CHECK(modbus_sim_crc(wire.bytes, 9) == 0);

	wire.count = 0;
	slave.faults = (struct modbus_sim_faults){ .twin = true, .times = 1 };
	ask();
	CHECK(loop_until(base, wire_full, &wire) && modbus_sim_crc(wire.bytes, 9) != 0);

	wire.count = 0;
	wire.bursts = 0;
	slave.faults = (struct modbus_sim_faults){ .split_ms = 20, .times = 1 };
	int64_t asked_us = sim_monotonic_us();
	ask();
	CHECK(loop_until(base, wire_full, &wire) && wire.bursts == 2);
	CHECK(wire.last_us - asked_us >= 20000 && modbus_sim_crc(wire.bytes, 9) == 0);

	wire.count = 0;
	slave.faults = (struct modbus_sim_faults){ .silence = true, .times = 1 };
	ask();
	loop_for(base, 30);
	CHECK(wire.count == 0 && !slave.faults.silence);
	ask();
	CHECK(loop_until(base, wire_full, &wire));
	modbus_sim_destroy(bus);
}

static void a_late_answer_comes_after_the_next_request_was_sent(struct event_base *base)
{
	start(base);
	registers[2] = 1;
	slave.faults = (struct modbus_sim_faults){ .late_ms = 60, .times = 1 };
	int64_t asked_us = sim_monotonic_us();
	ask();
	loop_for(base, 20);
	CHECK(wire.count == 0);
	registers[2] = 2;
	ask();
	wire.wanted = 18;
	CHECK(loop_until(base, wire_full, &wire));
	CHECK(wire.bytes[4] == 2 &&
	      wire.bytes[13] == 1); /* the fresh one overtakes the stale one */
	CHECK(wire.last_us - asked_us >= 60000);
	modbus_sim_destroy(bus);
}

int main(void)
{
	struct event_base *base = event_base_new();
	the_crc_is_the_standards();
	requests_are_answered_and_bad_ones_get_exceptions(base);
	nobody_answers_a_broadcast_or_a_stranger(base);
	garbage_never_gets_an_answer_longer_than_a_frame(base);
	a_frame_in_pieces_is_one_frame_and_silence_parts_two(base);
	faults_spoil_the_answer_and_end_by_themselves(base);
	a_late_answer_comes_after_the_next_request_was_sent(base);
	event_base_free(base);
	return check_result();
}
