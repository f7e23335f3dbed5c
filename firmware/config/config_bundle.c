/* A hall file and the holiday tables it names, as one text: what is read again at a start must be
 * what was decided by, so the tables travel with the hall. Finds the tables beside the hall file
 * and in the program's folders; reads none of them.
 *
 *   # jiaohao bundle 1
 *   # 1234 hall.yaml
 *   … 1234 bytes …
 *   # 567 CN-published.csv
 *   … 567 bytes …
 *
 * A hall that names no holidays stays the text it is. */
#include "config_calendar.h"
#include "config_csv.h"
#include "config_holidays.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char magic[] = "# jiaohao bundle 1\n";

enum { TABLE_MAX = 1 << 18, PATH_BYTES = 4096 };

/* --- splitting --- */

/* "# 1234 name\n" at @p at; the place after it, or NULL. */
static const char *parse_head(const char *at, const char *end, size_t *length, char *name,
			      size_t size)
{
	size_t used = 0, digits = 0;
	*length = 0;
	if (end - at < 2 || memcmp(at, "# ", 2) != 0)
		return NULL;
	for (at += 2; at < end && isdigit((unsigned char)*at) && digits < 8; at++, digits++)
		*length = *length * 10 + (size_t)(*at - '0');
	if (digits == 0 || at == end || *at++ != ' ')
		return NULL;
	for (; at < end && *at != '\n' && used + 1 < size; at++)
		name[used++] = *at;
	name[used] = 0;
	if (at == end || *at++ != '\n' || used == 0 || *length > (size_t)(end - at))
		return NULL;
	return at;
}

int config_bundle_split(struct config_bundle *bundle, const char *name, const char *text,
			size_t length, struct config_report *report)
{
	const char *at = text + sizeof magic - 1, *end = text + length;
	char head[NAME_MAX_BYTES];
	*bundle = (struct config_bundle){ .text = text, .length = length };
	if (length < sizeof magic - 1 || memcmp(text, magic, sizeof magic - 1) != 0)
		return 0;
	for (bool first = true; at < end; first = false) {
		struct config_table *table = &bundle->tables[bundle->table_count];
		size_t bytes;
		at = parse_head(at, end, &bytes, head, sizeof head);
		if (!at || bundle->table_count == CONFIG_TABLES_MAX) {
			config_say(report, name, 1, 1, "file",
				   "found a bundle that is broken, allowed are whole ones");
			return -EINVAL;
		}
		if (first) {
			bundle->text = at;
			bundle->length = bytes;
		} else {
			memcpy(table->name, head, sizeof head);
			table->text = at;
			table->length = bytes;
			bundle->table_count++;
		}
		at += bytes;
		if (at < end && *at == '\n')
			at++;
	}
	if (bundle->text != text)
		return 0;
	config_say(report, name, 1, 1, "file",
		   "found a bundle without a hall, allowed are whole ones");
	return -EINVAL;
}

/* --- finding the tables --- */

/* "CN" and "CN-2027", but not "CN-XJ". */
static bool named(const char *stem, size_t length, const char *name)
{
	const size_t own = strlen(name);
	if (own == 0 || length < own || strncmp(stem, name, own) != 0)
		return false;
	if (length == own)
		return true;
	if (length != own + 5 || stem[own] != '-')
		return false;
	for (size_t i = own + 1; i < length; i++)
		if (!isdigit((unsigned char)stem[i]))
			return false;
	return true;
}

int config_table_layer(const char *file, const char *base, const char *region)
{
	static const char *const words[] = { "published", "legal" };
	const size_t length = strlen(file);
	char name[ID_MAX + 16];
	if (length < 5 || strcmp(file + length - 4, ".csv") != 0)
		return -1;
	for (int layer = 0; base[0] && layer < LAYER_REGIONAL; layer++) {
		snprintf(name, sizeof name, "%s-%s", base, words[layer]);
		if (named(file, length - 4, name))
			return layer;
	}
	return named(file, length - 4, region) ? LAYER_REGIONAL : -1;
}

struct found_table {
	char name[NAME_MAX_BYTES];
	char path[PATH_BYTES];
	char *text;
	size_t length;
};

struct finding {
	const char *path; /* of the hall file */
	char base[ID_MAX], region[ID_MAX];
	struct found_table tables[CONFIG_TABLES_MAX];
	size_t count;
	struct config_report *report;
};

