/* The register side of an LED display. Reading back is always possible; whether the firmware does
 * it is its own affair. */
#include "led_sim.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void led_note(struct led_sim *led)
{
	if (led->history_count == led->history_room) {
		uint32_t room = led->history_room ? led->history_room * 2 : 64;
		if (room > LED_SIM_HISTORY_MAX)
			room = LED_SIM_HISTORY_MAX;
		struct led_sim_shown *more = led->history_count < LED_SIM_HISTORY_MAX
						     ? realloc(led->history, room * sizeof *more)
						     : NULL;
		if (more == NULL) {
			led->history_dropped++;
			return;
		}
		led->history = more;
		led->history_room = room;
	}
	char *text = strdup(led->text);
	if (text == NULL)
		return;
	led->history[led->history_count++] = (struct led_sim_shown){
		.time_us = sim_clock_now(led->clock), .text = text, .blink = led->blink != 0
	};
}

static void led_decode(struct led_sim *led)
{
	char bytes[LED_SIM_REGISTERS_MAX * 2];
	size_t length = 0;
	for (unsigned i = 0; i < led->map.registers; i++) {
		char high = (char)(led->registers[i] >> 8), low = (char)led->registers[i];
		bytes[length++] = led->map.low_first ? low : high;
		bytes[length++] = led->map.low_first ? high : low;
	}
	char *end = memchr(bytes, '\0', length);
	if (end != NULL)
		length = (size_t)(end - bytes);
	while (led->map.fill_space && length > 0 && bytes[length - 1] == ' ')
		length--;
	char *in = bytes, *out = led->text;
	size_t in_left = length, out_left = sizeof led->text - 1;
	iconv(led->converter, NULL, NULL, NULL, NULL);
	while (in_left > 0 && out_left > 0 &&
	       iconv(led->converter, &in, &in_left, &out, &out_left) == (size_t)-1) {
		if (errno == E2BIG || out_left < 1)
			break;
		*out++ = '?'; /* a panel shows a blank box: seen, not skipped */
		out_left--;
		in++;
		in_left--;
		led->undecodable++;
	}
	*out = '\0';
}

static enum modbus_exception led_read(void *context, uint16_t start, uint16_t count,
				      uint16_t *values)
{
	struct led_sim *led = context;
	for (unsigned i = 0; i < count; i++) {
		unsigned at = start + i;
		if (at >= led->map.text && at < (unsigned)led->map.text + led->map.registers)
			values[i] = led->registers[at - led->map.text];
		else if ((int)at == led->map.blink)
			values[i] = led->blink;
		else if ((int)at == led->map.brightness)
			values[i] = led->brightness;
		else if (led->map.address != 0 && (int)at == led->map.address)
			values[i] = led->slave.address;
		else
			return MODBUS_ILLEGAL_ADDRESS;
	}
	return MODBUS_OK;
}

static enum modbus_exception led_write(void *context, uint16_t start, uint16_t count,
				       const uint16_t *values)
{
	struct led_sim *led = context;
	uint16_t present[MODBUS_SIM_WRITE_MAX];
	/* All or nothing: an address outside the map leaves the panel as it is. */
	enum modbus_exception exception = led_read(context, start, count, present);
	if (exception != MODBUS_OK)
		return exception;
	if (memcmp(present, values, count * sizeof *values) == 0)
		return MODBUS_OK;
	int own = led->map.address - start;
	if (led->map.address != 0 && own >= 0 && own < count &&
	    (values[own] < 1 || values[own] > 247))
		return MODBUS_ILLEGAL_VALUE;
	for (unsigned i = 0; i < count; i++) {
		unsigned at = start + i;
		if ((int)at == led->map.blink)
			led->blink = values[i];
		else if ((int)at == led->map.brightness)
			led->brightness = values[i];
		else if (led->map.address != 0 && (int)at == led->map.address)
			led->slave.address = (uint8_t)values[i];
		else
			led->registers[at - led->map.text] = values[i];
	}
	led_decode(led);
	led_note(led);
	return MODBUS_OK;
}

int led_sim_init(struct led_sim *led, uint8_t address, const struct led_sim_map *map,
		 const struct sim_clock *clock)
{
	if (map->registers < 1 || map->registers > LED_SIM_REGISTERS_MAX)
		return -ERANGE;
	led->map = *map;
	led->clock = clock;
	led->converter = iconv_open("UTF-8", map->encoding);
	if (led->converter == (iconv_t)-1)
		return -EINVAL;
	led->slave = (struct modbus_sim_slave){
		.address = address, .context = led, .read = led_read, .write = led_write
	};
	return 0;
}

void led_sim_restart(struct led_sim *led)
{
	memset(led->registers, 0, sizeof led->registers);
	led->blink = led->brightness = 0;
	led_decode(led);
	led_note(led);
}

void led_sim_finish(struct led_sim *led)
{
	if (led->converter != NULL && led->converter != (iconv_t)-1)
		iconv_close(led->converter);
	led->converter = NULL;
	for (uint32_t i = 0; i < led->history_count; i++)
		free(led->history[i].text);
	free(led->history);
	led->history = NULL;
}
