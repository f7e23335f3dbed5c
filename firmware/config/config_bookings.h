/* A booking platform's list of appointments, a CSV file → rows. Columns, in any order; the names of
 * the first row are all English or all Chinese:
 *   code       预约码    4 to 11 digits, what a citizen types at check-in
 *   service    服务      the code of a service of the hall
 *   date       日期      2026-11-24 or 2026/11/24
 *   time       时间      09:00, or the whole slot as 09:00-09:30
 *   id_number  证件号码
 *   phone      手机号码
 *   status     状态      booked 已预约 (also when empty), cancelled 已取消, banned 禁止预约
 * Booked needs code, service, date and time; cancelled a code; banned, of somebody who makes no
 * appointments for that day, id_number and date. Which hours are open is not asked here.
 * No message repeats an ID number, a phone, or what might be one in a wrong column. */
#ifndef JIAOHAO_CONFIG_BOOKINGS_H
#define JIAOHAO_CONFIG_BOOKINGS_H

#include "config.h"
#include "limits.h"

enum {
	CONFIG_BOOKINGS_MAX = 4096, /* rows of one list */
	CONFIG_ID_NUMBER_MAX = 20,
	CONFIG_PHONE_MAX = 20,
};

enum config_booking_status { CONFIG_BOOKED, CONFIG_CANCELLED, CONFIG_BANNED };

struct config_booking {
	uint32_t line;
	int32_t date; /* day number */
	uint16_t minute;
	uint8_t status;
	char code[BOOKING_CODE_MAX];
	char service[ID_MAX];
	char id_number[CONFIG_ID_NUMBER_MAX], phone[CONFIG_PHONE_MAX]; /* "": not given */
};

/* Holds personal data: wiped by config_bookings_free. */
struct config_bookings {
	uint32_t count;
	struct config_booking rows[CONFIG_BOOKINGS_MAX];
};

/** @p hall says which services there are, @p name stands in the messages. 0 with *out to free, or
 *  -EINVAL with every mistake said and *out NULL. */
int config_bookings(struct config_bookings **out, const struct hall *hall, const char *name,
		    const char *text, size_t length, struct config_report *report);
/** Accepts NULL. */
void config_bookings_free(struct config_bookings *bookings);

#endif
