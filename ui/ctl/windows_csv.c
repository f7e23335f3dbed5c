/* See windows_csv.h. What it can't know, the lines' paths and the displays' map, it writes down as
 * what is usual, with a comment that says to look. */
#include "windows_csv.h"

#include "config_csv.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOARD_MAX = 1 << 20 };

enum column { WINDOW, ZONE, BUS, DISPLAY, CALLER_BUS, CALLER, EVALUATOR, COLUMNS };

static const struct config_csv_column columns[COLUMNS] = {
	[WINDOW] = { "window", true },
	[ZONE] = { "zone", false },
	[BUS] = { "bus", true },
	[DISPLAY] = { "display_address", true },
	[CALLER_BUS] = { "caller_bus", false },
	[CALLER] = { "caller_address", false },
	[EVALUATOR] = { "evaluator_address", false },
};

struct board {
	struct config_csv *csv;
	char *out;
	size_t used;
	unsigned row_count, bus_count;
	char windows[WINDOWS_CSV_ROWS_MAX][16];
	char buses[WINDOWS_CSV_BUSES_MAX][24];
	unsigned lines[WINDOWS_CSV_BUSES_MAX][248]; /* which row has the address; 0: nobody */
};

static void add(struct board *board, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct board *board, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length =
		vsnprintf(board->out + board->used, BOARD_MAX - board->used, format, arguments);
	va_end(arguments);
	if (length > 0 && board->used + (size_t)length < BOARD_MAX)
		board->used += (size_t)length;
}

/* Plain names only: they become YAML without quotes. */
static bool is_name(const char *text)
{
	return text[0] != '\0' &&
	       text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789-_")] == '\0';
}

/* The bus's index, or -1: said. */
static int take_bus(struct board *board, enum column column)
{
	char name[24];
	if (config_csv_copy(board->csv, column, name, sizeof name) < 0)
		return -1;
	if (!is_name(name)) {
		config_csv_fail(board->csv, column,
				"found %s, allowed are letters, digits, - and _, as rs485-a",
				config_csv_found(board->csv, column));
		return -1;
	}
	for (unsigned i = 0; i < board->bus_count; i++)
		if (strcmp(board->buses[i], name) == 0)
			return (int)i;
	if (board->bus_count == WINDOWS_CSV_BUSES_MAX) {
		config_csv_fail(board->csv, column, "is bus number 33, allowed are 32");
		return -1;
	}
	snprintf(board->buses[board->bus_count], sizeof board->buses[0], "%s", name);
	return (int)board->bus_count++;
}

/* 0: none given; -1: said. */
static long take_address(struct board *board, enum column column, int bus)
{
	long address = 0;
	int taken = config_csv_integer(board->csv, column, 1, 247, &address);
	if (taken <= 0)
		return taken;
	unsigned *row = bus >= 0 ? &board->lines[bus][address] : NULL;
	if (row && *row != 0) {
		config_csv_fail(board->csv, column,
				"found %ld, which line %u has on bus %s already", address, *row,
				board->buses[bus]);
		return -1;
	}
	if (row)
		*row = config_csv_line(board->csv);
	return bus >= 0 ? address : -1;
}

static bool take_window(struct board *board, char window[16])
{
	if (config_csv_copy(board->csv, WINDOW, window, 16) < 0)
		return false;
	if (!is_name(window)) {
		config_csv_fail(board->csv, WINDOW,
				"found %s, allowed are a window's number, as 06",
				config_csv_found(board->csv, WINDOW));
		return false;
	}
	for (unsigned i = 0; i < board->row_count; i++)
		if (strcmp(board->windows[i], window) == 0) {
			config_csv_fail(board->csv, WINDOW, "found %s, which stands here twice",
					window);
			return false;
		}
	if (board->row_count == WINDOWS_CSV_ROWS_MAX) {
		config_csv_fail(board->csv, WINDOW, "is row 513, allowed are 512");
		return false;
	}
	snprintf(board->windows[board->row_count++], sizeof board->windows[0], "%s", window);
	return true;
}

static void take_row(struct board *board)
{
	char window[16] = "", zone[48] = "";
	bool has_window = take_window(board, window);
	int bus = take_bus(board, BUS);
	int caller_bus = config_csv_text(board->csv, CALLER_BUS)[0] != '\0'
				 ? take_bus(board, CALLER_BUS)
				 : bus;
	long display = take_address(board, DISPLAY, bus);
	long caller = take_address(board, CALLER, caller_bus);
	long evaluator = take_address(board, EVALUATOR, caller_bus);
	if (config_csv_copy(board->csv, ZONE, zone, sizeof zone) < 0 || !has_window || bus < 0)
		return;
	if (display == 0)
		config_csv_fail(board->csv, DISPLAY, "found nothing, allowed are 1 to 247");
	if (zone[0] != '\0')
		add(board, "  # %s: %s\n", window, zone);
	if (display > 0)
		add(board,
		    "  - {name: display-%s, driver: modbus-led, port: %s, address: %ld, window: "
		    "\"%s\",\n     map: {text: 0x70, registers: 16, encoding: gb18030, "
		    "address_register: 0x60}}\n",
		    window, board->buses[bus], display, window);
	if (caller > 0)
		add(board,
		    "  - {name: call-%s, driver: modbus-keypad, role: caller, port: %s, address: "
		    "%ld,\n     window: \"%s\"}\n",
		    window, board->buses[caller_bus], caller, window);
	if (evaluator > 0)
		add(board,
		    "  - {name: rate-%s, driver: modbus-keypad, role: evaluator, port: %s,\n"
		    "     address: %ld, window: \"%s\"}\n",
		    window, board->buses[caller_bus], evaluator, window);
}

/* The ports stand before the devices but are known after them. */
static char *put_together(struct board *board)
{
	size_t size = board->used + 4096;
	char *text = malloc(size);
	size_t used;
	if (!text)
		return NULL;
	used = (size_t)snprintf(text, size,
				"# Made from a table of windows. Look at the devices of the ports "
				"and at the displays' map.\nboard: {name: hall}\nports:\n");
	for (unsigned i = 0; i < board->bus_count; i++)
		used += (size_t)snprintf(text + used, size - used,
					 "  - {name: %s, kind: rs485, device: /dev/ttyUSB%u, baud: "
					 "9600}\n",
					 board->buses[i], i);
	snprintf(text + used, size - used, "devices:\n%.*s", (int)board->used, board->out);
	return text;
}

char *windows_csv_board(const char *name, const char *text, size_t length,
			struct config_report *report)
{
	struct board *board = calloc(1, sizeof *board);
	char *made = NULL;
	unsigned before = report->mistakes;
	if (!board || !(board->out = calloc(1, BOARD_MAX)))
		goto done;
	if (config_csv_open(&board->csv, name, text, length, columns, COLUMNS, report) < 0)
		goto done;
	while (config_csv_next(board->csv))
		take_row(board);
	config_csv_close(board->csv);
	if (report->mistakes == before)
		made = put_together(board);
done:
	if (board)
		free(board->out);
	free(board);
	return made;
}
