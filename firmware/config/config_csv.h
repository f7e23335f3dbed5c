/* A CSV file (RFC 4180) as rows of named fields, each with its line and column. The first row names
 * the columns, in any order. Lists of items, appointments and holidays are read through this; what
 * a field means is its reader's question. Every mistake is said as file:line:column: column: … */
#ifndef JIAOHAO_CONFIG_CSV_H
#define JIAOHAO_CONFIG_CSV_H

#include "config.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	CONFIG_CSV_FILE_MAX = 4 << 20, /* bytes of a file */
	CONFIG_CSV_COLUMNS_MAX = 32,   /* columns a reader may know */
};

/* What a reader knows. A column that is not required may be missing: its fields are then "". */
struct config_csv_column {
	const char *name;
	bool required;
};

struct config_csv;

/** Read a whole file of at most CONFIG_CSV_FILE_MAX bytes. 0 and a malloc'ed NUL-terminated text,
 *  or -EINVAL with the reason said. What is in it is config_csv_open's question. */
int config_csv_read_file(const char *path, char **text, size_t *length,
			 struct config_report *report);

/** Check the text (UTF-8 with or without a byte order mark, no control characters but tabs and
 *  line ends) and read its first row. @p name stands in the messages; it, @p text, @p columns and
 *  @p report are borrowed until the close. 0, or -EINVAL with every mistake said and *out NULL. */
int config_csv_open(struct config_csv **out, const char *name, const char *text, size_t length,
		    const struct config_csv_column *columns, size_t column_count,
		    struct config_report *report);
/** Go to the next row that can be read; false at the end. Rows without any text are skipped in
 *  silence, rows that break the format are said and skipped: compare report->mistakes at the end.
 */
bool config_csv_next(struct config_csv *csv);
/** Accepts NULL. */
void config_csv_close(struct config_csv *csv);

/* Of the row at hand; @p column is an index into the reader's columns. */

/** The field without its quotes and the blanks round it, "" when it is empty or its column is
 *  missing. Valid until the next row. It may hold line ends and tabs when it was quoted. */
const char *config_csv_text(const struct config_csv *csv, size_t column);
/** Does the file have this column at all? */
bool config_csv_has(const struct config_csv *csv, size_t column);
/** Where the row starts. */
unsigned config_csv_line(const struct config_csv *csv);
/** Copy a text of at most @p size - 1 bytes on one line. 1, 0 when it is empty (@p out is then ""),
 *  -EINVAL said. */
int config_csv_copy(struct config_csv *csv, size_t column, char *out, size_t size);
/** A whole decimal number. 1, 0 when it is empty, -EINVAL said. */
int config_csv_integer(struct config_csv *csv, size_t column, long min, long max, long *out);
/** Say at this field what is wrong with it: "found …, allowed …". Returns -EINVAL. */
int config_csv_fail(struct config_csv *csv, size_t column, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/** The field for such a message: in quotes, on one line, cut when long; "nothing" when empty.
 *  Valid until the next call. */
const char *config_csv_found(struct config_csv *csv, size_t column);

#endif
