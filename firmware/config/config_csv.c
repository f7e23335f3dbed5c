/* CSV text → rows of fields. Knows the format alone: no file's meaning, no column's. */
#include "config_csv.h"

#include "config_node.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ABSENT = -1, FILE_COLUMNS_MAX = 256 };

struct field {
	const char *text; /* in csv->row, NUL-terminated */
	unsigned line, column;
};

struct config_csv {
	const char *name, *at, *end;
	unsigned line, column; /* of the next character */
	const struct config_csv_column *columns;
	size_t column_count;
	int places[CONFIG_CSV_COLUMNS_MAX]; /* a reader's column → the file's, or ABSENT */
	struct config_report *report;
	struct field fields[FILE_COLUMNS_MAX]; /* of the row at hand */
	size_t field_count, width;	       /* width: the header's fields */
	unsigned row_line;
	bool broken; /* a mistake of the format was said in this row */
	char found[CONFIG_FOUND_MAX];
	char *row; /* the row's fields, unquoted; as large as the text, which no row can outgrow */
	size_t row_used, row_size;
};

/* --- the text as a whole --- */

/* GB 18030-2005 by its shape: one, two or four bytes. */
static bool is_gb18030(const uint8_t *text, size_t length)
{
	for (size_t i = 0; i < length;) {
		size_t left = length - i;
		if (text[i] < 0x80) {
			i++;
			continue;
		}
		if (text[i] < 0x81 || text[i] > 0xfe || left < 2)
			return false;
		if (text[i + 1] >= 0x40 && text[i + 1] <= 0xfe && text[i + 1] != 0x7f) {
			i += 2;
			continue;
		}
		if (left < 4 || text[i + 1] < 0x30 || text[i + 1] > 0x39 || text[i + 2] < 0x81 ||
		    text[i + 2] > 0xfe || text[i + 3] < 0x30 || text[i + 3] > 0x39)
			return false;
		i += 4;
	}
	return true;
}

static const char *encoding_problem(const uint8_t *text, size_t length)
{
	if (length >= 2 &&
	    ((text[0] == 0xff && text[1] == 0xfe) || (text[0] == 0xfe && text[1] == 0xff)))
		return "found UTF-16, allowed is UTF-8: save the file as \"CSV UTF-8\"";
	if (is_gb18030(text, length))
		return "found GB18030 (GBK), allowed is UTF-8: save the file as \"CSV UTF-8\"";
	return "found a byte that is not UTF-8, allowed is UTF-8: save the file as \"CSV UTF-8\"";
}

/* Is a line over after this byte? CR LF counts once, at its LF. */
static bool ends_line(const char *at, const char *end)
{
	return *at == '\n' || (*at == '\r' && (at + 1 == end || at[1] != '\n'));
}

static int check_text(const char *name, const char *text, size_t length,
		      struct config_report *report)
{
	const char *end = text + length;
	unsigned line = 1, column = 1;
	if (length > CONFIG_CSV_FILE_MAX) {
		config_say(report, name, 1, 1, "file", "found %zu bytes, allowed are at most %d",
			   length, CONFIG_CSV_FILE_MAX);
		return -EINVAL;
	}
	for (const char *at = text; at < end;) {
		size_t step = config_utf8_bytes((const uint8_t *)at, (size_t)(end - at));
		const char *problem = NULL;
		if (step == 0)
			problem = encoding_problem((const uint8_t *)text, length);
		else if (((uint8_t)*at < ' ' && !strchr("\t\r\n", *at)) || *at == 0 || *at == 0x7f)
			problem = "found a control character, allowed is text only";
		if (problem) {
			config_say(report, name, line, column, "file", "%s", problem);
			return -EINVAL;
		}
		column++;
		if (ends_line(at, end)) {
			line++;
			column = 1;
		}
		at += step;
	}
	return 0;
}

/* --- one row --- */

static void step(struct config_csv *csv)
{
	bool ends = ends_line(csv->at, csv->end);
	/* A character counts once: at its first byte. */
	if (((uint8_t)*csv->at & 0xc0) != 0x80)
		csv->column++;
	if (ends) {
		csv->line++;
		csv->column = 1;
	}
	csv->at++;
}

