/* What a platform's list of appointments becomes, and that no message names a person. What is said
 * about bad lists stands in bad_bookings/. */
#include "calendar.h"
#include "check.h"
#include "config_bookings.h"
#include "identity.h"

#include <errno.h>

static char said[8192];
static struct hall hall;
static struct config_bookings *list;

static void say(void *context, const char *line)
{
	size_t used = strlen(said);
	(void)context;
	snprintf(said + used, sizeof said - used, "%s\n", line);
}

static int read_list(const char *text)
{
	struct config_report report = { .say = say };
	said[0] = 0;
	hall_init(&hall);
	hall.service_count = 2;
	strcpy(hall.services[0].code, "RE1");
	strcpy(hall.services[1].code, "EXIT");
	config_bookings_free(list);
	return config_bookings(&list, &hall, "list.csv", text, strlen(text), &report);
}

static void every_column_arrives_in_any_order(void)
{
	CHECK(read_list("\xef\xbb\xbfstatus,phone,id_number,time,date,service,code\r\n"
			"booked,13900000001,11010519491231002x,09:05-09:30,2026-11-24,RE1,"
			"20260001\r\n"
			",,,9:00,2026/1/5,EXIT,0007\r\n") == 0);
	CHECK_TEXT(said, "");
	CHECK(list && list->count == 2);
	if (!list)
		return;
	const struct config_booking *row = &list->rows[0];
	CHECK(row->line == 2 && row->status == CONFIG_BOOKED && row->minute == 545);
	CHECK(row->date == calendar_day(2026, 11, 24));
	CHECK_TEXT(row->code, "20260001");
	CHECK_TEXT(row->service, "RE1");
	CHECK_TEXT(row->id_number, "11010519491231002X");
	CHECK_TEXT(row->phone, "13900000001");
	row++;
	CHECK(row->line == 3 && row->status == CONFIG_BOOKED && row->minute == 540);
	CHECK(row->date == calendar_day(2026, 1, 5) && !row->id_number[0] && !row->phone[0]);
	CHECK_TEXT(row->code, "0007");
}

static void chinese_names_say_the_same(void)
{
	CHECK(read_list("预约码,服务,日期,时间,证件号码,手机号码,状态\n"
			"2026,RE1,2026-11-24,09:00,ABC123456789012,+8613900000001,已预约\n"
			"2027,,,,,,已取消\n"
			",,2026-11-25,,11010519491231002X,,禁止预约\n") == 0);
	CHECK_TEXT(said, "");
	CHECK(list && list->count == 3);
	if (!list)
		return;
	CHECK_TEXT(list->rows[0].id_number, "ABC123456789012");
	CHECK_TEXT(list->rows[0].phone, "+8613900000001");
	CHECK(list->rows[1].status == CONFIG_CANCELLED && list->rows[2].status == CONFIG_BANNED);
	CHECK(list->rows[2].date == calendar_day(2026, 11, 25) && !list->rows[2].code[0]);
}

static void no_message_names_a_person(void)
{
	static const char *const lists[] = {
		"2026,RE1,2026-11-24,09:00,110105194912310021,13900000001\n",
		"\n\"\",\n\"2026\",RE1,2026-11-24,09:00,110105194912310021,13900000001\n",
		"code,service,date,time,id_number,phone,status\n"
		"110105194912310021,13900000001,110105194912310021,13900000001,13900000001,"
		"110105194912310021,110105194912310021\n",
		"code,service,date,time,id_number,phone,status\n"
		"2026,RE1,2026-11-24,09:00,\"110105194912310021,13900000001,\n",
		"code,service,date,time,id_number,phone,status\n"
		"2026,RE1,2026-11-24,09:00,11010519491231\"0021,13900000001,\n",
	};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		CHECK(read_list(lists[i]) == -EINVAL && list == NULL);
		CHECK(said[0] && !strstr(said, "1101051949") && !strstr(said, "1390000"));
	}
}

static void more_rows_than_allowed_are_said_once(void)
{
	static char text[(CONFIG_BOOKINGS_MAX + 2) * 24];
	size_t used = (size_t)snprintf(text, sizeof text, "code,status\n");
	for (int i = 0; i < CONFIG_BOOKINGS_MAX; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%04d,cancelled\n", i);
	CHECK(read_list(text) == 0 && list && list->count == CONFIG_BOOKINGS_MAX);
	snprintf(text + used, sizeof text - used, "99999,cancelled\n99998,cancelled\n");
	CHECK(read_list(text) == -EINVAL);
	CHECK_TEXT(said, "list.csv:4098:1: code: found more than 4096 rows, which is all that is "
			 "allowed\n");
}

static void numbers_of_people_have_their_form(void)
{
	CHECK(identity_is_id_number("11010519491231002X"));
	CHECK(!identity_is_id_number("110105194912310021"));
	CHECK(!identity_is_id_number("11010519491231002x"));
	CHECK(!identity_is_id_number("1101051949123100"));
	CHECK(identity_is_id_number("ABC123456789012") &&
	      !identity_is_id_number("AB1234567890123"));
	CHECK(identity_is_phone("13900000001") && identity_is_phone("+8613900000001"));
	CHECK(identity_is_phone("+4915112345678") && !identity_is_phone("12900000001"));
	CHECK(!identity_is_phone("+0123456789") && !identity_is_phone(""));
}

int main(void)
{
	every_column_arrives_in_any_order();
	chinese_names_say_the_same();
	no_message_names_a_person();
	more_rows_than_allowed_are_said_once();
	numbers_of_people_have_their_form();
	config_bookings_free(list);
	return check_result();
}
