/* The services of a hall file, each value by itself; what must agree is in config_service_check.c.
 * Whatever may be left out has its default behind "=".
 *
 *   services[].code               A-Z a-z 0-9 - _
 *   services[].name               in Chinese
 *   services[].name_en            = none
 *   services[].name_ug            = none
 *   services[].prefix             one to three letters A-Z; = that of the queue it shares
 *   services[].zone               = the only zone
 *   services[].shares_queue       = none; the service whose queue and numbers it shares
 *   services[].department         = none; whose service it is, the idle text of its windows
 *   services[].case_type          = none; a row of "case_types"
 *   services[].mean_min           = 10; how long one service takes on average
 *   services[].target_min         = 20; the wait aimed at, weighs this service against others
 *   services[].start_after_s      = 20; a start is inferred so long after the last call; 0: never
 *   services[].numbers            = [ticket.start, 9999]; its block of numbers
 *   services[].format             = ticket.format
 *   services[].daily_quota        = quotas.default_daily; numbers a day; 0: none are given out,
 *                                 people come here by transfer
 *   services[].session_quotas     = none; [morning, afternoon …]: numbers of each session of a day
 *   services[].site_quota         = none; numbers a day taken in the hall
 *   services[].online_quota       = none; numbers a day booked online
 *   services[].person_quota       = quotas.default_person; numbers a day for one person
 *   services[].phone_quota        = quotas.default_phone; numbers a day for one phone
 *   services[].slot_capacity      = half of what its windows can serve in a slot; appointments in
 *                                 one slot; 0: none can be made
 *   services[].cutoff_min         = calendar.cutoff_min; no numbers so long before closing
 *   services[].parallel_approval  = false; several departments have the papers at once
 *   services[].unresolved         = false; 办不成事: each number raises a warning
 *   services[].kiosk              = true; offered at kiosks
 *   services[].thresholds         = the zone's; see config_rules.c */
#include "config_hall.h"
#include "config_take.h"

#include <stdio.h>
#include <string.h>

enum { DEFAULT_MEAN_MIN = 10, DEFAULT_START_AFTER_S = 20, NUMBER_LAST = 65535 };

static void read_prefix(struct service *service, struct config_map *map)
{
	const char *text;
	char problem[CONFIG_MESSAGE_BYTES / 2], found[CONFIG_FOUND_MAX];
	int taken = config_map_text(map, "prefix", &text);
	size_t letters = 0;
	if (taken == 0 && !service->shares_queue[0])
		config_map_missing(map, "prefix", "one to three letters A-Z before the number");
	if (taken != 1)
		return;
	while (text[letters] >= 'A' && text[letters] <= 'Z')
		letters++;
	if (text[letters] == 0 && letters < PREFIX_MAX) {
		memcpy(service->prefix, text, letters + 1);
		return;
	}
	snprintf(problem, sizeof problem, "found %s, allowed are one to three letters A-Z",
		 config_text_found(text, found));
	config_map_fail(map, "prefix", problem);
}

static void read_numbers(struct service *service, struct config_map *map)
{
	struct config_node *list;
	long first, last;
	if (config_map_list(map, "numbers", 2, 2, &list) != 1)
		return;
	int from = config_node_integer(list->first, 1, NUMBER_LAST, &first);
	int to = config_node_integer(list->last, 1, NUMBER_LAST, &last);
	if (from != 1 || to != 1)
		return;
	if (first >= last)
		config_node_fail(list,
				 "found a block from %ld to %ld, allowed are blocks that "
				 "ascend",
				 first, last);
	else {
		service->first_number = (uint16_t)first;
		service->last_number = (uint16_t)last;
	}
}

static void read_session_quotas(struct service *service, struct config_map *map)
{
	struct config_node *list;
	unsigned count = 0;
	if (config_map_list(map, "session_quotas", 1, SPANS_MAX, &list) != 1)
		return;
	for (struct config_node *item = list->first; item; item = item->next) {
		long value;
		if (config_node_integer(item, 1, TICKETS_MAX, &value) == 1)
			service->quota_sessions[count] = (uint16_t)value;
		count++;
	}
}

static void read_quotas(struct hall_reading *reading, struct service *service,
			struct config_map *map)
{
	long daily = reading->default_daily;
	if (config_map_integer(map, "daily_quota", 0, TICKETS_MAX, &daily) == 1)
		service->transfer_only = daily == 0;
	service->quota_day = (uint16_t)daily;
	service->quota_person = reading->default_person;
	service->quota_phone = reading->default_phone;
	read_session_quotas(service, map);
	config_take_u16(map, "site_quota", 1, TICKETS_MAX, &service->quota_site);
	config_take_u16(map, "online_quota", 1, TICKETS_MAX, &service->quota_online);
	config_take_u8(map, "person_quota", 1, 200, &service->quota_person);
	config_take_u8(map, "phone_quota", 1, 200, &service->quota_phone);
}

