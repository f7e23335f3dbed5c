/* A list of matters → the catalogue: each field by itself, and that codes differ. */
#include "config_items.h"

#include "config_csv.h"
#include "config_holidays.h"
#include "config_node.h"
#include "config_pinyin.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODE, NAME, SERVICE, NAME_EN, NAME_UG, INITIALS, MATERIALS, CASE_TYPE, HOT, COLUMNS };

static const struct config_csv_column columns[COLUMNS] = {
	[CODE] = { "code", true },
	[NAME] = { "name", true },
	[SERVICE] = { "service", true },
	[NAME_EN] = { "name_en", false },
	[NAME_UG] = { "name_ug", false },
	[INITIALS] = { "initials", false },
	[MATERIALS] = { "materials", false },
	[CASE_TYPE] = { "case_type", false },
	[HOT] = { "hot", false },
};

/* One row on its way into the catalogue. */
struct row {
	struct config_csv *csv;
	const struct hall *hall;
	struct config_pinyin *pinyin;
	char code[ITEM_CODE_MAX], service[ID_MAX];
	char name[ITEM_NAME_MAX], name_en[ITEM_NAME_MAX], name_ug[ITEM_NAME_MAX];
	char initials[ITEM_INITIALS_MAX];
	char materials[ITEM_MATERIALS_MAX][ITEM_MATERIAL_MAX];
	const char *material[ITEM_MATERIALS_MAX];
	unsigned material_count;
	uint8_t case_type;
	uint16_t hot;
};

/* --- fields --- */

static int take_required(struct row *row, size_t column, char *out, size_t size,
			 const char *expected)
{
	const int taken = config_csv_copy(row->csv, column, out, size);
	if (taken == 0)
		return config_csv_fail(row->csv, column, "found nothing, expected is %s", expected);
	return taken;
}

static void take_code(struct row *row)
{
	if (take_required(row, CODE, row->code, sizeof row->code, "the code of the matter") != 1)
		return;
	for (const char *at = row->code; *at; at++) {
		if (isalnum((unsigned char)*at) || strchr("-_.", *at))
			continue;
		config_csv_fail(row->csv, CODE,
				"found %s, allowed are 1 to %d of the characters A-Z a-z 0-9 - _ .",
				config_csv_found(row->csv, CODE), ITEM_CODE_MAX - 1);
		return;
	}
}

static void take_service(struct row *row)
{
	const struct hall *hall = row->hall;
	const char *words[SERVICES_MAX], *nearest;
	char allowed[CONFIG_MESSAGE_BYTES / 2] = "";
	size_t used = 0;
	if (take_required(row, SERVICE, row->service, sizeof row->service,
			  "the code of a service of the hall") != 1 ||
	    hall_find_service(hall, row->service) >= 0)
		return;
	for (size_t i = 0; i < hall->service_count; i++) {
		words[i] = hall->services[i].code;
		if (used < sizeof allowed) {
			int wrote = snprintf(allowed + used, sizeof allowed - used, "%s%s",
					     used ? ", " : "", words[i]);
			used += wrote > 0 ? (size_t)wrote : 0;
		}
	}
	nearest = config_nearest(row->service, words, hall->service_count);
	config_csv_fail(row->csv, SERVICE, "found %s, %s%s%s are the hall's services %s",
			config_csv_found(row->csv, SERVICE), nearest ? "did you mean \"" : "",
			nearest ? nearest : "", nearest ? "\"? Allowed" : "allowed", allowed);
}

static void take_initials(struct row *row)
{
	const int taken = config_csv_copy(row->csv, INITIALS, row->initials, sizeof row->initials);
	if (taken == 0)
		config_pinyin_initials(row->pinyin, row->name, row->initials, sizeof row->initials);
	for (const char *at = row->initials; *at; at++) {
		if (isalnum((unsigned char)*at))
			continue;
		config_csv_fail(row->csv, INITIALS, "found %s, allowed are letters a-z and digits",
				config_csv_found(row->csv, INITIALS));
		return;
	}
}

static void take_case_type(struct row *row)
{
	const char *text = config_csv_text(row->csv, CASE_TYPE);
	row->case_type = ITEM_CASE_NONE;
	if (text[0] == 0)
		return;
	for (int i = ITEM_CASE_INSTANT; i <= ITEM_CASE_COMMITMENT; i++) {
		if (strcmp(text, item_case_name((enum item_case)i)) == 0) {
			row->case_type = (uint8_t)i;
			return;
		}
	}
	config_csv_fail(row->csv, CASE_TYPE,
			"found %s, allowed are instant, one_review, commitment",
			config_csv_found(row->csv, CASE_TYPE));
}

static void take_hot(struct row *row)
{
	long hot = 0;
	config_csv_integer(row->csv, HOT, 1, 9999, &hot);
	row->hot = (uint16_t)hot;
}

/* --- materials --- */

/* Bytes of what parts two materials at @p text; 0: nothing does. */
static size_t separator(const char *text)
{
	static const char wide[] = "；";
	if (*text == ';' || *text == '\n' || *text == '\r')
		return 1;
	return strncmp(text, wide, sizeof wide - 1) == 0 ? sizeof wide - 1 : 0;
}

