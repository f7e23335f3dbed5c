/* Small takes for the parts of a hall file: names, ids, times. */
#include "config_take.h"

#include "calendar.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const day_names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL };

int config_take_name(struct config_map *map, const char *key, char *out, size_t size,
		     const char *expected)
{
	const char *text;
	char found[CONFIG_FOUND_MAX];
	struct config_node *node;
	int taken = config_map_text(map, key, &text);
	if (taken == 0 && expected)
		return config_map_missing(map, key, expected);
	if (taken <= 0)
		return taken;
	node = config_node_find(map->node, key);
	if (strlen(text) >= size)
		return config_node_fail(node, "found %zu bytes (%s), allowed are at most %zu",
					strlen(text), config_text_found(text, found), size - 1);
	memcpy(out, text, strlen(text) + 1);
	return 1;
}

int config_take_words(struct config_map *map, const char *key, struct hall_text *out,
		      const char *expected)
{
	char other[32];
	int taken = config_take_name(map, key, out->zh, sizeof out->zh, expected);
	snprintf(other, sizeof other, "%s_en", key);
	config_take_name(map, other, out->en, sizeof out->en, NULL);
	snprintf(other, sizeof other, "%s_ug", key);
	config_take_name(map, other, out->ug, sizeof out->ug, NULL);
	return taken;
}

static bool is_id(const char *text)
{
	size_t length = strlen(text);
	for (const char *at = text; *at; at++)
		if (!isalnum((unsigned char)*at) && *at != '-' && *at != '_')
			return false;
	return length > 0 && length < ID_MAX;
}

int config_copy_id(struct config_node *node, char out[ID_MAX])
{
	const char *text;
	char found[CONFIG_FOUND_MAX];
	int taken = config_node_text(node, &text);
	if (taken < 0)
		return taken;
	if (!is_id(text))
		return config_node_fail(
			node, "found %s, allowed are 1 to %d of the characters A-Z a-z 0-9 - _",
			config_text_found(text, found), ID_MAX - 1);
	memcpy(out, text, strlen(text) + 1);
	return 1;
}

int config_take_id(struct config_map *map, const char *key, char out[ID_MAX], const char *expected)
{
	const char *text;
	int taken = config_map_text(map, key, &text);
	if (taken == 0 && expected)
		return config_map_missing(map, key, expected);
	return taken <= 0 ? taken : config_copy_id(config_node_find(map->node, key), out);
}

void config_take_codes(struct config_map *map, const char *key, char codes[][ID_MAX],
		       uint8_t *count)
{
	struct config_node *list;
	if (config_map_list(map, key, 1, WINDOW_SERVICES_MAX, &list) != 1)
		return;
	for (struct config_node *item = list->first; item; item = item->next)
		if (config_copy_id(item, codes[*count]) == 1)
			(*count)++;
}

void config_take_u16(struct config_map *map, const char *key, long min, long max, uint16_t *out)
{
	long value;
	if (config_map_integer(map, key, min, max, &value) == 1)
		*out = (uint16_t)value;
}

void config_take_u8(struct config_map *map, const char *key, long min, long max, uint8_t *out)
{
	long value;
	if (config_map_integer(map, key, min, max, &value) == 1)
		*out = (uint8_t)value;
}

int config_node_minute(struct config_node *node, bool midnight_too, uint16_t *out)
{
	const char *text;
	char found[CONFIG_FOUND_MAX];
	int taken = config_node_text(node, &text);
	unsigned minute = 0;
	bool good;
	if (taken < 0)
		return taken;
	good = strlen(text) == 5 && isdigit((unsigned char)text[0]) &&
	       isdigit((unsigned char)text[1]) && text[2] == ':' &&
	       isdigit((unsigned char)text[3]) && isdigit((unsigned char)text[4]) && text[3] < '6';
	if (good)
		minute = (unsigned)((text[0] - '0') * 10 + (text[1] - '0')) * 60 +
			 (unsigned)((text[3] - '0') * 10 + (text[4] - '0'));
	if (!good || minute > (midnight_too ? 1440 : 1439))
		return config_node_fail(
			node, "found %s, allowed are times from \"00:00\" to \"%s\"",
			config_text_found(text, found), midnight_too ? "24:00" : "23:59");
	*out = (uint16_t)minute;
	return 1;
}

/* @p digits decimal digits. */
static bool parse_digits(const char *text, unsigned digits, unsigned *out)
{
	*out = 0;
	for (unsigned i = 0; i < digits; i++) {
		if (!isdigit((unsigned char)text[i]))
			return false;
		*out = *out * 10 + (unsigned)(text[i] - '0');
	}
	return true;
}

