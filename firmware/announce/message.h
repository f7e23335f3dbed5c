/* The words of the hall in its languages: one message file each, in messages/, made into a table by
 * the build. Everything that citizens and staff read or hear from the daemon is taken from here.
 * Fills in and cuts; decides nothing. */
#ifndef JIAOHAO_MESSAGE_H
#define JIAOHAO_MESSAGE_H

#include "message_keys.h"

#include <stddef.h>

enum message_language { MESSAGE_ZH, MESSAGE_EN, MESSAGE_UG, MESSAGE_LANGUAGES };

/** From a tag such as "ug", "ug-CN" or ""; Chinese for what is not known. */
enum message_language message_language(const char *tag);
/** "zh" "en" "ug" */
const char *message_language_tag(enum message_language language);

/** Stands before a number with a hyphen in a text that is read from right to left: without it
 *  0731-12345 would be shown as 12345-0731 (UAX 9, rules W2 and W4). Takes no room. */
#define MESSAGE_LEFT_TO_RIGHT "\xe2\x80\x8e" /* U+200E */

/** The text of @p key with its placeholders filled from @p values (NULL when the text names none; a
 *  text value that is NULL is left out). Always ends with a NUL; what has no room is cut at a whole
 *  character. The bytes written, without the NUL. @p size > 0. */
size_t announce_message(char *out, size_t size, enum message_language language,
			enum message_key key, const struct message_values *values);
/** A text that is not ours, cut in the same way. */
size_t message_copy(char *out, size_t size, const char *text);
/** The key of this name ("problem.closed.title"), or -1. */
int message_find(const char *name);

#endif
