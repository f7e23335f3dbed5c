/* Taking keys out of a map: what was asked for is remembered, what remains is a mistake. */
#include "config_node.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct config_node *config_node_find(const struct config_node *map, const char *key)
{
	for (struct config_node *node = map->first; node; node = node->next)
		if (strcmp(node->key, key) == 0)
			return node;
	return NULL;
}

static void remember_asked(struct config_node *map, const char *key)
{
	struct config_asked *asked;
	size_t length = strlen(key);
	for (asked = map->asked; asked; asked = asked->next)
		if (strcmp(asked->key, key) == 0)
			return;
	asked = config_tree_alloc(map->tree, sizeof *asked + length + 1);
	if (!asked)
		return; /* a poorer message, nothing worse */
	memcpy(asked->key, key, length + 1);
	*map->asked_last = asked;
	map->asked_last = &asked->next;
}

/* The value under @p key, marked as taken, or NULL. */
static struct config_node *take(struct config_map *map, const char *key)
{
	struct config_node *node = config_node_find(map->node, key);
	map->node->handed_out = true;
	remember_asked(map->node, key);
	/* A key that stands twice was said already: both are taken. */
	for (struct config_node *same = node; same; same = same->next)
		if (strcmp(same->key, key) == 0)
			same->taken = true;
	return node;
}

static int fail_kind(struct config_node *node, const char *allowed)
{
	char found[CONFIG_FOUND_MAX];
	if (node->kind == CONFIG_BAD)
		return -EINVAL;
	return config_node_fail(node, "found %s, allowed %s", config_node_found(node, found),
				allowed);
}

int config_node_text(struct config_node *node, const char **out)
{
	if (node->kind != CONFIG_TEXT || node->text[0] == 0)
		return fail_kind(node, "is a text that is not empty");
	*out = node->text;
	return 1;
}

/* Decimal without leading zeros, or 0x…: "010" is eight to some readers and ten to others. */
static bool parse_integer(const char *text, long *out)
{
	const char *digits = text[0] == '-' ? text + 1 : text;
	bool hexadecimal = digits[0] == '0' && digits[1] == 'x';
	char *end;
	if (hexadecimal ? !isxdigit((unsigned char)digits[2]) : !isdigit((unsigned char)digits[0]))
		return false;
	if (!hexadecimal && digits[0] == '0' && digits[1] != 0)
		return false;
	errno = 0;
	*out = strtol(text, &end, hexadecimal ? 16 : 10);
	return errno == 0 && *end == 0;
}

int config_node_integer(struct config_node *node, long min, long max, long *out)
{
	char found[CONFIG_FOUND_MAX];
	long value;
	if (node->kind == CONFIG_BAD)
		return -EINVAL;
	if (node->kind == CONFIG_TEXT && !node->plain && parse_integer(node->text, &value))
		return config_node_fail(
			node,
			"found the text %s in quotes, allowed are whole numbers from %ld to %ld",
			config_node_found(node, found), min, max);
	if (node->kind != CONFIG_TEXT || !parse_integer(node->text, &value) || value < min ||
	    value > max)
		return config_node_fail(node, "found %s, allowed are whole numbers from %ld to %ld",
					config_node_found(node, found), min, max);
	*out = value;
	return 1;
}

int config_node_map(struct config_node *node, struct config_map **out)
{
	if (node->kind != CONFIG_MAP)
		return fail_kind(node, "is a map {key: value, …}");
	node->handed_out = true;
	*out = &node->map;
	return 1;
}

int config_map_text(struct config_map *map, const char *key, const char **out)
{
	struct config_node *node = take(map, key);
	return node ? config_node_text(node, out) : 0;
}

int config_map_integer(struct config_map *map, const char *key, long min, long max, long *out)
{
	struct config_node *node = take(map, key);
	return node ? config_node_integer(node, min, max, out) : 0;
}

int config_map_boolean(struct config_map *map, const char *key, bool *out)
{
	struct config_node *node = take(map, key);
	if (!node)
		return 0;
	if (node->kind == CONFIG_TEXT && node->plain && strcmp(node->text, "true") == 0)
		*out = true;
	else if (node->kind == CONFIG_TEXT && node->plain && strcmp(node->text, "false") == 0)
		*out = false;
	else
		return fail_kind(node, "are true, false");
	return 1;
}

