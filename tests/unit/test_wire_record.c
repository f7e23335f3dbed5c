/* The text format of recorded wires: what is written is read back, and what is wrong is said where.
 */
#include "check.h"
#include "wire_record.h"

static void what_is_written_is_read_back(void)
{
	struct wire_record_entry entry = { .kind = WIRE_RECORD_SENT, .time_us = 12345678 }, back;
	struct wire_record_mistake mistake;
	static char line[WIRE_RECORD_LINE_MAX];
	for (entry.length = 1; entry.length <= WIRE_RECORD_BYTES_MAX; entry.length += 341) {
		for (size_t i = 0; i < entry.length; i++)
			entry.bytes[i] = (uint8_t)(i * 7);
		CHECK(wire_record_write(line, &entry) == strlen(line));
		CHECK(wire_record_read(line, &back, &mistake));
		CHECK(back.kind == entry.kind && back.time_us == entry.time_us);
		CHECK(back.length == entry.length &&
		      memcmp(back.bytes, entry.bytes, entry.length) == 0);
	}
	entry = (struct wire_record_entry){ .kind = WIRE_RECORD_NOTE, .length = 6 };
	memcpy(entry.bytes, "opened", 6);
	wire_record_write(line, &entry);
	CHECK_TEXT(line, "0.000000 ! opened");
	CHECK(wire_record_read(line, &back, &mistake) && back.kind == WIRE_RECORD_NOTE);
	CHECK_TEXT((const char *)back.bytes, "opened");
}

static void comments_and_empty_lines_are_skipped(void)
{
	struct wire_record_entry entry;
	struct wire_record_mistake mistake;
	CHECK(wire_record_read("", &entry, &mistake) && entry.kind == WIRE_RECORD_NONE);
	CHECK(wire_record_read("# 1.0 > zz", &entry, &mistake) && entry.kind == WIRE_RECORD_NONE);
}

static void what_is_wrong_is_said_at_its_column(void)
{
	static const struct {
		const char *line;
		unsigned column;
	} table[] = {
		{ "1 > 00", 1 },
		{ "1.5 > 00", 1 },
		{ "1.000000> 00", 1 },
		{ "1.000000 = 00", 10 },
		{ "1.000000 >00", 10 },
		{ "1.000000 > ", 12 },
		{ "1.000000 > 0", 12 },
		{ "1.000000 > 0g", 12 },
		{ "1.000000 > 00  01", 15 },
		{ "1.000000 > 00 ", 14 },
		{ "1.000000 > AA", 12 },
		{ "1.000000 > 0001", 14 },
		{ "1234567890.000000 ! x", 1 },
		{ "1.000000", 1 },
		{ "1.000000 ", 10 },
	};
	struct wire_record_entry entry;
	struct wire_record_mistake mistake;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		CHECK(!wire_record_read(table[i].line, &entry, &mistake));
		if (mistake.column != table[i].column)
			fprintf(stderr, "%s: column %u\n", table[i].line, mistake.column);
		CHECK(mistake.column == table[i].column && mistake.what[0] != '\0');
	}
}

static void the_first_line_names_the_protocol(void)
{
	enum wire_protocol protocol;
	struct wire_record_mistake mistake;
	CHECK(wire_record_head("jiaohao-wire 1 ff68", &protocol, &mistake));
	CHECK(protocol == WIRE_FF68);
	CHECK(!wire_record_head("jiaohao-wire 2 ff68", &protocol, &mistake) && mistake.column == 1);
	CHECK(!wire_record_head("jiaohao-wire 1 morse", &protocol, &mistake));
	CHECK(mistake.column == 16);
}

int main(void)
{
	what_is_written_is_read_back();
	comments_and_empty_lines_are_skipped();
	what_is_wrong_is_said_at_its_column();
	the_first_line_names_the_protocol();
	return check_result();
}
