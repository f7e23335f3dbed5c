/* See year_turn.h. Three promises, measured from outside:
 *
 *   - of two ordinary people of one service who may both be called, the earlier is called first;
 *   - a priority never harms: nobody who has one is called after an ordinary person of the same
 *     service with a later place;
 *   - passing by costs nobody more than the hall's ceiling: while an older ordinary person could be
 *     called instead, no priority call is made once such calls have cost him that much; and after
 *     as many such calls as the class may make, ordinary people are called who are owed it.
 *
 * What a passing call costs those it passed is the time up to the next call of their queue, the
 * ceiling at most. */
#include "year_turn.h"

#include <string.h>

static const int64_t MINUTE_US = 60000000;

static const struct service *service_of(const struct hall *hall, const char *code)
{
	int index = hall_find_service(hall, code);
	return index < 0 ? NULL : &hall->services[index];
}

static const char *queue_name(const struct hall *hall, const char *code)
{
	const struct service *service = service_of(hall, code);
	return service && service->shares_queue[0] ? service->shares_queue : code;
}

static int name_of(const struct ledger *ledger, const char *name)
{
	unsigned slot = 0;
	for (const char *c = name; *c; c++)
		slot = slot * 31 + (uint8_t)*c;
	for (slot %= LEDGER_NAMES; ledger->names[slot][0]; slot = (slot + 1) % LEDGER_NAMES)
		if (strcmp(ledger->names[slot], name) == 0)
			return (int)slot;
	return -1;
}

static bool same_queue(const struct ledger *ledger, const struct hall *hall, uint16_t one,
		       uint16_t other)
{
	return one == other || strcmp(queue_name(hall, ledger->names[one]),
				      queue_name(hall, ledger->names[other])) == 0;
}

static bool ordinary(const struct ledger_person *person)
{
	return !person->priority && !person->front && !person->bound && !person->parent;
}

static bool callable(const struct ledger_person *person, int64_t now_us)
{
	return person->not_before_us <= now_us && !person->bound && !person->parent;
}

static bool earlier(const struct ledger *ledger, uint32_t one, uint32_t other)
{
	const struct ledger_person *a = &ledger->people[one], *b = &ledger->people[other];
	return a->place_us < b->place_us; /* of one place, both orders are right */
}

static int64_t ceiling_us(const struct hall *hall)
{
	return hall->priority_ceiling_min * MINUTE_US;
}

/* The last call of this queue passed some people by: until now they have waited for it. */
static void charge(struct ledger *ledger, const struct hall *hall, struct ledger_queue *queue,
		   const struct ledger_person *called, int64_t now_us)
{
	int64_t gap_us = now_us - queue->passing_us;
	if (queue->passing_us == 0)
		return;
	if (gap_us > ceiling_us(hall))
		gap_us = ceiling_us(hall);
	for (uint32_t i = 1; i <= ledger->waiting_count; i++) {
		struct ledger_person *person = &ledger->people[ledger->waiting[i]];
		if (!ordinary(person) || person->place_us >= queue->passing_place_us ||
		    !same_queue(ledger, hall, person->service, called->service))
			continue;
		person->lost_us += gap_us;
		if (person->lost_us > ledger->sums.worst_lost_us)
			ledger->sums.worst_lost_us = person->lost_us;
	}
	queue->passing_us = 0;
}

/* The ratio: so many passing calls, then so many ordinary ones, while there are any. */
static const char *count_ratio(struct ledger_queue *queue, const struct ledger_person *called,
			       bool passes, bool ordinary_left)
{
	const char *problem = NULL;
	if (ordinary(called) && queue->owed)
		queue->owed--;
	else if (ordinary(called))
		queue->run = 0;
	if (passes && !called->front && !called->absolute) {
		if (queue->owed)
			problem = "a priority passed although ordinary people were owed calls";
		queue->run++;
		if (queue->run >= (called->ratio_ahead ? called->ratio_ahead : 1)) {
			queue->owed = called->ratio_owed ? called->ratio_owed : 2;
			queue->run = 0;
		}
	}
	if (!ordinary_left)
		queue->run = queue->owed = 0;
	return problem;
}

