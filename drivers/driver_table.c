/* See driver_table.h: a driver is in the firmware when it stands here. */
#include "driver_table.h"

#include "evdev_caller.h"
#include "ff68.h"
#include "gpio_caller.h"
#include "gpio_lamp.h"
#include "modbus_keypad.h"
#include "modbus_led.h"
#include "onbon_drivers.h"
#include "pager_frames.h"
#include "printer_escpos.h"
#include "reader_sdt.h"
#include "scanner_evdev.h"
#include "scanner_serial.h"
#include "speaker_clips.h"
#include "speaker_espeak.h"
#include "speaker_xfs.h"

#include <stddef.h>

const struct printer_ops *const printer_drivers[] = { &printer_escpos, NULL };
const struct display_ops *const display_drivers[] = { &display_modbus_led, &display_onbon_bx,
						      NULL };
const struct caller_ops *const caller_drivers[] = { &caller_modbus_keypad, &caller_gpio,
						    &caller_evdev, &caller_ff68, NULL };
const struct evaluator_ops *const evaluator_drivers[] = { &evaluator_modbus_keypad, &evaluator_ff68,
							  NULL };
const struct speaker_ops *const speaker_drivers[] = { &speaker_clips, &speaker_espeak,
						      &speaker_xfs5152, NULL };
const struct panel_ops *const panel_drivers[] = { &panel_modbus_led, &panel_onbon_bx, NULL };
const struct id_reader_ops *const id_reader_drivers[] = { &id_reader_sdt, NULL };
const struct scanner_ops *const scanner_drivers[] = { &scanner_serial, &scanner_evdev, NULL };
const struct pager_ops *const pager_drivers[] = { &pager_frames, NULL };
const struct lamp_ops *const lamp_drivers[] = { &lamp_gpio, NULL };
