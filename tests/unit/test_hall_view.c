/* Answers of the API as structs. */
#include "check.h"
#include "hall_view.h"

#include <time.h>

static const char hall_text[] =
	"{\"sequence\":77,\"time\":\"2026-11-23T18:05:21+08:00\","
	"\"hall\":{\"name\":\"株洲市政务服务中心\",\"name_en\":\"\",\"phone\":\"0731-28680860\"},"
	"\"zones\":[{\"id\":\"RE\",\"name\":\"不动产\",\"name_en\":\"Real Estate\",\"floor\":1,"
	"\"kind\":\"service\"},{\"id\":\"MF\",\"name\":\"多功能\",\"floor\":2,\"kind\":\"support\"}"
	"],"
	"\"services\":[{\"code\":\"RE1\",\"name\":\"不动产登记\",\"zone\":\"RE\",\"kiosk\":true,"
	"\"open\":false,\"waiting\":3,\"wait_min\":[8,20],\"open_windows\":2,"
	"\"next_opening\":\"2026-11-24T09:00:00+08:00\"},"
	"{\"code\":\"OUT\",\"name\":\"出件\",\"zone\":\"RE\",\"kiosk\":false,\"open\":true,"
	"\"waiting\":0,\"wait_min\":null,\"next_opening\":null}],"
	"\"windows\":[],\"kiosk\":{\"id\":\"K1\",\"printer\":\"paper_out\",\"can_print\":false}}";

static void a_hall_is_read(void)
{
	struct hall_view view;
	json_t *answer = json_loads(hall_text, 0, NULL);
	CHECK(hall_view_parse(&view, answer) == 0);
	CHECK(view.sequence == 77 && view.zone_count == 2 && view.service_count == 2);
	CHECK_TEXT(view_name_text(&view.name, VIEW_EN), "株洲市政务服务中心");
	CHECK_TEXT(view_name_text(&view.zones[0].name, VIEW_EN), "Real Estate");
	CHECK(view.zones[0].is_service && !view.zones[1].is_service && view.zones[1].floor == 2);
	const struct view_service *service = &view.services[0];
	CHECK(service->kiosk && !service->open && service->waiting == 3 && service->has_wait);
	CHECK(service->wait_low_min == 8 && service->wait_high_min == 20);
	CHECK(!view.services[1].has_wait && !view.services[1].kiosk);
	CHECK(view.services[1].next_opening.epoch_s == 0);
	struct view_date date;
	view_time_date(&service->next_opening, &date);
	CHECK(date.year == 2026 && date.month == 11 && date.day == 24 && date.weekday == 1);
	CHECK(date.hour == 9 && date.minute == 0);
	CHECK(view.printer == VIEW_PRINTER_PAPER_OUT && !view.can_print);
	CHECK(hall_view_zone(&view, "MF") == 1 && hall_view_zone(&view, "XX") == -1);
	CHECK(hall_view_service(&view, "OUT") == 1);
	json_decref(answer);
}

static void what_is_no_hall_is_refused(void)
{
	static const char *const rows[] = { "{}", "[]", "{\"hall\":{},\"zones\":[]}",
					    "{\"hall\":1,\"zones\":[],\"services\":[]}" };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct hall_view view;
		json_t *answer = json_loads(rows[i], 0, NULL);
		CHECK(hall_view_parse(&view, answer) < 0);
		json_decref(answer);
	}
}

static void a_ticket_is_read(void)
{
	struct ticket_view view;
	json_t *answer = json_loads("{\"id\":\"Zm9v\",\"number\":\"A012\",\"service\":\"RE1\","
				    "\"zone\":\"RE\",\"floor\":1,\"ahead\":5,\"wait_min\":[8,20],"
				    "\"print\":\"pending\"}",
				    0, NULL);
	CHECK(ticket_view_parse(&view, answer) == 0);
	CHECK_TEXT(view.number, "A012");
	CHECK(view.ahead == 5 && view.has_wait && view.print == VIEW_PRINT_PENDING);
	json_object_set_new(answer, "print", json_string("news"));
	CHECK(ticket_view_parse(&view, answer) == 0 && view.print == VIEW_PRINT_UNKNOWN);
	json_object_del(answer, "number");
	CHECK(ticket_view_parse(&view, answer) < 0);
	json_decref(answer);
}

/* The C library is the judge of our calendar. */
static void times_agree_with_the_c_library(void)
{
	for (int64_t at = 0; at < 4102444800; at += 86400 * 13 + 3607) {
		const time_t seconds = (time_t)at;
		struct tm parts;
		char text[40];
		struct view_time time;
		struct view_date date;
		gmtime_r(&seconds, &parts);
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.250Z", &parts);
		CHECK(view_time_parse(&time, text) && time.epoch_s == at && time.offset_s == 0);
		view_time_date(&time, &date);
		CHECK(date.year == parts.tm_year + 1900 && date.month == parts.tm_mon + 1 &&
		      date.day == parts.tm_mday && date.weekday == (parts.tm_wday + 6) % 7 &&
		      date.hour == parts.tm_hour && date.minute == parts.tm_min);
	}
	struct view_time time;
	CHECK(view_time_parse(&time, "2026-01-01T00:30:00+08:00") && time.epoch_s == 1767198600);
	CHECK(view_time_parse(&time, "2026-01-01T00:30:00-03:30") && time.offset_s == -12600);
	static const char *const bad[] = { "",
					   "2026-01-01",
					   "2026-13-01T00:00:00Z",
					   "2026-01-01T00:00:00",
					   "2026-01-01T00:00:00+8",
					   "2026-01-01T00:00:00+08:00x",
					   "2026-01-01T25:00:00Z" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!view_time_parse(&time, bad[i]));
	CHECK(!view_time_parse(&time, NULL));
}

static void a_long_name_is_cut_at_a_character(void)
{
	char name[200] = "";
	struct hall_view view;
	for (int i = 0; i < 40; i++)
		strcat(name, "株");
	json_t *answer = json_loads(hall_text, 0, NULL);
	json_object_set_new(json_object_get(answer, "hall"), "name", json_string(name));
	CHECK(hall_view_parse(&view, answer) == 0);
	CHECK(strlen(view.name.text[VIEW_ZH]) == 93);
	json_decref(answer);
}

int main(void)
{
	a_hall_is_read();
	what_is_no_hall_is_refused();
	a_ticket_is_read();
	times_agree_with_the_c_library();
	a_long_name_is_cut_at_a_character();
	return check_result();
}
