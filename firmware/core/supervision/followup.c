/* Follow-ups of bad reviews. They outlive days until they are closed; a better rating afterwards
 * closes none. Deadlines are the ends of days: working days by the holiday files, or calendar days,
 * as the hall says. That one is due is a warning (warning.c).
 *
 *   open ──contacted──▶ contact made ──closed──▶ done
 *     └──────────────closed─────────────────────▶      */
#include "followup.h"

#include "calendar.h"

#include <string.h>

enum { DAY_MIN = 1440 };

uint32_t followup_room(const struct state *state)
{
	uint32_t room = FOLLOWUPS_MAX - state->followup_count;
	for (uint32_t i = 0; i < state->followup_count && state->followup_count == FOLLOWUPS_MAX;
	     i++)
		room += state->followups[i].state == FOLLOWUP_DONE;
	return room;
}

static int64_t day_end(const struct decision *decision, int32_t from, int days)
{
	const struct hall *hall = &decision->state->hall;
	int32_t date =
		hall->followup_workdays ? calendar_add_workdays(hall, from, days) : from + days;
	return calendar_utc(date, DAY_MIN, decision->command->utc_offset_s);
}

void followup_open(const struct decision *decision, const struct followup_about *about)
{
	const struct command *command = decision->command;
	const struct hall *hall = &decision->state->hall;
	int32_t today = calendar_local_date(command->time_us, command->utc_offset_s);
	struct record *record = decision_add(decision, RECORD_FOLLOWUP_OPENED);
	record->followup = decision->state->followup_serial + 1;
	record->date = about->date;
	record->ticket = about->ticket;
	record->leg = about->leg;
	record->level = about->level;
	memcpy(record->service, about->service, strnlen(about->service, ID_MAX - 1));
	memcpy(record->window, about->window, strnlen(about->window, ID_MAX - 1));
	memcpy(record->agent, about->agent, strnlen(about->agent, AGENT_MAX - 1));
	record->until_us = day_end(decision, today, hall->contact_days);
	record->value = day_end(decision, today, hall->fix_simple_days);
}

static const struct followup *find(const struct state *state, uint32_t serial)
{
	for (uint32_t i = 0; i < state->followup_count; i++)
		if (serial && state->followups[i].serial == serial)
			return &state->followups[i];
	return NULL;
}

static struct record *add(const struct decision *decision, enum record_kind kind,
			  const struct followup *followup)
{
	struct record *record = decision_add(decision, kind);
	record->followup = followup->serial;
	decision_text(record->agent, decision->command->agent);
	return record;
}

/* What turns out to be complex gets its days on top of those it had. */
static enum refusal contact(const struct decision *decision, const struct followup *followup)
{
	const struct command *command = decision->command;
	const struct hall *hall = &decision->state->hall;
	bool complex = command->complex && !followup->complex;
	if (followup->state == FOLLOWUP_DONE ||
	    (followup->state == FOLLOWUP_CONTACT_MADE && !complex))
		return REFUSAL_WRONG_STATE;
	int64_t fix_us = followup->fix_us;
	if (complex && hall->fix_complex_days > hall->fix_simple_days) {
		int32_t last = calendar_local_date(fix_us - 1, command->utc_offset_s);
		fix_us = day_end(decision, last, hall->fix_complex_days - hall->fix_simple_days);
	}
	struct record *record = add(decision, RECORD_FOLLOWUP_CONTACTED, followup);
	record->complex = followup->complex || complex;
	record->value = fix_us;
	return REFUSAL_NONE;
}

enum refusal followup_decide(const struct decision *decision)
{
	const struct command *command = decision->command;
	const struct followup *followup = find(decision->state, command->followup);
	if (followup == NULL)
		return REFUSAL_UNKNOWN_FOLLOWUP;
	if (command->kind == COMMAND_FOLLOWUP_CONTACT)
		return contact(decision, followup);
	if (command->value < FOLLOWUP_FIXED || command->value >= FOLLOWUP_RESULT_COUNT)
		return REFUSAL_BAD_REQUEST;
	if (followup->state == FOLLOWUP_DONE)
		return REFUSAL_WRONG_STATE;
	add(decision, RECORD_FOLLOWUP_CLOSED, followup)->reason_code = (uint8_t)command->value;
	return REFUSAL_NONE;
}
