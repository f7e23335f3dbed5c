/* See modbus_schedule.h. */
#include "modbus_schedule.h"

#include <stddef.h>
#include <string.h>

enum {
	MS = 1000,
	WRITES_IN_A_ROW = 4,
	POLLS_BEFORE_BOX = 2,	/* of the active, before a closed window's box has its turn */
	POLLS_BEFORE_OTHER = 4, /* and before a look at a display, or a read-back */
	RECENT_US = 5000 * MS,	/* so long after a press its box counts as recently active */
	SHARE_US = 120000 * MS, /* past so much work the shares of the bus fade */
	FAILURES_STARTING = 2,	/* a slave that never answered is lost after so many */
	FAILURES_HEALTHY = 3,
	REST_US = 300 * MS, /* after the first failure, doubled with each */
	REST_LOST_US = 1000 * MS,
	REST_LOST_MAX_US = 30000 * MS,
	PROBE_SHARE = 20, /* failed probes may use one part in so many of the bus */
	HURRIED_US = 12 * MS,
	REFUSED_US = 2000 * MS,
	BUSY_US = 200 * MS,
	DIFFERS_US = 100 * MS, /* doubled with each */
	DIFFERS_MAX_US = 5000 * MS,
	DIFFERENCES_MAX = 3, /* then the display is called degraded */
};

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t doubled(int64_t first, unsigned times, int64_t max)
{
	while (times-- > 0 && first < max)
		first *= 2;
	return earlier(first, max);
}

static struct modbus_slave *slave_of(struct modbus_schedule *schedule,
				     const struct modbus_unit *unit)
{
	return &schedule->slaves[unit->address];
}

static bool any_healthy(const struct modbus_schedule *schedule)
{
	for (unsigned i = 0; i < schedule->unit_count; i++) {
		const struct modbus_unit *unit = schedule->units[i];
		if (!unit->removed && schedule->slaves[unit->address].health == DEVICE_OK)
			return true;
	}
	return false;
}

void modbus_schedule_write(struct modbus_schedule *schedule, struct modbus_unit *unit,
			   unsigned number, const struct modbus_write *write, int64_t now_us)
{
	struct modbus_slot *slot = &unit->slots[number];
	slot->state = SLOT_WAITING;
	slot->generation++;
	slot->order = ++schedule->order;
	slot->not_before_us = 0;
	slot->give_up_us = write->give_up_ms ? now_us + (int64_t)write->give_up_ms * MS : 0;
	slot->differences = 0;
	slot->write = *write;
}

/* --- choosing --- */

enum rank {
	RANK_NONE,
	RANK_IDLE,
	RANK_READ_BACK,
	RANK_ACTIVE,
	RANK_IDLE_BETWEEN, /* the last two but one, when their turn has come */
	RANK_READ_BACK_BETWEEN,
	RANK_PROBE,
	RANK_WRITE,
	RANK_CALL,
	RANK_POLL_BETWEEN,
};

struct choice {
	enum rank rank;
	uint64_t weight; /* the greater goes first among the same rank */
	struct modbus_unit *unit;
	unsigned slot;
	int64_t again_us;
};

static void consider(struct choice *best, enum rank rank, uint64_t weight, struct modbus_unit *unit,
		     unsigned slot)
{
	if (rank < best->rank || (rank == best->rank && weight <= best->weight))
		return;
	best->rank = rank;
	best->weight = weight;
	best->unit = unit;
	best->slot = slot;
}

static int64_t period_us(const struct modbus_unit *unit)
{
	int period_ms = unit->active ? unit->poll.active_ms : unit->poll.idle_ms;
	return (int64_t)(period_ms > 0 ? period_ms : 1) * MS;
}

/* Have the active had their turn, so that one of the others goes? */
static bool others_turn(const struct modbus_schedule *schedule, unsigned polls)
{
	unsigned active = 0;
	for (unsigned i = 0; i < schedule->unit_count && active < polls; i++)
		active += schedule->units[i]->active && !schedule->units[i]->removed;
	return schedule->polls_in_a_row >= (active > 0 ? active : 1);
}

static enum rank slot_rank(const struct modbus_schedule *schedule, const struct modbus_slot *slot)
{
	if (slot->state == SLOT_WAITING)
		return slot->write.urgent ? RANK_CALL : RANK_WRITE;
	return others_turn(schedule, POLLS_BEFORE_OTHER) ? RANK_READ_BACK_BETWEEN : RANK_READ_BACK;
}

