/* Keeps the table leg beside the records. It follows the records blindly: whether a step is allowed
 * was decided before. A ticket has one leg as long as there are no transfers. */
#include "journal_leg.h"

#include <stdbool.h>
#include <string.h>

/* Parameters of all: ?1 day, ?2 ticket, ?3 time, ?4 window, ?5 inferred. */
static const char *const leg_sql[LEG_STATEMENTS] = {
	/* OR REPLACE: a clock that was a month ahead and was put right opens a date twice. */
	[LEG_ISSUED] =
		"INSERT OR REPLACE INTO leg(day, ticket, leg, issued_us, number, service, kiosk,"
		" language, class_id) VALUES(?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8)",
	[LEG_CALLED] = "UPDATE leg SET called_us = ?3, window = ?4, agent = ?5, calls = calls + 1"
		       " WHERE day = ?1 AND ticket = ?2 AND leg = 1",
	[LEG_RECALLED] = "UPDATE leg SET calls = calls + 1"
			 " WHERE day = ?1 AND ticket = ?2 AND leg = 1",
	[LEG_STARTED] = "UPDATE leg SET started_us = ?3, window = ?4, start_inferred = ?5"
			" WHERE day = ?1 AND ticket = ?2 AND leg = 1",
	[LEG_FINISHED] = "UPDATE leg SET finished_us = ?3, window = ?4, finish_inferred = ?5,"
			 " ended = 25, ended_us = ?3 WHERE day = ?1 AND ticket = ?2 AND leg = 1",
	[LEG_ENDED] = "UPDATE leg SET ended = ?4, ended_us = ?3"
		      " WHERE day = ?1 AND ticket = ?2 AND leg = 1",
	[LEG_RATED] = "UPDATE leg SET level = ?4, channel = ?5, rated_us = ?3"
		      " WHERE day = ?1 AND ticket = ?2 AND leg = 1",
};

_Static_assert(RECORD_SERVICE_FINISHED == 25, "LEG_FINISHED writes this kind");

int journal_leg_init(struct journal_leg *leg, sqlite3 *db)
{
	int code = SQLITE_OK;

	memset(leg, 0, sizeof *leg);
	for (int i = 0; i < LEG_STATEMENTS && code == SQLITE_OK; i++)
		code = sqlite3_prepare_v3(db, leg_sql[i], -1, SQLITE_PREPARE_PERSISTENT,
					  &leg->statements[i], NULL);
	return code;
}

void journal_leg_finish(struct journal_leg *leg)
{
	for (int i = 0; i < LEG_STATEMENTS; i++)
		sqlite3_finalize(leg->statements[i]);
	memset(leg, 0, sizeof *leg);
}

/* An empty text is stored as NULL: nothing was said. */
static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
	if (text[0] != '\0')
		sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static enum journal_leg_statement leg_statement(enum record_kind kind)
{
	switch (kind) {
	case RECORD_TICKET_ISSUED:
		return LEG_ISSUED;
	case RECORD_TICKET_CALLED:
		return LEG_CALLED;
	case RECORD_TICKET_RECALLED:
		return LEG_RECALLED;
	case RECORD_SERVICE_STARTED:
		return LEG_STARTED;
	case RECORD_SERVICE_FINISHED:
		return LEG_FINISHED;
	case RECORD_TICKET_CANCELLED:
	case RECORD_TICKET_NO_SHOW:
	case RECORD_TICKET_EXPIRED:
		return LEG_ENDED;
	case RECORD_RATING_GIVEN:
		return LEG_RATED;
	default:
		return LEG_STATEMENTS;
	}
}

static void leg_bind(sqlite3_stmt *statement, enum journal_leg_statement which,
		     const struct record *record)
{
	switch (which) {
	case LEG_ISSUED:
		sqlite3_bind_text(statement, 4, record->number, -1, SQLITE_STATIC);
		sqlite3_bind_text(statement, 5, record->service, -1, SQLITE_STATIC);
		bind_text(statement, 6, record->kiosk);
		bind_text(statement, 7, record->language);
		bind_text(statement, 8, record->class_id);
		break;
	case LEG_CALLED:
		bind_text(statement, 4, record->window);
		bind_text(statement, 5, record->agent);
		break;
	case LEG_STARTED:
	case LEG_FINISHED:
		bind_text(statement, 4, record->window);
		sqlite3_bind_int(statement, 5, record->inferred);
		break;
	case LEG_ENDED:
		sqlite3_bind_int(statement, 4, record->kind);
		break;
	case LEG_RATED:
		sqlite3_bind_int(statement, 4, record->level);
		sqlite3_bind_int(statement, 5, record->channel);
		break;
	case LEG_RECALLED:
	case LEG_STATEMENTS:
		break;
	}
}

int journal_leg_write(struct journal_leg *leg, const struct record *record, int32_t day)
{
	enum journal_leg_statement which = leg_statement((enum record_kind)record->kind);
	sqlite3_stmt *statement;
	int code;

	if (which == LEG_STATEMENTS)
		return SQLITE_OK;
	statement = leg->statements[which];
	sqlite3_bind_int(statement, 1, day);
	sqlite3_bind_int64(statement, 2, record->ticket);
	if (which != LEG_RECALLED)
		sqlite3_bind_int64(statement, 3, record->time_us);
	leg_bind(statement, which, record);
	code = sqlite3_step(statement);
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}
