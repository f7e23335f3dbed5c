/* A hall file and its tables of holidays as one text: what is found where, and that the text alone
 * is enough to make the same hall again. */
#include "calendar.h"
#include "check.h"
#include "config.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static char said[8192];
static char folder[] = "/tmp/jiaohao-test-bundle-XXXXXX";
static struct hall hall;

static void say(void *context, const char *line)
{
	size_t used = strlen(said);
	(void)context;
	snprintf(said + used, sizeof said - used, "%s\n", line);
}

static struct config_report fresh_report(void)
{
	said[0] = 0;
	return (struct config_report){ .say = say };
}

static void write_file(const char *name, const char *text)
{
	char path[256];
	FILE *file;
	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void remove_file(const char *name)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	CHECK(remove(path) == 0);
}

static void make_folder(const char *name)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	CHECK(mkdir(path, 0700) == 0);
}

#define HALL(calendar)                                                                             \
	"hall: {id: small, name: 小厅, timezone: UTC}\n" calendar                                  \
	"hours: [{days: [thu, fri], spans: [[\"09:00\", \"12:00\"]]}]\n"                           \
	"zones: [{id: Z, name: 区}]\n"                                                            \
	"services: [{code: S, name: 事, prefix: A, zone: Z, mean_min: 1}]\n"                      \
	"windows: [{no: \"01\", zone: Z, services: [S]}]\n"

static int read_hall(char **text, size_t *length, struct config_report *report)
{
	char path[256], data[256];
	const char *const folders[] = { data, NULL };
	snprintf(path, sizeof path, "%s/small.yaml", folder);
	snprintf(data, sizeof data, "%s/data", folder);
	return config_hall_read(path, folders, text, length, report);
}

static void a_hall_without_holidays_stays_the_text_it_is(void)
{
	struct config_report report = fresh_report();
	char *text = NULL;
	size_t length = 0;
	write_file("small.yaml", HALL(""));
	CHECK(read_hall(&text, &length, &report) == 0);
	CHECK_TEXT(text, HALL(""));
	CHECK(length == strlen(HALL("")));
	free(text);
}

static void the_tables_travel_with_the_hall(void)
{
	struct config_report report = fresh_report();
	char *text = NULL;
	size_t length = 0;
	write_file("small.yaml", HALL("calendar: {base: XX, region: XX-Y}\n"));
	write_file("holidays/XX-published.csv", "date,name,kind\n2026-01-01,元旦,holiday\n");
	write_file("XX-published-2027.csv", "date,name,kind\n2027-01-01,元旦,holiday\n");
	write_file("data/XX-Y-2026.csv", "date,name,kind\n2026-03-20,肉孜节,holiday\n");
	write_file("data/XX-legal.csv", "date,name,kind\n2026-01-01,元旦,legal\n");
	/* None of its tables: another base, another region, a name that only begins alike. */
	write_file("data/XXX-published.csv", "nonsense");
	write_file("data/XX-YZ.csv", "nonsense");
	write_file("data/XX-published-2027b.csv", "nonsense");
	/* Of two with one name the nearer one is taken. */
	write_file("data/XX-published.csv", "nonsense");
	CHECK(read_hall(&text, &length, &report) == 0);
	CHECK_TEXT(said, "");
	remove_file("small.yaml");
	CHECK(config_hall(&hall, "journal", text, length, &report) == 0);
	CHECK_TEXT(said, "");
	CHECK(hall.calendar.holiday_count == 3);
	CHECK(calendar_describe(&hall, "S", calendar_day(2026, 1, 1)).kind ==
	      CALENDAR_LEGAL_HOLIDAY);
	CHECK(calendar_describe(&hall, "S", calendar_day(2026, 3, 20)).kind ==
	      CALENDAR_REGIONAL_HOLIDAY);
	CHECK(calendar_year_known(&hall, 2027) && !calendar_year_known(&hall, 2028));
	free(text);
}

/* The digest is of this text: where the files lie, or what the hall file is called, is no part of
 * it. */