/* The lost slave whose rest ended first is probed first, whatever it is to be asked: probes are
 * few, and a display that is switched off must not take them all. */
static uint64_t probe_weight(const struct modbus_schedule *schedule, const struct modbus_unit *unit,
			     int64_t now_us)
{
	return (uint64_t)(now_us - schedule->slaves[unit->address].rests_until_us) + 1;
}

static void consider_slots(struct modbus_schedule *schedule, struct modbus_unit *unit,
			   enum rank lost_rank, int64_t now_us, struct choice *best)
{
	for (unsigned i = 0; i < MODBUS_SLOTS_MAX; i++) {
		struct modbus_slot *slot = &unit->slots[i];
		if (slot->state == SLOT_EMPTY)
			continue;
		if (slot->give_up_us != 0 && now_us >= slot->give_up_us) {
			slot->state = SLOT_EMPTY;
			continue;
		}
		if (now_us < slot->not_before_us) {
			best->again_us = earlier(best->again_us, slot->not_before_us);
			continue;
		}
		enum rank rank = slot_rank(schedule, slot);
		if (slot->state == SLOT_WRITTEN && now_us < schedule->hurried_until_us)
			continue;
		if (lost_rank != RANK_NONE)
			consider(best, lost_rank, probe_weight(schedule, unit, now_us), unit, i);
		else /* the oldest order goes first */
			consider(best, rank, UINT64_MAX - slot->order, unit, i);
	}
}

static void consider_poll(struct modbus_schedule *schedule, struct modbus_unit *unit,
			  enum rank lost_rank, bool early, int64_t now_us, struct choice *best)
{
	if (unit->poll.count == 0)
		return;
	if (now_us < schedule->hurried_until_us) {
		best->again_us = earlier(best->again_us, schedule->hurried_until_us);
		return;
	}
	int64_t due_us = unit->ever_polled ? unit->last_poll_us + period_us(unit) : now_us;
	if (due_us < unit->poll_not_before_us)
		due_us = unit->poll_not_before_us;
	if (lost_rank == RANK_NONE && !early && now_us < due_us) {
		best->again_us = earlier(best->again_us, due_us);
		return;
	}
	if (lost_rank != RANK_NONE) {
		consider(best, lost_rank, probe_weight(schedule, unit, now_us), unit,
			 MODBUS_SLOTS_MAX);
		return;
	}
	uint64_t overdue = UINT64_MAX / 2;
	if (unit->ever_polled)
		overdue = (uint64_t)((now_us - unit->last_poll_us) * 1000 / period_us(unit));
	if (unit->active && unit->changed_us != 0 && now_us - unit->changed_us < RECENT_US)
		overdue += overdue / 4; /* more would make the others wait too long */
	unsigned polls = unit->poll.hurried ? POLLS_BEFORE_BOX : POLLS_BEFORE_OTHER;
	enum rank rank = RANK_ACTIVE;
	if (!unit->active)
		rank = others_turn(schedule, polls) ? RANK_IDLE_BETWEEN : RANK_IDLE;
	if (schedule->writes_in_a_row >= WRITES_IN_A_ROW)
		rank = RANK_POLL_BETWEEN;
	consider(best, rank, overdue, unit, MODBUS_SLOTS_MAX);
}

/* The best job of all slaves but @p except (0: none excepted); @p early: a poll need not be due. */
static struct choice survey(struct modbus_schedule *schedule, int except, bool early,
			    int64_t now_us)
{
	struct choice best = { .rank = RANK_NONE, .again_us = INT64_MAX };
	bool healthy = any_healthy(schedule);
	for (unsigned i = 0; i < schedule->unit_count; i++) {
		struct modbus_unit *unit = schedule->units[i];
		const struct modbus_slave *slave = slave_of(schedule, unit);
		enum rank lost_rank = RANK_NONE;
		int64_t from_us = slave->rests_until_us;
		if (unit->removed || unit->address == except)
			continue;
		if (slave->health == DEVICE_LOST) {
			lost_rank = RANK_PROBE;
			if (early)
				continue;
			if (healthy && from_us < schedule->probes_from_us)
				from_us = schedule->probes_from_us;
		}
		if (now_us < from_us) {
			best.again_us = earlier(best.again_us, from_us);
			continue;
		}
		consider_slots(schedule, unit, lost_rank, now_us, &best);
		consider_poll(schedule, unit, lost_rank, early, now_us, &best);
	}
	return best;
}

