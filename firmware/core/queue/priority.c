/* The ratio of priority and ordinary calls, and the ceiling on what priorities cost. Four rules, in
 * this order:
 *
 *   1. Who was put to the front, by staff or because he comes back, goes first.
 *   2. A priority never harms who has it: nobody of the priority lane is called after an ordinary
 *      ticket that has a later place. (So an appointment that checked in on time is never behind
 *      people who came after its slot began.)
 *   3. An ordinary ticket that priorities have delayed by the ceiling goes before the priority
 * lane.
 *   4. After ratio_priority calls that passed older ordinary tickets by, ratio_ordinary ordinary
 *      ones are owed.
 *
 * The bound that 3 gives: when a call of the priority lane passes an ordinary ticket by, the time
 * lost since that ticket came is below the ceiling. The time lost is the sum of the gaps after such
 * calls, each up to the next call of the queue: that is when the delayed one could have been called
 * instead. So priorities add less than the ceiling and one gap to any ordinary wait. A gap counts
 * for at most the ceiling, which changes nothing in this: the first one as long reaches it. Calls
 * by an absolute class are counted, but not held back: the desk has granted them one by one. */
#include "priority.h"

#include "queue.h"

static const int64_t MINUTE_US = 60000000;

static int64_t ceiling_us(const struct state *state)
{
	return state->hall.priority_ceiling_min * MINUTE_US;
}

int64_t priority_delay(const struct state *state, const struct queue *counters, int64_t now_us)
{
	int64_t gap_us = now_us - counters->last_call_us;
	if (!counters->last_was_ahead)
		return counters->delay_us;
	return counters->delay_us + (gap_us < ceiling_us(state) ? gap_us : ceiling_us(state));
}

int priority_lane(const struct state *state, const struct queue *counters,
		  const struct ticket *const heads[LANES], int64_t now_us, enum turn *why)
{
	const struct ticket *priority = heads[LANE_PRIORITY], *ordinary = heads[LANE_ORDINARY];
	*why = TURN_FRONT;
	if (heads[LANE_FRONT])
		return LANE_FRONT;
	*why = TURN_ALONE;
	if (priority == NULL || ordinary == NULL)
		return priority ? LANE_PRIORITY : LANE_ORDINARY;
	*why = TURN_EARLIER;
	if (ordinary->place_us >= priority->place_us)
		return LANE_PRIORITY;
	*why = TURN_CEILING;
	if (ceiling_us(state) &&
	    priority_delay(state, counters, now_us) - ordinary->delay_us >= ceiling_us(state))
		return LANE_ORDINARY;
	*why = counters->ordinary_owed ? TURN_OWED : TURN_PRIORITY;
	return counters->ordinary_owed ? LANE_ORDINARY : LANE_PRIORITY;
}

uint32_t priority_passed(const struct state *state, int queue, const struct ticket *ticket,
			 int64_t now_us)
{
	uint32_t older = state->lines[queue * LANES + LANE_ORDINARY].first;
	while (older && state->tickets[older].place_us < ticket->place_us) {
		if (state->tickets[older].not_before_us <= now_us)
			return older;
		older = state->tickets[older].next;
	}
	return 0;
}

void priority_count(const struct state *state, struct queue *counters, const struct ticket *ticket,
		    int lane, bool passes, bool ordinary_left, int64_t now_us)
{
	static const struct hall_class none = { .ratio_priority = 1, .ratio_ordinary = 2 };
	const struct hall_class *class =
		ticket->priority >= 0 ? &state->hall.classes[ticket->priority] : &none;
	counters->delay_us = priority_delay(state, counters, now_us);
	counters->last_call_us = now_us;
	counters->last_was_ahead = passes && lane != LANE_ORDINARY && !ticket->front;
	if (!ordinary_left) {
		counters->priority_run = counters->ordinary_owed = 0;
	} else if (lane == LANE_ORDINARY) {
		if (counters->ordinary_owed)
			counters->ordinary_owed--;
		else
			counters->priority_run = 0;
	} else if (lane == LANE_PRIORITY && passes && counters->ordinary_owed == 0) {
		unsigned run = class->ratio_priority ? class->ratio_priority : 1;
		if (++counters->priority_run < run)
			return;
		counters->priority_run = 0;
		counters->ordinary_owed = class->ratio_ordinary ? class->ratio_ordinary : 2;
	}
}
