/* A recorded trace of tickets, as CSV: office, queue_id, date, ticket, issued_min, called_min
 * (empty: never called), open_counters_at_issue, ahead_at_issue. Reads the text; computes nothing
 * from it. */
#ifndef JIAOHAO_TRACE_CSV_H
#define JIAOHAO_TRACE_CSV_H

#include "config.h"

#include <stdint.h>

enum {
	TRACE_OFFICES_MAX = 256,
	TRACE_NAME_MAX = 64,
	TRACE_NEVER = -1, /* called_min of a ticket that was never called */
};

struct trace_ticket {
	uint16_t office; /* index into trace.offices */
	char queue[16];
	int32_t date; /* day number */
	uint32_t ticket;
	int32_t issued_min, called_min; /* of the local day; over 1440 after midnight */
	uint32_t windows, ahead;	/* at issue */
	unsigned line;
};

struct trace {
	size_t count;
	unsigned office_count;
	char offices[TRACE_OFFICES_MAX][TRACE_NAME_MAX];
	struct trace_ticket *tickets; /* by office, queue, date and ticket */
};

/** 0 and a trace, or -EINVAL with every mistake said as file:line:column and *out NULL. @p name
 *  stands in the messages. */
int trace_csv_read(struct trace **out, const char *name, const char *text, size_t length,
		   struct config_report *report);
/** Accepts NULL. */
void trace_free(struct trace *trace);
/** How many tickets from @p from on are of the same queue and day. */
size_t trace_day_length(const struct trace *trace, size_t from);

#endif
