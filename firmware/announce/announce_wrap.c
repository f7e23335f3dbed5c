/* Breaks a text into lines of paper. Knows cells and characters; nothing of tickets. */
#include "announce_wrap.h"

#include "message.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct character {
	size_t length;
	unsigned cells;
	bool wide, closes; /* closes: may not begin a line */
};

static struct character read_character(const char *text)
{
	static const char *const closing[] = { "，", "。", "；", "：", "、", "）", "”", "！",
					       "？", ",",  ".",	 ";",  ":",  ")",  "،", "؛" };
	const uint8_t *bytes = (const uint8_t *)text;
	struct character character = { .length = 1 };
	while ((bytes[character.length] & 0xc0) == 0x80)
		character.length++;
	character.wide = bytes[0] > 0xe1 || (bytes[0] == 0xe1 && bytes[1] >= 0x84);
	character.cells = character.wide ? 2 : 1;
	if (strncmp(text, MESSAGE_LEFT_TO_RIGHT, 3) == 0)
		character.cells = character.wide = 0;
	for (size_t i = 0; i < sizeof closing / sizeof closing[0]; i++)
		if (strlen(closing[i]) == character.length &&
		    memcmp(closing[i], text, character.length) == 0)
			character.closes = true;
	return character;
}

size_t announce_wrap(const char *text, unsigned cells)
{
	size_t at = 0, best = 0;
	unsigned used = 0;
	bool after_wide = false, after_blank = false;
	while (text[at]) {
		struct character next = read_character(text + at);
		if (at > 0 && text[at] != ' ' && !next.closes &&
		    (after_blank || after_wide || next.wide))
			best = at;
		if (used + next.cells > cells && text[at] == ' ')
			return at; /* a blank at the end needs no room */
		if (used + next.cells > cells && at > 0)
			break;
		used += next.cells;
		at += next.length;
		after_wide = next.wide;
		after_blank = text[at - 1] == ' ';
	}
	if (text[at] == '\0')
		return at;
	if (best == 0)
		return at;
	while (best > 1 && text[best - 1] == ' ')
		best--;
	return best;
}
