/* The list of matters and the search in it. Reads no file, knows no pinyin: initials are given. */
#include "item.h"

#include <string.h>

enum { INDEX_SIZE = ITEMS_MAX * 4, NOT_HOT = UINT16_MAX };

/* A line for each field of an item, in this order. */
enum search_field { FIELD_NAME, FIELD_NAME_EN, FIELD_NAME_UG, FIELD_INITIALS, FIELD_CODE, FIELDS };

/* --- folding: what makes no difference to a person who looks for something --- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* One character of UTF-8: its bytes and, where it is ASCII, full-width ASCII (U+FF01-FF5E) or a
 * wide blank (U+3000), the ASCII it stands for, in small letters; else 0. */
static size_t fold_step(const char *text, char *plain)
{
	const unsigned char *at = (const unsigned char *)text;
	*plain = 0;
	if (at[0] < 0x80) {
		*plain = (char)at[0];
	} else if (at[0] == 0xe3 && at[1] == 0x80 && at[2] == 0x80) {
		*plain = ' ';
	} else if (at[0] == 0xef && at[1] == 0xbc && at[2] >= 0x81 && at[2] <= 0xbf) {
		*plain = (char)(at[2] - 0x81 + '!');
	} else if (at[0] == 0xef && at[1] == 0xbd && at[2] >= 0x80 && at[2] <= 0x9e) {
		*plain = (char)(at[2] - 0x80 + '`');
	}
	if (*plain >= 'A' && *plain <= 'Z')
		*plain = (char)(*plain - 'A' + 'a');
	if (*plain)
		return at[0] < 0x80 ? 1 : 3;
	size_t length = 1;
	while ((at[length] & 0xc0) == 0x80)
		length++;
	return length;
}

/* Small letters, narrow signs, one blank between words. Never longer than @p text. */
static size_t fold(const char *text, char *out, size_t size)
{
	size_t used = 0;
	bool blank = false;
	while (*text) {
		char plain;
		const size_t bytes = fold_step(text, &plain);
		if (plain && is_blank(plain)) {
			blank = used > 0;
			text += bytes;
			continue;
		}
		const size_t wide = plain ? 1 : bytes;
		if (used + blank + wide >= size)
			break;
		if (blank)
			out[used++] = ' ';
		blank = false;
		memcpy(out + used, plain ? &plain : text, wide);
		used += wide;
		text += bytes;
	}
	out[used] = 0;
	return used;
}

/* --- the catalogue --- */

static uint32_t hash(const char *code)
{
	uint32_t value = 2166136261u; /* FNV-1a */
	for (; *code; code++)
		value = (value ^ (unsigned char)*code) * 16777619u;
	return value;
}

/* The place of this code in the index, or the free one where it belongs. */
static uint32_t index_place(const struct item_catalogue *catalogue, const char *code)
{
	uint32_t place = hash(code) % INDEX_SIZE;
	while (catalogue->index[place]) {
		const struct item *item = &catalogue->items[catalogue->index[place] - 1];
		if (strcmp(catalogue->text + item->code, code) == 0)
			break;
		place = (place + 1) % INDEX_SIZE;
	}
	return place;
}

static uint32_t keep(struct item_catalogue *catalogue, const char *text)
{
	const uint32_t place = catalogue->text_used;
	const size_t bytes = strlen(text) + 1;
	if (text[0] == 0)
		return 0;
	memcpy(catalogue->text + place, text, bytes);
	catalogue->text_used += (uint32_t)bytes;
	return place;
}

static uint32_t keep_search(struct item_catalogue *catalogue, const struct item_row *row)
{
	const char *fields[FIELDS] = { row->name, row->name_en, row->name_ug, row->initials,
				       row->code };
	const uint32_t place = catalogue->text_used;
	for (unsigned i = 0; i < FIELDS; i++) {
		char *at = catalogue->text + catalogue->text_used;
		const size_t length = fold(fields[i], at, strlen(fields[i]) + 1);
		at[length] = i + 1 < FIELDS ? '\n' : 0;
		catalogue->text_used += (uint32_t)length + 1;
	}
	return place;
}

