/* YAML text → the tree of config_node.h, from libfyaml's event stream (0.7.12 and 0.8). What this
 * project's files never need is refused here: anchors, aliases, merge keys, tags, more than one
 * document, keys that are no text, duplicate keys, control characters, deep nesting. */
#include "config_node.h"

#include <errno.h>
#include <libfyaml.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 1 << 16 };

struct config_block {
	struct config_block *next;
	alignas(max_align_t) char bytes[];
};

struct builder {
	struct config_tree *tree;
	struct config_node *at; /* the map or list that is open; NULL: none */
	unsigned depth, documents;
	/* the key that waits for its value */
	const char *key;
	unsigned key_line, key_column;
};

void *config_tree_alloc(struct config_tree *tree, size_t size)
{
	char *memory;
	size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	if (!tree->blocks || size > BLOCK_BYTES - tree->block_used) {
		size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
		struct config_block *block = malloc(sizeof *block + room);
		if (!block)
			return NULL;
		block->next = tree->blocks;
		tree->blocks = block;
		tree->block_used = 0;
	}
	memory = tree->blocks->bytes + tree->block_used;
	/* A block larger than usual is full at once. */
	tree->block_used = size > BLOCK_BYTES ? BLOCK_BYTES : tree->block_used + size;
	memset(memory, 0, size);
	return memory;
}

void config_tree_free(struct config_tree *tree)
{
	while (tree->blocks) {
		struct config_block *block = tree->blocks;
		tree->blocks = block->next;
		free(block);
	}
	tree->root = NULL;
}

static void set_mark(struct config_node *node, struct fy_token *token)
{
	const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
	if (mark) {
		node->line = (unsigned)mark->line + 1;
		node->column = (unsigned)mark->column + 1;
	} else if (node->key) { /* an empty value has no mark */
		node->line = node->key_line;
		node->column = node->key_column;
	} else if (node->parent) {
		node->line = node->parent->line;
		node->column = node->parent->column;
	} else {
		node->line = node->column = 1;
	}
}

/* Hang a new node under the open map or list. NULL: no memory, or the file is too large. */
static struct config_node *add_node(struct builder *builder, enum config_kind kind,
				    struct fy_token *mark)
{
	struct config_tree *tree = builder->tree;
	struct config_node *parent = builder->at, *node;
	if (tree->nodes >= CONFIG_NODES_MAX) {
		config_say(tree->report, tree->name, 1, 1, "file",
			   "found more than %d values, which is all that is allowed",
			   CONFIG_NODES_MAX);
		return NULL;
	}
	node = config_tree_alloc(tree, sizeof *node);
	if (!node) {
		config_say(tree->report, tree->name, 1, 1, "file", "no memory left to read it");
		return NULL;
	}
	tree->nodes++;
	node->kind = kind;
	node->tree = tree;
	node->parent = parent;
	node->map.node = node;
	node->asked_last = &node->asked;
	if (!parent) {
		tree->root = node;
	} else {
		node->index = parent->count++;
		*(parent->last ? &parent->last->next : &parent->first) = node;
		parent->last = node;
		if (parent->kind == CONFIG_MAP) {
			node->key = builder->key;
			node->key_line = builder->key_line;
			node->key_column = builder->key_column;
			builder->key = NULL;
		}
	}
	set_mark(node, mark);
	return node;
}

/* The token's text in the tree's memory; NULL with the reason in *problem. */
static const char *copy_text(struct builder *builder, struct fy_token *token, const char **problem)
{
	size_t length = 0;
	const char *text = token ? fy_token_get_text(token, &length) : "";
	char *copy;
	*problem = NULL;
	if (!text)
		text = "";
	for (size_t i = 0, step; i < length; i += step) {
		uint8_t byte = (uint8_t)text[i];
		step = config_utf8_bytes((const uint8_t *)text + i, length - i);
		if (step == 0)
			*problem = "found text that is not UTF-8, allowed is UTF-8 only";
		/* C0, DEL and C1 (U+0080..U+009F): names go to printers, where they are commands.
		 */
		else if (byte < 0x20 || byte == 0x7f ||
			 (byte == 0xc2 && (uint8_t)text[i + 1] < 0xa0))
			*problem = "found a control character or a line break, allowed is text of "
				   "one line";
		if (*problem)
			return NULL;
	}
	copy = config_tree_alloc(builder->tree, length + 1);
	if (!copy)
		*problem = "no memory left to read it";
	else
		memcpy(copy, text, length);
	return copy;
}

