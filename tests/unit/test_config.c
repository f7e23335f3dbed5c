/* Every shipped hall, board, list of matters and list of appointments opens; every bad file is
 * refused with exactly the lines that stand in the .expected file beside it. Arguments: the
 * project's root. With --print FILE the lines are shown. */
#include "check.h"
#include "config.h"
#include "config_bookings.h"
#include "config_csv.h"
#include "config_items.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SAID_MAX = 1 << 17 };

struct said {
	char text[SAID_MAX];
	size_t used;
};

static void say(void *context, const char *line)
{
	struct said *said = context;
	int wrote = snprintf(said->text + said->used, sizeof said->text - said->used, "%s\n", line);
	said->used += wrote > 0 ? (size_t)wrote : 0;
}

static struct said said;
static struct hall hall;
static struct item_catalogue items;

static struct config_report fresh_report(void)
{
	said.used = 0;
	said.text[0] = 0;
	return (struct config_report){ .say = say, .context = &said };
}

static int read_as_hall(const char *name, const char *text, size_t length,
			struct config_report *report)
{
	return config_hall(&hall, name, text, length, report);
}

/* A board whose keys are all taken, as the app and drivers would: without them only the board's own
 * rules can be judged. */
static int read_as_board(const char *name, const char *text, size_t length,
			 struct config_report *report)
{
	struct config_board *board = NULL;
	int result = config_board_parse(&board, name, text, length, report);
	config_board_free(board);
	return result;
}

/* A list of matters for the hall that was read last. */
static int read_as_items(const char *name, const char *text, size_t length,
			 struct config_report *report)
{
	memset(&items, 0, sizeof items);
	return config_items(&items, &hall, name, text, length, report);
}

/* A list of appointments for that hall. */
static int read_as_bookings(const char *name, const char *text, size_t length,
			    struct config_report *report)
{
	struct config_bookings *bookings;
	int result = config_bookings(&bookings, &hall, name, text, length, report);
	config_bookings_free(bookings);
	return result;
}

typedef int read_fn(const char *name, const char *text, size_t length,
		    struct config_report *report);

/* Read @p path from its folder, so that messages don't depend on where the project lies. */
static int read_file(const char *path, read_fn *read, struct config_report *report)
{
	char folder[4096], file[4096];
	char *text = NULL, *name;
	size_t length = 0;
	int result;
	snprintf(folder, sizeof folder, "%s", path);
	snprintf(file, sizeof file, "%s", path);
	name = basename(file);
	if (chdir(dirname(folder)) != 0)
		return -errno;
	if (read == read_as_hall)
		result = config_hall_read(name, NULL, &text, &length, report);
	else if (read == read_as_items || read == read_as_bookings)
		result = config_csv_read_file(name, &text, &length, report);
	else
		result = config_read_file(name, &text, &length, report);
	if (result == 0)
		result = read(name, text, length, report);
	free(text);
	return result;
}

static size_t each_file(const char *root, const char *pattern, void (*with)(const char *path))
{
	char whole[4096];
	glob_t found;
	size_t count = 0;
	snprintf(whole, sizeof whole, "%s/%s", root, pattern);
	if (glob(whole, 0, NULL, &found) == 0) {
		count = found.gl_pathc;
		for (size_t i = 0; i < count; i++)
			with(found.gl_pathv[i]);
		globfree(&found);
	}
	return count;
}

static void must_open(const char *path, read_fn *read)
{
	struct config_report report = fresh_report();
	int result = read_file(path, read, &report);
	if (result != 0)
		fprintf(stderr, "%s: refused:\n%s", path, said.text);
	CHECK(result == 0 && report.mistakes == 0);
}

static unsigned lists;

/* The hall's list of matters, found as the daemon finds it. */
static void item_list_opens(const char *path)
{
	struct config_report report = fresh_report();
	char list[4096], *text = NULL;
	size_t length = 0;
	CHECK(config_read_file(path, &text, &length, &report) == 0);
	if (config_item_list(list, sizeof list, path, text, length, &report) == 1) {
		lists++;
		must_open(list, read_as_items);
		CHECK(items.count >= (strstr(path, "example") ? 3 : 40));
	}
	free(text);
	CHECK(report.mistakes == 0);
}

