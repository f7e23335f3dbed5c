/* What the button box and the rating box share: keys, unit on the bus, reading the registers. */
#ifndef JIAOHAO_KEYPAD_UNIT_H
#define JIAOHAO_KEYPAD_UNIT_H

#include "config_keys.h"
#include "keypad_registers.h"
#include "modbus_bus.h"

/** Take port and address and join the bus. 0, -EINVAL (said) or -ENOMEM. */
int keypad_unit_open(struct modbus_unit **out, struct config_keys *keys,
		     const struct modbus_poll *poll, const struct modbus_unit_owner *owner);

/** Decode an answer. What is wrong with it becomes the unit's problem, else @p problem does (a
 *  literal; NULL: none). */
int keypad_unit_decode(struct modbus_unit *unit, struct keypad_registers *out,
		       const uint16_t *values, unsigned count, const char *problem);

/** The same of a quick poll's answer. */
int keypad_unit_decode_quick(struct modbus_unit *unit, struct keypad_registers *out,
			     const uint16_t *values, unsigned count, const char *problem);

/** A counter for the echo register, starting anywhere. */
uint16_t keypad_unit_first_echo(void);

#endif
