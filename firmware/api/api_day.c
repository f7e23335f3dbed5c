/* What today is, for the hall and for each service: when it opens, closes and stops giving out
 * numbers, and why it gives out none now, in three languages. Asks the calendar; decides nothing.
 */
#include "api_exchange.h"

#include "calendar.h"
#include "message.h"

#include <stdio.h>

static json_t *minute_json(int32_t date, int minute, int32_t offset)
{
	if (minute < 0)
		return json_null();
	return api_time_json(calendar_utc(date, (unsigned)minute, offset), offset);
}

json_t *api_words_json(const struct hall_text *text)
{
	json_t *object;
	if (text == NULL)
		return json_null();
	object = json_object();
	json_object_set_new(object, "zh", api_text_json(text->zh));
	json_object_set_new(object, "en", api_text_json(text->en));
	json_object_set_new(object, "ug", api_text_json(text->ug));
	return object;
}

static enum message_key reason_key(enum calendar_reason reason, bool named)
{
	switch (reason) {
	case CALENDAR_BEFORE_OPENING:
		return MESSAGE_CLOSED_BEFORE_OPENING;
	case CALENDAR_LUNCH:
		return MESSAGE_CLOSED_LUNCH;
	case CALENDAR_CUT_OFF:
		return MESSAGE_CLOSED_CUT_OFF;
	case CALENDAR_AFTER_CLOSING:
		return MESSAGE_CLOSED_AFTER_CLOSING;
	case CALENDAR_NOT_TODAY:
		return MESSAGE_CLOSED_NOT_TODAY;
	case CALENDAR_OTHERS_TODAY:
		return MESSAGE_CLOSED_OTHERS_TODAY;
	case CALENDAR_IS_HOLIDAY:
		return named ? MESSAGE_CLOSED_HOLIDAY_NAMED : MESSAGE_CLOSED_HOLIDAY;
	case CALENDAR_EXCEPTION:
		return named ? MESSAGE_CLOSED_EXCEPTION_NAMED : MESSAGE_CLOSED_EXCEPTION;
	case CALENDAR_IS_OPEN:
	case CALENDAR_NO_HOURS:
		break;
	}
	return MESSAGE_CLOSED_NO_HOURS;
}

static const char *words_in(const struct hall_text *text, enum message_language language)
{
	if (text == NULL)
		return "";
	if (language == MESSAGE_EN)
		return text->en;
	return language == MESSAGE_UG ? text->ug : text->zh;
}

static void write_minute(char text[6], int minute)
{
	snprintf(text, 6, "%02u:%02u", (unsigned)minute / 60 % 24, (unsigned)minute % 60);
}

/* The minute the service opens next on this day; the day's first when it is over. */
static int opens_again(const struct calendar_description *day, unsigned minute)
{
	for (unsigned i = 0; i < day->span_count; i++)
		if (day->spans[i].from_min > minute)
			return day->spans[i].from_min;
	return day->span_count ? day->spans[0].from_min : 0;
}

static json_t *reason_json(enum calendar_reason reason, bool draining,
			   const struct calendar_description *day, unsigned minute, int cutoff)
{
	char text[256], from[6], time[6];
	struct message_values values = { .from = from, .time = time };
	json_t *object = json_object();
	write_minute(from, opens_again(day, minute));
	write_minute(time, cutoff > 0 ? cutoff : 0);
	for (int i = 0; i < MESSAGE_LANGUAGES; i++) {
		const enum message_language language = (enum message_language)i;
		const char *name = words_in(day->name, language);
		values.text = name;
		announce_message(text, sizeof text, language,
				 draining ? MESSAGE_CLOSED_DRAINING
					  : reason_key(reason, name[0] != '\0'),
				 &values);
		json_object_set_new(object, message_language_tag(language), json_string(text));
	}
	return object;
}

void api_service_day(json_t *object, const struct state *state, int index, int64_t now,
		     int32_t offset)
{
	const struct hall *hall = &state->hall;
	const struct service *service = &hall->services[index];
	const int32_t date = calendar_local_date(now, offset);
	const unsigned minute = calendar_local_minute(now, offset);
	const struct calendar_description day = calendar_describe(hall, service->code, date);
	const enum calendar_reason reason = calendar_issue(hall, service->code, date, minute);
	const int cutoff = calendar_cutoff_minute(hall, service->code, date);
	const bool open = reason == CALENDAR_IS_OPEN && !service->draining;
	const char *name = service->draining ? "draining" : calendar_reason_name(reason);
	json_object_set_new(object, "opens_at",
			    minute_json(date, day.span_count ? day.spans[0].from_min : -1, offset));
	json_object_set_new(
		object, "closes_at",
		minute_json(date, calendar_close_minute(hall, service->code, date), offset));
	json_object_set_new(object, "cutoff", minute_json(date, cutoff, offset));
	json_object_set_new(object, "closed_reason", open ? json_null() : json_string(name));
	json_object_set_new(object, "closed_text",
			    open ? json_null()
				 : reason_json(reason, service->draining, &day, minute, cutoff));
	json_object_set_new(object, "notice", api_words_json(day.notice));
	json_object_set_new(
		object, "next_opening",
		open || service->draining
			? json_null()
			: api_time_json(calendar_next_issue(hall, service->code, now, offset),
					offset));
}

json_t *api_day_json(const struct state *state, int64_t now, int32_t offset)
{
	const int32_t date = calendar_local_date(now, offset);
	const struct calendar_description day = calendar_describe(&state->hall, NULL, date);
	const unsigned last = day.span_count;
	json_t *object = json_object();
	char text[API_TIME_MAX];
	api_date_text(date, text);
	json_object_set_new(object, "date", json_string(text));
	json_object_set_new(object, "kind",
			    json_string(calendar_kind_name((enum calendar_kind)day.kind)));
	json_object_set_new(object, "name", api_words_json(day.name));
	json_object_set_new(object, "notice", api_words_json(day.notice));
	json_object_set_new(object, "opens_at",
			    minute_json(date, last ? day.spans[0].from_min : -1, offset));
	json_object_set_new(object, "closes_at",
			    minute_json(date, last ? day.spans[last - 1].to_min : -1, offset));
	json_object_set_new(object, "holidays_missing",
			    json_boolean(calendar_holidays_missing(&state->hall, date)));
	return object;
}
