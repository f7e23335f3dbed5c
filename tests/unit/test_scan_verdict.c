/* What a scan makes of what it heard, as tables. */
#include "check.h"
#include "modbus_frame.h"
#include "scan_verdict.h"

static uint8_t request[MODBUS_FRAME_MAX], reply[MODBUS_FRAME_MAX], heard[2 * MODBUS_FRAME_MAX];
static size_t request_length, reply_length;
static const uint16_t value = 0x3031;

static void begin(void)
{
	request_length = modbus_frame_read(request, 6, 0x70, 1);
	reply_length = modbus_frame_read_reply(reply, 6, &value, 1);
	memcpy(heard, reply, reply_length);
}

static enum scan_heard classify(size_t length)
{
	size_t skip;
	return scan_classify(request, request_length, heard, length, &skip);
}

static void what_comes_is_told_apart(void)
{
	size_t skip;
	begin();
	CHECK(classify(0) == HEARD_NOTHING);
	CHECK(classify(reply_length) == HEARD_GOOD);
	CHECK(classify(reply_length - 1) == HEARD_TWO); /* began well and broke */
	heard[reply_length] = 0xff;
	CHECK(classify(reply_length + 1) == HEARD_TWO);
	heard[reply_length - 1] ^= 1;
	CHECK(classify(reply_length) == HEARD_TWO);
	begin();
	heard[0] = 0x55;
	CHECK(classify(reply_length) == HEARD_GARBAGE);
	size_t length = modbus_frame_read_reply(heard, 7, &value, 1);
	CHECK(classify(length) == HEARD_FOREIGN);
	length = modbus_frame_exception(heard, 6, MODBUS_READ_HOLDING, 2);
	CHECK(classify(length) == HEARD_EXCEPTION);
	memcpy(heard, request, request_length);
	CHECK(classify(request_length) == HEARD_ECHO);
	memcpy(heard + request_length, reply, reply_length);
	CHECK(scan_classify(request, request_length, heard, request_length + reply_length, &skip) ==
	      HEARD_GOOD);
	CHECK(skip == request_length);
}

static struct scan_tally tally(unsigned good, unsigned two, unsigned nothing, unsigned garbage)
{
	struct scan_tally made = { 0 };
	made.heard[HEARD_GOOD] = good;
	made.heard[HEARD_TWO] = two;
	made.heard[HEARD_NOTHING] = nothing;
	made.heard[HEARD_GARBAGE] = garbage;
	return made;
}

static void an_address_is_judged_by_several_answers(void)
{
	static const struct {
		unsigned good, two, nothing, garbage;
		enum scan_slave slave;
	} table[] = {
		{ 0, 0, 2, 0, SLAVE_ABSENT }, { 0, 0, 0, 3, SLAVE_ABSENT },
		{ 6, 0, 0, 0, SLAVE_FINE },   { 4, 0, 2, 0, SLAVE_LOOSE },
		{ 5, 1, 0, 0, SLAVE_LOOSE },  { 0, 6, 0, 0, SLAVE_TWIN },
		{ 3, 3, 0, 0, SLAVE_TWIN },   { 5, 0, 0, 1, SLAVE_LOOSE },
		{ 0, 1, 5, 0, SLAVE_TWIN },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct scan_tally one =
			tally(table[i].good, table[i].two, table[i].nothing, table[i].garbage);
		if (scan_slave(&one) != table[i].slave)
			fprintf(stderr, "row %zu: %d\n", i, (int)scan_slave(&one));
		CHECK(scan_slave(&one) == table[i].slave);
	}
}

static struct scan_setting setting(int baud, unsigned answering, unsigned garbled, unsigned silent)
{
	return (struct scan_setting){ .baud = baud,
				      .parity = 'N',
				      .answering = answering,
				      .garbled = garbled,
				      .silent = silent };
}

static void a_line_is_judged_by_all_its_settings(void)
{
	int found;
	struct scan_setting settings[] = { setting(9600, 0, 0, 247), setting(19200, 0, 0, 32) };
	CHECK(scan_line(settings, 2, 0, &found) == SCAN_LINE_SILENT && found == -1);
	settings[0] = setting(9600, 0, 9, 3);
	settings[1] = setting(19200, 0, 9, 1);
	CHECK(scan_line(settings, 2, 0, &found) == SCAN_LINE_SWAPPED);
	settings[1] = setting(19200, 3, 0, 29);
	CHECK(scan_line(settings, 2, 0, &found) == SCAN_LINE_WRONG_BAUD && found == 1);
	CHECK(scan_line(settings, 2, -1, &found) == SCAN_LINE_FINE && found == 1);
	settings[0] = setting(9600, 12, 0, 235);
	CHECK(scan_line(settings, 1, 0, &found) == SCAN_LINE_FINE && found == 0);
	settings[0] = setting(9600, 12, 90, 145);
	CHECK(scan_line(settings, 1, 0, &found) == SCAN_LINE_NOISY);
	settings[0].echoed = 247;
	CHECK(scan_line(settings, 1, 0, &found) == SCAN_LINE_ECHO);
	CHECK(scan_line(settings, 0, -1, &found) == SCAN_LINE_SILENT);
}

static void tallies_add_up(void)
{
	struct scan_setting sum = { 0 };
	const struct scan_tally all[] = { tally(6, 0, 0, 0), tally(0, 6, 0, 0), tally(0, 0, 1, 0),
					  tally(0, 0, 0, 2), tally(4, 0, 2, 0) };
	for (size_t i = 0; i < 5; i++)
		scan_setting_add(&sum, &all[i]);
	CHECK(sum.answering == 2 && sum.broken == 1 && sum.silent == 1 && sum.garbled == 1);
}

int main(void)
{
	what_comes_is_told_apart();
	an_address_is_judged_by_several_answers();
	a_line_is_judged_by_all_its_settings();
	tallies_add_up();
	return check_result();
}
