/* The bytes of the commands, against the manuals, and what a printer would do with wrong ones. */
#include "check.h"
#include "escpos_encode.h"

static uint8_t bytes[8192];
static struct escpos_buffer buffer;

static void start(void)
{
	escpos_buffer_init(&buffer, bytes, sizeof bytes);
}

static bool is(const char *expected, size_t length)
{
	return !buffer.overflow && buffer.length == length && memcmp(bytes, expected, length) == 0;
}
#define IS(expected) is(expected, sizeof expected - 1)

static void commands_are_those_of_the_manuals(void)
{
	start();
	escpos_init(&buffer, true, 0);
	CHECK(IS("\x1b@\x1d\x61\x00\x1bt\x00\x1c&"));
	start();
	escpos_align(&buffer, ESCPOS_CENTRE);
	escpos_size(&buffer, 2, 3);
	escpos_bold(&buffer, true);
	CHECK(IS("\x1b\x61\x01\x1d!\x12\x1b\x45\x01"));
	start();
	escpos_feed_lines(&buffer, 4);
	escpos_feed_dots(&buffer, 16);
	escpos_newline(&buffer);
	CHECK(IS("\x1b\x64\x04\x1bJ\x10\n"));
	start();
	escpos_cut(&buffer, ESCPOS_CUT_PARTIAL);
	escpos_cut(&buffer, ESCPOS_CUT_FULL);
	escpos_cut(&buffer, ESCPOS_CUT_NONE);
	CHECK(IS("\x1dV\x01\x1dV\x00"));
	start();
	escpos_ask_buffered(&buffer);
	escpos_ask_realtime(&buffer, 4);
	escpos_automatic_status(&buffer, 255);
	escpos_recover(&buffer);
	CHECK(IS("\x1dr\x01\x10\x04\x04\x1d\x61\xff\x10\x05\x02"));
}

static void a_flush_fills_up_the_largest_band(void)
{
	start();
	escpos_flush(&buffer, 72);
	CHECK(buffer.length == 72 * ESCPOS_BAND_ROWS + 2);
	for (size_t i = 0; i < buffer.length - 2; i++)
		CHECK(bytes[i] == 0);
	CHECK(memcmp(bytes + buffer.length - 2, "\x1b@", 2) == 0);
}

static void sizes_out_of_range_become_the_nearest(void)
{
	start();
	escpos_size(&buffer, 0, 99);
	escpos_feed_lines(&buffer, 0);
	escpos_feed_dots(&buffer, 1000);
	CHECK(IS("\x1d!\x07\x1b\x64\x01\x1bJ\xff"));
}

static void text_never_becomes_a_command(void)
{
	start();
	escpos_text(&buffer, (const uint8_t *)"A\x1b@\x10\x04\x01\n\x7f\xba\xc5", 10);
	CHECK(IS("A@\xba\xc5"));
}

static void a_band_has_its_size_before_it(void)
{
	uint8_t rows[2 * 3] = { 1, 2, 3, 4, 5, 6 };
	start();
	escpos_raster(&buffer, rows, 3, 2);
	CHECK(IS("\x1dv0\x00\x03\x00\x02\x00\x01\x02\x03\x04\x05\x06"));
}

static void no_picture_holds_a_command_that_is_obeyed_at_once(void)
{
	/* Every pair of bytes, so also every one that is obeyed, once. */
	static uint8_t rows[ESCPOS_BAND_ROWS * 128];
	unsigned flipped = 0, commands = 0;
	for (unsigned first = 0; first < 256; first++)
		for (unsigned second = 0; second < 256; second += 2) {
			memset(rows, 0x10, sizeof rows);
			rows[100] = (uint8_t)first;
			rows[101] = (uint8_t)second;
			rows[102] = (uint8_t)(second + 1);
			start();
			escpos_raster(&buffer, rows, 128, 1);
			CHECK(buffer.length == 8 + 128);
			for (size_t i = 8; i < buffer.length; i++) {
				bool dle = bytes[i - 1] == 0x10;
				bool obeyed = bytes[i] == 4 || bytes[i] == 5 || bytes[i] == 0x14;
				commands += dle && obeyed;
				flipped += bytes[i] != rows[i - 8];
			}
		}
	CHECK(commands == 0);
	CHECK(flipped > 0 && flipped < 256 * 128);
}

static void what_does_not_fit_is_left_out_whole(void)
{
	uint8_t rows[24] = { 0 };
	escpos_buffer_init(&buffer, bytes, 9);
	escpos_init(&buffer, true, 0);
	CHECK(buffer.overflow && buffer.length == 8);
	escpos_newline(&buffer);
	CHECK(buffer.length == 8); /* nothing after a gap */
	start();
	escpos_raster(&buffer, rows, 1, ESCPOS_BAND_ROWS + 1);
	CHECK(buffer.overflow && buffer.length == 0);
}

static void characters_have_their_cells(void)
{
	size_t length;
	const uint8_t *two = (const uint8_t *)"\xba\xc5",
		      *four = (const uint8_t *)"\x81\x39\xee\x39";
	CHECK(escpos_character((const uint8_t *)"A", 1, &length) == 1 && length == 1);
	CHECK(escpos_character(two, 2, &length) == 2 && length == 2);
	CHECK(escpos_character(four, 4, &length) == 2 && length == 4);
	CHECK(escpos_character(two, 1, &length) == 1 && length == 1); /* cut off */
	CHECK(escpos_character(four, 3, &length) == 1 && length == 1);
}

static void lines_break_between_characters(void)
{
	const uint8_t *text = (const uint8_t *)"A\xba\xc5\x81\x39\xee\x39Z"; /* cells 1 2 2 1 */
	CHECK(escpos_fit(text, 8, 48) == 8);
	CHECK(escpos_fit(text, 8, 6) == 8);
	CHECK(escpos_fit(text, 8, 5) == 7);
	CHECK(escpos_fit(text, 8, 4) == 3);
	CHECK(escpos_fit(text, 8, 2) == 1);
	CHECK(escpos_fit(text + 1, 7, 1) == 2); /* at least one, or it would never end */
	CHECK(escpos_fit(text, 0, 48) == 0);
}

int main(void)
{
	commands_are_those_of_the_manuals();
	a_flush_fills_up_the_largest_band();
	sizes_out_of_range_become_the_nearest();
	text_never_becomes_a_command();
	a_band_has_its_size_before_it();
	no_picture_holds_a_command_that_is_obeyed_at_once();
	what_does_not_fit_is_left_out_whole();
	characters_have_their_cells();
	lines_break_between_characters();
	return check_result();
}
