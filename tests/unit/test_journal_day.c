/* What outlives a service day, through a journal on the disk: tomorrow's bookings, open follow-ups
 * and raised warnings, also when the process dies between DAY_OPENED and DAY_CARRIED. */
#include "check.h"
#include "core_world.h"
#include "journal_bed.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH_MAX = 64 };

static struct world world;
static struct journal_bed bed;
static struct record batch[BATCH_MAX];
static uint32_t batch_count;
static uint64_t first_read; /* the first record that the last start read */

static void live(struct command command)
{
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	for (uint32_t i = 0; i < world.list->count && batch_count < BATCH_MAX; i++)
		batch[batch_count++] = world.list->records[i];
}

static void give(void)
{
	CHECK(journal_bed_append(&bed, batch, batch_count) == JOURNAL_DURABLE);
	batch_count = 0;
}

static int read_one(void *context, struct record *record)
{
	if (first_read == 0)
		first_read = record->sequence;
	if (record->kind == RECORD_HALL_LOADED)
		record->hall = &world.hall;
	apply(context, record);
	return 0;
}

/* The process ends and another one starts: it knows what the journal holds, and nothing else. */
static void restart(void)
{
	struct state *replayed = calloc(1, sizeof *replayed);
	if (replayed == NULL)
		abort();
	journal_bed_close(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	first_read = 0;
	CHECK(journal_replay(bed.journal, read_one, replayed) == 0);
	CHECK(state_check(replayed) == NULL);
	CHECK(state_digest(replayed) == state_digest(world.state));
	state_copy(world.state, replayed);
	state_copy(world.durable, replayed);
	free(replayed);
}

/* Monday 2026-11-23, every record of it in the journal. */
static void begin(void)
{
	journal_bed_init(&bed);
	CHECK(journal_bed_open(&bed, NULL) == 0);
	batch_count = 0;
	world_open(&world);
	state_reset(world.state);
	state_reset(world.durable);
	world.hall.booking = true;
	world.hall.services[0].slot_capacity = 2;
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	live(load);
	live(world_command(&world, COMMAND_TICK));
	give();
}

static void end(void)
{
	world_close(&world);
	journal_bed_finish(&bed);
}

/* One appointment for tomorrow, one for today; a bad review; somebody asks for help. */
static void fill_the_day(void)
{
	static const enum command_kind acts[] = { COMMAND_NEXT, COMMAND_START, COMMAND_FINISH };
	struct command command = world_command(&world, COMMAND_BOOK);
	for (unsigned day = 23; day <= 24; day++) {
		command = world_command(&world, COMMAND_BOOK);
		strcpy(command.service, "RE1");
		command.slot_us = calendar_utc(calendar_day(2026, 11, day), 14 * 60, 8 * 3600);
		command.person = day;
		live(command);
	}
	command = world_command(&world, COMMAND_ISSUE);
	strcpy(command.service, "RE1");
	live(command);
	for (unsigned i = 0; i < sizeof acts / sizeof acts[0]; i++) {
		command = world_command(&world, acts[i]);
		strcpy(command.window, "01");
		live(command);
	}
	command = world_command(&world, COMMAND_RATE);
	command.ticket = world.state->ticket_count;
	command.level = 1;
	command.channel = CHANNEL_QR;
	live(command);
	command = world_command(&world, COMMAND_WARN);
	command.warning_kind = WARNING_HELP;
	strcpy(command.kiosk, "K1");
	live(command);
	give();
}

static bool everything_is_there(void)
{
	const struct state *state = world.state;
	const struct warning *help = NULL;
	for (uint32_t i = 0; i < state->warning_count; i++)
		if (state->warnings[i].kind == WARNING_HELP)
			help = &state->warnings[i];
	return state->date == calendar_day(2026, 11, 24) && state->booking_count == 1 &&
	       state->bookings[0].state == BOOKING_BOOKED && state->bookings[0].person == 24 &&
	       state->followup_count == 1 && state->followups[0].state == FOLLOWUP_OPEN &&
	       state->followups[0].date == calendar_day(2026, 11, 23) &&
	       state->followups[0].level == 1 && help && help->state == WARNING_RAISED &&
	       strcmp(help->kiosk, "K1") == 0;
}

static void carry_on(void)
{
	for (unsigned ticks = 0; world.state->carry && ticks < 10; ticks++)
		live(world_command(&world, COMMAND_TICK));
	CHECK(world.state->carry == 0);
	give();
}

static void what_outlives_the_day_is_there_after_a_start_that_reads_only_the_new_day(void)
{
	begin();
	fill_the_day();
	world_at(&world, 2026, 11, 24, 9, 30);
	live(world_command(&world, COMMAND_TICK));
	carry_on();
	uint64_t day = world.state->day_sequence;
	CHECK(everything_is_there());
	restart();
	CHECK(first_read == day && everything_is_there());
	CHECK(world_issue(&world, "RE1") == 1);
	end();
}

static void a_process_that_dies_between_opened_and_carried_goes_on_where_it_was(void)
{
	begin();
	fill_the_day();
	uint64_t old_day = world.state->day_sequence;
	world_at(&world, 2026, 11, 24, 9, 30);
	live(world_command(&world, COMMAND_TICK));
	CHECK(world.state->carry > 0 && world.state->day_sequence > old_day);
	give();
	restart();
	CHECK(first_read == old_day && world.state->carry > 0);
	CHECK(world_issue(&world, "RE1") == 0); /* not before the day is whole */
	CHECK(state_next_deadline(world.state) == 0);
	uint64_t new_day = world.state->day_sequence;
	carry_on();
	CHECK(world.state->day_sequence == new_day && everything_is_there());
	restart();
	CHECK(first_read == new_day && everything_is_there());
	end();
}

int main(void)
{
	what_outlives_the_day_is_there_after_a_start_that_reads_only_the_new_day();
	a_process_that_dies_between_opened_and_carried_goes_on_where_it_was();
	return check_result();
}
