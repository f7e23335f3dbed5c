/* The defaults of a hall and finding its parts by id. Reads no file: firmware/config fills a hall.
 */
#include "hall.h"

#include <stddef.h>
#include <string.h>

void hall_init(struct hall *hall)
{
	memset(hall, 0, sizeof *hall);
	hall->day_opens_min = 180;
	hall->expire_after_close_min = 30;
	hall->call_interval_s = 30;
	hall->recall_gap_s = 10;
	hall->max_calls = 3;
	hall->voice_repeat = 2;
	hall->voice_on_request = true;
	hall->silent_chime = true;
	strcpy(hall->languages[0], "zh");
	hall->patience_s = 90;
	hall->patience_slow_s = 180;
	hall->no_show_mode = NO_SHOW_REQUEUE;
	hall->requeue_places = 3;
	hall->requeue_min = 5;
	hall->requeue_max = 1;
	hall->keep_min = 30;
	hall->postpone_max_min = 30;
	hall->undo_s = 60;
	hall->note_min = 10;
	hall->priority_ceiling_min = 20;
	hall->overflow_wait_min = 30;
	hall->slot_min = 30;
	hall->early_min = hall->grace_min = 15;
	hall->days_ahead = 5;
	hall->person_bookings = 1;
	hall->cancel_min = 120;
	hall->rating_window_s = 15;
	hall->rating_window_slow_s = 30;
	hall->contact_days = 1;
	hall->fix_simple_days = 5;
	hall->fix_complex_days = 15;
	hall->followup_workdays = true;
	hall->thresholds = (struct thresholds){ .wait_warn_min = 20, .wait_alarm_min = 30 };
	hall->double_press_ms = 2000;
	hall->displays.brightness_percent = 100;
	hall->displays.dim_percent = 20;
	hall->displays.waiting = true;
	hall->first_number = 1;
	hall->digits = 3;
	hall->calendar.cutoff_min = 30;
}

/* Rows that the old hall had and the new one has not are zeroed. */
static void copy_rows(void *to, size_t old, const void *from, size_t count, size_t size)
{
	memcpy(to, from, count * size);
	if (old > count)
		memset((char *)to + count * size, 0, (old - count) * size);
}

#define COPY_ROWS(array, count)                                                                    \
	copy_rows(to->array, to->count, from->array, from->count, sizeof to->array[0])

static void copy_calendar(struct hall_calendar *to, const struct hall_calendar *from)
{
	COPY_ROWS(seasons, season_count);
	COPY_ROWS(hours, hours_count);
	COPY_ROWS(exceptions, exception_count);
	COPY_ROWS(holidays, holiday_count);
	COPY_ROWS(holiday_names, holiday_name_count);
	to->others_notice = from->others_notice;
	memcpy(to, from, offsetof(struct hall_calendar, seasons));
}

static void copy_layout(struct ticket_layout *to, const struct ticket_layout *from)
{
	COPY_ROWS(blocks, block_count);
	COPY_ROWS(shorts, short_count);
	COPY_ROWS(notes, note_count);
	memcpy(to, from, offsetof(struct ticket_layout, blocks));
}

void hall_copy(struct hall *to, const struct hall *from)
{
	COPY_ROWS(floors, floor_count);
	COPY_ROWS(zones, zone_count);
	COPY_ROWS(services, service_count);
	COPY_ROWS(windows, window_count);
	COPY_ROWS(classes, class_count);
	COPY_ROWS(case_types, case_type_count);
	COPY_ROWS(kiosks, kiosk_count);
	COPY_ROWS(agents, agent_count);
	copy_layout(&to->ticket, &from->ticket);
	copy_calendar(&to->calendar, &from->calendar);
	memcpy(to, from, offsetof(struct hall, floors));
}

int hall_find_zone(const struct hall *hall, const char *id)
{
	for (int i = 0; i < hall->zone_count; i++)
		if (strcmp(hall->zones[i].id, id) == 0)
			return i;
	return -1;
}

int hall_find_service(const struct hall *hall, const char *code)
{
	for (int i = 0; i < hall->service_count; i++)
		if (strcmp(hall->services[i].code, code) == 0)
			return i;
	return -1;
}

int hall_find_window(const struct hall *hall, const char *no)
{
	for (int i = 0; i < hall->window_count; i++)
		if (strcmp(hall->windows[i].no, no) == 0)
			return i;
	return -1;
}

int hall_find_class(const struct hall *hall, const char *id)
{
	for (int i = 0; i < hall->class_count; i++)
		if (strcmp(hall->classes[i].id, id) == 0)
			return i;
	return -1;
}

int hall_find_kiosk(const struct hall *hall, const char *id)
{
	for (int i = 0; i < hall->kiosk_count; i++)
		if (strcmp(hall->kiosks[i].id, id) == 0)
			return i;
	return -1;
}

int hall_find_agent(const struct hall *hall, const char *id)
{
	for (int i = 0; i < hall->agent_count; i++)
		if (strcmp(hall->agents[i].id, id) == 0)
			return i;
	return -1;
}

int hall_floor_of(const struct hall *hall, const char *zone)
{
	int index = hall_find_zone(hall, zone);
	return index < 0 ? 0 : hall->zones[index].floor;
}

int hall_find_floor(const struct hall *hall, int no)
{
	for (int i = 0; i < hall->floor_count; i++)
		if (hall->floors[i].no == no)
			return i;
	return -1;
}
