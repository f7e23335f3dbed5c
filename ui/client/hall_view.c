/* JSON to the structs of hall_view.h. What is missing or of another type gets its empty value; only
 * what the screens can't do without makes an answer invalid. */
#include "hall_view.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Cut at a character, never inside one. */
static void copy_text(char *to, size_t size, const json_t *from)
{
	const char *text = json_string_value(from);
	size_t length = text ? strlen(text) : 0;
	if (length >= size) {
		length = size - 1;
		while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
			length--;
	}
	if (length > 0)
		memcpy(to, text, length);
	to[length] = '\0';
}

static void copy_name(struct view_name *name, const json_t *object)
{
	copy_text(name->text[VIEW_ZH], VIEW_NAME_MAX, json_object_get(object, "name"));
	copy_text(name->text[VIEW_EN], VIEW_NAME_MAX, json_object_get(object, "name_en"));
	copy_text(name->text[VIEW_UG], VIEW_NAME_MAX, json_object_get(object, "name_ug"));
}

static int small_number(const json_t *value)
{
	const json_int_t number = json_integer_value(value);
	return number < -99999 || number > 99999 ? 0 : (int)number;
}

static bool wait_range(const json_t *range, int *low, int *high)
{
	if (json_array_size(range) != 2 || !json_is_integer(json_array_get(range, 0)) ||
	    !json_is_integer(json_array_get(range, 1)))
		return false;
	*low = small_number(json_array_get(range, 0));
	*high = small_number(json_array_get(range, 1));
	return *low >= 0 && *high >= *low;
}

/* Days since 1970-01-01 of the Gregorian calendar, by counting the days of 400-year cycles that
 * start on 1 March, so that the leap day comes last. */
static int64_t day_number(int year, int month, int day)
{
	const int64_t y = month > 2 ? year : year - 1;
	const int64_t m = month > 2 ? month - 3 : month + 9;
	return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719468;
}

static void civil_date(int64_t days, struct view_date *date)
{
	/* A first guess that is never late, corrected by at most two years. */
	int year = 1970 + (int)(days / 366);
	while (day_number(year + 1, 1, 1) <= days)
		year++;
	int month = 1;
	while (month < 12 && day_number(year, month + 1, 1) <= days)
		month++;
	date->year = year;
	date->month = month;
	date->day = (int)(days - day_number(year, month, 1)) + 1;
}

bool view_time_parse(struct view_time *time, const char *text)
{
	int year, month, day, hour, minute, second, length = 0;
	memset(time, 0, sizeof *time);
	if (text == NULL || sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour,
				   &minute, &second, &length) != 6)
		return false;
	if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 ||
	    hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
		return false;
	text += length;
	if (*text == '.')
		text += 1 + strspn(text + 1, "0123456789");
	int offset = 0;
	if (strcmp(text, "Z") != 0) {
		int hours, minutes;
		char end;
		if ((*text != '+' && *text != '-') ||
		    sscanf(text + 1, "%2d:%2d%c", &hours, &minutes, &end) != 2 || hours > 23 ||
		    minutes > 59 || hours < 0 || minutes < 0)
			return false;
		offset = (hours * 60 + minutes) * (*text == '-' ? -60 : 60);
	}
	time->offset_s = offset;
	time->epoch_s =
		day_number(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
	return true;
}

void view_time_date(const struct view_time *time, struct view_date *date)
{
	const int64_t local = time->epoch_s + time->offset_s;
	const int64_t days = local / 86400;
	const int seconds = (int)(local % 86400);
	civil_date(days, date);
	date->weekday = (int)((days + 3) % 7); /* 1970-01-01 was a Thursday */
	date->hour = seconds / 3600;
	date->minute = seconds / 60 % 60;
	date->day_number = (int32_t)days;
}

static enum view_printer printer_state(const char *text)
{
	static const struct {
		const char *text;
		enum view_printer state;
	} states[] = {
		{ "ok", VIEW_PRINTER_OK },
		{ "near_end", VIEW_PRINTER_NEAR_END },
		{ "starting", VIEW_PRINTER_STARTING },
		{ "paper_out", VIEW_PRINTER_PAPER_OUT },
		{ "cover_open", VIEW_PRINTER_COVER_OPEN },
		{ "lost", VIEW_PRINTER_LOST },
		{ "no_answer", VIEW_PRINTER_LOST },
		{ "unplugged", VIEW_PRINTER_LOST },
		{ "none", VIEW_PRINTER_NONE },
	};
	for (size_t i = 0; text != NULL && i < sizeof states / sizeof *states; i++)
		if (strcmp(states[i].text, text) == 0)
			return states[i].state;
	return text ? VIEW_PRINTER_OTHER : VIEW_PRINTER_NONE;
}

