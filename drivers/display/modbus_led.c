/* LED displays that take their text as Modbus holding registers. No two vendors share a map, so the
 * map stands in the board file. What is shown is read back at every write and every few seconds, so
 * that a display that restarted, or took a garbled text, is set right by itself. */
#include "modbus_led.h"

#include "display_text.h"
#include "led_encode.h"
#include "modbus_bus.h"
#include "port.h"

#include <errno.h>
#include <event2/event.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LOOK_MS = 3000, /* how often what is shown is read */
	AGAIN_S = 10,	/* how often it is written again where it can't be read */
	BYTES_MAX = LED_REGISTERS_MAX * 2,
	LOOK_LESS = 3, /* after failures a look may ask for so many registers less */
};

enum slot { SLOT_TEXT, SLOT_BLINK, SLOT_BRIGHTNESS };

struct display {
	struct display_owner owner;
	struct modbus_unit *unit;
	struct event *again; /* only where reading back is not possible */
	iconv_t iconv;
	struct led_map map;
	unsigned cells;
	bool has_blink, has_brightness, read_back;
	uint16_t blink_register, brightness_register, brightness_percent;

	bool shown;	/* show was called: before, the display keeps what it shows */
	bool lost;	/* as last reported */
	bool confirmed; /* the display holds text[] as far as is known */
	uint32_t tag;	/* of the newest text */
	uint16_t text[LED_REGISTERS_MAX];
	enum display_effect effect;
};

/* In the order of enum led_encoding. */
static const char *const encodings[] = { "gb18030", "gbk", "gb2312", "utf-8", "ascii", NULL };

static void write_number(struct display *display, enum slot slot, uint16_t address, uint16_t value)
{
	struct modbus_write write = {
		.first = address,
		.count = 1,
		.read_back = display->read_back,
		.values = { value },
	};
	modbus_unit_write(display->unit, slot, &write);
}

/* The text first: it is what people wait for. */
static void write_all(struct display *display)
{
	struct modbus_write write = {
		.first = display->map.text,
		.count = display->map.registers,
		.read_back = display->read_back,
		.tag = ++display->tag,
	};
	memcpy(write.values, display->text, sizeof display->text);
	display->confirmed = false;
	modbus_unit_write(display->unit, SLOT_TEXT, &write);
	if (display->has_blink)
		write_number(display, SLOT_BLINK, display->blink_register,
			     display->effect == DISPLAY_BLINK);
	if (display->has_brightness)
		write_number(display, SLOT_BRIGHTNESS, display->brightness_register,
			     display->brightness_percent);
}

static void led_written(void *context, unsigned slot, uint32_t tag)
{
	struct display *display = context;
	if (slot == SLOT_TEXT && tag == display->tag)
		display->confirmed = true;
}

static void led_polled(void *context, const uint16_t *values, unsigned count)
{
	struct display *display = context;
	if (display->confirmed && memcmp(values, display->text, count * sizeof values[0]) != 0)
		write_all(display); /* it restarted, or somebody else wrote to it */
}

static void led_health(void *context, enum device_health health, const char *detail)
{
	struct display *display = context;
	if (display->lost && health != DEVICE_LOST && display->shown)
		write_all(display);
	display->lost = health == DEVICE_LOST;
	display->owner.health(display->owner.context, health, detail);
}

static void again_due(evutil_socket_t fd, short what, void *arg)
{
	struct display *display = arg;
	(void)fd;
	(void)what;
	if (display->shown && display->confirmed)
		write_all(display);
}

static int modbus_led_show(struct display *display, const char *text, enum display_effect effect)
{
	uint8_t bytes[BYTES_MAX];
	uint16_t registers[LED_REGISTERS_MAX] = { 0 };
	if (text == NULL)
		text = "";
	if (strlen(text) > DISPLAY_TEXT_MAX)
		return -EMSGSIZE;
	size_t length = display_text_convert(display->iconv, text, led_cut(text, display->cells),
					     bytes, sizeof bytes);
	led_encode(&display->map, bytes, length, registers);
	bool same_text = memcmp(registers, display->text, sizeof registers) == 0;
	bool same_effect = effect == display->effect || !display->has_blink;
	bool again = display->shown;
	memcpy(display->text, registers, sizeof registers);
	display->effect = effect;
	display->shown = true;
	if (!again || !same_text)
		write_all(display);
	else if (!same_effect)
		write_number(display, SLOT_BLINK, display->blink_register, effect == DISPLAY_BLINK);
	return 0;
}

static void modbus_led_statistics(const struct display *display, struct device_statistics *out)
{
	modbus_unit_statistics(display->unit, out);
}

static void modbus_led_close(struct display *display)
{
	if (display == NULL)
		return;
	modbus_unit_remove(display->unit);
	if (display->again != NULL)
		event_free(display->again);
	if (display->iconv != (iconv_t)-1)
		iconv_close(display->iconv);
	free(display);
}

/* --- keys --- */

/* An optional register of its own, outside the text. */
static int take_register(struct config_keys *map, const struct led_map *led, const char *key,
			 bool *has, uint16_t *out)
{
	long value = 0;
	int taken = map->ops->take_integer(map, key, 0, 0xffff, &value);
	if (taken <= 0)
		return taken;
	if (value >= led->text && value < led->text + led->registers)
		return map->ops->fail(map, key, "lies within the text's registers");
	*has = true;
	*out = (uint16_t)value;
	return 0;
}

