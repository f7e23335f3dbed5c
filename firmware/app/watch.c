/* Timers, signals and systemd. */
#include "watch.h"

#include "alarms.h"
#include "commit.h"
#include "decide.h"
#include "hall_time.h"
#include "log.h"
#include "rolls.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>

enum { CLOCK_LOOK_S = 10, TICK_AGAIN_US = 100000 };

struct watch {
	struct app *app;
	struct watch_owner owner;
	struct event *deadline, *clock, *dog;
	struct event *signals[3];
	bool tick_pending, fault_said;
	uint64_t idle_ticks; /* in a row that brought nothing */
};

/* --- deadlines --- */

static void tick_reply(void *context, enum refusal refusal, const struct record *records,
		       uint32_t count)
{
	struct watch *watch = context;
	(void)records;
	watch->tick_pending = false;
	watch->idle_ticks = refusal == REFUSAL_NONE && count > 0 ? 0 : watch->idle_ticks + 1;
	watch_deadline(watch);
}

static void deadline_reached(evutil_socket_t fd, short what, void *context)
{
	struct watch *watch = context;
	struct command command = { .kind = COMMAND_TICK, .source = "clock" };
	(void)fd;
	(void)what;
	if (watch->tick_pending)
		return;
	/* The loop counts a timer from when its turn began, so it may come a little early. */
	int64_t deadline = state_next_deadline(app_durable(watch->app));
	if (deadline == INT64_MAX || hall_time_real_until(watch->app->time, deadline) > 0) {
		watch_deadline(watch);
		return;
	}
	watch->tick_pending = true;
	commit_submit(watch->app->commit, &command, NULL, NULL, tick_reply, watch);
}

void watch_deadline(struct watch *watch)
{
	int64_t deadline = state_next_deadline(app_durable(watch->app));
	if (watch->tick_pending)
		return;
	if (deadline == INT64_MAX) {
		evtimer_del(watch->deadline);
		return;
	}
	int64_t wait = hall_time_real_until(watch->app->time, deadline);
	if (watch->idle_ticks > 0 && wait <= 0)
		wait = TICK_AGAIN_US; /* the storage refuses: ask again, but not in a circle */
	if (wait > 3600LL * 1000000)
		wait = 3600LL * 1000000;
	const struct timeval time = { .tv_sec = wait / 1000000, .tv_usec = wait % 1000000 };
	evtimer_add(watch->deadline, &time);
}

/* --- the system's clock --- */

static void clock_looked(evutil_socket_t fd, short what, void *context)
{
	struct watch *watch = context;
	struct hall_time *time = watch->app->time;
	int64_t fault = hall_time_fault(time);
	int64_t step = hall_time_acceptable(time);
	(void)fd;
	(void)what;
	if (fault && !watch->fault_said)
		log_warning("clock_fault: the system's clock stepped %lld ms away from hall time",
			    (long long)(fault / 1000));
	if (!fault && watch->fault_said)
		log_info("clock_fault: the system's clock and hall time agree again");
	watch->fault_said = fault != 0;
	alarms_look(watch->app);
	rolls_look(watch->app->rolls);
	if (step == 0)
		return;
	log_info("clock_set: NTP holds the clock; hall time goes on %lld ms later",
		 (long long)(step / 1000));
	hall_time_accept(time);
	struct command command = { .kind = COMMAND_CLOCK_SET, .value = step, .source = "ntp" };
	commit_submit_surely(watch->app->commit, &command);
}

/* --- signals and systemd --- */

static void signal_came(evutil_socket_t number, short what, void *context)
{
	struct watch *watch = context;
	(void)what;
	if (number == SIGHUP)
		watch->owner.reload(watch->owner.context);
	else
		watch->owner.stop(watch->owner.context);
}

static void dog_fed(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	(void)context;
	sd_notify(0, "WATCHDOG=1");
}

void watch_ready(struct watch *watch)
{
	(void)watch;
	sd_notify(0, "READY=1");
}

int watch_create(struct watch **out, struct app *app, const struct watch_owner *owner)
{
	static const int numbers[] = { SIGTERM, SIGINT, SIGHUP };
	const struct timeval look = { .tv_sec = CLOCK_LOOK_S };
	uint64_t dog_us = 0;
	struct watch *watch = calloc(1, sizeof *watch);
	if (!watch)
		return -ENOMEM;
	watch->app = app;
	watch->owner = *owner;
	signal(SIGPIPE, SIG_IGN);
	watch->deadline = evtimer_new(app->base, deadline_reached, watch);
	watch->clock = event_new(app->base, -1, EV_PERSIST, clock_looked, watch);
	watch->dog = event_new(app->base, -1, EV_PERSIST, dog_fed, watch);
	if (!watch->deadline || !watch->clock || !watch->dog)
		goto fail;
	for (int i = 0; i < 3; i++) {
		watch->signals[i] = evsignal_new(app->base, numbers[i], signal_came, watch);
		if (!watch->signals[i] || evsignal_add(watch->signals[i], NULL) < 0)
			goto fail;
	}
	evtimer_add(watch->clock, &look);
	if (sd_watchdog_enabled(0, &dog_us) > 0) {
		const struct timeval half = { .tv_sec = (time_t)(dog_us / 2000000),
					      .tv_usec = (suseconds_t)(dog_us / 2 % 1000000) };
		evtimer_add(watch->dog, &half);
	}
	*out = watch;
	return 0;
fail:
	watch_destroy(watch);
	return -ENOMEM;
}

void watch_destroy(struct watch *watch)
{
	if (!watch)
		return;
	struct event *events[] = { watch->deadline,   watch->clock,	 watch->dog,
				   watch->signals[0], watch->signals[1], watch->signals[2] };
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		if (events[i])
			event_free(events[i]);
	free(watch);
}