static bool is_quick(const struct modbus_schedule *schedule, const struct modbus_unit *unit,
		     int64_t now_us)
{
	return unit->poll.quick_count > 0 && unit->ever_polled && unit->shortening == 0 &&
	       schedule->slaves[unit->address].health == DEVICE_OK &&
	       schedule->slaves[unit->address].failures == 0 && unit->last_whole_us != 0 &&
	       now_us - unit->last_whole_us < (int64_t)unit->poll.whole_ms * MS;
}

static void make_job(const struct modbus_schedule *schedule, const struct choice *choice,
		     int64_t now_us, struct modbus_job *job)
{
	struct modbus_unit *unit = choice->unit;
	job->unit = unit;
	job->slot = choice->slot;
	job->generation = 0;
	job->noise = job->stale = 0;
	if (choice->slot == MODBUS_SLOTS_MAX && is_quick(schedule, unit, now_us)) {
		job->kind = MODBUS_QUICK;
		job->first = unit->poll.quick_first;
		job->count = unit->poll.quick_count;
		return;
	}
	if (choice->slot == MODBUS_SLOTS_MAX) {
		job->kind = MODBUS_POLL;
		job->first = unit->poll.first;
		job->count = unit->poll.count;
		if (unit->shortening <= (unsigned)unit->poll.count - unit->poll.short_count)
			job->count = (uint8_t)(job->count - unit->shortening);
		return;
	}
	const struct modbus_slot *slot = &unit->slots[choice->slot];
	job->kind = slot->state == SLOT_WAITING ? MODBUS_WRITE : MODBUS_READ_BACK;
	job->generation = slot->generation;
	job->first = slot->write.first;
	job->count = slot->write.count;
	if (job->kind == MODBUS_READ_BACK && unit->shortening < job->count)
		job->count = (uint8_t)(job->count - unit->shortening);
	memcpy(job->values, slot->write.values, sizeof job->values);
}

bool modbus_schedule_choose(struct modbus_schedule *schedule, int64_t now_us,
			    struct modbus_job *job, int64_t *again_us)
{
	struct choice best = survey(schedule, 0, false, now_us);
	if (best.rank != RANK_NONE && best.unit->address == schedule->last_failed) {
		struct choice other = survey(schedule, schedule->last_failed, true, now_us);
		if (other.rank != RANK_NONE)
			best = other;
	}
	*again_us = best.again_us;
	if (best.rank == RANK_NONE)
		return false;
	make_job(schedule, &best, now_us, job);
	return true;
}

/* --- outcomes --- */

static void slave_failed(struct modbus_schedule *schedule, struct modbus_unit *unit,
			 enum modbus_outcome outcome, int64_t now_us, int64_t used_us)
{
	struct modbus_slave *slave = slave_of(schedule, unit);
	unsigned limit = slave->health == DEVICE_STARTING ? FAILURES_STARTING : FAILURES_HEALTHY;
	static const char *const details[] = {
		[MODBUS_SILENT] = "no_answer",
		[MODBUS_LATE] = "answers_late: response_timeout_ms is too short for it",
		[MODBUS_BAD] = "bad_frames",
	};
	slave->failures++;
	schedule->last_failed = unit->address;
	unsigned counts = unit->poll.count - unit->poll.short_count + 1u;
	unit->shortening = (unit->shortening + 1) % (counts > 1 ? counts : 2);
	if (slave->health != DEVICE_LOST && slave->failures < limit) {
		slave->rests_until_us =
			now_us + doubled(REST_US, slave->failures - 1, REST_LOST_US);
		return;
	}
	if (slave->health == DEVICE_LOST)
		schedule->probes_from_us = now_us + used_us * (PROBE_SHARE - 1);
	else
		slave->failures = limit; /* so that the pauses of a lost one begin at the first */
	slave->health = DEVICE_LOST;
	slave->detail = details[outcome];
	unsigned times = slave->failures > limit ? slave->failures - limit : 0;
	slave->rests_until_us = now_us + doubled(REST_LOST_US, times, REST_LOST_MAX_US);
	for (unsigned i = 0; i < MODBUS_SLOTS_MAX; i++) {
		if (unit->slots[i].give_up_us != 0)
			unit->slots[i].state = SLOT_EMPTY;
	}
}

