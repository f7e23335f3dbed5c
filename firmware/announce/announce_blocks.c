/* The pieces of a ticket: what each says, and how it looks where the hall says nothing else. Their
 * order is the layout's (announce_ticket.c). */
#include "announce_paper.h"
#include "announce_places.h"
#include "announce_wrap.h"
#include "calendar.h"

#include <stdio.h>
#include <string.h>

/* How a kind looks by itself. One that fits is as large as one line holds, at most its size: a
 * number that is broken in two is no number. */
struct look {
	uint8_t size, align;
	bool bold, fits;
};

static const struct look looks[BLOCK_COUNT] = {
	[BLOCK_HALL] = { 2, ALIGN_CENTRE, true, true },
	[BLOCK_ADDRESS] = { 1, ALIGN_CENTRE, false, false },
	[BLOCK_ZONE] = { 1, ALIGN_CENTRE, false, true },
	[BLOCK_PLACE] = { 1, ALIGN_CENTRE, false, true },
	[BLOCK_WINDOWS] = { 1, ALIGN_CENTRE, false, true },
	[BLOCK_DEPARTMENT] = { 1, ALIGN_CENTRE, false, true },
	[BLOCK_SERVICE] = { 2, ALIGN_CENTRE, false, true },
	[BLOCK_NUMBER] = { 0, ALIGN_CENTRE, true, true }, /* see size_of */
	[BLOCK_PRIORITY] = { 1, ALIGN_CENTRE, true, true },
	[BLOCK_APPOINTMENT] = { 1, ALIGN_CENTRE, false, true },
	[BLOCK_AHEAD] = { 1, ALIGN_CENTRE, false, true },
	[BLOCK_WAIT] = { 1, ALIGN_CENTRE, false, true },
	[BLOCK_TIME] = { 1, ALIGN_CENTRE, false, true },
	[BLOCK_MATTERS] = { 1, ALIGN_LEFT, false, false },
	[BLOCK_ITEM] = { 1, ALIGN_LEFT, false, false },
	[BLOCK_MATERIALS] = { 1, ALIGN_LEFT, false, false },
	[BLOCK_ADVICE] = { 1, ALIGN_LEFT, false, false },
	[BLOCK_VOICE] = { 1, ALIGN_LEFT, false, false },
	[BLOCK_LUNCH] = { 1, ALIGN_LEFT, false, false },
	[BLOCK_CLOSING] = { 1, ALIGN_LEFT, false, false },
	[BLOCK_MISSED_CALL] = { 1, ALIGN_LEFT, false, false },
	[BLOCK_PHONE] = { 1, ALIGN_LEFT, false, false },
	[BLOCK_NOTE] = { 1, ALIGN_LEFT, false, false },
	[BLOCK_SPACE] = { 1, ALIGN_LEFT, false, false },
	[BLOCK_QR] = { 1, ALIGN_CENTRE, false, false },
};

/* --- lines --- */

/* Arabic letters, and their forms in U+FB50-FDFF and U+FE70-FEFF. */
static bool reads_leftwards(const char *text)
{
	for (const uint8_t *at = (const uint8_t *)text; *at; at++)
		if ((at[0] >= 0xd8 && at[0] <= 0xdb) ||
		    (at[0] == 0xef &&
		     ((at[1] >= 0xad && at[1] <= 0xb7) || (at[1] >= 0xb9 && at[1] <= 0xbb))))
			return true;
	return false;
}

/* A line of the first @p length bytes of the text, or of as many whole characters as have room. */
static struct announce_line *add_line(struct paper *paper, const char *text, size_t length)
{
	const struct ticket_block *block = paper->block;
	const struct look *look = &looks[block->kind];
	struct announce_line *line = &paper->spare;
	if (paper->out->line_count < ANNOUNCE_LINES_MAX)
		line = &paper->out->lines[paper->out->line_count++];
	memset(line, 0, sizeof *line);
	message_copy(line->text, length < sizeof line->text ? length + 1 : sizeof line->text, text);
	line->size = 1;
	line->align = block->align ? block->align : look->align;
	line->bold = block->bold == CHOICE_HALL ? look->bold : block->bold == CHOICE_YES;
	message_copy(line->language, sizeof line->language, message_language_tag(paper->language));
	return line;
}

/* What is read from right to left begins at the right, but where the hall says otherwise; and what
 * is Chinese for want of a translation is no Uyghur to who draws it. */
static void turn(const struct paper *paper, struct announce_line *line, bool leftwards)
{
	if (leftwards && line->align == ALIGN_LEFT && paper->block->align == ALIGN_OWN)
		line->align = ALIGN_RIGHT;
	if (!leftwards && paper->language == MESSAGE_UG)
		strcpy(line->language, "zh");
}