/* In the order of their names; of two with one name that of the nearer folder stays. */
static int add_table(struct finding *finding, const char *folder, const char *name)
{
	size_t at = 0;
	while (at < finding->count && strcmp(finding->tables[at].name, name) < 0)
		at++;
	if (at < finding->count && strcmp(finding->tables[at].name, name) == 0)
		return 0;
	if (finding->count == CONFIG_TABLES_MAX || strlen(name) >= NAME_MAX_BYTES ||
	    strlen(folder) + strlen(name) + 2 > PATH_BYTES) {
		config_say(finding->report, finding->path, 1, 1, "file",
			   "found more than %d tables of holidays, or too long a name: %s",
			   CONFIG_TABLES_MAX, name);
		return -EINVAL;
	}
	memmove(&finding->tables[at + 1], &finding->tables[at],
		(finding->count - at) * sizeof finding->tables[0]);
	memset(&finding->tables[at], 0, sizeof finding->tables[at]);
	memcpy(finding->tables[at].name, name, strlen(name) + 1);
	snprintf(finding->tables[at].path, PATH_BYTES, "%s/%s", folder, name);
	finding->count++;
	return 0;
}

static int look_in(struct finding *finding, const char *folder)
{
	DIR *open = opendir(folder);
	int result = 0;
	if (!open)
		return 0; /* no such folder: no tables in it */
	for (struct dirent *entry; result == 0 && (entry = readdir(open)) != NULL;)
		if (config_table_layer(entry->d_name, finding->base, finding->region) >= 0)
			result = add_table(finding, folder, entry->d_name);
	closedir(open);
	return result;
}

static int find_tables(struct finding *finding, const char *const *folders)
{
	char beside[PATH_BYTES], within[PATH_BYTES + 16];
	const char *slash = strrchr(finding->path, '/');
	int length = slash ? (int)(slash - finding->path) : 1;
	int result;
	snprintf(beside, sizeof beside, "%.*s", length, slash ? finding->path : ".");
	snprintf(within, sizeof within, "%s/holidays", beside);
	result = look_in(finding, within);
	if (result == 0)
		result = look_in(finding, beside);
	for (; result == 0 && folders && *folders; folders++)
		result = look_in(finding, *folders);
	return result;
}

/* --- making the text --- */

static int read_tables(struct finding *finding, size_t *bytes)
{
	int result = 0;
	for (size_t i = 0; i < finding->count; i++) {
		struct found_table *table = &finding->tables[i];
		if (config_read_bytes(table->path, TABLE_MAX, &table->text, &table->length,
				      finding->report) < 0)
			result = -EINVAL;
		else
			*bytes += table->length + NAME_MAX_BYTES + 16;
	}
	return result;
}

static size_t put_part(char *at, const char *name, const char *text, size_t length)
{
	size_t used = (size_t)sprintf(at, "# %zu %s\n", length, name);
	memcpy(at + used, text, length);
	used += length;
	at[used++] = '\n';
	return used;
}

/* The hall's own name is left out: the same hall in another file is the same hall. */
static int make_bundle(const struct finding *finding, size_t bytes, char **text, size_t *length)
{
	char *whole = malloc(bytes + *length + sizeof magic + NAME_MAX_BYTES);
	size_t used = sizeof magic - 1;
	if (!whole)
		return -ENOMEM;
	memcpy(whole, magic, used);
	used += put_part(whole + used, "hall.yaml", *text, *length);
	for (size_t i = 0; i < finding->count; i++)
		used += put_part(whole + used, finding->tables[i].name, finding->tables[i].text,
				 finding->tables[i].length);
	whole[used] = 0;
	free(*text);
	*text = whole;
	*length = used;
	return 0;
}

/* Which holidays the hall names. A hall that can't be parsed names none: config_hall says why. */
static void find_bases(struct finding *finding, const char *text, size_t length)
{
	struct config_report silent = { 0 };
	struct config_tree tree;
	if (config_tree_parse(&tree, finding->path, text, length, &silent) < 0)
		return;
	config_calendar_bases(tree.root, finding->base, finding->region);
	config_tree_free(&tree);
}

int config_hall_read(const char *path, const char *const *folders, char **text, size_t *length,
		     struct config_report *report)
{
	struct finding *finding;
	char *own = NULL;
	size_t bytes = 0, used = 0;
	int result = config_read_file(path, &own, &used, report);
	if (result < 0)
		return result;
	finding = calloc(1, sizeof *finding);
	if (!finding) {
		free(own);
		config_say(report, path, 1, 1, "file", "no memory left to read it");
		return -EINVAL;
	}
	finding->path = path;
	finding->report = report;
	find_bases(finding, own, used);
	result = find_tables(finding, folders);
	if (result == 0)
		result = read_tables(finding, &bytes);
	if (result == 0 && finding->count > 0)
		result = make_bundle(finding, bytes, &own, &used);
	for (size_t i = 0; i < finding->count; i++)
		free(finding->tables[i].text);
	free(finding);
	if (result < 0) {
		free(own);
		return -EINVAL;
	}
	*text = own;
	*length = used;
	return 0;
}