/* A mistake at a mark of libfyaml, with the path of what is being read. */
static int fail_at(struct builder *builder, struct fy_token *token, const char *problem)
{
	struct config_node place = { .tree = builder->tree,
				     .parent = builder->at,
				     .key = builder->key,
				     .key_line = builder->key_line,
				     .key_column = builder->key_column };
	if (builder->at && !builder->key && builder->at->kind == CONFIG_MAP)
		place = *builder->at; /* about a key: the path is the map's */
	else if (builder->at)
		place.index = builder->at->count;
	set_mark(&place, token);
	return config_node_fail(&place, "%s", problem);
}

static int take_key(struct builder *builder, struct fy_event *event)
{
	struct fy_token *token = event->scalar.value;
	const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
	struct config_node *map = builder->at;
	const char *problem;
	const char *key = copy_text(builder, token, &problem);
	char said[CONFIG_MESSAGE_BYTES / 2];
	char found[CONFIG_FOUND_MAX];
	if (event->scalar.anchor || event->scalar.tag)
		return fail_at(builder, event->scalar.anchor ? event->scalar.anchor : token,
			       "found an anchor or a tag at a key, allowed is the key alone");
	if (!key)
		return fail_at(builder, token, problem);
	if (key[0] == 0 || !mark)
		return fail_at(builder, token,
			       "found an empty key, allowed are keys that have a name");
	if (strcmp(key, "<<") == 0)
		return fail_at(builder, token,
			       "found the merge key \"<<\", allowed is only to write the keys out");
	if (map->count >= CONFIG_MAP_KEYS_MAX)
		return fail_at(builder, token,
			       "found more than 128 keys, which is all that is allowed");
	for (const struct config_node *node = map->first; node; node = node->next) {
		if (strcmp(node->key, key) == 0) {
			snprintf(said, sizeof said,
				 "found the key %s again, allowed is each key once (it stands in "
				 "line %u)",
				 config_text_found(key, found), node->key_line);
			/* Said, then read on: the second value hangs under the same key, and the
			 * first is the one that is taken. */
			fail_at(builder, token, said);
			break;
		}
	}
	builder->key = key;
	builder->key_line = (unsigned)mark->line + 1;
	builder->key_column = (unsigned)mark->column + 1;
	if (!map->first && builder->key_line == map->line && builder->key_column < map->column)
		map->column = builder->key_column; /* "[a: 1]": libfyaml marks the colon */
	return 0;
}

/* An empty value has no token in libfyaml 0.7, and one somewhere after its key in 0.8: no mark
 * either way, so that both versions say the same. */
static struct fy_token *token_with_mark(struct fy_token *token)
{
	size_t length = 0;
	if (token && fy_token_scalar_style(token) == FYSS_PLAIN &&
	    (!fy_token_get_text(token, &length) || length == 0))
		return NULL;
	return token;
}

static bool is_nothing(const char *text, struct fy_token *token)
{
	if (!token)
		return true;
	if (fy_token_scalar_style(token) != FYSS_PLAIN)
		return false;
	return text[0] == 0 || strcmp(text, "~") == 0 || strcmp(text, "null") == 0;
}

static int take_scalar(struct builder *builder, struct fy_event *event)
{
	struct fy_token *token = token_with_mark(event->scalar.value);
	struct config_node *node;
	const char *problem, *text;
	if (builder->at && builder->at->kind == CONFIG_MAP && !builder->key)
		return take_key(builder, event);
	text = copy_text(builder, token, &problem);
	if (event->scalar.anchor)
		problem = "found an anchor (&), allowed is only to write the value out";
	else if (event->scalar.tag)
		problem = "found a tag (!), allowed are values without tags";
	if (problem)
		fail_at(builder, event->scalar.anchor ? event->scalar.anchor : token, problem);
	node = add_node(builder, CONFIG_TEXT, token);
	if (!node)
		return -EINVAL;
	node->text = text;
	if (problem) {
		node->kind = CONFIG_BAD;
	} else {
		node->plain = token && fy_token_scalar_style(token) == FYSS_PLAIN;
		if (is_nothing(text, token))
			node->kind = CONFIG_NOTHING;
	}
	return 0;
}

static int take_start(struct builder *builder, enum config_kind kind, struct fy_token *mark,
		      struct fy_token *anchor, struct fy_token *tag)
{
	struct config_node *node;
	if (builder->at && builder->at->kind == CONFIG_MAP && !builder->key)
		return fail_at(builder, mark, "found a list or map as a key, allowed are texts");
	if (builder->depth >= CONFIG_DEPTH_MAX)
		return fail_at(builder, mark,
			       "found a nesting deeper than 16, which is all that is allowed");
	if (anchor || tag)
		fail_at(builder, anchor ? anchor : mark,
			anchor ? "found an anchor (&), allowed is only to write the value out"
			       : "found a tag (!), allowed are values without tags");
	node = add_node(builder, kind, mark);
	if (!node)
		return -EINVAL;
	builder->at = node;
	builder->depth++;
	return 0;
}

