/* A table of windows, as an office writes it, made into a board file. Columns: window, zone,
 * bus, display_address, caller_bus, caller_address, evaluator_address; only window, bus and
 * display_address must be there. */
#ifndef JIAOHAO_WINDOWS_CSV_H
#define JIAOHAO_WINDOWS_CSV_H

#include "config.h"

#include <stddef.h>

enum { WINDOWS_CSV_ROWS_MAX = 512, WINDOWS_CSV_BUSES_MAX = 32 };

/** The board file's text (malloc'ed), or NULL with every mistake said in @p report as
 *  file:line:column. @p name stands in the messages. */
char *windows_csv_board(const char *name, const char *text, size_t length,
			struct config_report *report);

#endif
