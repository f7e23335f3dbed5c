/* Where something is, in words. Reads the hall; knows nothing of tickets. */
#include "announce_places.h"

#include "calendar.h"

#include <stdio.h>
#include <string.h>

enum { WINDOW_PIECES_MAX = 3 };

static const char *in_language(enum message_language language, const char *zh, const char *en,
			       const char *ug)
{
	const char *name = language == MESSAGE_EN ? en : language == MESSAGE_UG ? ug : zh;
	return name[0] ? name : zh;
}

const char *announce_hall_name(const struct hall *hall, enum message_language language)
{
	return in_language(language, hall->name, hall->name_en, hall->name_ug);
}

const char *announce_zone_name(const struct zone *zone, enum message_language language)
{
	return in_language(language, zone->name, zone->name_en, zone->name_ug);
}

const char *announce_service_name(const struct service *service, enum message_language language)
{
	return in_language(language, service->name, service->name_en, service->name_ug);
}

size_t announce_place(const struct hall *hall, const char *zone, enum message_language language,
		      char *out, size_t size)
{
	int index = hall_find_zone(hall, zone);
	out[0] = '\0';
	if (index < 0)
		return 0;
	const struct zone *at = &hall->zones[index];
	const struct message_values values = {
		.zone = announce_zone_name(at, language),
		.floor = (uint32_t)(at->floor < 0 ? -at->floor : at->floor),
	};
	if (at->floor == 0)
		return message_copy(out, size, values.zone);
	return announce_message(out, size, language,
				at->floor < 0 ? MESSAGE_PLACE_DOWN : MESSAGE_PLACE_UP, &values);
}

static bool receives(const struct hall_window *window, const char *service)
{
	if (window->back_office || window->role == ROLE_REVIEW)
		return false;
	for (unsigned i = 0; i < window->service_count; i++)
		if (strcmp(window->services[i], service) == 0)
			return true;
	return false;
}

/* The number of "06"; -1 for "A3". */
static int number_of(const char *no)
{
	int value = 0;
	if (no[0] == '\0' || strlen(no) > 6)
		return -1;
	for (; *no; no++) {
		if (*no < '0' || *no > '9')
			return -1;
		value = value * 10 + (*no - '0');
	}
	return value;
}

static bool add_piece(char *out, size_t size, const char *first, const char *last)
{
	size_t used = strlen(out);
	int length = snprintf(out + used, size - used, "%s%s%s%s", used ? "," : "", first,
			      last != first ? "-" : "", last != first ? last : "");
	return length >= 0 && (size_t)length < size - used;
}

/* The windows that receive visitors of this service, by number; what is no number comes last, in
 * the hall's order. Their count. */
static unsigned sorted_windows(const struct hall *hall, int service, uint16_t order[WINDOWS_MAX])
{
	int32_t keys[WINDOWS_MAX];
	unsigned count = 0;
	for (unsigned i = 0; i < hall->window_count; i++) {
		if (!receives(&hall->windows[i], hall->services[service].code))
			continue;
		int number = number_of(hall->windows[i].no);
		int32_t key = number < 0 ? INT32_MAX : number;
		unsigned at = count++;
		for (; at > 0 && keys[at - 1] > key; at--) {
			keys[at] = keys[at - 1];
			order[at] = order[at - 1];
		}
		keys[at] = key;
		order[at] = (uint16_t)i;
	}
	return count;
}

/* "01" and "02", "99" and "100": one follows the other. */
static bool follows(const char *no, const char *last)
{
	int value = number_of(no), before = number_of(last);
	return value >= 0 && before >= 0 && value == before + 1;
}

void announce_windows(const struct hall *hall, int service, char *out, size_t size)
{
	uint16_t order[WINDOWS_MAX];
	unsigned count = sorted_windows(hall, service, order), pieces = 0;
	out[0] = '\0';
	for (unsigned i = 0; i < count; i++) {
		const char *first = hall->windows[order[i]].no, *last = first;
		while (i + 1 < count && follows(hall->windows[order[i + 1]].no, last))
			last = hall->windows[order[++i]].no;
		if (++pieces > WINDOW_PIECES_MAX || !add_piece(out, size, first, last)) {
			out[0] = '\0';
			return;
		}
	}
}

void announce_time(const struct state *state, int64_t time_us, char out[6])
{
	unsigned minute = calendar_local_minute(time_us, state->utc_offset_s) % 1440;
	snprintf(out, 6, "%02u:%02u", minute / 60, minute % 60);
}

void announce_date(const struct state *state, int64_t time_us, char out[11])
{
	int year;
	unsigned month, day;
	calendar_civil(calendar_local_date(time_us, state->utc_offset_s), &year, &month, &day);
	snprintf(out, 11, "%04d-%02u-%02u", year < 0 || year > 9999 ? 0 : year, month % 100,
		 day % 100);
}

unsigned announce_cells(const char *text)
{
	unsigned cells = 0;
	for (const unsigned char *at = (const unsigned char *)text; *at; at++)
		if ((*at & 0xc0) != 0x80 &&
		    strncmp((const char *)at, MESSAGE_LEFT_TO_RIGHT, 3) != 0)
			/* the first byte of a character; E1 84 80 is U+1100 */
			cells += *at > 0xe1 || (*at == 0xe1 && at[1] >= 0x84) ? 2 : 1;
	return cells;
}
