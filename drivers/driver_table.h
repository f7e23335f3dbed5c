/* The one list of drivers, by class. Nothing registers itself. Each array ends with NULL. */
#ifndef JIAOHAO_DRIVER_TABLE_H
#define JIAOHAO_DRIVER_TABLE_H

#include "caller.h"
#include "display.h"
#include "evaluator.h"
#include "printer.h"
#include "speaker.h"

extern const struct printer_ops *const printer_drivers[];
extern const struct display_ops *const display_drivers[];
extern const struct caller_ops *const caller_drivers[];
extern const struct evaluator_ops *const evaluator_drivers[];
extern const struct speaker_ops *const speaker_drivers[];

#endif
