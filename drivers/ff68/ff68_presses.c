/* See ff68_presses.h. */
#include "ff68_presses.h"

#include <string.h>

void ff68_presses_restart(struct ff68_presses *presses, int64_t repeat_us, int64_t now_us)
{
	memset(presses, 0, sizeof *presses);
	presses->repeat_us = repeat_us;
	presses->blind_until_us = now_us + repeat_us;
}

static bool still_down(const struct ff68_presses *presses, unsigned key, int64_t now_us)
{
	int64_t up_us = presses->repeat_us * (presses->keys[key].times < FF68_MANY ? 1 : 3);
	return presses->keys[key].down && now_us - presses->keys[key].last_us < up_us;
}

enum ff68_press ff68_presses_feed(struct ff68_presses *presses, enum ff68_key key, int64_t now_us)
{
	bool again = still_down(presses, key, now_us);
	if (!again) {
		presses->keys[key].first_us = now_us;
		presses->keys[key].times = 0;
	}
	presses->keys[key].times++;
	presses->keys[key].down = true;
	presses->keys[key].last_us = now_us;
	if (again)
		return FF68_PRESS_SAME;
	return now_us < presses->blind_until_us ? FF68_PRESS_UNSURE : FF68_PRESS_NEW;
}

bool ff68_presses_stuck(struct ff68_presses *presses, int64_t now_us)
{
	bool stuck = false;
	for (unsigned key = 0; key <= FF68_KEY_IDLE; key++) {
		presses->keys[key].down = still_down(presses, key, now_us);
		stuck |= presses->keys[key].down &&
			 presses->keys[key].last_us - presses->keys[key].first_us >= FF68_STUCK_US;
	}
	return stuck;
}
