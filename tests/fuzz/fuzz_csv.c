/* Any bytes as a CSV file: no crash, no hang; what was read, written again with every field in
 * quotes, is read as the same. */
#include "config_csv.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COLUMNS = 3, COPY_MAX = 1 << 20 };

static const struct config_csv_column columns[COLUMNS] = { { "code", true },
							   { "name", true },
							   { "hot", false } };
static char copy[COPY_MAX];
static size_t copied;
static unsigned lines;

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void say(void *context, const char *line)
{
	(void)context;
	lines++;
	must(strncmp(line, "fuzz.csv:", 9) == 0 && !strpbrk(line, "\r\n\t\x1b"));
}

static void put(char c)
{
	must(copied < COPY_MAX);
	copy[copied++] = c;
}

static void put_row(const struct config_csv *csv)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		if (i > 0)
			put(',');
		put('"');
		for (const char *at = config_csv_text(csv, i); *at; at++) {
			if (*at == '"')
				put('"');
			put(*at);
		}
		put('"');
	}
	put('\n');
}

static void take_fields(struct config_csv *csv)
{
	char name[16];
	long hot = -1;
	const int name_taken = config_csv_copy(csv, 1, name, sizeof name);
	const int hot_taken = config_csv_integer(csv, 2, 0, 99, &hot);
	must(name_taken == 1 ? name[0] != 0 : name[0] == 0);
	must(hot_taken == 1 ? hot >= 0 && hot <= 99 : hot == -1);
	must(config_csv_line(csv) > 0 && config_csv_found(csv, 0)[0] != 0);
}

/* The rows and, in text_hash, what is in them. */
static unsigned read_all(const char *text, size_t length, uint32_t *text_hash, bool write)
{
	struct config_report report = { .say = say };
	struct config_csv *csv;
	unsigned rows = 0;
	*text_hash = 0;
	if (config_csv_open(&csv, "fuzz.csv", text, length, columns, COLUMNS, &report) < 0) {
		must(report.mistakes > 0 && csv == NULL);
		return 0;
	}
	must(report.mistakes == 0);
	for (; config_csv_next(csv); rows++) {
		for (size_t i = 0; i < COLUMNS; i++) {
			for (const char *at = config_csv_text(csv, i); *at; at++)
				*text_hash = *text_hash * 31 + (uint8_t)*at;
			*text_hash = *text_hash * 31 + 7;
		}
		if (write)
			put_row(csv);
		take_fields(csv);
	}
	config_csv_close(csv);
	must(lines ==
	     (report.mistakes > CONFIG_MESSAGES_MAX ? CONFIG_MESSAGES_MAX + 1 : report.mistakes));
	return rows;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char header[] = "code,name,hot\n";
	uint32_t first, again;
	if (size > COPY_MAX / 8)
		return 0;
	memcpy(copy, header, sizeof header - 1);
	copied = sizeof header - 1;
	lines = 0;
	const unsigned rows = read_all((const char *)data, size, &first, true);
	lines = 0;
	must(read_all(copy, copied, &again, false) == rows && (rows == 0 || first == again));
	return 0;
}