static int take_end(struct builder *builder)
{
	if (!builder->at)
		return -EINVAL;
	builder->at = builder->at->parent;
	builder->depth--;
	return 0;
}

static int take_alias(struct builder *builder, struct fy_token *token)
{
	struct config_node *node;
	if (builder->at && builder->at->kind == CONFIG_MAP && !builder->key)
		return fail_at(builder, token, "found an alias (*) as a key, allowed are texts");
	fail_at(builder, token, "found an alias (*), allowed is only to write the value out");
	node = add_node(builder, CONFIG_BAD, token);
	return node ? 0 : -EINVAL;
}

static int take_event(struct builder *builder, struct fy_event *event)
{
	switch (event->type) {
	case FYET_DOCUMENT_START:
		if (builder->documents++ > 0)
			return fail_at(builder, event->document_start.document_start,
				       "found a second document (---), allowed is one");
		return 0;
	case FYET_SCALAR:
		return take_scalar(builder, event);
	case FYET_ALIAS:
		return take_alias(builder, event->alias.anchor);
	case FYET_MAPPING_START:
		return take_start(builder, CONFIG_MAP, event->mapping_start.mapping_start,
				  event->mapping_start.anchor, event->mapping_start.tag);
	case FYET_SEQUENCE_START:
		return take_start(builder, CONFIG_LIST, event->sequence_start.sequence_start,
				  event->sequence_start.anchor, event->sequence_start.tag);
	case FYET_MAPPING_END:
	case FYET_SEQUENCE_END:
		return take_end(builder);
	default:
		return 0;
	}
}

/* libfyaml's own complaint: the first one is the cause, the rest follow from it. */
static int say_syntax(struct config_tree *tree, struct fy_diag *diag)
{
	void *step = NULL;
	struct fy_diag_error *error = fy_diag_errors_iterate(diag, &step);
	if (error && error->msg)
		config_say(tree->report, tree->name, error->line > 0 ? (unsigned)error->line : 1,
			   error->column > 0 ? (unsigned)error->column : 1, "file",
			   "found no valid YAML: %s", error->msg);
	else
		config_say(tree->report, tree->name, 1, 1, "file", "found no valid YAML");
	return -EINVAL;
}

static int parse_events(struct config_tree *tree, struct fy_parser *parser, struct fy_diag *diag)
{
	struct builder builder = { .tree = tree };
	struct fy_event *event;
	int result = 0;
	while (result == 0 && (event = fy_parser_parse(parser)) != NULL) {
		result = take_event(&builder, event);
		fy_parser_event_free(parser, event);
	}
	if (result == 0 && fy_parser_get_stream_error(parser))
		result = say_syntax(tree, diag);
	if (result == 0 && !tree->root && !add_node(&builder, CONFIG_NOTHING, NULL))
		result = -EINVAL;
	return result;
}

int config_tree_parse(struct config_tree *tree, const char *name, const char *text, size_t length,
		      struct config_report *report)
{
	struct fy_diag_cfg diag_setting;
	struct fy_parse_cfg setting = { .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG };
	struct fy_diag *diag;
	struct fy_parser *parser = NULL;
	int result = config_guard(name, text, length, report);
	char *copy;
	*tree = (struct config_tree){ .name = name, .report = report };
	if (result < 0)
		return result;
	copy = config_tree_alloc(tree, strlen(name) + 1);
	if (copy)
		tree->name = strcpy(copy, name);
	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3; /* the byte order mark that some editors write */
		length -= 3;
	}
	fy_diag_cfg_default(&diag_setting);
	diag_setting.fp = NULL;
	diag_setting.colorize = false;
	diag = fy_diag_create(&diag_setting);
	if (diag) {
		fy_diag_set_collect_errors(diag, true);
		setting.diag = diag;
		parser = fy_parser_create(&setting);
	}
	if (parser && fy_parser_set_string(parser, text, length) == 0) {
		result = parse_events(tree, parser, diag);
	} else {
		config_say(report, name, 1, 1, "file", "no memory left to read it");
		result = -EINVAL;
	}
	fy_parser_destroy(parser);
	fy_diag_destroy(diag);
	if (result < 0)
		config_tree_free(tree);
	return result;
}
