/* The ticket on paper, as lines. How lines become bytes or dots is the printer driver's. Every line
 * fits 32 cells, which is what 58 mm paper holds. */
#include "announce_places.h"
#include "announce_wrap.h"
#include "calendar.h"

#include <stdio.h>
#include <string.h>

enum { PAPER_CELLS = 32 };

struct paper {
	const struct state *state;
	const struct ticket *ticket;
	const struct service *service;
	uint32_t serial;
	enum message_language language;
	struct announce_ticket *out;
};

enum look { LEFT = 0, CENTRE = 1, BOLD = 2 };

static void add_line(struct paper *paper, const char *text, size_t length, unsigned size,
		     unsigned look)
{
	if (paper->out->line_count == ANNOUNCE_LINES_MAX)
		return;
	struct announce_line *line = &paper->out->lines[paper->out->line_count++];
	memcpy(line->text, text, length);
	line->text[length] = '\0';
	line->size = (uint8_t)size;
	line->centre = (look & CENTRE) != 0;
	line->bold = (look & BOLD) != 0;
}

static void add_text(struct paper *paper, const char *text, unsigned size, unsigned look)
{
	while (*text) {
		size_t length = announce_wrap(text, PAPER_CELLS / size);
		add_line(paper, text, length < ANNOUNCE_LINE_MAX ? length : ANNOUNCE_LINE_MAX - 1,
			 size, look);
		text += length;
		text += strspn(text, " ");
	}
}

static void add_message(struct paper *paper, enum message_key key,
			const struct message_values *values, unsigned look)
{
	char text[ANNOUNCE_PHRASE_MAX];
	announce_message(text, sizeof text, paper->language, key, values);
	add_text(paper, text, 1, look);
}

/* Twice as large where it fits. */
static void add_name(struct paper *paper, const char *name, unsigned look)
{
	add_text(paper, name, announce_cells(name) * 2 <= PAPER_CELLS ? 2 : 1, look);
}

static void add_rule(struct paper *paper)
{
	if (paper->out->line_count == ANNOUNCE_LINES_MAX)
		return;
	add_line(paper, "", 0, 1, LEFT);
	paper->out->lines[paper->out->line_count - 1].rule = true;
}

/* Zone, floor and windows: where to go. A ticket for one window names that one. */
static void add_place(struct paper *paper)
{
	const struct hall *hall = &paper->state->hall;
	char text[ANNOUNCE_LINE_MAX], windows[PAPER_CELLS + 1];
	if (announce_place(hall, paper->service->zone, paper->language, text, sizeof text))
		add_text(paper, text, 1, CENTRE);
	if (paper->ticket->to_window >= 0)
		message_copy(windows, sizeof windows, hall->windows[paper->ticket->to_window].no);
	else
		announce_windows(hall, paper->ticket->service, windows, sizeof windows);
	if (windows[0])
		add_message(paper, MESSAGE_TICKET_WINDOWS,
			    &(struct message_values){ .windows = windows }, CENTRE);
}

static const struct booking *booking_of(const struct paper *paper)
{
	const struct state *state = paper->state;
	if (paper->ticket->booking[0] == '\0')
		return NULL;
	for (uint32_t i = 0; i < state->booking_count; i++)
		if (state->bookings[i].ticket == paper->serial &&
		    strcmp(state->bookings[i].code, paper->ticket->booking) == 0)
			return &state->bookings[i];
	return NULL;
}

/* That it goes first, never why; and the time that was promised. */
static void add_rights(struct paper *paper)
{
	const struct booking *booking = booking_of(paper);
	char time[6];
	if (paper->ticket->priority >= 0)
		add_message(paper, MESSAGE_TICKET_PRIORITY, NULL, CENTRE | BOLD);
	if (booking == NULL || paper->ticket->late)
		return;
	announce_time(paper->state, booking->slot_us, time);
	add_message(paper, MESSAGE_TICKET_APPOINTMENT, &(struct message_values){ .time = time },
		    CENTRE);
}

static void add_wait(struct paper *paper)
{
	if (paper->ticket->state != TICKET_WAITING)
		return;
	uint32_t ahead = estimate_ahead(paper->state, paper->serial);
	struct wait_range range = estimate_ticket(paper->state, paper->serial);
	const struct message_values values = { .ahead = ahead,
					       .low = range.low_min,
					       .high = range.high_min };
	add_message(paper, MESSAGE_TICKET_AHEAD, &values, CENTRE);
	if (range.high_min > 0)
		add_message(paper, MESSAGE_TICKET_WAIT, &values, CENTRE);
}

