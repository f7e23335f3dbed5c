/* Any bytes as a list of appointments: no crash, no hang; what is accepted keeps what
 * config_bookings.h promises, and no message repeats a long run of digits. */
#include "config_bookings.h"
#include "identity.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct hall hall;
static unsigned lines;

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void say(void *context, const char *line)
{
	unsigned digits = 0;
	(void)context;
	lines++;
	must(strncmp(line, "fuzz.csv:", 9) == 0 && !strpbrk(line, "\r\n\t\x1b"));
	for (line = strchr(line, ' '); line && *line; line++) {
		digits = *line >= '0' && *line <= '9' ? digits + 1 : 0;
		must(digits < 12);
	}
}

static void open_hall(void)
{
	static const char *const codes[] = { "RE1", "RE2", "EXIT", "HUKOU" };
	hall.service_count = 4;
	for (size_t i = 0; i < 4; i++)
		strcpy(hall.services[i].code, codes[i]);
}

static void check_row(const struct config_booking *row)
{
	must(row->line > 1 && row->minute < 1440 && row->status <= CONFIG_BANNED);
	must(row->id_number[0] == 0 || identity_is_id_number(row->id_number));
	must(row->phone[0] == 0 || identity_is_phone(row->phone));
	must(strspn(row->code, "0123456789") == strlen(row->code));
	if (row->status == CONFIG_BANNED)
		must(row->id_number[0] && row->date >= 0);
	else
		must(strlen(row->code) >= 4 && strlen(row->code) < BOOKING_CODE_MAX);
	if (row->status == CONFIG_BOOKED)
		must(hall_find_service(&hall, row->service) >= 0 && row->date >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config_report report = { .say = say };
	struct config_bookings *bookings;
	if (hall.service_count == 0)
		open_hall();
	lines = 0;
	if (config_bookings(&bookings, &hall, "fuzz.csv", (const char *)data, size, &report) == 0) {
		must(report.mistakes == 0 && bookings->count > 0);
		for (uint32_t i = 0; i < bookings->count; i++)
			check_row(&bookings->rows[i]);
	} else {
		must(report.mistakes > 0 && lines > 0 && bookings == NULL);
	}
	config_bookings_free(bookings);
	return 0;
}
