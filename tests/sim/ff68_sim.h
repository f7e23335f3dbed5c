/* A call box or an evaluator of the field's protocol ("FF 68", protocols of Chinese halls): sends
 * unasked, hears its echo or the acknowledgement, shows digits or stars. Written from the
 * description of the wire, apart from the driver.
 *
 *   FF 68 | L L | 68 | address | function | data, L - 2 | sum | 16
 *
 * What is not published is decided here: a box that hears no echo repeats its press every
 * FF68_SIM_REPEAT_MS, FF68_SIM_ATTEMPTS times in all; an evaluator's rating likewise. An evaluator
 * opens on function 01 with data 0B for its address, so also on the echo of the call box's key
 * "rating". Knows no line. */
#ifndef JIAOHAO_FF68_SIM_H
#define JIAOHAO_FF68_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct event;

enum {
	FF68_SIM_REPEAT_MS = 250,
	FF68_SIM_ATTEMPTS = 5,
	FF68_SIM_STUCK_MS = 200,
	FF68_SIM_OPEN_S = 10, /* an evaluator stops asking by itself */
	FF68_SIM_FRAME_MAX = 16,
};

/* All zero is a healthy box. Times are real time. */
struct ff68_sim_faults {
	bool silence;	   /* neither hears nor speaks */
	bool deaf;	   /* speaks, hears nothing */
	bool wrong_sum;	   /* in what it sends */
	bool twin;	   /* a second box at the same address says it once more */
	unsigned bounces;  /* a press is sent so often more, at once */
	unsigned late_ms;  /* before a press is sent */
	unsigned noise;	   /* bytes FF before each frame, as of a line without bias */
	unsigned function; /* of its key frames instead of 01; 0: 01 */
};

struct ff68_sim_owner {
	void *context;
	void (*send)(void *context, const uint8_t *bytes, size_t count);
};

struct ff68_sim {
	struct ff68_sim_owner owner;
	struct ff68_sim_faults faults;
	bool evaluator;
	uint8_t address;
	bool off; /* without power */
	/* shown: three digits each, ' ' blank; "" before anything was shown */
	char waiting[4], number[4];
	unsigned stars, beeps, opened;
	bool open; /* asks for a rating */
	uint64_t presses, sent, echoes, gave_up, bad_frames;
	/* the press or rating that waits for its echo */
	uint8_t frame[FF68_SIM_FRAME_MAX], echo[FF68_SIM_FRAME_MAX];
	size_t frame_length;
	unsigned attempts;
	const char *stuck; /* this key is sent again and again */
	struct event *repeat, *stick, *close;
	uint8_t heard[FF68_SIM_FRAME_MAX];
	size_t heard_count;
};

/** @p sim is zeroed by the caller and stays in place. 0 or -ENOMEM. */
int ff68_sim_init(struct ff68_sim *sim, struct event_base *base, uint8_t address, bool evaluator,
		  const struct ff68_sim_owner *owner);
/** Bytes on the line, whoever they are for. */
void ff68_sim_receive(struct ff68_sim *sim, const uint8_t *bytes, size_t count, int64_t ended_us);
/** A call box: next, recall, rating, pause, transfer, no_show, hold, call_back, cancel, metre. An
 *  evaluator: value_0 … value_9. 0; -EINVAL: it has no such key. The newest press wins. */
int ff68_sim_press(struct ff68_sim *sim, const char *key);
/** NULL: let go. */
int ff68_sim_stick(struct ff68_sim *sim, const char *key);
/** Power off and on: what it showed is gone. */
void ff68_sim_reboot(struct ff68_sim *sim);
void ff68_sim_finish(struct ff68_sim *sim);

#endif
