/* Who is told to come near, and when. Tells nobody: that is made of the record. */
#include "heads_up.h"

/* A tick says so many and leaves the rest to the next one, so that none takes long. */
enum { HEADS_UP_MIN = 10, HEADS_UP_AHEAD = 3, HEADS_UPS_MAX = 64 };

bool heads_up_due(uint32_t ahead, struct wait_range range)
{
	return ahead <= HEADS_UP_AHEAD || (range.high_min > 0 && range.low_min <= HEADS_UP_MIN);
}

bool heads_up_open(const struct ticket *ticket)
{
	return !ticket->told && (ticket->pager || ticket->phone);
}

/* What is dear, who else is before him and the calendar, is asked only for who may be near. */
static bool is_due(const struct state *state, uint32_t serial, uint32_t in_line, uint32_t *ahead)
{
	if (in_line > HEADS_UP_AHEAD && !estimate_soon(state, serial, in_line, HEADS_UP_MIN))
		return false;
	*ahead = estimate_ahead(state, serial);
	return heads_up_due(*ahead, estimate_ticket(state, serial));
}

/* A line, walked from its begin. */
struct walk {
	uint32_t next;	  /* a serial */
	uint32_t in_line; /* so many people stand before it in this line and may be called now */
};

/* The next in this line whose heads-up is due; 0: none. Who stands behind one who is far from his
 * turn is so too. */
static uint32_t next_due(const struct state *state, struct walk *walk, uint32_t *ahead)
{
	while (walk->next) {
		const uint32_t serial = walk->next, in_line = walk->in_line;
		const struct ticket *ticket = &state->tickets[serial];
		const bool callable = ticket->not_before_us <= state->time_us;
		walk->next = ticket->next;
		walk->in_line += callable && ticket->parent == 0;
		if (callable && heads_up_open(ticket))
			return is_due(state, serial, in_line, ahead) ? serial : 0;
	}
	return 0;
}

int64_t heads_up_deadline(const struct state *state)
{
	uint32_t ahead;
	if (state->untold == 0 || state_evacuating(state))
		return INT64_MAX;
	for (int line = 0; line < LINES_MAX; line++)
		if (next_due(state, &(struct walk){ state->lines[line].first, 0 }, &ahead))
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
		struct walk walk = { state->lines[line].first, 0 };
		for (uint32_t serial; (serial = next_due(state, &walk, &ahead));) {
			if (decision->records->count == HEADS_UPS_MAX)
				return;
			decision_add_ticket(decision, RECORD_TICKET_HEADS_UP, serial, -1)->value =
				ahead;
		}
	}
}
