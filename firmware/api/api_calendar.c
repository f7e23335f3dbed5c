/* GET /calendar and GET /workdays: what the coming days are, and how many working days lie between
 * two dates. Reads the hall file's calendar; changes nothing. */
#include "api_exchange.h"

#include "calendar.h"

#include <stdlib.h>
#include <string.h>

enum { DAYS_DEFAULT = 14, DAYS_MAX = 100, WORKDAYS_MAX = 1000 };

static void wrong(struct api_exchange *exchange, const char *name, const char *allowed)
{
	api_refuse_field(exchange, name, api_query(exchange, name), allowed);
}

/* The date of a parameter, or @p fallback without it. False: refused. */
static bool take_date(struct api_exchange *exchange, const char *name, int32_t fallback,
		      int32_t *date)
{
	const char *text = api_query(exchange, name);
	*date = fallback;
	if (text == NULL || api_date_read(text, date))
		return true;
	wrong(exchange, name, "a date, YYYY-MM-DD");
	return false;
}

static bool take_count(struct api_exchange *exchange, const char *name, int most, int *count)
{
	const char *text = api_query(exchange, name);
	char allowed[48], *end;
	if (text == NULL)
		return true;
	const long number = strtol(text, &end, 10);
	if (text[0] >= '0' && text[0] <= '9' && *end == '\0' && number >= 1 && number <= most) {
		*count = (int)number;
		return true;
	}
	evutil_snprintf(allowed, sizeof allowed, "a whole number 1–%d", most);
	wrong(exchange, name, allowed);
	return false;
}

static json_t *text_json(const struct hall_text *text)
{
	return api_words_json(text != NULL && text->zh[0] != '\0' ? text : NULL);
}

static json_t *minute_json(int minute)
{
	char text[16];
	if (minute < 0)
		return json_null();
	evutil_snprintf(text, sizeof text, "%02d:%02d", minute / 60, minute % 60);
	return json_string(text);
}

static json_t *day_json(const struct hall *hall, const char *service, int32_t date)
{
	const struct calendar_description day = calendar_describe(hall, service, date);
	json_t *object = json_object(), *spans = json_array();
	char text[API_TIME_MAX];
	api_date_text(date, text);
	for (unsigned i = 0; i < day.span_count; i++) {
		json_t *span = json_array();
		json_array_append_new(span, minute_json(day.spans[i].from_min));
		json_array_append_new(span, minute_json(day.spans[i].to_min));
		json_array_append_new(spans, span);
	}
	json_object_set_new(object, "date", json_string(text));
	json_object_set_new(object, "kind",
			    json_string(calendar_kind_name((enum calendar_kind)day.kind)));
	json_object_set_new(object, "spans", spans);
	json_object_set_new(object, "cutoff",
			    service ? minute_json(calendar_cutoff_minute(hall, service, date))
				    : json_null());
	json_object_set_new(object, "workday", json_boolean(calendar_is_workday(hall, date)));
	json_object_set_new(object, "name", text_json(day.name));
	json_object_set_new(object, "notice", text_json(day.notice));
	return object;
}

static int32_t today(const struct api_exchange *exchange)
{
	int32_t offset;
	const int64_t now = api_now(exchange->api, &offset);
	return calendar_service_date(&api_state(exchange->api)->hall, now, offset);
}

void api_calendar_get(struct api_exchange *exchange)
{
	const struct state *state = api_state(exchange->api);
	const char *service = api_query(exchange, "service");
	int days = DAYS_DEFAULT;
	int32_t from;
	if (!state->has_hall)
		return api_refuse(exchange, REFUSAL_NO_HALL);
	if (service != NULL && state_find_service(state, service) < 0)
		return api_refuse(exchange, REFUSAL_UNKNOWN_SERVICE);
	if (!take_date(exchange, "from", today(exchange), &from) ||
	    !take_count(exchange, "days", DAYS_MAX, &days))
		return;
	json_t *answer = api_object(state), *list = json_array();
	for (int i = 0; i < days; i++)
		json_array_append_new(list, day_json(&state->hall, service, from + i));
	json_object_set_new(answer, "service", service ? json_string(service) : json_null());
	json_object_set_new(answer, "days", list);
	json_object_set_new(answer, "holidays_missing",
			    json_boolean(calendar_holidays_missing(&state->hall, today(exchange))));
	api_answer(exchange, 200, answer);
}

/* from and to: how many; from and days, or from and a case type: which day that is. */
void api_workdays_get(struct api_exchange *exchange)
{
	const struct state *state = api_state(exchange->api);
	const struct hall *hall = &state->hall;
	const char *type = api_query(exchange, "case_type");
	int days = 0;
	int32_t from, to;
	char text[API_TIME_MAX];
	if (!state->has_hall)
		return api_refuse(exchange, REFUSAL_NO_HALL);
	if (!take_date(exchange, "from", today(exchange), &from) ||
	    !take_count(exchange, "days", WORKDAYS_MAX, &days))
		return;
	for (unsigned i = 0; type != NULL && i < hall->case_type_count; i++)
		if (strcmp(hall->case_types[i].id, type) == 0)
			days = hall->case_types[i].workdays;
	if (type != NULL && days == 0)
		return wrong(exchange, "case_type", "a case type of the hall file");
	if (!take_date(exchange, "to", calendar_add_workdays(hall, from, days), &to))
		return;
	json_t *answer = api_object(state);
	api_date_text(from, text);
	json_object_set_new(answer, "from", json_string(text));
	api_date_text(to, text);
	json_object_set_new(answer, "to", json_string(text));
	json_object_set_new(answer, "workdays",
			    json_integer(calendar_workdays_between(hall, from, to)));
	api_answer(exchange, 200, answer);
}