static bool at_end_of_field(const struct config_csv *csv)
{
	return csv->at == csv->end || strchr(",\r\n", *csv->at) != NULL;
}

static void keep(struct config_csv *csv)
{
	csv->row[csv->row_used++] = *csv->at;
	step(csv);
}

/* The name of the file's column for a message; "row" when it is none of the reader's. */
static const char *column_name(const struct config_csv *csv, size_t place)
{
	for (size_t i = 0; i < csv->column_count; i++)
		if (csv->width > 0 && csv->places[i] == (int)place)
			return csv->columns[i].name;
	return csv->width == 0 ? "header" : "row";
}

__attribute__((format(printf, 5, 6))) static void say_broken(struct config_csv *csv, size_t place,
							     unsigned line, unsigned column,
							     const char *format, ...)
{
	char message[CONFIG_MESSAGE_BYTES / 2];
	va_list arguments;
	if (csv->broken)
		return;
	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	csv->broken = true;
	config_say(csv->report, csv->name, line, column, column_name(csv, place), "%s", message);
}

/* RFC 4180 §2.5-2.7: a field in quotes may hold commas, line ends, and quotes written twice. */
static void read_quoted(struct config_csv *csv, size_t place)
{
	unsigned line = csv->line, column = csv->column;
	step(csv);
	for (;;) {
		if (csv->at == csv->end) {
			say_broken(csv, place, line, column,
				   "found a quote that is never closed, allowed is a field between "
				   "two quotes");
			return;
		}
		if (*csv->at == '"') {
			step(csv);
			if (csv->at == csv->end || *csv->at != '"')
				break;
		}
		keep(csv);
	}
	if (!at_end_of_field(csv))
		say_broken(csv, place, csv->line, csv->column,
			   "found text after the closing quote, allowed is a comma or the end of "
			   "the line; a quote inside is written twice");
	while (!at_end_of_field(csv))
		step(csv);
}

static void read_plain(struct config_csv *csv, size_t place)
{
	while (!at_end_of_field(csv)) {
		if (*csv->at == '"')
			say_broken(
				csv, place, csv->line, csv->column,
				"found a quote inside a field, allowed is a field that is quoted "
				"whole, with each quote inside written twice");
		keep(csv);
	}
}

/* Blanks round a field are what people leave behind, not what they mean. */
static char *trim(char *text, char *end)
{
	while (end > text && strchr(" \t\r\n", end[-1]))
		end--;
	*end = 0;
	return text + strspn(text, " \t\r\n");
}

static void read_field(struct config_csv *csv)
{
	size_t place = csv->field_count, start;
	struct field *field;
	if (place >= FILE_COLUMNS_MAX) {
		say_broken(csv, place, csv->line, csv->column,
			   "found more than %d fields, which is all that is allowed",
			   FILE_COLUMNS_MAX);
		while (!at_end_of_field(csv))
			step(csv);
		return;
	}
	field = &csv->fields[csv->field_count++];
	*field = (struct field){ .line = csv->line, .column = csv->column };
	start = csv->row_used;
	if (csv->at < csv->end && *csv->at == '"')
		read_quoted(csv, place);
	else
		read_plain(csv, place);
	field->text = trim(csv->row + start, csv->row + csv->row_used);
	csv->row_used++; /* its NUL, where the comma or the line's end stood */
}

static void read_row(struct config_csv *csv)
{
	csv->field_count = 0;
	csv->row_used = 0;
	csv->row_line = csv->line;
	csv->broken = false;
	for (;;) {
		read_field(csv);
		if (csv->at == csv->end || *csv->at != ',')
			break;
		step(csv);
	}
	if (csv->at < csv->end && *csv->at == '\r')
		step(csv);
	if (csv->at < csv->end && *csv->at == '\n')
		step(csv);
}

/* What stands there, for a message: in quotes and on one line. */
static const char *flatten(const char *text, char found[CONFIG_FOUND_MAX])
{
	char line[CONFIG_FOUND_MAX];
	size_t length = 0;
	/* One byte more than is shown, so that it is seen to be cut. */
	for (; text[length] && length + 1 < sizeof line; length++)
		line[length] = strchr("\t\r\n", text[length]) ? ' ' : text[length];
	line[length] = 0;
	return config_text_found(line, found);
}

