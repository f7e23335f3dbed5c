/* One bus of Modbus slaves, shared by the devices that name its port: an RS-485 pair of this board,
 * one behind a serial server (RTU frames in TCP), or a Modbus TCP gateway.
 *
 * A transaction blocks, so a worker thread owns the line; requests go in by registers and polls
 * kept in each unit, results come out on the loop. The worker chooses by itself what goes next
 * (modbus_schedule.h). Nothing here is lost silently: a write stays until the slave confirmed it, a
 * newer write replaced it, or it is older than the device wanted.
 *
 * A late reply must never be taken for the next one (FC03 replies name neither address nor
 * request). So after a time-out the bus is kept silent until nothing was heard for settle_ms, what
 * came is thrown away, another slave goes next, the failed one rests, and its next read asks for
 * another number of registers, so that even a reply later than all this does not fit. Over Modbus
 * TCP each answer names its transaction: a late one is refused by that, and nobody waits. */
#ifndef JIAOHAO_MODBUS_BUS_H
#define JIAOHAO_MODBUS_BUS_H

#include "device.h"

#include <stdbool.h>
#include <stdint.h>

struct event_base;
struct port_description;
struct modbus_bus;
struct modbus_unit; /* one device on the bus; several may share a slave's address */

enum {
	MODBUS_UNITS_MAX = 128,
	MODBUS_SLOTS_MAX = 4,	   /* writes of one unit that may wait at once, one per slot */
	MODBUS_REGISTERS_MAX = 64, /* of one request */
};

/* What a unit is asked again and again: holding registers by FC03. */
struct modbus_poll {
	uint16_t first;
	uint8_t count;	     /* 0: never polled */
	uint8_t short_count; /* after failures it asks for less, down to this; 1 … count */
	/* the few of them that show that something is new: asked for most of the time, and the
	 * whole only each whole_ms and after failures; quick_count 0: always the whole */
	uint16_t quick_first;
	uint8_t quick_count; /* not one of short_count … count, so that replies can't be mixed up */
	uint16_t whole_ms;
	uint16_t active_ms, idle_ms;
	bool hurried; /* a change in it is likely to be answered by a write at once: the bus waits
		       * a moment for that before it starts the next poll */
};

/* Consecutive holding registers written by FC16. */
struct modbus_write {
	uint16_t first;
	uint8_t count;
	bool read_back;	     /* confirmed only when reading it back shows the same */
	bool urgent;	     /* a call: goes before writes that are not */
	uint32_t give_up_ms; /* dropped when not confirmed by then, or when the slave is lost; 0:
				never */
	uint32_t tag;	     /* comes back in owner->written */
	uint16_t values[MODBUS_REGISTERS_MAX];
};

/* All on the loop. None may remove the unit. */
struct modbus_unit_owner {
	void *context;
	/** A good answer to the poll, @p count of them: short_count … count. */
	void (*polled)(void *context, const uint16_t *values, unsigned count);
	/** A good answer to a quick poll, quick_count of them. May be NULL where none are asked. */
	void (*quick)(void *context, const uint16_t *values);
	/** The newest write of this slot is in the slave. May be NULL. */
	void (*written)(void *context, unsigned slot, uint32_t tag);
	device_health_fn *health;
};

/* What modbus_bus_expect computes, with every window open. */
struct modbus_expectation {
	unsigned boxes;		   /* units whose change is a press */
	unsigned others;	   /* displays, rating boxes */
	int64_t write_us;	   /* one text */
	int64_t mean_us, worst_us; /* from a press to the whole text at a display; 0: no boxes */
};

/** Touches no hardware: the worker starts with the first unit, when the loop runs. NULL: no memory.
 */
struct modbus_bus *modbus_bus_create(struct event_base *base,
				     const struct port_description *description);
/** Stops the worker (waits for the transaction in flight). Every unit must be removed before. */
void modbus_bus_destroy(struct modbus_bus *bus);

/** From the line's speed and the units added: before anything runs. */
void modbus_bus_expect(struct modbus_bus *bus, struct modbus_expectation *out);

/** 0; -ENOSPC: MODBUS_UNITS_MAX units were added already; -ENOMEM. @p address 1 … 247. The owner is
 *  copied. */
int modbus_unit_add(struct modbus_unit **out, struct modbus_bus *bus, int address,
		    const struct modbus_poll *poll, const struct modbus_unit_owner *owner);
/** No callback comes after this. Accepts NULL. Never from one of the unit's callbacks. */
void modbus_unit_remove(struct modbus_unit *unit);

/** Write as soon as the transaction in flight ends: writes go before polls, in order of asking.
 * What still waits in @p slot is replaced. */
void modbus_unit_write(struct modbus_unit *unit, unsigned slot, const struct modbus_write *write);
/** Poll at active_ms instead of idle_ms. */
void modbus_unit_active(struct modbus_unit *unit, bool active);
/** The device answers, but something is wrong with it: reported as DEVICE_DEGRADED until NULL.
 *  @p detail must stay valid (a literal). */
void modbus_unit_problem(struct modbus_unit *unit, const char *detail);
/** Counted by the driver: replies it saw to be older than what it knew, presses it can't name. */
void modbus_unit_count(struct modbus_unit *unit, unsigned stale_replies, unsigned lost_presses);
void modbus_unit_statistics(const struct modbus_unit *unit, struct device_statistics *out);

#endif