static void hall_opens(const char *path)
{
	must_open(path, read_as_hall);
	item_list_opens(path);
}

static void board_opens(const char *path)
{
	must_open(path, read_as_board);
}

/* Each line as expected; an expected line that ends in "…" may go on differently: libfyaml's own
 * words change from version to version. */
static bool same_lines(const char *found, const char *expected)
{
	while (*found && *expected) {
		size_t found_length = strcspn(found, "\n"), length = strcspn(expected, "\n");
		size_t mark = strlen("…");
		bool open = length >= mark && memcmp(expected + length - mark, "…", mark) == 0;
		if (open ? found_length < length - mark : found_length != length)
			return false;
		if (memcmp(found, expected, open ? length - mark : length) != 0)
			return false;
		found += found_length + (found[found_length] == '\n');
		expected += length + (expected[length] == '\n');
	}
	return *found == 0 && *expected == 0;
}

static void must_be_refused(const char *path, read_fn *read)
{
	struct config_report report = fresh_report();
	char expected_path[4096], expected[SAID_MAX];
	size_t length;
	FILE *file;
	snprintf(expected_path, sizeof expected_path, "%.*s.expected",
		 (int)(strrchr(path, '.') - path), path);
	file = fopen(expected_path, "r");
	if (!file) {
		fprintf(stderr, "%s: missing\n", expected_path);
		CHECK(file != NULL);
		return;
	}
	length = fread(expected, 1, sizeof expected - 1, file);
	expected[length] = 0;
	fclose(file);
	CHECK(read_file(path, read, &report) == -EINVAL);
	if (!same_lines(said.text, expected)) {
		fprintf(stderr, "%s: found\n%sexpected\n%s", path, said.text, expected);
		CHECK(false);
	}
}

static void bad_hall_is_refused(const char *path)
{
	must_be_refused(path, read_as_hall);
}

static void bad_board_is_refused(const char *path)
{
	must_be_refused(path, read_as_board);
}

static void bad_items_are_refused(const char *path)
{
	must_be_refused(path, read_as_items);
}

static void bad_bookings_are_refused(const char *path)
{
	must_be_refused(path, read_as_bookings);
}

static void bookings_open(const char *path)
{
	must_open(path, read_as_bookings);
}

/* The hall that the bad lists are for. */
static void read_demo(const char *root)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/firmware/halls/demo.yaml", root);
	must_open(path, read_as_hall);
}

static int print(const char *path)
{
	struct config_report report = fresh_report();
	const bool board = strstr(path, "board") != NULL, csv = strstr(path, ".csv") != NULL;
	const bool bookings = csv && strstr(path, "bookings") != NULL;
	if (csv)
		read_demo(".");
	report = fresh_report();
	int result = read_file(path,
			       bookings ? read_as_bookings
			       : csv	? read_as_items
			       : board	? read_as_board
					: read_as_hall,
			       &report);
	fputs(said.text, stdout);
	return result == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--print") == 0)
		return print(argv[2]);
	if (argc != 2) {
		fprintf(stderr, "usage: test_config ROOT | --print FILE\n");
		return EXIT_FAILURE;
	}
	CHECK(each_file(argv[1], "firmware/halls/*.yaml", hall_opens) >= 2);
	CHECK(lists >= 1);
	CHECK(each_file(argv[1], "boards/*/*.yaml", board_opens) >= 2);
	CHECK(each_file(argv[1], "tests/unit/bad_halls/*.yaml", bad_hall_is_refused) >= 110);
	CHECK(each_file(argv[1], "tests/unit/bad_boards/*.yaml", bad_board_is_refused) >= 10);
	read_demo(argv[1]);
	CHECK(each_file(argv[1], "tests/unit/bad_items/*.csv", bad_items_are_refused) >= 20);
	CHECK(each_file(argv[1], "firmware/halls/*-bookings.csv", bookings_open) >= 1);
	CHECK(each_file(argv[1], "tests/unit/bad_bookings/*.csv", bad_bookings_are_refused) >= 15);
	return check_result();
}
