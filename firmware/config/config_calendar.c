/* The calendar of a hall file, each value by itself; what must agree is in config_calendar_check.c,
 * the tables of holidays are read by config_holidays.c.
 * Whatever may be left out has its default behind "=".
 *
 *   hours[].id                       = none; for whoever reads the file
 *   hours[].kind                     = weekly; on_request: hours that staff start, without the rest
 *   hours[].name                     what hours on request are called: 延时服务
 *   hours[].name_en                  = none
 *   hours[].name_ug                  = none
 *   hours[].days                     [mon … sun]
 *   hours[].spans                    [[from, to] …]
 *   hours[].season                   = all the year; a row of calendar.seasons
 *   hours[].services                 = those that no other row of the day names
 *   hours[].except                   = holidays; legal_holidays, none: on which it is closed
 *   hours[].block_days_policy        = the rule's, the calendar's
 *   hours[].quote                    = none; the words these hours were made known in
 *   hours[].quote_en                 = none
 *   hours[].quote_ug                 = none
 *   calendar.base                    = CN where a row or rule speaks of holidays; whose holidays
 *   calendar.region                  = none; whose regional holidays besides: CN-XJ
 *   calendar.makeup_workdays_open    = true; a make-up day has weekday hours
 *   calendar.block_days_policy       = closed; open: weekends in a published block, legal days
 * aside calendar.cutoff_min              = 30; no numbers so long before a service's last closing
 *   calendar.seasons[].id            A-Z a-z 0-9 - _
 *   calendar.seasons[].from          "MM-DD"; may cross New Year
 *   calendar.seasons[].to            "MM-DD"
 *   calendar.exceptions[].date       one date; or from and to
 *   calendar.exceptions[].from       the first of several dates
 *   calendar.exceptions[].to         and the last
 *   calendar.exceptions[].text       what people are told
 *   calendar.exceptions[].text_en    = none
 *   calendar.exceptions[].text_ug    = none
 *   calendar.exceptions[].state      = only told; closed, open, extra
 *   calendar.exceptions[].spans      of open and extra
 *   calendar.exceptions[].service_ends = as ever; a time
 *   calendar.exceptions[].notice     = none
 *   calendar.exceptions[].notice_en  = none
 *   calendar.exceptions[].notice_ug  = none
 *   calendar.exceptions[].applies    = all; zones and services
 *   calendar.overrides[].services    whom it is for; the other keys are those of exceptions, which
 *                                    go before it
 *   rule.days                        = all; it speaks for the rows of hours within them
 *   rule.except                      as of hours
 *   rule.block_days_policy           as of hours
 *   rule.quote                       as of hours
 *   rule.quote_en                    = none
 *   rule.quote_ug                    = none
 *   rule.makeup_workday_policy       = weekday_hours; own_hours
 *   other_zones.ticketing            refused; nothing else is allowed
 *   other_zones.message              what is told on a day for some services only
 *   other_zones.message_en           = none
 *   other_zones.message_ug           = none */
#include "config_calendar.h"

#include "config_take.h"

#include <stdio.h>
#include <string.h>

static const char *const kinds[] = { "weekly", "on_request", NULL };
static const char *const excepts[] = { "holidays", "legal_holidays", "none", NULL };
static const char *const policies[] = { "closed", "open", NULL };
static const char *const makeup_policies[] = { "weekday_hours", "own_hours", NULL };
static const char *const states[] = { "closed", "open", "extra", NULL };
static const char *const ticketings[] = { "refused", NULL };

static const char default_base[] = "CN";

/* "closed" → BLOCK_CLOSED. */
static void take_policy(struct config_map *map, uint8_t *out)
{
	int choice;
	if (config_map_choice(map, "block_days_policy", policies, &choice) == 1)
		*out = (uint8_t)(choice == 0 ? BLOCK_CLOSED : BLOCK_OPEN);
}

static void take_choice(struct config_map *map, const char *key, const char *const *allowed,
			uint8_t *out)
{
	int choice;
	if (config_map_choice(map, key, allowed, &choice) == 1)
		*out = (uint8_t)choice;
}

/* --- seasons --- */

static void take_month_day(struct config_map *map, const char *key, uint16_t *out)
{
	const char *text;
	int taken = config_map_text(map, key, &text);
	if (taken == 0)
		config_map_missing(map, key, "a day of the year such as \"07-01\"");
	if (taken == 1)
		config_node_month_day(config_node_find(map->node, key), out);
}

