/* Modbus displays beyond their text: colour, brightness, scrolling, known models; and panels of
 * several lines. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "modbus_led.h"

#include <errno.h>

enum { TIMEOUT_MS = 100, ADDRESS = 9 };
enum { TEXT = 0x10, BLINK = 0xa0, SCROLL = 0xb0, COLOUR = 0xc0, BRIGHTNESS = 0xd0 };

struct trial {
	struct bus_bench bench;
	struct slave *slave;
	struct display *display;
	struct panel *panel;
	struct health_log health;
	struct key_list map, colours;
};

static void start(struct trial *trial)
{
	memset(trial, 0, sizeof *trial);
	bus_bench_start(&trial->bench, TIMEOUT_MS);
	trial->slave = slave_line_add(&trial->bench.line, ADDRESS);
}

static void stop(struct trial *trial)
{
	display_modbus_led.close(trial->display);
	panel_modbus_led.close(trial->panel);
	bus_bench_stop(&trial->bench);
}

static void full_map(struct trial *trial, const char *registers, const char *stride)
{
	key_list_init(&trial->colours,
		      (struct key_list_entry[]){ { .key = "green", .text = "7" }, { 0 } });
	key_list_init(&trial->map,
		      (struct key_list_entry[]){
			      { .key = "text", .text = "0x10" },
			      { .key = "registers", .text = registers },
			      { .key = "terminator", .text = "true" },
			      { .key = "blink", .text = "0xa0" },
			      { .key = "scroll", .text = "0xb0" },
			      { .key = "colour", .text = "0xc0" },
			      { .key = "colours", .map = &trial->colours },
			      { .key = "brightness", .text = "0xd0" },
			      { .key = "brightness_max", .text = "8" },
			      { .key = "address_register", .text = "0xe0" },
			      { .key = stride != NULL ? "line_stride" : NULL, .text = stride },
			      { 0 } });
}

static void open_display(struct trial *trial)
{
	struct key_list keys;
	const struct display_owner owner = { &trial->health, health_log_add };
	full_map(trial, "17", NULL);
	key_list_init(&keys,
		      (struct key_list_entry[]){ { .key = "port", .port = trial->bench.port },
						 { .key = "address", .text = "9" },
						 { .key = "cells", .text = "4" },
						 { .key = "brightness_percent", .text = "50" },
						 { .key = "colour", .text = "yellow" },
						 { .key = "map", .map = &trial->map },
						 { 0 } });
	CHECK(display_modbus_led.open(&trial->display, trial->bench.base, &keys.keys, &owner) == 0);
	CHECK(key_list_untaken(&keys) == NULL && key_list_untaken(&trial->map) == NULL &&
	      key_list_untaken(&trial->colours) == NULL);
}

/* Do these registers begin with these bytes, and is all behind them zero? */
static bool holds(const struct trial *trial, unsigned first, unsigned count, const char *bytes)
{
	size_t length = strlen(bytes);
	for (size_t i = 0; i < (size_t)count * 2; i++) {
		uint16_t pair = trial->slave->registers[first + i / 2];
		uint8_t byte = (uint8_t)(i % 2 == 0 ? pair >> 8 : pair);
		if (byte != (i < length ? (uint8_t)bytes[i] : 0))
			return false;
	}
	return true;
}

