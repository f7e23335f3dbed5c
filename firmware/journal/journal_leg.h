/* The table leg: one wait plus one service, a row for reports. Made by the record that begins the
 * leg and updated by later ones, in the transaction that writes them. */
#ifndef JIAOHAO_JOURNAL_LEG_H
#define JIAOHAO_JOURNAL_LEG_H

#include "record.h"

#include <sqlite3.h>

enum journal_leg_statement {
	LEG_ISSUED,
	LEG_WALKED_IN,
	LEG_BEGUN,
	LEG_CALLED,
	LEG_RECALLED,
	LEG_STARTED,
	LEG_TAKEN,
	LEG_HELD,
	LEG_UNHELD,
	LEG_FINISHED,
	LEG_LEFT,
	LEG_NO_SHOW,
	LEG_REQUEUED,
	LEG_ENDED,
	LEG_NOTED,
	LEG_CLASSED,
	LEG_RATED,
	LEG_TIMED_OUT,
	LEG_DEFAULTED,
	LEG_STATEMENTS
};

struct journal_leg {
	sqlite3_stmt *statements[LEG_STATEMENTS];
};

/** All statements prepared, or an SQLite error code; finish it in either case. */
int journal_leg_init(struct journal_leg *leg, sqlite3 *db);
void journal_leg_finish(struct journal_leg *leg);
/** What @p record says of a leg of service day @p day; records that say nothing write nothing.
 *  SQLITE_OK or the error. */
int journal_leg_write(struct journal_leg *leg, const struct record *record, int32_t day);

/* journal_undo.c */
/** STEP_UNDONE: the rows of the tickets in that step are made anew from the day's records. Reads
 * all of them: staff take a step back seldom. */
int journal_leg_undo(struct journal_leg *leg, sqlite3 *db, const struct record *undone,
		     int32_t day);

#endif