static int take_map(struct display *display, struct config_keys *map)
{
	static const char *const orders[] = { "high-first", "low-first", NULL };
	static const char *const fills[] = { "zero", "space", NULL };
	struct led_map *led = &display->map;
	long text = 0, registers = 0, address_register = -1;
	int encoding = 0, order = 0, fill = 0, result = 0;
	if (config_keys_need_integer(map, "text", 0, 0xffff, &text) < 0 ||
	    config_keys_need_integer(map, "registers", 1, LED_REGISTERS_MAX, &registers) < 0)
		result = -EINVAL;
	led->text = (uint16_t)text;
	led->registers = (uint8_t)registers;
	if (text + registers > 0x10000)
		result = map->ops->fail(map, "registers", "reach beyond register 65535");
	if (map->ops->take_choice(map, "encoding", encodings, &encoding) < 0 ||
	    map->ops->take_choice(map, "byte_order", orders, &order) < 0 ||
	    map->ops->take_choice(map, "fill", fills, &fill) < 0 ||
	    map->ops->take_boolean(map, "read_back", &display->read_back) < 0 ||
	    take_register(map, led, "blink", &display->has_blink, &display->blink_register) < 0 ||
	    take_register(map, led, "brightness", &display->has_brightness,
			  &display->brightness_register) < 0)
		result = -EINVAL;
	/* Where jiaohaoctl writes a new display's own address: nothing that is written all day. */
	if (map->ops->take_integer(map, "address_register", 0, 0xffff, &address_register) < 0)
		result = -EINVAL;
	else if (address_register >= text && address_register < text + registers)
		result = map->ops->fail(map, "address_register", "lies in the text");
	if (display->has_blink && display->has_brightness &&
	    display->blink_register == display->brightness_register)
		result = map->ops->fail(map, "brightness", "is the register of blink too");
	led->encoding = (enum led_encoding)encoding;
	led->low_first = order == 1;
	led->fill = fill == 1 ? ' ' : 0;
	return result;
}

static int take_keys(struct display *display, struct config_keys *keys, struct port **port,
		     long *address)
{
	static const char *const kinds[] = { "rs485", "modbus-tcp", NULL };
	struct config_keys *map = NULL;
	long cells = 0, brightness = 100;
	int result = 0;
	if (config_keys_need_port(keys, "port", kinds, port) < 0)
		result = -EINVAL;
	if (config_keys_need_integer(keys, "address", 1, 247, address) < 0)
		result = -EINVAL;
	int taken = keys->ops->take_map(keys, "map", &map);
	if (taken == 0)
		return keys->ops->fail(keys, "map",
				       "is missing: no two makes of display share one");
	if (taken < 0 || take_map(display, map) < 0)
		return -EINVAL;
	cells = display->map.registers; /* two bytes are one Chinese character */
	if (keys->ops->take_integer(keys, "cells", 1, DISPLAY_TEXT_MAX, &cells) < 0)
		result = -EINVAL;
	taken = keys->ops->take_integer(keys, "brightness_percent", 0, 100, &brightness);
	if (taken > 0 && !display->has_brightness)
		taken = keys->ops->fail(keys, "brightness_percent",
					"needs the register map.brightness");
	if (taken < 0)
		result = -EINVAL;
	display->cells = (unsigned)cells;
	display->brightness_percent = (uint16_t)brightness;
	return result;
}

static int attach(struct display *display, struct event_base *base, struct port *port, long address)
{
	uint8_t registers = display->map.registers;
	struct modbus_poll poll = {
		.first = display->map.text,
		.count = display->read_back ? registers : 0,
		.short_count = (uint8_t)(registers > LOOK_LESS ? registers - LOOK_LESS : 1),
		.active_ms = LOOK_MS,
		.idle_ms = LOOK_MS,
	};
	struct modbus_unit_owner owner = {
		.context = display,
		.polled = led_polled,
		.written = led_written,
		.health = led_health,
	};
	if (!display->read_back) {
		struct timeval period = { .tv_sec = AGAIN_S };
		display->again = event_new(base, -1, EV_PERSIST, again_due, display);
		if (display->again == NULL || event_add(display->again, &period) < 0)
			return -ENOMEM;
	}
	return modbus_unit_add(&display->unit, port_modbus_bus(port), (int)address, &poll, &owner);
}

static int modbus_led_open(struct display **out, struct event_base *base, struct config_keys *keys,
			   const struct display_owner *owner)
{
	struct port *port = NULL;
	long address = 0;
	int result;
	struct display *display = calloc(1, sizeof *display);
	if (display == NULL)
		return -ENOMEM;
	display->iconv = (iconv_t)-1;
	display->owner = *owner;
	display->read_back = true;
	result = take_keys(display, keys, &port, &address);
	if (result < 0)
		goto fail;
	display->iconv = iconv_open(encodings[display->map.encoding], "UTF-8");
	if (display->iconv == (iconv_t)-1) {
		result =
			keys->ops->fail(keys, "map", "names an encoding this system's iconv lacks");
		goto fail;
	}
	result = attach(display, base, port, address);
	if (result == -ENOSPC)
		result = keys->ops->fail(keys, "port", "has more devices than one bus may have");
	if (result < 0)
		goto fail;
	*out = display;
	return 0;
fail:
	modbus_led_close(display);
	return result;
}

const struct display_ops display_modbus_led = {
	.name = "modbus-led",
	.open = modbus_led_open,
	.show = modbus_led_show,
	.statistics = modbus_led_statistics,
	.close = modbus_led_close,
};
