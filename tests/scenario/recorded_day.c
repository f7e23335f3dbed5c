#include "recorded_day.h"

#include "core_world.h"
#include "journal.h"
#include "vfs_recorder.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_RECORDS_MAX = 4 * RECORDS_MAX, BATCH_COMMANDS_MAX = 6 };

const char recorded_day_hall_text[] = "hall: {id: demo}\n";

struct day_run {
	struct recorded_day *day;
	struct world world;
	struct vfs_recorder *recorder;
	struct event_base *base;
	struct journal *journal;
	const char *directory;
	uint64_t seed;
	bool loading; /* the batch holds the hall's record */
	bool done;
	enum journal_result result;
	uint32_t count, identity_count;
	struct record records[BATCH_RECORDS_MAX];
	struct journal_identity identities[BATCH_COMMANDS_MAX];
};

static void must(bool good, const char *what, const struct day_run *run)
{
	if (good)
		return;
	fprintf(stderr, "recorded day: %s: %s\n", what, journal_problem(run->journal));
	exit(EXIT_FAILURE);
}

static uint32_t dice(struct day_run *run, uint32_t sides)
{
	run->seed = run->seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(run->seed >> 33) % sides;
}

static void day_done(void *context, enum journal_result result)
{
	struct day_run *run = context;

	run->result = result;
	run->done = true;
	/* Acknowledged: from here on no cut may lose it. */
	if (result == JOURNAL_DURABLE)
		vfs_recorder_mark(run->recorder, run->world.durable->sequence);
}

static void day_slow(void *context, bool slow)
{
	(void)context;
	(void)slow;
}

static void day_open_journal(struct day_run *run)
{
	struct journal_owner owner = { run, day_done, day_slow };

	must(journal_open(&run->journal, run->base, run->directory, "recording", &owner) == 0,
	     "open", run);
}

static void day_commit(struct day_run *run)
{
	struct journal_hall_text hall = { .text = recorded_day_hall_text,
					  .length = strlen(recorded_day_hall_text) };
	struct journal_batch batch = { run->records, run->count, run->identities,
				       run->identity_count, run->loading ? &hall : NULL };
	struct recorded_day *day = run->day;

	if (run->count == 0)
		return;
	memcpy(hall.digest, run->world.hall.digest, DIGEST_BYTES);
	must(day->point_count < DAY_POINTS_MAX, "too many batches", run);
	day->points[day->point_count++] = (struct day_point){ run->world.durable->sequence,
							      state_digest(run->world.durable) };
	run->done = false;
	must(journal_append(run->journal, &batch) == 0, "append", run);
	while (!run->done)
		event_base_loop(run->base, EVLOOP_ONCE);
	must(run->result == JOURNAL_DURABLE, "durable", run);
	day->records += run->count;
	run->count = 0;
	run->identity_count = 0;
	run->loading = false;
}

/* Decide it; its records wait for the batch's end. */
static void day_do(struct day_run *run, struct command *command)
{
	struct journal_identity *identity;
	uint32_t before = run->world.state->ticket_count;

	run->day->commands++;
	memcpy(command->key.bytes, &run->day->commands, sizeof run->day->commands);
	command->key.bytes[KEY_BYTES - 1] = 1;
	command->key.body = run->day->commands;
	if (world_do(&run->world, command) != REFUSAL_NONE)
		run->day->refusals++;
	must(run->count + run->world.list->count <= BATCH_RECORDS_MAX, "too many records", run);
	memcpy(run->records + run->count, run->world.list->records,
	       run->world.list->count * sizeof run->records[0]);
	run->count += run->world.list->count;
	if (command->kind == COMMAND_ISSUE && run->world.state->ticket_count > before) {
		identity = &run->identities[run->identity_count++];
		identity->date = run->world.state->date;
		identity->ticket = run->world.state->ticket_count;
		identity->length = 40;
		memset(identity->sealed, (int)identity->ticket, identity->length);
	}
}

static void day_tick(struct day_run *run)
{
	struct command tick = world_command(&run->world, COMMAND_TICK);

	while (state_next_deadline(run->world.state) <= run->world.now_us) {
		day_do(run, &tick);
		day_commit(run);
	}
}

static void day_press(struct day_run *run, const char *window)
{
	static const enum key_code keys[] = { KEY_NEXT,	   KEY_NEXT,  KEY_NEXT,
					      KEY_RECALL,  KEY_START, KEY_FINISH,
					      KEY_NO_SHOW, KEY_PAUSE, KEY_RATE_5 };
	struct command command = world_command(&run->world, COMMAND_KEYPAD);

	snprintf(command.device, sizeof command.device, "call-%s", window);
	strcpy(command.window, window);
	command.boot = 1;
	command.key_sequence = ++run->world.sequence;
	command.key_code = (uint8_t)keys[dice(run, sizeof keys / sizeof keys[0])];
	day_do(run, &command);
}

