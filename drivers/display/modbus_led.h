/* LED displays over Modbus registers: "driver: modbus-led". Keys: port, address (1 … 247), cells
 * (width in Chinese characters), brightness_percent, map: {text, registers, encoding: gb18030 | gbk
 * | gb2312 | utf-8 | ascii, byte_order: high-first | low-first, fill: zero | space, blink,
 * brightness, read_back}. Left out: gb18030, high-first, zero, read_back true, no blink and no
 * brightness register. */
#ifndef JIAOHAO_MODBUS_LED_H
#define JIAOHAO_MODBUS_LED_H

#include "display.h"

extern const struct display_ops display_modbus_led;

#endif