static void read_season(struct hall_reading *reading, struct config_node *item)
{
	struct hall_calendar *calendar = &reading->hall->calendar;
	struct season *season = &calendar->seasons[calendar->season_count];
	struct config_map *map;
	if (config_node_map(item, &map) != 1)
		return;
	reading->seasons[calendar->season_count++] = item;
	config_take_id(map, "id", season->id, "a short id of the season such as summer");
	take_month_day(map, "from", &season->from);
	take_month_day(map, "to", &season->to);
	config_map_leftover(map, true);
}

/* --- exceptions --- */

static int take_date(struct config_map *map, const char *key, int32_t *out)
{
	const char *text;
	int taken = config_map_text(map, key, &text);
	return taken == 1 ? config_node_date(config_node_find(map->node, key), out) : taken;
}

static void take_dates(struct config_map *map, struct calendar_exception *exception)
{
	const int date = take_date(map, "date", &exception->from);
	int32_t first = 0;
	const int from = take_date(map, "from", &first), to = take_date(map, "to", &exception->to);
	if (date != 0) {
		exception->to = exception->from;
		if (from != 0 || to != 0)
			config_map_fail(
				map, from != 0 ? "from" : "to",
				"found beside \"date\", allowed is one date, or from and to");
		return;
	}
	exception->from = first;
	if (from == 0 && to == 0) {
		config_map_missing(map, "date",
				   "a date such as 2026-10-01, or \"from\" and \"to\"");
	} else if (from == 0 || to == 0) {
		config_map_missing(map, from == 0 ? "from" : "to",
				   "both \"from\" and \"to\", or one \"date\"");
	} else if (from == 1 && to == 1 && exception->to < exception->from) {
		config_map_fail(map, "to",
				"found an end before its start, allowed are dates that ascend");
	}
}

static void take_state(struct config_map *map, struct calendar_exception *exception)
{
	int state;
	const char *text;
	if (config_map_choice(map, "state", states, &state) == 1)
		exception->state = (uint8_t)(EXCEPTION_CLOSED + state);
	if (config_map_text(map, "service_ends", &text) == 1)
		config_node_minute(config_node_find(map->node, "service_ends"), false,
				   &exception->ends_min);
	config_take_spans(map, "spans", exception->spans, &exception->span_count,
			  exception->state == EXCEPTION_EXTRA
				  ? "a list such as [[\"09:00\", \"12:00\"]]"
				  : NULL);
	if (exception->span_count && exception->state != EXCEPTION_OPEN &&
	    exception->state != EXCEPTION_EXTRA)
		config_map_fail(map, "spans",
				"found spans on a day that is neither open nor extra, allowed only "
				"beside \"state: open\" or \"state: extra\"");
	if (exception->ends_min && exception->state == EXCEPTION_CLOSED)
		config_map_fail(map, "service_ends",
				"found beside \"state: closed\", allowed is one of the two");
}

/* One word of "applies": whether it is a zone or a service is found out when both are read. */
static void take_scope(struct calendar_exception *exception, struct config_node *node)
{
	char id[ID_MAX];
	if (config_copy_id(node, id) == 1 && exception->service_count < WINDOW_SERVICES_MAX)
		memcpy(exception->services[exception->service_count++], id, sizeof id);
}

/* "old_halls" are the halls that this one takes the place of: all that it serves now. */
static bool means_all(const struct config_node *node)
{
	return node->kind == CONFIG_TEXT &&
	       (strcmp(node->text, "all") == 0 || strcmp(node->text, "old_halls") == 0);
}

static void take_applies(struct config_map *map, struct calendar_exception *exception)
{
	struct config_node *node = config_node_find(map->node, "applies"), *list;
	const char *text;
	if (node && node->kind != CONFIG_LIST) {
		if (config_map_text(map, "applies", &text) == 1 && !means_all(node))
			take_scope(exception, node);
	} else if (config_map_list(map, "applies", 1, WINDOW_SERVICES_MAX, &list) == 1) {
		for (struct config_node *item = list->first; item; item = item->next)
			take_scope(exception, item);
	}
}