static void day_command(struct day_run *run)
{
	static const char *const services[] = { "RE1", "RE2", "PS1" };
	static const char *const windows[] = { "01", "02", "06" };
	static const enum command_kind at_window[] = { COMMAND_NEXT, COMMAND_START, COMMAND_FINISH,
						       COMMAND_RECALL };
	static const enum command_kind of_ticket[] = { COMMAND_CANCEL, COMMAND_RATE,
						       COMMAND_PRINTED, COMMAND_PRINT_FAILED,
						       COMMAND_REPRINT };
	struct command command = world_command(&run->world, COMMAND_ISSUE);
	uint32_t tickets = run->world.state->ticket_count;

	switch (dice(run, 8)) {
	case 0:
	case 1:
	case 2:
		strcpy(command.service, services[dice(run, 3)]);
		strcpy(command.language, "zh");
		if (dice(run, 2) == 0) {
			strcpy(command.kiosk, "K1");
			command.printer = PRINTER_READY;
		}
		day_do(run, &command);
		break;
	case 3:
	case 4:
		day_press(run, windows[dice(run, 3)]);
		break;
	case 5:
	case 6:
		command.kind = (uint8_t)at_window[dice(run, 4)];
		strcpy(command.window, windows[dice(run, 3)]);
		day_do(run, &command);
		break;
	default:
		command.kind = (uint8_t)of_ticket[dice(run, 5)];
		command.ticket = tickets == 0 ? 1 : 1 + dice(run, tickets);
		command.value = 1;
		command.level = (uint8_t)(1 + dice(run, 5));
		command.channel = CHANNEL_QR;
		if (command.kind == COMMAND_REPRINT) {
			strcpy(command.kiosk, "K1");
			command.printer = PRINTER_READY;
		}
		day_do(run, &command);
		break;
	}
}

static void day_batches(struct day_run *run, uint32_t batches)
{
	for (uint32_t i = 0; i < batches; i++) {
		for (uint32_t commands = 1 + dice(run, BATCH_COMMANDS_MAX); commands > 0;
		     commands--)
			day_command(run);
		day_commit(run);
		world_pass(&run->world, 1 + dice(run, 25));
		day_tick(run);
	}
}

/* The writer checkpoints by itself in its idle time: nothing else writes now. */
static void day_wait_for_checkpoint(struct day_run *run)
{
	struct vfs_faults count = { .kinds = 1U << VFS_WRITE };
	struct timeval pause = { .tv_usec = 20000 };

	vfs_recorder_set_faults(run->recorder, &count);
	while (vfs_recorder_counted(run->recorder) == 0) {
		event_base_loopexit(run->base, &pause);
		event_base_dispatch(run->base);
	}
}

static void day_restart(struct day_run *run)
{
	journal_close(run->journal);
	day_open_journal(run);
}

static void day_begin(struct day_run *run)
{
	struct world *world = &run->world;
	struct command command;

	world->state = calloc(1, sizeof *world->state);
	world->durable = calloc(1, sizeof *world->durable);
	world->list = calloc(1, sizeof *world->list);
	must(world->state && world->durable && world->list, "memory", run);
	run->day->points[run->day->point_count++] =
		(struct day_point){ 0, state_digest(world->durable) };
	world->utc_offset_s = 8 * 3600;
	world_at(world, 2026, 11, 23, 9, 1);
	world_hall(&world->hall);
	command = world_command(world, COMMAND_LOAD_HALL);
	command.hall = &world->hall;
	run->loading = true;
	day_do(run, &command);
	day_commit(run);
	day_tick(run);
}

void recorded_day_run(struct recorded_day *day, const char *directory, const char *log_path,
		      uint32_t batches, uint64_t seed)
{
	static struct day_run run;

	memset(day, 0, sizeof *day);
	memset(&run, 0, sizeof run);
	run.day = day;
	run.directory = directory;
	run.seed = seed;
	run.base = event_base_new();
	must(vfs_recorder_create(&run.recorder, "recording", log_path, false) == 0, "recorder",
	     &run);
	day_open_journal(&run);
	day_begin(&run);
	day_batches(&run, batches / 4);
	day_restart(&run);
	day_batches(&run, batches / 4);
	day_wait_for_checkpoint(&run);
	day_batches(&run, batches / 4);
	world_at(&run.world, 2026, 11, 24, 9, 1);
	day_tick(&run);
	must(run.world.durable->ticket_count == 0, "a new day begins", &run);
	must(journal_drop_days_before(run.journal, run.world.durable->date) == 0, "drop", &run);
	day_batches(&run, batches / 4);
	journal_close(run.journal);
	event_base_free(run.base);
	vfs_recorder_destroy(run.recorder);
	world_close(&run.world);
}

const struct day_point *recorded_day_find(const struct recorded_day *day, uint64_t sequence)
{
	for (uint32_t i = 0; i < day->point_count; i++)
		if (day->points[i].sequence == sequence)
			return &day->points[i];
	return NULL;
}
