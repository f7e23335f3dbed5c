/* Random days against the invariants: test_random SEED … decides 100 000 random commands a seed,
 * good ones and bad ones, on a small hall that is reloaded, ends its days and loses commits. After
 * every step that wrote a record the state is checked, a shadow that knows only the records follows
 * each ticket's life, and what was stored is decoded again before the durable state sees it. A
 * failure names the seed; run it alone with "test_random SEED". */
#include "check.h"
#include "core_world.h"
#include "random_queue.h"
#include "shadow.h"

enum {
	COMMANDS = 100000,
	HALLS = 4,
	DEVICES = 5,
	LOG_MAX = 400000,
	REPEATS = 256,
	REPLAY_EVERY = 5000,
	COMPARE_EVERY = 250,
};

struct stored {
	uint16_t length;
	uint8_t bytes[RECORD_BYTES_MAX];
};

static struct run {
	uint64_t seed, random;
	unsigned step;
	struct world world;
	struct state *replayed;
	struct hall halls[HALLS];
	struct shadow shadow;
	struct queue_watch watch;
	struct stored *log; /* since the last day that is whole was opened */
	uint32_t log_count;
	uint32_t day_first;	      /* in the log: the last DAY_OPENED */
	struct command sent[REPEATS]; /* accepted ones with a key, of this day */
	unsigned sent_count;
	struct {
		uint32_t boot, sequence;
	} devices[DEVICES];
	uint64_t kinds[128], refusals[REFUSAL_COUNT], repeated, rolled_back, replays;
} run;

static void fail(const char *what)
{
	fprintf(stderr, "seed %llu, command %u: %s\nafter %s\n", (unsigned long long)run.seed,
		run.step, what, world_records(&run.world));
	exit(EXIT_FAILURE);
}

static uint64_t roll(void)
{
	run.random ^= run.random << 13;
	run.random ^= run.random >> 7;
	run.random ^= run.random << 17;
	return run.random * UINT64_C(0x2545f4914f6cdd1d) >> 16;
}

static unsigned below(unsigned limit)
{
	return (unsigned)(roll() % limit);
}

static bool chance(unsigned percent)
{
	return below(100) < percent;
}

/* The hall of the unit tests, and three reloads of it: a service and a window less; two prefixes
 * exchanged and a service more; nothing but the other zone. */
static void make_halls(void)
{
	for (unsigned i = 0; i < HALLS; i++) {
		struct hall *hall = &run.halls[i];
		world_hall(hall);
		memset(hall->digest, (int)i + 1, sizeof hall->digest);
		hall->calendar.hours[0].days = 0x7f;
		hall->calendar.hours[0].span_count = run.seed % 3 ? 2 : 1;
		if (hall->calendar.hours[0].span_count == 1)
			hall->calendar.hours[0].spans[0] = (struct span){ 0, 1440 };
		hall->rating_window_s = (uint16_t)(5 + run.seed % 30);
		hall->patience_s = (uint16_t)(run.seed % 4 * 40);
		hall->max_calls = (uint8_t)(2 + run.seed % 3);
		hall->first_number = run.seed % 5 == 0 ? 9900 : 1;
		hall->call_interval_s = run.seed % 7 == 0 ? 0 : 30;
		hall->no_show_mode = (uint8_t)(run.seed % 3);
		hall->arm_on_empty = run.seed % 2;
		hall->windows[0].call_chosen = true;
		hall->windows[1].role = run.seed % 5 == 2 ? ROLE_DELIVER : ROLE_MIXED;
		hall->windows[2].role = run.seed % 4 == 1 ? ROLE_PAY : ROLE_MIXED;
		hall->thresholds = (struct thresholds){
			.wait_warn_min = 5,
			.wait_alarm_min = 10,
			.waiting = 8,
			.service_min = 2,
			.idle_min = 1,
			.quota_left = 0,
		};
		hall->services[1].unresolved = run.seed % 2;
		hall->rating_open_days = (uint8_t)(run.seed % 3);
		hall->default_level = (uint8_t)(run.seed % 4 ? 5 : 0);
		hall->followup_workdays = run.seed % 2;
		random_queue_hall(hall, run.seed);
	}
	run.halls[1].services[1] = run.halls[1].services[2];
	run.halls[1].service_count--;
	run.halls[1].windows[1].service_count--;
	run.halls[1].window_count--;
	strcpy(run.halls[2].services[0].prefix, "B");
	strcpy(run.halls[2].services[1].prefix, "A");
	run.halls[2].services[3] = run.halls[2].services[2];
	strcpy(run.halls[2].services[3].code, "NEW");
	strcpy(run.halls[2].services[3].prefix, "D");
	run.halls[2].service_count++;
	run.halls[2].windows[3] = run.halls[2].windows[2];
	strcpy(run.halls[2].windows[3].no, "128");
	strcpy(run.halls[2].windows[3].services[1], "NEW");
	run.halls[2].windows[3].service_count++;
	run.halls[2].window_count++;
	run.halls[3].services[0] = run.halls[3].services[2];
	run.halls[3].windows[0] = run.halls[3].windows[2];
	run.halls[3].service_count = 1;
	run.halls[3].window_count = 1;
	run.halls[3].max_calls = 1;
}

