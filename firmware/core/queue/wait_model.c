/* The method, measured by jiaohao-replay on real halls:
 *
 *   pace   = √(mean gap between calls × mean wait per person who was to be called)
 *   need   = people to be called, oneself included, × pace
 *   middle = ¾ need + ¼ mean wait
 *   range  = ¾ middle - ⅗ pace √people  …  5/4 middle + ⅘ pace √people
 *
 * Gaps see at once that a queue has become faster or slower, but idle hours stretch them; the wait
 * per person does not know idle hours, but is as old as the waits. They err to opposite sides, so
 * the mean between them (of ratios: the root of the product) is better than either. A range has two
 * parts: the pace may be another one by then, which grows with the people ahead, and each person
 * takes longer or shorter than the mean, which grows with their root. With nobody ahead a window
 * may be free this minute: 0 … 5/4 middle. */
#include "wait_model.h"

enum {
	GAPS = 16, /* how many a mean remembers, roughly */
	PACES = 64,
	WAITS = 32,
	/* A gap longer than this many mean gaps, and than this time, is a break: it says that
	 * nobody called, not how fast people are called. */
	BREAK_GAPS = 4,
	BREAK_MS = 10 * 60 * 1000,
	DAY_MS = 24 * 60 * 60 * 1000,
	PEOPLE_MAX = 1 << 20,
	ONE = 65536, /* of weight */
};

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
	return value < low ? low : value > high ? high : value;
}

static void mean_add(struct wait_mean *mean, int64_t value, int64_t weight, int memory)
{
	mean->sum += value - mean->sum / memory;
	mean->weight += weight * ONE - mean->weight / memory;
}

static int64_t mean_of(const struct wait_mean *mean)
{
	return mean->weight ? mean->sum * ONE / mean->weight : 0;
}

/* Digit by digit, rounded down. */
static int64_t root(int64_t value)
{
	int64_t result = 0;
	for (int64_t bit = INT64_C(1) << 62; bit; bit >>= 2) {
		bool fits = value >= result + bit;
		if (fits)
			value -= result + bit;
		result = (result >> 1) + (fits ? bit : 0);
	}
	return result;
}

/* Open time from one moment to the other. A clock that was set back makes none. */
static int64_t open_ms(const struct wait_model *model, int64_t from_us, int64_t to_us)
{
	int64_t closed_from = from_us > model->closed_from_us ? from_us : model->closed_from_us;
	int64_t closed_to = to_us < model->closed_to_us ? to_us : model->closed_to_us;
	if (to_us <= from_us)
		return 0;
	uint64_t open = (uint64_t)to_us - (uint64_t)from_us;
	if (closed_to > closed_from)
		open -= (uint64_t)closed_to - (uint64_t)closed_from;
	open /= 1000;
	return open < DAY_MS ? (int64_t)open : DAY_MS;
}

void wait_model_closed(struct wait_model *model, int64_t from_us, int64_t to_us)
{
	model->closed_from_us = from_us;
	model->closed_to_us = to_us;
}

void wait_model_called(struct wait_model *model, int64_t time_us)
{
	if (model->calls > 0) {
		int64_t longest = mean_of(&model->gap) * BREAK_GAPS;
		mean_add(&model->gap,
			 clamp(open_ms(model, model->last_call_us, time_us), 0,
			       longest > BREAK_MS ? longest : BREAK_MS),
			 1, GAPS);
	}
	model->last_call_us = time_us;
	model->calls++;
}

void wait_model_waited(struct wait_model *model, int64_t begun_us, int64_t called_us,
		       uint32_t ahead)
{
	int64_t wait = open_ms(model, begun_us, called_us);
	mean_add(&model->pace, wait, clamp(ahead, 0, PEOPLE_MAX) + 1, PACES);
	mean_add(&model->wait, wait, 1, WAITS);
	model->waits++;
}

bool wait_model_knows(const struct wait_model *model)
{
	return model->waits >= WAIT_MODEL_WAITS_ENOUGH;
}

/* Where nobody had to wait yet the pace is not nothing, but unknown: two people who took as long as
 * a gap are counted in. */
static int64_t pace_of(const struct wait_model *model)
{
	int64_t gap = mean_of(&model->gap);
	struct wait_mean pace = { model->pace.sum + 2 * gap, model->pace.weight + 2 * ONE };
	return root(gap * mean_of(&pace));
}

struct wait_guess wait_model_guess(const struct wait_model *model, uint32_t ahead,
				   uint32_t ahead_first)
{
	if (!wait_model_knows(model))
		return (struct wait_guess){ 0 };
	int64_t people = clamp(ahead, 0, PEOPLE_MAX) + 1;
	int64_t people_first = clamp(ahead_first, people - 1, PEOPLE_MAX) + 1;
	int64_t pace = pace_of(model);
	int64_t usual = mean_of(&model->wait) * people / people_first;
	int64_t luck = pace * root(people * ONE) / 256;
	int64_t middle = (3 * people * pace + usual) / 4;
	if (ahead == 0)
		return (struct wait_guess){ .middle_ms = middle, .high_ms = middle * 5 / 4 };
	return (struct wait_guess){
		.low_ms = clamp(middle * 3 / 4 - luck * 3 / 5, 0, middle),
		.middle_ms = middle,
		.high_ms = middle * 5 / 4 + luck * 4 / 5,
	};
}
