/* The driver "escpos": ticket printers that speak ESC/POS over a serial line, TCP (port 9100) or
 * /dev/usb/lp*. Its keys:
 *
 *   port            a port of kind serial, tcp or usb-printer
 *   paper_width_mm  58 or 80
 *   cut             partial (default), full or none
 *   confirm         answer (default): a ticket is printed when GS r 1, which the printer answers in
 *                   its turn after the cut, was answered
 *                   none: for printers that never answer it or have no way back. A ticket written
 *                   out whole counts as printed unless the printer says that something is wrong,
 *                   and health says "unconfirmed"
 *
 * A one-way printer without confirm: none can print nothing and is lost: "one_way". */
#ifndef JIAOHAO_PRINTER_ESCPOS_H
#define JIAOHAO_PRINTER_ESCPOS_H

#include "printer.h"

extern const struct printer_ops printer_escpos;

#endif
