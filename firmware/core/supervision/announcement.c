/* Announcements: info, urgent, evacuate. While an evacuation is announced everybody leaves; what is
 * refused then is decided where it is asked for (state_evacuating). How they are spoken and shown
 * is announce's. */
#include "announcement.h"

#include <string.h>

static enum refusal announce(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	if (command->level < ANNOUNCE_INFO || command->level > ANNOUNCE_EVACUATE ||
	    command->text[0] == 0)
		return REFUSAL_BAD_REQUEST;
	if (command->until_us != 0 && command->until_us <= command->time_us)
		return REFUSAL_BAD_REQUEST;
	if (state->announcement_count == ANNOUNCEMENTS_MAX)
		return REFUSAL_LIMIT;
	struct record *record = decision_add(decision, RECORD_ANNOUNCED);
	record->announcement = state->announcement_serial + 1;
	record->level = command->level;
	decision_text(record->text, command->text);
	decision_text(record->language, command->language);
	decision_text(record->agent, command->agent);
	for (unsigned i = 0; i < ANNOUNCED_GROUPS_MAX; i++)
		decision_text(record->groups[i], command->groups[i]);
	record->until_us = command->until_us;
	return REFUSAL_NONE;
}

static struct record *end(const struct decision *decision, const struct announcement *announcement)
{
	struct record *record = decision_add(decision, RECORD_ANNOUNCEMENT_ENDED);
	record->announcement = announcement->serial;
	record->level = announcement->level;
	return record;
}

enum refusal announcement_decide(const struct decision *decision)
{
	const struct state *state = decision->state;
	if (decision->command->kind == COMMAND_ANNOUNCE)
		return announce(decision);
	for (uint32_t i = 0; i < state->announcement_count; i++) {
		if (state->announcements[i].serial != decision->command->announcement)
			continue;
		decision_text(end(decision, &state->announcements[i])->agent,
			      decision->command->agent);
		return REFUSAL_NONE;
	}
	return REFUSAL_UNKNOWN_ANNOUNCEMENT;
}

int64_t announcement_due(const struct state *state)
{
	int64_t due = INT64_MAX;
	for (uint32_t i = 0; i < state->announcement_count; i++)
		if (state->announcements[i].until_us && state->announcements[i].until_us < due)
			due = state->announcements[i].until_us;
	return due;
}

void announcement_decide_due(const struct decision *decision)
{
	const struct state *state = decision->state;
	for (uint32_t i = 0; i < state->announcement_count && decision_room(decision); i++) {
		const struct announcement *announcement = &state->announcements[i];
		if (announcement->until_us && announcement->until_us <= decision->command->time_us)
			end(decision, announcement)->inferred = true;
	}
}