/* The number is as much larger as the paper is wider. */
static unsigned size_of(const struct paper *paper)
{
	if (paper->block->size)
		return paper->block->size;
	return paper->block->kind == BLOCK_NUMBER ? paper->columns / 8
						  : looks[paper->block->kind].size;
}

static unsigned line_size(const struct paper *paper, const char *text)
{
	const struct look *look = &looks[paper->block->kind];
	unsigned size = size_of(paper);
	while (look->fits && size > 1 && announce_cells(text) * size > paper->columns)
		size--;
	return size;
}

static void add_text(struct paper *paper, const char *text)
{
	const unsigned size = line_size(paper, text);
	const bool leftwards = reads_leftwards(text);
	while (*text) {
		size_t length = announce_wrap(text, paper->columns / size);
		struct announce_line *line = add_line(paper, text, length);
		line->size = (uint8_t)size;
		turn(paper, line, leftwards);
		text += strlen(line->text);
		text += strspn(text, " ");
	}
}

static void add_message(struct paper *paper, enum message_key key,
			const struct message_values *values)
{
	char text[ANNOUNCE_PHRASE_MAX];
	announce_message(text, sizeof text, paper->language, key, values);
	add_text(paper, text);
}

void announce_rule(struct paper *paper)
{
	static const struct ticket_block rule = { .kind = BLOCK_SPACE };
	const struct ticket_block *block = paper->block;
	paper->block = &rule;
	add_line(paper, "", 0)->rule = true;
	paper->block = block;
}

/* --- where to go --- */

static void add_zone(struct paper *paper)
{
	const struct hall *hall = &paper->state->hall;
	const int zone = hall_find_zone(hall, paper->service->zone);
	if (zone >= 0)
		add_text(paper, announce_zone_name(&hall->zones[zone], paper->language));
}

static void add_place(struct paper *paper)
{
	char text[ANNOUNCE_LINE_MAX];
	if (announce_place(&paper->state->hall, paper->service->zone, paper->language, text,
			   sizeof text))
		add_text(paper, text);
}

/* A ticket for one window names that one. */
static void add_windows(struct paper *paper)
{
	enum { WINDOWS_CELLS = 32 };
	const struct hall *hall = &paper->state->hall;
	char windows[WINDOWS_CELLS + 1];
	if (paper->ticket->to_window >= 0)
		message_copy(windows, sizeof windows, hall->windows[paper->ticket->to_window].no);
	else
		announce_windows(hall, paper->ticket->service, windows, sizeof windows);
	if (windows[0])
		add_message(paper, MESSAGE_TICKET_WINDOWS,
			    &(struct message_values){ .windows = windows });
}

/* --- its place in the queue --- */

static const struct booking *booking_of(const struct paper *paper)
{
	const struct state *state = paper->state;
	if (paper->ticket->booking[0] == '\0' || paper->ticket->late)
		return NULL;
	for (uint32_t i = 0; i < state->booking_count; i++)
		if (state->bookings[i].ticket == paper->serial &&
		    strcmp(state->bookings[i].code, paper->ticket->booking) == 0)
			return &state->bookings[i];
	return NULL;
}

/* The time that was promised. */
static void add_appointment(struct paper *paper)
{
	const struct booking *booking = booking_of(paper);
	char time[6];
	if (booking == NULL)
		return;
	announce_time(paper->state, booking->slot_us, time);
	add_message(paper, MESSAGE_TICKET_APPOINTMENT, &(struct message_values){ .time = time });
}

static void add_ahead(struct paper *paper)
{
	if (paper->ticket->state == TICKET_WAITING)
		add_message(paper, MESSAGE_TICKET_AHEAD,
			    &(struct message_values){
				    .ahead = estimate_ahead(paper->state, paper->serial) });
}

static void add_wait(struct paper *paper)
{
	if (paper->ticket->state != TICKET_WAITING)
		return;
	struct wait_range range = estimate_ticket(paper->state, paper->serial);
	if (range.high_min > 0)
		add_message(
			paper, MESSAGE_TICKET_WAIT,
			&(struct message_values){ .low = range.low_min, .high = range.high_min });
}

static void add_time(struct paper *paper)
{
	char text[20], date[11], time[6];
	announce_date(paper->state, paper->ticket->issued_us, date);
	announce_time(paper->state, paper->ticket->issued_us, time);
	snprintf(text, sizeof text, "%s %s", date, time);
	add_text(paper, text);
}

/* --- what it is for --- */

