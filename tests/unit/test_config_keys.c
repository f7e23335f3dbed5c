/* The lists of keys at the tops of the readers are what the readers take: the example hall shows
 * each key that is listed, and opens. Argument: the project's root. */
#include "check.h"
#include "config_node.h"

#include <ctype.h>

enum { TEXT_MAX = 1 << 17, PATHS_MAX = 1024 };

static const char *const lists[] = { "config_hall.c",	 "config_place.c",    "config_service.c",
				     "config_window.c",	 "config_class.c",    "config_rules.c",
				     "config_facts.c",	 "config_calendar.c", "config_ticket.c",
				     "config_displays.c" };

static char example[TEXT_MAX], list[TEXT_MAX];
static char paths[PATHS_MAX][CONFIG_PATH_MAX];
static unsigned path_count;

static void say(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
}

static size_t read_text(const char *root, const char *name, char *text)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", root, name);
	FILE *file = fopen(path, "r");
	CHECK(file != NULL);
	if (!file)
		return 0;
	size_t length = fread(text, 1, TEXT_MAX - 1, file);
	text[length] = 0;
	fclose(file);
	return length;
}

/* "windows[3].services[0]" → each map's keys as "windows[].services". */
static void collect(const struct config_node *node, const char *path)
{
	for (const struct config_node *at = node->first; at; at = at->next) {
		char own[CONFIG_PATH_MAX];
		if (at->key)
			snprintf(own, sizeof own, "%.120s%s%.120s", path, *path ? "." : "",
				 at->key);
		else
			snprintf(own, sizeof own, "%.250s[]", path);
		if (at->key && path_count < PATHS_MAX)
			strcpy(paths[path_count++], own);
		collect(at, own);
	}
}

static bool shown(const char *path)
{
	char alternative[CONFIG_PATH_MAX + 2];
	const char *key = strrchr(path, '.');
	for (unsigned i = 0; i < path_count; i++)
		if (strcmp(paths[i], path) == 0)
			return true;
	/* What would contradict another key stands in a line "# or …". */
	snprintf(alternative, sizeof alternative, " %s: ", key ? key + 1 : path);
	for (const char *at = example; (at = strstr(at, "# or ")) != NULL; at++) {
		const char *found = strstr(at, alternative), *end = strchr(at, '\n');
		if (found && end && found < end)
			return true;
	}
	return false;
}

/* A line of a list: " *   path   what it is". */
static unsigned check_list(const char *name)
{
	unsigned count = 0;
	const char *end = strstr(list, "*/");
	for (const char *line = list; end && line && line < end; line = strchr(line + 1, '\n')) {
		char path[CONFIG_PATH_MAX];
		if (strncmp(line, "\n *   ", 6) != 0 || !islower((unsigned char)line[6]) ||
		    sscanf(line + 6, "%200[]a-z0-9_.[]", path) != 1)
			continue;
		if (!shown(path))
			fprintf(stderr, "%s lists %s, which the example does not show\n", name,
				path);
		CHECK(shown(path));
		count++;
	}
	return count;
}

int main(int argc, char **argv)
{
	struct config_report report = { .say = say };
	struct config_tree tree;
	unsigned count = 0;
	if (argc != 2) {
		fprintf(stderr, "usage: test_config_keys ROOT\n");
		return EXIT_FAILURE;
	}
	size_t length = read_text(argv[1], "firmware/halls/example.yaml", example);
	CHECK(config_tree_parse(&tree, "example.yaml", example, length, &report) == 0);
	collect(tree.root, "");
	config_tree_free(&tree);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		char path[64];
		snprintf(path, sizeof path, "firmware/config/%s", lists[i]);
		read_text(argv[1], path, list);
		count += check_list(lists[i]);
	}
	CHECK(count > 200);
	return check_result();
}
