/* Numbers in a free text as they are read out, in words: no speaking machine is trusted with
 * digits (espeak-ng's Uyghur reads "012" as "zero twelve", its Chinese "A012" as "A twelve"). Only
 * spells; what is said and when is decided elsewhere.
 *
 *   "2号窗口16:30停办" → "二号窗口十六点三十分停办"      a value, a time
 *   "2026年", "A012", "0991-2345678"                      one by one: a year, a ticket, a phone
 *
 * English digits are left to the machine, which can, but where they are no value. */
#include "announce_numbers.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { VALUE_DIGITS_MAX = 4 };

struct writer {
	char *out;
	size_t size, used;
	enum message_language language;
};

/* All of it or nothing, so that no character is cut. */
static void add(struct writer *writer, const char *text, size_t length)
{
	if (writer->used + length >= writer->size)
		return;
	memcpy(writer->out + writer->used, text, length);
	writer->used += length;
	writer->out[writer->used] = '\0';
}

/* Words are parted by blanks but in Chinese. */
static void add_word(struct writer *writer, const char *word)
{
	bool apart = writer->language != MESSAGE_ZH && writer->used > 0 &&
		     writer->out[writer->used - 1] != ' ';
	if (apart)
		add(writer, " ", 1);
	add(writer, word, strlen(word));
}

static void add_digit(struct writer *writer, unsigned digit)
{
	static const char *const digits[MESSAGE_LANGUAGES][10] = {
		[MESSAGE_ZH] = { "零", "一", "二", "三", "四", "五", "六", "七", "八", "九" },
		[MESSAGE_EN] = { "zero", "one", "two", "three", "four", "five", "six", "seven",
				 "eight", "nine" },
		[MESSAGE_UG] = { "نۆل", "بىر", "ئىككى", "ئۈچ", "تۆت", "بەش", "ئالتە", "يەتتە",
				 "سەككىز", "توققۇز" },
	};
	add_word(writer, digits[writer->language][digit]);
}

/* 12 十二, 105 一百零五, 120 一百二十, 1008 一千零八. */
static void add_chinese(struct writer *writer, unsigned value)
{
	static const char *const units[] = { "千", "百", "十", "" };
	unsigned weight = 1000;
	bool begun = false, gap = false;
	if (value == 0)
		add_digit(writer, 0);
	for (unsigned i = 0; i < 4; i++, weight /= 10) {
		unsigned digit = value / weight % 10;
		if (digit == 0) {
			gap = begun;
			continue;
		}
		if (gap)
			add_digit(writer, 0);
		if (digit != 1 || weight != 10 || begun)
			add_digit(writer, digit);
		add_word(writer, units[i]);
		begun = true;
		gap = false;
	}
}

/* 12 ئون ئىككى, 105 يۈز بەش, 1200 مىڭ ئىككى يۈز. */
static void add_uyghur(struct writer *writer, unsigned value)
{
	static const char *const tens[] = { "",	      "ئون",	"يىگىرمە", "ئوتتۇز", "قىرىق",
					    "ئەللىك", "ئاتمىش", "يەتمىش",  "سەكسەن", "توقسان" };
	static const struct {
		unsigned weight;
		const char *word;
	} units[] = { { 1000, "مىڭ" }, { 100, "يۈز" } };
	if (value == 0)
		add_digit(writer, 0);
	for (unsigned i = 0; i < 2; i++) {
		unsigned digit = value / units[i].weight % 10;
		if (digit > 1)
			add_digit(writer, digit);
		if (digit > 0)
			add_word(writer, units[i].word);
	}
	if (value / 10 % 10 > 0)
		add_word(writer, tens[value / 10 % 10]);
	if (value % 10 > 0)
		add_digit(writer, value % 10);
}

static void add_value(struct writer *writer, unsigned value)
{
	if (writer->language == MESSAGE_ZH)
		add_chinese(writer, value);
	else
		add_uyghur(writer, value);
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static unsigned value_of(const char *digits, size_t length)
{
	unsigned value = 0;
	for (size_t i = 0; i < length; i++)
		value = value * 10 + (unsigned)(digits[i] - '0');
	return value;
}

/* "16:30" or "16：30": its bytes, else 0. */
static size_t time_length(const char *text, size_t digits)
{
	static const char *const colons[] = { ":", "：" };
	if (digits > 2 || value_of(text, digits) > 24)
		return 0;
	for (unsigned i = 0; i < 2; i++) {
		size_t colon = strlen(colons[i]);
		const char *minutes = text + digits + colon;
		if (strncmp(text + digits, colons[i], colon) == 0 && minutes[0] >= '0' &&
		    minutes[0] <= '5' && is_digit(minutes[1]) && !is_digit(minutes[2]))
			return digits + colon + 2;
	}
	return 0;
}

static void add_time(struct writer *writer, unsigned hour, unsigned minute)
{
	bool chinese = writer->language == MESSAGE_ZH;
	add_value(writer, hour);
	if (chinese)
		add_word(writer, "点");
	if (minute == 0)
		return;
	if (minute < 10)
		add_digit(writer, 0);
	add_value(writer, minute);
	if (chinese)
		add_word(writer, "分");
}

/* A number that counts nothing: a phone, a year, a ticket. */
static bool is_row(const char *text, size_t digits, char before)
{
	return digits > VALUE_DIGITS_MAX || (digits > 1 && text[0] == '0') || is_letter(before) ||
	       before == '-' || (text[digits] == '-' && is_digit(text[digits + 1])) ||
	       (digits == 4 && strncmp(text + digits, "年", strlen("年")) == 0);
}

/* The number that @p text begins with; how many bytes it took. */
static size_t add_number(struct writer *writer, const char *text, char before)
{
	size_t digits = strspn(text, "0123456789");
	size_t time = is_letter(before) ? 0 : time_length(text, digits);
	bool spells = writer->language != MESSAGE_EN;
	if (time > 0 && spells) {
		add_time(writer, value_of(text, digits), value_of(text + time - 2, 2));
		digits = time;
	} else if (is_row(text, digits, before)) {
		for (size_t i = 0; i < digits; i++)
			add_digit(writer, (unsigned)(text[i] - '0'));
	} else if (spells) {
		add_value(writer, value_of(text, digits));
	} else {
		digits = time > 0 ? time : digits;
		add(writer, text, digits);
		return digits;
	}
	/* What follows is a word of its own. */
	if (writer->language != MESSAGE_ZH && (is_letter(text[digits]) || (text[digits] & 0x80)))
		add(writer, " ", 1);
	return digits;
}

size_t announce_numbers(char *out, size_t size, enum message_language language, const char *text)
{
	struct writer writer = { .out = out, .size = size, .language = language };
	char before = ' ';
	out[0] = '\0';
	while (*text != '\0') {
		size_t length = 1;
		if (is_digit(*text)) {
			length = add_number(&writer, text, before);
		} else {
			while (((uint8_t)text[length] & 0xc0) == 0x80)
				length++;
			add(&writer, text, length);
		}
		before = text[length - 1];
		text += length;
	}
	return writer.used;
}
