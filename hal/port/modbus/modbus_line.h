/* The line of a Modbus bus: one transaction at a time, blocking, over a tty, a serial server's
 * connection (RTU frames in TCP) or Modbus TCP. Belongs to one thread. Decides nothing: it says
 * what became of a transaction. Internal to modbus_bus.c. */
#ifndef JIAOHAO_MODBUS_LINE_H
#define JIAOHAO_MODBUS_LINE_H

#include "modbus_schedule.h"
#include "port.h"

#include <stdatomic.h>

struct modbus_line;

struct modbus_line *modbus_line_create(const struct port_description *description);
/** Closes too. Accepts NULL. */
void modbus_line_destroy(struct modbus_line *line);
/** 0 or -errno. Connecting takes 3 s at most, less when @p stop is set. */
int modbus_line_open(struct modbus_line *line, atomic_bool *stop);
void modbus_line_close(struct modbus_line *line);
/** -1 while closed. */
int modbus_line_descriptor(const struct modbus_line *line);

/** Do the job, after the silence that must lie between two frames. A poll's values are put into
 *  @p job, what was heard beside its answer is counted there; a read-back is compared. After
 *  MODBUS_SILENT and MODBUS_BAD call modbus_line_settle before anything else. */
enum modbus_outcome modbus_line_transact(struct modbus_line *line, struct modbus_job *job);
/** Keep the bus silent until nothing was heard for the settle time (at most ten times that; less
 *  when @p stop is set), and throw away what came. True: the reply of @p job was in it. Modbus TCP
 *  needs none of it: there a late reply is known by its transaction. */
bool modbus_line_settle(struct modbus_line *line, const struct modbus_job *job, atomic_bool *stop);
/** Throw away what came while nobody was asked. Bytes thrown away, or -errno: the line is gone. */
int modbus_line_drain(struct modbus_line *line);
/** Nothing was heard over a connection for so long, though much was asked, that it is better made
 *  anew: a serial server may hold a session of which only our end is left. */
bool modbus_line_stuck(const struct modbus_line *line);

/** Duration of a character and of the silence between frames; 0 for Modbus TCP. */
void modbus_line_timing(const struct modbus_line *line, int64_t *character_ns, int64_t *gap_us);

/** CLOCK_MONOTONIC, µs. */
int64_t modbus_line_time(void);

#endif