static const struct hall *hall_of(const uint8_t digest[DIGEST_BYTES])
{
	for (unsigned i = 0; i < HALLS; i++)
		if (memcmp(run.halls[i].digest, digest, DIGEST_BYTES) == 0)
			return &run.halls[i];
	fail("a record names a hall that was never loaded");
	return NULL;
}

static void apply_stored(struct state *state, const struct stored *stored)
{
	struct record record;
	uint8_t again[RECORD_BYTES_MAX];
	if (record_decode(&record, stored->bytes, stored->length) < 0)
		fail("a stored record can't be decoded");
	if (record_encode(&record, again) != stored->length ||
	    memcmp(again, stored->bytes, stored->length) != 0)
		fail("a record has two encodings");
	if (record.kind == RECORD_HALL_LOADED)
		record.hall = hall_of(record.digest);
	apply(state, &record);
}

static void compare(const struct state *one, const struct state *other, const char *what)
{
	if (state_digest(one) != state_digest(other))
		fail(what);
}

/* What a start does: a fresh state, and every record since the last day was opened. */
static void replay(void)
{
	state_reset(run.replayed);
	for (uint32_t i = 0; i < run.log_count; i++)
		apply_stored(run.replayed, &run.log[i]);
	if (run.log_count)
		compare(run.replayed, run.world.state, "a replay gives another state");
	run.replays++;
}

static void choose_time(struct command *command)
{
	int64_t due = state_next_deadline(run.world.state);
	int64_t opening = calendar_next_opening(&run.world.state->hall, "PS1", run.world.now_us,
						run.world.utc_offset_s);
	unsigned dice = below(2000);
	if (dice < 1400)
		run.world.now_us += below(4000000);
	else if (dice < 1800 && due > run.world.now_us &&
		 due < run.world.now_us + 1800 * INT64_C(1000000))
		run.world.now_us = due;
	else if (dice < 1980)
		run.world.now_us += below(60) * INT64_C(1000000);
	else if (dice < 1990)
		run.world.now_us += below(1800) * INT64_C(1000000);
	else if (dice < 1999 && opening > run.world.now_us)
		run.world.now_us = opening; /* the night is not the interesting part */
	else if (dice == 1999)
		run.world.now_us += below(20 * 3600) * INT64_C(1000000);
	command->time_us = run.world.now_us;
	if (chance(1) && chance(1))
		run.world.utc_offset_s = (int32_t)below(3) * 3600;
	command->utc_offset_s = run.world.utc_offset_s;
}

static uint32_t some_ticket(void)
{
	uint32_t count = run.world.state->ticket_count;
	return chance(90) && count ? count - below(count < 30 ? count : 30) : below(count + 3);
}

static void choose_window(struct command *command)
{
	static const char *const windows[] = { "01", "02", "06", "128", "99", "" };
	strcpy(command->window, windows[chance(95) ? below(3) : below(6)]);
}

static void choose_keypad(struct command *command)
{
	unsigned device = below(DEVICES);
	snprintf(command->device, sizeof command->device, "call-%u", device);
	choose_window(command);
	if (chance(5))
		run.devices[device].boot++;
	if (chance(85))
		run.devices[device].sequence++;
	else if (chance(10))
		run.devices[device].sequence += 2;
	command->boot = run.devices[device].boot;
	command->key_sequence = run.devices[device].sequence;
	command->key_code = chance(70) ? KEY_NEXT : (uint8_t)below(17);
	if (chance(15)) {
		command->last_key = command->key_code;
		command->key_code = KEY_BASELINE;
	}
}

