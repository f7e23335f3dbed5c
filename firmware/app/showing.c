/* Shown things: which windows changed, their displays, and when time alone changes them. The boxes
 * at a window are in showing_boxes.c, panels in showing_panels.c. Decides nothing. */
#include "showing_parts.h"

#include "calendar.h"
#include "hall_time.h"

#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

static_assert((int)COLOUR_OWN == (int)DISPLAY_PLAIN && (int)COLOUR_RED == (int)DISPLAY_RED &&
		      (int)COLOUR_GREEN == (int)DISPLAY_GREEN &&
		      (int)COLOUR_YELLOW == (int)DISPLAY_YELLOW,
	      "core's hall_look.h and hal/device/display.h number the colours alike");

static const int64_t MINUTE_US = 60000000;

static void minute_came(evutil_socket_t fd, short what, void *context)
{
	struct showing *showing = context;
	const struct state *state = app_durable(showing->app);
	(void)fd;
	(void)what;
	for (int i = 0; state->has_hall && i < state->hall.window_count; i++)
		if (state->windows[i].extended_us != 0)
			showing->windows[i].touched = true;
	showing_flush(showing);
}

int showing_create(struct showing **out, struct app *app)
{
	struct showing *showing = calloc(1, sizeof *showing);
	if (!showing)
		return -ENOMEM;
	showing->app = app;
	showing->minute = evtimer_new(app->base, minute_came, showing);
	if (!showing->minute) {
		free(showing);
		return -ENOMEM;
	}
	*out = showing;
	return 0;
}

void showing_destroy(struct showing *showing)
{
	if (!showing)
		return;
	event_free(showing->minute);
	free(showing);
}

/* --- what a record touches --- */

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
	showing->moved = true;
	if (record->kind == RECORD_HALL_LOADED || record->kind == RECORD_DAY_OPENED)
		showing->all = true;
	if (record->kind == RECORD_ANNOUNCED || record->kind == RECORD_ANNOUNCEMENT_ENDED)
		showing->look = true;
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

/* --- displays --- */

static void look_at(const struct device *device, const struct announce_display *now)
{
	const struct display_look look = { .brightness_percent = now->brightness_percent,
					   .colour = (enum display_colour)now->line.colour };
	if (device->ops.display->look)
		device->ops.display->look(device->handle.display, &look);
}

static enum display_effect effect_of(const struct announce_shown *line)
{
	return line->blink ? DISPLAY_BLINK : line->scroll ? DISPLAY_SCROLL : DISPLAY_STEADY;
}

static void show_display(struct showing *showing, int window, const char *no)
{
	struct shown *shown = &showing->windows[window];
	struct announce_display now;
	struct device *device = NULL;
	announce_display(app_durable(showing->app), window, hall_time_now(showing->app->time),
			 &now);
	if (shown->known && memcmp(&now, &shown->display, sizeof now) == 0)
		return;
	const bool other_look = !shown->known ||
				now.brightness_percent != shown->display.brightness_percent ||
				now.line.colour != shown->display.line.colour;
	while ((device = devices_next(showing->app->devices, CLASS_DISPLAY, no, device))) {
		device->ops.display->show(device->handle.display,
					  now.line.text[0] ? now.line.text : NULL,
					  effect_of(&now.line));
		if (other_look) /* after the text: who is called reads that first */
			look_at(device, &now);
	}
	shown->display = now;
	shown->known = true;
}

/* --- all of it --- */

/* An extended window shows so as soon as its hours are over, whatever happens or not. */
static void wait_for_minute(struct showing *showing)
{
	const struct state *state = app_durable(showing->app);
	bool extended = false;
	for (int i = 0; i < state->hall.window_count; i++)
		extended = extended || state->windows[i].extended_us != 0;
	if (!extended) {
		event_del(showing->minute);
		return;
	}
	const int64_t now = hall_time_now(showing->app->time);
	const int64_t next = (now / MINUTE_US + 1) * MINUTE_US;
	const int64_t wait = hall_time_real_until(showing->app->time, next);
	const struct timeval time = { .tv_sec = wait / 1000000, .tv_usec = wait % 1000000 };
	evtimer_add(showing->minute, &time);
}

void showing_flush(struct showing *showing)
{
	const struct state *state = app_durable(showing->app);
	if (!showing->app->running || !showing->app->devices || !state->has_hall)
		return;
	for (int i = 0; i < state->hall.window_count; i++) {
		struct shown *shown = &showing->windows[i];
		if (!shown->touched && !showing->look && !showing->all)
			continue;
		if (showing->all)
			shown->known = false;
		shown->touched = false;
		show_display(showing, i, state->hall.windows[i].no);
		showing_boxes(showing, i);
	}
	if (showing->moved || showing->all) {
		showing_counts(showing);
		showing_panels(showing);
	}
	showing->all = showing->look = showing->moved = false;
	wait_for_minute(showing);
}

void showing_all(struct showing *showing)
{
	/* Only those in use: the others take no memory. */
	memset(showing->windows, 0,
	       app_durable(showing->app)->hall.window_count * sizeof showing->windows[0]);
	memset(showing->panels, 0, sizeof showing->panels);
	showing->all = true;
	showing_flush(showing);
}

void showing_restored(struct showing *showing, struct device *device)
{
	int window = state_find_window(app_durable(showing->app), device->place);
	if (window >= 0 && showing->app->running)
		showing_box_restored(showing, window, device);
}

void showing_again(struct showing *showing, const struct device *device)
{
	int window = state_find_window(app_durable(showing->app), device->place);
	if (device->class == CLASS_PANEL)
		memset(showing->panels, 0, sizeof showing->panels);
	else if (window >= 0)
		showing->windows[window] = (struct shown){ .touched = true };
	else if (device->class == CLASS_DISPLAY) /* a reload took its window away */
		device->ops.display->show(device->handle.display, NULL, DISPLAY_STEADY);
	else if (device->class == CLASS_LAMP)
		device->ops.lamp->set(device->handle.lamp, LAMP_CLOSED);
	showing->moved = true;
	showing_flush(showing);
}
