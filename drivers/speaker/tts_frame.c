/* Frames of text-to-speech chips. Pure. */
#include "tts_frame.h"

#include <stdio.h>
#include <string.h>

enum { FRAME_HEAD = 0xfd, COMMAND_TEXT = 0x01 };

static const int xfs5152_bauds[] = { 4800, 9600, 57600, 115200, 0 };
/* 19200 and 38400 must be asked for after each reset, and 38400 is unsteady while it speaks
 * (§4.3.2). */
static const int syn6288_bauds[] = { 9600, 0 };

/* The tones: XFS5152CE §13.1.1 (a message tone), SYN6288 §6.1 ("广播提示音", two seconds). */
const struct tts_chip tts_chips[] = {
	{ .name = "xfs5152",
	  .has_wake = true,
	  .reads_english = true,
	  .text_max = TTS_TEXT_MAX,
	  .volume_max = 10,
	  .speed_max = 10,
	  .speed_usual = 5,
	  .chime = "sound101",
	  .bauds = xfs5152_bauds },
	{ .name = "syn6288",
	  .has_sum = true,
	  .unicode_high_first = true,
	  .text_max = 200,
	  .volume_max = 16,
	  .speed_max = 5,
	  .speed_usual = 4,
	  .chime = "soundk",
	  .bauds = syn6288_bauds },
	{ .name = NULL },
};

/* Head and length before @p length bytes of data that stand at out + 3 already, and the sum. */
static size_t close_frame(const struct tts_chip *chip, size_t length, uint8_t *out)
{
	size_t counted = length + (chip->has_sum ? 1 : 0), end = 3 + length;
	uint8_t sum = 0;
	out[0] = FRAME_HEAD;
	out[1] = (uint8_t)(counted >> 8);
	out[2] = (uint8_t)counted;
	if (!chip->has_sum)
		return end;
	for (size_t i = 0; i < end; i++)
		sum ^= out[i];
	out[end] = sum;
	return end + 1;
}

size_t tts_frame_command(const struct tts_chip *chip, enum tts_command command, uint8_t *out)
{
	out[3] = (uint8_t)command;
	return close_frame(chip, 1, out);
}

size_t tts_frame_text(const struct tts_chip *chip, enum tts_encoding encoding, const uint8_t *text,
		      size_t length, uint8_t *out)
{
	if (length > chip->text_max || length > TTS_TEXT_MAX)
		return 0;
	out[3] = COMMAND_TEXT;
	out[4] = (uint8_t)encoding; /* a SYN6288's background music, above it, is none */
	memcpy(out + 5, text, length);
	return close_frame(chip, 2 + length, out);
}

enum tts_reply tts_reply(uint8_t byte)
{
	switch (byte) {
	case 0x4a:
		return TTS_STARTED;
	case 0x41:
		return TTS_ACCEPTED;
	case 0x45:
		return TTS_REJECTED;
	case 0x4e:
		return TTS_BUSY;
	case 0x4f:
		return TTS_IDLE;
	default:
		return TTS_NOISE;
	}
}

size_t tts_settings(const struct tts_chip *chip, const struct tts_settings *settings,
		    char out[TTS_SETTINGS_MAX])
{
	unsigned percent = settings->volume_percent > 100 ? 100 : settings->volume_percent;
	unsigned volume = (percent * chip->volume_max + 50) / 100;
	/* Only silence itself is silent. */
	if (volume == 0 && percent > 0)
		volume = 1;
	char speaker[8] = "";
	if (chip->reads_english && settings->speaker > 0)
		snprintf(speaker, sizeof speaker, "[m%u]", settings->speaker % 100);
	const char *language = "";
	if (chip->reads_english) /* words as words, not letter by letter; Chinese numbers or not */
		language = settings->english ? "[g2][h2]" : "[g1][h1]";
	int length = snprintf(out, TTS_SETTINGS_MAX, "[v%u][%c%u]%s%s%.16s%s", volume,
			      chip->reads_english ? 's' : 't', settings->speed, speaker, language,
			      settings->chime ? settings->chime : "", settings->chime ? "," : "");
	return (size_t)length;
}

/* The bytes of the character that @p text begins with; a broken one counts as one byte. */
static size_t character(const char *text)
{
	uint8_t first = (uint8_t)text[0];
	size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
	for (size_t i = 1; i < length; i++)
		if (((uint8_t)text[i] & 0xc0) != 0x80)
			return 1;
	return length;
}

static bool is_pause(const char *text, size_t length)
{
	static const char *const marks[] = { "，", "。", "！", "？", "；", "：", "、", ",", ".",
					     "!",  "?",	 ";",  ":",  "\n", "،",	 "؛",  "؟" };
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (strlen(marks[i]) == length && memcmp(marks[i], text, length) == 0)
			return true;
	return false;
}

static bool is_word(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9');
}

size_t tts_piece(const char *text, size_t room, bool wide_ascii)
{
	size_t at = 0, used = 0, after_pause = 0, after_word = 0;
	while (text[at] != '\0') {
		size_t length = character(text + at);
		used += length == 1 && !wide_ascii ? 1 : 2;
		if (used > room && at > 0)
			break;
		if (at > 0 && !(is_word(text[at - 1]) && is_word(text[at])))
			after_word = at;
		at += length;
		if (is_pause(text + at - length, length))
			after_pause = at;
	}
	if (text[at] == '\0')
		return at;
	if (after_pause > 0)
		return after_pause;
	if (is_word(text[at]) && is_word(text[at - 1]) && after_word > 0)
		return after_word;
	return at;
}

unsigned tts_characters(const char *text, size_t length)
{
	unsigned count = 0;
	for (size_t at = 0; at < length;) {
		size_t bytes = character(text + at);
		count += text[at] != ' ' && !is_pause(text + at, bytes);
		at += bytes;
	}
	return count;
}

size_t tts_unicode(const struct tts_chip *chip, const char *text, size_t length, uint8_t *out,
		   size_t size)
{
	size_t used = 0;
	for (size_t at = 0; at < length && used + 2 <= size;) {
		size_t bytes = character(text + at);
		const uint8_t *from = (const uint8_t *)text + at;
		unsigned code = from[0];
		if (bytes == 2)
			code = (from[0] & 0x1fu) << 6 | (from[1] & 0x3fu);
		else if (bytes == 3)
			code = (from[0] & 0x0fu) << 12 | (from[1] & 0x3fu) << 6 | (from[2] & 0x3fu);
		at += bytes;
		if (bytes > 3 || (bytes == 1 && code >= 0x80))
			continue;
		out[used + (chip->unicode_high_first ? 0 : 1)] = (uint8_t)(code >> 8);
		out[used + (chip->unicode_high_first ? 1 : 0)] = (uint8_t)code;
		used += 2;
	}
	return used;
}
