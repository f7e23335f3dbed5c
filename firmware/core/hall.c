/* The defaults of a hall and finding its parts by id. Reads no file: firmware/config fills a hall.
 */
#include "hall.h"

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
	hall->patience_s = 90;
	hall->rating_window_s = 15;
	hall->double_press_ms = 2000;
	hall->first_number = 1;
	hall->digits = 3;
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

int hall_find_floor(const struct hall *hall, int no)
{
	for (int i = 0; i < hall->floor_count; i++)
		if (hall->floors[i].no == no)
			return i;
	return -1;
}
