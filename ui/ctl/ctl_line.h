/* A line tried by hand: one Modbus request, and all that is heard after it. It waits; jiaohaod must
 * not use the line meanwhile. */
#ifndef JIAOHAO_CTL_LINE_H
#define JIAOHAO_CTL_LINE_H

#include "scan_verdict.h"

struct ctl_line;

enum { CTL_LINE_HEARD_MAX = 512 };

struct ctl_heard {
	enum scan_heard kind;
	int latency_ms;
	unsigned count;	      /* registers of a good read */
	uint16_t values[125]; /* their values */
};

/** @p device: a path, or tcp://ADDRESS:PORT of a serial server. NULL: said why. */
struct ctl_line *ctl_line_open(const char *device, int baud, char parity);
/** Accepts NULL. */
void ctl_line_close(struct ctl_line *line);
/** Another speed on the same line (a serial server keeps its own). False: said. */
bool ctl_line_set(struct ctl_line *line, int baud, char parity);
bool ctl_line_is_remote(const struct ctl_line *line);

/** How long an answer may take beside the wire's own time; 60 ms at first. */
void ctl_line_patience(struct ctl_line *line, unsigned ms);
enum scan_heard ctl_line_read(struct ctl_line *line, int address, unsigned first, unsigned count,
			      struct ctl_heard *heard);
enum scan_heard ctl_line_write(struct ctl_line *line, int address, unsigned first,
			       const uint16_t *values, unsigned count, struct ctl_heard *heard);

#endif
