/* Our button box and rating box on RS-485: "driver: modbus-keypad" with role caller or evaluator.
 * Keys: port, address (1 … 247). Register map: keypad_registers.h. */
#ifndef JIAOHAO_MODBUS_KEYPAD_H
#define JIAOHAO_MODBUS_KEYPAD_H

#include "caller.h"
#include "evaluator.h"

extern const struct caller_ops caller_modbus_keypad;
extern const struct evaluator_ops evaluator_modbus_keypad;

#endif
