/* Labels of devices that were just set up, on the ticket printer of the same board file, while the
 * daemon is stopped. The printer runs beside the technician's work and never stops it: labels it
 * can't print wait for it, and what it has not printed in the end is said. */
#ifndef JIAOHAO_CTL_LABEL_H
#define JIAOHAO_CTL_LABEL_H

#include "ctl_board.h"

#include <stdbool.h>

struct ctl_labels;

/** Open the board's printer of this name (NULL: the first with driver: escpos). False: said why.
 *  *out is NULL when the board has no printer and none was named: then there are no labels, which
 *  was said; every call below accepts that. */
bool ctl_labels_open(struct ctl_labels **out, const char *path, const char *name);
/** Its label is printed by what follows; @p device must live until ctl_labels_close. */
void ctl_labels_add(struct ctl_labels *labels, const struct ctl_device *device);
/** What the printer has to do now; at least ten times a second. Does not wait. */
void ctl_labels_run(struct ctl_labels *labels);
/** Wait until the last label is out: up to 20 s for a printer that works, 3 s for one that does
 *  not. The windows whose labels are missing are said. */
void ctl_labels_finish(struct ctl_labels *labels);
void ctl_labels_close(struct ctl_labels *labels);

#endif
