/* Fills the placeholders of a message. The texts are in messages/, their table is made by the
 * build. */
#include "message.h"

#include "message_table.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char *const tags[MESSAGE_LANGUAGES] = { "zh", "en", "ug" };

enum message_language message_language(const char *tag)
{
	for (int i = 0; i < MESSAGE_LANGUAGES; i++)
		if (strncmp(tag, tags[i], 2) == 0 && (tag[2] == '\0' || tag[2] == '-'))
			return (enum message_language)i;
	return MESSAGE_ZH;
}

const char *message_language_tag(enum message_language language)
{
	return tags[language];
}

struct writer {
	char *out;
	size_t room; /* for text, without the NUL */
	size_t used;
	bool full; /* something was cut: nothing more is added */
};

/* As much of @p text as there is room for, in whole characters. */
static void add(struct writer *writer, const char *text, size_t length)
{
	size_t left = writer->room - writer->used;
	if (writer->full)
		return;
	if (length > left) {
		writer->full = true;
		length = left;
		while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
			length--;
	}
	memcpy(writer->out + writer->used, text, length);
	writer->used += length;
}

/* "0731-12345", "2026-11-23", "01-12" */
static bool has_hyphen(const char *text)
{
	for (size_t i = 1; text[0] && text[i]; i++)
		if (text[i] == '-' && text[i - 1] >= '0' && text[i - 1] <= '9' &&
		    text[i + 1] >= '0' && text[i + 1] <= '9')
			return true;
	return false;
}

static void add_value(struct writer *writer, const struct message_placeholder *placeholder,
		      const struct message_values *values, enum message_language language)
{
	char digits[12];
	const char *text = digits;
	if (values == NULL)
		return;
	const char *field = (const char *)values + placeholder->offset;
	if (placeholder->count) {
		uint32_t count;
		memcpy(&count, field, sizeof count);
		snprintf(digits, sizeof digits, "%u", count);
	} else {
		memcpy(&text, field, sizeof text);
	}
	if (text != NULL && language == MESSAGE_UG && has_hyphen(text))
		add(writer, MESSAGE_LEFT_TO_RIGHT, strlen(MESSAGE_LEFT_TO_RIGHT));
	if (text != NULL)
		add(writer, text, strlen(text));
}

size_t announce_message(char *out, size_t size, enum message_language language,
			enum message_key key, const struct message_values *values)
{
	static const char mark[] = { MESSAGE_MARK, 0 };
	struct writer writer = { .out = out, .room = size - 1 };
	const char *text = message_texts[language][key];
	for (;;) {
		size_t length = strcspn(text, mark);
		add(&writer, text, length);
		text += length;
		if (*text == '\0')
			break;
		add_value(&writer, &message_placeholders[(uint8_t)text[1] - 1], values, language);
		text += 2;
	}
	out[writer.used] = '\0';
	return writer.used;
}

size_t message_copy(char *out, size_t size, const char *text)
{
	struct writer writer = { .out = out, .room = size - 1 };
	add(&writer, text, strlen(text));
	out[writer.used] = '\0';
	return writer.used;
}

int message_find(const char *name)
{
	int low = 0, high = MESSAGE_COUNT;
	while (low < high) {
		int middle = low + (high - low) / 2;
		int order = strcmp(message_names[middle], name);
		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}
