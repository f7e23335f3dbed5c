/* Keeps the table leg beside the records. It follows the records blindly: whether a step is allowed
 * was decided before. */
#include "journal_leg.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Parameters of all: ?1 day, ?2 ticket, ?3 time, ?4 leg (0: the ticket's last), ?5 window, ?6
 * agent, ?7 inferred, ?8 kind; from ?9 on the statement's own. */
#define LEG_WHERE                                                                                  \
	" WHERE day = ?1 AND ticket = ?2 AND leg = iif(?4 > 0, ?4,"                                \
	" (SELECT max(leg) FROM leg WHERE day = ?1 AND ticket = ?2))"
/* The time held so far counts in. */
#define LEG_HELD_SO_FAR " held_us = held_us + ifnull(?3 - held_since_us, 0), held_since_us = NULL"

static const char *const leg_sql[LEG_STATEMENTS] = {
	/* OR REPLACE: a clock that was a month ahead and was put right opens a date twice. */
	[LEG_ISSUED] = "INSERT OR REPLACE INTO leg(day, ticket, leg, issued_us, number, service,"
		       " kiosk, language, class_id, source, parent, booking, proxy)"
		       " VALUES(?1, ?2, 1, ?3, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
	[LEG_WALKED_IN] = "INSERT OR REPLACE INTO leg(day, ticket, leg, issued_us, number, service,"
			  " kiosk, language, class_id, source, parent, booking, proxy, started_us,"
			  " start_inferred, window, agent, first_agent)"
			  " VALUES(?1, ?2, 1, ?3, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?3,"
			  " 0, ?5, ?6, ?6)",
	[LEG_BEGUN] = "INSERT OR REPLACE INTO leg(day, ticket, leg, issued_us, number, service,"
		      " kiosk, language, class_id, source, parent, booking, proxy, first_agent,"
		      " begun_reason, begun_code) SELECT day, ticket, ?4, ?3, number, ?10, kiosk,"
		      " language, class_id, source, parent, booking, proxy, first_agent, ?11, ?14"
		      " FROM leg WHERE day = ?1 AND ticket = ?2 AND leg = ?4 - 1",
	[LEG_CALLED] = "UPDATE leg SET called_us = ?3, window = ?5, agent = ?6, calls = calls + "
		       "1" LEG_WHERE,
	/* Who is called again has not come: a start that was inferred was none. */
	[LEG_RECALLED] = "UPDATE leg SET calls = calls + 1, started_us = NULL, start_inferred ="
			 " NULL" LEG_WHERE,
	[LEG_STARTED] = "UPDATE leg SET started_us = ?3, window = ?5, start_inferred = ?7,"
			" first_agent = ifnull(first_agent, agent)" LEG_WHERE,
	[LEG_TAKEN] = "UPDATE leg SET started_us = ?3, window = ?5, agent = ?6, start_inferred = 0,"
		      " first_agent = ?6" LEG_WHERE,
	[LEG_HELD] = "UPDATE leg SET held_since_us = ?3, holds = holds + 1, start_inferred = "
		     "0" LEG_WHERE,
	[LEG_UNHELD] = "UPDATE leg SET" LEG_HELD_SO_FAR ", window = ?5, agent = ?6" LEG_WHERE,
	[LEG_FINISHED] = "UPDATE leg SET" LEG_HELD_SO_FAR ", finished_us = ?3,"
			 " window = ifnull(?5, window), finish_inferred = ?7, ended = ?8,"
			 " ended_us = ?3" LEG_WHERE,
	/* Unfinished here, and going on elsewhere. */
	[LEG_LEFT] = "UPDATE leg SET finished_us = ?3, ended = ?8, ended_us = ?3" LEG_WHERE
		     " AND ended IS NULL",
	[LEG_NO_SHOW] = "UPDATE leg SET started_us = NULL, start_inferred = NULL,"
			" no_shows = no_shows + 1, ended = ?8, ended_us = ?3" LEG_WHERE,
	[LEG_REQUEUED] = "UPDATE leg SET called_us = NULL, ended = NULL, ended_us = NULL,"
			 " requeued_code = ?9" LEG_WHERE,
	[LEG_ENDED] = "UPDATE leg SET" LEG_HELD_SO_FAR ", ended = ?8, ended_us = ?3,"
		      " finish_inferred = ?7" LEG_WHERE " AND (ended IS NULL OR ended = 26)",
	[LEG_NOTED] = "UPDATE leg SET outcome = ifnull(?9, outcome), items = ifnull(?10, items),"
		      " case_no = ifnull(?11, case_no), proxy = max(proxy, ?12)" LEG_WHERE,
	[LEG_CLASSED] = "UPDATE leg SET class_id = ?9" LEG_WHERE,
	[LEG_RATED] = "UPDATE leg SET level = ?9, channel = ?10, codes = ?11, rated_us = ?3,"
		      " rating_text = ?12, rating_changes = rating_changes + ?13" LEG_WHERE,
	[LEG_TIMED_OUT] = "UPDATE leg SET rating_timed_out = 1" LEG_WHERE,
	[LEG_DEFAULTED] = "UPDATE leg SET level = ?9, channel = ?10, rated_us = ?3,"
			  " rating_default = 1" LEG_WHERE,
};

_Static_assert(RECORD_TICKET_NO_SHOW == 26, "LEG_ENDED names this kind");

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

static void bind_number(sqlite3_stmt *statement, int at, int64_t number)
{
	if (number != 0)
		sqlite3_bind_int64(statement, at, number);
}

