/* A text-to-speech chip on a UART, XFS5152CE or SYN6288: takes frames, speaks for as long as the
 * text is long (on the hall clock) and says when it is idle again. Written from the makers' manuals
 * (iFlytek's XFS5152CE development guide §8, 宇音天下's SYN6288 data sheet §4), apart from the
 * driver. What was spoken is kept as UTF-8, tags and all. */
#ifndef JIAOHAO_XFS_SIM_H
#define JIAOHAO_XFS_SIM_H

#include "sim_clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event;
struct event_base;

enum {
	XFS_SIM_FRAME_MAX = 4096 + 8,
	XFS_SIM_SPOKEN_MAX = 50000,
	XFS_SIM_CHARACTER_MS = 220, /* hall time */
	XFS_SIM_TONE_MS = 1000,
	XFS_SIM_GAP_MS = 100, /* a pause this long in the middle of a frame ends it */
	XFS_SIM_QUEUE_MAX = 64,
};

enum xfs_sim_chip { XFS_SIM_XFS5152, XFS_SIM_SYN6288 };

/* All zero is a healthy chip. */
struct xfs_sim_faults {
	bool silence;	     /* hears, speaks, answers nothing */
	bool never_idle;     /* speaks to the end and does not say so */
	bool stuck;	     /* never stops speaking; a query finds it busy */
	bool double_idle;    /* says 4F twice, the second 150 ms later */
	bool early_idle;     /* says 4F at once, before it has spoken */
	unsigned reject;     /* so many text frames to come are answered with 45 */
	unsigned lose_taken; /* so many 41 to come are not sent */
	unsigned noise;	     /* random bytes before every answer, none of them an answer */
	unsigned late_ms;    /* real time before every answer */
	unsigned reboot_ms;  /* the next text is broken off after so much hall time: 4A, as new */
};

struct xfs_sim_owner {
	void *context;
	int (*send)(void *context, const uint8_t *bytes, size_t count);
};

struct xfs_sim_spoken {
	int64_t start_us, end_us; /* hall clock */
	bool whole;		  /* not stopped, interrupted or broken off */
	char *text;		  /* UTF-8, tags and all */
};

struct xfs_sim {
	struct xfs_sim_owner owner;
	const struct sim_clock *clock;
	enum xfs_sim_chip chip;
	struct xfs_sim_faults faults;
	bool power, asleep;
	bool speaking;
	unsigned volume; /* by its tags, or as after power-up */
	struct event *done_timer, *answer_timer;
	int64_t last_byte_us;
	size_t length;
	uint8_t frame[XFS_SIM_FRAME_MAX];
	struct {
		int64_t due_us;
		uint8_t byte;
	} answers[XFS_SIM_QUEUE_MAX];
	size_t answer_count;
	uint32_t random;
	struct xfs_sim_spoken *spoken;
	uint32_t count, room;
	uint64_t frames, bad_frames, interrupted, stops, queries, answers_lost;
};

/** @p sim is zeroed by the caller and stays in place. 0 or -errno. It starts with power on, and
 * says 4A. */
int xfs_sim_init(struct xfs_sim *sim, struct event_base *base, enum xfs_sim_chip chip,
		 const struct sim_clock *clock, const struct xfs_sim_owner *owner);
void xfs_sim_finish(struct xfs_sim *sim);
void xfs_sim_receive(struct xfs_sim *sim, const uint8_t *bytes, size_t count, int64_t ended_us);
/** Off: silent at once, all settings forgotten. On: 4A. */
void xfs_sim_power(struct xfs_sim *sim, bool on);

#endif
