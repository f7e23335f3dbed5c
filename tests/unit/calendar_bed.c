/* See calendar_bed.h. */
#include "calendar_bed.h"

#include "config_csv.h"
#include "config_holidays.h"
#include "config_take.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

static void say(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
}

static bool read_hall(struct hall *hall, const char *path, const char *const *folders)
{
	struct config_report report = { .say = say };
	char *text = NULL;
	size_t length;
	bool good = config_hall_read(path, folders, &text, &length, &report) == 0 &&
		    config_hall(hall, path, text, length, &report) == 0;
	free(text);
	return good;
}

bool bed_shipped(struct hall *hall, const char *root, const char *name)
{
	char path[PATH_BYTES];
	snprintf(path, sizeof path, "%s/firmware/halls/%s.yaml", root, name);
	return read_hall(hall, path, NULL);
}

int bed_profile(struct hall *hall, const char *root, const char *name)
{
	char path[PATH_BYTES], tables[PATH_BYTES];
	const char *const folders[] = { tables, NULL };
	snprintf(path, sizeof path, "%s/../shared/halls/%s.yaml", root, name);
	snprintf(tables, sizeof tables, "%s/firmware/halls/holidays", root);
	if (access(path, R_OK) != 0)
		return 0;
	return read_hall(hall, path, folders) ? 1 : -1;
}

int bed_tables(struct hall_calendar *calendar, const char *root)
{
	static const char *const names[LAYERS] = { [LAYER_PUBLISHED] = "holidays",
						   [LAYER_LEGAL] = "holidays_legal",
						   [LAYER_REGIONAL] = "holidays_xinjiang_2025" };
	struct config_report report = { .say = say };
	memset(calendar, 0, sizeof *calendar);
	for (int layer = 0; layer < LAYERS; layer++) {
		char path[PATH_BYTES], *text = NULL;
		size_t length;
		snprintf(path, sizeof path, "%s/../shared/data/%s.csv", root, names[layer]);
		if (access(path, R_OK) != 0)
			return 0;
		if (config_csv_read_file(path, &text, &length, &report) == 0)
			config_holidays_table(calendar, (enum holiday_layer)layer, path, text,
					      length, &report);
		free(text);
	}
	return report.mistakes ? -1 : 1;
}

/* --- examples --- */

static bool read_profile(const char *root, const char *name, char **text, size_t *length)
{
	struct config_report silent = { 0 };
	char path[PATH_BYTES];
	snprintf(path, sizeof path, "%s/../shared/halls/%s.yaml", root, name);
	return config_read_file(path, text, length, &silent) == 0;
}

bool bed_examples(const char *root, const char *name,
		  void (*with)(int32_t date, const char *expected))
{
	struct config_report report = { .say = say };
	struct config_tree tree;
	char *text = NULL;
	size_t length;
	bool any = false;
	if (!read_profile(root, name, &text, &length))
		return false;
	if (config_tree_parse(&tree, name, text, length, &report) == 0) {
		const struct config_node *list = config_node_find(tree.root, "examples");
		for (struct config_node *row = list ? list->first : NULL; row; row = row->next) {
			int32_t date = 0;
			config_node_date(config_node_find(row, "date"), &date);
			with(date, config_node_find(row, "expect")->text);
			any = true;
		}
		config_tree_free(&tree);
	}
	free(text);
	return any;
}
