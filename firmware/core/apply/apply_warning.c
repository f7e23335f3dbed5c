/* The records of warnings and announcements become true. */
#include "apply_parts.h"

#include "warning_index.h"

static struct warning *warning_of(struct state *state, uint32_t serial)
{
	for (uint32_t i = 0; i < state->warning_count; i++)
		if (state->warnings[i].state != WARNING_GONE && state->warnings[i].serial == serial)
			return &state->warnings[i];
	return NULL;
}

/* The first place that a cleared one left, or a new one. */
static struct warning *free_warning(struct state *state)
{
	for (uint32_t i = 0; i < state->warning_count; i++)
		if (state->warnings[i].state == WARNING_GONE)
			return &state->warnings[i];
	assert(state->warning_count < WARNINGS_MAX);
	return &state->warnings[state->warning_count++];
}

static void set_warning(struct warning *warning, const struct record *record)
{
	memset(warning, 0, sizeof *warning);
	warning->serial = record->warning;
	warning->kind = record->warning_kind;
	warning->level = record->level;
	APPLY_TEXT(warning->service, record->service);
	APPLY_TEXT(warning->window, record->window);
	APPLY_TEXT(warning->kiosk, record->kiosk);
	APPLY_TEXT(warning->device, record->device);
	warning->value = record->value;
}

static void raised(struct state *state, const struct record *record)
{
	struct warning *warning = warning_of(state, record->warning);
	bool carried = warning && warning->carried;
	if (warning == NULL) {
		assert(record->warning > state->warning_serial);
		warning = free_warning(state);
		state->warning_serial = record->warning;
	}
	set_warning(warning, record);
	warning->state = WARNING_RAISED;
	warning->carried = carried;
	warning->raised_us = record->time_us;
	warning_index_add(state, (uint32_t)(warning - state->warnings));
}

static void warning_carried(struct state *state, const struct record *record)
{
	uint32_t index = apply_carried_next(state, &state->warnings_said, state->warning_count);
	assert(index < WARNINGS_MAX);
	if (index == state->warning_count)
		state->warning_count++;
	struct warning *warning = &state->warnings[index];
	set_warning(warning, record);
	warning->state = record->reason_code;
	warning->raised_us = record->until_us;
	warning->carried = true;
	warning_index_add(state, index);
}

static void set_announcement(struct announcement *announcement, const struct record *record)
{
	memset(announcement, 0, sizeof *announcement);
	announcement->serial = record->announcement;
	announcement->level = record->level;
	APPLY_TEXT(announcement->language, record->language);
	APPLY_TEXT(announcement->text, record->text);
	for (unsigned i = 0; i < ANNOUNCED_GROUPS_MAX; i++)
		APPLY_TEXT(announcement->groups[i], record->groups[i]);
	announcement->until_us = record->until_us;
}

static void announced(struct state *state, const struct record *record)
{
	assert(state->announcement_count < ANNOUNCEMENTS_MAX &&
	       record->announcement == state->announcement_serial + 1);
	struct announcement *announcement = &state->announcements[state->announcement_count++];
	set_announcement(announcement, record);
	announcement->since_us = record->time_us;
	state->announcement_serial = record->announcement;
}

static void announcement_carried(struct state *state, const struct record *record)
{
	uint32_t index =
		apply_carried_next(state, &state->announcements_said, state->announcement_count);
	assert(index < ANNOUNCEMENTS_MAX);
	if (index == state->announcement_count)
		state->announcement_count++;
	set_announcement(&state->announcements[index], record);
	state->announcements[index].since_us = record->value;
	state->announcements[index].carried = true;
}

/* The others keep their order. */
static void announcement_ended(struct state *state, const struct record *record)
{
	uint32_t i = 0;
	while (i < state->announcement_count &&
	       state->announcements[i].serial != record->announcement)
		i++;
	assert(i < state->announcement_count);
	if (state->announcements[i].level == ANNOUNCE_EVACUATE)
		state->evacuated_us = record->time_us;
	for (state->announcement_count--; i < state->announcement_count; i++)
		state->announcements[i] = state->announcements[i + 1];
	memset(&state->announcements[i], 0, sizeof state->announcements[i]);
}

void apply_warning(struct state *state, const struct record *record)
{
	struct warning *warning = warning_of(state, record->warning);
	switch ((enum record_kind)record->kind) {
	case RECORD_WARNING_RAISED:
		return raised(state, record);
	case RECORD_WARNING_ACKNOWLEDGED:
		assert(warning);
		warning->state = WARNING_ACKNOWLEDGED;
		return;
	case RECORD_WARNING_CLEARED:
		assert(warning);
		warning_index_remove(state, (uint32_t)(warning - state->warnings));
		memset(warning, 0, sizeof *warning);
		return;
	case RECORD_WARNING_CARRIED:
		return warning_carried(state, record);
	case RECORD_ANNOUNCED:
		return announced(state, record);
	case RECORD_ANNOUNCEMENT_CARRIED:
		return announcement_carried(state, record);
	case RECORD_ANNOUNCEMENT_ENDED:
		return announcement_ended(state, record);
	default:
		assert(false && "not a warning's record");
	}
}
