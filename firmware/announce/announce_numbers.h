/* Numbers in a free text as they are read out, in words. Pure. */
#ifndef JIAOHAO_ANNOUNCE_NUMBERS_H
#define JIAOHAO_ANNOUNCE_NUMBERS_H

#include "message.h"

#include <stddef.h>

/** @p text with its numbers spelled out for a voice of this language. The bytes written to @p out
 *  without its NUL; a character that does not fit is left out. */
size_t announce_numbers(char *out, size_t size, enum message_language language, const char *text);

#endif