static void add_time(struct paper *paper)
{
	char text[20], date[11], time[6];
	announce_date(paper->state, paper->ticket->issued_us, date);
	announce_time(paper->state, paper->ticket->issued_us, time);
	snprintf(text, sizeof text, "%s %s", date, time);
	add_text(paper, text, 1, CENTRE);
}

/* The other services this ticket is for, in their order. */
static void add_matters(struct paper *paper)
{
	const struct hall *hall = &paper->state->hall;
	char text[ANNOUNCE_LINE_MAX];
	if (paper->ticket->plan_count == 0)
		return;
	add_message(paper, MESSAGE_TICKET_MATTERS,
		    &(struct message_values){ .count = paper->ticket->plan_count + 1u }, LEFT);
	snprintf(text, sizeof text, "1 %s", announce_service_name(paper->service, paper->language));
	add_text(paper, text, 1, LEFT);
	for (unsigned i = 0; i < paper->ticket->plan_count; i++) {
		const struct service *service = &hall->services[paper->ticket->plan[i]];
		snprintf(text, sizeof text, "%u %s", i + 2,
			 announce_service_name(service, paper->language));
		add_text(paper, text, 1, LEFT);
	}
}

static void minute_text(unsigned minute, char out[6])
{
	snprintf(out, 6, "%02u:%02u", minute / 60 % 24, minute % 60);
}

/* The break that is still to come when the number is taken, and the end of the day. */
static void add_hours(struct paper *paper)
{
	int64_t issued_us = paper->ticket->issued_us;
	int32_t date = calendar_local_date(issued_us, paper->state->utc_offset_s);
	unsigned minute = calendar_local_minute(issued_us, paper->state->utc_offset_s);
	struct calendar_description day =
		calendar_describe(&paper->state->hall, paper->service->code, date);
	char from[6], to[6];
	if (day.span_count == 0)
		return;
	for (unsigned i = 0; i + 1 < day.span_count; i++) {
		if (minute >= day.spans[i].to_min)
			continue;
		minute_text(day.spans[i].to_min, from);
		minute_text(day.spans[i + 1].from_min, to);
		add_message(paper, MESSAGE_TICKET_NOTE_LUNCH,
			    &(struct message_values){ .from = from, .to = to }, LEFT);
		break;
	}
	minute_text(day.spans[day.span_count - 1].to_min, to);
	add_message(paper, MESSAGE_TICKET_NOTE_CLOSING, &(struct message_values){ .time = to },
		    LEFT);
}

/* Where calls are not spoken a person must know it; who asked for the voice must know that too. */
static void add_voice(struct paper *paper)
{
	const struct hall *hall = &paper->state->hall;
	int zone = hall_find_zone(hall, paper->service->zone);
	bool silent = hall->silent;
	if (zone >= 0 && hall->zones[zone].silent != CHOICE_HALL)
		silent = hall->zones[zone].silent == CHOICE_YES;
	if (!silent)
		return;
	if (hall->voice_on_request && paper->ticket->voice)
		add_message(paper, MESSAGE_TICKET_NOTE_VOICE, NULL, LEFT);
	else if (zone < 0 || hall->zones[zone].silent_count == 0)
		add_message(paper, MESSAGE_TICKET_NOTE_SILENT, NULL, LEFT);
}

static void add_no_show_rule(struct paper *paper)
{
	const struct hall *hall = &paper->state->hall;
	const struct message_values values = {
		.places = hall->requeue_places,
		.minutes = hall->no_show_mode == NO_SHOW_KEEP ? hall->keep_min : hall->requeue_min,
		.count = hall->requeue_max,
	};
	switch ((enum no_show_mode)hall->no_show_mode) {
	case NO_SHOW_REQUEUE:
		if (hall->requeue_max == 0)
			add_message(paper, MESSAGE_TICKET_NOTE_VOID, NULL, LEFT);
		else
			add_message(paper, MESSAGE_TICKET_NOTE_BACK, &values, LEFT);
		break;
	case NO_SHOW_KEEP:
		add_message(paper, MESSAGE_TICKET_NOTE_KEEP, &values, LEFT);
		break;
	case NO_SHOW_VOID:
		add_message(paper, MESSAGE_TICKET_NOTE_VOID, NULL, LEFT);
		break;
	}
}