/* The other services this ticket is for, in their order. */
static void add_matters(struct paper *paper)
{
	const struct hall *hall = &paper->state->hall;
	char text[ANNOUNCE_LINE_MAX];
	if (paper->ticket->plan_count == 0)
		return;
	add_message(paper, MESSAGE_TICKET_MATTERS,
		    &(struct message_values){ .count = paper->ticket->plan_count + 1u });
	snprintf(text, sizeof text, "1 %s", announce_service_name(paper->service, paper->language));
	add_text(paper, text);
	for (unsigned i = 0; i < paper->ticket->plan_count; i++) {
		const struct service *service = &hall->services[paper->ticket->plan[i]];
		snprintf(text, sizeof text, "%u %s", i + 2,
			 announce_service_name(service, paper->language));
		add_text(paper, text);
	}
}

static void add_item(struct paper *paper)
{
	const struct announce_item *item = paper->item;
	char text[ANNOUNCE_PHRASE_MAX];
	if (item == NULL)
		return;
	const char *name = paper->language == MESSAGE_EN   ? item->name_en
			   : paper->language == MESSAGE_UG ? item->name_ug
							   : item->name;
	announce_message(text, sizeof text, paper->language, MESSAGE_TICKET_ITEM,
			 &(struct message_values){ .item = name[0] ? name : item->name });
	add_text(paper, text);
}

static unsigned lines_of(const struct paper *paper, const char *text)
{
	unsigned lines = 0;
	while (*text) {
		text += announce_wrap(text, paper->columns / line_size(paper, text));
		text += strspn(text, " ");
		lines++;
	}
	return lines;
}

/* As many as have room, with a line of it kept for how many they are. */
static void add_materials(struct paper *paper)
{
	enum {
		HEAD_LINES = 4
	}; /* the rule, what the list is, how many there are: in any language */
	const struct announce_item *item = paper->item;
	char text[ANNOUNCE_PHRASE_MAX];
	unsigned left = paper->material_lines, i;
	if (item == NULL || item->material_count == 0 || left <= HEAD_LINES)
		return;
	left -= HEAD_LINES;
	announce_rule(paper);
	add_message(paper, MESSAGE_TICKET_MATERIALS, NULL);
	for (i = 0; i < item->material_count; i++) {
		snprintf(text, sizeof text, "- ");
		message_copy(text + 2, sizeof text - 2, item->materials[i]);
		if (lines_of(paper, text) > left)
			break;
		left -= lines_of(paper, text);
		add_text(paper, text);
	}
	if (i < item->material_count)
		add_message(paper, MESSAGE_TICKET_MATERIALS_MORE,
			    &(struct message_values){ .count = item->material_count });
}

/* --- what to do --- */

static void minute_text(unsigned minute, char out[6])
{
	snprintf(out, 6, "%02u:%02u", minute / 60 % 100, minute % 60); /* 24:00 ends a day */
}

static struct calendar_description day_of(const struct paper *paper)
{
	int32_t date = calendar_local_date(paper->ticket->issued_us, paper->state->utc_offset_s);
	return calendar_describe(&paper->state->hall, paper->service->code, date);
}

/* The break that is still to come when the number is taken. */
static void add_lunch(struct paper *paper)
{
	const struct calendar_description day = day_of(paper);
	unsigned minute =
		calendar_local_minute(paper->ticket->issued_us, paper->state->utc_offset_s);
	char from[6], to[6];
	for (unsigned i = 0; i + 1 < day.span_count; i++) {
		if (minute >= day.spans[i].to_min)
			continue;
		minute_text(day.spans[i].to_min, from);
		minute_text(day.spans[i + 1].from_min, to);
		add_message(paper, MESSAGE_TICKET_NOTE_LUNCH,
			    &(struct message_values){ .from = from, .to = to });
		break;
	}
}

static void add_closing(struct paper *paper)
{
	const struct calendar_description day = day_of(paper);
	char to[6];
	if (day.span_count == 0)
		return;
	minute_text(day.spans[day.span_count - 1].to_min, to);
	add_message(paper, MESSAGE_TICKET_NOTE_CLOSING, &(struct message_values){ .time = to });
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
		add_message(paper, MESSAGE_TICKET_NOTE_VOICE, NULL);
	else if (zone < 0 || hall->zones[zone].silent_count == 0)
		add_message(paper, MESSAGE_TICKET_NOTE_SILENT, NULL);
}

