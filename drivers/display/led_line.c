/* See led_line.h. */
#include "led_line.h"

#include "display_text.h"
#include "modbus_bus.h"
#include "port.h"

#include <errno.h>
#include <event2/event.h>
#include <string.h>

enum {
	LOOK_MS = 3000, /* how often what is shown is read */
	AGAIN_S = 10,	/* how often it is written again where it can't be read */
	LOOK_LESS = 3,	/* after failures a look may ask for so many registers less */
	GLANCE = 2, /* most looks read so many registers only: a restarted display shows there */
	WHOLE_MS = 30000,
	BYTES_MAX = LED_REGISTERS_MAX * 2,
};

enum slot { SLOT_TEXT, SLOT_BLINK, SLOT_SCROLL, SLOT_SHINE };

/* They share a slot and go one after the other. */
enum led_shine { SHINE_COLOUR = 1, SHINE_BRIGHTNESS = 2 };

static void write_number(struct led_line *line, enum slot slot, int address, unsigned value,
			 uint32_t tag)
{
	struct modbus_write write = {
		.first = (uint16_t)address,
		.count = 1,
		.read_back = line->settings->map.read_back,
		.tag = tag,
		.values = { (uint16_t)value },
	};
	modbus_unit_write(line->unit, slot, &write);
}

static void write_effect(struct led_line *line)
{
	const struct led_map *map = &line->settings->map;
	if (map->blink >= 0)
		write_number(line, SLOT_BLINK, map->blink + (int)line->number, line->blinks, 0);
	if (map->scroll >= 0)
		write_number(line, SLOT_SCROLL, map->scroll + (int)line->number, line->scrolls, 0);
}

static unsigned colour_value(const struct led_line *line)
{
	enum display_colour colour = line->colour;
	if (colour == DISPLAY_PLAIN)
		colour = line->settings->colour;
	return line->settings->map.colours[colour - DISPLAY_RED];
}

static void write_next_shine(struct led_line *line)
{
	const struct led_settings *settings = line->settings;
	const struct led_map *map = &settings->map;
	if (map->colour < 0)
		line->shine_waits &= ~(unsigned)SHINE_COLOUR;
	if (map->brightness < 0 || line->number > 0)
		line->shine_waits &= ~(unsigned)SHINE_BRIGHTNESS;
	line->shine_tag++;
	if (line->shine_waits & SHINE_COLOUR) {
		write_number(line, SLOT_SHINE, map->colour + (int)line->number, colour_value(line),
			     line->shine_tag);
	} else if (line->shine_waits & SHINE_BRIGHTNESS) {
		unsigned percent = settings->brightness_percent * line->brightness_percent / 100;
		unsigned value = (percent * map->brightness_max + 99) / 100;
		write_number(line, SLOT_SHINE, map->brightness, value, line->shine_tag);
	}
}

/* The text first: it is what people wait for. */
static void write_all(struct led_line *line)
{
	const struct led_map *map = &line->settings->map;
	struct modbus_write write = {
		.first = (uint16_t)(map->text + line->number * map->line_stride),
		.count = map->registers,
		.read_back = map->read_back,
		.urgent = line->blinks, /* a call */
		.tag = ++line->tag,
	};
	memcpy(write.values, line->text, sizeof line->text);
	line->confirmed = false;
	modbus_unit_write(line->unit, SLOT_TEXT, &write);
	write_effect(line);
	line->shine_waits = SHINE_COLOUR | SHINE_BRIGHTNESS;
	write_next_shine(line);
}

static void line_written(void *context, unsigned slot, uint32_t tag)
{
	struct led_line *line = context;
	if (slot == SLOT_TEXT && tag == line->tag)
		line->confirmed = true;
	if (slot != SLOT_SHINE || tag != line->shine_tag)
		return;
	line->shine_waits &= line->shine_waits - 1; /* the lowest went */
	write_next_shine(line);
}

