/* The section "ticket" of a hall file: how numbers look, and what stands on the paper. Each value
 * by itself; what must agree with the services is checked at the end. Every key may be left out;
 * what is then taken stands behind "=".
 *
 *   ticket.format              = "{prefix}{seq:03d}"; least digits of a number, 1 … 6
 *   ticket.window_format       = "{no:02d}"; digits of the windows that a range makes, 1 … 4
 *   ticket.start               = 1; a day's first number
 *   ticket.reset               = daily; nothing else is allowed
 *   ticket.logo                = none; a PNG file, seen from the hall file
 *   ticket.blocks              = as said in example.yaml; what is printed, from top to bottom: each
 *                              a word, or a map of the keys below; what is not known is left out
 *   ticket.blocks[].block      logo (first), hall, address, zone, place (floor and zone), windows,
 *                              department, service, number, priority, appointment, ahead, wait,
 *                              time, matters (the ticket's other services), item (its matter),
 *                              materials (a rule and the papers to bring), advice, voice, lunch,
 *                              closing, missed_call, phone, note, rule, space, languages,
 *                              qr (last)
 *   ticket.blocks[].size       = the block's own; 1 … 8 times. A name, number or place is made
 *                              smaller where it would not fit its line
 *   ticket.blocks[].align      = the block's own, of words where their script begins; left,
 *                              centre, right
 *   ticket.blocks[].bold       = the block's own
 *   ticket.blocks[].when       = always; priority, appointment, several (services), elsewhere
 *                              (taken on another floor), one_window: for such tickets only
 *   ticket.blocks[].language   = the ticket's; zh, en, ug
 *   ticket.blocks[].text       of a note: in Chinese
 *   ticket.blocks[].text_en    = the Chinese one
 *   ticket.blocks[].text_ug    = the Chinese one
 *   ticket.blocks[].services   = all; of a note: for numbers of these only
 *   ticket.blocks[].blocks     = as said in example.yaml; of "languages": what is said in each
 *                              other language, after a rule; no logo, languages, qr */
#include "config_hall.h"
#include "config_take.h"

#include <stdio.h>
#include <string.h>

static const char *const block_words[] = {
	"logo",	      "hall",	 "address",   "zone",	     "place",	    "windows",
	"department", "service", "number",    "priority",    "appointment", "ahead",
	"wait",	      "time",	 "matters",   "item",	     "materials",   "advice",
	"voice",      "lunch",	 "closing",   "missed_call", "phone",	    "note",
	"rule",	      "space",	 "languages", "qr",	     NULL,
};
_Static_assert(sizeof block_words / sizeof *block_words == BLOCK_COUNT,
	       "a word for each kind of block, in their order");

/* --- numbers --- */

/* "{prefix}{seq:03d}" → 3: what stands round the digit must be exactly so. */
static void take_digits(struct config_map *map, const char *key, const char *before, uint8_t least,
			uint8_t most, uint8_t *digits)
{
	const char *text;
	const size_t length = strlen(before);
	char problem[CONFIG_MESSAGE_BYTES / 2], found[CONFIG_FOUND_MAX];
	if (config_map_text(map, key, &text) != 1)
		return;
	if (strncmp(text, before, length) == 0 && text[length] >= '0' + least &&
	    text[length] <= '0' + most && strcmp(text + length + 1, "d}") == 0) {
		*digits = (uint8_t)(text[length] - '0');
		return;
	}
	snprintf(problem, sizeof problem, "found %s, allowed are \"%s%dd}\" to \"%s%dd}\"",
		 config_text_found(text, found), before, least, before, most);
	config_map_fail(map, key, problem);
}

void config_format_read(struct config_map *map, uint8_t *digits)
{
	take_digits(map, "format", "{prefix}{seq:0", 1, 6, digits);
}

/* --- blocks --- */

/* A list that is being read: the whole ticket, or what "languages" says in each other language. */
struct list_reading {
	struct hall_reading *reading;
	struct ticket_block *blocks;
	uint8_t *count;
	bool is_short;
};