static void a_display_shines_as_it_is_told(void)
{
	struct trial trial;
	start(&trial);
	open_display(&trial);
	const uint16_t *registers = trial.slave->registers;
	display_modbus_led.show(trial.display, "A012", DISPLAY_STEADY);
	CHECK(LOOP_UNTIL(trial.bench.base, holds(&trial, TEXT, 17, "A012")));
	CHECK(LOOP_UNTIL(trial.bench.base, registers[BRIGHTNESS] == 4)); /* 50 % of 8 */
	CHECK(registers[COLOUR] == 3);
	display_modbus_led.look(trial.display, &(struct display_look){ .brightness_percent = 25,
								       .colour = DISPLAY_GREEN });
	CHECK(LOOP_UNTIL(trial.bench.base, registers[BRIGHTNESS] == 1 && registers[COLOUR] == 7));
	display_modbus_led.look(trial.display, &(struct display_look){ .brightness_percent = 0 });
	CHECK(LOOP_UNTIL(trial.bench.base, registers[BRIGHTNESS] == 0 && registers[COLOUR] == 3));
	CHECK(holds(&trial, TEXT, 17, "A012"));
	/* it restarts: everything is as it was told last */
	memset(trial.slave->registers, 0xff, sizeof trial.slave->registers);
	CHECK(LOOP_UNTIL(trial.bench.base, registers[BRIGHTNESS] == 0 && registers[COLOUR] == 3 &&
						   registers[BLINK] == 0));
	CHECK(holds(&trial, TEXT, 17, "A012") && registers[0xe0] == 0xffff);
	stop(&trial);
}

static void a_long_text_runs_where_the_map_has_a_register_for_it(void)
{
	struct trial trial;
	start(&trial);
	open_display(&trial);
	const uint16_t *registers = trial.slave->registers;
	display_modbus_led.show(trial.display, "ABCDEFGHIJKL", DISPLAY_SCROLL);
	CHECK(LOOP_UNTIL(trial.bench.base, registers[SCROLL] == 1));
	CHECK(holds(&trial, TEXT, 17, "ABCDEFGHIJKL"));
	display_modbus_led.show(trial.display, "ABCDEFGHIJKL", DISPLAY_BLINK);
	CHECK(LOOP_UNTIL(trial.bench.base, registers[SCROLL] == 0 && registers[BLINK] == 1));
	CHECK(holds(&trial, TEXT, 17, "ABCDEFGH")); /* four cells */
	display_modbus_led.show(trial.display, "AB", DISPLAY_SCROLL);
	CHECK(LOOP_UNTIL(trial.bench.base, holds(&trial, TEXT, 17, "AB")));
	CHECK(LOOP_UNTIL(trial.bench.base, registers[BLINK] == 0));
	CHECK(registers[SCROLL] == 0);
	/* 40 characters: the last of the 17 registers stays zero */
	display_modbus_led.show(trial.display, "0123456789012345678901234567890123456789",
				DISPLAY_SCROLL);
	CHECK(LOOP_UNTIL(trial.bench.base, registers[TEXT + 15] == 0x3031));
	CHECK(registers[TEXT + 16] == 0);
	stop(&trial);
}

static void a_known_model_needs_no_map(void)
{
	struct trial trial;
	struct key_list keys;
	const struct display_owner owner = { &trial.health, health_log_add };
	start(&trial);
	key_list_init(&keys,
		      (struct key_list_entry[]){ { .key = "port", .port = trial.bench.port },
						 { .key = "address", .text = "9" },
						 { .key = "model", .text = "armfly-led-485" },
						 { 0 } });
	CHECK(display_modbus_led.open(&trial.display, trial.bench.base, &keys.keys, &owner) == 0);
	CHECK(key_list_untaken(&keys) == NULL);
	display_modbus_led.show(trial.display, "8.8.8", DISPLAY_STEADY);
	/* as the maker's factory test writes it: "8." is 382Eh, six registers from 0070h */
	CHECK(LOOP_UNTIL(trial.bench.base, holds(&trial, 0x70, 6, "8.8.")));
	CHECK(trial.slave->reads == 0);
	stop(&trial);
}

static void open_panel(struct trial *trial, const char *lines, const char *stride)
{
	struct key_list keys;
	const struct panel_owner owner = { &trial->health, health_log_add };
	full_map(trial, "9", stride);
	key_list_init(&keys,
		      (struct key_list_entry[]){ { .key = "port", .port = trial->bench.port },
						 { .key = "address", .text = "9" },
						 { .key = "lines", .text = lines },
						 { .key = "map", .map = &trial->map },
						 { 0 } });
	CHECK(panel_modbus_led.open(&trial->panel, trial->bench.base, &keys.keys, &owner) == 0);
	CHECK(key_list_untaken(&keys) == NULL && key_list_untaken(&trial->map) == NULL);
}

