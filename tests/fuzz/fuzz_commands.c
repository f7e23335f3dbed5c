/* Bytes into a stream of commands of every kind, on a small hall with a review window, a hand-out,
 * classes and appointments: no assertion, no broken invariant after any of them, records that are
 * stored and read again make the same state, and so does a replay of the day from its beginning. */
#include "core_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LOG_MAX = 1 << 22, COMMANDS_MAX = 400 };

static struct {
	struct world world;
	struct hall halls[2];
	struct state *replayed;
	uint8_t *log; /* length and bytes of each record since the last day that is whole */
	size_t log_size, log_day;
	const uint8_t *data;
	size_t left;
} fuzz;

static unsigned take(void)
{
	if (fuzz.left == 0)
		return 0;
	fuzz.left--;
	return *fuzz.data++;
}

static struct hall_window *add_window(struct hall *hall, const char *no, enum window_role role)
{
	struct hall_window *window = &hall->windows[hall->window_count++];
	memset(window, 0, sizeof *window);
	window->role = (uint8_t)role;
	strcpy(window->no, no);
	strcpy(window->zone, "RE");
	strcpy(window->agent, no);
	return window;
}

static void add_class(struct hall *hall, const char *id, bool absolute, bool no_ticket)
{
	struct hall_class *class = &hall->classes[hall->class_count++];
	memset(class, 0, sizeof *class);
	strcpy(class->id, id);
	class->by_staff = class->absolute = absolute;
	class->no_ticket = no_ticket;
}

static void make_hall(struct hall *hall)
{
	world_hall(hall);
	add_window(hall, "07", ROLE_REVIEW);
	add_window(hall, "08", ROLE_DELIVER);
	struct hall_window *pay = add_window(hall, "09", ROLE_PAY);
	strcpy(pay->services[pay->service_count++], "RE2");
	pay->call_chosen = true;
	add_class(hall, "elder", false, true);
	add_class(hall, "green", true, false);
	strcpy(hall->kiosks[hall->kiosk_count++].id, "K1");
	hall->calendar.hours[0].days = 0x7f;
	hall->booking = true;
	hall->slot_min = 30;
	hall->days_ahead = 5;
	hall->rating_open_days = 3;
	hall->arm_on_empty = true;
	for (unsigned i = 0; i < hall->service_count; i++)
		hall->services[i].slot_capacity = 2;
	hall->services[1].quota_day = 40;
}

static const char *some(const char *const *names, unsigned count)
{
	return names[take() % count];
}

static void choose_time(struct command *command)
{
	unsigned pace = take();
	int64_t due_us = state_next_deadline(fuzz.world.state);
	int64_t opening_us = calendar_next_opening(&fuzz.world.state->hall, "PS1",
						   fuzz.world.now_us, fuzz.world.utc_offset_s);
	if (pace < 200)
		fuzz.world.now_us += pace * INT64_C(100000);
	else if (pace < 235)
		fuzz.world.now_us += (pace - 199) * INT64_C(60000000);
	else if (pace < 250 && due_us > fuzz.world.now_us && due_us < INT64_MAX)
		fuzz.world.now_us = due_us;
	else if (pace == 255 && opening_us > fuzz.world.now_us)
		fuzz.world.now_us = opening_us;
	command->time_us = fuzz.world.now_us;
	if (pace == 254)
		command->time_us -= 3600 * INT64_C(1000000);
}

static void choose_names(struct command *command)
{
	static const char *const services[] = { "RE1", "RE2", "PS1", "PS1", "", "NONE" };
	static const char *const windows[] = { "01", "02", "06", "07", "08", "09", "", "99" };
	static const char *const classes[] = { "", "", "elder", "green", "nobody" };
	strcpy(command->service, some(services, 6));
	strcpy(command->window, some(windows, 8));
	strcpy(command->class_id, some(classes, 5));
	unsigned flags = take();
	if (flags & 1)
		strcpy(command->kiosk, "K1");
	if (flags & 2)
		strcpy(command->to_window, some(windows, 8));
	if (flags & 4)
		strcpy(command->agent, flags & 8 ? "06" : "agent 01");
	if (flags & 16)
		strcpy(command->to_agent, "agent 02");
	for (unsigned i = 0; flags & 32 && i < 1 + flags % 4u; i++) {
		strcpy(command->services[i], some(services, 6));
		strcpy(command->targets[i].window, some(windows, 8));
		strcpy(command->targets[i].service, some(services, 6));
	}
	if (flags & 64)
		strcpy(command->reason, "form");
	/* What no caller should send: a text without its end. */
	if ((flags & 128) && take() == 77)
		memset(command->reason, 'x', sizeof command->reason);
}

