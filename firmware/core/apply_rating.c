/* The records of ratings and follow-ups become true. */
#include "apply_parts.h"

/* The ended leg a rating record is about. */
static struct leg *leg_of(struct state *state, const struct record *record, uint32_t *index)
{
	apply_ticket_of(state, record);
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
	leg->rating = RATING_GIVEN;
	leg->level = record->level;
}

static void carried(struct state *state, const struct record *record)
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

void apply_rating(struct state *state, const struct record *record)
{
	switch ((enum record_kind)record->kind) {
	case RECORD_RATING_GIVEN:
	case RECORD_RATING_TIMED_OUT:
		return rated(state, record);
	case RECORD_RATING_CARRIED:
		return carried(state, record);
	default:
		assert(false && "not a rating's record");
	}
}
