/* What the simulated year stands on: one command after another through decide and apply, on a
 * working state, on a durable one that sees only what was stored, and on the ledger. Restarts
 * replay the stored records of the day, as the daemon's start does. No people in here: who does
 * what is in year_people.c and year_staff.c. */
#ifndef JIAOHAO_YEAR_BED_H
#define JIAOHAO_YEAR_BED_H

#include "calendar.h"
#include "decide.h"
#include "year_ledger.h"

enum { YEAR_KINDS = 128, YEAR_HALLS = 3 };

struct year_bed {
	const char *name; /* of the hall, for messages */
	uint64_t seed, random;
	struct hall *halls; /* as in the file, and two reloads of it */
	struct state *working, *durable;
	struct record_list *list; /* of the last command */
	struct ledger *ledger;
	int64_t now_us;
	int32_t utc_offset_s;
	bool checked;	      /* every step is checked and followed by the durable state */
	const char *trace;    /* a window or serial whose records are printed; NULL: none */
	unsigned check_every; /* else every so many commands; 0: never */
	struct command *kept; /* for the measure of speed; NULL: nothing is kept */
	uint32_t kept_count, kept_max;

	uint8_t *log; /* records since the last day that is whole was opened: length, bytes */
	size_t log_size, log_room, log_day; /* log_day: the last DAY_OPENED */

	uint64_t commands, records_made, checks, replays;
	uint64_t accepted[YEAR_KINDS], refused[YEAR_KINDS], refusals[REFUSAL_COUNT];
	uint64_t kinds[YEAR_KINDS];
};

/** Random numbers that depend on the seed alone. */
uint64_t year_roll(struct year_bed *bed);
unsigned year_below(struct year_bed *bed, unsigned limit);
bool year_chance(struct year_bed *bed, unsigned percent);

void year_bed_open(struct year_bed *bed, const char *name, uint64_t seed);
void year_bed_close(struct year_bed *bed);
/** A command with time, offset and random bits. */
struct command year_command(struct year_bed *bed, enum command_kind kind);
/** Decides, stores, applies, checks. Ends the program with the seed when anything is wrong. */
enum refusal year_do(struct year_bed *bed, struct command *command);
/** The power is gone and comes back: the state is built again from what was stored. */
void year_restart(struct year_bed *bed);
/** The durable state has followed, or follows now. */
void year_compare(struct year_bed *bed);
_Noreturn void year_fail(const struct year_bed *bed, const char *what);

#endif
