/* See wire_record.h. */
#include "wire_record.h"

#include <stdio.h>
#include <string.h>

static const char marks[] = "><!";

static bool fail(struct wire_record_mistake *mistake, const char *line, const char *at,
		 const char *what)
{
	mistake->column = (unsigned)(at - line) + 1;
	mistake->what = what;
	return false;
}

bool wire_record_head(const char *line, enum wire_protocol *protocol,
		      struct wire_record_mistake *mistake)
{
	static const char head[] = "jiaohao-wire 1 ";
	if (strncmp(line, head, sizeof head - 1) != 0)
		return fail(mistake, line, line, "allowed is \"jiaohao-wire 1 PROTOCOL\"");
	if (!wire_protocol_named(line + sizeof head - 1, protocol))
		return fail(
			mistake, line, line + sizeof head - 1,
			"no such protocol; allowed are bytes, modbus, escpos, ff68, onbon, sdt, "
			"xfs5152, lines");
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *read_time(const char *at, int64_t *time_us)
{
	int64_t seconds = 0, micros = 0;
	int digits = 0;
	while (*at >= '0' && *at <= '9' && digits++ < 9)
		seconds = seconds * 10 + (*at++ - '0');
	if (digits == 0 || digits > 9 || *at++ != '.')
		return NULL;
	for (digits = 0; digits < 6; digits++, at++) {
		if (*at < '0' || *at > '9')
			return NULL;
		micros = micros * 10 + (*at - '0');
	}
	*time_us = seconds * 1000000 + micros;
	return at;
}

static bool read_bytes(const char *line, const char *at, struct wire_record_entry *out,
		       struct wire_record_mistake *mistake)
{
	while (*at != '\0') {
		int high = hex_digit(at[0]), low = high < 0 ? -1 : hex_digit(at[1]);
		if (low < 0)
			return fail(mistake, line, at,
				    "allowed are bytes as 0a ff, parted by one space");
		if (out->length == WIRE_RECORD_BYTES_MAX)
			return fail(mistake, line, at, "more than 1024 bytes");
		out->bytes[out->length++] = (uint8_t)(high << 4 | low);
		at += 2;
		if (*at == ' ' && at[1] != '\0')
			at++;
		else if (*at != '\0')
			return fail(mistake, line, at,
				    "allowed are bytes as 0a ff, parted by one space");
	}
	return out->length > 0 || fail(mistake, line, at, "no bytes");
}

bool wire_record_read(const char *line, struct wire_record_entry *out,
		      struct wire_record_mistake *mistake)
{
	out->kind = WIRE_RECORD_NONE;
	out->length = 0;
	out->time_us = 0;
	if (line[0] == '\0' || line[0] == '#')
		return true;
	const char *at = read_time(line, &out->time_us);
	if (!at || *at != ' ')
		return fail(mistake, line, line, "allowed are seconds as 12.345678 and a space");
	const char *mark = *++at != '\0' ? strchr(marks, *at) : NULL;
	if (!mark || at[1] != ' ')
		return fail(mistake, line, at, "allowed are >, < and ! and a space");
	enum wire_record_kind kind = (enum wire_record_kind)(mark - marks);
	at += 2;
	if (kind == WIRE_RECORD_NOTE) {
		size_t length = strlen(at);
		if (length > WIRE_RECORD_BYTES_MAX)
			return fail(mistake, line, at, "more than 1024 bytes");
		memcpy(out->bytes, at, length + 1);
		out->length = length;
	} else if (!read_bytes(line, at, out, mistake)) {
		return false;
	}
	out->kind = kind;
	return true;
}

size_t wire_record_write(char out[WIRE_RECORD_LINE_MAX], const struct wire_record_entry *entry)
{
	size_t used = (size_t)snprintf(out, WIRE_RECORD_LINE_MAX, "%lld.%06lld %c ",
				       (long long)(entry->time_us / 1000000),
				       (long long)(entry->time_us % 1000000), marks[entry->kind]);
	if (entry->kind == WIRE_RECORD_NOTE)
		return used + (size_t)snprintf(out + used, WIRE_RECORD_LINE_MAX - used, "%.*s",
					       (int)entry->length, (const char *)entry->bytes);
	for (size_t i = 0; i < entry->length; i++)
		used += (size_t)snprintf(out + used, WIRE_RECORD_LINE_MAX - used, "%s%02x",
					 i ? " " : "", entry->bytes[i]);
	return used;
}
