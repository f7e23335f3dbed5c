/* What is spoken, as text for a synthesiser and as clips: "请A零一二号，到六号窗口". The phrases
 * are messages (speech.*), in which "|" parts what one clip says from what the next one does. */
#include "announce_numbers.h"
#include "announce_places.h"
#include "message_table.h"

#include <stdio.h>
#include <string.h>

struct speaker_of_words {
	struct announce_speech *out;
	enum message_language language;
	bool yao;
};

static bool is_punctuation(const char *text, size_t length)
{
	static const char *const marks[] = { ",", "，", "،" };
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (strlen(marks[i]) == length && memcmp(marks[i], text, length) == 0)
			return true;
	return false;
}

/* Chinese runs on, the others part words by blanks. */
static void add_text(struct speaker_of_words *words, const char *text, size_t length)
{
	char *to = words->out->text;
	size_t used = strlen(to);
	bool blank = used > 0 && words->language != MESSAGE_ZH && !is_punctuation(text, length);
	if (used + blank + length >= sizeof words->out->text)
		return;
	if (blank)
		to[used++] = ' ';
	memcpy(to + used, text, length);
	to[used + length] = '\0';
}

static bool add_clip(struct speaker_of_words *words, const struct announce_clip *clip)
{
	struct announce_speech *out = words->out;
	if (clip->name == NULL || out->clip_count == ANNOUNCE_CLIPS_MAX)
		return false;
	memcpy(out->clips[out->clip_count++], clip->name, strlen(clip->name) + 1);
	add_text(words, clip->text, strlen(clip->text));
	return true;
}

static bool add_named(struct speaker_of_words *words, const char *name)
{
	const struct announce_clip *clip = announce_clips();
	while (clip->name && strcmp(clip->name, name) != 0)
		clip++;
	return add_clip(words, clip);
}

/* "6", "en-6", "ug-6" */
static void add_number_word(struct speaker_of_words *words, unsigned value)
{
	char name[16];
	if (words->language == MESSAGE_ZH)
		snprintf(name, sizeof name, "%u", value);
	else
		snprintf(name, sizeof name, "%s-%u", message_language_tag(words->language), value);
	add_named(words, name);
}

/* One by one, as numbers are read out over a telephone. What is neither digit nor letter is not
 * spoken. */
static void add_characters(struct speaker_of_words *words, const char *text)
{
	for (; *text; text++) {
		char name[2] = { *text, 0 };
		if (name[0] >= 'a' && name[0] <= 'z')
			name[0] = (char)(name[0] - 'a' + 'A');
		if (name[0] == '1' && words->yao && words->language == MESSAGE_ZH)
			add_named(words, "yao");
		else if (name[0] >= '0' && name[0] <= '9')
			add_number_word(words, (unsigned)(name[0] - '0'));
		else if (name[0] >= 'A' && name[0] <= 'Z')
			add_named(words, name);
	}
}

/* 6 六, 10 十, 12 十二, 20 二十, 21 二十一; twelve, twenty one; ئون ئىككى, يىگىرمە بىر. */
static void add_value(struct speaker_of_words *words, unsigned value)
{
	unsigned tens = value / 10, ones = value % 10;
	if (value < 10 || (words->language == MESSAGE_EN && value < 20)) {
		add_number_word(words, value);
		return;
	}
	if (words->language == MESSAGE_ZH) {
		if (tens > 1)
			add_number_word(words, tens);
		add_named(words, "shi");
	} else {
		add_number_word(words, tens * 10);
	}
	if (ones)
		add_number_word(words, ones);
}

/* "06" is a value, "128" a row of digits, "A3" a row of characters. */
static void add_window(struct speaker_of_words *words, const char *no)
{
	const char *digits = no + strspn(no, "0");
	if (no[0] == 0 || strspn(no, "0123456789") != strlen(no) || strlen(digits) > 2) {
		add_characters(words, no);
		return;
	}
	unsigned value = 0;
	for (; *digits; digits++)
		value = value * 10 + (unsigned)(*digits - '0');
	add_value(words, value);
}

