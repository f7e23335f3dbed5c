/* The front door of every command: is it well formed, is it a repetition, and who decides it. The
 * decisions themselves are in the files of their topic. */
#include "decide.h"

#include "announcement.h"
#include "decision.h"
#include "followup.h"
#include "pager_carry.h"
#include "warning.h"

#include <assert.h>
#include <string.h>

bool command_is_staff(enum command_kind kind)
{
	switch (kind) {
	case COMMAND_WINDOW_OPEN:
	case COMMAND_WINDOW_CLOSE:
	case COMMAND_WINDOW_PAUSE:
	case COMMAND_WINDOW_RESUME:
	case COMMAND_NEXT:
	case COMMAND_RECALL:
	case COMMAND_START:
	case COMMAND_FINISH:
	case COMMAND_NO_SHOW:
	case COMMAND_KEYPAD:
	case COMMAND_WINDOW_EXTEND:
	case COMMAND_CALL:
	case COMMAND_SERVE:
	case COMMAND_HOLD:
	case COMMAND_UNHOLD:
	case COMMAND_TRANSFER:
	case COMMAND_FORWARD:
	case COMMAND_UNDO:
	case COMMAND_NOTE:
	case COMMAND_GRANT:
	case COMMAND_VOID:
	case COMMAND_ANNOUNCE:
	case COMMAND_ANNOUNCE_END:
		return true;
	default:
		return false;
	}
}

struct record *decision_add(const struct decision *decision, enum record_kind kind)
{
	const struct command *command = decision->command;
	assert(decision->records->count < RECORDS_MAX);
	struct record *record = &decision->records->records[decision->records->count++];
	memset(record, 0, sizeof *record);
	record->sequence = decision->state->sequence + decision->records->count;
	record->time_us = command->time_us;
	record->kind = (uint16_t)kind;
	record->command = command->kind;
	record->key = command->key;
	decision_text(record->source, command->source);
	return record;
}

struct record *decision_add_window(const struct decision *decision, enum record_kind kind,
				   int window)
{
	struct record *record = decision_add(decision, kind);
	if (window >= 0)
		decision_text(record->window, decision->state->hall.windows[window].no);
	return record;
}

struct record *decision_add_ticket(const struct decision *decision, enum record_kind kind,
				   uint32_t ticket, int window)
{
	struct record *record = decision_add_window(decision, kind, window);
	record->ticket = ticket;
	return record;
}

uint32_t decision_room(const struct decision *decision)
{
	return RECORDS_MAX - decision->records->count;
}

/* Whatever follows a text's end is zero: makers of commands begin with an empty one. */
#define ENDS(text) ((text)[sizeof(text) - 1] == 0)

/* Texts of a list: each ends, and none comes after an empty one. */
#define LIST_ENDS(list)                                                                            \
	list_ends((const char *)(list), sizeof(list)[0], sizeof(list) / sizeof(list)[0])

static bool list_ends(const char *texts, size_t size, size_t count)
{
	bool ended = false;
	for (size_t i = 0; i < count; i++, texts += size) {
		if (texts[size - 1] || (ended && texts[0]))
			return false;
		ended = ended || texts[0] == 0;
	}
	return true;
}

static bool lists_end(const struct command *command)
{
	for (unsigned i = 0; i < ANNOUNCED_GROUPS_MAX; i++)
		if (!ENDS(command->groups[i]))
			return false;
	for (unsigned i = 0; i < PAPERS_MAX; i++)
		if (!ENDS(command->targets[i].service) || !ENDS(command->targets[i].window))
			return false;
	return true;
}

static bool texts_end(const struct command *command)
{
	return ENDS(command->source) && ENDS(command->service) && ENDS(command->window) &&
	       ENDS(command->kiosk) && ENDS(command->language) && ENDS(command->class_id) &&
	       ENDS(command->agent) && ENDS(command->reason) && ENDS(command->device) &&
	       ENDS(command->to_window) && ENDS(command->to_service) && ENDS(command->to_agent) &&
	       ENDS(command->booking) && ENDS(command->items) && ENDS(command->case_no) &&
	       ENDS(command->text) && LIST_ENDS(command->services) && lists_end(command);
}

static bool well_formed(const struct command *command)
{
	return texts_end(command) && command->printer <= PRINTER_DOWN &&
	       command->issue_channel <= ISSUED_WALK_IN && command->hold_return <= HOLD_WAITING &&
	       command->warning_kind < WARNING_COUNT && command->outcome < OUTCOME_COUNT;
}

