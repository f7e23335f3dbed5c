/* What a scanner's bytes and keys are as text. */
#include "check.h"
#include "scan_keys.h"
#include "scan_line.h"

#include <linux/input-event-codes.h>

static struct scan_line line;

/* The codes in @p bytes, each ended by "|", "!" for what was thrown away. */
static const char *codes(const char *bytes, size_t count)
{
	static char text[4096];
	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		const enum scan_feed fed = scan_line_feed(&line, (uint8_t)bytes[i]);
		if (fed == SCAN_READY)
			snprintf(text + strlen(text), sizeof text - strlen(text), "%s|", line.text);
		if (fed == SCAN_BAD)
			strcat(text, "!");
	}
	return text;
}

#define CODES(bytes) codes(bytes, sizeof(bytes) - 1)

static void each_manner_of_ending_a_line_ends_a_code_once(void)
{
	scan_line_init(&line);
	CHECK_TEXT(CODES("one\rtwo\nthree\r\n\r\nfour\n\r"), "one|two|three|four|");
	CHECK_TEXT(CODES("fi"), "");
	CHECK(scan_line_begun(&line));
	CHECK_TEXT(CODES("ve\r"), "five|");
	CHECK(!scan_line_begun(&line));
}

static void a_pause_may_end_a_code_too(void)
{
	scan_line_init(&line);
	CHECK(scan_line_end(&line) == SCAN_MORE);
	CHECK_TEXT(CODES("1234"), "");
	CHECK(scan_line_end(&line) == SCAN_READY);
	CHECK_TEXT(line.text, "1234");
	CHECK(scan_line_end(&line) == SCAN_MORE);
	CHECK_TEXT(CODES("5\r"), "5|");
}

static void only_what_can_be_printed_is_kept(void)
{
	scan_line_init(&line);
	CHECK_TEXT(CODES("a\x02"
			 "b\x1d"
			 "c\x7f\0d\r"),
		   "abcd|");
	CHECK_TEXT(CODES("预约 号\r"), "预约 号|");
	CHECK_TEXT(CODES("\xb0\xa1"
			 "A\xff"
			 "B\xe9\xa2\r"),
		   "AB|"); /* GBK, and a character that was cut */
	CHECK_TEXT(CODES("\xed\xa0\x80X\xc0\xafY\xf4\x90\x80\x80Z\xc2\x85\r"), "XYZ|");
	CHECK_TEXT(CODES("\x01\x02\r\xff\r"), "!"); /* control characters are no code at all */
}

static void what_is_too_long_is_thrown_away_whole(void)
{
	char bytes[SCAN_LINE_MAX + 2];
	memset(bytes, 'x', sizeof bytes);
	scan_line_init(&line);
	bytes[SCAN_LINE_MAX] = '\r';
	CHECK(strlen(codes(bytes, SCAN_LINE_MAX + 1)) == SCAN_LINE_MAX + 1);
	bytes[SCAN_LINE_MAX] = 'x';
	bytes[SCAN_LINE_MAX + 1] = '\r';
	CHECK_TEXT(codes(bytes, sizeof bytes), "!");
	CHECK_TEXT(CODES("next\r"), "next|");
}

static char press(struct scan_keys *keys, uint16_t code)
{
	const char typed = scan_keys_feed(keys, code, 1);
	CHECK(scan_keys_feed(keys, code, 2) == '\0'); /* held: not again */
	CHECK(scan_keys_feed(keys, code, 0) == '\0');
	return typed;
}

static void keys_are_those_of_a_us_keyboard(void)
{
	struct scan_keys keys = { 0 };
	static const struct {
		uint16_t code;
		char plain, shifted;
	} rows[] = {
		{ KEY_A, 'a', 'A' },	     { KEY_Z, 'z', 'Z' },     { KEY_1, '1', '!' },
		{ KEY_0, '0', ')' },	     { KEY_MINUS, '-', '_' }, { KEY_SLASH, '/', '?' },
		{ KEY_SEMICOLON, ';', ':' }, { KEY_KP5, '5', '5' },   { KEY_ENTER, '\n', '\n' },
		{ KEY_KPENTER, '\n', '\n' }, { KEY_TAB, '\n', '\n' }, { KEY_F1, '\0', '\0' },
		{ KEY_POWER, '\0', '\0' },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CHECK(press(&keys, rows[i].code) == rows[i].plain);
		CHECK(scan_keys_feed(&keys, KEY_LEFTSHIFT, 1) == '\0');
		CHECK(scan_keys_feed(&keys, KEY_RIGHTSHIFT, 1) == '\0');
		CHECK(scan_keys_feed(&keys, KEY_LEFTSHIFT, 0) == '\0');
		CHECK(press(&keys, rows[i].code) == rows[i].shifted); /* the other one is down */
		CHECK(scan_keys_feed(&keys, KEY_RIGHTSHIFT, 0) == '\0');
	}
	CHECK(press(&keys, 0xffff) == '\0');
}

int main(void)
{
	each_manner_of_ending_a_line_ends_a_code_once();
	a_pause_may_end_a_code_too();
	only_what_can_be_printed_is_kept();
	what_is_too_long_is_thrown_away_whole();
	keys_are_those_of_a_us_keyboard();
	return check_result();
}
