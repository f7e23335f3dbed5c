/* See key_list.h. */
#include "key_list.h"

#include "port.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct key_list_entry *find(struct config_keys *keys, const char *key)
{
	struct key_list *list = (struct key_list *)keys;
	for (int i = 0; i < KEY_LIST_MAX && list->entries[i].key != NULL; i++) {
		if (strcmp(list->entries[i].key, key) == 0) {
			list->taken[i] = true;
			return &list->entries[i];
		}
	}
	return NULL;
}

static int fail(struct config_keys *keys, const char *key, const char *problem)
{
	struct key_list *list = (struct key_list *)keys;
	size_t length = strlen(list->messages);
	snprintf(list->messages + length, sizeof list->messages - length, "%s %s; ",
		 key ? key : "the map", problem);
	return -EINVAL;
}

static int take_text(struct config_keys *keys, const char *key, const char **out)
{
	struct key_list_entry *entry = find(keys, key);
	if (entry == NULL)
		return 0;
	*out = entry->text;
	return 1;
}

static int take_integer(struct config_keys *keys, const char *key, long min, long max, long *out)
{
	struct key_list_entry *entry = find(keys, key);
	char *end;
	if (entry == NULL)
		return 0;
	long value = strtol(entry->text, &end, 0);
	if (*end != '\0' || value < min || value > max)
		return fail(keys, key, "is out of range");
	*out = value;
	return 1;
}

static int take_boolean(struct config_keys *keys, const char *key, bool *out)
{
	struct key_list_entry *entry = find(keys, key);
	if (entry == NULL)
		return 0;
	*out = strcmp(entry->text, "true") == 0;
	return 1;
}

static int take_choice(struct config_keys *keys, const char *key, const char *const *allowed,
		       int *out)
{
	struct key_list_entry *entry = find(keys, key);
	if (entry == NULL)
		return 0;
	for (int i = 0; allowed[i] != NULL; i++) {
		if (strcmp(allowed[i], entry->text) == 0) {
			*out = i;
			return 1;
		}
	}
	return fail(keys, key, "is none of the allowed");
}

static int take_port(struct config_keys *keys, const char *key, const char *const *kinds,
		     struct port **out)
{
	struct key_list_entry *entry = find(keys, key);
	if (entry == NULL)
		return 0;
	const char *kind = port_kind_name(port_describe(entry->port)->kind);
	for (int i = 0; kinds[i] != NULL; i++) {
		if (strcmp(kinds[i], kind) == 0) {
			*out = entry->port;
			return 1;
		}
	}
	return fail(keys, key, "is a port of another kind");
}

static int take_map(struct config_keys *keys, const char *key, struct config_keys **out)
{
	struct key_list_entry *entry = find(keys, key);
	if (entry == NULL)
		return 0;
	*out = &entry->map->keys;
	return 1;
}

void key_list_init(struct key_list *list, const struct key_list_entry *entries)
{
	static const struct config_keys_ops ops = {
		.take_text = take_text,
		.take_integer = take_integer,
		.take_boolean = take_boolean,
		.take_choice = take_choice,
		.take_port = take_port,
		.take_map = take_map,
		.fail = fail,
	};
	memset(list, 0, sizeof *list);
	list->keys.ops = &ops;
	for (int i = 0; i < KEY_LIST_MAX - 1 && entries[i].key != NULL; i++)
		list->entries[i] = entries[i];
}

const char *key_list_untaken(const struct key_list *list)
{
	for (int i = 0; i < KEY_LIST_MAX && list->entries[i].key != NULL; i++) {
		if (!list->taken[i])
			return list->entries[i].key;
	}
	return NULL;
}
