/* Supervision: raises what is out of bounds, once, and clears it when it is over. How thresholds
 * are found (service, zone, hall) is in hall_apply.c; what somebody outside says is wrong is in
 * warning_outside.c.
 *
 *   (out of bounds) ▶ raised ──acknowledge──▶ acknowledged
 *                       ▲ └───────────┬───────────┘
 *          a higher level,            └─ over: cleared by itself; help: by a person only
 *          a new number                                                                 */
#include "warning.h"

#include "warning_parts.h"

#include <string.h>

static const int64_t MINUTE_US = 60 * INT64_C(1000000);

/* What is looked at, computed once: by the service that owns a queue. */
struct view {
	const struct state *state;
	int64_t oldest[SERVICES_MAX]; /* since when the first of its lines waits */
	uint32_t waiting[SERVICES_MAX];
};

/* One thing that may be out of bounds, and since when it is. */
struct finding {
	uint8_t kind, level;
	int service, window; /* indices, -1: not about one */
	uint32_t followup;   /* index, of WARNING_FOLLOWUP */
	int64_t value;
	int64_t at_us; /* INT64_MAX: it is not */
};

typedef void finding_fn(void *context, const struct finding *finding);

static void look_at_line(struct view *view, int line)
{
	uint32_t first = view->state->lines[line].first;
	if (first == 0)
		return;
	const struct ticket *ticket = &view->state->tickets[first];
	int owner = view->state->queue_of[ticket->service];
	if (ticket->begun_us < view->oldest[owner])
		view->oldest[owner] = ticket->begun_us;
}

/* The first of a line waits longest, but for who was put back. */
static void look(struct view *view, const struct state *state)
{
	view->state = state;
	for (int i = 0; i < state->hall.service_count; i++) {
		view->oldest[i] = INT64_MAX;
		view->waiting[i] = 0;
	}
	if (state->waiting == 0)
		return;
	for (int i = 0; i < state->hall.service_count; i++) {
		view->waiting[state->queue_of[i]] += state->queues[i].waiting;
		for (int lane = 0; lane < LANES; lane++)
			look_at_line(view, i * LANES + lane);
	}
	for (int i = 0; i <= state->hall.window_count; i++)
		look_at_line(view, i < state->hall.window_count ? LINE_WINDOWS + i : LINE_AGENTS);
}

/* --- since when something is out of bounds --- */

static int64_t after(int64_t since_us, unsigned minutes)
{
	return since_us == INT64_MAX || minutes == 0 ? INT64_MAX : since_us + minutes * MINUTE_US;
}

static int64_t smaller(int64_t one, int64_t other)
{
	return one < other ? one : other;
}

static int64_t larger(int64_t one, int64_t other)
{
	return one > other ? one : other;
}

static int64_t wait_at(const struct view *view, int service, unsigned level)
{
	const struct thresholds *limits = &view->state->thresholds[service];
	int64_t alarm = after(view->oldest[service], limits->wait_alarm_min);
	if (level > 1)
		return alarm;
	return smaller(alarm, after(view->oldest[service], limits->wait_warn_min));
}

/* Raised at the threshold, over when a fifth fewer wait: one who comes and one who goes are no two
 * warnings. */
static int64_t waiting_at(const struct view *view, int service, bool raised)
{
	uint32_t limit = view->state->thresholds[service].waiting;
	if (limit == 0)
		return INT64_MAX;
	if (raised && limit > 1)
		limit -= limit / 5 > 1 ? limit / 5 : 1;
	return view->waiting[service] >= limit ? 0 : INT64_MAX;
}

static int64_t quota_at(const struct view *view, int service)
{
	uint32_t quota = view->state->hall.services[service].quota_day;
	uint32_t limit = view->state->thresholds[service].quota_left;
	uint32_t issued = view->state->queues[service].issued + view->state->queues[service].booked;
	return quota && limit && issued + limit >= quota ? 0 : INT64_MAX;
}

static int64_t unresolved_at(const struct view *view, int service)
{
	return view->state->hall.services[service].unresolved &&
			       view->state->queues[service].waiting
		       ? 0
		       : INT64_MAX;
}

