/* "driver: gpio-lamp": a lamp or relay on a GPIO line. Keys: port (kind gpio), line, active_low,
 * blink_ms (500), show: {closed, open, calling, serving, paused}: off, on or blink each. Without
 * "show" it blinks while it calls and shines while it serves. */
#ifndef JIAOHAO_GPIO_LAMP_H
#define JIAOHAO_GPIO_LAMP_H

#include "lamp.h"

extern const struct lamp_ops lamp_gpio;

#endif