/* --- the header --- */

/* Some spreadsheets write a semicolon or a tab where the comma is the decimal sign; some people
 * type the comma of Chinese text. */
static bool separated_otherwise(const struct config_csv *csv)
{
	const char *text = csv->fields[0].text;
	return csv->field_count == 1 && (strpbrk(text, ";\t") || strstr(text, "，"));
}

/* "code, name" of all columns a reader knows, or of those it requires. */
static void list_columns(const struct config_csv *csv, bool required, char *out, size_t size)
{
	size_t used = 0;
	out[0] = 0;
	for (size_t i = 0; i < csv->column_count && used < size; i++) {
		int wrote;
		if (required && !csv->columns[i].required)
			continue;
		wrote = snprintf(out + used, size - used, "%s%s", used ? ", " : "",
				 csv->columns[i].name);
		used += wrote > 0 ? (size_t)wrote : 0;
	}
}

static void say_unknown_column(struct config_csv *csv, const struct field *field)
{
	const char *words[CONFIG_CSV_COLUMNS_MAX];
	char found[CONFIG_FOUND_MAX], allowed[CONFIG_MESSAGE_BYTES / 2];
	const char *nearest;
	for (size_t i = 0; i < csv->column_count; i++)
		words[i] = csv->columns[i].name;
	nearest = config_nearest(field->text, words, csv->column_count);
	list_columns(csv, false, allowed, sizeof allowed);
	flatten(field->text, found);
	if (nearest)
		config_say(csv->report, csv->name, field->line, field->column, "header",
			   "found the column %s, did you mean \"%s\"?", found, nearest);
	else
		config_say(csv->report, csv->name, field->line, field->column, "header",
			   "found the column %s, allowed are %s", found, allowed);
}

static void take_column(struct config_csv *csv, size_t place)
{
	const struct field *field = &csv->fields[place];
	char found[CONFIG_FOUND_MAX];
	for (size_t i = 0; i < csv->column_count; i++) {
		if (strcmp(csv->columns[i].name, field->text) != 0)
			continue;
		if (csv->places[i] == ABSENT)
			csv->places[i] = (int)place;
		else
			config_say(csv->report, csv->name, field->line, field->column, "header",
				   "found the column %s again, allowed is each column once",
				   flatten(field->text, found));
		return;
	}
	say_unknown_column(csv, field);
}

static bool is_blank(const struct config_csv *csv)
{
	for (size_t i = 0; i < csv->field_count; i++)
		if (csv->fields[i].text[0])
			return false;
	return true;
}

static int read_header(struct config_csv *csv)
{
	const unsigned mistakes = csv->report->mistakes;
	char expected[CONFIG_MESSAGE_BYTES / 2];
	list_columns(csv, true, expected, sizeof expected);
	if (!expected[0])
		list_columns(csv, false, expected, sizeof expected);
	do
		read_row(csv);
	while (is_blank(csv) && csv->at < csv->end);
	if (is_blank(csv))
		config_say(csv->report, csv->name, 1, 1, "file",
			   "found nothing, expected is a first row that names the columns: %s",
			   expected);
	else if (separated_otherwise(csv))
		config_say(csv->report, csv->name, csv->row_line, 1, "header",
			   "found one column, allowed are columns with a comma \",\" between them");
	if (csv->report->mistakes != mistakes)
		return -EINVAL;
	for (size_t i = 0; i < csv->field_count; i++)
		take_column(csv, i);
	for (size_t i = 0; i < csv->column_count; i++)
		if (csv->columns[i].required && csv->places[i] == ABSENT)
			config_say(csv->report, csv->name, csv->row_line, 1, "header",
				   "the column \"%s\" is missing, expected are %s",
				   csv->columns[i].name, expected);
	csv->width = csv->field_count;
	return csv->report->mistakes == mistakes ? 0 : -EINVAL;
}

/* --- for readers --- */

int config_csv_read_file(const char *path, char **text, size_t *length,
			 struct config_report *report)
{
	return config_read_bytes(path, CONFIG_CSV_FILE_MAX, text, length, report);
}

