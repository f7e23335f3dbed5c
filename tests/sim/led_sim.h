/* A Modbus LED display over a window: the registers of the board file's map, decoded to the text a
 * citizen sees, with what it showed before. Knows no line. */
#ifndef JIAOHAO_LED_SIM_H
#define JIAOHAO_LED_SIM_H

#include "modbus_sim.h"
#include "sim_clock.h"

#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	LED_SIM_TEXT_MAX = 2048,
	LED_SIM_REGISTERS_MAX = 123,
	LED_SIM_LINES_MAX = 16,
	LED_SIM_HISTORY_MAX = 20000,
};

/* The map: keys of a board file's display. */
struct led_sim_map {
	uint16_t text;		     /* first register of the text */
	uint16_t registers;	     /* how many */
	char encoding[24];	     /* as iconv names it */
	bool low_first;		     /* byte_order */
	bool fill_space;	     /* fill: behind the text; else zero bytes */
	int blink, brightness;	     /* registers, or -1 */
	int address; /* register of its own address; 0: it has none */
	int scroll, colour;	     /* registers; 0: it has none */
	uint16_t lines, line_stride; /* of a panel; 0: it has one line. Blink, scroll and colour of
				      * the next line stand one register further each */
};

/* What one line of text is beside its characters. */
struct led_sim_attributes {
	uint16_t blink, scroll, colour;
};

struct led_sim_shown {
	int64_t time_us; /* hall clock */
	char *text;
	bool blink;
};

struct led_sim {
	struct modbus_sim_slave slave;
	struct led_sim_map map;
	const struct sim_clock *clock;
	iconv_t converter;
	uint16_t registers[LED_SIM_LINES_MAX][LED_SIM_REGISTERS_MAX];
	struct led_sim_attributes lines[LED_SIM_LINES_MAX];
	uint16_t brightness;
	char text[LED_SIM_TEXT_MAX]; /* UTF-8, as seen now; lines joined by " | " */
	uint32_t undecodable;	     /* texts that the encoding does not allow */
	struct led_sim_shown *history;
	uint32_t history_count, history_room, history_dropped;
};

/** @p led is zeroed by the caller and stays in place. 0; -EINVAL: iconv does not know the encoding;
 *  -ERANGE: too many registers or lines. */
int led_sim_init(struct led_sim *led, uint8_t address, const struct led_sim_map *map,
		 const struct sim_clock *clock);
/** Does any of its lines blink? */
bool led_sim_blinks(const struct led_sim *led);
/** Power off and on: blank, steady. */
void led_sim_restart(struct led_sim *led);
void led_sim_finish(struct led_sim *led);

#endif
