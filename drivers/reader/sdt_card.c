/* Kind, number and date of birth of an identity card's text. Looks at nothing else of it. */
#include "sdt_card.h"

#include <string.h>

enum { FLAG_AT = 248, NUMBER_AT = 122, DATE_CHARACTERS = 8, FOREIGNER_2017_CHARACTERS = 15 };

/* A model of card is a row. */
struct layout {
	uint8_t flag;
	enum sdt_card_kind kind;
	uint8_t birth_at, number_length;
	const char *begins[3]; /* with one of these; none: with anything */
};

static const struct layout layouts[] = {
	{ 'I', SDT_CARD_FOREIGNER, 220, FOREIGNER_2017_CHARACTERS, { NULL } },
	{ 'Y', SDT_CARD_FOREIGNER, 36, SDT_NUMBER_MAX, { "9" } },
	{ 'J', SDT_CARD_HMT, 36, SDT_NUMBER_MAX, { "81", "82", "83" } },
	{ ' ', SDT_CARD_RESIDENT, 36, SDT_NUMBER_MAX, { NULL } }, /* the last: all other flags */
};

/* One UTF-16LE character that must be ASCII; 0 for any other. */
static char character(const uint8_t *text, size_t at)
{
	return text[at + 1] == 0 && text[at] < 0x80 ? (char)text[at] : '\0';
}

static const struct layout *find_layout(const uint8_t *text)
{
	const struct layout *layout = layouts;
	const char flag = character(text, FLAG_AT);
	while (layout->flag != ' ' && layout->flag != (uint8_t)flag)
		layout++;
	return layout;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool has_right_check(const char *number)
{
	static const char check[] = "10X98765432";
	/* 2 to the 17th, 16th … 1st, modulo 11 (GB 11643-1999, table of weights). */
	unsigned sum = 0, weight = 7;
	static const uint8_t next[11] = { [7] = 9, [9] = 10, [10] = 5, [5] = 8, [8] = 4,
					  [4] = 2, [2] = 1,  [1] = 6,  [6] = 3, [3] = 7 };
	for (unsigned i = 0; i < 17; i++) {
		if (!is_digit(number[i]))
			return false;
		sum += (unsigned)(number[i] - '0') * weight;
		weight = next[weight];
	}
	return number[17] == check[sum % 11];
}

static bool is_number_of_2017(const char *number)
{
	for (unsigned i = 0; i < FOREIGNER_2017_CHARACTERS; i++)
		if (i < 3 ? number[i] < 'A' || number[i] > 'Z' : !is_digit(number[i]))
			return false;
	return true;
}

static bool begins_rightly(const char *number, const struct layout *layout)
{
	if (layout->begins[0] == NULL)
		return true;
	for (unsigned i = 0; i < 3 && layout->begins[i] != NULL; i++)
		if (strncmp(number, layout->begins[i], strlen(layout->begins[i])) == 0)
			return true;
	return false;
}

static unsigned digits(const uint8_t *text, size_t at, unsigned count)
{
	unsigned value = 0;
	for (unsigned i = 0; i < count; i++)
		value = value * 10 + (unsigned)(character(text, at + 2 * i) - '0');
	return value;
}

static void read_birth(const uint8_t *text, size_t at, struct sdt_card *card)
{
	static const uint8_t days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	for (unsigned i = 0; i < DATE_CHARACTERS; i++)
		if (!is_digit(character(text, at + 2 * i)))
			return;
	const unsigned year = digits(text, at, 4), month = digits(text, at + 8, 2),
		       day = digits(text, at + 12, 2);
	if (year < 1850 || year > 2199 || month < 1 || month > 12 || day < 1 ||
	    day > days[month - 1])
		return;
	card->born_year = (uint16_t)year;
	card->born_month = (uint8_t)month;
	card->born_day = (uint8_t)day;
}

bool sdt_card_read(const uint8_t text[SDT_TEXT_BYTES], struct sdt_card *card)
{
	const struct layout *layout = find_layout(text);
	memset(card, 0, sizeof *card);
	card->kind = layout->kind;
	card->number_length = layout->number_length;
	for (unsigned i = 0; i < layout->number_length; i++) {
		char c = character(text, NUMBER_AT + 2 * i);
		card->number[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	const bool good =
		(layout->number_length == SDT_NUMBER_MAX ? has_right_check(card->number)
							 : is_number_of_2017(card->number)) &&
		begins_rightly(card->number, layout);
	if (!good) {
		memset(card, 0, sizeof *card);
		return false;
	}
	read_birth(text, layout->birth_at, card);
	return true;
}
