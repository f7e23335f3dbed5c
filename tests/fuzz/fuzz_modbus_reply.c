/* Any bytes as the answer to any request, RTU and TCP: what is taken for an answer is one, by rules
 * that stand here apart from the decoder's. */
#include "modbus_exchange.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD = 6 };

static void must(bool condition)
{
	if (!condition)
		abort();
}

static unsigned crc_of(const uint8_t *bytes, size_t length)
{
	unsigned crc = 0xffff;
	for (size_t i = 0; i < length; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
	}
	return crc;
}

/* The frame that ends with the last byte fed. */
static void check_answer(const struct modbus_reply *reply, const uint8_t *end)
{
	const struct modbus_request *request = &reply->request;
	size_t pdu = request->function == MODBUS_READ_HOLDING ? 2u + 2 * request->count : 5;
	const uint8_t *frame = end - pdu - 1 - (reply->tcp ? 0 : 2);
	must(frame[0] == request->address && frame[1] == request->function);
	if (!reply->tcp)
		must(crc_of(frame, pdu + 1) == (unsigned)(end[-2] | end[-1] << 8));
	else
		must((frame[-6] << 8 | frame[-5]) == reply->transaction && frame[-4] == 0 &&
		     frame[-3] == 0 && (size_t)(frame[-2] << 8 | frame[-1]) == pdu + 1);
	if (request->function != MODBUS_READ_HOLDING)
		return;
	must(frame[2] == 2 * request->count);
	for (unsigned i = 0; i < request->count; i++)
		must(reply->values[i] == (frame[3 + 2 * i] << 8 | frame[4 + 2 * i]));
}

/* Put the sum right, or hardly a frame would ever be whole. */
static void mend(uint8_t *bytes, size_t length)
{
	if (length < 4)
		return;
	unsigned crc = crc_of(bytes, length - 2);
	bytes[length - 2] = (uint8_t)crc;
	bytes[length - 1] = (uint8_t)(crc >> 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct modbus_reply reply;
	uint8_t bytes[1024];
	if (size < HEAD)
		return 0;
	const struct modbus_request request = {
		.address = data[1],
		.function = data[0] & 1 ? MODBUS_READ_HOLDING : MODBUS_WRITE_MULTIPLE,
		.first = (uint16_t)(data[2] << 8 | data[3]),
		.count = (uint8_t)(1 + data[4] % MODBUS_FRAME_REGISTERS_MAX),
	};
	bool tcp = data[0] & 2, mended = data[0] & 4;
	size_t length = size - HEAD < sizeof bytes ? size - HEAD : sizeof bytes;
	memcpy(bytes, data + HEAD, length);
	if (mended && !tcp)
		mend(bytes, length);
	memset(&reply, 0, sizeof reply);
	modbus_reply_begin(&reply, &request, tcp, data[5]);
	for (size_t i = 0; i < length; i++) {
		must(modbus_reply_wanted(&reply) > 0);
		must(reply.length < sizeof reply.bytes);
		switch (modbus_reply_feed(&reply, bytes[i])) {
		case MODBUS_FEED_GOOD:
			check_answer(&reply, bytes + i + 1);
			break;
		case MODBUS_FEED_EXCEPTION:
			must(reply.exception != 0);
			break;
		case MODBUS_FEED_LOST:
			must(tcp);
			return 0;
		case MODBUS_FEED_MORE:
			continue;
		}
		must(reply.skipped <= i + 1);
		modbus_reply_begin(&reply, &request, tcp, data[5]);
		if (!tcp)
			must(reply.length == 0);
	}
	return 0;
}
