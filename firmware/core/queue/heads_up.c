/* Who is told to come near, and when. Tells nobody: that is made of the record. */
#include "heads_up.h"

enum { HEADS_UP_MIN = 10, HEADS_UP_AHEAD = 3 };

bool heads_up_due(uint32_t ahead, struct wait_range range)
{
	return ahead <= HEADS_UP_AHEAD || (range.high_min > 0 && range.low_min <= HEADS_UP_MIN);
}

bool heads_up_open(const struct ticket *ticket)
{
	return !ticket->told && (ticket->pager || ticket->phone);
}

static bool is_due(const struct state *state, uint32_t serial, uint32_t *ahead)
{
	*ahead = estimate_ahead(state, serial);
	/* The range asks the calendar, which is dear: not for who is far from his turn. */
	return *ahead <= HEADS_UP_AHEAD || (estimate_soon(state, serial, *ahead, HEADS_UP_MIN) &&
					    heads_up_due(*ahead, estimate_ticket(state, serial)));
}

/* The next in this line whose heads-up is due; @p from 0: none. Who stands behind one who is far
 * from his turn is so too. */
static uint32_t due_from(const struct state *state, uint32_t from, uint32_t *ahead)
{
	for (; from; from = state->tickets[from].next)
		if (heads_up_open(&state->tickets[from]) &&
		    state->tickets[from].not_before_us <= state->time_us)
			return is_due(state, from, ahead) ? from : 0;
	return 0;
}

int64_t heads_up_deadline(const struct state *state)
{
	uint32_t ahead;
	if (state->untold == 0 || state_evacuating(state))
		return INT64_MAX;
	for (int line = 0; line < LINES_MAX; line++)
		if (due_from(state, state->lines[line].first, &ahead))
			return state->time_us;
	return INT64_MAX;
}

void heads_up_write(const struct decision *decision)
{
	const struct state *state = decision->state;
	uint32_t ahead;
	if (state->untold == 0 || state_evacuating(state))
		return;
	for (int line = 0; line < LINES_MAX; line++) {
		uint32_t serial = due_from(state, state->lines[line].first, &ahead);
		for (; serial; serial = due_from(state, state->tickets[serial].next, &ahead)) {
			if (decision_room(decision) == 0)
				return;
			decision_add_ticket(decision, RECORD_TICKET_HEADS_UP, serial, -1)->value =
				ahead;
		}
	}
}