/* Does this month have such a day? Seen through the calendar itself. */
static bool is_day(unsigned year, unsigned month, unsigned day, int32_t *out)
{
	int year_back;
	unsigned month_back, day_back;
	if (month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	*out = calendar_day((int)year, month, day);
	calendar_civil(*out, &year_back, &month_back, &day_back);
	return month_back == month && day_back == day;
}

bool config_date(const char *text, int32_t *out)
{
	unsigned year, month, day;
	return strlen(text) == 10 && text[4] == '-' && text[7] == '-' &&
	       parse_digits(text, 4, &year) && parse_digits(text + 5, 2, &month) &&
	       parse_digits(text + 8, 2, &day) && year >= 2000 && year <= 2099 &&
	       is_day(year, month, day, out);
}

int config_node_date(struct config_node *node, int32_t *out)
{
	const char *text;
	char found[CONFIG_FOUND_MAX];
	int taken = config_node_text(node, &text);
	if (taken < 0)
		return taken;
	if (!config_date(text, out))
		return config_node_fail(node,
					"found %s, allowed are dates from 2000-01-01 to 2099-12-31",
					config_text_found(text, found));
	return 1;
}

int config_node_month_day(struct config_node *node, uint16_t *out)
{
	const char *text;
	char found[CONFIG_FOUND_MAX];
	unsigned month, day;
	int32_t date;
	int taken = config_node_text(node, &text);
	if (taken < 0)
		return taken;
	if (strlen(text) != 5 || text[2] != '-' || !parse_digits(text, 2, &month) ||
	    !parse_digits(text + 3, 2, &day) || !is_day(2000, month, day, &date))
		return config_node_fail(
			node, "found %s, allowed are days of the year from \"01-01\" to \"12-31\"",
			config_text_found(text, found));
	*out = (uint16_t)(month * 100 + day);
	return 1;
}

int config_take_days(struct config_map *map, const char *key, uint8_t *days, const char *expected)
{
	struct config_node *list;
	int taken = config_map_list(map, key, 1, 7, &list);
	if (taken == 0 && expected)
		return config_map_missing(map, key, expected);
	for (struct config_node *item = taken == 1 ? list->first : NULL; item; item = item->next) {
		const char *text;
		char found[CONFIG_FOUND_MAX];
		unsigned day = 0;
		if (config_node_text(item, &text) != 1)
			continue;
		while (day_names[day] && strcmp(day_names[day], text) != 0)
			day++;
		if (!day_names[day])
			config_node_fail(item,
					 "found %s, allowed are mon, tue, wed, thu, fri, sat, sun",
					 config_text_found(text, found));
		else if (*days & (1U << day))
			config_node_fail(item, "found %s again, allowed is each day once in a row",
					 config_text_found(text, found));
		else
			*days = (uint8_t)(*days | (1U << day));
	}
	return taken;
}

static void take_span(struct span spans[SPANS_MAX], uint8_t *count, struct config_node *item)
{
	struct span span;
	if (item->kind != CONFIG_LIST || item->count != 2) {
		char found[CONFIG_FOUND_MAX];
		if (item->kind != CONFIG_BAD)
			config_node_fail(item, "found %s, allowed is a pair [from, to] of times",
					 item->kind == CONFIG_LIST
						 ? "a list of another length"
						 : config_node_found(item, found));
		return;
	}
	/* Both are read, so that both mistakes are said. */
	int from = config_node_minute(item->first, false, &span.from_min);
	int to = config_node_minute(item->last, true, &span.to_min);
	if (from != 1 || to != 1)
		return;
	if (span.from_min >= span.to_min)
		config_node_fail(
			item, "found a span that ends at %s, allowed are ends after its start %s",
			item->last->text, item->first->text);
	else if (*count > 0 && span.from_min < spans[*count - 1].to_min)
		config_node_fail(
			item,
			"found a span from %s before the end of the span above, allowed are spans "
			"that ascend and don't overlap",
			item->first->text);
	else
		spans[(*count)++] = span;
}

int config_take_spans(struct config_map *map, const char *key, struct span spans[SPANS_MAX],
		      uint8_t *count, const char *expected)
{
	struct config_node *list;
	int taken = config_map_list(map, key, 1, SPANS_MAX, &list);
	if (taken == 0 && expected)
		return config_map_missing(map, key, expected);
	for (struct config_node *item = taken == 1 ? list->first : NULL; item; item = item->next)
		take_span(spans, count, item);
	return taken;
}