struct look {
	bool skipped, harmed, passes, ordinary_left;
	int64_t lost_us; /* the most that anybody passed by has lost */
	uint32_t other;	 /* the last one skipped or passed by */
};

static struct look look_around(const struct ledger *ledger, const struct hall *hall,
			       const struct ledger_person *called, uint32_t serial, int64_t now_us)
{
	struct look look = { 0 };
	for (uint32_t i = 1; i <= ledger->waiting_count; i++) {
		uint32_t other = ledger->waiting[i];
		const struct ledger_person *person = &ledger->people[other];
		if (other == serial || !same_queue(ledger, hall, person->service, called->service))
			continue;
		if (ordinary(person))
			look.ordinary_left = true;
		/* Who has just finished here is called again after the next one at the earliest. */
		if (person->begun == ledger->command_count || !callable(person, now_us) ||
		    person->service != called->service)
			continue;
		bool before = earlier(ledger, other, serial);
		if (ordinary(called) && ordinary(person) && before) {
			look.skipped = true;
			look.other = other;
		}
		if (ordinary(called) && person->priority && !person->accessible && before &&
		    person->place_us < called->place_us)
			look.harmed = true;
		if (called->priority && ordinary(person) && before &&
		    person->place_us < called->place_us) {
			look.passes = true;
			look.other = other;
			if (person->lost_us > look.lost_us)
				look.lost_us = person->lost_us;
		}
	}
	return look;
}

void turn_undone(struct ledger *ledger, const struct ledger_step *step)
{
	struct ledger_queue *queue = &ledger->queues[step->queue];
	if (step->queue_call && queue->calls == step->queue_call)
		*queue = step->queue_before;
}

/* What undo needs: the queue as it was before this call, but that the time until now is charged. */
static void keep_queue(struct ledger *ledger, const char *window, const struct ledger_queue *queue,
		       int64_t now_us)
{
	struct ledger_step *step = &ledger->windows[name_of(ledger, window)].step;
	step->queue = (uint16_t)(queue - ledger->queues);
	step->queue_before = *queue;
	if (step->queue_before.passing_us)
		step->queue_before.passing_us = now_us;
	step->queue_call = queue->calls + 1;
}

const char *turn_called(struct ledger *ledger, const struct hall *hall, const struct record *record)
{
	struct ledger_person *called = &ledger->people[record->ticket];
	int name = name_of(ledger, queue_name(hall, ledger->names[called->service]));
	struct ledger_queue *queue = &ledger->queues[name < 0 ? called->service : name];
	const char *problem = NULL;
	ledger->sums.calls++;
	if (called->parent)
		return "papers were called";
	if (called->not_before_us > record->time_us && ledger->command != COMMAND_CALL)
		return "somebody was called before his time";
	if (called->bound)
		return NULL;
	keep_queue(ledger, record->window, queue, record->time_us);
	queue->calls++;
	charge(ledger, hall, queue, called, record->time_us);
	struct look look = look_around(ledger, hall, called, record->ticket, record->time_us);
	ledger->other = look.other;
	if (ledger->command == COMMAND_CALL) {
		count_ratio(queue, called, false, look.ordinary_left);
		return NULL;
	}
	if (look.skipped)
		return "somebody was skipped";
	if (look.harmed)
		return "a priority was called after ordinary people who came later";
	if (look.passes && !called->front && !called->absolute && ceiling_us(hall) &&
	    look.lost_us >= ceiling_us(hall))
		return "a priority passed somebody whom priorities have cost the ceiling";
	problem = count_ratio(queue, called, look.passes, look.ordinary_left);
	if (look.passes && !called->front) {
		queue->passing_us = record->time_us;
		queue->passing_place_us = called->place_us;
		ledger->sums.passing++;
	}
	return problem;
}
