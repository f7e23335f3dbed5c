/* The worker thread of a bus and its two sides: units as the loop sees them, results by an eventfd.
 * What goes next is modbus_schedule.c's, how it goes over the wire modbus_line.c's. */
#include "modbus_bus.h"

#include "hotplug.h"
#include "modbus_expect.h"
#include "modbus_line.h"
#include "modbus_schedule.h"

#include <errno.h>
#include <event2/event.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
	RESULTS_MAX = 256,			/* when full the worker waits for the loop */
	RESULTS_PER_JOB = MODBUS_UNITS_MAX + 1, /* an unplugged line tells every unit */
	RESULTS_AT_ONCE = 32,			/* then the loop sees to others */
	REOPEN_MIN_US = 500000,
	REOPEN_MAX_US = 30000000,
	START_AGAIN_S = 1,
};

enum result_kind { RESULT_POLLED, RESULT_QUICK, RESULT_WRITTEN, RESULT_HEALTH };

struct result {
	struct modbus_unit *unit;
	enum result_kind kind;
	enum device_health health;
	const char *detail;
	unsigned slot, count;
	uint32_t tag;
	uint16_t values[MODBUS_REGISTERS_MAX];
};

struct modbus_bus {
	struct event_base *base;
	struct modbus_line *line; /* the worker's */
	struct event *start, *results_ready;
	int wake_fd, results_fd;
	bool running;
	pthread_t worker;
	atomic_bool stop;
	struct hotplug_listener *hotplug;      /* NULL: the pauses do */
	atomic_bool plugged;		       /* something came: try to open the line at once */
	int64_t reopen_at_us, reopen_pause_us; /* the worker's */

	pthread_mutex_t lock; /* of all below */
	struct modbus_schedule schedule;
	unsigned result_first, result_count;
	struct result results[RESULTS_MAX];
};

static void eventfd_ring(int fd)
{
	uint64_t one = 1;
	(void)!write(fd, &one, sizeof one); /* can only fail when it is rung already */
}

static void eventfd_clear(int fd)
{
	uint64_t count;
	(void)!read(fd, &count, sizeof count);
}

/* --- the worker; lock held where the name says so --- */

static struct result *result_push_locked(struct modbus_bus *bus, struct modbus_unit *unit,
					 enum result_kind kind)
{
	struct result *result =
		&bus->results[(bus->result_first + bus->result_count++) % RESULTS_MAX];
	result->unit = unit;
	result->kind = kind;
	return result;
}

static void push_health_locked(struct modbus_bus *bus)
{
	for (unsigned i = 0; i < bus->schedule.unit_count; i++) {
		struct modbus_unit *unit = bus->schedule.units[i];
		enum device_health health;
		const char *detail;
		if (unit->removed ||
		    !modbus_schedule_health(&bus->schedule, unit, &health, &detail))
			continue;
		struct result *result = result_push_locked(bus, unit, RESULT_HEALTH);
		result->health = health;
		result->detail = detail;
	}
}

static void finish_job_locked(struct modbus_bus *bus, const struct modbus_job *job,
			      enum modbus_outcome outcome, int64_t used_us)
{
	bool news = modbus_schedule_done(&bus->schedule, job, outcome, modbus_line_time(), used_us);
	if (outcome == MODBUS_UNPLUGGED)
		modbus_schedule_unplugged(&bus->schedule, "unplugged");
	push_health_locked(bus);
	if (!news)
		return;
	if (job->kind == MODBUS_POLL || job->kind == MODBUS_QUICK) {
		struct result *result = result_push_locked(
			bus, job->unit, job->kind == MODBUS_POLL ? RESULT_POLLED : RESULT_QUICK);
		result->count = job->count;
		memcpy(result->values, job->values, sizeof result->values);
	} else {
		struct result *result = result_push_locked(bus, job->unit, RESULT_WRITTEN);
		result->slot = job->slot;
		result->tag = job->unit->slots[job->slot].write.tag;
	}
}

