/* Requests byte by byte, and answers picked out of what a line really brings. Vectors: the frames
 * of Modbus Application Protocol V1.1b3 §6.3 and 6.12 with their published check sums, and those of
 * Modbus Messaging on TCP/IP V1.0b; libmodbus answers the same requests in test_modbus_tcp. */
#include "check.h"
#include "modbus_exchange.h"

static const struct modbus_request reading = {
	.address = 0x11, .function = MODBUS_READ_HOLDING, .first = 0x6b, .count = 3
};
static const uint16_t two_values[] = { 0x000a, 0x0102 };
static const struct modbus_request writing = { .address = 0x11,
					       .function = MODBUS_WRITE_MULTIPLE,
					       .first = 1,
					       .count = 2,
					       .values = two_values };

static const uint8_t read_answer[] = { 0x11, 0x03, 0x06, 0xae, 0x41, 0x56,
				       0x52, 0x43, 0x40, 0x49, 0xad };

static struct modbus_reply reply;

/* Feed all. What the last byte that was taken brought; *used says how many were. */
static enum modbus_feed feed(const uint8_t *bytes, size_t length, size_t *used)
{
	enum modbus_feed result = MODBUS_FEED_MORE;
	for (*used = 0; *used < length && result == MODBUS_FEED_MORE;)
		result = modbus_reply_feed(&reply, bytes[(*used)++]);
	return result;
}

static void requests_are_the_published_ones(void)
{
	static const uint8_t read_rtu[] = { 0x11, 0x03, 0x00, 0x6b, 0x00, 0x03, 0x76, 0x87 };
	static const uint8_t write_rtu[] = { 0x11, 0x10, 0x00, 0x01, 0x00, 0x02, 0x04,
					     0x00, 0x0a, 0x01, 0x02, 0xc6, 0xf0 };
	static const uint8_t read_tcp[] = { 0x00, 0x01, 0x00, 0x00, 0x00, 0x06,
					    0x11, 0x03, 0x00, 0x6b, 0x00, 0x03 };
	uint8_t out[MODBUS_ADU_MAX];
	CHECK(modbus_request_rtu(out, &reading) == sizeof read_rtu);
	CHECK(memcmp(out, read_rtu, sizeof read_rtu) == 0);
	CHECK(modbus_request_rtu(out, &writing) == sizeof write_rtu);
	CHECK(memcmp(out, write_rtu, sizeof write_rtu) == 0);
	CHECK(modbus_request_tcp(out, &reading, 1) == sizeof read_tcp);
	CHECK(memcmp(out, read_tcp, sizeof read_tcp) == 0);
	CHECK(modbus_request_size(MODBUS_READ_HOLDING, 3) == sizeof read_rtu);
	CHECK(modbus_request_size(MODBUS_WRITE_MULTIPLE, 2) == sizeof write_rtu);
	CHECK(modbus_reply_size(MODBUS_READ_HOLDING, 3) == sizeof read_answer);
}

static void answers_are_understood(void)
{
	static const uint8_t write_answer[] = { 0x11, 0x10, 0x00, 0x01, 0x00, 0x02, 0x12, 0x98 };
	static const uint8_t refusal[] = { 0x11, 0x83, 0x02, 0xc1, 0x34 };
	size_t used;
	modbus_reply_begin(&reply, &reading, false, 0);
	CHECK(feed(read_answer, sizeof read_answer, &used) == MODBUS_FEED_GOOD);
	CHECK(used == sizeof read_answer && reply.skipped == 0);
	CHECK(reply.values[0] == 0xae41 && reply.values[1] == 0x5652 && reply.values[2] == 0x4340);
	modbus_reply_begin(&reply, &writing, false, 0);
	CHECK(feed(write_answer, sizeof write_answer, &used) == MODBUS_FEED_GOOD);
	modbus_reply_begin(&reply, &reading, false, 0);
	CHECK(feed(refusal, sizeof refusal, &used) == MODBUS_FEED_EXCEPTION);
	CHECK(reply.exception == 2);
}

