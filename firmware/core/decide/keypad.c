/* A key of a key box: is it a press at all, and which act it asks for. A box counts its presses and
 * its power-ups; what was seen last is remembered in the journal, so that nothing is pressed twice
 * and nothing is invented after a start or a cut line.
 *
 *   live read:  same boot and sequence ▶ repetition, nothing      else ▶ press
 *   baseline:   same boot, sequence not newer ▶ nothing
 *               same boot, sequence + 1 ▶ press of the last key   else ▶ remembered, no press */
#include "warning.h"

#include <string.h>

enum { SEQUENCE_LAST = 0xffff }; /* a box counts in a 16-bit register and wraps */

static const int64_t MILLISECOND_US = 1000;

static bool is_key(unsigned code)
{
	return code >= KEY_NEXT && code <= KEY_TRANSFER;
}

static bool follows(uint32_t sequence, uint32_t remembered)
{
	return sequence == remembered + 1 || (sequence == 0 && remembered == SEQUENCE_LAST);
}

/* A box only counts on: half a register behind is behind. */
static bool is_older(uint32_t sequence, uint32_t remembered)
{
	return ((sequence - remembered) & SEQUENCE_LAST) > SEQUENCE_LAST / 2;
}

static enum refusal press_next(const struct decision *decision, int window)
{
	const struct window *at = &decision->state->windows[window];
	int64_t guard_us = decision->state->hall.double_press_ms * MILLISECOND_US;
	if (at->last_next_us && decision->command->time_us < at->last_next_us + guard_us)
		return REFUSAL_DOUBLE_PRESS;
	return window_decide_act(decision, COMMAND_NEXT, window);
}

/* A key names no target: it is the one that the hall file has for this window. */
static enum refusal press_transfer(const struct decision *decision, int window)
{
	const struct hall_window *from = &decision->state->hall.windows[window];
	struct command command = *decision->command;
	const struct decision targeted = { decision->state, &command, decision->records };
	if (from->transfer_to[0] == 0)
		return REFUSAL_NOT_ALLOWED;
	memset(command.service, 0, sizeof command.service);
	memset(command.to_window, 0, sizeof command.to_window);
	memset(command.to_agent, 0, sizeof command.to_agent);
	memcpy(from->transfer_to_window ? command.to_window : command.service, from->transfer_to,
	       ID_MAX);
	return window_decide_act(&targeted, COMMAND_TRANSFER, window);
}

static enum refusal press(const struct decision *decision, enum key_code key)
{
	int window = state_find_window(decision->state, decision->command->window);
	if (window < 0)
		return REFUSAL_UNKNOWN_WINDOW;
	if (decision->state->carry)
		return REFUSAL_DAY_CHANGE;
	const struct window *at = &decision->state->windows[window];
	switch (key) {
	case KEY_NEXT:
		return press_next(decision, window);
	case KEY_RECALL:
		return window_decide_act(decision, COMMAND_RECALL, window);
	case KEY_START:
		return window_decide_act(decision, COMMAND_START, window);
	case KEY_FINISH:
		return window_decide_act(decision, COMMAND_FINISH, window);
	case KEY_NO_SHOW:
		return window_decide_act(decision, COMMAND_NO_SHOW, window);
	case KEY_PAUSE:
		return window_decide_act(decision,
					 at->paused ? COMMAND_WINDOW_RESUME : COMMAND_WINDOW_PAUSE,
					 window);
	case KEY_OPEN_CLOSE:
		return window_decide_act(decision,
					 at->state == WINDOW_CLOSED ? COMMAND_WINDOW_OPEN
								    : COMMAND_WINDOW_CLOSE,
					 window);
	case KEY_HOLD:
		return window_decide_act(decision, COMMAND_HOLD, window);
	case KEY_CALL_BACK:
		return window_decide_act(decision, COMMAND_UNHOLD, window);
	case KEY_HELP:
		return warning_decide_help(decision, window);
	case KEY_TRANSFER:
		return press_transfer(decision, window);
	default:
		return rating_decide_window(decision, window, (unsigned)key - KEY_RATE_1 + 1);
	}
}

enum refusal keypad_decide(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	const struct keypad *known = state_find_keypad(state, command->device);
	uint8_t key = command->key_code;
	if (command->device[0] == 0 || (key != KEY_BASELINE && !is_key(key)))
		return REFUSAL_BAD_REQUEST;
	if (known == NULL && state->keypad_count == KEYPADS_MAX)
		return REFUSAL_LIMIT;
	if (known && known->boot == command->boot) {
		if (known->key_sequence == command->key_sequence)
			return REFUSAL_NONE;
		/* What the storage refused is given again, maybe after a newer press. */
		if (key == KEY_BASELINE && is_older(command->key_sequence, known->key_sequence))
			return REFUSAL_NONE;
		if (key == KEY_BASELINE && is_key(command->last_key) &&
		    follows(command->key_sequence, known->key_sequence))
			key = command->last_key;
	}
	struct record *record = decision_add(decision, RECORD_KEYPAD_READ);
	decision_text(record->device, command->device);
	decision_text(record->window, command->window);
	record->boot = command->boot;
	record->key_sequence = command->key_sequence;
	record->key_code = key;
	if (key != KEY_BASELINE)
		record->reason_code = (uint8_t)press(decision, (enum key_code)key);
	return REFUSAL_NONE;
}
