/* What config_hall.c has read and config_hall_check.c checks: the hall and where each thing stands.
 */
#ifndef JIAOHAO_CONFIG_HALL_H
#define JIAOHAO_CONFIG_HALL_H

#include "config_node.h"

struct hall_reading {
	struct hall *hall;
	struct config_node *floors[FLOORS_MAX];
	struct config_node *zones[ZONES_MAX];
	struct config_node *services[SERVICES_MAX];
	struct config_node *windows[WINDOWS_MAX]; /* the windows of a range share one */
	struct config_node *hours[HOURS_MAX];
	struct config_node *top;
};

/** Names that must exist, be unique, or agree with each other. Says every mistake. */
void config_hall_check(struct hall_reading *reading);

#endif
