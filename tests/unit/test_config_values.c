/* What a hall file becomes, how a board's keys are taken, and the guards before the parser. */
#include "check.h"
#include "config.h"

#include <errno.h>
#include <unistd.h>

static char said[8192];
static struct hall hall;

static void say(void *context, const char *line)
{
	size_t used = strlen(said);
	(void)context;
	snprintf(said + used, sizeof said - used, "%s\n", line);
}

static struct config_report fresh_report(void)
{
	said[0] = 0;
	return (struct config_report){ .say = say };
}

/* --- the hall --- */

static const char small[] =
	"hall: {id: small, name: 小厅, timezone: UTC}\n"
	"hours:\n"
	"  - {days: [mon, sun], spans: [[\"09:00\", \"12:00\"], [\"13:30\", \"24:00\"]]}\n"
	"  - {days: [sat], spans: [[\"00:00\", \"00:31\"]], services: [RE1]}\n"
	"floors: [{no: -1, name: 地下}]\n"
	"zones:\n"
	"  - {id: RE, name: 登记, name_en: Register, name_ug: رايون, floor: -1}\n"
	"  - {id: MF, name: 多功能, kind: support}\n"
	"services:\n"
	"  - {code: RE1, name: 登记, prefix: AB, zone: RE, mean_min: 15}\n"
	"  - {code: OUT, name: 出件, prefix: Z, zone: RE, mean_min: 3,\n"
	"     start_after_s: 0, kiosk: false}\n"
	"windows:\n"
	"  - {range: [9, 11], zone: RE, services: [RE1, OUT], speaker_every: 2}\n"
	"  - {no: \"6\", zone: RE, services: [OUT], agent: \"1001\"}\n"
	"  - {no: \"90\", zone: MF}\n"
	"ticket: {start: 101, format: \"{prefix}{seq:04d}\", window_format: \"{no:03d}\"}\n"
	"call: {silent: true, chime: false, repeat: 1}\n"
	"no_show: {patience_s: 180, call_interval_s: 40, call_gap_s: 15, max_calls: 5}\n"
	"evaluation: {window_s: 30}\n"
	"keys: {double_press_ms: 500}\n"
	"day: {opens_at: \"04:30\", expire_after_close_min: 0}\n";

static void every_key_of_a_hall_arrives(void)
{
	struct config_report report = fresh_report();
	CHECK(config_hall(&hall, "small.yaml", small, strlen(small), &report) == 0);
	CHECK_TEXT(said, "");
	CHECK_TEXT(hall.id, "small");
	CHECK_TEXT(hall.name, "小厅");
	CHECK_TEXT(hall.timezone, "UTC");
	CHECK(hall.calendar.hours_count == 2 && hall.calendar.hours[0].days == 0x41 &&
	      hall.calendar.hours[0].span_count == 2);
	CHECK(hall.calendar.hours[0].spans[1].from_min == 810 &&
	      hall.calendar.hours[0].spans[1].to_min == 1440);
	CHECK(hall.calendar.hours[0].service_count == 0 &&
	      hall.calendar.hours[1].service_count == 1);
	CHECK(hall.floor_count == 1 && hall.floors[0].no == -1);
	CHECK(hall.zone_count == 2 && hall.zones[0].floor == -1);
	CHECK(hall.zones[0].kind == ZONE_SERVICE && hall.zones[1].kind == ZONE_SUPPORT);
	CHECK_TEXT(hall.zones[0].name_ug, "رايون");
	CHECK(hall.service_count == 2);
	CHECK_TEXT(hall.services[0].prefix, "AB");
	CHECK(hall.services[0].mean_s == 900 && hall.services[0].start_after_s == 20);
	CHECK(hall.services[0].kiosk && !hall.services[1].kiosk);
	CHECK(hall.services[1].start_after_s == 0 && !hall.services[1].draining);
	CHECK(hall.first_number == 101 && hall.digits == 4);
	CHECK(hall.silent && !hall.silent_chime && hall.voice_repeat == 1 && hall.max_calls == 5);
	CHECK(hall.call_interval_s == 40 && hall.recall_gap_s == 15 && hall.patience_s == 180);
	CHECK(hall.rating_window_s == 30 && hall.double_press_ms == 500);
	CHECK(hall.day_opens_min == 270 && hall.expire_after_close_min == 0);
}

