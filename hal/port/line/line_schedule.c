/* See line_schedule.h. */
#include "line_schedule.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

enum {
	MS = 1000,
	URGENT_IN_A_ROW = 4,
	FAILURES_STARTING = 2, /* a member that never answered is lost after so many */
	FAILURES_HEALTHY = 3,
	REST_US = 300 * MS, /* after the second failure in a row, doubled with each */
	REST_LOST_US = 1000 * MS,
	REST_LOST_MAX_US = 30000 * MS,
	PROBE_SHARE = 20,	  /* failed probes may use one part in so many of the line */
	QUIET_US = 20 * MS,	  /* after the last byte of a frame that never ended */
	BABBLE_MAX_US = 500 * MS, /* who talks longer than this is talked over */
};

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t doubled(int64_t first, unsigned times, int64_t max)
{
	while (times-- > 0 && first < max)
		first *= 2;
	return earlier(first, max);
}

void line_schedule_send(struct line_schedule *schedule, struct line_member *member, unsigned slot,
			const struct line_exchange *exchange, int64_t now_us)
{
	struct line_slot *into = &member->slots[slot];
	into->waiting = true;
	into->generation++;
	into->order = ++schedule->order;
	into->give_up_us = exchange->give_up_ms ? now_us + (int64_t)exchange->give_up_ms * MS : 0;
	into->exchange = *exchange;
}

void line_schedule_cancel(struct line_member *member, unsigned slot)
{
	member->slots[slot].waiting = false;
	member->slots[slot].generation++;
}

/* --- outcomes --- */

void line_schedule_alive(struct line_member *member)
{
	member->health = DEVICE_OK;
	member->detail = "ok";
	member->failures = 0;
	member->rests_until_us = 0;
}

static void member_failed(struct line_schedule *schedule, struct line_member *member,
			  int64_t now_us, int64_t used_us)
{
	unsigned limit = member->health == DEVICE_STARTING ? FAILURES_STARTING : FAILURES_HEALTHY;
	member->failures++;
	member->statistics.time_outs++;
	schedule->failed = member;
	if (member->health != DEVICE_LOST && member->failures < limit) {
		if (member->failures > 1)
			member->rests_until_us =
				now_us + doubled(REST_US, member->failures - 2, REST_LOST_US);
		return;
	}
	if (member->health == DEVICE_LOST)
		schedule->probes_from_us = now_us + used_us * (PROBE_SHARE - 1);
	else
		member->failures = limit; /* so that the pauses of a lost one begin at the first */
	member->health = DEVICE_LOST;
	member->detail = schedule->garbled ? "bad_frames" : "no_answer";
	unsigned times = member->failures > limit ? member->failures - limit : 0;
	member->rests_until_us = now_us + doubled(REST_LOST_US, times, REST_LOST_MAX_US);
}

static void count_latency(struct device_statistics *statistics, int64_t used_us)
{
	uint32_t latency = used_us > 0 ? (uint32_t)used_us : 1;
	statistics->latency_us =
		statistics->latency_us == 0 ? latency : (statistics->latency_us * 7 + latency) / 8;
}

/* The exchange on the wire is over. True: its owner is told. */
static bool finish(struct line_schedule *schedule, bool good, struct line_event *event)
{
	struct line_member *member = schedule->member;
	schedule->member = NULL;
	if (member == NULL)
		return false;
	struct line_slot *slot = &member->slots[schedule->slot];
	if (!slot->waiting || slot->generation != schedule->generation)
		return false; /* replaced or cancelled meanwhile */
	if (!good && slot->exchange.attempts > 1) {
		slot->exchange.attempts--;
		return false;
	}
	slot->waiting = false;
	*event = (struct line_event){
		.member = member, .slot = schedule->slot, .tag = slot->exchange.tag, .good = good
	};
	return true;
}

/* The time of the present phase is up. True: an exchange ended. */
static bool expire(struct line_schedule *schedule, int64_t now_us, struct line_event *event)
{
	struct line_member *member = schedule->member;
	if (schedule->phase == LINE_SETTLING) {
		schedule->phase = LINE_FREE;
		return false;
	}
	if (!schedule->awaits) { /* it has passed the wire, and that is all */
		schedule->phase = LINE_FREE;
		schedule->free_from_us = schedule->until_us + schedule->pause_us;
		if (member != NULL && !member->asks)
			line_schedule_alive(member);
		return finish(schedule, true, event);
	}
	int64_t silence_us = later(schedule->settle_us, schedule->timeout_us);
	schedule->phase = LINE_SETTLING;
	schedule->late = member;
	schedule->until_us = now_us + silence_us;
	schedule->settle_max_us = now_us + 2 * silence_us;
	if (member != NULL)
		member_failed(schedule, member, schedule->until_us,
			      schedule->until_us - schedule->began_us);
	return finish(schedule, false, event);
}

bool line_schedule_frame(struct line_schedule *schedule, struct line_member *member, int64_t now_us)
{
	line_schedule_alive(member);
	schedule->busy_since_us = 0; /* sense is no babble */
	if (line_schedule_awaited(schedule) == member) {
		count_latency(&member->statistics, now_us - schedule->began_us);
		schedule->awaits = false;
		schedule->until_us = now_us;
		return true;
	}
	if (schedule->phase == LINE_SETTLING && schedule->late == member) {
		member->statistics.stale_replies++;
		schedule->late = NULL;
	}
	return false;
}

