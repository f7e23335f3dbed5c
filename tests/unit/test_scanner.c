/* The scanner drivers against scanners that misbehave, over real ptys. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "input_sim.h"
#include "pty_line.h"
#include "scanner_evdev.h"
#include "scanner_serial.h"
#include "scanner_sim.h"
#include "wire_tap.h"

#include <linux/input-event-codes.h>
#include <stdio.h>
#include <unistd.h>

struct bench {
	struct event_base *base;
	struct pty_line *line;
	struct pty_line_owner line_owner;
	struct input_sim keys;
	struct port *port;
	const struct scanner_ops *ops;
	struct scanner *scanner;
	struct scanner_owner owner;
	unsigned codes;
	char text[SCAN_TEXT_MAX + 1];
	enum device_health health;
};

static struct bench bench;
static char path[64];

static void line_received(void *context, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	(void)context;
	(void)bytes;
	(void)ended_us;
	CHECK(count == 0); /* nobody writes to a scanner */
}

static void keys_send(void *context, const uint8_t *bytes, size_t count)
{
	pty_line_send(((struct bench *)context)->line, bytes, count);
}

static void health(void *context, enum device_health now, const char *detail)
{
	(void)detail;
	((struct bench *)context)->health = now;
}

static void code(void *context, const char *text)
{
	struct bench *b = context;
	b->codes++;
	snprintf(b->text, sizeof b->text, "%s", text);
}

static void start(const struct scanner_ops *ops, const char *kind, const char *end)
{
	const bool serial = ops == &scanner_serial;
	struct key_list list;
	memset(&bench, 0, sizeof bench);
	bench.base = event_base_new();
	bench.ops = ops;
	const struct pty_line_settings settings = { .path = path,
						    .baud = serial ? 115200 : 0,
						    .clock_rate = 1 };
	const struct input_sim_owner sim_owner = { &bench, keys_send };
	bench.line_owner = (struct pty_line_owner){ &bench, line_received };
	CHECK(pty_line_open(&bench.line, bench.base, &settings, 7, &bench.line_owner) == 0);
	CHECK(input_sim_init(&bench.keys, bench.base, &sim_owner) == 0);
	key_list_init(&list, (struct key_list_entry[]){
				     { .key = "name", .text = "scan-line" },
				     { .key = "kind", .text = kind },
				     { .key = serial ? "device" : "line", .text = path },
				     { .key = serial ? "baud" : NULL, .text = "115200" },
				     { 0 } });
	CHECK(port_open(&bench.port, bench.base, &list.keys, true) == 0);
	key_list_init(&list, (struct key_list_entry[]){ { .key = "port", .port = bench.port },
							{ .key = end ? "end" : NULL, .text = end },
							{ 0 } });
	bench.owner = (struct scanner_owner){ &bench, health, code };
	CHECK(ops->open(&bench.scanner, bench.base, &list.keys, &bench.owner) == 0);
	CHECK(key_list_untaken(&list) == NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.health == DEVICE_OK));
}

static void stop(void)
{
	bench.ops->close(bench.scanner);
	port_close(bench.port);
	input_sim_finish(&bench.keys);
	pty_line_close(bench.line);
	event_base_free(bench.base);
}

static void scan(const char *text)
{
	CHECK(pty_line_send(bench.line, (const uint8_t *)text, strlen(text)) == 0);
}

static uint64_t bad(void)
{
	struct device_statistics statistics;
	bench.ops->statistics(bench.scanner, &statistics);
	return statistics.bad_frames;
}

static void a_line_is_a_code(void)
{
	start(&scanner_serial, "serial", NULL);
	scan("jiaohao:00112233\r\n");
	CHECK(LOOP_UNTIL(bench.base, bench.codes == 1));
	CHECK_TEXT(bench.text, "jiaohao:00112233");
	scan("split ");
	loop_for(bench.base, 200);
	scan("in two\r");
	CHECK(LOOP_UNTIL(bench.base, bench.codes == 2));
	CHECK_TEXT(bench.text, "split in two");
	stop();
}

static void half_a_code_is_dropped_after_a_pause(void)
{
	start(&scanner_serial, "serial", "line");
	scan("12345");
	loop_for(bench.base, 700);
	CHECK(bad() == 1);
	scan("678\r");
	CHECK(LOOP_UNTIL(bench.base, bench.codes == 1));
	CHECK_TEXT(bench.text, "678");
	stop();
}

static void a_pause_ends_a_code_where_nothing_else_does(void)
{
	start(&scanner_serial, "serial", "pause");
	scan("12345678");
	CHECK(LOOP_UNTIL(bench.base, bench.codes == 1));
	CHECK_TEXT(bench.text, "12345678");
	stop();
}

static void noise_makes_no_code_that_can_not_be_printed(void)
{
	start(&scanner_serial, "serial", NULL);
	scan("\x01\x02\x7f\xff\xfe\r\x03\r");
	scan("good\r");
	CHECK(LOOP_UNTIL(bench.base, bench.codes >= 1));
	CHECK_TEXT(bench.text, "good");
	CHECK(bench.codes == 1);
	stop();
}

