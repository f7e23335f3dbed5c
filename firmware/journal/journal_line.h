/* A record as one line of JSON, for exports: every field that is set, by its name. */
#ifndef JIAOHAO_JOURNAL_LINE_H
#define JIAOHAO_JOURNAL_LINE_H

#include "record.h"

#include <stdio.h>

/** Starts with "sequence", ends with a line feed. Errors stay in @p file (ferror). */
void journal_line_write(FILE *file, const struct record *record, int32_t day);
/** "2026-11-21" of a day number. */
void journal_line_date(int32_t day, char text[16]);

#endif
