/* The ticket on paper, as lines. How lines become bytes or dots is the printer driver's. Every line
 * fits 32 cells, which is what 58 mm paper holds. */
#include "announce.h"

#include "calendar.h"
#include "estimate.h"
#include "message.h"

#include <stdio.h>
#include <string.h>

enum { PAPER_CELLS = 32 };

static struct announce_line *add_line(struct announce_ticket *out, const char *text, unsigned size)
{
	struct announce_line *line = &out->lines[out->line_count++];
	snprintf(line->text, sizeof line->text, "%s", text);
	line->size = (uint8_t)size;
	return line;
}

static void add_centred(struct announce_ticket *out, const char *text, unsigned size, bool bold)
{
	struct announce_line *line = add_line(out, text, size);
	line->centre = true;
	line->bold = bold;
}

static void add_message(struct announce_ticket *out, enum message_key key,
			const struct message_values *values, bool centre)
{
	char text[ANNOUNCE_LINE_MAX];
	announce_message(text, sizeof text, MESSAGE_ZH, key, values);
	add_line(out, text, 1)->centre = centre;
}

static void add_rule(struct announce_ticket *out)
{
	add_line(out, "", 1)->rule = true;
}

/* Cells of a printed text: Chinese takes two. Names are UTF-8. */
static unsigned cells(const char *text)
{
	unsigned count = 0;
	for (; *text; text++)
		if (((unsigned char)*text & 0xc0) != 0x80)
			count += (unsigned char)*text < 0x80 ? 1 : 2;
	return count;
}

/* Twice as large where it fits. */
static unsigned name_size(const char *name)
{
	return cells(name) * 2 <= PAPER_CELLS ? 2 : 1;
}

static void add_place(struct announce_ticket *out, const struct hall *hall,
		      const struct service *service)
{
	int index = hall_find_zone(hall, service->zone);
	if (index < 0)
		return;
	const struct zone *zone = &hall->zones[index];
	struct message_values values = { .zone = zone->name };
	values.floor = (uint32_t)(zone->floor < 0 ? -zone->floor : zone->floor);
	if (zone->floor == 0)
		add_centred(out, zone->name, 1, false);
	else
		add_message(out, zone->floor < 0 ? MESSAGE_PLACE_DOWN : MESSAGE_PLACE_UP, &values,
			    true);
}

static void add_wait(struct announce_ticket *out, const struct state *state, uint32_t ticket)
{
	if (state->tickets[ticket].state != TICKET_WAITING)
		return;
	uint32_t ahead = estimate_ahead(state, ticket);
	struct wait_range range = estimate_ticket(state, ticket);
	const struct message_values values = { .ahead = ahead,
					       .low = range.low_min,
					       .high = range.high_min };
	add_message(out, MESSAGE_TICKET_AHEAD, &values, true);
	if (range.high_min > 0)
		add_message(out, MESSAGE_TICKET_WAIT, &values, true);
}

static void add_time(struct announce_ticket *out, int64_t time_us, int32_t utc_offset_s)
{
	char text[ANNOUNCE_LINE_MAX];
	int year;
	unsigned month, day, minute = calendar_local_minute(time_us, utc_offset_s);
	calendar_civil(calendar_local_date(time_us, utc_offset_s), &year, &month, &day);
	snprintf(text, sizeof text, "%04d-%02u-%02u %02u:%02u", year, month, day, minute / 60,
		 minute % 60);
	add_centred(out, text, 1, false);
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

void announce_ticket(const struct state *state, uint32_t ticket, struct announce_ticket *out)
{
	const struct hall *hall = &state->hall;
	const struct ticket *printed = &state->tickets[ticket];
	const struct service *service = &hall->services[printed->service];
	memset(out, 0, sizeof *out);
	add_centred(out, hall->name, name_size(hall->name), true);
	add_rule(out);
	add_place(out, hall, service);
	add_centred(out, service->name, name_size(service->name), false);
	add_centred(out, printed->number, 4, true);
	add_wait(out, state, ticket);
	add_time(out, printed->issued_us, state->utc_offset_s);
	add_rule(out);
	add_message(out, MESSAGE_TICKET_NOTE_WAIT, NULL, false);
	add_message(out, MESSAGE_TICKET_NOTE_MISSED, NULL, false);
	if (hall->phone[0])
		add_message(out, MESSAGE_TICKET_PHONE,
			    &(struct message_values){ .phone = hall->phone }, false);
	set_qr(out, printed->id);
}