struct line_member *line_schedule_awaited(const struct line_schedule *schedule)
{
	return schedule->phase == LINE_AWAITED && schedule->awaits ? schedule->member : NULL;
}

void line_schedule_garbled(struct line_schedule *schedule)
{
	struct line_member *awaited = line_schedule_awaited(schedule);
	if (awaited == NULL)
		return;
	awaited->statistics.bad_frames++;
	schedule->garbled = true;
}

void line_schedule_heard(struct line_schedule *schedule, bool open, int64_t now_us)
{
	/* Beginnings of frames, bytes that fit nothing, frames of nobody's: all of it is babble
	 * when it goes on without a pause. */
	if (schedule->busy_since_us == 0 || now_us - schedule->heard_us > QUIET_US)
		schedule->busy_since_us = now_us;
	schedule->heard_us = now_us;
	if (now_us - schedule->busy_since_us < BABBLE_MAX_US)
		schedule->free_from_us = later(schedule->free_from_us,
					       now_us + (open ? QUIET_US : schedule->pause_us));
	if (schedule->phase == LINE_SETTLING)
		schedule->until_us = earlier(schedule->settle_max_us,
					     later(schedule->until_us, now_us + QUIET_US));
}

/* --- choosing --- */

enum rank { RANK_NONE, RANK_REST, RANK_PROBE, RANK_URGENT, RANK_BETWEEN };

struct choice {
	enum rank rank;
	uint64_t weight; /* the greater goes first among the same rank */
	struct line_member *member;
	unsigned slot;
	int64_t again_us;
};

static bool any_healthy(const struct line_schedule *schedule)
{
	for (unsigned i = 0; i < schedule->member_count; i++)
		if (schedule->members[i]->health == DEVICE_OK)
			return true;
	return false;
}

static void consider(const struct line_schedule *schedule, struct line_member *member,
		     int64_t now_us, struct choice *best)
{
	for (unsigned i = 0; i < LINE_SLOTS_MAX; i++) {
		const struct line_slot *slot = &member->slots[i];
		if (!slot->waiting)
			continue;
		enum rank rank = slot->exchange.urgent ? RANK_URGENT : RANK_REST;
		uint64_t weight = UINT64_MAX - slot->order; /* the oldest order goes first */
		if (rank == RANK_REST && schedule->urgent_in_a_row >= URGENT_IN_A_ROW)
			rank = RANK_BETWEEN;
		if (member->health == DEVICE_LOST) {
			/* Whose rest ended first is probed first, whatever it is to be sent. */
			rank = RANK_PROBE;
			weight = (uint64_t)(now_us - member->rests_until_us) + 1;
		}
		if (rank < best->rank || (rank == best->rank && weight <= best->weight))
			continue;
		best->rank = rank;
		best->weight = weight;
		best->member = member;
		best->slot = i;
	}
}

static bool anything_waits(const struct line_member *member)
{
	for (unsigned i = 0; i < LINE_SLOTS_MAX; i++)
		if (member->slots[i].waiting)
			return true;
	return false;
}

static struct choice survey(const struct line_schedule *schedule, const struct line_member *except,
			    int64_t now_us)
{
	struct choice best = { .rank = RANK_NONE, .again_us = INT64_MAX };
	bool healthy = any_healthy(schedule);
	for (unsigned i = 0; i < schedule->member_count; i++) {
		struct line_member *member = schedule->members[i];
		int64_t from_us = member->rests_until_us;
		if (member == except || !anything_waits(member))
			continue;
		if (member->health == DEVICE_LOST && healthy)
			from_us = later(from_us, schedule->probes_from_us);
		if (now_us < from_us)
			best.again_us = earlier(best.again_us, from_us);
		else
			consider(schedule, member, now_us, &best);
	}
	return best;
}

/* An exchange that was not sent in time. What is on the wire is not among them. */
static bool given_up(struct line_schedule *schedule, int64_t now_us, struct line_event *event,
		     int64_t *again_us)
{
	for (unsigned i = 0; i < schedule->member_count; i++) {
		struct line_member *member = schedule->members[i];
		for (unsigned k = 0; k < LINE_SLOTS_MAX; k++) {
			struct line_slot *slot = &member->slots[k];
			bool flies = schedule->member == member && schedule->slot == k &&
				     schedule->generation == slot->generation;
			if (!slot->waiting || slot->give_up_us == 0 || flies)
				continue;
			if (now_us < slot->give_up_us) {
				*again_us = earlier(*again_us, slot->give_up_us);
				continue;
			}
			slot->waiting = false;
			*event = (struct line_event){ .member = member,
						      .slot = k,
						      .tag = slot->exchange.tag };
			return true;
		}
	}
	return false;
}

