/* config_keys over config_map. The messages themselves are firmware/config's. */
#include "board_keys.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct board_keys *from_face(struct config_keys *keys)
{
	return (struct board_keys *)keys; /* face is the first member */
}

static int take_text(struct config_keys *keys, const char *key, const char **out)
{
	return config_map_text(from_face(keys)->map, key, out);
}

static int take_integer(struct config_keys *keys, const char *key, long min, long max, long *out)
{
	return config_map_integer(from_face(keys)->map, key, min, max, out);
}

static int take_boolean(struct config_keys *keys, const char *key, bool *out)
{
	return config_map_boolean(from_face(keys)->map, key, out);
}

static int take_choice(struct config_keys *keys, const char *key, const char *const *allowed,
		       int *out)
{
	return config_map_choice(from_face(keys)->map, key, allowed, out);
}

static int fail(struct config_keys *keys, const char *key, const char *problem)
{
	return config_map_fail(from_face(keys)->map, key, problem);
}

static bool kind_allowed(const struct port *port, const char *const *kinds)
{
	const char *kind = port_kind_name(port_describe(port)->kind);
	for (; *kinds; kinds++)
		if (strcmp(kind, *kinds) == 0)
			return true;
	return false;
}

/* "…, allowed are a, b": of the port names, or of the kinds. */
static int fail_port(struct board_keys *keys, const char *key, const char *found,
		     const char *const *kinds)
{
	char problem[512];
	assert(keys->ports); /* ports themselves take none */
	int length =
		snprintf(problem, sizeof problem, "found \"%s\", allowed are the ports", found);
	const char *separator = " ";
	for (size_t i = 0; i < keys->ports->count && length < (int)sizeof problem; i++) {
		if (!kind_allowed(keys->ports->ports[i], kinds))
			continue;
		length += snprintf(problem + length, sizeof problem - (size_t)length, "%s%s",
				   separator, port_describe(keys->ports->ports[i])->name);
		separator = ", ";
	}
	separator = " (kinds ";
	for (; *kinds && length < (int)sizeof problem; kinds++, separator = ", ")
		length += snprintf(problem + length, sizeof problem - (size_t)length, "%s%s",
				   separator, *kinds);
	if (length < (int)sizeof problem)
		snprintf(problem + length, sizeof problem - (size_t)length, ")");
	return config_map_fail(keys->map, key, problem);
}

static int take_port(struct config_keys *face, const char *key, const char *const *kinds,
		     struct port **out)
{
	struct board_keys *keys = from_face(face);
	const char *name;
	int result = config_map_text(keys->map, key, &name);
	if (result <= 0)
		return result;
	for (size_t i = 0; keys->ports && i < keys->ports->count; i++) {
		struct port *port = keys->ports->ports[i];
		if (strcmp(port_describe(port)->name, name) != 0 || !kind_allowed(port, kinds))
			continue;
		*out = port;
		return 1;
	}
	return fail_port(keys, key, name, kinds);
}

static int take_map(struct config_keys *face, const char *key, struct config_keys **out)
{
	struct board_keys *keys = from_face(face);
	struct config_map *map;
	int result = config_map_map(keys->map, key, &map);
	if (result <= 0)
		return result;
	struct board_keys *nested = calloc(1, sizeof *nested);
	if (!nested)
		return config_map_fail(keys->map, key, "no memory");
	board_keys_init(nested, map, keys->ports);
	nested->next = keys->nested;
	keys->nested = nested;
	*out = &nested->face;
	return 1;
}

static const struct config_keys_ops ops = {
	.take_text = take_text,
	.take_integer = take_integer,
	.take_boolean = take_boolean,
	.take_choice = take_choice,
	.take_port = take_port,
	.take_map = take_map,
	.fail = fail,
};

void board_keys_init(struct board_keys *keys, struct config_map *map,
		     const struct board_ports *ports)
{
	*keys = (struct board_keys){ .face = { &ops }, .map = map, .ports = ports };
}

void board_keys_finish(struct board_keys *keys)
{
	struct board_keys *nested = keys->nested;
	while (nested) {
		struct board_keys *next = nested->next;
		board_keys_finish(nested);
		free(nested);
		nested = next;
	}
	keys->nested = NULL;
}
