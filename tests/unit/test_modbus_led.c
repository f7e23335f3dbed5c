/* A Modbus display over a pty: what it holds is what was asked for, whatever happens between. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "modbus_led.h"

#include <errno.h>

enum { TIMEOUT_MS = 100, TEXT = 0x70, REGISTERS = 16, BLINK = 0x90, BRIGHTNESS = 0x91 };

struct shown {
	struct bus_bench bench;
	struct slave *slave;
	struct display *display;
	struct health_log health;
};

static int open_with(struct shown *shown, struct key_list *keys, struct key_list *map)
{
	struct display_owner owner = { .context = &shown->health, .health = health_log_add };
	for (int i = 0; i < KEY_LIST_MAX && keys->entries[i].key != NULL; i++) {
		if (strcmp(keys->entries[i].key, "port") == 0)
			keys->entries[i].port = shown->bench.port;
		if (strcmp(keys->entries[i].key, "map") == 0)
			keys->entries[i].map = map;
	}
	return display_modbus_led.open(&shown->display, shown->bench.base, &keys->keys, &owner);
}

static void map_usual(struct key_list *map, const char *read_back)
{
	key_list_init(map, (struct key_list_entry[]){ { .key = "text", .text = "0x70" },
						      { .key = "registers", .text = "16" },
						      { .key = "blink", .text = "0x90" },
						      { .key = "brightness", .text = "0x91" },
						      { .key = "read_back", .text = read_back },
						      { 0 } });
}

static void keys_usual(struct key_list *keys)
{
	key_list_init(keys,
		      (struct key_list_entry[]){ { .key = "port" },
						 { .key = "address", .text = "6" },
						 { .key = "cells", .text = "8" },
						 { .key = "brightness_percent", .text = "60" },
						 { .key = "map" },
						 { 0 } });
}

static void start(struct shown *shown, const char *read_back)
{
	struct key_list keys, map;
	memset(shown, 0, sizeof *shown);
	bus_bench_start(&shown->bench, TIMEOUT_MS);
	shown->slave = slave_line_add(&shown->bench.line, 6);
	keys_usual(&keys);
	map_usual(&map, read_back);
	CHECK(open_with(shown, &keys, &map) == 0);
	CHECK(key_list_untaken(&keys) == NULL && key_list_untaken(&map) == NULL);
}

static void stop(struct shown *shown)
{
	display_modbus_led.close(shown->display);
	bus_bench_stop(&shown->bench);
}

static int show(struct shown *shown, const char *text)
{
	return display_modbus_led.show(shown->display, text, DISPLAY_STEADY);
}

/* Does the display hold exactly these bytes, and zeros after them? */
static bool holds(const struct shown *shown, const char *bytes)
{
	size_t length = strlen(bytes);
	for (size_t i = 0; i < (size_t)REGISTERS * 2; i++) {
		uint16_t pair = shown->slave->registers[TEXT + i / 2];
		uint8_t byte = (uint8_t)(i % 2 == 0 ? pair >> 8 : pair);
		if (byte != (i < length ? (uint8_t)bytes[i] : 0))
			return false;
	}
	return true;
}

/* A012请到06号窗口 in GB 18030, from its table: 请 C7EB 到 B5BD 号 BAC5 窗 B4B0 口 BFDA */
#define CALL_TEXT "A012请到06号窗口"
#define CALL_BYTES "A012\xc7\xeb\xb5\xbd\x30\x36\xba\xc5\xb4\xb0\xbf\xda"