static int64_t overtime_at(const struct view *view, int window)
{
	const struct window *at = &view->state->windows[window];
	const struct ticket *ticket = &view->state->tickets[at->ticket];
	if (at->state != WINDOW_SERVING)
		return INT64_MAX;
	return after(ticket->started_us + ticket->held_us,
		     view->state->thresholds[ticket->service].service_min);
}

static int64_t idle_at(const struct view *view, int window)
{
	const struct state *state = view->state;
	const struct window *at = &state->windows[window];
	int64_t due = INT64_MAX;
	if (at->state != WINDOW_IDLE || state->waiting == 0)
		return due;
	for (int i = 0; i < state->hall.service_count; i++)
		if (view->waiting[i] && view->oldest[i] != INT64_MAX &&
		    state_window_serves(state, window, i))
			due = smaller(due, after(larger(at->since_us, view->oldest[i]),
						 state->thresholds[i].idle_min));
	return due;
}

static int64_t followup_at(const struct followup *followup)
{
	if (followup->state == FOLLOWUP_OPEN)
		return smaller(followup->contact_us, followup->fix_us);
	return followup->state == FOLLOWUP_CONTACT_MADE ? followup->fix_us : INT64_MAX;
}

/* --- all of them --- */

static void each_service(const struct view *view, finding_fn *found, void *context)
{
	const struct state *state = view->state;
	for (int i = 0; i < state->hall.service_count; i++) {
		struct finding finding = { .service = i, .window = -1, .level = 1 };
		if (state->queue_of[i] == i && view->waiting[i]) {
			finding.kind = WARNING_WAIT;
			finding.at_us = wait_at(view, i, 1);
			found(context, &finding);
			finding.level = 2;
			finding.at_us = wait_at(view, i, 2);
			found(context, &finding);
			finding.level = 1;
			finding.kind = WARNING_WAITING;
			finding.at_us = waiting_at(view, i, false);
			found(context, &finding);
		}
		finding.kind = WARNING_QUOTA;
		finding.at_us = quota_at(view, i);
		found(context, &finding);
		finding.kind = WARNING_UNRESOLVED;
		finding.value = state->queues[i].issued;
		finding.at_us = unresolved_at(view, i);
		found(context, &finding);
	}
}

static void each_finding(const struct view *view, finding_fn *found, void *context)
{
	const struct state *state = view->state;
	each_service(view, found, context);
	if (state->active || (state->idle_watched && state->waiting))
		for (int i = 0; i < state->hall.window_count; i++) {
			struct finding finding = { .service = -1, .window = i, .level = 1 };
			finding.kind = WARNING_OVERTIME;
			finding.at_us = overtime_at(view, i);
			found(context, &finding);
			finding.kind = WARNING_IDLE;
			finding.at_us = state->idle_watched ? idle_at(view, i) : INT64_MAX;
			found(context, &finding);
		}
	for (uint32_t i = 0; i < state->followup_count; i++) {
		struct finding finding = { WARNING_FOLLOWUP,
					   1,
					   -1,
					   -1,
					   i,
					   state->followups[i].serial,
					   followup_at(&state->followups[i]) };
		found(context, &finding);
	}
	if (state->holidays_missing) {
		struct finding finding = { WARNING_HOLIDAYS,	    1, -1, -1, 0,
					   state->holidays_missing, 0 };
		found(context, &finding);
	}
}

/* The warning that was raised for it; NULL: none. */
static const struct warning *raised_for(const struct state *state, const struct finding *finding)
{
	uint16_t number;
	if (finding->service >= 0)
		number = state->service_warnings[finding->kind][finding->service];
	else if (finding->window >= 0)
		number = state->window_warnings[finding->kind][finding->window];
	else if (finding->kind == WARNING_FOLLOWUP)
		number = state->followups[finding->followup].warning;
	else
		number = state->holidays_warning;
	return number ? &state->warnings[number - 1] : NULL;
}

/* Has the warning said all of it? A higher level and one more unresolved number are news. */
static bool said(const struct warning *warning, const struct finding *finding)
{
	return warning->level >= finding->level &&
	       (finding->kind != WARNING_UNRESOLVED || warning->value >= finding->value);
}

