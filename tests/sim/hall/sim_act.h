/* What a person or a storm does to a simulated device: press a key, put paper in, pull a plug. The
 * whole request is checked before any of it is done. */
#ifndef JIAOHAO_SIM_ACT_H
#define JIAOHAO_SIM_ACT_H

#include "sim_board.h"

#include <jansson.h>

enum { SIM_FAULTS_MAX = 16, SIM_PROBLEM_MAX = 320, SIM_PRESSES_MAX = 1000 };

/* A fault that is a plain flag or number; exactly one of the two pointers is set. */
struct sim_fault {
	const char *name;
	bool *flag;
	unsigned *number;
	unsigned max;
};

/** The plain faults of a device and its line. Returns how many. "unplug", "stuck_key", "reboot" and
 *  "clear" come on top: they are acts. */
size_t sim_act_faults(struct sim_device *device, struct sim_fault faults[SIM_FAULTS_MAX]);

/** {"key": "next", "times": 1}. 0, or an HTTP status with the reason in @p problem. */
int sim_act_press(struct sim_device *device, const json_t *body, char problem[SIM_PROBLEM_MAX]);
/** Printer: paper, paper_left_mm, cover_open, power. Display, keypad: power. */
int sim_act_set(struct sim_device *device, const json_t *body, char problem[SIM_PROBLEM_MAX]);
/** The plain faults; unplug, stuck_key ("next", null: let go), reboot: true, clear: true. */
int sim_act_fault(struct sim_device *device, const json_t *body, char problem[SIM_PROBLEM_MAX]);

#endif