/* The names are kept twice: as given, and folded. */
static size_t bytes_of(const struct item_row *row)
{
	size_t bytes = strlen(row->code) + strlen(row->name) + strlen(row->name_en) +
		       strlen(row->name_ug) + strlen(row->initials) + FIELDS;
	bytes *= 2;
	for (unsigned i = 0; i < row->material_count; i++)
		bytes += strlen(row->materials[i]) + 1;
	return bytes + 1;
}

enum item_added item_add(struct item_catalogue *catalogue, const struct item_row *row)
{
	const uint32_t place = index_place(catalogue, row->code);
	struct item *item = &catalogue->items[catalogue->count];
	if (catalogue->index[place])
		return ITEM_SAME_CODE;
	if (catalogue->count == ITEMS_MAX)
		return ITEM_TOO_MANY;
	if (bytes_of(row) > ITEM_TEXT_BYTES - catalogue->text_used)
		return ITEM_NO_ROOM;
	if (catalogue->text_used == 0)
		catalogue->text_used = 1; /* place 0 is the empty text */
	memset(item, 0, sizeof *item);
	memcpy(item->service, row->service, strlen(row->service) + 1);
	item->code = keep(catalogue, row->code);
	item->name = keep(catalogue, row->name);
	item->name_en = keep(catalogue, row->name_en);
	item->name_ug = keep(catalogue, row->name_ug);
	item->initials = keep(catalogue, row->initials);
	item->search = keep_search(catalogue, row);
	item->materials = catalogue->text_used;
	for (unsigned i = 0; i < row->material_count; i++)
		keep(catalogue, row->materials[i]);
	item->material_count = (uint8_t)row->material_count;
	item->hot = row->hot;
	item->case_type = row->case_type;
	catalogue->hot_count += row->hot > 0;
	catalogue->index[place] = (uint16_t)++catalogue->count;
	return ITEM_ADDED;
}

const struct item *item_find(const struct item_catalogue *catalogue, const char *code)
{
	const uint32_t place = index_place(catalogue, code);
	return catalogue->index[place] ? &catalogue->items[catalogue->index[place] - 1] : NULL;
}

uint32_t item_key(const char *code)
{
	const uint32_t key = hash(code);
	if (code[0] == 0)
		return 0;
	return key ? key : 1;
}

const struct item *item_of_key(const struct item_catalogue *catalogue, uint32_t key)
{
	for (uint32_t i = 0; key != 0 && i < catalogue->count; i++)
		if (item_key(catalogue->text + catalogue->items[i].code) == key)
			return &catalogue->items[i];
	return NULL;
}

const char *item_text(const struct item_catalogue *catalogue, uint32_t place)
{
	return catalogue->text + place;
}

const char *item_case_name(enum item_case case_type)
{
	static const char *const names[] = { [ITEM_CASE_INSTANT] = "instant",
					     [ITEM_CASE_ONE_REVIEW] = "one_review",
					     [ITEM_CASE_COMMITMENT] = "commitment" };
	return case_type <= ITEM_CASE_COMMITMENT ? names[case_type] : NULL;
}

/* --- the search --- */

struct query {
	char text[ITEM_QUERY_MAX];   /* folded */
	char joined[ITEM_QUERY_MAX]; /* without blanks: "b d c" is typed for "bdc" */
	char words[ITEM_QUERY_MAX];  /* text, cut into words */
	const char *word[ITEM_WORDS_MAX];
	size_t length, joined_length;
	unsigned word_count;
};

