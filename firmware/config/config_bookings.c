/* A booking platform's list → rows: each field by itself, what each status needs, and that codes
 * differ. Nothing here knows what is open or booked already. */
#include "config_bookings.h"

#include "calendar.h"
#include "config_csv.h"
#include "config_node.h"
#include "identity.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODE, SERVICE, DATE, TIME, ID_NUMBER, PHONE, STATUS, COLUMNS };
enum {
	PLACES = 2 * CONFIG_BOOKINGS_MAX, /* of the table of codes */
	PERSONAL_DIGITS = 9,		  /* so many may be a phone or an ID number */
};

static const struct config_csv_column english[COLUMNS] = {
	[CODE] = { "code", false },	      [SERVICE] = { "service", false },
	[DATE] = { "date", false },	      [TIME] = { "time", false },
	[ID_NUMBER] = { "id_number", false }, [PHONE] = { "phone", false },
	[STATUS] = { "status", false },
};

static const struct config_csv_column chinese[COLUMNS] = {
	[CODE] = { "预约码", false },	     [SERVICE] = { "服务", false },
	[DATE] = { "日期", false },	     [TIME] = { "时间", false },
	[ID_NUMBER] = { "证件号码", false }, [PHONE] = { "手机号码", false },
	[STATUS] = { "状态", false },
};

static const char *const status_words[][2] = {
	[CONFIG_BOOKED] = { "booked", "已预约" },
	[CONFIG_CANCELLED] = { "cancelled", "已取消" },
	[CONFIG_BANNED] = { "banned", "禁止预约" },
};

struct reader {
	struct config_csv *csv;
	const struct hall *hall;
	struct config_bookings *bookings;
	uint16_t places[PLACES]; /* by code: the row + 1; 0: free */
};

/* --- fields --- */

static size_t count_digits(const char *text)
{
	size_t count = 0;
	for (; *text; text++)
		count += isdigit((unsigned char)*text) != 0;
	return count;
}

/* What stands there, but never a person's number that slipped into the wrong column. */
static const char *shown(struct reader *reader, size_t column)
{
	return count_digits(config_csv_text(reader->csv, column)) >= PERSONAL_DIGITS
		       ? "a long number"
		       : config_csv_found(reader->csv, column);
}

/* Is there a text? When there must be one it is said. */
static bool is_given(struct reader *reader, size_t column, bool needed, const char *expected)
{
	if (config_csv_text(reader->csv, column)[0])
		return true;
	if (needed)
		config_csv_fail(reader->csv, column, "found nothing, expected is %s", expected);
	return false;
}

static void take_status(struct reader *reader, struct config_booking *row)
{
	const char *text = config_csv_text(reader->csv, STATUS);
	row->status = CONFIG_BOOKED;
	if (text[0] == 0)
		return;
	for (uint8_t i = CONFIG_BOOKED; i <= CONFIG_BANNED; i++)
		if (strcmp(text, status_words[i][0]) == 0 ||
		    strcmp(text, status_words[i][1]) == 0) {
			row->status = i;
			return;
		}
	config_csv_fail(reader->csv, STATUS,
			"found %s, allowed are booked, cancelled, banned, 已预约, 已取消, 禁止预约",
			shown(reader, STATUS));
}

static void take_code(struct reader *reader, struct config_booking *row)
{
	const char *text = config_csv_text(reader->csv, CODE);
	const size_t length = strlen(text);
	if (!is_given(reader, CODE, row->status != CONFIG_BANNED, "the appointment's code"))
		return;
	if (length < 4 || length >= sizeof row->code || strspn(text, "0123456789") != length)
		config_csv_fail(reader->csv, CODE, "found %s, allowed are 4 to %zu digits",
				shown(reader, CODE), sizeof row->code - 1);
	else
		memcpy(row->code, text, length + 1);
}

static void take_service(struct reader *reader, struct config_booking *row)
{
	const struct hall *hall = reader->hall;
	const char *text = config_csv_text(reader->csv, SERVICE), *words[SERVICES_MAX], *nearest;
	char allowed[CONFIG_MESSAGE_BYTES / 2] = "";
	size_t used = 0;
	if (!is_given(reader, SERVICE, row->status == CONFIG_BOOKED,
		      "the code of a service of the hall"))
		return;
	if (strlen(text) < sizeof row->service && hall_find_service(hall, text) >= 0) {
		memcpy(row->service, text, strlen(text) + 1);
		return;
	}
	for (size_t i = 0; i < hall->service_count; i++) {
		words[i] = hall->services[i].code;
		if (used < sizeof allowed) {
			int wrote = snprintf(allowed + used, sizeof allowed - used, "%s%s",
					     used ? ", " : "", words[i]);
			used += wrote > 0 ? (size_t)wrote : 0;
		}
	}
	nearest = config_nearest(text, words, hall->service_count);
	config_csv_fail(reader->csv, SERVICE, "found %s, %s%s%s are the hall's services %s",
			shown(reader, SERVICE), nearest ? "did you mean \"" : "",
			nearest ? nearest : "", nearest ? "\"? Allowed" : "allowed", allowed);
}