/* Floors are counted in Uyghur: "third floor". */
static void add_floor(struct speaker_of_words *words, unsigned floor)
{
	static const char *const ordinals[] = { "ug-1st", "ug-2nd", "ug-3rd", "ug-4th", "ug-5th",
						"ug-6th", "ug-7th", "ug-8th", "ug-9th" };
	if (words->language == MESSAGE_UG && floor >= 1 && floor <= 9)
		add_named(words, ordinals[floor - 1]);
	else if (floor < 100)
		add_value(words, floor);
}

static void add_placeholder(struct speaker_of_words *words, unsigned index,
			    const struct message_values *values)
{
	size_t offset = message_placeholders[index].offset;
	if (offset == offsetof(struct message_values, number))
		add_characters(words, values->number);
	else if (offset == offsetof(struct message_values, window))
		add_window(words, values->window);
	else if (offset == offsetof(struct message_values, floor))
		add_floor(words, values->floor);
}

/* What stands between two bars: a placeholder or the words of one clip, and perhaps a comma. */
static void add_part(struct speaker_of_words *words, const char *part, size_t length,
		     const struct message_values *values)
{
	size_t said = length; /* without the comma */
	do
		said -= said > 0;
	while (said > 0 && ((unsigned char)part[said] & 0xc0) == 0x80);
	if (!is_punctuation(part + said, length - said))
		said = length;
	if (part[0] == MESSAGE_MARK) {
		add_placeholder(words, (unsigned)(uint8_t)part[1] - 1, values);
	} else {
		const struct announce_clip *clip = announce_clips();
		while (clip->name != NULL &&
		       (clip->language != words->language || strlen(clip->text) != said ||
			memcmp(clip->text, part, said) != 0))
			clip++;
		add_clip(words, clip);
	}
	if (said < length)
		add_text(words, part + said, length - said);
}

static void say(const struct hall *hall, enum message_language language, enum message_key key,
		const struct message_values *values, struct announce_speech *out)
{
	struct speaker_of_words words = { .out = out, .language = language, .yao = hall->yao };
	const char *text = message_texts[language][key];
	memset(out, 0, sizeof *out);
	strcpy(out->language, message_language_tag(language));
	out->chime = true;
	while (*text) {
		size_t length = strcspn(text, "|");
		add_part(&words, text, length, values);
		text += length + (text[length] == '|');
	}
}

void announce_speech(const struct state *state, uint32_t ticket, int window,
		     enum message_language language, struct announce_speech *out)
{
	const struct hall_window *place = &state->hall.windows[window];
	const struct message_values values = { .number = state->tickets[ticket].number,
					       .window = place->no };
	say(&state->hall, language,
	    place->role == ROLE_DELIVER ? MESSAGE_SPEECH_DELIVER : MESSAGE_SPEECH_CALL, &values,
	    out);
}

bool announce_next_place_speech(const struct state *state, uint32_t ticket,
				enum message_language language, struct announce_speech *out)
{
	const struct ticket *moved = &state->tickets[ticket];
	struct message_values values = { .number = moved->number };
	if (moved->to_window >= 0) {
		values.window = state->hall.windows[moved->to_window].no;
		say(&state->hall, language, MESSAGE_SPEECH_NEXT_WINDOW, &values, out);
		return true;
	}
	int floor = hall_floor_of(&state->hall, state->hall.services[moved->service].zone);
	if (floor <= 0)
		return false;
	values.floor = (uint32_t)floor;
	say(&state->hall, language, MESSAGE_SPEECH_NEXT_FLOOR, &values, out);
	return true;
}

void announce_evacuation_speech(const struct hall *hall, enum message_language language, bool over,
				struct announce_speech *out)
{
	say(hall, language, over ? MESSAGE_SPEECH_LIFTED : MESSAGE_SPEECH_EVACUATE, NULL, out);
}

void announce_text_speech(const struct announcement *announcement, struct announce_speech *out)
{
	char text[ANNOUNCE_TEXT_MAX];
	memset(out, 0, sizeof *out);
	enum message_language language = message_language(announcement->language);
	strcpy(out->language, message_language_tag(language));
	out->chime = true;
	announce_numbers(text, sizeof text, language, announcement->text);
	announce_message(out->text, sizeof out->text, language, MESSAGE_PHRASE_ANNOUNCEMENT,
			 &(struct message_values){ .text = text });
}
