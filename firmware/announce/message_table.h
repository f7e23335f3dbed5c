/* The table that make_messages.py writes: the texts with their placeholders marked. Only message.c
 * reads it. */
#ifndef JIAOHAO_MESSAGE_TABLE_H
#define JIAOHAO_MESSAGE_TABLE_H

#include "message.h"

#include <stdbool.h>
#include <stddef.h>

/* In a text: this byte, then the placeholder's index + 1. */
enum { MESSAGE_MARK = 1 };

struct message_placeholder {
	size_t offset; /* in struct message_values */
	bool count;    /* a uint32_t, else a const char * */
};

extern const char *const message_names[MESSAGE_COUNT]; /* ascending */
extern const struct message_placeholder message_placeholders[];
extern const char *const message_texts[MESSAGE_LANGUAGES][MESSAGE_COUNT];

#endif
