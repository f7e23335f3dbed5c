/* The words of a mistake: file:line:column: path: what was found, what is allowed. */
#include "config_node.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cut at a whole character; snprintf cuts anywhere. */
static void cut_whole(char *text)
{
	size_t length = strlen(text), start = length;
	while (start > 0 && ((uint8_t)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start > 0 && (uint8_t)text[start - 1] >= 0xc0)
		start--;
	if (start < length && config_utf8_bytes((const uint8_t *)text + start, length - start) == 0)
		text[start] = 0;
}

static void say_list(struct config_report *report, const char *name, unsigned line, unsigned column,
		     const char *path, const char *format, va_list arguments)
{
	char message[CONFIG_MESSAGE_BYTES];
	int used;
	report->mistakes++;
	if (report->mistakes > CONFIG_MESSAGES_MAX + 1 || !report->say)
		return;
	if (report->mistakes == CONFIG_MESSAGES_MAX + 1) {
		snprintf(message, sizeof message,
			 "%s:%u:%u: %s: found more mistakes than the %d said so far, mend those "
			 "first",
			 name, line, column, path, CONFIG_MESSAGES_MAX);
	} else {
		used = snprintf(message, sizeof message, "%s:%u:%u: %s: ", name, line, column,
				path);
		if (used >= 0 && (size_t)used < sizeof message)
			vsnprintf(message + used, sizeof message - (size_t)used, format, arguments);
	}
	cut_whole(message);
	report->say(report->context, message);
}

void config_say(struct config_report *report, const char *name, unsigned line, unsigned column,
		const char *path, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	say_list(report, name, line, column, path, format, arguments);
	va_end(arguments);
}

int config_node_fail(struct config_node *node, const char *format, ...)
{
	char path[CONFIG_PATH_MAX];
	va_list arguments;
	assert(node);
	config_node_path(node, path);
	for (struct config_node *above = node; above; above = above->parent)
		above->failed = true;
	va_start(arguments, format);
	say_list(node->tree->report, node->tree->name, node->line, node->column, path, format,
		 arguments);
	va_end(arguments);
	return -EINVAL;
}

void config_node_warn(const struct config_node *node, const char *format, ...)
{
	struct config_report *report = node->tree->report;
	char message[CONFIG_MESSAGE_BYTES], path[CONFIG_PATH_MAX];
	va_list arguments;
	int used;
	report->warnings++;
	if (!report->warn || report->warnings > CONFIG_MESSAGES_MAX)
		return;
	config_node_path(node, path);
	used = snprintf(message, sizeof message, "%s:%u:%u: %s: warning: ", node->tree->name,
			node->line, node->column, path);
	va_start(arguments, format);
	if (used >= 0 && (size_t)used < sizeof message)
		vsnprintf(message + used, sizeof message - (size_t)used, format, arguments);
	va_end(arguments);
	cut_whole(message);
	report->warn(report->context, message);
}

void config_node_path(const struct config_node *node, char path[CONFIG_PATH_MAX])
{
	const struct config_node *steps[CONFIG_DEPTH_MAX + 2];
	size_t depth = 0, used = 0;
	for (; node && node->parent && depth < sizeof steps / sizeof *steps; node = node->parent)
		steps[depth++] = node;
	if (depth == 0)
		snprintf(path, CONFIG_PATH_MAX, "file");
	while (depth-- > 0 && used < CONFIG_PATH_MAX) {
		const struct config_node *step = steps[depth];
		int wrote;
		if (step->key)
			wrote = snprintf(path + used, CONFIG_PATH_MAX - used, "%s%s",
					 used ? "." : "", step->key);
		else
			wrote = snprintf(path + used, CONFIG_PATH_MAX - used, "[%u]", step->index);
		used += wrote > 0 ? (size_t)wrote : 0;
	}
	cut_whole(path);
}

const char *config_text_found(const char *text, char found[CONFIG_FOUND_MAX])
{
	enum { SHOWN = CONFIG_FOUND_MAX - 8 };
	int used = snprintf(found, SHOWN, "\"%s", text);
	cut_whole(found);
	strcat(found, used >= SHOWN ? "…\"" : "\"");
	return found;
}

const char *config_node_found(const struct config_node *node, char found[CONFIG_FOUND_MAX])
{
	switch (node->kind) {
	case CONFIG_TEXT:
		return config_text_found(node->text, found);
	case CONFIG_LIST:
		return "a list";
	case CONFIG_MAP:
		return "a map";
	case CONFIG_NOTHING:
	case CONFIG_BAD:
		break;
	}
	return "nothing";
}

/* Insertions, deletions, changes and swaps of neighbours that turn one word into the other (optimal
 * string alignment). */
static size_t distance(const char *one, const char *other)
{
	enum { WORD_MAX = 32 };
	size_t rows[3][WORD_MAX + 1], length = strlen(other);
	if (strlen(one) > WORD_MAX || length > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= length; j++)
		rows[0][j] = j;
	for (size_t i = 1; one[i - 1]; i++) {
		size_t *above = rows[(i - 1) % 3], *row = rows[i % 3], *before = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= length; j++) {
			size_t best = above[j - 1] + (one[i - 1] != other[j - 1]);
			if (above[j] + 1 < best)
				best = above[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && one[i - 1] == other[j - 2] &&
			    one[i - 2] == other[j - 1] && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			row[j] = best;
		}
	}
	return rows[strlen(one) % 3][length];
}

const char *config_nearest(const char *word, const char *const *words, size_t count)
{
	const char *nearest = NULL;
	size_t best = strlen(word) <= 5 ? 2 : 3; /* nearer than this */
	for (size_t i = 0; i < count; i++) {
		size_t away = distance(word, words[i]);
		if (away < best && away < strlen(words[i])) {
			best = away;
			nearest = words[i];
		}
	}
	return nearest;
}
