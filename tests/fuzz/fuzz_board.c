/* Any bytes as a board file whose keys are taken in every way: never a crash or a hang, every
 * refusal has its message. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* libfyaml 0.7.12 loses a buffer of a few KB when a quoted text with many doubled quotes never
 * ends. What the config room allocates itself is still watched. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml.so";
}

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void say(void *context, const char *line)
{
	(void)context;
	must(strncmp(line, "fuzz.yaml:", 10) == 0 && !strpbrk(line, "\n\x1b"));
}

static void take_keys(struct config_map *map, struct config_report *report)
{
	static const char *const kinds[] = { "rs485", "serial", "audio", NULL };
	struct config_map *inner;
	unsigned before = report->mistakes;
	const char *text = NULL;
	long number = 0;
	int choice = -1;
	bool flag = false;
	int result = config_map_text(map, "name", &text);
	must(result == 1 ? text && text[0] : result == 0 || result == -EINVAL);
	result = config_map_integer(map, "address", -5, 247, &number);
	must(result != 1 || (number >= -5 && number <= 247));
	result = config_map_choice(map, "kind", kinds, &choice);
	must(result != 1 || (choice >= 0 && choice < 3));
	config_map_boolean(map, "blink", &flag);
	if (config_map_map(map, "map", &inner) == 1)
		config_map_integer(inner, "text", 0, 0xffff, &number);
	must(report->mistakes >= before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config_report report = { .say = say };
	struct config_board *board = NULL;
	int result = config_board_parse(&board, "fuzz.yaml", (const char *)data, size, &report);
	must(result == 0 ? report.mistakes == 0 : result == -EINVAL && report.mistakes > 0);
	if (result < 0)
		return 0;
	must(config_board_name(board) != NULL);
	for (size_t i = 0; i < config_board_port_count(board); i++)
		take_keys(config_board_port(board, i), &report);
	for (size_t i = 0; i < config_board_device_count(board); i++)
		take_keys(config_board_device(board, i), &report);
	must(config_board_finish(board) == report.mistakes);
	config_board_free(board);
	return 0;
}
