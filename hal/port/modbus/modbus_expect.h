/* How long a press takes to be seen at a display on a bus, computed from what is on it before
 * anything is wired. Pure. */
#ifndef JIAOHAO_MODBUS_EXPECT_H
#define JIAOHAO_MODBUS_EXPECT_H

#include "modbus_schedule.h"

#include <stdint.h>

enum {
	EXPECT_SLAVE_US = 5000,	 /* a slave's time from the request's end to its answer, assumed */
	EXPECT_COMMIT_US = 8000, /* from the press being known to its record being durable */
	EXPECT_WIRE_GATEWAY_US = 25000, /* behind a gateway: its line's time, at 19200 baud */
};

/** With every window open: @p character_ns and @p gap_us of the line, 0 for Modbus TCP. The worst
 * is a press just missed by its poll, with one other transaction on the wire and all slaves alive.
 */
void modbus_expect(const struct modbus_schedule *schedule, int64_t character_ns, int64_t gap_us,
		   struct modbus_expectation *out);

#endif