/* At most @p most digits; what follows them, NULL: there are none. */
static const char *read_number(const char *text, int most, unsigned *out)
{
	const char *at = text;
	*out = 0;
	for (; at < text + most && isdigit((unsigned char)*at); at++)
		*out = *out * 10 + (unsigned)(*at - '0');
	return at > text ? at : NULL;
}

/* 2026-11-24; spreadsheets write 2026/11/24 and 2026/1/5. */
static bool read_date(const char *text, int32_t *date)
{
	unsigned year, month, day, month_back, day_back;
	int year_back;
	const char *at = read_number(text, 4, &year);
	if (at != text + 4 || (*at != '-' && *at != '/'))
		return false;
	const char mark = *at;
	at = read_number(at + 1, 2, &month);
	if (!at || *at != mark || month < 1 || month > 12)
		return false;
	at = read_number(at + 1, 2, &day);
	if (!at || *at || day < 1 || year < 1970)
		return false;
	*date = calendar_day((int)year, month, day);
	calendar_civil(*date, &year_back, &month_back, &day_back);
	return month_back == month && day_back == day;
}

static void take_date(struct reader *reader, struct config_booking *row)
{
	if (is_given(reader, DATE, row->status != CONFIG_CANCELLED, "a date as 2026-11-24") &&
	    !read_date(config_csv_text(reader->csv, DATE), &row->date))
		config_csv_fail(reader->csv, DATE,
				"found %s, allowed are dates that exist as 2026-11-24 or "
				"2026/11/24",
				shown(reader, DATE));
}

static const char *read_time(const char *text, uint16_t *minute)
{
	unsigned hours, minutes;
	const char *at = read_number(text, 2, &hours), *end;
	if (!at || *at != ':' || hours > 23)
		return NULL;
	end = read_number(at + 1, 2, &minutes);
	if (!end || end != at + 3 || minutes > 59)
		return NULL;
	*minute = (uint16_t)(hours * 60 + minutes);
	return end;
}

static void take_time(struct reader *reader, struct config_booking *row)
{
	uint16_t until = 0;
	const char *end;
	if (!is_given(reader, TIME, row->status == CONFIG_BOOKED, "the time it begins as 09:00"))
		return;
	end = read_time(config_csv_text(reader->csv, TIME), &row->minute);
	if (end && *end == '-') {
		end = read_time(end + 1, &until);
		if (until <= row->minute)
			end = NULL;
	}
	if (!end || *end)
		config_csv_fail(reader->csv, TIME,
				"found %s, allowed are times as 09:00 or slots as 09:00-09:30",
				shown(reader, TIME));
}

static void take_id_number(struct reader *reader, struct config_booking *row)
{
	const char *text = config_csv_text(reader->csv, ID_NUMBER);
	const size_t length = strlen(text);
	if (!is_given(reader, ID_NUMBER, row->status == CONFIG_BANNED,
		      "the ID number of who is banned"))
		return;
	for (size_t i = 0; i < length && i + 1 < sizeof row->id_number; i++)
		row->id_number[i] = text[i] == 'x' ? 'X' : text[i];
	if (length >= sizeof row->id_number || !identity_is_id_number(row->id_number))
		config_csv_fail(reader->csv, ID_NUMBER,
				"found a text of %zu bytes, allowed are ID numbers of 18 "
				"characters with the right check character (as text, not as a "
				"number of a spreadsheet), or of 3 letters and 12 digits",
				length);
}

static void take_phone(struct reader *reader, struct config_booking *row)
{
	const char *text = config_csv_text(reader->csv, PHONE);
	const size_t length = strlen(text);
	if (length == 0)
		return;
	if (length < sizeof row->phone && identity_is_phone(text))
		memcpy(row->phone, text, length + 1);
	else
		config_csv_fail(reader->csv, PHONE,
				"found a text of %zu bytes, allowed are mobile phones of 11 "
				"digits, or with + and the country's code",
				length);
}

