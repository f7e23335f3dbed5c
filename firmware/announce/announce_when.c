/* When something is said, and in which languages: silent zones and times, the ticket's own language
 * first. What is said is elsewhere. */
#include "announce.h"

#include "calendar.h"

#include <string.h>

static bool is_silent_zone(const struct hall *hall, const struct zone *zone, unsigned minute)
{
	bool silent = zone->silent == CHOICE_HALL ? hall->silent : zone->silent == CHOICE_YES;
	if (!silent || zone->silent_count == 0)
		return silent;
	for (unsigned i = 0; i < zone->silent_count; i++)
		if (minute >= zone->silent_times[i].from_min &&
		    minute < zone->silent_times[i].to_min)
			return true;
	return false;
}

bool announce_is_spoken(const struct state *state, uint32_t ticket, int window, int64_t time_us)
{
	const struct hall *hall = &state->hall;
	int zone = hall_find_zone(hall, hall->windows[window].zone);
	bool silent = hall->silent;
	if (zone >= 0)
		silent = is_silent_zone(hall, &hall->zones[zone],
					calendar_local_minute(time_us, state->utc_offset_s));
	return !silent || (hall->voice_on_request && state->tickets[ticket].voice);
}

unsigned announce_languages(const struct hall *hall, const char *own,
			    enum message_language out[MESSAGE_LANGUAGES])
{
	unsigned count = 0;
	for (unsigned i = 0; i < LANGUAGES_MAX && hall->languages[i][0]; i++) {
		enum message_language language = message_language(hall->languages[i]);
		unsigned at = 0;
		while (at < count && out[at] != language)
			at++;
		if (at < count)
			continue;
		if (own[0] == '\0' || message_language(own) != language) {
			out[count++] = language;
			continue;
		}
		memmove(out + 1, out, count * sizeof out[0]);
		out[0] = language;
		count++;
	}
	if (count == 0)
		out[count++] = MESSAGE_ZH;
	return count;
}

const struct announcement *announce_find(const struct state *state, uint32_t serial)
{
	for (unsigned i = 0; i < state->announcement_count; i++)
		if (state->announcements[i].serial == serial)
			return &state->announcements[i];
	return NULL;
}
