/* The register side of an LED display. Reading back is always possible; whether the firmware does
 * it is its own affair. */
#include "led_sim.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool led_sim_blinks(const struct led_sim *led)
{
	for (unsigned i = 0; i < LED_SIM_LINES_MAX; i++)
		if (led->lines[i].blink != 0)
			return true;
	return false;
}

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
		.time_us = sim_clock_now(led->clock), .text = text, .blink = led_sim_blinks(led)
	};
}

static unsigned led_lines(const struct led_sim *led)
{
	return led->map.lines > 0 ? led->map.lines : 1;
}

/* One line's registers to UTF-8; how many bytes. */
static size_t led_decode_line(struct led_sim *led, unsigned line, char *text, size_t room)
{
	char bytes[LED_SIM_REGISTERS_MAX * 2];
	size_t length = 0;
	for (unsigned i = 0; i < led->map.registers; i++) {
		uint16_t pair = led->registers[line][i];
		char high = (char)(pair >> 8), low = (char)pair;
		bytes[length++] = led->map.low_first ? low : high;
		bytes[length++] = led->map.low_first ? high : low;
	}
	char *end = memchr(bytes, '\0', length);
	if (end != NULL)
		length = (size_t)(end - bytes);
	while (led->map.fill_space && length > 0 && bytes[length - 1] == ' ')
		length--;
	char *in = bytes, *out = text;
	size_t in_left = length, out_left = room - 1;
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
	return (size_t)(out - text);
}

static void led_decode(struct led_sim *led)
{
	size_t used = 0;
	for (unsigned line = 0; line < led_lines(led); line++) {
		if (line > 0 && used + 4 < sizeof led->text) {
			memcpy(led->text + used, " | ", 3);
			used += 3;
		}
		used += led_decode_line(led, line, led->text + used, sizeof led->text - used);
	}
}

/* Is @p at the register @p first, or one of the next lines'? */
static bool of_a_line(const struct led_sim *led, unsigned at, int first)
{
	return (int)at >= first && (int)at < first + (int)led_lines(led);
}

/* The place of a register of the map, or NULL. */
static uint16_t *led_register(struct led_sim *led, unsigned at)
{
	const struct led_sim_map *map = &led->map;
	for (unsigned line = 0; line < led_lines(led); line++) {
		unsigned first = map->text + line * map->line_stride;
		if (at >= first && at < first + map->registers)
			return &led->registers[line][at - first];
	}
	if (map->blink >= 0 && of_a_line(led, at, map->blink))
		return &led->lines[(int)at - map->blink].blink;
	if (map->scroll > 0 && of_a_line(led, at, map->scroll))
		return &led->lines[(int)at - map->scroll].scroll;
	if (map->colour > 0 && of_a_line(led, at, map->colour))
		return &led->lines[(int)at - map->colour].colour;
	return (int)at == map->brightness ? &led->brightness : NULL;
}

static enum modbus_exception led_read(void *context, uint16_t start, uint16_t count,
				      uint16_t *values)
{
	struct led_sim *led = context;
	for (unsigned i = 0; i < count; i++) {
		const uint16_t *place = led_register(led, start + i);
		if (place != NULL)
			values[i] = *place;
		else if (led->map.address != 0 && start + (int)i == led->map.address)
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
		uint16_t *place = led_register(led, start + i);
		if (place != NULL)
			*place = values[i];
		else
			led->slave.address = (uint8_t)values[i];
	}
	led_decode(led);
	led_note(led);
	return MODBUS_OK;
}

int led_sim_init(struct led_sim *led, uint8_t address, const struct led_sim_map *map,
		 const struct sim_clock *clock)
{
	if (map->registers < 1 || map->registers > LED_SIM_REGISTERS_MAX ||
	    map->lines > LED_SIM_LINES_MAX)
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
	memset(led->lines, 0, sizeof led->lines);
	led->brightness = 0;
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
