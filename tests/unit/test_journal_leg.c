/* The table leg against the core: after random days with transfers, holds, papers, notes, ratings
 * and steps taken back, its rows say what the state's ended legs say. And a journal of the first
 * format is brought up to this one without loss. */
#include "check.h"
#include "core_world.h"
#include "journal_bed.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum { COMMANDS = 2500, BATCH = 200 };

static struct world world;
static uint64_t dice;
static struct record batch[BATCH + RECORDS_MAX];
static uint32_t batch_count;

static unsigned below(unsigned limit)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (unsigned)((dice * UINT64_C(0x2545f4914f6cdd1d) >> 32) % limit);
}

static struct command choose(void)
{
	static const char *const windows[] = { "01", "02", "06" };
	static const char *const services[] = { "RE1", "RE2", "PS1" };
	static const enum command_kind kinds[] = {
		COMMAND_ISSUE,	  COMMAND_ISSUE,   COMMAND_NEXT,  COMMAND_NEXT,	  COMMAND_START,
		COMMAND_FINISH,	  COMMAND_FINISH,  COMMAND_HOLD,  COMMAND_UNHOLD, COMMAND_NOTE,
		COMMAND_TRANSFER, COMMAND_FORWARD, COMMAND_UNDO,  COMMAND_UNDO,	  COMMAND_RATE,
		COMMAND_NO_SHOW,  COMMAND_REQUEUE, COMMAND_SERVE, COMMAND_CANCEL, COMMAND_RECALL,
		COMMAND_POSTPONE, COMMAND_VOID,	   COMMAND_TICK,  COMMAND_TICK,
	};
	struct command command =
		world_command(&world, kinds[below(sizeof kinds / sizeof kinds[0])]);
	if (command.kind != COMMAND_ISSUE)
		strcpy(command.window, windows[below(3)]);
	if (command.kind != COMMAND_NOTE)
		strcpy(command.service, services[below(3)]);
	if (world.state->ticket_count)
		command.ticket =
			world.state->ticket_count -
			below(world.state->ticket_count < 12 ? world.state->ticket_count : 12);
	if (command.kind == COMMAND_UNHOLD)
		for (uint32_t i = 1; i <= world.state->ticket_count; i++)
			if (world.state->tickets[i].state == TICKET_HELD)
				command.ticket = i;
	if (command.kind == COMMAND_NOTE || (command.kind == COMMAND_RATE && below(2)))
		command.ticket = 0;
	if (command.kind == COMMAND_FORWARD) {
		strcpy(command.targets[0].service, services[below(3)]);
		command.service[0] = 0;
	}
	if (command.kind == COMMAND_NOTE) {
		command.outcome = (uint8_t)below(OUTCOME_COUNT);
		strcpy(command.items, "0115");
	}
	command.hold_return = (uint8_t)below(2);
	command.level = (uint8_t)(1 + below(5));
	command.channel = command.ticket ? CHANNEL_QR : 0;
	command.minutes = 5;
	command.by_staff = true;
	return command;
}

static void give(struct journal_bed *bed)
{
	if (batch_count)
		CHECK(journal_bed_append(bed, batch, batch_count) == JOURNAL_DURABLE);
	batch_count = 0;
}

static void live(struct journal_bed *bed, const struct command *command)
{
	world_do(&world, command);
	for (uint32_t i = 0; i < world.list->count; i++)
		batch[batch_count++] = world.list->records[i];
	if (batch_count >= BATCH)
		give(bed);
}

static const char *text(sqlite3_stmt *row, int column)
{
	const unsigned char *found = sqlite3_column_text(row, column);
	return found ? (const char *)found : "";
}

