/* "modbus-led" in hall-sim: an LED display over a window. */
#include "led_sim.h"
#include "sim_drivers.h"

#include <errno.h>
#include <string.h>

static int take_map(struct led_sim_map *led, struct config_map *keys)
{
	static const char *const orders[] = { "high-first", "low-first", NULL };
	static const char *const fills[] = { "zero", "space", NULL };
	long text = led->text, registers = led->registers, blink = -1, brightness = -1;
	long scroll = 0, colour = 0, address = 0, stride;
	int order = 0, fill = 0;
	bool known = registers > 0;
	if ((known ? config_map_integer(keys, "text", 0, 0xFFFF, &text)
		   : sim_need_integer(keys, "text", 0, 0xFFFF, &text)) < 0 ||
	    (known ? config_map_integer(keys, "registers", 1, LED_SIM_REGISTERS_MAX, &registers)
		   : sim_need_integer(keys, "registers", 1, LED_SIM_REGISTERS_MAX, &registers)) <
		    0 ||
	    sim_take(keys, "encoding", led->encoding, sizeof led->encoding) < 0 ||
	    config_map_choice(keys, "byte_order", orders, &order) < 0 ||
	    config_map_choice(keys, "fill", fills, &fill) < 0 ||
	    config_map_integer(keys, "blink", 0, 0xFFFF, &blink) < 0 ||
	    config_map_integer(keys, "scroll", 0, 0xFFFF, &scroll) < 0 ||
	    config_map_integer(keys, "colour", 0, 0xFFFF, &colour) < 0 ||
	    config_map_integer(keys, "brightness", 0, 0xFFFF, &brightness) < 0 ||
	    config_map_integer(keys, "address_register", 0, 0xFFFF, &address) < 0)
		return -EINVAL;
	stride = registers;
	if (config_map_integer(keys, "line_stride", 0, 0xFFFF, &stride) < 0)
		return -EINVAL;
	led->text = (uint16_t)text;
	led->registers = (uint16_t)registers;
	led->low_first = order == 1;
	led->fill_space = fill == 1;
	led->blink = (int)blink;
	led->brightness = (int)brightness;
	led->address = (int)address;
	led->scroll = (int)scroll;
	led->colour = (int)colour;
	led->line_stride = (uint16_t)stride;
	return 0;
}

/* The displays that the driver knows by name. */
static int take_model(struct led_sim_map *led, struct config_map *map)
{
	static const char *const models[] = { "armfly-led-485", NULL };
	int model = 0;
	int taken = config_map_choice(map, "model", models, &model);
	if (taken > 0) {
		led->text = 0x70;
		led->registers = led->line_stride = 6;
		strcpy(led->encoding, "ascii");
	}
	return taken;
}

static int start(struct sim_device *device, struct config_map *map)
{
	struct led_sim_map led = { .encoding = "gb18030", .blink = -1, .brightness = -1 };
	struct config_map *keys = NULL;
	long address, lines = 1;
	int model = take_model(&led, map), taken = config_map_map(map, "map", &keys);
	if (taken == 0 && model == 0)
		taken = config_map_fail(map, "map", "is missing");
	if (model < 0 || taken < 0 || sim_need_integer(map, "address", 1, 247, &address) < 0 ||
	    config_map_integer(map, "lines", 1, LED_SIM_LINES_MAX, &lines) < 0 ||
	    (keys != NULL && take_map(&led, keys) < 0))
		return -EINVAL;
	led.lines = (uint16_t)lines;
	if (led_sim_init(device->sim, (uint8_t)address, &led, device->board->clock) < 0)
		return config_map_fail(map, "map", "has an encoding that iconv does not know");
	return 0;
}

static void finish(struct sim_device *device)
{
	led_sim_finish(device->sim);
}

static struct modbus_sim_slave *slave(struct sim_device *device)
{
	struct led_sim *led = device->sim;
	return &led->slave;
}

static int power(struct sim_device *device, bool on, bool was_on)
{
	if (on != was_on)
		led_sim_restart(device->sim);
	return 0;
}

static void brief(struct sim_device *device, json_t *view)
{
	const struct led_sim *led = device->sim;
	json_object_set_new(view, "text", sim_text_json(led->text));
}

static void view(struct sim_device *device, json_t *view)
{
	const struct led_sim *led = device->sim;
	json_object_set_new(view, "blink", json_boolean(led_sim_blinks(led)));
	json_object_set_new(view, "brightness", json_integer(led->brightness));
	json_object_set_new(view, "undecodable", json_integer(led->undecodable));
}

static uint32_t log_count(const struct sim_device *device)
{
	const struct led_sim *led = device->sim;
	return led->history_count;
}

static json_t *log_entries(const struct sim_device *device, long after)
{
	const struct led_sim *led = device->sim;
	json_t *list = json_array();
	for (long i = after; i < (long)led->history_count; i++) {
		json_t *entry = json_object();
		json_object_set_new(entry, "n", json_integer(i + 1));
		json_object_set_new(entry, "at", sim_time_json(led->history[i].time_us));
		json_object_set_new(entry, "text", sim_text_json(led->history[i].text));
		json_object_set_new(entry, "blink", json_boolean(led->history[i].blink));
		json_array_append_new(list, entry);
	}
	return list;
}

#define LED(role_name)                                                                             \
	{                                                                                          \
		.driver = "modbus-led", .role = role_name, .kind = role_name,                      \
		.ports = 1u << SIM_PORT_RS485, .size = sizeof(struct led_sim), .start = start,     \
		.finish = finish, .slave = slave, .power = power, .brief = brief, .view = view,    \
		.log = "history", .log_count = log_count, .log_entries = log_entries,              \
	}

const struct sim_driver sim_modbus_led = LED("display");
const struct sim_driver sim_modbus_panel = LED("panel");
