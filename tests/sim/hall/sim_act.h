/* What a person or a storm does to a simulated device: press a key, put paper in, pull a plug. The
 * whole request is checked before any of it is done. */
#ifndef JIAOHAO_SIM_ACT_H
#define JIAOHAO_SIM_ACT_H

#include "sim_driver.h"

/** The plain faults of a device, its slave and its line. Returns how many. "unplug", "reboot",
 *  "clear" and the driver's own act_keys come on top: they are acts. */
size_t sim_act_faults(struct sim_device *device, struct sim_fault faults[SIM_FAULTS_MAX]);

/** {"key": "next", "times": 1} or whatever the driver takes. 0, or an HTTP status with the reason
 *  in @p problem. */
int sim_act_press(struct sim_device *device, const json_t *body, char problem[SIM_PROBLEM_MAX]);
/** power, and the driver's set_keys. */
int sim_act_set(struct sim_device *device, const json_t *body, char problem[SIM_PROBLEM_MAX]);
/** The plain faults; unplug, reboot: true, clear: true, the driver's act_keys. */
int sim_act_fault(struct sim_device *device, const json_t *body, char problem[SIM_PROBLEM_MAX]);

#endif
