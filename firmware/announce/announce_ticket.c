/* The ticket on paper, as lines. How lines become bytes or dots is the printer driver's. Every line
 * fits 32 cells, which is what 58 mm paper holds. */
#include "announce.h"

#include "calendar.h"
#include "estimate.h"

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
	char text[ANNOUNCE_LINE_MAX];
	int index = hall_find_zone(hall, service->zone);
	if (index < 0)
		return;
	const struct zone *zone = &hall->zones[index];
	if (zone->floor == 0)
		snprintf(text, sizeof text, "%s", zone->name);
	else if (zone->floor < 0)
		snprintf(text, sizeof text, "地下%d楼 %s", -zone->floor, zone->name);
	else
		snprintf(text, sizeof text, "%d楼 %s", zone->floor, zone->name);
	add_centred(out, text, 1, false);
}

static void add_wait(struct announce_ticket *out, const struct state *state, uint32_t ticket)
{
	char text[ANNOUNCE_LINE_MAX];
	if (state->tickets[ticket].state != TICKET_WAITING)
		return;
	uint32_t ahead = estimate_ahead(state, ticket);
	struct wait_range range = estimate_range(state, state->tickets[ticket].service, ahead);
	snprintf(text, sizeof text, "您前面还有%u人等候", ahead);
	add_centred(out, text, 1, false);
	if (range.high_min == 0)
		return;
	/* An ASCII hyphen: the dash is a full-width character to a GB18030 printer. */
	snprintf(text, sizeof text, "预计等候 %u-%u 分钟", range.low_min, range.high_min);
	add_centred(out, text, 1, false);
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
	add_line(out, "请在等候区等候，留意叫号和显示屏", 1);
	add_line(out, "过号后请到咨询导办台", 1);
	if (hall->phone[0]) {
		char text[ANNOUNCE_LINE_MAX];
		snprintf(text, sizeof text, "咨询投诉电话：%s", hall->phone);
		add_line(out, text, 1);
	}
	set_qr(out, printed->id);
}