static void add_notes(struct paper *paper)
{
	add_message(paper, MESSAGE_TICKET_NOTE_WAIT, NULL, LEFT);
	add_voice(paper);
	add_hours(paper);
	add_no_show_rule(paper);
	if (paper->state->hall.phone[0])
		add_message(paper, MESSAGE_TICKET_PHONE,
			    &(struct message_values){ .phone = paper->state->hall.phone }, LEFT);
}

static void add_materials(struct paper *paper, const char *const *materials, unsigned count)
{
	char text[ANNOUNCE_PHRASE_MAX];
	if (count == 0)
		return;
	add_rule(paper);
	add_message(paper, MESSAGE_TICKET_MATERIALS, NULL, LEFT);
	for (unsigned i = 0; i < count && i < ANNOUNCE_MATERIALS_MAX; i++) {
		snprintf(text, sizeof text, "- ");
		message_copy(text + 2, sizeof text - 2, materials[i]);
		add_text(paper, text, 1, LEFT);
	}
}

/* What a reader of another language of the hall must know: what for, where, how long, and what a
 * missed call means. The number itself needs no language. */
static void add_other_language(struct paper *paper)
{
	add_rule(paper);
	add_text(paper, announce_service_name(paper->service, paper->language), 1, CENTRE);
	add_place(paper);
	if (paper->ticket->priority >= 0)
		add_message(paper, MESSAGE_TICKET_PRIORITY, NULL, CENTRE);
	add_wait(paper);
	add_message(paper, MESSAGE_TICKET_NOTE_WAIT, NULL, LEFT);
	add_no_show_rule(paper);
}

static void set_qr(struct announce_ticket *out, const uint8_t id[TICKET_ID_BYTES])
{
	static const char digits[] = "0123456789abcdef";
	size_t used = strlen(strcpy(out->qr, "jiaohao:"));
	for (unsigned i = 0; i < TICKET_ID_BYTES; i++) {
		out->qr[used++] = digits[id[i] >> 4];
		out->qr[used++] = digits[id[i] & 15];
	}
	out->qr[used] = 0;
}

/* The ticket's own language, then the hall's others. */
static unsigned paper_languages(const struct hall *hall, const char *own,
				enum message_language out[MESSAGE_LANGUAGES + 1])
{
	unsigned count = announce_languages(hall, own, out + 1), from = 1;
	enum message_language first = own[0] ? message_language(own) : out[1];
	if (first != out[1])
		from = 0; /* a language that the hall does not speak can still be read */
	out[0] = first;
	if (from == 1)
		memmove(out, out + 1, count * sizeof out[0]);
	return count + (from == 0);
}

void announce_ticket(const struct state *state, uint32_t ticket, const char *const *materials,
		     unsigned material_count, struct announce_ticket *out)
{
	const struct hall *hall = &state->hall;
	const struct ticket *printed = &state->tickets[ticket];
	enum message_language languages[MESSAGE_LANGUAGES + 1];
	unsigned count = paper_languages(hall, printed->language, languages);
	struct paper paper = {
		.state = state,
		.ticket = printed,
		.service = &hall->services[printed->service],
		.serial = ticket,
		.language = languages[0],
		.out = out,
	};
	memset(out, 0, sizeof *out);
	add_name(&paper, announce_hall_name(hall, paper.language), CENTRE | BOLD);
	add_rule(&paper);
	add_place(&paper);
	if (paper.service->department[0])
		add_text(&paper, paper.service->department, 1, CENTRE);
	add_name(&paper, announce_service_name(paper.service, paper.language), CENTRE);
	add_text(&paper, printed->number, 4, CENTRE | BOLD);
	add_rights(&paper);
	add_wait(&paper);
	add_time(&paper);
	add_rule(&paper);
	add_matters(&paper);
	add_notes(&paper);
	add_materials(&paper, materials, material_count);
	for (unsigned i = 1; i < count; i++) {
		paper.language = languages[i];
		add_other_language(&paper);
	}
	paper.language = languages[0];
	add_message(&paper, MESSAGE_TICKET_QR, NULL, CENTRE);
	set_qr(out, printed->id);
}
