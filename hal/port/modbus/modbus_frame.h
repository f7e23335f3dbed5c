/* Frames of Modbus RTU: pure, bytes in and out. Facts: Modbus Application Protocol V1.1b3, 6.3 and
 * 6.12 (functions 3 and 16), 7 (exceptions); Modbus over Serial Line V1.02, 2.5.1.2 and 6.2.2 (the
 * check sum, low byte first). */
#ifndef JIAOHAO_MODBUS_FRAME_H
#define JIAOHAO_MODBUS_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MODBUS_FRAME_MAX = 256,
	MODBUS_FRAME_REGISTERS_MAX = 123, /* of one write; a read may have 125 */
	MODBUS_READ_HOLDING = 3,
	MODBUS_WRITE_SINGLE = 6,
	MODBUS_WRITE_MULTIPLE = 16,
	MODBUS_EXCEPTION = 0x80,
};

/** CRC-16/MODBUS. */
uint16_t modbus_frame_sum(const uint8_t *bytes, size_t length);
/** Four bytes at least, and the last two are the sum of those before. */
bool modbus_frame_whole(const uint8_t *bytes, size_t length);

/* Each writes a whole frame into @p out (MODBUS_FRAME_MAX) and returns its length. */
size_t modbus_frame_read(uint8_t *out, int address, unsigned first, unsigned count);
size_t modbus_frame_read_reply(uint8_t *out, int address, const uint16_t *values, unsigned count);
size_t modbus_frame_write(uint8_t *out, int address, unsigned first, const uint16_t *values,
			  unsigned count);
size_t modbus_frame_write_reply(uint8_t *out, int address, unsigned first, unsigned count);
size_t modbus_frame_exception(uint8_t *out, int address, int function, int code);

/** How long the reply that begins with @p bytes will be: 0 while that can't be told (fewer than two
 *  or three bytes), -1 when its function is none of those above. */
int modbus_frame_reply_length(const uint8_t *bytes, size_t length);

#endif