static void the_same_hall_gives_the_same_text(void)
{
	struct config_report report = fresh_report();
	char *one = NULL, *other = NULL;
	size_t one_length = 0, other_length = 0;
	write_file("small.yaml", HALL("calendar: {base: XX, region: XX-Y}\n"));
	CHECK(read_hall(&one, &one_length, &report) == 0);
	remove_file("XX-published-2027.csv");
	write_file("data/XX-published-2027.csv", "date,name,kind\n2027-01-01,元旦,holiday\n");
	CHECK(read_hall(&other, &other_length, &report) == 0);
	CHECK(one_length == other_length && one && other && strcmp(one, other) == 0);
	free(other);
	write_file("data/XX-published-2027.csv", "date,name,kind\n2027-01-02,元旦,holiday\n");
	CHECK(read_hall(&other, &other_length, &report) == 0);
	CHECK(one && other && strcmp(one, other) != 0);
	free(one);
	free(other);
}

static void mistakes_keep_their_file_and_line(void)
{
	struct config_report report = fresh_report();
	char *text = NULL;
	size_t length = 0;
	write_file("small.yaml", HALL("calendar: {base: XX, region: XX-Y, cutoff_min: 999}\n"));
	write_file("data/XX-Y-2026.csv", "date,name,kind\n2026-03-20,肉孜节,feast\n");
	CHECK(read_hall(&text, &length, &report) == 0);
	CHECK(config_hall(&hall, "small.yaml", text, length, &report) == -EINVAL);
	CHECK_TEXT(said,
		   "small.yaml:2:48: calendar.cutoff_min: found \"999\", allowed are whole "
		   "numbers from 0 to 480\n"
		   "XX-Y-2026.csv:2:16: kind: found \"feast\", allowed are holiday, workday\n");
	free(text);
}

/* Cut anywhere or changed, the text is refused or is read as YAML; nothing is read beyond its end.
 */
static void a_broken_bundle_is_refused(void)
{
	struct config_report report = fresh_report();
	char *text = NULL, *part;
	size_t length = 0;
	unsigned accepted = 0;
	write_file("small.yaml", HALL("calendar: {base: XX}\n"));
	CHECK(read_hall(&text, &length, &report) == 0);
	for (size_t cut = 0; cut + 1 < length; cut++) {
		part = malloc(cut ? cut : 1); /* exactly so long, for the sanitizer */
		memcpy(part, text, cut);
		report = fresh_report();
		accepted += config_hall(&hall, "journal", part, cut, &report) == 0;
		free(part);
	}
	CHECK(accepted <= 2); /* whole parts: before and after the line end of the last but one */
	free(text);
	for (int i = 0; i < 4; i++) {
		static const char *const broken[] = { "# jiaohao bundle 1\n",
						      "# jiaohao bundle 1\n# 99 hall.yaml\nx\n",
						      "# jiaohao bundle 1\n# x hall.yaml\nx\n",
						      "# jiaohao bundle 1\n# 1 \nx\n" };
		report = fresh_report();
		CHECK(config_hall(&hall, "journal", broken[i], strlen(broken[i]), &report) ==
		      -EINVAL);
		CHECK(strstr(said, "journal:1:1: file: found a bundle") != NULL);
	}
}

int main(void)
{
	static const char *const left[] = {
		"small.yaml",
		"holidays/XX-published.csv",
		"data/XX-Y-2026.csv",
		"data/XX-legal.csv",
		"data/XXX-published.csv",
		"data/XX-YZ.csv",
		"data/XX-published-2027b.csv",
		"data/XX-published.csv",
		"data/XX-published-2027.csv",
		"holidays",
		"data",
	};
	if (!mkdtemp(folder))
		return EXIT_FAILURE;
	make_folder("holidays");
	make_folder("data");
	a_hall_without_holidays_stays_the_text_it_is();
	the_tables_travel_with_the_hall();
	the_same_hall_gives_the_same_text();
	mistakes_keep_their_file_and_line();
	a_broken_bundle_is_refused();
	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		remove_file(left[i]);
	CHECK(rmdir(folder) == 0);
	return check_result();
}