static void choose_issue(struct command *command)
{
	static const char *const services[] = { "RE1", "RE2", "PS1", "NEW", "NONE" };
	strcpy(command->service, services[chance(90) ? below(3) : below(5)]);
	if (chance(60))
		strcpy(command->kiosk, "K1");
	command->printer = (uint8_t)below(3);
	command->paperless = chance(20);
	if (chance(10))
		command->pager = (uint16_t)(1 + below(12));
	random_queue_issue(command, roll);
}

/* Of today or of an earlier day, with the codes of a level and sometimes with others. */
static void choose_rating(struct command *command)
{
	const struct state *state = run.world.state;
	command->has_text = chance(20);
	if (chance(30))
		command->codes[0] = (uint16_t)(command->level * 100 + 7 + below(11));
	if (command->ticket == 0 || chance(60))
		return;
	command->date = state->date - (int32_t)below(4);
	if (state->later_count && chance(80)) {
		const struct later_rating *later = &state->later[below(state->later_count)];
		command->date = later->date;
		command->ticket = later->ticket;
		command->leg = chance(50) ? later->leg : 0;
	}
}

/* An evacuation stops everything, so it is rare. */
static void choose_supervision(struct command *command)
{
	static const char *const devices[] = { "display-06", "printer", "" };
	const struct state *state = run.world.state;
	command->warning_kind = (uint8_t)(chance(90) ? WARNING_DEVICE + below(7) : below(16));
	command->warning = state->warning_serial - below(5);
	command->announcement = state->announcement_serial - below(4);
	command->followup = state->followup_serial - below(6);
	command->complex = chance(30);
	if (command->kind == COMMAND_RATE)
		choose_rating(command);
	if (command->kind == COMMAND_FOLLOWUP_CLOSE)
		command->value = below(6);
	if (command->kind < COMMAND_WARN)
		return;
	strcpy(command->device, devices[below(3)]);
	if (command->kind < COMMAND_ANNOUNCE)
		return;
	command->level = (uint8_t)(chance(3) ? ANNOUNCE_EVACUATE : below(3));
	if (chance(90))
		strcpy(command->text, "今天提前下班");
	if (chance(50))
		strcpy(command->groups[0], "hall");
	if (chance(90))
		command->until_us = run.world.now_us + below(3600) * INT64_C(1000000);
}

static void choose_rest(struct command *command)
{
	static const enum command_kind kinds[] = {
		COMMAND_LOAD_HALL,
		COMMAND_CLOCK_SET,
		COMMAND_WINDOW_OPEN,
		COMMAND_WINDOW_CLOSE,
		COMMAND_WINDOW_PAUSE,
		COMMAND_WINDOW_RESUME,
		COMMAND_CANCEL,
		COMMAND_RECALL,
		COMMAND_START,
		COMMAND_FINISH,
		COMMAND_NO_SHOW,
		COMMAND_RATE,
		COMMAND_PRINTED,
		COMMAND_PRINT_FAILED,
		COMMAND_PRINT_UNKNOWN,
		COMMAND_REPRINT,
		(enum command_kind)99,
		COMMAND_RATE,
		COMMAND_WARN,
		COMMAND_WARN_OVER,
		COMMAND_WARN_ACKNOWLEDGE,
		COMMAND_FOLLOWUP_CONTACT,
		COMMAND_FOLLOWUP_CLOSE,
		COMMAND_WARN_CLEAR,
		COMMAND_ANNOUNCE,
		COMMAND_ANNOUNCE_END,
	};
	command->kind = (uint8_t)kinds[below(sizeof kinds / sizeof kinds[0])];
	choose_window(command);
	command->ticket = command->kind == COMMAND_RATE && chance(50) ? 0 : some_ticket();
	command->level = (uint8_t)below(7);
	command->channel = (uint8_t)(command->ticket ? below(9) : 0);
	if (command->ticket && command->ticket <= run.world.state->ticket_count)
		command->value = run.world.state->tickets[command->ticket].print_attempts;
	if (chance(5))
		command->value++;
	if (chance(50))
		strcpy(command->kiosk, "K1");
	if (chance(10))
		strcpy(command->agent, "somebody");
	command->printer = (uint8_t)below(3);
	choose_supervision(command);
	if (command->kind == COMMAND_LOAD_HALL && chance(10))
		command->hall = &run.halls[below(HALLS)];
}

