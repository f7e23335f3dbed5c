/* The boxes at a window: what a press did, how many wait and which number is there, who is asked
 * for a rating and whose work it is about, the lamp. */
#include "showing_parts.h"

#include "hall_time.h"
#include "rating.h"

#include <stdio.h>
#include <string.h>

enum { WAITING_MAX = 999 }; /* what a box can show */

unsigned showing_waiting(const struct state *state, int window)
{
	const struct hall_window *from = &state->hall.windows[window];
	unsigned waiting = 0;
	for (unsigned i = 0; i < from->service_count; i++) {
		int service = state_find_service(state, from->services[i]);
		if (service >= 0)
			waiting += state->queues[service].waiting;
	}
	return waiting > WAITING_MAX ? WAITING_MAX : waiting;
}

/* --- callers --- */

static void show_press(struct showing *showing, int window, const char *no)
{
	const struct state *state = app_durable(showing->app);
	struct shown *shown = &showing->windows[window];
	bool active = state->windows[window].state != WINDOW_CLOSED;
	struct device *device = NULL;
	while ((device = devices_next(showing->app->devices, CLASS_CALLER, no, device))) {
		const struct caller_ops *ops = device->ops.caller;
		if (ops->active && (active != shown->active || !shown->boxes_known))
			ops->active(device->handle.caller, active);
		if (ops->feedback && shown->feedback)
			ops->feedback(device->handle.caller, shown->feedback_kind,
				      showing_waiting(state, window));
	}
	shown->active = active;
	shown->feedback = false;
}

/* The number at the window, or "". */
static const char *number_at(const struct state *state, int window)
{
	return state->tickets[state->windows[window].ticket].number;
}

/* Once a round for each window, however many boxes it has. */
static void look_at(struct showing *showing, int window)
{
	const struct state *state = app_durable(showing->app);
	struct shown *shown = &showing->windows[window];
	const unsigned waiting = showing_waiting(state, window);
	const char *number = state->windows[window].ticket ? number_at(state, window) : "";
	if (shown->round == showing->round)
		return;
	shown->round = showing->round;
	shown->changed =
		!shown->counted || waiting != shown->waiting || strcmp(number, shown->number) != 0;
	shown->came = shown->counted && waiting > 0 && shown->waiting == 0 &&
		      state->windows[window].state == WINDOW_IDLE;
	shown->counted = true;
	shown->waiting = (uint16_t)waiting;
	snprintf(shown->number, sizeof shown->number, "%s", number);
}

void showing_counts(struct showing *showing)
{
	const struct state *state = app_durable(showing->app);
	struct device *device = NULL;
	showing->round++;
	while ((device = devices_next(showing->app->devices, CLASS_CALLER, NULL, device))) {
		const struct caller_ops *ops = device->ops.caller;
		const int window =
			ops->show || ops->beep ? state_find_window(state, device->place) : -1;
		if (window < 0)
			continue;
		look_at(showing, window);
		const struct shown *shown = &showing->windows[window];
		if (ops->show && (shown->changed || showing->all))
			ops->show(device->handle.caller, shown->waiting, shown->number);
		if (ops->beep && shown->came && state->hall.beep)
			ops->beep(device->handle.caller);
	}
}

/* --- evaluators --- */

uint64_t showing_rating_token(const struct state *state, uint32_t leg)
{
	return (uint64_t)(uint32_t)state->date << 32 | leg;
}

uint32_t showing_rating_leg(const struct state *state, uint64_t token)
{
	uint32_t leg = (uint32_t)token;
	return (uint32_t)(token >> 32) == (uint32_t)state->date && leg <= state->leg_count ? leg
											   : 0;
}