static void noise_and_foreign_frames_before_the_answer_are_skipped(void)
{
	uint8_t bytes[400];
	size_t used;
	for (size_t noise = 0; noise + sizeof read_answer <= sizeof bytes; noise += 7) {
		for (size_t i = 0; i < noise; i++)
			bytes[i] = (uint8_t)(i * 37);
		memcpy(bytes + noise, read_answer, sizeof read_answer);
		modbus_reply_begin(&reply, &reading, false, 0);
		CHECK(feed(bytes, noise + sizeof read_answer, &used) == MODBUS_FEED_GOOD);
		CHECK(reply.skipped == noise && reply.values[2] == 0x4340);
	}
	/* another slave's answer, late, with as many registers */
	uint16_t other[] = { 1, 2, 3 };
	size_t length = modbus_frame_read_reply(bytes, 0x12, other, 3);
	memcpy(bytes + length, read_answer, sizeof read_answer);
	modbus_reply_begin(&reply, &reading, false, 0);
	CHECK(feed(bytes, length + sizeof read_answer, &used) == MODBUS_FEED_GOOD);
	CHECK(reply.skipped == length && reply.values[0] == 0xae41);
}

static void what_is_not_the_answer_is_never_taken_for_it(void)
{
	uint8_t bytes[MODBUS_FRAME_MAX];
	uint16_t values[8] = { 0 };
	size_t used;
	/* fewer or more registers than were asked for: an older request's */
	for (unsigned count = 1; count <= 8; count++) {
		size_t length = modbus_frame_read_reply(bytes, 0x11, values, count);
		modbus_reply_begin(&reply, &reading, false, 0);
		CHECK((feed(bytes, length, &used) == MODBUS_FEED_GOOD) == (count == 3));
	}
	/* each bit turned once */
	for (size_t bit = 0; bit < 8 * sizeof read_answer; bit++) {
		memcpy(bytes, read_answer, sizeof read_answer);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		modbus_reply_begin(&reply, &reading, false, 0);
		CHECK(feed(bytes, sizeof read_answer, &used) == MODBUS_FEED_MORE);
	}
	/* the confirmation of another write */
	size_t length = modbus_frame_write_reply(bytes, 0x11, 2, 2);
	modbus_reply_begin(&reply, &writing, false, 0);
	CHECK(feed(bytes, length, &used) == MODBUS_FEED_MORE);
}

static size_t tcp_answer(uint8_t *out, unsigned transaction, uint16_t value)
{
	const uint8_t frame[] = {
		(uint8_t)(transaction >> 8), (uint8_t)transaction, 0, 0, 0, 9, 0x11, 3, 6,
		(uint8_t)(value >> 8),	     (uint8_t)value,	   0, 0, 0, 0
	};
	memcpy(out, frame, sizeof frame);
	return sizeof frame;
}

static void a_late_tcp_answer_is_refused_by_its_transaction(void)
{
	uint8_t bytes[64];
	size_t used;
	memset(&reply, 0, sizeof reply);
	modbus_reply_begin(&reply, &reading, true, 6);
	size_t length = tcp_answer(bytes, 5, 1111);
	length += tcp_answer(bytes + length, 6, 2222);
	CHECK(feed(bytes, length, &used) == MODBUS_FEED_GOOD);
	CHECK(used == length && reply.values[0] == 2222);
	CHECK(reply.stale == 1 && reply.stale_address == 0x11);
	/* half of a late one came in time: its other half is not the next one's beginning */
	modbus_reply_begin(&reply, &reading, true, 7);
	length = tcp_answer(bytes, 7, 3333);
	CHECK(feed(bytes, 10, &used) == MODBUS_FEED_MORE);
	CHECK(modbus_reply_wanted(&reply) == length - 10);
	modbus_reply_begin(&reply, &reading, true, 8);
	length += tcp_answer(bytes + length, 8, 4444);
	CHECK(feed(bytes + 10, length - 10, &used) == MODBUS_FEED_GOOD);
	CHECK(reply.values[0] == 4444 && reply.stale == 1);
}

static void a_stream_out_of_step_is_noticed(void)
{
	static const uint8_t http[] = "HTTP/1.1 400";
	size_t used;
	memset(&reply, 0, sizeof reply);
	modbus_reply_begin(&reply, &reading, true, 6);
	CHECK(feed(http, sizeof http, &used) == MODBUS_FEED_LOST);
	CHECK(used == 7);
}

int main(void)
{
	requests_are_the_published_ones();
	answers_are_understood();
	noise_and_foreign_frames_before_the_answer_are_skipped();
	what_is_not_the_answer_is_never_taken_for_it();
	a_late_tcp_answer_is_refused_by_its_transaction();
	a_stream_out_of_step_is_noticed();
	return check_result();
}
