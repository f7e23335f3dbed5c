/* Breaks a text into lines of paper. */
#ifndef JIAOHAO_ANNOUNCE_WRAP_H
#define JIAOHAO_ANNOUNCE_WRAP_H

#include <stddef.h>

/** How many bytes of @p text (not empty) go on a line of @p cells: whole characters, at least one;
 *  broken at a blank or beside a Chinese character where that is possible, never before a comma,
 *  a full stop or a closing bracket. Blanks at the break belong to neither line: skip them. */
size_t announce_wrap(const char *text, unsigned cells);

#endif