static void compare(sqlite3_stmt *row, const struct leg *leg)
{
	const struct state *state = world.state;
	static const int endings[] = { [TICKET_FINISHED] = RECORD_SERVICE_FINISHED,
				       [TICKET_HELD] = RECORD_LEG_TRANSFERRED,
				       [TICKET_AWAITING] = RECORD_PAPERS_SENT };
	CHECK(sqlite3_column_int64(row, 0) == leg->ticket);
	CHECK(sqlite3_column_int(row, 1) == leg->number);
	CHECK(sqlite3_column_int(row, 2) == endings[leg->ended]);
	CHECK_TEXT(text(row, 3), state->hall.services[leg->service].code);
	CHECK_TEXT(text(row, 4), leg->window < 0 ? "" : state->hall.windows[leg->window].no);
	CHECK(sqlite3_column_int64(row, 5) == leg->begun_us);
	CHECK(sqlite3_column_int64(row, 6) == leg->called_us);
	CHECK(sqlite3_column_int64(row, 7) == leg->started_us);
	CHECK(sqlite3_column_int64(row, 8) == leg->finished_us);
	CHECK(sqlite3_column_int64(row, 9) == leg->held_us);
	CHECK(sqlite3_column_int(row, 10) == leg->outcome);
	CHECK(sqlite3_column_int(row, 11) == leg->level);
	CHECK(sqlite3_column_int(row, 12) == leg->rating_changes);
	CHECK(sqlite3_column_int(row, 13) == leg->start_inferred);
	CHECK(sqlite3_column_int(row, 14) == leg->finish_inferred);
	if (leg->rating == RATING_TIMED_OUT)
		CHECK(sqlite3_column_int(row, 15) == 1);
	CHECK_TEXT(text(row, 16), state->agents[leg->agent]);
}

static const struct leg *leg_of(uint32_t ticket, unsigned number)
{
	return ticket && ticket <= world.state->ticket_count
		       ? &world.state->legs[state_find_leg(world.state, ticket, number)]
		       : &world.state->legs[0];
}

/* Every ended leg has its row, and no row more says that it ended at a window. */
static void compare_all(struct journal_bed *bed)
{
	char path[128];
	sqlite3 *db = NULL;
	sqlite3_stmt *row = NULL;
	unsigned rows = 0, legs = 0;
	give(bed);
	snprintf(path, sizeof path, "%s/journal.db", bed->directory);
	CHECK(sqlite3_open(path, &db) == SQLITE_OK);
	CHECK(sqlite3_prepare_v2(
		      db,
		      "SELECT ticket, leg, ended, service, window, issued_us, called_us,"
		      " started_us, finished_us, held_us, outcome, level, rating_changes,"
		      " start_inferred, finish_inferred, rating_timed_out, agent FROM leg"
		      " WHERE day = ?1 AND ended IN (25, 61, 64) ORDER BY ticket, leg",
		      -1, &row, NULL) == SQLITE_OK);
	sqlite3_bind_int(row, 1, world.state->date);
	while (sqlite3_step(row) == SQLITE_ROW) {
		uint32_t ticket = (uint32_t)sqlite3_column_int64(row, 0);
		const struct leg *leg = leg_of(ticket, (unsigned)sqlite3_column_int(row, 1));
		CHECK(leg->ticket > 0);
		if (leg->ticket)
			compare(row, leg);
		rows++;
	}
	for (uint32_t i = 1; i <= world.state->leg_count; i++)
		legs += world.state->legs[i].ticket > 0;
	CHECK(rows == legs);
	sqlite3_finalize(row);
	sqlite3_close(db);
}

static void the_rows_say_what_the_state_s_ended_legs_say(uint64_t seed)
{
	struct journal_bed bed;
	unsigned undone = 0;
	dice = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	world_open(&world);
	world_close(&world);
	/* Once more, with every record given to the journal. */
	world_open(&world);
	state_reset(world.state);
	state_reset(world.durable);
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	live(&bed, &load);
	struct command tick = world_command(&world, COMMAND_TICK);
	live(&bed, &tick);
	for (unsigned i = 0; i < COMMANDS && world.state->leg_count < 600; i++) {
		world_pass(&world, below(9));
		struct command command = choose();
		live(&bed, &command);
		for (uint32_t j = 0; j < world.list->count; j++)
			undone += world.list->records[j].kind == RECORD_STEP_UNDONE;
		if (i % 500 == 499)
			compare_all(&bed);
	}
	compare_all(&bed);
	CHECK(undone > 5);
	CHECK(world.state->leg_count > 50);
	world_close(&world);
	journal_bed_finish(&bed);
}

