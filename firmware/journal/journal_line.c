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

/* A list of texts, up to the first empty one. */
static void line_texts(FILE *file, const char *name, const char *texts, size_t size, size_t count)
{
	if (texts[0] == '\0')
		return;
	fprintf(file, ",\"%s\":[", name);
	for (size_t i = 0; i < count && texts[i * size] != '\0'; i++) {
		if (i > 0)
			putc(',', file);
		line_quote(file, texts + i * size);
	}
	putc(']', file);
}

/* Digits as text: JSON readers keep only 53 bits of a number. */
static void line_hash(FILE *file, const char *name, uint64_t hash)
{
	if (hash != 0)
		fprintf(file, ",\"%s\":\"%016" PRIx64 "\"", name, hash);
}

static void line_visit(FILE *file, const struct record *record)
{
	line_number(file, "parent", record->parent);
	line_number(file, "leg", record->leg);
	line_texts(file, "services", record->services[0], sizeof record->services[0],
		   TICKET_SERVICES_MAX);
	line_text(file, "to_window", record->to_window);
	line_text(file, "to_service", record->to_service);
	line_text(file, "to_agent", record->to_agent);
	line_text(file, "booking", record->booking);
	line_text(file, "items", record->items);
	line_text(file, "case_no", record->case_no);
	line_hash(file, "person", record->person);
	line_hash(file, "phone", record->phone);
	line_number(file, "place_us", record->place_us);
	line_number(file, "until_us", record->until_us);
	line_number(file, "slot_us", record->slot_us);
	line_number(file, "outcome", record->outcome);
	line_flag(file, "front", record->front);
	line_flag(file, "voice", record->voice);
	line_flag(file, "proxy", record->proxy);
	line_flag(file, "late", record->late);
}

static void line_others(FILE *file, const struct record *record)
{
	line_text(file, "text", record->text);
	line_texts(file, "groups", record->groups[0], sizeof record->groups[0],
		   ANNOUNCED_GROUPS_MAX);
	if (record->codes[0] != 0) {
		fputs(",\"codes\":[", file);
		for (int i = 0; i < RATING_CODES_MAX && record->codes[i] != 0; i++)
			fprintf(file, "%s%u", i > 0 ? "," : "", record->codes[i]);
		putc(']', file);
	}
	line_number(file, "warning", record->warning);
	line_number(file, "followup", record->followup);
	line_number(file, "announcement", record->announcement);
	line_number(file, "warning_kind", record->warning_kind);
	line_flag(file, "complex", record->complex);
	line_flag(file, "has_text", record->has_text);
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
	line_visit(file, record);
	line_others(file, record);
	fputs("}\n", file);
}
