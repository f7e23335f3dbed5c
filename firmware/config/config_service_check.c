/* What must agree between the services of a hall file: codes, prefixes and their numbers, shared
 * queues, quotas, a window and hours for each. */
#include "config_hall.h"

#include <stdio.h>
#include <string.h>

/* --- who serves it, and when --- */

static bool has_code(const char (*codes)[ID_MAX], size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(codes[i], code) == 0)
			return true;
	return false;
}

static bool shares_with(const struct hall *hall, int one, int other)
{
	return strcmp(hall->services[one].shares_queue, hall->services[other].code) == 0 ||
	       strcmp(hall->services[other].shares_queue, hall->services[one].code) == 0 ||
	       (hall->services[one].shares_queue[0] &&
		strcmp(hall->services[one].shares_queue, hall->services[other].shares_queue) == 0);
}

/* Who takes one of a shared queue takes them all. */
static bool served(const struct hall *hall, int index)
{
	for (int i = 0; i < hall->window_count; i++)
		for (int j = 0; j < hall->service_count; j++)
			if ((j == index || shares_with(hall, index, j)) &&
			    has_code(hall->windows[i].services, hall->windows[i].service_count,
				     hall->services[j].code))
				return true;
	return false;
}

/* A service that nobody can call, or that is never open, would take numbers for nothing. */
static void check_served(struct hall_reading *reading, int index)
{
	struct hall *hall = reading->hall;
	struct config_node *row = reading->services[index];
	const char *code = hall->services[index].code;
	bool hours = config_check_failed(reading, "hours");
	for (int i = 0; i < hall->calendar.hours_count && !hours; i++) {
		const struct hours *open = &hall->calendar.hours[i];
		hours = open->kind == HOURS_WEEKLY &&
			(open->service_count == 0 ||
			 has_code(open->services, open->service_count, code));
	}
	if (!hall->services[index].transfer_only && !config_check_failed(reading, "windows") &&
	    !served(hall, index))
		config_node_fail(
			config_check_mark(row, "code"),
			"found \"%s\", which no window serves, allowed are services that a window "
			"lists",
			code);
	if (!hours)
		config_node_fail(
			config_check_mark(row, "code"),
			"found \"%s\", which is never open, allowed are services that a row of "
			"\"hours\" opens",
			code);
}

/* --- prefixes and numbers --- */

/* One prefix for two rows of numbers: only when both are blocks, and these lie apart. */
static void check_prefix(struct hall_reading *reading, int index)
{
	const struct hall *hall = reading->hall;
	const struct service *service = &hall->services[index];
	for (int i = 0; i < index && service->prefix[0]; i++) {
		const struct service *other = &hall->services[i];
		char path[CONFIG_PATH_MAX];
		if (strcmp(service->prefix, other->prefix) != 0 || shares_with(hall, index, i))
			continue;
		if (!service->last_number || !other->last_number) {
			config_check_twice(reading->services[index], "prefix", service->prefix,
					   reading->services[i]);
			return;
		}
		if (service->first_number > other->last_number ||
		    other->first_number > service->last_number)
			continue;
		config_node_path(reading->services[i], path);
		config_node_fail(config_check_mark(reading->services[index], "numbers"),
				 "found %s%u to %s%u, of which %s in line %u has some too, allowed "
				 "are blocks apart within one prefix",
				 service->prefix, service->first_number, service->prefix,
				 service->last_number, path, reading->services[i]->line);
		return;
	}
}

static void check_shared(struct hall_reading *reading, int index)
{
	const struct hall *hall = reading->hall;
	const struct service *service = &hall->services[index], *owner;
	struct config_node *row = reading->services[index];
	struct config_node *mark = config_check_mark(row, "shares_queue");
	const int at = hall_find_service(hall, service->shares_queue);
	char found[CONFIG_FOUND_MAX];
	if (!service->shares_queue[0])
		return;
	config_text_found(service->shares_queue, found);
	if (at < 0) {
		if (!config_check_half_read(reading, "services", hall->services[0].code,
					    sizeof hall->services[0], hall->service_count))
			config_check_unknown(mark, service->shares_queue, hall->services[0].code,
					     sizeof hall->services[0], hall->service_count);
		return;
	}
	owner = &hall->services[at];
	if (at == index)
		config_node_fail(mark, "found %s itself, allowed is another service", found);
	else if (owner->shares_queue[0])
		config_node_fail(mark,
				 "found %s, which shares the queue of \"%s\", allowed are services "
				 "with a queue of their own",
				 found, owner->shares_queue);
	else if (service->prefix[0] && owner->prefix[0] &&
		 strcmp(service->prefix, owner->prefix) != 0)
		config_node_fail(config_check_mark(row, "prefix"),
				 "found \"%s\", allowed is \"%s\" as that of %s, whose numbers it "
				 "shares",
				 service->prefix, owner->prefix, owner->code);
	if (config_node_find(row, "numbers"))
		config_node_fail(config_check_mark(row, "numbers"),
				 "found beside \"shares_queue\", allowed is one of the two");
}

