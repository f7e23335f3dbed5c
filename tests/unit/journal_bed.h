/* A journal in a folder of its own, with a loop that is turned until an answer is there. */
#ifndef JIAOHAO_JOURNAL_BED_H
#define JIAOHAO_JOURNAL_BED_H

#include "journal.h"

enum { BED_RESULTS_MAX = 16, BED_DAY = 20000 };

struct journal_bed {
	char directory[64];
	struct event_base *base;
	struct journal *journal;
	struct journal_owner owner;
	enum journal_result results[BED_RESULTS_MAX]; /* of done, in order */
	unsigned result_count;
	unsigned slow, back; /* calls of owner->slow, true and false */
};

/** Makes the folder and the loop; opens nothing. Ends the program when it can't. */
void journal_bed_init(struct journal_bed *bed);
/** Closes and removes everything. */
void journal_bed_finish(struct journal_bed *bed);
int journal_bed_open(struct journal_bed *bed, const char *vfs);
void journal_bed_close(struct journal_bed *bed);

/** Turn the loop until *count is at least @p enough; false after 20 s. */
bool journal_bed_turn(struct journal_bed *bed, const unsigned *count, unsigned enough);
/** Append and wait for the last word on it (not UNDECIDED). */
enum journal_result journal_bed_append(struct journal_bed *bed, const struct record *records,
				       uint32_t count);

/** A whole little day: 1 DAY_OPENED, then tickets that are issued, called, started, finished and
 *  rated in turn. Gives record @p sequence of it; the same sequence gives the same record. */
void journal_bed_record(struct record *record, uint64_t sequence);
/** Append the records @p first … @p last of that day as one batch. */
enum journal_result journal_bed_append_day(struct journal_bed *bed, uint64_t first, uint64_t last);

/** What a fresh open finds in the closed bed's folder: the highest sequence replayed; -1 when a
 *  record differs from journal_bed_record or anything fails. */
int64_t journal_bed_found(struct journal_bed *bed);
/** One integer asked of the closed journal's database by SQL. */
int64_t journal_bed_ask(struct journal_bed *bed, const char *sql);

#endif