static void read_dated(struct hall_reading *reading, struct config_node *item, bool override)
{
	struct hall_calendar *calendar = &reading->hall->calendar;
	struct calendar_exception *exception;
	struct config_map *map;
	if (config_node_map(item, &map) != 1)
		return;
	if (calendar->exception_count == EXCEPTIONS_MAX) {
		if (!item->parent->failed)
			config_node_fail(
				item,
				"found more than %d exceptions and overrides, which is all "
				"that is allowed",
				EXCEPTIONS_MAX);
		return;
	}
	reading->exceptions[calendar->exception_count] = item;
	exception = &calendar->exceptions[calendar->exception_count++];
	exception->override = override;
	take_dates(map, exception);
	take_state(map, exception);
	if (override && !config_node_find(map->node, "services"))
		config_map_missing(map, "services", "a list of service codes");
	if (override)
		config_take_codes(map, "services", exception->services, &exception->service_count);
	else
		take_applies(map, exception);
	config_take_words(map, "text", &exception->text,
			  override ? NULL : "what people are told in Chinese");
	config_take_words(map, "notice", &exception->notice, NULL);
	if (override && exception->state == EXCEPTION_NOTICE && !exception->ends_min &&
	    !item->failed)
		config_node_fail(item, "found a row that changes nothing, allowed are rows with "
				       "\"state\" or \"service_ends\"");
	config_map_leftover(map, true);
}

static void read_exception(struct hall_reading *reading, struct config_node *item)
{
	read_dated(reading, item, false);
}

static void read_override(struct hall_reading *reading, struct config_node *item)
{
	read_dated(reading, item, true);
}

/* --- rows of hours --- */

static void take_season(struct hall_reading *reading, struct config_map *map, struct hours *row)
{
	const struct hall_calendar *calendar = &reading->hall->calendar;
	char id[ID_MAX];
	struct config_node *node;
	if (config_take_id(map, "season", id, NULL) != 1)
		return;
	for (uint8_t i = 0; i < calendar->season_count; i++)
		if (strcmp(calendar->seasons[i].id, id) == 0)
			row->season = (uint8_t)(i + 1);
	node = config_node_find(map->node, "season");
	if (row->season)
		return;
	if (config_node_find(reading->top, "calendar") && config_check_failed(reading, "calendar"))
		return;
	if (calendar->season_count == 0)
		config_node_fail(node, "found a season, allowed are the ids under "
				       "\"calendar.seasons\", where none stand");
	else
		config_check_unknown(node, id, calendar->seasons[0].id, sizeof calendar->seasons[0],
				     calendar->season_count);
}

static void read_hours(struct hall_reading *reading, struct config_node *item)
{
	struct hall_calendar *calendar = &reading->hall->calendar;
	struct hours *row = &calendar->hours[calendar->hours_count];
	struct config_map *map;
	if (config_node_map(item, &map) != 1)
		return;
	reading->hours[calendar->hours_count++] = item;
	config_take_id(map, "id", row->id, NULL);
	take_choice(map, "kind", kinds, &row->kind);
	if (row->kind == HOURS_ON_REQUEST) {
		config_take_words(map, "name", &row->words,
				  "what these hours are called, 延时服务");
	} else {
		config_take_days(map, "days", &row->days, "a list of mon tue wed thu fri sat sun");
		config_take_spans(map, "spans", row->spans, &row->span_count,
				  "a list such as [[\"09:00\", \"12:00\"]]");
		take_season(reading, map, row);
		take_choice(map, "except", excepts, &row->except);
		take_policy(map, &row->block);
		config_take_words(map, "quote", &row->words, NULL);
	}
	config_take_codes(map, "services", row->services, &row->service_count);
	config_map_leftover(map, true);
}

/* --- the sections --- */

static void each_row(struct hall_reading *reading, struct config_map *map, const char *key,
		     unsigned max, const char *expected,
		     void (*read)(struct hall_reading *reading, struct config_node *item))
{
	struct config_node *list;
	int taken = config_map_list(map, key, 1, max, &list);
	if (taken == 0 && expected)
		config_map_missing(map, key, expected);
	for (struct config_node *item = taken == 1 ? list->first : NULL; item; item = item->next)
		read(reading, item);
}

static void read_calendar(struct hall_reading *reading, struct config_map *map)
{
	struct hall_calendar *calendar = &reading->hall->calendar;
	bool makeup_open = true;
	if (config_take_id(map, "base", calendar->base, NULL) == 1)
		reading->base = config_node_find(map->node, "base");
	if (config_take_id(map, "region", calendar->region, NULL) == 1)
		reading->region = config_node_find(map->node, "region");
	if (config_map_boolean(map, "makeup_workdays_open", &makeup_open) == 1)
		calendar->makeup_closed = !makeup_open;
	take_policy(map, &calendar->block);
	config_take_u16(map, "cutoff_min", 0, 480, &calendar->cutoff_min);
	each_row(reading, map, "seasons", SEASONS_MAX, NULL, read_season);
	each_row(reading, map, "exceptions", EXCEPTIONS_MAX, NULL, read_exception);
	each_row(reading, map, "overrides", EXCEPTIONS_MAX, NULL, read_override);
	config_map_leftover(map, true);
}