/* Since when what this warning is about is out of bounds; INT64_MAX: it is over. */
static int64_t warned_at(const struct view *view, const struct warning *warning)
{
	const struct state *state = view->state;
	int service = warning->of_service - 1, window = warning->of_window - 1;
	switch ((enum warning_kind)warning->kind) {
	case WARNING_WAIT:
		return service < 0 ? INT64_MAX : wait_at(view, service, 1);
	case WARNING_WAITING:
		return service < 0 ? INT64_MAX : waiting_at(view, service, true);
	case WARNING_QUOTA:
		return service < 0 ? INT64_MAX : quota_at(view, service);
	case WARNING_UNRESOLVED:
		return service < 0 ? INT64_MAX : unresolved_at(view, service);
	case WARNING_OVERTIME:
		return window < 0 ? INT64_MAX : overtime_at(view, window);
	case WARNING_IDLE:
		return window < 0 ? INT64_MAX : idle_at(view, window);
	case WARNING_FOLLOWUP:
		return warning->of_followup
			       ? followup_at(&state->followups[warning->of_followup - 1])
			       : INT64_MAX;
	case WARNING_HOLIDAYS:
		return warning->value == state->holidays_missing ? 0 : INT64_MAX;
	default:
		return 0; /* whoever raised it says when it is over */
	}
}

/* Seen from the last record: the deadline and its tick see the same. */
static bool over(const struct view *view, const struct warning *warning)
{
	return warning->state != WARNING_GONE && warned_at(view, warning) > view->state->time_us;
}

/* --- when --- */

struct due {
	const struct state *state;
	int64_t at_us;
	bool full;
};

static void look_when(void *context, const struct finding *finding)
{
	struct due *due = context;
	if (finding->at_us >= due->at_us)
		return;
	const struct warning *warning = raised_for(due->state, finding);
	if (warning ? !said(warning, finding) : !due->full)
		due->at_us = finding->at_us;
}

int64_t warning_due(const struct state *state)
{
	struct view view;
	struct due due = { state, INT64_MAX, warning_room(state) == 0 };
	look(&view, state);
	for (uint32_t i = 0; i < state->warning_count; i++)
		if (over(&view, &state->warnings[i]))
			return 0;
	each_finding(&view, look_when, &due);
	return due.at_us;
}

/* --- what --- */

struct raising {
	const struct decision *decision;
	const struct view *view;
	uint32_t room, serial;
	struct record *last; /* written by it */
};

static void raise_it(void *context, const struct finding *finding)
{
	struct raising *raising = context;
	const struct decision *decision = raising->decision;
	const struct state *state = decision->state;
	if (finding->at_us > decision->command->time_us || decision_room(decision) == 0)
		return;
	const struct warning *warning = raised_for(state, finding);
	if (warning ? said(warning, finding) || over(raising->view, warning) : raising->room == 0)
		return; /* one that is over is cleared by this tick, and raised anew by the next */
	if (finding->level > 1 && raising->last && raising->last->warning_kind == finding->kind &&
	    strcmp(raising->last->service, state->hall.services[finding->service].code) == 0) {
		raising->last->level = finding->level; /* both at once: it is an alarm */
		return;
	}
	struct record *record =
		decision_add_window(decision, RECORD_WARNING_RAISED, finding->window);
	record->warning = warning ? warning->serial : ++raising->serial;
	raising->room -= warning == NULL;
	raising->last = record;
	record->warning_kind = finding->kind;
	record->level = finding->level;
	record->value = finding->value;
	if (finding->service >= 0)
		decision_text(record->service, state->hall.services[finding->service].code);
}

void warning_decide_due(const struct decision *decision)
{
	const struct state *state = decision->state;
	struct view view;
	look(&view, state);
	for (uint32_t i = 0; i < state->warning_count; i++) {
		if (decision_room(decision) == 0)
			return;
		if (over(&view, &state->warnings[i]))
			warning_clear(decision, &state->warnings[i]);
	}
	struct raising raising = { decision, &view, warning_room(state), state->warning_serial,
				   NULL };
	each_finding(&view, raise_it, &raising);
}

bool warning_end_day(const struct decision *decision)
{
	const struct state *state = decision->state;
	for (uint32_t i = 0; i < state->warning_count; i++) {
		const struct warning *warning = &state->warnings[i];
		if (warning->state == WARNING_GONE || warning->kind == WARNING_FOLLOWUP ||
		    warning->kind == WARNING_HOLIDAYS || warning_from_outside(warning->kind))
			continue;
		if (decision_room(decision) == 0)
			return false;
		warning_clear(decision, warning);
	}
	return true;
}
