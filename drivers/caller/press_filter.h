/* Which signals of a key box are presses. Contacts bounce and chatter, keys stick, boxes without a
 * sequence number repeat a press until they hear an answer. One rule for all of them: a key is down
 * from its first signal until nothing was heard of it for window_us (or, where its level is known,
 * since it came up), and one time down is one press, however long it lasts.
 *
 *  - A key that signalled PRESS_FILTER_MANY times without a pause is held or worn: it is up only
 *    after three windows, as some of its signals may get lost.
 *  - A key that is down for PRESS_FILTER_STUCK_US is stuck; it heals when it is up.
 *  - What is down within a window after a start or a loss may have been pressed before it, and
 *    counted: it is no press. A person presses again; nobody is skipped.
 *
 * Pure; microseconds of any clock that does not go back. */
#ifndef JIAOHAO_PRESS_FILTER_H
#define JIAOHAO_PRESS_FILTER_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PRESS_FILTER_STUCK_US = 10 * 1000 * 1000,
	PRESS_FILTER_MANY = 4,
	PRESS_FILTER_KEYS = 17, /* 0 … enum caller_key's last; 0 is for keys without a meaning */
};

struct press_filter {
	int64_t window_us;
	int64_t blind_until_us; /* since the start or the last loss */
	struct {
		bool down, held;
		unsigned times;
		int64_t first_us, last_us;
	} keys[PRESS_FILTER_KEYS];
};

enum press_kind {
	PRESS_NEW,
	PRESS_SAME,   /* of a key that is down: nothing */
	PRESS_UNSURE, /* the first one, too soon after a start or a loss: nothing, maybe lost */
};

/** Also after a loss: every key is up. */
void press_filter_restart(struct press_filter *filter, int64_t window_us, int64_t now_us);
/** A key signals that it is pressed. @p key is below PRESS_FILTER_KEYS. */
enum press_kind press_filter_feed(struct press_filter *filter, unsigned key, int64_t now_us);
/** Where the level is known: it stays down, or came up just now. */
void press_filter_hold(struct press_filter *filter, unsigned key, bool held, int64_t now_us);
/** Is any key stuck? To be asked again while any is down. */
bool press_filter_stuck(struct press_filter *filter, int64_t now_us);
bool press_filter_any_down(const struct press_filter *filter, int64_t now_us);

#endif