static void choose_numbers(struct command *command)
{
	const struct state *state = fuzz.world.state;
	unsigned back = take(), bits = take();
	command->ticket = state->ticket_count > back ? state->ticket_count - back : back;
	command->minutes = (uint16_t)(take() % 40);
	if (command->kind == COMMAND_PAGER || bits % 11 == 0)
		command->pager = command->minutes;
	command->level = (uint8_t)(take() % 7);
	command->channel = command->level == 6 ? 9 : (uint8_t)(take() % 8);
	command->leg = bits % 5 == 0 ? (uint8_t)(take() % 4) : 0;
	command->hold_return = (uint8_t)(bits % 4);
	command->outcome = (uint8_t)(bits % 7);
	command->issue_channel = (uint8_t)(bits % 5);
	command->printer = (uint8_t)(bits % 3);
	command->front = bits & 1;
	command->returns = bits & 2;
	command->by_staff = bits & 4;
	command->complex = bits & 8;
	command->proxy = bits & 16;
	command->paperless = bits & 32;
	command->person = bits & 64 ? 1 + bits % 5 : 0;
	command->phone = bits & 128 ? 1 + bits % 3 : 0;
	command->value = (int64_t)(take() % 6);
	command->warning = command->followup = command->announcement = 1 + take() % 5;
	command->warning_kind = (uint8_t)(take() % (WARNING_COUNT + 1));
	command->date = state->date + (int)(bits % 4) - 1;
}

static void choose_keypad(struct command *command)
{
	strcpy(command->device, "call-06");
	command->boot = 1;
	command->key_sequence = ++fuzz.world.sequence;
	command->key_code = (uint8_t)(take() % 17);
	command->last_key = (uint8_t)(take() % 17);
}

static void choose_booking(struct command *command)
{
	const struct state *state = fuzz.world.state;
	unsigned which = take(), slot = take();
	if (command->kind != COMMAND_BOOK && state->booking_count)
		memcpy(command->booking, state->bookings[which % state->booking_count].code,
		       BOOKING_CODE_MAX);
	command->slot_us = calendar_utc(state->date + (int)(slot % 4), 540 + slot / 4 % 17 * 30,
					fuzz.world.utc_offset_s);
}

static struct command choose(void)
{
	static const uint8_t kinds[] = {
		COMMAND_TICK,
		COMMAND_TICK,
		COMMAND_ISSUE,
		COMMAND_ISSUE,
		COMMAND_NEXT,
		COMMAND_NEXT,
		COMMAND_FINISH,
		COMMAND_START,
		COMMAND_LOAD_HALL,
		COMMAND_CLOCK_SET,
		COMMAND_WINDOW_OPEN,
		COMMAND_WINDOW_CLOSE,
		COMMAND_WINDOW_PAUSE,
		COMMAND_WINDOW_RESUME,
		COMMAND_CANCEL,
		COMMAND_RECALL,
		COMMAND_NO_SHOW,
		COMMAND_RATE,
		COMMAND_PRINTED,
		COMMAND_PRINT_FAILED,
		COMMAND_PRINT_UNKNOWN,
		COMMAND_REPRINT,
		COMMAND_WINDOW_EXTEND,
		COMMAND_CALL,
		COMMAND_SERVE,
		COMMAND_HOLD,
		COMMAND_UNHOLD,
		COMMAND_TRANSFER,
		COMMAND_FORWARD,
		COMMAND_UNDO,
		COMMAND_NOTE,
		COMMAND_REQUEUE,
		COMMAND_POSTPONE,
		COMMAND_GRANT,
		COMMAND_VOID,
		COMMAND_BOOK,
		COMMAND_BOOKING_CANCEL,
		COMMAND_BOOKING_MOVE,
		COMMAND_CHECK_IN,
		COMMAND_BAN,
		COMMAND_FOLLOWUP_CONTACT,
		COMMAND_FOLLOWUP_CLOSE,
		COMMAND_WARN,
		COMMAND_WARN_OVER,
		COMMAND_WARN_ACKNOWLEDGE,
		COMMAND_WARN_CLEAR,
		COMMAND_ANNOUNCE,
		COMMAND_ANNOUNCE_END,
		COMMAND_KEYPAD,
		COMMAND_KEYPAD,
		COMMAND_PAGER,
		99,
	};
	struct command command = world_command(&fuzz.world, COMMAND_TICK);
	command.kind = kinds[take() % sizeof kinds];
	choose_time(&command);
	if (command.kind == COMMAND_TICK)
		return command;
	choose_names(&command);
	choose_numbers(&command);
	if (command.kind == COMMAND_KEYPAD)
		choose_keypad(&command);
	if (command.kind >= COMMAND_BOOK && command.kind <= COMMAND_BAN)
		choose_booking(&command);
	if (command.kind == COMMAND_ANNOUNCE) {
		strcpy(command.text, "请注意");
		command.until_us = command.minutes ? fuzz.world.now_us + command.minutes : 0;
	}
	if (command.kind == COMMAND_LOAD_HALL)
		command.hall = &fuzz.halls[take() % 2];
	if (take() % 8 == 0)
		command.key.bytes[0] = (uint8_t)(1 + take() % 3);
	return command;
}

