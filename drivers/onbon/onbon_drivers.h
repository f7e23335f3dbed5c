/* LED cards of Onbon (仰邦), BX-5K and BX-6K: "driver: onbon-bx", as the display over a window or
 * (role: panel) as a panel of several lines. On RS-485 or RS-232 (9600 or 57600 baud, 8N1), on a
 * serial server, or on the network (kind: tcp, tcp_port: 5005). Keys:
 *  - port; address: the card's screen number, 1 … 32767, may be left out on the network
 *  - card: any | bx-5k1 | bx-5k2 | bx-5mk1 | bx-5mk2 | bx-6k1 | bx-6k2 | bx-6k3: how much fits
 *  - width_dots, height_dots, x_dots, y_dots: the text's place; a panel's lines share the height
 *  - unit: dots | bytes: how x and width are told to the card; bytes for a card too old for dots
 *  - font_dots: 16 | 24 | 32: a font on the card; else the greatest that fits into a line
 *  - colour: red | green | yellow; align: left | right | centre; encoding: gbk | gb2312
 *  - blink: pages | none. The protocol has no blinking: a page of text and an empty page are shown
 *    in turns, half a second each
 *  - brightness_percent 1 … 100; response_timeout_ms (1000); lines (of a panel)
 * What stands first is what a left-out key means. */
#ifndef JIAOHAO_ONBON_DRIVERS_H
#define JIAOHAO_ONBON_DRIVERS_H

#include "display.h"
#include "panel.h"

extern const struct display_ops display_onbon_bx;
extern const struct panel_ops panel_onbon_bx;

#endif
