/* See led_keys.h. */
#include "led_keys.h"

#include "panel.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { MODELS_MAX = 16, LAST_REGISTER = 0xffff };

/* In the order of enum led_encoding. */
static const char *const encodings[] = { "gb18030", "gbk", "gb2312", "utf-8", "ascii", NULL };

static unsigned last_of_text(const struct led_settings *settings)
{
	const struct led_map *map = &settings->map;
	return map->text + (settings->lines - 1) * map->line_stride + map->registers - 1u;
}

/* An optional register of its own, outside the text; of each line when @p lines is over 1. */
static int take_register(struct config_keys *keys, const struct led_settings *settings,
			 const char *key, unsigned lines, int *out)
{
	long value = *out;
	int taken = keys->ops->take_integer(keys, key, 0, LAST_REGISTER, &value);
	if (taken <= 0)
		return taken;
	*out = (int)value;
	if (value + (long)lines > settings->map.text && value <= (long)last_of_text(settings))
		return keys->ops->fail(keys, key, "lies within the text's registers");
	return 0;
}

/* Each of them has one for itself. */
static int check_registers(struct config_keys *keys, const struct led_map *map)
{
	const struct {
		const char *key;
		int at;
	} all[] = { { "blink", map->blink },
		    { "scroll", map->scroll },
		    { "colour", map->colour },
		    { "brightness", map->brightness },
		    { "address_register", map->address } };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		for (size_t k = 0; k < i; k++) {
			char problem[64];
			if (all[i].at < 0 || all[i].at != all[k].at)
				continue;
			snprintf(problem, sizeof problem, "is the register of %s too", all[k].key);
			return keys->ops->fail(keys, all[i].key, problem);
		}
	}
	return 0;
}

static int take_text(struct led_map *led, struct config_keys *map, bool known)
{
	static const char *const orders[] = { "high-first", "low-first", NULL };
	static const char *const fills[] = { "zero", "space", NULL };
	long text = led->text, registers = led->registers;
	int encoding = (int)led->encoding, order = led->low_first, fill = led->fill == ' ';
	int result = 0;
	if (known) {
		if (map->ops->take_integer(map, "text", 0, LAST_REGISTER, &text) < 0 ||
		    map->ops->take_integer(map, "registers", 1, LED_REGISTERS_MAX, &registers) < 0)
			result = -EINVAL;
	} else if (config_keys_need_integer(map, "text", 0, LAST_REGISTER, &text) < 0 ||
		   config_keys_need_integer(map, "registers", 1, LED_REGISTERS_MAX, &registers) <
			   0) {
		result = -EINVAL;
	}
	if (map->ops->take_choice(map, "encoding", encodings, &encoding) < 0 ||
	    map->ops->take_choice(map, "byte_order", orders, &order) < 0 ||
	    map->ops->take_choice(map, "fill", fills, &fill) < 0 ||
	    map->ops->take_boolean(map, "terminator", &led->terminated) < 0 ||
	    map->ops->take_boolean(map, "read_back", &led->read_back) < 0)
		result = -EINVAL;
	led->text = (uint16_t)text;
	led->registers = (uint8_t)registers;
	led->encoding = (enum led_encoding)encoding;
	led->low_first = order == 1;
	led->fill = fill == 1 ? ' ' : 0;
	if (result == 0 && led->terminated && registers < 2)
		result = map->ops->fail(map, "terminator", "leaves no register for text");
	return result;
}

static int take_colours(struct led_map *led, struct config_keys *map)
{
	static const char *const names[] = { "red", "green", "yellow" };
	struct config_keys *colours = NULL;
	int taken = map->ops->take_map(map, "colours", &colours), result = 0;
	if (taken <= 0)
		return taken;
	for (unsigned i = 0; i < 3; i++) {
		long value = led->colours[i];
		if (colours->ops->take_integer(colours, names[i], 0, LAST_REGISTER, &value) < 0)
			result = -EINVAL;
		led->colours[i] = (uint16_t)value;
	}
	return result;
}