static void choose_target(struct command *command)
{
	static const char *const services[] = { "RE1", "RE2", "PS1", "NEW", "NONE" };
	static const char *const windows[] = { "01", "02", "06", "128", "99" };
	static const char *const agents[] = { "agent 01", "agent 06", "nobody" };
	unsigned dice = below(10);
	if (dice < 4)
		strcpy(command->service, services[below(5)]);
	else if (dice < 8)
		strcpy(command->to_window, windows[chance(90) ? below(3) : below(5)]);
	else
		strcpy(command->to_agent, agents[below(3)]);
	command->front = chance(30);
	command->returns = chance(30);
}

/* What belongs to a visit. */
static void choose_visit(struct command *command)
{
	static const enum command_kind kinds[] = {
		COMMAND_HOLD,	  COMMAND_UNHOLD, COMMAND_TRANSFER,	 COMMAND_FORWARD,
		COMMAND_CALL,	  COMMAND_SERVE,  COMMAND_UNDO,		 COMMAND_NOTE,
		COMMAND_REQUEUE,  COMMAND_VOID,	  COMMAND_WINDOW_EXTEND, COMMAND_START,
		COMMAND_POSTPONE, COMMAND_START,  COMMAND_UNHOLD,	 COMMAND_UNDO,
		COMMAND_PAGER,
	};
	command->kind = (uint8_t)kinds[below(sizeof kinds / sizeof kinds[0])];
	choose_window(command);
	command->ticket = chance(60) ? some_ticket() : 0;
	command->minutes = (uint16_t)below(35);
	command->by_staff = chance(50);
	command->hold_return = (uint8_t)below(3);
	command->outcome = (uint8_t)below(OUTCOME_COUNT);
	if (command->kind == COMMAND_TRANSFER)
		choose_target(command);
	if (command->kind == COMMAND_SERVE)
		strcpy(command->service, chance(50) ? "RE1" : "PS1");
	if (command->kind == COMMAND_FORWARD)
		for (unsigned i = 0; i <= below(PAPERS_MAX); i++)
			strcpy(command->targets[i].window, chance(50) ? "06" : "02");
	if (command->kind == COMMAND_PAGER)
		command->pager = (uint16_t)(chance(98) ? below(12) : PAGERS_MAX + below(2));
	if (command->kind == COMMAND_POSTPONE && chance(50))
		command->minutes = (uint16_t)below(3);
}

static struct command choose(void)
{
	struct command command = world_command(&run.world, COMMAND_TICK);
	choose_time(&command);
	unsigned dice = below(100);
	if (dice < 20) {
		command.kind = COMMAND_TICK;
	} else if (dice < 40) {
		command.kind = COMMAND_ISSUE;
		choose_issue(&command);
	} else if (dice < 55) {
		command.kind = COMMAND_NEXT;
		choose_window(&command);
	} else if (dice < 62) {
		command.kind = COMMAND_KEYPAD;
		choose_keypad(&command);
	} else if (dice < 78) {
		choose_visit(&command);
	} else if (dice < 86) {
		random_queue_command(&command, run.world.state, roll);
	} else {
		choose_rest(&command);
	}
	if (command.kind != COMMAND_TICK && chance(50)) {
		for (unsigned i = 0; i < KEY_BYTES; i++)
			command.key.bytes[i] = (uint8_t)roll();
		command.key.body = roll();
	}
	return command;
}

/* A key of today, sent again. */
static void repeat(void)
{
	struct command command = run.sent[below(run.sent_count)];
	command.time_us = run.world.now_us;
	bool other = chance(30);
	command.key.body += other;
	enum refusal refusal = decide(run.world.state, &command, run.world.list);
	if (refusal != (other ? REFUSAL_KEY_REUSED : REFUSAL_NONE) || run.world.list->count)
		fail("a repeated key was not known again");
	run.repeated++;
}

