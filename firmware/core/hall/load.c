/* May this hall file take the place of the one in use? What it changes in the state is in
 * hall_apply.c. Whether the file makes sense to people is firmware/config's question; here only
 * what would break the state is refused. */
#include "booking.h"

#include <string.h>

enum { DIGITS_MAX = 8, DAY_MIN = 1440 };

static bool hours_within_limits(const struct hall_calendar *calendar)
{
	if (calendar->hours_count > HOURS_MAX || calendar->season_count > SEASONS_MAX)
		return false;
	for (unsigned i = 0; i < calendar->hours_count; i++) {
		const struct hours *row = &calendar->hours[i];
		if (row->service_count > WINDOW_SERVICES_MAX || row->span_count > SPANS_MAX ||
		    row->season > calendar->season_count)
			return false;
	}
	return true;
}

static bool holidays_within_limits(const struct hall_calendar *calendar)
{
	const unsigned names = calendar->holiday_name_count;
	if (calendar->holiday_count > HOLIDAYS_MAX || names > HOLIDAY_NAMES_MAX)
		return false;
	for (unsigned i = 0; i < calendar->holiday_count; i++) {
		const struct holiday *holiday = &calendar->holidays[i];
		if (holiday->name > names || holiday->legal_name > names ||
		    holiday->regional_name > names || (i && holiday->date <= holiday[-1].date))
			return false;
	}
	return true;
}

static bool calendar_within_limits(const struct hall_calendar *calendar)
{
	if (!hours_within_limits(calendar) || !holidays_within_limits(calendar) ||
	    calendar->exception_count > EXCEPTIONS_MAX)
		return false;
	for (unsigned i = 0; i < calendar->exception_count; i++)
		if (calendar->exceptions[i].span_count > SPANS_MAX ||
		    calendar->exceptions[i].service_count > WINDOW_SERVICES_MAX ||
		    calendar->exceptions[i].zone_count > WINDOW_SERVICES_MAX)
			return false;
	return true;
}

static bool within_limits(const struct hall *hall)
{
	if (hall->floor_count > FLOORS_MAX || hall->zone_count > ZONES_MAX ||
	    hall->service_count > SERVICES_MAX || hall->window_count > WINDOWS_MAX ||
	    hall->class_count > CLASSES_MAX || hall->case_type_count > CASE_TYPES_MAX ||
	    hall->kiosk_count > KIOSKS_MAX)
		return false;
	for (unsigned i = 0; i < hall->window_count; i++)
		if (hall->windows[i].service_count > WINDOW_SERVICES_MAX ||
		    hall->windows[i].overflow_count > WINDOW_SERVICES_MAX)
			return false;
	return calendar_within_limits(&hall->calendar);
}

/* "A" and "A", or "A" and "A1": A1001 would be a number of both. */
static bool prefixes_clash(const char *one, const char *other)
{
	size_t length = strlen(one);
	if (strncmp(one, other, length) != 0)
		return false;
	return strspn(other + length, "0123456789") == strlen(other + length);
}

static int queue_owner(const struct hall *hall, int service)
{
	const char *shares = hall->services[service].shares_queue;
	return shares[0] ? hall_find_service(hall, shares) : service;
}

static bool same_queue(const struct hall *hall, int one, int other)
{
	return queue_owner(hall, one) == queue_owner(hall, other) &&
	       strcmp(hall->services[one].prefix, hall->services[other].prefix) == 0;
}

/* Two blocks of one prefix that lie apart: A1 … A499 and A500 … A999. */
static bool blocks_apart(const struct hall *hall, int one, int other)
{
	const struct service *low = &hall->services[one], *high = &hall->services[other];
	if (strcmp(low->prefix, high->prefix) != 0)
		return false;
	if (low->first_number > high->first_number) {
		low = &hall->services[other];
		high = &hall->services[one];
	}
	return low->last_number && low->last_number < high->first_number;
}

static bool services_differ(const struct hall *hall)
{
	for (unsigned i = 0; i < hall->service_count; i++)
		for (unsigned j = 0; j < hall->service_count; j++)
			if (i != j &&
			    (strcmp(hall->services[i].code, hall->services[j].code) == 0 ||
			     (!same_queue(hall, (int)i, (int)j) &&
			      !blocks_apart(hall, (int)i, (int)j) &&
			      prefixes_clash(hall->services[i].prefix, hall->services[j].prefix))))
				return false;
	return true;
}

static bool windows_differ(const struct hall *hall)
{
	for (unsigned i = 0; i < hall->window_count; i++)
		for (unsigned j = 0; j < i; j++)
			if (strcmp(hall->windows[i].no, hall->windows[j].no) == 0)
				return false;
	return true;
}

static bool sound(const struct hall *hall)
{
	static const uint8_t no_digest[DIGEST_BYTES];
	return memcmp(hall->digest, no_digest, DIGEST_BYTES) != 0 && hall->digits <= DIGITS_MAX &&
	       hall->day_opens_min < DAY_MIN && services_differ(hall) && windows_differ(hall);
}

/* A service that gave out numbers today stays in the hall until the day changes. */
static unsigned kept_services(const struct state *state, const struct hall *hall)
{
	unsigned kept = 0;
	for (unsigned i = 0; i < state->hall.service_count; i++)
		if (state_service_used(state, (int)i) &&
		    hall_find_service(hall, state->hall.services[i].code) < 0)
			kept++;
	return kept;
}

static enum refusal close_removed_windows(const struct decision *decision)
{
	const struct state *state = decision->state;
	for (int i = 0; i < state->hall.window_count; i++) {
		const struct window *at = &state->windows[i];
		if (hall_find_window(decision->command->hall, state->hall.windows[i].no) >= 0)
			continue;
		if (at->ticket)
			return REFUSAL_HALL_IN_USE;
		if (decision_room(decision) < 3)
			return REFUSAL_LIMIT;
		if (at->rating)
			rating_time_out(decision, i);
		if (at->state != WINDOW_CLOSED)
			decision_add_window(decision, RECORD_WINDOW_CLOSED, i);
	}
	return REFUSAL_NONE;
}

enum refusal load_decide(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct hall *hall = decision->command->hall;
	if (hall == NULL)
		return REFUSAL_BAD_REQUEST;
	if (!within_limits(hall))
		return REFUSAL_LIMIT;
	if (!sound(hall))
		return REFUSAL_BAD_REQUEST;
	if (state->has_hall) {
		if (memcmp(state->hall.digest, hall->digest, DIGEST_BYTES) == 0)
			return REFUSAL_NONE;
		/* What it changes may not have been said again yet: a start would not know it. */
		if (state->carry)
			return REFUSAL_DAY_CHANGE;
		if (hall->service_count + kept_services(state, hall) > SERVICES_MAX)
			return REFUSAL_LIMIT;
		enum refusal refusal = close_removed_windows(decision);
		if (refusal != REFUSAL_NONE)
			return refusal;
	}
	booking_write_stranded(decision, hall, 1);
	struct record *record = decision_add(decision, RECORD_HALL_LOADED);
	memcpy(record->digest, hall->digest, DIGEST_BYTES);
	record->hall = hall;
	return REFUSAL_NONE;
}
