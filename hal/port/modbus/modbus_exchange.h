/* One Modbus exchange, bytes out and bytes in: a request, and its answer picked out of whatever
 * comes. RTU (over a pair of wires or through a serial server's connection) and Modbus TCP. Pure:
 * no line, no clock. Only what a master needs: FC03, FC16.
 *
 * Sources: Modbus over Serial Line V1.02 §2.5.1 (RTU frame, CRC low byte first, polynomial A001h),
 * Modbus Messaging on TCP/IP V1.0b §3.1.3 (MBAP header: transaction, protocol 0, length, unit),
 * Modbus Application Protocol V1.1b3 §6.3, 6.12, 7 (functions and exceptions).
 *
 * libmodbus is not used for this: its RTU back-end owns a tty and speaks through nothing else, it
 * gives up at the first frame of a foreign slave, and what came over the wire can't be seen through
 * it. It judges these frames in the tests. */
#ifndef JIAOHAO_MODBUS_EXCHANGE_H
#define JIAOHAO_MODBUS_EXCHANGE_H

#include "modbus_frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MODBUS_ADU_MAX = 260 }; /* MBAP's 7 bytes and 253 of the PDU; RTU needs 256 */

struct modbus_request {
	uint8_t address;  /* slave, or unit id */
	uint8_t function; /* MODBUS_READ_HOLDING or MODBUS_WRITE_MULTIPLE */
	uint16_t first;
	uint8_t count;		/* 1 … MODBUS_FRAME_REGISTERS_MAX */
	const uint16_t *values; /* to write; borrowed */
};

/** The request as it goes out; its length. */
size_t modbus_request_rtu(uint8_t out[MODBUS_ADU_MAX], const struct modbus_request *request);
size_t modbus_request_tcp(uint8_t out[MODBUS_ADU_MAX], const struct modbus_request *request,
			  uint16_t transaction);
/** Bytes of an RTU request and of its good answer: what a wire's time is computed from. */
size_t modbus_request_size(uint8_t function, unsigned count);
size_t modbus_reply_size(uint8_t function, unsigned count);

enum modbus_feed {
	MODBUS_FEED_MORE,
	MODBUS_FEED_GOOD,      /* the answer; values stand when it was a read */
	MODBUS_FEED_EXCEPTION, /* the answer is an exception, its code stands */
	MODBUS_FEED_LOST,      /* TCP only: no frame begins here, the connection is out of step */
};

/* One answer that is waited for. What is not it is skipped and counted. */
struct modbus_reply {
	struct modbus_request request; /* its values aren't needed any more */
	bool tcp;
	uint16_t transaction;
	uint8_t bytes[MODBUS_ADU_MAX];
	size_t length;	       /* of bytes, not yet understood */
	unsigned skipped;      /* bytes thrown away: noise, foreign frames, a wrong check sum */
	unsigned stale;	       /* TCP: whole answers to older transactions: refused exactly */
	uint8_t stale_address; /* of the last of them */
	uint8_t exception;     /* 1 … 255 */
	uint16_t values[MODBUS_FRAME_REGISTERS_MAX];
};

/** Wait for the answer to @p request; @p transaction counts for TCP only. Zero the reply when a
 *  connection is new: the half of an older TCP frame stays until its other half has come. */
void modbus_reply_begin(struct modbus_reply *reply, const struct modbus_request *request, bool tcp,
			uint16_t transaction);
/** One byte more. After anything but MORE the reply is over. */
enum modbus_feed modbus_reply_feed(struct modbus_reply *reply, uint8_t byte);
/** How many bytes may be read without reading into the next frame. */
size_t modbus_reply_wanted(const struct modbus_reply *reply);

#endif
