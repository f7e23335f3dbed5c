/* The far end of an RS-485 pair: a Modbus RTU server for many slaves on one line, written apart
 * from the firmware's master and from libmodbus. Function codes 03, 06 and 16, exceptions 1-4,
 * broadcast. Slaves bring their registers; what they do wrong is set in their faults. Source:
 * Modbus over Serial Line V1.02 §2.5, Modbus Application Protocol V1.1b3 §6.3, 6.6, 6.12, 7. */
#ifndef JIAOHAO_MODBUS_SIM_H
#define JIAOHAO_MODBUS_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct modbus_sim;

enum {
	MODBUS_SIM_SLAVES_MAX = 247,
	MODBUS_SIM_FRAME_MAX = 256,
	MODBUS_SIM_READ_MAX = 125,  /* registers of one FC03 */
	MODBUS_SIM_WRITE_MAX = 123, /* registers of one FC16 */
};

enum modbus_exception {
	MODBUS_OK = 0,
	MODBUS_ILLEGAL_FUNCTION = 1,
	MODBUS_ILLEGAL_ADDRESS = 2,
	MODBUS_ILLEGAL_VALUE = 3,
	MODBUS_DEVICE_FAILURE = 4,
};

/* All zero is a healthy slave. */
struct modbus_sim_faults {
	bool silence;	  /* hears nothing, answers nothing */
	unsigned late_ms; /* real time before every answer */
	bool wrong_crc;
	unsigned split_ms; /* a pause (real time) in the middle of the answer */
	bool foreign;	   /* answers with another slave's address */
	bool twin;	   /* a second slave has the same address: both answer at once */
	unsigned times;	   /* the faults end after this many answers; 0: they stay */
};

struct modbus_sim_statistics {
	uint64_t requests, answers, exceptions, bad_frames;
};

struct modbus_sim_slave {
	uint8_t address; /* 1 … 247 */
	void *context;
	enum modbus_exception (*read)(void *context, uint16_t start, uint16_t count,
				      uint16_t *values);
	enum modbus_exception (*write)(void *context, uint16_t start, uint16_t count,
				       const uint16_t *values);
	bool off;	     /* without power */
	unsigned latency_us; /* real time from the end of a request to its answer */
	struct modbus_sim_faults faults;
	struct modbus_sim_statistics statistics;
};

struct modbus_sim_owner {
	void *context;
	void (*send)(void *context, const uint8_t *bytes, size_t count);
};

/** CRC-16/MODBUS, sent low byte first. */
uint16_t modbus_sim_crc(const uint8_t *bytes, size_t count);

/** @p character_ns: how long one character takes on the line. NULL: no memory. */
struct modbus_sim *modbus_sim_create(struct event_base *base, int64_t character_ns,
				     unsigned clock_rate, const struct modbus_sim_owner *owner);
/** Accepts NULL. */
void modbus_sim_destroy(struct modbus_sim *bus);
/** @p slave is borrowed until destroy. 0; -EEXIST: the address is taken; -EINVAL: no address. */
int modbus_sim_add(struct modbus_sim *bus, struct modbus_sim_slave *slave);
/** The slave has another address from now on. 0; -EEXIST; -EINVAL. */
int modbus_sim_move(struct modbus_sim *bus, struct modbus_sim_slave *slave, int address);
/** Bytes as pty_line delivers them. A silence of 3.5 characters ends a frame. */
void modbus_sim_receive(struct modbus_sim *bus, const uint8_t *bytes, size_t count,
			int64_t ended_us);
/** Bytes of a Modbus TCP connection: the slaves are units behind a gateway, and answers go out with
 *  the request's transaction (Modbus Messaging on TCP/IP V1.0b §3.1.3). Never mixed with the above.
 */
void modbus_sim_receive_tcp(struct modbus_sim *bus, const uint8_t *bytes, size_t count);
/** Frames that were no Modbus request to anybody (wrong CRC, too short). */
uint64_t modbus_sim_bad_frames(const struct modbus_sim *bus);

/** One request (address … CRC) to its answer, faults left out. The answer's length; 0: none is
 *  due. Needs no loop: this is what the tests feed. */
size_t modbus_sim_answer(struct modbus_sim *bus, const uint8_t *frame, size_t length,
			 uint8_t answer[MODBUS_SIM_FRAME_MAX]);

#endif
