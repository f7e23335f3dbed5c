/* One protocol each: look at what lies in the buffer and describe its first unit. Only for
 * wire_view.c. */
#ifndef JIAOHAO_WIRE_VIEW_PARTS_H
#define JIAOHAO_WIRE_VIEW_PARTS_H

#include "wire_view.h"

/** How many of the @p length bytes are the first unit, described in @p unit (text, good, secret,
 *  address); 0: it is not whole yet. Never more than length. */
typedef size_t wire_take_fn(enum wire_side side, const uint8_t *bytes, size_t length,
			    struct wire_unit *unit);

wire_take_fn wire_take_modbus, wire_take_modbus_tcp, wire_take_escpos, wire_take_ff68,
	wire_take_onbon, wire_take_sdt, wire_take_xfs5152, wire_take_line;

/** The bytes up to the next @p start (not counting the first) are noise. */
size_t wire_take_noise(const uint8_t *bytes, size_t length, uint8_t start, struct wire_unit *unit);

#endif
