/* A scanner that plays a keyboard: "driver: evdev-scanner". Keys: port (kind input). It is grabbed:
 * what it types reaches nobody else. */
#ifndef JIAOHAO_SCANNER_EVDEV_H
#define JIAOHAO_SCANNER_EVDEV_H

#include "scanner.h"

extern const struct scanner_ops scanner_evdev;

#endif
