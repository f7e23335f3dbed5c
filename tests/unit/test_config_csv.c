/* CSV files as rows of named fields, and the exact words for each way of getting one wrong. */
#include "check.h"
#include "config_csv.h"

#include <errno.h>
#include <unistd.h>

enum { CODE, NAME, HOT, COLUMNS };

static const struct config_csv_column columns[COLUMNS] = {
	[CODE] = { "code", true },
	[NAME] = { "name", true },
	[HOT] = { "hot", false },
};

static char said[8192];

static void say(void *context, const char *line)
{
	size_t used = strlen(said);
	(void)context;
	snprintf(said + used, sizeof said - used, "%s\n", line);
}

static struct config_report report;

static struct config_csv *open_bytes(const char *text, size_t length)
{
	struct config_csv *csv;
	said[0] = 0;
	report = (struct config_report){ .say = say };
	const int result = config_csv_open(&csv, "x.csv", text, length, columns, COLUMNS, &report);
	CHECK(result == 0 ? csv != NULL : result == -EINVAL && csv == NULL);
	return csv;
}

static struct config_csv *open_text(const char *text)
{
	return open_bytes(text, strlen(text));
}

/* Read it to its end: how many rows; what was wrong is in said. */
static unsigned rows_of(const char *text)
{
	struct config_csv *csv = open_text(text);
	unsigned rows = 0;
	while (csv && config_csv_next(csv))
		rows++;
	config_csv_close(csv);
	return rows;
}

static void columns_stand_in_any_order(void)
{
	struct config_csv *csv = open_text("hot,name,code\r\n3,不动产登记,RE-01\r\n,户口,HK-01");
	long hot = -1;
	CHECK(csv && config_csv_next(csv));
	CHECK_TEXT(config_csv_text(csv, CODE), "RE-01");
	CHECK_TEXT(config_csv_text(csv, NAME), "不动产登记");
	CHECK(config_csv_integer(csv, HOT, 0, 9, &hot) == 1 && hot == 3);
	CHECK(config_csv_line(csv) == 2);
	CHECK(config_csv_next(csv));
	CHECK_TEXT(config_csv_text(csv, CODE), "HK-01");
	CHECK(config_csv_integer(csv, HOT, 0, 9, &hot) == 0);
	CHECK(config_csv_line(csv) == 3 && !config_csv_next(csv) && !config_csv_next(csv));
	config_csv_close(csv);
	CHECK_TEXT(said, "");
}

static void a_missing_column_gives_empty_fields(void)
{
	struct config_csv *csv = open_text("name,code\na,b\n");
	CHECK(csv && config_csv_next(csv) && !config_csv_has(csv, HOT));
	CHECK_TEXT(config_csv_text(csv, HOT), "");
	CHECK(config_csv_has(csv, CODE));
	config_csv_close(csv);
}

static void quotes_hold_commas_lines_and_quotes(void)
{
	struct config_csv *csv = open_text("code,name\n\"A\",\"一、\"\"二\"\", 三\n四\"\nB,b\n");
	char name[32];
	CHECK(csv && config_csv_next(csv));
	CHECK_TEXT(config_csv_text(csv, CODE), "A");
	CHECK_TEXT(config_csv_text(csv, NAME), "一、\"二\", 三\n四");
	CHECK(config_csv_copy(csv, NAME, name, sizeof name) == -EINVAL);
	CHECK_TEXT(said,
		   "x.csv:2:5: name: found \"一、\"二\", 三 四\" with a line end or tab inside, "
		   "allowed is one line\n");
	CHECK(config_csv_next(csv) && config_csv_line(csv) == 4);
	CHECK(config_csv_copy(csv, NAME, name, sizeof name) == 1);
	CHECK_TEXT(name, "b");
	config_csv_close(csv);
}

static void a_byte_order_mark_blank_rows_and_blanks_are_passed_over(void)
{
	struct config_csv *csv =
		open_text("\xef\xbb\xbf\n code ,\"name\"\n\n,\n  A  , a b \r\n , \n\r\n");
	CHECK(csv && config_csv_next(csv));
	CHECK_TEXT(config_csv_text(csv, CODE), "A");
	CHECK_TEXT(config_csv_text(csv, NAME), "a b");
	CHECK(!config_csv_next(csv));
	config_csv_close(csv);
	CHECK_TEXT(said, "");
}

static void a_wrong_first_row_is_said_whole(void)
{
	CHECK(rows_of("") == 0);
	CHECK_TEXT(said, "x.csv:1:1: file: found nothing, expected is a first row that names the "
			 "columns: code, name\n");
	CHECK(rows_of("\n,,\n") == 0);
	CHECK_TEXT(said, "x.csv:1:1: file: found nothing, expected is a first row that names the "
			 "columns: code, name\n");
	CHECK(rows_of("code,nam,hot,hot,colour\n1,2,3,4,5\n") == 0);
	CHECK_TEXT(said,
		   "x.csv:1:6: header: found the column \"nam\", did you mean \"name\"?\n"
		   "x.csv:1:14: header: found the column \"hot\" again, allowed is each column "
		   "once\n"
		   "x.csv:1:18: header: found the column \"colour\", allowed are code, name, "
		   "hot\n"
		   "x.csv:1:1: header: the column \"name\" is missing, expected are code, "
		   "name\n");
	CHECK(rows_of("code;name\nA;a\n") == 0);
	CHECK_TEXT(said, "x.csv:1:1: header: found one column, allowed are columns with a comma "
			 "\",\" between them\n");
	CHECK(rows_of("code，name\n") == 0 && report.mistakes == 1);
	CHECK(rows_of("code\tname\n") == 0 && report.mistakes == 1);
}

