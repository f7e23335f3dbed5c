/* A service day begins: what belongs to the day before is gone, what outlives it is said again by
 * records of its own. */
#include "apply_parts.h"

#include "hall_apply.h"
#include "queue.h"
#include "state_index.h"

static void clear_lines(struct state *state)
{
	memset(state->lines, 0, sizeof state->lines);
}

static void day_opened(struct state *state, const struct record *record)
{
	state_index_clear_tickets(state);
	state_index_clear_keys(state);
	memset(state->tickets, 0, (state->ticket_count + 1) * sizeof state->tickets[0]);
	memset(state->legs, 0, (state->leg_count + 1) * sizeof state->legs[0]);
	memset(state->keys, 0, state->key_count * sizeof state->keys[0]);
	memset(state->keypads, 0, state->keypad_count * sizeof state->keypads[0]);
	memset(state->keypad_index, 0, sizeof state->keypad_index);
	memset(state->windows, 0, sizeof state->windows);
	memset(state->undo, 0, sizeof state->undo);
	memset(state->queues, 0, sizeof state->queues);
	memset(state->agents, 0, (state->agent_count + 1) * sizeof state->agents[0]);
	clear_lines(state);
	state->ticket_count = state->leg_count = state->key_count = state->keypad_count = 0;
	state->waiting = state->active = state->ratings_open = state->prints_pending = 0;
	state->held = state->awaiting = state->armed = state->delayed = state->kept = 0;
	state->agent_count = 0;
	if (state->has_hall)
		hall_apply_drop_draining(state);
	state->date = record->date;
	state->utc_offset_s = record->utc_offset_s;
	state->day_open = true;
	state->day_sequence = record->sequence;
}

void apply_day(struct state *state, const struct record *record)
{
	switch ((enum record_kind)record->kind) {
	case RECORD_DAY_OPENED:
		return day_opened(state, record);
	default:
		assert(false && "not a day's record");
	}
}