static void slave_answered(struct modbus_schedule *schedule, struct modbus_unit *unit)
{
	struct modbus_slave *slave = slave_of(schedule, unit);
	if (schedule->last_failed != unit->address)
		schedule->last_failed = 0;
	slave->health = DEVICE_OK;
	slave->failures = 0;
	slave->rests_until_us = 0;
	slave->detail = "ok";
}

static bool slot_done(struct modbus_unit *unit, const struct modbus_job *job,
		      enum modbus_outcome outcome, int64_t now_us)
{
	struct modbus_slot *slot = &unit->slots[job->slot];
	if (slot->generation != job->generation || slot->state == SLOT_EMPTY)
		return false; /* replaced meanwhile: the newer one goes its own way */
	switch (outcome) {
	case MODBUS_GOOD:
		if (job->kind == MODBUS_WRITE && slot->write.read_back) {
			slot->state = SLOT_WRITTEN;
			return false;
		}
		slot->state = SLOT_EMPTY;
		unit->slot_problems[job->slot] = NULL;
		return true;
	case MODBUS_DIFFERS:
		slot->state = SLOT_WAITING;
		slot->not_before_us =
			now_us + doubled(DIFFERS_US, slot->differences, DIFFERS_MAX_US);
		if (++slot->differences >= DIFFERENCES_MAX)
			unit->slot_problems[job->slot] = "read_back_differs";
		return false;
	case MODBUS_REFUSED:
		slot->not_before_us = now_us + REFUSED_US;
		unit->slot_problems[job->slot] =
			job->kind == MODBUS_WRITE ? "write_refused" : "read_back_refused";
		return false;
	case MODBUS_BUSY:
		slot->not_before_us = now_us + BUSY_US;
		return false;
	default: /* not confirmed: what was written is not known, so it is written again */
		slot->state = SLOT_WAITING;
		return false;
	}
}

static bool poll_done(struct modbus_schedule *schedule, struct modbus_unit *unit,
		      const struct modbus_job *job, enum modbus_outcome outcome, int64_t now_us,
		      int64_t used_us)
{
	bool first = !unit->ever_polled;
	unit->ever_polled = true;
	unit->last_poll_us = now_us - used_us; /* a period lasts from start to start */
	switch (outcome) {
	case MODBUS_GOOD:
		break;
	case MODBUS_REFUSED:
		unit->poll_problem = "read_refused";
		unit->poll_not_before_us = now_us + REFUSED_US;
		return false;
	case MODBUS_BUSY:
		unit->poll_not_before_us = now_us + BUSY_US;
		return false;
	default:
		return false;
	}
	unit->poll_problem = NULL;
	if (job->kind == MODBUS_POLL)
		unit->last_whole_us = now_us;
	size_t size = job->count * sizeof job->values[0];
	uint16_t *last = unit->last_values + (job->first - unit->poll.first);
	if (!first && unit->poll.hurried && memcmp(last, job->values, size) != 0) {
		schedule->hurried_until_us = now_us + HURRIED_US;
		unit->changed_us = now_us;
	}
	memcpy(last, job->values, size);
	return true;
}

/* A late answer is counted where it came from. */
static void count_stale(struct modbus_schedule *schedule, const struct modbus_job *job)
{
	for (unsigned i = 0; i < schedule->unit_count && job->stale > 0; i++) {
		if (schedule->units[i]->address != job->stale_address)
			continue;
		schedule->units[i]->statistics.stale_replies += job->stale;
		return;
	}
}

static void count_outcome(struct modbus_unit *unit, const struct modbus_job *job,
			  enum modbus_outcome outcome, int64_t used_us)
{
	struct device_statistics *statistics = &unit->statistics;
	statistics->requests++;
	if (outcome == MODBUS_SILENT || outcome == MODBUS_LATE)
		statistics->time_outs++;
	if (outcome == MODBUS_LATE)
		statistics->stale_replies++;
	if (outcome == MODBUS_BAD || outcome == MODBUS_DIFFERS || job->noise > 0)
		statistics->bad_frames++;
	if (outcome != MODBUS_GOOD)
		return;
	latency_add(&unit->latency, used_us);
	uint32_t latency = (uint32_t)used_us;
	if (statistics->latency_us == 0)
		statistics->latency_us = latency > 0 ? latency : 1;
	else
		statistics->latency_us = (statistics->latency_us * 7 + latency) / 8;
}