static void take_look(struct config_map *map, struct ticket_block *block)
{
	static const char *const aligns[] = { "left", "centre", "right", NULL };
	int align;
	bool bold;
	config_take_u8(map, "size", 1, BLOCK_SIZE_MAX, &block->size);
	if (config_map_choice(map, "align", aligns, &align) == 1)
		block->align = (uint8_t)(ALIGN_LEFT + align);
	if (config_map_boolean(map, "bold", &bold) == 1)
		block->bold = bold ? CHOICE_YES : CHOICE_NO;
}

static void take_language(struct config_map *map, struct ticket_block *block)
{
	static const char *const languages[] = { "zh", "en", "ug", NULL };
	int language;
	if (config_map_choice(map, "language", languages, &language) == 1)
		strcpy(block->language, languages[language]);
}

static void take_note(struct hall_reading *reading, struct config_map *map,
		      struct ticket_block *block)
{
	struct ticket_layout *layout = &reading->hall->ticket;
	struct ticket_note note = { .service_count = 0 };
	config_take_words(map, "text", &note.text, "what the ticket says, in Chinese");
	config_take_codes(map, "services", note.services, &note.service_count);
	if (layout->note_count == TICKET_NOTES_MAX) {
		config_node_fail(map->node,
				 "found more than %d notes, which is all that is allowed",
				 TICKET_NOTES_MAX);
		return;
	}
	block->note = layout->note_count;
	reading->notes[layout->note_count] = map->node;
	layout->notes[layout->note_count++] = note;
}

static void read_blocks(struct list_reading *list, struct config_map *map, unsigned most);

static bool has_look(enum ticket_block_kind kind)
{
	return kind != BLOCK_LOGO && kind != BLOCK_RULE && kind != BLOCK_SPACE &&
	       kind != BLOCK_LANGUAGES;
}

static void take_when(struct config_map *map, struct ticket_block *block)
{
	static const char *const whens[] = { "always",	  "priority",	"appointment", "several",
					     "elsewhere", "one_window", NULL };
	int when = WHEN_ALWAYS;
	config_map_choice(map, "when", whens, &when);
	block->when = (uint8_t)when;
}

static void take_keys(struct list_reading *list, struct config_map *map, struct ticket_block *block)
{
	const enum ticket_block_kind kind = (enum ticket_block_kind)block->kind;
	struct ticket_layout *layout = &list->reading->hall->ticket;
	struct list_reading inner = { list->reading, layout->shorts, &layout->short_count, true };
	if (kind != BLOCK_LOGO && kind != BLOCK_LANGUAGES && kind != BLOCK_QR)
		take_when(map, block);
	if (has_look(kind)) {
		take_look(map, block);
		take_language(map, block);
	}
	if (kind == BLOCK_NOTE)
		take_note(list->reading, map, block);
	if (kind == BLOCK_LANGUAGES && !list->is_short)
		read_blocks(&inner, map, SHORT_BLOCKS_MAX);
	config_map_leftover(map, true);
}

static void say_unknown(struct config_node *item)
{
	char room[CONFIG_FOUND_MAX], words[CONFIG_MESSAGE_BYTES / 2];
	const char *found = config_node_found(item, room);
	const char *nearest = item->kind == CONFIG_TEXT
				      ? config_nearest(item->text, block_words, BLOCK_COUNT - 1)
				      : NULL;
	size_t used = 0;
	if (nearest) {
		config_node_fail(item, "found %s, did you mean \"%s\"?", found, nearest);
		return;
	}
	for (unsigned i = 0; block_words[i] && used < sizeof words; i++) {
		int wrote = snprintf(words + used, sizeof words - used, "%s, ", block_words[i]);
		used += wrote > 0 ? (size_t)wrote : 0;
	}
	config_node_fail(item, "found %s, allowed are %sor a map {block: number, size: 4}", found,
			 words);
}

/* A word alone is the block with nothing else said of it. */
static bool take_kind(struct config_node *item, struct config_map **map, int *kind)
{
	*map = NULL;
	if (item->kind == CONFIG_MAP) {
		if (config_node_map(item, map) != 1)
			return false;
		if (!config_node_find(item, "block"))
			config_map_missing(*map, "block", "what is printed, such as number");
		return config_map_choice(*map, "block", block_words, kind) == 1;
	}
	if (item->kind == CONFIG_BAD)
		return false;
	for (*kind = 0; item->kind == CONFIG_TEXT && block_words[*kind]; ++*kind)
		if (strcmp(item->text, block_words[*kind]) == 0)
			return true;
	say_unknown(item);
	return false;
}

