/* A loudspeaker on a line: reads "SAY <clip> <clip> … | <duration_ms>" and "STOP", and keeps what
 * was spoken, when it began and ended on the hall clock, and whether it began before the last one
 * had ended. */
#ifndef JIAOHAO_SPEAKER_SIM_H
#define JIAOHAO_SPEAKER_SIM_H

#include "sim_clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SPEAKER_SIM_LINE_MAX = 8192,
	SPEAKER_SIM_SPOKEN_MAX = 50000, /* then the log stops and says so */
	/* Real time by which two lines may come closer than they were sent: the line's own jitter.
	 */
	SPEAKER_SIM_SLACK_US = 25000,
};

struct speaker_sim_spoken {
	int64_t start_us, end_us; /* hall clock */
	bool overlap;
	char *clips; /* parted by one space */
};

struct speaker_sim {
	const struct sim_clock *clock;
	char line[SPEAKER_SIM_LINE_MAX];
	size_t length;
	bool too_long;
	int64_t busy_until_us; /* hall clock */
	struct speaker_sim_spoken *spoken;
	uint32_t count, room;
	uint64_t overlaps, stops, bad_lines, not_kept;
};

/** @p speaker is zeroed by the caller. */
void speaker_sim_init(struct speaker_sim *speaker, const struct sim_clock *clock);
void speaker_sim_receive(struct speaker_sim *speaker, const uint8_t *bytes, size_t count);
/** Unplugged: what was being spoken ends now. */
void speaker_sim_silence(struct speaker_sim *speaker);
void speaker_sim_finish(struct speaker_sim *speaker);

#endif