static void chinese_arrives_as_gb18030(void)
{
	struct shown shown;
	start(&shown, "true");
	CHECK(show(&shown, CALL_TEXT) == 0);
	CHECK(LOOP_UNTIL(shown.bench.base, holds(&shown, CALL_BYTES)));
	CHECK(LOOP_UNTIL(shown.bench.base, shown.slave->registers[BRIGHTNESS] == 60));
	CHECK(shown.slave->registers[BLINK] == 0);
	display_modbus_led.show(shown.display, CALL_TEXT, DISPLAY_BLINK);
	CHECK(LOOP_UNTIL(shown.bench.base, shown.slave->registers[BLINK] == 1));
	CHECK(show(&shown, CALL_TEXT "太长") == 0); /* cut at eight cells */
	CHECK(LOOP_UNTIL(shown.bench.base, shown.slave->registers[BLINK] == 0));
	CHECK(holds(&shown, CALL_BYTES));
	CHECK(show(&shown, NULL) == 0);
	CHECK(LOOP_UNTIL(shown.bench.base, holds(&shown, "")));
	char long_text[DISPLAY_TEXT_MAX + 2];
	memset(long_text, 'A', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = '\0';
	CHECK(show(&shown, long_text) == -EMSGSIZE);
	stop(&shown);
}

static void what_has_no_code_becomes_a_question_mark(void)
{
	struct shown shown;
	start(&shown, "true");
	CHECK(show(&shown, "A\xffQ") == 0); /* no UTF-8 */
	CHECK(LOOP_UNTIL(shown.bench.base, holds(&shown, "A?Q")));
	stop(&shown);
}

static void the_newest_text_wins(void)
{
	struct shown shown;
	start(&shown, "true");
	show(&shown, "A001");
	show(&shown, "A002");
	show(&shown, "A003");
	CHECK(LOOP_UNTIL(shown.bench.base, holds(&shown, "A003")));
	loop_for(shown.bench.base, 200);
	CHECK(holds(&shown, "A003"));
	stop(&shown);
}

static void a_text_the_display_forgot_is_written_again(void)
{
	struct shown shown;
	start(&shown, "true");
	shown.slave->faults.forget = 2;
	show(&shown, "B007");
	CHECK(LOOP_UNTIL(shown.bench.base, holds(&shown, "B007")));
	loop_for(shown.bench.base, 300);
	unsigned writes = shown.slave->writes;
	loop_for(shown.bench.base, 300);
	CHECK(shown.slave->writes == writes); /* and then it is left alone */
	stop(&shown);
}

static void a_restarted_display_is_set_right(void)
{
	struct shown shown;
	start(&shown, "true");
	show(&shown, "B007");
	CHECK(LOOP_UNTIL(shown.bench.base, holds(&shown, "B007")));
	loop_for(shown.bench.base, 200);
	memset(shown.slave->registers, 0, sizeof shown.slave->registers);
	CHECK(LOOP_UNTIL(shown.bench.base, holds(&shown, "B007")));
	CHECK(shown.health.lost == 0);
	CHECK(LOOP_UNTIL(shown.bench.base, shown.slave->registers[BRIGHTNESS] == 60));
	stop(&shown);
}

static void a_lost_display_gets_the_last_text_when_it_is_back(void)
{
	struct shown shown;
	start(&shown, "true");
	show(&shown, "B007");
	CHECK(LOOP_UNTIL(shown.bench.base, holds(&shown, "B007")));
	shown.slave->faults.silent = -1;
	CHECK(LOOP_UNTIL(shown.bench.base, shown.health.lost == 1));
	show(&shown, "B008");
	show(&shown, "B009");
	memset(shown.slave->registers, 0, sizeof shown.slave->registers);
	shown.slave->faults.silent = 0;
	CHECK(LOOP_UNTIL(shown.bench.base, shown.health.restored == 1));
	CHECK(LOOP_UNTIL(shown.bench.base, holds(&shown, "B009")));
	stop(&shown);
}

/* Every answer comes after the time-out, and numbers keep changing: at the end the last one stands,
 * and no text ever stood that was not asked for. */
static void late_replies_never_leave_a_wrong_number(void)
{
	struct shown shown;
	char text[16];
	start(&shown, "true");
	shown.slave->faults.late_ms = TIMEOUT_MS + 50;
	for (int i = 0; i < 40; i++) {
		shown.slave->faults.late = i % 4 == 0;
		snprintf(text, sizeof text, "C%03d", i);
		show(&shown, text);
		loop_for(shown.bench.base, 60);
	}
	CHECK(LOOP_UNTIL(shown.bench.base, holds(&shown, "C039")));
	loop_for(shown.bench.base, 1000);
	CHECK(holds(&shown, "C039"));
	struct device_statistics statistics;
	display_modbus_led.statistics(shown.display, &statistics);
	CHECK(statistics.time_outs > 0);
	stop(&shown);
}

static void a_display_that_cannot_be_read_is_written_only(void)
{
	struct shown shown;
	start(&shown, "false");
	show(&shown, "D001");
	CHECK(LOOP_UNTIL(shown.bench.base, holds(&shown, "D001")));
	loop_for(shown.bench.base, 200);
	CHECK(shown.slave->reads == 0);
	CHECK(shown.health.health == DEVICE_OK);
	stop(&shown);
}

static void a_bad_map_is_refused_with_its_reason(void)
{
	struct shown shown = { 0 };
	struct key_list keys, map;
	bus_bench_start(&shown.bench, TIMEOUT_MS);
	keys_usual(&keys);
	key_list_init(&map, (struct key_list_entry[]){ { .key = "text", .text = "0x70" },
						       { .key = "registers", .text = "16" },
						       { .key = "blink", .text = "0x7f" },
						       { 0 } });
	CHECK(open_with(&shown, &keys, &map) == -EINVAL);
	CHECK(strstr(map.messages, "blink lies within") != NULL);
	keys_usual(&keys);
	key_list_init(&map, (struct key_list_entry[]){ { .key = "text", .text = "0x70" },
						       { .key = "registers", .text = "16" },
						       { .key = "blink", .text = "0x90" },
						       { .key = "brightness", .text = "0x90" },
						       { 0 } });
	CHECK(open_with(&shown, &keys, &map) == -EINVAL);
	CHECK(strstr(map.messages, "brightness is the register of blink") != NULL);
	keys_usual(&keys);
	key_list_init(&map,
		      (struct key_list_entry[]){ { .key = "text", .text = "0x70" },
						 { .key = "registers", .text = "16" },
						 { .key = "address_register", .text = "0x75" },
						 { 0 } });
	CHECK(open_with(&shown, &keys, &map) == -EINVAL);
	CHECK(strstr(map.messages, "address_register lies within the text") != NULL);
	keys_usual(&keys);
	key_list_init(&map, (struct key_list_entry[]){ { .key = "text", .text = "0x70" },
						       { .key = "registers", .text = "16" },
						       { 0 } });
	CHECK(open_with(&shown, &keys, &map) == -EINVAL);
	CHECK(strstr(keys.messages, "brightness_percent needs") != NULL);
	key_list_init(&keys, (struct key_list_entry[]){ { .key = "port" }, { 0 } });
	CHECK(open_with(&shown, &keys, &map) == -EINVAL);
	CHECK(strstr(keys.messages, "address is missing") != NULL);
	CHECK(strstr(keys.messages, "map is missing") != NULL);
	bus_bench_stop(&shown.bench);
}

int main(void)
{
	chinese_arrives_as_gb18030();
	what_has_no_code_becomes_a_question_mark();
	the_newest_text_wins();
	a_text_the_display_forgot_is_written_again();
	a_restarted_display_is_set_right();
	a_lost_display_gets_the_last_text_when_it_is_back();
	late_replies_never_leave_a_wrong_number();
	a_display_that_cannot_be_read_is_written_only();
	a_bad_map_is_refused_with_its_reason();
	return check_result();
}
