/* The table leg: one wait plus one service, a row for reports. Made by TICKET_ISSUED and updated by
 * later records, in the transaction that writes them. */
#ifndef JIAOHAO_JOURNAL_LEG_H
#define JIAOHAO_JOURNAL_LEG_H

#include "record.h"

#include <sqlite3.h>

enum journal_leg_statement {
	LEG_ISSUED,
	LEG_CALLED,
	LEG_RECALLED,
	LEG_STARTED,
	LEG_FINISHED,
	LEG_ENDED,
	LEG_RATED,
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

#endif
