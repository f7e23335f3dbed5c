/* What a panel shows for the windows of a display group, line by line. How lines are drawn, blink
 * and run through is the panel's own matter. */
#include "announce_places.h"
#include "announce_wrap.h"

#include <string.h>

enum { WIDE_CELLS = 24 };

struct board {
	const struct state *state;
	const char *group;
	unsigned room, columns, used;
	struct announce_panel *out;
};

static enum message_language shown_language(const struct board *board)
{
	return message_language(board->state->hall.languages[0]);
}

static bool is_of(const struct board *board, int window)
{
	return strcmp(board->group, "hall") == 0 ||
	       strcmp(board->state->hall.windows[window].display_group, board->group) == 0;
}

/* The next line, or NULL: there is no room. */
static struct announce_shown *add_line(struct board *board, enum shown_kind kind)
{
	if (board->used == board->room)
		return NULL;
	struct announce_shown *line = &board->out->lines[board->used++];
	line->kind = (uint8_t)kind;
	line->colour =
		kind == SHOWN_EVACUATE ? COLOUR_RED : board->state->hall.displays.colours[kind];
	return line;
}

static void add_words(struct board *board, enum shown_kind kind, const char *text)
{
	struct announce_shown *line = add_line(board, kind);
	if (!line)
		return;
	message_copy(line->text, sizeof line->text, text);
	line->scroll = true;
}

/* --- who is called --- */

/* The window of the group with the newest call in this state that is older than @p before: -1 when
 * there is none. Of two calls of one moment the window that stands first in the hall goes first. */
static int next_call(const struct board *board, enum window_state wanted, int before)
{
	const struct state *state = board->state;
	const int64_t limit =
		before < 0 ? INT64_MAX : state->tickets[state->windows[before].ticket].last_call_us;
	int best = -1;
	int64_t best_us = INT64_MIN;
	for (int i = 0; i < state->hall.window_count; i++) {
		const struct window *window = &state->windows[i];
		const struct ticket *ticket = &state->tickets[window->ticket];
		if (window->state != wanted || !is_of(board, i) || ticket->number[0] == '\0' ||
		    ticket->parent != 0)
			continue;
		const int64_t called_us = ticket->last_call_us;
		if (called_us > limit || (called_us == limit && i <= before))
			continue;
		if (called_us > best_us) {
			best = i;
			best_us = called_us;
		}
	}
	return best;
}

static void add_calls(struct board *board, enum window_state wanted)
{
	const struct state *state = board->state;
	const bool called = wanted == WINDOW_CALLED;
	for (int i = next_call(board, wanted, -1); i >= 0; i = next_call(board, wanted, i)) {
		struct announce_shown *line =
			add_line(board, called ? SHOWN_CALLED : SHOWN_SERVING);
		if (!line)
			return;
		announce_message(line->text, sizeof line->text, shown_language(board),
				 board->columns >= WIDE_CELLS ? MESSAGE_DISPLAY_CALL_WIDE
							      : MESSAGE_DISPLAY_CALL,
				 &(struct message_values){
					 .number = state->tickets[state->windows[i].ticket].number,
					 .window = state->hall.windows[i].no });
		line->blink = called;
	}
}

/* --- how many wait --- */

static bool is_taken(const struct board *board, int service)
{
	for (int i = 0; i < board->state->hall.window_count; i++)
		if (is_of(board, i) && state_window_serves(board->state, i, service))
			return true;
	return false;
}

/* Each service where all have room, else all of them together. */
static void add_waiting(struct board *board)
{
	const struct state *state = board->state;
	uint32_t waiting[SERVICES_MAX], total = 0;
	unsigned services = 0;
	for (int i = 0; i < state->hall.service_count; i++) {
		const struct queue *queue = &state->queues[i];
		waiting[i] = is_taken(board, i) ? queue->waiting - queue->papers : 0;
		services += waiting[i] > 0;
		total += waiting[i];
	}
	if (board->used == board->room || total == 0)
		return;
	if (services > board->room - board->used) {
		struct announce_shown *line = add_line(board, SHOWN_IDLE);
		announce_message(line->text, sizeof line->text, shown_language(board),
				 MESSAGE_DISPLAY_WAITING,
				 &(struct message_values){ .ahead = total });
		return;
	}
	for (int i = 0; i < state->hall.service_count; i++) {
		if (waiting[i] == 0)
			continue;
		struct announce_shown *line = add_line(board, SHOWN_IDLE);
		announce_message(line->text, sizeof line->text, shown_language(board),
				 MESSAGE_DISPLAY_WAITING_SERVICE,
				 &(struct message_values){
					 .service = announce_service_name(&state->hall.services[i],
									  shown_language(board)),
					 .ahead = waiting[i] });
		line->scroll = true;
	}
}

