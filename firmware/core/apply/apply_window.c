/* The window's records become true: opened, closed, paused, resumed. What it does with a ticket is
 * in apply_ticket.c. */
#include "apply_parts.h"

static void closed(struct state *state, struct window *window, const struct record *record)
{
	assert(window->ticket == 0);
	window->paused = false;
	memset(window->agent, 0, sizeof window->agent);
	window->agent_no = 0;
	memset(window->reason, 0, sizeof window->reason);
	apply_window_enter(window, WINDOW_CLOSED, record);
	if (window->extended_us == 0)
		return;
	window->extended_us = 0;
	apply_extensions(state);
}

void apply_window(struct state *state, const struct record *record)
{
	struct window *window = apply_window_of(state, record);
	if (window->armed && record->kind != RECORD_WINDOW_EXTENDED) {
		window->armed = false;
		state->armed--;
	}
	switch ((enum record_kind)record->kind) {
	case RECORD_WINDOW_OPENED:
		assert(window->state == WINDOW_CLOSED);
		APPLY_TEXT(window->agent, record->agent);
		window->agent_no = apply_agent(state, window->agent);
		return apply_window_enter(window, WINDOW_IDLE, record);
	case RECORD_WINDOW_CLOSED:
		return closed(state, window, record);
	case RECORD_WINDOW_PAUSED:
		assert(window->state != WINDOW_CLOSED);
		window->paused = true;
		APPLY_TEXT(window->reason, record->reason);
		if (window->ticket == 0)
			apply_window_enter(window, WINDOW_PAUSED, record);
		return;
	case RECORD_WINDOW_RESUMED:
		assert(window->paused);
		window->paused = false;
		memset(window->reason, 0, sizeof window->reason);
		if (window->ticket == 0)
			apply_window_enter(window, WINDOW_IDLE, record);
		return;
	case RECORD_WINDOW_ARMED:
		assert(window->state == WINDOW_IDLE);
		window->armed = true;
		state->armed++;
		return;
	case RECORD_WINDOW_EXTENDED:
		window->extended_us = record->until_us;
		return apply_extensions(state);
	default:
		assert(false && "not a window's record");
	}
}