/* --- quotas --- */

static void check_quotas(struct hall_reading *reading, int index)
{
	const struct service *service = &reading->hall->services[index];
	struct config_node *row = reading->services[index];
	static const char *const idle[] = { "session_quotas", "site_quota",  "online_quota",
					    "person_quota",   "phone_quota", "slot_capacity" };
	unsigned sessions = 0, numbers;
	for (int i = 0; i < SPANS_MAX; i++)
		sessions += service->quota_sessions[i];
	for (size_t i = 0; service->transfer_only && i < sizeof idle / sizeof *idle; i++)
		if (config_node_find(row, idle[i]))
			config_node_fail(
				config_check_mark(row, idle[i]),
				"found beside \"daily_quota: 0\", allowed only where numbers "
				"are given out");
	if (service->quota_day == 0)
		return;
	if (sessions > service->quota_day)
		config_node_fail(config_check_mark(row, "session_quotas"),
				 "found %u in all, allowed are at most those of the day, which are "
				 "%u",
				 sessions, service->quota_day);
	if (service->quota_site > service->quota_day)
		config_node_fail(config_check_mark(row, "site_quota"),
				 "found %u, allowed are at most those of the day, which are %u",
				 service->quota_site, service->quota_day);
	if (service->quota_online > service->quota_day)
		config_node_fail(config_check_mark(row, "online_quota"),
				 "found %u, allowed are at most those of the day, which are %u",
				 service->quota_online, service->quota_day);
	numbers = service->last_number
			  ? (unsigned)(service->last_number - service->first_number) + 1
			  : 0;
	if (numbers > 0 && service->quota_day > numbers && config_node_find(row, "daily_quota"))
		config_node_fail(config_check_mark(row, "daily_quota"),
				 "found %u, allowed are at most the %u numbers of its block",
				 service->quota_day, numbers);
}

static void check_case_type(struct hall_reading *reading, int index)
{
	const struct hall *hall = reading->hall;
	const char *type = hall->services[index].case_type;
	struct config_node *mark = config_check_mark(reading->services[index], "case_type");
	if (!type[0])
		return;
	if (!config_node_find(reading->top, "case_types")) {
		config_node_fail(mark, "found a case type in a file without \"case_types\", "
				       "allowed are their ids");
		return;
	}
	for (int i = 0; i < hall->case_type_count; i++)
		if (strcmp(hall->case_types[i].id, type) == 0)
			return;
	if (!config_check_half_read(reading, "case_types", hall->case_types[0].id,
				    sizeof hall->case_types[0], hall->case_type_count))
		config_check_unknown(mark, type, hall->case_types[0].id, sizeof hall->case_types[0],
				     hall->case_type_count);
}

void config_services_check(struct hall_reading *reading)
{
	const struct hall *hall = reading->hall;
	for (int i = 0; i < hall->service_count; i++) {
		const struct service *service = &hall->services[i];
		const int code = config_check_same_before(hall->services[0].code, sizeof *service,
							  (size_t)i);
		if (code >= 0)
			config_check_twice(reading->services[i], "code", service->code,
					   reading->services[code]);
		check_prefix(reading, i);
		check_shared(reading, i);
		config_check_zone(reading, reading->services[i], service->zone);
		check_case_type(reading, i);
		check_quotas(reading, i);
	}
	for (int i = 0; i < hall->service_count; i++)
		if (hall->services[i].code[0] &&
		    config_check_same_before(hall->services[0].code, sizeof hall->services[0],
					     (size_t)i) < 0)
			check_served(reading, i);
}
