/* One push button on a GPIO line as a button box: "driver: gpio-caller". Keys: port (kind gpio),
 * line (its name on the chip), debounce_ms (25), active_low (false), key: next | recall | start |
 * finish | no-show | pause | open-close | hold | call-back | help (next). */
#ifndef JIAOHAO_GPIO_CALLER_H
#define JIAOHAO_GPIO_CALLER_H

#include "caller.h"

extern const struct caller_ops caller_gpio;

#endif