/* --- announcements --- */

static bool reaches(const struct board *board, const struct announcement *announcement)
{
	for (int i = 0; i < board->state->hall.window_count; i++)
		if (is_of(board, i) &&
		    announce_reaches_window(announcement, &board->state->hall.windows[i]))
			return true;
	return announce_reaches(announcement, board->group);
}

/* The newest first, at most so many. */
static void add_announcements(struct board *board, enum announcement_level level, unsigned most)
{
	const struct state *state = board->state;
	for (unsigned i = state->announcement_count; i > 0 && most > 0; i--) {
		const struct announcement *announcement = &state->announcements[i - 1];
		if (announcement->level != level || !reaches(board, announcement))
			continue;
		add_words(board, SHOWN_NOTICE, announcement->text);
		most--;
	}
}

/* What to do stands first; the rest of the panel is for the words of who wants it so. */
static void add_evacuation(struct board *board)
{
	const char *words = announce_evacuation_text(board->state);
	struct announce_shown *line = add_line(board, SHOWN_EVACUATE);
	if (!line)
		return;
	announce_message(line->text, sizeof line->text, shown_language(board),
			 MESSAGE_DISPLAY_EVACUATE, NULL);
	line->blink = true;
	if (strcmp(words, line->text) == 0)
		return;
	while (*words && board->used + 1 < board->room && board->columns >= 4) {
		const size_t length = announce_wrap(words, board->columns);
		line = add_line(board, SHOWN_EVACUATE);
		words += message_copy(line->text,
				      length < sizeof line->text ? length + 1 : sizeof line->text,
				      words);
		words += strspn(words, " ");
	}
	if (*words)
		add_words(board, SHOWN_EVACUATE, words);
}

/* --- idle --- */

static bool is_open(const struct board *board)
{
	for (int i = 0; i < board->state->hall.window_count; i++)
		if (is_of(board, i) && board->state->windows[i].state != WINDOW_CLOSED)
			return true;
	return false;
}

/* The zone that all its windows are in, else the hall. */
static void add_name(struct board *board, enum shown_kind kind)
{
	const struct hall *hall = &board->state->hall;
	const char *zone = NULL;
	bool several = false;
	for (int i = 0; i < hall->window_count; i++) {
		if (!is_of(board, i))
			continue;
		several = several || (zone && strcmp(zone, hall->windows[i].zone) != 0);
		zone = hall->windows[i].zone;
	}
	const int index = zone && !several ? hall_find_zone(hall, zone) : -1;
	add_words(board, kind,
		  index < 0 ? announce_hall_name(hall, shown_language(board))
			    : announce_zone_name(&hall->zones[index], shown_language(board)));
}

void announce_panel(const struct state *state, const char *group, unsigned line_count,
		    unsigned columns, struct announce_panel *out)
{
	struct board board = {
		.state = state,
		.group = group,
		.room = line_count < ANNOUNCE_PANEL_LINES_MAX ? line_count
							      : ANNOUNCE_PANEL_LINES_MAX,
		.columns = columns,
		.out = out,
	};
	memset(out, 0, sizeof *out);
	out->brightness_percent = announce_brightness(&state->hall, SHOWN_IDLE);
	if (state_evacuating(state)) {
		out->brightness_percent = announce_brightness(&state->hall, SHOWN_EVACUATE);
		add_evacuation(&board);
		return;
	}
	add_announcements(&board, ANNOUNCE_URGENT, board.room / 2);
	if (!is_open(&board)) {
		if (board.used == 0)
			out->brightness_percent = announce_brightness(&state->hall, SHOWN_CLOSED);
		if (board.used == 0 && state->hall.displays.dim_closed)
			add_name(&board, SHOWN_CLOSED);
		return;
	}
	add_calls(&board, WINDOW_CALLED);
	add_calls(&board, WINDOW_SERVING);
	if (board.used == 0)
		add_announcements(&board, ANNOUNCE_URGENT, 1); /* of a panel with one line */
	if (board.used == 0)
		add_name(&board, SHOWN_IDLE);
	if (state->hall.displays.waiting)
		add_waiting(&board);
	add_announcements(&board, ANNOUNCE_INFO, board.room - board.used);
}
