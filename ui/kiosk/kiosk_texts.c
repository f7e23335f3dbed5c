/* Chooses the table and puts values into texts. */
#include "kiosk_texts_tables.h"

#include <stdio.h>
#include <string.h>

static const struct kiosk_texts *const tables[VIEW_LANGUAGES] = {
	[VIEW_ZH] = &kiosk_texts_zh,
	[VIEW_EN] = &kiosk_texts_en,
};

const struct kiosk_texts *kiosk_texts(enum view_language language)
{
	return tables[language] ? tables[language] : &kiosk_texts_zh;
}

void kiosk_text_fill(char *out, size_t size, const char *format, const char *const values[3])
{
	size_t length = 0;
	while (*format != '\0') {
		const char *piece = format;
		size_t count = 1;
		if (format[0] == '{' && format[1] >= '0' && format[1] <= '2' && format[2] == '}') {
			piece = values[format[1] - '0'];
			count = strlen(piece);
			format += 3;
		} else {
			format++;
		}
		if (length + count >= size)
			break;
		memcpy(out + length, piece, count);
		length += count;
	}
	/* Never end inside a character. */
	if (*format != '\0')
		while (length > 0 && ((unsigned char)out[length - 1] & 0x80) &&
		       ((unsigned char)out[length - 1] & 0xC0) == 0x80)
			length--;
	if (*format != '\0' && length > 0 && ((unsigned char)out[length - 1] & 0xC0) == 0xC0)
		length--;
	out[length] = '\0';
}

void kiosk_text_number(char *out, size_t size, const char *format, int number)
{
	char digits[16];
	snprintf(digits, sizeof digits, "%d", number);
	kiosk_text_fill(out, size, format, (const char *const[3]){ digits, "", "" });
}

void kiosk_text_count(char *out, size_t size, const char *none, const char *one, const char *many,
		      int number)
{
	kiosk_text_number(out, size, number == 0 ? none : number == 1 ? one : many, number);
}

void kiosk_text_date(char *out, size_t size, const struct kiosk_texts *texts,
		     const struct view_date *date)
{
	char month[16], day[16], text[128];
	snprintf(month, sizeof month, "%d", date->month);
	snprintf(day, sizeof day, "%d", date->day);
	/* Three values at a time: the month's name goes in first. */
	const char *place = strstr(texts->date, "{3}");
	if (place == NULL)
		snprintf(text, sizeof text, "%s", texts->date);
	else
		snprintf(text, sizeof text, "%.*s%s%s", (int)(place - texts->date), texts->date,
			 texts->months[date->month - 1], place + 3);
	kiosk_text_fill(out, size, text,
			(const char *const[3]){ month, day, texts->weekdays[date->weekday] });
}

void kiosk_text_opens(char *out, size_t size, const struct kiosk_texts *texts,
		      const struct view_time *time, const struct view_date *today)
{
	struct view_date date;
	char clock[8], day[64], at[96];
	out[0] = '\0';
	if (time->epoch_s == 0)
		return;
	view_time_date(time, &date);
	snprintf(clock, sizeof clock, "%02u:%02u", (unsigned)date.hour % 24,
		 (unsigned)date.minute % 60);
	const int32_t days = today ? date.day_number - today->day_number : -1;
	kiosk_text_date(day, sizeof day, texts, &date);
	if (days == 0)
		kiosk_text_fill(at, sizeof at, texts->at_today,
				(const char *const[3]){ clock, "", "" });
	else if (days == 1)
		kiosk_text_fill(at, sizeof at, texts->at_tomorrow,
				(const char *const[3]){ clock, "", "" });
	else
		kiosk_text_fill(at, sizeof at, texts->at_date,
				(const char *const[3]){ day, clock, "" });
	kiosk_text_fill(out, size, texts->opens, (const char *const[3]){ at, "", "" });
}

void kiosk_text_wait(char *out, size_t size, const struct kiosk_texts *texts, bool has_wait,
		     int low, int high)
{
	char from[16], to[16];
	out[0] = '\0';
	if (!has_wait)
		return;
	if (high == 0) {
		kiosk_text_number(out, size, texts->wait_short, 0);
		return;
	}
	snprintf(from, sizeof from, "%d", low);
	snprintf(to, sizeof to, "%d", high);
	kiosk_text_fill(out, size, low == high ? texts->wait_one : texts->wait_range,
			(const char *const[3]){ from, to, "" });
}

void kiosk_text_refusal(const struct kiosk_texts *texts, const char *code, const char **title,
			const char **advice)
{
	/* Codes of the API; "unanswered" is the kiosk's own. */
	const struct {
		const char *code, *title, *advice;
	} rows[] = {
		{ "closed", texts->refused_closed, texts->refused_closed_how },
		{ "quota_full", texts->refused_quota, texts->refused_quota_how },
		{ "unknown_service", texts->refused_changed, texts->refused_changed_how },
		{ "duplicate_ticket", texts->refused_duplicate, texts->refused_duplicate_how },
		{ "storage", texts->refused_busy, texts->refused_busy_how },
		{ "stopping", texts->refused_busy, texts->refused_busy_how },
		{ "clock", texts->refused_busy, texts->refused_busy_how },
		{ "no_hall", texts->refused_busy, texts->refused_busy_how },
		{ "limit", texts->refused_busy, texts->refused_busy_how },
		{ "rate_limited", texts->refused_busy, texts->refused_busy_how },
		{ "day_change", texts->refused_busy, texts->refused_busy_how },
		{ "evacuation", texts->refused_leave, texts->refused_leave_how },
		{ "unknown_kiosk", texts->refused_kiosk, texts->refused_kiosk_how },
		{ "unanswered", texts->refused_unanswered, texts->refused_unanswered_how },
	};
	*title = texts->refused_other;
	*advice = texts->refused_other_how;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (strcmp(rows[i].code, code) == 0) {
			*title = rows[i].title;
			*advice = rows[i].advice;
		}
	}
}

const char *kiosk_text_printer(const struct kiosk_texts *texts, enum view_printer printer)
{
	switch (printer) {
	case VIEW_PRINTER_OK:
	case VIEW_PRINTER_NONE:
		return "";
	case VIEW_PRINTER_NEAR_END:
		return texts->printer_near_end;
	case VIEW_PRINTER_STARTING:
		return texts->printer_starting;
	case VIEW_PRINTER_PAPER_OUT:
		return texts->printer_paper_out;
	case VIEW_PRINTER_COVER_OPEN:
		return texts->printer_cover_open;
	case VIEW_PRINTER_LOST:
		return texts->printer_lost;
	case VIEW_PRINTER_OTHER:
		break;
	}
	return texts->printer_other;
}
