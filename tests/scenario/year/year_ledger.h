/* A second opinion on a whole year: a ledger of people, kept from the records and commands alone,
 * with none of the core's structures or code but the calendar's hours. It knows where everybody is,
 * how each stay ended and why, who was passed by whom and for how long, and says which record could
 * not have happened. */
#ifndef JIAOHAO_YEAR_LEDGER_H
#define JIAOHAO_YEAR_LEDGER_H

#include "command.h"
#include "hall.h"
#include "record.h"

enum {
	LEDGER_PEOPLE = TICKETS_MAX,
	LEDGER_LEGS = TICKET_LEGS_MAX + 2,
	LEDGER_DAYS = 16, /* days back whose ratings are remembered */
	LEDGER_NAMES = 2048,
	LEDGER_STEP = 8,
};

enum ledger_life {
	LIFE_NONE,
	LIFE_WAITS,
	LIFE_CALLED,
	LIFE_SERVED,
	LIFE_HELD,
	LIFE_PAPERS, /* staff have his papers */
	LIFE_MISSED, /* called in vain, may still come */
	LIFE_DONE,
	LIFE_CANCELLED,
	LIFE_EXPIRED,
	LIFE_VOID,
};

struct ledger_person {
	uint8_t life; /* enum ledger_life */
	bool guessed; /* the start is inferred */
	bool front, bound, priority, absolute, accessible;
	bool number_less, delayed;
	uint8_t ratio_ahead, ratio_owed;
	uint8_t leg, papers, no_shows;
	uint16_t service, window; /* names */
	uint32_t parent;
	uint32_t waiting_at; /* its place in the list of who waits */
	int64_t issued_us, place_us, not_before_us, called_us;
	int64_t lost_us; /* to priorities that passed by, in this leg */
	uint64_t begun;	 /* by which command this leg began */
	char number[NUMBER_MAX];
};

/* The calls of one queue. */
struct ledger_queue {
	int64_t passing_us,
		passing_place_us; /* the last call passed older ones by; 0: it did not */
	unsigned run, owed;
	uint64_t calls;
};

/* What a window's last step changed, as it was before. */
struct ledger_step {
	uint64_t last; /* sequence of its last record; 0: none */
	uint64_t command;
	unsigned count;
	uint32_t serials[LEDGER_STEP];
	struct ledger_person people[LEDGER_STEP];
	uint32_t made_first, made_count;
	uint32_t in_hand;
	/* of a call: its queue as it was, and which call of that queue it is; 0: none */
	uint16_t queue;
	struct ledger_queue queue_before;
	uint64_t queue_call;
};

struct ledger_window {
	uint32_t in_hand;
	bool open;
	struct ledger_step step;
};

/* Over all days. */
struct ledger_sums {
	uint64_t numbers, papers, walk_ins, served, legs, transfers, forwards, holds;
	uint64_t cancelled, expired, voided, undone, no_shows, day_end_finished, day_end_no_shows,
		missed;
	uint64_t calls, passing, booked, checked_in, breached, requeued, postponed;
	uint64_t ratings, rating_changes, defaulted, followups, days;
	int64_t worst_ordinary_us, worst_lost_us, worst_priority_us;
	int64_t wait_sum_us;
	uint64_t waits;
};

struct ledger {
	uint64_t command_count;
	uint32_t other;	 /* who was skipped or passed, when that is wrong; 0: nobody */
	uint8_t command; /* enum command_kind under way */
	int32_t date;
	int32_t utc_offset_s;
	uint32_t people_count;
	uint32_t waiting_count;
	uint32_t waiting[LEDGER_PEOPLE + 1];
	struct ledger_person people[LEDGER_PEOPLE + 2];
	uint32_t numbers[65536]; /* who has a number, by its hash */
	struct ledger_window windows[LEDGER_NAMES];
	struct ledger_queue queues[LEDGER_NAMES];
	uint32_t issued_day[LEDGER_NAMES], issued_online[LEDGER_NAMES];
	char names[LEDGER_NAMES][ID_MAX];
	/* Ratings by service day, serial and leg: 1 finished, 2 rated, 4 changed. */
	int32_t days[LEDGER_DAYS];
	uint8_t ratings[LEDGER_DAYS][LEDGER_PEOPLE + 2][LEDGER_LEGS];
	struct ledger_sums sums;
};

void ledger_command(struct ledger *ledger, const struct command *command);
/** NULL, or what is wrong with this record, which comes next. @p hall as it is before it. */
const char *ledger_record(struct ledger *ledger, const struct hall *hall,
			  const struct record *record);
/** Counts how the stays of this day ended: at its end, and once after the last day. */
void ledger_sum_up(struct ledger *ledger);
/** NULL, or who of the day that is over is not at home. */
const char *ledger_end(const struct ledger *ledger);

#endif