static void read_times(struct hall_reading *reading, struct service *service,
		       struct config_map *map)
{
	long mean_min = DEFAULT_MEAN_MIN, target_min = 0, cutoff_min;
	reading->mean_given[service - reading->hall->services] =
		config_map_integer(map, "mean_min", 1, 480, &mean_min) != 0;
	config_map_integer(map, "target_min", 1, 480, &target_min);
	service->mean_s = (uint16_t)(mean_min * 60);
	service->target_s = (uint16_t)(target_min * 60);
	service->start_after_s = DEFAULT_START_AFTER_S;
	config_take_u16(map, "start_after_s", 0, 3600, &service->start_after_s);
	if (config_map_integer(map, "cutoff_min", 0, 720, &cutoff_min) == 1)
		service->cutoff_min = cutoff_min ? (uint16_t)cutoff_min : NO_CUTOFF;
}

static void read_service(struct hall_reading *reading, struct config_node *item)
{
	const int index = reading->hall->service_count;
	struct service *service = &reading->hall->services[index];
	struct config_map *map;
	int kiosk;
	if (config_node_map(item, &map) != 1)
		return;
	reading->services[reading->hall->service_count++] = item;
	config_take_id(map, "code", service->code, "a short code of the service such as RE1");
	config_take_name(map, "name", service->name, sizeof service->name,
			 "the service's name in Chinese");
	config_take_name(map, "name_en", service->name_en, sizeof service->name_en, NULL);
	config_take_name(map, "name_ug", service->name_ug, sizeof service->name_ug, NULL);
	config_take_id(map, "shares_queue", service->shares_queue, NULL);
	read_prefix(service, map);
	config_take_id(map, "zone", service->zone, NULL);
	config_take_name(map, "department", service->department, sizeof service->department, NULL);
	config_take_id(map, "case_type", service->case_type, NULL);
	read_times(reading, service, map);
	read_numbers(service, map);
	config_format_read(map, &service->digits);
	read_quotas(reading, service, map);
	reading->capacity_given[index] = config_node_find(item, "slot_capacity") != NULL;
	config_take_u16(map, "slot_capacity", 0, BOOKINGS_DAY_MAX, &service->slot_capacity);
	config_map_boolean(map, "parallel_approval", &service->parallel);
	config_map_boolean(map, "unresolved", &service->unresolved);
	service->kiosk = !service->transfer_only;
	kiosk = config_map_boolean(map, "kiosk", &service->kiosk);
	if (kiosk == 1 && service->kiosk && service->transfer_only)
		config_map_fail(map, "kiosk",
				"found true beside \"daily_quota: 0\", allowed is false: no "
				"numbers are given out");
	config_thresholds_read(&service->thresholds, map);
	config_map_leftover(map, true);
}

void config_services_read(struct hall_reading *reading, struct config_map *top)
{
	config_rows_read(reading, top, "services", SERVICES_MAX, "a list of services",
			 read_service);
	for (int i = 0; i < reading->hall->service_count; i++) {
		struct service *service = &reading->hall->services[i];
		const struct hall *hall = reading->hall;
		int owner = service->shares_queue[0]
				    ? hall_find_service(hall, service->shares_queue)
				    : -1;
		if (!service->prefix[0] && owner >= 0)
			memcpy(service->prefix, hall->services[owner].prefix, PREFIX_MAX);
		if (service->zone[0] || config_node_find(reading->services[i], "zone"))
			continue;
		if (hall->zone_count == 1)
			memcpy(service->zone, hall->zones[0].id, ID_MAX);
		else
			config_map_missing(&reading->services[i]->map, "zone",
					   "the id of its zone");
	}
}

/* What the windows of a service can serve in one slot, halved: the other half is for who comes
 * without an appointment. */
static uint16_t usual_capacity(const struct hall *hall, const struct service *service)
{
	uint32_t seconds = 0;
	for (int i = 0; i < hall->window_count; i++)
		for (int j = 0; j < hall->windows[i].service_count; j++)
			if (strcmp(hall->windows[i].services[j], service->code) == 0)
				seconds += (uint32_t)hall->slot_min * 60 /
					   hall->windows[i].service_count;
	uint32_t capacity = seconds / service->mean_s / 2;
	if (capacity > BOOKINGS_DAY_MAX)
		capacity = BOOKINGS_DAY_MAX;
	return (uint16_t)(capacity > 0 ? capacity : 1);
}

void config_services_resolve(struct hall_reading *reading)
{
	struct hall *hall = reading->hall;
	for (int i = 0; i < hall->service_count && hall->booking; i++) {
		struct service *service = &hall->services[i];
		if (!reading->capacity_given[i] && !service->transfer_only && service->mean_s > 0)
			service->slot_capacity = usual_capacity(hall, service);
	}
}