/* False when it was wrong and said. */
static bool add_material(struct row *row, const char *text, size_t length)
{
	while (length > 0 && strchr(" \t", text[length - 1]))
		length--;
	if (length == 0)
		return true;
	if (row->material_count == ITEM_MATERIALS_MAX) {
		config_csv_fail(row->csv, MATERIALS,
				"found more than %d materials, which is all that is allowed",
				ITEM_MATERIALS_MAX);
		return false;
	}
	char *out = row->materials[row->material_count];
	if (length >= ITEM_MATERIAL_MAX) {
		config_csv_fail(row->csv, MATERIALS,
				"found a material of %zu bytes, allowed are at most %d; several "
				"are parted by \";\"",
				length, ITEM_MATERIAL_MAX - 1);
		return false;
	}
	for (size_t i = 0; i < length; i++)
		out[i] = text[i] == '\t' ? ' ' : text[i];
	out[length] = 0;
	row->material[row->material_count++] = out;
	return true;
}

static void take_materials(struct row *row)
{
	const char *text = config_csv_text(row->csv, MATERIALS);
	row->material_count = 0;
	while (*text) {
		size_t length = 0;
		text += strspn(text, " \t");
		while (text[length] && separator(text + length) == 0)
			length++;
		if (!add_material(row, text, length))
			return;
		text += length;
		text += *text ? separator(text) : 0;
	}
}

/* --- rows --- */

static void take_row(struct row *row)
{
	take_code(row);
	take_required(row, NAME, row->name, sizeof row->name, "the matter's name in Chinese");
	take_service(row);
	config_csv_copy(row->csv, NAME_EN, row->name_en, sizeof row->name_en);
	config_csv_copy(row->csv, NAME_UG, row->name_ug, sizeof row->name_ug);
	take_initials(row);
	take_materials(row);
	take_case_type(row);
	take_hot(row);
}

/* False when nothing more goes in. */
static bool add_row(struct item_catalogue *catalogue, const struct row *row, const unsigned *lines)
{
	const struct item_row item = { .code = row->code,
				       .name = row->name,
				       .name_en = row->name_en,
				       .name_ug = row->name_ug,
				       .initials = row->initials,
				       .service = row->service,
				       .materials = row->material,
				       .material_count = row->material_count,
				       .hot = row->hot,
				       .case_type = row->case_type };
	switch (item_add(catalogue, &item)) {
	case ITEM_ADDED:
		break;
	case ITEM_SAME_CODE:
		config_csv_fail(row->csv, CODE,
				"found %s, which line %u has too, allowed is each once",
				config_csv_found(row->csv, CODE),
				lines[item_find(catalogue, row->code) - catalogue->items]);
		break;
	case ITEM_TOO_MANY:
		config_csv_fail(row->csv, CODE,
				"found more than %d matters, which is all that is allowed",
				ITEMS_MAX);
		return false;
	case ITEM_NO_ROOM:
		config_csv_fail(row->csv, CODE,
				"found more than %d bytes of text, which is all that is allowed",
				ITEM_TEXT_BYTES);
		return false;
	}
	return true;
}

static void read_rows(struct item_catalogue *catalogue, struct row *row,
		      struct config_report *report, unsigned *lines)
{
	while (config_csv_next(row->csv)) {
		const unsigned mistakes = report->mistakes;
		take_row(row);
		if (catalogue->count < ITEMS_MAX)
			lines[catalogue->count] = config_csv_line(row->csv);
		/* A row with a mistake goes in too when it has a code, so that its twin is found.
		 */
		if ((report->mistakes == mistakes || row->code[0]) &&
		    !add_row(catalogue, row, lines))
			break;
	}
}

int config_items(struct item_catalogue *catalogue, const struct hall *hall, const char *name,
		 const char *text, size_t length, struct config_report *report)
{
	const unsigned mistakes = report->mistakes;
	struct row *row = calloc(1, sizeof *row);
	unsigned *lines = calloc(ITEMS_MAX, sizeof *lines); /* by item */
	int result = row && lines ? config_pinyin_open(&row->pinyin) : -ENOMEM;
	if (result == -ENOMEM) {
		config_say(report, name, 1, 1, "file", "no memory left to read it");
	} else if (result < 0) {
		config_say(report, name, 1, 1, "file",
			   "the system can't convert GB18030, by which pinyin initials are made");
	} else if (config_csv_open(&row->csv, name, text, length, columns, COLUMNS, report) == 0) {
		row->hall = hall;
		read_rows(catalogue, row, report, lines);
		if (report->mistakes == mistakes && catalogue->count == 0)
			config_say(report, name, 1, 1, "file",
				   "found no matter, expected is one in each row after the first");
	}
	if (row) {
		config_csv_close(row->csv);
		config_pinyin_close(row->pinyin);
	}
	free(lines);
	free(row);
	return report->mistakes == mistakes ? 0 : -EINVAL;
}

/* --- where the list is --- */

int config_item_list(char *path, size_t size, const char *hall_path, const char *text,
		     size_t length, struct config_report *report)
{
	struct config_tree tree;
	const char *slash = strrchr(hall_path, '/');
	struct config_bundle bundle;
	int result = config_bundle_split(&bundle, hall_path, text, length, report);
	if (result == 0)
		result = config_tree_parse(&tree, hall_path, bundle.text, bundle.length, report);
	if (result < 0)
		return result;
	struct config_node *node = config_node_find(tree.root, "item_list");
	if (node && node->kind == CONFIG_TEXT) {
		const int folder = slash && node->text[0] != '/' ? (int)(slash + 1 - hall_path) : 0;
		const int wrote = snprintf(path, size, "%.*s%s", folder, hall_path, node->text);
		result = wrote >= 0 && (size_t)wrote < size
				 ? 1
				 : config_node_fail(node,
						    "found a path of %d bytes with the hall "
						    "file's, allowed are at most %zu",
						    wrote, size - 1);
	}
	config_tree_free(&tree);
	return result;
}