static void check_list(const struct command *command, enum refusal refusal)
{
	const struct record_list *list = run.world.list;
	if (refusal != REFUSAL_NONE && list->count)
		fail("a refusal wrote records");
	for (uint32_t i = 0; i < list->count; i++)
		if (list->records[i].sequence != run.world.state->sequence + i + 1 ||
		    list->records[i].time_us != command->time_us ||
		    list->records[i].command != command->kind)
			fail("a record's sequence, time or command is wrong");
}

static void check_tick(const struct command *command, int64_t due)
{
	bool was_due = due <= command->time_us;
	if (command->kind == COMMAND_TICK && was_due != (run.world.list->count > 0))
		fail("a tick and the deadline disagree");
}

/* What a start need not read any more. */
static void forget_old_day(void)
{
	run.log_count -= run.day_first;
	memmove(run.log, run.log + run.day_first, run.log_count * sizeof *run.log);
	run.day_first = 0;
}

/* The records are durable: into the log, into the shadow, into the durable state. */
static void commit(void)
{
	for (uint32_t i = 0; i < run.world.list->count; i++) {
		const struct record *record = &run.world.list->records[i];
		if (record->kind == RECORD_DAY_OPENED) {
			run.day_first = run.log_count;
			run.sent_count = 0;
		}
		if (run.log_count == LOG_MAX)
			fail("the test's log is full");
		struct stored *stored = &run.log[run.log_count++];
		stored->length = (uint16_t)record_encode(record, stored->bytes);
		const char *problem = shadow_record(&run.shadow, run.world.durable, record);
		if (problem == NULL)
			problem = queue_watch_record(&run.watch, run.world.durable, record);
		if (problem)
			fail(problem);
		apply_stored(run.world.durable, stored);
		run.kinds[record->kind]++;
		if (record->kind == RECORD_DAY_CARRIED)
			forget_old_day();
	}
}

static void remember(const struct command *command)
{
	static const uint8_t none[KEY_BYTES];
	if (memcmp(command->key.bytes, none, KEY_BYTES) == 0 || run.world.list->count == 0)
		return;
	run.sent[run.sent_count < REPEATS ? run.sent_count++ : below(REPEATS)] = *command;
}

static void step(void)
{
	if (run.sent_count && chance(4))
		return repeat();
	struct command command = choose();
	int64_t due = state_next_deadline(run.world.state);
	enum refusal refusal = decide(run.world.state, &command, run.world.list);
	run.refusals[refusal]++;
	check_list(&command, refusal);
	check_tick(&command, due);
	for (uint32_t i = 0; i < run.world.list->count; i++)
		apply(run.world.state, &run.world.list->records[i]);
	if (run.world.list->count && chance(1) && chance(30)) {
		state_copy(run.world.state, run.world.durable);
		compare(run.world.state, run.world.durable, "a copied state differs");
		run.rolled_back++;
		return;
	}
	commit();
	remember(&command);
	if (run.world.list->count == 0)
		return;
	const char *problem = state_check(run.world.state);
	if (problem == NULL)
		problem = random_queue_check(run.world.state);
	if (problem)
		fail(problem);
}

static void print_counts(void)
{
	for (unsigned kind = 1; kind < 128; kind++)
		if (run.kinds[kind])
			printf("%s %llu\n", record_kind_name((enum record_kind)kind),
			       (unsigned long long)run.kinds[kind]);
	for (unsigned i = 0; i < REFUSAL_COUNT; i++)
		if (run.refusals[i])
			printf("%s %llu\n", refusal_name((enum refusal)i),
			       (unsigned long long)run.refusals[i]);
}

