/* A step taken back: the rows of its tickets are made anew from the day's records, without the
 * records of every step of the day that was taken back. Writes nothing but the table leg. */
#include "journal_leg.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(RECORD_DAY_OPENED == 2 && RECORD_STEP_UNDONE == 69,
	       "the statement below names them");

enum { STEP_TICKETS = 12, UNDO_STEPS = 512 };

/* From its first record up to STEP_UNDONE, at one window. */
struct undone_step {
	uint64_t first, end;
	char window[ID_MAX];
	uint32_t tickets[STEP_TICKETS];
	unsigned ticket_count;
};

/* STEP_UNDONE is stored before its rows are made anew. */
struct undo {
	struct journal_leg *leg;
	const struct record *undone;
	int32_t day;
	unsigned step_count; /* the last one is that of `undone` */
	struct undone_step steps[UNDO_STEPS];
};

typedef int record_fn(struct undo *undo, const struct record *record);

static bool has_ticket(const struct undone_step *step, uint32_t ticket)
{
	for (unsigned i = 0; i < step->ticket_count; i++)
		if (step->tickets[i] == ticket)
			return true;
	return false;
}

/* What a rating says stays: nobody takes it back. */
static bool in_step(const struct undone_step *step, const struct record *record)
{
	return record->sequence >= step->first && record->sequence < step->end &&
	       record->ticket != 0 && record->kind != RECORD_STEP_UNDONE &&
	       (record->kind < RECORD_RATING_GIVEN || record->kind > RECORD_RATING_DEFAULTED) &&
	       strcmp(record->window, step->window) == 0;
}

/* First turn: which steps were taken back. Past the limit the oldest ones make room: their tickets
 * are seldom still about. */
static int collect_step(struct undo *undo, const struct record *record)
{
	struct undone_step *step;

	if (undo->step_count == UNDO_STEPS) {
		memmove(undo->steps, undo->steps + 1, (UNDO_STEPS - 1) * sizeof undo->steps[0]);
		undo->step_count--;
	}
	step = &undo->steps[undo->step_count++];
	memset(step, 0, sizeof *step);
	step->first = (uint64_t)record->value;
	step->end = record->sequence;
	memcpy(step->window, record->window, ID_MAX);
	return SQLITE_OK;
}

/* Second turn: whom they were about. A note alone makes no step. */
static int collect_tickets(struct undo *undo, const struct record *record)
{
	for (unsigned i = 0; i < undo->step_count; i++) {
		struct undone_step *step = &undo->steps[i];

		if (record->kind != RECORD_SERVICE_NOTED && in_step(step, record) &&
		    !has_ticket(step, record->ticket) && step->ticket_count < STEP_TICKETS)
			step->tickets[step->ticket_count++] = record->ticket;
	}
	return SQLITE_OK;
}

static bool was_undone(const struct undo *undo, const struct record *record)
{
	for (unsigned i = 0; i < undo->step_count; i++)
		if (in_step(&undo->steps[i], record) && has_ticket(&undo->steps[i], record->ticket))
			return true;
	return false;
}

/* Third turn. A ticket that the step made stays, void. */
static int write_again(struct undo *undo, const struct record *record)
{
	bool made = record->kind == RECORD_PAPER_ISSUED || record->kind == RECORD_WALK_IN_SERVED;
	int code;

	if (!has_ticket(&undo->steps[undo->step_count - 1], record->ticket))
		return SQLITE_OK;
	if (record->date != 0 && record->date != undo->day)
		return SQLITE_OK; /* another day's ticket with this serial */
	if (!was_undone(undo, record))
		return journal_leg_write(undo->leg, record, undo->day);
	if (!made)
		return SQLITE_OK;
	struct record issued = *record, voided = *record;
	issued.kind = RECORD_PAPER_ISSUED;
	voided.kind = RECORD_TICKET_VOIDED;
	voided.time_us = undo->undone->time_us;
	code = journal_leg_write(undo->leg, &issued, undo->day);
	return code == SQLITE_OK ? journal_leg_write(undo->leg, &voided, undo->day) : code;
}

static int each_record(struct undo *undo, sqlite3 *db, bool undone_only, record_fn *tell)
{
	sqlite3_stmt *select = NULL;
	struct record record;
	int code =
		sqlite3_prepare_v2(db,
				   "SELECT body FROM record WHERE sequence <= ?1 AND sequence >="
				   " ifnull((SELECT max(sequence) FROM record WHERE kind = 2), 0)"
				   " AND (kind = 69 OR NOT ?2) ORDER BY sequence",
				   -1, &select, NULL);

	sqlite3_bind_int64(select, 1, (int64_t)undo->undone->sequence);
	sqlite3_bind_int(select, 2, undone_only);
	while (code == SQLITE_OK && (code = sqlite3_step(select)) == SQLITE_ROW) {
		code = record_decode(&record, sqlite3_column_blob(select, 0),
				     (size_t)sqlite3_column_bytes(select, 0)) < 0
			       ? SQLITE_CORRUPT
			       : tell(undo, &record);
	}
	sqlite3_finalize(select);
	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int delete_rows(const struct undo *undo, sqlite3 *db)
{
	sqlite3_stmt *delete = NULL;
	const struct undone_step *step = &undo->steps[undo->step_count - 1];
	int code = sqlite3_prepare_v2(db, "DELETE FROM leg WHERE day = ?1 AND ticket = ?2", -1,
				      &delete, NULL);

	for (unsigned i = 0; i < step->ticket_count && code == SQLITE_OK; i++) {
		sqlite3_bind_int(delete, 1, undo->day);
		sqlite3_bind_int64(delete, 2, step->tickets[i]);
		code = sqlite3_step(delete) == SQLITE_DONE ? sqlite3_reset(delete) : SQLITE_ERROR;
	}
	sqlite3_finalize(delete);
	return code;
}

int journal_leg_undo(struct journal_leg *leg, sqlite3 *db, const struct record *undone, int32_t day)
{
	struct undo *undo = calloc(1, sizeof *undo);
	int code;

	if (undo == NULL)
		return SQLITE_NOMEM;
	undo->leg = leg;
	undo->undone = undone;
	undo->day = day;
	code = each_record(undo, db, true, collect_step);
	if (code == SQLITE_OK)
		code = each_record(undo, db, false, collect_tickets);
	if (code == SQLITE_OK)
		code = delete_rows(undo, db);
	if (code == SQLITE_OK)
		code = each_record(undo, db, false, write_again);
	free(undo);
	return code;
}
