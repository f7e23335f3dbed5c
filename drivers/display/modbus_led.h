/* LED displays over Modbus registers: "driver: modbus-led", as the display over a window or (role:
 * panel) as a panel of several lines. No two makes share a map, so the map stands in the board
 * file, or is that of a known model. Keys:
 *  - port (rs485, modbus-tcp), address 1 … 247; lines (of a panel)
 *  - model: a row of led_models in led_encode.c (armfly-led-485); map then says only what differs
 *  - map: text (first register), registers (how many, two bytes each), encoding: gb18030 | gbk |
 *    gb2312 | utf-8 | ascii, byte_order: high-first | low-first, fill: zero | space, terminator:
 *    false | true (a register of zero after the text, always), read_back: true | false; and, where
 *    the display has them, the registers blink, scroll, colour, brightness, address_register (its
 *    own address, for jiaohaoctl address), with colours: {red: 1, green: 2, yellow: 3} and
 *    brightness_max: 100. Of a panel: line_stride, from one line's text to the next one's; blink,
 *    scroll and colour of the next line stand one register further each
 *  - cells: width in Chinese characters, else what the registers hold. With a scroll register the
 *    text may be longer than that
 *  - brightness_percent 0 … 100 and colour: red | green | yellow, where the map has the register
 * What stands first is what a left-out key means. */
#ifndef JIAOHAO_MODBUS_LED_H
#define JIAOHAO_MODBUS_LED_H

#include "display.h"
#include "panel.h"

extern const struct display_ops display_modbus_led;
extern const struct panel_ops panel_modbus_led;

#endif
