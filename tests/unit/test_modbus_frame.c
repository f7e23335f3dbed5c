/* Modbus frames against published ones. */
#include "check.h"
#include "modbus_frame.h"

/* Modbus Application Protocol V1.1b3, 6.3 and 6.12, the examples' PDUs; the sums of address 1 and
 * 17 frames are those that simplymodbus.ca publishes for FC03 and FC16. */
static void frames_are_those_of_the_published_examples(void)
{
	static const uint8_t read[] = { 0x11, 0x03, 0x00, 0x6b, 0x00, 0x03, 0x76, 0x87 };
	static const uint8_t read_reply[] = { 0x11, 0x03, 0x06, 0xae, 0x41, 0x56,
					      0x52, 0x43, 0x40, 0x49, 0xad };
	static const uint8_t write[] = { 0x11, 0x10, 0x00, 0x01, 0x00, 0x02, 0x04,
					 0x00, 0x0a, 0x01, 0x02, 0xc6, 0xf0 };
	static const uint8_t write_reply[] = { 0x11, 0x10, 0x00, 0x01, 0x00, 0x02, 0x12, 0x98 };
	static const uint16_t values[] = { 0xae41, 0x5652, 0x4340 }, set[] = { 0x000a, 0x0102 };
	uint8_t out[MODBUS_FRAME_MAX];
	CHECK(modbus_frame_read(out, 17, 0x6b, 3) == sizeof read);
	CHECK(memcmp(out, read, sizeof read) == 0);
	CHECK(modbus_frame_read_reply(out, 17, values, 3) == sizeof read_reply);
	CHECK(memcmp(out, read_reply, sizeof read_reply) == 0);
	CHECK(modbus_frame_write(out, 17, 1, set, 2) == sizeof write);
	CHECK(memcmp(out, write, sizeof write) == 0);
	CHECK(modbus_frame_write_reply(out, 17, 1, 2) == sizeof write_reply);
	CHECK(memcmp(out, write_reply, sizeof write_reply) == 0);
}

static void a_reply_tells_its_length_by_its_first_bytes(void)
{
	static const uint8_t read[] = { 1, 3, 4 }, write[] = { 1, 16 }, refused[] = { 1, 0x83 };
	static const uint8_t other[] = { 1, 0x2b };
	CHECK(modbus_frame_reply_length(read, 1) == 0);
	CHECK(modbus_frame_reply_length(read, 2) == 0);
	CHECK(modbus_frame_reply_length(read, 3) == 9);
	CHECK(modbus_frame_reply_length(write, 2) == 8);
	CHECK(modbus_frame_reply_length(refused, 2) == 5);
	CHECK(modbus_frame_reply_length(other, 2) == -1);
}

static void one_wrong_bit_breaks_the_sum(void)
{
	uint8_t out[MODBUS_FRAME_MAX];
	size_t length = modbus_frame_exception(out, 9, MODBUS_READ_HOLDING, 2);
	CHECK(length == 5 && out[1] == 0x83 && modbus_frame_whole(out, length));
	for (size_t bit = 0; bit < 8 * length; bit++) {
		out[bit / 8] ^= (uint8_t)(1 << bit % 8);
		CHECK(!modbus_frame_whole(out, length));
		out[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	CHECK(!modbus_frame_whole(out, 3));
}

int main(void)
{
	frames_are_those_of_the_published_examples();
	a_reply_tells_its_length_by_its_first_bytes();
	one_wrong_bit_breaks_the_sum();
	return check_result();
}