/* What the first format's program wrote. */
static const char first_format[] =
	"CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE record(sequence INTEGER PRIMARY KEY, day INTEGER NOT NULL,"
	" kind INTEGER NOT NULL, time_us INTEGER NOT NULL, body BLOB NOT NULL);"
	"CREATE INDEX record_day ON record(sequence) WHERE kind = 2;"
	"CREATE TABLE leg(day INTEGER, ticket INTEGER, leg INTEGER,"
	" number TEXT NOT NULL, service TEXT NOT NULL, kiosk TEXT, language TEXT, class_id TEXT,"
	" window TEXT, agent TEXT, issued_us INTEGER NOT NULL, called_us INTEGER,"
	" calls INTEGER NOT NULL DEFAULT 0, started_us INTEGER, start_inferred INTEGER,"
	" finished_us INTEGER, finish_inferred INTEGER, ended INTEGER, ended_us INTEGER,"
	" level INTEGER, channel INTEGER, rated_us INTEGER,"
	" PRIMARY KEY(day, ticket, leg)) WITHOUT ROWID;"
	"CREATE TABLE identity(day INTEGER, ticket INTEGER, sealed BLOB NOT NULL,"
	" PRIMARY KEY(day, ticket)) WITHOUT ROWID;"
	"CREATE TABLE hall(digest BLOB PRIMARY KEY, text BLOB NOT NULL) WITHOUT ROWID;"
	"INSERT INTO meta VALUES('format', 1), ('reader_min', 1), ('settled', 0);"
	"INSERT INTO leg VALUES(20000, 1, 1, 'A001', 'bdc', 'K1', 'zh', NULL, '06', 'zhang',"
	" 10, 20, 2, 30, 0, 40, 0, 25, 40, 5, 4, 50);"
	"INSERT INTO leg VALUES(20000, 2, 1, 'A002', 'bdc', 'K1', 'zh', NULL, '06', 'zhang',"
	" 10, 20, 2, NULL, NULL, NULL, NULL, 26, 40, NULL, NULL, NULL);"
	"INSERT INTO identity VALUES(20000, 1, x'010203');";

static void a_journal_of_the_first_format_is_brought_up_without_loss(void)
{
	struct journal_bed bed;
	char path[128];
	sqlite3 *db = NULL;
	uint8_t body[RECORD_BYTES_MAX];
	journal_bed_init(&bed);
	snprintf(path, sizeof path, "%s/journal.db", bed.directory);
	CHECK(sqlite3_open(path, &db) == SQLITE_OK);
	CHECK(sqlite3_exec(db, first_format, NULL, NULL, NULL) == SQLITE_OK);
	for (uint64_t i = 1; i <= 13; i++) {
		struct record record;
		sqlite3_stmt *insert = NULL;
		journal_bed_record(&record, i);
		size_t length = record_encode(&record, body);
		sqlite3_prepare_v2(db, "INSERT INTO record VALUES(?1, 20000, ?2, 0, ?3)", -1,
				   &insert, NULL);
		sqlite3_bind_int64(insert, 1, (int64_t)i);
		sqlite3_bind_int(insert, 2, record.kind);
		sqlite3_bind_blob(insert, 3, body, (int)length, SQLITE_STATIC);
		CHECK(sqlite3_step(insert) == SQLITE_DONE);
		sqlite3_finalize(insert);
	}
	sqlite3_close(db);
	CHECK(journal_bed_found(&bed) == 13); /* opens it, and reads every record */
	CHECK(journal_bed_ask(&bed, "SELECT value FROM meta WHERE key = 'format'") == 2);
	CHECK(journal_bed_ask(&bed,
			      "SELECT count(*) FROM leg WHERE ticket = 1 AND level = 5 AND"
			      " calls = 2 AND ended = 25 AND rated_us = 50 AND held_us = 0 AND"
			      " first_agent = 'zhang' AND proxy = 0 AND no_shows = 0") == 1);
	CHECK(journal_bed_ask(&bed, "SELECT no_shows FROM leg WHERE ticket = 2") == 1);
	CHECK(journal_bed_ask(&bed, "SELECT count(*) FROM identity WHERE ticket = 1 AND part = 0"
				    " AND sealed = x'010203'") == 1);
	CHECK(journal_bed_found(&bed) == 13); /* once more: nothing is left to do */
	journal_bed_finish(&bed);
}

int main(void)
{
	for (uint64_t seed = 1; seed <= 3; seed++)
		the_rows_say_what_the_state_s_ended_legs_say(seed);
	a_journal_of_the_first_format_is_brought_up_without_loss();
	return check_result();
}