static void line_polled(void *context, const uint16_t *values, unsigned count)
{
	struct led_line *line = context;
	if (line->confirmed && memcmp(values, line->text, count * sizeof values[0]) != 0)
		write_all(line); /* it restarted, or somebody else wrote to it */
}

static void line_glanced(void *context, const uint16_t *values)
{
	line_polled(context, values, GLANCE);
}

static void line_health(void *context, enum device_health health, const char *detail)
{
	struct led_line *line = context;
	if (line->lost && health != DEVICE_LOST && line->shown)
		write_all(line);
	line->lost = health == DEVICE_LOST;
	line->health(line->context, health, detail);
}

static void again_due(evutil_socket_t fd, short what, void *arg)
{
	struct led_line *line = arg;
	(void)fd;
	(void)what;
	if (line->shown && line->confirmed)
		write_all(line);
}

void led_line_show(struct led_line *line, const char *text, enum display_effect effect,
		   enum display_colour colour)
{
	const struct led_settings *settings = line->settings;
	uint8_t bytes[BYTES_MAX];
	uint16_t registers[LED_REGISTERS_MAX] = { 0 };
	size_t length = strlen(text), fits = led_cut(text, settings->cells);
	bool blinks = effect == DISPLAY_BLINK;
	bool scrolls = effect == DISPLAY_SCROLL && settings->map.scroll >= 0 && fits < length;
	length = display_text_convert(settings->iconv, text, scrolls ? length : fits, bytes,
				      sizeof bytes);
	led_encode(&settings->map, bytes, length, registers);
	bool first = !line->shown;
	bool same_text = memcmp(registers, line->text, sizeof registers) == 0;
	bool same_effect = blinks == line->blinks && scrolls == line->scrolls;
	bool same_colour = colour == line->colour;
	memcpy(line->text, registers, sizeof registers);
	line->blinks = blinks;
	line->scrolls = scrolls;
	line->colour = colour;
	line->shown = true;
	if (first || !same_text) {
		write_all(line);
		return;
	}
	if (!same_effect)
		write_effect(line);
	if (!same_colour) {
		line->shine_waits |= SHINE_COLOUR;
		write_next_shine(line);
	}
}

void led_line_brightness(struct led_line *line, unsigned percent)
{
	line->brightness_percent = percent;
	line->shine_waits |= SHINE_BRIGHTNESS;
	write_next_shine(line);
}

int led_line_open(struct led_line *line, struct event_base *base)
{
	const struct led_settings *settings = line->settings;
	const struct led_map *map = &settings->map;
	struct modbus_poll poll = {
		.first = (uint16_t)(map->text + line->number * map->line_stride),
		.count = map->read_back ? map->registers : 0,
		.short_count =
			(uint8_t)(map->registers > LOOK_LESS ? map->registers - LOOK_LESS : 1),
		.quick_first = (uint16_t)(map->text + line->number * map->line_stride),
		.quick_count = map->registers > GLANCE + LOOK_LESS ? GLANCE : 0,
		.whole_ms = WHOLE_MS,
		.active_ms = LOOK_MS,
		.idle_ms = LOOK_MS,
	};
	struct modbus_unit_owner owner = {
		.context = line,
		.polled = line_polled,
		.quick = line_glanced,
		.written = line_written,
		.health = line_health,
	};
	line->brightness_percent = 100;
	if (!map->read_back) {
		struct timeval period = { .tv_sec = AGAIN_S };
		line->again = event_new(base, -1, EV_PERSIST, again_due, line);
		if (line->again == NULL || event_add(line->again, &period) < 0)
			return -ENOMEM;
	}
	return modbus_unit_add(&line->unit, port_modbus_bus(settings->port), settings->address,
			       &poll, &owner);
}

void led_line_close(struct led_line *line)
{
	modbus_unit_remove(line->unit);
	if (line->again != NULL)
		event_free(line->again);
}