static const uint8_t leg_statements[256] = {
	[RECORD_TICKET_ISSUED] = LEG_ISSUED + 1,
	[RECORD_PAPER_ISSUED] = LEG_ISSUED + 1,
	[RECORD_WALK_IN_SERVED] = LEG_WALKED_IN + 1,
	[RECORD_LEG_BEGUN] = LEG_BEGUN + 1,
	[RECORD_TICKET_CALLED] = LEG_CALLED + 1,
	[RECORD_TICKET_RECALLED] = LEG_RECALLED + 1,
	[RECORD_SERVICE_STARTED] = LEG_STARTED + 1,
	[RECORD_PAPER_TAKEN] = LEG_TAKEN + 1,
	[RECORD_SERVICE_HELD] = LEG_HELD + 1,
	[RECORD_SERVICE_UNHELD] = LEG_UNHELD + 1,
	[RECORD_SERVICE_FINISHED] = LEG_FINISHED + 1,
	[RECORD_LEG_TRANSFERRED] = LEG_LEFT + 1,
	[RECORD_PAPERS_SENT] = LEG_LEFT + 1,
	[RECORD_TICKET_NO_SHOW] = LEG_NO_SHOW + 1,
	[RECORD_TICKET_REQUEUED] = LEG_REQUEUED + 1,
	[RECORD_TICKET_CANCELLED] = LEG_ENDED + 1,
	[RECORD_TICKET_EXPIRED] = LEG_ENDED + 1,
	[RECORD_TICKET_VOIDED] = LEG_ENDED + 1,
	[RECORD_SERVICE_NOTED] = LEG_NOTED + 1,
	[RECORD_TICKET_CLASSED] = LEG_CLASSED + 1,
	[RECORD_RATING_GIVEN] = LEG_RATED + 1,
	[RECORD_RATING_TIMED_OUT] = LEG_TIMED_OUT + 1,
	[RECORD_RATING_DEFAULTED] = LEG_DEFAULTED + 1,
};

static void bind_codes(sqlite3_stmt *statement, int at, const struct record *record)
{
	char text[RATING_CODES_MAX * 6] = "";
	size_t used = 0;

	for (int i = 0; i < RATING_CODES_MAX && record->codes[i] != 0; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%u", i ? "," : "",
					 record->codes[i]);
	if (used > 0)
		sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

static void bind_issued(sqlite3_stmt *statement, const struct record *record)
{
	sqlite3_bind_text(statement, 9, record->number, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 10, record->service, -1, SQLITE_STATIC);
	bind_text(statement, 11, record->kiosk);
	bind_text(statement, 12, record->language);
	bind_text(statement, 13, record->class_id);
	sqlite3_bind_int(statement, 14, record->channel);
	bind_number(statement, 15, record->parent);
	bind_text(statement, 16, record->booking);
	sqlite3_bind_int(statement, 17, record->proxy);
}

static void leg_bind(sqlite3_stmt *statement, enum journal_leg_statement which,
		     const struct record *record)
{
	switch (which) {
	case LEG_ISSUED:
	case LEG_WALKED_IN:
		return bind_issued(statement, record);
	case LEG_BEGUN:
		sqlite3_bind_text(statement, 10, record->service, -1, SQLITE_STATIC);
		bind_text(statement, 11, record->reason);
		sqlite3_bind_int(statement, 14, record->reason_code);
		return;
	case LEG_REQUEUED:
		sqlite3_bind_int(statement, 9, record->reason_code);
		return;
	case LEG_NOTED:
		bind_number(statement, 9, record->outcome);
		bind_text(statement, 10, record->items);
		bind_text(statement, 11, record->case_no);
		sqlite3_bind_int(statement, 12, record->proxy);
		return;
	case LEG_CLASSED:
		bind_text(statement, 9, record->class_id);
		return;
	case LEG_RATED:
		bind_codes(statement, 11, record);
		sqlite3_bind_int(statement, 12, record->has_text);
		sqlite3_bind_int(statement, 13, record->value != 0);
		sqlite3_bind_int(statement, 9, record->level);
		sqlite3_bind_int(statement, 10, record->channel);
		return;
	case LEG_DEFAULTED:
		sqlite3_bind_int(statement, 9, record->level);
		sqlite3_bind_int(statement, 10, record->channel);
		return;
	default:
		return;
	}
}

int journal_leg_write(struct journal_leg *leg, const struct record *record, int32_t day)
{
	bool rating =
		record->kind == RECORD_RATING_GIVEN || record->kind == RECORD_RATING_DEFAULTED;
	sqlite3_stmt *statement;
	int code, which;

	if (record->kind >= sizeof leg_statements || leg_statements[record->kind] == 0)
		return SQLITE_OK;
	which = leg_statements[record->kind] - 1;
	statement = leg->statements[which];
	/* Each statement takes some of these; the others are out of its range, and that is all. */
	sqlite3_bind_int(statement, 1, rating && record->date != 0 ? record->date : day);
	sqlite3_bind_int64(statement, 2, record->ticket);
	sqlite3_bind_int64(statement, 3, record->time_us);
	sqlite3_bind_int(statement, 4, record->leg);
	bind_text(statement, 5, record->window);
	bind_text(statement, 6, record->agent);
	sqlite3_bind_int(statement, 7, record->inferred);
	sqlite3_bind_int(statement, 8, record->kind);
	leg_bind(statement, (enum journal_leg_statement)which, record);
	code = sqlite3_step(statement);
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}