static void a_range_is_numbered_and_defaults_are_filled_in(void)
{
	struct config_report report = fresh_report();
	CHECK(config_hall(&hall, "small.yaml", small, strlen(small), &report) == 0);
	CHECK(hall.window_count == 5);
	CHECK_TEXT(hall.windows[0].no, "009");
	CHECK_TEXT(hall.windows[2].no, "011");
	CHECK_TEXT(hall.windows[2].agent, "011");
	CHECK_TEXT(hall.windows[1].speaker_group, "w009");
	CHECK_TEXT(hall.windows[2].speaker_group, "w011");
	CHECK(hall.windows[2].service_count == 2);
	CHECK_TEXT(hall.windows[2].services[1], "OUT");
	CHECK_TEXT(hall.windows[3].no, "6");
	CHECK_TEXT(hall.windows[3].agent, "1001");
	CHECK_TEXT(hall.windows[3].speaker_group, "hall");
	CHECK(hall.windows[4].service_count == 0);
}

static void defaults_are_those_of_the_core(void)
{
	static const char text[] =
		"hall: {id: a, name: 厅, timezone: Asia/Shanghai}\n"
		"hours: [{days: [mon], spans: [[\"09:00\", \"12:00\"]]}]\n"
		"zones: [{id: Z, name: 区}]\n"
		"services: [{code: S, name: 事, prefix: A, zone: Z, mean_min: 1}]\n"
		"windows: [{no: \"01\", zone: Z, services: [S]}]\n";
	static struct hall expected;
	struct config_report report = fresh_report();
	hall_init(&expected);
	CHECK(config_hall(&hall, "a.yaml", text, strlen(text), &report) == 0);
	CHECK_TEXT(said, "");
	CHECK(hall.day_opens_min == expected.day_opens_min && expected.day_opens_min == 180);
	CHECK(hall.expire_after_close_min == expected.expire_after_close_min);
	CHECK(hall.call_interval_s == expected.call_interval_s && expected.call_interval_s == 30);
	CHECK(hall.recall_gap_s == expected.recall_gap_s && hall.max_calls == expected.max_calls);
	CHECK(hall.voice_repeat == expected.voice_repeat && hall.silent == expected.silent);
	CHECK(hall.patience_s == expected.patience_s && expected.patience_s == 90);
	CHECK(hall.rating_window_s == expected.rating_window_s);
	CHECK(hall.double_press_ms == expected.double_press_ms);
	CHECK(hall.first_number == 1 && hall.digits == 3);
}

static void a_byte_order_mark_and_windows_line_ends_are_fine(void)
{
	char text[2 * sizeof small + 4] = "\xef\xbb\xbf";
	size_t used = 3;
	struct config_report report = fresh_report();
	for (const char *at = small; *at; at++) {
		if (*at == '\n')
			text[used++] = '\r';
		text[used++] = *at;
	}
	CHECK(config_hall(&hall, "small.yaml", text, used, &report) == 0);
	CHECK_TEXT(said, "");
	CHECK(hall.window_count == 5);
}

/* --- the guards --- */

static void refused_with(const char *text, size_t length, const char *expected)
{
	struct config_report report = fresh_report();
	CHECK(config_hall(&hall, "x.yaml", text, length, &report) == -EINVAL);
	CHECK_TEXT(said, expected);
	CHECK(report.mistakes == 1);
}