/* Wait for a word from the loop, for something on the line, or until @p until_us. */
static void wait_until(struct modbus_bus *bus, int64_t until_us)
{
	struct pollfd waits[] = {
		{ .fd = bus->wake_fd, .events = POLLIN },
		{ .fd = modbus_line_descriptor(bus->line), .events = POLLIN },
	};
	struct timespec left, *timeout = NULL;
	if (until_us != INT64_MAX) {
		int64_t left_us = until_us - modbus_line_time();
		if (left_us <= 0)
			return;
		left = (struct timespec){ .tv_sec = left_us / 1000000,
					  .tv_nsec = left_us % 1000000 * 1000 };
		timeout = &left;
	}
	if (ppoll(waits, 2, timeout, NULL) <= 0)
		return;
	if (waits[0].revents != 0)
		eventfd_clear(bus->wake_fd);
}

static void line_lost(struct modbus_bus *bus)
{
	modbus_line_close(bus->line);
	bus->reopen_pause_us = bus->reopen_pause_us == 0 ? REOPEN_MIN_US : bus->reopen_pause_us * 2;
	if (bus->reopen_pause_us > REOPEN_MAX_US)
		bus->reopen_pause_us = REOPEN_MAX_US;
	bus->reopen_at_us = modbus_line_time() + bus->reopen_pause_us;
}

static const char *open_problem(int result)
{
	switch (result) {
	case -ENOENT:
		return "unplugged: no such device";
	case -EBUSY:
		return "busy: another program holds it";
	case -EACCES:
	case -EPERM:
		return "no_permission: may not open it";
	case -ECONNREFUSED:
		return "refused: nobody listens at its address";
	case -ETIMEDOUT:
	case -EHOSTUNREACH:
	case -ENETUNREACH:
		return "unreachable: no answer from its address";
	default:
		return "unplugged: can't open it";
	}
}

/* True when the line is open. */
static bool line_ready(struct modbus_bus *bus)
{
	if (modbus_line_descriptor(bus->line) >= 0)
		return true;
	if (modbus_line_time() < bus->reopen_at_us && !atomic_exchange(&bus->plugged, false)) {
		wait_until(bus, bus->reopen_at_us);
		return false;
	}
	int result = modbus_line_open(bus->line, &bus->stop);
	if (result < 0)
		line_lost(bus);
	pthread_mutex_lock(&bus->lock);
	if (result < 0)
		modbus_schedule_unplugged(&bus->schedule, open_problem(result));
	else
		modbus_schedule_replugged(&bus->schedule);
	push_health_locked(bus);
	pthread_mutex_unlock(&bus->lock);
	eventfd_ring(bus->results_fd);
	return result == 0;
}

static void do_job(struct modbus_bus *bus, struct modbus_job *job)
{
	int64_t start_us = modbus_line_time();
	enum modbus_outcome outcome = modbus_line_transact(bus->line, job);
	if (outcome == MODBUS_SILENT || outcome == MODBUS_BAD) {
		if (modbus_line_settle(bus->line, job, &bus->stop) && outcome == MODBUS_SILENT)
			outcome = MODBUS_LATE;
	}
	if (outcome == MODBUS_UNPLUGGED || modbus_line_stuck(bus->line))
		line_lost(bus); /* a stuck one is made anew; its silence told the slaves' fate */
	else if (outcome != MODBUS_SILENT && outcome != MODBUS_BAD)
		bus->reopen_pause_us = 0;
	pthread_mutex_lock(&bus->lock);
	finish_job_locked(bus, job, outcome, modbus_line_time() - start_us);
	pthread_mutex_unlock(&bus->lock);
	eventfd_ring(bus->results_fd);
}

