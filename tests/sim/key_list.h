/* config_keys from a list in a test, instead of a board file. */
#ifndef JIAOHAO_KEY_LIST_H
#define JIAOHAO_KEY_LIST_H

#include "config_keys.h"

#include <stdbool.h>

enum { KEY_LIST_MAX = 24, KEY_LIST_MESSAGES = 512 };

struct key_list_entry {
	const char *key;  /* NULL ends the list */
	const char *text; /* numbers and true/false as in YAML */
	struct key_list *map;
	struct port *port;
};

struct key_list {
	struct config_keys keys; /* first: &list.keys is what an open takes */
	struct key_list_entry entries[KEY_LIST_MAX];
	bool taken[KEY_LIST_MAX];
	char messages[KEY_LIST_MESSAGES]; /* "key problem; key problem; " */
};

void key_list_init(struct key_list *list, const struct key_list_entry *entries);
/** The first key nobody took, or NULL. */
const char *key_list_untaken(const struct key_list *list);

#endif
