/* Shown things. Speaks to displays, callers and evaluators; decides nothing. */
#include "showing.h"

#include "announce.h"
#include "devices.h"
#include "hall_time.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct shown {
	bool touched;
	bool feedback; /* a press ended and its clerk must be told */
	enum caller_feedback feedback_kind;
	bool active;	 /* as the caller knows it */
	uint32_t rating; /* ticket the evaluator is armed for; 0: disarmed */
	struct announce_display display;
	bool known; /* display was sent since the last showing_all */
};

struct showing {
	struct app *app;
	bool all;
	struct shown windows[WINDOWS_MAX];
};

int showing_create(struct showing **out, struct app *app)
{
	struct showing *showing = calloc(1, sizeof *showing);
	if (!showing)
		return -ENOMEM;
	showing->app = app;
	*out = showing;
	return 0;
}

void showing_destroy(struct showing *showing)
{
	free(showing);
}

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

static enum caller_feedback press_feedback(const struct state *state, int window,
					   const struct record *record)
{
	enum refusal refusal = (enum refusal)record->reason_code;
	if (refusal == REFUSAL_DOUBLE_PRESS || refusal == REFUSAL_TOO_EARLY)
		return FEEDBACK_REPEATED;
	if (refusal != REFUSAL_NONE)
		return FEEDBACK_REFUSED;
	/* Papers are served at once, without a call. */
	if (record->key_code == KEY_NEXT && state->windows[window].ticket == 0)
		return FEEDBACK_NOBODY;
	return FEEDBACK_CALLED;
}

void showing_record(struct showing *showing, const struct record *record)
{
	const struct state *state = app_durable(showing->app);
	int window = record->window[0] ? state_find_window(state, record->window) : -1;
	if (record->kind == RECORD_HALL_LOADED || record->kind == RECORD_DAY_OPENED ||
	    record->kind == RECORD_ANNOUNCED || record->kind == RECORD_ANNOUNCEMENT_ENDED)
		showing->all = true;
	if (record->kind == RECORD_TICKET_CANCELLED && record->ticket)
		window = state->tickets[record->ticket].window;
	if (window < 0)
		return;
	struct shown *shown = &showing->windows[window];
	shown->touched = true;
	if (record->kind == RECORD_KEYPAD_READ && record->key_code != KEY_BASELINE) {
		shown->feedback = true;
		shown->feedback_kind = press_feedback(state, window, record);
	}
	if (record->kind == RECORD_TICKET_RECALLED && record->reason_code == RECALL_TOO_EARLY &&
	    shown->feedback)
		shown->feedback_kind = FEEDBACK_REPEATED;
	if (record->kind == RECORD_TICKET_RECALLED)
		shown->known = false; /* blink again, even where the text is the same */
}

static unsigned waiting_for(const struct state *state, int window)
{
	const struct hall_window *from = &state->hall.windows[window];
	unsigned waiting = 0;
	for (unsigned i = 0; i < from->service_count; i++) {
		int service = state_find_service(state, from->services[i]);
		if (service >= 0)
			waiting += state->queues[service].waiting;
	}
	return waiting > 999 ? 999 : waiting;
}

static void show_display(struct showing *showing, int window, const char *no)
{
	struct shown *shown = &showing->windows[window];
	struct announce_display now;
	struct device *device = NULL;
	announce_display(app_durable(showing->app), window, &now);
	if (shown->known && strcmp(now.text, shown->display.text) == 0 &&
	    now.blink == shown->display.blink)
		return;
	while ((device = devices_next(showing->app->devices, CLASS_DISPLAY, no, device)))
		device->ops.display->show(device->handle.display, now.text[0] ? now.text : NULL,
					  now.blink ? DISPLAY_BLINK : DISPLAY_STEADY);
	shown->display = now;
	shown->known = true;
}

static void show_caller(struct showing *showing, int window, const char *no)
{
	const struct state *state = app_durable(showing->app);
	struct shown *shown = &showing->windows[window];
	bool active = state->windows[window].state != WINDOW_CLOSED;
	struct device *device = NULL;
	while ((device = devices_next(showing->app->devices, CLASS_CALLER, no, device))) {
		if (device->ops.caller->active && active != shown->active)
			device->ops.caller->active(device->handle.caller, active);
		if (device->ops.caller->feedback && shown->feedback)
			device->ops.caller->feedback(device->handle.caller, shown->feedback_kind,
						     waiting_for(state, window));
	}
	shown->active = active;
	shown->feedback = false;
}

static void arm_evaluator(struct showing *showing, int window, struct device *device)
{
	const struct state *state = app_durable(showing->app);
	uint32_t leg = state->windows[window].rating;
	if (!leg) {
		device->ops.evaluator->arm(device->handle.evaluator, 0, 0);
		return;
	}
	int64_t passed = hall_time_now(showing->app->time) - state->legs[leg].finished_us;
	int64_t left = state->hall.rating_window_s - passed / 1000000;
	device->ops.evaluator->arm(device->handle.evaluator, showing_rating_token(state, leg),
				   left > 1 ? (unsigned)left : 1);
}

static void show_evaluator(struct showing *showing, int window, const char *no)
{
	const struct state *state = app_durable(showing->app);
	struct shown *shown = &showing->windows[window];
	struct device *device = NULL;
	if (shown->rating == state->windows[window].rating)
		return;
	shown->rating = state->windows[window].rating;
	while ((device = devices_next(showing->app->devices, CLASS_EVALUATOR, no, device)))
		arm_evaluator(showing, window, device);
}

void showing_flush(struct showing *showing)
{
	const struct state *state = app_durable(showing->app);
	if (!showing->app->running || !showing->app->devices || !state->has_hall)
		return;
	for (int i = 0; i < state->hall.window_count; i++) {
		struct shown *shown = &showing->windows[i];
		if (!shown->touched && !showing->all)
			continue;
		if (showing->all)
			shown->known = false;
		shown->touched = false;
		const char *no = state->hall.windows[i].no;
		show_display(showing, i, no);
		show_caller(showing, i, no);
		show_evaluator(showing, i, no);
	}
	showing->all = false;
}

void showing_all(struct showing *showing)
{
	memset(showing->windows, 0, sizeof showing->windows);
	showing->all = true;
	showing_flush(showing);
}

void showing_restored(struct showing *showing, struct device *device)
{
	const struct state *state = app_durable(showing->app);
	int window = state_find_window(state, device->place);
	if (window < 0 || !showing->app->running)
		return;
	if (device->class == CLASS_EVALUATOR)
		arm_evaluator(showing, window, device);
	if (device->class == CLASS_CALLER && device->ops.caller->active)
		device->ops.caller->active(device->handle.caller,
					   state->windows[window].state != WINDOW_CLOSED);
}

void showing_again(struct showing *showing, const struct device *device)
{
	int window = state_find_window(app_durable(showing->app), device->place);
	if (device->class != CLASS_DISPLAY || window < 0) {
		showing_all(showing);
		return;
	}
	showing->windows[window].touched = true;
	showing->windows[window].known = false;
	showing_flush(showing);
}
