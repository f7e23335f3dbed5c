/* Writes JSON lines; reads none. Texts of records are ids and names: UTF-8 without control
 * characters in practice, escaped all the same. */
#include "journal_line.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

static void line_quote(FILE *file, const char *text)
{
	putc('"', file);
	for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(file, "\\%c", *c);
		else if (*c < 0x20)
			fprintf(file, "\\u%04x", *c);
		else
			putc(*c, file);
	}
	putc('"', file);
}

static void line_text(FILE *file, const char *name, const char *text)
{
	if (text[0] == '\0')
		return;
	fprintf(file, ",\"%s\":", name);
	line_quote(file, text);
}

static void line_number(FILE *file, const char *name, int64_t value)
{
	if (value != 0)
		fprintf(file, ",\"%s\":%" PRId64, name, value);
}

static void line_flag(FILE *file, const char *name, bool value)
{
	if (value)
		fprintf(file, ",\"%s\":true", name);
}

static void line_bytes(FILE *file, const char *name, const uint8_t *bytes, size_t length)
{
	static const uint8_t none[DIGEST_BYTES];

	if (memcmp(bytes, none, length) == 0)
		return;
	fprintf(file, ",\"%s\":\"", name);
	for (size_t i = 0; i < length; i++)
		fprintf(file, "%02x", bytes[i]);
	putc('"', file);
}

void journal_line_date(int32_t day, char text[16])
{
	time_t seconds = (time_t)day * 86400;
	struct tm date;

	gmtime_r(&seconds, &date);
	strftime(text, 16, "%Y-%m-%d", &date);
}

void journal_line_write(FILE *file, const struct record *record, int32_t day)
{
	char date[16];

	journal_line_date(day, date);
	fprintf(file,
		"{\"sequence\":%" PRIu64 ",\"day\":\"%s\",\"kind\":\"%s\",\"time_us\":%" PRId64,
		record->sequence, date, record_kind_name((enum record_kind)record->kind),
		record->time_us);
	line_number(file, "command", record->command);
	line_bytes(file, "key", record->key.bytes, KEY_BYTES);
	if (record->key.body != 0)
		fprintf(file, ",\"body\":\"%016" PRIx64 "\"", record->key.body);
	line_text(file, "source", record->source);
	line_number(file, "ticket", record->ticket);
	line_bytes(file, "ticket_id", record->ticket_id, TICKET_ID_BYTES);
	line_text(file, "service", record->service);
	line_text(file, "window", record->window);
	line_text(file, "kiosk", record->kiosk);
	line_text(file, "number", record->number);
	line_text(file, "language", record->language);
	line_text(file, "class", record->class_id);
	line_text(file, "agent", record->agent);
	line_text(file, "reason", record->reason);
	line_text(file, "device", record->device);
	line_bytes(file, "digest", record->digest, DIGEST_BYTES);
	if (record->date != 0) {
		journal_line_date(record->date, date);
		line_text(file, "date", date);
	}
	line_number(file, "utc_offset_s", record->utc_offset_s);
	line_number(file, "value", record->value);
	line_number(file, "boot", record->boot);
	line_number(file, "key_sequence", record->key_sequence);
	line_number(file, "key_code", record->key_code);
	line_number(file, "reason_code", record->reason_code);
	line_number(file, "level", record->level);
	line_number(file, "channel", record->channel);
	line_flag(file, "inferred", record->inferred);
	line_flag(file, "paperless", record->paperless);
	fputs("}\n", file);
}
