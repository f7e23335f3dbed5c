/* How far estimates of a wait were off, and how often a range held. Counts; runs no estimator. */
#ifndef JIAOHAO_REPLAY_SCORE_H
#define JIAOHAO_REPLAY_SCORE_H

#include "trace_csv.h"

enum replay_estimator { REPLAY_OURS, REPLAY_QL10, REPLAY_LES, REPLAY_BASELINE, REPLAY_ESTIMATORS };

/* Sums over tickets, minutes. */
struct replay_score {
	double absolute, squared, signed_sum; /* of estimate - actual wait */
	double width;
	unsigned long covered;
};

struct replay_result {
	unsigned long counted, queue_days, tickets, never_called;
	struct replay_score scores[REPLAY_ESTIMATORS];
};

/** Add the tickets of one queue's day, @p count of them in order of issue. Those of days with fewer
 *  than 30 tickets, with fewer than 8 calls before them or with nobody ahead are not counted, nor
 *  are those that were never called: they had no wait to compare with. 0 or -ENOMEM. */
int replay_score_day(struct replay_result *result, const struct trace_ticket *tickets,
		     size_t count);

const char *replay_estimator_name(enum replay_estimator estimator);
double replay_mae(const struct replay_result *result, enum replay_estimator estimator);
double replay_rmse(const struct replay_result *result, enum replay_estimator estimator);
double replay_bias(const struct replay_result *result, enum replay_estimator estimator);
/** The share of tickets whose wait lay within the range, 0 … 1. */
double replay_coverage(const struct replay_result *result, enum replay_estimator estimator);
double replay_width(const struct replay_result *result, enum replay_estimator estimator);

#endif
