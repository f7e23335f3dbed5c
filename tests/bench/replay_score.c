/* One queue's day again, minute by minute: at each ticket's issue every estimator sees the calls
 * made until then, and nothing else.
 *
 *   QL10      people ahead × the mean of the last 10 gaps between calls
 *   LES       the wait of the last ticket called
 *   baseline  the mean of both
 *   range     of these three: half to one and a half of it, ± 1 minute, not below 0; ours: its own,
 *             in whole minutes as it is printed */
#include "replay_score.h"

#include "wait_model.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum { DAY_TICKETS_MIN = 30, CALLS_MIN = 8, QL_GAPS = 10 };

static const int64_t MINUTE_US = 60000000;
static const int64_t MINUTE_MS = 60000;

/* The calls of a day in order of time, and how many were made until now. */
struct calls {
	const struct trace_ticket **tickets;
	size_t count, made;
	struct wait_model model;
};

struct range {
	double middle, low, high;
};

static int compare_calls(const void *left, const void *right)
{
	const struct trace_ticket *const *a = left, *const *b = right;
	if ((*a)->called_min != (*b)->called_min)
		return (*a)->called_min < (*b)->called_min ? -1 : 1;
	return ((*a)->ticket > (*b)->ticket) - ((*a)->ticket < (*b)->ticket);
}

/* A call of the minute of issue was made before it: so the people ahead are counted, too. */
static void make_calls(struct calls *calls, int32_t now_min)
{
	for (; calls->made < calls->count; calls->made++) {
		const struct trace_ticket *called = calls->tickets[calls->made];
		if (called->called_min > now_min)
			break;
		wait_model_called(&calls->model, called->called_min * MINUTE_US);
		wait_model_waited(&calls->model, called->issued_min * MINUTE_US,
				  called->called_min * MINUTE_US, called->ahead);
	}
}

static struct range around(double middle)
{
	return (struct range){ middle, fmax(middle / 2 - 1, 0), middle * 3 / 2 + 1 };
}

static void estimate(const struct calls *calls, const struct trace_ticket *ticket,
		     struct range ranges[REPLAY_ESTIMATORS])
{
	const struct trace_ticket *last = calls->tickets[calls->made - 1];
	size_t gaps = calls->made - 1 < QL_GAPS ? calls->made - 1 : QL_GAPS;
	const struct trace_ticket *first = calls->tickets[calls->made - 1 - gaps];
	double ql = ticket->ahead * (double)(last->called_min - first->called_min) / (double)gaps;
	double les = last->called_min - last->issued_min;
	struct wait_guess guess = wait_model_guess(&calls->model, ticket->ahead, ticket->ahead);
	ranges[REPLAY_QL10] = around(ql);
	ranges[REPLAY_LES] = around(les);
	ranges[REPLAY_BASELINE] = around((ql + les) / 2);
	ranges[REPLAY_OURS] = (struct range){
		(double)guess.middle_ms / (double)MINUTE_MS,
		(double)(guess.low_ms / MINUTE_MS),
		(double)((guess.high_ms + MINUTE_MS - 1) / MINUTE_MS),
	};
}

static void add(struct replay_score *score, const struct range *range, double actual)
{
	double error = range->middle - actual;
	score->absolute += fabs(error);
	score->squared += error * error;
	score->signed_sum += error;
	score->width += range->high - range->low;
	score->covered += actual >= range->low && actual <= range->high;
}

int replay_score_day(struct replay_result *result, const struct trace_ticket *tickets, size_t count)
{
	struct calls calls = { .tickets = calloc(count + 1, sizeof *calls.tickets) };
	if (calls.tickets == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		if (tickets[i].called_min != TRACE_NEVER)
			calls.tickets[calls.count++] = &tickets[i];
	qsort(calls.tickets, calls.count, sizeof *calls.tickets, compare_calls);
	result->queue_days++;
	result->tickets += count;
	result->never_called += count - calls.count;
	for (size_t i = 0; i < count && count >= DAY_TICKETS_MIN; i++) {
		struct range ranges[REPLAY_ESTIMATORS];
		make_calls(&calls, tickets[i].issued_min);
		if (calls.made < CALLS_MIN || tickets[i].ahead == 0 ||
		    tickets[i].called_min == TRACE_NEVER)
			continue;
		estimate(&calls, &tickets[i], ranges);
		for (int j = 0; j < REPLAY_ESTIMATORS; j++)
			add(&result->scores[j], &ranges[j],
			    tickets[i].called_min - tickets[i].issued_min);
		result->counted++;
	}
	free(calls.tickets);
	return 0;
}

const char *replay_estimator_name(enum replay_estimator estimator)
{
	static const char *const names[REPLAY_ESTIMATORS] = {
		[REPLAY_OURS] = "jiaohao",
		[REPLAY_QL10] = "QL10",
		[REPLAY_LES] = "LES",
		[REPLAY_BASELINE] = "(QL10+LES)/2",
	};
	return names[estimator];
}

static double per_ticket(const struct replay_result *result, double sum)
{
	return result->counted ? sum / (double)result->counted : 0;
}

double replay_mae(const struct replay_result *result, enum replay_estimator estimator)
{
	return per_ticket(result, result->scores[estimator].absolute);
}

double replay_rmse(const struct replay_result *result, enum replay_estimator estimator)
{
	return sqrt(per_ticket(result, result->scores[estimator].squared));
}

double replay_bias(const struct replay_result *result, enum replay_estimator estimator)
{
	return per_ticket(result, result->scores[estimator].signed_sum);
}

double replay_coverage(const struct replay_result *result, enum replay_estimator estimator)
{
	return per_ticket(result, (double)result->scores[estimator].covered);
}

double replay_width(const struct replay_result *result, enum replay_estimator estimator)
{
	return per_ticket(result, result->scores[estimator].width);
}
