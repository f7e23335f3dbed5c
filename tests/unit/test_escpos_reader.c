/* The simulated printer's command reader and its paper: every byte split, nothing read over its
 * end. */
#include "check.h"
#include "escpos_reader.h"
#include "printer_paper.h"

#define BYTES(...) ((const uint8_t[]){ __VA_ARGS__ }), sizeof((const uint8_t[]){ __VA_ARGS__ })

static struct escpos_reader reader;
static struct escpos_operation last; /* the last operation that was not "more" */
static unsigned operations;

static void feed(const uint8_t *bytes, size_t count)
{
	struct escpos_operation operation;
	operations = 0;
	memset(&last, 0, sizeof last);
	for (size_t i = 0; i < count; i++) {
		if (escpos_reader_feed(&reader, bytes[i], &operation) == ESCPOS_MORE)
			continue;
		last = operation;
		operations++;
	}
}

static void characters_of_one_two_and_four_bytes(void)
{
	escpos_reader_reset(&reader);
	feed(BYTES('A'));
	CHECK(last.kind == ESCPOS_CHARACTER && last.code_point == 'A' && !last.wide);
	feed(BYTES(0xBA)); /* Chinese mode is off at first: one byte of the code page, ║ */
	CHECK(operations == 1 && last.code_point == 0x2551);
	feed(BYTES(0x1C, '&'));
	CHECK(operations == 0);
	feed(BYTES(0xBA, 0xC5));
	CHECK(operations == 1 && last.code_point == 0x53F7 && last.wide); /* 号 */
	feed(BYTES(0x95, 0x32, 0x82, 0x36));
	CHECK(operations == 1 && last.code_point == 0x20000 && last.wide); /* four bytes */
	feed(BYTES('0'));
	CHECK(last.code_point == '0' && !last.wide);
	feed(BYTES(0xFE, 0xFF));
	CHECK(last.code_point == 0xFFFD && reader.bad_characters == 1);
	feed(BYTES(0xBA, 0x0A)); /* a line ends inside a character */
	CHECK(operations == 1 && last.kind == ESCPOS_NEWLINE && reader.bad_characters == 2);
	feed(BYTES(0x1C, '.', 0xBA));
	CHECK(last.code_point == 0x2551);
}

static void settings_change_the_style_only(void)
{
	escpos_reader_reset(&reader);
	feed(BYTES(0x1B, 'a', 1, 0x1D, '!', 0x32, 0x1B, 'E', 1, 0x1B, '3', 60, 0x1D, 'L', 8, 0));
	CHECK(operations == 0);
	CHECK(reader.style.align == ESCPOS_CENTRE && reader.style.bold);
	CHECK(reader.style.width == 4 && reader.style.height == 3);
	CHECK(reader.style.line_spacing == 60 && reader.style.left_margin == 8);
	feed(BYTES(0x1C, '!', 0x0C));
	CHECK(reader.style.chinese_width == 2 && reader.style.chinese_height == 2);
	feed(BYTES(0x1B, 'a', '2', 0x1B, 'a', 9));
	CHECK(reader.style.align == ESCPOS_RIGHT);
	feed(BYTES(0x1B, '@'));
	CHECK(reader.style.align == ESCPOS_LEFT && reader.style.width == 1 && !reader.style.bold);
}

static void cuts_feeds_and_questions(void)
{
	escpos_reader_reset(&reader);
	feed(BYTES(0x1D, 'V', 0));
	CHECK(operations == 1 && last.kind == ESCPOS_CUT && last.dots == 0);
	feed(BYTES(0x1D, 'V', 66));
	CHECK(operations == 0);
	feed(BYTES(40));
	CHECK(operations == 1 && last.kind == ESCPOS_CUT && last.dots == 40);
	feed(BYTES(0x1B, 'd', 3));
	CHECK(last.kind == ESCPOS_FEED && last.dots == 90);
	feed(BYTES(0x1D, 'r', 1));
	CHECK(last.kind == ESCPOS_PAPER);
	feed(BYTES(0x1D, 'a', 0xFF));
	CHECK(last.kind == ESCPOS_AUTO_STATUS && last.argument == 0xFF);
	feed(BYTES(0x10, 0x04, 1));
	CHECK(operations == 1 && last.kind == ESCPOS_REAL_TIME && last.argument == 3);
	feed(BYTES(0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8));
	CHECK(operations == 1 && last.kind == ESCPOS_REAL_TIME && last.argument == 10);
}

