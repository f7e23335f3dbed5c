/* jiaohaoctl import: a table of windows to a board file on the standard output. */
#include "config_csv.h"
#include "ctl.h"
#include "ctl_text.h"
#include "windows_csv.h"

#include <stdio.h>
#include <stdlib.h>

static void say_line(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
}

int ctl_import(struct ctl *ctl, int argc, char **argv)
{
	struct config_report report = { .say = say_line };
	char *text = NULL, *board = NULL;
	size_t length = 0;
	(void)ctl;
	if (argc != 1) {
		ctl_fail(TEXT_BAD_OPTION, "import");
		return CTL_USAGE;
	}
	if (config_csv_read_file(argv[0], &text, &length, &report) == 0)
		board = windows_csv_board(argv[0], text, length, &report);
	if (board)
		fputs(board, stdout);
	else
		ctl_fail(TEXT_IMPORT_MISTAKES, argv[0], report.mistakes);
	free(board);
	free(text);
	return board ? CTL_OK : CTL_WRONG;
}