static void guards_say_where(void)
{
	char *large = malloc((size_t)CONFIG_FILE_MAX + 1);
	memset(large, '#', (size_t)CONFIG_FILE_MAX + 1);
	refused_with(large, (size_t)CONFIG_FILE_MAX + 1,
		     "x.yaml:1:1: file: found 1048577 bytes, allowed are at most 1048576\n");
	free(large);
	refused_with("a: 1\nb: \0\n", 10,
		     "x.yaml:2:4: file: found a NUL byte, allowed is text only\n");
	refused_with("a: 1\n名: \xff\n", 12,
		     "x.yaml:2:4: file: found a byte that is not UTF-8, allowed is UTF-8 only\n");
	refused_with("a: \xed\xa0\x80\n", 7, /* a surrogate */
		     "x.yaml:1:4: file: found a byte that is not UTF-8, allowed is UTF-8 only\n");
	refused_with("a: \xc0\xaf\n", 6, /* overlong */
		     "x.yaml:1:4: file: found a byte that is not UTF-8, allowed is UTF-8 only\n");
	refused_with("a: \xe5\x8e", 5, /* cut short */
		     "x.yaml:1:4: file: found a byte that is not UTF-8, allowed is UTF-8 only\n");
	refused_with("a: 1\r\n%TAG ! x\r\n", 16,
		     "x.yaml:2:1: file: found a line starting with \"%\", allowed are no YAML "
		     "directives\n");
	refused_with("a: 1\r%Y\r", 8,
		     "x.yaml:2:1: file: found a line starting with \"%\", allowed are no YAML "
		     "directives\n");
}

static void a_file_that_cannot_be_read_is_said(void)
{
	struct config_report report = fresh_report();
	char *text = NULL;
	size_t length = 0;
	CHECK(config_read_file("/nonexistent.yaml", &text, &length, &report) == -EINVAL);
	CHECK_TEXT(said,
		   "/nonexistent.yaml:1:1: file: could not be read: No such file or directory, "
		   "allowed is a readable file\n");
	report = fresh_report();
	CHECK(config_read_file("/dev", &text, &length, &report) == -EINVAL);
	CHECK_TEXT(said, "/dev:1:1: file: could not be read: it is no regular file, allowed is a "
			 "readable file\n");
	CHECK(text == NULL);
}

static void a_file_is_read_whole(void)
{
	struct config_report report = fresh_report();
	char path[] = "/tmp/jiaohao-test-config-XXXXXX";
	char *text = NULL;
	size_t length = 0;
	int fd = mkstemp(path);
	CHECK(fd >= 0 && write(fd, small, strlen(small)) == (ssize_t)strlen(small));
	CHECK(config_read_file(path, &text, &length, &report) == 0);
	CHECK(length == strlen(small) && text && text[length] == 0 && strcmp(text, small) == 0);
	free(text);
	CHECK(ftruncate(fd, (off_t)CONFIG_FILE_MAX + 1) == 0);
	CHECK(config_read_file(path, &text, &length, &report) == -EINVAL);
	CHECK(strstr(said, "found more than 1048576 bytes") != NULL);
	close(fd);
	unlink(path);
}

/* --- boards --- */

static const char bus[] =
	"board: {name: test, simulated: true}\n"
	"ports:\n"
	"  - {name: rs485-a, kind: rs485, device: /dev/ttyS1, baud: 9600}\n"
	"devices:\n"
	"  - {name: display-06, driver: modbus-led, port: rs485-a, address: 6, colour: red,\n"
	"     blink: true, map: {text: 0x70, encodng: gb18030, order: high}}\n"
	"  - {name: untouched, driver: none, whatever: 1}\n";

