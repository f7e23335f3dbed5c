/* Any bytes as a list of matters, then as a query: no crash, no hang; what is accepted is found by
 * its code and keeps the sizes that item.h promises. */
#include "config_items.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct hall hall;
static struct item_catalogue *items;
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

static void open_hall(void)
{
	static const char *const codes[] = { "RE1", "RE2", "EXIT", "HUKOU" };
	hall.service_count = 4;
	for (size_t i = 0; i < 4; i++)
		strcpy(hall.services[i].code, codes[i]);
}

static void check_item(const struct item *item)
{
	const char *code = item_text(items, item->code), *paper = item_text(items, item->materials);
	must(item_find(items, code) == item);
	must(code[0] && strlen(code) < ITEM_CODE_MAX && item_text(items, item->name)[0]);
	must(strlen(item_text(items, item->name)) < ITEM_NAME_MAX);
	must(strlen(item_text(items, item->initials)) < ITEM_INITIALS_MAX);
	must(hall_find_service(&hall, item->service) >= 0);
	must(item->material_count <= ITEM_MATERIALS_MAX);
	for (unsigned i = 0; i < item->material_count; i++, paper += strlen(paper) + 1)
		must(paper[0] && strlen(paper) < ITEM_MATERIAL_MAX);
}

static void search(const uint8_t *data, size_t size)
{
	static struct item_found found;
	char query[300];
	const size_t length = size < sizeof query ? size : sizeof query - 1;
	memcpy(query, data, length);
	query[length] = 0;
	item_search(items, query, ITEMS_FOUND_MAX, &found);
	must(found.count <= found.total && found.total <= items->count);
	must(found.compared <= items->count * (5 + ITEM_WORDS_MAX));
	for (uint32_t i = 0; i < found.count; i++)
		must(found.rows[i].item < items->count);
	for (uint32_t i = 1; i < found.count; i++)
		must(found.rows[i - 1].rank <= found.rows[i].rank);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config_report report = { .say = say };
	if (!items) {
		open_hall();
		items = calloc(1, sizeof *items);
		must(items != NULL);
	}
	/* Only what was used: the whole is large. */
	memset(items->items, 0, items->count * sizeof *items->items);
	memset(items->index, 0, sizeof items->index);
	memset(items->text, 0, items->text_used);
	items->count = items->hot_count = items->text_used = 0;
	lines = 0;
	if (config_items(items, &hall, "fuzz.csv", (const char *)data, size, &report) == 0) {
		must(report.mistakes == 0 && items->count > 0);
		for (uint32_t i = 0; i < items->count; i++)
			check_item(&items->items[i]);
	} else {
		must(report.mistakes > 0 && lines > 0);
	}
	search(data, size);
	return 0;
}