/* --- rows --- */

static void check_twin(struct reader *reader, uint32_t number)
{
	struct config_booking *rows = reader->bookings->rows;
	const char *code = rows[number].code;
	size_t place = strtoull(code, NULL, 10) * 2654435761u % PLACES;
	for (; reader->places[place]; place = (place + 1) % PLACES) {
		const struct config_booking *other = &rows[reader->places[place] - 1];
		if (strcmp(other->code, code) != 0)
			continue;
		config_csv_fail(reader->csv, CODE,
				"found %s, which line %u has too, allowed is each once",
				shown(reader, CODE), other->line);
		return;
	}
	reader->places[place] = (uint16_t)(number + 1);
}

static void read_rows(struct reader *reader)
{
	struct config_bookings *bookings = reader->bookings;
	while (config_csv_next(reader->csv)) {
		if (bookings->count == CONFIG_BOOKINGS_MAX) {
			config_csv_fail(reader->csv, CODE,
					"found more than %d rows, which is all that is allowed",
					CONFIG_BOOKINGS_MAX);
			return;
		}
		struct config_booking *row = &bookings->rows[bookings->count++];
		row->line = config_csv_line(reader->csv);
		take_status(reader, row);
		take_code(reader, row);
		take_service(reader, row);
		take_date(reader, row);
		take_time(reader, row);
		take_id_number(reader, row);
		take_phone(reader, row);
		if (row->code[0])
			check_twin(reader, bookings->count - 1);
	}
}

/* --- the first row --- */

/* The first row with any text, where columns are named; its length in @p length. */
static const char *find_header(const char *text, const char *end, unsigned *line, size_t *length)
{
	bool quoted = false, filled = false;
	const char *start = text;
	*line = 1;
	for (const char *at = text; at < end; at++) {
		quoted ^= *at == '"';
		if (!quoted && (*at == '\n' || *at == '\r')) {
			if (filled) {
				*length = (size_t)(at - start);
				return start;
			}
			start = at + 1;
			*line += *at == '\n' || at + 1 == end || at[1] != '\n';
		}
		filled = filled || !strchr("\",\t\r\n ", *at);
	}
	*length = (size_t)(end - start);
	return start;
}

/* A list without its first row begins with a person: names of columns are shown, they are not. */
static const struct config_csv_column *choose_columns(const char *name, const char *text,
						      size_t length, struct config_report *report)
{
	unsigned line;
	size_t width;
	const bool marked = length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
	const char *header = find_header(text + (marked ? 3 : 0), text + length, &line, &width);
	bool wide = false;
	for (size_t i = 0; i < width; i++) {
		wide = wide || (unsigned char)header[i] >= 0x80;
		if (!isdigit((unsigned char)header[i]))
			continue;
		config_say(report, name, line, 1, "header",
			   "found digits, allowed is a first row that names the columns: code, "
			   "service, date, time, id_number, phone, status");
		return NULL;
	}
	return wide ? chinese : english;
}

int config_bookings(struct config_bookings **out, const struct hall *hall, const char *name,
		    const char *text, size_t length, struct config_report *report)
{
	const unsigned mistakes = report->mistakes;
	const struct config_csv_column *columns = choose_columns(name, text, length, report);
	struct reader *reader = calloc(1, sizeof *reader);
	*out = NULL;
	if (reader)
		reader->bookings = calloc(1, sizeof *reader->bookings);
	if (!reader || !reader->bookings) {
		config_say(report, name, 1, 1, "file", "no memory left to read it");
	} else if (columns && config_csv_open(&reader->csv, name, text, length, columns, COLUMNS,
					      report) == 0) {
		reader->hall = hall;
		read_rows(reader);
		config_csv_close(reader->csv);
		if (report->mistakes == mistakes && reader->bookings->count == 0)
			config_say(report, name, 1, 1, "file",
				   "found no appointment, expected is one in each row after the "
				   "first");
	}
	if (reader && report->mistakes == mistakes) {
		*out = reader->bookings;
		reader->bookings = NULL;
	}
	config_bookings_free(reader ? reader->bookings : NULL);
	free(reader);
	return report->mistakes == mistakes ? 0 : -EINVAL;
}

void config_bookings_free(struct config_bookings *bookings)
{
	if (bookings)
		explicit_bzero(bookings->rows, bookings->count * sizeof *bookings->rows);
	free(bookings);
}
