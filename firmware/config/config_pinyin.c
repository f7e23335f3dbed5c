/* Pinyin initials by the order of GB 2312's first level. No dictionary, no tones, no words. */
#include "config_pinyin.h"

#include "config_node.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

struct config_pinyin {
	iconv_t to_gb;
};

/* GB 2312-80, level 1 (rows 16-55): ordered by pinyin. The first character of each letter; no
 * syllable begins with i, u or v. */
static const struct {
	uint16_t first;
	char letter;
} letters[] = {
	{ 0xb0a1, 'a' }, { 0xb0c5, 'b' }, { 0xb2c1, 'c' }, { 0xb4ee, 'd' }, { 0xb6ea, 'e' },
	{ 0xb7a2, 'f' }, { 0xb8c1, 'g' }, { 0xb9fe, 'h' }, { 0xbbf7, 'j' }, { 0xbfa6, 'k' },
	{ 0xc0ac, 'l' }, { 0xc2e8, 'm' }, { 0xc4c3, 'n' }, { 0xc5b6, 'o' }, { 0xc5be, 'p' },
	{ 0xc6da, 'q' }, { 0xc8bb, 'r' }, { 0xc8f6, 's' }, { 0xcbfa, 't' }, { 0xcdda, 'w' },
	{ 0xcef4, 'x' }, { 0xd1b9, 'y' }, { 0xd4d1, 'z' },
};
enum { LEVEL_1_LAST = 0xd7f9 };

int config_pinyin_open(struct config_pinyin **out)
{
	struct config_pinyin *pinyin = calloc(1, sizeof *pinyin);
	if (!pinyin)
		return -ENOMEM;
	pinyin->to_gb = iconv_open("GB18030", "UTF-8");
	if (pinyin->to_gb == (iconv_t)-1) {
		const int result = -errno;
		free(pinyin);
		return result;
	}
	*out = pinyin;
	return 0;
}

void config_pinyin_close(struct config_pinyin *pinyin)
{
	if (!pinyin)
		return;
	iconv_close(pinyin->to_gb);
	free(pinyin);
}

/* The letter of a two-byte character; 0: none is known. */
static char letter_of(const uint8_t gb[2])
{
	const unsigned code = (unsigned)gb[0] << 8 | gb[1];
	size_t i = sizeof letters / sizeof *letters;
	/* A second byte below A1 is GBK's: between these rows, in no order of sound. */
	if (gb[1] < 0xa1 || code < letters[0].first || code > LEVEL_1_LAST)
		return 0;
	while (letters[i - 1].first > code)
		i--;
	return letters[i - 1].letter;
}

static char initial_of(struct config_pinyin *pinyin, const char *character, size_t bytes)
{
	/* iconv takes what it only reads as if it wrote it. */
	char copy[4], *from = copy, gb[8], *to = gb;
	size_t left = bytes, room = sizeof gb;
	if (bytes == 1)
		return isalnum((unsigned char)*character) ? (char)tolower((unsigned char)*character)
							  : 0;
	for (size_t i = 0; i < bytes; i++)
		copy[i] = character[i];
	if (iconv(pinyin->to_gb, &from, &left, &to, &room) == (size_t)-1 || to - gb != 2) {
		iconv(pinyin->to_gb, NULL, NULL, NULL, NULL);
		return 0;
	}
	return letter_of((const uint8_t *)gb);
}

void config_pinyin_initials(struct config_pinyin *pinyin, const char *name, char *out, size_t size)
{
	size_t left = 0, used = 0;
	while (name[left])
		left++;
	while (left > 0 && used + 1 < size) {
		const size_t bytes = config_utf8_bytes((const uint8_t *)name, left);
		const char letter = bytes > 0 ? initial_of(pinyin, name, bytes) : 0;
		if (letter)
			out[used++] = letter;
		if (bytes == 0)
			break;
		name += bytes;
		left -= bytes;
	}
	out[used] = 0;
}