/* For as long as the core waits, which is longer for who is slow. */
static void arm(struct showing *showing, int window, struct device *device)
{
	const struct state *state = app_durable(showing->app);
	uint32_t leg = state->windows[window].rating;
	if (!leg) {
		device->ops.evaluator->arm(device->handle.evaluator, 0, 0);
		return;
	}
	int64_t left = rating_closes(state, leg) - hall_time_now(showing->app->time);
	device->ops.evaluator->arm(device->handle.evaluator, showing_rating_token(state, leg),
				   left > 1000000 ? (unsigned)(left / 1000000) : 1);
}

static void show_agent(struct showing *showing, int window, struct device *device)
{
	const struct state *state = app_durable(showing->app);
	const struct window *at = &state->windows[window];
	const char *id = at->state == WINDOW_CLOSED ? "" : at->agent;
	const int row = id[0] ? hall_find_agent(&state->hall, id) : -1;
	if (device->ops.evaluator->agent)
		device->ops.evaluator->agent(device->handle.evaluator, id,
					     row < 0 ? "" : state->hall.agents[row].name,
					     row < 0 ? 0 : state->hall.agents[row].stars);
}

static void show_evaluators(struct showing *showing, int window, const char *no)
{
	const struct state *state = app_durable(showing->app);
	const struct window *at = &state->windows[window];
	struct shown *shown = &showing->windows[window];
	const char *agent = at->state == WINDOW_CLOSED ? "" : at->agent;
	const bool other_agent = !shown->boxes_known || strcmp(agent, shown->agent) != 0;
	const bool other_rating = !shown->boxes_known || shown->rating != at->rating;
	struct device *device = NULL;
	if (!other_agent && !other_rating)
		return;
	while ((device = devices_next(showing->app->devices, CLASS_EVALUATOR, no, device))) {
		if (other_agent)
			show_agent(showing, window, device);
		if (other_rating)
			arm(showing, window, device);
	}
	shown->rating = at->rating;
	snprintf(shown->agent, sizeof shown->agent, "%s", agent);
}

/* --- lamps --- */

static enum lamp_state lamp_of(const struct state *state, int window)
{
	switch ((enum window_state)state->windows[window].state) {
	case WINDOW_IDLE:
		return LAMP_OPEN;
	case WINDOW_PAUSED:
		return LAMP_PAUSED;
	case WINDOW_CALLED:
		return LAMP_CALLING;
	case WINDOW_SERVING:
		return LAMP_SERVING;
	case WINDOW_CLOSED:
		break;
	}
	return LAMP_CLOSED;
}

static void show_lamps(struct showing *showing, int window, const char *no)
{
	struct shown *shown = &showing->windows[window];
	const enum lamp_state lamp = lamp_of(app_durable(showing->app), window);
	struct device *device = NULL;
	if (shown->boxes_known && lamp == shown->lamp)
		return;
	while ((device = devices_next(showing->app->devices, CLASS_LAMP, no, device)))
		device->ops.lamp->set(device->handle.lamp, lamp);
	shown->lamp = lamp;
}

/* --- together --- */

void showing_boxes(struct showing *showing, int window)
{
	const char *no = app_durable(showing->app)->hall.windows[window].no;
	struct shown *shown = &showing->windows[window];
	if (showing->all)
		shown->boxes_known = false;
	show_press(showing, window, no);
	show_evaluators(showing, window, no);
	show_lamps(showing, window, no);
	shown->boxes_known = true;
}

void showing_box_restored(struct showing *showing, int window, struct device *device)
{
	const struct state *state = app_durable(showing->app);
	const char *number = state->windows[window].ticket ? number_at(state, window) : "";
	if (device->class == CLASS_EVALUATOR) {
		show_agent(showing, window, device);
		arm(showing, window, device);
	}
	if (device->class != CLASS_CALLER)
		return;
	if (device->ops.caller->active)
		device->ops.caller->active(device->handle.caller,
					   state->windows[window].state != WINDOW_CLOSED);
	if (device->ops.caller->show)
		device->ops.caller->show(device->handle.caller, showing_waiting(state, window),
					 number);
}
