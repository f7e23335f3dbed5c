/* What goes next on a shared serial line, and what its end means for the member. No stream, no
 * framing, no clock: time is an argument (µs, any origin). Internal to line.c.
 *
 *   free ──choose──▶ on the wire ──▶ awaited ──answer──▶ free
 *                        │              └──time-out──▶ settling ──▶ free
 *                        └── wants no answer ──▶ free
 *
 *   a member:  starting ──answer──▶ healthy ──failures──▶ lost ──answer──▶ healthy
 * Order: calls as asked · a lost member's probe · the rest as asked; after URGENT_IN_A_ROW calls
 * one of the rest goes between, and who failed last does not go next while others wait. A lost
 * member rests, longer each time, and while any healthy one lives failed probes take at most
 * PROBE_SHARE of the line, all together. */
#ifndef JIAOHAO_LINE_SCHEDULE_H
#define JIAOHAO_LINE_SCHEDULE_H

#include "line.h"

struct line_slot {
	bool waiting;
	uint32_t generation; /* counts what was put in */
	uint64_t order;
	int64_t give_up_us; /* 0: never */
	struct line_exchange exchange;
	uint8_t *bytes; /* what exchange.bytes points to; line.c's */
	size_t room;
};

struct line_member {
	struct line *line;
	struct line_owner owner;
	struct line_slot slots[LINE_SLOTS_MAX];
	enum device_health health; /* STARTING, OK or LOST */
	const char *detail, *problem;
	unsigned failures; /* in a row */
	int64_t rests_until_us;
	bool asks; /* it was sent something that wants an answer: only an answer shows it lives */
	bool was_healthy;		/* when the line went */
	enum device_health said_health; /* as last reported */
	const char *said_detail;
	struct device_statistics statistics;
};

enum line_phase { LINE_FREE, LINE_AWAITED, LINE_SETTLING };

struct line_schedule {
	struct line_member *members[LINE_MEMBERS_MAX];
	unsigned member_count;
	uint64_t order;
	unsigned urgent_in_a_row;
	enum line_phase phase;
	int64_t pause_us;  /* between two exchanges */
	int64_t settle_us; /* at least so long after a time-out */
	bool connected;
	const char *lost_detail; /* why it is not connected; NULL: not tried yet */

	/* what is on the wire, and what it became */
	struct line_member *member; /* NULL: it left meanwhile */
	struct line_member *failed; /* who failed last */
	struct line_member *late;   /* whose answer did not come; may come while settling */
	unsigned slot;
	uint32_t generation;
	bool awaits;  /* it wants an answer, and none came yet */
	bool garbled; /* something came, but no frame of anybody */
	int64_t began_us, timeout_us;
	int64_t until_us;      /* the answer's time-out, or the end of the silence */
	int64_t settle_max_us; /* noise does not prolong the silence beyond this */

	int64_t free_from_us;	/* the line rests until then */
	int64_t busy_since_us;	/* somebody has been talking since, without sense; 0: nobody is */
	int64_t heard_us;	/* when the last byte came */
	int64_t probes_from_us; /* the share of failed probes is used up until then */
};

/* What line_schedule_step asks line.c to do. */
enum line_step { LINE_NOTHING, LINE_TRANSMIT, LINE_ENDED };

struct line_event {
	struct line_member *member;
	unsigned slot;
	uint32_t tag;
	bool good;
	const struct line_exchange *exchange; /* to transmit */
};

/** Put it into the member's slot; exchange->bytes must stay until it is replaced. */
void line_schedule_send(struct line_schedule *schedule, struct line_member *member, unsigned slot,
			const struct line_exchange *exchange, int64_t now_us);
void line_schedule_cancel(struct line_member *member, unsigned slot);
/** The next thing to do, one by one until LINE_NOTHING; then *again_us says when to ask again
 *  (INT64_MAX: when something happened). After LINE_TRANSMIT line_schedule_sent is due. */
enum line_step line_schedule_step(struct line_schedule *schedule, int64_t now_us,
				  struct line_event *event, int64_t *again_us);
/** What was to be transmitted will have passed the wire at @p ends_us. */
void line_schedule_sent(struct line_schedule *schedule, int64_t ends_us);
/** Bytes came; @p open: they are the beginning of a frame that is not whole yet. */
void line_schedule_heard(struct line_schedule *schedule, bool open, int64_t now_us);
/** What came fits no frame: counted for whose answer is waited for. Two devices of one address that
 *  answer at once sound like this. */
void line_schedule_garbled(struct line_schedule *schedule);
/** Whose answer is waited for, or NULL. */
struct line_member *line_schedule_awaited(const struct line_schedule *schedule);
/** A frame of this member came. True: it was the awaited answer. */
bool line_schedule_frame(struct line_schedule *schedule, struct line_member *member,
			 int64_t now_us);
/** It lives. */
void line_schedule_alive(struct line_member *member);
/** 0, or -ENOSPC. */
int line_schedule_add(struct line_schedule *schedule, struct line_member *member);
void line_schedule_forget(struct line_schedule *schedule, struct line_member *member);
/** The line is gone: every member is lost, what was on the wire waits again. Or it is back. */
void line_schedule_unplugged(struct line_schedule *schedule, const char *detail);
void line_schedule_replugged(struct line_schedule *schedule, int64_t now_us);
/** True when the member's health is not what was last reported (it is then taken as reported). */
bool line_schedule_health(struct line_member *member, enum device_health *health,
			  const char **detail);

#endif
