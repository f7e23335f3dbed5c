/* One push button on a GPIO line as a button box: "driver: gpio-caller". Keys: port (kind gpio),
 * line (its name on the chip), debounce_ms (25), active_low (false), key: next | recall | start |
 * finish | no-show | pause | open-close | hold | call-back | help | transfer | rate-1 … rate-5
 * (next). It is up only when it was up for 150 ms, so that a worn contact presses once. */
#ifndef JIAOHAO_GPIO_CALLER_H
#define JIAOHAO_GPIO_CALLER_H

#include "caller.h"

extern const struct caller_ops caller_gpio;

#endif
