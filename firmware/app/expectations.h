/* What a board's buses are expected to take from a press to the whole text at a display, for
 * --check: computed, before anything is wired. */
#ifndef JIAOHAO_EXPECTATIONS_H
#define JIAOHAO_EXPECTATIONS_H

#include "devices.h"

/** Print a line for each bus with key boxes on it, and a warning for each that is slow. Returns the
 *  number of warnings. */
unsigned expectations_print(struct devices *devices, const char *board_path);

#endif
