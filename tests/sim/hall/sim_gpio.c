/* "gpio-caller" in hall-sim: a push button on a line that only a real chip has. */
#include "sim_drivers.h"

static int start(struct sim_device *device, struct config_map *map)
{
	(void)device;
	(void)map;
	return 0;
}

const struct sim_driver sim_gpio_caller = {
	.driver = "gpio-caller",
	.kind = "caller",
	.start = start,
};