static void data_without_use_is_stepped_over_to_its_last_byte(void)
{
	escpos_reader_reset(&reader);
	uint64_t unknown = reader.unknown_commands;
	/* a native QR code's data, a bar code of both forms, a column picture, tab stops */
	feed(BYTES(0x1D, '(', 'k', 5, 0, '1', 'P', '0', 0x1B, 'x', 'A'));
	CHECK(last.kind == ESCPOS_CHARACTER && last.code_point == 'A');
	feed(BYTES(0x1D, 'k', 73, 3, 1, 2, 3, 'B'));
	CHECK(last.code_point == 'B');
	feed(BYTES(0x1D, 'k', 4, '1', '2', 0, 'C'));
	CHECK(last.code_point == 'C');
	feed(BYTES(0x1B, '*', 33, 2, 0, 1, 2, 3, 4, 5, 6, 'D'));
	CHECK(last.code_point == 'D');
	feed(BYTES(0x1C, '(', 'A', 2, 0, '0', 0, 'F'));
	CHECK(last.code_point == 'F');
	CHECK(reader.unknown_commands == unknown + 5);
	feed(BYTES(0x1B, 'D', 8, 16, 0, 'E'));
	CHECK(last.code_point == 'E' && reader.unknown_commands == unknown + 5);
	feed(BYTES(0x1D, 0xEE));
	CHECK(last.kind == ESCPOS_UNKNOWN && last.command[1] == 0xEE);
}

static void a_picture_comes_row_by_row(void)
{
	struct escpos_operation operation;
	escpos_reader_reset(&reader);
	feed(BYTES(0x1D, 'v', '0', 0, 2, 0, 3, 0));
	const uint8_t rows[6] = { 0x10, 0x04, 0x01, 0xFF, 0x1B, '@' }; /* looks like commands */
	for (unsigned i = 0; i < sizeof rows; i++) {
		escpos_reader_feed(&reader, rows[i], &operation);
		CHECK((operation.kind == ESCPOS_RASTER) == (i % 2 == 1));
		if (operation.kind != ESCPOS_RASTER)
			continue;
		CHECK(operation.row_bytes == 2 && operation.row[0] == rows[i - 1] &&
		      operation.row[1] == rows[i]);
		CHECK(operation.first_row == (i == 1) && operation.last_row == (i == 5));
	}
	feed(BYTES('A'));
	CHECK(last.code_point == 'A');
	feed(BYTES(0x1D, 'v', '0', 0, 0, 0, 3, 0, 'B')); /* no width: no picture */
	CHECK(last.code_point == 'B');
}

static void lines_break_where_the_paper_ends(void)
{
	struct printer_paper paper;
	struct escpos_operation operation;
	unsigned moved = 0;
	static const char text[] = "\x1C&0123456789012345678901234567890123456789\n"
				   "\x1D!\x11"
				   "AB\n\x1D!\x10"
				   "01234567890123456789\n";
	escpos_reader_reset(&reader);
	CHECK(printer_paper_init(&paper, PAPER_WIDTH_58_DOTS, NULL) == 0);
	for (size_t i = 0; i < sizeof text - 1; i++) {
		escpos_reader_feed(&reader, (uint8_t)text[i], &operation);
		moved += printer_paper_do(&paper, &reader.style, &operation);
	}
	/* 384 dots: 32 narrow characters, 16 of double width */
	CHECK_TEXT(paper.text, "01234567890123456789012345678901\n23456789\nAB\n"
			       "0123456789012345\n6789\n");
	CHECK(moved == 30 + 30 + 48 + 30 + 30 && moved == paper.rows);
	printer_paper_finish(&paper);
}

static void garbage_is_survived(void)
{
	struct printer_paper paper;
	struct escpos_operation operation;
	uint32_t random = 99;
	escpos_reader_reset(&reader);
	CHECK(printer_paper_init(&paper, PAPER_WIDTH_80_DOTS, NULL) == 0);
	for (int i = 0; i < 400000; i++) {
		random = random * 1664525 + 1013904223;
		uint8_t byte = (uint8_t)(random >> 24);
		/* every other byte begins or goes on with a command */
		if (random & 0x10000)
			byte = (uint8_t) "\x1B\x1C\x1D\x10!&.(kvV*0dDar\n"[(random >> 17) % 18];
		escpos_reader_feed(&reader, byte, &operation);
		printer_paper_do(&paper, &reader.style, &operation);
		if (paper.text_length > PAPER_TEXT_MAX / 2)
			printer_paper_clear(&paper);
	}
	CHECK(reader.unknown_commands > 0 && paper.text_length < PAPER_TEXT_MAX);
	printer_paper_finish(&paper);
}

int main(void)
{
	CHECK(escpos_reader_init(&reader) == 0);
	characters_of_one_two_and_four_bytes();
	settings_change_the_style_only();
	cuts_feeds_and_questions();
	data_without_use_is_stepped_over_to_its_last_byte();
	a_picture_comes_row_by_row();
	lines_break_where_the_paper_ends();
	garbage_is_survived();
	escpos_reader_finish(&reader);
	return check_result();
}