/* A rule speaks for the rows within its days that don't speak for themselves. */
static void apply_rule(struct hall_reading *reading, struct config_map *map,
		       const struct hours *rule)
{
	struct hall_calendar *calendar = &reading->hall->calendar;
	bool any = false;
	for (unsigned i = 0; i < calendar->hours_count; i++) {
		struct hours *row = &calendar->hours[i];
		if (row->kind != HOURS_WEEKLY || (row->days & ~rule->days))
			continue;
		any = true;
		if (!config_node_find(reading->hours[i], "except"))
			row->except = rule->except;
		if (row->block == BLOCK_AS_HALL)
			row->block = rule->block;
		if (row->words.zh[0] == 0)
			row->words = rule->words;
	}
	if (!any && rule->days && !config_check_failed(reading, "hours"))
		config_map_fail(map, "days",
				"found days that no row of \"hours\" lies within, allowed are days "
				"of such a row");
}

static void read_rule(struct hall_reading *reading, struct config_map *map)
{
	struct hall_calendar *calendar = &reading->hall->calendar;
	struct hours rule;
	uint8_t makeup = 0;
	memset(&rule, 0, sizeof rule);
	if (config_take_days(map, "days", &rule.days, NULL) == 0)
		rule.days = 0x7f;
	take_choice(map, "except", excepts, &rule.except);
	take_policy(map, &rule.block);
	config_take_words(map, "quote", &rule.words, NULL);
	take_choice(map, "makeup_workday_policy", makeup_policies, &makeup);
	if (makeup == 1)
		calendar->makeup_closed = true;
	config_map_leftover(map, true);
	apply_rule(reading, map, &rule);
}

static void read_others(struct hall_reading *reading, struct config_map *map)
{
	int ticketing;
	if (config_map_choice(map, "ticketing", ticketings, &ticketing) == 0)
		config_map_missing(map, "ticketing", "refused");
	config_take_words(map, "message", &reading->hall->calendar.others_notice,
			  "what people are told in Chinese");
	config_map_leftover(map, true);
}

/* --- whose holidays --- */

static void copy_found(const struct config_node *map, const char *key, char out[ID_MAX])
{
	const struct config_node *node =
		map && map->kind == CONFIG_MAP ? config_node_find(map, key) : NULL;
	out[0] = 0;
	if (node && node->kind == CONFIG_TEXT && strlen(node->text) < ID_MAX &&
	    !strpbrk(node->text, "/."))
		memcpy(out, node->text, strlen(node->text) + 1);
}

/* Whoever is closed on legal holidays knows some, even where no base is named. */
static bool speaks_of_holidays(const struct config_node *top)
{
	static const char *const words[] = { "except", "block_days_policy" };
	const struct config_node *rule = config_node_find(top, "rule");
	const struct config_node *hours = config_node_find(top, "hours");
	for (int i = 0; i < 2; i++) {
		if (rule && rule->kind == CONFIG_MAP && config_node_find(rule, words[i]))
			return true;
		if (!hours || hours->kind != CONFIG_LIST)
			continue;
		for (const struct config_node *row = hours->first; row; row = row->next)
			if (row->kind == CONFIG_MAP && config_node_find(row, words[i]))
				return true;
	}
	return false;
}

void config_calendar_bases(const struct config_node *top, char base[ID_MAX], char region[ID_MAX])
{
	const struct config_node *calendar;
	base[0] = region[0] = 0;
	if (top->kind != CONFIG_MAP)
		return;
	calendar = config_node_find(top, "calendar");
	copy_found(calendar, "base", base);
	copy_found(calendar, "region", region);
	if (base[0] == 0 && speaks_of_holidays(top))
		memcpy(base, default_base, sizeof default_base);
}

void config_calendar_read(struct hall_reading *reading, struct config_map *top)
{
	struct hall_calendar *calendar = &reading->hall->calendar;
	struct config_map *map;
	char region[ID_MAX];
	if (config_map_map(top, "calendar", &map) == 1)
		read_calendar(reading, map);
	each_row(reading, top, "hours", HOURS_MAX, "a list of weekly opening hours", read_hours);
	if (config_map_map(top, "rule", &map) == 1)
		read_rule(reading, map);
	if (config_map_map(top, "other_zones", &map) == 1)
		read_others(reading, map);
	if (calendar->base[0] == 0) {
		config_calendar_bases(reading->top, calendar->base, region);
		/* Where it says so without naming them, the mark is where it is said. */
		reading->base = config_node_find(reading->top, "rule");
		if (!reading->base)
			reading->base = config_node_find(reading->top, "hours");
	}
}