static void add_missed_call(struct paper *paper)
{
	const struct hall *hall = &paper->state->hall;
	const struct message_values values = {
		.places = hall->requeue_places,
		.minutes = hall->no_show_mode == NO_SHOW_KEEP ? hall->keep_min : hall->requeue_min,
		.count = hall->requeue_max,
	};
	switch ((enum no_show_mode)hall->no_show_mode) {
	case NO_SHOW_REQUEUE:
		add_message(paper,
			    hall->requeue_max == 0 ? MESSAGE_TICKET_NOTE_VOID
						   : MESSAGE_TICKET_NOTE_BACK,
			    &values);
		break;
	case NO_SHOW_KEEP:
		add_message(paper, MESSAGE_TICKET_NOTE_KEEP, &values);
		break;
	case NO_SHOW_VOID:
		add_message(paper, MESSAGE_TICKET_NOTE_VOID, NULL);
		break;
	}
}

static void add_phone(struct paper *paper)
{
	if (paper->state->hall.phone[0])
		add_message(paper, MESSAGE_TICKET_PHONE,
			    &(struct message_values){ .phone = paper->state->hall.phone });
}

/* Only in the languages it is given in, the Chinese one for all that lack their own. */
static void add_note(struct paper *paper)
{
	const struct ticket_note *note = &paper->state->hall.ticket.notes[paper->block->note];
	const char *text = paper->language == MESSAGE_EN   ? note->text.en
			   : paper->language == MESSAGE_UG ? note->text.ug
							   : note->text.zh;
	bool wanted = note->service_count == 0;
	for (unsigned i = 0; i < note->service_count; i++)
		wanted = wanted || strcmp(note->services[i], paper->service->code) == 0;
	if (wanted)
		add_text(paper, text[0] ? text : note->text.zh);
}

/* --- which blocks --- */

static bool is_elsewhere(const struct paper *paper)
{
	const struct hall *hall = &paper->state->hall;
	const int kiosk = hall_find_kiosk(hall, paper->ticket->kiosk);
	const int floor = hall_floor_of(hall, paper->service->zone);
	return kiosk >= 0 && floor != 0 && hall->kiosks[kiosk].floor != floor;
}

static bool is_meant(const struct paper *paper)
{
	switch ((enum ticket_when)paper->block->when) {
	case WHEN_ALWAYS:
		break;
	case WHEN_PRIORITY:
		return paper->ticket->priority >= 0;
	case WHEN_APPOINTMENT:
		return booking_of(paper) != NULL;
	case WHEN_SEVERAL:
		return paper->ticket->plan_count > 0;
	case WHEN_ELSEWHERE:
		return is_elsewhere(paper);
	case WHEN_ONE_WINDOW:
		return paper->ticket->to_window >= 0;
	}
	return true;
}

void announce_block(struct paper *paper)
{
	static void (*const adders[BLOCK_COUNT])(struct paper * paper) = {
		[BLOCK_ZONE] = add_zone,       [BLOCK_PLACE] = add_place,
		[BLOCK_WINDOWS] = add_windows, [BLOCK_APPOINTMENT] = add_appointment,
		[BLOCK_AHEAD] = add_ahead,     [BLOCK_WAIT] = add_wait,
		[BLOCK_TIME] = add_time,       [BLOCK_MATTERS] = add_matters,
		[BLOCK_ITEM] = add_item,       [BLOCK_MATERIALS] = add_materials,
		[BLOCK_VOICE] = add_voice,     [BLOCK_LUNCH] = add_lunch,
		[BLOCK_CLOSING] = add_closing, [BLOCK_MISSED_CALL] = add_missed_call,
		[BLOCK_PHONE] = add_phone,     [BLOCK_NOTE] = add_note,
		[BLOCK_RULE] = announce_rule,
	};
	const struct hall *hall = &paper->state->hall;
	const enum ticket_block_kind kind = (enum ticket_block_kind)paper->block->kind;
	if (!is_meant(paper))
		return;
	if (adders[kind])
		adders[kind](paper);
	else if (kind == BLOCK_HALL)
		add_text(paper, announce_hall_name(hall, paper->language));
	else if (kind == BLOCK_ADDRESS)
		add_text(paper, hall->address);
	else if (kind == BLOCK_DEPARTMENT)
		add_text(paper, paper->service->department);
	else if (kind == BLOCK_SERVICE)
		add_text(paper, announce_service_name(paper->service, paper->language));
	else if (kind == BLOCK_NUMBER)
		add_text(paper, paper->ticket->number);
	else if (kind == BLOCK_PRIORITY && paper->ticket->priority >= 0)
		add_message(paper, MESSAGE_TICKET_PRIORITY, NULL);
	else if (kind == BLOCK_ADVICE)
		add_message(paper, MESSAGE_TICKET_NOTE_WAIT, NULL);
	else if (kind == BLOCK_SPACE)
		add_line(paper, "", 0);
	else if (kind == BLOCK_QR)
		add_message(paper, MESSAGE_TICKET_QR, NULL);
}