static void query_read(struct query *query, const char *text)
{
	query->length = fold(text, query->text, sizeof query->text);
	query->joined_length = query->word_count = 0;
	memcpy(query->words, query->text, query->length + 1);
	for (size_t i = 0; i < query->length; i++) {
		if (query->text[i] == ' ') {
			query->words[i] = 0;
			continue;
		}
		if ((i == 0 || query->text[i - 1] == ' ') && query->word_count < ITEM_WORDS_MAX)
			query->word[query->word_count++] = query->words + i;
		query->joined[query->joined_length++] = query->text[i];
	}
	query->joined[query->joined_length] = 0;
}

/* Does this line begin with the text, and is there more of it? */
static bool begins(const char *line, const char *text, size_t length, bool *longer)
{
	if (length == 0 || strncmp(line, text, length) != 0)
		return false;
	*longer = line[length] != '\n' && line[length] != 0;
	return true;
}

static bool has_every_word(const char *search, const struct query *query, uint32_t *compared)
{
	for (unsigned i = 0; i < query->word_count; i++) {
		(*compared)++;
		if (!strstr(search, query->word[i]))
			return false;
	}
	return true;
}

/* The rank, or ITEM_RANK_LISTED where the item doesn't answer the query. */
static enum item_rank rank(const char *search, const struct query *query, bool *longer,
			   uint32_t *compared)
{
	const char *lines[FIELDS] = { search };
	enum item_rank best = ITEM_RANK_LISTED;
	for (unsigned i = 1; i < FIELDS; i++)
		lines[i] = strchr(lines[i - 1], '\n') + 1;
	*longer = true;
	*compared += FIELDS;
	if (begins(lines[FIELD_CODE], query->joined, query->joined_length, longer) && !*longer)
		return ITEM_RANK_CODE;
	if (begins(lines[FIELD_INITIALS], query->joined, query->joined_length, longer))
		return ITEM_RANK_INITIALS;
	for (unsigned i = FIELD_NAME; i <= FIELD_NAME_UG; i++) {
		bool more;
		if (!begins(lines[i], query->text, query->length, &more))
			continue;
		*longer = best == ITEM_RANK_NAME ? *longer && more : more;
		best = ITEM_RANK_NAME;
	}
	if (best == ITEM_RANK_NAME)
		return best;
	*longer = true;
	return has_every_word(search, query, compared) ? ITEM_RANK_PART : ITEM_RANK_LISTED;
}

/* Put it where it belongs among the best, which are in order. */
static void found_add(struct item_found *found, unsigned limit, uint32_t item, uint32_t hot,
		      enum item_rank rank, bool longer)
{
	const uint32_t order[2] = { (uint32_t)rank * 2 + longer, (hot ? hot : NOT_HOT) };
	uint32_t place = found->count;
	found->total++;
	while (place > 0 && (found->rows[place - 1].order[0] > order[0] ||
			     (found->rows[place - 1].order[0] == order[0] &&
			      found->rows[place - 1].order[1] > order[1])))
		place--;
	if (place >= limit)
		return;
	if (found->count < limit)
		found->count++;
	memmove(&found->rows[place + 1], &found->rows[place],
		(found->count - 1 - place) * sizeof found->rows[0]);
	found->rows[place].item = (uint16_t)item;
	found->rows[place].rank = (uint8_t)rank;
	memcpy(found->rows[place].order, order, sizeof order);
}

void item_search(const struct item_catalogue *catalogue, const char *text, unsigned limit,
		 struct item_found *found)
{
	struct query query;
	found->total = found->compared = found->count = 0;
	if (limit > ITEMS_FOUND_MAX)
		limit = ITEMS_FOUND_MAX;
	query_read(&query, text);
	for (uint32_t i = 0; i < catalogue->count; i++) {
		const struct item *item = &catalogue->items[i];
		bool longer = true;
		enum item_rank how = ITEM_RANK_LISTED;
		if (query.length > 0)
			how = rank(catalogue->text + item->search, &query, &longer,
				   &found->compared);
		if (query.length > 0 ? how != ITEM_RANK_LISTED
				     : item->hot > 0 || catalogue->hot_count == 0)
			found_add(found, limit, i, item->hot, how, longer);
	}
}
