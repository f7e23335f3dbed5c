/* What goes next on an RS-485 bus, and what an outcome means for the slave. No thread, no line, no
 * clock: time is an argument (µs, any origin), so that a minute of a sick bus is tested in no time.
 * Internal to modbus_bus.c; the caller locks.
 *
 * Order: calls, then other writes, as asked · one lost slave's probe · polls of the active (open
 * windows), most overdue in units of their own period first, those that were pressed lately twice
 * as often · reading back what was written · polls of the idle. After WRITES_IN_A_ROW writes an
 * overdue poll goes between, and after as many polls of the active as there are active units, at
 * most POLLS_IN_A_ROW, one of those behind them: nobody is forgotten.
 *
 *   a slave:  starting ──good──▶ healthy ──failures──▶ lost ──good──▶ healthy
 * A failed slave rests, longer each time. Lost ones are probed one at a time, and while any healthy
 * slave lives failed probes take at most PROBE_SHARE of the bus, all together. */
#ifndef JIAOHAO_MODBUS_SCHEDULE_H
#define JIAOHAO_MODBUS_SCHEDULE_H

#include "latency.h"
#include "modbus_bus.h"

enum { MODBUS_ADDRESSES = 248 };

enum modbus_outcome {
	MODBUS_GOOD,
	MODBUS_DIFFERS,	  /* read back, but not what was written */
	MODBUS_SILENT,	  /* no answer in time */
	MODBUS_LATE,	  /* none in time, but one came while the bus was kept silent */
	MODBUS_BAD,	  /* noise, a wrong check sum, a foreign slave's frame */
	MODBUS_REFUSED,	  /* an exception: the slave lives but won't */
	MODBUS_BUSY,	  /* an exception that says: later */
	MODBUS_UNPLUGGED, /* the line itself is gone */
};

enum modbus_job_kind { MODBUS_WRITE, MODBUS_READ_BACK, MODBUS_POLL, MODBUS_QUICK };

struct modbus_job {
	struct modbus_unit *unit;
	enum modbus_job_kind kind;
	unsigned slot;	     /* of a write or read-back */
	uint32_t generation; /* of the slot when the job was made */
	uint16_t first;
	uint8_t count;
	uint16_t values[MODBUS_REGISTERS_MAX]; /* to write, to compare with, or as read */
	/* heard beside the answer: bytes of noise or of foreign frames; late answers (Modbus TCP),
	 * and whose the last was */
	unsigned noise, stale;
	uint8_t stale_address;
};

enum modbus_slot_state { SLOT_EMPTY, SLOT_WAITING, SLOT_WRITTEN /* not read back yet */ };

struct modbus_slot {
	enum modbus_slot_state state;
	uint32_t generation; /* counts what was put in */
	uint64_t order;
	int64_t not_before_us, give_up_us; /* give_up_us 0: never */
	unsigned differences;		   /* read-backs that differed, in a row */
	struct modbus_write write;
};

struct modbus_unit {
	struct modbus_bus *bus;
	int address;
	struct modbus_poll poll;
	struct modbus_unit_owner owner;
	bool removed, active, ever_polled;
	unsigned shortening; /* by how many registers the next read asks for less */
	int64_t last_poll_us, last_whole_us, poll_not_before_us;
	int64_t changed_us; /* when a poll last showed something new; 0: never */
	uint16_t last_values[MODBUS_REGISTERS_MAX];
	struct modbus_slot slots[MODBUS_SLOTS_MAX];
	const char *slot_problems[MODBUS_SLOTS_MAX], *poll_problem, *device_problem;
	enum device_health health; /* as last reported */
	const char *detail;
	struct device_statistics statistics;
	struct latency latency;
	int64_t busy_us; /* of schedule->busy_us */
};

struct modbus_slave {
	enum device_health health; /* STARTING, OK or LOST */
	unsigned failures;	   /* in a row */
	int64_t rests_until_us;
	const char *detail;
};

/* Something for the loop; health changes are found by modbus_schedule_health(). */
struct modbus_schedule {
	struct modbus_unit *units[MODBUS_UNITS_MAX];
	unsigned unit_count;
	struct modbus_slave slaves[MODBUS_ADDRESSES];
	uint64_t order;
	unsigned writes_in_a_row, polls_in_a_row;
	int64_t busy_us; /* what all transactions took; halved, with the units', now and then */
	int last_failed; /* address of the slave that failed last and may not go next, or 0 */
	int64_t probes_from_us;	  /* the share of failed probes is used up until then */
	int64_t hurried_until_us; /* only writes until then */
};

/** Put @p write into the unit's slot. */
void modbus_schedule_write(struct modbus_schedule *schedule, struct modbus_unit *unit,
			   unsigned slot, const struct modbus_write *write, int64_t now_us);
/** True and the next job; or false and when to ask again (INT64_MAX: when something was asked for).
 */
bool modbus_schedule_choose(struct modbus_schedule *schedule, int64_t now_us,
			    struct modbus_job *job, int64_t *again_us);
/** How @p job ended at @p now_us, having used the bus for @p used_us. True: the slot's write was
 *  confirmed (a write or read-back), or the poll has news for the owner. */
bool modbus_schedule_done(struct modbus_schedule *schedule, const struct modbus_job *job,
			  enum modbus_outcome outcome, int64_t now_us, int64_t used_us);
/** The line is gone: every slave is lost. Or it is back: every slave may be asked at once. */
void modbus_schedule_unplugged(struct modbus_schedule *schedule, const char *detail);
void modbus_schedule_replugged(struct modbus_schedule *schedule);
/** What was counted, with what follows from it. */
void modbus_schedule_statistics(const struct modbus_schedule *schedule,
				const struct modbus_unit *unit, struct device_statistics *out);
/** The unit's health now; true when it is not what was last reported (it is then taken as
 * reported). */
bool modbus_schedule_health(struct modbus_schedule *schedule, struct modbus_unit *unit,
			    enum device_health *health, const char **detail);

#endif