static void parse_zone(struct view_zone *zone, const json_t *from)
{
	const char *kind = json_string_value(json_object_get(from, "kind"));
	copy_text(zone->id, sizeof zone->id, json_object_get(from, "id"));
	copy_name(&zone->name, from);
	zone->floor = small_number(json_object_get(from, "floor"));
	zone->is_service = kind == NULL || strcmp(kind, "support") != 0;
}

static void parse_service(struct view_service *service, const json_t *from)
{
	const json_t *kiosk = json_object_get(from, "kiosk");
	copy_text(service->code, sizeof service->code, json_object_get(from, "code"));
	copy_text(service->zone, sizeof service->zone, json_object_get(from, "zone"));
	copy_name(&service->name, from);
	service->kiosk = kiosk == NULL || json_is_true(kiosk);
	service->open = json_is_true(json_object_get(from, "open"));
	service->waiting = small_number(json_object_get(from, "waiting"));
	service->has_wait = wait_range(json_object_get(from, "wait_min"), &service->wait_low_min,
				       &service->wait_high_min);
	service->open_windows = small_number(json_object_get(from, "open_windows"));
	view_time_parse(&service->next_opening,
			json_string_value(json_object_get(from, "next_opening")));
}

int hall_view_parse(struct hall_view *view, const json_t *answer)
{
	const json_t *hall = json_object_get(answer, "hall");
	const json_t *zones = json_object_get(answer, "zones");
	const json_t *services = json_object_get(answer, "services");
	const json_t *kiosk = json_object_get(answer, "kiosk");
	const json_t *item;
	size_t index;
	memset(view, 0, sizeof *view);
	if (!json_is_object(hall) || !json_is_array(zones) || !json_is_array(services))
		return -EINVAL;
	view->sequence = (uint64_t)json_integer_value(json_object_get(answer, "sequence"));
	view_time_parse(&view->time, json_string_value(json_object_get(answer, "time")));
	copy_name(&view->name, hall);
	copy_text(view->phone, sizeof view->phone, json_object_get(hall, "phone"));
	json_array_foreach(zones, index, item) if (index < VIEW_ZONES_MAX)
		parse_zone(&view->zones[view->zone_count++], item);
	json_array_foreach(services, index, item) if (index < VIEW_SERVICES_MAX)
		parse_service(&view->services[view->service_count++], item);
	view->printer = printer_state(json_string_value(json_object_get(kiosk, "printer")));
	view->can_print = json_is_true(json_object_get(kiosk, "can_print"));
	return 0;
}

static enum view_print print_state(const char *text)
{
	static const char *const names[] = { "none", "pending", "printed", "failed", "unknown" };
	for (size_t i = 0; text != NULL && i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], text) == 0)
			return (enum view_print)i;
	return VIEW_PRINT_UNKNOWN;
}

int ticket_view_parse(struct ticket_view *view, const json_t *answer)
{
	memset(view, 0, sizeof *view);
	copy_text(view->id, sizeof view->id, json_object_get(answer, "id"));
	copy_text(view->number, sizeof view->number, json_object_get(answer, "number"));
	copy_text(view->service, sizeof view->service, json_object_get(answer, "service"));
	copy_text(view->zone, sizeof view->zone, json_object_get(answer, "zone"));
	view->floor = small_number(json_object_get(answer, "floor"));
	view->ahead = small_number(json_object_get(answer, "ahead"));
	view->has_wait = wait_range(json_object_get(answer, "wait_min"), &view->wait_low_min,
				    &view->wait_high_min);
	view->print = print_state(json_string_value(json_object_get(answer, "print")));
	return view->id[0] && view->number[0] ? 0 : -EINVAL;
}

const char *view_name_text(const struct view_name *name, enum view_language language)
{
	return name->text[language][0] ? name->text[language] : name->text[VIEW_ZH];
}

int hall_view_zone(const struct hall_view *view, const char *id)
{
	for (int i = 0; i < view->zone_count; i++)
		if (strcmp(view->zones[i].id, id) == 0)
			return i;
	return -1;
}

int hall_view_service(const struct hall_view *view, const char *code)
{
	for (int i = 0; i < view->service_count; i++)
		if (strcmp(view->services[i].code, code) == 0)
			return i;
	return -1;
}