static void keys_of_a_board_are_taken(void)
{
	struct config_report report = fresh_report();
	struct config_board *board = NULL;
	struct config_map *map, *inner;
	const char *text = NULL;
	static const char *const kinds[] = { "serial", "rs485", NULL };
	long number = -1;
	int choice = -1;
	bool blink = false;
	CHECK(config_board_parse(&board, "b.yaml", bus, strlen(bus), &report) == 0);
	CHECK_TEXT(config_board_name(board), "test");
	CHECK(config_board_simulated(board));
	CHECK(config_board_port_count(board) == 1 && config_board_device_count(board) == 2);
	map = config_board_port(board, 0);
	CHECK(config_map_text(map, "name", &text) == 1);
	CHECK_TEXT(text, "rs485-a");
	CHECK(config_map_choice(map, "kind", kinds, &choice) == 1 && choice == 1);
	CHECK(config_map_text(map, "device", &text) == 1);
	CHECK(config_map_integer(map, "baud", 1200, 115200, &number) == 1 && number == 9600);
	CHECK(config_map_text(map, "parity", &text) == 0);
	map = config_board_device(board, 0);
	CHECK(config_map_text(map, "name", &text) == 1 &&
	      config_map_text(map, "driver", &text) == 1);
	CHECK(config_map_text(map, "port", &text) == 1);
	CHECK(config_map_integer(map, "address", 1, 247, &number) == 1 && number == 6);
	CHECK(config_map_boolean(map, "blink", &blink) == 1 && blink);
	CHECK(config_map_map(map, "map", &inner) == 1);
	CHECK(config_map_integer(inner, "text", 0, 0xffff, &number) == 1 && number == 0x70);
	CHECK(config_map_text(inner, "encoding", &text) == 0);
	CHECK(report.mistakes == 0);
	/* The second device was never handed out: its driver is unknown, which the app says. */
	CHECK(config_board_finish(board) == 3);
	CHECK_TEXT(said, "b.yaml:5:71: devices[0]: found the key \"colour\", allowed are name, "
			 "driver, port, "
			 "address, blink, map\n"
			 "b.yaml:6:37: devices[0].map: found the key \"encodng\", did you mean "
			 "\"encoding\"?\n"
			 "b.yaml:6:55: devices[0].map: found the key \"order\", allowed are text, "
			 "encoding\n");
	config_board_free(board);
	config_board_free(NULL);
}

static void wrong_values_are_said_at_their_mark(void)
{
	struct config_report report = fresh_report();
	struct config_board *board = NULL;
	struct config_map *map;
	static const char *const drivers[] = { "escpos", "modbus-lcd", NULL };
	long number = -1;
	int choice = -1;
	bool flag;
	const char *text;
	CHECK(config_board_parse(&board, "b.yaml", bus, strlen(bus), &report) == 0);
	map = config_board_device(board, 0);
	CHECK(config_map_choice(map, "driver", drivers, &choice) == -EINVAL && choice == -1);
	CHECK(config_map_integer(map, "address", 10, 247, &number) == -EINVAL && number == -1);
	CHECK(config_map_boolean(map, "colour", &flag) == -EINVAL);
	CHECK(config_map_text(map, "map", &text) == -EINVAL);
	CHECK(config_map_fail(map, "port", "found a port that is not there") == -EINVAL);
	CHECK(config_map_fail(map, "line", "is missing") == -EINVAL);
	CHECK(config_map_fail(map, NULL, "found a device that cannot be") == -EINVAL);
	CHECK_TEXT(said,
		   "b.yaml:5:32: devices[0].driver: found \"modbus-led\", allowed are escpos, "
		   "modbus-lcd\n"
		   "b.yaml:5:68: devices[0].address: found \"6\", allowed are whole numbers from "
		   "10 to "
		   "247\n"
		   "b.yaml:5:79: devices[0].colour: found \"red\", allowed are true, false\n"
		   "b.yaml:6:24: devices[0].map: found a map, allowed is a text that is not empty\n"
		   "b.yaml:5:50: devices[0].port: found a port that is not there\n"
		   "b.yaml:5:5: devices[0].line: is missing\n"
		   "b.yaml:5:5: devices[0]: found a device that cannot be\n");
	/* A driver stops at its first mistake: what it never asked for is not called unknown. */
	CHECK(config_board_finish(board) == 7);
	config_board_free(board);
}

int main(void)
{
	every_key_of_a_hall_arrives();
	a_range_is_numbered_and_defaults_are_filled_in();
	defaults_are_those_of_the_core();
	a_byte_order_mark_and_windows_line_ends_are_fine();
	guards_say_where();
	a_file_that_cannot_be_read_is_said();
	a_file_is_read_whole();
	keys_of_a_board_are_taken();
	wrong_values_are_said_at_their_mark();
	return check_result();
}