/* The picture is above all lines, the QR below them: where else they stand would not be so. */
static void check_order(const struct list_reading *list, struct config_node *item,
			enum ticket_block_kind kind)
{
	if (list->is_short && (kind == BLOCK_LOGO || kind == BLOCK_LANGUAGES || kind == BLOCK_QR))
		config_node_fail(item, "found %s within languages, allowed is it beside them",
				 block_words[kind - 1]);
	else if (kind == BLOCK_LOGO && item != item->parent->first)
		config_node_fail(item, "found logo below another block, allowed as the first");
	else if (kind == BLOCK_QR && item->next)
		config_node_fail(item, "found qr above another block, allowed as the last");
	for (unsigned i = 0; kind == BLOCK_LANGUAGES && i < *list->count; i++)
		if (list->blocks[i].kind == BLOCK_LANGUAGES)
			config_node_fail(item, "found languages again, allowed are they once");
}

static void read_block(struct list_reading *list, struct config_node *item)
{
	struct ticket_block block = { .kind = BLOCK_NONE };
	struct config_map *map;
	int kind;
	if (!take_kind(item, &map, &kind))
		return;
	block.kind = (uint8_t)(kind + 1);
	check_order(list, item, (enum ticket_block_kind)block.kind);
	if (!map && block.kind == BLOCK_NOTE)
		config_node_fail(item, "found a note without words, allowed is a map {block: note, "
				       "text: …}");
	if (map)
		take_keys(list, map, &block);
	list->blocks[(*list->count)++] = block;
}

static void read_blocks(struct list_reading *list, struct config_map *map, unsigned most)
{
	struct config_node *node;
	if (config_map_list(map, "blocks", 1, most, &node) != 1)
		return;
	for (struct config_node *item = node->first; item; item = item->next)
		read_block(list, item);
}

static bool has_block(const struct ticket_layout *layout, enum ticket_block_kind kind)
{
	for (unsigned i = 0; i < layout->block_count; i++)
		if (layout->blocks[i].kind == kind)
			return true;
	return false;
}

static void check_layout(const struct ticket_layout *layout, struct config_map *map)
{
	struct config_node *blocks = config_node_find(map->node, "blocks");
	struct config_node *logo = config_node_find(map->node, "logo");
	if (!blocks || blocks->failed || layout->block_count == 0)
		return;
	if (!has_block(layout, BLOCK_NUMBER))
		config_node_fail(blocks, "found no block number, allowed are tickets with one");
	if (has_block(layout, BLOCK_LOGO) && !logo)
		config_node_fail(blocks->first,
				 "found logo, allowed beside \"logo\" of the ticket, which names "
				 "the picture's file");
	if (logo && !has_block(layout, BLOCK_LOGO))
		config_node_fail(logo, "found a picture that is not printed, allowed beside the "
				       "block logo");
}

void config_ticket_read(struct hall_reading *reading, struct config_map *map)
{
	static const char *const resets[] = { "daily", NULL };
	struct ticket_layout *layout = &reading->hall->ticket;
	struct list_reading list = { reading, layout->blocks, &layout->block_count, false };
	uint8_t window_digits = (uint8_t)reading->window_digits;
	int reset;
	config_format_read(map, &reading->hall->digits);
	take_digits(map, "window_format", "{no:0", 1, 4, &window_digits);
	reading->window_digits = window_digits;
	config_take_u16(map, "start", 1, 9999, &reading->hall->first_number);
	config_map_choice(map, "reset", resets, &reset);
	config_take_name(map, "logo", layout->logo, sizeof layout->logo, NULL);
	read_blocks(&list, map, TICKET_BLOCKS_MAX);
	check_layout(layout, map);
	config_map_leftover(map, true);
}

void config_ticket_check(struct hall_reading *reading)
{
	for (unsigned i = 0; i < reading->hall->ticket.note_count; i++)
		config_check_codes(reading, reading->notes[i], "services");
}
