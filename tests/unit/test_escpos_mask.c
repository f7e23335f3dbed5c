/* No picture holds a real-time command, and none arises where a picture ends and what follows
 * begins: DLE EOT, DLE ENQ and DLE DC4 are obeyed wherever they stand. */
#include "check.h"
#include "escpos_encode.h"

enum { DLE = 0x10, EOT = 0x04, ENQ = 0x05, DC4 = 0x14 };

static uint8_t bytes[16384];
static struct escpos_buffer buffer;

static void start(void)
{
	escpos_buffer_init(&buffer, bytes, sizeof bytes);
}

static unsigned commands(void)
{
	unsigned found = 0;
	for (size_t i = 1; i < buffer.length; i++)
		found += bytes[i - 1] == DLE &&
			 (bytes[i] == EOT || bytes[i] == ENQ || bytes[i] == DC4);
	return found;
}

static unsigned dots_changed(const uint8_t *asked, const uint8_t *sent, size_t length)
{
	unsigned changed = 0;
	for (size_t i = 0; i < length; i++)
		changed += (unsigned)__builtin_popcount(asked[i] ^ sent[i]);
	return changed;
}

/* All 2²⁴ triples would tell nothing more: the third byte is free. All pairs, each with every third
 * byte that could make a new pair with the second. */
static void no_triple_of_bytes_is_a_command(void)
{
	static const uint8_t thirds[] = { 0x00, 0x01, 0x02, 0x04, 0x05, 0x08, 0x10, 0x14, 0xff };
	for (unsigned first = 0; first < 256; first++)
		for (unsigned second = 0; second < 256; second++)
			for (unsigned i = 0; i < sizeof thirds; i++) {
				uint8_t rows[] = { (uint8_t)first, (uint8_t)second, thirds[i] };
				start();
				escpos_raster(&buffer, rows, 3, 1);
				CHECK(commands() == 0);
				CHECK(buffer.length == 8 + 3);
				CHECK(dots_changed(rows, bytes + 8, 3) <= 2);
			}
}

static void each_of_the_three_is_masked_wherever_it_stands(void)
{
	static const uint8_t seconds[] = { EOT, ENQ, DC4 };
	uint8_t rows[72 * ESCPOS_BAND_ROWS];
	for (unsigned which = 0; which < 3; which++)
		for (unsigned at = 0; at + 1 < sizeof rows; at++) {
			memset(rows, 0xff, sizeof rows);
			rows[at] = DLE;
			rows[at + 1] = seconds[which];
			start();
			escpos_raster(&buffer, rows, 72, ESCPOS_BAND_ROWS);
			CHECK(commands() == 0);
			CHECK(dots_changed(rows, bytes + 8, sizeof rows) == 1);
		}
}

static void heads_of_pictures_hold_none(void)
{
	static uint8_t rows[ESCPOS_WIDTH_BYTES_MAX * ESCPOS_BAND_ROWS];
	for (unsigned width = 1; width <= ESCPOS_WIDTH_BYTES_MAX; width++)
		for (unsigned count = 1; count <= ESCPOS_BAND_ROWS; count++)
			for (unsigned first = 0; first < 256; first++) {
				if (first != 0 && first != EOT && first != ENQ && first != DC4)
					continue;
				rows[0] = (uint8_t)first;
				start();
				escpos_raster(&buffer, rows, width, count);
				CHECK(commands() == 0);
			}
}

/* Everything that can follow a picture whose last byte is DLE, and everything it can follow. */
static void follow(unsigned which, unsigned value)
{
	const uint8_t text[] = { 0xb0, 0xa1, 'A' }, rows[] = { (uint8_t)value, DLE };
	switch (which) {
	case 0:
		escpos_init(&buffer, value & 1, value);
		break;
	case 1:
		escpos_align(&buffer, (enum escpos_align)(value % 3));
		break;
	case 2:
		escpos_size(&buffer, value & 15, value >> 4);
		break;
	case 3:
		escpos_bold(&buffer, value & 1);
		break;
	case 4:
		escpos_text(&buffer, text, sizeof text);
		break;
	case 5:
		escpos_newline(&buffer);
		break;
	case 6:
		escpos_feed_lines(&buffer, value);
		break;
	case 7:
		escpos_feed_dots(&buffer, value);
		break;
	case 8:
		escpos_raster(&buffer, rows, 2, 1);
		break;
	case 9:
		escpos_cut(&buffer, (enum escpos_cut)(value % 3));
		break;
	case 10:
		escpos_ask_buffered(&buffer);
		break;
	default:
		escpos_automatic_status(&buffer, 0);
		break;
	}
}
enum { FOLLOWERS = 12 };

static void none_arises_between_a_picture_and_what_follows(void)
{
	const uint8_t rows[] = { DLE, DLE };
	for (unsigned first = 0; first < FOLLOWERS; first++)
		for (unsigned second = 0; second < FOLLOWERS; second++)
			for (unsigned value = 0; value < 256; value++) {
				start();
				escpos_raster(&buffer, rows, 2, 1);
				follow(first, value);
				follow(second, value);
				escpos_raster(&buffer, rows, 2, 1);
				CHECK(!buffer.overflow && commands() == 0);
			}
}

static void texts_of_any_bytes_hold_none(void)
{
	uint8_t text[256];
	for (unsigned i = 0; i < 256; i++)
		text[i] = (uint8_t)i;
	start();
	escpos_text(&buffer, text, sizeof text);
	escpos_text(&buffer, (const uint8_t *)"\x10\x04\x01\x10\x14\x01", 6);
	CHECK(commands() == 0 && memchr(bytes, DLE, buffer.length) == NULL);
}

int main(void)
{
	no_triple_of_bytes_is_a_command();
	each_of_the_three_is_masked_wherever_it_stands();
	heads_of_pictures_hold_none();
	none_arises_between_a_picture_and_what_follows();
	texts_of_any_bytes_hold_none();
	return check_result();
}