static void a_scanner_that_was_unplugged_begins_anew(void)
{
	start(&scanner_serial, "serial", NULL);
	scan("half");
	loop_for(bench.base, 50);
	CHECK(pty_line_unplug(bench.line, true) == 0);
	CHECK(LOOP_UNTIL(bench.base, bench.health == DEVICE_LOST));
	CHECK(pty_line_unplug(bench.line, false) == 0);
	CHECK(LOOP_UNTIL(bench.base, bench.health == DEVICE_OK));
	scan("whole\r");
	CHECK(LOOP_UNTIL(bench.base, bench.codes == 1));
	CHECK_TEXT(bench.text, "whole");
	stop();
}

static void key(uint16_t code_of, int value)
{
	input_sim_key(&bench.keys, code_of, value);
}

static void tap(uint16_t code_of)
{
	key(code_of, 1);
	key(code_of, 0);
}

static void keys_make_a_code(void)
{
	start(&scanner_evdev, "input", NULL);
	key(KEY_LEFTSHIFT, 1);
	tap(KEY_A);
	tap(KEY_SEMICOLON);
	key(KEY_LEFTSHIFT, 0);
	tap(KEY_1);
	tap(KEY_B);
	tap(KEY_ENTER);
	CHECK(LOOP_UNTIL(bench.base, bench.codes == 1));
	CHECK_TEXT(bench.text, "A:1b");
	tap(KEY_2);
	loop_for(bench.base, 700);
	CHECK(bad() == 1);
	tap(KEY_3);
	tap(KEY_KPENTER);
	CHECK(LOOP_UNTIL(bench.base, bench.codes == 2));
	CHECK_TEXT(bench.text, "3");
	stop();
}

static void every_character_of_the_keyboard_comes_back(void)
{
	char text[20] = "";
	start(&scanner_evdev, "input", NULL);
	for (char from = ' '; from < 0x7f; from += 19) {
		for (char c = 0; c < 19; c++)
			text[(unsigned)c] = (char)(from + c);
		CHECK(scanner_sim_type(&bench.keys, text, true) == 0);
		CHECK(LOOP_UNTIL(bench.base, bench.codes == (unsigned)(from - ' ') / 19 + 1));
		CHECK_TEXT(bench.text, text);
	}
	stop();
}

/* Its shift key was down when it was pulled: nothing of that is left. */
static void an_unplugged_keyboard_scanner_forgets_its_keys(void)
{
	start(&scanner_evdev, "input", NULL);
	key(KEY_LEFTSHIFT, 1);
	tap(KEY_A);
	loop_for(bench.base, 50);
	CHECK(pty_line_unplug(bench.line, true) == 0);
	CHECK(LOOP_UNTIL(bench.base, bench.health == DEVICE_LOST));
	CHECK(pty_line_unplug(bench.line, false) == 0);
	CHECK(LOOP_UNTIL(bench.base, bench.health == DEVICE_OK));
	tap(KEY_A);
	tap(KEY_ENTER);
	CHECK(LOOP_UNTIL(bench.base, bench.codes == 1));
	CHECK_TEXT(bench.text, "a");
	stop();
}

static unsigned tapped, notes;

static void tap_entry(void *context, const struct wire_tap_entry *entry)
{
	(void)context;
	tapped += entry->direction == WIRE_RECEIVED;
	notes += entry->direction == WIRE_NOTE &&
		 memmem(entry->bytes, entry->length, "not shown", 9) != NULL;
}

static void whoever_watches_sees_no_code(void)
{
	for (unsigned i = 0; i < 2; i++) {
		struct wire_tap_listener *listener = NULL;
		tapped = notes = 0;
		if (i == 0)
			start(&scanner_serial, "serial", NULL);
		else
			start(&scanner_evdev, "input", NULL);
		CHECK(wire_tap_listen(&listener, bench.base, NULL, tap_entry, NULL) == 0);
		if (i == 0)
			scan("42\r");
		else
			CHECK(scanner_sim_type(&bench.keys, "42", true) == 0);
		CHECK(LOOP_UNTIL(bench.base, bench.codes == 1));
		CHECK(LOOP_UNTIL(bench.base, notes == 1));
		CHECK(tapped == 0);
		wire_tap_forget(listener);
		stop();
	}
}

static void wrong_keys_are_refused(void)
{
	struct key_list list;
	struct scanner *scanner = NULL;
	const struct scanner_owner owner = { 0 };
	struct event_base *base = event_base_new();
	key_list_init(&list, (struct key_list_entry[]){ { .key = "end", .text = "never" }, { 0 } });
	CHECK(scanner_serial.open(&scanner, base, &list.keys, &owner) < 0);
	CHECK(strstr(list.messages, "port") != NULL && strstr(list.messages, "end") != NULL);
	key_list_init(&list, (struct key_list_entry[]){ { 0 } });
	CHECK(scanner_evdev.open(&scanner, base, &list.keys, &owner) < 0);
	CHECK(strstr(list.messages, "port") != NULL);
	event_base_free(base);
}

int main(void)
{
	char *slash;
	snprintf(path, sizeof path, "/tmp/jiaohao-scan-%d/line", (int)getpid());
	a_line_is_a_code();
	half_a_code_is_dropped_after_a_pause();
	a_pause_ends_a_code_where_nothing_else_does();
	noise_makes_no_code_that_can_not_be_printed();
	a_scanner_that_was_unplugged_begins_anew();
	keys_make_a_code();
	every_character_of_the_keyboard_comes_back();
	an_unplugged_keyboard_scanner_forgets_its_keys();
	whoever_watches_sees_no_code();
	wrong_keys_are_refused();
	slash = strrchr(path, '/');
	*slash = '\0';
	rmdir(path);
	return check_result();
}
