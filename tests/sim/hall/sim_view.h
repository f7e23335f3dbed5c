/* What the simulated devices show, said and hold, as JSON. Changes nothing. */
#ifndef JIAOHAO_SIM_VIEW_H
#define JIAOHAO_SIM_VIEW_H

#include "sim_driver.h"

/** Name, place, port, plug and power, and one line of what matters. */
json_t *sim_view_brief(struct sim_device *device);
/** Everything, with the faults that can be set and the last SIM_VIEW_LAST entries of its log. */
json_t *sim_view_device(struct sim_device *device);
json_t *sim_view_board(struct sim_board *board);
/** Entries of a log from number @p after + 1 on: "history" of a display, "tickets" of a printer,
 *  "spoken" of a speaker. NULL: the device has no such log. */
json_t *sim_view_log(struct sim_device *device, const char *log, long after);

#endif
