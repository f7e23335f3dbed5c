/* A scanner on a serial line: "driver: serial-scanner". Keys: port (kind serial or tcp), end: line
 * (a code ends with CR, LF or both, the default) or pause (it ends when nothing comes for 100 ms:
 * for scanners that can't be set to send an end mark). */
#ifndef JIAOHAO_SCANNER_SERIAL_H
#define JIAOHAO_SCANNER_SERIAL_H

#include "scanner.h"

extern const struct scanner_ops scanner_serial;

#endif