static int take_map(struct led_settings *settings, struct config_keys *map, bool known)
{
	struct led_map *led = &settings->map;
	int result = take_text(led, map, known);
	long stride = led->registers, most = led->brightness_max;
	if (settings->lines > 1 &&
	    map->ops->take_integer(map, "line_stride", led->registers, LAST_REGISTER, &stride) < 0)
		result = -EINVAL;
	led->line_stride = (uint16_t)stride;
	if (last_of_text(settings) > LAST_REGISTER)
		result = map->ops->fail(map, "registers", "reach beyond register 65535");
	if (take_register(map, settings, "blink", settings->lines, &led->blink) < 0 ||
	    take_register(map, settings, "scroll", settings->lines, &led->scroll) < 0 ||
	    take_register(map, settings, "colour", settings->lines, &led->colour) < 0 ||
	    take_register(map, settings, "brightness", 1, &led->brightness) < 0 ||
	    take_register(map, settings, "address_register", 1, &led->address) < 0)
		result = -EINVAL;
	if (map->ops->take_integer(map, "brightness_max", 1, LAST_REGISTER, &most) < 0 ||
	    take_colours(led, map) < 0)
		result = -EINVAL;
	led->brightness_max = (uint16_t)most;
	if (result == 0)
		result = check_registers(map, led);
	return result;
}

/* A known model, a map, or a known model with some of it otherwise. */
static int take_model(struct led_settings *settings, struct config_keys *keys)
{
	const char *names[MODELS_MAX] = { NULL };
	struct config_keys *map = NULL;
	int number = 0;
	settings->map = led_map_usual;
	for (unsigned i = 0; led_models[i].name != NULL && i < MODELS_MAX - 1; i++)
		names[i] = led_models[i].name;
	int known = keys->ops->take_choice(keys, "model", names, &number);
	if (known < 0)
		return -EINVAL;
	if (known > 0) {
		settings->map = led_models[number].map;
		settings->cells = led_models[number].cells;
	}
	int taken = keys->ops->take_map(keys, "map", &map);
	if (taken == 0 && known == 0)
		return keys->ops->fail(keys, "map",
				       "is missing, and no model: no two makes of display share "
				       "a map");
	settings->map.line_stride = settings->map.registers;
	return taken <= 0 ? taken : take_map(settings, map, known > 0);
}

static int take_shine(struct led_settings *settings, struct config_keys *keys)
{
	static const char *const colours[] = { "red", "green", "yellow", NULL };
	long brightness = 100;
	int colour = 0, result = 0;
	int taken = keys->ops->take_integer(keys, "brightness_percent", 0, 100, &brightness);
	if (taken > 0 && settings->map.brightness < 0)
		taken = keys->ops->fail(keys, "brightness_percent",
					"needs the register map.brightness");
	if (taken < 0)
		result = -EINVAL;
	taken = keys->ops->take_choice(keys, "colour", colours, &colour);
	if (taken > 0 && settings->map.colour < 0)
		taken = keys->ops->fail(keys, "colour", "needs the register map.colour");
	if (taken < 0)
		result = -EINVAL;
	settings->brightness_percent = (unsigned)brightness;
	settings->colour = (enum display_colour)(DISPLAY_RED + colour);
	return result;
}

int led_keys_take(struct led_settings *out, struct config_keys *keys, bool panel)
{
	static const char *const kinds[] = { "rs485", "modbus-tcp", NULL };
	long address = 0, lines = 1, cells;
	int result = 0;
	memset(out, 0, sizeof *out);
	out->iconv = (iconv_t)-1;
	if (config_keys_need_port(keys, "port", kinds, &out->port) < 0 ||
	    config_keys_need_integer(keys, "address", 1, 247, &address) < 0)
		result = -EINVAL;
	if (panel && config_keys_need_integer(keys, "lines", 1, PANEL_LINES_MAX, &lines) < 0)
		result = -EINVAL;
	out->address = (int)address;
	out->lines = (unsigned)lines;
	if (take_model(out, keys) < 0)
		return -EINVAL;
	cells = out->cells > 0 ? (long)out->cells : out->map.registers - out->map.terminated;
	if (keys->ops->take_integer(keys, "cells", 1, DISPLAY_TEXT_MAX, &cells) < 0)
		result = -EINVAL;
	out->cells = (unsigned)cells;
	if (take_shine(out, keys) < 0 || result < 0)
		return -EINVAL;
	out->iconv = iconv_open(encodings[out->map.encoding], "UTF-8");
	if (out->iconv == (iconv_t)-1)
		return keys->ops->fail(keys, "map", "names an encoding this system's iconv lacks");
	return 0;
}
