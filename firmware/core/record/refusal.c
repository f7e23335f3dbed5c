/* The names of the refusals, as the API says them. */
#include "refusal.h"

#include <stddef.h>

const char *refusal_name(enum refusal refusal)
{
	static const char *const names[REFUSAL_COUNT] = {
		[REFUSAL_NONE] = "none",
		[REFUSAL_NO_HALL] = "no_hall",
		[REFUSAL_UNKNOWN_SERVICE] = "unknown_service",
		[REFUSAL_UNKNOWN_WINDOW] = "unknown_window",
		[REFUSAL_UNKNOWN_TICKET] = "unknown_ticket",
		[REFUSAL_UNKNOWN_KIOSK] = "unknown_kiosk",
		[REFUSAL_CLOSED] = "closed",
		[REFUSAL_QUOTA_FULL] = "quota_full",
		[REFUSAL_WRONG_STATE] = "wrong_state",
		[REFUSAL_WINDOW_CLOSED] = "window_closed",
		[REFUSAL_WINDOW_PAUSED] = "window_paused",
		[REFUSAL_WINDOW_BUSY] = "window_busy",
		[REFUSAL_NOT_YOURS] = "not_yours",
		[REFUSAL_TOO_EARLY] = "too_early",
		[REFUSAL_MAX_CALLS] = "max_calls",
		[REFUSAL_ALREADY_RATED] = "already_rated",
		[REFUSAL_NOT_RATEABLE] = "not_rateable",
		[REFUSAL_KEY_REUSED] = "key_reused",
		[REFUSAL_DOUBLE_PRESS] = "double_press",
		[REFUSAL_PRINTER] = "printer",
		[REFUSAL_HALL_IN_USE] = "hall_in_use",
		[REFUSAL_LIMIT] = "limit",
		[REFUSAL_BAD_REQUEST] = "bad_request",
		[REFUSAL_RATE_LIMITED] = "rate_limited",
		[REFUSAL_STORAGE] = "storage",
		[REFUSAL_CLOCK] = "clock",
		[REFUSAL_STOPPING] = "stopping",
		[REFUSAL_DUPLICATE_TICKET] = "duplicate_ticket",
		[REFUSAL_UNKNOWN_CLASS] = "unknown_class",
		[REFUSAL_CLASS_BY_STAFF] = "class_by_staff",
		[REFUSAL_NOT_ALLOWED] = "not_allowed",
		[REFUSAL_UNKNOWN_APPOINTMENT] = "unknown_appointment",
		[REFUSAL_SLOT_FULL] = "slot_full",
		[REFUSAL_NOT_BOOKABLE] = "not_bookable",
		[REFUSAL_TOO_LATE] = "too_late",
		[REFUSAL_BANNED] = "banned",
		[REFUSAL_UNKNOWN_AGENT] = "unknown_agent",
		[REFUSAL_NOTHING_TO_UNDO] = "nothing_to_undo",
		[REFUSAL_EVACUATION] = "evacuation",
		[REFUSAL_DAY_CHANGE] = "day_change",
		[REFUSAL_UNKNOWN_WARNING] = "unknown_warning",
		[REFUSAL_UNKNOWN_FOLLOWUP] = "unknown_followup",
		[REFUSAL_UNKNOWN_ANNOUNCEMENT] = "unknown_announcement",
		[REFUSAL_UNKNOWN_ITEM] = "unknown_item",
		[REFUSAL_PAGER_TAKEN] = "pager_taken",
		[REFUSAL_UNKNOWN_CARD] = "unknown_card",
	};
	if (refusal < 0 || refusal >= REFUSAL_COUNT || names[refusal] == NULL)
		return "unknown";
	return names[refusal];
}
