/* The first letters of a Chinese name in pinyin: 不动产登记 → bdcdj. A help for lists that give
 * none: a character with two readings gets the one its place in GB 2312 has (行 is x, 长 is c), and
 * characters beyond the 3755 of its first level are left out. A list's own initials go before. */
#ifndef JIAOHAO_CONFIG_PINYIN_H
#define JIAOHAO_CONFIG_PINYIN_H

#include <stddef.h>

struct config_pinyin;

/** 0, or -errno: -EINVAL where the system has no converter for GB 18030. */
int config_pinyin_open(struct config_pinyin **out);
/** The initials of @p name (valid UTF-8), at most @p size - 1 of them; letters and digits of ASCII
 *  stand for themselves, in small letters. */
void config_pinyin_initials(struct config_pinyin *pinyin, const char *name, char *out, size_t size);
/** Accepts NULL. */
void config_pinyin_close(struct config_pinyin *pinyin);

#endif
