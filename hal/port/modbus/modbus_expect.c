/* See modbus_expect.h. */
#include "modbus_expect.h"

#include "modbus_exchange.h"

enum { POLLS_IN_A_ROW = 4, TEXT_REGISTERS = 16 };

struct wire {
	int64_t character_ns, gap_us;
};

static int64_t transaction_us(const struct wire *wire, uint8_t function, unsigned count)
{
	size_t bytes = modbus_request_size(function, count) + modbus_reply_size(function, count);
	if (wire->character_ns == 0)
		return EXPECT_SLAVE_US + EXPECT_WIRE_GATEWAY_US;
	/* a slave knows by a gap that the request is over, the master leaves one after the answer
	 */
	return (int64_t)bytes * wire->character_ns / 1000 + 2 * wire->gap_us + EXPECT_SLAVE_US;
}

static int64_t poll_us(const struct wire *wire, const struct modbus_poll *poll)
{
	unsigned count = poll->quick_count > 0 ? poll->quick_count : poll->count;
	return transaction_us(wire, MODBUS_READ_HOLDING, count);
}

void modbus_expect(const struct modbus_schedule *schedule, int64_t character_ns, int64_t gap_us,
		   struct modbus_expectation *out)
{
	const struct wire wire = { character_ns, gap_us };
	int64_t cycle_us = 0, box_us = 0, other_us = 0;
	unsigned text = 0;
	*out = (struct modbus_expectation){ 0 };
	for (unsigned i = 0; i < schedule->unit_count; i++) {
		const struct modbus_poll *poll = &schedule->units[i]->poll;
		int64_t used_us = poll->count > 0 ? poll_us(&wire, poll) : 0;
		if (poll->hurried) {
			out->boxes++;
			box_us = used_us;
			cycle_us += used_us;
			continue;
		}
		out->others++;
		if (used_us > other_us)
			other_us = used_us;
		if (poll->count > text)
			text = poll->count;
	}
	out->write_us = transaction_us(&wire, MODBUS_WRITE_MULTIPLE, text ? text : TEXT_REGISTERS);
	if (out->boxes == 0)
		return;
	unsigned between = out->boxes < POLLS_IN_A_ROW ? out->boxes : POLLS_IN_A_ROW;
	cycle_us += out->boxes / between * other_us;
	out->mean_us = cycle_us / 2 + box_us + EXPECT_COMMIT_US + out->write_us;
	out->worst_us = cycle_us + other_us + box_us + EXPECT_COMMIT_US + out->write_us;
}
