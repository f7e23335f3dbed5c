/* The keys of Modbus displays in a board file: model, map, cells, colour, brightness_percent. What
 * they mean stands in modbus_led.h. */
#ifndef JIAOHAO_LED_KEYS_H
#define JIAOHAO_LED_KEYS_H

#include "config_keys.h"
#include "display.h"
#include "led_encode.h"

#include <iconv.h>

struct port;

struct led_settings {
	struct port *port;
	int address;
	struct led_map map;
	unsigned lines; /* 1 for a display */
	unsigned cells;
	enum display_colour colour; /* its own */
	unsigned brightness_percent;
	iconv_t iconv; /* the caller's to close; (iconv_t)-1: none */
};

/** 0, or -EINVAL with the reason said. @p panel: takes "lines" too. */
int led_keys_take(struct led_settings *out, struct config_keys *keys, bool panel);

#endif
