/* The driver "escpos": ticket printers that speak ESC/POS over a serial line, TCP (port 9100) or
 * /dev/usb/lp*. Its keys:
 *
 *   port            a port of kind serial, tcp or usb-printer
 *   profile         the model, a name of the table in escpos_profile.c; a wrong one is answered
 * with all of them paper_width_mm  58 or 80, for a model that is not there: then its characters are
 * taken to be GB 2312's, and its sensors are not known font            a family of fontconfig's or
 * the path of a font file, for lines that are drawn because the printer lacks their characters;
 * Noto Sans CJK SC and Noto Naskh Arabic are asked after it roll_m          metres of paper on a
 * new roll (80 on 80 mm paper, 30 on 58 mm), from which the tickets that are left are estimated cut
 * partial (default), full or none; none for a model without a cutter confirm         answer
 * (default): a ticket is printed when GS r 1, which the printer answers in its turn after the cut,
 * was answered none: for printers that never answer it or have no way back. A ticket written out
 * whole counts as printed unless the printer says that something is wrong, and health says
 * "unconfirmed"
 *
 * A one-way printer without confirm: none can print nothing and is lost: "one_way". */
#ifndef JIAOHAO_PRINTER_ESCPOS_H
#define JIAOHAO_PRINTER_ESCPOS_H

#include "printer.h"

extern const struct printer_ops printer_escpos;

#endif
