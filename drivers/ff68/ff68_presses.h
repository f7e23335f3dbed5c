/* Which key frames are presses. A box has no sequence number and repeats a press until it hears its
 * echo; how often is not published. On a shared half-duplex line frames and echoes get lost, so the
 * rule is: the same key again within the repeat time after its last frame is the same press,
 * however long that goes on. A key that has gone on for FF68_STUCK_US is stuck, or the box does not
 * hear us; it heals when it has been silent for the repeat time. What comes within the repeat time
 * after a start or a loss may be the repetition of a press that was counted before, so it is none:
 * a person presses again, nobody is skipped. Pure; microseconds of any clock that does not go back.
 */
#ifndef JIAOHAO_FF68_PRESSES_H
#define JIAOHAO_FF68_PRESSES_H

#include "ff68_frame.h"

enum { FF68_STUCK_US = 10 * 1000 * 1000, FF68_MANY = 4 };

struct ff68_presses {
	int64_t repeat_us;
	int64_t blind_until_us; /* since the start or the last loss */
	struct {
		bool down; /* frames of it came, and not long ago */
		unsigned times;
		int64_t first_us, last_us;
	} keys[FF68_KEY_IDLE + 1];
};

enum ff68_press {
	FF68_PRESS_NEW,
	FF68_PRESS_SAME,   /* to be answered, and nothing else */
	FF68_PRESS_UNSURE, /* the same, and maybe a press is lost */
};

/** Also after a loss of the line. */
void ff68_presses_restart(struct ff68_presses *presses, int64_t repeat_us, int64_t now_us);
enum ff68_press ff68_presses_feed(struct ff68_presses *presses, enum ff68_key key, int64_t now_us);
/** Is a key stuck? To be asked again until it is not. */
bool ff68_presses_stuck(struct ff68_presses *presses, int64_t now_us);

#endif