static void begin(struct line_schedule *schedule, const struct choice *choice, int64_t now_us,
		  struct line_event *event)
{
	struct line_slot *slot = &choice->member->slots[choice->slot];
	const struct line_exchange *exchange = &slot->exchange;
	schedule->member = choice->member;
	schedule->failed = NULL; /* somebody else goes between, or nobody else wanted to */
	schedule->slot = choice->slot;
	schedule->generation = slot->generation;
	schedule->awaits = exchange->timeout_ms > 0;
	schedule->timeout_us = (int64_t)exchange->timeout_ms * MS;
	schedule->began_us = now_us;
	schedule->until_us = now_us;
	schedule->phase = LINE_AWAITED;
	schedule->garbled = false;
	if (exchange->urgent)
		schedule->urgent_in_a_row++;
	else
		schedule->urgent_in_a_row = 0;
	choice->member->asks |= schedule->awaits;
	choice->member->statistics.requests++;
	*event = (struct line_event){ .member = choice->member,
				      .slot = choice->slot,
				      .tag = exchange->tag,
				      .exchange = exchange };
}

enum line_step line_schedule_step(struct line_schedule *schedule, int64_t now_us,
				  struct line_event *event, int64_t *again_us)
{
	*again_us = INT64_MAX;
	if (given_up(schedule, now_us, event, again_us))
		return LINE_ENDED;
	while (schedule->phase != LINE_FREE) {
		if (now_us < schedule->until_us) {
			*again_us = earlier(*again_us, schedule->until_us);
			return LINE_NOTHING;
		}
		if (expire(schedule, now_us, event))
			return LINE_ENDED;
	}
	if (!schedule->connected)
		return LINE_NOTHING;
	struct choice best = survey(schedule, NULL, now_us);
	if (best.rank != RANK_NONE && best.member == schedule->failed) {
		struct choice other = survey(schedule, best.member, now_us);
		if (other.rank != RANK_NONE)
			best = other;
	}
	if (best.rank != RANK_NONE && now_us >= schedule->free_from_us) {
		begin(schedule, &best, now_us, event);
		return LINE_TRANSMIT;
	}
	if (best.rank != RANK_NONE)
		best.again_us = schedule->free_from_us;
	*again_us = earlier(*again_us, best.again_us);
	return LINE_NOTHING;
}

void line_schedule_sent(struct line_schedule *schedule, int64_t ends_us)
{
	schedule->until_us = ends_us + schedule->timeout_us;
}

int line_schedule_add(struct line_schedule *schedule, struct line_member *member)
{
	if (schedule->member_count == LINE_MEMBERS_MAX)
		return -ENOSPC;
	member->detail = member->said_detail = "";
	if (schedule->lost_detail != NULL) {
		member->health = DEVICE_LOST;
		member->detail = schedule->lost_detail;
	}
	schedule->members[schedule->member_count++] = member;
	return 0;
}

void line_schedule_forget(struct line_schedule *schedule, struct line_member *member)
{
	unsigned kept = 0;
	for (unsigned i = 0; i < schedule->member_count; i++)
		if (schedule->members[i] != member)
			schedule->members[kept++] = schedule->members[i];
	schedule->member_count = kept;
	if (schedule->member == member)
		schedule->member = NULL;
	if (schedule->failed == member)
		schedule->failed = NULL;
	if (schedule->late == member)
		schedule->late = NULL;
}

void line_schedule_unplugged(struct line_schedule *schedule, const char *detail)
{
	for (unsigned i = 0; i < schedule->member_count; i++) {
		struct line_member *member = schedule->members[i];
		if (schedule->connected)
			member->was_healthy = member->health == DEVICE_OK;
		member->health = DEVICE_LOST;
		member->detail = detail;
	}
	/* Nothing was learnt of whoever was asked: it is asked again. */
	schedule->member = schedule->late = NULL;
	schedule->phase = LINE_FREE;
	schedule->connected = false;
	schedule->lost_detail = detail;
}

void line_schedule_replugged(struct line_schedule *schedule, int64_t now_us)
{
	for (unsigned i = 0; i < schedule->member_count; i++) {
		struct line_member *member = schedule->members[i];
		member->health = DEVICE_STARTING;
		member->detail = "starting";
		member->failures = 0;
		member->rests_until_us = 0;
		if (member->was_healthy && !member->asks)
			line_schedule_alive(member); /* nothing will ever show more */
	}
	schedule->connected = true;
	schedule->lost_detail = NULL;
	schedule->failed = NULL;
	schedule->probes_from_us = 0;
	schedule->busy_since_us = 0;
	schedule->free_from_us = now_us;
	schedule->urgent_in_a_row = 0;
}

bool line_schedule_health(struct line_member *member, enum device_health *health,
			  const char **detail)
{
	*health = member->health;
	*detail = member->detail;
	/* Nothing is known of it yet, but what was said of its line is over. */
	if (member->health == DEVICE_STARTING && member->said_health != DEVICE_LOST)
		return false;
	if (member->health == DEVICE_OK && member->problem != NULL) {
		*health = DEVICE_DEGRADED;
		*detail = member->problem;
	}
	if (*health == member->said_health && strcmp(*detail, member->said_detail) == 0)
		return false;
	member->said_health = *health;
	member->said_detail = *detail;
	return true;
}