static void each_line_of_a_panel_has_its_registers(void)
{
	struct trial trial;
	struct panel_line lines[5] = {
		{ .text = "A012", .effect = DISPLAY_BLINK, .colour = DISPLAY_RED },
		{ .text = "B007", .colour = DISPLAY_GREEN },
	};
	start(&trial);
	open_panel(&trial, "4", "16");
	const uint16_t *registers = trial.slave->registers;
	memset(trial.slave->registers, 0x20, sizeof trial.slave->registers);
	CHECK(panel_modbus_led.line_count(trial.panel) == 4);
	CHECK(panel_modbus_led.columns(trial.panel) == 16);
	CHECK(panel_modbus_led.show(trial.panel, lines, 5) == -EMSGSIZE);
	CHECK(panel_modbus_led.show(trial.panel, lines, 2) == 0);
	CHECK(LOOP_UNTIL(trial.bench.base, holds(&trial, TEXT, 9, "A012") &&
						   holds(&trial, TEXT + 16, 9, "B007") &&
						   holds(&trial, TEXT + 32, 9, "") &&
						   holds(&trial, TEXT + 48, 9, "")));
	CHECK(registers[TEXT + 9] == 0x2020); /* between the lines nothing is touched */
	CHECK(LOOP_UNTIL(trial.bench.base,
			 registers[COLOUR + 3] == 1 && registers[COLOUR + 1] == 7));
	CHECK(LOOP_UNTIL(trial.bench.base, registers[BLINK] == 1 && registers[BLINK + 1] == 0));
	CHECK(LOOP_UNTIL(trial.bench.base, registers[BRIGHTNESS] == 8));
	CHECK(registers[BRIGHTNESS + 1] == 0x2020);
	CHECK(trial.health.health == DEVICE_OK && trial.health.reports == 1);
	struct device_statistics statistics;
	panel_modbus_led.statistics(trial.panel, &statistics);
	CHECK(statistics.requests > 8 && statistics.time_outs == 0);
	stop(&trial);
}

static void a_lost_panel_is_said_once_and_gets_all_lines_again(void)
{
	struct trial trial;
	struct panel_line lines[3] = { { .text = "A1" }, { .text = "A2" }, { .text = "A3" } };
	start(&trial);
	open_panel(&trial, "3", NULL);
	panel_modbus_led.show(trial.panel, lines, 3);
	CHECK(LOOP_UNTIL(trial.bench.base, holds(&trial, TEXT + 18, 9, "A3")));
	trial.slave->faults.silent = -1;
	CHECK(LOOP_UNTIL(trial.bench.base, trial.health.lost == 1));
	strcpy(lines[1].text, "B2");
	panel_modbus_led.show(trial.panel, lines, 3);
	memset(trial.slave->registers, 0, sizeof trial.slave->registers);
	trial.slave->faults.silent = 0;
	CHECK(LOOP_UNTIL(trial.bench.base, holds(&trial, TEXT, 9, "A1") &&
						   holds(&trial, TEXT + 9, 9, "B2") &&
						   holds(&trial, TEXT + 18, 9, "A3")));
	CHECK(LOOP_UNTIL(trial.bench.base, trial.health.health == DEVICE_OK));
	CHECK(trial.health.lost == 1 && trial.health.restored == 1);
	stop(&trial);
}

int main(void)
{
	a_display_shines_as_it_is_told();
	a_long_text_runs_where_the_map_has_a_register_for_it();
	a_known_model_needs_no_map();
	each_line_of_a_panel_has_its_registers();
	a_lost_panel_is_said_once_and_gets_all_lines_again();
	return check_result();
}
