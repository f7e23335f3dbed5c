/* Lines of a scanner. Knows no wire, no time, no meaning. */
#include "scan_line.h"

#include <string.h>

enum { DELETE = 0x7f };

void scan_line_init(struct scan_line *line)
{
	memset(line, 0, sizeof *line);
}

/* Bytes of the UTF-8 character that begins here, by RFC 3629; 0: none does. */
static size_t character_length(const uint8_t *text)
{
	static const struct {
		uint8_t from, to, second_from, second_to, length;
	} rows[] = {
		{ 0x20, 0x7e, 0, 0, 1 },       { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (text[0] < rows[i].from || text[0] > rows[i].to)
			continue;
		if (rows[i].length > 1 &&
		    (text[1] < rows[i].second_from || text[1] > rows[i].second_to))
			return 0;
		for (size_t j = 2; j < rows[i].length; j++)
			if ((text[j] & 0xc0) != 0x80)
				return 0;
		return rows[i].length;
	}
	return 0;
}

/* C1 controls and the like are two bytes of valid UTF-8: C2 80 … C2 9F. */
static bool is_control(const uint8_t *text)
{
	return text[0] == 0xc2 && text[1] < 0xa0;
}

/* Leaves out what is no whole printable character. */
static void tidy(struct scan_line *line)
{
	uint8_t *text = (uint8_t *)line->text;
	size_t kept = 0;
	for (size_t at = 0; at < line->length;) {
		size_t length = character_length(text + at);
		if (length == 0 || is_control(text + at)) {
			at += length ? length : 1;
			continue;
		}
		memmove(text + kept, text + at, length);
		kept += length;
		at += length;
	}
	text[kept] = '\0';
	line->length = kept;
}

enum scan_feed scan_line_end(struct scan_line *line)
{
	if (!scan_line_begun(line))
		return SCAN_MORE;
	line->ended = true;
	line->text[line->length] = '\0'; /* ends a character that was cut, too */
	if (!line->too_long)
		tidy(line);
	if (!line->too_long && line->length > 0)
		return SCAN_READY;
	scan_line_init(line);
	return SCAN_BAD;
}

enum scan_feed scan_line_feed(struct scan_line *line, uint8_t byte)
{
	if (line->ended)
		scan_line_init(line);
	if (byte == '\r' || byte == '\n')
		return scan_line_end(line);
	if (byte < 0x20 || byte == DELETE)
		return SCAN_MORE;
	if (line->length == SCAN_LINE_MAX)
		line->too_long = true;
	else
		line->text[line->length++] = (char)byte;
	return SCAN_MORE;
}

bool scan_line_begun(const struct scan_line *line)
{
	return !line->ended && line->length > 0;
}
