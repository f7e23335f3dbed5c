/* The one list of what hall-sim can be. */
#include "sim_drivers.h"

#include <string.h>

const struct sim_driver *const sim_drivers[] = {
	/* clang-format off: one line each */
	&sim_modbus_led,
	&sim_modbus_panel,
	&sim_onbon_display,
	&sim_onbon_panel,
	&sim_modbus_caller,
	&sim_modbus_evaluator,
	&sim_escpos,
	&sim_clips,
	&sim_espeak,
	&sim_xfs5152,
	&sim_gpio_caller,
	&sim_gpio_lamp,
	&sim_evdev_caller,
	&sim_ff68_caller,
	&sim_ff68_evaluator,
	&sim_sdt,
	&sim_serial_scanner,
	&sim_evdev_scanner,
	&sim_pager,
	NULL,
	/* clang-format on */
};

const struct sim_driver *sim_driver_find(const char *driver, const char *role)
{
	for (size_t i = 0; sim_drivers[i] != NULL; i++) {
		const struct sim_driver *known = sim_drivers[i];
		if (strcmp(known->driver, driver) == 0 &&
		    (known->role == NULL || role[0] == '\0' || strcmp(known->role, role) == 0))
			return known;
	}
	return NULL;
}