int config_csv_open(struct config_csv **out, const char *name, const char *text, size_t length,
		    const struct config_csv_column *columns, size_t column_count,
		    struct config_report *report)
{
	struct config_csv *csv = NULL;
	assert(column_count <= CONFIG_CSV_COLUMNS_MAX);
	*out = NULL;
	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		length -= 3;
	}
	if (check_text(name, text, length, report) < 0)
		return -EINVAL;
	csv = calloc(1, sizeof *csv);
	if (csv)
		csv->row = malloc(csv->row_size = length + 1);
	if (!csv || !csv->row) {
		config_say(report, name, 1, 1, "file", "no memory left to read it");
		config_csv_close(csv);
		return -EINVAL;
	}
	csv->name = name;
	csv->at = text;
	csv->end = text + length;
	csv->line = csv->column = 1;
	csv->columns = columns;
	csv->column_count = column_count;
	csv->report = report;
	for (size_t i = 0; i < column_count; i++)
		csv->places[i] = ABSENT;
	if (read_header(csv) < 0) {
		config_csv_close(csv);
		return -EINVAL;
	}
	*out = csv;
	return 0;
}

bool config_csv_next(struct config_csv *csv)
{
	while (csv->at < csv->end) {
		read_row(csv);
		if (csv->broken || is_blank(csv))
			continue;
		if (csv->field_count == csv->width)
			return true;
		config_say(csv->report, csv->name, csv->row_line, 1, "row",
			   "found a row of %zu, allowed are rows of %zu fields, as the first row "
			   "names",
			   csv->field_count, csv->width);
	}
	return false;
}

void config_csv_close(struct config_csv *csv)
{
	if (!csv)
		return;
	/* A list may be of people. */
	if (csv->row)
		explicit_bzero(csv->row, csv->row_size);
	explicit_bzero(csv->found, sizeof csv->found);
	free(csv->row);
	free(csv);
}

const char *config_csv_text(const struct config_csv *csv, size_t column)
{
	return config_csv_has(csv, column) ? csv->fields[csv->places[column]].text : "";
}

bool config_csv_has(const struct config_csv *csv, size_t column)
{
	assert(column < csv->column_count);
	return csv->places[column] != ABSENT;
}

unsigned config_csv_line(const struct config_csv *csv)
{
	return csv->row_line;
}

int config_csv_copy(struct config_csv *csv, size_t column, char *out, size_t size)
{
	const char *text = config_csv_text(csv, column);
	const size_t length = strlen(text);
	out[0] = 0;
	if (length >= size)
		return config_csv_fail(csv, column, "found %zu bytes (%s), allowed are at most %zu",
				       length, config_csv_found(csv, column), size - 1);
	if (strpbrk(text, "\t\r\n"))
		return config_csv_fail(
			csv, column, "found %s with a line end or tab inside, allowed is one line",
			config_csv_found(csv, column));
	memcpy(out, text, length + 1);
	return length > 0;
}

int config_csv_integer(struct config_csv *csv, size_t column, long min, long max, long *out)
{
	const char *text = config_csv_text(csv, column);
	const char *digits = text[0] == '-' ? text + 1 : text;
	char *end = NULL;
	long value = 0;
	if (text[0] == 0)
		return 0;
	errno = 0;
	if (isdigit((unsigned char)digits[0]))
		value = strtol(text, &end, 10);
	if (!end || *end || errno || value < min || value > max)
		return config_csv_fail(csv, column,
				       "found %s, allowed are whole numbers from %ld to %ld",
				       config_csv_found(csv, column), min, max);
	*out = value;
	return 1;
}

int config_csv_fail(struct config_csv *csv, size_t column, const char *format, ...)
{
	char message[CONFIG_MESSAGE_BYTES];
	unsigned line = csv->row_line, place = 1;
	va_list arguments;
	if (config_csv_has(csv, column)) {
		line = csv->fields[csv->places[column]].line;
		place = csv->fields[csv->places[column]].column;
	}
	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	config_say(csv->report, csv->name, line, place, csv->columns[column].name, "%s", message);
	return -EINVAL;
}

const char *config_csv_found(struct config_csv *csv, size_t column)
{
	const char *text = config_csv_text(csv, column);
	return text[0] ? flatten(text, csv->found) : "nothing";
}
