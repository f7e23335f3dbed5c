/* Warnings by somebody outside: a device, the clock, the storage, who asks for help. And what
 * people do with a warning: acknowledge it, clear it. What the state itself shows is in
 * warning.c. */
#include "warning.h"

#include "warning_parts.h"

#include <string.h>

enum { LEVEL_MAX = 2 };

bool warning_from_outside(enum warning_kind kind)
{
	return kind == WARNING_DEVICE || kind == WARNING_CLOCK || kind == WARNING_HELP ||
	       kind == WARNING_STORAGE || kind == WARNING_PAPER;
}

uint32_t warning_room(const struct state *state)
{
	uint32_t room = WARNINGS_MAX - state->warning_count;
	for (uint32_t i = 0; i < state->warning_count && state->warning_count == WARNINGS_MAX; i++)
		room += state->warnings[i].state == WARNING_GONE;
	return room;
}

struct record *warning_clear(const struct decision *decision, const struct warning *warning)
{
	struct record *record = decision_add(decision, RECORD_WARNING_CLEARED);
	record->warning = warning->serial;
	record->warning_kind = warning->kind;
	record->inferred = true;
	decision_text(record->service, warning->service);
	decision_text(record->window, warning->window);
	decision_text(record->kiosk, warning->kiosk);
	decision_text(record->device, warning->device);
	return record;
}

static const struct warning *find(const struct state *state, uint32_t serial)
{
	for (uint32_t i = 0; i < state->warning_count; i++)
		if (state->warnings[i].state != WARNING_GONE && state->warnings[i].serial == serial)
			return &state->warnings[i];
	return NULL;
}

static const struct warning *find_same(const struct state *state, enum warning_kind kind,
				       const char *window, const char *kiosk, const char *device)
{
	for (uint32_t i = 0; i < state->warning_count; i++) {
		const struct warning *warning = &state->warnings[i];
		if (warning->state != WARNING_GONE && warning->kind == kind &&
		    strcmp(warning->window, window) == 0 && strcmp(warning->kiosk, kiosk) == 0 &&
		    strcmp(warning->device, device) == 0)
			return warning;
	}
	return NULL;
}

static enum refusal where(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	bool device =
		command->warning_kind == WARNING_DEVICE || command->warning_kind == WARNING_PAPER;
	if (device && command->device[0] == 0)
		return REFUSAL_BAD_REQUEST;
	if (command->warning_kind != WARNING_HELP)
		return REFUSAL_NONE;
	if (command->window[0] == 0 && command->kiosk[0] == 0)
		return REFUSAL_BAD_REQUEST;
	if (command->window[0] && state_find_window(state, command->window) < 0)
		return REFUSAL_UNKNOWN_WINDOW;
	if (command->kiosk[0] && state->hall.kiosk_count &&
	    hall_find_kiosk(&state->hall, command->kiosk) < 0)
		return REFUSAL_UNKNOWN_KIOSK;
	return REFUSAL_NONE;
}

/* Raised once; another level is news. */
static enum refusal raise_warning(const struct decision *decision, enum warning_kind kind,
				  unsigned level, const char *window)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	const char *kiosk = window[0] ? "" : command->kiosk;
	const char *device = kind == WARNING_HELP ? "" : command->device;
	const struct warning *warning = find_same(state, kind, window, kiosk, device);
	if (warning && warning->level == level)
		return REFUSAL_NONE;
	if (warning == NULL && warning_room(state) == 0)
		return REFUSAL_LIMIT;
	struct record *record = decision_add(decision, RECORD_WARNING_RAISED);
	record->warning = warning ? warning->serial : state->warning_serial + 1;
	record->warning_kind = (uint8_t)kind;
	record->level = (uint8_t)level;
	memcpy(record->window, window, strnlen(window, ID_MAX - 1));
	memcpy(record->kiosk, kiosk, strnlen(kiosk, ID_MAX - 1));
	memcpy(record->device, device, strnlen(device, DEVICE_NAME_MAX - 1));
	record->value = kind == WARNING_HELP ? 0 : command->value;
	return REFUSAL_NONE;
}

enum refusal warning_decide_help(const struct decision *decision, int window)
{
	return raise_warning(decision, WARNING_HELP, 1, decision->state->hall.windows[window].no);
}

static enum refusal decide_warn(const struct decision *decision)
{
	const struct command *command = decision->command;
	unsigned level = command->level ? command->level : 1;
	if (!warning_from_outside(command->warning_kind) || level > LEVEL_MAX)
		return REFUSAL_BAD_REQUEST;
	enum refusal refusal = where(decision);
	if (refusal != REFUSAL_NONE)
		return refusal;
	return raise_warning(decision, command->warning_kind, level, command->window);
}

/* Who asked for help may have left the kiosk: only a person says that it is over. */
static enum refusal decide_over(const struct decision *decision)
{
	const struct command *command = decision->command;
	if (!warning_from_outside(command->warning_kind) || command->warning_kind == WARNING_HELP)
		return REFUSAL_BAD_REQUEST;
	const struct warning *warning =
		find_same(decision->state, command->warning_kind, command->window,
			  command->window[0] ? "" : command->kiosk, command->device);
	if (warning)
		warning_clear(decision, warning);
	return REFUSAL_NONE;
}

static enum refusal decide_acknowledge(const struct decision *decision)
{
	const struct warning *warning = find(decision->state, decision->command->warning);
	if (warning == NULL)
		return REFUSAL_UNKNOWN_WARNING;
	if (warning->state == WARNING_ACKNOWLEDGED)
		return REFUSAL_NONE;
	struct record *record = decision_add(decision, RECORD_WARNING_ACKNOWLEDGED);
	record->warning = warning->serial;
	record->warning_kind = warning->kind;
	decision_text(record->agent, decision->command->agent);
	return REFUSAL_NONE;
}

/* What the state shows can't be cleared by hand: it would be raised again at once. */
static enum refusal decide_clear(const struct decision *decision)
{
	const struct warning *warning = find(decision->state, decision->command->warning);
	if (warning == NULL)
		return REFUSAL_UNKNOWN_WARNING;
	if (!warning_from_outside(warning->kind))
		return REFUSAL_WRONG_STATE;
	struct record *record = warning_clear(decision, warning);
	record->inferred = false;
	decision_text(record->agent, decision->command->agent);
	return REFUSAL_NONE;
}

enum refusal warning_decide(const struct decision *decision)
{
	switch ((enum command_kind)decision->command->kind) {
	case COMMAND_WARN:
		return decide_warn(decision);
	case COMMAND_WARN_OVER:
		return decide_over(decision);
	case COMMAND_WARN_ACKNOWLEDGE:
		return decide_acknowledge(decision);
	case COMMAND_WARN_CLEAR:
		return decide_clear(decision);
	default:
		return REFUSAL_BAD_REQUEST;
	}
}
