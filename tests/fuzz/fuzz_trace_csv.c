/* Any bytes as the rows of a trace: no crash; what is accepted is in order, within its limits, and
 * can be replayed. */
#include "replay_score.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 1 << 17 };

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void say(void *context, const char *line)
{
	(void)context;
	must(strncmp(line, "fuzz.csv:", 9) == 0);
}

static void check_ticket(const struct trace *trace, const struct trace_ticket *ticket)
{
	must(ticket->office < trace->office_count && ticket->queue[0]);
	must(memchr(ticket->queue, 0, sizeof ticket->queue) != NULL);
	must(ticket->issued_min >= 0 &&
	     (ticket->called_min == TRACE_NEVER || ticket->called_min >= ticket->issued_min));
}

static void replay(const struct trace *trace)
{
	struct replay_result result = { 0 };
	size_t length;
	for (size_t i = 0; i < trace->count; i += length) {
		length = trace_day_length(trace, i);
		must(length > 0);
		for (size_t j = i; j < i + length; j++) {
			check_ticket(trace, &trace->tickets[j]);
			must(j == i || trace->tickets[j - 1].ticket < trace->tickets[j].ticket);
		}
		must(replay_score_day(&result, &trace->tickets[i], length) == 0);
	}
	must(result.tickets == trace->count);
	for (int i = 0; i < REPLAY_ESTIMATORS; i++)
		must(isfinite(replay_mae(&result, i)) && replay_coverage(&result, i) <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char header[] = "office,queue_id,date,ticket,issued_min,called_min,"
				     "open_counters_at_issue,ahead_at_issue\n";
	static char text[TEXT_MAX];
	struct config_report report = { .say = say };
	struct trace *trace;
	if (size > TEXT_MAX - sizeof header)
		return 0;
	memcpy(text, header, sizeof header - 1);
	memcpy(text + sizeof header - 1, data, size);
	if (trace_csv_read(&trace, "fuzz.csv", text, sizeof header - 1 + size, &report) < 0) {
		must(report.mistakes > 0 && trace == NULL);
		return 0;
	}
	must(report.mistakes == 0 && trace->count > 0);
	replay(trace);
	trace_free(trace);
	return 0;
}