static bool has_key(const struct command_key *key)
{
	static const uint8_t none[KEY_BYTES];
	return memcmp(key->bytes, none, KEY_BYTES) != 0;
}

static enum refusal decide_kind(const struct decision *decision)
{
	switch ((enum command_kind)decision->command->kind) {
	case COMMAND_WINDOW_OPEN:
	case COMMAND_WINDOW_CLOSE:
	case COMMAND_WINDOW_PAUSE:
	case COMMAND_WINDOW_RESUME:
	case COMMAND_NEXT:
	case COMMAND_RECALL:
	case COMMAND_START:
	case COMMAND_FINISH:
	case COMMAND_NO_SHOW:
	case COMMAND_WINDOW_EXTEND:
	case COMMAND_CALL:
	case COMMAND_SERVE:
	case COMMAND_HOLD:
	case COMMAND_UNHOLD:
	case COMMAND_TRANSFER:
	case COMMAND_FORWARD:
	case COMMAND_UNDO:
		return window_decide(decision);
	case COMMAND_NOTE:
		return note_decide(decision);
	case COMMAND_REQUEUE:
		return no_show_decide_requeue(decision);
	case COMMAND_POSTPONE:
		return no_show_decide_postpone(decision);
	case COMMAND_VOID:
		return no_show_decide_void(decision);
	case COMMAND_ISSUE:
		return ticket_decide_issue(decision);
	case COMMAND_BOOK:
	case COMMAND_BOOKING_CANCEL:
	case COMMAND_BOOKING_MOVE:
	case COMMAND_CHECK_IN:
	case COMMAND_BAN:
		return booking_decide(decision);
	case COMMAND_CANCEL:
		return ticket_decide_cancel(decision);
	case COMMAND_GRANT:
		return ticket_decide_grant(decision);
	case COMMAND_PAGER:
		return pager_carry_decide(decision);
	case COMMAND_RATE:
		return rating_decide(decision);
	case COMMAND_PRINTED:
	case COMMAND_PRINT_FAILED:
	case COMMAND_PRINT_UNKNOWN:
		return print_decide_outcome(decision);
	case COMMAND_REPRINT:
		return print_decide_reprint(decision);
	case COMMAND_KEYPAD:
		return keypad_decide(decision);
	case COMMAND_FOLLOWUP_CONTACT:
	case COMMAND_FOLLOWUP_CLOSE:
		return followup_decide(decision);
	case COMMAND_WARN:
	case COMMAND_WARN_OVER:
	case COMMAND_WARN_ACKNOWLEDGE:
	case COMMAND_WARN_CLEAR:
		return warning_decide(decision);
	case COMMAND_ANNOUNCE:
	case COMMAND_ANNOUNCE_END:
		return announcement_decide(decision);
	default:
		return REFUSAL_BAD_REQUEST;
	}
}

static enum refusal decide_any(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	if (!well_formed(command))
		return REFUSAL_BAD_REQUEST;
	if (command->time_us < state->time_us)
		return REFUSAL_CLOCK;
	if (has_key(&command->key)) {
		const struct key_entry *seen = state_find_key(state, &command->key);
		if (seen)
			return seen->key.body == command->key.body ? REFUSAL_NONE
								   : REFUSAL_KEY_REUSED;
		if (state->key_count == KEYS_MAX)
			return REFUSAL_LIMIT;
	}
	switch (command->kind) {
	case COMMAND_LOAD_HALL:
		return load_decide(decision);
	case COMMAND_TICK:
		return due_decide(decision);
	case COMMAND_CLOCK_SET:
		decision_add(decision, RECORD_CLOCK_SET)->value = command->value;
		return REFUSAL_NONE;
	default:
		if (!state->has_hall || !state->day_open)
			return REFUSAL_NO_HALL;
		/* A key box's press must be remembered in any case; keypad.c refuses its act. */
		if (state->carry && command->kind != COMMAND_KEYPAD)
			return REFUSAL_DAY_CHANGE;
		return decide_kind(decision);
	}
}

enum refusal decide(const struct state *state, const struct command *command,
		    struct record_list *records)
{
	const struct decision decision = { state, command, records };
	records->count = 0;
	enum refusal refusal = decide_any(&decision);
	if (refusal != REFUSAL_NONE)
		records->count = 0;
	return refusal;
}