static void count_share(struct modbus_schedule *schedule, struct modbus_unit *unit, int64_t used_us)
{
	unit->busy_us += used_us;
	schedule->busy_us += used_us;
	if (schedule->busy_us < SHARE_US)
		return;
	schedule->busy_us /= 2;
	for (unsigned i = 0; i < schedule->unit_count; i++)
		schedule->units[i]->busy_us /= 2;
}

void modbus_schedule_statistics(const struct modbus_schedule *schedule,
				const struct modbus_unit *unit, struct device_statistics *out)
{
	*out = unit->statistics;
	out->latency_p99_us = latency_percentile(&unit->latency, 99);
	if (schedule->busy_us > 0)
		out->share_permille = (uint32_t)(unit->busy_us * 1000 / schedule->busy_us);
}

bool modbus_schedule_done(struct modbus_schedule *schedule, const struct modbus_job *job,
			  enum modbus_outcome outcome, int64_t now_us, int64_t used_us)
{
	struct modbus_unit *unit = job->unit;
	bool poll = job->kind == MODBUS_POLL || job->kind == MODBUS_QUICK;
	if (poll)
		schedule->writes_in_a_row = 0;
	else
		schedule->writes_in_a_row++;
	if (poll && unit->active)
		schedule->polls_in_a_row++;
	else if (job->kind != MODBUS_WRITE)
		schedule->polls_in_a_row = 0;
	unit->statistics.polls += poll;
	count_share(schedule, unit, used_us);
	if (outcome == MODBUS_UNPLUGGED)
		return false; /* nothing was learnt of the slave */
	count_outcome(unit, job, outcome, used_us);
	count_stale(schedule, job);
	if (outcome == MODBUS_GOOD && job->kind != MODBUS_WRITE)
		unit->shortening = 0; /* a slave answers in order: nothing older can follow */
	if (outcome == MODBUS_SILENT || outcome == MODBUS_LATE || outcome == MODBUS_BAD)
		slave_failed(schedule, unit, outcome, now_us, used_us);
	else
		slave_answered(schedule, unit);
	if (poll)
		return poll_done(schedule, unit, job, outcome, now_us, used_us);
	return slot_done(unit, job, outcome, now_us);
}

void modbus_schedule_unplugged(struct modbus_schedule *schedule, const char *detail)
{
	for (unsigned i = 0; i < schedule->unit_count; i++) {
		struct modbus_slave *slave = slave_of(schedule, schedule->units[i]);
		slave->health = DEVICE_LOST;
		slave->detail = detail;
		for (unsigned k = 0; k < MODBUS_SLOTS_MAX; k++) {
			struct modbus_slot *slot = &schedule->units[i]->slots[k];
			if (slot->give_up_us != 0)
				slot->state = SLOT_EMPTY;
			if (slot->state == SLOT_WRITTEN)
				slot->state = SLOT_WAITING;
		}
	}
}

void modbus_schedule_replugged(struct modbus_schedule *schedule)
{
	for (int address = 0; address < MODBUS_ADDRESSES; address++) {
		schedule->slaves[address].rests_until_us = 0;
		schedule->slaves[address].failures = 0;
	}
	schedule->probes_from_us = 0;
	schedule->last_failed = 0;
}

static const char *first_problem(const struct modbus_unit *unit)
{
	if (unit->device_problem != NULL)
		return unit->device_problem;
	if (unit->poll_problem != NULL)
		return unit->poll_problem;
	for (unsigned i = 0; i < MODBUS_SLOTS_MAX; i++) {
		if (unit->slot_problems[i] != NULL)
			return unit->slot_problems[i];
	}
	return NULL;
}

bool modbus_schedule_health(struct modbus_schedule *schedule, struct modbus_unit *unit,
			    enum device_health *health, const char **detail)
{
	const struct modbus_slave *slave = slave_of(schedule, unit);
	const char *problem = first_problem(unit);
	*health = slave->health;
	*detail = slave->detail;
	if (slave->health == DEVICE_STARTING)
		return false;
	if (slave->health == DEVICE_OK && problem != NULL) {
		*health = DEVICE_DEGRADED;
		*detail = problem;
	}
	if (*health == unit->health && strcmp(*detail, unit->detail) == 0)
		return false;
	unit->health = *health;
	unit->detail = *detail;
	return true;
}
