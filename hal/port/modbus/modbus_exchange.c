/* See modbus_exchange.h. */
#include "modbus_exchange.h"

#include <string.h>

enum {
	EXCEPTION_SIZE = 5, /* RTU: address, function, code, CRC */
	ANSWER_HEAD = 3,    /* address, function, byte count */
	CRC_SIZE = 2,
	WRITE_ANSWER_SIZE = 8,
	MBAP_SIZE = 7,	     /* transaction, protocol, length, unit */
	MBAP_LENGTH_MIN = 3, /* unit, function, one byte */
	MBAP_LENGTH_MAX = 254,
};

static unsigned get_word(const uint8_t *bytes)
{
	return (unsigned)bytes[0] << 8 | bytes[1];
}

static void put_word(uint8_t *bytes, unsigned value)
{
	bytes[0] = (uint8_t)(value >> 8);
	bytes[1] = (uint8_t)value;
}

/* Function and data, alike on every line; its length. */
static size_t put_request(uint8_t *out, const struct modbus_request *request)
{
	out[0] = request->function;
	put_word(out + 1, request->first);
	put_word(out + 3, request->count);
	if (request->function == MODBUS_READ_HOLDING)
		return 5;
	out[5] = (uint8_t)(request->count * 2);
	for (unsigned i = 0; i < request->count; i++)
		put_word(out + 6 + 2 * i, request->values[i]);
	return 6 + 2u * request->count;
}

size_t modbus_request_rtu(uint8_t out[MODBUS_ADU_MAX], const struct modbus_request *request)
{
	out[0] = request->address;
	size_t length = 1 + put_request(out + 1, request);
	unsigned sum = modbus_frame_sum(out, length);
	out[length] = (uint8_t)sum;
	out[length + 1] = (uint8_t)(sum >> 8);
	return length + CRC_SIZE;
}

size_t modbus_request_tcp(uint8_t out[MODBUS_ADU_MAX], const struct modbus_request *request,
			  uint16_t transaction)
{
	size_t length = put_request(out + MBAP_SIZE, request);
	put_word(out, transaction);
	put_word(out + 2, 0);
	put_word(out + 4, (unsigned)length + 1);
	out[6] = request->address;
	return MBAP_SIZE + length;
}

size_t modbus_request_size(uint8_t function, unsigned count)
{
	return function == MODBUS_WRITE_MULTIPLE ? 9 + 2 * count : 8;
}

size_t modbus_reply_size(uint8_t function, unsigned count)
{
	return function == MODBUS_WRITE_MULTIPLE ? WRITE_ANSWER_SIZE
						 : ANSWER_HEAD + 2 * count + CRC_SIZE;
}

void modbus_reply_begin(struct modbus_reply *reply, const struct modbus_request *request, bool tcp,
			uint16_t transaction)
{
	reply->request = *request;
	reply->request.values = NULL;
	reply->tcp = tcp;
	reply->transaction = transaction;
	if (!tcp)
		reply->length = 0;
	reply->skipped = reply->stale = 0;
	reply->exception = 0;
}

/* Do address, function and data say that this is the answer? For RTU the sizes were checked before,
 * for TCP @p length bytes are all there is. */
static enum modbus_feed judge(struct modbus_reply *reply, const uint8_t *bytes, size_t length)
{
	const struct modbus_request *request = &reply->request;
	if (bytes[0] != request->address)
		return MODBUS_FEED_MORE;
	if (bytes[1] == (request->function | MODBUS_EXCEPTION) && length == 3 && bytes[2] != 0) {
		reply->exception = bytes[2];
		return MODBUS_FEED_EXCEPTION;
	}
	if (bytes[1] != request->function)
		return MODBUS_FEED_MORE;
	if (request->function == MODBUS_WRITE_MULTIPLE)
		return length == WRITE_ANSWER_SIZE - CRC_SIZE &&
				       get_word(bytes + 2) == request->first &&
				       get_word(bytes + 4) == request->count
			       ? MODBUS_FEED_GOOD
			       : MODBUS_FEED_MORE;
	if (length != ANSWER_HEAD + 2u * request->count || bytes[2] != 2 * request->count)
		return MODBUS_FEED_MORE;
	for (unsigned i = 0; i < request->count; i++)
		reply->values[i] = (uint16_t)get_word(bytes + ANSWER_HEAD + 2 * i);
	return MODBUS_FEED_GOOD;
}

static void skip(struct modbus_reply *reply, size_t count)
{
	reply->length -= count;
	reply->skipped += (unsigned)count;
	memmove(reply->bytes, reply->bytes + count, reply->length);
}

/* The answer ends with the newest byte, wherever it began: what stands before it is noise, or the
 * frame of another slave. A check sum of 16 bits together with address, function and size lets no
 * noise through that a plain reader of frames would have refused. */
static enum modbus_feed feed_rtu(struct modbus_reply *reply)
{
	const size_t sizes[] = {
		modbus_reply_size(reply->request.function, reply->request.count),
		EXCEPTION_SIZE,
	};
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		size_t size = sizes[i];
		if (reply->length < size)
			continue;
		const uint8_t *frame = reply->bytes + reply->length - size;
		if (frame[0] != reply->request.address || modbus_frame_sum(frame, size) != 0)
			continue;
		enum modbus_feed feed = judge(reply, frame, size - CRC_SIZE);
		if (feed == MODBUS_FEED_MORE)
			continue;
		reply->skipped += (unsigned)(reply->length - size);
		return feed;
	}
	if (reply->length == sizeof reply->bytes)
		skip(reply, 1);
	return MODBUS_FEED_MORE;
}

/* The size of the frame that begins here. 0: its head is not whole. */
static size_t tcp_size(const struct modbus_reply *reply)
{
	if (reply->length < MBAP_SIZE)
		return 0;
	return MBAP_SIZE - 1 + get_word(reply->bytes + 4);
}

static enum modbus_feed feed_tcp(struct modbus_reply *reply)
{
	size_t whole = tcp_size(reply);
	if (whole == 0)
		return MODBUS_FEED_MORE;
	if (get_word(reply->bytes + 2) != 0 || whole < MBAP_SIZE - 1 + MBAP_LENGTH_MIN ||
	    whole > MBAP_SIZE - 1 + MBAP_LENGTH_MAX)
		return MODBUS_FEED_LOST;
	if (reply->length < whole)
		return MODBUS_FEED_MORE;
	reply->length = 0;
	if (get_word(reply->bytes) != reply->transaction) {
		reply->stale++;
		reply->stale_address = reply->bytes[MBAP_SIZE - 1];
		return MODBUS_FEED_MORE;
	}
	enum modbus_feed feed = judge(reply, reply->bytes + MBAP_SIZE - 1, whole - (MBAP_SIZE - 1));
	if (feed == MODBUS_FEED_MORE) /* the right transaction, but no answer to what was asked */
		reply->skipped += (unsigned)whole;
	return feed;
}

size_t modbus_reply_wanted(const struct modbus_reply *reply)
{
	if (!reply->tcp)
		return MODBUS_ADU_MAX;
	size_t whole = tcp_size(reply);
	return whole == 0 ? MBAP_SIZE - reply->length : whole - reply->length;
}

enum modbus_feed modbus_reply_feed(struct modbus_reply *reply, uint8_t byte)
{
	reply->bytes[reply->length++] = byte;
	return reply->tcp ? feed_tcp(reply) : feed_rtu(reply);
}
