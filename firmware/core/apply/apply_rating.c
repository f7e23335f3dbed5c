/* The records of ratings and follow-ups become true. */
#include "apply_parts.h"

/* --- ratings --- */

/* The ended leg of today a rating record is about. That nobody rated in time is nobody's act: the
 * step before it can still be taken back. */
static struct leg *leg_of(struct state *state, const struct record *record, uint32_t *index)
{
	if (record->kind != RECORD_RATING_TIMED_OUT)
		apply_ticket_of(state, record);
	assert(record->ticket > 0 && record->ticket <= state->ticket_count);
	*index = state_find_leg(state, record->ticket, record->leg);
	assert(*index > 0 && state->legs[*index].ended == TICKET_FINISHED);
	return &state->legs[*index];
}

static void rated(struct state *state, const struct record *record)
{
	uint32_t index;
	struct leg *leg = leg_of(state, record, &index);
	if (leg->window >= 0 && state->windows[leg->window].rating == index) {
		state->windows[leg->window].rating = 0;
		state->ratings_open--;
	}
	if (record->kind == RECORD_RATING_TIMED_OUT) {
		assert(leg->rating != RATING_GIVEN);
		leg->rating = RATING_TIMED_OUT;
		return;
	}
	if (leg->rating == RATING_GIVEN)
		leg->rating_changes++;
	leg->rating = record->kind == RECORD_RATING_GIVEN ? RATING_GIVEN : RATING_DEFAULTED;
	leg->level = record->level;
}

/* A default is never changed. */
static void rated_later(struct state *state, const struct record *record)
{
	uint32_t i = 0;
	while (i < state->later_count &&
	       (state->later[i].ticket != record->ticket || state->later[i].date != record->date ||
		state->later[i].leg != record->leg))
		i++;
	assert(i < state->later_count);
	if (state->later[i].level || record->kind == RECORD_RATING_DEFAULTED)
		state->later[i].changes++;
	state->later[i].level = record->level;
}

static void rating_carried(struct state *state, const struct record *record)
{
	uint32_t index = apply_carried_next(state, &state->later_said, state->later_count);
	assert(index < LATER_RATINGS_MAX);
	if (index == state->later_count)
		state->later_count++;
	struct later_rating *later = &state->later[index];
	memcpy(later->ticket_id, record->ticket_id, TICKET_ID_BYTES);
	APPLY_TEXT(later->service, record->service);
	APPLY_TEXT(later->window, record->window);
	APPLY_TEXT(later->agent, record->agent);
	later->ticket = record->ticket;
	later->date = record->date;
	later->leg = record->leg;
	later->level = record->level;
	later->changes = (uint8_t)record->value;
	later->carried = true;
}

/* --- follow-ups --- */

static struct followup *followup_of(struct state *state, const struct record *record)
{
	uint32_t i = 0;
	while (i < state->followup_count && state->followups[i].serial != record->followup)
		i++;
	assert(i < state->followup_count);
	return &state->followups[i];
}

static void set_followup(struct followup *followup, const struct record *record)
{
	memset(followup, 0, sizeof *followup);
	followup->serial = record->followup;
	followup->ticket = record->ticket;
	followup->date = record->date;
	APPLY_TEXT(followup->service, record->service);
	APPLY_TEXT(followup->window, record->window);
	APPLY_TEXT(followup->agent, record->agent);
	followup->contact_us = record->until_us;
	followup->fix_us = record->value;
	followup->leg = record->leg;
	followup->level = record->level;
	followup->complex = record->complex;
}

/* When all places are taken, that of the first one that is done. */
static void opened(struct state *state, const struct record *record)
{
	uint32_t i = state->followup_count;
	assert(record->followup == state->followup_serial + 1);
	if (i == FOLLOWUPS_MAX)
		for (i = 0; i < FOLLOWUPS_MAX && state->followups[i].state != FOLLOWUP_DONE;)
			i++;
	else
		state->followup_count++;
	assert(i < FOLLOWUPS_MAX);
	set_followup(&state->followups[i], record);
	state->followups[i].state = FOLLOWUP_OPEN;
	state->followup_serial = record->followup;
}

static void followup_carried(struct state *state, const struct record *record)
{
	uint32_t index = apply_carried_next(state, &state->followups_said, state->followup_count);
	assert(index < FOLLOWUPS_MAX);
	if (index == state->followup_count)
		state->followup_count++;
	set_followup(&state->followups[index], record);
	state->followups[index].state = record->reason_code;
	state->followups[index].carried = true;
}

static void followed_up(struct state *state, const struct record *record)
{
	struct followup *followup = followup_of(state, record);
	assert(followup->state != FOLLOWUP_DONE);
	if (record->kind == RECORD_FOLLOWUP_CLOSED) {
		followup->state = FOLLOWUP_DONE;
		return;
	}
	followup->state = FOLLOWUP_CONTACT_MADE;
	followup->complex = record->complex;
	followup->fix_us = record->value;
}

void apply_rating(struct state *state, const struct record *record)
{
	switch ((enum record_kind)record->kind) {
	case RECORD_RATING_GIVEN:
	case RECORD_RATING_DEFAULTED:
		if (record->date && record->date != state->date)
			return rated_later(state, record);
		return rated(state, record);
	case RECORD_RATING_TIMED_OUT:
		return rated(state, record);
	case RECORD_RATING_CARRIED:
		return rating_carried(state, record);
	case RECORD_FOLLOWUP_OPENED:
		return opened(state, record);
	case RECORD_FOLLOWUP_CARRIED:
		return followup_carried(state, record);
	case RECORD_FOLLOWUP_CONTACTED:
	case RECORD_FOLLOWUP_CLOSED:
		return followed_up(state, record);
	default:
		assert(false && "not a rating's record");
	}
}