static void *worker_run(void *arg)
{
	struct modbus_bus *bus = arg;
	struct modbus_job job;
	while (!atomic_load(&bus->stop)) {
		int64_t again_us = INT64_MAX;
		pthread_mutex_lock(&bus->lock);
		bool room = bus->result_count + RESULTS_PER_JOB <= RESULTS_MAX;
		pthread_mutex_unlock(&bus->lock);
		if (!room) {
			wait_until(bus, again_us);
			continue;
		}
		if (!line_ready(bus))
			continue;
		pthread_mutex_lock(&bus->lock);
		bool found =
			modbus_schedule_choose(&bus->schedule, modbus_line_time(), &job, &again_us);
		pthread_mutex_unlock(&bus->lock);
		if (found) {
			do_job(bus, &job);
			continue;
		}
		wait_until(bus, again_us);
		if (modbus_line_drain(bus->line) < 0) {
			line_lost(bus);
			pthread_mutex_lock(&bus->lock);
			modbus_schedule_unplugged(&bus->schedule, "unplugged");
			push_health_locked(bus);
			pthread_mutex_unlock(&bus->lock);
			eventfd_ring(bus->results_fd);
		}
	}
	return NULL;
}

/* --- the loop --- */

static void deliver(const struct result *result)
{
	const struct modbus_unit_owner *owner = &result->unit->owner;
	if (result->unit->removed) /* written by the loop only, so the loop may read it */
		return;
	switch (result->kind) {
	case RESULT_POLLED:
		owner->polled(owner->context, result->values, result->count);
		break;
	case RESULT_QUICK:
		if (owner->quick != NULL)
			owner->quick(owner->context, result->values);
		break;
	case RESULT_WRITTEN:
		if (owner->written != NULL)
			owner->written(owner->context, result->slot, result->tag);
		break;
	case RESULT_HEALTH:
		owner->health(owner->context, result->health, result->detail);
		break;
	}
}

static void results_readable(evutil_socket_t fd, short what, void *arg)
{
	struct modbus_bus *bus = arg;
	(void)what;
	eventfd_clear((int)fd);
	for (int i = 0; i < RESULTS_AT_ONCE; i++) {
		struct result result;
		pthread_mutex_lock(&bus->lock);
		bool any = bus->result_count > 0;
		if (any) {
			result = bus->results[bus->result_first];
			bus->result_first = (bus->result_first + 1) % RESULTS_MAX;
			bus->result_count--;
		}
		bool was_full = any && bus->result_count + RESULTS_PER_JOB == RESULTS_MAX;
		pthread_mutex_unlock(&bus->lock);
		if (!any)
			return;
		if (was_full)
			eventfd_ring(bus->wake_fd);
		deliver(&result);
	}
	eventfd_ring(bus->results_fd);
}

static void plugged(void *context)
{
	struct modbus_bus *bus = context;
	atomic_store(&bus->plugged, true);
	eventfd_ring(bus->wake_fd);
}

/* The first unit was added and the loop runs: now the worker may touch the hardware. */
static void start_due(evutil_socket_t fd, short what, void *arg)
{
	struct modbus_bus *bus = arg;
	sigset_t all, before;
	(void)fd;
	(void)what;
	if (bus->running)
		return;
	sigfillset(&all); /* signals are the loop's */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bus->running = pthread_create(&bus->worker, NULL, worker_run, bus) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!bus->running) {
		struct timeval again = { .tv_sec = START_AGAIN_S };
		event_add(bus->start, &again);
		return;
	}
	pthread_setname_np(bus->worker, "modbus-bus");
	(void)hotplug_listen(&bus->hotplug, bus->base, plugged, bus); /* without udev: no matter */
}

struct modbus_bus *modbus_bus_create(struct event_base *base,
				     const struct port_description *description)
{
	struct modbus_bus *bus = calloc(1, sizeof *bus);
	if (bus == NULL)
		return NULL;
	bus->base = base;
	bus->wake_fd = -1;
	bus->results_fd = -1;
	pthread_mutex_init(&bus->lock, NULL);
	bus->line = modbus_line_create(description);
	bus->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	bus->results_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (bus->line == NULL || bus->wake_fd < 0 || bus->results_fd < 0)
		goto fail;
	bus->start = event_new(base, -1, 0, start_due, bus);
	bus->results_ready =
		event_new(base, bus->results_fd, EV_READ | EV_PERSIST, results_readable, bus);
	if (bus->start == NULL || bus->results_ready == NULL ||
	    event_add(bus->results_ready, NULL) < 0)
		goto fail;
	return bus;
fail:
	modbus_bus_destroy(bus);
	return NULL;
}

