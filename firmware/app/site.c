/* Reads the hall file with its holidays and its list of matters, and the board file. Opens no
 * device. */
#include "site.h"

#include "calendar.h"
#include "clock.h"
#include "config_csv.h"
#include "config_items.h"
#include "printer.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SITE_PATH_MAX = 4096 };

static const char installed_holidays[] = JIAOHAO_HOLIDAYS_DIR;

static void say(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
}

int site_beside(const char *hall_path, const char *name, char *out, size_t size)
{
	const char *slash = strrchr(hall_path, '/');
	const int folder = slash && name[0] != '/' ? (int)(slash - hall_path) + 1 : 0;
	const int length = snprintf(out, size, "%.*s%s", folder, hall_path, name);
	return length < 0 || (size_t)length >= size ? -ENAMETOOLONG : 0;
}

/* Whether the picture can be printed is seen when it is; that there is one is seen now. */
static int check_logo(const struct site *site, const char *hall_path)
{
	static const char signature[] = "\x89PNG\r\n\x1a\n";
	const char *name = site->hall->ticket.logo;
	char path[PRINT_LOGO_MAX], begin[sizeof signature - 1];
	FILE *file;
	size_t count = 0;
	if (name[0] == '\0')
		return 0;
	if (site_beside(hall_path, name, path, sizeof path) < 0) {
		fprintf(stderr,
			"%s: ticket.logo: found a path of %zu bytes or more with the hall "
			"file's folder, allowed are shorter ones\n",
			hall_path, sizeof path);
		return -EINVAL;
	}
	file = fopen(path, "rb");
	if (file) {
		count = fread(begin, 1, sizeof begin, file);
		fclose(file);
	}
	if (count == sizeof begin && memcmp(begin, signature, sizeof begin) == 0)
		return 0;
	fprintf(stderr, "%s: ticket.logo: found \"%s\", which is %s; allowed is a PNG file\n",
		hall_path, name, file ? "no PNG" : "no file that can be read");
	return -EINVAL;
}

static int read_items(struct site *site, const char *hall_path)
{
	char path[SITE_PATH_MAX], *text;
	size_t length;
	int result = config_item_list(path, sizeof path, hall_path, site->hall_text,
				      site->hall_length, &site->report);
	if (result <= 0)
		return result;
	site->items = calloc(1, sizeof *site->items);
	if (!site->items)
		return -ENOMEM;
	result = config_csv_read_file(path, &text, &length, &site->report);
	if (result < 0)
		return result;
	result = config_items(site->items, site->hall, path, text, length, &site->report);
	free(text);
	return result;
}

static int read_hall(struct site *site, const char *path, const char *data_path)
{
	int32_t offset;
	site->hall = calloc(1, sizeof *site->hall);
	if (!site->hall)
		return -ENOMEM;
	char own[SITE_PATH_MAX];
	const char *folders[] = { own, installed_holidays, NULL };
	snprintf(own, sizeof own, "%s/holidays", data_path ? data_path : ".");
	int result = config_hall_read(path, data_path ? folders : folders + 1, &site->hall_text,
				      &site->hall_length, &site->report);
	if (result == 0)
		result = config_hall(site->hall, path, site->hall_text, site->hall_length,
				     &site->report);
	if (result < 0)
		return result;
	if (clock_utc_offset(site->hall->timezone, 0, &offset) < 0) {
		fprintf(stderr,
			"%s: hall.timezone: found \"%s\", allowed is a name of the system's time "
			"zones, as Asia/Shanghai\n",
			path, site->hall->timezone);
		return -EINVAL;
	}
	crypto_generichash(site->hall->digest, sizeof site->hall->digest,
			   (const unsigned char *)site->hall_text, site->hall_length, NULL, 0);
	const int logo = check_logo(site, path);
	result = read_items(site, path);
	return result < 0 ? result : logo;
}

static int read_board(struct site *site, const char *path)
{
	int result = config_read_file(path, &site->board_text, &site->board_length, &site->report);
	if (result == 0)
		result = config_board_parse(&site->board, path, site->board_text,
					    site->board_length, &site->report);
	return result;
}

int site_read(struct site *site, const char *hall_path, const char *board_path,
	      const char *data_path)
{
	int result = 0;
	*site = (struct site){ .report = { .say = say, .warn = say } };
	if (sodium_init() < 0)
		return -EIO;
	if (hall_path && read_hall(site, hall_path, data_path) < 0)
		result = -EINVAL;
	if (board_path && read_board(site, board_path) < 0)
		result = -EINVAL;
	return result;
}

void site_warn(const struct site *site, const char *hall_path, int64_t time_us)
{
	const struct hall_calendar *calendar = &site->hall->calendar;
	int year;
	unsigned month, day;
	int32_t offset = 0;
	clock_utc_offset(site->hall->timezone, time_us, &offset);
	const int32_t date = calendar_local_date(time_us, offset);
	calendar_civil(date, &year, &month, &day);
	const int missing = calendar_year_known(site->hall, year) ? year + 1 : year;
	if (calendar_holidays_missing(site->hall, date))
		fprintf(stderr,
			"%s: warning: the holidays of %d are not known: without "
			"%s-published-%d.csv "
			"beside the hall file, in its folder holidays or in that of --data, days "
			"off "
			"and make-up days are missing\n",
			hall_path, missing, calendar->base, missing);
	if (!calendar_region_known(site->hall, year))
		fprintf(stderr,
			"%s: warning: the regional holidays of %d are not known: %s-%d.csv is "
			"missing\n",
			hall_path, year, calendar->region, year);
}

void site_free(struct site *site)
{
	free(site->hall);
	free(site->hall_text);
	free(site->items);
	config_board_free(site->board);
	free(site->board_text);
	*site = (struct site){ 0 };
}
