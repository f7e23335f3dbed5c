/* A YAML file as a tree whose every value knows its line and column. Private to this room: others
 * see config.h. The tree is built from libfyaml's events, not from its documents, so that anchors,
 * aliases, merge keys and duplicate keys are seen, with their marks, before anything resolves them.
 */
#ifndef JIAOHAO_CONFIG_NODE_H
#define JIAOHAO_CONFIG_NODE_H

#include "config.h"

#include <stdint.h>

enum {
	CONFIG_DEPTH_MAX = 16,	     /* maps and lists inside each other */
	CONFIG_NODES_MAX = 200000,   /* values in a file */
	CONFIG_MAP_KEYS_MAX = 128,   /* keys in one map */
	CONFIG_PATH_MAX = 256,	     /* bytes of "windows[2].services[0]" with its NUL */
	CONFIG_MESSAGE_BYTES = 1024, /* longer messages are cut */
};

enum config_kind {
	CONFIG_NOTHING, /* empty, "~" or "null" */
	CONFIG_TEXT,
	CONFIG_LIST,
	CONFIG_MAP,
	CONFIG_BAD, /* its mistake was said already: takes fail without a word */
};

struct config_node;

struct config_map {
	struct config_node *node; /* its kind is CONFIG_MAP */
};

/* A key that was asked for: what "allowed are" lists. */
struct config_asked {
	struct config_asked *next;
	char key[];
};

struct config_node {
	enum config_kind kind;
	bool plain;	 /* a text written without quotes */
	bool taken;	 /* by its key */
	bool handed_out; /* a map whose keys somebody takes: leftovers are mistakes */
	bool failed;	 /* a map of which a mistake was said */
	unsigned line, column;
	unsigned key_line, key_column;
	unsigned index;	 /* in a list */
	unsigned count;	 /* of children */
	const char *key; /* in a map, else NULL */
	const char *text;
	struct config_node *parent, *next, *first, *last;
	struct config_asked *asked, **asked_last;
	struct config_tree *tree;
	struct config_map map;
};

struct config_tree {
	const char *name;
	struct config_report *report;
	struct config_node *root; /* never NULL after config_tree_parse succeeded */
	struct config_block *blocks;
	size_t block_used, nodes;
};

/* --- config_file.c --- */

/** Bytes of the UTF-8 character at @p text, of which @p left follow; 0 when it is not valid UTF-8.
 */
size_t config_utf8_bytes(const uint8_t *text, size_t left);
/** A whole file of at most @p max bytes, NUL-terminated and malloc'ed, whatever is in it: 0, or
 *  -EINVAL with the reason said. */
int config_read_bytes(const char *path, size_t max, char **text, size_t *length,
		      struct config_report *report);
/** The guards: 0, or -EINVAL with the first reason said. */
int config_guard(const char *name, const char *text, size_t length, struct config_report *report);

/* --- config_say.c --- */

void config_say(struct config_report *report, const char *name, unsigned line, unsigned column,
		const char *path, const char *format, ...) __attribute__((format(printf, 6, 7)));
/** Say it at the node's mark (an empty value has none: its key's). Returns -EINVAL. */
int config_node_fail(struct config_node *node, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/** A warning in its words, "warning: " is put before them. */
void config_node_warn(const struct config_node *node, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/** "windows[2].services[0]"; "file" for the root. */
void config_node_path(const struct config_node *node, char path[CONFIG_PATH_MAX]);

enum { CONFIG_FOUND_MAX = 96 };
/** What stands there, for people: "06" with its quotes, cut when long; a list; a map; nothing. */
const char *config_node_found(const struct config_node *node, char found[CONFIG_FOUND_MAX]);
const char *config_text_found(const char *text, char found[CONFIG_FOUND_MAX]);
/** One of @p words near enough to be a slip of the keyboard; NULL: none. */
const char *config_nearest(const char *word, const char *const *words, size_t count);

/* --- config_tree.c --- */

int config_tree_parse(struct config_tree *tree, const char *name, const char *text, size_t length,
		      struct config_report *report);
void config_tree_free(struct config_tree *tree);
/** Memory that lives as long as the tree; NULL when there is none. */
void *config_tree_alloc(struct config_tree *tree, size_t size);

/* --- config_map.c --- */

struct config_node *config_node_find(const struct config_node *map, const char *key);
/** As config_map_text and so on, for a value that was found already. */
int config_node_text(struct config_node *node, const char **out);
int config_node_integer(struct config_node *node, long min, long max, long *out);
int config_node_map(struct config_node *node, struct config_map **out);
/** A list of @p min to @p max values under @p key: 1, 0 or -EINVAL. */
int config_map_list(struct config_map *map, const char *key, unsigned min, unsigned max,
		    struct config_node **out);
/** Say that @p key is missing and what it should hold. Returns -EINVAL. */
int config_map_missing(struct config_map *map, const char *key, const char *expected);
/** Say every key of this map that nobody took. @p every_key_asked: nobody stopped asking at a
 * mistake. */
void config_map_leftover(struct config_map *map, bool every_key_asked);

#endif