static void store(enum record_kind kind, const uint8_t *bytes, uint16_t length)
{
	if (fuzz.log_size + length + 2 > LOG_MAX)
		return;
	if (kind == RECORD_DAY_OPENED)
		fuzz.log_day = fuzz.log_size;
	memcpy(fuzz.log + fuzz.log_size, &length, 2);
	memcpy(fuzz.log + fuzz.log_size + 2, bytes, length);
	fuzz.log_size += length + 2u;
	if (kind == RECORD_DAY_CARRIED) {
		fuzz.log_size -= fuzz.log_day;
		memmove(fuzz.log, fuzz.log + fuzz.log_day, fuzz.log_size);
		fuzz.log_day = 0;
	}
}

static void read_again(const struct record *made, const uint8_t *bytes, size_t length)
{
	struct record record;
	if (record_decode(&record, bytes, length) < 0)
		abort();
	record.hall = made->hall;
	apply(fuzz.world.durable, &record);
}

static void decide_one(const struct command *command)
{
	const struct record_list *list = fuzz.world.list;
	enum refusal refusal = decide(fuzz.world.state, command, fuzz.world.list);
	if (refusal != REFUSAL_NONE && list->count)
		abort();
	for (uint32_t i = 0; i < list->count; i++) {
		uint8_t bytes[RECORD_BYTES_MAX];
		size_t length = record_encode(&list->records[i], bytes);
		store((enum record_kind)list->records[i].kind, bytes, (uint16_t)length);
		read_again(&list->records[i], bytes, length);
		apply(fuzz.world.state, &list->records[i]);
	}
	const char *problem = state_check(fuzz.world.state);
	if (problem) {
		fprintf(stderr, "command %u: %s\n", command->kind, problem);
		abort();
	}
}

static void replay(void)
{
	uint16_t length;
	state_reset(fuzz.replayed);
	for (size_t at = 0; at < fuzz.log_size; at += 2u + length) {
		struct record record;
		memcpy(&length, fuzz.log + at, 2);
		if (record_decode(&record, fuzz.log + at + 2, length) < 0)
			abort();
		if (record.kind == RECORD_HALL_LOADED)
			record.hall = &fuzz.halls[record.digest[0] == fuzz.halls[1].digest[0]];
		apply(fuzz.replayed, &record);
	}
	uint64_t digest = state_digest(fuzz.world.state);
	if (state_digest(fuzz.replayed) != digest || state_digest(fuzz.world.durable) != digest) {
		fprintf(stderr, "a replay gives another state\n");
		abort();
	}
}

static void begin(void)
{
	if (fuzz.log == NULL) {
		world_open(&fuzz.world);
		fuzz.log = malloc(LOG_MAX);
		fuzz.replayed = calloc(1, sizeof *fuzz.replayed);
		if (!fuzz.log || !fuzz.replayed)
			abort();
	}
	for (unsigned i = 0; i < 2; i++) {
		make_hall(&fuzz.halls[i]);
		memset(fuzz.halls[i].digest, (int)i + 1, DIGEST_BYTES);
	}
	fuzz.halls[1].window_count--;
	fuzz.halls[1].no_show_mode = NO_SHOW_KEEP;
	fuzz.halls[1].arm_on_empty = false;
	state_reset(fuzz.world.state);
	state_reset(fuzz.world.durable);
	fuzz.log_size = fuzz.log_day = 0;
	fuzz.world.random = 1;
	fuzz.world.sequence = 0;
	fuzz.world.hall = fuzz.halls[0];
	world_at(&fuzz.world, 2026, 11, 23, 9, 0);
	struct command load = world_command(&fuzz.world, COMMAND_LOAD_HALL);
	load.hall = &fuzz.halls[0];
	decide_one(&load);
	struct command tick = world_command(&fuzz.world, COMMAND_TICK);
	decide_one(&tick);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz.data = data;
	fuzz.left = size;
	begin();
	for (unsigned n = 0; fuzz.left && n < COMMANDS_MAX; n++) {
		struct command command = choose();
		decide_one(&command);
	}
	replay();
	return 0;
}