/* What every seed must bring. */
static const uint8_t common[] = {
	RECORD_HALL_LOADED,	     RECORD_DAY_OPENED,
	RECORD_DAY_CARRIED,	     RECORD_CLOCK_SET,
	RECORD_WINDOW_OPENED,	     RECORD_WINDOW_CLOSED,
	RECORD_WINDOW_PAUSED,	     RECORD_WINDOW_RESUMED,
	RECORD_TICKET_ISSUED,	     RECORD_TICKET_CANCELLED,
	RECORD_TICKET_CALLED,	     RECORD_TICKET_RECALLED,
	RECORD_SERVICE_STARTED,	     RECORD_SERVICE_FINISHED,
	RECORD_TICKET_NO_SHOW,	     RECORD_TICKET_EXPIRED,
	RECORD_RATING_GIVEN,	     RECORD_RATING_TIMED_OUT,
	RECORD_PRINT_STARTED,	     RECORD_PRINTED,
	RECORD_PRINT_FAILED,	     RECORD_PRINT_UNKNOWN,
	RECORD_KEYPAD_READ,	     RECORD_LEG_BEGUN,
	RECORD_LEG_TRANSFERRED,	     RECORD_SERVICE_HELD,
	RECORD_SERVICE_UNHELD,	     RECORD_PAPERS_SENT,
	RECORD_PAPER_ISSUED,	     RECORD_PAPER_TAKEN,
	RECORD_WALK_IN_SERVED,	     RECORD_SERVICE_NOTED,
	RECORD_STEP_UNDONE,	     RECORD_TICKET_REQUEUED,
	RECORD_TICKET_VOIDED,	     RECORD_TICKET_POSTPONED,
	RECORD_TICKET_RETURNED,	     RECORD_WINDOW_EXTENDED,
	RECORD_TICKET_CLASSED,	     RECORD_BOOKED,
	RECORD_BOOKING_CANCELLED,    RECORD_BOOKING_MOVED,
	RECORD_BOOKING_CHECKED_IN,   RECORD_BOOKING_BREACHED,
	RECORD_BOOKING_CARRIED,	     RECORD_PERSON_BANNED,
	RECORD_BAN_CARRIED,	     RECORD_WARNING_RAISED,
	RECORD_WARNING_CLEARED,	     RECORD_WARNING_CARRIED,
	RECORD_WARNING_ACKNOWLEDGED, RECORD_ANNOUNCED,
	RECORD_ANNOUNCEMENT_ENDED,   RECORD_FOLLOWUP_OPENED,
	RECORD_FOLLOWUP_CONTACTED,   RECORD_FOLLOWUP_CLOSED,
	RECORD_FOLLOWUP_CARRIED,     RECORD_TICKET_PAGER,
	RECORD_TICKET_HEADS_UP,
};

static void run_seed(uint64_t seed)
{
	run.seed = seed;
	run.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	run.log_count = run.day_first = run.sent_count = 0;
	memset(run.kinds, 0, sizeof run.kinds);
	make_halls();
	state_reset(run.world.state);
	state_reset(run.world.durable);
	shadow_reset(&run.shadow);
	memset(&run.watch, 0, sizeof run.watch);
	run.world.utc_offset_s = 8 * 3600;
	world_at(&run.world, 2026, 11, 23, 8, 30);
	for (run.step = 0; run.step < COMMANDS; run.step++) {
		step();
		if (run.step % COMPARE_EVERY == 0)
			compare(run.world.state, run.world.durable, "working and durable differ");
		if (run.step % REPLAY_EVERY == 0)
			replay();
		if (!run.world.state->has_hall) {
			struct command load = world_command(&run.world, COMMAND_LOAD_HALL);
			load.hall = &run.halls[0];
			decide(run.world.state, &load, run.world.list);
			for (uint32_t i = 0; i < run.world.list->count; i++)
				apply(run.world.state, &run.world.list->records[i]);
			commit();
		}
	}
	replay();
	/* A kind that never came would mean that this test looks at less than it says. */
	for (unsigned i = 0; i < sizeof common / sizeof common[0]; i++)
		if (run.kinds[common[i]] == 0) {
			print_counts();
			fprintf(stderr, "no %s: ", record_kind_name((enum record_kind)common[i]));
			fail("a kind of record never came");
		}
	CHECK(run.kinds[RECORD_DAY_OPENED] > 10);
}

int main(int argc, char **argv)
{
	world_open(&run.world);
	run.replayed = calloc(1, sizeof *run.replayed);
	run.log = malloc(LOG_MAX * sizeof *run.log);
	if (!run.replayed || !run.log)
		abort();
	for (int i = 1; i < argc; i++)
		run_seed(strtoull(argv[i], NULL, 10));
	print_counts();
	printf("%llu repeated keys, %llu lost commits, %llu replays\n",
	       (unsigned long long)run.repeated, (unsigned long long)run.rolled_back,
	       (unsigned long long)run.replays);
	CHECK(run.repeated > 0 && run.rolled_back > 0);
	free(run.log);
	free(run.replayed);
	world_close(&run.world);
	return check_result();
}
