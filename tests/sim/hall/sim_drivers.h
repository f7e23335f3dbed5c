/* Every driver's device, by name: what sim_drivers.c lists. */
#ifndef JIAOHAO_SIM_DRIVERS_H
#define JIAOHAO_SIM_DRIVERS_H

#include "sim_driver.h"

extern const struct sim_driver sim_modbus_led, sim_modbus_panel;
extern const struct sim_driver sim_onbon_display, sim_onbon_panel;
extern const struct sim_driver sim_modbus_caller, sim_modbus_evaluator;
extern const struct sim_driver sim_escpos;
extern const struct sim_driver sim_clips, sim_espeak;
extern const struct sim_driver sim_xfs5152;
extern const struct sim_driver sim_gpio_caller, sim_gpio_lamp;
extern const struct sim_driver sim_evdev_caller;
extern const struct sim_driver sim_ff68_caller, sim_ff68_evaluator;
extern const struct sim_driver sim_sdt;
extern const struct sim_driver sim_serial_scanner, sim_evdev_scanner;
extern const struct sim_driver sim_pager;

#endif
