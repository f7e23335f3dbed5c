/* A table of windows to a board file; and every mistake at its line and column. */
#include "check.h"
#include "config.h"
#include "windows_csv.h"

static char said[4096];

static void say(void *context, const char *line)
{
	(void)context;
	strncat(said, line, sizeof said - strlen(said) - 2);
	strcat(said, "\n");
}

static char *board_of(const char *text)
{
	struct config_report report = { .say = say };
	said[0] = '\0';
	return windows_csv_board("w.csv", text, strlen(text), &report);
}

static void a_table_becomes_a_board_file_that_can_be_read(void)
{
	struct config_report report = { .say = say };
	struct config_board *config = NULL;
	char *board = board_of("window,zone,bus,display_address,caller_address,evaluator_address\n"
			       "01,不动产,rs485-a,1,101,201\n"
			       "02,不动产,rs485-a,2,102,\n"
			       "03,,rs485-b,1,,\n");
	CHECK(board != NULL);
	if (!board)
		return;
	CHECK(config_board_parse(&config, "board", board, strlen(board), &report) == 0);
	CHECK(config_board_port_count(config) == 2);
	CHECK(config_board_device_count(config) == 6);
	const char *name = NULL;
	CHECK(config_map_text(config_board_device(config, 1), "name", &name) == 1);
	CHECK_TEXT(name, "call-01");
	config_board_free(config);
	free(board);
}

static void mistakes_are_said_at_their_line_and_column(void)
{
	static const struct {
		const char *text, *message;
	} table[] = {
		{ "window,bus\n01,a\n", "w.csv:1" },
		{ "window,bus,display_address\n01,a,1\n01,a,2\n", "w.csv:3:1: window:" },
		{ "window,bus,display_address\n01,a,1\n02,a,1\n",
		  "w.csv:3:6: display_address: found 1, which line 2 has on bus a already" },
		{ "window,bus,display_address\n01,a,248\n", "w.csv:2:6: display_address:" },
		{ "window,bus,display_address\n01,a,\n",
		  "w.csv:2:6: display_address: found nothing" },
		{ "window,bus,display_address\n01,a b,1\n", "w.csv:2:4: bus:" },
		{ "window,bus,display_address\n0{1,a,1\n", "w.csv:2:1: window:" },
		{ "window,bus,display_address,caller_address\n01,a,1,1\n",
		  "w.csv:2:8: caller_address:" },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char *board = board_of(table[i].text);
		CHECK(board == NULL);
		if (!strstr(said, table[i].message))
			fprintf(stderr, "%s: not in: %s", table[i].message, said);
		CHECK(strstr(said, table[i].message) != NULL);
		free(board);
	}
}

int main(void)
{
	a_table_becomes_a_board_file_that_can_be_read();
	mistakes_are_said_at_their_line_and_column();
	return check_result();
}
