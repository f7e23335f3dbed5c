/* Keys of a board file for tests, without a file. No nested maps: nothing here needs them. */
#include "fake_keys.h"

#include "port.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(struct config_keys *keys, const char *key, const char *problem)
{
	struct fake_keys *fake = (struct fake_keys *)keys;
	snprintf(fake->said, sizeof fake->said, "%s %s", key != NULL ? key : "-", problem);
	return -EINVAL;
}

static int take_text(struct config_keys *keys, const char *key, const char **out)
{
	struct fake_keys *fake = (struct fake_keys *)keys;
	for (unsigned i = 0; i < fake->count; i++)
		if (strcmp(fake->entries[i].key, key) == 0) {
			fake->entries[i].taken = true;
			*out = fake->entries[i].text;
			return 1;
		}
	return 0;
}

static int take_integer(struct config_keys *keys, const char *key, long min, long max, long *out)
{
	const char *text;
	char *end;
	if (take_text(keys, key, &text) == 0)
		return 0;
	long value = strtol(text, &end, 10);
	if (*end != '\0' || value < min || value > max)
		return fail(keys, key, "is no such number");
	*out = value;
	return 1;
}

static int take_choice(struct config_keys *keys, const char *key, const char *const *allowed,
		       int *out)
{
	const char *text;
	if (take_text(keys, key, &text) == 0)
		return 0;
	for (int i = 0; allowed[i] != NULL; i++)
		if (strcmp(allowed[i], text) == 0) {
			*out = i;
			return 1;
		}
	return fail(keys, key, "is not allowed");
}

static int take_boolean(struct config_keys *keys, const char *key, bool *out)
{
	static const char *const words[] = { "false", "true", NULL };
	int choice = *out;
	int taken = take_choice(keys, key, words, &choice);
	*out = choice != 0;
	return taken;
}

static int take_port(struct config_keys *keys, const char *key, const char *const *kinds,
		     struct port **out)
{
	struct fake_keys *fake = (struct fake_keys *)keys;
	const char *text;
	if (take_text(keys, key, &text) == 0)
		return 0;
	for (unsigned i = 0; i < fake->port_count; i++) {
		const struct port_description *port = port_describe(fake->ports[i]);
		if (strcmp(port->name, text) != 0)
			continue;
		for (; *kinds != NULL; kinds++)
			if (strcmp(*kinds, port_kind_name(port->kind)) == 0) {
				*out = fake->ports[i];
				return 1;
			}
		return fail(keys, key, "is a port of another kind");
	}
	return fail(keys, key, "names no port");
}

static int take_map(struct config_keys *keys, const char *key, struct config_keys **out)
{
	(void)keys;
	(void)key;
	(void)out;
	return 0;
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

static void init(struct fake_keys *fake, va_list pairs)
{
	memset(fake, 0, sizeof *fake);
	fake->keys.ops = &ops;
	for (;;) {
		const char *key = va_arg(pairs, const char *);
		if (key == NULL || fake->count == FAKE_KEYS_MAX)
			return;
		fake->entries[fake->count].key = key;
		fake->entries[fake->count++].text = va_arg(pairs, const char *);
	}
}

void fake_keys_init(struct fake_keys *fake, ...)
{
	va_list pairs;
	va_start(pairs, fake);
	init(fake, pairs);
	va_end(pairs);
}

void fake_keys_add_port(struct fake_keys *fake, struct port *port)
{
	if (fake->port_count < FAKE_PORTS_MAX)
		fake->ports[fake->port_count++] = port;
}

const char *fake_keys_left(const struct fake_keys *fake)
{
	for (unsigned i = 0; i < fake->count; i++)
		if (!fake->entries[i].taken)
			return fake->entries[i].key;
	return NULL;
}

struct port *fake_port(struct event_base *base, ...)
{
	struct fake_keys fake;
	struct port *port = NULL;
	va_list pairs;
	va_start(pairs, base);
	init(&fake, pairs);
	va_end(pairs);
	if (port_open(&port, base, &fake.keys, true) < 0)
		fprintf(stderr, "fake_port: %s\n", fake.said);
	return port;
}
