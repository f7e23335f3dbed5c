/* See modbus_frame.h. No line, no time. */
#include "modbus_frame.h"

#include <assert.h>

enum {
	SUM_BYTES = 2,
	POLYNOMIAL = 0xa001, /* 8005h reflected */
	EXCEPTION_LENGTH = 5,
	WRITE_REPLY_LENGTH = 8,
	READ_REPLY_HEAD = 3,
};

uint16_t modbus_frame_sum(const uint8_t *bytes, size_t length)
{
	uint16_t sum = 0xffff;
	for (size_t i = 0; i < length; i++) {
		sum ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			sum = (uint16_t)(sum & 1 ? sum >> 1 ^ POLYNOMIAL : sum >> 1);
	}
	return sum;
}

bool modbus_frame_whole(const uint8_t *bytes, size_t length)
{
	if (length < 4)
		return false;
	uint16_t sum = modbus_frame_sum(bytes, length - SUM_BYTES);
	return bytes[length - 2] == (sum & 0xff) && bytes[length - 1] == sum >> 8;
}

static void put_word(uint8_t *out, unsigned word)
{
	out[0] = (uint8_t)(word >> 8);
	out[1] = (uint8_t)word;
}

static size_t finish(uint8_t *out, size_t length)
{
	uint16_t sum = modbus_frame_sum(out, length);
	out[length] = (uint8_t)sum;
	out[length + 1] = (uint8_t)(sum >> 8);
	return length + SUM_BYTES;
}

static void begin(uint8_t *out, int address, int function)
{
	out[0] = (uint8_t)address;
	out[1] = (uint8_t)function;
}

size_t modbus_frame_read(uint8_t *out, int address, unsigned first, unsigned count)
{
	begin(out, address, MODBUS_READ_HOLDING);
	put_word(out + 2, first);
	put_word(out + 4, count);
	return finish(out, 6);
}

size_t modbus_frame_read_reply(uint8_t *out, int address, const uint16_t *values, unsigned count)
{
	assert(count <= MODBUS_FRAME_REGISTERS_MAX);
	begin(out, address, MODBUS_READ_HOLDING);
	out[2] = (uint8_t)(2 * count);
	for (unsigned i = 0; i < count; i++)
		put_word(out + READ_REPLY_HEAD + 2 * i, values[i]);
	return finish(out, READ_REPLY_HEAD + 2 * count);
}

size_t modbus_frame_write(uint8_t *out, int address, unsigned first, const uint16_t *values,
			  unsigned count)
{
	assert(count <= MODBUS_FRAME_REGISTERS_MAX);
	begin(out, address, MODBUS_WRITE_MULTIPLE);
	put_word(out + 2, first);
	put_word(out + 4, count);
	out[6] = (uint8_t)(2 * count);
	for (unsigned i = 0; i < count; i++)
		put_word(out + 7 + 2 * i, values[i]);
	return finish(out, 7 + 2 * count);
}

size_t modbus_frame_write_reply(uint8_t *out, int address, unsigned first, unsigned count)
{
	begin(out, address, MODBUS_WRITE_MULTIPLE);
	put_word(out + 2, first);
	put_word(out + 4, count);
	return finish(out, 6);
}

size_t modbus_frame_exception(uint8_t *out, int address, int function, int code)
{
	begin(out, address, function | MODBUS_EXCEPTION);
	out[2] = (uint8_t)code;
	return finish(out, 3);
}

int modbus_frame_reply_length(const uint8_t *bytes, size_t length)
{
	if (length < 2)
		return 0;
	if (bytes[1] & MODBUS_EXCEPTION)
		return EXCEPTION_LENGTH;
	switch (bytes[1]) {
	case MODBUS_READ_HOLDING:
		return length < READ_REPLY_HEAD ? 0 : READ_REPLY_HEAD + bytes[2] + SUM_BYTES;
	case MODBUS_WRITE_SINGLE:
	case MODBUS_WRITE_MULTIPLE:
		return WRITE_REPLY_LENGTH;
	default:
		return -1;
	}
}