void modbus_bus_destroy(struct modbus_bus *bus)
{
	if (bus == NULL)
		return;
	hotplug_forget(bus->hotplug);
	if (bus->running) {
		atomic_store(&bus->stop, true);
		eventfd_ring(bus->wake_fd);
		pthread_join(bus->worker, NULL);
	}
	if (bus->start != NULL)
		event_free(bus->start);
	if (bus->results_ready != NULL)
		event_free(bus->results_ready);
	if (bus->wake_fd >= 0)
		close(bus->wake_fd);
	if (bus->results_fd >= 0)
		close(bus->results_fd);
	modbus_line_destroy(bus->line);
	for (unsigned i = 0; i < bus->schedule.unit_count; i++)
		free(bus->schedule.units[i]);
	pthread_mutex_destroy(&bus->lock);
	free(bus);
}

void modbus_bus_expect(struct modbus_bus *bus, struct modbus_expectation *out)
{
	int64_t character_ns, gap_us;
	modbus_line_timing(bus->line, &character_ns, &gap_us);
	pthread_mutex_lock(&bus->lock);
	modbus_expect(&bus->schedule, character_ns, gap_us, out);
	pthread_mutex_unlock(&bus->lock);
}

int modbus_unit_add(struct modbus_unit **out, struct modbus_bus *bus, int address,
		    const struct modbus_poll *poll, const struct modbus_unit_owner *owner)
{
	if (bus->schedule.unit_count >= MODBUS_UNITS_MAX)
		return -ENOSPC;
	struct modbus_unit *unit = calloc(1, sizeof *unit);
	if (unit == NULL)
		return -ENOMEM;
	unit->bus = bus;
	unit->address = address;
	unit->poll = *poll;
	unit->owner = *owner;
	pthread_mutex_lock(&bus->lock);
	bus->schedule.units[bus->schedule.unit_count++] = unit;
	pthread_mutex_unlock(&bus->lock);
	eventfd_ring(bus->wake_fd);
	if (!bus->running) {
		struct timeval now = { 0 };
		event_add(bus->start, &now);
	}
	*out = unit;
	return 0;
}

/* The worker may hold the unit in a transaction, so its memory stays until the bus ends. */
void modbus_unit_remove(struct modbus_unit *unit)
{
	if (unit == NULL)
		return;
	pthread_mutex_lock(&unit->bus->lock);
	unit->removed = true;
	pthread_mutex_unlock(&unit->bus->lock);
}

void modbus_unit_write(struct modbus_unit *unit, unsigned slot, const struct modbus_write *write)
{
	struct modbus_bus *bus = unit->bus;
	pthread_mutex_lock(&bus->lock);
	modbus_schedule_write(&bus->schedule, unit, slot, write, modbus_line_time());
	pthread_mutex_unlock(&bus->lock);
	eventfd_ring(bus->wake_fd);
}

void modbus_unit_active(struct modbus_unit *unit, bool active)
{
	pthread_mutex_lock(&unit->bus->lock);
	unit->active = active;
	pthread_mutex_unlock(&unit->bus->lock);
	eventfd_ring(unit->bus->wake_fd);
}

void modbus_unit_problem(struct modbus_unit *unit, const char *detail)
{
	struct modbus_bus *bus = unit->bus;
	pthread_mutex_lock(&bus->lock);
	unit->device_problem = detail; /* the worker reports it with the next transaction */
	pthread_mutex_unlock(&bus->lock);
}

void modbus_unit_count(struct modbus_unit *unit, unsigned stale_replies, unsigned lost_presses)
{
	pthread_mutex_lock(&unit->bus->lock);
	unit->statistics.stale_replies += stale_replies;
	unit->statistics.lost_presses += lost_presses;
	pthread_mutex_unlock(&unit->bus->lock);
}

void modbus_unit_statistics(const struct modbus_unit *unit, struct device_statistics *out)
{
	pthread_mutex_lock(&unit->bus->lock);
	modbus_schedule_statistics(&unit->bus->schedule, unit, out);
	pthread_mutex_unlock(&unit->bus->lock);
}
