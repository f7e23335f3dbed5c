/* What the display over a window shows. A display of eight cells holds the number; how longer idle
 * texts are fitted is the display's own matter. */
#include "announce_places.h"
#include "calendar.h"

#include <stdio.h>
#include <string.h>

enum { IDLE_CELLS = 16 };

static enum message_language shown_language(const struct hall *hall)
{
	return message_language(hall->languages[0]);
}

static void set_text(struct announce_display *out, const char *text)
{
	message_copy(out->line.text, sizeof out->line.text, text);
}

static void set_message(struct announce_display *out, const struct hall *hall, enum message_key key,
			const struct message_values *values)
{
	announce_message(out->line.text, sizeof out->line.text, shown_language(hall), key, values);
}

static const char *idle_name(const struct hall *hall, const struct hall_window *place, unsigned i)
{
	int service = hall_find_service(hall, place->services[i]);
	if (service < 0)
		return "";
	const struct service *offered = &hall->services[service];
	return offered->department[0] ? offered->department
				      : announce_service_name(offered, shown_language(hall));
}

/* Is it already among the names before? One department stands for all its services. */
static bool is_named(const struct hall *hall, const struct hall_window *place, unsigned until,
		     const char *name)
{
	for (unsigned i = 0; i < until; i++)
		if (strcmp(idle_name(hall, place, i), name) == 0)
			return true;
	return false;
}

/* The window's department, else its services' departments or names where a common display has room
 * for all of them, else the zone. */
static void show_idle(const struct state *state, int window, struct announce_display *out)
{
	const struct hall *hall = &state->hall;
	const struct hall_window *place = &hall->windows[window];
	int zone = hall_find_zone(hall, place->zone);
	size_t used = 0;
	unsigned cells = 0;
	if (place->department[0]) {
		set_text(out, place->department);
		return;
	}
	for (unsigned i = 0; i < place->service_count; i++) {
		const char *name = idle_name(hall, place, i);
		size_t length = strlen(name);
		if (length == 0 || is_named(hall, place, i, name))
			continue;
		cells += announce_cells(name) + (used > 0);
		if (used + 1 + length >= sizeof out->line.text ||
		    (used > 0 && cells > IDLE_CELLS && zone >= 0)) {
			set_text(out, zone < 0 ? ""
					       : announce_zone_name(&hall->zones[zone],
								    shown_language(hall)));
			return;
		}
		if (used)
			out->line.text[used++] = ' ';
		memcpy(out->line.text + used, name, length);
		used += length;
		out->line.text[used] = 0;
	}
}

void announce_reason(enum message_language language, const char *reason, char *out, size_t size)
{
	char name[REASON_MAX + 8];
	snprintf(name, sizeof name, "pause.%s", reason);
	int key = message_find(name);
	if (key < 0)
		message_copy(out, size, reason);
	else
		announce_message(out, size, language, (enum message_key)key, NULL);
}

static void show_pause(const struct state *state, int window, struct announce_display *out)
{
	const struct hall *hall = &state->hall;
	char reason[REASON_MAX];
	announce_reason(shown_language(hall), state->windows[window].reason, reason, sizeof reason);
	set_message(out, hall, reason[0] ? MESSAGE_DISPLAY_PAUSED_REASON : MESSAGE_DISPLAY_PAUSED,
		    &(struct message_values){ .reason = reason });
}

bool announce_reaches(const struct announcement *announcement, const char *group)
{
	if (announcement->groups[0][0] == '\0')
		return true;
	for (unsigned i = 0; i < ANNOUNCED_GROUPS_MAX && announcement->groups[i][0]; i++)
		if (strcmp(announcement->groups[i], group) == 0)
			return true;
	return false;
}

bool announce_reaches_window(const struct announcement *announcement,
			     const struct hall_window *window)
{
	return announce_reaches(announcement, window->speaker_group) ||
	       announce_reaches(announcement, window->zone) ||
	       announce_reaches(announcement, window->display_group);
}

const char *announce_evacuation_text(const struct state *state)
{
	for (unsigned i = state->announcement_count; i > 0; i--)
		if (state->announcements[i - 1].level == ANNOUNCE_EVACUATE)
			return state->announcements[i - 1].text;
	return "";
}

/* Its own words stand beside it where a common display has room for both: what runs through is read
 * too late. */