static void each_broken_row_is_said_and_the_others_are_read(void)
{
	CHECK(rows_of("code,name\nA\nB,b\nC,c,c\n,\nD,\"d\"d\nE,e\"e\nF,f\n") == 2);
	CHECK_TEXT(
		said,
		"x.csv:2:1: row: found a row of 1, allowed are rows of 2 fields, as the first row "
		"names\n"
		"x.csv:4:1: row: found a row of 3, allowed are rows of 2 fields, as the first row "
		"names\n"
		"x.csv:6:6: name: found text after the closing quote, allowed is a comma or "
		"the end of the line; a quote inside is written twice\n"
		"x.csv:7:4: name: found a quote inside a field, allowed is a field that is "
		"quoted whole, with each quote inside written twice\n");
	CHECK(rows_of("code,name\nA,a\nB,\"b\nC,c\n") == 1);
	CHECK_TEXT(said, "x.csv:3:3: name: found a quote that is never closed, allowed is a field "
			 "between two quotes\n");
}

static void other_encodings_are_named(void)
{
	/* 名称 in GB18030, then in Latin-1's ü, then UTF-16 as spreadsheets write it */
	CHECK(rows_of("code,name\nA,\xc3\xfb\xb3\xc6\n") == 0);
	CHECK_TEXT(said, "x.csv:2:3: file: found GB18030 (GBK), allowed is UTF-8: save the file as "
			 "\"CSV UTF-8\"\n");
	CHECK(rows_of("code,name\nA,\xfc\n") == 0);
	CHECK_TEXT(said, "x.csv:2:3: file: found a byte that is not UTF-8, allowed is UTF-8: save "
			 "the file as \"CSV UTF-8\"\n");
	CHECK(open_bytes("\xff\xfe\x63\x00\x6f\x00", 6) == NULL);
	CHECK_TEXT(said, "x.csv:1:1: file: found UTF-16, allowed is UTF-8: save the file as \"CSV "
			 "UTF-8\"\n");
	CHECK(open_bytes("code,name\nA,a\0b\n", 16) == NULL);
	CHECK_TEXT(said, "x.csv:2:4: file: found a control character, allowed is text only\n");
	CHECK(rows_of("code,name\nA,a\x1b\n") == 0 && report.mistakes == 1);
}

static void a_field_says_what_it_may_be(void)
{
	static const char *const wrong[] = { "x", "3x", "10", "-1", "99999999999999999999", "+3" };
	char text[64], expected[128], small[4];
	long hot;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		snprintf(text, sizeof text, "code,hot,name\nA,%s,abcd\n", wrong[i]);
		snprintf(expected, sizeof expected,
			 "x.csv:2:3: hot: found \"%s\", allowed are whole numbers from 0 to 9\n",
			 wrong[i]);
		struct config_csv *csv = open_text(text);
		CHECK(csv && config_csv_next(csv));
		CHECK(config_csv_integer(csv, HOT, 0, 9, &hot) == -EINVAL);
		CHECK_TEXT(said, expected);
		config_csv_close(csv);
	}
	struct config_csv *csv = open_text("code,name\nA,四个\n");
	CHECK(csv && config_csv_next(csv));
	CHECK(config_csv_copy(csv, NAME, small, sizeof small) == -EINVAL && small[0] == 0);
	CHECK_TEXT(said, "x.csv:2:3: name: found 6 bytes (\"四个\"), allowed are at most 3\n");
	CHECK_TEXT(config_csv_found(csv, HOT), "nothing");
	CHECK(config_csv_fail(csv, HOT, "is wrong") == -EINVAL);
	CHECK(strstr(said, "x.csv:2:1: hot: is wrong\n") != NULL);
	config_csv_close(csv);
}

static void a_file_is_read_as_it_is(void)
{
	char path[] = "/tmp/jiaohao-csv-XXXXXX", *text = NULL;
	size_t length = 0;
	int fd = mkstemp(path);
	CHECK(fd >= 0 && write(fd, "%a\xff", 3) == 3 && close(fd) == 0);
	said[0] = 0;
	report = (struct config_report){ .say = say };
	CHECK(config_csv_read_file(path, &text, &length, &report) == 0 && length == 3);
	CHECK(memcmp(text, "%a\xff", 4) == 0);
	free(text);
	CHECK(truncate(path, CONFIG_CSV_FILE_MAX + 1) == 0);
	CHECK(config_csv_read_file(path, &text, &length, &report) == -EINVAL);
	CHECK(strstr(said, ":1:1: file: found more than 4194304 bytes, which is all that is "
			   "allowed\n") != NULL);
	CHECK(unlink(path) == 0);
	CHECK(config_csv_read_file(path, &text, &length, &report) == -EINVAL);
	CHECK(report.mistakes == 2);
}

int main(void)
{
	columns_stand_in_any_order();
	a_missing_column_gives_empty_fields();
	quotes_hold_commas_lines_and_quotes();
	a_byte_order_mark_blank_rows_and_blanks_are_passed_over();
	a_wrong_first_row_is_said_whole();
	each_broken_row_is_said_and_the_others_are_read();
	other_encodings_are_named();
	a_field_says_what_it_may_be();
	a_file_is_read_as_it_is();
	return check_result();
}
