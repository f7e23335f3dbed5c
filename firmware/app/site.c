/* Reads the hall file with its list of matters, and the board file. Opens no device. */
#include "site.h"

#include "clock.h"
#include "config_csv.h"
#include "config_items.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SITE_PATH_MAX = 4096 };

static void say(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
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

static int read_hall(struct site *site, const char *path)
{
	int32_t offset;
	site->hall = calloc(1, sizeof *site->hall);
	if (!site->hall)
		return -ENOMEM;
	int result = config_read_file(path, &site->hall_text, &site->hall_length, &site->report);
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
	return read_items(site, path);
}

static int read_board(struct site *site, const char *path)
{
	int result = config_read_file(path, &site->board_text, &site->board_length, &site->report);
	if (result == 0)
		result = config_board_parse(&site->board, path, site->board_text,
					    site->board_length, &site->report);
	return result;
}

int site_read(struct site *site, const char *hall_path, const char *board_path)
{
	int result = 0;
	*site = (struct site){ .report = { .say = say } };
	if (sodium_init() < 0)
		return -EIO;
	if (hall_path && read_hall(site, hall_path) < 0)
		result = -EINVAL;
	if (board_path && read_board(site, board_path) < 0)
		result = -EINVAL;
	return result;
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