/* "a, b, c" as far as it fits. */
static void join(char *text, size_t size, const char *const *words, size_t count)
{
	size_t used = 0;
	text[0] = 0;
	for (size_t i = 0; i < count && used < size; i++) {
		int wrote = snprintf(text + used, size - used, "%s%s", i ? ", " : "", words[i]);
		used += wrote > 0 ? (size_t)wrote : 0;
	}
}

int config_map_choice(struct config_map *map, const char *key, const char *const *allowed, int *out)
{
	struct config_node *node = take(map, key);
	char words[CONFIG_MESSAGE_BYTES / 2], found[CONFIG_FOUND_MAX];
	size_t count = 0;
	if (!node)
		return 0;
	if (node->kind == CONFIG_BAD)
		return -EINVAL;
	for (; allowed[count]; count++) {
		if (node->kind == CONFIG_TEXT && strcmp(node->text, allowed[count]) == 0) {
			*out = (int)count;
			return 1;
		}
	}
	join(words, sizeof words, allowed, count);
	return config_node_fail(node, "found %s, allowed %s %s", config_node_found(node, found),
				count == 1 ? "is" : "are", words);
}

int config_map_map(struct config_map *map, const char *key, struct config_map **out)
{
	struct config_node *node = take(map, key);
	return node ? config_node_map(node, out) : 0;
}

int config_map_list(struct config_map *map, const char *key, unsigned min, unsigned max,
		    struct config_node **out)
{
	struct config_node *node = take(map, key);
	if (!node)
		return 0;
	if (node->kind != CONFIG_LIST)
		return fail_kind(node, "is a list");
	if ((node->count < min || node->count > max) && min == max)
		return config_node_fail(node, "found a list of %u, allowed is a list of %u",
					node->count, min);
	if (node->count < min || node->count > max)
		return config_node_fail(node, "found a list of %u, allowed are lists of %u to %u",
					node->count, min, max);
	*out = node;
	return 1;
}

int config_map_fail(struct config_map *map, const char *key, const char *problem)
{
	struct config_node *node = key ? config_node_find(map->node, key) : map->node;
	/* A key that is missing has no mark: the map's. */
	struct config_node absent = { .tree = map->node->tree,
				      .parent = map->node,
				      .key = key,
				      .line = map->node->line,
				      .column = map->node->column };
	map->node->handed_out = true;
	return config_node_fail(node ? node : &absent, "%s", problem);
}

int config_map_missing(struct config_map *map, const char *key, const char *expected)
{
	char problem[CONFIG_MESSAGE_BYTES / 2];
	snprintf(problem, sizeof problem, "is missing, expected is %s", expected);
	return config_map_fail(map, key, problem);
}

/* A driver stops at its first mistake, so a key of a failed map may only not have been asked for
 * yet: there, only a slip of a key that is absent itself is said. */
static void say_leftover(struct config_node *map, struct config_node *node, bool every_key_asked)
{
	const char *words[CONFIG_MAP_KEYS_MAX];
	char allowed[CONFIG_MESSAGE_BYTES / 2], found[CONFIG_FOUND_MAX];
	const char *nearest;
	size_t count = 0;
	struct config_node place = *map;
	for (struct config_asked *asked = map->asked; asked && count < CONFIG_MAP_KEYS_MAX;
	     asked = asked->next)
		words[count++] = asked->key;
	nearest = config_nearest(node->key, words, count);
	if (nearest && config_node_find(map, nearest))
		nearest = NULL;
	if (!every_key_asked && map->failed && !nearest)
		return;
	place.line = node->key_line;
	place.column = node->key_column;
	config_text_found(node->key, found);
	join(allowed, sizeof allowed, words, count);
	if (nearest)
		config_node_fail(&place, "found the key %s, did you mean \"%s\"?", found, nearest);
	else
		config_node_fail(&place, "found the key %s, allowed are %s", found, allowed);
}

void config_map_leftover(struct config_map *map, bool every_key_asked)
{
	for (struct config_node *node = map->node->first; node; node = node->next)
		if (!node->taken)
			say_leftover(map->node, node, every_key_asked);
}
