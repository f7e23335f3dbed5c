/* The one list of drivers, by class. Nothing registers itself. Each array ends with NULL. */
#ifndef JIAOHAO_DRIVER_TABLE_H
#define JIAOHAO_DRIVER_TABLE_H

#include "caller.h"
#include "display.h"
#include "evaluator.h"
#include "id_reader.h"
#include "lamp.h"
#include "pager.h"
#include "panel.h"
#include "printer.h"
#include "scanner.h"
#include "speaker.h"

extern const struct printer_ops *const printer_drivers[];
extern const struct display_ops *const display_drivers[];
extern const struct caller_ops *const caller_drivers[];
extern const struct evaluator_ops *const evaluator_drivers[];
extern const struct speaker_ops *const speaker_drivers[];
extern const struct panel_ops *const panel_drivers[];
extern const struct id_reader_ops *const id_reader_drivers[];
extern const struct scanner_ops *const scanner_drivers[];
extern const struct pager_ops *const pager_drivers[];
extern const struct lamp_ops *const lamp_drivers[];

#endif