static void show_evacuation(const struct state *state, struct announce_display *out)
{
	const char *words = announce_evacuation_text(state);
	size_t used;
	set_message(out, &state->hall, MESSAGE_DISPLAY_EVACUATE, NULL);
	used = strlen(out->line.text);
	if (announce_cells(out->line.text) + 1 + announce_cells(words) <= IDLE_CELLS && words[0] &&
	    strcmp(words, out->line.text) != 0)
		snprintf(out->line.text + used, sizeof out->line.text - used, " %s", words);
	out->line.blink = true;
	out->line.kind = SHOWN_EVACUATE;
}

/* An evacuation takes every display; what is urgent takes those where nobody is called or served
 * and that have room for it. The newest goes first. */
static bool show_announcement(const struct state *state, int window, struct announce_display *out)
{
	const struct hall_window *place = &state->hall.windows[window];
	bool busy = state->windows[window].ticket != 0;
	if (state_evacuating(state)) {
		show_evacuation(state, out);
		return true;
	}
	for (unsigned i = state->announcement_count; i > 0 && !busy; i--) {
		const struct announcement *announcement = &state->announcements[i - 1];
		if (announcement->level == ANNOUNCE_URGENT &&
		    announce_reaches_window(announcement, place) &&
		    announce_cells(announcement->text) <= IDLE_CELLS) {
			set_text(out, announcement->text);
			out->line.kind = SHOWN_NOTICE;
			return true;
		}
	}
	return false;
}

/* The number of papers is their visitor's, who is not to come here. */
static void show_ticket(const struct state *state, int window, struct announce_display *out)
{
	const struct window *at = &state->windows[window];
	const struct ticket *ticket = &state->tickets[at->ticket];
	out->line.blink = at->state == WINDOW_CALLED;
	out->line.kind = at->state == WINDOW_CALLED ? SHOWN_CALLED : SHOWN_SERVING;
	if (ticket->number[0] && ticket->parent == 0)
		set_text(out, ticket->number);
	else
		set_message(out, &state->hall, MESSAGE_DISPLAY_SERVING, NULL);
}

/* Extended since the morning, a window looks like any other until the hall closes. */
static bool is_past_closing(const struct state *state, int window, int64_t now_us)
{
	const struct hall_window *place = &state->hall.windows[window];
	int32_t date = calendar_local_date(now_us, state->utc_offset_s);
	unsigned minute = calendar_local_minute(now_us, state->utc_offset_s);
	for (unsigned i = 0; i < place->service_count; i++)
		if (calendar_open(&state->hall, place->services[i], date, minute))
			return false;
	return true;
}

static void show_window(const struct state *state, int window, int64_t now_us,
			struct announce_display *out)
{
	const struct window *at = &state->windows[window];
	switch ((enum window_state)at->state) {
	case WINDOW_CALLED:
	case WINDOW_SERVING:
		show_ticket(state, window, out);
		break;
	case WINDOW_PAUSED:
		out->line.kind = SHOWN_PAUSED;
		show_pause(state, window, out);
		break;
	case WINDOW_IDLE:
		out->line.kind = SHOWN_IDLE;
		if (at->extended_us != 0 && is_past_closing(state, window, now_us))
			set_message(out, &state->hall, MESSAGE_DISPLAY_EXTENDED, NULL);
		else
			show_idle(state, window, out);
		break;
	case WINDOW_CLOSED:
		out->line.kind = SHOWN_CLOSED;
		if (state->hall.displays.dim_closed)
			show_idle(state, window, out);
		break;
	}
}

uint8_t announce_brightness(const struct hall *hall, enum shown_kind kind)
{
	const struct display_rules *rules = &hall->displays;
	switch (kind) {
	case SHOWN_EVACUATE:
		return 100;
	case SHOWN_CLOSED:
		return rules->dim_closed ? rules->dim_percent : 0;
	case SHOWN_PAUSED:
		return rules->dim_paused ? rules->dim_percent : rules->brightness_percent;
	default:
		return rules->brightness_percent;
	}
}

void announce_display(const struct state *state, int window, int64_t now_us,
		      struct announce_display *out)
{
	memset(out, 0, sizeof *out);
	if (!show_announcement(state, window, out))
		show_window(state, window, now_us, out);
	const enum shown_kind kind = (enum shown_kind)out->line.kind;
	out->line.scroll = kind != SHOWN_CALLED && kind != SHOWN_SERVING && kind != SHOWN_EVACUATE;
	out->line.colour = kind == SHOWN_EVACUATE ? COLOUR_RED : state->hall.displays.colours[kind];
	out->brightness_percent = announce_brightness(&state->hall, kind);
}
