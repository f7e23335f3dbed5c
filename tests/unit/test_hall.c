/* A hall's defaults and its parts by id: firmware/core/hall/hall.c. */
#include "check.h"
#include "core_world.h"

static void the_defaults_are_those_of_the_header(void)
{
	static struct hall hall;
	memset(&hall, 0xff, sizeof hall);
	hall_init(&hall);
	CHECK(hall.day_opens_min == 180 && hall.expire_after_close_min == 30);
	CHECK(hall.call_interval_s == 30 && hall.recall_gap_s == 10 && hall.max_calls == 3);
	CHECK(hall.voice_repeat == 2 && !hall.silent && hall.patience_s == 90);
	CHECK(hall.rating_window_s == 15 && hall.double_press_ms == 2000);
	CHECK(hall.displays.brightness_percent == 100 && !hall.beep);
	CHECK(hall.first_number == 1 && hall.digits == 3);
	CHECK(hall.window_count == 0 && hall.service_count == 0 && hall.calendar.hours_count == 0);
}

static void parts_are_found_by_id_or_not_at_all(void)
{
	static struct hall hall;
	world_hall(&hall);
	CHECK(hall_find_zone(&hall, "PS") == 1 && hall_find_zone(&hall, "ps") == -1);
	CHECK(hall_find_service(&hall, "RE2") == 1 && hall_find_service(&hall, "") == -1);
	CHECK(hall_find_window(&hall, "06") == 2 && hall_find_window(&hall, "6") == -1);
	CHECK(hall_find_agent(&hall, "1001") == -1);
	strcpy(hall.agents[hall.agent_count++].id, "1001");
	CHECK(hall_find_agent(&hall, "1001") == 0);
	CHECK(hall_find_floor(&hall, 1) == 0 && hall_find_floor(&hall, 0) == -1);
}

int main(void)
{
	the_defaults_are_those_of_the_header();
	parts_are_found_by_id_or_not_at_all();
	return check_result();
}
