/* See press_filter.h. */
#include "press_filter.h"

#include <string.h>

void press_filter_restart(struct press_filter *filter, int64_t window_us, int64_t now_us)
{
	memset(filter, 0, sizeof *filter);
	filter->window_us = window_us;
	filter->blind_until_us = now_us + window_us;
}

static bool still_down(const struct press_filter *filter, unsigned key, int64_t now_us)
{
	int64_t up_us = filter->window_us * (filter->keys[key].times < PRESS_FILTER_MANY ? 1 : 3);
	return filter->keys[key].down &&
	       (filter->keys[key].held || now_us - filter->keys[key].last_us < up_us);
}

enum press_kind press_filter_feed(struct press_filter *filter, unsigned key, int64_t now_us)
{
	bool again = still_down(filter, key, now_us);
	if (!again) {
		filter->keys[key].first_us = now_us;
		filter->keys[key].times = 0;
	}
	filter->keys[key].times++;
	filter->keys[key].down = true;
	filter->keys[key].last_us = now_us;
	if (again)
		return PRESS_SAME;
	return now_us < filter->blind_until_us ? PRESS_UNSURE : PRESS_NEW;
}

void press_filter_hold(struct press_filter *filter, unsigned key, bool held, int64_t now_us)
{
	filter->keys[key].held = held;
	filter->keys[key].last_us = now_us;
}

bool press_filter_stuck(struct press_filter *filter, int64_t now_us)
{
	bool stuck = false;
	for (unsigned key = 0; key < PRESS_FILTER_KEYS; key++) {
		int64_t last_us = filter->keys[key].held ? now_us : filter->keys[key].last_us;
		filter->keys[key].down = still_down(filter, key, now_us);
		stuck |= filter->keys[key].down &&
			 last_us - filter->keys[key].first_us >= PRESS_FILTER_STUCK_US;
	}
	return stuck;
}

bool press_filter_any_down(const struct press_filter *filter, int64_t now_us)
{
	for (unsigned key = 0; key < PRESS_FILTER_KEYS; key++)
		if (still_down(filter, key, now_us))
			return true;
	return false;
}
